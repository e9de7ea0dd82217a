// Additive instruments for machines without a soundfont: modest, clean, and of the same length and balance.
#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/music/score.h"
#include "hall.h"

namespace auteur::music {
namespace {

constexpr double kTau = 6.283185307179586;
enum class Family { kStruck, kBell, kPlucked, kBowed, kBlown, kDrum };

struct Voice {
  Family family;
  std::vector<double> partials;  // amplitudes
  double attack, release, decay;  // seconds; decay 0 = held
  double vibrato, inharmonic;
  int detuned;  // copies, for sections
};

Voice voice_of(int program) {
  if (program < 8) return {Family::kStruck, {1, 0.55, 0.35, 0.22, 0.14, 0.08, 0.05}, 0.004, 0.15, 2.2, 0, 0.0004, 1};
  if (program < 16) return {Family::kBell, {1, 0.0, 0.0, 0.28, 0.0, 0.1}, 0.002, 0.3, 1.4, 0, 0.0, 1};
  if (program == 47) return {Family::kDrum, {1, 0.5, 0.3, 0.2}, 0.003, 0.3, 0.8, 0, 0.02, 1};
  if (program == 45 || program == 46 || (program >= 24 && program < 32)) return {Family::kPlucked, {1, 0.6, 0.32, 0.2, 0.1}, 0.003, 0.12, program == 45 ? 0.35 : 1.3, 0, 0.0002, 1};
  if (program >= 40 && program < 56) return {Family::kBowed, {1, 0.6, 0.42, 0.3, 0.2, 0.13, 0.08}, program == 44 ? 0.05 : 0.14, 0.22, 0, 0.003, 0.0, program < 44 ? 1 : 3};
  if (program >= 68 && program < 72) return {Family::kBlown, {1, 0.12, 0.5, 0.1, 0.25, 0.06, 0.1}, 0.04, 0.08, 0, 0.0025, 0.0, 1};
  return {Family::kBlown, {1, 0.55, 0.3, 0.16, 0.08}, 0.05, 0.12, 0, 0.002, 0.0, 1};
}

// Expression at t, from the part's swells (by time).
using Points = std::vector<std::pair<double, double>>;
struct Expression {
  const Points& points;
  std::size_t at = 0;
  double value(double t) {
    while (at + 1 < points.size() && points[at + 1].first <= t) ++at;
    if (points.empty()) return 0.62;
    if (at + 1 >= points.size() || t <= points[at].first) return points[at].second;
    const double x = (t - points[at].first) / std::max(1e-6, points[at + 1].first - points[at].first);
    return points[at].second + x * (points[at + 1].second - points[at].second);
  }
};

void add_note(std::vector<float>& out, const Note& note, const Part& part, const Voice& voice, Expression expression, std::uint64_t seed) {
  Random random(seed);
  const std::size_t frames = out.size() / 2;
  const auto first = static_cast<std::size_t>(std::max(0.0, note.start.value) * kRate);
  const double held = note.length.value, ring = held + voice.release * 4;
  const std::size_t count = first < frames ? std::min(frames - first, static_cast<std::size_t>(ring * kRate)) : 0;
  const double pitch_hz = 440 * std::pow(2.0, (note.pitch - 69) / 12.0);
  const double loud = std::pow(note.velocity / 127.0, 1.6) * std::pow(10.0, part.level_db / 20) * 0.045 / std::sqrt(static_cast<double>(voice.detuned));
  const double angle = (part.pan + 1) * 0.25 * 3.14159265;
  const double left = std::cos(angle), right = std::sin(angle);
  struct Oscillator { double re, im, cosine, sine, amplitude, decay; };
  std::vector<Oscillator> bank;
  for (int d = 0; d < voice.detuned; ++d) {
    const double tune = 1 + (d - 0.5 * (voice.detuned - 1)) * 0.0024;
    for (std::size_t k = 0; k < voice.partials.size(); ++k) {
      const double n = static_cast<double>(k + 1), hz = pitch_hz * tune * n * std::sqrt(1 + voice.inharmonic * n * n);
      if (hz > 12000 || voice.partials[k] == 0) continue;
      const double w = kTau * hz / kRate, phase = kTau * random.unit();
      const double bright = std::pow(0.35 + 0.65 * note.velocity / 127.0, static_cast<double>(k) * 0.5);
      const double fade = voice.decay > 0 ? std::exp(-(1 + 0.5 * static_cast<double>(k)) / (voice.decay * std::pow(2.0, (60 - note.pitch) / 24.0) * kRate)) : 1;
      bank.push_back({std::cos(phase), std::sin(phase), std::cos(w), std::sin(w), voice.partials[k] * bright, fade});
    }
  }
  double envelope = 0, level = 1, expressed = 0;
  const double vibrato_phase = kTau * random.unit();
  for (std::size_t n = 0; n < count; ++n) {
    const double t = static_cast<double>(n) / kRate;
    if (n % 48 == 0) {
      envelope = std::min(1.0, t / voice.attack);
      if (t > held) envelope *= std::exp(-(t - held) / voice.release * 2.2);
      if (voice.detuned > 1 || voice.vibrato > 0) level = 1 + 0.08 * std::sin(kTau * 5.1 * t + vibrato_phase) * std::min(1.0, t);
      expressed = expression.value(note.start.value + t);
    }
    double x = 0;
    for (auto& o : bank) {
      x += o.im * o.amplitude;
      const double re = o.re * o.cosine - o.im * o.sine;
      o.im = o.im * o.cosine + o.re * o.sine;
      o.re = re;
      o.amplitude *= o.decay;
    }
    const double y = x * envelope * level * loud * expressed;
    out[2 * (first + n)] += static_cast<float>(y * left);
    out[2 * (first + n) + 1] += static_cast<float>(y * right);
  }
}

}  // namespace

std::vector<float> synthesise_plain(const Cue& cue) {
  if (!(cue.length.value > 0 && cue.length.value <= 4 * 3600)) return {};
  std::vector<float> out(static_cast<std::size_t>(std::llround(cue.length.value * kRate)) * 2);
  std::vector<Voice> voices;
  std::vector<Points> expressions(cue.parts.size());
  for (const auto& p : cue.parts) voices.push_back(voice_of(std::clamp(p.program, 0, 127)));
  for (const auto& s : cue.swells)
    if (s.part >= 0 && static_cast<std::size_t>(s.part) < expressions.size())
      expressions[static_cast<std::size_t>(s.part)].push_back({s.at.value, std::pow(std::clamp(s.value, 0, 127) / 127.0, 2.0)});
  std::uint64_t index = 0;
  for (const auto& n : cue.notes) {
    ++index;
    if (n.part < 0 || static_cast<std::size_t>(n.part) >= cue.parts.size() || !std::isfinite(n.start.value) || !(n.length.value > 0) || n.length.value > 600) continue;
    const auto p = static_cast<std::size_t>(n.part);
    const Points& points = expressions[p];
    const auto it = std::upper_bound(points.begin(), points.end(), n.start.value, [](double t, const auto& q) { return t < q.first; });
    const Expression expression{points, it == points.begin() ? 0 : static_cast<std::size_t>(it - points.begin()) - 1};
    add_note(out, n, cue.parts[p], voices[p], expression, mix(index, static_cast<std::uint64_t>(std::clamp(n.pitch, 0, 127))));
  }
  add_hall(out);
  finish_edges(out, std::min(0.8, cue.length.value / 4));
  return out;
}

}  // namespace auteur::music
