// What kind of moment a scene is in: many talk, a call, a chase, something is found. Each is measured from the staging and
// changes what the idioms are worth and what going from one to another costs (data/camera/situations.json).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "idioms.h"
#include "view.h"

namespace auteur::camera {

struct Moment { std::string name; double from = 0, to = 0; };  // seconds of the scene

class Situations {
 public:
  Situations(const CoverageRequest& request, const View& view);

  // Added to what a second of this idiom is worth at a sample of the view.
  double appeal(Way way, std::size_t sample) const;
  double pace(std::size_t sample) const;
  // Price of a cut at a sample from one idiom to another; `a` is whom each is about (-1: nobody). 100 and more forbids.
  double join(Way from, int from_a, Way to, int to_a, std::size_t sample) const;
  // Price of a wide shot after so many without one; of anything else.
  double wide_now(int since) const;
  double not_wide(int since) const;
  const std::vector<Moment>& moments() const { return moments_; }

 private:
  std::size_t people_ = 0;
  std::vector<Moment> moments_;
  std::vector<std::uint32_t> holds_;  // a sample: which situations hold, a bit each
};

}  // namespace auteur::camera
