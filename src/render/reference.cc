// The path tracer that the quick pictures are compared with: single rays, true lens, no cache, no filter.
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>

#include "picture.h"

namespace auteur::render {
namespace {

// What lies close about a lamp is far brighter than the rest of a room and small: rays that bounce as a dull surface asks
// hardly ever find it, and then count for a thousand others. A part of them is therefore sent there, and all are weighed
// by how likely either way was.
class Lamps {
 public:
  Lamps(const Stage& stage, Vec3 from) {
    float sum = 0;
    for (const Emitter& e : stage.lighting.emitters) {
      if (e.kind != scene::LightKind::kSphere || count_ == kMost) continue;
      const Vec3 d = e.position - from;
      const float distance = glm::length(d), brightness = luminance(e.radiance);
      const float about = std::clamp(e.radius * std::sqrt(0.5f * brightness * stage.exposure), 1.5f * e.radius, 1.f);
      if (distance < 1.05f * about) continue;
      const float sine = about / distance;
      cones_[count_] = {d * (1.f / distance), std::sqrt(1.f - sine * sine), brightness * e.radius * e.radius / (distance * distance)};
      sum += cones_[count_++].share;
    }
    for (std::size_t i = 0; i < count_; ++i) cones_[i].share /= sum;
  }
  // A direction for a surface of this normal; `density` of it per steradian.
  Vec3 direction(Vec3 normal, float u, float v, double pick, float& density) const {
    Vec3 d;
    if (count_ == 0 || pick >= static_cast<double>(kSent)) {
      d = cosine_direction(normal, u, v);
    } else {
      auto ticket = static_cast<float>(pick) / kSent;
      std::size_t i = 0;
      while (i + 1 < count_ && ticket >= cones_[i].share) ticket -= cones_[i++].share;
      const float cosine = 1.f - u * (1.f - cones_[i].cosine), sine = std::sqrt(std::max(0.f, 1.f - cosine * cosine));
      Vec3 t, b;
      basis(cones_[i].axis, t, b);
      d = t * (sine * std::cos(2.f * kPi * v)) + b * (sine * std::sin(2.f * kPi * v)) + cones_[i].axis * cosine;
    }
    density = (count_ == 0 ? 1.f : 1.f - kSent) * std::max(glm::dot(d, normal), 0.f) * (1.f / kPi);
    for (std::size_t i = 0; i < count_; ++i)
      if (glm::dot(d, cones_[i].axis) >= cones_[i].cosine) density += kSent * cones_[i].share / (2.f * kPi * (1.f - cones_[i].cosine));
    return d;
  }

