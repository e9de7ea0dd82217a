// A brought figure takes our poses: the solver says where hips, feet, hands and head go, and its own bones follow with
// their own lengths.
#include "model_puppet.h"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

#include "auteur/base/text.h"
#include "follow.h"
#include "limbs.h"
#include "sdf.h"

namespace auteur::puppets {
namespace {

constexpr float kJawOpen = 0.36f;  // radians at its widest

Mat3 about(float angle, Vec3 axis) { return glm::mat3_cast(glm::angleAxis(angle, axis)); }
Mat3 between(const Mat3& a, const Mat3& b, float t) { return glm::mat3_cast(glm::slerp(glm::quat_cast(a), glm::quat_cast(b), clamp01(t))); }
float number(float x, float low, float high) { return std::isfinite(x) ? std::clamp(x, low, high) : 0.f; }

}  // namespace

ModelPuppet::ModelPuppet(scene::CharacterPtr character, std::string id, Rig rig, ModelFace face, ModelBody body)
    : character_(std::move(character)), id_(std::move(id)), object_id_(scene::object_id_of(id_)), rig_(std::move(rig)), face_(std::move(face)), body_(std::move(body)) {
  const std::size_t n = character_->joints.size();
  role_.resize(n);
  back_.assign(n, 0.f);
  finger_.assign(n, {-1, 0});
  for (std::size_t r = 0; r < kRoles; ++r)
    if (rig_.joint[r] >= 0) role_[static_cast<std::size_t>(rig_.joint[r])] = static_cast<Role>(r);
  for (std::size_t i = 0; i < rig_.spine.size(); ++i) back_[static_cast<std::size_t>(rig_.spine[i])] = static_cast<float>(i + 1) / static_cast<float>(rig_.spine.size());
  for (std::size_t i = 0; i < rig_.necks.size(); ++i) back_[static_cast<std::size_t>(rig_.necks[i])] = 1 + static_cast<float>(i + 1) / static_cast<float>(rig_.necks.size() + 1);
  for (std::size_t j = 0; j < n; ++j)
    if (role_[j] && role_[j] != Role::kNeck) back_[j] = 0;  // a limb's bone turns as the limb does, wherever it hangs
  for (int side = 0; side < 2; ++side)
    for (std::size_t f = 0; f < rig_.fingers[static_cast<std::size_t>(side)].size(); ++f)
      for (const int j : rig_.fingers[static_cast<std::size_t>(side)][f]) finger_[static_cast<std::size_t>(j)] = {side, f == 0 ? 0 : 1};
  for (std::size_t p = 0; p < character_->parts.size(); ++p) {
    const auto& part = character_->parts[p];
    const std::string name = slug(part.name);
    names_.push_back(fmt::format("{}/{}{}", id_, name.empty() ? "part" : name, p > 0 ? fmt::format("-{}", p + 1) : ""));
    bool one = part.shapes.empty();
    for (std::size_t i = 0; one && i < part.joints.size(); ++i) one = part.weights[i][0] > 0.9999f && part.joints[i][0] == part.joints[0][0];
    carried_by_.push_back(one && !part.joints.empty() ? std::optional(part.joints[0][0]) : std::nullopt);
    still_.push_back(carried_by_.back() ? std::make_shared<const scene::Mesh>(part.mesh) : nullptr);
  }
}

// One pose of the figure, joint by joint, parents first.
struct ModelPuppet::Solver {
  const ModelPuppet& m;
  const Pose& pose;
  Posed s;
  Stance out;
  std::array<Vec3, 2> shoulder{}, elbow{}, wrist{}, knee{}, ankle{}, arm_side{}, leg_side{};

  Solver(const ModelPuppet& puppet, const Pose& p) : m(puppet), pose(p), s(solve(Figure{puppet.body_.plan, puppet.body_.sole, 0.5f}, p)) { out.root = s.root; }

  Vec3 rest(Role r) const { return m.body_.joint[static_cast<std::size_t>(m.rig_[r])]; }
  Mat4 pelvis() const {
    const Mat4 local = glm::inverse(s.root) * s.world_from_rest[kPelvis];
    if (m.rig_.legs()) return local;
    // Without legs it is carried: it turns and leans, but does not stride.
    const float sit = number(pose.seated, 0, 1);
    return glm::translate(Mat4(1.f), Vec3(0, sit * number(pose.seat_height, 0, 2), 0));
  }

