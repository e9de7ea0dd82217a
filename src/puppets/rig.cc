#include "rig.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"

namespace auteur::puppets {
namespace {

using scene::Character;

Status take_wishes(const Character& c, const ModelWishes& wishes, Rig& rig, std::set<std::size_t>& none) {
  std::vector<std::string> there;
  for (const auto& j : c.joints)
    if (!j.name.empty()) there.push_back(j.name);
  for (std::size_t r = 0; r < kRoles; ++r) {
    const auto wish = wishes.bones.find(name_of(static_cast<Role>(r)));
    if (wish == wishes.bones.end()) continue;
    if (wish->second.empty()) { none.insert(r); continue; }
    const auto found = std::find_if(c.joints.begin(), c.joints.end(), [&](const auto& j) { return j.name == wish->second; });
    if (found == c.joints.end()) {
      const std::string near = closest(wish->second, there);
      return fail(ErrorCode::kInvalidInput, fmt::format("[rig] {} = \"{}\": the model has no such joint.{}", wish->first, wish->second, near.empty() ? "" : fmt::format(" Did you mean \"{}\"?", near)));
    }
    rig.joint[r] = static_cast<int>(found - c.joints.begin());
  }
  return {};
}

// A bone that does not hang on the one it belongs to is another program's helper, and would tear the surface.
void drop_strays(const Character& c, Rig& rig) {
  const auto drop = [&](Role child, Role parent) {
    auto& at = rig.joint[static_cast<std::size_t>(child)];
    const int on = rig[parent];
    if (at < 0 || on < 0 || (at != on && hangs_on(c, at, on))) return;
    rig.findings.push_back(fmt::format("the joint '{}' looks like the {} but does not hang on the {}; it is left alone", c.joints[static_cast<std::size_t>(at)].name, name_of(child), name_of(parent)));
    at = -1;
  };
  for (std::size_t s = 0; s < 2; ++s) {
    drop(sided(Role::kLowerArmL, s), sided(Role::kUpperArmL, s));
    drop(sided(Role::kHandL, s), sided(Role::kLowerArmL, s));
    drop(sided(Role::kLowerLegL, s), sided(Role::kUpperLegL, s));
    drop(sided(Role::kFootL, s), sided(Role::kLowerLegL, s));
    drop(sided(Role::kToesL, s), sided(Role::kFootL, s));
    drop(sided(Role::kEyeL, s), Role::kHead);
  }
  drop(Role::kJaw, Role::kHead);
}

// From the hips to the head: what turns with the pelvis, what is back, what is neck.
void find_back(const Character& c, Rig& rig) {
  const int hips = rig[Role::kHips], head = rig[Role::kHead];
  if (hips < 0) return;
  int fork = hips;  // where the legs part
  if (rig.has(Role::kUpperLegL) && rig.has(Role::kUpperLegR)) fork = common_ancestor(c, rig[Role::kUpperLegL], rig[Role::kUpperLegR]);
  if (fork < 0 || !hangs_on(c, fork, hips)) fork = hips;
  rig.pelvis = {hips};
  for (const int j : path_below(c, hips, fork)) rig.pelvis.push_back(j);
  int chest = -1;
  for (const auto& [a, b] : {std::pair{Role::kShoulderL, Role::kShoulderR}, std::pair{Role::kUpperArmL, Role::kUpperArmR}})
    if (chest < 0 && rig.has(a) && rig.has(b)) chest = common_ancestor(c, rig[a], rig[b]);
  if (chest < 0 || chest == fork || !hangs_on(c, chest, fork)) {
    // No arms: the back ends where the neck begins.
    chest = rig.has(Role::kNeck) ? c.joints[static_cast<std::size_t>(rig[Role::kNeck])].parent : head >= 0 ? c.joints[static_cast<std::size_t>(head)].parent : -1;
    if (chest < 0 || chest == fork || !hangs_on(c, chest, fork)) chest = -1;
  }
  if (chest >= 0) rig.spine = path_below(c, fork, chest);
  const int below = chest >= 0 ? chest : fork;
  if (head >= 0 && head != below && hangs_on(c, head, below)) {
    rig.necks = path_below(c, below, head);
    rig.necks.pop_back();
  }
}

void find_fingers(const JointFacts& facts, Rig& rig) {
  for (std::size_t side = 0; side < 2; ++side) {
    const int hand = rig[sided(Role::kHandL, side)];
    if (hand < 0) continue;
    const int elbow = rig[sided(Role::kLowerArmL, side)];
    const Vec3 wrist = facts.place[static_cast<std::size_t>(hand)];
    const Vec3 along = elbow >= 0 ? glm::normalize(wrist - facts.place[static_cast<std::size_t>(elbow)] + Vec3(0, 1e-9f, 0)) : Vec3(0, -1, 0);
    auto& fingers = rig.fingers[side];
    std::vector<int> starts = facts.children[static_cast<std::size_t>(hand)];
    // A bone of the palm that carries several fingers is passed over.
    for (std::size_t i = 0; i < starts.size() && starts.size() < 32; ++i)
      if (const auto& next = facts.children[static_cast<std::size_t>(starts[i])]; next.size() > 1) {
        const auto several = next;
        starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(i));
        starts.insert(starts.end(), several.begin(), several.end());
        --i;
      }
    for (int j : starts) {
      std::vector<int> chain;
      while (j >= 0 && chain.size() < 5) {
        if (facts.held_below[static_cast<std::size_t>(j)] <= 0) break;
        chain.push_back(j);
        const auto& next = facts.children[static_cast<std::size_t>(j)];
        j = next.size() == 1 ? next[0] : -1;
      }
      if (chain.size() >= 2) fingers.push_back(chain);
    }
    if (fingers.size() > 6) fingers.clear();  // no hand as we know it
    // The thumb begins nearest to the wrist.
    const auto reach = [&](const std::vector<int>& chain) { return glm::dot(facts.place[static_cast<std::size_t>(chain.front())] - wrist, along); };
    std::stable_sort(fingers.begin(), fingers.end(), [&](const auto& a, const auto& b) { return reach(a) < reach(b); });
    if (fingers.size() > 2) {
      const Vec3 thumb = facts.place[static_cast<std::size_t>(fingers[0].back())];
      const auto from_thumb = [&](const std::vector<int>& chain) { return glm::distance(facts.place[static_cast<std::size_t>(chain.front())], thumb); };
      std::stable_sort(fingers.begin() + 1, fingers.end(), [&](const auto& a, const auto& b) { return from_thumb(a) < from_thumb(b); });
    }
  }
}

Vec3 nearest_axis(Vec3 v) {
  Vec3 out(0.f);
  int best = 0;
  for (int i = 1; i < 3; ++i)
    if (std::abs(v[i]) > std::abs(v[best])) best = i;
  out[best] = v[best] < 0 ? -1.f : 1.f;
  return out;
}

// Which way up and ahead are in the file: glTF says +y and +z, exporters disagree.
void find_facing(const JointFacts& facts, Rig& rig) {
  const auto at = [&](Role r) { return facts.place[static_cast<std::size_t>(rig[r])]; };
  Vec3 up(0, 1, 0);
  if (rig.has(Role::kHips) && rig.has(Role::kHead)) {
    const Vec3 back = at(Role::kHead) - at(Role::kHips);
    if (glm::length(back) > 1e-6f && glm::dot(glm::normalize(back), up) < 0.7f) {
      up = nearest_axis(back);
      rig.findings.push_back("it lay on its back or its side in the file and was stood up");
    }
  }
  Vec3 left(0.f);
  for (const auto& [a, b] : {std::pair{Role::kUpperLegL, Role::kUpperLegR}, std::pair{Role::kUpperArmL, Role::kUpperArmR}, std::pair{Role::kShoulderL, Role::kShoulderR}})
    if (glm::length(left) < 1e-6f && rig.has(a) && rig.has(b)) left = at(a) - at(b);
  left -= up * glm::dot(left, up);
  if (glm::length(left) < 1e-6f) left = std::abs(up.x) < 0.9f ? Vec3(1, 0, 0) : Vec3(0, 0, 1);
  left = glm::normalize(left);
  Vec3 ahead(0.f);
  for (std::size_t s = 0; s < 2; ++s) {
    if (!rig.has(sided(Role::kFootL, s))) continue;
    const Vec3 ankle = at(sided(Role::kFootL, s));
    for (const int child : facts.children[static_cast<std::size_t>(rig[sided(Role::kFootL, s)])]) ahead += facts.place[static_cast<std::size_t>(child)] - ankle;
  }
  ahead -= up * glm::dot(ahead, up);
  if (glm::length(ahead) > 1e-5f && glm::dot(glm::normalize(ahead), glm::cross(left, up)) < -0.5f) {
    for (std::size_t r = static_cast<std::size_t>(Role::kEyeL); r + 1 < kRoles; r += 2) std::swap(rig.joint[r], rig.joint[r + 1]);
    std::swap(rig.fingers[0], rig.fingers[1]);
    left = -left;
    rig.findings.push_back("its left and right are named the other way round: the toes say where the front is");
  }
  if (const Vec3 axis = nearest_axis(left); glm::dot(axis, left) > 0.978f) left = axis;
  rig.ours_from_file = glm::transpose(Mat3(left, up, glm::cross(left, up)));
}

}  // namespace

