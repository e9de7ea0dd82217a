// Figures and motion come from anywhere: any bytes must be refused, or play a part without harm.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "auteur/interchange/bvh.h"
#include "auteur/interchange/model.h"
#include "auteur/puppets/model.h"
#include "auteur/puppets/motion.h"

namespace {

void require(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  puppets::Pose pose;
  pose.walk = 0.7f, pose.walk_phase = 0.2f, pose.arms[0].reach = true, pose.arms[0].target = Vec3(0.1f, 0.9f, 0.3f), pose.face.viseme = puppets::Viseme::kAA;
  if (const auto figure = interchange::read_character({data, size}, "figure", 500)) {
    const auto part = puppets::build_model(*figure, "ANA");
    if (!part) return 0;
    for (const auto& thing : part->puppet->posed(pose))
      for (const Vec3 p : thing.mesh->positions) require(std::isfinite(p.x + p.y + p.z));
    const auto marks = part->puppet->landmarks(pose);
    require(std::isfinite(marks.eyes.x + marks.eyes.y + marks.hands[0].x + marks.feet[1].y + marks.facing.z));
    (void)part->puppet->skeleton(pose);
  } else if (const auto motion = interchange::read_bvh({reinterpret_cast<const char*>(data), size}, "motion")) {
    const auto capture = puppets::Capture::of(*motion);
    if (!capture) return 0;
    for (const double t : {0.0, 0.5 * capture->length(), 1e9}) {
      const auto instant = capture->at(t);
      require(std::isfinite(instant.yaw + instant.place.x + instant.place.z + instant.body.hips.y + instant.body.feet[0].x));
    }
  }
  return 0;
}
