// A theme head: the best of many drawn candidates, judged by what makes a tune singable.
#include "composing.h"

namespace auteur::music {
namespace {

bool is_triad_degree(int degree) { const int d = ((degree % 7) + 7) % 7; return d == 0 || d == 2 || d == 4; }

std::vector<int> draw_degrees(const Shape& shape, std::size_t count, Random& random) {
  std::vector<int> out{shape.start};
  while (out.size() < count) {
    const int at = static_cast<int>(out.size());
    int step = 0;
    if (at == shape.leap_at) step = shape.leap;
    else if (at == shape.leap_at + 1) step = shape.leap > 0 ? -1 : 1;  // a leap is answered by a step back
    else {
      const double up = 0.5 + 0.32 * shape.drift;
      const int size = random.unit() < 0.74 ? 1 : random.unit() < 0.7 ? 2 : 3;
      step = random.unit() < up ? size : -size;
      if (random.unit() < 0.1) step = 0;
    }
    out.push_back(out.back() + step);
  }
  return out;
}

double judge(const std::vector<int>& d, const std::vector<double>& beats) {
  double score = 0, at = 0;
  int high = d[0], low = d[0], repeats = 0, leaps = 0;
  for (std::size_t i = 0; i < d.size(); ++i) {
    high = std::max(high, d[i]);
    low = std::min(low, d[i]);
    const bool strong = std::fmod(at, 2.0) == 0;
    if (strong) score += is_triad_degree(d[i]) ? 1.0 : -0.3;
    if (beats[i] >= 2 && !is_triad_degree(d[i])) score -= 1.0;
    if (i > 0) {
      const int step = d[i] - d[i - 1];
      repeats += step == 0;
      leaps += std::abs(step) >= 3;
      if (i > 1 && std::abs(step) >= 3 && std::abs(d[i - 1] - d[i - 2]) >= 3) score -= 2;
    }
    at += beats[i];
  }
  score -= std::abs(high - low - 6) * 0.4;
  if (high - low > 9 || low < -4 || high > 11) score -= 6;
  if (std::count(d.begin(), d.end(), high) > 1) score -= 1;  // one summit
  score -= repeats > 1 ? 2 : 0;
  score += leaps == 1 ? 1.5 : leaps == 2 ? 0.5 : -1;
  const int last = ((d.back() % 7) + 7) % 7;
  score += last == 4 || last == 1 ? 1.2 : last == 0 || last == 2 ? 0.8 : -2;  // open endings let it go on
  return score;
}

}  // namespace

Theme draw_theme(const screenplay::Mood& mood, int unit, Random& random, const std::function<double(const std::vector<int>&, const std::vector<double>&)>& likeness) {
  const auto& t = tables();
  double best_score = -1e9;
  Theme best;
  std::vector<const std::vector<double>*> rhythms;
  for (const auto& r : t.rhythms) {
    double sum = 0;
    for (double b : r) sum += b;
    if (unit == 0 || static_cast<int>(sum) == unit) rhythms.push_back(&r);
  }
  if (rhythms.empty()) rhythms.push_back(&t.rhythms.front());
  for (int i = 0; i < 240; ++i) {
    const auto& rhythm = *rhythms[static_cast<std::size_t>(random.below(static_cast<int>(rhythms.size())))];
    const auto& shape = t.shapes[static_cast<std::size_t>(random.below(static_cast<int>(t.shapes.size())))];
    auto degrees = draw_degrees(shape, rhythm.size(), random);
    const double like = likeness ? likeness(degrees, rhythm) : 0;
    // Lively people have many notes, heavy ones few.
    const double busy = (static_cast<double>(rhythm.size()) - 6.5) / 2.5;
    const double score = judge(degrees, rhythm) - 1.4 * std::abs(shape.valence - mood.valence) - 0.6 * std::abs(busy - mood.arousal) + 1.5 * random.unit() - 3 * like - (like >= 0.6 ? 20 : 0);
    if (score > best_score) { best_score = score; best.degrees = std::move(degrees); best.beats = rhythm; }
  }
  best.mode = character_of(mood).mode;
  static constexpr int kTonics[] = {55, 57, 58, 60, 62, 63, 65};  // keys in which small orchestras sound well
  best.tonic = kTonics[random.below(7)];
  return best;
}

Theme compose_theme(const screenplay::Breakdown& breakdown, std::uint64_t film_seed) {
  Random random(mix(film_seed, seed_of("film theme"), seed_of(breakdown.title)));
  screenplay::Mood overall;
  double weight = 0;
  for (const auto& scene : breakdown.scenes) {
    const double w = std::clamp(scene.estimate.value, 1.0, 600.0);
    overall.valence += w * std::clamp(scene.mood.valence, -1.0, 1.0);
    overall.arousal += w * std::clamp(scene.mood.arousal, -1.0, 1.0);
    overall.tension += w * std::clamp(scene.mood.tension, 0.0, 1.0);
    weight += w;
  }
  if (weight > 0) { overall.valence /= weight; overall.arousal /= weight; overall.tension /= weight; }
  return draw_theme(overall, 0, random, {});
}

}  // namespace auteur::music
