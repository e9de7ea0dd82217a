// Coverage: a staged scene becomes shots that tile its clock without gap or overlap.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auteur/camera/reading.h"
#include "auteur/scene/scene.h"
#include "auteur/staging/staging.h"

namespace auteur::camera {

enum class Size { kExtremeCloseUp, kCloseUp, kMediumCloseUp, kMedium, kMediumLong, kLong, kExtremeLong };
enum class Framing { kSingle, kTwoShot, kGroup, kOverTheShoulder, kInsert, kPointOfView, kEstablishing, kEmpty };
enum class Movement { kStatic, kPushIn, kPullOut, kPan, kDolly, kBoom, kFollow, kHandheld, kZoomIn, kZoomOut, kDollyZoom, kTilt, kArc, kRoll };

// How a camera shakes or floats in one band of frequencies. Root mean squares at 35 mm; within the band the power falls
// with the square of the frequency.
struct Sway {
  double low = 0, high = 0;           // Hz
  double pan = 0, tilt = 0, roll = 0; // degrees
  double side = 0, up = 0;            // metres
  bool walking = false;               // only as far as the camera walks
};

// What holds the camera, as far as one sees it in the picture. Empty: it stands and rolls exactly as the keys say.
struct Support {
  std::string rig;             // of data/camera/rigs.json; empty: the first that can do the move
  std::uint32_t seed = 0;      // of the sway
  std::vector<Sway> sway;
  double steadier = 0.5;       // angles shrink with the lens: (35 mm / focal length)^steadier
  double float_hz = 0;         // lags and settles like a second-order low-pass of this frequency; 0: follows at once
  double arm = 0;              // metres: two keys are joined by an arc of this radius; 0: by a straight line
};

struct CameraKey { Seconds at; scene::Camera camera; };  // `at` counts from the shot's start; min-jerk between keys

struct Shot {
  std::string id;        // "4B": scene number + letter without I and O; stable
  std::string scene;
  Seconds start, end;    // scene time
  Size size = Size::kMedium;
  Framing framing = Framing::kSingle;
  Movement movement = Movement::kStatic;
  std::vector<std::string> subjects;  // cast ids, the first is in focus; for inserts the prop id is in `prop`
  std::string prop;
  std::vector<CameraKey> keys;        // at least one
  std::vector<std::string> hidden_walls;  // "wall/south": taken away for this camera
  std::vector<std::string> struck;    // pieces of furniture taken out of the set for this camera: "chair-2"
  std::string reason;                 // in words: why this shot here
  Support support;
  std::string note;                   // what a person remarked on it
};

struct ShotList { std::string scene; std::vector<Shot> shots; std::vector<std::string> findings; /* rule notes */ };

// What the style bible asks of the camera. Empty lists ask nothing; "static" need not be named among the movements.
struct Look {
  double aspect = 2.39;
  Seconds mean_shot = Seconds(4.0);
  double spread = 0.5;                 // of the shots' lengths: standard deviation of their natural logarithms
  double f_stop = 2.8;
  std::string style = "classical";    // the name of a reading
  std::vector<Reading> own_readings;   // that the film has beside those of the data folder
  std::vector<double> lenses;          // mm: every idiom's lenses become the nearest of these
  double lowest = 0, highest = 1e9;    // metres of the camera above the floor; kept wherever a frame can be found so
  std::vector<std::string> movements;  // names of movement_name
  double squeeze = 1;                  // anamorphic lenses; `lenses` are then theirs
  double breathing = 0;                // scene::Camera's
  bool turning_point = false;          // the worst moment of the film is in this scene
  bool allows(Movement movement) const;
};

struct CoverageRequest {
  const staging::Staging* staging = nullptr;
  const screenplay::Scene* scene = nullptr;
  const world::Set* set = nullptr;
  std::map<std::string, puppets::Measures> people;
  Look look;
  std::vector<std::pair<Seconds, Seconds>> windows = {};  // in order; only these stretches are filmed. Empty: all of it
  int looks = 0;  // to which side of the screen somebody looks who has nobody in the room: -1 left, 1 right; 0: either
};
// Mean length of shots that a look asks for, with its reading.
Seconds wanted_mean(const Look& look);

// Pure. Every instant of [0, length), or of the windows, is in exactly one shot; cuts lie on the 1/24 s grid.
ShotList cover_scene(const CoverageRequest& request);

// Names of the set's instances that this camera does not see: walls taken away and furniture taken out.
std::vector<std::string> unseen_by(const Shot& shot);

// The camera at `t` seconds after the shot's start, with what its support adds. Pure: the same shot gives the same camera.
scene::Camera camera_at(const Shot& shot, Seconds t);
// The same as the keys say: what the operator means to do.
scene::Camera planned_camera_at(const Shot& shot, Seconds t);

// Where a world point lands: x, y in -1..1 (y up), z = distance along the axis (<= 0: behind). `aspect` = width/height.
Vec3 project(const scene::Camera& camera, double aspect, Vec3 world);

// The size a subject has by geometry: visible height of the frame at the subject, counted in heads of `head_height`.
Size measured_size(const scene::Camera& camera, double aspect, Vec3 subject, float head_height);
const char* size_name(Size size);
const char* framing_name(Framing framing);
const char* movement_name(Movement movement);

Json to_json(const ShotList& list);
Result<ShotList> shot_list_from_json(const Json& document);

}  // namespace auteur::camera
