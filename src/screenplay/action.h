// Action lines become beats: verb frames with the subject resolved.
//
//   "She picks up the cup, drinks and walks to the window."
//    -> kPickUp(ANA, cup)  kUse(ANA, cup)  kWalkTo(ANA, -> window)
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"
#include "cast.h"

namespace auteur::screenplay {

// What a reader of the scene remembers: whom "she" and what "it" means.
struct SceneMemory {
  int last_female = -1, last_male = -1, last_person = -1, last_animal = -1;
  bool animal_is_it = false;         // "it" is the animal rather than a thing
  std::vector<int> subjects;         // of the sentence before
  std::vector<int> seen;             // people in the scene, in order of appearance
  std::string last_prop, last_vessel;
  std::string last_dressing;         // furniture or a vehicle that "it" is, when the last thing was no prop
  std::vector<int> recent;           // people, the one named last at the end
  std::vector<int> before;           // who was together when the scene before ended: "They come in."
  std::map<int, std::string> away;   // people of the scene who are not in its place: Beat::away
  std::set<int> heard;               // people who have only been heard
  std::map<int, std::string> held;   // the prop somebody handled last
};

// Adds to a scene what one action paragraph says.
class ActionReader {
 public:
  ActionReader(const Cast& cast, Scene& scene, SceneMemory& memory) : cast_(cast), scene_(scene), memory_(memory) {}

  // `element`: the paragraph; `default_subject`: who acts in a parenthetical, or -1.
  void read(const Element& element, int element_index);
  std::vector<Beat> read_manner(std::string_view text, int speaker);

  void see(int person);

 private:
  struct Verb { std::size_t at; std::string lemma; VerbForm form; };
  // Words [begin, end) that hang on a verb, and what they name.
  struct Noun {
    int person = -1;
    std::string prop, dressing, word;  // `word`: the head of a noun phrase nobody knows
    bool determined = false, liquid = false;
    explicit operator bool() const { return person >= 0 || !prop.empty() || !dressing.empty() || !word.empty(); }
    std::string any() const { return !prop.empty() ? prop : !dressing.empty() ? dressing : word; }
  };
  struct Phrase { std::string preposition; std::vector<Noun> nouns; };
  struct Arguments { std::vector<Phrase> phrases; std::string particle, adverb; bool particle_adjacent = false; };
  struct Subject { std::vector<int> people; std::string thing; bool is_thing = false, inverted = false; std::size_t inverted_from = 0; };

  void read_sentence(std::string_view text, Sentence s, std::vector<Beat>& out, int speaker);
  std::vector<Verb> find_verbs(const std::vector<Word>& w) const;
  bool accepts(const std::vector<Word>& w, std::size_t k, const VerbReading& r, const std::vector<Verb>& before) const;
  Subject subject_of(const std::vector<Word>& w, const std::vector<Verb>& verbs, std::size_t n, const Subject& before);
  Arguments arguments(const std::vector<Word>& w, std::size_t from, std::size_t to, const std::string& lemma, const std::vector<int>& subjects);
  Noun noun_at(const std::vector<Word>& w, std::size_t& i, std::size_t to, const std::vector<int>& subjects);
  std::vector<Beat> frame(const Verb& verb, const Arguments& a, int who, const Subject& subject);
  std::vector<Beat> thing_frame(const Verb& verb, const Arguments& a, const Subject& subject);
  void mention(int person);
  std::vector<int> the_two() const;
  std::vector<int> they(bool all) const;
  bool here(int person) const { return !memory_.away.contains(person); }
  bool in_vehicle() const;
  int pronoun(std::string_view low, const std::vector<int>& not_these) const;
  std::string id_of(int person) const { return person < 0 ? std::string() : cast_.members()[static_cast<std::size_t>(person)].id; }
  void note_nouns(const std::vector<Word>& w, const std::vector<Verb>& verbs);
  void handle(const std::string& prop, const std::string& rule);

  const Cast& cast_;
  Scene& scene_;
  SceneMemory& memory_;
  ByteRange bytes_;
};

}  // namespace auteur::screenplay
