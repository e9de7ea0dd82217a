#include "stage.h"

#include <map>

namespace auteur::render {
namespace {

constexpr std::size_t kMaxTriangles = 40'000'000;

void attach_instance(RTCScene top, RTCScene part, const Mat4& world_from_object) {
  RTCGeometry g = rtcNewGeometry(device(), RTC_GEOMETRY_TYPE_INSTANCE);
  rtcSetGeometryInstancedScene(g, part);
  rtcSetGeometryTimeStepCount(g, 1);
  rtcSetGeometryTransform(g, 0, RTC_FORMAT_FLOAT4X4_COLUMN_MAJOR, &world_from_object[0][0]);
  rtcCommitGeometry(g);
  rtcAttachGeometry(top, g);
  rtcReleaseGeometry(g);
}

}  // namespace

Arrangement::Arrangement(const Stage& stage, const std::vector<scene::Instance>& dynamic) : stage_(&stage), top_(rtcNewScene(device())) {
  rtcSetSceneBuildQuality(top_.get(), RTC_BUILD_QUALITY_MEDIUM);
  has_flat_ = stage.flat_scene != nullptr;
  if (has_flat_) attach_instance(top_.get(), stage.flat_scene.get(), Mat4(1.f));
  repeated_begin_ = has_flat_ ? 1 : 0;
  for (std::size_t i = 0; i < stage.repeated.size(); ++i) attach_instance(top_.get(), stage.repeated_accel[i]->scene.get(), stage.repeated[i].world_from_object);
  dynamic_begin_ = repeated_begin_ + static_cast<unsigned>(stage.repeated.size());
  for (const bool rests : {true, false}) {
    for (const scene::Instance& instance : dynamic) {
      if (instance.rests != rests || !drawable(instance)) continue;
      accel_.push_back(accel_of(instance.mesh));
      dynamic_.push_back(place(instance, true));
      attach_instance(top_.get(), accel_.back()->scene.get(), instance.world_from_object);
    }
    if (rests) resting_ = dynamic_.size();
  }
  rtcCommitScene(top_.get());
}

ScenePtr Arrangement::moving() const {
  ScenePtr scene(rtcNewScene(device()));
  for (std::size_t i = resting_; i < dynamic_.size(); ++i) attach_instance(scene.get(), accel_[i]->scene.get(), dynamic_[i].world_from_object);
  rtcCommitScene(scene.get());
  return scene;
}

std::vector<Box> Arrangement::moving_bounds() const {
  std::vector<Box> out;
  for (std::size_t i = resting_; i < dynamic_.size(); ++i) {
    RTCBounds b;
    rtcGetSceneBounds(accel_[i]->scene.get(), &b);
    Box box;
    for (int k = 0; k < 8; ++k)
      box.add(Vec3(dynamic_[i].world_from_object * Vec4((k & 1) ? b.upper_x : b.lower_x, (k & 2) ? b.upper_y : b.lower_y, (k & 4) ? b.upper_z : b.lower_z, 1.f)));
    out.push_back(box);
  }
  return out;
}

const Placed& Arrangement::placed(unsigned instance, unsigned geometry) const {
  if (instance >= dynamic_begin_) return dynamic_[instance - dynamic_begin_];
  if (instance >= repeated_begin_) return stage_->repeated[instance - repeated_begin_];
  return stage_->flat[geometry];
}

void prefetch_hits(const Arrangement& arrangement, const int (&valid)[16], const RTCRayHit16& q) {
  const scene::Mesh* meshes[16];
  for (int k = 0; k < 16; ++k) {
    meshes[k] = valid[k] != 0 && q.hit.geomID[k] != RTC_INVALID_GEOMETRY_ID ? arrangement.placed(q.hit.instID[0][k], q.hit.geomID[k]).mesh.get() : nullptr;
    if (meshes[k] == nullptr) continue;
    __builtin_prefetch(&meshes[k]->triangles[q.hit.primID[k]]);
    if (q.hit.primID[k] < meshes[k]->triangle_material.size()) __builtin_prefetch(&meshes[k]->triangle_material[q.hit.primID[k]]);
  }
  for (int k = 0; k < 16; ++k) {
    const scene::Mesh* m = meshes[k];
    if (m == nullptr) continue;
    const glm::uvec3 t = m->triangles[q.hit.primID[k]];
    for (int v = 0; v < 3; ++v) {
      const std::size_t i = t[v];
      if (i < m->positions.size()) __builtin_prefetch(&m->positions[i]);
      if (i < m->normals.size()) __builtin_prefetch(&m->normals[i]);
    }
  }
}

SingleHit trace(RTCScene scene, Vec3 origin, Vec3 direction, float near_t, float far_t, unsigned mask) {
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  RTCRayHit r{};
  r.ray.org_x = origin.x; r.ray.org_y = origin.y; r.ray.org_z = origin.z;
  r.ray.dir_x = direction.x; r.ray.dir_y = direction.y; r.ray.dir_z = direction.z;
  r.ray.tnear = near_t;
  r.ray.tfar = far_t;
  r.ray.mask = mask;
  r.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  r.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
  rtcIntersect1(scene, &context, &r);
  if (r.hit.geomID == RTC_INVALID_GEOMETRY_ID) return {};
  return {true, r.hit.instID[0], r.hit.geomID, r.hit.primID, r.hit.u, r.hit.v, r.ray.tfar};
}

bool blocked(RTCScene scene, Vec3 origin, Vec3 direction, float far_t) {
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  RTCRay r{};
  r.org_x = origin.x; r.org_y = origin.y; r.org_z = origin.z;
  r.dir_x = direction.x; r.dir_y = direction.y; r.dir_z = direction.z;
  r.tnear = 5e-4f;
  r.tfar = far_t;
  r.mask = ~0u;
  rtcOccluded1(scene, &context, &r);
  return r.tfar < 0.f;
}

Result<std::shared_ptr<const Stage>> prepare_stage(const StageRequest& request, Progress& progress) {
  if (device() == nullptr) return fail(ErrorCode::kUnavailable, "The ray tracing library Embree could not start on this machine.");
  auto stage = std::make_shared<Stage>();
  stage->lights = request.set.lights;
  stage->lighting = prepare_lighting(request.set.lights);
  stage->air = air_of(request.set.fog);
  stage->exposure = std::isfinite(request.set.exposure) ? std::max(request.set.exposure, 0.f) : 1.f;

  std::size_t total = 0;
  std::map<const scene::Mesh*, std::size_t> uses;
  for (const scene::Instance& i : request.set.instances)
    if (drawable(i)) {
      stage->kept.push_back(i);
      total += i.mesh->triangles.size();
      ++uses[i.mesh.get()];
    }
  progress.advance(0.02, "set");
  const auto is_repeated = [&](const scene::Instance& i) { return uses[i.mesh.get()] >= 4 && uses[i.mesh.get()] * i.mesh->triangles.size() > 400'000; };
  std::size_t flat_triangles = 0;
  for (const scene::Instance& i : stage->kept)
    if (!is_repeated(i)) flat_triangles += i.mesh->triangles.size();
  if (flat_triangles > kMaxTriangles) return fail(ErrorCode::kInvalidInput, "This set has " + std::to_string(total) + " triangles; " + std::to_string(kMaxTriangles) + " are possible. Leave some props out.");
  stage->flat_scene = ScenePtr(rtcNewScene(device()));
  rtcSetSceneBuildQuality(stage->flat_scene.get(), RTC_BUILD_QUALITY_HIGH);
  rtcSetSceneFlags(stage->flat_scene.get(), RTC_SCENE_FLAG_ROBUST);  // no cracks between triangles
  for (const scene::Instance& i : stage->kept) {
    if (is_repeated(i)) {
      stage->repeated.push_back(place(i, false));
      stage->repeated_accel.push_back(accel_of(i.mesh));
    } else {
      // A wild wall answers to one bit of the ray mask, so that camera rays pass it at no cost; other rays carry all bits.
      unsigned mask = ~0u;
      if (i.name.starts_with("wall/")) {
        if (!stage->hide_bits.contains(i.name) && stage->hide_bits.size() < 30) stage->hide_bits.emplace(i.name, 2u << stage->hide_bits.size());
        if (const auto bit = stage->hide_bits.find(i.name); bit != stage->hide_bits.end()) mask = bit->second;
      }
      attach_mesh(stage->flat_scene.get(), *i.mesh, i.world_from_object, RTC_BUILD_QUALITY_MEDIUM, mask);
      stage->flat.push_back(place(i, false));
    }
  }
  rtcCommitScene(stage->flat_scene.get());
  if (stage->flat.empty()) stage->flat_scene.reset();
  if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Preparing the set was stopped.");
  progress.advance(0.15, "light");

  const float effort = request.quality == Quality::kFinal || request.quality == Quality::kReference ? 2.5f : 1.f;
  stage->effort = effort * std::clamp(request.light_effort, 0.01f, 16.f);
  stage->seed = request.seed;
  TRY(bake_light(*stage, progress));
  progress.advance(1.0, "set");
  return std::shared_ptr<const Stage>(std::move(stage));
}

}  // namespace auteur::render
