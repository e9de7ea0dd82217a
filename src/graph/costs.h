// How long runs take, for a unit of a node's work: learnt from earlier runs of the same pass, then from its declaration
// corrected by how wrong the declarations were so far. Kept as notes in the index; never an input of anything.
#pragma once

#include <map>

#include "auteur/graph/pass.h"

namespace auteur {

class Costs {
 public:
  explicit Costs(Store& store) : store_(store) {}
  double estimate(const PassDeclaration& pass, double work);  // seconds
  void learn(const PassDeclaration& pass, double work, double seconds);
  bool has_ground() const { return ground_; }  // something was measured, now or before

 private:
  struct Mean {
    double work = 0, seconds = 0;  // both fade, so that the newest runs count most
  };
  Mean& mean_of(const PassId& pass);
  Store& store_;
  std::map<PassId, Mean> means_;
  double guessed_ = 0, measured_ = 0;  // of runs whose pass had only its guess
  bool ground_ = false;
};

}  // namespace auteur
