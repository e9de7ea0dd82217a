#include "auteur/camera/plan_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace auteur::camera {

PlanFigures figures_of(const std::vector<ShotRow>& rows) {
  PlanFigures f;
  f.shots = rows.size();
  if (rows.empty()) return f;
  const auto n = static_cast<double>(rows.size());
  std::vector<double> lengths;
  std::set<std::pair<std::string, int>> setups;
  double logs = 0, squares = 0, people = 0;
  for (const ShotRow& r : rows) {
    const double length = std::max(1.0 / 24, r.seconds);
    f.seconds += length;
    lengths.push_back(length);
    logs += std::log(length), squares += std::log(length) * std::log(length);
    f.sizes[r.size] += 1 / n;
    f.moving += (r.movement != "static shot") / n;
    f.minutes += r.minutes;
    setups.insert({r.scene, r.setup});
    if (r.framing == "insert" || r.subjects.empty()) continue;
    f.lens += r.focal_mm, f.height += r.height_m, people += 1;
  }
  f.setups = setups.size();
  f.mean = f.seconds / n;
  f.spread = std::sqrt(std::max(0.0, squares / n - logs * logs / n / n));
  std::sort(lengths.begin(), lengths.end());
  f.median = lengths[lengths.size() / 2];
  if (people > 0) f.lens /= people, f.height /= people;
  return f;
}

Json to_json(const PlanFigures& f) {
  return {{"shots", f.shots}, {"setups", f.setups}, {"seconds", f.seconds}, {"mean", f.mean}, {"median", f.median}, {"spread", f.spread}, {"sizes", f.sizes}, {"moving", f.moving}, {"lens", f.lens}, {"height", f.height}, {"minutes", f.minutes}};
}

std::string in_words(const PlanFigures& f) {
  std::vector<std::pair<double, std::string>> sizes;
  for (const auto& [size, share] : f.sizes) sizes.emplace_back(-share, size);
  std::sort(sizes.begin(), sizes.end());
  std::string out = fmt::format("{} shots, {:.1f} s on average, {} set-ups in {} h {:02} min, {:.0f} % move, {:.0f} mm at {:.2f} m", f.shots, f.mean, f.setups, static_cast<int>(f.minutes) / 60, static_cast<int>(f.minutes) % 60, 100 * f.moving, f.lens, f.height);
  for (std::size_t i = 0; i < std::min<std::size_t>(3, sizes.size()); ++i) out += fmt::format("{} {} {:.0f} %", i ? "," : ";", sizes[i].second, -100 * sizes[i].first);
  return out;
}

}  // namespace auteur::camera
