#include "board_weather.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/media/marks.h"

namespace auteur::production {

BoardWeatherStyle board_weather_style(const Json& j) {
  BoardWeatherStyle s;
  if (!j.is_object()) return s;
  const auto number = [&](const char* key, double fallback, double low, double high) { return j.contains(key) && j[key].is_number() ? std::clamp(j[key].get<double>(), low, high) : fallback; };
  s.apart = number("apart", s.apart, 20, 400), s.length = number("length", s.length, 5, 600), s.width = number("width", s.width, 0.3, 20);
  s.slant = number("slant", s.slant, -2, 2), s.storm_slant = number("storm_slant", s.storm_slant, -2, 2), s.flake = number("flake", s.flake, 1, 40);
  s.ink.opacity = number("opacity", s.ink.opacity, 0, 1);
  return s;
}

std::vector<media::Mark> weather_marks(finish::Precipitation kind, const render::Frame& frame, int width, int height, std::uint64_t seed, const BoardWeatherStyle& s) {
  using finish::Precipitation;
  media::Drawing on;
  if (kind == Precipitation::kNone || width < 16 || height < 16) return {};
  const double unit = width / 1280.0;
  const bool snow = kind == Precipitation::kSnow, storm = kind == Precipitation::kStorm;
  const double apart = s.apart * unit * (storm ? 0.76 : snow ? 0.9 : 1), slant = storm ? s.storm_slant : s.slant;
  const auto hidden = [&](double x, double y, double z) {
    if (frame.depth.empty() || frame.width < 1) return false;
    const int fx = std::clamp(static_cast<int>(x / width * frame.width), 0, frame.width - 1), fy = std::clamp(static_cast<int>(y / height * frame.height), 0, frame.height - 1);
    return static_cast<double>(frame.depth[static_cast<std::size_t>(fy) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(fx)]) < z;
  };
  const int columns = static_cast<int>(width / apart) + 2, rows = static_cast<int>(height / apart) + 2;
  for (int row = -1; row < rows; ++row)
    for (int column = -1; column < columns; ++column) {
      Random r(mix(seed, static_cast<std::uint64_t>(row + 8), static_cast<std::uint64_t>(column + 8)));
      const double x = (column + 0.5 * (row & 1) + r.range(0.1, 0.9)) * apart, y = (row + r.range(0.1, 0.9)) * apart;
      const double z = 1.1 + 7.9 * r.unit() * r.unit();  // metres: more of them near, where one sees them
      if (snow) {
        const double radius = std::max(s.flake / 3, s.flake / std::sqrt(z) * r.range(0.7, 1.15)) * unit;
        if (hidden(x, y, z)) continue;
        media::add_dot(on, {x, y}, radius + 1.1 * unit, s.ink);
        media::add_dot(on, {x, y}, radius, {255, 255, 255, 1});
        continue;
      }
      const double length = std::max(0.22 * s.length, s.length / std::pow(z, 0.75) * r.range(0.75, 1.2)) * unit, weight = std::max(0.45, 1 / std::pow(z, 0.4)) * s.width * unit;
      // A stroke is drawn as far as nothing stands before it.
      constexpr int kSteps = 8;
      std::vector<media::Spot> run;
      const auto put = [&] {
        if (run.size() > 1) media::add_line(on, run, s.ink, weight);
        run.clear();
      };
      for (int k = 0; k <= kSteps; ++k) {
        const double down = length * k / kSteps, px = x - slant * down, py = y + down;
        if (px < 0 || py < 0 || px > width || py > height || hidden(px, py, z)) put();
        else run.push_back({px, py});
      }
      put();
    }
  return std::move(on.marks);
}

}  // namespace auteur::production
