// Precision and recall of tags against labels made by hand (tests/breakdown/README.md has the format and the rules).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/screenplay/tags.h"

namespace auteur::screenplay {

struct Label { int scene = 0 /* from 0 */; std::size_t begin = 0, end = 0; bool optional = false; std::string category, words, who; int line = 0; };
struct LabelledScript { std::string name, half, source; std::vector<Label> labels; };

struct CategoryScore {
  int labels = 0, found = 0, tags = 0, invented = 0;
  double precision() const { return found + invented == 0 ? 1.0 : static_cast<double>(found) / (found + invented); }
  double recall() const { return labels == 0 ? 1.0 : static_cast<double>(found) / labels; }
};
struct TagScore {
  std::map<std::string, std::map<std::string, CategoryScore>> by_half;  // half -> category
  std::vector<std::string> mistakes;                                    // "low-water 3 props missed: kettle (line 40)"
};

// All scripts with labels in a folder, by name. Errors: kInvalidInput naming file and line of a label that fits no words.
Result<std::vector<LabelledScript>> read_labelled(const std::string& folder);
void score(const LabelledScript& script, TagScore& into);

}  // namespace auteur::screenplay
