#include "lips.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "voice_edit.h"

namespace auteur::acting {
namespace {

using puppets::Viseme;
constexpr double kLead = 0.020;       // lips move a little before the sound
constexpr double kShutFrom = 0.015;   // a drawing has so much of a closure to be shut by it
constexpr double kRestAfter = 0.16;   // shorter silences keep the mouth ready

struct PhoneLips { const char* phone; Viseme viseme; float jaw; float dominance; };
// dominance: how strongly the phone claims the lips (after Cohen and Massaro); jaw: opening when plain.
constexpr PhoneLips kLips[] = {
    {"p", Viseme::kPP, 0.00f, 3.0f}, {"b", Viseme::kPP, 0.00f, 3.0f}, {"m", Viseme::kPP, 0.00f, 3.0f},
    {"f", Viseme::kFF, 0.05f, 2.5f}, {"v", Viseme::kFF, 0.05f, 2.3f}, {"th", Viseme::kTH, 0.15f, 1.1f}, {"dh", Viseme::kTH, 0.12f, 0.8f},
    {"t", Viseme::kDD, 0.12f, 0.50f}, {"d", Viseme::kDD, 0.12f, 0.50f}, {"k", Viseme::kKK, 0.2f, 0.35f}, {"g", Viseme::kKK, 0.2f, 0.35f}, {"ng", Viseme::kKK, 0.18f, 0.4f},
    {"ch", Viseme::kCH, 0.15f, 1.6f}, {"jh", Viseme::kCH, 0.15f, 1.5f}, {"sh", Viseme::kCH, 0.12f, 1.6f}, {"zh", Viseme::kCH, 0.12f, 1.5f},
    {"s", Viseme::kSS, 0.06f, 1.2f}, {"z", Viseme::kSS, 0.06f, 1.1f}, {"n", Viseme::kNN, 0.14f, 0.5f}, {"l", Viseme::kNN, 0.25f, 0.65f},
    {"r", Viseme::kRR, 0.18f, 1.0f}, {"er", Viseme::kRR, 0.25f, 1.2f}, {"axr", Viseme::kRR, 0.2f, 0.8f},
    {"aa", Viseme::kAA, 0.95f, 1.5f}, {"ah", Viseme::kAA, 0.6f, 1.2f}, {"ao", Viseme::kOH, 0.7f, 1.5f}, {"ae", Viseme::kE, 0.8f, 1.4f}, {"eh", Viseme::kE, 0.55f, 1.2f},
    {"ih", Viseme::kIH, 0.3f, 1.0f}, {"iy", Viseme::kIH, 0.22f, 1.2f}, {"y", Viseme::kIH, 0.18f, 0.7f}, {"uh", Viseme::kOU, 0.3f, 1.2f}, {"uw", Viseme::kOU, 0.22f, 1.8f}, {"w", Viseme::kOU, 0.12f, 1.9f},
    {"ow", Viseme::kOH, 0.5f, 1.6f}, {"ey", Viseme::kE, 0.45f, 1.3f}, {"ay", Viseme::kAA, 0.85f, 1.5f}, {"aw", Viseme::kAA, 0.85f, 1.5f}, {"oy", Viseme::kOH, 0.55f, 1.6f}};

const PhoneLips* lips_of(const std::string& phone) {
  for (const auto& l : kLips) if (phone == l.phone) return &l;
  return nullptr;
}

struct Sound { double start = 0, end = 0; Viseme viseme = Viseme::kRest; float jaw = 0, dominance = 0, stress = 0; };

// Diphthongs become their two halves; HH and schwa take the lips of what follows; silences stay.
std::vector<Sound> lip_sounds(std::span<const Phone> phones, double offset) {
  std::vector<Sound> out;
  for (std::size_t i = 0; i < phones.size(); ++i) {
    const Phone& p = phones[i];
    const double a = p.start.value + offset, b = p.end.value + offset;
    const float stress = static_cast<float>(std::clamp(std::isfinite(p.stress) ? p.stress : 0, 0.0, 1.0));
    if (class_of(p.name) == PhoneClass::kPause) { out.push_back({a, b, Viseme::kRest, 0, b - a > kRestAfter ? 1.f : 0.1f, 0}); continue; }
    if (p.name == "ay" || p.name == "aw" || p.name == "ow" || p.name == "oy" || p.name == "ey") {
      const double mid = a + 0.6 * (b - a);
      const PhoneLips first = *lips_of(p.name);
      const PhoneLips second = *lips_of(p.name == "aw" || p.name == "ow" ? "uw" : "ih");
      out.push_back({a, mid, first.viseme, first.jaw, first.dominance, stress});
      out.push_back({mid, b, second.viseme, 0.5f * (first.jaw + second.jaw), 0.8f * second.dominance, stress});
      continue;
    }
    if (const PhoneLips* l = lips_of(p.name)) { out.push_back({a, b, l->viseme, l->jaw, l->dominance, stress}); continue; }
    const PhoneLips* next = nullptr;
    if (i + 1 < phones.size()) next = lips_of(phones[i + 1].name);
    const bool borrow = next && class_of(phones[i + 1].name) == PhoneClass::kVowel;
    out.push_back({a, b, borrow ? next->viseme : Viseme::kE, borrow ? 0.7f * next->jaw : 0.3f, 0.4f, stress});
  }
  return out;
}

void blend(std::vector<Mouth>& drawings, const std::vector<Sound>& sounds, double frame, float loudness) {
  std::size_t first = 0;
  for (std::size_t k = 0; k < drawings.size(); ++k) {
    const double from = static_cast<double>(k) * frame - 0.015 + kLead, to = from + frame + 0.045;
    while (first < sounds.size() && sounds[first].end < from) ++first;
    std::array<float, static_cast<std::size_t>(Viseme::kCount)> claim{};
    double jaw = 0, weight = 0;
    bool speech = false;
    for (std::size_t i = first; i < sounds.size() && sounds[i].start < to; ++i) {
      const Sound& s = sounds[i];
      double overlap = std::min(to, s.end) - std::max(from, s.start);
      if (s.viseme == Viseme::kPP && std::min(from + frame, s.end) - std::max(from, s.start) < kShutFrom) overlap = 0;
      if (overlap <= 0) continue;
      claim[static_cast<std::size_t>(s.viseme)] += static_cast<float>(overlap) * s.dominance * (0.75f + 0.5f * s.stress);
      const double w = overlap * (0.5 + s.jaw);
      jaw += w * s.jaw * (0.6 + 0.55 * s.stress);
      weight += w;
      if (s.viseme != Viseme::kRest || s.dominance < 0.5f) speech = true;
    }
    Mouth& m = drawings[k];
    m.speaking = speech;
    if (weight <= 0) continue;
    const auto best = std::max_element(claim.begin(), claim.end());
    m.viseme = static_cast<Viseme>(best - claim.begin());
    m.open = std::clamp(static_cast<float>(jaw / weight) * loudness, 0.f, 1.f);
  }
}

bool closes(Viseme v) { return v == Viseme::kPP; }

// Puts the lips of each sound of the class on the drawing nearest its closure, unless one within it has them already.
void enforce(std::vector<Mouth>& drawings, const std::vector<Sound>& sounds, double frame, Viseme wanted) {
  const int n = static_cast<int>(drawings.size());
  for (const Sound& s : sounds) {
    if (s.viseme != wanted) continue;
    const double centre = s.start + 0.4 * (s.end - s.start);
    if (centre < 0 || centre >= n * frame) continue;
    const int low = std::max(0, static_cast<int>(s.start / frame)), high = std::min(n - 1, static_cast<int>(std::max(s.start, s.end - 1e-9) / frame));
    bool shown = false;
    for (int k = low; k <= high; ++k) shown = shown || drawings[static_cast<std::size_t>(k)].viseme == wanted;
    if (shown) continue;
    int k = std::clamp(static_cast<int>(centre / frame), low, high);
    if (wanted == Viseme::kFF && closes(drawings[static_cast<std::size_t>(k)].viseme)) {
      // Closures win their drawing; the teeth take the free neighbour on the nearer side.
      const bool later_half = centre / frame - k > 0.5;
      for (const int other : {later_half ? k + 1 : k - 1, later_half ? k - 1 : k + 1})
        if (other >= 0 && other < n && !closes(drawings[static_cast<std::size_t>(other)].viseme)) { k = other; break; }
      if (closes(drawings[static_cast<std::size_t>(k)].viseme)) continue;
    }
    drawings[static_cast<std::size_t>(k)].viseme = wanted;
    drawings[static_cast<std::size_t>(k)].speaking = true;
  }
}

}  // namespace

Viseme viseme_of(const std::string& phone) {
  const PhoneLips* l = lips_of(phone);
  return l ? l->viseme : Viseme::kRest;
}

float jaw_of(const std::string& phone) {
  const PhoneLips* l = lips_of(phone);
  return l ? l->jaw : 0;
}

std::vector<Mouth> mouths(std::span<const Phone> phones, double offset, int drawings, int per_second, float loudness) {
  std::vector<Mouth> out(static_cast<std::size_t>(std::max(drawings, 0)));
  if (out.empty() || per_second <= 0) return out;
  const double frame = 1.0 / per_second;
  const auto sounds = lip_sounds(phones, offset);
  blend(out, sounds, frame, loudness);
  enforce(out, sounds, frame, Viseme::kPP);
  enforce(out, sounds, frame, Viseme::kFF);
  // A closed drawing taken from a vowel must leave another one open: the jaw is set from the final shapes.
  for (auto& m : out) {
    if (m.viseme == Viseme::kPP || m.viseme == Viseme::kRest) m.open = 0;
    else if (m.viseme == Viseme::kFF) m.open = std::min(m.open, 0.08f);
    else if (m.viseme == Viseme::kSS) m.open = std::min(m.open, 0.12f);
    else if (m.viseme == Viseme::kCH) m.open = std::min(m.open, 0.25f);
  }
  // An intake of breath: the mouth opens a little just before the first sound after a silence.
  for (std::size_t k = 0; k + 1 < out.size(); ++k)
    if (!out[k].speaking && out[k + 1].speaking && out[k].viseme == Viseme::kRest && out[k + 1].viseme != Viseme::kPP) {
      out[k].viseme = Viseme::kE;
      out[k].open = 0.12f;
    }
  return out;
}

}  // namespace auteur::acting
