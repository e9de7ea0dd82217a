#include "drawn_lines.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace auteur::render {
namespace {

// Between two neighbours: how wide a line wants to be in units of the style, and whether it is an outline (stays where it is
// crowded) or an inner line.
// `weak`: drawn only as the continuation of a clear one, so that no line breaks up into dashes.
struct Border { float width = 0; bool outline = false, weak = false; };

class Inker {
 public:
  Inker(const DrawnView& view, const DrawnStyle& style) : v_(view), s_(style), cos_crease_(std::cos(static_cast<float>(style.crease_degrees) * kPi / 180.f)), cos_weak_(std::cos(0.5f * static_cast<float>(style.crease_degrees) * kPi / 180.f)) {}

  // b is to the right of a or below it; `before` and `after` are the next ones on either side.
  Border between(std::size_t before, std::size_t a, std::size_t b, std::size_t after) const {
    const float ia = v_.inverse[a], ib = v_.inverse[b];
    if (ia <= 0.f && ib <= 0.f) return {};
    const DrawnThing &ta = v_.thing[a], &tb = v_.thing[b];
    const bool same_id = v_.id[a] == v_.id[b], same_group = ta.group == tb.group;
    const float near_one = std::max(ia, ib), far_one = std::min(ia, ib);
    const bool person = (ia >= ib ? ta : tb).as == DrawnAs::kPerson;
    // A plane is straight in 1/z: what bends there is a step or an edge.
    const float bend_a = same_as(before, a) ? std::abs(v_.inverse[before] - 2 * ia + ib) : 0, bend_b = same_as(after, b) ? std::abs(ia - 2 * ib + v_.inverse[after]) : 0;
    const float step = far_one <= 0.f ? 1.f : (near_one - far_one) / near_one;
    const float jump = far_one <= 0.f ? 1.f : (bend_a > 0 && bend_b > 0 ? std::min(bend_a, bend_b) : std::max(bend_a, bend_b)) / near_one;
    Border border;
    if (!same_group) {
      const float deep = smooth(0.004f, 0.25f, step);
      border.width = static_cast<float>(std::lerp(s_.contact, s_.outline * (person ? s_.person : 1.0), static_cast<double>(deep)));
      if (person) border.width = std::max(border.width, static_cast<float>(s_.outline));
      border.outline = person || deep > 0.35f;
      if (!person && step < 0.004f && aligned(a, b) > 0.95f && std::abs(v_.paint[a] - v_.paint[b]) < 0.5f * static_cast<float>(s_.paint)) border.width = 0;  // two boards of one wall
    } else {
      const float limit = static_cast<float>(s_.step), turned = aligned(a, b), painted = std::abs(v_.paint[before] - v_.paint[after]) / static_cast<float>(s_.paint);
      const bool stepped = step > 0.4f * limit && jump > 0.25f * limit;
      if (stepped && step > limit && jump > 0.5f * limit) {
        border.width = static_cast<float>(std::lerp(s_.crease, s_.outline, static_cast<double>(smooth(limit, 0.12f, step))));
        border.outline = step > 0.05f;
      } else if (turned < cos_crease_ || ta.hair != tb.hair) {
        border.width = static_cast<float>(s_.crease);
      } else if ((!same_id || person) && painted > 1.f && std::abs(v_.paint[a] - v_.paint[b]) > 0.3f * static_cast<float>(s_.paint)) {
        border.width = static_cast<float>(s_.detail);
      } else if (stepped || turned < cos_weak_) {
        border.width = static_cast<float>(s_.crease), border.weak = true;
      }
    }
    if (border.width > 0 && near_one > 0) {
      // What is far from what the camera looks at is drawn lighter.
      const float away = std::pow(std::min(1.f, v_.focus * near_one * 1.3f), 0.6f);
      border.width *= std::max(static_cast<float>(s_.far_line), away);
    }
    return border;
  }
  // The line lies on what is nearer; where both are as near, always on the same one.
  std::size_t on(std::size_t a, std::size_t b) const {
    const float ia = v_.inverse[a], ib = v_.inverse[b];
    if (std::abs(ia - ib) < 0.003f * std::max(ia, ib)) return v_.id[b] > v_.id[a] ? b : a;
    return ib > ia ? b : a;
  }

