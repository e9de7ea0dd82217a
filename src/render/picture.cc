#include "picture.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

namespace auteur::render {

Lens make_lens(const scene::Camera& camera, int width, int height) {
  Lens lens;
  lens.width = width;
  lens.height = height;
  lens.eye = finite(camera.position) ? camera.position : Vec3(0.f);
  const scene::CameraAxes axes = scene::axes_of(camera);
  lens.forward = axes.forward, lens.right = axes.right, lens.up = axes.up;
  const float focal = std::isfinite(camera.focal_mm) ? std::clamp(camera.focal_mm, 1.f, 5000.f) : 35.f;
  const float gate = std::isfinite(camera.gate_width_mm) ? std::clamp(camera.gate_width_mm, 1.f, 500.f) : 24.89f;
  scene::Camera sane = camera;
  sane.focal_mm = focal, sane.gate_width_mm = gate;
  const scene::Field field = scene::field_of(sane, 1);
  lens.half_width = field.half_width;
  lens.half_height = field.half_height * static_cast<float>(height) / static_cast<float>(width);
  lens.oval = camera.squeeze > 1 ? 1.f / std::min(camera.squeeze, 4.f) : 1.f;
  lens.focus = std::isfinite(camera.focus_distance) ? std::clamp(camera.focus_distance, 0.05f, 1e5f) : 2.f;
  lens.aperture = std::isfinite(camera.f_stop) && camera.f_stop > 0.f ? focal * 0.001f / (2.f * std::max(camera.f_stop, 0.3f)) : 0.f;
  return lens;
}

void Planes::resize(int width, int height, int count) {
  stride_ = (width + 2 * kBorder + 15) / 16 * 16;
  plane_ = static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height + 2 * kBorder);
  count_ = count;
  data_.assign(plane_ * static_cast<std::size_t>(count), 0.f);
}

Picture::Picture(const Stage& stage, const Arrangement& arrangement, const Lens& lens, const FrameRequest& request, bool gather) : stage_(stage), gather_(gather) {
  look(lens, request, arrangement);
}

void Picture::look(const Lens& lens, const FrameRequest& request, const Arrangement& arrangement) {
  const bool fresh = pixels_.empty() || lens.width != lens_.width || lens.height != lens_.height;
  const int channels_before = channels_;
  arrangement_ = &arrangement;
  lens_ = lens;
  hidden_ = {request.hidden.begin(), request.hidden.end()};
  seen_ = ~0u;
  for (const auto& [name, bit] : stage_.hide_bits)
    if (hidden_.contains(name)) seen_ &= ~bit;
  choose_key_lights();
  choose_haze_lights();
  keys_ = static_cast<int>(key_lights_.size());
  openness_ = keys_ + (rest_lights_.empty() ? 0 : 1);
  channels_ = openness_ + (gather_ ? 4 : 1);
  if (fresh) {
    const std::size_t n = static_cast<std::size_t>(lens.width) * static_cast<std::size_t>(lens.height);
    pixels_.resize(n);
    colour_.resize(n);
    depth_.resize(n);
    ids_.resize(n);
    edge_.resize(n);
    features_.resize(lens.width, lens.height, kFeatures);
    todo_.assign(tile(0, tiles_y()), 1);
  }
  if (fresh || channels_ != channels_before)
    for (Planes* p : {&light_, &scratch_, &filtered_}) p->resize(lens.width, lens.height, channels_);
  if (gather_ && (fresh || near_.count() != keys_)) {
    near_.resize(lens.width, lens.height, keys_);
    near_filtered_.resize(lens.width, lens.height, keys_);
  }
}

