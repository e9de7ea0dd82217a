// Short sounds from data/sound/recipes.json. Private to the room.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/random.h"

namespace auteur::sound {

struct RecipeLayer {
  std::string kind, shape;
  double at = 0, gain = 0, every = 0.2, jitter = 0, attack = 0.001, hold = 0, decay = 0.1, damp = 0.5, width = 2, to = 0, over = 0.1, spread = 0.5, vary = 0.05;
  double vibrato_rate = 0, vibrato_depth = 0;
  int repeat = 1, count = 10;
  std::vector<double> hz, formants;
};
struct Recipe { std::string name; std::vector<std::string> words; double peak = -24; std::vector<RecipeLayer> layers; double hz = 0; /* the pitch it is written at; 0 = has none */ };
struct HeardThrough { std::vector<std::string> words; double db = 0, low_pass_hz = 20000; };
struct Recipes {
  std::vector<HeardThrough> heard_through;
  // Where the words say that a sound comes from; null: from here.
  const HeardThrough* through(const std::string& text) const;
  std::map<std::string, Recipe> by_name;
  const Recipe* find(const std::string& name) const;
  // The recipe of a family ("step/", "put/", "effect/") with a word that occurs in `text`; the longest word wins.
  const Recipe* match(const std::string& family, const std::string& text) const;
};
const Recipes& recipes();  // read once a process

// Mono, at one metre: peak = recipe.peak + dB(strength), every rendering a little different.
// `hz`: wanted pitch of a recipe that has one; 0 = as written.
std::vector<float> render(const Recipe& recipe, double strength, Random& random, double hz = 0);

}  // namespace auteur::sound
