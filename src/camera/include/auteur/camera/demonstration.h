// What each word of the department looks like (data/camera/demonstrations.json): small stages with people on them, and for
// every term the cameras that show it. Everything but the drawing: cameras are worked out and can be measured here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/camera/shot_list.h"
#include "auteur/camera/vocabulary.h"
#include "auteur/world/cast.h"

namespace auteur::camera {

// Something plain on a stage: a rod from a to b, or a box of `size` whose middle is at `a`, turned by `yaw`.
struct DemoThing { Vec3 a{0.f}, b{0.f}, size{0.f}; float radius = 0, yaw = 0; Vec3 colour{0.3f}, glow{0.f}; };

struct DemoLight { Vec3 position{0.f}, towards{0.f}, colour{1.f}; float size = 0.5f, strength = 5; };

struct DemoStage {
  std::string name;
  Json place;                          // kind, exterior, width, depth, height, furniture, palette
  screenplay::TimeOfDay time = screenplay::TimeOfDay::kDay;
  screenplay::Weather weather = screenplay::Weather::kNone;
  staging::Staging staging;
  std::vector<DemoThing> things;
  std::vector<DemoLight> lights;
  float room_light = 1;                // factor on what lights the place by itself
  float haze = 0.25f;                  // how thick the air is: 1 as the weather has it
  float exposure = 0;                  // stops against what the meter says
  bool unmetered = false;              // as dark as it is: the meter would make a silhouette a grey
};

struct DemoFrame {
  std::string stage, caption;
  double t = 0;                        // scene time
  scene::Camera camera, shutter;       // when the shutter opens, and half a frame later when it closes
  std::vector<std::string> subjects;   // whom it is about, the first in focus
  Json marks;                          // what is drawn over it
};

struct Demonstration {
  std::string term, unlike;            // of the vocabulary; what it is easily taken for, and how to tell
  std::vector<DemoFrame> frames;       // one, or up to four side by side
  std::vector<Shot> moves;             // where frames are moments of one shot: that shot
  Json sound;                          // bars under the frames: who is heard when
};

class Demonstrations {
 public:
  // Errors: kInvalidInput with the file, the term and what is wrong.
  static Result<Demonstrations> open();
  static Result<Demonstrations> read(std::string_view json, const std::string& file);

  static constexpr double kAspect = 2.39;
  const std::vector<Demonstration>& all() const { return all_; }
  const Demonstration* find(std::string_view term) const;
  const DemoStage& stage(const std::string& name) const { return stages_.at(name); }
  const std::map<std::string, world::Identity>& people() const { return people_; }
  const std::map<std::string, puppets::Measures>& measures() const { return measures_; }
  // Where the eyes of somebody are at that moment.
  Vec3 eyes(const std::string& stage, const std::string& who, double t) const;
  // Who is to be seen in a frame: the middle of the head inside it. Nobody knows of walls and things here.
  std::vector<std::string> seen(const DemoFrame& frame) const;

 private:
  friend class DemoReader;
  std::vector<Demonstration> all_;
  std::map<std::string, DemoStage> stages_;
  std::map<std::string, world::Identity> people_;
  std::map<std::string, puppets::Measures> measures_;
};

}  // namespace auteur::camera
