#include "melody.h"

#include <algorithm>
#include <cmath>

#include "voice_finish.h"

namespace auteur::acting {
namespace {

constexpr int kRate = 8000, kHop = 40, kWindow = 120, kShortest = 18, kLongest = 146;
constexpr double kVoiced = 0.55, kLeap = 0.9, kTurn = 0.35;  // how alike a period must be; the cost of an octave; of beginning or ending to be voiced
constexpr std::size_t kMost = 6;

struct Candidate { float lag = 0; double cost = 0; };  // lag 0: not voiced

std::vector<Candidate> candidates_at(std::span<const float> s, std::size_t at, double loud) {
  std::vector<double> like(kLongest + 2, 0);
  double own = 1e-9;
  for (std::size_t i = 0; i < kWindow; ++i) own += static_cast<double>(s[at + i]) * s[at + i];
  for (int lag = kShortest - 1; lag <= kLongest + 1; ++lag) {
    double both = 0, other = 1e-9;
    for (std::size_t i = 0; i < kWindow; ++i) {
      const double y = s[at + i + static_cast<std::size_t>(lag)];
      both += s[at + i] * y, other += y * y;
    }
    like[static_cast<std::size_t>(lag)] = both / std::sqrt(own * other + loud * loud * 1e-4);
  }
  std::vector<Candidate> out;
  double best = 0;
  for (std::size_t l = kShortest; l <= kLongest; ++l)
    if (like[l] > 0.3 && like[l] >= like[l - 1] && like[l] > like[l + 1]) {
      const double bend = like[l - 1] - 2 * like[l] + like[l + 1], shift = bend < -1e-9 ? std::clamp(0.5 * (like[l - 1] - like[l + 1]) / bend, -0.5, 0.5) : 0;
      out.push_back({static_cast<float>(static_cast<double>(l) + shift), 1 - like[l] * (1 - 0.12 * static_cast<double>(l) / kLongest)});  // of two as good the shorter
      best = std::max(best, like[l]);
    }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
  if (out.size() > kMost) out.resize(kMost);
  out.push_back({0, own < loud * 1e-3 ? 0 : 1 - kVoiced + std::max(0.0, best - kVoiced)});
  return out;
}

}  // namespace

std::vector<float> melody_of(std::span<const float> at_48k) {
  std::vector<float> s = resample(at_48k, 48000, kRate);
  const std::size_t frames = at_48k.size() / 240;
  double loud = 1e-9;
  for (std::size_t at = 0; at + kWindow <= s.size(); at += kWindow) {
    double e = 0;
    for (std::size_t i = 0; i < kWindow; ++i) e += static_cast<double>(s[at + i]) * s[at + i];
    loud = std::max(loud, e);
  }
  constexpr std::size_t kLead = (kWindow + kLongest) / 2;
  s.insert(s.begin(), kLead, 0.f);
  s.resize(frames * kHop + kLead + kWindow + kLongest + 2, 0.f);
  std::vector<std::vector<Candidate>> all(frames);
  std::vector<std::vector<double>> cost(frames);
  std::vector<std::vector<std::size_t>> from(frames);
  for (std::size_t f = 0; f < frames; ++f) {
    all[f] = candidates_at(s, f * kHop + kLead / 2 + 10, loud);
    cost[f].resize(all[f].size());
    from[f].resize(all[f].size(), 0);
    for (std::size_t c = 0; c < all[f].size(); ++c) {
      double least = f == 0 ? 0 : 1e9;
      for (std::size_t p = 0; f > 0 && p < all[f - 1].size(); ++p) {
        const float a = all[f - 1][p].lag, b = all[f][c].lag;
        const double step = (a > 0) != (b > 0) ? kTurn : a > 0 ? kLeap * std::abs(std::log2(static_cast<double>(b) / a)) : 0;
        if (const double v = cost[f - 1][p] + step; v < least) least = v, from[f][c] = p;
      }
      cost[f][c] = least + all[f][c].cost;
    }
  }
  std::vector<float> out(frames, 0);
  if (frames == 0) return out;
  auto c = static_cast<std::size_t>(std::min_element(cost.back().begin(), cost.back().end()) - cost.back().begin());
  for (std::size_t f = frames; f-- > 0; c = from[f][c]) out[f] = all[f][c].lag > 0 ? kRate / all[f][c].lag : 0;
  return out;
}

}  // namespace auteur::acting
