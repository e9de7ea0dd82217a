// A plan of a scene in numbers, so that two can be compared point by point.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/camera/shot_sheet.h"

namespace auteur::camera {

struct PlanFigures {
  std::size_t shots = 0, setups = 0;
  double seconds = 0, mean = 0, median = 0, spread = 0;  // of the shots' lengths; spread: standard deviation of their logarithms
  std::map<std::string, double> sizes;                   // share of the shots, by term
  double moving = 0;                                     // share of the shots whose camera moves
  double lens = 0, height = 0;                           // mean of shots of people, mm and metres
  double minutes = 0;                                    // of setting up
};
PlanFigures figures_of(const std::vector<ShotRow>& rows);
Json to_json(const PlanFigures& figures);
// One line for people: "41 shots, 4.2 s on average, 12 set-ups in 2 h 10 min, 38 % move; medium close-up 41 %, ...".
std::string in_words(const PlanFigures& figures);

}  // namespace auteur::camera
