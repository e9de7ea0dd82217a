#include "music_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/media/media.h"
#include "auteur/music/direction.h"
#include "auteur/music/notation.h"
#include "auteur/production/score_report.h"
#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

const char* mode_name(int mode) {
  static constexpr const char* kModes[] = {"major", "dorian", "phrygian", "lydian", "mixolydian", "minor"};
  return kModes[std::clamp(mode, 0, 5)];
}
const char* tonic_name(int tonic) {
  static constexpr const char* kTonics[] = {"C", "D flat", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B"};
  return kTonics[((tonic % 12) + 12) % 12];
}

void print(const ScoreReport& r) {
  fmt::print("{} cues, {:.0f} s of music in {:.0f} s of film ({:.0f} %)\n\n", r.cues.size(), r.seconds_of_music, r.length.value, 100 * r.seconds_of_music / std::max(1.0, r.length.value));
  for (std::size_t i = 0; i < r.cues.size(); ++i) {
    const auto& c = r.cues[i];
    fmt::print("  {:6} {}  {:5.1f} s  {:5.1f} bpm, click {:5}  {} {}, {}  {}\n", c.name, music::time_code(c.start), c.cue.length.value, c.cue.tempo, music::click_of(c.cue.tempo), tonic_name(c.cue.tonic), mode_name(c.cue.mode), c.cue.palette, c.title);
    fmt::print("         in: {}; out: {}\n", c.why_in, c.why_out);
    std::string themes;
    for (const auto& u : c.cue.theme_uses) themes += fmt::format("{}{} ({})", themes.empty() ? "" : ", ", u.owner.empty() ? "film" : u.owner, u.how);
    if (!themes.empty()) fmt::print("         themes: {}\n", themes);
    for (const auto& h : c.cue.hits) fmt::print("         hit {}  {}\n", music::time_code(c.start + h.at), h.what);
  }
  fmt::print("\nthemes\n");
  for (const auto& t : r.themes) {
    const auto& o = t.motif.owner;
    fmt::print("  {:18} {:9} {:16} ", o.kind == music::OwnerKind::kFilm ? "the film" : o.name, music::name_of(o.kind), o.kind == music::OwnerKind::kFilm ? "who leads" : t.motif.voice.name.c_str());
    if (t.featured() > 0) fmt::print("known again in {} of {} scenes that are about it", t.kept(), t.featured());
    fmt::print("\n");
    for (const auto& s : t.scenes)
      if (s.featured) fmt::print("      {:8} {:.2f}  {} statements{}\n", s.scene, s.similarity, s.statements, s.how.empty() ? "" : ", best: " + s.how);
  }
  fmt::print("\nrecurrence {:.0f} % of the scenes that are about a theme's owner\n", 100 * r.recurrence());
  fmt::print("hits       {} met, at most {:.2f} frames off; {} others gave way; pace changes at most {:.1f} %\n", r.hits, r.worst_hit_frames, r.missed, 100 * r.worst_change);
  if (!r.seams.empty()) {
    const auto worst = std::max_element(r.seams.begin(), r.seams.end(), [](const Seam& a, const Seam& b) { return a.step < b.step; });
    fmt::print("seams      {}: the largest step is {:.2f} of those around it (at {}, {})\n", r.seams.size(), worst->step, music::time_code(worst->at), worst->what);
  }
}

Status write_text(const Path& file, const std::string& text) {
  const auto files = real_file_system();
  if (file.has_parent_path()) TRY(files->make_directories(file.parent_path()));
  return write_atomically(file, text);
}

Status write_files(const ScoreReport& report, const MusicOptions& o, const Desk& d, bool quiet) {
  const std::string title = d.film.title.empty() ? d.film.folder.filename().string() : d.film.title;
  if (!o.sheet.empty()) {
    const auto rows = music::cue_sheet(report.cues);
    TRY(write_text(o.sheet, lower(Path(o.sheet).extension().string()) == ".csv" ? music::sheet_csv(rows) : music::sheet_text(rows, title)));
    if (!quiet) fmt::print("The cue sheet: {}\n", o.sheet);
  }
  for (const auto& cue : report.cues) {
    const std::string name = cue.name + (cue.scene.empty() ? "-" + slug(cue.title) : "-scene-" + slug(cue.scene));
    if (!o.midi.empty()) {
      const auto bytes = music::midi_file(cue);
      TRY(write_text(Path(o.midi) / (name + ".mid"), std::string(bytes.begin(), bytes.end())));
    }
    if (!o.musicxml.empty()) TRY(write_text(Path(o.musicxml) / (name + ".musicxml"), music::musicxml(cue)));
  }
  if (!quiet && !o.midi.empty()) fmt::print("{} MIDI files: {}\n", report.cues.size(), o.midi);
  if (!quiet && !o.musicxml.empty()) fmt::print("{} MusicXML files: {}\n", report.cues.size(), o.musicxml);
  if (!o.stems.empty()) {
    const auto stems = TRY(write_score_stems(report, o.stems, film_name(d.options), Stop::instance()));
    if (!quiet)
      for (const auto& f : stems.files) fmt::print("{}\n", f.string());
    if (!quiet) fmt::print("Together they are the score, to {:.0f} dB.\n", stems.null_db);
  }
  return {};
}

// Several scores of one scene beside each other, in words and numbers; one after the other as sound.
Status compare_takes(Desk& d, const Common& common, const MusicOptions& o) {
  const NodeId node = "scenes/" + o.scene + "/score";
  const auto r = TRY(resolve_film(d));
  if (!r->graph.find(node)) return fail(ErrorCode::kNotFound, fmt::format("The film has no scene '{}'. All scenes: auteur breakdown {}", o.scene, common.film));
  Executor executor(*d.store, d.studio->catalogue());
  RunOptions run;
  run.memory_mib = d.options.memory_mib;
  const auto report = TRY(executor.offer(r->graph, node, static_cast<std::uint32_t>(o.takes), run, Stop::instance()));
  if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
  if (report.cancelled) return fail(ErrorCode::kCancelled, "Stopped.");
  Resolver fresh(*d.store, d.studio->catalogue(), r->graph, r->view);
  Json all = Json::array();
  std::vector<float> track;
  for (const auto& c : fresh.candidates(node, static_cast<std::uint32_t>(o.takes))) {
    if (!c.done) continue;
    const auto outputs = d.store->outputs_of(c.digest);
    if (!outputs || !outputs->contains("score") || !outputs->contains("music")) continue;
    const std::string text = TRY(d.store->get_text(outputs->at("score")));
    const Json score = TRY(parse_json(text, node));
    const auto cues = TRY(cues_of_take(score, fmt::format("take {} cue ", c.action.take)));
    Json rows = Json::array();
    if (!common.json) fmt::print("take {}\n", c.action.take);
    for (const auto& cue : cues) {
      const auto m = music::measure(cue.cue);
      rows.push_back({{"start", cue.start.value}, {"length", cue.cue.length.value}, {"tempo", cue.cue.tempo}, {"palette", cue.cue.palette}, {"mode", mode_name(cue.cue.mode)}, {"tonic", tonic_name(cue.cue.tonic)}, {"hits", m.hits}, {"notes_a_second", m.notes_a_second}, {"entropy", m.entropy}, {"groove", m.groove}, {"chord_tones", m.chord_tones}, {"themes", cue.cue.theme_uses.size()}, {"why", cue.cue.why}});
      if (!common.json)
        fmt::print("  {:6.1f}-{:5.1f} s  {:5.1f} bpm  {:7} {:10} {:16} {} hits, {} statements, {:.1f} notes/s, entropy {:.2f}, groove {:.2f}, chord tones {:.0f} %\n", cue.start.value, cue.start.value + cue.cue.length.value, cue.cue.tempo, tonic_name(cue.cue.tonic), mode_name(cue.cue.mode), cue.cue.palette,
                   m.hits, cue.cue.theme_uses.size(), m.notes_a_second, m.entropy, m.groove, 100 * m.chord_tones);
    }
    all.push_back({{"take", c.action.take}, {"cues", rows}});
    if (!o.play.empty()) {
      const Bytes bytes = TRY(d.store->get(outputs->at("music")));
      const auto sound = TRY(media::read_wav(bytes));
      track.insert(track.end(), sound.samples.begin(), sound.samples.end());
      track.insert(track.end(), static_cast<std::size_t>(2 * sound.rate), 0.f);
    }
  }
  if (!o.play.empty()) {
    const Bytes wav = media::write_wav(track, 2, 48000);
    TRY(write_text(o.play, std::string(wav.begin(), wav.end())));
  }
  if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.score_takes"}, {"version", 1}, {"node", node}, {"takes", all}}));
  else {
    if (!o.play.empty()) fmt::print("One after the other: {}\n", o.play);
    fmt::print("Choose one with: auteur choose {} {} NUMBER\n", common.film, node);
  }
  return {};
}

// How a direction in words is understood, without a film.
Status explain_words(const Common& common, const MusicOptions& o) {
  if (o.words) {
    Json all = Json::array();
    for (const auto& w : music::direction_words()) {
      all.push_back({{"words", w.words}, {"effect", w.effect}});
      if (!common.json) fmt::print("  {}\n      {}\n", w.words, w.effect);
    }
    if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.music_words"}, {"version", 1}, {"words", all}}));
    return {};
  }
  const auto said = TRY(music::read_direction(o.say));
  if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.music_direction"}, {"version", 1}, {"heard", said.heard}, {"amounts", said.amounts}}));
  else
    for (const auto& h : said.heard) fmt::print("  {}\n", h);
  return {};
}

int run(const Common& common, const MusicOptions& o) {
  if (o.words || !o.say.empty()) {
    const Status s = explain_words(common, o);
    return s ? 0 : report_error(s.error(), common.json);
  }
  if (common.film.empty()) return report_error({ErrorCode::kInvalidInput, "Name the film: auteur music FILM. Words about music: auteur music --words", {}, {}}, common.json);
  return with_desk(common, [&](Desk& d) -> Status {
    if ((o.takes > 0) != !o.scene.empty()) return fail(ErrorCode::kInvalidInput, "Takes are of one scene: give both --scene 4 and --takes 3.");
    d.options.score_only = true;
    TRY(make_shown(d, common.quiet || common.json));
    if (o.takes > 0) return compare_takes(d, common, o);
    const auto report = TRY(score_report(d.film, *d.store, *d.studio, d.options, o.listen));
    if (common.json) fmt::print("{}\n", pretty_json(to_json(report)));
    else print(report);
    return write_files(report, o, d, common.json);
  });
}

}  // namespace

