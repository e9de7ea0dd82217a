// Where to put a camera: candidates of angle, distance, height and lens, judged by composition, sight and room.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "idioms.h"
#include "view.h"

namespace auteur::camera {

// A set-up: a place and lens, and where on the screen the subject goes.
struct Setup {
  bool found = false;
  double score = -1e9;
  Vec3 position{0.f}, target{0.f};
  float focal = 35, x = 0, y = 0.3f;   // screen position of the anchor
  int anchor = -1;                     // person whose eyes the aim follows; -1: `point`
  Vec3 point{0.f};
  std::vector<std::string> hidden;
};

class Solver {
 public:
  Solver(const CoverageRequest& request, const View& view);

  // The side of the line between two people the camera stays on: +1 or -1 for the pair in index order.
  int side(int a, int b) const;
  void set_side(int a, int b, int sign);
  void draw_line(int a, int b, Vec3 camera, double t);
  void draw_lines(Vec3 camera, double t);  // from a camera that sees everybody: its side of every line it does not stand on
  bool on_side(int a, int b, Vec3 camera, double t) const;

  Setup single(int who, int partner, const Idiom& idiom, Size size, double t, std::span<const double> times, float only_lens = 0) const;
  Setup over_shoulder(int who, int other, const Idiom& idiom, Size size, double t, std::span<const double> times, float only_lens = 0) const;
  Setup two_shot(int a, int b, const Idiom& idiom, Size size, double t, std::span<const double> times) const;
  Setup wide(const Idiom& idiom, Size size, std::span<const double> times, int sign_a = -1, int sign_b = -1, int sign = 0, std::span<const int> only = {}) const;
  // Through somebody's eyes at somebody else.
  Setup point_of_view(int who, int other, const Idiom& idiom, Size size, double t, std::span<const double> times) const;
  // A thing where it is at each of `times`; `main` is the moment that tells. `size`: the thing's own.
  Setup insert(std::span<const Vec3> places, std::size_t main, Vec3 size, int handler, const Idiom& idiom, std::span<const double> times) const;
  Setup follow(int who, const Idiom& idiom, Size size, std::span<const double> times) const;
  Setup last_resort() const;

  scene::Camera camera(const Setup& setup) const;
  const View& view() const { return view_; }

 private:
  // Keeps the candidate if it is better, shows who it is meant to show and its foreground is clear enough. Asked last, because
  // it is dear.
  void keep_clear(Setup& best, Setup&& candidate, float distance, double t, int subject, int skip = -1, Framing meant = Framing::kEmpty) const;
  double slivers(const scene::Camera& c, int subject, int skip, double t) const;
  float eye_line(const Body& body, float visible) const;  // screen y of the eyes
  const View& view_;
  double aspect_;
  float wide_lens_ = 24;
  int looks_ = 0;  // CoverageRequest::looks
  std::map<std::pair<int, int>, int> sides_;
};

// Sign of the camera's side of the line from a to b, seen from above.
int side_sign(Vec3 a, Vec3 b, Vec3 camera);

}  // namespace auteur::camera
