// Names faces from pictures alone: the directions of edges (a histogram of oriented gradients) and the colours of
// 12 x 12 cells, each against the mean of the crop so that colour and strength of the light drop out; then Fisher's
// linear discriminants of the enrolled pictures, and the nearest of these. It shares no code and no number with
// world::identity_distance, and knows no angle, light or expression of what it is asked.
#pragma once

#include <Eigen/Core>

#include "identity_faces.h"

namespace auteur::production {

class FaceClassifier {
 public:
  explicit FaceClassifier(const std::vector<FaceShot>& enrolled);
  struct Answer { std::uint32_t who = 0; std::size_t nearest = 0; /* of the enrolled */ };
  Answer name(const Face& face) const;

 private:
  Eigen::VectorXf project(const Face& face) const;
  Eigen::MatrixXf projection_;  // discriminants x features
  Eigen::MatrixXf known_;       // discriminants x enrolled
  std::vector<std::uint32_t> who_;
};

}  // namespace auteur::production
