// The tables of data/story, and sentences as the ledger reads them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auteur::world {

struct StoryVerb { std::string lemma, particle; };  // "turn", "off"

struct StoryWords {
  std::map<std::string, std::vector<StoryVerb>> verbs;   // kind -> verbs
  std::map<std::string, std::set<std::string>> groups;   // group -> words
  bool in(const char* group, const std::string& word) const;  // plural forms too
};
const StoryWords& story_words();

// Lower-case words without punctuation; "Ana's" is "ana's".
std::vector<std::string> plain_words(std::string_view text);
std::string singular_of(const std::string& word);

// Where a verb of `kind` stands in `words`; -1 when there is none, or it is denied ("does not open").
int find_verb(const std::vector<std::string>& words, const std::string& kind, int from = 0);

}  // namespace auteur::world
