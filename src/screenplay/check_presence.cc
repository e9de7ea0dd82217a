// Who comes, who goes, and who speaks without being there.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "advice.h"
#include "auteur/base/text.h"
#include "cast.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

// Verbs that leave no doubt. "Appears", "returns", "looks in", "gets out" may be said of somebody who is there.
bool plain_entrance(const std::string& text) {
  for (const auto& w : words(text, 0, text.size()))
    if (w.low == "enters" || w.low == "enter") return true;
  const std::string low = lower(text);
  for (const char* p : {"comes in", "walks in", "comes into the room", "bursts in", "rushes in", "runs in"})
    if (low.find(p) != std::string::npos && low.find(std::string(p) + "to") == std::string::npos) return true;
  return false;
}
bool plain_exit(const std::string& text) {
  const auto w = words(text, 0, text.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (w[i].low == "exits") return true;
    // "Jonas leaves." but not "leaves the key".
    if (w[i].low == "leaves" && (i + 1 == w.size() || w[i + 1].before != 0 || w[i + 1].low == "and" || w[i + 1].low == "without" || (i + 2 < w.size() && w[i + 1].low == "the" && (w[i + 2].low == "room" || w[i + 2].low == "house")))) return true;
  }
  const std::string low = lower(text);
  for (const char* p : {"walks out.", "goes out.", "storms out", "runs out.", "hurries out", "rushes out", "walks off.", "runs off."})
    if (low.find(p) != std::string::npos) return true;
  return false;
}
bool comes_back(const std::string& text) {
  const std::string low = lower(text);
  for (const char* p : {"return", "comes back", "come back", "back in", "again", "re-enter", "reenters", "turns back", "reappear", "in the doorway", "at the door", "stops", "almost", "about to", "outside", "tries to", "wants to", "starts to", "off.", "through the window"})
    if (low.find(p) != std::string::npos) return true;
  return false;
}

struct Where { bool here = false, gone = false; };

}  // namespace

void check_presence(Advice& advice) {
  const auto& b = advice.breakdown();
  const auto& e = advice.elements();
  for (const auto& scene : b.scenes) {
    std::map<std::string, Where> people;
    for (const auto& beat : scene.beats) {
      if (beat.who.empty() || beat.element < 0 || static_cast<std::size_t>(beat.element) >= e.size()) continue;
      const Element& element = e[static_cast<std::size_t>(beat.element)];
      Where& w = people[beat.who];
      const std::string key = scene.number + "/" + beat.who;
      // The sentence that a beat was read from.
      std::size_t from = element.text.find(beat.text), to = from == std::string::npos ? element.text.size() : from + beat.text.size();
      if (from == std::string::npos || beat.text.empty()) from = 0;
      for (const auto& s : sentences(element.text))
        if (from >= s.begin && from < s.end) { from = s.begin; to = std::max(s.end, std::min(to, s.end)); break; }
      const std::string sentence = element.text.substr(from, to - from);
      const std::string name = title_case(beat.who);
      switch (beat.kind) {
        case BeatKind::kEnter:
          if (w.here && !w.gone && plain_entrance(sentence) && !comes_back(sentence))
            advice.add("enters-twice", key, beat.element, from, to, fmt::format("{} enters, but is already there. Let {} leave before, or take one entrance out.", name, name));
          w.here = true;
          w.gone = false;
          break;
        case BeatKind::kExit:
          if (!plain_exit(sentence) || comes_back(sentence)) { if (!plain_exit(sentence)) w.gone = false; w.here = true; break; }
          if (w.gone) advice.add("exits-twice", key, beat.element, from, to, fmt::format("{} leaves, but has left already. Bring {} back first, or take one exit out.", name, name));
          w.gone = true;
          w.here = false;
          break;
        case BeatKind::kLine:
          if (w.gone && !is_unseen(beat.extension)) {
            advice.add("speaks-after-exit", key, beat.element, fmt::format("{} speaks here, but left before. Mark the cue (O.S.) or (V.O.), or bring {} back.", name, name));
            w.gone = false;
          }
          if (!is_unseen(beat.extension)) w.here = true;
          break;
        case BeatKind::kDescribe: case BeatKind::kEffect: break;
        default:  // who acts is back; no reader stumbles over that
          if (element.kind == ElementKind::kAction) { w.here = true; w.gone = false; }
      }
    }
  }
}

}  // namespace auteur::screenplay
