#include "auteur/world/floor_plan.h"
#include "auteur/media/marks.h"

#include <algorithm>
#include <set>

namespace auteur::world {
namespace {

using media::Anchor;
using media::Ink;
using media::Spot;

constexpr Ink kSoft{122, 114, 102}, kCardFill{255, 254, 250}, kWall{58, 53, 47}, kFloor{240, 231, 214}, kGround{226, 231, 210}, kPiece{222, 203, 172}, kPieceEdge{150, 124, 88}, kGlass{96, 158, 190}, kLamp{240, 178, 40}, kProp{188, 52, 44}, kPlant{156, 182, 126};

class Plan {
 public:
  Plan(media::Drawing& page, const Set& set, const PlanFrame& frame, const PlanWishes& wishes, Taken& taken) : page_(page), set_(set), frame_(frame), wishes_(wishes), taken_(taken) {}

  void run() {
    const auto& [centre, scale] = frame_;
    const auto spot = [&](Vec3 p) { return frame_.at(p); };
    const double w = static_cast<double>(set_.size.x) * scale, h = static_cast<double>(set_.size.z) * scale;
    const bool inside = !set_.walls.empty();
    box(centre.x - w / 2, centre.y - h / 2, w, h, inside ? kFloor : kGround);
    if (inside) outline(centre.x - w / 2 - 2.5, centre.y - h / 2 - 2.5, w + 5, h + 5, kWall, 5);
    else line({{centre.x - w / 2, centre.y - h / 2}, {centre.x + w / 2, centre.y - h / 2}, {centre.x + w / 2, centre.y + h / 2}, {centre.x - w / 2, centre.y + h / 2}, {centre.x - w / 2, centre.y - h / 2}}, kSoft, 1.2, {5, 4});
    for (const auto& o : set_.openings) {
      const Vec3 out = o.inward * -(2.5f / static_cast<float>(scale));
      const Spot a = spot(o.centre - o.half_u + out), b = spot(o.centre + o.half_u + out);
      line({a, b}, kCardFill, 6);
      if (o.glazed) {
        const double nx = static_cast<double>(o.inward.x) * 1.6, ny = static_cast<double>(o.inward.z) * 1.6;
        line({{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}}, kGlass, 1.4);
        line({{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}}, kGlass, 1.4);
      }
    }
    // Low and large first, so that what stands on something is seen.
    std::vector<const Piece*> pieces;
    for (const auto& p : set_.pieces) pieces.push_back(&p);
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece* a, const Piece* b) { return a->bounds.low.y < b->bounds.low.y; });
    std::set<std::string> named;
    std::vector<media::Words> labels;
    for (const auto* p : pieces) {
      const Spot a = spot(p->bounds.low), b = spot(p->bounds.high);
      const double pw = b.x - a.x, ph = b.y - a.y;
      const bool plant = p->word.find("tree") != std::string::npos || p->word == "bush" || p->word == "plant" || p->word.find("hedge") != std::string::npos, lamp = std::any_of(set_.practicals.begin(), set_.practicals.end(), [&](const auto& q) { return q.id == p->id; });
      const double high = static_cast<double>(p->bounds.low.y);
      if (high > 1.6 && !lamp) continue;  // hangs on a wall above eye height
      if (plant) {
        media::add_dot(page_, {(a.x + b.x) / 2, (a.y + b.y) / 2}, std::min(pw, ph) / 2, faded(kPlant));
      } else if (pw > 1.5 && ph > 1.5) {
        box(a.x, a.y, pw, ph, faded(high > 0.3 ? Ink{246, 239, 224} : kPiece));
        outline(a.x, a.y, pw, ph, faded(kPieceEdge), 0.8);
      }
      if (lamp) media::add_dot(page_, {(a.x + b.x) / 2, (a.y + b.y) / 2}, 4, kLamp);
      if (high > 0.3 || !wishes_.names || named.contains(p->word)) continue;
      std::string word = p->word;
      std::replace(word.begin(), word.end(), '-', ' ');
      const double tw = width_of(word, 8);
      const bool flat = tw + 4 <= pw && ph >= 10, upright = !flat && tw + 4 <= ph && pw >= 10;
      if (!flat && !upright) continue;
      named.insert(p->word);
      const double cx = (a.x + b.x) / 2, cy = (a.y + b.y) / 2;
      labels.push_back({word, flat ? Spot{cx, cy + 2.8} : Spot{cx + 2.8, cy}, 8, Ink{92, 72, 44}, Anchor::kMiddle, false, flat ? 0.0 : -90.0});
      taken_.take({cx - (flat ? tw : 9) / 2, cy - (flat ? 9 : tw) / 2, cx + (flat ? tw : 9) / 2, cy + (flat ? 9 : tw) / 2});
    }
    for (const auto& leaf : set_.doors) {
      const Box own = leaf.mesh ? leaf.mesh->bounds() : Box{};
      const float length = leaf.mesh ? own.high.x : 0.8f;
      std::vector<Spot> arc;
      for (int i = 0; i <= 10; ++i) arc.push_back(spot(Vec3(world_from_leaf(leaf, static_cast<float>(i) / 10) * Vec4(length, 0, 0, 1))));
      const Spot hinge = spot(leaf.hinge);
      line(arc, kSoft, 0.7, {2, 2});
      line({hinge, arc.back()}, kWall, 2);
    }
    for (const auto& l : labels) media::add_words(page_, l.text, l.at, l.size, l.ink, l.anchor, l.bold, l.turned);
    // Props last, each with its name on a free side.
    for (const auto& [id, name] : wishes_.props) {
      const auto rest = set_.prop_rest.find(id);
      if (rest == set_.prop_rest.end()) continue;
      const Spot s = spot(rest->second.position);
      media::add_dot(page_, s, 3.2, {255, 255, 255});
      media::add_dot(page_, s, 2.5, kProp);
      const double tw = width_of(name, 8, true);
      for (const auto& [dx, dy] : {std::pair{6.0, 3.0}, std::pair{-6.0 - tw, 3.0}, std::pair{-tw / 2, -7.0}, std::pair{-tw / 2, 13.0}, std::pair{6.0, 13.0}, std::pair{6.0, -7.0}}) {
        const Taken::Rect r{s.x + dx, s.y + dy - 8, s.x + dx + tw, s.y + dy + 2};
        if (!taken_.free(r)) continue;
        box(r.left - 1.5, r.top, tw + 3, 10, {255, 254, 250, 0.8});
        words(s.x + dx, s.y + dy, name, 8, kProp, Anchor::kStart, true);
        taken_.take(r);
        break;
      }
    }
  }