  // Drawn-up shoulders, in a figure without collar bones: the arm itself goes.
  Vec3 shrugged(std::size_t u) const {
    if (m.rig_.has(sided(Role::kShoulderL, u))) return Vec3(0.f);
    const Vec3 bone((u == 0 ? 0.78f : -0.78f) * m.body_.plan.shoulder_half, 0, 0);
    return s.turn[kChest] * (s.shrug[u] * bone - bone);
  }

  void arm(std::size_t u, const Mat4& parent) {
    const Plan& p = m.body_.plan;
    shoulder[u] = Vec3(parent * Vec4(rest(sided(Role::kUpperArmL, u)), 1)) + shrugged(u);
    const float l1 = glm::distance(rest(sided(Role::kUpperArmL, u)), rest(sided(Role::kLowerArmL, u))), l2 = glm::distance(rest(sided(Role::kLowerArmL, u)), rest(sided(Role::kHandL, u)));
    const Vec3 palm = Vec3(glm::inverse(s.root) * Vec4(s.palm[u], 1)), solved = Vec3(glm::inverse(s.root) * s.world_from_rest[kUpperArmL + u] * Vec4(p.shoulder(static_cast<int>(u)), 1));
    const float total = p.upper_arm + p.fore_arm + p.hand;
    const Vec3 middle = glm::mix(solved, palm, p.upper_arm / total), hinge = s.turn[kUpperArmL + u] * Vec3(0, 0, -1);
    const Vec3 bent = s.elbow[u] - middle;
    arm_side[u] = glm::length(bent) > 0.02f * p.height ? bent : glm::mix(hinge * 0.02f * p.height, bent, clamp01(glm::length(bent) / (0.02f * p.height)));
    Vec3 goal = palm;
    // A captured arm hangs on the shoulder it has here; what is reached for is where it is.
    if (const Follow follow(pose, p.thigh + p.shin); follow && !pose.arms[u].reach) goal += follow.weight * (shoulder[u] - solved);
    elbow[u] = two_bones(shoulder[u], goal, l1, l2 + p.hand, arm_side[u]);
    const Vec3 along = unit_or(goal - elbow[u], {0, -1, 0});
    wrist[u] = elbow[u] + along * l2;
    out.palm[u] = goal;
    if (const Vec3 off = elbow[u] - glm::mix(shoulder[u], goal, l1 / (l1 + l2 + p.hand)); glm::length(off) > 0.01f * p.height) arm_side[u] = off;
  }

  void leg(std::size_t u, const Mat4& parent) {
    const Plan& p = m.body_.plan;
    const Vec3 hip = Vec3(parent * Vec4(rest(sided(Role::kUpperLegL, u)), 1));
    const float l1 = glm::distance(rest(sided(Role::kUpperLegL, u)), rest(sided(Role::kLowerLegL, u))), l2 = glm::distance(rest(sided(Role::kLowerLegL, u)), rest(sided(Role::kFootL, u)));
    const Vec3 solved = Vec3(glm::inverse(s.root) * s.world_from_rest[kThighL + u] * Vec4(p.hip(static_cast<int>(u)), 1));
    const Vec3 bent = s.knee[u] - glm::mix(solved, s.ankle[u], p.thigh / (p.thigh + p.shin)), hinge = s.turn[kThighL + u] * Vec3(0, 0, 1);
    leg_side[u] = bent + hinge * std::max(0.f, 0.02f * p.height - glm::length(bent));
    ankle[u] = s.ankle[u];
    knee[u] = two_bones(hip, ankle[u], l1, l2, leg_side[u]);
    out.ankle[u] = ankle[u];
  }

  // The turn of a bone from our rest so that it lies from `a` to `b` with its hinge towards `side`.
  Mat3 along(Role from, Role to, Vec3 rest_side, Vec3 a, Vec3 b, Vec3 side) const { return frame(b - a, side) * glm::transpose(frame(rest(to) - rest(from), rest_side)); }

  Mat3 hand_turn(std::size_t u) const {
    const float sign = u == 0 ? 1.f : -1.f;
    const Vec3 palm = s.turn[kHandL + u] * Vec3(-sign, 0, 0), fingers = unit_or(wrist[u] - elbow[u], {0, -1, 0});
    return frame(fingers, palm) * glm::transpose(frame(m.body_.finger_way[u], m.body_.palm_way[u]));
  }

