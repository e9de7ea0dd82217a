// From an identity to sizes: the rest skeleton and the shape of the head, in metres and head units.
#pragma once

#include <array>
#include <string>

#include "auteur/puppets/puppet.h"

namespace auteur::puppets {

// One of the identity's 0..1 numbers; 0.5 when it is missing or not a number.
float trait(const world::Identity& identity, const std::string& name);
const world::Outfit& outfit_on(const world::Identity& identity, int story_day);

// The head is modelled in head units: the chin at y = 0, the skull's top near 0.305, the face towards +z. `scale` makes
// metres of them. The head's own space has its origin at the pivot on top of the neck.
struct HeadPlan {
  float scale = 1;
  Vec3 pivot{0, 0.012f, -0.022f};  // head units
  Vec3 skull_c{0.f}, skull_r{0.f}, jaw_c{0.f}, jaw_r{0.f}, cheek_c{0.f}, cheek_r{0.f}, chin_c{0.f}, chin_r{0.f};
  Vec3 nose_top{0.f}, nose_tip{0.f};
  float nose_r = 0.02f, nose_wing = 0.012f, nose_hook = 0;
  Vec3 eye{0.f};  // the left eye's centre
  float eye_r = 0.039f, eye_turn = 0.16f, eye_tilt = 0;  // tilt of the lids, radians: outer corners up
  float ear_size = 1, ear_out = 0.5f;
  float mouth_y = 0.055f, mouth_half = 0.034f, lips = 1, mouth_rest = 0;  // rest: the corners, -1 down .. 1 up
  float brow_y = 0.205f, brow_thick = 0.009f, brow_tilt = 0;  // tilt -1 outer ends down .. 1 up
  float old = 0, child = 0, feminine = 0.5f, jowl = 0;
  float lines = 0, bags = 0, lid = 0;  // wrinkles and pads under the eyes 0..1; lids -1 wide .. 1 heavy
  float blush = 0.5f, freckles = 0;
  float skull_top() const { return skull_c.y + skull_r.y; }
};

// Rest pose: standing, arms 30 degrees off the body, feet under the hips, facing +z. Index 0 is the puppet's left (+x).
struct Plan {
  HeadPlan head;
  float height = 1.45f, unit = 1;  // unit: 1 for the standard height
  float head_height = 0.36f, chin_y = 1.09f, shoulder_y = 0.95f, hip_y = 0.55f, ankle_y = 0.055f;
  float shoulder_half = 0.14f, hip_half = 0.07f;
  float chest_w = 0.14f, chest_d = 0.1f, waist_w = 0.13f, waist_d = 0.1f, seat_w = 0.13f, seat_d = 0.1f, belly = 0;
  float arm_r = 0.045f, leg_r = 0.065f, neck_r = 0.045f, seat_r = 0.07f;
  float upper_arm = 0.21f, fore_arm = 0.2f, hand = 0.055f;  // hand: wrist to its centre
  float thigh = 0.25f, shin = 0.24f;
  Vec3 neck_base{0.f}, head_pivot{0.f};
  float spine_y = 0.6f, chest_y = 0.75f;  // joints of the back
  Vec3 shoulder(int side) const { return {(side == 0 ? 1.f : -1.f) * shoulder_half, shoulder_y, 0}; }
  Vec3 arm_direction(int side) const { return {(side == 0 ? 1.f : -1.f) * 0.5f, -0.8660254f, 0}; }
  Vec3 elbow(int side) const { return shoulder(side) + arm_direction(side) * upper_arm; }
  Vec3 wrist(int side) const { return elbow(side) + arm_direction(side) * fore_arm; }
  Vec3 hip(int side) const { return {(side == 0 ? 1.f : -1.f) * hip_half, hip_y, 0}; }
  Vec3 knee(int side) const { return {(side == 0 ? 1.f : -1.f) * hip_half, hip_y - thigh, 0.004f}; }
  Vec3 ankle(int side) const { return {(side == 0 ? 1.f : -1.f) * hip_half, ankle_y, 0}; }
};

Plan plan_of(const world::Identity& identity);

}  // namespace auteur::puppets
