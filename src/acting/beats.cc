#include "beats.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "voice_edit.h"

namespace auteur::acting {

std::vector<Stress> stresses_of(const LineTake& take) {
  std::vector<Stress> out;
  for (const auto& p : take.phones) {
    if (class_of(p.name) != PhoneClass::kVowel || p.stress < 0.45) continue;
    const double at = 0.5 * (p.start.value + p.end.value);
    const float strength = static_cast<float>(std::clamp(p.stress * std::clamp((p.end.value - p.start.value) / 0.11, 0.6, 1.3), 0.0, 1.2));
    if (!out.empty() && at - out.back().at < 0.25) {
      if (strength > out.back().strength) out.back() = {at, strength};
    } else {
      out.push_back({at, strength});
    }
  }
  return out;
}

std::vector<double> phrase_ends_of(const LineTake& take) {
  std::vector<double> out;
  for (std::size_t i = 1; i < take.phones.size(); ++i)
    if (take.phones[i].name == "pau" && (take.phones[i].end - take.phones[i].start).value > 0.15) out.push_back(take.phones[i].start.value);
  if (out.empty() && !take.phones.empty()) out.push_back(take.phones.back().end.value);
  return out;
}

std::vector<Stroke> strokes_of(const LineTake& take, double temper, const Direction& direction, int free_hand, std::uint64_t seed) {
  std::vector<Stroke> out;
  Random random(mix(seed, seed_of("strokes")));
  const double will = std::clamp((0.25 + 0.75 * temper) * direction.gesture, 0.0, 1.3);
  double free_from = 0.25;
  for (const Stress& s : stresses_of(take)) {
    const double chance = will * (0.35 + 0.5 * s.strength), dice = random.unit(), shape = random.unit(), other = random.unit();
    if (s.at < free_from || dice > chance) continue;
    Stroke stroke;
    stroke.at = s.at;
    stroke.hand = free_hand == 2 ? (other < 0.25 ? 0 : 1) : free_hand;
    stroke.size = static_cast<float>(std::clamp(0.45 + 0.35 * will + 0.25 * (s.strength - 0.7), 0.3, 1.0));
    stroke.shape = shape < 0.45 ? GestureShape::kOpenHand : shape < 0.7 ? GestureShape::kChop : shape < 0.88 && free_hand == 2 ? GestureShape::kBothHands : GestureShape::kHandToChest;
    out.push_back(stroke);
    free_from = s.at + 0.9 + (1.6 - will) * random.range(0.3, 1.2);
  }
  return out;
}

float stroke_envelope(double t) {
  const auto ease = [](double x) { const double s = std::clamp(x, 0.0, 1.0); return s * s * s * (s * (6 * s - 15) + 10); };
  if (t < -0.36 || t > 0.75) return 0;
  if (t < 0) return static_cast<float>(ease((t + 0.36) / 0.30));
  return static_cast<float>(1 - ease((t - 0.22) / 0.53));
}

float accent_envelope(double since, double before, double after) {
  if (since <= -before || since >= after) return 0;
  const double x = since < 0 ? 1 + since / before : 1 - since / after;
  return static_cast<float>(x * x * (3 - 2 * x));
}

}  // namespace auteur::acting
