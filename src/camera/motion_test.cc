// How a camera moves: sway by its spectrum, floats, arcs, focus pulls, zooms; and the lens they are made with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "auteur/base/json.h"
#include "auteur/camera/moves.h"
#include "auteur/camera/rig.h"
#include "operate.h"
#include "optics.h"
#include "support.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using staging::testing::kitchen_scene;
using staging::testing::random_scene;
using staging::testing::room;

Shot on(const std::string& rig, float focal = 35, const std::string& id = "4B", double seconds = 64) {
  Shot s;
  s.id = id;
  s.end = Seconds(seconds);
  CameraKey key;
  key.camera.position = {0, 1.4f, 3}, key.camera.target = {0, 1.3f, 0};
  key.camera.focal_mm = focal, key.camera.focus_distance = 3;
  s.keys = {key};
  s.support = support_of(rig, id);
  return s;
}

// Degrees to the right of (up from) where the camera should look.
std::vector<double> turns(const Shot& s, bool up, double rate = 32) {
  const scene::CameraAxes a = scene::axes_of(s.keys[0].camera);
  std::vector<double> out;
  for (double t = 0; t < (s.end - s.start).value; t += 1 / rate) {
    const Vec3 f = scene::axes_of(camera_at(s, Seconds(t))).forward;
    out.push_back(std::atan2(static_cast<double>(glm::dot(f, up ? a.up : a.right)), static_cast<double>(glm::dot(f, a.forward))) * 180 / M_PI);
  }
  return out;
}

double rms(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x * x;
  return std::sqrt(sum / static_cast<double>(v.size()));
}

// Root mean square of the part between two frequencies.
double in_band(const std::vector<double>& v, double low, double high, double rate = 32) {
  const double length = static_cast<double>(v.size()) / rate;
  double power = 0;
  for (int k = 1; k < static_cast<int>(v.size()) / 2; ++k) {
    const double hz = k / length;
    if (hz < low || hz >= high) continue;
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * std::polar(1.0, -2 * M_PI * k * static_cast<double>(i) / static_cast<double>(v.size()));
    power += 2 * std::norm(sum / static_cast<double>(v.size()));
  }
  return std::sqrt(power);
}

TEST(Motion, ATripodStandsStill) {
  for (const char* rig : {"", "tripod", "dolly"}) {
    const Shot s = on(rig);
    const scene::Camera first = camera_at(s, Seconds(0));
    for (double t = 0; t < 8; t += 0.37) {
      const scene::Camera c = camera_at(s, Seconds(t));
      EXPECT_TRUE(c.position == first.position && c.target == first.target && c.roll == first.roll) << rig;
    }
  }
}

TEST(Motion, AHandDriftsBreathesAndTrembles) {
  double pan = 0, tilt = 0, drift = 0, breath = 0, gap = 0, tremor = 0;
  constexpr int kShots = 12;
  for (int i = 0; i < kShots; ++i) {
    const Shot s = on("handheld", 35, std::to_string(i + 1) + "A");
    const auto p = turns(s, false);
    pan += rms(p) / kShots, tilt += rms(turns(s, true)) / kShots;
    drift += in_band(p, 0.05, 0.55) / kShots, breath += in_band(p, 0.55, 2.6) / kShots, gap += in_band(p, 3.5, 7.5) / kShots, tremor += in_band(p, 7.9, 12.1) / kShots;
  }
  EXPECT_NEAR(pan, 0.31, 0.05);  // degrees at 35 mm: 0.30 of drift, 0.12 of breath and 0.015 of tremor, a little held back
  EXPECT_NEAR(tilt, 0.25, 0.04);
  EXPECT_NEAR(drift, 0.30, 0.05);
  EXPECT_GT(breath, 0.04);
  EXPECT_LT(breath, 0.09);
  EXPECT_NEAR(tremor, 0.015, 0.004);
  EXPECT_LT(gap, 0.4 * tremor) << "nothing between breath and tremor";
  EXPECT_LT(tremor, std::atan(0.063 / 35) * 180 / M_PI) << "a tremor below what one can see (ISO 20954-1)";
}

TEST(Motion, PowerFallsWithTheSquareOfTheFrequency) {
  double low = 0, high = 0;
  for (int i = 0; i < 16; ++i) {
    Shot s = on("handheld", 35, std::to_string(i + 1) + "C");
    Sway band;
    band.low = 0.5, band.high = 4.5, band.pan = 0.2;
    s.support.sway = {band};
    const auto p = turns(s, false);
    low += std::pow(in_band(p, 0.944, 1.833), 2), high += std::pow(in_band(p, 1.833, 3.611), 2);  // between its sines
  }
  EXPECT_NEAR(low / high, 1.91, 0.35) << "1/f2: an octave higher holds half the power";
}

