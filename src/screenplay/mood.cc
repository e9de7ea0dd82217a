#include "mood.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "lexicon.h"

namespace auteur::screenplay {

const Feeling* feeling_of(const std::string& low) {
  const auto& f = lexicon().feelings;
  if (const auto* hit = find(f, low)) return hit;
  static constexpr std::array<std::string_view, 8> kEndings = {"ingly", "ing", "edly", "ed", "ly", "es", "s", "er"};
  for (const auto ending : kEndings) {
    if (low.size() < ending.size() + 3 || !low.ends_with(ending)) continue;
    const std::string stem = low.substr(0, low.size() - ending.size());
    if (const auto* hit = find(f, stem)) return hit;
    if (const auto* hit = find(f, stem + "e")) return hit;
    if (stem.size() > 3 && stem[stem.size() - 1] == stem[stem.size() - 2])
      if (const auto* hit = find(f, stem.substr(0, stem.size() - 1))) return hit;
  }
  return nullptr;
}

namespace {

bool negates(std::string_view w) {
  return w == "not" || w == "no" || w == "never" || w == "without" || w == "nothing" || w == "nor" || w.ends_with("n't") || w.ends_with("n\u2019t");
}
bool strengthens(std::string_view w) { return w == "very" || w == "so" || w == "too" || w == "really" || w == "utterly" || w == "terribly" || w == "completely"; }

}  // namespace

void MoodMeter::hit(const std::string& word, double valence, double arousal, double tension, double weight) {
  valence_ += valence * weight;
  arousal_ += arousal * weight;
  tension_ += tension * weight;
  weight_ += weight;
  words_[word] += weight * (std::abs(valence) + 0.5 * std::abs(arousal) + tension);
}

void MoodMeter::add(std::string_view text, double weight) {
  const auto w = words(text, 0, text.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (w[i].capital && !w[i].capitals && i > 0 && w[i].before == 0) continue;  // names
    const Feeling* f = feeling_of(w[i].low);
    if (!f) continue;
    double strength = weight;
    bool no = false;
    for (std::size_t k = i > 3 ? i - 3 : 0; k < i; ++k) {
      no |= negates(w[k].low);
      if (strengthens(w[k].low)) strength *= 1.4;
    }
    if (w[i].capitals) strength *= 1.3;
    if (negates(w[i].low)) strength *= 0.4;  // "no" is a word of every talk
    if (no && !negates(w[i].low)) hit(w[i].low, -0.5 * f->valence, 0.5 * f->arousal, 0.4 * f->tension, strength);
    else hit(w[i].low, f->valence, f->arousal, f->tension, strength);
  }
  const auto shouts = std::count(text.begin(), text.end(), '!');
  if (shouts > 0) hit("!", 0, 0.7, 0.35, weight * 0.6 * static_cast<double>(std::min<std::ptrdiff_t>(shouts, 3)));
}

Mood MoodMeter::mood(double reserve) const {
  Mood m;
  const double all = weight_ + reserve;
  if (weight_ <= 0) return m;
  // A mean over words lies near the middle; the gain lets a plainly sad scene reach the sad end.
  const double gain = 1.5;
  m.valence = std::clamp(gain * valence_ / all, -1.0, 1.0);
  m.arousal = std::clamp(gain * arousal_ / all, -1.0, 1.0);
  m.tension = std::clamp(gain * tension_ / all, 0.0, 1.0);
  std::vector<std::pair<double, std::string>> strongest;
  for (const auto& [word, s] : words_) strongest.emplace_back(-s, word);
  std::sort(strongest.begin(), strongest.end());
  for (std::size_t i = 0; i < std::min<std::size_t>(5, strongest.size()); ++i) m.why += (i ? ", " : "") + strongest[i].second;
  return m;
}

Mood blend(const Mood& a, const Mood& b, double t) {
  return {a.valence * (1 - t) + b.valence * t, a.arousal * (1 - t) + b.arousal * t, a.tension * (1 - t) + b.tension * t, b.why.empty() ? a.why : b.why};
}

}  // namespace auteur::screenplay
