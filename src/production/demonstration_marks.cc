#include "demonstration_marks.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/json.h"
#include "auteur/media/marks.h"

namespace auteur::production {
namespace {

using media::Anchor;
using media::Ink;
using media::Spot;

constexpr double kGap = 6, kCaption = 24, kBar = 22;
constexpr Ink kPaper{250, 248, 243, 1}, kInk{40, 37, 33, 1}, kMark{255, 205, 64, 1}, kShade{0, 0, 0, 0.55};
constexpr Ink kSounds[] = {{70, 118, 150, 1}, {178, 106, 52, 1}, {104, 130, 76, 1}};

class Overlay {
 public:
  Overlay(media::Drawing& page, const camera::DemoFrame& frame, const camera::Demonstrations& all, double x, double y, double width, double height) : page_(page), frame_(frame), all_(all), x_(x), y_(y), width_(width), height_(height) {}

  void draw() {
    for (const Json& m : frame_.marks) {
      try {
        mark(m);
      } catch (const nlohmann::json::exception&) {
        continue;  // a mark that says nothing is left out
      }
    }
  }

 private:
  Spot at(double x, double y) const { return {x_ + (x + 1) / 2 * width_, y_ + (1 - y) / 2 * height_}; }

  void stroke(const std::vector<Spot>& points, double width = 2, std::vector<double> dashes = {}) {
    media::add_line(page_, points, kShade, width + 2, dashes);
    media::add_line(page_, points, kMark, width, std::move(dashes));
  }

  void arrow(Spot a, Spot b) {
    const double length = std::max(1.0, std::hypot(b.x - a.x, b.y - a.y)), ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
    const double head = std::min(15.0, 0.45 * length);
    const Spot neck{b.x - ux * head * 0.8, b.y - uy * head * 0.8};
    stroke({a, neck}, 3);
    const auto tip = [&](double grow, Ink ink) {
      const double h = head + grow;
      media::add_area(page_, {{b.x + ux * grow, b.y + uy * grow}, {b.x - ux * h - uy * h * 0.55, b.y - uy * h + ux * h * 0.55}, {b.x - ux * h + uy * h * 0.55, b.y - uy * h - ux * h * 0.55}}, ink);
    };
    tip(2, kShade), tip(0, kMark);
  }

  void words(const std::string& text, Spot spot, double size = 14) {
    const double half = media::width_of(page_, text, size, true) / 2 + 5;
    media::add_area(page_, {{spot.x - half, spot.y - size * 0.72}, {spot.x + half, spot.y - size * 0.72}, {spot.x + half, spot.y + size * 0.72}, {spot.x - half, spot.y + size * 0.72}}, kMark);
    media::add_words(page_, text, {spot.x, spot.y + 0.36 * size}, size, {30, 26, 20, 1}, Anchor::kMiddle, true);
  }

  // Of the ground; nothing where it lies behind the camera.
  std::vector<Spot> ground(const std::vector<double>& v) const {
    std::vector<Spot> out;
    constexpr int kSteps = 24;
    for (int i = 0; i <= kSteps; ++i) {
      const double s = static_cast<double>(i) / kSteps;
      const Vec3 p = camera::project(frame_.camera, camera::Demonstrations::kAspect, {static_cast<float>(v[0] + s * (v[2] - v[0])), 0.01f, static_cast<float>(v[1] + s * (v[3] - v[1]))});
      if (p.z > 0.2f && std::abs(p.x) < 1 && std::abs(p.y) < 1) out.push_back(at(static_cast<double>(p.x), static_cast<double>(p.y)));
    }
    return out;
  }

