#include "view.h"

#include <algorithm>

#include "optics.h"

namespace auteur::camera {
namespace {

constexpr float kClear = 0.35f, kOutside = 2.5f;

bool finite(Vec3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

float segment_distance(Vec3 a, Vec3 b, Vec3 p) {
  const Vec3 d = b - a;
  const float s = std::clamp(glm::dot(p - a, d) / std::max(1e-9f, glm::dot(d, d)), 0.f, 1.f);
  return glm::length(p - (a + d * s));
}

// Nearest distance of two segments, good enough for bodies: sampled on the second.
float segments_distance(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  float best = 1e30f;
  for (int i = 0; i <= 3; ++i) best = std::min(best, segment_distance(a, b, glm::mix(c, d, static_cast<float>(i) / 3)));
  return best;
}

}  // namespace

View::View(const CoverageRequest& request) : space_(request.set) {
  lowest_ = std::clamp(static_cast<float>(request.look.lowest), 0.28f, 3.f);
  highest_ = std::max(lowest_ + 0.1f, static_cast<float>(std::min(request.look.highest, 1e6)));
  aspect_ = request.look.aspect > 0.3 && request.look.aspect < 10 ? request.look.aspect : 2.39;
  if (const world::Set* set = request.set) {
    const auto sane = [](float v, float fallback, float most) { return std::isfinite(v) && v > 1.f ? std::min(v, most) : fallback; };
    width_ = sane(set->size.x, 5, 200), depth_ = sane(set->size.z, 4, 200), height_ = sane(set->size.y, 2.8f, 60);
    interior_ = set->setting == screenplay::Setting::kInterior;
    for (const world::Piece& piece : set->pieces) {
      const Box& b = piece.bounds;
      if (b.empty() || !finite(b.low) || !finite(b.high) || b.high.y < 0.06f || boxes_.size() > 500) continue;
      // Something as large as the place itself is the ground, a ceiling or a backdrop, not an obstacle.
      if (b.size().x > 0.9f * width_ && b.size().z > 0.9f * depth_) continue;
      boxes_.push_back(b);
    }
    if (interior_)
      for (const world::SetWall& wall : set->walls)
        if (finite(wall.inward) && finite(wall.point) && glm::length(wall.inward) > 0.5f && walls_.size() < 16) walls_.push_back(wall);
  }
  const staging::Staging& staging = *request.staging;
  length_ = staging.length.value;
  lines_ = staging.lines;
  samples_ = static_cast<std::size_t>(std::clamp(length_, 0.0, 14400.0) * kRate) + 2;
  for (const staging::PersonTrack& track : staging.people) {
    if (people_.size() >= 80) break;
    Person person;
    person.id = track.id;
    for (const staging::Line& line : staging.lines)
      if (line.who == track.id && !line.off_screen) person.words += (line.end - line.start).value;
    people_.push_back(std::move(person));
  }
  for (Person& person : people_) {
    puppets::Measures m;
    if (const auto found = request.people.find(person.id); found != request.people.end()) m = found->second;
    if (!(m.head_height > 0.05f && m.head_height < 1)) m.head_height = 0.36f;
    if (!(m.height > 0.3f && m.height < 3)) m.height = 1.45f;
    if (!(m.eye_height > 0.2f && m.eye_height < m.height)) m.eye_height = m.height * 0.83f;
    if (!(m.seated_eye_height > 0.2f && m.seated_eye_height < 2)) m.seated_eye_height = m.eye_height * 0.83f;
    person.samples.resize(samples_);
    for (std::size_t i = 0; i < samples_; ++i) {
      const staging::PersonState s = staging::person_at(staging, person.id, Seconds(static_cast<double>(i) / kRate), request.people);
      Body& b = person.samples[i];
      b.present = s.present && finite(s.position);
      if (!b.present) continue;
      b.floor = s.position;
      b.eyes = staging::eyes_of(s, m);
      b.head = b.eyes + Vec3(0, m.height - 0.5f * m.head_height - m.eye_height, 0) - heading(s.yaw) * (0.3f * m.head_height);
      b.top = b.eyes.y + m.height - m.eye_height;
      b.head_height = m.head_height;
      b.face = staging::face_direction(s, m);
      b.yaw = s.yaw;
      b.seated = s.seated;
      b.gaze = s.gaze_at.empty() ? -1 : index_of(s.gaze_at);
      b.indoors = std::abs(b.floor.x) < width_ / 2 + 0.05f && std::abs(b.floor.z) < depth_ / 2 + 0.05f;
      if (i > 0 && person.samples[i - 1].present) b.speed = glm::length(b.eyes - person.samples[i - 1].eyes) * static_cast<float>(kRate);
    }
  }
}

const Body& View::body(int i, double t) const {
  static const Body kNobody;
  if (i < 0 || static_cast<std::size_t>(i) >= people_.size()) return kNobody;
  const auto& samples = people_[static_cast<std::size_t>(i)].samples;
  // Cuts lie on frames, exactly between samples: a hair more keeps rounding from deciding.
  const auto k = static_cast<std::size_t>(std::max(0.0, t * kRate + 0.5 + 1e-4));
  return samples[std::min(k, samples.size() - 1)];
}

int View::index_of(const std::string& id) const {
  for (std::size_t i = 0; i < people_.size(); ++i)
    if (people_[i].id == id) return static_cast<int>(i);
  return -1;
}

bool View::can_stand(Vec3 p, std::span<const double> times, std::vector<std::string>* hidden) const {
  if (!finite(p) || p.y < lowest_ || p.y > highest_) return false;
  if (hidden) hidden->clear();
  if (interior_) {
    if (p.y > height_ - 0.2f) return false;
    const float ox = std::abs(p.x) - width_ / 2, oz = std::abs(p.z) - depth_ / 2;
    if (ox > kOutside || oz > kOutside) return false;
    if (walls_.empty() && (ox > -kClear || oz > -kClear)) return false;
    for (const world::SetWall& wall : walls_) {
      const float d = glm::dot(p - wall.point, wall.inward) / glm::length(wall.inward);
      if (d < kClear && hidden) hidden->push_back(wall.id);
    }
  } else {
    const float reach = 8;
    if (std::abs(p.x) > width_ / 2 + reach || std::abs(p.z) > depth_ / 2 + reach || p.y > 12) return false;
  }
  for (const Box& box : boxes_)
    if (glm::length(p - glm::clamp(p, box.low, box.high)) < kClear) return false;
  for (std::size_t i = 0; i < people_.size(); ++i)
    for (const double t : times) {
      const Body& b = body(static_cast<int>(i), t);
      if (b.present && segment_distance(b.floor, b.head, p) < 0.22f + kClear) return false;
    }
  return true;
}

bool View::sees(Vec3 camera, Vec3 point, double t, int skip_a, int skip_b, float trim) const {
  const Vec3 d = point - camera;
  const float length = glm::length(d);
  if (length < 1e-3f) return true;
  const Vec3 end = point - d * (trim / length);
  if (space_.free_way(camera, end) < 1) return false;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (static_cast<int>(i) == skip_a || static_cast<int>(i) == skip_b) continue;
    const Body& b = body(static_cast<int>(i), t);
    if (!b.present) continue;
    if (segment_distance(camera, end, b.head) < 0.5f * b.head_height + 0.02f) return false;
    const Vec3 hip = b.floor + Vec3(0, 0.3f, 0), neck = b.head - Vec3(0, 0.55f * b.head_height, 0);
    if (segments_distance(camera, end, hip, neck) < 0.17f) return false;
  }
  return true;
}

float View::face_seen(Vec3 camera, int who, double t) const {
  const Body& b = body(who, t);
  if (!b.present) return 0;
  const Vec3 to = b.head - camera;
  const Vec3 side = glm::normalize(Vec3(to.z, 0, -to.x) + Vec3(1e-6f, 0, 0)) * (0.3f * b.head_height);
  const Vec3 points[] = {b.eyes, b.eyes + side, b.eyes - side, b.head - Vec3(0, 0.3f * b.head_height, 0), b.head + Vec3(0, 0.35f * b.head_height, 0)};
  float seen = 0;
  for (const Vec3 p : points) seen += sees(camera, p, t, who, -1, 0.1f) ? 0.2f : 0.f;
  return seen;
}

float View::bust_seen(Vec3 camera, int who, double t, int except) const {
  const Body& b = body(who, t);
  if (!b.present) return 0;
  const Vec3 to = b.head - camera;
  const Vec3 side = glm::normalize(Vec3(to.z, 0, -to.x) + Vec3(1e-6f, 0, 0)) * (0.35f * b.head_height);
  float seen = 0;
  for (const float down : {0.5f, 0.85f})
    for (const float along : {-1.f, 0.f, 1.f}) seen += sees(camera, b.head - Vec3(0, down * b.head_height, 0) + along * side, t, who, except, 0.15f) ? 1.f / 6 : 0.f;
  return seen;
}

float View::veil(const scene::Camera& camera, float distance, double t, int subject, int skip) const {
  constexpr int kColumns = 15, kRows = 7;
  const float reach = 0.6f * distance;
  std::vector<const Body*> near;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (static_cast<int>(i) == subject || static_cast<int>(i) == skip) continue;
    const Body& b = body(static_cast<int>(i), t);
    if (b.present && segment_distance(b.floor, b.head, camera.position) < reach + 0.3f) near.push_back(&b);
  }
  float hidden = 0, all = 0;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const float x = 1.9f * (static_cast<float>(column) + 0.5f) / kColumns - 0.95f, y = 1.8f * (static_cast<float>(row) + 0.5f) / kRows - 0.9f;
      const float weight = std::abs(x) < 0.55f ? 2.f : 1.f;
      all += weight;
      const Vec3 end = camera.position + ray(camera, aspect_, x, y) * reach;
      bool hit = space_.free_way(camera.position, end) < 1;
      for (std::size_t i = 0; i < near.size() && !hit; ++i) {
        const Body& b = *near[i];
        const Vec3 hip = b.floor + Vec3(0, 0.3f, 0), neck = b.head - Vec3(0, 0.55f * b.head_height, 0);
        hit = segment_distance(camera.position, end, b.head) < 0.48f * b.head_height || segments_distance(camera.position, end, hip, neck) < 0.15f;
      }
      hidden += hit ? weight : 0;
    }
  return hidden / all;
}

