// The film's emotional curve as a drawing.
//
//   title                                        legend
//   +----------------------------------------------+
//   |  valence (area), arousal (line)   glad       |   night and dusk are shaded over the whole height
//   |----------------------------------------------|
//   |                                   sad        |
//   +----------------------------------------------+
//   |  tension (area)                              |
//   +----------------------------------------------+
//   | 1 | 2 |    3     | scenes, interiors and exteriors
//    0:00      1:00      2:00     minutes
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "auteur/base/text.h"
#include "auteur/screenplay/beats.h"

namespace auteur::screenplay {
namespace {

using namespace media;

constexpr double kWidth = 1200, kHeight = 640, kLeft = 86, kRight = 1172;
constexpr double kFeelTop = 112, kFeelBottom = 398, kTenseTop = 420, kTenseBottom = 506, kStripTop = 522, kStripBottom = 562;
constexpr Ink kPaper{252, 250, 246, 1}, kText{44, 44, 54, 1}, kSoft{118, 116, 122, 1}, kRule{206, 202, 194, 1};
constexpr Ink kGlad{222, 142, 44, 0.42}, kSad{62, 104, 168, 0.40}, kCurve{40, 42, 58, 1}, kArousal{44, 138, 110, 1}, kTension{188, 54, 50, 0.55}, kTensionEdge{168, 40, 40, 1};
constexpr Ink kNight{58, 82, 172, 0.16}, kDusk{160, 92, 132, 0.11};
// Strips by the colours of a production board: white and yellow by day, blue and green at night.
constexpr Ink kDayIn{255, 255, 255, 1}, kDayOut{240, 214, 132, 1}, kDuskIn{222, 200, 214, 1}, kDuskOut{214, 170, 160, 1}, kNightIn{78, 92, 140, 1}, kNightOut{74, 118, 104, 1};
bool twilight(TimeOfDay t) { return t == TimeOfDay::kDusk || t == TimeOfDay::kDawn || t == TimeOfDay::kEvening; }

constexpr double kTide = 110;  // of a long film, in parts of its length

struct Sample { double x, valence, arousal, tension; };

// A smooth line through the beats that never swings past them (Fritsch and Carlson's monotone cubic).
std::vector<double> smooth(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& at) {
  const std::size_t n = x.size();
  std::vector<double> out;
  if (n == 0) return std::vector<double>(at.size(), 0);
  if (n == 1) return std::vector<double>(at.size(), y[0]);
  std::vector<double> d(n - 1), m(n);
  for (std::size_t i = 0; i + 1 < n; ++i) d[i] = (y[i + 1] - y[i]) / std::max(1e-9, x[i + 1] - x[i]);
  m[0] = d[0];
  m[n - 1] = d[n - 2];
  for (std::size_t i = 1; i + 1 < n; ++i) m[i] = d[i - 1] * d[i] <= 0 ? 0 : 2 * d[i - 1] * d[i] / (d[i - 1] + d[i]);
  std::size_t k = 0;
  for (const double t : at) {
    if (t <= x[0]) { out.push_back(y[0]); continue; }
    if (t >= x[n - 1]) { out.push_back(y[n - 1]); continue; }
    while (k + 2 < n && t > x[k + 1]) ++k;
    const double h = std::max(1e-9, x[k + 1] - x[k]), u = (t - x[k]) / h;
    out.push_back((1 + 2 * u) * (1 - u) * (1 - u) * y[k] + u * (1 - u) * (1 - u) * h * m[k] + u * u * (3 - 2 * u) * y[k + 1] + u * u * (u - 1) * h * m[k + 1]);
  }
  return out;
}

std::string clock_text(double seconds) {
  const int s = static_cast<int>(std::lround(seconds));
  return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60) : fmt::format("{}:{:02}", s / 60, s % 60);
}

class Curve {
 public:
  Curve(const std::vector<StoryBeat>& beats, const Breakdown& b) : beats_(beats), b_(b) {
    for (const auto& x : beats) total_ = std::max(total_, x.start.value + x.length.value);
    total_ = std::max(total_, 1.0);
    d_.width = kWidth;
    d_.height = kHeight;
    d_.paper = kPaper;
  }

  Drawing run() {
    head();
    ground();
    feeling();
    tension();
    strip();
    minutes();
    extremes();
    return std::move(d_);
  }

