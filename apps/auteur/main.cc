// auteur: a screenplay goes in, a finished film comes out.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>

#include "auteur/base/text.h"
#include "animatic_command.h"
#include "boards_command.h"
#include "captions_command.h"
#include "cast_command.h"
#include "cleanup_command.h"
#include "compare_command.h"
#include "continuity_command.h"
#include "dub_command.h"
#include "explain_command.h"
#include "film_commands.h"
#include "music_command.h"
#include "lines_command.h"
#include "plans_command.h"
#include "readings_command.h"
#include "script_command.h"
#include "shots_command.h"
#include "lips_command.h"
#include "sound_command.h"
#include "world_command.h"

namespace {

// OpenColorIO reads these by itself; the same film folder gives the same pictures whatever they say.
void forget_colour_environment() {
  for (const char* name : {"OCIO", "OCIO_ACTIVE_DISPLAYS", "OCIO_ACTIVE_VIEWS", "OCIO_INACTIVE_COLORSPACES", "OCIO_OPTIMIZATION_FLAGS", "OCIO_USER_CATEGORIES"}) ::unsetenv(name);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace auteur::cli;
  forget_colour_environment();
  CLI::App app{"Auteur makes films: a screenplay goes in, a finished film comes out, and every frame can say who decided it."};
  app.name("auteur");
  app.require_subcommand(0, 1);
  app.set_help_all_flag("--help-all", "help of all commands");
  app.footer("Exit codes: docs/exit-codes.md");
  Common common;
  int result = 0;
  auto with_film = [&](CLI::App* c, bool level = true) {
    c->add_option("film", common.film, "film folder, or a screenplay")->required();
    if (level) c->add_option("--level", common.level, "boards, previz or final")->capture_default_str();
    if (level) c->add_option("--scenes", common.scenes, "only these scenes: 3-5,8");
    c->add_flag("--json", common.json, "machine-readable output");
    return c;
  };
  std::string node, by, why_text, folder, title, from;
  std::vector<std::string> shots, formats = {"glb"};
  int takes = 4, take = 1;
  bool why = false, dry_run = false, exr = false, stems = false;
  double days = 0;

  auto* make = with_film(app.add_subcommand("make", "make the film; what has not changed is not made again"));
  make->add_flag("--why", why, "print what was made and why");
  make->add_flag("--quiet", common.quiet, "no progress");
  make->add_option("--jobs", common.jobs, "threads; 0 = all cores")->check(CLI::Range(0, 256));
  make->add_flag("--exr", exr, "also every drawing as OpenEXR (linear picture, a layer for each group of lights, depth, normals, albedo, motion, object ids) into out/exr; with --scenes, only theirs");
  make->add_flag("--stems", stems, "also mix, dialogue, music, effects and M&E as Broadcast Wave and a session of Ardour; the lists for editing programs name the stems");
  bool no_boards = false;
  make->add_flag("--no-boards", no_boards, "with --level boards: the film alone, without the storyboard to print");
  std::string language;
  bool subtitles = false;
  make->add_option("--language", language, "only the film in this other language (bible/dub): film.de.mp4")->excludes("--exr");
  make->add_flag("--subtitles", subtitles, "with --language: the original sound with translated captions")->needs("--language");
  make->callback([&] { result = make_command(common, why, exr, stems, !no_boards, auteur::production::Dubbing{auteur::lower(language), subtitles, false}); });
  with_film(app.add_subcommand("status", "what is made, what is missing, what is stale"))->callback([&] { result = status_command(common); });
  auto* why_c = with_film(app.add_subcommand("why", "why a node would be made again, field by field; without a node: everything that would"));
  why_c->add_option("node", node, "for instance shots/4B/picture");
  why_c->callback([&] { result = why_command(common, node); });
  ShotsOptions shots_options;
  add_shots_command(*with_film(app.add_subcommand("shots", "the shot list with its reasons: on screen, as a table, on paper, as a lined script; changed in a spreadsheet and read back")), common, shots_options, result);
  ContinuityWish cuts;
  auto* continuity_c = with_film(app.add_subcommand("continuity", "what a script supervisor says about the plan: cuts, labels, who is seen, rhythm"));
  continuity_c->add_option("--waive", cuts.waive, "a finding that does not matter here, RULE/SHOT/SHOT; it comes back when it is measured otherwise");
  continuity_c->add_option("--unwaive", cuts.unwaive, "take that back");
  continuity_c->add_option("--by", cuts.by, "who decides: the director or the cinematographer");
  continuity_c->add_option("--why", cuts.why, "the reason, kept with the decision");
  continuity_c->add_flag("--strict", cuts.strict, "exit with 9 when a finding is open");
  continuity_c->callback([&] { result = continuity_command(common, cuts); });
  with_film(app.add_subcommand("breakdown", "cast, places, props and moods, scene by scene"))->callback([&] { result = breakdown_command(common); });
  add_animatic_command(*with_film(app.add_subcommand("animatic", "the film timed to its voices with scene, shot, frame and time code burnt in (boards unless --level says otherwise)")), common, result);
  CaptionsWish captions;
  add_captions_command(*with_film(app.add_subcommand("captions", "captions of a film (SRT, WebVTT, TTML, each also for people who cannot hear), or a caption file of anybody: every breach of the rules with its number and time")), common, captions, result);
  LipsWish lips;
  add_lips_command(*with_film(app.add_subcommand("lips", "the lips of every line for other programs (Rhubarb, Moho, OpenXR, ARKit), and how well the drawn mouths keep to what is said")), common, lips, result);
  add_sound_command(*with_film(app.add_subcommand("sound", "only the sound of a film, without drawing it: mix, stems, music and effects as Broadcast Wave, a session of Ardour; 5.1 and its model where film.toml asks for it; and what it measures")), common, result);
  MusicOptions music;
  add_music_command(app, common, music, result);
  auto* try_c = with_film(app.add_subcommand("try", "offer several takes of one node to choose from"));
  try_c->add_option("node", node, "for instance cast/ANA/face or lines/1-3/voice")->required();
  try_c->add_option("--takes", takes, "how many; of a scene's coverage all its readings")->check(CLI::Range(2, 16))->capture_default_str();
  try_c->callback([&] { result = try_command(common, node, takes, try_c->count("--takes") > 0); });
  std::string readings_of;
  auto* readings_c = app.add_subcommand("readings", "how a scene may be read: classical, intimate, tense ..., and a film's own");
  readings_c->add_option("film", readings_of, "film folder; without one: those that every film has");
  readings_c->add_flag("--json", common.json, "machine-readable output");
  readings_c->callback([&] { result = readings_command(readings_of, common.json); });
  LinesOptions lines;
  DubOptions table, dub;
  add_lines_command(*with_film(app.add_subcommand("lines", "every line with its number, who says it and how; one scene with --scenes; as a table for translators with --out")), common, table, result);
  add_dub_command(*with_film(app.add_subcommand("dub", "the film in another language: what translators gave back, and how it fits")), common, dub, result);
  add_listen_command(*with_film(app.add_subcommand("listen", "the takes of a line, or of somebody's voice, one after the other with a spoken slate")), common, lines, result);
  add_voices_command(app, common, lines, result);
  CompareOptions compare;
  add_compare_command(*with_film(app.add_subcommand("compare", "two takes of a scene's coverage point by point and shot by shot; with --play both as animatics")), common, compare, result);
  auto* choose = with_film(app.add_subcommand("choose", "choose a take that was offered"));
  choose->add_option("node", node)->required();
  choose->add_option("take", take, "its number")->required()->check(CLI::Range(1, 64));
  choose->add_option("--by", by, "who decides (default: the director of film.toml)");
  choose->add_option("--why", why_text, "the reason, kept with the choice");
  choose->callback([&] { result = choose_command(common, node, take, by, why_text); });
  auto* export_c = with_film(app.add_subcommand("export", "shots for other programs into out/models: set, people, lights, camera"));
  export_c->add_option("shots", shots, "for instance 4B 4C")->required()->expected(1, 500);
  export_c->add_option("--format", formats, "glb, usda (USD), chan (camera only), bvh (the bodies of its people); several with commas")->delimiter(',')->check(CLI::IsMember({"glb", "usda", "chan", "bvh"}))->capture_default_str();
  export_c->add_flag("--quiet", common.quiet, "no progress");
  export_c->callback([&] { result = export_command(common, shots, formats); });
  auto* clean = with_film(app.add_subcommand("clean", "free superseded pictures and say how much"), false);
  clean->add_flag("--dry-run", dry_run, "only say how much");
  clean->add_option("--days", days, "keep what is younger than so many days")->capture_default_str();
  clean->callback([&] { result = clean_command(common, dry_run, days); });
  CleanupWish cleanup;
  add_cleanup_command(app, common, cleanup, result);
  with_film(app.add_subcommand("check", "the findings on the finished film"))->callback([&] { result = check_command(common); });
  with_film(app.add_subcommand("play", "play the film with a player that is installed"))->callback([&] { result = play_command(common); });
  add_script_commands(app, result);
  add_world_commands(app, result);
  add_cast_commands(app, result);
  add_plans_command(app, result);
  add_boards_command(app, result);
  std::vector<std::string> term;
  auto* explain = app.add_subcommand("explain", "a word of the camera department: what it is, what it is for, how it is measured; without a word: all of them");
  explain->add_option("term", term, "for instance over-the-shoulder, OTS, dolly zoom");
  std::string picture, page;
  explain->add_option("--picture", picture, "also draw it, into this PNG");
  explain->add_option("--page", page, "all terms with their pictures as a page to read, into this folder");
  explain->add_flag("--json", common.json, "machine-readable output");
  explain->callback([&] {
    std::string words;
    for (const auto& w : term) words += (words.empty() ? "" : " ") + w;
    result = picture.empty() && page.empty() ? explain_command(words, common.json) : explain_picture_command(words, picture, page, common.json);
  });
  auto* fresh = app.add_subcommand("new", "a new film folder to start from");
  fresh->add_option("folder", folder)->required();
  fresh->add_option("--title", title);
  fresh->add_option("--script", from, "a screenplay to start from; it is copied into the folder");
  fresh->callback([&] { result = new_command(folder, title, from); });
  auto* passes = app.add_subcommand("passes", "all passes with their inputs, outputs and parameters");
  passes->add_flag("--json", common.json);
  passes->callback([&] { result = passes_command(common.json); });
  bool help = false;
  app.add_subcommand("help", "this help")->callback([&] { help = true; });
  app.add_subcommand("version", "the version")->callback([] { fmt::print("auteur 0.1.0\n"); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return app.exit(e);
  } catch (const CLI::CallForAllHelp& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    app.exit(e);
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "auteur: the program failed: {}. Please report this with the command you gave.\n", e.what());
    return 70;
  }
  if (help) app.clear();  // else it would be the help of "help"
  if (app.get_subcommands().empty()) fmt::print("{}", app.help());
  return result;
}
