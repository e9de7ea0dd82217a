// Faces for the identity benchmark: pictures of a cast with id mattes, and crops of them. What measures and names the
// crops (identity_classifier.h) sees nothing else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/world/cast.h"
#include "identity_bench.h"

namespace auteur::production {

inline constexpr int kFaceSide = 112;  // pixels of a crop across and down; the head fills the middle 96

// kFaceSide x kFaceSide x 3, developed; what the id matte does not give to this person is zero.
using Face = std::vector<std::uint8_t>;

struct FaceShot {
  std::uint32_t who = 0;    // place in the cast
  std::uint32_t place = 0;  // of kept shots: where; of enrolled ones: the angle
  std::uint32_t light = 0;  // of enrolled ones
  Face face;
};

std::vector<world::Identity> company(int people, std::uint64_t seed);
const std::vector<std::string>& place_names();

using Take = std::function<Status(FaceShot)>;
// Everybody in an empty grey room: five angles, four lights, three expressions.
Status enrol(const std::vector<world::Identity>& cast, const IdentityBench& bench, const Take& take);
// Everybody in the places, `shots` times each.
Status shoot(const std::vector<world::Identity>& cast, const IdentityBench& bench, const Take& take);
// Everybody once from the front, large: to look at.
Status line_up(const std::vector<world::Identity>& cast, const Path& file);

}  // namespace auteur::production
