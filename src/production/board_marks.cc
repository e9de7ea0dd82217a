#include "board_marks.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace auteur::production {
namespace {

using media::Area;
using media::Line;
using media::Mark;
using media::Spot;
using media::Words;

double length(Spot a, Spot b) { return std::hypot(b.x - a.x, b.y - a.y); }
Spot mix(Spot a, Spot b, double t) { return {std::lerp(a.x, b.x, t), std::lerp(a.y, b.y, t)}; }

// The same way in even steps, its corners rounded.
std::vector<Spot> evenly(std::vector<Spot> way, double step) {
  for (int round = 0; round < 3; ++round)
    for (std::size_t i = 1; i + 1 < way.size(); ++i) way[i] = mix(way[i], mix(way[i - 1], way[i + 1], 0.5), 0.5);
  std::vector<Spot> out{way.front()};
  for (std::size_t i = 1; i < way.size(); ++i) {
    while (length(out.back(), way[i]) >= step && out.size() < 2000) out.push_back(mix(out.back(), way[i], step / length(out.back(), way[i])));
  }
  if (length(out.back(), way.back()) > 0.3 * step || out.size() < 2) out.push_back(way.back());
  return out;
}

double length_of(const std::vector<Spot>& way) {
  double sum = 0;
  for (std::size_t i = 1; i < way.size(); ++i) sum += length(way[i - 1], way[i]);
  return sum;
}

class Marker {
 public:
  Marker(const camera::BoardPanel& panel, int width, int height, const BoardMarkStyle& style) : p_(panel), w_(width), h_(height), s_(style), unit_(width / 1280.0) {}

  std::vector<Mark> run() {
    for (std::size_t i = 0; i < p_.walks.size() && i < 4; ++i) walk(p_.walks[i], i);
    bool top = false;
    for (const auto move : p_.moves) {
      const bool frame_in_frame = move == camera::BoardMove::kPushIn || move == camera::BoardMove::kPullOut || move == camera::BoardMove::kZoomIn || move == camera::BoardMove::kZoomOut;
      if (frame_in_frame) corners(move);
      else along_border(move, top), top = true;
    }
    if (p_.handheld) label("HANDHELD", {w_ - 0.5 * words_width("HANDHELD") - 16 * unit_, h_ - 22 * unit_});
    return std::move(marks_);
  }

 private:
  double words_width(const std::string& text) const {
    media::Drawing d;
    d.font = kFont;
    Words words{text, {}, s_.words * unit_, s_.ink};
    words.bold = true;
    return media::width_of(d, words);
  }

  // An arrow with a body that widens from tail to head, filled with paper and outlined, so that it reads on anything.
  void arrow(const std::vector<Spot>& way, double tail, double body, double head) {
    const double all = length_of(way);
    if (way.size() < 2 || all < 6 * unit_) return;
    const double head_length = std::min(1.25 * head, 0.55 * all);
    std::vector<Spot> left, right;
    double gone = 0;
    Spot neck = way.front(), from = way.front();
    for (std::size_t i = 0; i < way.size(); ++i) {
      if (i > 0) gone += length(way[i - 1], way[i]);
      if (gone > all - head_length) break;
      const Spot a = way[i > 0 ? i - 1 : 0], b = way[std::min(i + 1, way.size() - 1)];
      const double l = std::max(length(a, b), 1e-6), nx = -(b.y - a.y) / l, ny = (b.x - a.x) / l, half = 0.5 * std::lerp(tail, body, gone / all);
      left.push_back({way[i].x + nx * half, way[i].y + ny * half});
      right.push_back({way[i].x - nx * half, way[i].y - ny * half});
      from = neck, neck = way[i];
    }
    (void)from;
    const Spot tip = way.back();
    const double l = std::max(length(neck, tip), 1e-6), dx = (tip.x - neck.x) / l, dy = (tip.y - neck.y) / l;
    Area area;
    area.fill = s_.fill;
    area.outline = left;
    area.outline.push_back({neck.x - dy * 0.5 * head, neck.y + dx * 0.5 * head});
    area.outline.push_back(tip);
    area.outline.push_back({neck.x + dy * 0.5 * head, neck.y - dx * 0.5 * head});
    area.outline.insert(area.outline.end(), right.rbegin(), right.rend());
    Line edge{area.outline, s_.ink, s_.outline * unit_};
    edge.points.push_back(area.outline.front());
    marks_.push_back(std::move(area));
    marks_.push_back(std::move(edge));
  }

