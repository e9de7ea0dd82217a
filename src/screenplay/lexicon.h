// The word lists of data/screenplay, read once. A list that is missing is empty: the breakdown then finds less, but
// it never fails.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
template <class T>
using WordMap = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;
using WordSet = std::unordered_set<std::string, StringHash, std::equal_to<>>;

template <class T>
const T* find(const WordMap<T>& map, std::string_view word) {
  const auto it = map.find(word);
  return it == map.end() ? nullptr : &it->second;
}

struct PropWord { std::string id, name, type; };
struct Feeling { double valence = 0, arousal = 0, tension = 0; };
enum class VerbForm : unsigned char { kBase, kThird, kIng };
struct VerbReading { std::string lemma; VerbForm form; };
struct RoleWord { std::string gender; int age = 0; };
struct PlaceKind { std::string kind; bool exterior = false; };

enum class TimeWord { kFixed, kSame, kFiller };
struct TimeEntry { TimeWord what = TimeWord::kFixed; TimeOfDay time = TimeOfDay::kDay; };

struct Lexicon {
  WordMap<PropWord> props;                  // "coffee cup" -> cup words; singular
  WordMap<std::string> dressing;            // "stool" -> "stool", "couch" -> "sofa"
  WordMap<std::vector<VerbReading>> verbs;  // every form -> readings
  WordMap<std::vector<BeatKind>> frames;    // "pick up" -> kinds, in the order of the file
  std::array<double, 20> durations{};       // by BeatKind
  WordMap<std::vector<VerbReading>> animal_verbs;  // read only where an animal is in the cast
  WordMap<std::vector<BeatKind>> animal_frames;
  WordSet animal_calls, animal_heard, animal_depicted, animal_eaten, not_cast;
  WordMap<Feeling> feelings;
  WordMap<Weather> weather;
  WordMap<TimeEntry> times;
  WordMap<PlaceKind> places;
  WordMap<std::string> outside;             // kind of an interior -> kind of the ground before it
  WordSet connectors, groups, not_props;
  WordMap<RoleWord> roles;
  WordMap<std::string> titles, names;       // -> "female", "male", ""
  std::vector<std::pair<std::string, WordSet>> languages;
};

const Lexicon& lexicon();


// The dictionary form of a plural: "knives" -> "knife". Words that are no plural are returned as they are.
std::string singular(std::string_view word);

}  // namespace auteur::screenplay
