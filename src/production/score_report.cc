#include "auteur/production/score_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/file_system.h"
#include "auteur/media/media.h"
#include "auteur/screenplay/breakdown.h"
#include "stems.h"
#include "stored.h"

namespace auteur::production {
namespace {

constexpr double kReelSeconds = 1200;

Result<Ref> ref_at(Resolver& resolver, const Film& film, const NodeId& node, const Port& port) {
  auto ref = resolver.output(node, port);
  if (!ref) return fail(ErrorCode::kNotFound, fmt::format("'{}' has not been made yet. Run: auteur music {}", node, film.folder.string()));
  return ref;
}
Result<Json> json_of(Store& store, Resolver& resolver, const Film& film, const NodeId& node, const Port& port) {
  const Ref ref = TRY(ref_at(resolver, film, node, port));
  const std::string text = TRY(store.get_text(ref));
  return parse_json(text, node);
}

NodeId score_of(const std::string& part) { return part == "title" || part == "credits" ? "titles/" + part + "/score" : "scenes/" + part + "/score"; }

void add(std::vector<float>& track, std::size_t frame, const std::vector<float>& sound) {
  for (std::size_t i = 0; i < sound.size() && 2 * frame + i < track.size(); ++i) track[2 * frame + i] += sound[i];
}

}  // namespace

std::size_t ThemeReport::featured() const {
  return static_cast<std::size_t>(std::count_if(scenes.begin(), scenes.end(), [](const ThemeInScene& s) { return s.featured; }));
}
std::size_t ThemeReport::kept() const {
  return static_cast<std::size_t>(std::count_if(scenes.begin(), scenes.end(), [](const ThemeInScene& s) { return s.featured && s.similarity >= music::kKnownAgain; }));
}
double ScoreReport::recurrence() const {
  std::size_t all = 0, kept = 0;
  for (const auto& t : themes) all += t.featured(), kept += t.kept();
  return all > 0 ? static_cast<double>(kept) / static_cast<double>(all) : 1;
}

Result<std::vector<music::FilmCue>> cues_of_take(const Json& score, const std::string& name) {
  std::vector<music::FilmCue> out;
  TRY(expect_kind(score, "auteur.score", 1));
  try {
    for (const Json& j : score.at("cues")) {
      music::FilmCue cue{fmt::format("{}{}", name, out.size() + 1), score.value("scene", ""), "", Seconds(j.at("start").get<double>()), TRY(music::cue_from_json(j.at("cue"))), j.value("why_in", ""), j.value("why_out", ""), j.value("flows_in", false), j.value("flows_out", false)};
      out.push_back(std::move(cue));
    }
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kDamaged, "A score cannot be read: a field is missing or of the wrong type. Let it be written again.");
  }
  return out;
}