TEST(Motion, ALongerLensIsHeldStillerAndEverythingIsBounded) {
  const double wide = rms(turns(on("handheld", 24), false)), middle = rms(turns(on("handheld", 50), false)), longer = rms(turns(on("handheld", 100), false));
  EXPECT_NEAR(wide / middle, std::sqrt(50.0 / 24), 0.06);
  EXPECT_NEAR(middle / longer, std::sqrt(2.0), 0.06);
  for (int i = 0; i < 30; ++i) {
    const Shot s = on("handheld", 50, std::to_string(i) + "D");
    const SwayBounds most = sway_bounds(s.support, 50);
    for (const double x : turns(s, false)) EXPECT_LE(std::abs(x), most.pan + 1e-3);
    for (const double y : turns(s, true)) EXPECT_LE(std::abs(y), most.tilt + 1e-3);
    for (double t = 0; t < 20; t += 0.1) EXPECT_LE(std::abs(camera_at(s, Seconds(t)).position.x), most.side + 1e-4);
  }
}

TEST(Motion, TheSameShotMovesAlikeAndAnotherDoesNot) {
  const auto a = turns(on("handheld", 35, "4B", 8), false), again = turns(on("handheld", 35, "4B", 8), false), b = turns(on("handheld", 35, "4C", 8), false);
  EXPECT_EQ(a, again);
  EXPECT_NE(a, b);
  ShotList list{"4", {on("handheld")}, {}};
  list.shots[0].keys[0].camera.squeeze = 2, list.shots[0].keys[0].camera.breathing = 0.5f;
  const auto read = shot_list_from_json(to_json(list));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(turns(read->shots[0], false), turns(list.shots[0], false)) << "the shot's document holds all of its motion";
  EXPECT_EQ(to_json(*read), to_json(list));
}

TEST(Motion, ASteadicamStartsSoftlyAndArrives) {
  Shot s = on("", 35, "4E", 6);
  CameraKey end = s.keys[0];
  end.at = Seconds(1.2);
  end.camera.position.x += 2, end.camera.target.x += 2;
  s.keys.push_back(end);
  Shot afloat = s;
  afloat.support = support_of("steadicam", s.id);
  afloat.support.sway.clear();
  double hard = 0, soft = 0, past = 0;
  const auto jolt = [](const Shot& shot, double t) {
    const auto x = [&](double at) { return static_cast<double>(camera_at(shot, Seconds(at)).position.x); };
    return std::abs(x(t + 0.05) - 2 * x(t) + x(t - 0.05)) / 0.0025;
  };
  for (double t = 0.1; t < 5.8; t += 0.04) {
    hard = std::max(hard, jolt(s, t)), soft = std::max(soft, jolt(afloat, t));
    past = std::max(past, static_cast<double>(camera_at(afloat, Seconds(t)).position.x) - 2);
  }
  EXPECT_LT(soft, 0.6 * hard);
  EXPECT_LT(past, 0.1);
  EXPECT_NEAR(static_cast<double>(camera_at(afloat, Seconds(5.9)).position.x), 2, 0.01);
}

TEST(Motion, ACraneSwingsOnItsArm) {
  const Vec3 a(0, 1, 6), b(0, 4, 5), target(0, 1, 0);
  constexpr double kArm = 5.5;
  // The centre that the ends and the middle have in common is one arm away from every point between.
  const Vec3 m = on_arc(a, b, target, kArm, 0.5), bulge = glm::normalize(m - 0.5f * (a + b));
  const Vec3 centre = m - bulge * static_cast<float>(kArm);
  for (double s = 0; s <= 1; s += 0.125) EXPECT_NEAR(static_cast<double>(glm::length(on_arc(a, b, target, kArm, s) - centre)), kArm, 1e-4);
  EXPECT_LT(glm::length(on_arc(a, b, target, kArm, 0) - a) + glm::length(on_arc(a, b, target, kArm, 1) - b), 1e-4f);
  EXPECT_GT(glm::dot(bulge, target - a), 0) << "the base stands behind the camera";
}

