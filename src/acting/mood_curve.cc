// Moods over a film as a drawing: one panel a person, scenes side by side in story order.
//
//   title                                          legend
//   ANA      +-------------+------+------------+
//            |   ~~~\______|__/~~~|   ~~~~     |   pleasure (area and line), arousal, dominance (thin lines)
//            +-------------+------+------------+
//   BEN      ...
//              1 (day 1)     3      2  flashback
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/acting/behaviour.h"
#include "auteur/media/fitted.h"

namespace auteur::acting {
namespace {

using namespace media;
using screenplay::Breakdown;
using screenplay::Scene;

constexpr double kWidth = 1200, kLeft = 150, kRight = 1172, kTop = 96, kPanel = 132, kBetween = 18, kFoot = 62;
constexpr Ink kPaper{252, 250, 246, 1}, kText{44, 44, 54, 1}, kSoft{118, 116, 122, 1}, kRule{206, 202, 194, 1};
constexpr Ink kGlad{222, 142, 44, 0.42}, kSad{62, 104, 168, 0.40}, kPleasure{40, 42, 58, 1}, kArousal{188, 54, 50, 1}, kDominance{44, 138, 110, 1}, kGone{232, 228, 220, 0.75};

class Curves {
 public:
  Curves(const Behaviour& behaviour, const Breakdown& b, const std::vector<std::string>& who) : behaviour_(behaviour), b_(b), who_(who) {
    if (who_.size() > 12) who_.resize(12);
    double x = kLeft;
    std::vector<double> weights;
    double all = 0;
    for (const auto& m : behaviour.order) {
      const Scene* s = scene(m.scene);
      weights.push_back(s ? 4 + static_cast<double>(s->beats.size()) : 0);
      all += weights.back();
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double w = all > 0 ? (kRight - kLeft) * weights[i] / all : 0;
      spans_.push_back({x, x + w});
      x += w;
    }
    d_.width = kWidth;
    d_.height = kTop + static_cast<double>(who_.size()) * (kPanel + kBetween) + kFoot;
    d_.paper = kPaper;
  }

  Drawing run() {
    head();
    for (std::size_t i = 0; i < who_.size(); ++i)
      if (const auto at = behaviour_.people.find(who_[i]); at != behaviour_.people.end()) panel(at->first, at->second, kTop + static_cast<double>(i) * (kPanel + kBetween));
    scenes();
    return std::move(d_);
  }

 private:
  struct Span { double from, to; };

  const Scene* scene(const std::string& number) const {
    for (const auto& s : b_.scenes)
      if (s.number == number) return &s;
    return nullptr;
  }
  // Not inlined: g++ 12 mistakes the other kinds of marks for uninitialised ones.
  [[gnu::noinline]] void put(Mark mark) { d_.marks.push_back(std::move(mark)); }
  void words(std::string text, double x, double y, double size, Ink ink, Anchor anchor = Anchor::kStart, bool bold = false) { put(Words{std::move(text), {x, y}, size, ink, anchor, bold, 0}); }
  void line(std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes = {}) { put(Line{std::move(points), ink, width, std::move(dashes)}); }
  void box(double x0, double y0, double x1, double y1, Ink fill) {
    Area area;
    area.outline = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    area.fill = fill;
    put(std::move(area));
  }
  std::string fitted(std::string text, double size, double room) const {
    return media::fitted(std::move(text), room, [&](const std::string& t) { return width_of(d_, Words{t, {}, size}); });
  }

  void head() {
    const std::string title = b_.title.empty() ? "Untitled" : b_.title;
    d_.title = "The moods of " + title;
    words(fitted(title, 21, 560), 28, 40, 21, kText, Anchor::kStart, true);
    words("Moods in story order: what happens to people, and how long it lasts", 28, 62, 12, kSoft);
    double x = kRight;
    for (const auto& [name, ink, width] : {std::tuple("dominance", kDominance, 1.2), std::tuple("arousal", kArousal, 1.2), std::tuple("pleasure", kPleasure, 2.4)}) {
      const Words w{name, {x, 40}, 12, kText, Anchor::kEnd};
      put(w);
      x -= width_of(d_, w) + 8;
      line({{x - 20, 36}, {x, 36}}, ink, width);
      x -= 44;
    }
  }

