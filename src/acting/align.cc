#include "align.h"

#include <kissfft/kiss_fftr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

constexpr int kHearRate = 16000, kWindow = 400, kHop = 160, kFft = 512, kBandsHeard = 26, kCepstra = 13;
constexpr double kHopSeconds = static_cast<double>(kHop) / kHearRate;

using Bands = std::array<float, kBandsHeard>;    // power
using Frame = std::array<float, 2 * kCepstra>;  // mel-cepstra and their slopes, each of unit spread over the line

double mel(double hz) { return 1127 * std::log(1 + hz / 700); }

// Frames every 10 ms.
std::vector<Bands> bands_of(std::span<const float> at_48k) {
  std::vector<float> s = resample(at_48k, kTakeRate, kHearRate);
  // A trace of noise keeps digital silence from being a world of its own.
  const double floor = std::pow(10.0, (speech_level(s) - 50) / 10);
  const std::unique_ptr<kiss_fftr_state, decltype(&std::free)> plan(kiss_fftr_alloc(kFft, 0, nullptr, nullptr), &std::free);
  std::array<float, kWindow> window{};
  for (int i = 0; i < kWindow; ++i) window[static_cast<std::size_t>(i)] = static_cast<float>(0.54 - 0.46 * std::cos(6.283185307179586 * i / (kWindow - 1)));
  std::array<double, kBandsHeard + 2> edges{};
  for (std::size_t b = 0; b < edges.size(); ++b) edges[b] = 700 * (std::exp((mel(80) + (mel(7600) - mel(80)) * static_cast<double>(b) / (kBandsHeard + 1)) / 1127) - 1) * kFft / kHearRate;
  std::vector<Bands> out;
  std::array<kiss_fft_scalar, kFft> in{};
  std::array<kiss_fft_cpx, kFft / 2 + 1> spectrum{};
  for (std::size_t at = 0; at + kWindow <= s.size(); at += kHop) {
    in.fill(0);
    for (std::size_t i = 0; i < kWindow; ++i) in[i] = (s[at + i] - (i > 0 || at > 0 ? 0.97f * s[at + i - (at + i > 0 ? 1 : 0)] : 0.f)) * window[i];
    kiss_fftr(plan.get(), in.data(), spectrum.data());
    Bands bands{};
    for (std::size_t b = 0; b < kBandsHeard; ++b) {
      double e = 0;
      for (int k = static_cast<int>(edges[b]); k <= static_cast<int>(edges[b + 2]) + 1 && k <= kFft / 2; ++k) {
        const double w = k < edges[b + 1] ? (k - edges[b]) / (edges[b + 1] - edges[b]) : (edges[b + 2] - k) / (edges[b + 2] - edges[b + 1]);
        const auto& x = spectrum[static_cast<std::size_t>(k)];
        if (w > 0) e += w * (static_cast<double>(x.r) * x.r + static_cast<double>(x.i) * x.i);
      }
      bands[b] = static_cast<float>(e / kWindow + floor);
    }
    out.push_back(bands);
  }
  return out;
}

std::vector<Frame> frames_of(const std::vector<Bands>& bands) {
  std::vector<Frame> out;
  for (const Bands& band : bands) {
    std::array<double, kBandsHeard> logs{};
    for (std::size_t b = 0; b < kBandsHeard; ++b) logs[b] = std::log(static_cast<double>(band[b]));
    Frame f{};
    for (std::size_t c = 0; c < kCepstra; ++c) {
      double sum = 0;
      for (std::size_t b = 0; b < kBandsHeard; ++b) sum += logs[b] * std::cos(3.141592653589793 * static_cast<double>(c) * (static_cast<double>(b) + 0.5) / kBandsHeard);
      f[c] = static_cast<float>(sum);
    }
    out.push_back(f);
  }
  const int n = static_cast<int>(out.size());
  for (int i = 0; i < n; ++i)
    for (std::size_t c = 0; c < kCepstra; ++c) {
      const auto at = [&](int k) { return out[static_cast<std::size_t>(std::clamp(k, 0, n - 1))][c]; };
      out[static_cast<std::size_t>(i)][kCepstra + c] = (at(i + 1) - at(i - 1)) + 2 * (at(i + 2) - at(i - 2));
    }
  for (std::size_t c = 0; c < 2 * kCepstra; ++c) {  // another microphone, another throat: mean and spread of the line are taken out
    double mean = 0, square = 0;
    for (const auto& f : out) mean += f[c];
    mean /= std::max(1, n);
    for (const auto& f : out) square += (f[c] - mean) * (f[c] - mean);
    const double scale = (c == 0 ? 2.0 : c < kCepstra ? 1.0 : 0.5) / std::sqrt(square / std::max(1, n) + 1e-9);
    for (auto& f : out) f[c] = static_cast<float>((f[c] - mean) * scale);
  }
  return out;
}

