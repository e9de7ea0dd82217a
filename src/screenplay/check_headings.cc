// Headings: days and times that contradict each other, one place under two names, scenes that are long.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "advice.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"
#include "heading.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

constexpr int kLongScene = 24;  // eighths: three pages

WordSet listed(std::string_view key) {
  WordSet out;
  const std::string text = read_data_text("screenplay/advice.txt");
  for (auto line : split(text, '\n')) {
    line = trim(line);
    const auto colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string_view::npos || trim(line.substr(0, colon)) != key) continue;
    for (const auto w : split(line.substr(colon + 1), ','))
      if (!trim(w).empty()) out.insert(lower(trim(w)));
  }
  return out;
}

bool dark(TimeOfDay t) { return t == TimeOfDay::kNight; }
bool bright(TimeOfDay t) { return t == TimeOfDay::kDay || t == TimeOfDay::kMorning || t == TimeOfDay::kAfternoon; }

bool contains_word(std::string_view heading, std::string_view word) {
  const std::string h = upper(heading);
  for (auto at = h.find(word); at != std::string::npos; at = h.find(word, at + 1)) {
    const bool begins = at == 0 || !std::isalpha(static_cast<unsigned char>(h[at - 1])), ends = at + word.size() >= h.size() || !std::isalpha(static_cast<unsigned char>(h[at + word.size()]));
    if (begins && ends) return true;
  }
  return false;
}
bool another_time(std::string_view heading) {  // the story leaves its order
  for (const char* w : {"FLASHBACK", "FLASH BACK", "FLASHFORWARD", "FLASH FORWARD", "DREAM", "PAST", "EARLIER", "YEARS", "MEMORY", "INTERCUT", "PRESENT", "MONTAGE"})
    if (contains_word(heading, w)) return true;
  return false;
}

// The name without articles, marks and spaces: "THE KITCHEN" and "Kitchen." are one.
std::string bare(std::string_view place) {
  std::string out;
  for (const auto& w : words(place, 0, place.size())) {
    if (w.low == "the" || w.low == "a" || w.low == "an") continue;
    for (const char c : w.low) if (c != '\'' && c != '-') out += c;
    if (w.possessive) out += 's';
  }
  return out;
}

void light(Advice& advice, const Scene& scene, const SceneElements& range, const WordSet& sunlit, const WordSet& moonlit) {
  const bool night = dark(scene.time), day = bright(scene.time);
  if (!night && !day) return;
  const auto& e = advice.elements();
  for (std::size_t i = range.first; i < range.last; ++i) {
    if (e[i].kind != ElementKind::kAction || another_time(e[i].text)) continue;
    for (const auto& s : sentences(e[i].text)) {
      const auto w = words(e[i].text, s.begin, s.end);
      bool compared = false;
      std::string found;
      for (std::size_t k = 0; k < w.size(); ++k) {
        for (const char* other : {"like", "no", "not", "without", "photograph", "picture", "painting", "poster", "screen", "television", "dreams", "remembers", "imagines", "until", "as", "fake", "if", "never", "before", "tomorrow"}) compared |= w[k].low == other;
        const std::string two = k + 1 < w.size() ? w[k].low + " " + w[k + 1].low : "";
        const auto& set = night ? sunlit : moonlit;
        if (set.contains(w[k].low)) found = w[k].low;
        if (!two.empty() && set.contains(two)) found = two;
      }
      if (found.empty() || compared) continue;
      advice.add("light", scene.number + "/" + found, static_cast<int>(i), s.begin, s.end, fmt::format("The heading says {}, but here is {}. Change the heading or the light.", word_of(scene.time), found));
      return;
    }
  }
}

}  // namespace

