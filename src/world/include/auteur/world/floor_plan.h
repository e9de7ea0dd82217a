// The floor plan of one place: walls with doors and windows, furniture, lamps, props. Part of a larger page: the site map,
// the plan of a scene's cameras.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/media/drawing.h"
#include "auteur/world/set.h"

namespace auteur::world {

// Where the plan lies on the page: metres of the set (x to the right, z down) become points.
struct PlanFrame {
  media::Spot centre;    // of the set's origin
  double scale = 40;     // points a metre
  media::Spot at(Vec3 p) const { return {centre.x + static_cast<double>(p.x) * scale, centre.y + static_cast<double>(p.z) * scale}; }
};

// What is written on a page so far, so that nothing is written over it.
class Taken {
 public:
  struct Rect { double left = 0, top = 0, right = 0, bottom = 0; };
  bool free(const Rect& r) const;
  void take(const Rect& r) { rects_.push_back(r); }

 private:
  std::vector<Rect> rects_;
};

struct PlanWishes {
  std::map<std::string, std::string> props;  // prop id -> name, drawn where the story has it first
  bool names = true;                         // of the furniture, where there is room
  double faded = 1;                          // opacity of the furniture: what stands on the plan counts more
};
void draw_floor_plan(media::Drawing& page, const Set& set, const PlanFrame& frame, const PlanWishes& wishes, Taken& taken);

}  // namespace auteur::world
