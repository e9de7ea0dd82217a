// How good a layout is, measured on the finished set: on its meshes, its openings and the program's own words, by the
// definitions of SceneEval (WACV 2026) that need no eye. Shares no code with what places the furniture, so that a
// mistake there is a figure here.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/world/set.h"

namespace auteur::world {

// Every list names what is wrong, one line each; an empty list is a law kept.
struct LayoutFigures {
  // Two bodies (pieces, resting props, walls with what hangs on them, ceiling, houses and trees behind) whose meshes
  // still meet when one is moved 5 mm to any of the six sides. Rugs lie under things; nothing else is excused.
  std::vector<std::string> collisions;
  // Pieces with less than 99 of 100 points of their surface over the playing area.
  std::vector<std::string> out_of_bounds;
  // Something in the 0.75 m before a door, or in the 0.3 m before a window's panes.
  std::vector<std::string> blocked_openings;
  // Words and relations of the program (those not left to chance) that the set does not show.
  std::vector<std::string> unmet;
  int pieces = 0, openings = 0, relations = 0;
  // Largest connected free floor / all free floor on a map of 256 × 256, obstacles below 2 m: the smaller of the two
  // figures for a robot 0.2 m wide and for a person 0.4 m wide.
  double navigability = 0;
  bool good() const { return collisions.empty() && out_of_bounds.empty() && blocked_openings.empty() && unmet.empty() && navigability >= 0.98; }
};

LayoutFigures measure_layout(const Set& set);
// The same against a program of one's own (the form of data/world/places.json) and words that must be there.
LayoutFigures measure_layout(const Set& set, const Json& program, const std::vector<std::string>& words);

// 0 = the same arrangement, 1 = nothing is where it was: the mean over both sets' pieces of how far the nearest piece
// of the same word is, with 1 m and more counting as 1, each place measured as a share of its room.
double arrangement_distance(const Set& a, const Set& b);

}  // namespace auteur::world