  void label(const std::string& text, Spot middle) {
    const double wide = words_width(text) + 14 * unit_, high = 1.5 * s_.words * unit_;
    const Spot a{middle.x - wide / 2, middle.y - high / 2}, b{middle.x + wide / 2, middle.y + high / 2};
    marks_.push_back(Area{{a, {b.x, a.y}, b, {a.x, b.y}}, s_.fill});
    marks_.push_back(Line{{a, {b.x, a.y}, b, {a.x, b.y}, a}, s_.ink, 1.2 * unit_});
    marks_.push_back(Words{text, {middle.x, middle.y + 0.36 * s_.words * unit_}, s_.words * unit_, s_.ink, media::Anchor::kMiddle, true});
  }

  std::optional<Spot> seen(Vec3 world) const {
    const Vec3 at = camera::project(p_.camera, static_cast<double>(w_) / h_, world);
    if (at.z < 0.15f) return std::nullopt;
    return Spot{(static_cast<double>(at.x) * 0.5 + 0.5) * w_, (0.5 - static_cast<double>(at.y) * 0.5) * h_};
  }
  bool inside(Spot s, double margin) const { return s.x >= margin && s.y >= margin && s.x <= w_ - margin && s.y <= h_ - margin; }

  void walk(const camera::BoardWalk& walk, std::size_t number) {
    std::vector<Spot> floor;
    std::size_t in = 0;
    for (const Vec3& point : walk.path)
      if (const auto s = seen(point + Vec3(0, 0.02f, 0))) floor.push_back(*s), in += inside(*s, 0);
    const double edge = 10 * unit_;
    if (floor.size() >= 2 && 2 * in >= floor.size() && in >= 2) {
      // On the floor: out to the border, no further. What happens outside before somebody enters is left out as well.
      std::vector<Spot> kept;
      for (std::size_t i = 0; i < floor.size(); ++i) {
        if (inside(floor[i], edge)) {
          if (kept.empty() && i > 0) kept.push_back(at_border(floor[i], floor[i - 1], edge));
          kept.push_back(floor[i]);
        } else if (!kept.empty()) {
          kept.push_back(at_border(kept.back(), floor[i], edge));
          break;
        }
      }
      if (kept.size() >= 2 && length_of(kept) > 45 * unit_) {
        // Nearer is wider.
        const double near_tail = metres(walk.path.front()), near_head = metres(walk.path.back());
        const auto wide = [&](double pixels_a_metre) { return std::clamp(0.16 * pixels_a_metre, 0.35 * s_.walk * unit_, 1.1 * s_.walk * unit_); };
        arrow(evenly(kept, 6 * unit_), 0.55 * wide(near_tail), wide(near_head), 2.1 * wide(near_head));
        return;
      }
    }
    // Below the picture's edge or too small there: along the foot of the picture, or away from us and towards us.
    const auto a = seen(walk.path.front() + Vec3(0, 0.7f * walk.height, 0)), b = seen(walk.path.back() + Vec3(0, 0.7f * walk.height, 0));
    if (!a && !b) return;
    const Spot from = a.value_or(Spot{b->x, h_ * 1.2}), to = b.value_or(Spot{a->x, h_ * 1.2});
    const double low = h_ - (34 + 30 * static_cast<double>(number)) * unit_;
    const double x0 = std::clamp(from.x, edge, w_ - edge), x1 = std::clamp(to.x, edge, w_ - edge);
    if (std::abs(x1 - x0) > 70 * unit_) {
      std::vector<Spot> way;
      for (int k = 0; k <= 20; ++k) way.push_back({std::lerp(x0, x1, k / 20.0), low - 14 * unit_ * std::sin(k / 20.0 * 3.14159)});
      arrow(way, 0.4 * s_.walk * unit_, 0.9 * s_.walk * unit_, 1.9 * s_.walk * unit_);
      return;
    }
    const double away = metres(walk.path.back()) / std::max(metres(walk.path.front()), 1e-6);  // below 1: goes away
    if (away > 0.9 && away < 1.12) return;
    const double x = std::clamp(x0 + 60 * unit_, 40 * unit_, w_ - 40 * unit_), bottom = h_ - 14 * unit_, top = h_ - 110 * unit_;
    if (away < 1) arrow(evenly({{x, bottom}, {x + 8 * unit_, 0.5 * (bottom + top)}, {x - 6 * unit_, top}}, 5 * unit_), 1.0 * s_.walk * unit_, 0.5 * s_.walk * unit_, 1.3 * s_.walk * unit_);
    else arrow(evenly({{x - 6 * unit_, top}, {x + 8 * unit_, 0.5 * (bottom + top)}, {x, bottom}}, 5 * unit_), 0.4 * s_.walk * unit_, 1.1 * s_.walk * unit_, 2.2 * s_.walk * unit_);
  }

