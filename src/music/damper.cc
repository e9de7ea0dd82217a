#include "damper.h"

#include <algorithm>
#include <cmath>

#include "hall.h"

namespace auteur::music {
namespace {
constexpr double kUnder = 68, kFallOfRelease = 96, kHallSeconds = 1.7;  // dB; to -60 dB
constexpr float kFaded = 1440;  // cB, the most there is
}  // namespace

bool Damper::is_covered(fluid_voice_t* voice, const Note& note, std::int64_t now, double release) {
  if (release < kRate) return false;  // soon over
  const auto channel = static_cast<std::size_t>(fluid_voice_get_channel(voice));
  const double fallen = static_cast<double>(font_.fall(programs_[channel], fluid_voice_get_key(voice)).at(now - note.began)) + kFallOfRelease * static_cast<double>(now - note.released) / release;
  return 20 * std::log10(std::max(1e-9, static_cast<double>(note.loudest))) - fallen < 10 * std::log10(energy_ + 1e-20) - kUnder;
}

void Damper::damp(fluid_synth_t* synth, std::int64_t now) {
  std::array<fluid_voice_t*, kPolyphony> voices{};
  fluid_synth_get_voicelist(synth, voices.data(), kPolyphony, -1);
  for (std::size_t i = 0; i < voices.size() && voices[i] != nullptr; ++i) {
    auto* voice = voices[i];
    auto& note = notes_.try_emplace(fluid_voice_get_id(voice), Note{now}).first->second;
    if (now - note.began <= kRate / 10) note.loudest = std::max(note.loudest, peaks_[static_cast<std::size_t>(fluid_voice_get_channel(voice)) % kFamilies]);
    if (fluid_voice_is_on(voice)) continue;
    if (note.released < 0) note.released = now;
    const double release = kRate * std::exp2(static_cast<double>(fluid_voice_gen_get(voice, GEN_VOLENVRELEASE)) / 1200);
    if (static_cast<double>(now - note.released) < release * 2 / 3 && !is_covered(voice, note, now, release)) continue;
    const int end = fluid_voice_gen_get(voice, GEN_ATTENUATION) < kFaded ? GEN_ATTENUATION : GEN_VOLENVRELEASE;
    fluid_voice_gen_set(voice, end, end == GEN_ATTENUATION ? kFaded : -12000.f);
    fluid_voice_update_param(voice, end);
  }
}

void Damper::hear(const std::array<float*, 2 * kFamilies>& outputs, std::size_t frames) {
  std::array<double, 2> sum{};
  for (std::size_t f = 0; f < kFamilies; ++f) {
    float peak = 0;
    for (std::size_t n = 0; n < frames; ++n) peak = std::max(peak, std::abs(outputs[2 * f][n]) + std::abs(outputs[2 * f + 1][n]));
    peaks_[f] = peak;
  }
  for (std::size_t n = 0; n < frames; ++n)
    for (std::size_t c = 0; c < 2; ++c) {
      float x = 0;
      for (std::size_t f = 0; f < kFamilies; ++f) x += outputs[2 * f + c][n];
      sum[c] += static_cast<double>(x) * static_cast<double>(x);
    }
  const double fresh = (sum[0] + sum[1]) / static_cast<double>(frames);
  energy_ = std::max(fresh, energy_ * std::exp2(-20 * static_cast<double>(frames) / (kHallSeconds * kRate)));
}

}  // namespace auteur::music