Result<ScoreReport> score_report(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, bool listen) {
  const Graph graph = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  const Node* mix = graph.find("mix");
  if (mix == nullptr) return fail(ErrorCode::kNotFound, fmt::format("The film's music is not known yet. Run: auteur music {}", film.folder.string()));
  const Json document = TRY(json_of(store, resolver, film, "breakdown", "breakdown"));
  const auto breakdown = TRY(screenplay::breakdown_from_json(document));
  ScoreReport report;
  const Json themes = TRY(json_of(store, resolver, film, "themes", "themes"));
  for (auto& m : TRY(music::motifs_from_json(themes))) report.themes.push_back({std::move(m), {}});
  std::vector<float> track;
  std::vector<std::pair<std::size_t, std::string>> borders;
  std::vector<float> ringing;
  double at = 0;
  int number = 0, reel = 1;
  for (const Json& part : mix->params.at("parts")) {
    const std::string id = part.at("id").get<std::string>();
    const double seconds = static_cast<double>(part.at("frames").get<std::int64_t>()) / 24;
    const NodeId node = score_of(id);
    const Json score = TRY(json_of(store, resolver, film, node, "score"));
    auto cues = TRY(cues_of_take(score, ""));
    std::vector<std::pair<Seconds, Seconds>> speech;
    if (graph.find("scenes/" + id + "/staging") != nullptr) {
      const Json clock = TRY(json_of(store, resolver, film, "scenes/" + id + "/staging", "clock"));
      for (const Json& s : clock.value("speech", Json::array())) speech.push_back({Seconds(s.value("start", 0.0)), Seconds(s.value("end", 0.0))});
    }
    std::string heading = id == "title" ? "Main title" : id == "credits" ? "End credits" : "";
    for (const auto& s : breakdown.scenes) if (s.number == id) heading = s.heading;
    std::map<std::string, ThemeInScene> here;
    for (auto& cue : cues) {
      const auto local = cue.start;
      cue.start = Seconds(at) + local;
      if (const int r = 1 + static_cast<int>(cue.start.value / kReelSeconds); r != reel) reel = r, number = 0;
      cue.name = fmt::format("{}m{}", reel, ++number);
      cue.title = heading;
      auto moved = speech;
      for (auto& [a, b] : moved) a = a - local, b = b - local;
      report.measures.push_back(music::measure(cue.cue, moved));
      const auto& m = report.measures.back();
      report.seconds_of_music += cue.cue.length.value;
      report.hits += cue.cue.hits.size();
      report.missed += cue.cue.missed.size();
      report.worst_hit_frames = std::max(report.worst_hit_frames, m.worst_hit_frames);
      report.worst_change = std::max(report.worst_change, m.worst_change);
      for (const auto& use : cue.cue.theme_uses)
        for (const auto& t : report.themes) {
          if (t.motif.owner.id != use.owner) continue;
          ThemeInScene& s = here[use.owner];
          const double like = music::recognisable(cue.cue, use, t.motif.theme);
          ++s.statements;
          if (like > s.similarity) s.similarity = like, s.how = use.how;
        }
      if (listen) borders.push_back({static_cast<std::size_t>(std::llround(cue.start.value * kStemRate)), cue.name + (cue.flows_in ? " goes on" : " enters")});
      report.cues.push_back(std::move(cue));
    }
    std::set<std::string> featured;
    if (const Node* spotting = graph.find("scenes/" + id + "/spotting"))
      for (const Json& f : spotting->params.value("features", Json::array())) featured.insert(f.value("owner", ""));
    for (auto& t : report.themes) {
      const auto it = here.find(t.motif.owner.id);
      const bool film_theme = t.motif.owner.kind == music::OwnerKind::kFilm && (id == "title" || id == "credits");
      if (it == here.end() && !featured.contains(t.motif.owner.id) && !film_theme) continue;
      ThemeInScene s = it == here.end() ? ThemeInScene{} : it->second;
      s.scene = id;
      s.featured = featured.contains(t.motif.owner.id) || film_theme;
      t.scenes.push_back(std::move(s));
    }
    if (listen) {
      const std::size_t from = track.size();
      const Ref body_ref = TRY(ref_at(resolver, film, node, "music")), tail_ref = TRY(ref_at(resolver, film, node, "tail"));
      const Bytes body_bytes = TRY(store.get(body_ref)), tail_bytes = TRY(store.get(tail_ref));
      const media::Sound body = TRY(media::read_wav(body_bytes));
      media::Sound tail = TRY(media::read_wav(tail_bytes));
      track.resize(from + static_cast<std::size_t>(std::llround(seconds * kStemRate)) * 2);
      add(track, from / 2, body.samples);
      add(track, from / 2, ringing);
      ringing = std::move(tail.samples);
      if (from > 0) borders.push_back({from / 2, "into " + (heading.empty() ? id : heading)});
    }
    at += seconds;
  }
  report.length = Seconds(at);
  for (const auto& [frame, what] : borders) report.seams.push_back({Seconds(static_cast<double>(frame) / kStemRate), what, music::seam_of(track, frame)});
  return report;
}