double quantile(const std::vector<Bands>& all, std::size_t band, double q) {
  std::vector<float> v;
  for (const auto& f : all) v.push_back(f[band]);
  const auto at = v.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(v.size() - 1));
  std::nth_element(v.begin(), at, v.end());
  return *at;
}

// The reference as it would sound where the recording was made: in its room, with what is there between the words.
std::vector<Bands> brought_there(std::vector<Bands> known, const std::vector<Bands>& heard, const Room& room) {
  if (known.empty() || heard.empty()) return known;
  if (room.rings > 0) {
    const auto keep = static_cast<float>(std::pow(10, -6 * kHopSeconds / room.rings)), gain = static_cast<float>(room.wet) * (1 - keep);
    Bands ring{};
    for (auto& f : known)
      for (std::size_t b = 0; b < kBandsHeard; ++b) {
        const float dry = f[b];
        f[b] += gain * ring[b];
        ring[b] = keep * ring[b] + dry;
      }
  }
  for (std::size_t b = 0; b < kBandsHeard; ++b) {
    double mean_heard = 0, mean_known = 0;
    for (const auto& f : heard) mean_heard += f[b] / static_cast<double>(heard.size());
    for (const auto& f : known) mean_known += f[b] / static_cast<double>(known.size());
    const double noise = quantile(heard, b, 0.1) / mean_heard * mean_known, have = quantile(known, b, 0.1);
    if (noise > have)
      for (auto& f : known) f[b] += static_cast<float>(noise - have);
  }
  return known;
}

double apart(const Frame& a, const Frame& b) {
  double d = 0;
  for (std::size_t c = 0; c < a.size(); ++c) d += (static_cast<double>(a[c]) - b[c]) * (static_cast<double>(a[c]) - b[c]);
  return std::sqrt(d);
}

}  // namespace

std::vector<double> align_to(std::span<const float> samples, const LineTake& reference, double& distance, Room room) {
  const auto sound = bands_of(samples);
  const auto heard = frames_of(sound), known = frames_of(brought_there(bands_of(reference.samples), sound, room));
  const std::size_t n = known.size(), m = heard.size();
  std::vector<double> out;
  distance = 99;
  if (n == 0 || m == 0) return out;
  // Each step costs the distance of its frames, a step in both twice; going slower or faster than the reference costs a little.
  constexpr float kUneven = 0.15f;
  const std::size_t band = std::max<std::size_t>(60, std::max(n, m) / 3);
  std::vector<float> cost(m), before(m, 1e30f);  // of this row and the last
  std::vector<std::uint8_t> from(n * m, 0);
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) cost.swap(before);
    std::fill(cost.begin(), cost.end(), 1e30f);
    const std::size_t middle = i * m / n, low = middle > band ? middle - band : 0, high = std::min(m, middle + band + 1);
    for (std::size_t j = low; j < high; ++j) {
      const float here = static_cast<float>(apart(known[i], heard[j]));
      float best = i == 0 && j == 0 ? here : 1e30f;
      std::uint8_t step = 0;
      if (i > 0 && j > 0 && before[j - 1] + 2 * here < best) best = before[j - 1] + 2 * here, step = 0;
      if (i > 0 && before[j] + here + kUneven < best) best = before[j] + here + kUneven, step = 1;
      if (j > 0 && cost[j - 1] + here + kUneven < best) best = cost[j - 1] + here + kUneven, step = 2;
      cost[j] = best;
      from[i * m + j] = step;
    }
  }
  std::vector<double> sum(n, 0);
  std::vector<int> count(n, 0);
  std::size_t i = n - 1, j = m - 1, steps = 0;
  for (;; ++steps) {
    sum[i] += static_cast<double>(j);
    ++count[i];
    if (i == 0 && j == 0) break;
    const auto step = from[i * m + j];
    if ((step == 0 || step == 1) && i > 0) --i;
    if ((step == 0 || step == 2) && j > 0) --j;
    if (steps > n + m) break;
  }
  distance = cost[m - 1] / static_cast<double>(n + m);
  const auto place = [&](double t) {  // a window stands for its middle
    const double f = std::clamp(t / kHopSeconds - 0.5 * kWindow / kHop, 0.0, static_cast<double>(n - 1));
    const auto a = static_cast<std::size_t>(f), b = std::min(a + 1, n - 1);
    const double x = sum[a] / std::max(1, count[a]), y = sum[b] / std::max(1, count[b]);
    return (x + (f - std::floor(f)) * (y - x) + 0.5 * kWindow / kHop) * kHopSeconds;
  };
  for (const auto& p : reference.phones) out.push_back(place(p.start.value));
  return out;
}

