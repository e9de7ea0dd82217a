#include "auteur/puppets/puppet.h"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cstring>
#include <map>
#include <set>
#include <thread>

#include "puppet_impl.h"
#include "sheet_cast.h"

namespace auteur::puppets {
namespace {

using ClayPuppetPtr = std::shared_ptr<const ClayPuppet>;

const ClayPuppetPtr& puppet_number(std::size_t i) {
  static std::map<std::size_t, ClayPuppetPtr> built;
  ClayPuppetPtr& p = built[i];
  if (!p) p = std::make_shared<const ClayPuppet>(recipe_of(sheet_cast()[i], 1, 0.25f));
  return p;
}
constexpr std::size_t kPeople[] = {0, 1, 2, 4, 5, 9, 11, 12};

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}
bool same(const scene::Mesh& a, const scene::Mesh& b) {
  return same_bytes(a.positions, b.positions) && same_bytes(a.normals, b.normals) && same_bytes(a.triangles, b.triangles) && same_bytes(a.triangle_material, b.triangle_material);
}
const scene::Instance* part(const std::vector<scene::Instance>& all, const std::string& suffix) {
  for (const auto& in : all)
    if (in.name.ends_with("/" + suffix)) return &in;
  return nullptr;
}
float lowest(const scene::Instance& in) {
  float y = 1e9f;
  for (const Vec3& p : in.mesh->positions) y = std::min(y, Vec3(in.world_from_object * Vec4(p, 1)).y);
  return y;
}
// Depth of the first surface behind the front of the lips, looking along -z at (x, y): metres, head space.
float first_hit(const scene::Mesh& m, float x, float y) {
  float best = -1;
  for (const glm::uvec3 t : m.triangles) {
    const Vec3 a = m.positions[t.x], b = m.positions[t.y], c = m.positions[t.z];
    const float d = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (std::fabs(d) < 1e-12f) continue;
    const float u = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / d, v = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / d;
    if (u < -1e-4f || v < -1e-4f || u + v > 1.0001f) continue;
    best = std::max(best, a.z + u * (b.z - a.z) + v * (c.z - a.z));
  }
  return best;
}
// How deep the mouth is at its middle line compared with the lips around it.
float gap_depth(const ClayPuppet& p, Viseme v, float open) {
  Face f;
  f.viseme = v;
  f.open = open;
  const MouthKey key = ClayPuppet::key_of(f);
  const auto mesh = p.mouth(key);
  const HeadPlan& h = p.recipe.plan.head;
  float front = -1, deep = 1;
  for (float y = h.mouth_y - 0.045f; y < h.mouth_y + 0.018f; y += 0.0007f) {
    const float z = first_hit(*mesh, 0.0003f, (y - h.pivot.y) * h.scale);
    if (z < 0) continue;
    front = std::max(front, z);
  }
  const FaceField face(h, p.mouth_shape(key));
  for (float dy = -0.002f; dy < 0.0021f; dy += 0.001f) {
    const float z = first_hit(*mesh, 0.0003f, (face.line_y(0) + dy - h.pivot.y) * h.scale);
    if (z > 0) deep = std::min(deep, z);
  }
  return front - deep;
}

TEST(Puppet, IsTheSameBytesOnAnyNumberOfThreads) {
  const auto id = sheet_cast()[2];
  std::vector<std::vector<scene::Instance>> runs;
  for (int threads : {1, 2, 8}) {
    tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
    runs.push_back(pose_puppet(*build_puppet(id, 1, 0.25f), {}));
  }
  for (std::size_t r = 1; r < runs.size(); ++r) {
    ASSERT_EQ(runs[0].size(), runs[r].size());
    for (std::size_t i = 0; i < runs[0].size(); ++i) {
      EXPECT_EQ(runs[0][i].name, runs[r][i].name);
      EXPECT_TRUE(same(*runs[0][i].mesh, *runs[r][i].mesh)) << runs[0][i].name;
      EXPECT_EQ(runs[0][i].world_from_object, runs[r][i].world_from_object);
    }
  }
}

TEST(Puppet, SharesRigidMeshesOverDrawingsAndKeepsTheBodysTopology) {
  const ClayPuppet& p = *puppet_number(0);
  Pose other;
  other.seated = 1;
  other.head_yaw = 0.4f;
  other.face.lids = 0.8f;
  const auto a = pose_puppet(p, {}), b = pose_puppet(p, other);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_TRUE(a[i].dynamic);
    EXPECT_EQ(a[i].object_id, scene::object_id_of("ANA"));
    EXPECT_EQ(a[i].name.rfind("ANA/", 0), 0u);
    if (a[i].name == "ANA/body") {
      EXPECT_NE(a[i].mesh, b[i].mesh);
      EXPECT_TRUE(same_bytes(a[i].mesh->triangles, b[i].mesh->triangles));
      EXPECT_FALSE(same_bytes(a[i].mesh->positions, b[i].mesh->positions));
    } else {
      EXPECT_EQ(a[i].mesh, b[i].mesh) << a[i].name;
    }
  }
}

