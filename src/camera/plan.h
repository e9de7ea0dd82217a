// What to show when: the cheapest sequence of (idiom, duration) over the scene's clock.
//
// A hidden semi-Markov model solved by beam search: shots may begin at turns of speech, at acts and at pauses; each
// option earns what it shows of the people and things of interest, pays for an unusual length, and for a bad join.
#pragma once

#include <string>
#include <vector>

#include "idioms.h"
#include "view.h"

namespace auteur::camera {

struct Option {
  Way way = Way::kMaster;
  int a = -1, b = -1;            // people: the one in focus, the other
  std::string prop, why;         // inserts: prop id and reason key
  Vec3 point{0.f};               // inserts: where it is
  std::vector<int> people;       // groups: who talks
  double from = 0, to = 1e9;     // useful only inside this window
  std::vector<double> earned;    // running sum of value over samples
};

struct Planned { double start = 0, end = 0; int option = 0; int level = 0; };

struct Plan {
  std::vector<Option> options;
  std::vector<Planned> shots;
};

Plan plan_scene(const CoverageRequest& request, const View& view);
// 0 calm, 1 tense, 2 crisis.
int level_at(const CoverageRequest& request, double t);

}  // namespace auteur::camera