  // The mood over a scene: held from key to key, eased over half a beat, so that cause and change stand together.
  struct Path { std::vector<Spot> pleasure, arousal, dominance; };
  Path path(const SceneCourse& course, const Scene& s, Span span, double middle, double half) const {
    Path out;
    const double beats = static_cast<double>(s.beats.size()) + 4, step = (span.to - span.from) / beats;
    const auto put = [&](double x, const MoodPoint& m) {
      out.pleasure.push_back({x, middle - half * m.pleasure});
      out.arousal.push_back({x, middle - half * m.arousal});
      out.dominance.push_back({x, middle - half * m.dominance});
    };
    const auto x_of = [&](int beat) { return span.from + step * (2 + std::max(0, beat)); };
    for (std::size_t i = 0; i < course.keys.size(); ++i) {
      const auto& k = course.keys[i];
      if (i == 0) { put(span.from + 1, k.mood); continue; }
      put(x_of(k.beat), course.keys[i - 1].mood);
      put(x_of(k.beat) + 0.9 * step, k.mood);
    }
    if (!course.keys.empty()) put(span.to - 1, course.keys.back().mood);
    return out;
  }

  void panel(const std::string& id, const Course& course, double top) {
    const double middle = top + kPanel / 2, half = kPanel / 2 - 4, bottom = top + kPanel;
    words(fitted(id, 13, kLeft - 44), 28, middle - 8, 13, kText, Anchor::kStart, true);
    words(fitted("by nature " + mood_name(course.nature), 10, kLeft - 36), 28, middle + 8, 10, kSoft);
    box(kLeft, top, kRight, bottom, {255, 255, 255, 1});
    words("glad", kLeft - 6, top + 10, 9, kSoft, Anchor::kEnd);
    words("sad", kLeft - 6, bottom - 2, 9, kSoft, Anchor::kEnd);
    line({{kLeft, middle}, {kRight, middle}}, kRule, 0.8);
    const double nature = middle - half * course.nature.pleasure;
    line({{kLeft, nature}, {kRight, nature}}, kSoft, 0.7, {2, 4});
    const Spot* before = nullptr;
    Spot last;
    for (std::size_t i = 0; i < behaviour_.order.size(); ++i) {
      const Scene* s = scene(behaviour_.order[i].scene);
      const auto at = course.scenes.find(behaviour_.order[i].scene);
      if (!s || at == course.scenes.end() || at->second.keys.empty()) {
        box(spans_[i].from, top, spans_[i].to, bottom, kGone);
        continue;
      }
      const Path p = path(at->second, *s, spans_[i], middle, half);
      for (const bool up : {true, false}) {
        std::vector<Spot> area{{p.pleasure.front().x, middle}};
        for (const Spot q : p.pleasure) area.push_back({q.x, up ? std::min(middle, q.y) : std::max(middle, q.y)});
        area.push_back({p.pleasure.back().x, middle});
        put(Area{std::move(area), up ? kGlad : kSad});
      }
      if (before) line({last, p.pleasure.front()}, kPleasure, 1, {2, 3});
      line(p.arousal, kArousal, 1.2);
      line(p.dominance, kDominance, 1.2);
      line(p.pleasure, kPleasure, 2.4);
      last = p.pleasure.back();
      before = &last;
    }
    causes(course, top, bottom, middle, half);
    line({{kLeft, top}, {kRight, top}, {kRight, bottom}, {kLeft, bottom}, {kLeft, top}}, kRule, 0.8);
  }

