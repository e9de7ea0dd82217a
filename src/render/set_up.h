// What the drawings of one shot share: buffers, and the bare set (with what rests in it) while the camera rests.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "picture.h"

namespace auteur::render {

class SetUp {
 public:
  explicit SetUp(std::shared_ptr<const Stage> stage);
  ~SetUp();
  // The picture with everybody in it; nothing when cancelled.
  const Picture* picture(const Arrangement& all, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, const Lens& lens, Progress& progress);

 private:
  std::shared_ptr<const Stage> stage_;
  std::optional<Arrangement> bare_arrangement_;  // the set and what rests in it
  std::vector<scene::Instance> resting_;
  FrameRequest seen_bare_;
  bool is_bare_ = false;
  std::unique_ptr<Picture> bare_, work_, moving_;
};

}  // namespace auteur::render
