#include "auteur/world/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "auteur/base/text.h"

namespace auteur::world {
namespace {

using screenplay::TimeOfDay;

Follows follows_of(const std::string& heading) {
  const std::string h = upper(heading);
  const auto has = [&](const char* s) { return h.find(s) != std::string::npos; };
  if (has("SAME TIME") || has("MEANWHILE") || has("SIMULTANEOUS")) return Follows::kMeanwhile;
  if (has("CONTINUOUS")) return Follows::kAtOnce;
  if (has("MOMENTS LATER") || has("MOMENT LATER")) return Follows::kMoments;
  return Follows::kLater;
}

// The house a room belongs to: "LIGHTHOUSE" of "LIGHTHOUSE - KITCHEN".
std::string house_of(const screenplay::PlaceUse& p) { return slug(p.name.substr(0, p.name.find(" - "))); }

Result<std::string> place_id(const screenplay::Breakdown& b, const std::string& name, const SourcePlace& at) {
  const std::string want = slug(name);
  std::vector<std::string> ids;
  for (const auto& p : b.places) {
    if (p.id == want || slug(p.name) == want) return p.id;
    ids.push_back(p.id);
  }
  const std::string near = closest(want, ids);
  return fail(ErrorCode::kInvalidInput, fmt::format("The screenplay has no place '{}'.{} Its places are {}.", name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(ids, ", ")), at);
}

}  // namespace

StoryDays Calendar::days() const {
  StoryDays out;
  for (const auto& s : scenes)
    if (!s.decided.file.empty()) out[s.scene] = s.story_day;
  return out;
}

const SceneTime* Calendar::at(const std::string& scene) const {
  for (const auto& s : scenes)
    if (s.scene == scene) return &s;
  return nullptr;
}

std::pair<double, double> hours_of(TimeOfDay time) {
  switch (time) {
    case TimeOfDay::kDawn: return {3, 9};
    case TimeOfDay::kMorning: return {4, 12.5};
    case TimeOfDay::kDay: return {6, 20};
    case TimeOfDay::kAfternoon: return {11.5, 20};
    case TimeOfDay::kDusk: return {14, 23.5};
    case TimeOfDay::kEvening: return {15, 24};
    case TimeOfDay::kNight: return {16, 32};
  }
  return {0, 24};
}

std::optional<SunPosition> sun_of(const Calendar& calendar, const SceneTime& scene) {
  if (!calendar.latitude || scene.date.empty()) return std::nullopt;
  const auto day = day_of_year(scene.date);
  if (!day) return std::nullopt;
  constexpr double kMiddle[] = {6, 9, 12.5, 15.5, 19, 20.5, 24};
  return sun_position(*calendar.latitude, *day, scene.hour ? *scene.hour : kMiddle[static_cast<std::size_t>(scene.time)]);
}

Result<Calendar> make_calendar(const screenplay::Breakdown& b, const Json& world, const std::string& file) {
  Calendar out;
  const auto place_of = [&](const Json& j) { return SourcePlace{file, j.value("@line", 0), j.value("@column", 0)}; };
  if (world.contains("latitude")) out.latitude = Degrees(world["latitude"].get<double>());
  out.north = Degrees(world.value("north", 0.0));
  const std::string first = world.value("first_date", "");
  if (!first.empty())
    if (const auto d = day_of_year(first); !d) return fail(ErrorCode::kInvalidInput, d.error().message, {file});
  const Json scenes = world.value("scenes", Json::object());
  std::vector<std::string> numbers;
  for (const auto& s : b.scenes)
    if (!is_omitted(s)) numbers.push_back(s.number);
  for (const auto& [number, j] : scenes.items()) {
    if (number.starts_with("@")) continue;
    if (std::find(numbers.begin(), numbers.end(), number) == numbers.end())
      return fail(ErrorCode::kInvalidInput, fmt::format("There is no scene '{}' in this script; it has the scenes {}.", number, fmt::join(numbers, ", ")), place_of(j));
  }
  int first_day = 1;
  if (!b.scenes.empty()) first_day = b.scenes.front().story_day;
  for (const auto& s : b.scenes) {
    if (is_omitted(s)) continue;
    SceneTime t;
    t.scene = s.number;
    t.story_day = s.story_day;
    t.time = s.time;
    t.weather = s.weather;
    t.follows = out.scenes.empty() ? Follows::kLater : follows_of(s.heading);
    if (const Json j = scenes.value(s.number, Json()); j.is_object()) {
      t.decided = place_of(j);
      t.story_day = j.value("day", t.story_day);
      if (j.contains("hour")) t.hour = j["hour"].get<double>();
      if (const auto w = screenplay::weather_of(j.value("weather", ""))) t.weather = *w;
      if (const auto w = screenplay::time_of(j.value("time", ""))) t.time = *w;
      t.date = j.value("date", "");
      if (!t.date.empty()) {
        if (const auto d = day_of_year(t.date); !d) return fail(ErrorCode::kInvalidInput, d.error().message, t.decided);
        if (!first.empty() && !j.contains("day")) t.story_day = first_day + days_between(first, t.date);
      }
    }
    if (t.date.empty() && !first.empty()) t.date = date_after(first, t.story_day - first_day);
    out.scenes.push_back(std::move(t));
  }
  // Ways: decided ones, then those the script walks without a cut, then rooms of one house.
  const Json ways = world.value("travel", Json::object());
  const auto known = [&](const std::string& a, const std::string& c) {
    return std::any_of(out.travel.begin(), out.travel.end(), [&](const Travel& t) { return (t.from == a && t.to == c) || (t.from == c && t.to == a); });
  };
  for (const auto& [name, minutes] : ways.items()) {
    if (name.starts_with("@") || !minutes.is_number()) continue;
    const SourcePlace at = place_of(ways);
    const auto cut = name.find(" to ");
    if (cut == std::string::npos) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' names no way. Write it as \"kitchen to harbour\" = 20, in minutes.", name), at);
    out.travel.push_back({TRY(place_id(b, name.substr(0, cut), at)), TRY(place_id(b, name.substr(cut + 4), at)), minutes.get<double>(), "decided in " + file, true});
  }
  const screenplay::Scene* before = nullptr;
  for (const auto& s : b.scenes) {
    if (is_omitted(s)) continue;
    if (before && before->place.id != s.place.id && follows_of(s.heading) == Follows::kAtOnce && !known(before->place.id, s.place.id))
      out.travel.push_back({before->place.id, s.place.id, 1, fmt::format("scene {} goes on from scene {}", s.number, before->number), false});
    before = &s;
  }
  for (std::size_t i = 0; i < b.places.size(); ++i)
    for (std::size_t k = i + 1; k < b.places.size(); ++k)
      if (house_of(b.places[i]) == house_of(b.places[k]) && !known(b.places[i].id, b.places[k].id))
        out.travel.push_back({b.places[i].id, b.places[k].id, 1, "the same house", false});
  return out;
}

void apply_calendar(screenplay::Breakdown& breakdown, const Calendar& calendar) {
  for (auto& s : breakdown.scenes)
    if (const auto* t = calendar.at(s.number); t && !t->decided.file.empty()) {
      s.story_day = t->story_day;
      s.time = t->time;
      s.weather = t->weather;
    }
}

}  // namespace auteur::world