Picture::Ray Picture::ray_at(float x, float y, const Sibling& sibling) const {
  const float sx = 2.f * x / static_cast<float>(lens_.width) - 1.f, sy = 1.f - 2.f * y / static_cast<float>(lens_.height);
  const Vec3 d = lens_.forward + lens_.right * (sx * lens_.half_width) + lens_.up * (sy * lens_.half_height);
  if (sibling.lens.x == 0.f && sibling.lens.y == 0.f) return {lens_.eye, glm::normalize(d)};
  const Vec3 shift = (lens_.right * sibling.lens.x + lens_.up * sibling.lens.y) * lens_.aperture;
  return {lens_.eye + shift, glm::normalize(d * lens_.focus - shift)};
}

// The lights that matter in this view get a shadow channel each; the others share one.
void Picture::choose_key_lights() {
  key_lights_.clear();
  rest_lights_.clear();
  const auto& emitters = stage_.lighting.emitters;
  if (emitters.size() <= kMaxKeyLights) {
    for (std::size_t i = 0; i < emitters.size(); ++i) key_lights_.push_back(i);
    return;
  }
  std::vector<float> weight(emitters.size(), 0.f);
  for (int y = 0; y < 12; ++y)
    for (int x = 0; x < 20; ++x) {
      const Ray ray = ray_at((static_cast<float>(x) + 0.5f) / 20.f * static_cast<float>(lens_.width), (static_cast<float>(y) + 0.5f) / 12.f * static_cast<float>(lens_.height), {});
      SingleHit hit;
      HitPoint p;
      Surface s;
      Layer layer;
      if (!walk(ray, hit, p, s, layer, false)) continue;
      for (std::size_t i = 0; i < emitters.size(); ++i) weight[i] += luminance(arrive(emitters[i], p.position, s.normal, 0.f).irradiance);
    }
  std::vector<std::size_t> order(emitters.size());
  float sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    sum += weight[i];
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weight[a] > weight[b]; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < kMaxKeyLights) key_lights_.push_back(order[i]);
    else if (weight[order[i]] > sum * 1e-3f) rest_lights_.push_back(order[i]);
  }
}

Vec3 Picture::irradiance(const HitPoint& p, Vec3 n) const {
  return p.placed->dynamic ? stage_.cache.air(p.position, n) : stage_.cache.bounced(p.position, n);
}

Vec3 Picture::mirrored(const HitPoint& p, Vec3 normal, Vec3 direction, std::vector<MirrorRay>* kept) const {
  Vec3 r = glm::reflect(direction, normal);
  const float under = glm::dot(r, p.geometric);
  if (under < 0.02f) r = unit_or(r + p.geometric * (0.02f - under), normal);
  const Vec3 o = p.lifted + p.geometric * 1e-3f;
  const SingleHit h = trace(arrangement_->scene(), o, r, 1e-3f, 1e6f);
  if (kept != nullptr) kept->push_back({0, o, r, h.hit ? h.t : 1e6f});
  if (!h.hit) return stage_.lighting.sky.seen(r);
  const HitPoint q = resolve(arrangement_->placed(h.instance, h.geometry), h.triangle, h.u, h.v, h.t, o, r);
  const scene::Material& m = material_of(*q.placed->mesh, q.triangle);
  const Vec3 e = q.placed->dynamic ? stage_.cache.air(q.position, q.normal) * 1.2f : stage_.cache.total(q.position, q.normal);
  // Previz mirrors no patterns.
  const Vec3 reflect = gather_ ? surface_at(q, (p.t + q.t) * lens_.pixel_angle()).diffuse() : m.albedo * ((1.f - m.metallic) * (1.f - m.specular));
  return (stage_.emits ? m.emission : Vec3(0.f)) + reflect * e * (1.f / kPi);
}