 private:
  static float smooth(float low, float high, float x) {
    const float t = std::clamp((x - low) / (high - low), 0.f, 1.f);
    return t * t * (3 - 2 * t);
  }
  bool same_as(std::size_t a, std::size_t b) const { return v_.thing[a].group == v_.thing[b].group; }
  float aligned(std::size_t a, std::size_t b) const { return glm::dot(v_.facing[a], v_.facing[b]); }

  const DrawnView& v_;
  const DrawnStyle& s_;
  float cos_crease_, cos_weak_;
};

// Sum of ink in a square around each pixel, as a share.
std::vector<float> crowd(const std::vector<Border>& borders, int w, int h, int r) {
  std::vector<float> sum(borders.size()), out(borders.size());
  tbb::parallel_for(0, h, [&](int y) {
    float s = 0;
    const auto ink = [&](int x) { return borders[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(std::clamp(x, 0, w - 1))].width > 0 ? 1.f : 0.f; };
    for (int x = -r; x <= r; ++x) s += ink(x);
    for (int x = 0; x < w; ++x) {
      sum[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)] = s;
      s += ink(x + r + 1) - ink(x - r);
    }
  });
  tbb::parallel_for(0, w, [&](int x) {
    float s = 0;
    const auto ink = [&](int y) { return sum[static_cast<std::size_t>(std::clamp(y, 0, h - 1)) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)]; };
    for (int y = -r; y <= r; ++y) s += ink(y);
    for (int y = 0; y < h; ++y) {
      out[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)] = s / static_cast<float>((2 * r + 1) * (2 * r + 1));
      s += ink(y + r + 1) - ink(y - r);
    }
  });
  return out;
}

// Weak borders stay where they go on from a clear one.
void drop_weak(std::vector<Border>& borders, int w, int h) {
  std::vector<std::int32_t> line;
  for (std::size_t i = 0; i < borders.size(); ++i)
    if (borders[i].width > 0 && !borders[i].weak) line.push_back(static_cast<std::int32_t>(i));
  for (std::size_t k = 0; k < line.size(); ++k) {
    const int px = line[k] % w, py = line[k] / w;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int qx = px + dx, qy = py + dy;
        if (qx < 0 || qy < 0 || qx >= w || qy >= h) continue;
        Border& next = borders[static_cast<std::size_t>(qy) * static_cast<std::size_t>(w) + static_cast<std::size_t>(qx)];
        if (next.width > 0 && next.weak) next.weak = false, line.push_back(static_cast<std::int32_t>(qy * w + qx));
      }
  }
  for (Border& b : borders)
    if (b.weak) b = {};
}

// Leaves out what hangs together over fewer than `least` pixels. Neighbours are the eight around.
void drop_short(std::vector<Border>& borders, int w, int h, float least) {
  std::vector<std::uint8_t> seen(borders.size(), 0);
  std::vector<std::int32_t> line;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x);
      if (borders[i].width <= 0 || seen[i]) continue;
      line.assign(1, static_cast<std::int32_t>(i));
      seen[i] = 1;
      for (std::size_t k = 0; k < line.size(); ++k) {
        const int px = line[k] % w, py = line[k] / w;
        for (int dy = -1; dy <= 1; ++dy)
          for (int dx = -1; dx <= 1; ++dx) {
            const int qx = px + dx, qy = py + dy;
            if (qx < 0 || qy < 0 || qx >= w || qy >= h) continue;
            const std::size_t q = static_cast<std::size_t>(qy) * static_cast<std::size_t>(w) + static_cast<std::size_t>(qx);
            if (borders[q].width > 0 && !seen[q]) seen[q] = 1, line.push_back(static_cast<std::int32_t>(q));
          }
      }
      if (static_cast<float>(line.size()) < least)
        for (const auto k : line) borders[static_cast<std::size_t>(k)] = {};
    }
}

