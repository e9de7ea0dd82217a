// What the drawings of one shot share: buffers, and the bare set while the camera rests.
#pragma once

#include <memory>

#include "picture.h"

namespace auteur::render {

class SetUp {
 public:
  explicit SetUp(std::shared_ptr<const Stage> stage);
  ~SetUp();
  // The picture with everybody in it; nothing when cancelled.
  const Picture* picture(const Arrangement& all, const FrameRequest& request, const Lens& lens, Progress& progress);

 private:
  std::shared_ptr<const Stage> stage_;
  Arrangement empty_;
  FrameRequest seen_bare_;
  bool is_bare_ = false;
  std::unique_ptr<Picture> bare_, work_, moving_;
};

}  // namespace auteur::render
