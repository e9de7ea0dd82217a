// Bones found from where joints are and how they hang together, for figures whose names say nothing.
//
//   the farthest two leaves to the sides = hands, the lowest two = feet, the highest in the middle = head;
//   where the feet's paths meet = hips, where the hands' meet = chest; of each limb's path the two longest steps are its bones
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rig.h"

namespace auteur::puppets {
namespace {

using scene::Character;

class Former {
 public:
  Former(const Character& c, const JointFacts& f) : c_(c), f_(f) {
    for (std::size_t j = 0; j < c.joints.size(); ++j)
      if (f.held_below[j] > 0) box_.add(f.place[j]);
  }

  // Hands, feet and head as leaves; false where the form is not that of somebody on two legs.
  bool find() {
    std::vector<int> leaves;
    for (std::size_t j = 0; j < c_.joints.size(); ++j) {
      if (f_.held_below[j] <= 0) continue;
      bool leaf = true;
      for (const int child : f_.children[j]) leaf = leaf && f_.held_below[static_cast<std::size_t>(child)] <= 0;
      if (leaf) leaves.push_back(static_cast<int>(j));
    }
    if (leaves.size() < 5 || leaves.size() > 2000 || box_.empty()) return false;
    const Vec3 size = box_.size();
    if (size.y < 0.4f * std::max(size.x, size.z)) return false;  // lies down, or goes on four legs
    const auto high = [&](int j) { return (place(j).y - box_.low.y) / std::max(size.y, 1e-9f); };
    float widest = 0;
    for (const int a : leaves)
      for (const int b : leaves) {
        if (high(a) < 0.3f || std::abs(high(a) - high(b)) > 0.12f || a >= b) continue;
        const Vec3 across = level(place(a) - place(b));
        if (const float l = glm::length(across); l > widest) widest = l, hand_ = {a, b}, side_ = across / l;
      }
    if (widest < 0.15f * size.y) return false;
    const auto aside = [&](int j) { return glm::dot(level(place(j) - 0.5f * (place(hand_[0]) + place(hand_[1]))), side_) / size.y; };
    for (const int j : leaves) {
      if (high(j) > 0.2f) continue;
      const float a = aside(j);
      if (a > 0.01f && (foot_[0] < 0 || high(j) < high(foot_[0]) - 0.01f)) foot_[0] = j;
      if (a < -0.01f && (foot_[1] < 0 || high(j) < high(foot_[1]) - 0.01f)) foot_[1] = j;
    }
    for (const int j : leaves)
      if (std::abs(aside(j)) < 0.12f && high(j) > 0.6f && (top_ < 0 || high(j) > high(top_))) top_ = j;
    if (foot_[0] < 0 || foot_[1] < 0 || top_ < 0) return false;
    hips_ = common_ancestor(c_, foot_[0], foot_[1]);
    chest_ = common_ancestor(c_, hand_[0], hand_[1]);
    if (hips_ < 0 || chest_ < 0) return false;
    if (!hangs_on(c_, chest_, hips_)) hips_ = common_ancestor(c_, hips_, chest_);
    if (hips_ < 0 || chest_ == hips_) return false;
    // Left is to the left of the way the feet point.
    Vec3 ahead(0.f);
    for (const int foot : foot_)
      if (const auto limb = limb_of(hips_, foot); limb.size() == 3) ahead += level(farthest(limb[2]) - place(limb[2]));
    if (glm::length(ahead) > 0.02f * size.y) {
      const Vec3 left = glm::cross(Vec3(0, 1, 0), ahead);
      if (glm::dot(left, side_) < 0) std::swap(hand_[0], hand_[1]), std::swap(foot_[0], foot_[1]), side_ = -side_;
    } else if (side_.x < 0) {
      std::swap(hand_[0], hand_[1]), std::swap(foot_[0], foot_[1]), side_ = -side_;
    }
    return true;
  }

  // Upper, lower and end joint of the limb between `top` and `leaf`: around the two longest steps.
  std::vector<int> limb_of(int top, int leaf) const {
    std::vector<int> path = path_below(c_, top, leaf);
    if (path.size() < 3) return {};
    std::size_t best = 0;
    float longest = -1;
    for (std::size_t i = 0; i + 2 < path.size(); ++i) {
      const float a = glm::distance(place(path[i]), place(path[i + 1])), b = glm::distance(place(path[i + 1]), place(path[i + 2]));
      const float worth = a + b - 0.5f * std::abs(a - b);
      if (worth > longest + 1e-6f) longest = worth, best = i;
    }
    return {path[best], path[best + 1], path[best + 2]};
  }