bool Rig::legs() const {
  bool all = has(Role::kHips);
  for (std::size_t s = 0; s < 2; ++s)
    for (const Role r : {Role::kUpperLegL, Role::kLowerLegL, Role::kFootL}) all = all && has(sided(r, s));
  return all;
}
bool Rig::arm(std::size_t side) const { return has(sided(Role::kUpperArmL, side)) && has(sided(Role::kLowerArmL, side)) && has(sided(Role::kHandL, side)); }

JointFacts facts_of(const Character& c) {
  JointFacts f;
  f.children.resize(c.joints.size());
  f.held.assign(c.joints.size(), 0.f);
  for (std::size_t j = 0; j < c.joints.size(); ++j) {
    f.place.emplace_back(c.joints[j].world_from_joint[3]);
    if (c.joints[j].parent >= 0) f.children[static_cast<std::size_t>(c.joints[j].parent)].push_back(static_cast<int>(j));
  }
  for (const auto& part : c.parts)
    for (std::size_t i = 0; i < part.joints.size(); ++i)
      for (std::size_t k = 0; k < 4; ++k)
        if (part.weights[i][k] > 0) f.held[part.joints[i][k]] += part.weights[i][k];
  f.held_below = f.held;
  for (std::size_t j = c.joints.size(); j-- > 0;)
    if (c.joints[j].parent >= 0) f.held_below[static_cast<std::size_t>(c.joints[j].parent)] += f.held_below[j];
  return f;
}

