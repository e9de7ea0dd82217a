#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "auteur/acting/dubbing.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

struct Span { double low = 1, high = 1; };
struct ClassLimits { double give = 0; Span soft, hard; };
struct Limits {
  std::map<PhoneClass, ClassLimits> of;
  double shortest_pause = 0.08, counts_from = 0.12, overlap = 0.9, before_next = 0.1, syllable = 0.16, closure_within = 0.1;
  bool read = false;
};

Limits read_limits() try {
  Limits l;
  const Json j = read_data("acting/dubbing.json");
  if (j.empty()) return l;
  const auto span = [&](const char* kind, const char* name) {
    const auto v = j.value(kind, Json::object()).value(name, std::vector<double>{});
    return v.size() == 2 ? Span{std::clamp(v[0], 0.25, 1.0), std::clamp(v[1], 1.0, 4.0)} : Span{};
  };
  for (const auto& [c, name] : {std::pair{PhoneClass::kVowel, "vowel"}, {PhoneClass::kLiquid, "liquid"}, {PhoneClass::kNasal, "nasal"}, {PhoneClass::kFricative, "fricative"}, {PhoneClass::kStop, "stop"}})
    l.of[c] = {std::clamp(j.value("give", Json::object()).value(name, 0.0), 0.0, 1.0), span("soft", name), span("hard", name)};
  const Json pause = j.value("pause", Json::object());
  l.shortest_pause = pause.value("shortest", l.shortest_pause), l.counts_from = pause.value("counts_from", l.counts_from);
  l.overlap = j.value("overlap", l.overlap), l.before_next = j.value("before_next", l.before_next);
  l.syllable = j.value("syllable", l.syllable), l.closure_within = j.value("closure_within", l.closure_within);
  l.read = true;
  return l;
} catch (const Json::exception&) {
  return {};
}

const Limits& limits() {
  static const Limits kLimits = read_limits();
  return kLimits;
}

using Spans = std::vector<std::pair<double, double>>;

Spans speech_of(std::span<const Phone> phones) {
  Spans out;
  for (const auto& p : phones) {
    if (p.name == "pau" || !(p.end > p.start)) continue;
    if (!out.empty() && p.start.value - out.back().second < limits().counts_from) out.back().second = p.end.value;
    else out.emplace_back(p.start.value, p.end.value);
  }
  return out;
}

double shared(const Spans& a, const Spans& b) {
  double both = 0, all = 0;
  for (const auto& x : a)
    for (const auto& y : b) both += std::max(0.0, std::min(x.second, y.second) - std::max(x.first, y.first));
  for (const auto* s : {&a, &b})
    for (const auto& x : *s) all += x.second - x.first;
  all -= both;
  return all > 0 ? both / all : 1;
}

// Phones that were stored come without their sound.
double ends(const LineTake& take) { return take.phones.empty() ? take.length().value : std::max(take.length().value, take.phones.back().end.value); }

struct Piece { std::string name; double from = 0, to = 0, pause = 0; /* before it, natural */ bool word = false; double stress = 0; double start = 0, length = 0; /* fitted */ };

class Fitting {
 public:
  Fitting(const LineTake& dub, const LineTake& original, const DubWish& wish) : dub_(dub), original_(original), wish_(wish), wanted_(speech_of(original.phones)) {
    double at = 0;
    for (const auto& p : dub.phones) {
      if (p.name == "pau" || !(p.end > p.start)) continue;
      pieces_.push_back({p.name, p.start.value, p.end.value, pieces_.empty() ? 0 : std::max(0.0, p.start.value - at), false, p.stress, 0, 0});
      at = p.end.value;
    }
    for (const auto& w : dub.words) {
      const auto near = std::min_element(pieces_.begin(), pieces_.end(), [&](const Piece& a, const Piece& b) { return std::abs(a.from - w.start.value) < std::abs(b.from - w.start.value); });
      if (near != pieces_.end() && std::abs(near->from - w.start.value) < 0.03) near->word = true;
    }
    for (const Piece& p : pieces_) said_.push_back(said_.back() + p.to - p.from), paused_.push_back(paused_.back() + p.pause);
  }

