// What flite's trees ask of an utterance. Private to the room.
#pragma once

#include <array>
#include <string>
#include <vector>

extern "C" {
#include <flite/cst_item.h>
}

namespace auteur::acting {

// As long as it lives, what the frames of one state have in common is looked for once instead of for each frame and each
// tree: half of flite's time goes into that. Answers are the same. One at a time in a thread.
class FeatureCache {
 public:
  FeatureCache();
  ~FeatureCache();
  FeatureCache(const FeatureCache&) = delete;
  FeatureCache& operator=(const FeatureCache&) = delete;
  using Ask = const cst_val* (*)(const cst_item*, const char*);
  // `path` leads through the state of a frame.
  const cst_val* of_state(const cst_item* frame, const char* path, Ask ask);

 private:
  void forget();
  struct Answer { std::string path; const cst_val* value = nullptr; };
  std::array<Answer, 512> answers_;  // by the address of the path
  std::vector<Answer*> known_;
  const cst_item *frame_ = nullptr, *state_ = nullptr;
};

}  // namespace auteur::acting
