#include "auteur/sound/onsets.h"

#include <algorithm>
#include <cmath>

#include "dsp.h"
#include "placed_sound.h"

namespace auteur::sound {
namespace {

constexpr int kStep = 4;                      // samples of the track to one that is compared: 12 kHz
constexpr double kReach = 0.08;               // seconds either side that are searched
constexpr double kPattern = 0.2;              // seconds of a sound that are looked for
constexpr double kHeard = 0.25;               // likeness from which a sound is found: noise alone stays below 0.12
constexpr double kBegins = 0.1;               // of its peak: where a contact begins

bool is_contact(staging::SoundEventKind kind) { return kind != staging::SoundEventKind::kEffect && kind != staging::SoundEventKind::kCall; }

// Mono, without what lies below: beds are mostly low.
std::vector<float> bright(const std::vector<float>& stereo, std::size_t first, std::size_t frames) {
  std::vector<float> out(frames / kStep);
  Biquad low, high;
  low.low_pass(5000);
  high.high_pass(300);
  for (std::size_t i = 0; i < frames; ++i) {
    const std::size_t at = 2 * (first + i);
    const float x = high(low(at + 1 < stereo.size() ? 0.5f * (stereo[at] + stereo[at + 1]) : 0.f));
    if (i % kStep == 0 && i / kStep < out.size()) out[i / kStep] = x;
  }
  return out;
}

double energy(const std::vector<float>& x, std::size_t from, std::size_t count) {
  double sum = 0;
  for (std::size_t i = from; i < from + count; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return sum;
}

}  // namespace

std::vector<FoundContact> find_contacts(const std::vector<staging::SoundEvent>& events, const Ambience& room, std::uint64_t seed, const std::vector<float>& track) {
  std::vector<FoundContact> out;
  const auto reach = static_cast<std::size_t>(kReach * kRate);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& e = events[i];
    const auto at = static_cast<std::size_t>(std::max(0.0, e.at.value) * kRate);
    if (!is_contact(e.kind) || e.at.value < kReach || 2 * (at + reach) >= track.size()) continue;
    const auto sound = sound_of(e, i, room, seed);
    if (!sound) continue;
    std::vector<float> alone(2 * std::min(sound->mono.size() + 2400, static_cast<std::size_t>(kPattern * kRate)));
    add_placed(alone, sound->mono, 0, sound->placement);
    const auto pattern = bright(alone, 0, alone.size() / 2);
    const auto heard = bright(track, at - reach, alone.size() / 2 + 2 * reach);
    const double own = energy(pattern, 0, pattern.size());
    if (own <= 0) continue;
    FoundContact found{e.at, sound->recipe->name};
    std::size_t best = 0;
    double under = energy(heard, 0, pattern.size());
    for (std::size_t lag = 0; lag + pattern.size() <= heard.size(); ++lag) {
      float together = 0;
      for (std::size_t k = 0; k < pattern.size(); ++k) together += pattern[k] * heard[lag + k];
      const double likeness = under > 0 ? static_cast<double>(together) / std::sqrt(own * under) : 0;
      if (likeness > found.likeness) found.likeness = likeness, best = lag;
      if (lag + pattern.size() < heard.size()) under = std::max(0.0, under - energy(heard, lag, 1) + energy(heard, lag + pattern.size(), 1));
    }
    const float peak = std::abs(*std::max_element(pattern.begin(), pattern.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
    std::size_t begins = 0;
    while (begins + 1 < pattern.size() && std::abs(pattern[begins]) < kBegins * static_cast<double>(peak)) ++begins;
    found.late = static_cast<double>((best + begins) * kStep) / kRate - kReach;
    found.heard = found.likeness >= kHeard;
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace auteur::sound