 private:
  static constexpr std::size_t kMost = 16;
  static constexpr float kSent = 0.35f;
  struct Cone { Vec3 axis{0.f}; float cosine = 0, share = 0; };
  std::array<Cone, kMost> cones_;
  std::size_t count_ = 0;
};

Vec3 follow(const Stage& stage, const Arrangement& arrangement, const std::unordered_set<std::string>& hidden, Vec3 origin, Vec3 direction, const Lens& lens, Random& random) {
  Vec3 light(0.f), through(1.f), haze(0.f);
  bool from_camera = true;
  float mirrored = 1;  // how sharply what is met is seen: what glows shows itself and its mirror images, and lights nothing
  const Vec3 brightest(40.f / std::max(stage.exposure, 1e-3f));  // of one bounce: a rare caustic would need millions of samples
  const Air& air = stage.air;
  const Vec3 eye = origin, way = direction;
  const auto through_haze = [&](float distance) {
    if (air.density <= 0.f) return;
    const Span span = air.span(eye, way, distance);
    for (const Emitter& e : stage.lighting.emitters) {
      if (!e.in_air) continue;
      const float u = static_cast<float>(random.unit()), v = static_cast<float>(random.unit()), w = static_cast<float>(random.unit());
      Scatter s;
      if (scatter(e, air, eye, way, span, u, {v, w}, s) && !blocked(arrangement.scene(), s.point, s.towards, s.distance)) haze += through * s.light;
    }
    const float t = air.transmittance(span);
    haze += through * air.ambient * (1.f - t);
    through *= t;
  };
  int glass = 0;
  for (int bounce = 0; bounce < 6;) {
    const SingleHit h = trace(arrangement.scene(), origin, direction, 1e-4f, 1e6f);
    if (!h.hit) {
      if (from_camera) {
        through_haze(kFarthestHaze);
        light += through * stage.lighting.sky.seen(direction);
      }
      else if (!stage.lighting.through_portal(origin, direction)) light += through * stage.lighting.sky.radiance(direction);
      break;
    }
    const Placed& placed = arrangement.placed(h.instance, h.geometry);
    const HitPoint p = resolve(placed, h.triangle, h.u, h.v, h.t, origin, direction);
    const Surface s = surface_at(p, h.t * lens.pixel_angle());
    const bool unseen = from_camera && !placed.dynamic && hidden.count(placed.name) != 0;
    if (unseen || (s.opacity < 0.985f && random.unit() >= static_cast<double>(s.opacity))) {
      if (++glass > 24) break;
      origin = p.position + direction * std::max(2e-4f, h.t * 1e-5f);
      continue;
    }
    if (from_camera) {
      through_haze(glm::length(p.position - eye));
    }
    if (stage.emits && mirrored > 0.f) light += through * s.emission * mirrored;
    const Vec3 view = -direction;
    const Vec3 f0 = s.f0();
    Vec3 reflect = s.diffuse();
    if (s.sheen > 0.f) {
      const float graze = 1.f - std::max(glm::dot(s.normal, view), 0.f);
      reflect = glm::min(reflect + glm::mix(s.albedo, Vec3(1.f), 0.25f) * (s.sheen * 0.4f * graze * graze * graze), Vec3(0.98f));
    }
    for (const Emitter& e : stage.lighting.emitters) {
      const bool back = s.translucency > 0.f && random.unit() < static_cast<double>(s.translucency);
      const Vec3 n = back ? -s.normal : s.normal;
      const Arrival a = arrive(e, p.position, n, back ? 0.f : s.wrap * 0.5f);
      if (luminance(a.irradiance) <= 0.f) continue;
      const Vec3 o = (back ? p.position : p.lifted) + p.geometric * (back ? -1.5e-3f : 1.5e-3f);
      const float u = static_cast<float>(random.unit()), v = static_cast<float>(random.unit());
      float distance = 0;
      const Vec3 d = aim(e, o, {u, v}, distance);
      if (blocked(arrangement.scene(), o, d, distance)) continue;
      Vec3 lit = through * reflect * a.irradiance * (1.f / kPi);
      if (!back) lit += through * glint(e, p.position, s.normal, view, s.roughness, f0);
      light += from_camera ? lit : glm::min(lit, brightest);
    }
    ++bounce;
    const float u = static_cast<float>(random.unit()), v = static_cast<float>(random.unit());
    const bool back = s.translucency > 0.f && random.unit() < static_cast<double>(s.translucency);
    const float shine = std::max({f0.x, f0.y, f0.z}), chance = shine > 0.002f ? std::clamp(shine + 0.1f, 0.1f, 0.9f) : 0.f;
    if (random.unit() < static_cast<double>(chance)) {
      // A microfacet of the GGX distribution mirrors the ray.
      const float alpha = s.roughness * s.roughness, cosine = std::sqrt((1.f - u) / (1.f + (alpha * alpha - 1.f) * u)), sine = std::sqrt(std::max(0.f, 1.f - cosine * cosine));
      Vec3 t, b;
      basis(s.normal, t, b);
      const Vec3 facet = t * (sine * std::cos(2.f * kPi * v)) + b * (sine * std::sin(2.f * kPi * v)) + s.normal * cosine;
      mirrored *= 1.f - smooth(0.12f, 0.36f, s.roughness);
      const float vh = glm::dot(view, facet), nv = std::max(glm::dot(s.normal, view), 1e-3f);
      direction = glm::reflect(direction, facet);
      const float nl = glm::dot(direction, s.normal);
      if (vh <= 0.f || nl <= 0.f) break;
      // Relief may mirror into the surface that it stands on: such rays leave just above it, as in the quick pictures.
      if (const float under = glm::dot(direction, p.geometric); under < 0.02f) direction = unit_or(direction + p.geometric * (0.02f - under), s.normal);
      const float k = alpha * 0.5f, shadowed = nl * nv / ((nl * (1.f - k) + k) * (nv * (1.f - k) + k)), m = 1.f - vh;
      through *= (f0 + (Vec3(1.f) - f0) * (m * m * m * m * m)) * (shadowed * vh / (nv * std::max(cosine, 1e-3f)) / chance);
    } else {
      const Vec3 n = back ? -s.normal : s.normal;
      float density = 0;
      direction = Lamps(stage, p.position).direction(n, u, v, random.unit(), density);
      const float cosine = glm::dot(direction, n);
      if (cosine <= 0.f || density <= 0.f) break;
      mirrored = 0;
      through *= reflect * (cosine / (kPi * density * (1.f - chance)));
    }
    from_camera = false;
    origin = p.lifted + (glm::dot(direction, p.geometric) > 0.f ? p.geometric : -p.geometric) * 1.5e-3f;
    const float survive = std::min(0.95f, std::max({through.x, through.y, through.z}));
    if (bounce > 2) {
      if (random.unit() >= static_cast<double>(survive)) break;
      through *= 1.f / survive;
    }
  }
  return glm::min(light + haze, Vec3(50.f));
}

}  // namespace

bool path_trace(const Stage& stage, const Arrangement& arrangement, const Lens& lens, const FrameRequest& request, int samples, std::vector<Vec3>& colour, Progress& progress) {
  const std::unordered_set<std::string> hidden(request.hidden.begin(), request.hidden.end());
  tbb::parallel_for(tbb::blocked_range<int>(0, lens.height, 2), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin(); y != rows.end(); ++y) {
      if (progress.cancelled()) return;
      for (int x = 0; x < lens.width; ++x) {
        Vec3 sum(0.f);
        const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens.width) + static_cast<std::size_t>(x);
        for (int s = 0; s < samples; ++s) {
          Random random(mix(request.seed, i, static_cast<std::uint64_t>(s)));
          const float jx = static_cast<float>(random.unit()), jy = static_cast<float>(random.unit());
          const float lu = static_cast<float>(random.unit()), lv = static_cast<float>(random.unit());
          const float sx = 2.f * (static_cast<float>(x) + jx) / static_cast<float>(lens.width) - 1.f, sy = 1.f - 2.f * (static_cast<float>(y) + jy) / static_cast<float>(lens.height);
          const Vec3 d = lens.forward + lens.right * (sx * lens.half_width) + lens.up * (sy * lens.half_height);
          const float r = lens.aperture * std::sqrt(lu);
          const Vec3 shift = lens.right * (r * lens.oval * std::cos(2.f * kPi * lv)) + lens.up * (r * std::sin(2.f * kPi * lv));
          const Vec3 c = follow(stage, arrangement, hidden, lens.eye + shift, glm::normalize(d * lens.focus - shift), lens, random);
          if (finite(c)) sum += c;
        }
        colour[i] = sum * (1.f / static_cast<float>(samples));
      }
    }
  });
  return !progress.cancelled();
}

}  // namespace auteur::render
