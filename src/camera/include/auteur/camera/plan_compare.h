// Two plans of one scene, point by point and shot by shot on the scene's clock.
#pragma once

#include <string>
#include <vector>

#include "auteur/camera/plan_figures.h"

namespace auteur::camera {

struct PlanSide {
  std::string name;                    // "take 3, tense"
  std::vector<ShotRow> rows;
  std::vector<std::string> findings;   // what breaks a rule of continuity, in words
};

// One figure of both: how it is called, as words, and as numbers (the same unit).
struct PlanPoint { std::string what, first, second; double a = 0, b = 0; };
// A stretch of the clock in which neither plan cuts: which shot each has there, and in what they differ (empty: in nothing).
struct PlanStretch { double from = 0, to = 0; std::string first, second; std::vector<std::string> differ; };

struct PlanComparison {
  PlanSide first, second;
  std::vector<PlanPoint> points;
  std::vector<PlanStretch> stretches;
  double alike = 0;                    // share of the clock on which nothing differs
};

// Pure.
PlanComparison compare_plans(PlanSide first, PlanSide second);
Json to_json(const PlanComparison& comparison);
std::string readable(const PlanComparison& comparison);

}  // namespace auteur::camera
