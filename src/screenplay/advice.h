// What the rules of advice share. Each check_*() adds its findings.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/screenplay/check.h"
#include "lexicon.h"
#include "scene_ranges.h"

namespace auteur::screenplay {

class Advice {
 public:
  Advice(const Parsed& draft, const Breakdown& breakdown);

  const Screenplay& script() const { return draft_.script; }
  const std::vector<Element>& elements() const { return draft_.script.elements; }
  const Breakdown& breakdown() const { return breakdown_; }
  const std::vector<SceneElements>& ranges() const { return ranges_; }
  int scene_of(int element) const;  // index, -1 before the first

  // About bytes [begin, end) of an element's text.
  void add(std::string rule, std::string key, int element, std::size_t begin, std::size_t end, std::string message, std::string suggestion = {});
  void add(std::string rule, std::string key, int element, std::string message, std::string suggestion = {});
  std::vector<Finding> take();

 private:
  const Parsed& draft_;
  const Breakdown& breakdown_;
  std::vector<SceneElements> ranges_;
  Lines lines_;
  std::vector<Finding> out_;
};

// Names with one key in another place (restricted Damerau-Levenshtein: a swap of neighbours counts one), by code point.
int edit_distance(std::string_view a, std::string_view b);
std::string title_case(std::string_view name);  // "MR. OKORO" -> "Mr. Okoro"

void check_names(Advice& advice);    // unknown-cue, near-names, cue-without-dialogue
void check_presence(Advice& advice); // enters-twice, exits-twice, speaks-after-exit
void check_headings(Advice& advice); // story-day, continuous, light, long-scene, place-variants
void check_props(Advice& advice);    // prop-unused, prop-unplaced

}  // namespace auteur::screenplay
