// Retargeting: from somebody else's skeleton to turns that any of our bodies can follow.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/puppets/motion.h"
#include "limbs.h"
#include "rig.h"

namespace auteur::puppets {
namespace {

using scene::MotionChannel;

constexpr float kContactSpeed = 0.17f, kContactHeight = 0.06f;  // legs a second, legs: 15 cm/s and 5 cm for a person
constexpr float kMostDrift = 0.02f;                             // legs: 2 cm for a person
constexpr double kShortestContact = 0.1, kEaseContact = 0.08;   // seconds

Mat3 about(float degrees, Vec3 axis) { return glm::mat3_cast(glm::angleAxis(degrees * kPi / 180, axis)); }

// Where everything is in one frame, in the file's own space.
struct Placed { std::vector<Vec3> at; std::vector<Mat3> turn; };

class Player {
 public:
  explicit Player(const scene::Motion& m) : m_(m) {
    for (const auto& j : m.joints) first_.push_back(channels_), channels_ += j.channels.size();
  }
  Placed rest() const {
    Placed p;
    for (const auto& j : m_.joints) {
      p.at.push_back(j.parent >= 0 ? p.at[static_cast<std::size_t>(j.parent)] + j.offset : j.offset);
      p.turn.emplace_back(1.f);
    }
    return p;
  }
  Placed frame(std::size_t f) const {
    Placed p;
    for (std::size_t j = 0; j < m_.joints.size(); ++j) {
      const auto& joint = m_.joints[j];
      Vec3 place = joint.offset;
      Mat3 turn(1.f);
      bool placed_here = false;
      for (std::size_t c = 0; c < joint.channels.size(); ++c) {
        const float v = m_.values[f * channels_ + first_[j] + c];
        switch (joint.channels[c]) {
          case MotionChannel::kX:
          case MotionChannel::kY:
          case MotionChannel::kZ:
            if (!placed_here) place = Vec3(0.f), placed_here = true;
            place[static_cast<int>(joint.channels[c]) - static_cast<int>(MotionChannel::kX)] = v;
            break;
          case MotionChannel::kTurnX: turn = turn * about(v, {1, 0, 0}); break;
          case MotionChannel::kTurnY: turn = turn * about(v, {0, 1, 0}); break;
          case MotionChannel::kTurnZ: turn = turn * about(v, {0, 0, 1}); break;
          case MotionChannel::kOther: break;
        }
      }
      if (joint.parent >= 0) {
        const auto parent = static_cast<std::size_t>(joint.parent);
        p.at.push_back(p.at[parent] + p.turn[parent] * place);
        p.turn.push_back(p.turn[parent] * turn);
      } else {
        p.at.push_back(place);
        p.turn.push_back(turn);
      }
    }
    return p;
  }

 private:
  const scene::Motion& m_;
  std::vector<std::size_t> first_;
  std::size_t channels_ = 0;
};

// The skeleton as a figure, so that its bones are found as a figure's are.
scene::Character as_character(const scene::Motion& m, const Placed& rest) {
  scene::Character c;
  c.skinned = true;
  scene::CharacterPart part;
  for (std::size_t j = 0; j < m.joints.size(); ++j) {
    Mat4 at(1.f);
    at[3] = Vec4(rest.at[j], 1);
    c.joints.push_back({m.joints[j].name, m.joints[j].parent, at});
    part.mesh.positions.push_back(rest.at[j]);
    part.joints.push_back({static_cast<std::uint16_t>(j), 0, 0, 0});
    part.weights.push_back({1, 0, 0, 0});
  }
  c.parts.push_back(std::move(part));
  return c;
}

Vec3 nearest_axis(Vec3 v) {
  int best = 0;
  for (int i = 1; i < 3; ++i)
    if (std::abs(v[i]) > std::abs(v[best])) best = i;
  Vec3 out(0.f);
  out[best] = v[best] < 0 ? -1.f : 1.f;
  return out;
}

// Planted feet are held where they were on the average of the contact.
void lock_feet(std::vector<Vec3>& foot, float floor, double fps) {
  const std::size_t n = foot.size();
  std::vector<bool> planted(n, false);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t a = i > 0 ? i - 1 : 0, b = std::min(i + 1, n - 1);
    const float speed = b > a ? glm::length((foot[b] - foot[a]) * Vec3(1, 0, 1)) * static_cast<float>(fps) / static_cast<float>(b - a) : 0.f;
    planted[i] = speed < kContactSpeed && foot[i].y - floor < kContactHeight;
  }
  const auto ease = std::max<std::size_t>(1, static_cast<std::size_t>(kEaseContact * fps));
  std::vector<Vec3> out = foot;
  for (std::size_t from = 0; from < n;) {
    if (!planted[from]) { ++from; continue; }
    std::size_t to = from;
    while (to < n && planted[to]) ++to;
    if (static_cast<double>(to - from) / fps >= kShortestContact) {
      Vec3 mean(0.f);
      for (std::size_t i = from; i < to; ++i) mean += foot[i];
      mean /= static_cast<float>(to - from);
      float strays = 0;
      for (std::size_t i = from; i < to; ++i) strays = std::max(strays, glm::length((foot[i] - mean) * Vec3(1, 0, 1)));
      if (strays > kMostDrift) { from = to; continue; }  // it slides or turns on purpose
      const std::size_t begin = from > ease ? from - ease : 0, end = std::min(n, to + ease);
      for (std::size_t i = begin; i < end; ++i) {
        const float away = i < from ? static_cast<float>(from - i) / static_cast<float>(ease + 1) : i >= to ? static_cast<float>(i - to + 1) / static_cast<float>(ease + 1) : 0.f;
        const float w = 1 - away * away * (3 - 2 * away);
        // The height is the foot's own: it rolls.
        out[i].x = glm::mix(out[i].x, mean.x, i < from || i >= to ? w * 0.999f : 1.f);
        out[i].z = glm::mix(out[i].z, mean.z, i < from || i >= to ? w * 0.999f : 1.f);
      }
    }
    from = to;
  }
  foot = std::move(out);
}

}  // namespace

