#include "space.h"

#include <array>

#include "dsp.h"

namespace auteur::sound {
namespace {
constexpr double kSpeed = 343;
float sane(float x, float low, float high, float fallback) { return std::isfinite(x) ? std::clamp(x, low, high) : fallback; }
}  // namespace

Placement place(Vec3 source, Vec3 room, bool interior) {
  const Vec3 size{sane(room.x, 2, 200, 5), sane(room.y, 2, 60, 2.8f), sane(room.z, 2, 200, 4)};
  const Vec3 ear{0, 1.5f, interior ? size.z * 0.5f - 0.3f : std::min(size.z * 0.5f, 6.f) + 1};
  const Vec3 s{sane(source.x, -300, 300, 0), sane(source.y, -10, 100, 1), sane(source.z, -300, 300, 0)};
  const auto heard = [&](Vec3 from, double gain, Placement& p, double direct, bool is_direct) {
    const Vec3 d = from - ear;
    const double metres = std::max(1.0, static_cast<double>(glm::length(d)));
    const double side = std::clamp(static_cast<double>(d.x) / std::max(1.5, metres), -1.0, 1.0) * 0.75;
    const double angle = (side + 1) * kTau / 8;
    // Inverse distance, softened: a film's microphone goes a little nearer than the camera.
    const double loud = gain * std::pow(3.5 / (1 + metres), 0.8);
    const auto left = static_cast<float>(loud * std::cos(angle)), right = static_cast<float>(loud * std::sin(angle));
    const auto azimuth = static_cast<float>(std::atan2(static_cast<double>(d.x), static_cast<double>(-d.z)) * 360 / kTau);
    if (is_direct) { p.left = left; p.right = right; p.azimuth = azimuth; p.low_pass_hz = static_cast<float>(std::clamp(24000 / (1 + metres / 12), 2500.0, 20000.0)); }
    else p.reflections.push_back({static_cast<int>(std::clamp((metres - direct) / kSpeed * kRate, 12.0, 9600.0)), left, right, azimuth});
  };
  Placement p;
  heard(s, 1, p, 0, true);
  const double direct = std::max(1.0, static_cast<double>(glm::length(s - ear)));
  if (interior) {
    const float w = size.x * 0.5f, d = size.z * 0.5f;
    const std::array<std::pair<Vec3, double>, 6> images{{{{2 * w - s.x, s.y, s.z}, 0.5}, {{-2 * w - s.x, s.y, s.z}, 0.5}, {{s.x, s.y, 2 * d - s.z}, 0.45},
                                                         {{s.x, s.y, -2 * d - s.z}, 0.5}, {{s.x, -s.y, s.z}, 0.3}, {{s.x, 2 * size.y - s.y, s.z}, 0.45}}};
    for (const auto& [image, gain] : images) heard(image, gain, p, direct, false);
    // Sabine with a furnished room's absorption: small rooms are dry, halls ring.
    const double volume = static_cast<double>(size.x * size.y * size.z), walls = 2 * static_cast<double>(size.x * size.y + size.x * size.z + size.y * size.z);
    p.tail_seconds = std::clamp(0.161 * volume / ((volume < 150 ? 0.28 : 0.14) * walls), 0.15, 3.2);
    p.tail_gain = std::clamp(0.035 + 0.06 * std::log10(volume / 30), 0.02, 0.22);
  } else {
    heard({s.x, -s.y, s.z}, 0.2, p, direct, false);
  }
  return p;
}

namespace {

// The direct sound, dulled by the air, and what the walls give back: `add(samples, at, left, right, azimuth)`.
template <class Add>
void heard_from(const std::vector<float>& mono, std::size_t first, const Placement& p, Add add) {
  Biquad air;
  air.low_pass(static_cast<double>(p.low_pass_hz));
  std::vector<float> dull(mono.size());
  for (std::size_t i = 0; i < mono.size(); ++i) dull[i] = air(mono[i]);
  if (p.left != 0 || p.right != 0) add(dull, first, p.left, p.right, p.azimuth);
  if (p.reflections.empty()) return;
  Biquad wall;
  wall.low_pass(3800, 0.6);
  for (auto& x : dull) x = wall(x);
  for (const auto& r : p.reflections) add(dull, first + static_cast<std::size_t>(r.delay), r.left, r.right, r.azimuth);
}

struct Loudspeaker { double azimuth; std::size_t channel; };
constexpr std::array<Loudspeaker, 5> kRing{{{-110, 4}, {-30, 0}, {0, 2}, {30, 1}, {110, 5}}};

}  // namespace

void add_placed(std::vector<float>& out, const std::vector<float>& mono, std::size_t first, const Placement& p) {
  const std::size_t frames = out.size() / 2;
  heard_from(mono, first, p, [&](const std::vector<float>& x, std::size_t at, float left, float right, float) {
    for (std::size_t i = 0; i < x.size() && at + i < frames; ++i) {
      out[2 * (at + i)] += left * x[i];
      out[2 * (at + i) + 1] += right * x[i];
    }
  });
}

void add_surround(std::vector<float>& out, const std::vector<float>& mono, std::size_t first, const Placement& p) {
  const std::size_t frames = out.size() / 6;
  heard_from(mono, first, p, [&](const std::vector<float>& x, std::size_t at, float left, float right, float azimuth) {
    const double loud = std::hypot(static_cast<double>(left), static_cast<double>(right)), angle = static_cast<double>(azimuth);
    std::size_t k = 0;  // the loudspeaker to the left of it
    while (k < kRing.size() && kRing[k].azimuth <= angle) ++k;
    const Loudspeaker &a = kRing[(k + kRing.size() - 1) % kRing.size()], &b = kRing[k % kRing.size()];
    const double span = b.azimuth - a.azimuth + (b.azimuth < a.azimuth ? 360 : 0), part = std::clamp((angle - a.azimuth + (angle < a.azimuth ? 360 : 0)) / span, 0.0, 1.0);
    const auto ga = static_cast<float>(loud * std::cos(part * kTau / 4)), gb = static_cast<float>(loud * std::sin(part * kTau / 4));
    for (std::size_t i = 0; i < x.size() && at + i < frames; ++i) {
      out[6 * (at + i) + a.channel] += ga * x[i];
      out[6 * (at + i) + b.channel] += gb * x[i];
    }
  });
}

}  // namespace auteur::sound
