#include "support.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/camera/rig.h"

namespace auteur::camera {
namespace {

constexpr int kWaves = 9;          // sines a band and axis
constexpr double kBound = 2.2;     // nothing goes beyond so many root mean squares
constexpr double kReference = 35;  // mm: the lens that the spectra are given for
enum Axis { kPan, kTilt, kRoll, kSide, kUp, kAxes };

std::array<double, kAxes> strengths(const Sway& s) { return {s.pan, s.tilt, s.roll, s.side, s.up}; }

// Angles with this lens, as a share of those at 35 mm.
double steadied(const Support& s, double focal) { return std::pow(kReference / std::clamp(focal, 8.0, 400.0), s.steadier); }

double held(const Json& j, const char* key, double low, double high, double fallback = 0) {
  const double v = j.value(key, fallback);
  return std::isfinite(v) ? std::clamp(v, low, high) : fallback;
}

// A sum of sines in one band whose power falls with the square of the frequency; mean square 1.
double wave(std::uint64_t seed, const Sway& band, double t) {
  double sum = 0, power = 0;
  for (int k = 0; k < kWaves; ++k) {
    Random random(mix(seed, static_cast<std::uint64_t>(k)));
    const double hz = band.low + (band.high - band.low) * (k + random.unit()) / kWaves, phase = random.range(0, 2 * M_PI);
    sum += std::sin(2 * M_PI * hz * t + phase) / hz;
    power += 0.5 / (hz * hz);
  }
  return sum / std::sqrt(power);
}

double limit_of(const Support& s, int axis) {
  double square = 0;
  for (const Sway& band : s.sway) square += std::pow(strengths(band)[static_cast<std::size_t>(axis)], 2);
  return kBound * std::sqrt(square);
}

}  // namespace

Support support_from_json(const Json& j) {
  Support s;
  s.rig = j.value("rig", "");
  s.seed = j.value("seed", 0u);
  s.steadier = held(j, "steadier", 0, 1, 0.5);
  s.float_hz = held(j, "float_hz", 0, 5);
  if (s.float_hz < 0.1) s.float_hz = 0;
  s.arm = held(j, "arm", 0, 30);
  if (j.contains("sway"))
    for (const Json& b : j.at("sway")) {
      if (s.sway.size() >= 8) break;
      Sway band;
      band.low = std::clamp(b.at("hz").at(0).get<double>(), 0.02, 40.0);
      band.high = std::clamp(b.at("hz").at(1).get<double>(), band.low, 40.0);
      band.pan = held(b, "pan", 0, 3), band.tilt = held(b, "tilt", 0, 3), band.roll = held(b, "roll", 0, 3);
      band.side = held(b, "side", 0, 0.2), band.up = held(b, "up", 0, 0.2);
      band.walking = b.value("walking", false);
      s.sway.push_back(band);
    }
  return s;
}

std::uint32_t sway_seed(const std::string& shot_id) { return static_cast<std::uint32_t>(seed_of(shot_id)); }

Vec3 on_arc(Vec3 a, Vec3 b, Vec3 target, double arm, double m) {
  const Vec3 chord = b - a, middle = 0.5f * (a + b), line = a + chord * static_cast<float>(m);
  const double half = 0.5 * static_cast<double>(glm::length(chord));
  if (half < 0.05 || half > 0.95 * arm) return line;
  const Vec3 along = glm::normalize(chord);
  Vec3 out = target - middle;  // towards what is filmed: the base stands behind the camera
  out -= along * glm::dot(out, along);
  if (glm::length(out) < 1e-3f) return line;
  out = glm::normalize(out);
  const double opening = std::asin(half / arm), angle = opening * (2 * m - 1);
  return middle + along * static_cast<float>(arm * std::sin(angle)) + out * static_cast<float>(arm * (std::cos(angle) - std::cos(opening)));
}

SwayBounds sway_bounds(const Support& s, double focal_mm) {
  const double lens = steadied(s, focal_mm);
  return {lens * limit_of(s, kPan), lens * limit_of(s, kTilt), lens * limit_of(s, kRoll), limit_of(s, kSide), limit_of(s, kUp)};
}

scene::Camera swayed(const scene::Camera& camera, const Support& s, double t, double walking) {
  std::array<double, kAxes> by{};
  for (std::size_t axis = 0; axis < by.size(); ++axis) {
    double sum = 0;
    for (std::size_t i = 0; i < s.sway.size(); ++i) {
      const Sway& band = s.sway[i];
      const double strength = strengths(band)[axis] * (band.walking ? walking : 1.0);
      if (strength > 0) sum += strength * wave(mix(s.seed, i, axis), band, t);
    }
    const double limit = limit_of(s, static_cast<int>(axis));
    by[axis] = limit > 0 ? limit * std::tanh(sum / limit) : 0;
  }
  const double lens = steadied(s, static_cast<double>(camera.focal_mm / std::max(1.f, camera.squeeze))), radians = M_PI / 180;
  const scene::CameraAxes a = scene::axes_of(camera);
  const float distance = std::max(0.1f, glm::length(camera.target - camera.position));
  scene::Camera out = camera;
  out.position += a.right * static_cast<float>(by[kSide]) + Vec3(0, static_cast<float>(by[kUp]), 0);
  const Vec3 aim = a.forward + a.right * static_cast<float>(std::tan(by[kPan] * lens * radians)) + a.up * static_cast<float>(std::tan(by[kTilt] * lens * radians));
  out.target = out.position + glm::normalize(aim) * distance;
  out.roll += static_cast<float>(by[kRoll] * lens * radians);
  return out;
}

}  // namespace auteur::camera
