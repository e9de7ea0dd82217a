#include "accel.h"

#include <map>
#include <mutex>

namespace auteur::render {
namespace {

// Shadow rays pass glass and the bulbs of lamps.
void pass_clear_things(const RTCFilterFunctionNArguments* args) {
  const auto* mesh = static_cast<const scene::Mesh*>(args->geometryUserPtr);
  for (unsigned i = 0; i < args->N; ++i) {
    if (args->valid[i] == 0) continue;
    const scene::Material& m = material_of(*mesh, RTCHitN_primID(args->hit, args->N, i));
    if (m.opacity < 0.5f || luminance(m.emission) > 0.05f) args->valid[i] = 0;
  }
}

}  // namespace

RTCDevice device() {
  // Embree's tasks run inside TBB, so the number of threads follows tbb::global_control.
  static RTCDevice d = rtcNewDevice(nullptr);
  return d;
}

const scene::Material& material_of(const scene::Mesh& mesh, std::uint32_t triangle) {
  static const scene::Material fallback;
  if (mesh.materials.empty()) return fallback;
  const std::size_t i = triangle < mesh.triangle_material.size() ? mesh.triangle_material[triangle] : 0;
  return mesh.materials[std::min(i, mesh.materials.size() - 1)];
}

unsigned attach_mesh(RTCScene target, const scene::Mesh& mesh, const Mat4& world_from_object, RTCBuildQuality quality, unsigned mask) {
  RTCGeometry g = rtcNewGeometry(device(), RTC_GEOMETRY_TYPE_TRIANGLE);
  rtcSetGeometryMask(g, mask);
  rtcSetGeometryBuildQuality(g, quality);
  auto* p = static_cast<float*>(rtcSetNewGeometryBuffer(g, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 12, std::max<std::size_t>(mesh.positions.size(), 1)));
  auto* t = static_cast<unsigned*>(rtcSetNewGeometryBuffer(g, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, std::max<std::size_t>(mesh.triangles.size(), 1)));
  p[0] = p[1] = p[2] = 0.f;
  t[0] = t[1] = t[2] = 0;
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    const Vec3 q(world_from_object * Vec4(mesh.positions[i], 1.f));
    p[i * 3] = q.x;
    p[i * 3 + 1] = q.y;
    p[i * 3 + 2] = q.z;
  }
  const auto count = static_cast<unsigned>(mesh.positions.size());
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const glm::uvec3 v = mesh.triangles[i];
    const bool good = v.x < count && v.y < count && v.z < count;
    t[i * 3] = good ? v.x : 0;
    t[i * 3 + 1] = good ? v.y : 0;
    t[i * 3 + 2] = good ? v.z : 0;
  }
  bool clear = false;
  for (const scene::Material& m : mesh.materials) clear = clear || m.opacity < 0.5f || luminance(m.emission) > 0.05f;
  if (clear) {
    rtcSetGeometryUserData(g, const_cast<scene::Mesh*>(&mesh));
    rtcSetGeometryOccludedFilterFunction(g, pass_clear_things);
  }
  rtcCommitGeometry(g);
  const unsigned id = rtcAttachGeometry(target, g);
  rtcReleaseGeometry(g);
  return id;
}

std::shared_ptr<const MeshAccel> accel_of(const scene::MeshPtr& mesh) {
  static std::mutex lock;
  static std::map<const scene::Mesh*, std::shared_ptr<const MeshAccel>> known;
  {
    const std::lock_guard guard(lock);
    const auto found = known.find(mesh.get());
    // A new mesh may reuse an old address: the weak pointer tells them apart.
    if (found != known.end() && found->second->mesh.lock() == mesh) return found->second;
    if (known.size() > 64)
      for (auto it = known.begin(); it != known.end();) it = it->second->mesh.expired() ? known.erase(it) : std::next(it);
  }
  auto made = std::make_shared<MeshAccel>();
  made->mesh = mesh;
  made->scene.reset(rtcNewScene(device()));
  rtcSetSceneFlags(made->scene.get(), RTC_SCENE_FLAG_ROBUST);
  const bool big = mesh->triangles.size() > 6000;
  rtcSetSceneBuildQuality(made->scene.get(), big ? RTC_BUILD_QUALITY_LOW : RTC_BUILD_QUALITY_MEDIUM);
  attach_mesh(made->scene.get(), *mesh, Mat4(1.f), big ? RTC_BUILD_QUALITY_LOW : RTC_BUILD_QUALITY_MEDIUM);
  rtcCommitScene(made->scene.get());
  const std::lock_guard guard(lock);
  known[mesh.get()] = made;
  return made;
}

