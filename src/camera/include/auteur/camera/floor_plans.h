// The overhead plan of a scene as a crew reads it: the place, who stands and walks where, every set-up with its number, its
// cone and its track.
#pragma once

#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"
#include "auteur/camera/shot_sheet.h"
#include "auteur/media/drawing.h"

namespace auteur::camera {

struct PlanSheet {
  std::string film, heading;        // "The Keeper", "INT. KITCHEN - NIGHT"
  const ShotList* shots = nullptr;
  CoverageRequest request;          // staging, set, people and look of the scene
};
// One page, A4 across. Requires: shots, and the request's staging and set. Pure.
media::Drawing floor_plan(const PlanSheet& sheet);

// A set-up as the plan shows it: its number, the shots taken from it, the first one's camera.
struct PlanSetup {
  int number = 1;
  std::vector<const Shot*> shots;
  ShotRow row;
  scene::Camera camera;
};
std::vector<PlanSetup> plan_setups(const CoverageRequest& request, const ShotList& list);

// Where somebody stands for a while ("A1", "A2" ...), and the ways between.
struct PlanStop { std::string mark; Vec3 position{0.f}; float yaw = 0; };
struct PlanWay { std::string who, name, letter; std::vector<PlanStop> stops; std::vector<std::vector<Vec3>> ways; };
std::vector<PlanWay> plan_ways(const CoverageRequest& request);

}  // namespace auteur::camera
