#include "light_meter.h"

#include <algorithm>
#include <cmath>

namespace auteur::production {

namespace {

double log_average(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += std::log(std::clamp(v, 5e-3, 4.0));
  return std::exp(sum / std::max<double>(1, static_cast<double>(values.size())));
}

// How sure a face is: one of a twentieth of the frame is a detail, one of a fifth is the picture.
double weight_of_size(double height) { return std::clamp((height - 0.05) / 0.15, 0.0, 1.0); }

bool is_dim(screenplay::TimeOfDay time) {
  using enum screenplay::TimeOfDay;
  return time == kEvening || time == kDusk || time == kDawn;
}

// Where the picture of a face of this skin should lie, linear.
double target_of(double skin, screenplay::TimeOfDay time) {
  constexpr double kFollow = 0.6;  // of what a skin is darker or paler than the plain one, its picture follows this share
  return (time == screenplay::TimeOfDay::kNight ? 0.13 : is_dim(time) ? 0.20 : 0.27) * std::pow(std::clamp(skin, 0.04, 0.8) / kPlainSkin, kFollow);
}

}  // namespace

double lacking(const FaceReading& face, double stops, screenplay::TimeOfDay time) {
  constexpr double kReadable = 0.75;  // of the target: less than half a stop under
  const double short_of = kReadable * target_of(face.skin, time) - face.luminance * std::exp2(stops);
  return short_of > 0 ? short_of * std::exp2(-stops) * std::min(1.0, 1.6 * weight_of_size(face.height)) : 0;
}

double stops_for(Reading reading, screenplay::TimeOfDay time) {
  using enum screenplay::TimeOfDay;
  const bool dark = time == kNight, dim = is_dim(time);
  const double most = dark ? 1.9 : 1.8;
  double stops = std::clamp(0.6 * std::log2((dark ? 0.05 : dim ? 0.09 : 0.15) / log_average(reading.picture)), -0.8, most);
  double off = 0, weight = 0, sure = 0;
  for (const FaceReading& f : reading.faces) {
    const double target = target_of(f.skin, time);
    const double w = (f.subject ? 4 : 1) * std::max(0.02, weight_of_size(f.height));
    off += w * std::log2(target / std::max(1e-3, f.luminance));
    weight += w;
    sure = std::max(sure, weight_of_size(f.height));
  }
  if (weight > 0) {
    const double face = std::clamp(0.75 * off / weight, -1.0, most), share = 0.35 + 0.65 * sure;
    stops = share * face + (1 - share) * stops;
  }
  if (reading.picture.empty()) return stops;
  // What twenty points of the picture in a hundred may not pass: a window behind the face does not take the whole wall.
  const auto at = reading.picture.begin() + static_cast<std::ptrdiff_t>(reading.picture.size() * 8 / 10);
  std::nth_element(reading.picture.begin(), at, reading.picture.end());
  constexpr double kBurnt = 2.2, kLampWall = 0.75, kNightWall = 0.11, kNightRoom = 0.22, kLeast = -1.4;
  if (dark) return std::max(std::min(stops, std::log2((reading.inside ? kNightRoom : kNightWall) / std::max(1e-3, *at))), std::min(stops, kLeast));
  // Nor does a lamp behind it, of an evening: what it lights is to be seen, and the face gets a light of its own.
  const bool lamps = dim && reading.inside;
  if (stops > 0) stops = std::max((lamps ? 0.25 : 0.4) * stops, std::min(stops, std::log2((lamps ? kLampWall : kBurnt) / std::max(1e-3, *at))));
  return stops;
}

LightFacts light_of(const std::vector<std::uint8_t>& rgb) {
  LightFacts facts;
  const std::size_t n = rgb.size() / 3;
  for (std::size_t i = 0; i < n; ++i) {
    const double v = luma_of(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
    facts.mean += v;
    facts.black += v < 0.03;
    facts.blown += v > 0.97;
  }
  if (n > 0) facts.mean /= static_cast<double>(n), facts.black /= static_cast<double>(n), facts.blown /= static_cast<double>(n);
  return facts;
}

Json to_json(const LightFacts& facts) {
  const auto r = [](double v) { return std::round(v * 1e4) / 1e4; };
  Json j{{"kind", "auteur.light"}, {"version", 1}, {"mean", r(facts.mean)}, {"black", r(facts.black)}, {"blown", r(facts.blown)}};
  if (facts.face >= 0) j["face"] = r(facts.face), j["face_height"] = r(facts.face_height);
  return j;
}

}  // namespace auteur::production