TEST(Motion, InADollyZoomTheSubjectStaysAsLarge) {
  for (const float breathing : {0.f, 1.f})
    for (const double amount : {0.3, 0.6, -0.5}) {
      MoveOrder order;
      order.kind = Movement::kDollyZoom;
      order.from = on("").keys[0].camera;
      order.from.focal_mm = 65, order.from.breathing = breathing;
      order.subject = {0.3f, 1.35f, 0};
      order.from.focus_distance = project(order.from, 2.39, order.subject).z;
      order.amount = amount;
      Shot s = on("", 35, "4F", order.seconds);
      s.keys = keys_of_move(order);
      EXPECT_EQ(measured_movement(s), Movement::kDollyZoom);
      const auto height = [&](double t) {
        const scene::Camera c = camera_at(s, Seconds(t));
        return static_cast<double>(project(c, 2.39, order.subject + Vec3(0, 0.18f, 0)).y - project(c, 2.39, order.subject - Vec3(0, 0.18f, 0)).y);
      };
      const double first = height(0);
      for (double t = 0; t <= order.seconds; t += 0.1) {
        EXPECT_NEAR(height(t) / first, 1, 0.01) << amount << " breathing " << breathing << " at " << t;
        EXPECT_NEAR(project(camera_at(s, Seconds(t)), 2.39, order.subject).x, project(order.from, 2.39, order.subject).x, 0.01f);
      }
      // The world behind does not.
      const auto behind = [&](double t) { return static_cast<double>(project(camera_at(s, Seconds(t)), 2.39, {1, 1, -6}).x - project(camera_at(s, Seconds(t)), 2.39, {-1, 1, -6}).x); };
      EXPECT_GT(std::abs(behind(order.seconds) / behind(0) - 1), 0.1);
    }
}

TEST(Motion, EveryMoveIsMeasuredAsWhatItIs) {
  for (const Movement kind : {Movement::kPushIn, Movement::kPullOut, Movement::kPan, Movement::kTilt, Movement::kDolly, Movement::kBoom, Movement::kZoomIn, Movement::kZoomOut, Movement::kDollyZoom, Movement::kArc, Movement::kRoll}) {
    MoveOrder order;
    order.kind = kind;
    order.from = on("").keys[0].camera;
    order.subject = {0, 1.35f, 0};
    Shot s = on("", 35, "4G", order.seconds);
    s.keys = keys_of_move(order);
    EXPECT_EQ(measured_movement(s), kind) << movement_name(kind);
    const RigChoice rig = rig_for(s, false);
    EXPECT_FALSE(rig.name.empty()) << movement_name(kind) << ": " << rig.why;
    if (kind == Movement::kZoomIn || kind == Movement::kPan) { EXPECT_EQ(rig.name, "tripod") << "needs no more than a head and a lens"; }
  }
  EXPECT_EQ(measured_movement(on("")), Movement::kStatic);
  EXPECT_EQ(measured_movement(on("handheld")), Movement::kHandheld);
}

TEST(Motion, AFocusPullGoesALittleTooFarAndStays) {
  Shot s = on("", 75, "4H", 4);
  s.keys[0].camera.focus_distance = 1.5f;
  pull_focus(s, Seconds(1), 3, Seconds(0.5));
  const auto at = [&](double t) { return static_cast<double>(camera_at(s, Seconds(t)).focus_distance); };
  EXPECT_NEAR(at(0.5), 1.5, 1e-5);
  EXPECT_NEAR(at(1), 1.5, 1e-5) << "nothing before it begins";
  EXPECT_NEAR(at(1.5), 3.06, 1e-4);
  EXPECT_NEAR(at(2), 3, 1e-4);
  EXPECT_NEAR(at(3.9), 3, 1e-4);
  double last = 0;
  for (double t = 0; t < 1.5; t += 0.02) EXPECT_GE(at(t), last - 1e-6), last = at(t);
}

// Facts of a thin lens: 50 mm on a 24.89 mm gate.
TEST(Motion, TheFieldBreathesAsAThinLens) {
  scene::Camera c;
  c.focal_mm = 50, c.breathing = 1;
  const auto degrees = [&](float tangent) { return 2 * std::atan(static_cast<double>(tangent)) * 180 / M_PI; };
  c.focus_distance = 1e5f;
  EXPECT_NEAR(degrees(scene::field_of(c, 2.39f).half_width), 27.95, 0.005);
  c.focus_distance = 1;
  EXPECT_NEAR(degrees(scene::field_of(c, 2.39f).half_width), 26.61, 0.005);
  c.breathing = 0;
  EXPECT_NEAR(degrees(scene::field_of(c, 2.39f).half_width), 27.95, 0.005) << "a lens that holds its field";
}