  double metres(Vec3 at) const {  // pixels a metre there
    const Vec3 q = camera::project(p_.camera, static_cast<double>(w_) / h_, at);
    return q.z < 0.15f ? 400.0 : static_cast<double>(p_.camera.focal_mm / p_.camera.gate_width_mm / q.z) * w_;
  }

  Spot at_border(Spot in, Spot out, double edge) const {
    double t = 1;
    const auto cut = [&](double a, double b, double limit) { if ((b - limit) * (a - limit) < 0 && std::abs(b - a) > 1e-9) t = std::min(t, (limit - a) / (b - a)); };
    cut(in.x, out.x, edge), cut(in.x, out.x, w_ - edge), cut(in.y, out.y, edge), cut(in.y, out.y, h_ - edge);
    return mix(in, out, t);
  }

  // Where the end of the move frames what is looked at now.
  std::optional<std::pair<Spot, Spot>> end_frame() const {
    const auto axes = scene::axes_of(p_.camera_to);
    const float d = std::max(p_.camera_to.focus_distance, 0.3f), hw = p_.camera_to.gate_width_mm / (2 * p_.camera_to.focal_mm), hh = hw * static_cast<float>(h_) / static_cast<float>(w_);
    Spot low{1e9, 1e9}, high{-1e9, -1e9};
    for (const float u : {-1.f, 1.f})
      for (const float v : {-1.f, 1.f}) {
        const auto s = seen(p_.camera_to.position + (axes.forward + axes.right * (u * hw) + axes.up * (v * hh)) * d);
        if (!s) return std::nullopt;
        low = {std::min(low.x, s->x), std::min(low.y, s->y)}, high = {std::max(high.x, s->x), std::max(high.y, s->y)};
      }
    return std::pair{low, high};
  }

  void corners(camera::BoardMove move) {
    const bool in = move == camera::BoardMove::kPushIn || move == camera::BoardMove::kZoomIn;
    Spot low{0.14 * w_, 0.14 * h_}, high{0.86 * w_, 0.86 * h_};
    if (in)
      if (const auto end = end_frame()) {
        // A frame that reads as one: inside the picture, neither a hair nor a stamp.
        const double share = std::clamp((end->second.x - end->first.x) / w_, 0.45, 0.80);
        const double cx = std::clamp(0.5 * (end->first.x + end->second.x), (0.5 * share + 0.06) * w_, (1 - 0.5 * share - 0.06) * w_), cy = std::clamp(0.5 * (end->first.y + end->second.y), (0.5 * share + 0.07) * h_, (1 - 0.5 * share - 0.07) * h_);
        low = {cx - 0.5 * share * w_, cy - 0.5 * share * h_}, high = {cx + 0.5 * share * w_, cy + 0.5 * share * h_};
      }
    Line frame{{low, {high.x, low.y}, high, {low.x, high.y}, low}, s_.ink, 1.6 * unit_};
    frame.dashes = {9 * unit_, 6 * unit_};
    Line halo = frame;
    halo.ink = s_.fill, halo.width = 4.5 * unit_, halo.dashes = {};
    halo.ink.opacity = 0.75;
    marks_.push_back(halo);
    marks_.push_back(frame);
    const double rim = 12 * unit_;
    const Spot outer[4] = {{rim, rim}, {w_ - rim, rim}, {w_ - rim, h_ - rim}, {rim, h_ - rim}};
    const Spot inner[4] = {low, {high.x, low.y}, high, {low.x, high.y}};
    for (int k = 0; k < 4; ++k) {
      Spot a = outer[k], b = inner[k];
      const double l = std::max(length(a, b), 1e-6), want = std::min(l - 4 * unit_, 86 * unit_);
      a = mix(b, a, std::min(1.0, (want + 4 * unit_) / l)), b = mix(b, a, std::min(0.4, 4 * unit_ / l));
      if (in) arrow(evenly({a, b}, 4 * unit_), 0.30 * s_.camera * unit_, 0.45 * s_.camera * unit_, 0.85 * s_.camera * unit_);
      else arrow(evenly({b, a}, 4 * unit_), 0.30 * s_.camera * unit_, 0.45 * s_.camera * unit_, 0.85 * s_.camera * unit_);
    }
    label(camera::board_move_name(move), {0.5 * (low.x + high.x), std::min(high.y + 0.5 * (h_ - high.y), h_ - 16 * unit_)});
  }

