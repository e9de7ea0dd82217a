// Cues: mistyped names, names easily mixed up, and cues with nothing under them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "advice.h"
#include "auteur/base/text.h"
#include "cast.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

using K = ElementKind;

struct Cue { int first = -1, count = 0; bool introduced = false; };

bool numbered(const std::string& a, const std::string& b) {  // GUARD 1 and GUARD 2, GUARD A and GUARD B, are meant
  const auto stem = [](std::string_view s) {
    const auto space = s.rfind(' ');
    if (space != std::string_view::npos && s.size() - space <= 3) return s.substr(0, space);
    while (!s.empty() && s.back() >= '0' && s.back() <= '9') s.remove_suffix(1);
    return s;
  };
  return stem(a) == stem(b) || a.find_first_of("0123456789#") != std::string::npos || b.find_first_of("0123456789#") != std::string::npos;
}

// MAN and WOMAN, MAN and MEN, BOY and BOYS: words, not names mistyped.
bool both_words(const std::string& a, const std::string& b) {
  const auto& x = lexicon();
  const auto word = [&](const std::string& s) {
    const std::string low = lower(s);
    return x.roles.contains(low) || x.groups.contains(low) || x.roles.contains(singular(low));
  };
  return (word(a) && word(b)) || singular(lower(a)) == singular(lower(b));
}
// Both are names that people have: MARIA and MARIO, JEAN and JOAN.
bool both_given(const std::string& a, const std::string& b) { return lexicon().names.contains(lower(a)) && lexicon().names.contains(lower(b)); }

bool near(const std::string& a, const std::string& b) {
  const std::size_t n = std::min(a.size(), b.size());
  const int d = edit_distance(a, b);
  return d > 0 && ((d == 1 && n >= 4) || (d == 1 && n == 3 && a.size() != b.size()) || (d == 2 && n >= 7));
}

}  // namespace

void check_names(Advice& advice) {
  const auto& e = advice.elements();
  std::map<std::string, Cue> cues;
  for (std::size_t i = 0; i < e.size(); ++i) {
    if (e[i].kind != K::kCharacter) continue;
    const auto names = read_cue_name(e[i].name);
    if (names.everybody) continue;
    for (const auto& id : names.ids) {
      Cue& c = cues[id];
      if (c.first < 0) c.first = static_cast<int>(i);
      ++c.count;
    }
  }
  // Whom an action line names: in capitals, or as a word of its own.
  std::set<std::string> named;
  for (const auto& x : e)
    if (x.kind == K::kAction || x.kind == K::kShot)
      for (const auto& w : words(x.text, 0, x.text.size()))
        if (w.capital) named.insert(upper(w.low));
  const auto introduced = [&](const std::string& name) {
    for (const auto part : split(name, ' '))
      if (part.size() > 2 && named.contains(upper(part))) return true;
    return named.contains(name);
  };
  std::set<std::string> reported;
  for (const auto& [name, cue] : cues) {
    if (cue.count > 2 || introduced(name)) continue;
    const std::string* best = nullptr;
    for (const auto& [other, more] : cues) {
      if (other == name || more.count < std::max(2, 2 * cue.count) || !near(name, other) || numbered(name, other) || both_words(name, other)) continue;
      if (both_given(name, other) && !introduced(other)) continue;
      if (!best || edit_distance(name, other) < edit_distance(name, *best) || (edit_distance(name, other) == edit_distance(name, *best) && more.count > cues.at(*best).count)) best = &other;
    }
    if (!best) continue;
    reported.insert(name);
    advice.add("unknown-cue", name, cue.first, fmt::format("{} speaks here, but no action line knows that name. Did you mean {}, who has {} cues?", name, *best, cues.at(*best).count), *best);
  }
  for (auto a = cues.begin(); a != cues.end(); ++a)
    for (auto b = std::next(a); b != cues.end(); ++b) {
      const auto& [na, ca] = *a;
      const auto& [nb, cb] = *b;
      if (ca.count > 1 && cb.count > 1) continue;
      if (reported.contains(na) || reported.contains(nb) || !near(na, nb) || numbered(na, nb) || both_words(na, nb)) continue;
      const bool first = ca.count == 1 && (cb.count > 1 || ca.first > cb.first);
      const auto &less = first ? na : nb, &more = first ? nb : na;
      advice.add("near-names", less + "/" + more, cues.at(less).first, fmt::format("{} says one line and is easily read as {}. Give one of them another name, or correct the cue.", less, more));
    }
  // Cues with nothing under them.
  for (std::size_t i = 0; i < e.size(); ++i) {
    if (e[i].kind == K::kCharacter) {
      bool said = false;
      for (std::size_t k = i + 1; k < e.size(); ++k) {
        // "(sings back, badly)" is something to play.
        if (e[k].kind == K::kDialogue || e[k].kind == K::kLyrics || e[k].kind == K::kParenthetical) said = true;
        if (e[k].kind != K::kNote && e[k].kind != K::kBoneyard) break;
      }
      if (!said) advice.add("cue-without-dialogue", fmt::format("{}/{}", e[i].name, std::max(0, advice.scene_of(static_cast<int>(i))) + 1), static_cast<int>(i), fmt::format("{} has a cue and says nothing. Write the line, or delete the cue.", e[i].name.empty() ? e[i].text : e[i].name));
    }
    // A name alone on a line with an empty line under it is read as action: the cue has lost its line.
    if (e[i].kind == K::kAction && e[i].text.size() <= 40 && e[i].text.find('\n') == std::string::npos) {
      const std::string name = std::string(trim(e[i].text.substr(0, e[i].text.find('('))));
      const bool alone = !name.empty() && name == upper(name) && cues.contains(name) && name.find_first_of(".!?,:") == std::string::npos;
      if (alone && i + 1 < e.size() && e[i + 1].kind == K::kAction)
        advice.add("cue-without-dialogue", fmt::format("{}/{}", name, std::max(0, advice.scene_of(static_cast<int>(i))) + 1), static_cast<int>(i), fmt::format("{} stands alone with an empty line below, so what follows is read as action. Remove the empty line if {} speaks.", name, title_case(name)));
    }
  }
}

}  // namespace auteur::screenplay