  Mat3 turn_of(Role role, const Mat4& parent) {
    const auto side_of = [](Role r, Role left) { return static_cast<std::size_t>(static_cast<int>(r) - static_cast<int>(left)); };
    switch (role) {
      case Role::kHead: return s.turn[kHead];
      case Role::kShoulderL:
      case Role::kShoulderR: return Mat3(parent) * s.shrug[side_of(role, Role::kShoulderL)];
      case Role::kJaw: return Mat3(parent) * about(kJawOpen * m.face_.jaw_share(pose.face), {1, 0, 0});
      case Role::kEyeL:
      case Role::kEyeR: return Mat3(parent) * about(number(pose.face.gaze_yaw, -0.62f, 0.62f), {0, 1, 0}) * about(-number(pose.face.gaze_pitch, -0.42f, 0.42f), {1, 0, 0});
      case Role::kUpperArmL:
      case Role::kUpperArmR: {
        const std::size_t u = side_of(role, Role::kUpperArmL);
        if (!m.rig_.arm(u)) return Mat3(parent);
        arm(u, parent);
        return along(sided(Role::kUpperArmL, u), sided(Role::kLowerArmL, u), {0, 0, -1}, shoulder[u], elbow[u], arm_side[u]);
      }
      case Role::kLowerArmL:
      case Role::kLowerArmR: {
        const std::size_t u = side_of(role, Role::kLowerArmL);
        if (!m.rig_.arm(u)) return Mat3(parent);
        const Mat3 plain = along(sided(Role::kLowerArmL, u), sided(Role::kHandL, u), {0, 0, -1}, elbow[u], wrist[u], arm_side[u]);
        // Half of the wrist's twist is the forearm's, as ours turns in its length.
        const Mat3 hand = hand_turn(u), unbent = shortest_turn(hand * m.body_.finger_way[u], wrist[u] - elbow[u]) * hand;
        return between(plain, shortest_turn(unbent * glm::transpose(plain) * (wrist[u] - elbow[u]), wrist[u] - elbow[u]) * unbent, 0.5f);
      }
      case Role::kHandL:
      case Role::kHandR: {
        const std::size_t u = side_of(role, Role::kHandL);
        return m.rig_.arm(u) ? hand_turn(u) : Mat3(parent);
      }
      case Role::kUpperLegL:
      case Role::kUpperLegR: {
        const std::size_t u = side_of(role, Role::kUpperLegL);
        if (!m.rig_.legs()) return Mat3(parent);
        leg(u, parent);
        return along(sided(Role::kUpperLegL, u), sided(Role::kLowerLegL, u), {0, 0, 1}, Vec3(parent * Vec4(rest(role), 1)), knee[u], leg_side[u]);
      }
      case Role::kLowerLegL:
      case Role::kLowerLegR: {
        const std::size_t u = side_of(role, Role::kLowerLegL);
        return m.rig_.legs() ? along(sided(Role::kLowerLegL, u), sided(Role::kFootL, u), {0, 0, 1}, knee[u], ankle[u], leg_side[u]) : Mat3(parent);
      }
      case Role::kFootL:
      case Role::kFootR: return m.rig_.legs() ? s.turn[kFootL + side_of(role, Role::kFootL)] : Mat3(parent);
      default: return Mat3(parent);
    }
  }

  Mat3 back_turn(float up) const {
    if (up <= 0.5f) return between(s.turn[kPelvis], s.turn[kSpine], 2 * up);
    if (up <= 1) return between(s.turn[kSpine], s.turn[kChest], 2 * up - 1);
    return up <= 1.5f ? between(s.turn[kChest], s.turn[kNeck], 2 * (up - 1)) : between(s.turn[kNeck], s.turn[kHead], 2 * (up - 1.5f));
  }

  // A finger's joint on top of what it hangs on, closing with the grip.
  Mat3 finger_turn(std::size_t j, const Mat4& parent) const {
    const auto [side, other] = m.finger_[j];
    const auto u = static_cast<std::size_t>(side);
    const float grip = number(pose.arms[u].grip, 0, 1), angle = other ? 0.13f + 0.95f * grip : 0.05f + 0.35f * grip;
    return Mat3(parent) * about(angle, unit_or(glm::cross(m.body_.finger_way[u], m.body_.palm_way[u]), {0, 0, 1}));
  }

