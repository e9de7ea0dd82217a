// Clay stop-motion puppets: from an identity to meshes, and from a pose to posed meshes.
//
// A Puppet is built once per character and outfit (under 0.5 s, about 60k triangles) and posed many thousand times
// (under 5 ms): rigid head, eyes, brows and lids; a library of replacement mouths; a skinned body.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auteur/scene/scene.h"
#include "auteur/world/cast.h"

namespace auteur::puppets {

enum class Viseme { kRest, kPP, kFF, kTH, kDD, kKK, kCH, kSS, kNN, kRR, kAA, kE, kIH, kOH, kOU, kCount };

// The face, all numbers -1..1 unless noted. Acting writes it, the puppet wears it.
struct Face {
  Viseme viseme = Viseme::kRest;
  float open = 0;        // 0..1 extra jaw opening
  float smile = 0;       // -1 frown .. 1 smile
  float brow_raise = 0;  // both brows down .. up
  float brow_worry = 0;  // inner ends down (anger) .. up (worry)
  float lids = 0.15f;    // 0 wide open .. 1 closed
  float gaze_yaw = 0, gaze_pitch = 0;  // radians, eyes relative to the head; + to its left (+x), + up
};

// The bones that motion is known of. Left is even, right is odd from kUpperArmL on, counted from there.
enum class MotionBone { kPelvis, kSpine, kChest, kNeck, kHead, kUpperArmL, kUpperArmR, kForeArmL, kForeArmR, kHandL, kHandR, kThighL, kThighR, kShinL, kShinR, kFootL, kFootR, kCount };
inline constexpr std::size_t kMotionBones = static_cast<std::size_t>(MotionBone::kCount);

// A captured instant, which the body follows instead of walking and gesturing by itself; face, gaze and speech stay with
// acting. Independent of size: lengths are in legs (thigh and shin together).
struct BodyMotion {
  float weight = 1;                           // 0 the pose's own body .. 1 the captured one
  Vec3 hips{0.f};                             // between the hip joints, from where that is at rest
  std::array<Vec3, 2> feet{Vec3(0.f), Vec3(0.f)};  // ankles, from below the hips' rest; up from the height of a flat foot
  std::array<Quat, kMotionBones> turn = [] { std::array<Quat, kMotionBones> q; q.fill(Quat(1, 0, 0, 0)); return q; }();  // from our rest (arms 30 degrees off the body), before `position` and `yaw`
};

// What only animals do. Acting writes it; people leave it alone.
struct Beast {
  float lie = 0;               // 0 standing .. 1 lying (Pose::seated with seat_height 0 is sitting on the haunches)
  float neck = 0;              // -1 head to the ground .. 1 raised high
  float ears = 0;              // -1 laid back .. 1 pricked
  float tail = 0;              // -1 tucked in .. 1 up
  float wag = 0;               // -1 to its right .. 1 to its left: an instant of the swing
  float wings = 0;             // 0 folded .. 1 spread
  float flap = 0;              // -1 wings down .. 1 up, when spread
  float fly = 0;               // 0 on its feet .. 1 in the air, the legs drawn up
  float trot = 0;              // below half: walks; else trots
  float walked = 0, to_go = 0; // metres of this walk behind and before it: the first and the last steps are short ones
  float held = 0;              // 1: carried, the legs hang
};

// How people carry themselves. Acting writes it, animals leave it alone; a captured body has its own.
struct Bearing {
  float shoulders = 0;  // -1 pressed down .. 1 drawn up to the ears
  float chest = 0;      // -1 sunk, the shoulders forward .. 1 out, the shoulders drawn back
  float weight = 0;     // standing: -1 all on the right leg .. 0 on both .. 1 all on the left
  float bounce = 0;     // walking: 0 .. 1 springs off every step
  float heavy = 0;      // walking: 0 .. 1 trudges: low steps, the body sways from foot to foot
};

// Where a foot is put, in legs (thigh and shin together) from its rest: under the hip; seated, on the floor before the
// seat, and the knee goes outwards with it.
struct FootPlace {
  float out = 0;    // -0.15 .. 0.5 away from the other foot
  float ahead = 0;  // -0.4 .. 0.4; seated: tucked under .. stretched out
  float turn = 0;   // radians, -0.6 .. 0.8: toes outwards
  float lift = 0;   // 0 .. 0.3: off the floor, for a small step; the weight is then on the other
  // The body has turned and moved since the foot was put down; standing and walking. First the one, then the other.
  float around = 0;           // radians about the body's middle, + to its left: -1.6 .. 1.6
  float aside = 0, along = 0; // metres, to its left and ahead: -1 .. 1
};

// Whole-body pose. Angles in radians. The two hands reach points in world space by inverse kinematics when asked.
struct Pose {
  Vec3 position{0.f};      // on the floor between the feet (or under the pelvis when seated)
  float yaw = 0;           // facing of the pelvis
  float seated = 0;        // 0 standing .. 1 seated, seat_height metres above the floor
  float seat_height = 0.45f;
  float walk_phase = 0;    // cycles; fractional part is the phase of the stride
  float walk = 0;          // 0 still .. 1 full stride
  float stride = 0;        // metres of floor under a cycle of walk_phase, 0..2: planted feet stand still, and are put as `feet` say; 0: stride_of() times walk
  float lean = 0;          // torso forward (+)
  float twist = 0;         // torso yaw against the pelvis
  float slump = 0;         // 0 upright .. 1 collapsed shoulders
  float head_yaw = 0, head_pitch = 0, head_roll = 0;  // against the torso: + to its left, + up, + towards its right shoulder
  float breath = 0;        // -1..1
  struct Arm {
    float raise = 0;       // 0 hanging .. 1 hand at chest height in front
    float spread = 0;      // outwards
    float bend = 0.15f;    // elbow 0 straight .. 1
    bool reach = false;    // the hand goes to `target` (world space) as far as the arm allows
    Vec3 target{0.f};
    float grip = 0;        // 0 open hand .. 1 closed
  };
  std::array<Arm, 2> arms; // left, right (the puppet's own)
  std::array<FootPlace, 2> feet;
  Bearing bearing;
  Face face;
  std::optional<BodyMotion> motion;
  Beast beast;
};

// Where things are on the posed puppet, world space.
struct Landmarks {
  Vec3 eyes{0.f}, mouth{0.f}, head_top{0.f}, chin{0.f}, chest{0.f}, pelvis{0.f};
  std::array<Vec3, 2> hands, feet;
  Vec3 facing{0, 0, 1};  // unit, of the head
};

// Where a body's bones are: world space, metres. `rest` is standing at the origin facing +z, arms 30 degrees off the body.
struct Skeleton { std::array<Vec3, kMotionBones> rest, at; std::array<Quat, kMotionBones> turn; /* from rest, in the world */ };

// Sizes before any pose: what staging and camera need.
// An animal's: `species` is its kind, `arm_length` how far its nose reaches before its breast, `length` nose to rump,
// `stride`, `walk_speed` and `trot_speed` its gaits (metres, metres a second), `flies` a bird.
struct Measures {
  float height = 1.45f, eye_height = 1.2f, shoulder_width = 0.4f, head_height = 0.36f, seated_eye_height = 1.0f, arm_length = 0.5f, hip_height = 0.55f, leg_length = 0.49f;
  std::string species = {};
  float lying_eye_height = 0, length = 0, stride = 0, walk_speed = 0, trot_speed = 0, back_height = 0, voice_hz = 0;
  bool flies = false;
};
Measures measures_of(const world::Identity& identity);

// Metres covered by one cycle of walk_phase at walk = 1: move `position` by this times the change of phase (times walk)
// and the planted foot stands still.
float stride_of(const Measures& measures);

// A way on foot from standing to standing, in whole steps: walk_phase is kStandingPhase + metres walked / stride. The left
// foot is put down whenever the phase is whole, the right half a cycle later.
inline constexpr float kStandingPhase = 0.27f;
struct Steps { int count = 1; float stride = 0.8f; /* metres a cycle */ };
Steps steps_of(const Measures& measures, float metres);

// Whatever plays a part: a clay person, an animal, a model that somebody brought. Immutable after building, thread-safe.
class Puppet {
 public:
  virtual ~Puppet() = default;
  virtual std::vector<scene::Instance> posed(const Pose& pose) const = 0;
  virtual Landmarks landmarks(const Pose& pose) const = 0;
  virtual std::optional<Skeleton> skeleton(const Pose& pose) const;  // nothing for who has no such bones
};
using PuppetPtr = std::shared_ptr<const Puppet>;

// Pure: the same identity and outfit give the same bytes on any thread count.
// detail: 1 = film (about 60k triangles), 0.5 = previz, 0.25 = extras and boards.
PuppetPtr build_puppet(const world::Identity& identity, int story_day, float detail = 1);

// Posed instances, ready to draw; dynamic. Rigid parts share their mesh over all drawings.
std::vector<scene::Instance> pose_puppet(const Puppet& puppet, const Pose& pose);
Landmarks landmarks_of(const Puppet& puppet, const Pose& pose);

}  // namespace auteur::puppets
