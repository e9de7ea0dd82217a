#include "behaviour_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/acting/behaviour.h"
#include "auteur/base/text.h"
#include "key_places.h"

namespace auteur::production {
namespace {

using screenplay::Breakdown;

const screenplay::CastMember* member_of(const Breakdown& b, const std::string& name) {
  for (const auto& c : b.cast)
    if (upper(c.id) == upper(name) || upper(c.name) == upper(name)) return &c;
  return nullptr;
}

// Hours of the story when a scene begins: decided, or the middle of its time of day.
double hour_of(const world::SceneTime& when) {
  if (when.hour) return 24.0 * when.story_day + *when.hour;
  static constexpr double kMiddle[] = {6, 9, 12, 15, 18.5, 20, 22.5};  // dawn .. night
  return 24.0 * when.story_day + kMiddle[static_cast<std::size_t>(when.time)];
}

Json order_of(const Story& story) {
  Json order = Json::array();
  const world::SceneTime* before = nullptr;
  for (const auto& number : story.ledger.order) {
    const auto* when = story.calendar.at(number);
    double hours = 0;
    if (before && when) {
      const bool goes_on = when->follows == world::Follows::kAtOnce || when->follows == world::Follows::kMoments || when->follows == world::Follows::kMeanwhile;
      hours = hour_of(*when) - hour_of(*before);
      if (hours <= 0) hours = goes_on ? 0 : 0.5;
      if (goes_on) hours = std::min(hours, 0.1);
    }
    order.push_back({{"scene", number}, {"hours", std::round(hours * 100) / 100}});
    if (when) before = when;
  }
  return order;
}

Result<Json> persona_of(const Json& persona, const Breakdown& b, const std::string& who) {
  Json out = Json::object();
  const Json traits = persona.value("traits", Json::object()), attitude = persona.value("attitude", Json::object());
  const auto in_range = [&](const std::string& key, const Json& v) -> Status {
    if (v.is_number() && std::abs(v.get<double>()) <= 1) return {};
    return fail(ErrorCode::kInvalidInput, fmt::format("'{}' must be between -1 and 1.", key), place_of_key(persona.value("@file", ""), key, persona));
  };
  for (const auto& [trait, v] : traits.items()) {
    const auto& names = acting::trait_names();
    if (std::find(names.begin(), names.end(), trait) == names.end()) {
      const std::string near = closest(trait, names);
      return fail(ErrorCode::kInvalidInput, fmt::format("There is no trait '{}'.{} There are: {}.", trait, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(names, ", ")), place_of_key(persona.value("@file", ""), trait, persona));
    }
    TRY(in_range(trait, v));
    out["traits"][trait] = v;
  }
  for (const auto& [name, v] : attitude.items()) {
    const auto* whom = member_of(b, name);
    if (!whom) return fail(ErrorCode::kInvalidInput, fmt::format("{} cannot have an attitude to '{}': nobody in this film is called so. See: auteur cast list", who, name), place_of_key(persona.value("@file", ""), name, persona));
    TRY(in_range(name, v));
    out["attitude"][whom->id] = v;
  }
  if (persona.contains("goals")) out["goals"] = persona["goals"];
  return out;
}

}  // namespace

Result<Json> behaviour_params(const Film& film, const Breakdown& b, const Story& story) {
  Json personas = Json::object(), moods = Json::array();
  acting::BehaviourRequest check;
  check.breakdown = &b;
  check.order.push_back({"", 0});  // the wishes only
  for (const auto& [name, bible] : film.cast_bible) {
    const auto* member = member_of(b, name);
    if (!member) continue;
    if (bible.contains("persona")) personas[member->id] = TRY(persona_of(bible["persona"], b, member->name));
    const Json written = bible.value("mood", Json::array());
    for (const Json& m : written) {
      for (const char* key : {"scene", "feeling"})
        if (!m.contains(key)) return fail(ErrorCode::kInvalidInput, fmt::format("A [[mood]] needs '{}': scene = \"4\", beat = 2, feeling = \"relieved\".", key), place_of_key(m.value("@file", ""), key, m));
      acting::MoodWish wish{member->id, m["scene"].get<std::string>(), m.value("beat", 0), upper(m.value("line", "")), m["feeling"].get<std::string>(), m.value("strength", 0.7)};
      check.wishes = {wish};
      if (const auto good = acting::behave(check); !good) return fail(good.error().code, good.error().message, place_of_key(m.value("@file", ""), "scene", m));
      moods.push_back({{"who", wish.who}, {"scene", wish.scene}, {"beat", wish.beat}, {"line", wish.line}, {"feeling", wish.feeling}, {"strength", wish.strength}});
    }
  }
  return Json{{"order", order_of(story)}, {"personas", std::move(personas)}, {"moods", std::move(moods)}};
}

}  // namespace auteur::production