bool Picture::walk(const Ray& ray, SingleHit& hit, HitPoint& point, Surface& surface, Layer& layer, bool shade_glass, std::vector<MirrorRay>* kept) const {
  Vec3 origin = ray.origin;
  float gone = 0;
  for (int step = 0; step < 12; ++step) {
    if (step > 0 || !hit.hit) hit = trace(arrangement_->scene(), origin, ray.direction, 1e-4f, 1e6f, seen_);
    if (!hit.hit) return false;
    const Placed& placed = arrangement_->placed(hit.instance, hit.geometry);
    const bool hidden = is_hidden(placed);
    if (!hidden) {
      point = resolve(placed, hit.triangle, hit.u, hit.v, hit.t, origin, ray.direction);
      point.t = gone + hit.t;
      surface = surface_at(point, point.t * lens_.pixel_angle());
      if (surface.opacity > 0.985f || step == 11) return true;
      if (shade_glass) {
        const float nv = std::max(-glm::dot(surface.normal, ray.direction), 0.f), m = 1.f - nv;
        const Vec3 f = surface.f0() + (Vec3(1.f) - surface.f0()) * (m * m * m * m * m);
        Vec3 own = (stage_.emits ? surface.emission : Vec3(0.f)) + surface.diffuse() * irradiance(point, point.normal) * (surface.opacity / kPi);
        if (surface.roughness < 0.5f) own += mirrored(point, surface.normal, ray.direction, kept) * f;
        layer.added += layer.tint * own;
        layer.tint *= (Vec3(1.f) - f) * (1.f - surface.opacity) * glm::mix(Vec3(1.f), surface.albedo, 0.15f);
      }
    }
    const float onward = hit.t + std::max(2e-4f, hit.t * 1e-5f);
    origin += ray.direction * onward;
    gone += onward;
    hit = {};
  }
  return false;
}

bool Picture::render(const Sibling& sibling, bool smooth, Progress& progress) {
  tbb::parallel_for(tbb::blocked_range<int>(0, tiles_y(), 2), [&](const tbb::blocked_range<int>& rows) {
    for (int ty = rows.begin(); ty != rows.end(); ++ty) {
      if (progress.cancelled()) return;
      for (int tx = 0; tx < tiles_x(); ++tx) shade_tile(tx, ty, sibling);
    }
  });
  if (progress.cancelled()) return false;
  finish(smooth, sibling);
  return !progress.cancelled();
}

void Picture::finish(bool smooth, const Sibling& sibling) {
  filter();
  scatter_light();
  compose();
  if (smooth) smooth_edges(sibling);
  else smoothed_.clear();
}

void Picture::compose() {
  for_runs([&](int y, int begin, int end) {
    for (int x = begin; x < end; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens_.width) + static_cast<std::size_t>(x);
      const Pixel& p = pixels_[i];
      Vec3 c = p.base;
      if (ids_[i] != kNothing) {
        for (int k = 0; k < openness_; ++k) c += p.key[k] * (filtered_.row(k, y)[x] * (gather_ && k < keys_ ? near_filtered_.row(k, y)[x] : 1.f));
        if (gather_) {
          c += p.reflect * Vec3(scratch_.row(openness_, y)[x], scratch_.row(openness_ + 1, y)[x], scratch_.row(openness_ + 2, y)[x]) * (1.f / kPi);
        } else {
          // Light that bounces inside a crevice keeps pale clay pale (Jimenez et al. 2016).
          const float open = filtered_.row(openness_, y)[x];
          const Vec3 a = 2.0404f * p.albedo - Vec3(0.3324f), b = -4.7951f * p.albedo + Vec3(0.6417f), d = 2.7552f * p.albedo + Vec3(0.6903f);
          c += p.bounced * glm::max(Vec3(open), ((a * open + b) * open + d) * open);
        }
      }
      if (stage_.air.density > 0.f) {
        const Ray ray = ray_at(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, {});
        const float t = stage_.air.transmittance(stage_.air.span(ray.origin, ray.direction, reach_of(i, ray.direction)));
        c = c * t + stage_.air.ambient * (1.f - t);
        if (!scattered_.empty()) c += scattered_[i];
      }
      c = p.front + p.behind_tint * c;
      colour_[i] = finite(c) ? glm::clamp(c, Vec3(0.f), Vec3(1e4f)) : Vec3(0.f);
    }
  });
}

}  // namespace auteur::render