TEST(Puppet, HasSaneMeshes) {
  for (std::size_t who = 0; who < sheet_cast().size(); ++who) {
    for (const auto& in : pose_puppet(*puppet_number(who), {})) {
      const scene::Mesh& m = *in.mesh;
      ASSERT_EQ(m.positions.size(), m.normals.size()) << in.name;
      ASSERT_EQ(m.triangles.size(), m.triangle_material.size()) << in.name;
      for (std::size_t i = 0; i < m.positions.size(); ++i) {
        ASSERT_TRUE(std::isfinite(glm::dot(m.positions[i], m.positions[i]))) << in.name;
        ASSERT_NEAR(glm::length(m.normals[i]), 1.f, 1e-3f) << in.name;
      }
      std::size_t agree = 0;
      for (std::size_t i = 0; i < m.triangles.size(); ++i) {
        const glm::uvec3 t = m.triangles[i];
        ASSERT_LT(std::max({t.x, t.y, t.z}), m.positions.size());
        ASSERT_LT(m.triangle_material[i], m.materials.size());
        const Vec3 n = glm::cross(m.positions[t.y] - m.positions[t.x], m.positions[t.z] - m.positions[t.x]);
        agree += glm::dot(n, m.normals[t.x] + m.normals[t.y] + m.normals[t.z]) >= -1e-12f;
      }
      EXPECT_GT(static_cast<double>(agree), 0.96 * static_cast<double>(m.triangles.size())) << in.name << ": faces wound against their normals";
    }
  }
}

// A closed surface uses every edge as often in one direction as in the other.
std::size_t open_edges(const std::vector<const scene::Mesh*>& meshes) {
  std::map<std::array<float, 6>, int> edges;
  for (const scene::Mesh* m : meshes)
    for (const glm::uvec3 t : m->triangles)
      for (int k = 0; k < 3; ++k) {
        const Vec3 a = m->positions[t[k]], b = m->positions[t[(k + 1) % 3]];
        const bool forward = std::tie(a.x, a.y, a.z) < std::tie(b.x, b.y, b.z);
        const Vec3 p = forward ? a : b, q = forward ? b : a;
        edges[{p.x, p.y, p.z, q.x, q.y, q.z}] += forward ? 1 : -1;
      }
  std::size_t n = 0;
  for (const auto& [edge, count] : edges) n += count != 0;
  return n;
}

