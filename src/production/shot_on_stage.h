// What every pass of a shot's pictures is given, and what it makes of it: who and what stands where, under which light.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "auteur/acting/performance.h"
#include "auteur/camera/shot_list.h"
#include "auteur/finish/weather.h"
#include "auteur/graph/pass.h"
#include "auteur/production/make.h"
#include "auteur/puppets/puppet.h"
#include "auteur/render/renderer.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/set.h"
#include "auteur/world/story_light.h"

namespace auteur::production {

struct Workshop;

struct ShotOnStage {
  std::shared_ptr<const render::Stage> stage;
  std::vector<render::LightGroup> groups;  // drawn one by one where there are any (render::draw_layers)
  std::shared_ptr<const world::Set> set;
  std::map<std::string, puppets::PuppetPtr> people;
  std::vector<std::string> figures;     // who of them is a figure that somebody brought
  std::map<std::string, double> skins;  // luminance of each one's skin colour
  camera::Shot shot;                 // from its own start
  acting::Performance performance;   // at least one drawing
  screenplay::TimeOfDay time = screenplay::TimeOfDay::kDay;
  screenplay::Weather weather = screenplay::Weather::kNone;  // the story's when it changes within the scene
  screenplay::Mood mood;
  world::StoryLight story;
  Json state = Json::object();       // the story's state this is drawn with: "auteur.story_state"
  Level level = Level::kPreviz;
  int width = 640, height = 360;
  std::uint64_t seed = 0;
  bool auxiliary = false;            // depth, normal, motion and ids as well
};

// "performance", "shot", "set", "person/*", "model/*", "state".
std::vector<PortDeclaration> shot_inputs();
// "level", "story_day", "time", "weather", "sun" and the mood.
std::vector<ParamDeclaration> shot_params();
// "width", "height", "aspect"; and how they are read. The picture lies inside the frame, with bars where it is wider.
std::vector<ParamDeclaration> frame_params();
struct PictureSize { int frame_width, frame_height, width, height; };  // px
PictureSize picture_size(const Params& params);
// "air": for passes that draw.
ParamDeclaration air_param();
std::vector<ParamDeclaration> joined(std::initializer_list<std::vector<ParamDeclaration>> lists);

// From those inputs and parameters. Puppets and stages are shared through the workshop. `shot_on_set` leaves `stage`
// empty: for who does not draw.
Result<ShotOnStage> shot_on_set(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop);
Result<ShotOnStage> shot_on_stage(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop);

// What comes down between the lens and the scene; nothing indoors.
finish::Precipitation falls_on(const ShotOnStage& shot);

}  // namespace auteur::production