  void along_border(camera::BoardMove move, bool second) {
    const std::string name = camera::board_move_name(move);
    const bool left = name.ends_with("LEFT"), up = name.ends_with("UP"), level = left || name.ends_with("RIGHT");
    const double text = words_width(name), body = s_.camera * unit_;
    if (level) {
      const double y = (second ? 24 + 1.7 * s_.camera : 24) * unit_, half = 0.5 * text + 26 * unit_, middle = 0.5 * w_, head = 1.55 * body;
      std::vector<Spot> way{{middle - half, y}, {middle + half + head, y}};
      if (left) way = {{middle + half, y}, {middle - half - head, y}};
      arrow(evenly(way, 5 * unit_), body, body, head);
      marks_.push_back(Words{name, {middle, y + 0.36 * s_.words * unit_}, s_.words * unit_, s_.ink, media::Anchor::kMiddle, true});
    } else {
      const double x = w_ - (second ? 34 + 1.9 * s_.camera : 34) * unit_, half = 60 * unit_, middle = 0.5 * h_;
      std::vector<Spot> way{{x, middle - half}, {x, middle + half}};
      if (up) std::swap(way[0], way[1]);
      arrow(evenly(way, 5 * unit_), 0.7 * body, 0.7 * body, 1.35 * body);
      label(name, {x - 0.5 * text + 14 * unit_, middle + (up ? 1 : -1) * (half + 18 * unit_)});
    }
  }

  static constexpr const char* kFont = "TeX Gyre Heros, DejaVu Sans";
  const camera::BoardPanel& p_;
  double w_, h_;
  const BoardMarkStyle& s_;
  double unit_;
  std::vector<Mark> marks_;
};

}  // namespace

BoardMarkStyle board_mark_style(const Json& j) {
  BoardMarkStyle s;
  if (!j.is_object()) return s;
  const auto number = [&](const char* key, double fallback, double low, double high) { return j.contains(key) && j[key].is_number() ? std::clamp(j[key].get<double>(), low, high) : fallback; };
  s.walk = number("walk", s.walk, 4, 200), s.camera = number("camera", s.camera, 4, 200), s.outline = number("outline", s.outline, 0.3, 20), s.words = number("words", s.words, 6, 80);
  const auto ink = [&](const char* key, media::Ink& to) {
    if (!j.contains(key) || !j[key].is_array() || j[key].size() != 3) return;
    std::uint8_t* const parts[] = {&to.r, &to.g, &to.b};
    for (std::size_t c = 0; c < 3; ++c)
      if (j[key][c].is_number()) *parts[c] = static_cast<std::uint8_t>(std::clamp(j[key][c].get<double>(), 0.0, 255.0));
  };
  ink("ink", s.ink), ink("fill", s.fill);
  return s;
}

std::vector<media::Mark> board_marks(const camera::BoardPanel& panel, int width, int height, const BoardMarkStyle& style) {
  if (width < 16 || height < 16) return {};
  return Marker(panel, width, height, style).run();
}

}  // namespace auteur::production
