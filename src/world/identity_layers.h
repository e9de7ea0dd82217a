// Drawing the layers of a person from their brief.
#pragma once

#include <array>

#include "auteur/base/random.h"
#include "auteur/world/cast.h"

namespace auteur::world {

inline constexpr std::array kShape = {"skull_width", "skull_height", "skull_depth", "forehead", "jaw_width", "jaw_depth", "chin", "chin_point", "cheek", "cheekbone", "nose_length", "nose_width", "nose_height", "nose_tip", "ear_size", "ear_stick", "brow_thickness", "brow_height", "brow_tilt", "eye_size", "eye_spacing", "eye_height", "eye_tilt", "lid_weight", "bag", "mouth_width", "mouth_height", "lip_fullness", "neck", "neck_width", "shoulder", "girth", "belly", "hip", "leg_length", "arm_length", "hand_size", "foot_size", "wrinkles", "posture"};
inline constexpr std::array kHairShape = {"hair_volume", "hair_strands", "hair_line"};

// Numbers by name: one more or one less of them moves no other.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t variant) : seed_(mix(seed, variant)) {}
  double unit(std::string_view name) const { return Random(mix(seed_, seed_of(name))).unit(); }
  double range(std::string_view name, double low, double high) const { return low + (high - low) * unit(name); }
  std::size_t below(std::string_view name, std::size_t n) const { return n == 0 ? 0 : std::min(n - 1, static_cast<std::size_t>(unit(name) * static_cast<double>(n))); }

 private:
  std::uint64_t seed_;
};

// A layer of the person onto `p`. `brief`: of cast_people().
void draw_face(Identity& p, const Json& brief, std::uint32_t take);
void draw_makeup(Identity& p, const Json& brief, std::uint32_t take);
void draw_wardrobe(Identity& p, const Json& brief, std::uint32_t take);
void draw_voice(Identity& p, const Json& brief, std::uint32_t take);

// The dyes that outer garments are made of, linear.
const std::vector<Vec3>& outer_dyes();

}  // namespace auteur::world