TEST(Puppet, HasAClosedBodyAndAMouthThatFitsTheHeadWithoutASeam) {
  auto bald = sheet_cast()[2];
  bald.hair = world::HairStyle::kBald;
  bald.age = 25;  // no wreath of hair that would let the scalp be left out
  const auto p = std::make_shared<const ClayPuppet>(recipe_of(bald, 1, 0.5f));
  const auto rest = pose_puppet(*p, {});
  EXPECT_EQ(open_edges({part(rest, "hand-left")->mesh.get()}), 0u);
  EXPECT_EQ(open_edges({part(rest, "shoe-left")->mesh.get()}), 0u);
  EXPECT_EQ(open_edges({&p->body.rest}), 0u);
  for (Viseme v : {Viseme::kRest, Viseme::kAA, Viseme::kOU}) {
    Face f;
    f.viseme = v;
    f.smile = v == Viseme::kAA ? 1.f : 0.f;
    // Vertices made on a colour border of the shared edge may differ in the last bit, so a few edges are forgiven.
    const std::size_t open = open_edges({p->head.get(), p->mouth(ClayPuppet::key_of(f)).get()});
    EXPECT_LT(open, 12u) << "viseme " << static_cast<int>(v);
  }
}

TEST(Mouth, ClosesFullyForPBMAndOpensWideForA) {
  for (std::size_t who : kPeople) {
    const ClayPuppet& p = *puppet_number(who);
    const float s = p.recipe.plan.head.scale;
    EXPECT_LT(gap_depth(p, Viseme::kPP, 0), 0.009f * s) << who;
    EXPECT_LT(gap_depth(p, Viseme::kPP, 1), 0.009f * s) << who << ": P, B and M ignore `open`";
    EXPECT_GT(gap_depth(p, Viseme::kAA, 0), 0.012f * s) << who;
    const Mouth pp = mouth_of(p.recipe.plan.head, Viseme::kPP, 1, 1);
    EXPECT_EQ(pp.drop + pp.gap, 0.f);
  }
}

TEST(Mouth, OpensMoreTheMoreItIsAsked) {
  const HeadPlan h = plan_of(sheet_cast()[0]).head;
  for (int v = 0; v < static_cast<int>(Viseme::kCount); ++v) {
    const auto viseme = static_cast<Viseme>(v);
    if (viseme == Viseme::kPP) continue;
    EXPECT_LT(mouth_of(h, viseme, 0, 0).drop, mouth_of(h, viseme, 1, 0).drop) << v;
    EXPECT_LT(mouth_of(h, viseme, 1, 0).drop, 0.036f) << v;
  }
}

TEST(Mouth, ShowsTheUpperTeethOnTheLowerLipForF) {
  const Mouth f = mouth_of(plan_of(sheet_cast()[0]).head, Viseme::kFF, 0, 0);
  EXPECT_GT(f.upper_teeth, 0.f);
  EXPECT_GT(f.tuck, 0.5f);
  EXPECT_LT(f.drop, 0.006f);
}

TEST(Mouth, IsCachedAndTheSameForAllThreads) {
  const ClayPuppet& p = *puppet_number(0);
  std::array<scene::MeshPtr, 4> got;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < got.size(); ++i) threads.emplace_back([&, i] { got[i] = p.mouth({static_cast<int>(Viseme::kSS), 1, 2}); });
  threads.clear();
  for (const auto& g : got) EXPECT_EQ(g, got[0]);
}

std::vector<Pose> many_poses() {
  std::vector<Pose> out(1);
  for (int i = 0; i < 16; ++i) {
    Pose p;
    p.walk = 1;
    p.walk_phase = static_cast<float>(i) / 16;
    out.push_back(p);
  }
  for (float seat : {0.25f, 0.33f, 0.38f}) {
    Pose p;
    p.seated = 1;
    p.seat_height = seat;
    out.push_back(p);
  }
  Pose p;
  p.lean = 0.6f;
  p.slump = 1;
  p.twist = 0.5f;
  p.position = {1, 0, -2};
  p.yaw = 2.1f;
  out.push_back(p);
  return out;
}

