// Who is in the film: from cues, from introductions in capitals, and from people who act without a name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"
#include "lexicon.h"
#include "words.h"

namespace auteur::screenplay {

// A cue as written: who speaks (several for "ANA AND TOM"), and what its name says about being seen.
struct CueNames {
  std::vector<std::string> ids;
  bool voice_only = false;   // "ANA'S VOICE"
  bool everybody = false;    // "ALL", "BOTH": whoever is there
};
CueNames read_cue_name(std::string_view name);

// V.O., O.S., "on the phone": heard but not seen.
bool is_unseen(std::string_view extension);

struct Mention { int person = -1; std::size_t words = 0; };

class Cast {
 public:
  // Collects, merges aliases, and finds age, gender and description.
  // With `animals`, those the script shows are in it too, as members with a species.
  explicit Cast(const Screenplay& script, bool animals = false);

  const std::vector<CastMember>& members() const { return members_; }
  std::vector<CastMember>& members() { return members_; }
  int find_id(std::string_view id) const;          // by id or alias; -1
  // The person named at word i: "Ana", "the waiter", "DR. KELLER"; person -1 when nobody is.
  Mention at(const std::vector<Word>& w, std::size_t i) const;
  bool has_animals() const { return has_animals_; }
  bool animal(int person) const { return person >= 0 && !members_[static_cast<std::size_t>(person)].species.empty(); }
  const std::string& gender(int person) const { return members_[static_cast<std::size_t>(person)].gender; }

 private:
  struct Phrase { std::vector<std::string> words; int person; bool proper, animal = false; };
  int add(const std::string& id);
  void alias(int person, const std::string& other);
  void from_cues(const Screenplay& script);
  void from_introductions(const Screenplay& script);
  void from_actions(const Screenplay& script);
  int known_under(const std::vector<Word>& w, std::size_t first, std::size_t end) const;
  void from_animals(const Screenplay& script);  // cast_animals.cc
  void name_animals(const Screenplay& script);
  void index_animals();
  void merge_titles();
  void index_mentions();
  void find_genders(const Screenplay& script);
  void describe(int person, std::string_view text, const std::vector<Word>& w, std::size_t after);

  std::vector<CastMember> members_;
  WordMap<int> by_id_;
  WordMap<std::vector<Phrase>> phrases_;  // by first word
  bool has_animals_ = false;
};

bool is_verb_third(const std::string& low);
// "somewhere", "next door": an animal that calls is heard and not seen.
bool heard_from_afar(const std::vector<Word>& w);
// Whether the `n` words at i name an animal that is there: "the old dog", not "a dog bowl", "like a dog", "a toy dog".
bool animal_here(const std::vector<Word>& w, std::size_t i, std::size_t n);

}  // namespace auteur::screenplay
