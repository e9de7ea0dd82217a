// Embree: one device for the process, a bounding volume hierarchy for each mesh, hits resolved to scene surfaces.
#pragma once

#include <embree3/rtcore.h>

#include <memory>
#include <span>
#include <vector>

#include "auteur/scene/scene.h"
#include "numbers.h"
#include "surface.h"

namespace auteur::render {

RTCDevice device();

struct SceneDeleter { void operator()(RTCScene s) const { rtcReleaseScene(s); } };
using ScenePtr = std::unique_ptr<RTCSceneTy, SceneDeleter>;

// A mesh ready for rays; kept while the mesh lives, so rigid parts are built once.
struct MeshAccel {
  std::weak_ptr<const scene::Mesh> mesh;
  ScenePtr scene;
};
std::shared_ptr<const MeshAccel> accel_of(const scene::MeshPtr& mesh);

// An instance with everything that resolving a hit needs.
struct Placed {
  scene::MeshPtr mesh;
  Mat4 world_from_object{1.f};
  Mat3 normal_from_object{1.f};
  Mat3 turn{1.f};        // rotation part
  Vec3 stretch{1.f};     // metres per object unit along each axis
  std::uint32_t object_id = 0;
  bool dynamic = false;
  bool clear = false;    // parts of it may be seen through
  std::string name;
};
Placed place(const scene::Instance& instance, bool dynamic);
bool drawable(const scene::Instance& instance);

// Adds one geometry to `target`: positions through `world_from_object`, copied.
unsigned attach_mesh(RTCScene target, const scene::Mesh& mesh, const Mat4& world_from_object, RTCBuildQuality quality, unsigned mask = ~0u);

const scene::Material& material_of(const scene::Mesh& mesh, std::uint32_t triangle);

inline void set_ray(RTCRay16& r, int k, Vec3 o, Vec3 d, float near_t, float far_t) {
  r.org_x[k] = o.x; r.org_y[k] = o.y; r.org_z[k] = o.z;
  r.dir_x[k] = d.x; r.dir_y[k] = d.y; r.dir_z[k] = d.z;
  r.tnear[k] = near_t;
  r.tfar[k] = far_t;
  r.time[k] = 0;
  r.mask[k] = ~0u;
  r.id[k] = static_cast<unsigned>(k);
  r.flags[k] = 0;
}

// A resolved hit.
struct HitPoint {
  const Placed* placed = nullptr;
  std::uint32_t triangle = 0;
  float u = 0, v = 0, t = 0;
  Vec3 position{0.f};
  Vec3 lifted{0.f};      // where secondary rays start: pushed out to the smooth surface (Hanika 2021)
  Vec3 geometric{0, 1, 0};  // towards the viewer
  Vec3 normal{0, 1, 0};     // interpolated, towards the viewer
  Vec3 object{0.f}, object_normal{0, 1, 0};
  Vec2 uv{0.f};
};
HitPoint resolve(const Placed& placed, std::uint32_t triangle, float u, float v, float t, Vec3 origin, Vec3 direction);
Surface surface_at(const HitPoint& hit, float footprint);

}  // namespace auteur::render