bool drawable(const scene::Instance& instance) {
  if (!instance.mesh || instance.mesh->triangles.empty() || instance.mesh->positions.empty()) return false;
  for (int c = 0; c < 4; ++c)
    for (int r = 0; r < 4; ++r)
      if (!std::isfinite(instance.world_from_object[c][r])) return false;
  return std::fabs(glm::determinant(Mat3(instance.world_from_object))) > 1e-18f;
}

Placed place(const scene::Instance& instance, bool dynamic) {
  Placed p;
  p.mesh = instance.mesh;
  p.world_from_object = instance.world_from_object;
  const Mat3 m(instance.world_from_object);
  p.normal_from_object = glm::transpose(glm::inverse(m));
  p.stretch = {glm::length(m[0]), glm::length(m[1]), glm::length(m[2])};
  p.turn = Mat3(m[0] / std::max(p.stretch.x, 1e-9f), m[1] / std::max(p.stretch.y, 1e-9f), m[2] / std::max(p.stretch.z, 1e-9f));
  p.object_id = instance.object_id != 0 ? instance.object_id : scene::object_id_of(instance.name);
  p.dynamic = dynamic;
  for (const scene::Material& material : instance.mesh->materials) p.clear = p.clear || material.opacity < 0.985f;
  p.name = instance.name;
  return p;
}

HitPoint resolve(const Placed& placed, std::uint32_t triangle, float u, float v, float t, Vec3 origin, Vec3 direction) {
  HitPoint h;
  h.placed = &placed;
  h.triangle = triangle;
  h.u = u;
  h.v = v;
  h.t = t;
  h.position = origin + direction * t;
  h.lifted = h.position;
  h.geometric = h.normal = -direction;
  const scene::Mesh& mesh = *placed.mesh;
  if (triangle >= mesh.triangles.size()) return h;
  const glm::uvec3 i = mesh.triangles[triangle];
  const std::size_t n = mesh.positions.size();
  if (i.x >= n || i.y >= n || i.z >= n) return h;
  const float w = 1.f - u - v;
  const Vec3 a = mesh.positions[i.x], b = mesh.positions[i.y], c = mesh.positions[i.z];
  const Vec3 object = a * w + b * u + c * v;
  h.object = object * placed.stretch;
  const Vec3 face = glm::cross(b - a, c - a);
  h.geometric = unit_or(placed.normal_from_object * face, -direction);
  if (glm::dot(h.geometric, direction) > 0.f) h.geometric = -h.geometric;
  h.normal = h.geometric;
  h.object_normal = unit_or(face, Vec3(0, 1, 0));
  if (mesh.normals.size() == n) {
    Vec3 na = mesh.normals[i.x], nb = mesh.normals[i.y], nc = mesh.normals[i.z];
    const Vec3 smooth_normal = na * w + nb * u + nc * v;
    h.object_normal = unit_or(smooth_normal, h.object_normal);
    Vec3 world = unit_or(placed.normal_from_object * h.object_normal, h.geometric);
    const float side = glm::dot(world, h.geometric) < 0.f ? -1.f : 1.f;
    world = world * side;
    // A smooth normal that leans away from the viewer would turn silhouettes black: bend it back to grazing.
    const float lean = glm::dot(world, direction);
    if (lean > -0.02f) world = unit_or(world - direction * (lean + 0.02f), h.geometric);
    h.normal = world;
    // `side` also says whether the vertex normals point to the viewer's side.
    na = na * side;
    nb = nb * side;
    nc = nc * side;
    const Vec3 pa = object - na * std::min(0.f, glm::dot(object - a, na)), pb = object - nb * std::min(0.f, glm::dot(object - b, nb)), pc = object - nc * std::min(0.f, glm::dot(object - c, nc));
    const Vec3 lift = Mat3(placed.world_from_object) * (pa * w + pb * u + pc * v - object);
    if (finite(lift) && glm::dot(lift, lift) < 0.0025f) h.lifted = h.position + lift;
  }
  if (mesh.uv.size() == n) h.uv = mesh.uv[i.x] * w + mesh.uv[i.y] * u + mesh.uv[i.z] * v;
  return h;
}

Surface surface_at(const HitPoint& hit, float footprint) {
  return evaluate(material_of(*hit.placed->mesh, hit.triangle), hit.object, hit.object_normal, hit.normal, hit.placed->turn, hit.uv, footprint);
}

}  // namespace auteur::render