bool hangs_on(const Character& c, int joint, int on) {
  while (joint > on) joint = c.joints[static_cast<std::size_t>(joint)].parent;  // parents come first
  return joint == on;
}
int common_ancestor(const Character& c, int a, int b) {
  while (a != b) {
    int& later = a > b ? a : b;
    if (later < 0) return -1;
    later = c.joints[static_cast<std::size_t>(later)].parent;
  }
  return a;
}
std::vector<int> path_below(const Character& c, int top, int joint) {
  std::vector<int> out;
  for (; joint > top; joint = c.joints[static_cast<std::size_t>(joint)].parent) out.push_back(joint);
  if (joint != top) return {};
  std::reverse(out.begin(), out.end());
  return out;
}

Result<Rig> rig_of(const Character& character, const ModelWishes& wishes) {
  Rig rig;
  rig.joint.fill(-1);
  std::set<std::size_t> none;
  TRY(take_wishes(character, wishes, rig, none));
  const JointFacts facts = facts_of(character);
  rig_by_name(character, facts, rig);
  drop_strays(character, rig);
  rig_by_form(character, facts, rig);
  drop_strays(character, rig);
  for (const std::size_t r : none) rig.joint[r] = -1;
  // One joint cannot be two bones: the later one goes.
  std::set<int> used;
  for (auto& j : rig.joint)
    if (j >= 0 && !used.insert(j).second) j = -1;
  // Hips that the legs do not hang on are none.
  for (std::size_t s = 0; s < 2; ++s)
    if (const int leg = rig[sided(Role::kUpperLegL, s)]; leg >= 0 && rig.has(Role::kHips) && !hangs_on(character, leg, rig[Role::kHips])) {
      const int both = common_ancestor(character, leg, rig[Role::kHips]);
      rig.joint[static_cast<std::size_t>(Role::kHips)] = both;
    }
  find_back(character, rig);
  find_fingers(facts, rig);
  find_facing(facts, rig);
  return rig;
}

}  // namespace auteur::puppets
