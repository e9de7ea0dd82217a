#include "drawn_view.h"

#include <tbb/parallel_for.h>

#include "numbers.h"

namespace auteur::render {

template <class T>
std::vector<T> DrawnView::smooth(const std::vector<T>& values, int taps, int step, float apart) const {
  std::vector<T> half(values.size()), out(values.size());
  const auto pass = [&](const std::vector<T>& from, std::vector<T>& to, int dx, int dy) {
    tbb::parallel_for(0, h, [&](int y) {
      for (int x = 0; x < w; ++x) {
        const std::size_t i = at(x, y);
        T sum = from[i];
        float total = 1;
        for (int k = -taps; k <= taps; ++k) {
          const int qx = x + k * dx * step, qy = y + k * dy * step;
          if (k == 0 || qx < 0 || qy < 0 || qx >= w || qy >= h) continue;
          const std::size_t q = at(qx, qy);
          if (id[q] != id[i]) continue;
          const float alike = glm::dot(normal[q], normal[i]);
          if (alike < 0.6f || std::abs(paint[q] - paint[i]) > apart) continue;
          const float weight = (1.f - std::abs(static_cast<float>(k)) / static_cast<float>(taps + 1)) * alike * alike;
          sum += weight * from[q];
          total += weight;
        }
        to[i] = sum / total;
      }
    });
  };
  pass(values, half, 1, 0);
  pass(half, out, 0, 1);
  return out;
}
template std::vector<float> DrawnView::smooth(const std::vector<float>&, int, int, float) const;

DrawnView::DrawnView(const Frame& f, const scene::Camera& camera, const std::map<std::uint32_t, DrawnThing>& things, int width, int height)
    : w(width), h(height), axes(scene::axes_of(camera)), eye(camera.position), half_width(camera.gate_width_mm / (2.f * std::max(camera.focal_mm, 1.f))), half_height(half_width * static_cast<float>(f.height) / static_cast<float>(f.width)), focus(std::max(camera.focus_distance, 0.3f)) {
  const std::size_t n = static_cast<std::size_t>(w) * static_cast<std::size_t>(h);
  inverse.resize(n), normal.resize(n), id.resize(n), thing.resize(n), paint.resize(n), light.resize(n);
  tbb::parallel_for(0, h, [&](int y) {
    std::uint32_t last = 0;
    DrawnThing known{DrawnAs::kSet, 0};
    for (int x = 0; x < w; ++x) {
      const std::size_t i = at(x, y), from = static_cast<std::size_t>((2 * y + 1) * f.height / (2 * h)) * static_cast<std::size_t>(f.width) + static_cast<std::size_t>((2 * x + 1) * f.width / (2 * w));
      inverse[i] = f.depth[from] > 0.f && f.depth[from] < 1e6f ? 1.f / f.depth[from] : 0.f;
      id[i] = f.object_id[from];
      if (id[i] != last) {
        last = id[i];
        const auto found = things.find(last);
        known = found == things.end() ? DrawnThing{DrawnAs::kSet, last} : found->second;
      }
      thing[i] = known;
      normal[i] = f.normal[from];
      paint[i] = inverse[i] > 0.f ? lightness(luminance(f.albedo[from])) : 1.f;
      const float seen = std::clamp(luminance(f.colour[from]), 0.f, 4.f);
      light[i] = lightness(seen / (1.f + 0.25f * seen));  // highlights roll off
    }
  });
  // A painter sees the colour of wood, not its grain; eyes and lips stay.
  paint = smooth(paint, 3, std::max(1, w / 1280), 0.2f);
  facing = normal;
  std::vector<float> part(n);
  std::vector<Vec3> even(n);
  for (int c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < n; ++i) part[i] = normal[i][c];
    part = smooth(part, 3, std::max(1, w / 1280), 1.f);
    for (std::size_t i = 0; i < n; ++i) even[i][c] = part[i];
  }
  for (std::size_t i = 0; i < n; ++i) {
    const float length = glm::length(even[i]);
    if (length > 1e-3f) normal[i] = even[i] / length;
  }
}

}  // namespace auteur::render