 private:
  double x_of(double seconds) const { return kLeft + (kRight - kLeft) * seconds / total_; }
  static double y_of(double v) { return kFeelTop + (kFeelBottom - kFeelTop) * (1 - v) / 2; }
  static double y_tense(double v) { return kTenseBottom - (kTenseBottom - kTenseTop) * v; }
  void words(std::string text, double x, double y, double size, Ink ink, Anchor anchor = Anchor::kStart, bool bold = false, double turned = 0) { d_.marks.push_back(Words{std::move(text), {x, y}, size, ink, anchor, bold, turned}); }
  void line(std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes = {}) { d_.marks.push_back(Line{std::move(points), ink, width, std::move(dashes)}); }
  void box(double x0, double y0, double x1, double y1, Ink fill) { d_.marks.push_back(Area{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, fill}); }
  // The text, cut at a word so that it is at most `room` wide; empty when next to nothing fits.
  std::string fitted(const std::string& text, double size, double room) const {
    std::string t = text;
    while (!t.empty() && width_of(d_, Words{t == text ? t : t + "\u2026", {}, size}) > room) {
      auto cut = t.size() - 1;
      while (cut > 0 && (static_cast<unsigned char>(t[cut]) & 0xC0) == 0x80) --cut;
      t.resize(cut);
      while (!t.empty() && t.back() == ' ') t.pop_back();
    }
    return t == text ? t : t.size() < 4 ? std::string() : t + "\u2026";
  }

  void head() {
    const std::string title = b_.title.empty() ? "Untitled" : b_.title;
    d_.title = "The emotional curve of " + title;
    words(fitted(title, 21, 620), kLeft, 42, 21, kText, Anchor::kStart, true);
    words(fmt::format("Emotional curve \u00b7 {} {}, {} {} \u00b7 about {}", b_.scenes.size(), b_.scenes.size() == 1 ? "scene" : "scenes", beats_.size(), beats_.size() == 1 ? "beat" : "beats", clock_text(total_)), kLeft, 64, 12, kSoft);
    double x = kRight;
    const auto entry = [&](const std::string& name, auto mark) {
      const Words w{name, {x, 42}, 12, kText, Anchor::kEnd};
      d_.marks.push_back(w);
      x -= width_of(d_, w) + 8;
      mark(x);
      x -= 44;
    };
    entry("evening, dusk, dawn", [&](double e) { box(e - 20, 31, e, 44, {160, 92, 132, 0.22}); });
    entry("night", [&](double e) { box(e - 20, 31, e, 44, {58, 82, 172, 0.26}); });
    entry("tension", [&](double e) { box(e - 20, 31, e, 44, kTension); });
    entry("arousal", [&](double e) { line({{e - 20, 38}, {e, 38}}, kArousal, 1.8, {5, 3}); });
    entry("feeling", [&](double e) {
      box(e - 20, 31, e, 37.5, kGlad);
      box(e - 20, 37.5, e, 44, kSad);
      line({{e - 20, 37.5}, {e, 37.5}}, kCurve, 2.2);
    });
  }

  void ground() {
    int day = 0;
    double last_label = -1e9;
    for (const auto& s : b_.scenes) {
      const auto [from, to] = span(s.index);
      const bool night = s.time == TimeOfDay::kNight, dusk = twilight(s.time);
      if (night || dusk) box(x_of(from), kFeelTop, x_of(to), kTenseBottom, night ? kNight : kDusk);
    }
    for (const double v : {1.0, 0.5, -0.5, -1.0}) line({{kLeft, y_of(v)}, {kRight, y_of(v)}}, {206, 202, 194, 0.6}, 0.7);
    line({{kLeft, y_of(0)}, {kRight, y_of(0)}}, kSoft, 0.9);
    for (const double v : {0.0, 0.5, 1.0}) line({{kLeft, y_tense(v)}, {kRight, y_tense(v)}}, {206, 202, 194, 0.6}, 0.7);
    for (const auto& s : b_.scenes) {
      const double x = x_of(span(s.index).first);
      if (s.index > 0 && b_.scenes.size() <= 60) line({{x, kFeelTop}, {x, kTenseBottom}}, {150, 146, 140, 0.55}, 0.8, {2, 3});
      if (s.story_day != day) {
        day = s.story_day;
        if (b_.scenes.back().story_day == b_.scenes.front().story_day || x - last_label < 46) continue;
        last_label = x;
        line({{x, kFeelTop - 16}, {x, kFeelTop}}, kSoft, 1);
        words(fmt::format("day {}", day), x + 4, kFeelTop - 6, 11, kSoft);
      }
    }
    const double top = y_of(1), middle = y_of(0), bottom = y_of(-1);
    words("glad", kLeft - 10, top + 9, 12, kText, Anchor::kEnd);
    words("neutral", kLeft - 10, middle + 4, 12, kSoft, Anchor::kEnd);
    words("sad, afraid", kLeft - 10, bottom, 12, kText, Anchor::kEnd);
    words("Feeling", 20, (top + middle) / 2 + 26, 11, kSoft, Anchor::kMiddle, false, -90);
    words("high", kLeft - 10, kTenseTop + 9, 12, kText, Anchor::kEnd);
    words("low", kLeft - 10, kTenseBottom, 12, kText, Anchor::kEnd);
    words("Tension", 20, (kTenseTop + kTenseBottom) / 2, 11, kSoft, Anchor::kMiddle, false, -90);
    words("Scene", kLeft - 10, (kStripTop + kStripBottom) / 2 + 4, 12, kText, Anchor::kEnd);
  }