float View::backstage(const scene::Camera& camera, std::span<const std::string> hidden) const {
  constexpr int kColumns = 15, kRows = 7;
  constexpr float kAlong = 0.35f, kTall = 0.6f;
  if (!interior_ || hidden.empty()) return 0;
  std::vector<const world::SetWall*> open;
  for (const world::SetWall& wall : walls_)
    if (std::find(hidden.begin(), hidden.end(), wall.id) != hidden.end()) open.push_back(&wall);
  std::vector<const Box*> backs;
  for (const Box& box : boxes_) {
    if (box.high.y < kTall || box.low.y > 0.5f) continue;
    for (const world::SetWall* wall : open) {
      // The corner nearest to the wall.
      const Vec3 corner(wall->inward.x > 0 ? box.low.x : box.high.x, 0, wall->inward.z > 0 ? box.low.z : box.high.z);
      if (glm::dot(corner - wall->point, wall->inward) / glm::length(wall->inward) < kAlong) { backs.push_back(&box); break; }
    }
  }
  float shown = 0;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const float x = 2 * (static_cast<float>(column) + 0.5f) / kColumns - 1, y = 2 * (static_cast<float>(row) + 0.5f) / kRows - 1;
      const Vec3 d = ray(camera, aspect_, x, y);
      bool hit = false;
      for (const world::SetWall* wall : open) {
        const float towards = glm::dot(d, wall->inward), behind = glm::dot(wall->point - camera.position, wall->inward);
        const bool outside = behind > 0;
        if (std::abs(towards) < 1e-4f || (towards > 0) != outside) {  // never crosses its plane
          hit = hit || outside;
          continue;
        }
        const Vec3 p = camera.position + d * (behind / towards);
        const bool in_wall = p.y > -0.02f && p.y < height_ + 0.02f && std::abs(p.x) < width_ / 2 + 0.05f && std::abs(p.z) < depth_ / 2 + 0.05f;
        hit = hit || in_wall != outside;  // from inside the hole shows where the wall should be
      }
      for (std::size_t i = 0; i < backs.size() && !hit; ++i) hit = enters(*backs[i], camera.position, d) >= 0;
      shown += hit;
    }
  return shown / (kColumns * kRows);
}