  void mark(const Json& m) {
    const auto four = [&](const char* key) { return m.at(key).get<std::array<double, 4>>(); };
    if (m.contains("line")) {
      const auto v = four("line");
      stroke({at(v[0], v[1]), at(v[2], v[3])}, 1.6, {6, 4});
    } else if (m.contains("arrow")) {
      const auto v = four("arrow");
      arrow(at(v[0], v[1]), at(v[2], v[3]));
    } else if (m.contains("box")) {
      const auto v = four("box");
      stroke({at(v[0], v[1]), at(v[2], v[1]), at(v[2], v[3]), at(v[0], v[3]), at(v[0], v[1])}, 1.6, {6, 4});
    } else if (m.contains("ground-line")) {
      const auto v = four("ground-line");
      const auto line = ground({v[0], v[1], v[2], v[3]});
      if (line.size() > 1) stroke(line, 2.2);
    } else if (m.contains("ground-spot")) {
      const auto v = m.at("ground-spot").get<std::array<double, 2>>();
      const Vec3 p = camera::project(frame_.camera, camera::Demonstrations::kAspect, {static_cast<float>(v[0]), 0.01f, static_cast<float>(v[1])});
      if (p.z > 0.2f) words(m.value("words", ""), at(std::clamp(static_cast<double>(p.x), -0.94, 0.94), std::clamp(static_cast<double>(p.y), -0.86, 0.86)));
    } else if (m.contains("grid")) {
      const bool thirds = m.at("grid") == "thirds";
      for (const double s : thirds ? std::vector<double>{-1 / 3.0, 1 / 3.0} : std::vector<double>{0}) {
        stroke({at(s, -1), at(s, 1)}, 1.1);
        stroke({at(-1, s), at(1, s)}, 1.1);
      }
    } else if (m.contains("bracket")) {  // the air above a head
      const std::string who = m.at("bracket").get<std::string>();
      const auto& measures = all_.measures().at(who);
      const Vec3 top = all_.eyes(frame_.stage, who, frame_.t) + Vec3(0, measures.height - measures.eye_height, 0), p = camera::project(frame_.camera, camera::Demonstrations::kAspect, top);
      const double x = static_cast<double>(p.x), y = std::min(0.98, static_cast<double>(p.y));
      stroke({at(x - 0.2, y), at(x + 0.2, y)}, 1.6);
      stroke({at(x - 0.2, 0.99), at(x + 0.2, 0.99)}, 1.6);
      arrow(at(x + 0.14, y), at(x + 0.14, 0.99));
    }
  }

  media::Drawing& page_;
  const camera::DemoFrame& frame_;
  const camera::Demonstrations& all_;
  double x_, y_, width_, height_;
};

}  // namespace

media::Picture demonstration_sheet(const camera::Demonstration& demo, const camera::Demonstrations& all, const std::vector<media::Picture>& frames) {
  const double w = frames.front().width, h = frames.front().height;
  const std::size_t n = frames.size(), columns = n == 4 ? 2 : n;
  const bool captions = std::any_of(demo.frames.begin(), demo.frames.end(), [](const auto& f) { return !f.caption.empty(); });
  const double row = h + (captions ? kCaption : 0);
  media::Drawing page;
  page.paper = kPaper;
  page.font = "TeX Gyre Heros, DejaVu Sans";
  page.width = static_cast<double>(columns) * w + static_cast<double>(columns - 1) * kGap;
  page.height = row * static_cast<double>((n + columns - 1) / columns) + (n == 4 && !captions ? kGap : 0);
  std::vector<media::Placed> placed;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = static_cast<double>(i % columns) * (w + kGap), y = static_cast<double>(i / columns) * row;
    placed.push_back({&frames[i], x, y, w, h});
    Overlay(page, demo.frames[i], all, x, y, w, h).draw();
    if (!demo.frames[i].caption.empty()) media::add_words(page, demo.frames[i].caption, {x + 2, y + h + 17}, 14, kInk);
  }
  if (demo.sound.is_array()) {
    std::size_t k = 0;
    for (const Json& bar : demo.sound) {
      const double from = bar.value("from", 0.0) * (w + kGap), to = std::min(page.width, bar.value("to", 1.0) * (w + kGap)), y = page.height + 2;
      media::add_area(page, {{from, y}, {to, y}, {to, y + kBar - 4}, {from, y + kBar - 4}}, kSounds[k % 3]);
      media::add_words(page, bar.value("words", ""), {from + 7, y + 13}, 12, {255, 255, 255, 1});
      ++k;
    }
    if (k > 0) page.height += kBar + 2;
  }
  return media::page_picture(page, placed, 1);
}

}  // namespace auteur::production