void add_music_command(CLI::App& app, Common& common, MusicOptions& options, int& result) {
  auto* c = app.add_subcommand("music", "the score: cues with their reasons, whose themes sound where, hits; as MIDI, MusicXML, cue sheet and stems; takes of a scene beside each other");
  c->add_option("film", common.film, "film folder, or a screenplay");
  c->add_option("--scenes", common.scenes, "only these scenes: 3-5,8");
  c->add_flag("--json", common.json, "machine-readable output");
  c->add_flag("--quiet", common.quiet, "no progress");
  c->add_option("--sheet", options.sheet, "the cue sheet into this file (.csv or .txt)");
  c->add_option("--midi", options.midi, "a standard MIDI file of each cue into this folder: tempo map, metre, markers at hits");
  c->add_option("--musicxml", options.musicxml, "a score of each cue as MusicXML into this folder");
  c->add_option("--stems", options.stems, "strings, woodwinds, brass, keys and percussion as WAV files into this folder");
  c->add_flag("--listen", options.listen, "also measure the seams of the finished sound");
  c->add_option("--scene", options.scene, "with --takes: whose scores are compared");
  auto* takes = c->add_option("--takes", options.takes, "write so many scores of one scene and compare them")->check(CLI::Range(2, 16));
  c->add_option("--play", options.play, "with --takes: one after the other into this WAV")->needs(takes);
  c->add_option("--say", options.say, "how a direction is understood: \"warmer, fewer strings\"");
  c->add_flag("--words", options.words, "all words about music and what they do");
  c->callback([&common, &options, &result] { result = run(common, options); });
}

}  // namespace auteur::cli