Result<WrittenStems> write_score_stems(const ScoreReport& report, const Path& folder, const std::string& name, Progress& progress) {
  const auto files = real_file_system();
  TRY(files->make_directories(folder));
  const auto frames = static_cast<std::size_t>(std::llround((report.length.value + music::kTailSeconds) * kStemRate));
  if (frames > static_cast<std::size_t>(kStemRate) * 3600) return fail(ErrorCode::kInvalidInput, "Stems of more than an hour would need too much memory. Write them in parts: --scenes 1-40.");
  WrittenStems out;
  const std::string font = music::find_soundfont();
  std::vector<music::PlacedCue> cues;
  for (const auto& c : report.cues) cues.push_back({c.start, c.cue});
  std::vector<float> sum(frames * 2);
  for (std::size_t f = 0; f < music::families().size(); ++f) {
    const auto played = TRY(music::play_scene(cues, report.length, font, progress, static_cast<int>(f)));
    auto stem = played.body;
    stem.insert(stem.end(), played.tail.begin(), played.tail.end());
    for (std::size_t i = 0; i < stem.size() && i < sum.size(); ++i) sum[i] += stem[i];
    for (float& v : stem) v *= kStemHeadroom;
    const Bytes wav = media::write_wav(stem, 2, kStemRate);
    out.files.push_back(folder / fmt::format("{}-{}.wav", name, music::families()[f]));
    TRY(write_atomically(out.files.back(), std::string(wav.begin(), wav.end())));
  }
  const auto whole = TRY(music::play_scene(cues, report.length, font, progress));
  double worst = 1e-12, peak = 1e-9;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const std::size_t body = whole.body.size();
    const float w = i < body ? whole.body[i] : i - body < whole.tail.size() ? whole.tail[i - body] : 0;
    worst = std::max(worst, std::abs(static_cast<double>(w) - static_cast<double>(sum[i])));
    peak = std::max(peak, std::abs(static_cast<double>(w)));
  }
  out.null_db = 20 * std::log10(worst / peak);
  auto score = whole.body;
  score.insert(score.end(), whole.tail.begin(), whole.tail.end());
  for (float& v : score) v *= kStemHeadroom;
  const Bytes wav = media::write_wav(score, 2, kStemRate);
  out.files.push_back(folder / (name + "-score.wav"));
  TRY(write_atomically(out.files.back(), std::string(wav.begin(), wav.end())));
  return out;
}

Json to_json(const ScoreReport& r) {
  Json cues = Json::array(), themes = Json::array(), seams = Json::array();
  for (std::size_t i = 0; i < r.cues.size(); ++i) {
    const auto& c = r.cues[i];
    const auto& m = r.measures[i];
    Json hits = Json::array(), missed = Json::array(), uses = Json::array();
    for (const auto& h : c.cue.hits) hits.push_back({{"at", music::time_code(c.start + h.at)}, {"what", h.what}, {"weight", h.weight}});
    for (const auto& h : c.cue.missed) missed.push_back({{"at", music::time_code(c.start + h.at)}, {"what", h.what}, {"weight", h.weight}});
    for (const auto& u : c.cue.theme_uses) uses.push_back({{"owner", u.owner}, {"how", u.how}, {"at", music::time_code(c.start + u.start)}});
    cues.push_back({{"name", c.name}, {"scene", c.scene}, {"title", c.title}, {"start", c.start.value}, {"length", c.cue.length.value}, {"tempo", c.cue.tempo}, {"click", music::click_of(c.cue.tempo)}, {"palette", c.cue.palette},
                    {"mode", c.cue.mode}, {"in", c.why_in}, {"out", c.why_out}, {"why", c.cue.why}, {"hits", hits}, {"missed", missed}, {"themes", uses}, {"notes_a_second", m.notes_a_second}, {"notes_a_second_under_speech", m.notes_a_second_talk},
                    {"entropy", m.entropy}, {"groove", m.groove}, {"chord_tones", m.chord_tones}, {"soft_db", m.soft}, {"loud_db", m.loud}, {"worst_change", m.worst_change}, {"worst_hit_frames", m.worst_hit_frames}});
  }
  for (const auto& t : r.themes) {
    Json scenes = Json::array();
    for (const auto& s : t.scenes) scenes.push_back({{"scene", s.scene}, {"featured", s.featured}, {"similarity", s.similarity}, {"statements", s.statements}, {"how", s.how}});
    themes.push_back({{"owner", music::to_json(t.motif.owner)}, {"instrument", t.motif.voice.name}, {"degrees", t.motif.theme.degrees}, {"beats", t.motif.theme.beats}, {"featured", t.featured()}, {"known_again", t.kept()}, {"scenes", scenes}});
  }
  for (const auto& s : r.seams) seams.push_back({{"at", s.at.value}, {"what", s.what}, {"step", s.step}});
  return {{"kind", "auteur.score_report"}, {"version", 1}, {"cues", cues}, {"themes", themes}, {"seams", seams}, {"seconds", r.length.value}, {"seconds_of_music", r.seconds_of_music}, {"hits", r.hits}, {"gave_way", r.missed}, {"worst_hit_frames", r.worst_hit_frames},
          {"worst_tempo_change", r.worst_change}, {"recurrence", r.recurrence()}};
}

}  // namespace auteur::production
