// A staged scene sampled over time, and everything a camera could bump into or be blocked by.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"
#include "space.h"

namespace auteur::camera {

struct Body {
  bool present = false;
  bool indoors = true;      // not in the doorway or beyond
  Vec3 floor{0.f}, eyes{0.f}, head{0.f}, face{0, 0, 1};
  float yaw = 0, seated = 0, head_height = 0.36f, top = 1.45f, speed = 0;
  int gaze = -1;            // index of the person looked at
};

struct Person { std::string id; std::vector<Body> samples; double words = 0; };

class View {
 public:
  static constexpr double kRate = 12;  // as drawings: what moves by whole drawings is planned alike
  explicit View(const CoverageRequest& request);

  double length() const { return length_; }
  std::size_t count() const { return people_.size(); }
  const Person& person(int i) const { return people_[static_cast<std::size_t>(i)]; }
  const Body& body(int i, double t) const;
  int index_of(const std::string& id) const;
  std::size_t samples() const { return samples_; }

  // Hard rules for a camera position: in the room or at most 2.5 m behind a wall that is taken away, clear of
  // furniture and people. Fills the walls to hide.
  bool can_stand(Vec3 p, std::span<const double> times, std::vector<std::string>* hidden) const;
  // Share of a face seen from `camera`, 0..1: furniture and other people in the way. `except` is looked through.
  float face_seen(Vec3 camera, int who, double t) const;
  // Share of throat and shoulders seen past everything but `except`, 0..1: flowers and lamps on a table leave a face free and stand before it all the same.
  float bust_seen(Vec3 camera, int who, double t, int except) const;
  bool sees(Vec3 camera, Vec3 point, double t, int skip_a, int skip_b, float trim = 0.03f) const;
  // Share of the frame hidden by what is nearer than 0.6 of `distance`: furniture and people in the foreground, those in
  // the middle counting double. `skip`: somebody who may be there (the one over whose shoulder we look).
  float veil(const scene::Camera& camera, float distance, double t, int subject, int skip = -1) const;
  // Share of the frame that shows what no film shows, with walls taken away (`hidden`): what lies outside the room beside and
  // below those walls, the hole itself seen from inside, and the backs of tall things that stand along them.
  float backstage(const scene::Camera& camera, std::span<const std::string> hidden) const;
  // The largest head in or near the middle of the frame nearer than `distance`, as a share of the frame's height; one
  // turned away counts half as much again.
  float head_in_the_way(const scene::Camera& camera, float distance, double t) const;
  // Where between left (-1) and right (1) the middle of a group lands, between its outermost heads; 0 for nobody.
  float middle_of(const scene::Camera& camera, std::span<const int> people, double t) const;
  // Room behind the subject along the axis, for depth.
  float depth_behind(Vec3 camera, Vec3 subject) const;
  const std::vector<Box>& boxes() const { return boxes_; }
  float width() const { return width_; }
  float depth() const { return depth_; }
  float height() const { return height_; }
  float within_heights(float y) const { return std::clamp(y, lowest_, highest_); }
  bool interior() const { return interior_; }
  const std::vector<staging::Line>& lines() const { return lines_; }
  double aspect() const { return aspect_; }

 private:
  std::vector<Person> people_;
  std::vector<Box> boxes_;
  std::vector<staging::Line> lines_;
  Space space_;
  std::vector<world::SetWall> walls_;
  float width_ = 5, depth_ = 4, height_ = 2.8f, lowest_ = 0.28f, highest_ = 1e6f;
  bool interior_ = true;
  double length_ = 0, aspect_ = 2.39;
  std::size_t samples_ = 0;
};

}  // namespace auteur::camera
