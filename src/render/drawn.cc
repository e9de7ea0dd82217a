#include "auteur/render/drawn.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "drawn_lines.h"
#include "drawn_tone.h"

namespace auteur::render {
namespace {

// Smooth noise in -1 .. 1: where a hand strays to.
float stray(float x, float y, std::uint32_t salt) {
  const auto corner = [&](int i, int j) {
    std::uint32_t h = static_cast<std::uint32_t>(i) * 0x8da6b343u ^ static_cast<std::uint32_t>(j) * 0xd8163841u ^ salt * 0xcb1ab31fu;
    h ^= h >> 15, h *= 0x2c1b3c6du, h ^= h >> 12, h *= 0x297a2d39u, h ^= h >> 15;
    return static_cast<float>(h & 0xFFFFu) / 32767.5f - 1.f;
  };
  const int i = static_cast<int>(std::floor(x)), j = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(i), fy = y - static_cast<float>(j), sx = fx * fx * (3 - 2 * fx), sy = fy * fy * (3 - 2 * fy);
  return std::lerp(std::lerp(corner(i, j), corner(i + 1, j), sx), std::lerp(corner(i, j + 1), corner(i + 1, j + 1), sx), sy);
}

double number(const Json& j, const char* key, double fallback, double low, double high) {
  const auto it = j.find(key);
  if (it == j.end() || !it->is_number()) return fallback;
  const double v = it->get<double>();
  return std::isfinite(v) ? std::clamp(v, low, high) : fallback;
}

void numbers(const Json& j, const char* key, std::array<double, 4>& out, double low, double high) {
  const auto it = j.find(key);
  if (it == j.end() || !it->is_array()) return;
  for (std::size_t i = 0; i < out.size() && i < it->size(); ++i)
    if ((*it)[i].is_number() && std::isfinite((*it)[i].get<double>())) out[i] = std::clamp((*it)[i].get<double>(), low, high);
}

}  // namespace

DrawnStyle drawn_style(const Json& j) {
  DrawnStyle s;
  if (!j.is_object()) return s;
  s.outline = number(j, "outline", s.outline, 0, 20);
  s.contact = number(j, "contact", s.contact, 0, 20);
  s.crease = number(j, "crease", s.crease, 0, 20);
  s.detail = number(j, "detail", s.detail, 0, 20);
  s.person = number(j, "person", s.person, 0.2, 5);
  s.far_line = number(j, "far_line", s.far_line, 0, 1);
  s.crease_degrees = number(j, "crease_degrees", s.crease_degrees, 5, 120);
  s.step = number(j, "step", s.step, 1e-4, 1);
  s.paint = number(j, "paint", s.paint, 0.01, 1);
  s.shortest = number(j, "shortest", s.shortest, 0, 200);
  s.crowded = number(j, "crowded", s.crowded, 0.02, 1);
  s.wobble = number(j, "wobble", s.wobble, 0, 10);
  s.spacing = number(j, "spacing", s.spacing, 2, 60);
  numbers(j, "tones", s.tones, 0, 1);
  numbers(j, "strokes", s.strokes, 0, 20);
  s.stroke_ink = number(j, "stroke_ink", s.stroke_ink, 0, 1);
  numbers(j, "wash", s.wash, 0, 1);
  s.middle = number(j, "middle", s.middle, 0.05, 0.95);
  s.follow = number(j, "follow", s.follow, 0, 1);
  s.open_faces = number(j, "open_faces", s.open_faces, 0, 1);
  s.black = number(j, "black", s.black, 0, 1);
  return s;
}

std::vector<std::uint8_t> draw_by_hand(const Frame& frame, const scene::Camera& camera, const std::map<std::uint32_t, DrawnThing>& things, const DrawnStyle& style, int width, int height) {
  const std::size_t n = static_cast<std::size_t>(std::max(frame.width, 0)) * static_cast<std::size_t>(std::max(frame.height, 0));
  if (n == 0 || width < 1 || height < 1 || width > frame.width || height > frame.height) return {};
  if (frame.colour.size() != n || frame.depth.size() != n || frame.normal.size() != n || frame.albedo.size() != n || frame.object_id.size() != n) return {};
  // Lines are found on all the frame has, tones where they are seen.
  const auto unit = [](int w) { return static_cast<float>(w) / 1280.f; };
  const auto lines = ink_lines(DrawnView(frame, camera, things, frame.width, frame.height), style, unit(frame.width));
  const auto tone = hatching(DrawnView(frame, camera, things, width, height), style, unit(width));

  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  const float sway = static_cast<float>(style.wobble) * unit(frame.width), wave = 1.f / (70.f * unit(frame.width));
  const float across = static_cast<float>(frame.width) / static_cast<float>(width), down = static_cast<float>(frame.height) / static_cast<float>(height);
  const int taps = static_cast<int>(std::ceil(across)) + 1;
  tbb::parallel_for(0, height, [&](int y) {
    for (int x = 0; x < width; ++x) {
      float ink = 0;
      const float ax = static_cast<float>(x) * across, ay = static_cast<float>(y) * down;
      const float dx = sway * stray(ax * wave, ay * wave, 1), dy = sway * stray(ax * wave, ay * wave, 2);
      for (int v = 0; v < taps; ++v)
        for (int u = 0; u < taps; ++u) {
          const int px = std::clamp(static_cast<int>(ax + dx + (static_cast<float>(u) + 0.5f) * across / static_cast<float>(taps)), 0, frame.width - 1);
          const int py = std::clamp(static_cast<int>(ay + dy + (static_cast<float>(v) + 0.5f) * down / static_cast<float>(taps)), 0, frame.height - 1);
          ink += lines[static_cast<std::size_t>(py) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(px)];
        }
      ink /= static_cast<float>(taps * taps);
      const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
      const float light = tone[at] * (1.f - ink);
      // Ink is a warm black, paper is white.
      constexpr float kInk[3] = {24, 23, 26};
      for (std::size_t c = 0; c < 3; ++c) rgb[at * 3 + c] = static_cast<std::uint8_t>(std::clamp(std::lround(std::lerp(kInk[c], 255.f, light)), 0L, 255L));
    }
  });
  return rgb;
}

}  // namespace auteur::render
