// Acting: staged people become poses with life, drawing by drawing, on twos (12 a second).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/acting/behaviour.h"
#include "auteur/acting/face_capture.h"
#include "auteur/acting/voice.h"
#include "auteur/camera/shot_list.h"
#include "auteur/puppets/motion.h"
#include "auteur/puppets/puppet.h"
#include "auteur/staging/staging.h"

namespace auteur::acting {

struct PosedPerson { std::string id; puppets::Pose pose; };
struct PosedProp { std::string id; Vec3 position{0.f}; float yaw = 0, pitch = 0, roll = 0; };
struct PosedDoor { std::string id; float open = 0; };  // a door that is not shut: 0..1
struct Drawing { std::vector<PosedPerson> people; std::vector<PosedProp> props; std::vector<PosedDoor> doors; };

// Everything one shot's picture needs of the people in it: independent of where the shot lies in the scene, so that a
// shot that merely moved in time is not drawn again. Numbers are rounded to 1e-4.
// `still_at`: for a board, the instant after the shot's start its one drawing shows; its camera is the one of that instant.
struct Performance { std::string shot; int drawings_per_second = 12; std::vector<Drawing> drawings; Seconds still_at; };

// A stretch of captured motion that somebody's body follows, on the scene's clock. With `travel` they go where it goes,
// from where they stand when it begins, and stay there until they walk on; without, they move on the spot.
struct MotionCue {
  std::string who;
  std::shared_ptr<const puppets::Capture> capture;
  Seconds at;              // scene time it begins
  Seconds from, to;        // of the capture; to <= from: to its end
  bool travel = true;
  bool ones = false;       // 24 drawings a second instead of 12
};

struct PerformanceRequest {
  const staging::Staging* staging = nullptr;
  const world::Set* set = nullptr;
  const camera::Shot* shot = nullptr;
  std::map<std::string, world::Identity> cast;
  std::map<std::string, puppets::PuppetPtr> puppets;  // who is not built from the identity: figures that people brought
  std::map<std::string, LineTake> lines;  // phones; samples not needed
  std::vector<MotionCue> motion;
  std::vector<FaceCue> faces;
  std::map<std::string, SceneCourse> behaviour;  // by cast id: the mood the scene finds them in; none: an even one
  std::uint64_t seed = 0;
  bool single_drawing = false;            // boards: the most telling moment only
};
Performance perform(const PerformanceRequest& request);

Json to_json(const Performance& performance);
Result<Performance> performance_from_json(const Json& document);

}  // namespace auteur::acting