 private:
  void words(double x, double y, const std::string& text, double size, Ink ink, Anchor anchor = Anchor::kStart, bool bold = false) { media::add_words(page_, text, {x, y}, size, ink, anchor, bold); }
  void line(std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes = {}) { media::add_line(page_, std::move(points), ink, width, std::move(dashes)); }
  void box(double x, double y, double w, double h, Ink fill) { media::add_area(page_, {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, fill); }
  void outline(double x, double y, double w, double h, Ink ink, double width) { line({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}, ink, width); }
  double width_of(const std::string& text, double size, bool bold = false) const { return media::width_of(page_, text, size, bold); }
  Ink faded(Ink ink) const {
    ink.opacity *= wishes_.faded;
    return ink;
  }

  media::Drawing& page_;
  const Set& set_;
  const PlanFrame& frame_;
  const PlanWishes& wishes_;
  Taken& taken_;
};

}  // namespace

bool Taken::free(const Rect& r) const {
  return std::none_of(rects_.begin(), rects_.end(), [&](const Rect& t) { return r.left < t.right && r.right > t.left && r.top < t.bottom && r.bottom > t.top; });
}

void draw_floor_plan(media::Drawing& page, const Set& set, const PlanFrame& frame, const PlanWishes& wishes, Taken& taken) { Plan(page, set, frame, wishes, taken).run(); }

}  // namespace auteur::world
