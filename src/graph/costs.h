// How long runs take: learnt from earlier runs of the same node, then of the same pass, then from its declaration
// corrected by how wrong the declarations were so far. Kept as notes in the index; never an input of anything.
#pragma once

#include <map>

#include "auteur/graph/pass.h"

namespace auteur {

class Costs {
 public:
  explicit Costs(Store& store) : store_(store) {}
  double estimate(const NodeId& node, const PassDeclaration& pass);  // seconds
  void learn(const NodeId& node, const PassDeclaration& pass, double seconds);
  bool has_ground() const { return ground_; }  // something was measured, now or before

 private:
  struct Mean {
    double count = 0, seconds = 0;
  };
  Mean& mean_of(const PassId& pass);
  Store& store_;
  std::map<PassId, Mean> means_;
  double guessed_ = 0, measured_ = 0;  // of passes that had only their guess
  bool ground_ = false;
};

}  // namespace auteur
