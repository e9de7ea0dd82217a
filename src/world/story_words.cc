#include "story_words.h"

#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::world {
namespace {

template <class Each>
void rows(const std::string& text, Each each) {
  for (auto line : split(text, '\n')) {
    line = trim(line);
    const auto colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string_view::npos) continue;
    for (const auto word : split(line.substr(colon + 1), ','))
      if (!trim(word).empty()) each(std::string(trim(line.substr(0, colon))), lower(trim(word)));
  }
}

bool is_form_of(const std::string& word, const std::string& lemma) {
  if (word == lemma || word == lemma + "s" || word == lemma + "es" || word == lemma + "ed" || word == lemma + "d") return true;
  return lemma.size() > 2 && lemma.ends_with('y') && word == lemma.substr(0, lemma.size() - 1) + "ies";
}

bool denies(const std::string& w) { return w == "not" || w == "never" || w == "without" || w == "doesn't" || w == "don't" || w == "cannot" || w == "can't" || w == "won't" || w == "didn't"; }

}  // namespace

const StoryWords& story_words() {
  static const StoryWords loaded = [] {
    StoryWords w;
    rows(read_data_text("story/verbs.txt"), [&](const std::string& kind, const std::string& verb) {
      const auto space = verb.find(' ');
      w.verbs[kind].push_back({verb.substr(0, space), space == std::string::npos ? "" : verb.substr(verb.rfind(' ') + 1)});
    });
    rows(read_data_text("story/words.txt"), [&](const std::string& group, const std::string& word) { w.groups[group].insert(word); });
    return w;
  }();
  return loaded;
}

bool StoryWords::in(const char* group, const std::string& word) const {
  const auto it = groups.find(group);
  return it != groups.end() && (it->second.contains(word) || it->second.contains(singular_of(word)));
}

std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> out;
  std::string now;
  const std::string low = lower(text.substr(0, 4000));
  for (std::size_t i = 0; i <= low.size(); ++i) {
    const char c = i < low.size() ? low[i] : ' ';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80) || ((c == '\'' || c == '-') && !now.empty());
    if (letter) { now += c; continue; }
    while (!now.empty() && (now.back() == '\'' || now.back() == '-')) now.pop_back();
    if (!now.empty()) out.push_back(std::move(now));
    now.clear();
  }
  return out;
}

std::string singular_of(const std::string& word) {
  if (word.size() > 4 && (word.ends_with("ches") || word.ends_with("shes") || word.ends_with("xes"))) return word.substr(0, word.size() - 2);
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && word != "glasses") return word.substr(0, word.size() - 1);
  return word;
}

int find_verb(const std::vector<std::string>& words, const std::string& kind, int from) {
  const auto it = story_words().verbs.find(kind);
  if (it == story_words().verbs.end()) return -1;
  for (std::size_t i = static_cast<std::size_t>(std::max(0, from)); i < words.size(); ++i) {
    if (i > 0 && (denies(words[i - 1]) || words[i - 1] == "the" || words[i - 1] == "a" || words[i - 1] == "an" || words[i - 1] == "to" || words[i - 1] == "and then")) continue;
    for (const auto& verb : it->second) {
      if (!is_form_of(words[i], verb.lemma)) continue;
      if (verb.particle.empty()) return static_cast<int>(i);
      for (std::size_t k = i + 1; k < words.size() && k <= i + 5; ++k)
        if (words[k] == verb.particle) return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace auteur::world
