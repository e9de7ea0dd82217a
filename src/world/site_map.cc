#include "auteur/world/site_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "auteur/world/floor_plan.h"
#include "auteur/media/fitted.h"
#include "auteur/media/marks.h"

namespace auteur::world {
namespace {

using media::Anchor;
using media::Ink;
using media::Spot;

constexpr double kCard = 380, kPlanHeight = 268, kHead = 46, kFoot = 74, kGap = 58, kMargin = 44, kTop = 96;
constexpr Ink kInk{43, 40, 36}, kSoft{122, 114, 102}, kFaint{186, 176, 160}, kPaper{250, 247, 240}, kCardFill{255, 254, 250}, kWall{58, 53, 47};
constexpr Ink kGlass{96, 158, 190}, kLamp{240, 178, 40}, kProp{188, 52, 44}, kWay{188, 120, 40};

// Places that are joined stand beside each other.
std::vector<std::size_t> arranged(const std::vector<MapPlace>& places, const Calendar& calendar) {
  std::vector<std::size_t> out;
  std::set<std::size_t> left;
  for (std::size_t i = 0; i < places.size(); ++i) left.insert(i);
  while (!left.empty()) {
    std::size_t next = *left.begin();
    if (!out.empty())
      for (const std::size_t i : left)
        if (std::any_of(calendar.travel.begin(), calendar.travel.end(), [&](const Travel& t) { return (t.from == places[i].id && t.to == places[out.back()].id) || (t.to == places[i].id && t.from == places[out.back()].id); })) {
          next = i;
          break;
        }
    out.push_back(next);
    left.erase(next);
  }
  return out;
}

std::string minutes_text(double m) { return m < 1 ? "next door" : m >= 90 ? fmt::format("{:.1f} h", m / 60) : fmt::format("{:.0f} min", m); }

class Map {
 public:
  Map(const std::vector<MapPlace>& places, const Calendar& calendar) : places_(places), calendar_(calendar) {}

  media::Drawing run(const std::string& title) {
    const auto order = arranged(places_, calendar_);
    const std::size_t columns = places_.size() <= 1 ? 1 : places_.size() <= 4 ? 2 : places_.size() <= 9 ? 3 : 4;
    const std::size_t rows = (places_.size() + columns - 1) / columns;
    const double card_height = kHead + kPlanHeight + kFoot;
    d_.font = "TeX Gyre Heros, DejaVu Sans";
    d_.paper = kPaper;
    d_.title = title + ": site map";
    d_.width = std::max(560.0, 2 * kMargin + static_cast<double>(columns) * kCard + static_cast<double>(columns - 1) * kGap);
    std::vector<std::string> ways;
    for (std::size_t k = 0; k < order.size(); ++k) {
      // Boustrophedon, so that neighbours in the order are neighbours on the page.
      const std::size_t row = k / columns, in_row = k % columns, column = row % 2 ? columns - 1 - in_row : in_row;
      at_[places_[order[k]].id] = {kMargin + static_cast<double>(column) * (kCard + kGap), kTop + static_cast<double>(row) * (card_height + kGap)};
    }
    const double below = kTop + static_cast<double>(rows) * (card_height + kGap) - kGap + 34;
    connections(card_height, ways);
    for (const auto i : order) card(places_[i], card_height);
    words(kMargin, 50, title, 26, kInk, Anchor::kStart, true);
    words(kMargin, 72, fmt::format("Site map \u00b7 {} {} \u00b7 {}", places_.size(), places_.size() == 1 ? "place" : "places", calendar_.latitude ? fmt::format("latitude {:.1f}\u00b0", calendar_.latitude->value) : "latitude not decided"), 11.5, kSoft);
    compass(d_.width - kMargin - 24, 52);
    double y = below;
    if (!ways.empty()) {
      words(kMargin, y, "Ways", 12, kInk, Anchor::kStart, true);
      const double half = (d_.width - 2 * kMargin) / 2;
      for (std::size_t i = 0; i < ways.size() && i < 40; ++i) words(kMargin + (i % 2 ? half : 0), y + 18 + 15 * static_cast<double>(i / 2), fit(ways[i], half - 20, 9.5), 9.5, kSoft);
      y += 26 + 15 * static_cast<double>((std::min<std::size_t>(ways.size(), 40) + 1) / 2);
    }
    legend(y + 8);
    d_.height = y + 44;
    return std::move(d_);
  }

