// The inside of a Stage: what prepare_stage makes and every draw reads.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "accel.h"
#include "auteur/render/renderer.h"
#include "haze.h"
#include "light_cache.h"
#include "lights.h"

namespace auteur::render {

class Stage {
 public:
  std::vector<scene::Instance> kept;       // keeps the meshes alive
  std::vector<Placed> flat;                // geometry number -> instance, in `flat_scene`
  std::map<std::string, unsigned> hide_bits;  // ray mask bit of what a camera may look through ("wall/south")
  std::shared_ptr<RTCSceneTy> flat_scene;  // every static triangle that is not worth instancing, in world space
  std::vector<Placed> repeated;            // meshes used often: instanced
  std::vector<std::shared_ptr<const MeshAccel>> repeated_accel;
  Lighting lighting;
  std::vector<scene::Light> lights;        // as they were asked for
  float effort = 1;                        // of baking
  std::uint64_t seed = 0;
  bool emits = true;                       // whether surfaces that glow do
  Air air;
  float exposure = 1;
  Box bounds;
  LightCache cache;
};

// One arrangement: the stage and what moves in it, as one Embree scene.
class Arrangement {
 public:
  Arrangement(const Stage& stage, const std::vector<scene::Instance>& dynamic);
  RTCScene scene() const { return top_.get(); }
  // Only what moves and does not rest, for asking what it changes; its hits have other numbers than those of scene().
  ScenePtr moving() const;
  std::vector<Box> moving_bounds() const;
  // The instance hit by (instID, geomID).
  const Placed& placed(unsigned instance, unsigned geometry) const;
  // Whether what this instance holds lies in world space as it is.
  bool in_place(unsigned instance) const { return has_flat_ && instance == 0; }
  bool has_dynamic() const { return !dynamic_.empty(); }

 private:
  const Stage* stage_;
  ScenePtr top_;
  unsigned repeated_begin_ = 1, dynamic_begin_ = 1;
  bool has_flat_ = false;
  std::vector<Placed> dynamic_;  // those that rest first, so that they have the same numbers without the others
  std::size_t resting_ = 0;
  std::vector<std::shared_ptr<const MeshAccel>> accel_;
};

// The vertices of sixteen hits lie far apart in memory: this asks for all of them before the first is needed.
void prefetch_hits(const Arrangement& arrangement, const int (&valid)[16], const RTCRayHit16& q);

// Single rays, for baking and the reference.
struct SingleHit { bool hit = false; unsigned instance = 0, geometry = 0, triangle = 0; float u = 0, v = 0, t = 0; };
SingleHit trace(RTCScene scene, Vec3 origin, Vec3 direction, float near_t, float far_t, unsigned mask = ~0u);
bool blocked(RTCScene scene, Vec3 origin, Vec3 direction, float far_t);

// Fills stage.cache for its lights; stage.effort scales the work.
Status bake_light(Stage& stage, Progress& progress);

}  // namespace auteur::render