  std::pair<double, double> span(int scene) const {
    double from = 1e18, to = 0;
    for (const auto& x : beats_)
      if (x.scene == scene) {
        from = std::min(from, x.start.value);
        to = std::max(to, x.start.value + x.length.value);
      }
    return from > to ? std::pair(0.0, 0.0) : std::pair(from, to);
  }

  bool many() const { return beats_.size() > 60; }

  void sample() {
    std::vector<double> x, v, a, t, at;
    for (const auto& b : beats_) {
      const double middle = b.start.value + b.length.value / 2;
      if (!x.empty() && middle <= x.back()) continue;
      x.push_back(middle);
      v.push_back(b.mood.valence);
      a.push_back(b.mood.arousal);
      t.push_back(b.mood.tension);
    }
    const int steps = 540;
    for (int i = 0; i <= steps; ++i) at.push_back(total_ * i / steps);
    if (many()) {  // a feature: the tide, not every wave
      for (const double t0 : at) {
        const double sigma = total_ / kTide;
        double wv = 0, wa = 0, wt = 0, all = 1e-12;
        for (const auto& b : beats_) {
          const double u = (b.start.value + b.length.value / 2 - t0) / sigma;
          if (std::abs(u) > 4) continue;
          const double w = std::max(0.1, b.length.value) * std::exp(-0.5 * u * u);
          wv += w * b.mood.valence;
          wa += w * b.mood.arousal;
          wt += w * b.mood.tension;
          all += w;
        }
        samples_.push_back({x_of(t0), wv / all, wa / all, wt / all});
      }
      return;
    }
    const auto sv = smooth(x, v, at), sa = smooth(x, a, at), st = smooth(x, t, at);
    for (std::size_t i = 0; i < at.size(); ++i) samples_.push_back({x_of(at[i]), sv[i], sa[i], st[i]});
  }

  void feeling() {
    sample();
    for (const bool up : {true, false}) {
      std::vector<Spot> area{{kLeft, y_of(0)}};
      for (const auto& s : samples_) area.push_back({s.x, y_of(up ? std::max(0.0, s.valence) : std::min(0.0, s.valence))});
      area.push_back({kRight, y_of(0)});
      d_.marks.push_back(Area{std::move(area), up ? kGlad : kSad});
    }
    std::vector<Spot> valence, arousal;
    for (const auto& s : samples_) {
      valence.push_back({s.x, y_of(s.valence)});
      arousal.push_back({s.x, y_of(s.arousal)});
    }
    line(std::move(arousal), kArousal, 1.6, {5, 3});
    line(std::move(valence), kCurve, 2.4);
    for (const auto& b : beats_) d_.marks.push_back(Dot{{x_of(b.start.value + b.length.value / 2), y_of(b.mood.valence)}, many() ? 1.9 : 3.4, many() ? Ink{kCurve.r, kCurve.g, kCurve.b, 0.3} : kCurve});
  }

  void tension() {
    std::vector<Spot> area{{kLeft, y_tense(0)}}, edge;
    for (const auto& s : samples_) {
      area.push_back({s.x, y_tense(s.tension)});
      edge.push_back({s.x, y_tense(s.tension)});
    }
    area.push_back({kRight, y_tense(0)});
    d_.marks.push_back(Area{std::move(area), kTension});
    line(std::move(edge), kTensionEdge, 1.4);
  }

