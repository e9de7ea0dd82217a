// Animals of the cast: what a word of the script means, and how big, what colour and how loud such an animal is.
//
// Everything is data (data/world/animals.json): a kind has a plan, proportions as shares of its shoulder's height, coats,
// and what it says. A word nobody made a plan for ("a wombat") is played by the nearest kind, and casting says so.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/world/cast.h"

namespace auteur::world {

struct AnimalCoat {
  std::string name, pattern;  // plain, belly, socks, bib, patches, saddle, stripes, blaze, points, hood, face, tail
  std::vector<std::string> words;
  Vec3 main{0.3f}, second{0.5f}, dark{0.05f}, mane{0.1f};
};

struct AnimalKind {
  std::string id;
  bool bird = false;
  std::map<std::string, float> numbers;  // shares of the height; angles in radians
  float least = 0.4f, most = 0.5f;       // metres at the shoulder, at puppet scale
  std::vector<std::string> words, traits, says;
  std::vector<AnimalCoat> coats;
  std::vector<Vec3> eyes;
  std::string sound, rests;
  float hz = 400;
  std::map<std::string, Json> breeds;
};

// Null when nobody made such a kind.
const AnimalKind* animal_kind(const std::string& id);

struct AnimalWord { const AnimalKind* kind = nullptr; std::string breed; bool stand_in = false; };
// Who plays what a noun of the script names: "terrier", "gull", "wombat"; plurals too ("geese"). Nothing for animals that
// are no cast (a fly, a goldfish). Any word is taken for an animal: the breakdown knows which nouns are.
std::optional<AnimalWord> animal_for(const std::string& noun);

// The proportions of one animal: its kind's, times its breed's, changed by its own traits. Lengths are shares of
// height_m. Empty for people.
std::map<std::string, float> animal_numbers(const Identity& identity);
// The pitch of its voice, hertz: small animals are higher.
float animal_pitch(const Identity& identity);
// "a black tomcat": for lists.
std::string describe_animal(const Identity& identity);

}  // namespace auteur::world