  // The three strongest changes in words, where they do not cover each other.
  void causes(const Course& course, double top, double bottom, double middle, double half) {
    std::vector<const MoodStep*> strongest;
    for (const auto& s : course.steps) strongest.push_back(&s);
    const auto size = [](const MoodStep* s) { return std::abs(s->after.pleasure - s->before.pleasure) + 0.4 * std::abs(s->after.arousal - s->before.arousal); };
    std::stable_sort(strongest.begin(), strongest.end(), [&](const MoodStep* a, const MoodStep* b) { return size(a) > size(b); });
    struct Taken { double from, to; bool low; };
    std::vector<Taken> taken;
    for (const MoodStep* s : strongest) {
      if (taken.size() >= 4 || size(s) < 0.08) break;
      const auto at = std::find_if(behaviour_.order.begin(), behaviour_.order.end(), [&](const StoryMoment& m) { return m.scene == s->scene; });
      const Scene* in = scene(s->scene);
      if (at == behaviour_.order.end() || !in) continue;
      const Span span = spans_[static_cast<std::size_t>(at - behaviour_.order.begin())];
      const double step = (span.to - span.from) / (static_cast<double>(in->beats.size()) + 4), x = span.from + step * (2 + std::max(0, s->beat - 1)) + 0.9 * step;
      const std::string text = fitted(s->cause, 9.5, 250);
      const double w = width_of(d_, Words{text, {}, 9.5}), from = std::clamp(x - w / 2, kLeft + 4, kRight - w - 4);
      const bool low = s->after.pleasure > 0;  // on the side where the curve is not
      if (std::any_of(taken.begin(), taken.end(), [&](const Taken& t) { return t.low == low && from < t.to + 8 && from + w > t.from - 8; })) continue;
      taken.push_back({from, from + w, low});
      const double y = low ? bottom - 7 : top + 13, dot = middle - half * s->after.pleasure;
      line({{x, dot}, {x, low ? y - 10 : y + 4}}, kSoft, 0.6);
      put(Dot{{x, dot}, 2.8, kPleasure});
      box(from - 3, y - 9.5, from + w + 3, y + 3.5, {255, 255, 255, 0.85});
      words(text, from, y, 9.5, kText);
    }
  }

  void scenes() {
    const double bottom = d_.height - kFoot;
    double last = -1e9;
    for (std::size_t i = 0; i < behaviour_.order.size(); ++i) {
      const Span s = spans_[i];
      if (i > 0 && behaviour_.order.size() <= 80) line({{s.from, kTop}, {s.from, bottom - kBetween}}, {150, 146, 140, 0.6}, 0.7, {2, 3});
      const Words number{behaviour_.order[i].scene, {(s.from + s.to) / 2, bottom}, 11, kText, Anchor::kMiddle, true};
      const double half = width_of(d_, number) / 2;
      if ((s.from + s.to) / 2 - half < last + 6) continue;
      put(number);
      last = (s.from + s.to) / 2 + half;
      const double hours = behaviour_.order[i].hours;
      if (i > 0 && hours >= 1 && s.to - s.from > 40) words(hours >= 36 ? fmt::format("{:.0f} days later", hours / 24) : fmt::format("{:.0f} h later", hours), (s.from + s.to) / 2, bottom + 15, 9, kSoft, Anchor::kMiddle);
    }
    words("scene", kLeft - 10, bottom, 11, kSoft, Anchor::kEnd);
    words("Grey: not in the scene. Dashed: between scenes. Dotted: the mood by nature.", kLeft, bottom + 40, 10, kSoft);
  }

  const Behaviour& behaviour_;
  const Breakdown& b_;
  std::vector<std::string> who_;
  std::vector<Span> spans_;
  Drawing d_;
};

}  // namespace

std::string sparkline(const Course& course, const std::vector<StoryMoment>& order) {
  static const char* const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string out;
  for (const auto& m : order) {
    const auto at = course.scenes.find(m.scene);
    if (at == course.scenes.end() || at->second.keys.empty()) {
      out += "·";
      continue;
    }
    // The mood they leave the scene with.
    const double p = at->second.keys.back().mood.pleasure;
    out += bars[static_cast<std::size_t>(std::clamp(std::lround((p + 0.8) / 1.6 * 7), 0L, 7L))];
  }
  return out;
}

media::Drawing mood_curves(const Behaviour& behaviour, const screenplay::Breakdown& breakdown, const std::vector<std::string>& who) { return Curves(behaviour, breakdown, who).run(); }

}  // namespace auteur::acting
