// The words of the camera department (data/camera/vocabulary.json): what each means, what it is for, and by what measure a
// frame earns it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auteur/base/result.h"

namespace auteur::camera {

struct Term {
  std::string name, group;              // "over-the-shoulder", "framing"
  std::string brief;                    // "OTS"; may be empty
  std::string says, use;                // what it is; what it is for
  std::vector<std::string> also, see;   // other names; terms that belong with it
  std::string measure;                  // "heads", "pitch_degrees", "roll_degrees", "of_eye_height", "focal_mm"; empty: not measured
  double low = 0, high = 0;             // of the measure: low <= value < high
  std::map<std::string, std::vector<std::string>> labels;  // set of labels -> what it is called there
};

class Vocabulary {
 public:
  // Errors: kInvalidInput with the file, when the data folder's vocabulary is missing or wrong.
  static Result<Vocabulary> open();
  static Result<Vocabulary> read(std::string_view json, const std::string& file);

  const std::vector<Term>& terms() const { return terms_; }                                       // group by group
  const std::vector<std::pair<std::string, std::string>>& groups() const { return groups_; }      // name, what it is about
  const std::map<std::string, std::string>& label_sets() const { return label_sets_; }
  // By name, short name or another name, however it is written: "OTS", "over the shoulder".
  const Term* find(std::string_view words) const;
  // The term of a group that has this value of its measure; null outside all of them.
  const Term* measured(std::string_view group, double value) const;
  std::vector<std::string> names() const;  // all of them, other names too

 private:
  std::vector<Term> terms_;
  std::vector<std::pair<std::string, std::string>> groups_;
  std::map<std::string, std::string> label_sets_;
  std::map<std::string, std::size_t> by_name_;  // slugs
};

}  // namespace auteur::camera