 private:
  void words(double x, double y, const std::string& text, double size, Ink ink, Anchor anchor = Anchor::kStart, bool bold = false, double turned = 0) { media::add_words(d_, text, {x, y}, size, ink, anchor, bold, turned); }
  void line(std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes = {}) { media::add_line(d_, std::move(points), ink, width, std::move(dashes)); }
  void box(double x, double y, double w, double h, Ink fill) { media::add_area(d_, {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, fill); }
  void frame(double x, double y, double w, double h, Ink ink, double width) { line({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}, ink, width); }
  double width_of(const std::string& text, double size, bool bold = false) const { return media::width_of(d_, text, size, bold); }
  std::string fit(std::string text, double room, double size, bool bold = false) const { return media::fitted(std::move(text), room, [&](const std::string& t) { return width_of(t, size, bold); }); }

  void compass(double x, double y) {
    const double turn = -calendar_.north.value * std::numbers::pi / 180, s = std::sin(turn), c = std::cos(turn);
    const auto spot = [&](double u, double v) { return Spot{x + u * c - v * s, y + u * s + v * c}; };
    media::add_area(d_, {spot(0, -22), spot(6, 6), spot(0, 1)}, kInk);
    media::add_area(d_, {spot(0, -22), spot(-6, 6), spot(0, 1)}, kFaint);
    const Spot n = spot(0, -27);
    words(n.x, n.y + (c > 0 ? 0 : 8), "N", 10, kInk, Anchor::kMiddle, true);
  }

  void connections(double card_height, std::vector<std::string>& ways) {
    const auto name = [&](const std::string& id) {
      for (const auto& p : places_)
        if (p.id == id) return p.name;
      return id;
    };
    for (const auto& t : calendar_.travel) {
      const auto a = at_.find(t.from), b = at_.find(t.to);
      if (a == at_.end() || b == at_.end() || t.from == t.to) continue;
      ways.push_back(fmt::format("{} \u2013 {}: {} ({})", name(t.from), name(t.to), minutes_text(t.minutes), t.decided ? "decided" : t.why));
      Spot p{a->second.x + kCard / 2, a->second.y + card_height / 2}, q{b->second.x + kCard / 2, b->second.y + card_height / 2};
      const bool beside = std::abs(p.y - q.y) < 1 && std::abs(p.x - q.x) < kCard + kGap + 1, under = std::abs(p.x - q.x) < 1 && std::abs(p.y - q.y) < card_height + kGap + 1;
      if (!beside && !under) continue;  // a line over other plans would only confuse: it is in the list
      line({p, q}, kWay, 3);
      const Spot m{(p.x + q.x) / 2, (p.y + q.y) / 2};
      labels_.push_back({m, minutes_text(t.minutes), under});
    }
    for (const auto& l : labels_) {
      const double w = width_of(l.text, 9, true) + 12;
      box(l.at.x - w / 2, l.at.y - 9, w, 18, kPaper);
      words(l.at.x, l.at.y + 3.5, l.text, 9, kWay, Anchor::kMiddle, true);
    }
  }

  void card(const MapPlace& place, double card_height) {
    const Spot at = at_.at(place.id);
    const Set& set = *place.set;
    box(at.x + 2, at.y + 3, kCard, card_height, {0, 0, 0, 0.06});
    box(at.x, at.y, kCard, card_height, kCardFill);
    frame(at.x, at.y, kCard, card_height, {214, 205, 190}, 1);
    std::string scenes;
    for (const auto& s : place.scenes) scenes += (scenes.empty() ? "" : ", ") + s;
    const std::string right = fmt::format("{} {}", place.scenes.size() == 1 ? "scene" : "scenes", scenes);
    const double room = std::min(140.0, width_of(right, 10) + 4);
    words(at.x + 16, at.y + 26, fit(place.name, kCard - 44 - room, 14, true), 14, kInk, Anchor::kStart, true);
    words(at.x + kCard - 16, at.y + 25, fit(right, 140, 10), 10, kSoft, Anchor::kEnd);
    const double scale = std::min((kCard - 56) / static_cast<double>(set.size.x + 0.6f), (kPlanHeight - 26) / static_cast<double>(set.size.z + 0.6f));
    Taken taken;
    draw_floor_plan(d_, set, {{at.x + kCard / 2, at.y + kHead + kPlanHeight / 2 - 2}, scale}, {place.props}, taken);
    foot(place, at.x, at.y + kHead + kPlanHeight, scale);
  }

  void foot(const MapPlace& place, double x, double y, double scale) {
    const Set& set = *place.set;
    const double metre = scale >= 28 ? 1 : scale >= 12 ? 2 : 5, length = metre * scale;
    line({{x + 16, y + 8}, {x + 16 + length, y + 8}}, kInk, 1.2);
    for (const double tick : {0.0, length}) line({{x + 16 + tick, y + 5}, {x + 16 + tick, y + 11}}, kInk, 1.2);
    words(x + 22 + length, y + 11, fmt::format("{:.0f} m", metre), 8.5, kSoft);
    words(x + kCard - 16, y + 11, fmt::format("{:.1f} \u00d7 {:.1f} m, {}{:.1f} m high", set.size.x, set.size.z, set.walls.empty() ? "set " : "", set.size.y), 8.5, kSoft, Anchor::kEnd);
    std::map<std::string, int> counts;
    for (const auto& p : set.pieces) ++counts[p.word];
    std::string list;
    for (const auto& [word, n] : counts) list += (list.empty() ? "" : ", ") + (n > 1 ? fmt::format("{} {}", n, word) : word);
    std::replace(list.begin(), list.end(), '-', ' ');
    words(x + 16, y + 30, fit(list, kCard - 32, 9), 9, kSoft);
    std::string note;
    for (const auto& n : place.notes) note += (note.empty() ? "" : "; ") + n;
    if (!note.empty()) words(x + 16, y + 46, fit(note, kCard - 32, 9, true), 9, kProp, Anchor::kStart, true);
    words(x + 16, y + (note.empty() ? 46 : 61), fit(fmt::format("sounds like: {}", set.sound.empty() ? "nothing in particular" : set.sound), kCard - 32, 9), 9, kFaint);
  }

  void legend(double y) {
    double x = kMargin;
    const auto item = [&](const std::string& text, auto mark) {
      mark(x, y - 3);
      words(x + 16, y, text, 9, kSoft);
      x += 30 + width_of(text, 9);
    };
    item("lamp", [&](double px, double py) { media::add_dot(d_, {px + 5, py}, 4, kLamp); });
    item("prop, where it is when the story begins", [&](double px, double py) { media::add_dot(d_, {px + 5, py}, 2.8, kProp); });
    item("window", [&](double px, double py) { line({{px, py}, {px + 11, py}}, kGlass, 2.4); });
    item("door", [&](double px, double py) { line({{px + 1, py + 4}, {px + 10, py - 4}}, kWall, 2); });
    item("way between places", [&](double px, double py) { line({{px, py}, {px + 11, py}}, kWay, 3); });
  }

  struct Label { Spot at; std::string text; bool under; };
  const std::vector<MapPlace>& places_;
  const Calendar& calendar_;
  media::Drawing d_;
  std::map<std::string, Spot> at_;
  std::vector<Label> labels_;
};

}  // namespace

media::Drawing site_map(const std::string& title, const std::vector<MapPlace>& places, const Calendar& calendar) { return Map(places, calendar).run(title); }

}  // namespace auteur::world
