// The words of the camera department as pictures: each term of the vocabulary drawn on the stage that demonstrates it
// (camera/demonstration.h), with what it says written over it; and all of them as a page to read.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "auteur/base/progress.h"
#include "auteur/camera/demonstration.h"
#include "auteur/media/media.h"

namespace auteur::production {

// Keeps the places and people that it has built: one for many terms. One thread at a time.
class DemonstrationStudio {
 public:
  // Errors: those of Vocabulary::open and Demonstrations::open.
  static Result<DemonstrationStudio> open();
  DemonstrationStudio(DemonstrationStudio&&) noexcept;
  DemonstrationStudio& operator=(DemonstrationStudio&&) noexcept;
  ~DemonstrationStudio();

  const camera::Vocabulary& vocabulary() const;
  const camera::Demonstrations& demonstrations() const;
  // Frames of `width` px, one beside the other, with captions below. Costs about a second a frame on two cores.
  // Errors: kNotFound (no such demonstration), kCancelled.
  Result<media::Picture> picture(const std::string& term, Progress& progress, int width = 480);

 private:
  struct State;
  explicit DemonstrationStudio(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One HTML page without scripts: group by group, each term with its picture ("pictures/NAME.png"), what it is, what it is
// for, how it is measured and what it is easily taken for.
std::string vocabulary_page(const camera::Vocabulary& words, const camera::Demonstrations& demonstrations);
std::string picture_name(const std::string& term);  // "pictures/close-up.png"
// The measure of a term in words; empty where it has none.
std::string measure_text(const camera::Term& term);

}  // namespace auteur::production