TEST(Motion, AnAnamorphicLensSeesTwiceAsFarToTheSidesAndBreathesByAxis) {
  scene::Camera round, wide;
  round.focal_mm = wide.focal_mm = 50;
  wide.squeeze = 2;
  EXPECT_NEAR(scene::field_of(wide, 2.39f).half_width, 2 * scene::field_of(round, 2.39f).half_width, 1e-6f);
  EXPECT_NEAR(scene::field_of(wide, 2.39f).half_width / scene::field_of(wide, 2.39f).half_height, 2.39f, 1e-4f) << "and fills the same picture";
  const scene::Field far = scene::field_of(wide, 2.39f);
  wide.breathing = 1, wide.focus_distance = 1;
  const scene::Field near = scene::field_of(wide, 2.39f);
  EXPECT_NEAR(far.half_width / near.half_width, 1 / (1 - 0.025), 1e-3) << "25 mm across";
  EXPECT_NEAR(far.half_height / near.half_height, 1 / (1 - 0.05), 1e-3) << "50 mm up and down";
}

testing::Case tense(std::uint64_t seed) {
  testing::Case c = seed == 0 ? testing::stage(kitchen_scene(), room()) : testing::stage(random_scene(seed, 3, 14, false), room(5.5f, 4.5f));
  for (auto& line : c.staging.lines) line.mood.tension = 1;
  c.look.style = "tense";
  return c;
}

TEST(Motion, OnTheShoulderFacesStayInThePictureAndSizesStayTrue) {
  int shots = 0, there = 0, inside = 0, wrong = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const testing::Case c = tense(seed);
    for (const Shot& s : c.cover().shots) {
      if (s.support.rig != "handheld" || s.subjects.empty()) continue;
      ++shots;
      EXPECT_EQ(rig_for(s, false).name, "handheld");
      const std::string& who = s.subjects.front();
      for (double t = 1.0 / 48; t < (s.end - s.start).value; t += 1.0 / 24) {
        const auto state = staging::person_at(c.staging, who, s.start + Seconds(t), c.people);
        if (!state.present) continue;
        const Vec3 at = project(camera_at(s, Seconds(t)), 2.39, staging::eyes_of(state, c.people.at(who)));
        ++there, inside += at.z > 0 && std::abs(at.x) < 1 && std::abs(at.y) < 1;
      }
      const Seconds middle(0.5 * (s.end - s.start).value);
      const auto state = staging::person_at(c.staging, who, s.start + middle, c.people);
      if (state.present && s.subjects.size() < 2) wrong += measured_size(camera_at(s, middle), 2.39, staging::eyes_of(state, c.people.at(who)), c.people.at(who).head_height) != s.size;
    }
  }
  EXPECT_GT(shots, 10) << "a tense scene is on the shoulder when it comes to the worst";
  EXPECT_GE(inside, 0.97 * there);
  EXPECT_EQ(wrong, 0);
}

TEST(Motion, OneDollyZoomAtTheWorstMomentAndOnlyThere) {
  int with = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    testing::Case c = tense(seed);
    const auto count = [&] {
      int n = 0;
      for (const Shot& s : c.cover().shots) n += s.movement == Movement::kDollyZoom;
      return n;
    };
    if (seed == 0) { EXPECT_EQ(count(), 0); }
    c.look.turning_point = true;
    const int n = count();
    EXPECT_LE(n, 1);
    with += n;
  }
  EXPECT_GT(with, 0);
}

TEST(Motion, WhoWatchesFromAfarZoomsInsteadOfGoing) {
  int zooms = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    testing::Case c = testing::stage(seed == 0 ? kitchen_scene() : random_scene(seed, 3, 14, false), room());
    c.look.style = "observational";
    for (const Shot& s : c.cover().shots) {
      EXPECT_TRUE(s.movement != Movement::kPushIn && s.movement != Movement::kPullOut) << s.id;
      const bool zoom = s.movement == Movement::kZoomIn || s.movement == Movement::kZoomOut;
      zooms += zoom;
      if (zoom) { EXPECT_EQ(rig_for(s, false).name, "tripod"); }
    }
  }
  EXPECT_GT(zooms, 0);
}

TEST(Motion, NoRigExceedsItsLimits) {
  for (const char* style : {"classical", "tense", "observational"})
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      testing::Case c = testing::stage(seed == 0 ? kitchen_scene() : random_scene(seed, 3, 14, false), room());
      c.look.style = style;
      for (const Shot& s : c.cover().shots) EXPECT_FALSE(rig_for(s, false).name.empty()) << style << " " << s.id << " " << rig_for(s, false).why;
    }
}