  void fill(Rig& rig) const {
    std::vector<std::string> guessed;
    const auto take = [&](Role role, int joint) {
      auto& at = rig.joint[static_cast<std::size_t>(role)];
      if (at >= 0 || joint < 0) return;
      at = joint;
      guessed.push_back(name_of(role));
    };
    for (std::size_t side = 0; side < 2; ++side) {
      if (const auto leg = limb_of(hips_, foot_[side]); leg.size() == 3 && !rig.has(sided(Role::kUpperLegL, side)) && !rig.has(sided(Role::kLowerLegL, side)) && !rig.has(sided(Role::kFootL, side)))
        for (std::size_t i = 0; i < 3; ++i) take(sided(std::array{Role::kUpperLegL, Role::kLowerLegL, Role::kFootL}[i], side), leg[i]);
      if (const auto arm = limb_of(chest_, hand_[side]); arm.size() == 3 && !rig.has(sided(Role::kUpperArmL, side)) && !rig.has(sided(Role::kLowerArmL, side)) && !rig.has(sided(Role::kHandL, side))) {
        for (std::size_t i = 0; i < 3; ++i) take(sided(std::array{Role::kUpperArmL, Role::kLowerArmL, Role::kHandL}[i], side), arm[i]);
        if (const int above = c_.joints[static_cast<std::size_t>(arm[0])].parent; above != chest_ && above >= 0 && hangs_on(c_, above, chest_)) take(sided(Role::kShoulderL, side), above);
      }
    }
    take(Role::kHips, hips_);
    if (!rig.has(Role::kHead)) {
      const auto path = path_below(c_, chest_, top_);
      int head = -1;
      float most = 0;
      for (const int j : path)
        if (const float h = f_.held[static_cast<std::size_t>(j)]; h > most) most = h, head = j;
      take(Role::kHead, head);
      if (!path.empty() && path.front() != head) take(Role::kNeck, path.front());
    }
    if (!guessed.empty()) rig.findings.push_back(fmt::format("its names do not say which joint is {}; they were found by their place. Check with auteur cast sheet, and name them under [rig] if they are wrong", fmt::join(guessed, ", ")));
  }

 private:
  Vec3 place(int j) const { return f_.place[static_cast<std::size_t>(j)]; }
  static Vec3 level(Vec3 v) { return {v.x, 0, v.z}; }
  Vec3 farthest(int joint) const {
    Vec3 best = place(joint);
    std::vector<int> open = f_.children[static_cast<std::size_t>(joint)];
    while (!open.empty()) {
      const int j = open.back();
      open.pop_back();
      if (glm::length(level(place(j) - place(joint))) > glm::length(level(best - place(joint)))) best = place(j);
      open.insert(open.end(), f_.children[static_cast<std::size_t>(j)].begin(), f_.children[static_cast<std::size_t>(j)].end());
    }
    return best;
  }

  const Character& c_;
  const JointFacts& f_;
  Box box_;
  std::array<int, 2> hand_{-1, -1}, foot_{-1, -1};
  int top_ = -1, hips_ = -1, chest_ = -1;
  Vec3 side_{1, 0, 0};
};

}  // namespace

void rig_by_form(const Character& character, const JointFacts& facts, Rig& rig) {
  // A limb of which the names told two joints: the third lies between or above them.
  for (std::size_t side = 0; side < 2; ++side)
    for (const auto& [upper, lower, end] : {std::array{Role::kUpperArmL, Role::kLowerArmL, Role::kHandL}, std::array{Role::kUpperLegL, Role::kLowerLegL, Role::kFootL}}) {
      auto& a = rig.joint[static_cast<std::size_t>(sided(upper, side))];
      auto& b = rig.joint[static_cast<std::size_t>(sided(lower, side))];
      auto& c = rig.joint[static_cast<std::size_t>(sided(end, side))];
      const auto parent = [&](int j) { return j < 0 ? -1 : character.joints[static_cast<std::size_t>(j)].parent; };
      if (a >= 0 && b < 0 && c >= 0 && hangs_on(character, c, a)) {
        const auto path = path_below(character, a, c);
        float best = 1e30f;
        for (const int j : path) {
          if (j == c) continue;
          const float apart = std::abs(glm::distance(facts.place[static_cast<std::size_t>(j)], facts.place[static_cast<std::size_t>(a)]) - glm::distance(facts.place[static_cast<std::size_t>(j)], facts.place[static_cast<std::size_t>(c)]));
          if (apart < best) best = apart, b = j;
        }
      } else if (a < 0 && b >= 0 && c >= 0 && hangs_on(character, c, b)) {
        const int above = parent(b);
        if (above >= 0 && above != rig[Role::kHips] && above != rig[sided(Role::kShoulderL, side)]) a = above;
        else if (const auto below = path_below(character, b, c); below.size() > 1) a = b, b = below[0];
      } else if (a >= 0 && b >= 0 && c < 0) {
        float most = 0;
        for (const int child : facts.children[static_cast<std::size_t>(b)])
          if (facts.held_below[static_cast<std::size_t>(child)] > most) most = facts.held_below[static_cast<std::size_t>(child)], c = child;
      }
    }
  bool whole = rig.has(Role::kHips) && rig.has(Role::kHead);
  for (std::size_t side = 0; side < 2; ++side)
    for (const Role r : {Role::kUpperArmL, Role::kLowerArmL, Role::kHandL, Role::kUpperLegL, Role::kLowerLegL, Role::kFootL}) whole = whole && rig.has(sided(r, side));
  if (whole) return;
  Former form(character, facts);
  if (form.find()) form.fill(rig);
}

}  // namespace auteur::puppets