  Stance run() {
    const auto& joints = m.character_->joints;
    const Mat4 base = pelvis();
    out.move.resize(joints.size());
    for (std::size_t j = 0; j < joints.size(); ++j) {
      const Mat4& parent = joints[j].parent >= 0 ? out.move[static_cast<std::size_t>(joints[j].parent)] : base;
      const Vec3 at = m.body_.joint[j];
      if (m.role_[j] == Role::kHips) { out.move[j] = base; continue; }
      Mat3 turn(parent);
      if (m.back_[j] > 0) turn = back_turn(m.back_[j]);
      else if (m.role_[j]) turn = turn_of(*m.role_[j], parent);
      else if (m.finger_[j].first >= 0) turn = finger_turn(j, parent);
      else { out.move[j] = parent; continue; }
      const bool arm = m.back_[j] <= 0 && (m.role_[j] == Role::kUpperArmL || m.role_[j] == Role::kUpperArmR);
      out.move[j] = placed(turn, at, Vec3(parent * Vec4(at, 1)) + (arm ? shrugged(m.role_[j] == Role::kUpperArmR) : Vec3(0.f)));
    }
    return std::move(out);
  }
};

ModelPuppet::Stance ModelPuppet::stance(const Pose& pose) const {
  if (face_.speaks_by_shapes || rig_.has(Role::kJaw)) return Solver(*this, pose).run();
  Pose nodding = pose;  // nothing else can show that somebody speaks
  const auto v = static_cast<std::size_t>(std::clamp(static_cast<int>(pose.face.viseme), 0, static_cast<int>(Viseme::kCount) - 1));
  static constexpr std::array<float, ModelFace::kVisemes> kOpen = {0, 0, 0.1f, 0.2f, 0.2f, 0.3f, 0.2f, 0.1f, 0.2f, 0.2f, 0.85f, 0.5f, 0.35f, 0.6f, 0.3f};
  nodding.head_pitch -= 0.07f * kOpen[v];
  return Solver(*this, nodding).run();
}

scene::MeshPtr ModelPuppet::surface(std::size_t part, const std::vector<Mat4>& world_from_file, const std::vector<float>& shapes) const {
  const auto& from = character_->parts[part];
  auto mesh = std::make_shared<scene::Mesh>(from.mesh);
  for (const auto& shape : from.shapes) {
    const float w = shapes[static_cast<std::size_t>(shape.shape)];
    if (std::abs(w) < 1e-4f) continue;
    for (const auto& move : shape.moves) {
      mesh->positions[move.vertex] += w * move.position;
      mesh->normals[move.vertex] += w * move.normal;
    }
  }
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, mesh->positions.size(), 1024), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      Vec3 p(0.f), n(0.f);
      for (std::size_t k = 0; k < 4; ++k) {
        const float w = from.weights[i][k];
        if (w <= 0) continue;
        const Mat4& m = world_from_file[from.joints[i][k]];
        p += w * Vec3(m * Vec4(mesh->positions[i], 1));
        n += w * (Mat3(m) * mesh->normals[i]);
      }
      mesh->positions[i] = p;
      const float l = glm::length(n);
      mesh->normals[i] = l > 1e-12f && std::isfinite(l) ? n / l : Vec3(0, 1, 0);
    }
  });
  return mesh;
}

std::vector<scene::Instance> ModelPuppet::posed(const Pose& pose) const {
  const Stance s = stance(pose);
  std::vector<Mat4> world(s.move.size());
  for (std::size_t j = 0; j < world.size(); ++j) world[j] = s.root * s.move[j] * body_.rest_from_file[j];
  const auto shapes = face_.weights(pose.face, character_->shapes.size(), rig_.has(Role::kEyeL) && rig_.has(Role::kEyeR));
  std::vector<scene::Instance> out;
  for (std::size_t p = 0; p < character_->parts.size(); ++p) {
    if (carried_by_[p]) out.push_back({still_[p], world[*carried_by_[p]], names_[p], object_id_, true});
    else out.push_back({surface(p, world, shapes), Mat4(1.f), names_[p], object_id_, true});
  }
  return out;
}

