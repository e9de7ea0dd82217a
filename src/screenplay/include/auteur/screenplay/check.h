// Advice on a script: what a careful reader would ask about. Nothing here is a rule of writing; each finding says where
// it is, why somebody may stumble, and can be silenced by a decision that stays with the film.
//
// Tuned for few false alarms: a finding that a writer would laugh at costs more than one that is missed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

struct AdviceRule { std::string_view id, what; };
// "unknown-cue", "enters-twice", "exits-twice", "speaks-after-exit", "story-day", "continuous", "light", "long-scene",
// "prop-unused", "prop-unplaced", "near-names", "place-variants", "cue-without-dialogue".
const std::vector<AdviceRule>& advice_rules();

struct Finding {
  std::string rule;        // id of its rule
  std::string key;         // what it is about, stable when other lines change: "MIRRA", "4/ANA", "lighthouse/letter"
  std::string message;     // one or two plain sentences, with the suggestion
  std::string suggestion;  // the replacement, where there is one: "MIRA"
  std::string words;       // the words of the script it rests on. Other words make it another finding
  std::string scene;       // number, or empty
  ByteRange bytes;         // of the words, in the file
  int line = 0, column = 0;
  std::string node() const { return "script/advice/" + rule + "/" + key; }
  std::string digest_text() const { return rule + "\n" + key + "\n" + words; }  // what a waiver is of
};

// In the order of the file. Requires: `breakdown` is of `draft.script`.
std::vector<Finding> check_script(const Parsed& draft, const Breakdown& breakdown);

Json to_json(const Finding& finding);

}  // namespace auteur::screenplay
