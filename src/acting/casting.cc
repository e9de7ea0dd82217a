#include <algorithm>
#include <array>
#include <cmath>

#include "auteur/acting/voice.h"

namespace auteur::acting {
namespace {

// The voices three speakers can lend, each still understood by a recogniser (voice-and-lips.md has the word errors).
struct Archetype {
  const char* base;
  bool female;
  double age;      // years it suits best
  double depth;    // 0 deep .. 1 high within its sex
  double energy;   // 0 calm .. 1 lively
  VoiceCasting casting;
};

// base pitch range formant pace breath tilt
constexpr int kCount = 16;
const std::array<Archetype, kCount>& archetypes() {
  static const std::array<Archetype, kCount> table = {{
      {"rms", false, 38, 0.45, 0.5, {"rms", 1.00, 1.25, 0.000, 1.00, 0.00, 0.5}},
      {"awb", false, 42, 0.55, 0.5, {"awb", 1.00, 1.15, 0.000, 1.00, 0.00, 0.5}},
      {"awb", false, 70, 0.35, 0.3, {"awb", 0.85, 0.95, 0.025, 0.90, 0.15, 0.0}},
      {"rms", false, 26, 0.65, 0.8, {"rms", 1.20, 1.50, -0.015, 1.05, 0.00, 1.0}},
      {"rms", false, 15, 0.85, 0.6, {"rms", 1.38, 1.25, -0.040, 1.03, 0.00, 0.5}},
      {"rms", false, 52, 0.15, 0.4, {"rms", 0.84, 1.25, 0.018, 0.97, 0.00, 1.0}},
      {"awb", false, 30, 0.75, 0.7, {"awb", 1.22, 1.30, -0.030, 1.04, 0.05, 0.5}},
      {"rms", false, 72, 0.50, 0.3, {"rms", 1.06, 0.95, 0.028, 0.88, 0.25, 0.0}},
      {"awb", false, 55, 0.20, 0.6, {"awb", 0.80, 1.30, 0.000, 1.03, 0.00, 2.0}},
      {"slt", true, 42, 0.35, 0.5, {"slt", 0.90, 1.30, 0.025, 1.00, 0.00, 0.5}},
      {"rms", true, 30, 0.60, 0.6, {"rms", 1.72, 1.20, -0.065, 1.00, 0.05, 0.0}},
      {"slt", true, 26, 0.60, 0.6, {"slt", 1.08, 1.35, 0.000, 1.00, 0.00, 1.0}},
      {"awb", true, 34, 0.45, 0.6, {"awb", 1.50, 1.20, -0.065, 1.02, 0.05, 1.0}},
      {"slt", true, 70, 0.25, 0.3, {"slt", 0.84, 1.00, 0.035, 0.89, 0.20, 0.0}},
      {"rms", true, 13, 0.90, 0.8, {"rms", 1.90, 1.35, -0.068, 1.04, 0.05, 0.5}},
      {"slt", true, 50, 0.50, 0.8, {"slt", 1.00, 1.60, 0.038, 1.06, 0.00, 2.0}},
  }};
  return table;
}

double unit(float v) { return std::isfinite(v) ? std::clamp(static_cast<double>(v), 0.0, 1.0) : 0.5; }

double misfit(const Archetype& a, const world::Identity& who) {
  const double age = std::isfinite(who.age) ? std::clamp(static_cast<double>(who.age), 3.0, 100.0) : 35;
  const double femininity = unit(who.femininity);
  // Before their voices break, boys and girls sound alike.
  const double sex = age < 12 ? 0.25 : 1.0;
  const double size = std::isfinite(who.height_m) ? std::clamp((1.45 - who.height_m) / 0.4, -0.5, 0.5) : 0;
  double cost = 6 * sex * std::abs((a.female ? 1.0 : 0.0) - femininity);
  cost += std::abs(std::log(age) - std::log(a.age)) * 1.6;
  cost += std::abs(unit(who.voice_depth) + 0.3 * size - a.depth) * 1.2;
  cost += std::abs(unit(who.voice_energy) - a.energy) * 0.5;
  return cost;
}

}  // namespace

// In the order of the cast, so that a later character never takes an earlier one's voice.
Json to_json(const VoiceCasting& v) {
  return {{"base", v.base}, {"pitch", v.pitch}, {"range", v.range}, {"formant", v.formant}, {"pace", v.pace}, {"breath", v.breath}, {"tilt", v.tilt}};
}
VoiceCasting voice_from_json(const Json& j) {
  VoiceCasting v;
  v.base = j.value("base", v.base);
  v.pitch = j.value("pitch", v.pitch);
  v.range = j.value("range", v.range);
  v.formant = j.value("formant", v.formant);
  v.pace = j.value("pace", v.pace);
  v.breath = j.value("breath", v.breath);
  v.tilt = j.value("tilt", v.tilt);
  return v;
}

std::vector<VoiceCasting> cast_voices(const std::vector<world::Identity>& cast) {
  std::vector<VoiceCasting> out;
  std::array<int, kCount> used{};
  for (const auto& who : cast) {
    int best = 0;
    double least = 1e9;
    for (int i = 0; i < kCount; ++i) {
      // A used voice is better than one of the wrong sex, once the right ones are all taken.
      const double cost = misfit(archetypes()[static_cast<std::size_t>(i)], who) + 3.5 * used[static_cast<std::size_t>(i)];
      if (cost < least) { least = cost; best = i; }
    }
    const Archetype& a = archetypes()[static_cast<std::size_t>(best)];
    const int again = used[static_cast<std::size_t>(best)]++;
    VoiceCasting v = a.casting;
    v.pitch *= 1 + 0.08 * (unit(who.voice_depth) - a.depth);
    v.pace *= 0.96 + 0.08 * unit(who.voice_pace);
    v.range *= 0.92 + 0.16 * unit(who.voice_energy);
    if (again > 0) {  // the n-th user of a voice: away from the first in pitch, throat and pace, to alternating sides
      const double side = again % 2 == 1 ? 1 : -1, step = static_cast<double>((again + 1) / 2);
      v.pitch *= 1 + 0.09 * side * std::min(step, 2.0);
      v.formant -= 0.014 * side * std::min(step, 2.0);
      v.pace *= 1 - 0.05 * side * std::min(step, 3.0);
      v.range *= 1 + 0.08 * side;
    }
    v.pitch = std::clamp(v.pitch, 0.78, 2.0);
    v.formant = std::clamp(v.formant, -0.075, 0.045);
    out.push_back(v);
  }
  return out;
}

}  // namespace auteur::acting
