// Which joint of a figure from outside is which bone.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "auteur/puppets/model.h"

namespace auteur::puppets {

// Left is even, right is odd from kEye on, counted from there.
enum class Role { kHips, kNeck, kHead, kJaw, kEyeL, kEyeR, kShoulderL, kShoulderR, kUpperArmL, kUpperArmR, kLowerArmL, kLowerArmR, kHandL, kHandR, kUpperLegL, kUpperLegR, kLowerLegL, kLowerLegR, kFootL, kFootR, kToesL, kToesR, kCount };
inline constexpr std::size_t kRoles = static_cast<std::size_t>(Role::kCount);
inline Role sided(Role left, std::size_t side) { return static_cast<Role>(static_cast<int>(left) + static_cast<int>(side)); }
std::string name_of(Role role);  // "left_hand"

struct Rig {
  std::array<int, kRoles> joint;
  std::vector<int> pelvis, spine, necks;                  // from the hips up; `pelvis` turns with it, hips first
  std::array<std::vector<std::vector<int>>, 2> fingers;   // chains from the hand, thumb first
  Mat3 ours_from_file{1.f};                               // turns the file's facing and up into ours
  std::vector<std::string> findings;
  int operator[](Role role) const { return joint[static_cast<std::size_t>(role)]; }
  bool has(Role role) const { return (*this)[role] >= 0; }
  bool legs() const;  // hips, and both legs down to the foot
  bool arm(std::size_t side) const;
};

// Cuts a name into words in small letters; a side is taken out (0 none, 1 left, 2 right).
struct Words { std::vector<std::string> words; int side = 0; std::string joined() const; };
Words words_of(const std::string& name);
std::string shape_key(const std::string& name);  // "mouthSmile_L" -> "mouthsmileleft"

const Json& bone_table();
const Json& shape_table();

Result<Rig> rig_of(const scene::Character& character, const ModelWishes& wishes);

// --- the two ways, used by rig_of

struct JointFacts {
  std::vector<Vec3> place;                // at rest
  std::vector<std::vector<int>> children;
  std::vector<float> held;                // vertices, by weight
  std::vector<float> held_below;          // with those of everything that hangs on it
};
JointFacts facts_of(const scene::Character& character);
int common_ancestor(const scene::Character& character, int a, int b);
bool hangs_on(const scene::Character& character, int joint, int on);
// From just below `top` down to `joint`.
std::vector<int> path_below(const scene::Character& character, int top, int joint);

void rig_by_name(const scene::Character& character, const JointFacts& facts, Rig& rig);
// Fills in what is missing from where joints are and how they hang together. Says what it guessed.
void rig_by_form(const scene::Character& character, const JointFacts& facts, Rig& rig);

}  // namespace auteur::puppets
