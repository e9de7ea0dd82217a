#include "score_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/music/direction.h"
#include "auteur/music/spotting.h"
#include "auteur/music/themes.h"
#include "expand_parts.h"
#include "key_places.h"

namespace auteur::production {
namespace {

using screenplay::Scene;

// Scenes whose feelings are farther apart than this are not joined by music.
constexpr double kSameFeeling = 0.5;

// A score is made again when its feeling has changed by more than this.
constexpr double kMoodStep = 0.2;

std::string file_of(const Film& film) { return (film.folder / "bible/music.toml").string(); }

struct Notes {
  music::Direction film;
  std::map<std::string, music::Direction> scene;
  std::map<std::string, std::vector<std::pair<music::Call, SourcePlace>>> calls;
};

Result<Notes> read_notes(const Film& film, const screenplay::Breakdown& breakdown) {
  Notes notes;
  if (film.music.contains("direction")) notes.film = TRY(music::read_direction(film.music["direction"].get<std::string>(), place_of_key(file_of(film), "direction")));
  if (!notes.film.calls.empty())
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" happens in one scene: say which, in a [[note]] with scene = \"4\" and text = \"...\".", notes.film.calls.front().words), place_of_key(file_of(film), "direction"));
  const Json written = film.music.value("note", Json::array());
  for (const Json& note : written) {
    const SourcePlace place = place_of_key(file_of(film), "", note);
    const std::string number = std::string(trim(note.value("scene", ""))), text = note.value("text", "");
    if (number.empty()) return fail(ErrorCode::kInvalidInput, "A [[note]] needs the number of its scene: scene = \"4\". What holds for the whole film is: direction = \"...\" at the top.", place);
    if (trim(text).empty()) return fail(ErrorCode::kInvalidInput, "A [[note]] needs what is wanted: text = \"warmer, hold back until she sits\".", place);
    const auto scene = std::find_if(breakdown.scenes.begin(), breakdown.scenes.end(), [&](const Scene& s) { return upper(s.number) == upper(number); });
    if (scene == breakdown.scenes.end()) return fail(ErrorCode::kInvalidInput, fmt::format("The film has no scene '{}'. All scenes: auteur breakdown {}", number, film.folder.string()), place);
    const auto said = TRY(music::read_direction(text, place));
    for (const auto& call : said.calls) notes.calls[scene->number].push_back({call, place});
    auto& kept = notes.scene[scene->number];
    kept = music::join(kept, said);
  }
  return notes;
}

Status choose_instruments(const Film& film, std::vector<music::Owner>& owners) {
  const Json wanted = film.music.value("instruments", Json::object());
  for (const auto& [name, instrument] : wanted.items()) {
    if (name.starts_with("@")) continue;
    const SourcePlace place = place_of_key(file_of(film), name);
    const auto owner = std::find_if(owners.begin(), owners.end(), [&](const music::Owner& o) { return upper(o.id) == upper(name) || upper(o.name) == upper(name) || (o.kind == music::OwnerKind::kFilm && upper(name) == "FILM"); });
    std::vector<std::string> names;
    for (const auto& o : owners) names.push_back(o.kind == music::OwnerKind::kFilm ? "film" : o.name);
    if (owner == owners.end()) {
      const std::string near = closest(name, names);
      return fail(ErrorCode::kInvalidInput, fmt::format("'{}' has no theme of its own.{} Themes have: {}.", name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(names, ", ")), place);
    }
    const auto known = music::instrument_names();
    const std::string given = instrument.get<std::string>();
    if (std::find(known.begin(), known.end(), given) == known.end()) {
      const std::string near = closest(given, known);
      return fail(ErrorCode::kInvalidInput, fmt::format("There is no instrument '{}'.{} There are: {}.", given, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(known, ", ")), place);
    }
    owner->instrument = given;
  }
  return {};
}

std::vector<std::string> setting_of(const Scene& s) {
  std::vector<std::string> out{s.place.kind, word_of(s.time), word_of(s.weather), s.place.setting == screenplay::Setting::kExterior ? "exterior" : "interior"};
  return out;
}

Json steering_json(const music::Steering& s) {
  return {{"tempo", s.tempo}, {"energy", s.energy}, {"feeling", s.feeling}, {"tension", s.tension}, {"level", s.level_db}, {"register", s.pitch}, {"density", s.density}, {"themes", s.themes}, {"length", s.length}, {"families", s.family_db}};
}