void check_headings(Advice& advice) {
  const auto& b = advice.breakdown();
  const auto& ranges = advice.ranges();
  const auto sunlit = listed("sunlit"), moonlit = listed("moonlit");
  struct Place { std::string text; int element; std::string number; };
  std::map<std::string, Place> places;          // by bare name and part
  std::map<std::string, int> uses;
  int highest_day = 0;
  TimeOfDay before = TimeOfDay::kDay;
  bool before_known = false;
  for (std::size_t s = 0; s < b.scenes.size() && s < ranges.size(); ++s) {
    const Scene& scene = b.scenes[s];
    const int at = ranges[s].heading;
    if (scene.eighths > kLongScene && at >= 0) {
      std::string pages = std::to_string(scene.eighths / 8);
      if (scene.eighths % 8) pages += fmt::format(" {}/8", scene.eighths % 8);
      advice.add("long-scene", scene.number, at, fmt::format("This scene runs {} pages. Scenes over three pages are hard to schedule and to keep up; see whether it can start later or end earlier.", pages));
    }
    light(advice, scene, ranges[s], sunlit, moonlit);
    if (at < 0) continue;
    const std::string& heading = advice.elements()[static_cast<std::size_t>(at)].text;
    const auto facts = read_heading(heading);
    const bool elsewhen = another_time(heading);
    if (contains_word(heading, "CONTINUOUS")) {
      if (s == 0) advice.add("continuous", scene.number, at, "The first scene cannot be CONTINUOUS: there is nothing before it. Say when it is.");
      else if (facts.time && before_known && *facts.time != before && (dark(*facts.time) != dark(before) || (bright(*facts.time) != bright(before))) && !elsewhen)
        advice.add("continuous", scene.number, at, fmt::format("CONTINUOUS goes on without a break, but the scene before is at {} and this one at {}. One of the two headings is wrong.", word_of(before), word_of(*facts.time)));
    }
    if (facts.named_day > 0 && !elsewhen) {
      if (facts.named_day < highest_day)
        advice.add("story-day", scene.number, at, fmt::format("DAY {} comes after DAY {}. Correct the day, or say that this is a flashback.", facts.named_day, highest_day));
      highest_day = std::max(highest_day, facts.named_day);
    }
    if (s > 0 && before_known && facts.time && contains_word(heading, "SAME DAY") && !elsewhen && is_new_day(before, *facts.time))
      advice.add("story-day", scene.number, at, fmt::format("The scene before is at {}, so {} cannot be the same day any more. Change one of them, or say NEXT DAY.", word_of(before), word_of(*facts.time)));
    if (!elsewhen) {
      before = scene.time;
      before_known = true;
    }
    // One place, two spellings. Interiors and exteriors of one name are two sets.
    const std::string name = scene.place.name, key = bare(name);
    if (key.empty()) continue;
    const auto [it, fresh] = places.try_emplace(key, Place{name, at, scene.number});
    ++uses[name];
    if (!fresh && upper(it->second.text) != upper(name) && uses[name] == 1)
      advice.add("place-variants", slug(name), at, fmt::format("'{}' here and '{}' in scene {} look like one place. Write both the same, or they become two sets.", name, it->second.text, it->second.number), it->second.text);
  }
  // A letter wrong in a name: rare name near a frequent one.
  std::map<std::string, int> count;
  for (const auto& scene : b.scenes) ++count[bare(scene.place.name)];
  for (const auto& [a, na] : count)
    for (const auto& [c, nc] : count) {
      if (na != 1 || nc < 2 || a.size() < 6 || c.size() < 6 || edit_distance(a, c) != 1) continue;
      if (a.find_first_of("0123456789") != std::string::npos || c.find_first_of("0123456789") != std::string::npos || singular(a) == singular(c)) continue;
      const auto& pa = places.at(a);
      const auto& pc = places.at(c);
      // BOAT HOUSE and GOAT HOUSE are two words; one of them known, the other not, is a slip.
      advice.add("place-variants", slug(pa.text), pa.element, fmt::format("'{}' is one letter away from '{}', where {} scenes are. Did you mean that?", pa.text, pc.text, nc), pc.text);
    }
}

}  // namespace auteur::screenplay