// What one sees of a face looking along -z of the head at (x, y), metres in head space: the material, and how far out.
struct Seen { const scene::Material* material = nullptr; float z = -1e9f; std::string part; };
Seen seen_at(const std::vector<scene::Instance>& all, const Mat4& head, float x, float y) {
  Seen best;
  const Mat4 back = glm::inverse(head);
  for (const auto& in : all) {
    const scene::Mesh& m = *in.mesh;
    const Mat4 local = back * in.world_from_object;
    for (std::size_t k = 0; k < m.triangles.size(); ++k) {
      const glm::uvec3 t = m.triangles[k];
      const Vec3 a(local * Vec4(m.positions[t.x], 1)), b(local * Vec4(m.positions[t.y], 1)), c(local * Vec4(m.positions[t.z], 1));
      const float d = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
      if (std::fabs(d) < 1e-12f) continue;
      const float u = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / d, v = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / d;
      if (u < 0 || v < 0 || u + v > 1) continue;
      if (const float z = a.z + u * (b.z - a.z) + v * (c.z - a.z); z > best.z) best = {&m.materials[m.triangle_material[k]], z, in.name};
    }
  }
  return best;
}
float brightness(Vec3 c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }

TEST(Eyes, CloseToLidsWithALineNotToBalls) {
  for (std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{4}}) {
    const ClayPuppet& p = *puppet_number(i);
    const HeadPlan& h = p.recipe.plan.head;
    Pose pose;
    const auto face = [&](float lids) {
      pose.face.lids = lids;
      std::vector<scene::Instance> eyes;
      for (auto& in : pose_puppet(p, pose))
        if (in.name.find("lid") != std::string::npos || in.name.find("eye") != std::string::npos || in.name.find("glint") != std::string::npos) eyes.push_back(std::move(in));
      return eyes;
    };
    const auto all = pose_puppet(p, pose);
    const Mat4 head = part(all, "head")->world_from_object;
    const auto shut = face(1), open = face(0.1f);
    const Vec3 eye = (h.eye - h.pivot) * h.scale;
    const float r = h.eye_r * h.scale, skin = brightness(p.recipe.identity.skin);
    float farthest_shut = -1e9f, farthest_open = -1e9f;
    for (float x = -0.6f; x <= 0.61f; x += 0.2f) {
      bool line = false;
      for (float y = -1.f; y <= 1.f; y += 0.02f) {
        const Seen s = seen_at(shut, head, eye.x + x * r, eye.y + y * r);
        if (!s.material) continue;
        EXPECT_NE(s.part.find("lid"), std::string::npos) << "an eye shows through at " << x << " " << y;
        line = line || brightness(s.material->albedo) < 0.45f * skin;
        farthest_shut = std::max(farthest_shut, s.z);
        if (const Seen o = seen_at(open, head, eye.x + x * r, eye.y + y * r); o.material) farthest_open = std::max(farthest_open, o.z);
      }
      EXPECT_TRUE(line) << "no line where the lids meet at " << x;
    }
    EXPECT_LT(farthest_shut - eye.z, 0.9f * (farthest_open - eye.z));
  }
}

TEST(Pose, KeepsAFootOnTheFloorAndNeverBelowIt) {
  for (std::size_t who : kPeople)
    for (const Pose& pose : many_poses()) {
      if (pose.seated > 0 && pose.seat_height > 0.3f * sheet_cast()[who].height_m) continue;
      const auto all = pose_puppet(*puppet_number(who), pose);
      const float left = lowest(*part(all, "shoe-left")), right = lowest(*part(all, "shoe-right"));
      EXPECT_GT(std::min(left, right), -0.005f) << who;
      EXPECT_LT(std::min(left, right), 0.005f) << who << " phase " << pose.walk_phase << " seated " << pose.seated << " " << pose.seat_height;
      if (pose.walk <= 0) { EXPECT_LT(std::max(left, right), 0.005f) << who << " seated " << pose.seated << " " << pose.seat_height; }
    }
}