Result<Capture> Capture::of(const scene::Motion& motion) {
  if (motion.joints.empty() || motion.frames == 0) return fail(ErrorCode::kInvalidInput, "The motion has no frames.");
  const Player player(motion);
  const Placed rest = player.rest();
  const scene::Character figure = as_character(motion, rest);
  Rig rig = TRY(rig_of(figure, {}));
  Capture out;
  out.fps_ = motion.frames_per_second;
  out.findings_ = motion.notes;
  out.findings_.insert(out.findings_.end(), rig.findings.begin(), rig.findings.end());
  if (!rig.legs()) return fail(ErrorCode::kInvalidInput, "The motion's skeleton has no hips with two legs that are known, so no body can follow it. Name its joints as Blender, Mixamo or the BVH of motion libraries do (Hips, LeftUpLeg, LeftLeg, LeftFoot ...).");
  const auto joint = [&](Role r) { return static_cast<std::size_t>(rig[r]); };
  const auto length = [&](Role a, Role b) { return glm::distance(rest.at[joint(a)], rest.at[joint(b)]); };
  const float leg = 0.5f * (length(Role::kUpperLegL, Role::kLowerLegL) + length(Role::kLowerLegL, Role::kFootL) + length(Role::kUpperLegR, Role::kLowerLegR) + length(Role::kLowerLegR, Role::kFootR));
  if (!(leg > 1e-6f) || !std::isfinite(leg)) return fail(ErrorCode::kInvalidInput, "The legs of the motion's skeleton have no length, so no body can follow it.");

  // Which way is up: where the head is over the hips, mostly.
  const int head = rig.has(Role::kHead) ? rig[Role::kHead] : rig.spine.empty() ? rig[Role::kHips] : rig.spine.back();
  Vec3 upwards(0.f);
  const std::size_t step = std::max<std::size_t>(1, motion.frames / 200);
  for (std::size_t f = 0; f < motion.frames; f += step) {
    const Placed p = player.frame(f);
    upwards += unit_or(p.at[static_cast<std::size_t>(head)] - 0.5f * (p.at[joint(Role::kFootL)] + p.at[joint(Role::kFootR)]), Vec3(0, 1, 0));
  }
  Mat3 up(1.f);
  if (const Vec3 axis = nearest_axis(upwards); axis.y < 0.5f) up = shortest_turn(axis, {0, 1, 0});
  const Mat3 file_from_ours = glm::transpose(rig.ours_from_file);

  // A bone's turn from our rest = its turn in the file, after ours was laid onto the file's rest.
  std::array<int, kMotionBones> source;
  source.fill(-1);
  std::array<Mat3, kMotionBones> onto;
  onto.fill(file_from_ours);
  const auto take = [&](MotionBone bone, int j) { source[static_cast<std::size_t>(bone)] = j; };
  const auto lay = [&](MotionBone bone, Vec3 ours, int from, int to) {
    onto[static_cast<std::size_t>(bone)] = shortest_turn(file_from_ours * ours, rest.at[static_cast<std::size_t>(to)] - rest.at[static_cast<std::size_t>(from)]) * file_from_ours;
  };
  take(MotionBone::kPelvis, rig.pelvis.back());
  take(MotionBone::kSpine, rig.spine.empty() ? rig[Role::kHips] : rig.spine[(rig.spine.size() - 1) / 2]);
  take(MotionBone::kChest, rig.spine.empty() ? rig[Role::kHips] : rig.spine.back());
  take(MotionBone::kHead, head);
  take(MotionBone::kNeck, !rig.necks.empty() ? rig.necks.front() : rig.has(Role::kNeck) ? rig[Role::kNeck] : -1);
  std::vector<std::string> missing;
  if (!rig.has(Role::kHead)) missing.push_back("head");
  for (std::size_t s = 0; s < 2; ++s) {
    const float sign = s == 0 ? 1.f : -1.f;
    const auto bone = [&](MotionBone left) { return static_cast<MotionBone>(static_cast<std::size_t>(left) + s); };
    const auto at = [&](Role left) { return rig[sided(left, s)]; };
    if (rig.arm(s)) {
      const Vec3 way(sign * 0.5f, -0.8660254f, 0);
      take(bone(MotionBone::kUpperArmL), at(Role::kUpperArmL));
      take(bone(MotionBone::kForeArmL), at(Role::kLowerArmL));
      take(bone(MotionBone::kHandL), at(Role::kHandL));
      lay(bone(MotionBone::kUpperArmL), way, at(Role::kUpperArmL), at(Role::kLowerArmL));
      lay(bone(MotionBone::kForeArmL), way, at(Role::kLowerArmL), at(Role::kHandL));
      onto[static_cast<std::size_t>(bone(MotionBone::kHandL))] = onto[static_cast<std::size_t>(bone(MotionBone::kForeArmL))];
    } else {
      missing.push_back(s == 0 ? "left arm" : "right arm");
    }
    take(bone(MotionBone::kThighL), at(Role::kUpperLegL));
    take(bone(MotionBone::kShinL), at(Role::kLowerLegL));
    take(bone(MotionBone::kFootL), at(Role::kFootL));
    lay(bone(MotionBone::kThighL), {0, -1, 0}, at(Role::kUpperLegL), at(Role::kLowerLegL));
    lay(bone(MotionBone::kShinL), {0, -1, 0}, at(Role::kLowerLegL), at(Role::kFootL));
    // Feet lie flat at rest, unless the file's stand on their toes' tips.
    const int toe = rig.has(sided(Role::kToesL, s)) ? at(Role::kToesL) : -1;
    int end = toe;
    for (std::size_t j = 0; end < 0 && j < motion.joints.size(); ++j)
      if (motion.joints[j].parent == at(Role::kFootL)) end = static_cast<int>(j);
    if (end >= 0) {
      const Vec3 d = rig.ours_from_file * (rest.at[static_cast<std::size_t>(end)] - rest.at[static_cast<std::size_t>(at(Role::kFootL))]);
      if (glm::length(d) > 1e-6f && d.y < -0.85f * glm::length(d) && glm::length(d) > 0.12f * leg) lay(bone(MotionBone::kFootL), {0, -0.35f, 0.94f}, at(Role::kFootL), end);
    }
  }
  std::vector<std::string> unknown;
  for (std::size_t j = 0; j < motion.joints.size(); ++j) {
    const int i = static_cast<int>(j);
    bool known = motion.joints[j].end || std::find(source.begin(), source.end(), i) != source.end() || std::find(rig.joint.begin(), rig.joint.end(), i) != rig.joint.end();
    for (const auto* chain : {&rig.pelvis, &rig.spine, &rig.necks}) known = known || std::find(chain->begin(), chain->end(), i) != chain->end();
    if (!known && !motion.joints[j].channels.empty()) unknown.push_back(motion.joints[j].name);
  }
  if (!unknown.empty()) {
    const std::size_t shown = std::min<std::size_t>(unknown.size(), 8), more = unknown.size() - shown;
    unknown.resize(shown);
    out.findings_.push_back(fmt::format("bones that nobody here has were left out: {}{}", fmt::join(unknown, ", "), more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  if (!missing.empty()) out.findings_.push_back(fmt::format("it has no {}; there the body does as it would without it", fmt::join(missing, ", ")));

  // Everything in legs, with +y up.
  std::array<std::vector<Vec3>, 2> feet;
  std::vector<Vec3> hips;
  std::vector<std::array<Mat3, kMotionBones>> turns(motion.frames);
  for (std::size_t f = 0; f < motion.frames; ++f) {
    const Placed p = player.frame(f);
    for (std::size_t b = 0; b < kMotionBones; ++b) turns[f][b] = source[b] >= 0 ? up * p.turn[static_cast<std::size_t>(source[b])] * onto[b] : Mat3(1.f);
    if (source[static_cast<std::size_t>(MotionBone::kNeck)] < 0)
      turns[f][static_cast<std::size_t>(MotionBone::kNeck)] = glm::mat3_cast(glm::slerp(glm::quat_cast(turns[f][static_cast<std::size_t>(MotionBone::kChest)]), glm::quat_cast(turns[f][static_cast<std::size_t>(MotionBone::kHead)]), 0.5f));
    for (std::size_t s = 0; s < 2; ++s) {
      if (!rig.arm(s))  // arms hang from the chest
        for (const MotionBone b : {MotionBone::kUpperArmL, MotionBone::kForeArmL, MotionBone::kHandL}) {
          const float sign = s == 0 ? 1.f : -1.f;
          turns[f][static_cast<std::size_t>(b) + s] = turns[f][static_cast<std::size_t>(MotionBone::kChest)] * glm::mat3_cast(glm::angleAxis(-sign * 0.35f, Vec3(0, 0, 1)));
        }
      feet[s].push_back(up * p.at[joint(sided(Role::kFootL, s))] / leg);
    }
    hips.push_back(up * (0.5f * (p.at[joint(Role::kUpperLegL)] + p.at[joint(Role::kUpperLegR)])) / leg);
  }
  for (auto* track : {&feet[0], &feet[1], &hips})
    for (Vec3& v : *track)
      if (!std::isfinite(v.x + v.y + v.z) || glm::length(v) > 1e4f) v = Vec3(0, 1, 0);
  std::vector<float> heights;
  for (std::size_t s = 0; s < 2; ++s)
    for (const Vec3& v : feet[s]) heights.push_back(v.y);
  const std::size_t low = heights.size() / 20;
  std::nth_element(heights.begin(), heights.begin() + static_cast<std::ptrdiff_t>(low), heights.end());
  const float floor = heights[low];
  for (auto& foot : feet) lock_feet(foot, floor, out.fps_);
  for (std::size_t f = 0; f < motion.frames; ++f) {
    Instant i;
    const Vec3 ahead = turns[f][0] * Vec3(0, 0, 1), left = turns[f][0] * Vec3(1, 0, 0);
    i.yaw = std::hypot(ahead.x, ahead.z) > 0.3f ? yaw_of(ahead) : yaw_of(glm::cross(left, Vec3(0, 1, 0)));
    if (!out.frames_.empty()) i.yaw = out.frames_.back().yaw + std::remainder(i.yaw - out.frames_.back().yaw, 2 * kPi);
    i.place = {hips[f].x, 0, hips[f].z};
    const Quat back = glm::angleAxis(-i.yaw, Vec3(0, 1, 0));
    i.body.hips = {0, hips[f].y - floor - 1, 0};
    for (std::size_t s = 0; s < 2; ++s) i.body.feet[s] = back * (feet[s][f] - i.place - Vec3(0, floor, 0));
    for (std::size_t b = 0; b < kMotionBones; ++b) i.body.turn[b] = glm::normalize(back * glm::quat_cast(turns[f][b]));
    out.frames_.push_back(i);
  }
  return out;
}

float Capture::facing(double seconds) const {
  const float first = at(seconds).yaw;
  const auto from = static_cast<std::size_t>(std::clamp(std::isfinite(seconds) ? seconds * fps_ : 0.0, 0.0, static_cast<double>(frames_.size() - 1)));
  const std::size_t to = std::min(frames_.size(), from + static_cast<std::size_t>(fps_) + 1);
  float low = first, high = first;
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) low = std::min(low, frames_[i].yaw), high = std::max(high, frames_[i].yaw), sum += static_cast<double>(frames_[i].yaw);
  return high - low > 0.5f ? first : static_cast<float>(sum / static_cast<double>(to - from));
}

double Capture::length() const { return static_cast<double>(frames_.size() - 1) / fps_; }

Capture::Instant Capture::at(double seconds) const {
  const double frame = std::clamp(std::isfinite(seconds) ? seconds * fps_ : 0.0, 0.0, static_cast<double>(frames_.size() - 1));
  const auto i = static_cast<std::size_t>(frame);
  const Instant& a = frames_[i];
  const Instant& b = frames_[std::min(i + 1, frames_.size() - 1)];
  const auto t = static_cast<float>(frame - static_cast<double>(i));
  if (t < 1e-5f) return a;
  Instant out;
  out.place = glm::mix(a.place, b.place, t);
  out.yaw = a.yaw + t * std::remainder(b.yaw - a.yaw, 2 * kPi);
  out.body.hips = glm::mix(a.body.hips, b.body.hips, t);
  // Feet in the room, so that a planted one stands still between frames too.
  const auto in_room = [](const Instant& from, Vec3 v) { return from.place + glm::angleAxis(from.yaw, Vec3(0, 1, 0)) * v; };
  for (std::size_t s = 0; s < 2; ++s) {
    const Vec3 room = glm::mix(in_room(a, a.body.feet[s]), in_room(b, b.body.feet[s]), t);
    out.body.feet[s] = glm::angleAxis(-out.yaw, Vec3(0, 1, 0)) * (room - out.place);
  }
  for (std::size_t k = 0; k < kMotionBones; ++k) out.body.turn[k] = glm::slerp(a.body.turn[k], b.body.turn[k], t);
  return out;
}

}  // namespace auteur::puppets
