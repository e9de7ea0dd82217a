// A shot's drawings, one after the other: who and what stands in the set, under which light, through which camera.
//
//   drawing   0    1    2    3        performance.drawings[i], posed
//   camera    |----|    |----|        while it stands still, the bare set is looked at once (render::SetUp)
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auteur/acting/performance.h"
#include "auteur/camera/shot_list.h"
#include "auteur/production/make.h"
#include "auteur/render/renderer.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/set.h"
#include "auteur/world/story_light.h"
#include "light_meter.h"
#include "shot_on_stage.h"

namespace auteur::production {

inline constexpr int kFps = 24;

render::Quality quality_of(Level level);
float puppet_detail(Level level);

// The set as it stands, lit for a time of day, weather and mood.
render::StageRequest lit_set(const world::Set& set, screenplay::TimeOfDay time, screenplay::Weather weather, const screenplay::Mood& mood, render::Quality quality, const world::StoryLight& story = {});

// The air as the look wants it: `air` is air_of() of the look. Indoors a place's own dust, smoke or steam; outdoors the
// weather's haze.
void thicken(scene::Fog& fog, const world::Set& set, const Json& air);

// How pictures are developed: the grade of a style bible (grade_of).
render::Look look_of(const Json& bible);
// For a picture of this size: a grain of film is smaller than a small picture's pixel.
render::Look fitted(render::Look look, int width, int height);

// People, props and door leaves of one drawing as things to draw; without the leaves of the walls in `hidden`.
std::vector<scene::Instance> posed(const acting::Drawing& drawing, const world::Set& set, const std::map<std::string, puppets::PuppetPtr>& people, const std::vector<std::string>& hidden);

// One thread at a time; drawings are asked for in order.
class ShotDrawings {
 public:
  explicit ShotDrawings(ShotOnStage what) : what_(std::move(what)) {}

  int frames_per_drawing() const;
  Seconds time_of(std::size_t i) const;                   // since the shot's start
  const acting::Drawing& drawing(std::size_t i) const;    // the last one is held
  render::FrameRequest request(std::size_t i) const;
  std::vector<scene::Instance> instances(std::size_t i) const;
  Result<render::Frame> draw(std::size_t i, Progress& progress);

  // How many stops this set-up is opened or closed, read off `frame`, which is drawing `i`.
  double meter(const render::Frame& frame, std::size_t i) const;
  // What it is drawn on: the set, and from the first drawing on the fill that its faces lack.
  const render::Stage& stage() const { return *what_.stage; }
  // What the developed picture (8-bit RGB of the drawing's size) came to.
  LightFacts light(const std::vector<std::uint8_t>& rgb, std::size_t i) const;

 private:
  struct Spot { double x, y, radius; bool subject; double height, skin; Vec3 eyes, facing; };  // pixels; share of the frame's height; reflectance
  std::vector<Spot> faces(std::size_t i) const;                             // those turned to us and in the picture
  Reading read(const render::Frame& frame, std::size_t i, std::vector<Spot>& spots) const;
  std::optional<scene::Light> fill(const render::Frame& frame, std::size_t i) const;
  Result<render::Frame> draw_now(std::size_t i, Progress& progress);
  ShotOnStage what_;
  scene::Camera previous_;
  std::shared_ptr<render::SetUp> set_up_;
  bool lit_ = false;  // the faces were looked at
};

}  // namespace auteur::production
