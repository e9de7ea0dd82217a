// The composer's department: themes for the film, where a scene has music, and the music.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "auteur/base/random.h"
#include "auteur/media/media.h"
#include "auteur/music/spotting.h"
#include "auteur/music/themes.h"
#include "auteur/staging/staging.h"
#include "passes.h"
#include "stems.h"

namespace auteur::production {
namespace {

using screenplay::BeatKind;

screenplay::Mood mood_of(const Params& params) { return {params.number("valence"), params.number("arousal"), params.number("tension"), ""}; }

// Another font, or the same one made whole again, plays the score anew.
std::string soundfont_key() {
  const std::string font = music::find_soundfont();
  std::error_code ec;
  const auto bytes = font.empty() ? 0 : std::filesystem::file_size(font, ec);
  return font.empty() || ec ? font : fmt::format("{}, {} bytes", font, bytes);
}

Result<Outputs> run_themes(const Inputs&, const Params& params, Progress&) {
  std::vector<music::Owner> owners;
  for (const Json& o : params.json("owners")) owners.push_back(TRY(music::owner_from_json(o)));
  if (owners.empty()) owners.emplace_back();
  const auto seed = mix(static_cast<std::uint64_t>(params.integer("film_seed")), params.take());
  Outputs out;
  out.set_json("themes", music::to_json(music::compose_motifs(owners, params.text("title"), seed)));
  return out;
}

// When what is seen of a beat happens: the cup touches the table, the door is shut.
Seconds instant_of(const screenplay::Beat& beat, const staging::TimedBeat& timed, const staging::Staging& staged) {
  using staging::SoundEventKind;
  const auto heard = [&]() -> std::optional<SoundEventKind> {
    switch (beat.kind) {
      case BeatKind::kPutDown: return SoundEventKind::kPutDown;
      case BeatKind::kPickUp: return SoundEventKind::kPickUp;
      case BeatKind::kSit: return SoundEventKind::kSit;
      case BeatKind::kStand: return SoundEventKind::kStand;
      case BeatKind::kOpen: return SoundEventKind::kDoorOpen;
      case BeatKind::kClose: return SoundEventKind::kDoorClose;
      case BeatKind::kEffect: return SoundEventKind::kEffect;
      default: return std::nullopt;
    }
  }();
  if (heard)
    for (const auto& s : staged.sounds)
      if (s.kind == *heard && s.at >= timed.start - Seconds(0.1) && s.at <= timed.end + Seconds(0.3)) return s.at;
  return timed.start;
}

Result<Outputs> run_spotting(const Inputs& inputs, const Params& params, Progress&) {
  const auto breakdown = TRY(read_scene(inputs));
  const auto& scene = breakdown.scenes[0];
  const Json document = TRY(inputs.json("staging"));
  const auto staged = TRY(staging::staging_from_json(document));
  music::SpottingRequest request;
  request.length = Seconds(std::round(staged.length.value * 24) / 24);
  request.mood = mood_of(params);
  for (const auto& timed : staged.beats) {
    if (timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= scene.beats.size()) continue;
    const auto& b = scene.beats[static_cast<std::size_t>(timed.beat)];
    request.moments.push_back({timed.beat, b.kind, b.who, b.object, b.text, b.mood, timed.start, timed.end, instant_of(b, timed, staged)});
  }
  std::stable_sort(request.moments.begin(), request.moments.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
  for (const auto& l : staged.lines) request.speech.push_back({l.start, l.end});
  std::stable_sort(request.speech.begin(), request.speech.end());
  for (const Json& f : params.json("features")) request.features.push_back({f.value("owner", ""), f.value("weight", 0.5), f.value("why", "")});
  for (const Json& c : params.json("calls")) request.calls.push_back({static_cast<music::CallKind>(std::clamp(c.value("kind", 0), 0, 2)), c.value("beat", 0)});
  request.coverage = params.number("coverage");
  request.silent = params.flag("silent");
  request.flows_in = params.flag("flows_in");
  request.flows_out = params.flag("flows_out");
  request.seed = params.take() > 1 ? mix(params.seed(), params.take()) : 0;
  Outputs out;
  out.set_json("spotting", music::to_json(music::spot(request)));
  return out;
}

music::Steering steering_of(const Json& j) {
  music::Steering s;
  s.tempo = j.value("tempo", 0.0);
  s.energy = j.value("energy", 0.0);
  s.feeling = j.value("feeling", 0.0);
  s.tension = j.value("tension", 0.0);
  s.level_db = j.value("level", 0.0);
  s.pitch = j.value("register", 0.0);
  s.density = j.value("density", 0.0);
  s.themes = j.value("themes", 0.0);
  s.length = j.value("length", 0.0);
  s.family_db = j.value("families", s.family_db);
  return s;
}

// Takes are other proposals, not other dice: sparser and slower, fuller and livelier, lower and without the local colour.
void vary(music::CueRequest& request, std::uint32_t take) {
  auto& s = request.steering;
  const auto add = [](double& to, double amount, double low, double high) { to = std::clamp(to + amount, low, high); };
  switch (take <= 1 ? 0 : 1 + (take - 2) % 3) {
    case 1:
      add(s.tempo, -0.1, -0.4, 0.4), add(s.density, -0.5, -1, 1), add(s.energy, -0.15, -1.5, 1.5);
      break;
    case 2:
      add(s.tempo, 0.1, -0.4, 0.4), add(s.density, 0.4, -1, 1), add(s.energy, 0.25, -1.5, 1.5);
      break;
    case 3:
      add(s.pitch, -5, -12, 12), add(s.feeling, -0.2, -1.5, 1.5);
      request.setting.clear();
      break;
    default:
      break;
  }
}

struct Scoring {
  std::vector<music::Motif> motifs;
  music::CueRequest base;  // what all cues of the scene share
  Json development;
  std::vector<std::pair<Seconds, Seconds>> speech;
};

const music::Motif* motif_of(const Scoring& s, const std::string& owner) {
  for (const auto& m : s.motifs) if (m.owner.id == owner) return &m;
  return nullptr;
}

// The cue of one span; `index` of `count` in its scene.
music::Cue cue_of(const Scoring& scoring, const music::Span& span, std::size_t index, std::size_t count) {
  music::CueRequest r = scoring.base;
  const double from = span.in.value, to = span.out.value;
  r.length = Seconds(to - from);
  r.mood = span.mood;
  r.flows_in = span.flows_in;
  r.flows_out = span.flows_out;
  if (!span.flows_in && !span.flows_out) r.chain.clear();
  r.seed = mix(r.seed, index);
  for (const auto& [a, b] : scoring.speech)
    if (b.value > from && a.value < to) r.speech.push_back({Seconds(a.value - from), Seconds(b.value - from)});
  for (const auto& [at, mood] : span.curve) r.curve.push_back({Seconds(at.value - from), mood});
  for (auto hit : span.hits) {
    hit.at = Seconds(hit.at.value - from);
    r.hits.push_back(hit);
  }
  for (const auto& o : span.owners) {
    const auto* motif = motif_of(scoring, o.owner);
    if (motif == nullptr) continue;
    // From where the scene takes the theme up to where it leaves it.
    double begin = 0.5, end = 0.5;
    if (const auto it = scoring.development.find(o.owner); it != scoring.development.end() && it->is_array() && it->size() == 2) begin = (*it)[0].get<double>(), end = (*it)[1].get<double>();
    const double part = count > 1 ? static_cast<double>(index) / static_cast<double>(count - 1) : 0.5;
    r.wishes.push_back({o.owner, motif->owner.name, motif->theme, motif->voice, Seconds(o.at.value - from), begin + part * (end - begin), o.weight});
  }
  return music::compose_cue(r);
}

Result<Outputs> run_score(const Inputs& inputs, const Params& params, Progress& progress) {
  Scoring scoring;
  const Json themes = TRY(inputs.json("themes"));
  scoring.motifs = TRY(music::motifs_from_json(themes));
  if (scoring.motifs.empty()) return fail(ErrorCode::kInternal, "A film has at least one theme.");
  const std::string place = params.text("place");
  auto& base = scoring.base;
  base.theme = scoring.motifs.front().theme;
  base.scene = params.text("scene").empty() ? place : params.text("scene");
  base.seed = params.seed();
  base.chain = params.text("chain");
  base.steering = steering_of(params.json("steering"));
  base.opening = place == "opening";
  base.closing = place == "closing";
  scoring.development = params.json("development");
  for (const Json& w : params.json("setting")) if (w.is_string()) base.setting.push_back(w.get<std::string>());
  vary(base, params.take());
  Seconds length(params.number("seconds"));
  std::vector<music::Span> spans;
  if (inputs.has("spotting")) {
    const Json clock = TRY(inputs.json("clock")), spotting = TRY(inputs.json("spotting"));
    length = Seconds(std::round(clock.value("seconds", 4.0) * 24) / 24);  // on the frame grid, as the pictures are
    for (const auto& s : clock.value("speech", Json::array())) scoring.speech.push_back({Seconds(s.value("start", 0.0)), Seconds(s.value("end", 0.0))});
    spans = TRY(music::spans_from_json(spotting));
  } else if (length.value > 0) {
    music::Span card;
    card.out = length;
    card.mood = mood_of(params);
    card.why_in = base.closing ? "the end credits" : "the title";
    if (base.closing)  // all themes once more, whole
      for (const auto& m : scoring.motifs) if (m.owner.kind != music::OwnerKind::kFilm) card.owners.push_back({m.owner.id, Seconds(-1), 0.5, "the end credits"});
    if (base.closing) for (const auto& o : card.owners) scoring.development[o.owner] = {1.0, 1.0};
    spans.push_back(std::move(card));
  }
  std::vector<music::PlacedCue> cues;
  Json written = Json::array();
  for (std::size_t i = 0; i < spans.size(); ++i) {
    spans[i].out = std::min(spans[i].out, length);
    if (spans[i].out <= spans[i].in) continue;
    cues.push_back({spans[i].in, cue_of(scoring, spans[i], i, spans.size())});
    written.push_back({{"start", spans[i].in.value}, {"why_in", spans[i].why_in}, {"why_out", spans[i].why_out}, {"flows_in", spans[i].flows_in}, {"flows_out", spans[i].flows_out}, {"cue", music::to_json(cues.back().cue)}});
  }
  const std::string font = music::find_soundfont();
  std::string note;
  auto played = music::play_scene(cues, length, font, progress);
  if (const char* named = std::getenv("AUTEUR_SOUNDFONT"); font.empty() && named && *named) note = fmt::format("AUTEUR_SOUNDFONT names '{}', which is not there: embedded instruments play the score. Install one with: sudo apt-get install fluid-soundfont-gm", named);
  else if (font.empty()) note = "No soundfont is installed: embedded instruments play the score. Install one with: sudo apt-get install fluid-soundfont-gm";
  if (!played) {
    if (played.error().code != ErrorCode::kUnavailable) return std::unexpected(played.error());
    note = played.error().message + " Embedded instruments play the score.";
    played = TRY(music::play_scene(cues, length, "", progress));
  }
  Outputs out;
  out.set_json("score", {{"kind", "auteur.score"}, {"version", 1}, {"scene", params.text("scene")}, {"place", place}, {"seconds", length.value}, {"cues", written}});
  out.set("music", pack_stem(std::move(played->body)));
  out.set("tail", pack_stem(std::move(played->tail)));
  out.set_json("facts", {{"kind", "auteur.score_facts"}, {"version", 1}, {"note", note}, {"soundfont", font}});
  return out;
}

}  // namespace

Status add_score_passes(PassCatalogue& catalogue) {
  const ParamDeclaration valence{.name = "valence", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0};
  const ParamDeclaration arousal{.name = "arousal", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0};
  const ParamDeclaration tension{.name = "tension", .type = ParamType::kNumber, .default_value = 0.0, .low = 0.0, .high = 1.0};

  PassDeclaration themes;
  themes.name = "film.themes";
  themes.help = "Themes for the film and its main people, things and places.";
  themes.role = "composer";
  themes.outputs = {{"themes", "application/json"}};
  themes.params = {{.name = "owners", .type = ParamType::kJson, .default_value = Json::array(), .help = "the film, then whoever and whatever has a theme"},
                   {.name = "title", .type = ParamType::kText, .default_value = ""},
                   {.name = "film_seed", .type = ParamType::kInteger, .default_value = 0}};
  themes.uses = {{"data/music", data_digest("music")}};
  themes.seconds_guess = 0.02;
  themes.run = run_themes;
  TRY(catalogue.add(std::move(themes)));

  PassDeclaration spotting;
  spotting.name = "scene.spotting";
  spotting.help = "Where a scene has music, what it answers to, and whose themes belong there.";
  spotting.version = "2";
  spotting.role = "composer";
  spotting.determinism = Determinism::kSeeded;
  spotting.inputs = {{"scene", "application/json"}, {"staging", "application/json"}};
  spotting.outputs = {{"spotting", "application/json"}};
  spotting.params = {valence, arousal, tension,
                     {.name = "features", .type = ParamType::kJson, .default_value = Json::array(), .help = "whom and what the scene is about"},
                     {.name = "calls", .type = ParamType::kJson, .default_value = Json::array(), .help = "beats at which somebody wants music to enter, leave or strike"},
                     {.name = "coverage", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0, .help = "less or more music"},
                     {.name = "silent", .type = ParamType::kFlag, .default_value = false},
                     {.name = "flows_in", .type = ParamType::kFlag, .default_value = false, .help = "the music of the scene before goes on"},
                     {.name = "flows_out", .type = ParamType::kFlag, .default_value = false, .help = "it goes on in the next scene"}};
  spotting.uses = {{"data/music/spotting.json", table_digest("music/spotting.json")}};
  spotting.seconds_guess = 0.01;
  spotting.run = run_spotting;
  TRY(catalogue.add(std::move(spotting)));

  PassDeclaration score;
  score.name = "scene.score";
  score.help = "The cues of a scene: written, and played.";
  score.version = "6";
  score.role = "composer";
  score.determinism = Determinism::kSeeded;
  score.inputs = {{"themes", "application/json"}, {"spotting", "application/json", "", true}, {"clock", "application/json", "length and speech", true}};
  score.outputs = {{"score", "application/json"}, {"music", "audio/flac"}, {"tail", "audio/flac", "what rings on afterwards"}, {"facts", "application/json"}};
  score.params = {valence, arousal, tension, {.name = "seconds", .type = ParamType::kNumber, .default_value = 0.0, .unit = "s", .help = "length of a card; a scene has its clock"},
                  {.name = "place", .type = ParamType::kText, .default_value = "scene", .choices = {"opening", "scene", "closing"}},
                  {.name = "scene", .type = ParamType::kText, .default_value = ""},
                  {.name = "chain", .type = ParamType::kText, .default_value = "", .help = "scenes whose music flows on share a key"},
                  {.name = "setting", .type = ParamType::kJson, .default_value = Json::array(), .help = "words of place, hour and weather"},
                  {.name = "development", .type = ParamType::kJson, .default_value = Json::object(), .help = "how far each theme has come: at the scene's beginning and end, 0..1"},
                  {.name = "steering", .type = ParamType::kJson, .default_value = Json::object(), .help = "what people said about the music, in numbers"}};
  score.uses = {{"data/music", data_digest("music")}, {"soundfont", soundfont_key()}};
  score.memory_mib = 300;
  score.seconds_guess = 0.03;
  score.run = run_score;
  return catalogue.add(std::move(score));
}

}  // namespace auteur::production
