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

}  // namespace

double stops_for(Reading reading, screenplay::TimeOfDay time) {
  using enum screenplay::TimeOfDay;
  const bool dark = time == kNight, dim = time == kEvening || time == kDusk || time == kDawn;
  const double most = dark ? 1.9 : 1.8;
  double stops = std::clamp(0.6 * std::log2((dark ? 0.05 : dim ? 0.09 : 0.15) / log_average(reading.picture)), -0.8, most);
  double off = 0, weight = 0, sure = 0;
  for (const FaceReading& f : reading.faces) {
    constexpr double kFollow = 0.6;  // of what a skin is darker or paler than the plain one, its picture follows this share
    const double target = (dark ? 0.13 : dim ? 0.20 : 0.27) * std::pow(std::clamp(f.skin, 0.04, 0.8) / kPlainSkin, kFollow);
    const double w = (f.subject ? 4 : 1) * std::max(0.02, weight_of_size(f.height));
    off += w * std::log2(target / std::max(1e-3, f.luminance));
    weight += w;
    sure = std::max(sure, weight_of_size(f.height));
  }
  if (weight > 0) {
    const double face = std::clamp(0.75 * off / weight, -1.0, most), share = 0.35 + 0.65 * sure;
    stops = share * face + (1 - share) * stops;
  }
  // What twenty points of the picture in a hundred may not pass: a window behind the face does not take the whole wall.
  if (stops > 0 && !reading.picture.empty()) {
    constexpr double kBurnt = 2.2;
    const auto at = reading.picture.begin() + static_cast<std::ptrdiff_t>(reading.picture.size() * 8 / 10);
    std::nth_element(reading.picture.begin(), at, reading.picture.end());
    stops = std::max(0.4 * stops, std::min(stops, std::log2(kBurnt / std::max(1e-3, *at))));
  }
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