const Mat4& ModelPuppet::head_move(const Stance& s) const {
  for (const Role r : {Role::kHead, Role::kNeck})
    if (rig_.has(r)) return s.move[static_cast<std::size_t>(rig_[r])];
  if (!rig_.spine.empty()) return s.move[static_cast<std::size_t>(rig_.spine.back())];
  return s.move[rig_.has(Role::kHips) ? static_cast<std::size_t>(rig_[Role::kHips]) : 0];
}

Landmarks ModelPuppet::landmarks(const Pose& pose) const {
  const Stance s = stance(pose);
  const Mat4 head = s.root * head_move(s);
  const auto in = [](const Mat4& m, Vec3 p) { return Vec3(m * Vec4(p, 1)); };
  const Mat4 chest = s.root * (!rig_.spine.empty() ? s.move[static_cast<std::size_t>(rig_.spine.back())] : head_move(s));
  const Mat4 pelvis = s.root * (rig_.has(Role::kHips) ? s.move[static_cast<std::size_t>(rig_[Role::kHips])] : s.move[0]);
  const Plan& p = body_.plan;
  Landmarks l;
  l.eyes = in(head, body_.eyes);
  l.mouth = in(head, body_.mouth);
  l.head_top = in(head, body_.head_top);
  l.chin = in(head, body_.chin);
  l.chest = in(chest, body_.chest);
  l.pelvis = in(pelvis, {0, p.hip_y, 0});
  for (std::size_t u = 0; u < 2; ++u) {
    const int side = static_cast<int>(u);
    l.hands[u] = rig_.arm(u) ? in(s.root, s.palm[u]) : in(chest, p.wrist(side));
    l.feet[u] = rig_.legs() ? in(s.root * s.move[static_cast<std::size_t>(rig_[sided(Role::kFootL, u)])], body_.joint[static_cast<std::size_t>(rig_[sided(Role::kFootL, u)])] * Vec3(1, 0, 1)) : in(pelvis, {p.hip(side).x, 0, 0});
  }
  l.facing = unit_or(Vec3(head * Vec4(0, 0, 1, 0)), {0, 0, 1});
  return l;
}

std::optional<Skeleton> ModelPuppet::skeleton(const Pose& pose) const {
  if (!rig_.legs() || !rig_.arm(0) || !rig_.arm(1) || !rig_.has(Role::kHead)) return std::nullopt;
  const Stance s = stance(pose);
  Skeleton out;
  const auto put = [&](MotionBone bone, int joint, const Mat3& more = Mat3(1.f)) {
    const auto b = static_cast<std::size_t>(bone), j = static_cast<std::size_t>(joint);
    out.rest[b] = body_.joint[j];
    out.at[b] = Vec3(s.root * s.move[j] * Vec4(body_.joint[j], 1));
    out.turn[b] = glm::normalize(glm::quat_cast(Mat3(s.root * s.move[j]) * more));
  };
  const int hips = rig_[Role::kHips];
  put(MotionBone::kPelvis, hips);
  put(MotionBone::kSpine, rig_.spine.empty() ? hips : rig_.spine[(rig_.spine.size() - 1) / 2]);
  put(MotionBone::kChest, rig_.spine.empty() ? hips : rig_.spine.back());
  put(MotionBone::kNeck, rig_.necks.empty() ? rig_[Role::kHead] : rig_.necks.front());
  put(MotionBone::kHead, rig_[Role::kHead]);
  // Between the hip joints, wherever the file's own hips are.
  const Vec3 middle = 0.5f * (body_.joint[static_cast<std::size_t>(rig_[Role::kUpperLegL])] + body_.joint[static_cast<std::size_t>(rig_[Role::kUpperLegR])]);
  out.rest[0] = middle;
  out.at[0] = Vec3(s.root * s.move[static_cast<std::size_t>(hips)] * Vec4(middle, 1));
  for (std::size_t u = 0; u < 2; ++u) {
    const auto bone = [&](MotionBone left) { return static_cast<MotionBone>(static_cast<std::size_t>(left) + u); };
    const float sign = u == 0 ? 1.f : -1.f;
    put(bone(MotionBone::kUpperArmL), rig_[sided(Role::kUpperArmL, u)]);
    put(bone(MotionBone::kForeArmL), rig_[sided(Role::kLowerArmL, u)]);
    put(bone(MotionBone::kHandL), rig_[sided(Role::kHandL, u)], frame(body_.finger_way[u], body_.palm_way[u]) * glm::transpose(frame({sign * 0.5f, -0.8660254f, 0}, {-sign * 0.8660254f, -0.5f, 0})));
    put(bone(MotionBone::kThighL), rig_[sided(Role::kUpperLegL, u)]);
    put(bone(MotionBone::kShinL), rig_[sided(Role::kLowerLegL, u)]);
    put(bone(MotionBone::kFootL), rig_[sided(Role::kFootL, u)]);
  }
  return out;
}