// A round nib along the marked pixels, its edge a pixel soft.
std::vector<float> nib(const std::vector<Border>& borders, int w, int h, float unit) {
  std::vector<float> ink(borders.size(), 0.f);
  tbb::parallel_for(0, h, [&](int y) {
    const int reach = static_cast<int>(std::ceil(4.f * unit)) + 1;
    float* row = &ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(w)];
    for (int v = std::max(0, y - reach); v <= std::min(h - 1, y + reach); ++v)
      for (int x = 0; x < w; ++x) {
        const float width = borders[static_cast<std::size_t>(v) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)].width;
        if (width <= 0) continue;
        const float radius = std::min(0.5f * width * unit, static_cast<float>(reach) - 1.f), down = static_cast<float>(y - v);
        if (std::abs(down) > radius + 1) continue;
        const int side = static_cast<int>(std::sqrt(std::max(0.f, (radius + 1) * (radius + 1) - down * down)));
        for (int u = std::max(0, x - side); u <= std::min(w - 1, x + side); ++u) {
          const float across = static_cast<float>(u - x), covered = std::clamp(radius + 0.5f - std::sqrt(across * across + down * down), 0.f, 1.f);
          row[u] = std::max(row[u], covered);
        }
      }
  });
  return ink;
}

// The steps of the pixels taken out of a line's edge: softened, then as hard as before.
std::vector<float> evened(const std::vector<float>& ink, int w, int h) {
  std::vector<float> half(ink.size()), out(ink.size());
  const auto at = [&](int x, int y) { return static_cast<std::size_t>(std::clamp(y, 0, h - 1)) * static_cast<std::size_t>(w) + static_cast<std::size_t>(std::clamp(x, 0, w - 1)); };
  tbb::parallel_for(0, h, [&](int y) { for (int x = 0; x < w; ++x) half[at(x, y)] = 0.4f * ink[at(x, y)] + 0.22f * (ink[at(x - 1, y)] + ink[at(x + 1, y)]) + 0.08f * (ink[at(x - 2, y)] + ink[at(x + 2, y)]); });
  tbb::parallel_for(0, h, [&](int y) {
    for (int x = 0; x < w; ++x) {
      const float soft = 0.4f * half[at(x, y)] + 0.22f * (half[at(x, y - 1)] + half[at(x, y + 1)]) + 0.08f * (half[at(x, y - 2)] + half[at(x, y + 2)]);
      out[at(x, y)] = std::clamp((soft - 0.12f) / 0.55f, 0.f, 1.f);
    }
  });
  return out;
}

}  // namespace

std::vector<float> ink_lines(const DrawnView& view, const DrawnStyle& style, float unit) {
  const int w = view.w, h = view.h;
  const Inker inker(view, style);
  std::vector<Border> borders(view.inverse.size());
  const auto put = [&](std::size_t at, const Border& b) {
    Border& there = borders[at];
    there.weak = (there.width <= 0 || there.weak) && b.weak;
    there.width = std::max(there.width, b.width);
    there.outline |= b.outline;
  };
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const std::size_t a = view.at(x, y);
      if (x + 1 < w) {
        const std::size_t b = a + 1;
        if (const Border line = inker.between(view.at(std::max(0, x - 1), y), a, b, view.at(std::min(w - 1, x + 2), y)); line.width > 0) put(inker.on(a, b), line);
      }
      if (y + 1 < h) {
        const std::size_t b = view.at(x, y + 1);
        if (const Border line = inker.between(view.at(x, std::max(0, y - 1)), a, b, view.at(x, std::min(h - 1, y + 2))); line.width > 0) put(inker.on(a, b), line);
      }
    }
  drop_weak(borders, w, h);
  drop_short(borders, w, h, static_cast<float>(style.shortest) * unit);
  // Where lines stand too close, the inner ones go.
  const auto ink = crowd(borders, w, h, static_cast<int>(std::lround(9 * unit)));
  for (std::size_t i = 0; i < borders.size(); ++i)
    if (!borders[i].outline && view.thing[i].as != DrawnAs::kPerson && ink[i] * unit > 1.7f * static_cast<float>(style.crowded)) borders[i] = {};
  for (std::size_t i = 0; i < borders.size(); ++i)
    if (view.thing[i].as != DrawnAs::kPerson || !borders[i].outline) borders[i].width *= std::clamp(1.6f - ink[i] * unit / static_cast<float>(style.crowded), 0.4f, 1.f);
  drop_short(borders, w, h, static_cast<float>(style.shortest) * unit);
  return evened(nib(borders, w, h, unit), w, h);
}

}  // namespace auteur::render
