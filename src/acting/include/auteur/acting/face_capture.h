// Captured faces: ARKit's 52 blend shapes over time, as Live Link Face and its kin write them.
//
//   Timecode,BlendShapeCount,EyeBlinkLeft,...,TongueOut[,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw,...]
//   00:01:12:07.512,61,0.031,...
//
// Plain text, commas; the columns in any order, unknown ones are left out. Shapes are 0..1, head and eyes radians.
// Timecode is hours:minutes:seconds:frames at 60 frames a second (a fraction of a frame after the dot), or seconds.
// Values are immutable and may be shared between threads.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/base/units.h"
#include "auteur/puppets/puppet.h"

namespace auteur::acting {

inline constexpr std::size_t kFaceShapes = 52;
inline constexpr std::uint64_t kMostFaceBytes = 64u << 20;
inline constexpr std::size_t kMostFaceFrames = 120u * 60 * 20;  // twenty minutes at 120 a second
const std::vector<std::string>& arkit_names();  // 52, "eyeBlinkLeft" first, as data/acting/visemes.json has them

struct FaceFrame { double at = 0; /* seconds after the first */ std::array<float, kFaceShapes> shape{}; float head_yaw = 0, head_pitch = 0, head_roll = 0; };

class FaceCapture {
 public:
  // Errors: kInvalidInput with file, line and column: no table, a column twice, too few columns, a number that is none,
  // time that runs backwards. What is missing but can be done without is a finding.
  static Result<FaceCapture> read(std::string_view text, const std::string& file);

  double length() const { return frames_.empty() ? 0 : frames_.back().at; }
  double starts() const { return starts_; }  // seconds since midnight of the first frame; 0 where it counts from itself
  bool has_head() const { return has_head_; }
  const std::vector<FaceFrame>& frames() const { return frames_; }
  const std::vector<std::string>& findings() const { return findings_; }
  // The mean over `width` seconds about `t` (a triangle's weights), held before the first and after the last frame.
  FaceFrame at(double t, double width) const;

 private:
  std::vector<FaceFrame> frames_;
  std::vector<std::string> findings_;
  double starts_ = 0;
  bool has_head_ = false;
};

// "01:02:03:15.25" (60 frames a second), "62.5": seconds. Errors: kInvalidInput at `place`.
Result<double> seconds_of_timecode(std::string_view text, const SourcePlace& place);

// The puppets' face of a captured one; the mouth only with `lips`. Brows, lids, smile and gaze by what shapes mean.
void wear(puppets::Face& face, const FaceFrame& captured, bool lips);
// The other way: what our face is in ARKit's shapes, for whoever takes it over and to measure the round trip.
FaceFrame captured_from(const puppets::Face& face);

// A stretch of capture on somebody's face, on the scene's clock.
struct FaceCue {
  std::string who;
  std::shared_ptr<const FaceCapture> capture;
  Seconds at;           // scene time it begins
  Seconds from, to;     // of the capture; to <= from: to its end
  bool lips = false;    // the mouth, too; else it keeps to the phones
  bool head = true;     // the head turns as captured, about where it looks
};

}  // namespace auteur::acting