Result<ModelPart> build_model(scene::CharacterPtr character, const std::string& id, const ModelWishes& wishes) {
  if (!character || character->parts.empty() || character->joints.empty()) return fail(ErrorCode::kInvalidInput, "The model has no surface to show.");
  for (const auto& [bone, joint] : wishes.bones)
    if (const auto names = bone_names(); std::find(names.begin(), names.end(), bone) == names.end()) {
      const std::string near = closest(bone, names);
      return fail(ErrorCode::kInvalidInput, fmt::format("[rig] has no bone '{}'.{} There are: {}.", bone, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(names, ", ")));
    }
  ModelPart out;
  Rig rig = TRY(rig_of(*character, wishes));
  ModelFace face = TRY(face_of(*character, rig, wishes, out.report));
  ModelBody body = body_of(*character, rig, face, wishes, out.report);
  auto& report = out.report;
  report.findings.insert(report.findings.begin(), rig.findings.begin(), rig.findings.end());
  report.findings.insert(report.findings.end(), character->notes.begin(), character->notes.end());
  for (std::size_t r = 0; r < kRoles; ++r)
    if (rig.joint[r] >= 0) {
      const auto& name = character->joints[static_cast<std::size_t>(rig.joint[r])].name;
      report.bones[name_of(static_cast<Role>(r))] = name.empty() ? fmt::format("joint {}", rig.joint[r]) : name;
    }
  report.walks = rig.legs();
  std::vector<std::string> lost;
  const auto miss = [&](bool there, const char* what) { if (!there) lost.emplace_back(what); };
  miss(rig.has(Role::kHead), "head (it cannot look or nod)");
  miss(rig.arm(0), "left arm (it does not reach with it)");
  miss(rig.arm(1), "right arm (it does not reach with it)");
  if (!rig.legs()) lost.emplace_back(character->skinned ? "legs (it is carried as it stands)" : "skeleton (it is carried as it stands)");
  if (!lost.empty()) report.findings.insert(report.findings.begin(), fmt::format("not found: {}. Say which joint is which under [rig], for instance left_hand = \"Hand.L\"", fmt::join(lost, ", ")));
  if (character->joints.size() > 1 && character->skinned) {
    const JointFacts facts = facts_of(*character);
    std::size_t follow = 0;
    for (std::size_t j = 0; j < character->joints.size(); ++j) follow += facts.held[j] > 0 && std::find(rig.joint.begin(), rig.joint.end(), static_cast<int>(j)) == rig.joint.end();
    for (const auto* chain : {&rig.pelvis, &rig.spine, &rig.necks}) follow -= std::min<std::size_t>(follow, static_cast<std::size_t>(std::count_if(chain->begin(), chain->end(), [&](int j) { return facts.held[static_cast<std::size_t>(j)] > 0 && std::find(rig.joint.begin(), rig.joint.end(), j) == rig.joint.end(); })));
    for (const auto& hand : rig.fingers) for (const auto& chain : hand) follow -= std::min(follow, chain.size());
    if (follow > 0) report.findings.push_back(fmt::format("{} further joint{} (hair, cloth, twist, face) follow{} the bone {} on", follow, follow == 1 ? "" : "s", follow == 1 ? "s" : "", follow == 1 ? "it hangs" : "they hang"));
  }
  out.measures = body.measures;
  out.skin = face_colour(*character, body);
  out.puppet = std::make_shared<const ModelPuppet>(std::move(character), id, std::move(rig), std::move(face), std::move(body));
  return out;
}

}  // namespace auteur::puppets