  DubbedTake fit() {
    if (pieces_.empty()) return unheard();
    if (wanted_.empty()) wanted_ = {{kPadBefore, std::max(kPadBefore + 0.2, ends(original_) - kPadAfter)}};
    if (!wish_.mouth_seen) wanted_ = {{wanted_.front().first, wanted_.back().second}};
    double cursor = 0;
    const auto groups = split_up();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const bool last = g + 1 == groups.size();
      const double start = std::max(groups[g].from, cursor);
      const double runs_to = last ? groups[g].to + std::max(0.0, wish_.room.value) : groups[g + 1].from - limits().before_next;
      place(groups[g].first, groups[g].end, start, groups[g].to - start, std::max(groups[g].to, runs_to) - start);
      cursor = pieces_[groups[g].end - 1].start + pieces_[groups[g].end - 1].length + limits().shortest_pause;
    }
    return take();
  }

 private:
  struct Group { std::size_t first = 0, end = 0; double from = 0, to = 0; };

  double natural(std::size_t first, std::size_t end) const {
    return end > first ? said_[end] - said_[first] + paused_[end] - paused_[first + 1] : 0;
  }

  // Which words go into which phrase: the way that asks least stretching, breaking where the speaker pauses if that will do.
  std::vector<Group> split_up() const {
    std::vector<std::size_t> breaks{0};
    for (std::size_t i = 1; i < pieces_.size(); ++i)
      if (pieces_[i].word || pieces_[i].pause >= limits().counts_from) breaks.push_back(i);
    breaks.push_back(pieces_.size());
    const std::size_t m = wanted_.size(), n = breaks.size();
    struct Best { double cost = std::numeric_limits<double>::infinity(); std::size_t phrase = 0, at = 0; };
    std::vector<Best> best((m + 1) * n);
    best[0].cost = 0;
    constexpr std::size_t kMostMerged = 4;
    for (std::size_t b = 1; b <= m; ++b)
      for (std::size_t j = 1; j < n; ++j)
        for (std::size_t a = b > kMostMerged ? b - kMostMerged : 0; a < b; ++a) {
          const double time = wanted_[b - 1].second - wanted_[a].first;
          double merged = 0;
          for (std::size_t k = a + 1; k < b; ++k) merged += wanted_[k].first - wanted_[k - 1].second;
          for (std::size_t i = 0; i < j; ++i) {
            const double before = best[a * n + i].cost;
            if (!std::isfinite(before)) continue;
            const double said = natural(breaks[i], breaks[j]), off = std::log(std::max(said, 0.02) / std::max(time, 0.02));
            const bool breath = breaks[j] == pieces_.size() || pieces_[breaks[j]].pause >= limits().counts_from;
            const double cost = before + off * off * time * 4 + 0.5 * merged + (breath ? 0 : 0.06);
            if (cost < best[b * n + j].cost) best[b * n + j] = {cost, a, i};
          }
        }
    std::vector<Group> out;
    std::size_t b = m, j = n - 1;
    if (!std::isfinite(best[b * n + j].cost)) return {{0, pieces_.size(), wanted_.front().first, wanted_.back().second}};  // more phrases than words
    while (b > 0) {
      const Best& s = best[b * n + j];
      out.push_back({breaks[s.at], breaks[j], wanted_[s.phrase].first, wanted_[b - 1].second});
      b = s.phrase, j = s.at;
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

  // Phones from `start` on within `time`, at most `most`: pauses give first, then what may give.
  void place(std::size_t first, std::size_t end, double start, double time, double most) {
    double pauses = 0, least_pauses = 0, phones = 0;
    for (std::size_t i = first; i < end; ++i) {
      phones += pieces_[i].to - pieces_[i].from;
      if (i > first) pauses += pieces_[i].pause, least_pauses += std::min(pieces_[i].pause, limits().shortest_pause);
    }
    if (!wish_.mouth_seen) time = std::min(phones + pauses, most);  // as it comes, if there is room
    // Where a mouth is seen, the original speaks on: pauses close as far as phones fill them unheard.
    const double speaks = wish_.mouth_seen ? std::max(phones, total(first, end, 4, false)) : phones;
    const double for_pauses = std::clamp(time - speaks, least_pauses, pauses);
    const double wanted = time - for_pauses;
    double pace = solve(first, end, wanted, false);
    const bool soft = std::abs(total(first, end, pace, false) - wanted) < 0.005;
    if (!soft) pace = solve(first, end, wanted, true);
    comfortable_ = comfortable_ && soft;
    const double share = pauses > least_pauses ? (for_pauses - least_pauses) / (pauses - least_pauses) : 0;
    double at = start;
    for (std::size_t i = first; i < end; ++i) {
      auto& p = pieces_[i];
      if (i > first) {
        const double least = std::min(p.pause, limits().shortest_pause);
        at += least + share * (p.pause - least);
      }
      p.start = at;
      p.length = (p.to - p.from) * stretch(p, pace, !soft);
      at += p.length;
    }
  }

  static double stretch(const Piece& p, double pace, bool hard) {
    const auto found = limits().of.find(class_of(p.name));
    if (found == limits().of.end()) return 1;
    const auto& l = found->second;
    const Span& s = hard ? l.hard : l.soft;
    return std::clamp(1 + (pace - 1) * l.give, s.low, s.high);
  }
  double total(std::size_t first, std::size_t end, double pace, bool hard) const {
    double sum = 0;
    for (std::size_t i = first; i < end; ++i) sum += (pieces_[i].to - pieces_[i].from) * stretch(pieces_[i], pace, hard);
    return sum;
  }
  double solve(std::size_t first, std::size_t end, double wanted, bool hard) const {
    double low = 0.2, high = 4;
    for (int i = 0; i < 50; ++i) {
      const double middle = 0.5 * (low + high);
      (total(first, end, middle, hard) < wanted ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

  DubbedTake unheard() const {
    DubbedTake out;
    out.take = dub_;
    const auto wanted = wanted_.empty() ? 0 : wanted_.back().second - wanted_.front().first;
    out.figures.available = Seconds(wanted);
    out.figures.overlap = wanted > 0 ? 0 : 1;
    return out;
  }

  DubbedTake take() const {
    DubbedTake out;
    LineTake& t = out.take;
    t = dub_;
    t.phones.clear();
    std::vector<TimePair> clock{{0, 0}};
    std::vector<std::pair<double, double>> silences;  // opened between words that were said in one go
    const auto pause = [&](double from, double to) { if (to > from + 1e-6) t.phones.push_back({"pau", Seconds(from), Seconds(to), 0}); };
    double at = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const auto& p = pieces_[i];
      pause(at, p.start);
      if (i > 0 && p.start - at > p.pause + 0.02 && p.pause < 0.03) silences.emplace_back(at, p.start);
      add(clock, p.from, p.start);
      add(clock, p.to, p.start + p.length);
      t.phones.push_back({p.name, Seconds(p.start), Seconds(p.start + p.length), p.stress});
      at = p.start + p.length;
    }
    const double length = std::ceil(std::max(ends(original_), at + kPadAfter) * 200 - 1e-6) / 200;
    add(clock, std::max(ends(dub_), clock.back().from + 0.005), length);
    pause(at, length);
    t.samples = retimed(dub_.samples, dub_.rate, clock);
    for (const auto& [from, to] : silences) mute(t.samples, from, to);
    for (auto& w : t.words) w.start = Seconds(moved(clock, w.start.value)), w.end = Seconds(moved(clock, w.end.value));
    measure(out);
    return out;
  }

  static void add(std::vector<TimePair>& clock, double from, double to) {
    if (from < clock.back().from + 1e-6) from = clock.back().from;
    if (to > clock.back().to + 1e-6) clock.push_back({from, to});
  }
  static double moved(const std::vector<TimePair>& clock, double t) {
    for (std::size_t i = 0; i + 1 < clock.size(); ++i)
      if (t <= clock[i + 1].from && clock[i + 1].from > clock[i].from) return clock[i].to + std::max(0.0, t - clock[i].from) / (clock[i + 1].from - clock[i].from) * (clock[i + 1].to - clock[i].to);
    return clock.back().to;
  }
  void mute(std::vector<float>& samples, double from, double to) const {
    const double fade = std::min(0.012, 0.3 * (to - from));
    const auto first = static_cast<std::size_t>(from * dub_.rate), end = std::min(samples.size(), static_cast<std::size_t>(to * dub_.rate));
    for (std::size_t i = first; i < end; ++i) {
      const double s = static_cast<double>(i - first) / dub_.rate, left = static_cast<double>(end - i) / dub_.rate;
      samples[i] *= static_cast<float>(std::max({0.0, 1 - s / fade, 1 - left / fade}));
    }
  }

  void measure(DubbedTake& out) const {
    DubFigures& f = out.figures;
    const Spans original = speech_of(original_.phones), said = speech_of(out.take.phones);
    const double wanted_end = wanted_.back().second, end = pieces_.back().start + pieces_.back().length;
    f.available = Seconds(wanted_end - wanted_.front().first);
    f.natural = Seconds(natural(0, pieces_.size()));
    f.fitted = Seconds(end - pieces_.front().start);
    double before = 0, after = 0;
    int syllables = 0;
    for (const auto& p : pieces_) {
      const double ratio = p.length / (p.to - p.from);
      f.slowest = std::max(f.slowest, ratio), f.fastest = std::min(f.fastest, ratio);
      before += p.to - p.from, after += p.length;
      syllables += class_of(p.name) == PhoneClass::kVowel;
    }
    f.stretch = before > 0 ? after / before : 1;
    f.overlap = original.empty() ? 1 : shared(original, said);
    const double over = end - wanted_end - (wish_.mouth_seen ? 0 : wish_.room.value);
    const double each = syllables > 0 ? after / syllables : limits().syllable;
    if (over > 0.02) f.too_long = over, f.syllables = std::max(1, static_cast<int>(std::ceil(over / each)));
    double moves = 0, speaks = 0;
    for (const auto& [from, to] : original) moves += to - from;
    for (const auto& [from, to] : said) speaks += to - from;
    if (over <= 0.02 && wish_.mouth_seen && moves - speaks > 0.1 && f.overlap < limits().overlap) f.too_short = moves - speaks, f.syllables = -std::max(1, static_cast<int>((moves - speaks) / each));
    for (const auto& p : out.take.phones) {
      if (!closes(p.name)) continue;
      ++f.closures;
      f.matched += std::any_of(original_.phones.begin(), original_.phones.end(), [&](const Phone& o) { return closes(o.name) && std::abs(0.5 * (o.start + o.end).value - 0.5 * (p.start + p.end).value) <= limits().closure_within; });
    }
    f.comfortable = comfortable_;
    if (wish_.breaks.value > 0) broken_off(out, end, each);
  }

  // A line that is cut short has room for all its words but the last, which it has begun.
  void broken_off(DubbedTake& out, double end, double each) const {
    DubFigures& f = out.figures;
    f.interrupted = true, f.too_long = f.too_short = 0, f.syllables = 0;
    const double breaks = wish_.breaks.value, last = out.take.words.empty() ? end : out.take.words.back().start.value;
    if (last > breaks) f.too_long = last - breaks, f.syllables = std::max(1, static_cast<int>(std::ceil(f.too_long / each)));
    else if (end < breaks - 0.1) f.too_short = breaks - end, f.syllables = -std::max(1, static_cast<int>(std::ceil(f.too_short / each)));
  }

  const LineTake& dub_;
  const LineTake& original_;
  const DubWish& wish_;
  Spans wanted_;
  std::vector<Piece> pieces_;
  std::vector<double> said_{0}, paused_{0};  // of the pieces before each
  bool comfortable_ = true;
};

}  // namespace

std::vector<std::pair<Seconds, Seconds>> phrases_of(std::span<const Phone> phones) {
  std::vector<std::pair<Seconds, Seconds>> out;
  for (const auto& [from, to] : speech_of(phones)) out.emplace_back(Seconds(from), Seconds(to));
  return out;
}

Result<DubbedTake> fit_dub(const LineTake& dub, const LineTake& original, const DubWish& wish) {
  if (!limits().read) return fail(ErrorCode::kUnavailable, "The table data/acting/dubbing.json is missing or damaged. Reinstall Auteur's data folder.");
  return Fitting(dub, original, wish).fit();
}

Json to_json(const DubFigures& f) {
  const auto rounded = [](double v) { return std::round(v * 1000) / 1000; };
  return {{"available", rounded(f.available.value)}, {"natural", rounded(f.natural.value)}, {"fitted", rounded(f.fitted.value)}, {"stretch", rounded(f.stretch)}, {"fastest", rounded(f.fastest)}, {"slowest", rounded(f.slowest)},
          {"overlap", rounded(f.overlap)}, {"too_long", rounded(f.too_long)}, {"too_short", rounded(f.too_short)}, {"syllables", f.syllables}, {"closures", f.closures}, {"matched", f.matched}, {"interrupted", f.interrupted}, {"comfortable", f.comfortable}};
}

std::string advice(const DubFigures& f) {
  const auto syllables = [](int n) { return n == 1 ? std::string("1 syllable") : fmt::format("{} syllables", n); };
  if (f.interrupted && f.too_long > 0) return fmt::format("cut short before its last word: shorten it by about {}", syllables(f.syllables));
  if (f.interrupted && f.too_short > 0) return fmt::format("over {:.1f} s before somebody cuts in: add about {}", f.too_short, syllables(-f.syllables));
  if (f.too_long > 0) return fmt::format("too long by {:.1f} s: shorten it by about {}", std::max(0.1, f.too_long), syllables(f.syllables));
  if (f.too_short > 0) return fmt::format("too short by {:.1f} s: add about {}", f.too_short, syllables(-f.syllables));
  return "";
}

bool fits(const DubFigures& f, bool mouth_seen) { return f.too_long <= 0 && (!mouth_seen || f.overlap >= limits().overlap); }

}  // namespace auteur::acting
