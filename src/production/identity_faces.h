// Faces for the identity benchmark: pictures of a cast with id mattes, and crops of them. What measures and names the
// crops (identity_classifier.h) sees nothing else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/puppets/puppet.h"
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

struct Player { puppets::PuppetPtr puppet; std::uint32_t id = 0; float head_height = 0; double skin = 0; };
std::vector<Player> players_of(const std::vector<world::Identity>& cast);

using Take = std::function<Status(FaceShot)>;
// Everybody in an empty grey room at one of the angles: six lights, two expressions.
inline constexpr std::size_t kAngles = 5;
Status enrol(const std::vector<Player>& players, std::size_t angle, const IdentityBench& bench, const Take& take);
// Everybody in one of the places, a tenth of `shots` times each.
Status shoot(const std::vector<Player>& players, std::size_t place, const IdentityBench& bench, const Take& take);
// Everybody once, large: to look at.
Status line_up(const std::vector<world::Identity>& cast, const Path& file);

}  // namespace auteur::production