TEST(Motion, ARigSaysWhyItCannot) {
  Shot s = on("handheld", 135);
  EXPECT_EQ(rig_for(s, false).name, "");
  EXPECT_THAT(rig_for(s, false).why, ::testing::HasSubstr("holds lenses up to 105 mm, this has 135"));
  s = on("car-mount", 35, "4J", 4);
  EXPECT_EQ(rig_for(s, true).name, "car-mount");
  MoveOrder order;
  order.from = s.keys[0].camera, order.subject = {0, 1.4f, 0};
  s.keys = keys_of_move(order);
  EXPECT_THAT(rig_for(s, true).why, ::testing::HasSubstr("car-mount moves 0.0 m"));
  EXPECT_THAT(check_rig("stedicam").error().message, ::testing::HasSubstr("Did you mean 'steadicam'"));
}

TEST(Motion, AnamorphicLensesFrameAsTheirSphericalKin) {
  testing::Case c = testing::stage(kitchen_scene(), room());
  c.look.lenses = {28, 40, 75};
  const ShotList spherical = c.cover();
  c.look.lenses = {56, 80, 150};
  c.look.squeeze = 2;
  const ShotList anamorphic = c.cover();
  ASSERT_EQ(spherical.shots.size(), anamorphic.shots.size());
  for (std::size_t i = 0; i < spherical.shots.size(); ++i) {
    const scene::Camera &a = spherical.shots[i].keys[0].camera, &b = anamorphic.shots[i].keys[0].camera;
    EXPECT_FLOAT_EQ(2 * a.focal_mm, b.focal_mm);
    EXPECT_NEAR(scene::field_of(a, 2.39f).half_width, scene::field_of(b, 2.39f).half_width, 1e-4f);
    EXPECT_LT(glm::length(a.position - b.position), 1e-3f);
    EXPECT_EQ(spherical.shots[i].size, anamorphic.shots[i].size);
  }
}

TEST(Motion, FocusGoesToWhoSpeaksWhenTheOtherWouldBeSoft) {
  testing::Case c = testing::stage(kitchen_scene(), room());
  c.look.movements = {"pan"};  // no slow moves
  int framed = 0;
  for (const double stop : {1.4, 22.0}) {
    c.look.f_stop = stop;
    const CoverageRequest request = c.request();
    const View view(request);
    const Solver solver(request, view);
    const Idioms idioms = idioms_for(c.look);
    Operator op(c.look, idioms, view, solver, 1);
    for (std::size_t i = 1; i < c.staging.lines.size(); ++i) {
      const staging::Line &x = c.staging.lines[i - 1], &y = c.staging.lines[i];
      if (x.who == y.who || (y.start - x.end).value > 3) continue;
      const int a = view.index_of(x.who), b = view.index_of(y.who);
      Draft d;
      d.start = x.start.value - 0.3, d.end = y.end.value + 0.3, d.way = Way::kTwoShot;
      const double t = 0.5 * (d.start + d.end);
      const Vec3 near = view.body(a, t).eyes, far = view.body(b, t).eyes;
      if (!view.body(a, t).present || !view.body(b, t).present || glm::length(near - far) < 0.8f) continue;
      const Vec3 along = glm::normalize(near - far);  // from beyond the one, past him at the other
      d.setup.position = near + along * 1.4f + glm::normalize(glm::cross(along, Vec3(0, 1, 0))) * 0.5f;
      d.setup.point = 0.5f * (near + far), d.setup.focal = stop > 4 ? 28 : 50, d.setup.found = true;
      d.setup.target = d.setup.point;
      op.frame(d, {a, b}, Way::kTwoShot);
      ++framed;
      const auto focus = [&](double at) { return static_cast<double>(camera_at(d.shot, Seconds(at - d.start)).focus_distance); };
      if (stop > 4) {
        EXPECT_EQ(d.shot.keys.size(), 1u) << "stopped down, both are sharp";
        continue;
      }
      EXPECT_EQ(d.shot.movement, Movement::kStatic);
      const scene::Camera first = camera_at(d.shot, Seconds(0));
      EXPECT_NEAR(focus(x.start.value), static_cast<double>(project(first, 2.39, near).z), 0.2) << x.text;
      EXPECT_NEAR(focus(y.end.value), static_cast<double>(project(first, 2.39, far).z), 0.2) << y.text;
      EXPECT_TRUE(camera_at(d.shot, y.end - Seconds(d.start)).target == first.target) << "only the focus goes";
    }
  }
  EXPECT_GE(framed, 4);
}

}  // namespace
}  // namespace auteur::camera