TEST(Pose, PlantedFeetStandStillWhileTheBodyWalks) {
  for (std::size_t who : kPeople) {
    const ClayPuppet& p = *puppet_number(who);
    const float per_cycle = stride_of(measures_of(sheet_cast()[who]));
    Vec3 first(0.f);
    for (float phase = 0.10f; phase < 0.33f; phase += 0.02f) {
      Pose pose;
      pose.walk = 1;
      pose.walk_phase = phase;
      pose.position.z = phase * per_cycle;
      const Vec3 foot = landmarks_of(p, pose).feet[0];
      if (phase < 0.11f) first = foot;
      EXPECT_LT(glm::distance(foot, first), 0.005f) << who << " at " << phase;
    }
  }
}

TEST(Pose, MovesTheBodySmoothlyThroughTheStride) {
  const ClayPuppet& p = *puppet_number(1);
  Vec3 before(0.f);
  for (int i = 0; i <= 200; ++i) {
    Pose pose;
    pose.walk = 1;
    pose.walk_phase = static_cast<float>(i) / 200;
    const Vec3 pelvis = landmarks_of(p, pose).pelvis;
    if (i > 0) { EXPECT_LT(glm::distance(before, pelvis), 0.006f) << i; }
    before = pelvis;
  }
}

TEST(Pose, SitsOnTheSeat) {
  for (std::size_t who : kPeople)
    for (float seat : {0.35f, 0.45f}) {
      Pose pose;
      pose.seated = 1;
      pose.seat_height = seat;
      const float pelvis = landmarks_of(*puppet_number(who), pose).pelvis.y;
      EXPECT_GT(pelvis, seat + 0.02f) << who;
      EXPECT_LT(pelvis, seat + 0.10f) << who;
    }
}

TEST(Pose, RestsTheFeetOnTheFloorWhenSeatedHoweverShort) {
  // The chairs of the art department are 0.40 m high.
  for (std::size_t i : kPeople) {
    const ClayPuppet& p = *puppet_number(i);
    Pose pose;
    pose.seated = 1;
    pose.seat_height = 0.40f;
    const auto all = pose_puppet(p, pose);
    for (const char* shoe : {"shoe-left", "shoe-right"}) {
      EXPECT_LT(lowest(*part(all, shoe)), 0.015f) << p.recipe.identity.id;
      EXPECT_GT(lowest(*part(all, shoe)), -0.004f) << p.recipe.identity.id;
    }
    // The thighs of grown-ups lie on the seat rather than in it: at the seat's edge, 0.12 m before the hip.
    const Plan& plan = p.recipe.plan;
    const Posed s = solve(p, pose);
    const Vec3 hip(s.world_from_rest[kThighL] * Vec4(plan.hip(0), 1)), knee(s.world_from_rest[kThighL] * Vec4(plan.knee(0), 1));
    const float along = (0.12f - hip.z) / std::max(1e-3f, knee.z - hip.z);
    if (plan.head.child < 0.2f) {
      EXPECT_GT(glm::mix(hip.y, knee.y, along), 0.40f) << p.recipe.identity.id;
    }
  }
}

TEST(Pose, ReachesTargetsWithinTheArm) {
  for (std::size_t who : kPeople) {
    const ClayPuppet& p = *puppet_number(who);
    const Measures m = measures_of(sheet_cast()[who]);
    for (int side = 0; side < 2; ++side)
      for (Vec3 way : {Vec3(0.2f, -0.3f, 0.8f), Vec3(0.7f, 0.2f, 0.5f), Vec3(-0.2f, 0.5f, 0.8f)}) {
        Pose pose;
        pose.position = {0.5f, 0, 1};
        pose.yaw = 0.7f;
        const float sign = side == 0 ? 1.f : -1.f;
        const Vec3 shoulder = p.recipe.plan.shoulder(side), local = shoulder + glm::normalize(way * Vec3(sign, 1, 1)) * (0.85f * m.arm_length);
        const Mat3 turn = Mat3(glm::mat3_cast(glm::angleAxis(pose.yaw, Vec3(0, 1, 0))));
        auto& arm = pose.arms[static_cast<std::size_t>(side)];
        arm.reach = true;
        arm.target = pose.position + turn * local;
        EXPECT_LT(glm::distance(landmarks_of(p, pose).hands[static_cast<std::size_t>(side)], arm.target), 0.005f) << who;
      }
  }
}

