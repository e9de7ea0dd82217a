#include "model_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "limbs.h"
#include "sdf.h"

namespace auteur::puppets {
namespace {

using scene::Character;

constexpr float kPersonHeight = 1.72f, kPuppetHeight = 1.45f;  // metres, of the average

float part_of(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

class Measurer {
 public:
  Measurer(const Character& c, const Rig& rig, const ModelFace& face, const ModelWishes& wishes, ModelReport& report) : c_(c), rig_(rig), face_(face), wishes_(wishes), report_(report) {}

  ModelBody run() {
    size();
    straighten();
    settle();
    skeleton();
    head();
    trunk();
    hands();
    finish();
    return std::move(b_);
  }

 private:
  static Mat4 affine(const Mat3& turn, Vec3 from, Vec3 to) { return placed(turn, from, to); }
  Vec3 file_place(int j) const { return Vec3(c_.joints[static_cast<std::size_t>(j)].world_from_joint[3]); }
  Vec3 at(Role r) const { return b_.joint[static_cast<std::size_t>(rig_[r])]; }
  bool in(int joint, Role below) const { return rig_.has(below) && hangs_on(c_, joint, rig_[below]); }

  void size() {
    Box box;
    for (const auto& part : c_.parts)
      for (const Vec3& p : part.mesh.positions) box.add(rig_.ours_from_file * p);
    tall_ = std::max(box.size().y, 1e-6f);
    const auto say = [&](const char* how) { report_.findings.push_back(fmt::format("it stands {:.3g} units tall in the file, which is no person's height; {}", tall_, how)); };
    if (wishes_.height > 0) b_.scale = static_cast<float>(wishes_.height) / tall_;
    else if (tall_ >= 0.4f && tall_ <= 2.6f) b_.scale = kPuppetHeight / kPersonHeight;
    else if (tall_ >= 40 && tall_ <= 260) b_.scale = 0.01f * kPuppetHeight / kPersonHeight, say("it was taken as centimetres. Say otherwise with height = 1.7 (metres)");
    else b_.scale = kPuppetHeight / tall_, say("it was made as tall as a grown-up. Say otherwise with height = 1.7 (metres)");
  }

  // Limbs to our rest, joint by joint from the hips down; everything else keeps its place to its parent.
  void straighten() {
    const Mat3 ours = rig_.ours_from_file * b_.scale;
    b_.rest_from_file.assign(c_.joints.size(), affine(ours, Vec3(0.f), Vec3(0.f)));
    std::vector<Mat3> turn(c_.joints.size(), Mat3(1.f));  // beyond `ours`
    std::vector<std::optional<Role>> role(c_.joints.size());
    for (std::size_t r = 0; r < kRoles; ++r)
      if (rig_.joint[r] >= 0) role[static_cast<std::size_t>(rig_.joint[r])] = static_cast<Role>(r);
    const auto way = [&](Role from, Role to) { return rig_.ours_from_file * (file_place(rig_[to]) - file_place(rig_[from])); };
    for (std::size_t j = 0; j < c_.joints.size(); ++j) {
      const int parent = c_.joints[j].parent;
      if (parent >= 0) turn[j] = turn[static_cast<std::size_t>(parent)];
      if (role[j]) {
        for (std::size_t s = 0; s < 2; ++s) {
          const float sign = s == 0 ? 1.f : -1.f;
          if (rig_.arm(s)) {
            const Vec3 down(sign * 0.5f, -0.8660254f, 0);
            if (*role[j] == sided(Role::kUpperArmL, s)) turn[j] = shortest_turn(turn[j] * way(sided(Role::kUpperArmL, s), sided(Role::kLowerArmL, s)), down) * turn[j];
            if (*role[j] == sided(Role::kLowerArmL, s)) turn[j] = shortest_turn(turn[j] * way(sided(Role::kLowerArmL, s), sided(Role::kHandL, s)), down) * turn[j];
          }
          if (rig_.legs()) {
            if (*role[j] == sided(Role::kUpperLegL, s)) turn[j] = shortest_turn(turn[j] * way(sided(Role::kUpperLegL, s), sided(Role::kLowerLegL, s)), {0, -1, 0}) * turn[j];
            if (*role[j] == sided(Role::kLowerLegL, s)) turn[j] = shortest_turn(turn[j] * way(sided(Role::kLowerLegL, s), sided(Role::kFootL, s)), {0, -1, 0}) * turn[j];
            if (*role[j] == sided(Role::kFootL, s)) turn[j] = Mat3(glm::mat3_cast(glm::angleAxis(-toe_out(s), Vec3(0, 1, 0))));
          }
        }
      }
      const Vec3 from = file_place(static_cast<int>(j));
      const Vec3 to = parent >= 0 ? Vec3(b_.rest_from_file[static_cast<std::size_t>(parent)] * Vec4(from, 1)) : ours * from;
      b_.rest_from_file[j] = affine(turn[j] * ours, from, to);
    }
  }

  float toe_out(std::size_t side) const {
    const Role foot = sided(Role::kFootL, side), toes = sided(Role::kToesL, side);
    if (!rig_.has(toes)) return 0;
    const Vec3 d = rig_.ours_from_file * (file_place(rig_[toes]) - file_place(rig_[foot]));
    const float yaw = std::atan2(d.x, d.z);
    return std::abs(yaw) < 0.8f ? yaw : 0.f;
  }

  // Down to the floor, hips over the origin.
  void settle() {
    Box feet, all;
    for (const auto& part : c_.parts) {
      const auto vertices = placed_vertices(part, b_.rest_from_file);
      for (std::size_t i = 0; i < vertices.size(); ++i) {
        all.add(vertices[i]);
        const int j = part.joints[i][0];
        if (rig_.legs() && (in(j, Role::kFootL) || in(j, Role::kFootR))) feet.add(vertices[i]);
      }
    }
    const Box& floor = feet.empty() ? all : feet;
    Vec3 shift(-all.centre().x, -floor.low.y, -all.centre().z);
    if (rig_.legs()) {
      const auto place = [&](Role r) { return Vec3(b_.rest_from_file[static_cast<std::size_t>(rig_[r])] * Vec4(file_place(rig_[r]), 1)); };
      const Vec3 hips = 0.5f * (place(Role::kUpperLegL) + place(Role::kUpperLegR));
      shift.x = -hips.x, shift.z = -hips.z;
    }
    for (std::size_t j = 0; j < b_.rest_from_file.size(); ++j) {
      b_.rest_from_file[j][3] += Vec4(shift, 0);
      b_.joint.push_back(Vec3(b_.rest_from_file[j] * Vec4(file_place(static_cast<int>(j)), 1)));
    }
    for (const auto& part : c_.parts) vertices_.push_back(placed_vertices(part, b_.rest_from_file));
    for (const auto& part : vertices_)
      for (const Vec3 v : part) all_.add(v);
  }

  void skeleton() {
    Plan& p = b_.plan;
    p.height = std::max(0.05f, all_.high.y);
    p.unit = p.height / kPuppetHeight;
    p.head = {};
    p.head.child = 0;
    const float h = p.height;
    // Somebody of these proportions, where the figure does not say.
    p.hip_y = 0.5f * h, p.ankle_y = 0.045f * h, p.hip_half = 0.055f * h, p.shoulder_half = 0.105f * h, p.shoulder_y = 0.8f * h, p.upper_arm = 0.16f * h, p.fore_arm = 0.145f * h, p.hand = 0.045f * h;
    const auto both = [&](Role left) { return 0.5f * (at(left) * Vec3(1, 1, 1) + at(sided(left, 1)) * Vec3(-1, 1, 1)); };
    if (rig_.legs()) {
      const Vec3 hip = both(Role::kUpperLegL), knee = both(Role::kLowerLegL), ankle = both(Role::kFootL);
      p.hip_y = hip.y, p.hip_half = std::max(0.01f * h, hip.x);
      p.ankle_y = std::max(0.f, ankle.y);
      p.thigh = std::max(1e-3f, glm::distance(hip, knee)), p.shin = std::max(1e-3f, glm::distance(knee, ankle));
      // Legs of two lengths, or bent beyond straightening: the hips stand as high as they carry.
      p.hip_y = std::max(p.ankle_y + 0.02f * h, std::min(p.hip_y, p.ankle_y + p.thigh + p.shin));
    } else {
      p.thigh = 0.5f * (p.hip_y - p.ankle_y), p.shin = p.hip_y - p.ankle_y - p.thigh;
      if (rig_.has(Role::kHips)) p.hip_y = std::max(p.ankle_y + 0.02f * h, at(Role::kHips).y);
    }
    if (rig_.arm(0) && rig_.arm(1)) {
      const Vec3 shoulder = both(Role::kUpperArmL), elbow = both(Role::kLowerArmL), wrist = both(Role::kHandL);
      p.shoulder_half = std::max(0.01f * h, shoulder.x), p.shoulder_y = shoulder.y;
      p.upper_arm = std::max(1e-3f, glm::distance(shoulder, elbow)), p.fore_arm = std::max(1e-3f, glm::distance(elbow, wrist));
    }
    p.spine_y = mix1(p.hip_y, p.shoulder_y, 0.15f), p.chest_y = mix1(p.hip_y, p.shoulder_y, 0.55f);
    p.neck_base = {0, mix1(p.shoulder_y, h, 0.15f), 0};
    p.head_pivot = {0, mix1(p.shoulder_y, h, 0.3f), 0};
    if (rig_.has(Role::kHead)) p.head_pivot = at(Role::kHead), p.neck_base = glm::mix(Vec3(0, p.shoulder_y, p.head_pivot.z), p.head_pivot, 0.4f);
    if (rig_.has(Role::kNeck)) p.neck_base = at(Role::kNeck);
  }

  // Where a shape at these weights moves the surface most, at our rest.
  std::optional<Vec3> moved_by(const ShapeWeights& mix) const {
    Vec3 sum(0.f);
    double all = 0;
    for (std::size_t part = 0; part < c_.parts.size(); ++part)
      for (const auto& s : c_.parts[part].shapes)
        for (const auto& [shape, weight] : mix)
          if (s.shape == shape)
            for (const auto& m : s.moves) {
              const float w = glm::dot(m.position, m.position) * std::abs(weight);
              sum += w * vertices_[part][m.vertex];
              all += static_cast<double>(w);
            }
    if (!(all > 1e-20)) return std::nullopt;
    return sum / static_cast<float>(all);
  }

  void head() {
    Plan& p = b_.plan;
    Box box;
    std::vector<Vec3> skin;
    std::vector<float> wide, chin_heights;
    if (rig_.has(Role::kHead))
      for (std::size_t part = 0; part < c_.parts.size(); ++part)
        for (std::size_t i = 0; i < vertices_[part].size(); ++i)
          if (in(c_.parts[part].joints[i][0], Role::kHead)) box.add(vertices_[part][i]), skin.push_back(vertices_[part][i]);
    if (box.empty() || box.high.y - p.head_pivot.y < 0.02f * p.height) {
      // No head to measure: the top eighth.
      box = {};
      for (const auto& part : vertices_)
        for (const Vec3 v : part)
          if (v.y > 0.86f * p.height) box.add(v), skin.push_back(v);
    }
    if (box.empty()) box.add({0, p.height, 0}), box.add({0, 0.86f * p.height, 0.05f * p.height});
    b_.head_top = {box.centre().x, box.high.y, box.centre().z};
    const float pivot = std::min(p.head_pivot.y, box.high.y - 0.03f * p.height), tall = box.high.y - pivot;
    // The chin: the lowest of the face, not of hair that hangs down: in front, near the middle, about where the head turns.
    for (const float near : {0.12f, 0.5f}) {  // a coarse face has no vertices in its middle
      if (chin_heights.size() >= 40) break;
      chin_heights.clear();
      for (const Vec3 v : skin)
        if (v.z > mix1(p.head_pivot.z, box.high.z, 0.55f) && std::abs(v.x - b_.head_top.x) < near * tall) chin_heights.push_back(v.y);
    }
    float chin = chin_heights.empty() ? pivot : part_of(chin_heights, 0.02);
    chin = std::clamp(chin, pivot - 0.22f * tall, pivot + 0.25f * tall);
    p.chin_y = chin;
    p.head_height = std::max(0.02f * p.height, box.high.y - chin);
    const auto front = [&](float y) {
      std::vector<float> z;
      for (const Vec3 v : skin)
        if (std::abs(v.y - y) < 0.08f * p.head_height && std::abs(v.x - b_.head_top.x) < 0.2f * p.head_height) z.push_back(v.z);
      return z.empty() ? box.high.z : part_of(z, 0.9);
    };
    b_.chin = {b_.head_top.x, chin, front(chin + 0.05f * p.head_height)};
    const auto in_head = [&](Vec3 v) { return v.y > chin && v.y < box.high.y - 0.05f * p.head_height; };
    b_.eyes = {b_.head_top.x, chin + 0.48f * p.head_height, 0};
    bool seen = false;
    if (rig_.has(Role::kEyeL) && rig_.has(Role::kEyeR))
      if (const Vec3 e = 0.5f * (at(Role::kEyeL) + at(Role::kEyeR)); in_head(e)) b_.eyes = e, seen = true;
    if (const auto* blink = face_.control(face_.control("blink_left") && face_.control("blink_right") ? "blink_left" : "blink"); !seen && blink)
      if (const auto e = moved_by(*blink); e && in_head(*e)) b_.eyes.y = e->y;
    b_.eyes.z = std::max(b_.eyes.z, front(b_.eyes.y) - 0.03f * p.head_height);
    b_.mouth = {b_.head_top.x, mix1(chin, b_.eyes.y, 0.42f), 0};
    for (const ShapeWeights* open : {face_.control("smile"), &face_.mouth[static_cast<std::size_t>(Viseme::kOU)], &face_.mouth[static_cast<std::size_t>(Viseme::kAA)]})
      if (open && !open->empty())
        if (const auto m = moved_by(*open); m && m->y > chin - 0.05f * p.head_height && m->y < b_.eyes.y) {
          b_.mouth.y = m->y;
          break;
        }
    b_.mouth.z = front(b_.mouth.y);
  }

  // Half sizes of the trunk, radii of limbs, the soles.
  void trunk() {
    Plan& p = b_.plan;
    const float h = p.height, hip = p.hip_y, shoulder = p.shoulder_y;
    std::array<std::vector<float>, 3> x, z;
    std::vector<float> arm, leg;
    std::vector<Vec2> sole;
    const auto away = [](Vec3 v, Vec3 a, Vec3 b) {
      const Vec3 d = b - a;
      return glm::length(v - a - d * clamp01(glm::dot(v - a, d) / std::max(glm::dot(d, d), 1e-9f)));
    };
    for (std::size_t part = 0; part < c_.parts.size(); ++part)
      for (std::size_t i = 0; i < vertices_[part].size(); ++i) {
        const Vec3 v = vertices_[part][i];
        const int j = c_.parts[part].joints[i][0];
        if (rig_.arm(0) && in(j, Role::kUpperArmL)) {
          if (!in(j, Role::kHandL)) arm.push_back(in(j, Role::kLowerArmL) ? away(v, at(Role::kLowerArmL), at(Role::kHandL)) : away(v, at(Role::kUpperArmL), at(Role::kLowerArmL)));
          continue;
        }
        if (rig_.legs() && in(j, Role::kFootL)) sole.emplace_back(v.z - at(Role::kFootL).z, v.y);
        if (rig_.legs() && in(j, Role::kUpperLegL) && !in(j, Role::kFootL)) leg.push_back(in(j, Role::kLowerLegL) ? away(v, at(Role::kLowerLegL), at(Role::kFootL)) : away(v, at(Role::kUpperLegL), at(Role::kLowerLegL)));
        if (in(j, Role::kUpperArmR) || in(j, Role::kHead)) continue;
        const std::array<float, 3> heights{hip, mix1(hip, shoulder, 0.45f), mix1(hip, shoulder, 0.8f)};
        for (std::size_t k = 0; k < 3; ++k)
          if (std::abs(v.y - heights[k]) < 0.04f * h) x[k].push_back(std::abs(v.x)), z[k].push_back(std::abs(v.z));
      }
    const auto half = [&](std::vector<float>& values, float otherwise) { return values.size() < 6 ? otherwise : std::clamp(part_of(values, 0.95), 0.6f * otherwise, 2.0f * otherwise); };
    const float broad = std::max(p.hip_half * 1.7f, 0.5f * p.shoulder_half);
    p.seat_w = half(x[0], broad), p.seat_d = half(z[0], 0.7f * broad);
    p.waist_w = half(x[1], 0.8f * p.shoulder_half), p.waist_d = half(z[1], 0.55f * p.shoulder_half);
    p.chest_w = std::min(half(x[2], 0.9f * p.shoulder_half), 1.1f * p.shoulder_half), p.chest_d = half(z[2], 0.6f * p.shoulder_half);
    p.belly = 0;
    p.arm_r = arm.size() < 6 ? 0.03f * h : std::clamp(part_of(arm, 0.6), 0.008f * h, 0.08f * h);
    p.leg_r = leg.size() < 6 ? 0.045f * h : std::clamp(part_of(leg, 0.6), 0.01f * h, 0.12f * h);
    p.seat_r = std::clamp(1.15f * p.leg_r, 0.02f * h, 0.1f * h);
    p.neck_r = 0.03f * h;
    if (sole.size() >= 4) b_.sole = lower_hull(std::move(sole));
    if (b_.sole.size() < 2) b_.sole = {{-0.035f * h, 0}, {0.08f * h, 0}};
  }

  void hands() {
    Plan& p = b_.plan;
    for (std::size_t s = 0; s < 2; ++s) {
      const float sign = s == 0 ? 1.f : -1.f;
      b_.finger_way[s] = {sign * 0.5f, -0.8660254f, 0};
      b_.palm_way[s] = {-sign * 0.8660254f, -0.5f, 0};
      if (!rig_.arm(s)) continue;
      const int hand = rig_[sided(Role::kHandL, s)];
      const Vec3 wrist = at(sided(Role::kHandL, s));
      const auto& fingers = rig_.fingers[s];
      if (fingers.size() >= 3) {
        const auto base = [&](std::size_t f) { return b_.joint[static_cast<std::size_t>(fingers[f].front())]; };
        const Vec3 first = base(1) - wrist, last = base(fingers.size() - 1) - wrist;
        Vec3 palm = sign * glm::cross(last, first);
        const Vec3 middle = 0.5f * (first + last);
        if (glm::length(palm) > 1e-9f && glm::length(middle) > 1e-6f) {
          b_.finger_way[s] = glm::normalize(middle);
          palm -= b_.finger_way[s] * glm::dot(palm, b_.finger_way[s]);
          if (glm::length(palm) > 1e-9f) b_.palm_way[s] = glm::normalize(palm);
          if (s == 0) p.hand = std::clamp(0.85f * glm::length(middle), 0.1f * p.fore_arm, 0.7f * p.fore_arm);
        }
        continue;
      }
      Vec3 sum(0.f);
      float n = 0;
      for (std::size_t part = 0; part < c_.parts.size(); ++part)
        for (std::size_t i = 0; i < vertices_[part].size(); ++i)
          if (hangs_on(c_, c_.parts[part].joints[i][0], hand)) sum += vertices_[part][i], n += 1;
      if (n > 3) {
        const Vec3 d = sum / n - wrist;
        if (s == 0) p.hand = std::clamp(glm::length(d), 0.1f * p.fore_arm, 0.7f * p.fore_arm);
      }
    }
  }

  void finish() {
    const Plan& p = b_.plan;
    Measures& m = b_.measures;
    m.height = p.height;
    m.eye_height = b_.eyes.y;
    m.shoulder_width = 2 * (p.shoulder_half + p.arm_r);
    m.head_height = p.head_height;
    m.seated_eye_height = rig_.legs() ? 0.45f + 0.85f * p.seat_r + b_.eyes.y - p.hip_y : b_.eyes.y;
    m.arm_length = p.upper_arm + p.fore_arm + p.hand;
    m.hip_height = p.hip_y;
    m.leg_length = p.thigh + p.shin;
    b_.chest = {0, p.shoulder_y - 0.05f * p.height, p.chest_d};
  }

  const Character& c_;
  const Rig& rig_;
  const ModelFace& face_;
  const ModelWishes& wishes_;
  ModelReport& report_;
  ModelBody b_;
  std::vector<std::vector<Vec3>> vertices_;  // by part, at our rest
  Box all_;
  float tall_ = 1;
};

}  // namespace

std::vector<Vec3> placed_vertices(const scene::CharacterPart& part, const std::vector<Mat4>& from_file) {
  std::vector<Vec3> out(part.mesh.positions.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    Vec3 p(0.f);
    for (std::size_t k = 0; k < 4; ++k)
      if (part.weights[i][k] > 0) p += part.weights[i][k] * Vec3(from_file[part.joints[i][k]] * Vec4(part.mesh.positions[i], 1));
    out[i] = p;
  }
  return out;
}

Vec3 face_colour(const Character& character, const ModelBody& body) {
  Vec3 sum(0.f);
  float all = 0;
  const float middle = 0.5f * (body.chin.y + body.eyes.y), reach = 0.35f * body.plan.head_height;
  for (const auto& part : character.parts) {
    const auto vertices = placed_vertices(part, body.rest_from_file);
    for (std::size_t t = 0; t < part.mesh.triangles.size(); ++t) {
      const glm::uvec3 c = part.mesh.triangles[t];
      const Vec3 at = (vertices[c.x] + vertices[c.y] + vertices[c.z]) / 3.f, n = glm::cross(vertices[c.y] - vertices[c.x], vertices[c.z] - vertices[c.x]);
      if (std::abs(at.y - middle) > reach || std::abs(at.x - body.eyes.x) > reach || at.z < body.eyes.z - reach || !(n.z > 0)) continue;
      const auto& m = part.mesh.materials[part.mesh.triangle_material[t]];
      Vec3 colour = m.albedo;
      if (m.texture && !part.mesh.uv.empty() && m.texture->width > 0) {
        const Vec2 uv = (part.mesh.uv[c.x] + part.mesh.uv[c.y] + part.mesh.uv[c.z]) / 3.f;
        const auto pixel = [](float v, int size) { return std::isfinite(v) ? std::clamp(static_cast<int>((v - std::floor(v)) * static_cast<float>(size)), 0, size - 1) : 0; };
        const std::size_t i = 4 * (static_cast<std::size_t>(pixel(1 - uv.y, m.texture->height)) * static_cast<std::size_t>(m.texture->width) + static_cast<std::size_t>(pixel(uv.x, m.texture->width)));
        for (int k = 0; k < 3; ++k) colour[k] *= std::pow(static_cast<float>(m.texture->rgba[i + static_cast<std::size_t>(k)]) / 255.f, 2.2f);
      }
      sum += n.z * colour;
      all += n.z;
    }
  }
  return all > 1e-9f ? glm::clamp(sum / all, Vec3(0.02f), Vec3(0.9f)) : Vec3(0.5f);
}

std::vector<Vec2> lower_hull(std::vector<Vec2> points) {
  std::sort(points.begin(), points.end(), [](Vec2 a, Vec2 b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  std::vector<Vec2> hull;
  for (const Vec2 p : points) {
    while (hull.size() >= 2) {
      const Vec2 a = hull[hull.size() - 2], b = hull.back();
      if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0) break;
      hull.pop_back();
    }
    hull.push_back(p);
  }
  return hull;
}

ModelBody body_of(const Character& character, const Rig& rig, const ModelFace& face, const ModelWishes& wishes, ModelReport& report) { return Measurer(character, rig, face, wishes, report).run(); }

}  // namespace auteur::puppets
