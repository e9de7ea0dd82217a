// Light as the story has it: lamps that were put out or lit, electricity, and the sun where it stands.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "auteur/world/set.h"
#include "auteur/world/sun.h"

namespace auteur::world {

struct StoryLight {
  std::map<std::string, bool> lamps;  // "lamp", "candle", "fire": lit or dark; others are as the hour has them
  bool power = true;                  // without it only fires and candles burn
  std::optional<SunPosition> sun;     // by place, date and hour; else it stands where the picture is best
  Degrees north{0};                   // compass bearing of the set's north wall
};

Lighting light_set(const Set& set, screenplay::TimeOfDay time, screenplay::Weather weather, const screenplay::Mood& mood, const StoryLight& story);

// Whether the story lit a lamp or put it out; nothing when it says neither. `kind` is Practical::kind.
std::optional<bool> lit_by_story(const StoryLight& story, const std::string& kind);

}  // namespace auteur::world
