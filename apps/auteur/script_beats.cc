// auteur script beats: story beats with their feeling, timing by several models, the emotional curve as a picture.
#include <fmt/format.h>

#include <memory>

#include "auteur/base/text.h"
#include "auteur/production/draft.h"
#include "auteur/screenplay/beats.h"
#include "auteur/screenplay/timing.h"
#include "script_command.h"
#include "script_file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::screenplay;

struct Wish { std::string file, picture, level = "previz"; bool json = false, force = false; };

// Real voices of a film that has been made; none otherwise.
Result<std::map<std::string, Seconds>> voices_of(const ScriptFile& s, const std::string& level) {
  std::error_code ec;
  if (!s.film || !std::filesystem::exists(s.film->folder / ".auteur", ec)) return std::map<std::string, Seconds>{};
  const auto files = real_file_system();
  const auto store = TRY(Store::open(s.film->folder, *files));
  const auto studio = TRY(production::Studio::open());
  production::MakeOptions options;
  options.level = TRY(production::level_from(level));
  return production::voice_lengths(*s.film, *store, *studio, options);
}

Status run(const Wish& wish) {
  const ScriptFile s = TRY(open_script(wish.file));
  const Breakdown b = break_down(s.parsed.script);
  const auto beats = story_beats(s.parsed, b);
  const Timing timing = time_script(s.parsed.script, b, TRY(voices_of(s, wish.level)));
  if (!wish.picture.empty()) {
    const std::string suffix = lower(Path(wish.picture).extension().string());
    const auto drawing = emotional_curve(beats, b);
    std::string bytes;
    if (suffix == ".svg") bytes = media::svg_of(drawing);
    else if (suffix == ".png") {
      const Bytes png = media::write_png(media::picture_of(drawing));
      bytes.assign(png.begin(), png.end());
    } else {
      return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no picture. Let its name end in .svg or .png.", wish.picture));
    }
    TRY(write_output(wish.picture, bytes, wish.force));
  }
  if (wish.json) {
    Json j = to_json(beats, b);
    j["file"] = s.file;
    j["timing"] = to_json(timing);
    if (!wish.picture.empty()) j["picture"] = wish.picture;
    fmt::print("{}\n", pretty_json(j));
    return {};
  }
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const auto& x = beats[i];
    if (x.number == 1) fmt::print("{}{}. {}\n", i ? "\n" : "", b.scenes[static_cast<std::size_t>(x.scene)].number, b.scenes[static_cast<std::size_t>(x.scene)].heading);
    fmt::print("  {} {:>6}  valence {:+.2f}  arousal {:+.2f}  tension {:.2f}  {}  {} (line {})\n", cell(x.id, 7), clock_text(x.start.value), x.mood.valence, x.mood.arousal, x.mood.tension, cell(feeling_name(x.mood), 8), x.why, x.line);
  }
  const bool voiced = timing.total.spoken > 0;
  fmt::print("\n{}", cell("Timing", 10));
  for (const auto m : kTimingModels) fmt::print(" {:>12}", name_of(m));
  if (voiced) fmt::print(" {:>12}", "voiced");
  fmt::print("\n");
  const auto row = [&](const std::string& name, const SceneTiming& t) {
    fmt::print("{}", cell(name, 10));
    for (const auto m : kTimingModels) fmt::print(" {:>12}", clock_text(t.of(m).value));
    if (voiced) fmt::print(" {:>12}", clock_text(t.voiced.value));
    fmt::print("\n");
  };
  for (const auto& t : timing.scenes) row("scene " + t.number, t);
  row("total", timing.total);
  if (voiced) fmt::print("'voiced' has the real length of {} of {} lines.\n", timing.total.spoken, timing.total.lines);
  if (!wish.picture.empty()) fmt::print("The emotional curve: {}\n", wish.picture);
  return {};
}

}  // namespace

void add_script_beats(CLI::App& script, int& result) {
  const auto wish = std::make_shared<Wish>();
  auto* c = script.add_subcommand("beats", "where scenes turn and what they feel like, and how long they play");
  c->add_option("file", wish->file, "a screenplay file or a film folder")->required();
  c->add_option("--picture", wish->picture, "draw the emotional curve: NAME.svg or NAME.png");
  c->add_option("--level", wish->level, "whose voices count, in a film folder: boards, previz or final")->capture_default_str();
  c->add_flag("--force", wish->force, "write over a picture that is there");
  c->add_flag("--json", wish->json, "machine-readable output");
  c->callback([&result, wish] {
    const Status s = run(*wish);
    result = s ? 0 : report_error(s.error(), wish->json);
  });
}

}  // namespace auteur::cli
