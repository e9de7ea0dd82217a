#include "auteur/acting/interruption.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "voice_edit.h"

namespace auteur::acting {
namespace {

constexpr double kClosing = 0.045;  // seconds, mostly after the vowel has turned

}  // namespace

Seconds breaks_off(const LineTake& take) {
  double from = 0, to = take.length().value;
  if (!take.words.empty()) from = take.words.back().start.value, to = take.words.back().end.value;
  const Phone* vowel = nullptr;
  int vowels = 0;
  for (const Phone& p : take.phones)
    if (class_of(p.name) == PhoneClass::kVowel && p.start.value >= from - 1e-6 && p.start.value < to) ++vowels, vowel = &p;
  // "never" breaks off as "nev-": in the last syllable of a long word, past the middle of the vowel of a short one.
  double at = from + 0.6 * (to - from);
  if (vowel) {
    const double length = vowel->end.value - vowel->start.value;
    at = vowel->start.value + (vowels > 1 ? std::min(0.4 * length, 0.06) : std::clamp(0.65 * length, std::min(0.05, length), 0.16));
  }
  return Seconds(std::clamp(at, 0.0, take.length().value));
}

void break_off(LineTake& take, Seconds at) {
  if (!(at.value > 0) || at.value >= take.length().value) return;
  std::erase_if(take.phones, [&](const Phone& p) { return p.start >= at; });
  for (Phone& p : take.phones) p.end = std::min(p.end, at);
  std::erase_if(take.words, [&](const Word& w) { return w.start >= at; });
  for (Word& w : take.words) w.end = std::min(w.end, at);
  const auto first = static_cast<std::size_t>(std::lround(at.value * take.rate)), over = static_cast<std::size_t>(std::lround(kClosing * take.rate));
  for (std::size_t i = first; i < take.samples.size(); ++i) {
    const double u = over > 0 ? static_cast<double>(i - first) / static_cast<double>(over) : 1;
    take.samples[i] *= u < 1 ? static_cast<float>(0.5 + 0.5 * std::cos(std::numbers::pi * u)) : 0.f;
  }
}

LineTake mouth_broken_off(const LineTake& said, Seconds at) {
  LineTake out;
  out.phones = said.phones, out.words = said.words, out.rate = 100;
  out.samples.assign(static_cast<std::size_t>(std::max(0.0, std::ceil(said.phones.empty() ? 0 : said.phones.back().end.value * 100))), 0.f);
  break_off(out, at);
  return out;
}

}  // namespace auteur::acting