  void strip() {
    double last = -1e9;
    for (const auto& s : b_.scenes) {
      const auto [from, to] = span(s.index);
      const double x0 = x_of(from), x1 = x_of(to), middle = (x0 + x1) / 2, room = x1 - x0 - 8;
      const bool night = s.time == TimeOfDay::kNight, out = s.place.setting == Setting::kExterior;
      const Ink fill = night ? (out ? kNightOut : kNightIn) : twilight(s.time) ? (out ? kDuskOut : kDuskIn) : out ? kDayOut : kDayIn;
      const Ink ink = night ? Ink{255, 255, 255, 1} : kText;
      box(x0, kStripTop, x1, kStripBottom, fill);
      const Words number{s.number, {middle, kStripTop + 16}, 12, ink, Anchor::kMiddle, true};
      const std::string place = room > 40 ? fitted(s.place.name, 10, room) : std::string();
      const double half = width_of(d_, number) / 2;
      if (half * 2 < room + 6 && b_.scenes.size() <= 60) {
        d_.marks.push_back(Words{s.number, {middle, place.empty() ? kStripTop + 24 : kStripTop + 16}, 12, ink, Anchor::kMiddle, true});
        last = middle + half;
      } else if (middle - half > last + 10) {  // a narrow scene: its number stands below the strip, where there is room
        words(s.number, middle, kStripBottom + 13, 9.5, kSoft, Anchor::kMiddle);
        last = middle + half;
      }
      if (!place.empty()) words(place, middle, kStripTop + 31, 10, ink, Anchor::kMiddle);
      line({{x0, kStripTop}, {x0, kStripBottom}}, kSoft, 0.8);
    }
    line({{kLeft, kStripTop}, {kRight, kStripTop}, {kRight, kStripBottom}, {kLeft, kStripBottom}, {kLeft, kStripTop}}, kSoft, 0.9);
  }

  void minutes() {
    static constexpr std::array kSteps = {5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0};
    double step = kSteps.back();
    for (const double s : kSteps)
      if (total_ / s <= 12) { step = s; break; }
    for (double t = 0; t <= total_ && total_ / step < 200; t += step) {
      const double x = x_of(t);
      line({{x, kStripBottom + 18}, {x, kStripBottom + 23}}, kSoft, 1);
      words(clock_text(t), x, kStripBottom + 37, 11, kSoft, Anchor::kMiddle);
    }
    line({{kLeft, kStripBottom + 18}, {kRight, kStripBottom + 18}}, kRule, 1);
    words("Running time, minutes and seconds", kLeft, kStripBottom + 62, 11, kSoft);
    double x = kRight;
    for (const auto& [name, fill] : {std::pair("exterior, night", kNightOut), {"interior, night", kNightIn}, {"exterior, dusk", kDuskOut}, {"interior, dusk", kDuskIn}, {"exterior, day", kDayOut}, {"interior, day", kDayIn}}) {
      const Words w{name, {x, kStripBottom + 62}, 11, kSoft, Anchor::kEnd};
      d_.marks.push_back(w);
      x -= width_of(d_, w) + 6;
      box(x - 12, kStripBottom + 53, x, kStripBottom + 63, fill);
      line({{x - 12, kStripBottom + 53}, {x, kStripBottom + 53}, {x, kStripBottom + 63}, {x - 12, kStripBottom + 63}, {x - 12, kStripBottom + 53}}, kRule, 0.8);
      x -= 32;
    }
  }

  // The words at the highest, the lowest and the tensest point.
  void extremes() {
    const StoryBeat *high = nullptr, *low = nullptr, *tense = nullptr;
    for (const auto& b : beats_) {
      if (b.mood.valence > 0.2 && (!high || b.mood.valence > high->mood.valence)) high = &b;
      if (b.mood.valence < -0.2 && (!low || b.mood.valence < low->mood.valence)) low = &b;
      if (b.mood.tension > 0.3 && (!tense || b.mood.tension > tense->mood.tension)) tense = &b;
    }
    const auto label = [&](const StoryBeat* b, double y, double dy) {
      if (!b || b->mood.why.empty()) return;
      const std::string text = fitted("\u201c" + b->mood.why + "\u201d", 11, 300);
      const double x = x_of(b->start.value + b->length.value / 2), half = width_of(d_, Words{text, {}, 11}) / 2;
      const double at = std::clamp(x, kLeft + half + 4, kRight - half - 4);
      box(at - half - 4, y + dy - 11, at + half + 4, y + dy + 4, {252, 250, 246, 0.82});
      words(text, at, y + dy, 11, kText, Anchor::kMiddle);
    };
    label(high, std::max(y_of(high ? high->mood.valence : 0), kFeelTop + 22), -11);
    label(low, std::min(y_of(low ? low->mood.valence : 0), kFeelBottom - 16), 19);
    label(tense, std::max(y_tense(tense ? tense->mood.tension : 0), kTenseTop + 14), -6);
  }

  const std::vector<StoryBeat>& beats_;
  const Breakdown& b_;
  Drawing d_;
  double total_ = 0;
  std::vector<Sample> samples_;
};

}  // namespace

Drawing emotional_curve(const std::vector<StoryBeat>& beats, const Breakdown& breakdown) { return Curve(beats, breakdown).run(); }

}  // namespace auteur::screenplay