float View::head_in_the_way(const scene::Camera& camera, float distance, double t) const {
  float worst = 0;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    const Body& b = body(static_cast<int>(i), t);
    if (!b.present) continue;
    const Vec3 at = project(camera, aspect_, b.head);
    if (at.z < 0.1f || at.z > 0.9f * distance || std::abs(at.x) > 0.75f || std::abs(at.y) > 1.1f) continue;
    const bool away = glm::dot(b.face, camera.position - b.eyes) <= 0;
    worst = std::max(worst, (away ? 1.5f : 1.f) * b.head_height / visible_height_at(at.z, camera.focal_mm / std::max(1.f, camera.squeeze), aspect_));
  }
  return worst;
}

float View::middle_of(const scene::Camera& camera, std::span<const int> people, double t) const {
  float left = 1e9f, right = -1e9f;
  for (const int who : people)
    if (const Body& b = body(who, t); b.present && b.indoors) {
      const Vec3 at = project(camera, aspect_, b.head);
      if (at.z > 0.05f) left = std::min(left, at.x), right = std::max(right, at.x);
    }
  return left > right ? 0 : 0.5f * (left + right);
}

float View::depth_behind(Vec3 camera, Vec3 subject) const {
  const Vec3 d = glm::normalize(Vec3(subject.x - camera.x, 0, subject.z - camera.z) + Vec3(1e-6f, 0, 0));
  float room = 6;
  if (interior_) {
    if (std::abs(d.x) > 1e-4f) room = std::min(room, ((d.x > 0 ? width_ / 2 : -width_ / 2) - subject.x) / d.x);
    if (std::abs(d.z) > 1e-4f) room = std::min(room, ((d.z > 0 ? depth_ / 2 : -depth_ / 2) - subject.z) / d.z);
  }
  return std::max(0.f, room);
}

}  // namespace auteur::camera