TEST(Pose, KeepsHangingAndSeatedHandsOutOfTheTrunk) {
  for (std::size_t who : kPeople) {
    const Plan& plan = puppet_number(who)->recipe.plan;
    for (float seated : {0.f, 1.f}) {
      Pose pose;
      pose.seated = seated;
      const Landmarks l = landmarks_of(*puppet_number(who), pose);
      for (const Vec3& hand : l.hands) {
        const Vec3 d = hand - l.pelvis;
        const float e = std::hypot(d.x / plan.seat_w, d.z / plan.seat_d);
        EXPECT_GT(e, 1.f) << who << " seated " << seated;
      }
    }
  }
}

TEST(Measures, AgreeWithTheLandmarksOfTheStandingPuppet) {
  for (std::size_t who : kPeople) {
    const Measures m = measures_of(sheet_cast()[who]);
    const Landmarks l = landmarks_of(*puppet_number(who), {});
    EXPECT_NEAR(l.eyes.y, m.eye_height, 0.005f);
    EXPECT_NEAR(l.head_top.y, m.height, 0.005f);
    EXPECT_NEAR(l.head_top.y - l.chin.y, m.head_height, 0.005f);
    EXPECT_NEAR(l.pelvis.y, m.hip_height, 0.005f);
    Pose seated;
    seated.seated = 1;
    EXPECT_NEAR(landmarks_of(*puppet_number(who), seated).eyes.y, m.seated_eye_height, 0.02f);
    EXPECT_NEAR(l.facing.z, 1.f, 1e-3f);
  }
}

TEST(Puppet, SurvivesNonsense) {
  world::Identity odd;
  odd.id = "X";
  odd.height_m = NAN;
  odd.age = -1e30f;
  odd.skin = Vec3(NAN);
  odd.shape = {{"girth", 1e30f}, {"eye_size", NAN}, {"skull_width", -5.f}};
  const auto p = build_puppet(odd, -3, NAN);
  Pose pose;
  pose.position = Vec3(NAN);
  pose.yaw = INFINITY;
  pose.walk = NAN;
  pose.walk_phase = INFINITY;
  pose.seat_height = -7;
  pose.seated = 0.5f;
  pose.arms[0].reach = true;
  pose.arms[0].target = Vec3(1e30f);
  pose.arms[1].bend = NAN;
  pose.face.viseme = static_cast<Viseme>(99);
  pose.face.smile = NAN;
  pose.face.lids = INFINITY;
  pose.face.gaze_yaw = NAN;
  for (const auto& in : pose_puppet(*p, pose))
    for (const Vec3& v : in.mesh->positions) ASSERT_TRUE(std::isfinite(v.x + v.y + v.z)) << in.name;
}

TEST(Puppet, DetailSetsTheNumberOfTriangles) {
  const auto count = [](float detail) {
    std::size_t n = 0;
    for (const auto& in : pose_puppet(*build_puppet(sheet_cast()[0], 1, detail), {})) n += in.mesh->triangles.size();
    return n;
  };
  const std::size_t film = count(1), previz = count(0.5f), boards = count(0.25f);
  EXPECT_GT(film, 45000u);
  EXPECT_LT(film, 90000u);
  EXPECT_LT(previz, 40000u);
  EXPECT_LT(boards, 20000u);
}

}  // namespace
}  // namespace auteur::puppets