namespace {

constexpr double kStep = 0.0025;  // seconds between levels

// The level of what an open mouth lets out, 500 to 4000 Hz, over 7.5 ms, every 2.5 ms; decibels.
std::vector<double> open_levels(std::span<const float> at_48k, const Room& room) {
  const std::vector<float> s = resample(at_48k, kTakeRate, kHearRate);
  std::vector<double> power(s.size());
  double slow = 0, smooth = 0;  // one-pole: below 500 Hz out twice, above 4000 once
  double slow2 = 0;
  const double low = 1 - std::exp(-6.2832 * 500 / kHearRate), high = 1 - std::exp(-6.2832 * 4000 / kHearRate);
  for (std::size_t i = 0; i < s.size(); ++i) {
    slow += low * (s[i] - slow);
    const double a = s[i] - slow;
    slow2 += low * (a - slow2);
    smooth += high * (a - slow2 - smooth);
    power[i] = smooth * smooth;
  }
  const auto step = static_cast<std::size_t>(kStep * kHearRate), half = step + step / 2;
  std::vector<double> out;
  const double keep = room.rings > 0 ? std::pow(10, -6 * kStep / room.rings) : 0, gain = room.wet * (1 - keep);
  constexpr double kLeastDry = 0.03;
  double ring = 0;
  for (std::size_t at = 0; at < s.size(); at += step) {
    double e = 1e-10;
    for (std::size_t i = at > half ? at - half : 0; i < std::min(s.size(), at + half); ++i) e += power[i];
    e /= 2.0 * static_cast<double>(half);
    const double dry = std::max(e - gain * ring, kLeastDry * e);  // what still rings is not what is said
    ring = keep * ring + dry;
    out.push_back(10 * std::log10(dry));
  }
  return out;
}

}  // namespace

void find_closures(std::vector<Phone>& phones, std::span<const float> samples, Room room) {
  constexpr double kFar = 0.07, kShortest = 0.03, kLongest = 0.16, kBeside = 0.02, kPull = 0.03, kLead = 0.012;  // lips are together before the last of the sound has died away
  const auto level = open_levels(samples, room);
  std::vector<double> sum(level.size() + 1, 0);
  for (std::size_t i = 0; i < level.size(); ++i) sum[i + 1] = sum[i] + level[i];
  const auto mean = [&](double from, double to) {
    const auto n = static_cast<double>(level.size());
    const auto a = static_cast<std::size_t>(std::clamp(std::round(from / kStep), 0.0, n - 1)), b = static_cast<std::size_t>(std::clamp(std::round(to / kStep), static_cast<double>(a) + 1, n));
    return (sum[b] - sum[a]) / static_cast<double>(b - a);
  };
  if (level.size() < 8) return;
  for (std::size_t i = 1; i + 1 < phones.size(); ++i) {
    if (!closes(phones[i].name)) continue;
    const double a = phones[i].start.value, b = phones[i].end.value;
    // After a silence nothing falls, and before one nothing rises: that end is known by the other alone.
    const bool falls = phones[i - 1].name != "pau", rises = phones[i + 1].name != "pau";
    const double earliest = std::max(a - kFar, phones[i - 1].start.value + 0.015), latest = std::min(b + kFar, phones[i + 1].end.value - 0.015);
    double best = -1e9, from = a, to = b;
    for (double s = earliest; s <= a + kFar; s += kStep)
      for (double e = s + kShortest; e <= std::min(latest, s + kLongest); e += kStep) {
        const double inside = mean(s, e - 0.005);
        double clear = 0;
        if (falls) clear += std::min(25.0, mean(s - kBeside, s) - inside);
        if (rises) clear += std::min(25.0, mean(e, e + kBeside) - inside);
        const double off = ((s - a) * (s - a) + (e - b) * (e - b)) / (kPull * kPull);
        if (const double good = clear - 6 * off; good > best) best = good, from = s, to = e;
      }
    if (best < 4) continue;  // nothing closes here that could be heard
    from = std::max(earliest, from - kLead);
    if (!falls) from = std::min(a, to - kShortest);
    if (!rises) to = std::max(b, from + kShortest);
    phones[i - 1].end = phones[i].start = Seconds(from);
    phones[i].end = phones[i + 1].start = Seconds(to);
  }
}

}  // namespace auteur::acting
