#include "feeling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "lexicon.h"
#include "mood.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kLongestPhrase = 5;  // words
constexpr std::size_t kScope = 6;          // words that a negation reaches over
constexpr double kWeaker = 0.5, kStronger = 1.5;

struct Rules {
  WordSet negate, end, strengthen, weaken;
  WordMap<Feeling> phrases;
};

std::string plain(std::string_view word) {  // one kind of apostrophe
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word.substr(i, 3) == "\u2019") { out += '\''; i += 2; }
    else out += word[i];
  }
  return out;
}

Rules load() {
  Rules r;
  const std::string text = read_data_text("screenplay/feeling_rules.txt");
  for (auto line : split(text, '\n')) {
    line = trim(line);
    const auto colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string_view::npos) continue;
    const std::string key(trim(line.substr(0, colon)));
    WordSet* set = key == "negate" ? &r.negate : key == "end" ? &r.end : key == "strengthen" ? &r.strengthen : key == "weaken" ? &r.weaken : nullptr;
    Feeling f;
    char* rest = nullptr;
    f.valence = std::strtod(key.c_str(), &rest);
    f.arousal = std::strtod(rest, &rest);
    f.tension = std::strtod(rest, &rest);
    for (const auto w : split(line.substr(colon + 1), ',')) {
      const std::string word = lower(trim(w));
      if (word.empty()) continue;
      if (set) set->insert(word);
      else r.phrases.emplace(word, f);
    }
  }
  return r;
}

const Rules& rules() {
  static const Rules loaded = load();  // immutable after its first use
  return loaded;
}

// The longest phrase of `set` that starts at word i within one clause; its length in words, 0 for none.
template <class Set>
std::size_t phrase_at(const std::vector<Word>& w, const std::vector<std::string>& low, std::size_t i, std::size_t end, const Set& set) {
  std::string phrase;
  std::size_t best = 0;
  for (std::size_t n = 0; n < kLongestPhrase && i + n < end; ++n) {
    if (n > 0 && w[i + n].before != 0) break;
    phrase += (n ? " " : "") + low[i + n];
    if (set.contains(phrase)) best = n + 1;
  }
  return best;
}
std::string joined(const std::vector<std::string>& low, std::size_t i, std::size_t n) {
  std::string out;
  for (std::size_t k = i; k < i + n; ++k) out += (k > i ? " " : "") + low[k];
  return out;
}

void read_sentence(std::string_view text, Sentence s, std::vector<FeltWord>& out) {
  const Rules& r = rules();
  const auto w = words(text, s.begin, s.end);
  std::vector<std::string> low;
  low.reserve(w.size());
  for (const auto& x : w) low.push_back(plain(x.low));
  std::size_t negated_from = 0;
  std::size_t reach = 0;       // words the last negation still covers
  double scale = 1;
  std::size_t scale_reach = 0, scaled_from = 0;
  for (std::size_t i = 0; i < w.size();) {
    const char mark = w[i].before;
    if (mark == ';' || mark == ':' || mark == '-' || (mark == ',' && reach > 0)) reach = 0;
    if (phrase_at(w, low, i, w.size(), r.end) > 0) reach = 0;
    const bool name = w[i].capital && !w[i].capitals && i > 0 && mark == 0;
    // A phrase with its own feeling goes before everything it is made of.
    std::size_t n = phrase_at(w, low, i, w.size(), r.phrases);
    const Feeling* f = nullptr;
    if (n > 0) f = find(r.phrases, joined(low, i, n));
    std::size_t long_n = phrase_at(w, low, i, w.size(), lexicon().feelings);
    if (long_n > 1 && long_n > n) { n = long_n; f = find(lexicon().feelings, joined(low, i, n)); }
    const std::size_t no = phrase_at(w, low, i, w.size(), r.negate);
    if (no > 0 && no >= n && !(f && n > no)) {
      negated_from = w[i].begin;
      reach = kScope + no;
      const bool alone = w.size() == no || (i + no < w.size() && w[i + no].before != 0);
      if (alone) out.push_back({w[i].begin, w[i + no - 1].end, -0.3, 0.1, 0.25, 0.5});  // "No." "Never!"
      for (std::size_t k = 0; k < no; ++k, ++i) reach -= reach > 0;
      continue;
    }
    if (!f && !name) {
      if (const std::size_t up = phrase_at(w, low, i, w.size(), r.strengthen)) { scale = kStronger; scale_reach = 3 + up; scaled_from = w[i].begin; }
      else if (const std::size_t down = phrase_at(w, low, i, w.size(), r.weaken)) { scale = kWeaker; scale_reach = 3 + down; scaled_from = w[i].begin; }
    }
    if (!f && !name) { f = feeling_of(low[i]); n = 1; }
    if (f && n > 0 && (f->valence != 0 || f->arousal != 0 || f->tension != 0)) {
      FeltWord x{w[i].begin, w[i + n - 1].end, f->valence, f->arousal, f->tension, 1};
      if (w[i].capitals && n == 1) x.weight *= 1.3;
      if (scale_reach > 0) { x.weight *= scale; if (scale < 1) { x.valence *= 0.7; x.arousal *= 0.7; } x.begin = std::min(x.begin, scaled_from); }
      if (reach > 0) {
        x.begin = std::min(x.begin, negated_from);
        // "Not happy" is sad, "not sad" is a little less than happy; either is quieter than what it denies.
        x.tension = x.valence > 0 ? 0.2 : 0.3 * x.tension;
        x.arousal *= 0.3;
        x.valence *= x.valence > 0 ? -0.9 : -0.6;
        reach = std::max<std::size_t>(reach, 2);
      }
      out.push_back(x);
      for (std::size_t k = 0; k < n; ++k, ++i) { reach -= reach > 0; scale_reach -= scale_reach > 0; }
      continue;
    }
    const std::size_t step = std::max<std::size_t>(1, f ? n : 1);
    for (std::size_t k = 0; k < step; ++k, ++i) { reach -= reach > 0; scale_reach -= scale_reach > 0; }
  }
  // Shouting is in the marks.
  std::size_t marks = 0;
  for (std::size_t i = s.begin; i < s.end; ++i) marks += text[i] == '!';
  if (marks > 0) {
    double sum = 0;
    for (const auto& x : out) if (x.begin >= s.begin) sum += x.valence * x.weight;
    out.push_back({s.begin, s.end, std::clamp(sum * 0.4, -0.5, 0.5), 0.7, sum > 0 ? 0.0 : 0.3, 0.4 + 0.3 * static_cast<double>(std::min<std::size_t>(marks, 2))});
  }
}

}  // namespace

std::vector<FeltWord> felt_words(std::string_view text) {
  std::vector<FeltWord> out;
  for (const auto& s : sentences(text)) read_sentence(text, s, out);
  return out;
}

void FeelingSum::add(const std::vector<FeltWord>& words, double weight) {
  for (const auto& x : words) {
    const double w = weight * x.weight;
    valence_ += w * x.valence;
    arousal_ += w * x.arousal;
    tension_ += w * x.tension;
    weight_ += w;
  }
}

Mood FeelingSum::mood(double reserve) const {
  Mood m;
  if (weight_ <= 0) return m;
  const double all = weight_ + reserve, gain = 1.4;
  m.valence = std::clamp(gain * valence_ / all, -1.0, 1.0);
  m.arousal = std::clamp(gain * arousal_ / all, -1.0, 1.0);
  m.tension = std::clamp(gain * tension_ / all, 0.0, 1.0);
  return m;
}

}  // namespace auteur::screenplay
