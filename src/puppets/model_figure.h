// Figures made in code for tests: somebody in a T or A pose, named as one program or another names bones.
#pragma once

#include <map>
#include <string>

#include "auteur/scene/character.h"

namespace auteur::puppets {

struct FigureWish {
  std::map<std::string, std::string> names = {};  // ours ("left_hand") -> the program's; what is missing has no joint of its own
  float tall = 1.8f;
  float arms = 0;                            // radians below the horizontal
  Mat4 armature{1.f};                        // above everything
  std::vector<std::string> shapes = {};      // each moves the mouth or the lids a little
  float leg = 0.5f;                          // length of the legs, of the height
};

inline scene::Character figure(const FigureWish& wish) {
  scene::Character c;
  c.skinned = true;
  scene::CharacterPart part;
  part.name = "Body";
  part.mesh.materials.emplace_back();
  std::map<std::string, int> at;
  const float h = wish.tall, hip = wish.leg * h, shoulder = hip + 0.32f * h;
  const auto world = [&](Vec3 p) { return Vec3(wish.armature * Vec4(p, 1)); };
  c.joints.push_back({"Armature", -1, wish.armature});
  // A joint where it stands, hanging on the nearest above that there is.
  const auto joint = [&](const std::string& ours, const std::string& on, Vec3 place) {
    int parent = 0;
    for (std::string above = on; !above.empty();) {
      if (at.contains(above)) { parent = at[above]; break; }
      above = above == "chest" ? "spine" : above == "spine" ? "hips" : above == "neck" ? "chest" : above == "head" ? "neck" : above.ends_with("shoulder") ? "chest" : "";
    }
    if (!wish.names.contains(ours)) return parent;
    at[ours] = static_cast<int>(c.joints.size());
    Mat4 m = wish.armature;
    m[3] = Vec4(world(place), 1);
    c.joints.push_back({wish.names.at(ours), parent, m});
    return at[ours];
  };
  // A box from a to b held by a joint.
  const auto box = [&](int held, Vec3 a, Vec3 b, float wide, float deep) {
    const auto base = static_cast<std::uint32_t>(part.mesh.positions.size());
    const Vec3 along = glm::normalize(b - a), side = std::abs(along.y) > 0.7f ? Vec3(1, 0, 0) : Vec3(0, 1, 0), out = glm::cross(along, side);
    for (int k = 0; k < 8; ++k) {
      const Vec3 p = (k & 4 ? b : a) + (k & 1 ? 1.f : -1.f) * wide * side + (k & 2 ? 1.f : -1.f) * deep * out;
      part.mesh.positions.push_back(world(p));
      part.mesh.normals.push_back(glm::normalize(p - 0.5f * (a + b)));
      part.joints.push_back({static_cast<std::uint16_t>(held), 0, 0, 0});
      part.weights.push_back({1, 0, 0, 0});
    }
    for (const auto& q : {std::array{0u, 1u, 3u, 2u}, std::array{4u, 6u, 7u, 5u}, std::array{0u, 4u, 5u, 1u}, std::array{2u, 3u, 7u, 6u}, std::array{0u, 2u, 6u, 4u}, std::array{1u, 5u, 7u, 3u}}) {
      part.mesh.triangles.emplace_back(base + q[0], base + q[1], base + q[2]);
      part.mesh.triangles.emplace_back(base + q[0], base + q[2], base + q[3]);
    }
    return base;
  };
  const int hips = joint("hips", "", {0, hip + 0.02f * h, 0});
  box(hips, {0, hip - 0.03f * h, 0}, {0, hip + 0.08f * h, 0}, 0.09f * h, 0.06f * h);
  const int spine = joint("spine", "hips", {0, hip + 0.08f * h, 0});
  box(spine, {0, hip + 0.08f * h, 0}, {0, hip + 0.2f * h, 0}, 0.08f * h, 0.055f * h);
  const int chest = joint("chest", "spine", {0, hip + 0.2f * h, 0});
  box(chest, {0, hip + 0.2f * h, 0}, {0, shoulder + 0.01f * h, 0}, 0.095f * h, 0.06f * h);
  const int neck = joint("neck", "chest", {0, shoulder + 0.02f * h, 0});
  box(neck, {0, shoulder, 0}, {0, shoulder + 0.06f * h, 0}, 0.03f * h, 0.03f * h);
  const int head = joint("head", "neck", {0, shoulder + 0.06f * h, 0});
  const Vec3 face(0, shoulder + 0.05f * h, 0.02f * h);
  box(head, face, face + Vec3(0, h - face.y, 0), 0.05f * h, 0.06f * h);
  // The mouth and the lids, so that shapes have something to move.
  const auto mouth = box(head, face + Vec3(-0.02f, 0.03f, 0.062f) * h, face + Vec3(0.02f, 0.03f, 0.062f) * h, 0.004f * h, 0.004f * h);
  const auto lids = box(head, face + Vec3(-0.03f, 0.07f, 0.062f) * h, face + Vec3(0.03f, 0.07f, 0.062f) * h, 0.004f * h, 0.004f * h);
  if (const int jaw = joint("jaw", "head", face + Vec3(0, 0.03f * h, 0)); jaw != head) box(jaw, face + Vec3(0, -0.002f, 0.05f) * h, face + Vec3(0, 0.01f, 0.05f) * h, 0.02f * h, 0.012f * h);
  for (const float sign : {1.f, -1.f}) {
    const std::string side = sign > 0 ? "left_" : "right_";
    if (const int eye = joint(side + "eye", "head", face + Vec3(sign * 0.02f, 0.07f, 0.05f) * h); eye != head) box(eye, face + Vec3(sign * 0.02f, 0.062f, 0.05f) * h, face + Vec3(sign * 0.02f, 0.078f, 0.05f) * h, 0.008f * h, 0.008f * h);
    joint(side + "shoulder", "chest", {sign * 0.03f * h, shoulder, 0});
    const Vec3 way(sign * std::cos(wish.arms), -std::sin(wish.arms), 0), s(sign * 0.105f * h, shoulder, 0), e = s + way * (0.16f * h), w = e + way * (0.145f * h), tip = w + way * (0.1f * h);
    const int upper = joint(side + "upper_arm", side + "shoulder", s);
    box(upper, s, e, 0.025f * h, 0.025f * h);
    const int lower = joint(side + "lower_arm", side + "upper_arm", e);
    box(lower, e, w, 0.02f * h, 0.02f * h);
    const int hand = joint(side + "hand", side + "lower_arm", w);
    box(hand, w, tip, 0.01f * h, 0.025f * h);
    const Vec3 thigh(sign * 0.05f * h, hip, 0), knee(sign * 0.05f * h, 0.53f * hip, 0.004f * h), ankle(sign * 0.05f * h, 0.045f * h, 0), toe = ankle + Vec3(0, -0.03f * h, 0.08f * h);
    const int upper_leg = joint(side + "upper_leg", "hips", thigh);
    box(upper_leg, thigh, knee, 0.04f * h, 0.04f * h);
    const int lower_leg = joint(side + "lower_leg", side + "upper_leg", knee);
    box(lower_leg, knee, ankle, 0.03f * h, 0.03f * h);
    const int foot = joint(side + "foot", side + "lower_leg", ankle);
    box(foot, {ankle.x, 0.02f * h, -0.03f * h}, {ankle.x, 0.02f * h, 0.08f * h}, 0.02f * h, 0.03f * h);
    const int toes = joint(side + "toes", side + "foot", toe);
    box(toes, {ankle.x, 0.012f * h, 0.08f * h}, {ankle.x, 0.012f * h, 0.11f * h}, 0.012f * h, 0.03f * h);
  }
  for (const auto& name : wish.shapes) {
    const bool lid = name.find("link") != std::string::npos;
    scene::ShapeMoves moves{static_cast<int>(c.shapes.size()), {}};
    for (std::uint32_t k = 0; k < 8; ++k) moves.moves.push_back({(lid ? lids : mouth) + k, Mat3(wish.armature) * Vec3(0, -0.01f * h, 0), Vec3(0.f)});
    c.shapes.push_back(name);
    part.shapes.push_back(std::move(moves));
  }
  part.mesh.triangle_material.assign(part.mesh.triangles.size(), 0);
  c.given_triangles = part.mesh.triangles.size();
  c.parts.push_back(std::move(part));
  return c;
}

// "left_hand" -> a pattern with the side and the bone put in: "mixamorig:{Left|Right}{Hand}".
inline std::map<std::string, std::string> names_like(const std::map<std::string, std::string>& middle, const std::map<std::string, std::string>& paired, const std::string& left, const std::string& right) {
  std::map<std::string, std::string> out = middle;
  for (const auto& [ours, theirs] : paired)
    for (const bool is_left : {true, false}) {
      std::string name = theirs;
      if (const auto at = name.find('*'); at != name.npos) name.replace(at, 1, is_left ? left : right);
      out[(is_left ? "left_" : "right_") + ours] = name;
    }
  return out;
}
inline std::map<std::string, std::string> mixamo_names() {
  return names_like({{"hips", "mixamorig:Hips"}, {"spine", "mixamorig:Spine"}, {"chest", "mixamorig:Spine2"}, {"neck", "mixamorig:Neck"}, {"head", "mixamorig:Head"}},
                    {{"eye", "mixamorig:*Eye"}, {"shoulder", "mixamorig:*Shoulder"}, {"upper_arm", "mixamorig:*Arm"}, {"lower_arm", "mixamorig:*ForeArm"}, {"hand", "mixamorig:*Hand"}, {"upper_leg", "mixamorig:*UpLeg"}, {"lower_leg", "mixamorig:*Leg"}, {"foot", "mixamorig:*Foot"}, {"toes", "mixamorig:*ToeBase"}}, "Left", "Right");
}

}  // namespace auteur::puppets