bool flows(const Scene& a, const Scene& b) {
  const double apart = std::abs(a.mood.valence - b.mood.valence) + std::abs(a.mood.arousal - b.mood.arousal) + std::abs(a.mood.tension - b.mood.tension);
  return a.story_day == b.story_day && a.time == b.time && apart < kSameFeeling && a.estimate.value >= 8 && b.estimate.value >= 8;
}

}  // namespace

Result<ScorePlan> plan_score(const Film& film, const screenplay::Breakdown& breakdown, const std::vector<const Scene*>& scenes) {
  ScorePlan plan;
  auto owners = music::choose_owners(breakdown);
  TRY(choose_instruments(film, owners));
  const Notes notes = TRY(read_notes(film, breakdown));
  Json list = Json::array();
  for (const auto& o : owners) list.push_back(music::to_json(o));
  plan.themes = {{"owners", list}, {"title", breakdown.title}, {"film_seed", film.seed}};

  // How far each theme has come when a scene begins and when it ends: by the scenes that are about its owner.
  std::map<std::string, int> all, seen;
  std::map<std::string, std::vector<music::Feature>> features;
  const Scene* before = nullptr;
  for (const auto& s : breakdown.scenes) {
    features[s.number] = music::features_of(s, before, owners);
    for (const auto& f : features[s.number]) ++all[f.owner];
    before = &s;
  }
  std::string chain;
  for (const auto& s : breakdown.scenes) {
    Json owners_here = Json::array(), development = Json::object();
    for (const auto& f : features[s.number]) {
      owners_here.push_back({{"owner", f.owner}, {"weight", f.weight}, {"why", f.why}});
      const int n = seen[f.owner]++;
      development[f.owner] = {std::round(100.0 * n / all[f.owner]) / 100, std::round(100.0 * (n + 1) / all[f.owner]) / 100};
    }
    const auto place = std::find_if(scenes.begin(), scenes.end(), [&](const Scene* made) { return made->number == s.number; });
    if (place == scenes.end()) continue;
    const Scene* previous = place == scenes.begin() ? nullptr : *(place - 1);
    const Scene* next = place + 1 == scenes.end() ? nullptr : *(place + 1);
    music::Direction said = notes.film;
    if (const auto it = notes.scene.find(s.number); it != notes.scene.end()) said = music::join(notes.film, it->second);
    const auto of_its_own = [&](const Scene* other) { return notes.scene.contains(other->number) || notes.calls.contains(other->number); };
    const bool in = previous != nullptr && flows(*previous, s) && !of_its_own(previous) && !of_its_own(&s) && !said.silent;
    const bool out = next != nullptr && flows(s, *next) && !of_its_own(next) && !of_its_own(&s) && !said.silent;
    if (!in) chain = s.number;
    Json calls = Json::array();
    if (const auto it = notes.calls.find(s.number); it != notes.calls.end())
      for (const auto& [call, where] : it->second) {
        const int beat = music::find_beat(s, breakdown.cast, call.words);
        if (beat < 0) {
          std::string some;
          int shown = 0;
          for (const auto& b : s.beats)
            if (b.kind != screenplay::BeatKind::kLine && b.kind != screenplay::BeatKind::kDescribe && !b.text.empty() && shown++ < 6) some += (some.empty() ? "" : "; ") + b.text;
          return fail(ErrorCode::kInvalidInput, fmt::format("Nothing in scene {} is \"{}\". Use words of its action lines, for instance of these: {}", s.number, call.words, some), where);
        }
        calls.push_back({{"kind", static_cast<int>(call.kind)}, {"beat", beat}});
      }
    Json spotting = mood_params(s.mood, kMoodStep), score = mood_params(s.mood, kMoodStep);
    spotting.update({{"features", owners_here}, {"calls", calls}, {"coverage", said.coverage()}, {"silent", said.silent}, {"flows_in", in}, {"flows_out", out}});
    score.update({{"scene", s.number}, {"development", development}, {"setting", setting_of(s)}, {"chain", chain}});
    if (!(said.steering() == music::Steering{})) score["steering"] = steering_json(said.steering());
    plan.spotting[s.number] = std::move(spotting);
    plan.score[s.number] = std::move(score);
  }
  Json card = mood_params(owners.front().mood, kMoodStep);
  if (!(notes.film.steering() == music::Steering{})) card["steering"] = steering_json(notes.film.steering());
  plan.title = plan.credits = card;
  if (!breakdown.scenes.empty()) plan.title["setting"] = setting_of(breakdown.scenes.front()), plan.credits["setting"] = setting_of(breakdown.scenes.back());
  plan.title["place"] = "opening";
  plan.credits["place"] = "closing";
  return plan;
}

}  // namespace auteur::production
