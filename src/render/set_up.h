// A camera that stands still, and what it remembers of the bare set.
#pragma once

#include <memory>

#include "picture.h"

namespace auteur::render {

class SetUp {
 public:
  SetUp(std::shared_ptr<const Stage> stage, const FrameRequest& request);
  ~SetUp();
  const FrameRequest& request() const { return request_; }
  // The picture with everybody in it; nothing when cancelled.
  Picture* picture(const Arrangement& all, Progress& progress);

 private:
  std::shared_ptr<const Stage> stage_;
  FrameRequest request_;
  Lens lens_;
  Arrangement empty_;
  std::unique_ptr<Picture> bare_, work_;
};

}  // namespace auteur::render
