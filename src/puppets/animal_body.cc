// The trunk, neck, legs and tail as one field, meshed and weighed.
#include <tbb/parallel_for.h>

#include <algorithm>

#include "animal.h"
#include "head_field.h"
#include "parts.h"
#include "sdf.h"

namespace auteur::puppets {
namespace {

// An ellipsoid that leans: its long axis lies between two points.
float lozenge(Vec3 p, Vec3 a, Vec3 b, Vec3 ra, Vec3 rb) {
  const Vec3 ab = b - a;
  const float t = clamp01(glm::dot(p - a, ab) / std::max(1e-9f, glm::dot(ab, ab)));
  const Vec3 c = a + ab * t, r = glm::mix(ra, rb, t);
  const Vec3 q = p - c;
  const Vec2 e(q.x / r.x, q.y / r.y);
  const Vec3 full = q / r;
  const float k0 = t > 0 && t < 1 ? glm::length(e) : glm::length(full);
  return (k0 - 1) * std::min(r.x, r.y);
}

class AnimalField {
 public:
  explicit AnimalField(const AnimalRecipe& r) : r_(r), p_(r.plan) {
    seed_ = 17.f * p_.unit + 3.f * static_cast<float>(r.identity.shape.contains("hair_marks") ? r.identity.shape.at("hair_marks") : 0.5f);
  }

  float trunk(Vec3 p) const {
    const float s = p_.unit;
    const Vec3 middle = 0.5f * (p_.breast + p_.rump) + Vec3(0, (p_.hoof ? -0.03f : 0.0f) * s, 0);
    float d = ellipsoid(p, p_.breast, p_.chest_r);
    d = smin(d, ellipsoid(p, p_.rump, p_.rump_r), 0.10f * s);
    const Vec3 a = glm::mix(middle, p_.breast, 0.55f), b = glm::mix(middle, p_.rump, 0.55f);
    d = smin(d, lozenge(p, b, a, p_.waist_r * Vec3(1, 1, 0.5f), p_.waist_r * Vec3(1, 1, 0.5f)), 0.10f * s);
    if (p_.has_fore) {
      const Vec3 q = mirrored(p);
      const LegPlan& fore = p_.legs[0];
      const LegPlan& hind = p_.legs[2];
      // Shoulders and haunches stand out a little from the trunk.
      d = smin(d, ellipsoid(q, fore.top + Vec3(-0.25f * p_.leg_r, 0.02f * s, -0.1f * p_.leg_r), Vec3(0.85f, 1.5f, 1.15f) * p_.leg_r), 0.06f * s);
      d = smin(d, ellipsoid(q, glm::mix(hind.top, hind.middle, 0.35f) + Vec3(-0.20f * p_.leg_r, 0, 0.1f * p_.leg_r), Vec3(0.95f, 1.65f, 1.55f) * p_.leg_r), 0.06f * s);
    }
    if (p_.number("udder") > 0.5f) d = smin(d, ellipsoid(p, p_.rump + Vec3(0, -0.92f * p_.rump_r.y, 0.75f * p_.rump_r.z), Vec3(0.10f, 0.085f, 0.10f) * s), 0.04f * s);
    return d;
  }
  float neck(Vec3 p) const { return round_cone(p, p_.neck_base - Vec3(0, 0.12f, 0.06f) * p_.unit, p_.neck_end, p_.neck_r, p_.neck_top); }
  float leg(Vec3 p, int i) const {
    const LegPlan& l = p_.legs[static_cast<std::size_t>(i)];
    const float top = p_.leg_r * (l.hind ? 1.12f : 0.95f), mid = p_.leg_mid * (l.hind ? 1.10f : 1.f), low = p_.leg_low;
    float d = round_cone(p, l.top, l.middle, top, mid);
    d = smin(d, round_cone(p, l.middle, l.low, mid, low), 0.02f * p_.unit);
    const Vec3 paw = l.hind ? p_.hind_paw : p_.paw;
    d = smin(d, round_cone(p, l.low, l.foot + Vec3(0, paw.y * 0.8f, 0), low, low * (p_.hoof ? 1.02f : 1.06f)), 0.015f * p_.unit);
    return p_.bird ? d : smin(d, foot(p, l, paw), 0.018f * p_.unit);
  }
  float foot(Vec3 p, const LegPlan& l, Vec3 paw) const {
    const float s = p_.unit;
    if (p_.hoof) {
      // A cone that widens to the floor, flat below.
      const float t = clamp01(p.y / paw.y), r = mix1(paw.x * 1.16f, paw.x * 0.92f, t);
      const Vec2 q((p.x - l.foot.x) / 1.f, (p.z - l.foot.z - 0.10f * paw.z * (1 - t)) / (paw.z / paw.x));
      return smax((glm::length(q) - r) * 0.8f, smax(-p.y, p.y - paw.y * 1.15f, 0.004f * s), 0.016f * s);
    }
    const Vec3 c = l.foot + Vec3(0, paw.y * 0.50f, paw.z * 0.32f);
    float d = ellipsoid(p, c, {paw.x, paw.y, paw.z});
    // Toes: three furrows.
    const float front = clamp01((p.z - c.z) / (0.5f * paw.z));
    for (const float k : {-0.36f, 0.36f}) d = smax(d, -(ellipsoid(p, c + Vec3(k * paw.x, 0.45f * paw.y, 0.95f * paw.z), {0.085f * paw.x, 0.8f * paw.y, 0.42f * paw.z})), 0.010f * s) * 1.f + 0.f * front;
    return smax(d, -p.y, 0.010f * s);
  }
  float tail(Vec3 p) const {
    if (p_.tail_r <= 0) return 1;
    const float s = p_.unit;
    Vec3 q = p;
    const float hair = p_.number("tail_hair");
    if (p_.tail_flat != 1.f) {  // a bird's fan: flat lying or flat standing
      const float f = p_.tail_flat < 1 ? p_.tail_flat : 1 / p_.tail_flat;
      const Vec3 along = glm::normalize(p_.tail[3] - p_.tail[0]), side = p_.tail_flat < 1 ? Vec3(1, 0, 0) : glm::cross(along, Vec3(1, 0, 0)), thin = glm::cross(along, side);
      const Vec3 rel = p - p_.tail[0];
      const float t = glm::dot(rel, along) / glm::length(p_.tail[3] - p_.tail[0]);
      const float u = glm::dot(rel, side), v = glm::dot(rel, thin);
      const float wide = mix1(p_.tail_r, p_.tail_tip, clamp01(t));
      const float feathers = 1 + 0.05f * quick_sin(u / wide * 9.f) * clamp01(t * 2 - 1);
      return std::max({std::fabs(u) - wide, std::fabs(v) - wide * f * mix1(1.f, 0.45f, clamp01(t)), (t - feathers) * glm::length(p_.tail[3] - p_.tail[0]), -(t + 0.25f) * s}) - 0.012f * s;
    }
    float d = 1;
    for (std::size_t i = 0; i < 3; ++i) {
      const float a = static_cast<float>(i) / 3.f, b = static_cast<float>(i + 1) / 3.f;
      float ra = mix1(p_.tail_r, p_.tail_tip, a), rb = mix1(p_.tail_r, p_.tail_tip, b);
      if (p_.fur > 0.6f && hair < 0.5f && p_.number("tail_bare") < 0.5f) {  // a brush is thickest past its middle
        ra *= 0.75f + 0.6f * std::sin(kPi * std::min(1.f, a * 0.9f + 0.1f));
        rb *= 0.75f + 0.6f * std::sin(kPi * std::min(1.f, b * 0.9f));
      }
      const float seg = round_cone(q, p_.tail[i], p_.tail[i + 1], ra, rb);
      d = i == 0 ? seg : smin(d, seg, 0.03f * s);
    }
    if (p_.number("tail_hair") < 0.5f && p_.hoof && !p_.wool && p_.tail_tip > p_.tail_r) d = smin(d, ellipsoid(p, p_.tail[3], Vec3(1.0f, 1.9f, 1.0f) * p_.tail_tip), 0.02f * s);
    if (hair > 0.5f) d += 0.008f * s * quick_sin(90.f / s * (p.x + 0.25f * (p.z - p_.tail_base.z)) * 0.35f);
    return d;
  }
  // Nearest leg on this side: 0..3.
  float operator()(Vec3 p) const {
    const float s = p_.unit;
    float d = trunk(p);
    if (p_.wool) {
      const float cell = 0.075f * s;
      d = d - 0.020f * s + 0.55f * (curls(p + Vec3(seed_), cell) - 0.42f * cell);
    }
    d = smin(d, neck(p), 0.11f * s);
    if (p_.wool) d = smin(d, neck(p) - 0.02f * s, 0.03f * s);
    const int side = p.x >= 0 ? 0 : 1;
    if (p_.has_fore) d = smin(d, leg(p, side), 0.045f * s);
    d = smin(d, leg(p, 2 + side), 0.045f * s);
    d = smin(d, tail(p), 0.035f * s);
    if (std::fabs(d) > 0.05f * s) return d;
    // Fur: shallow grooves that lie along the body, deeper on shaggy ones.
    const float k = 26.f / s;
    const float lie = quick_sin(k * (p.x * 0.6f + p.y + 0.35f * p.z) + 2.4f * quick_sin(0.21f * k * p.z + 1.7f * quick_sin(0.17f * k * p.y)));
    float groove = p_.wool ? 0.f : p_.fur * 0.0052f * s * lie * (0.4f + 0.6f * clamp01(p.y / (0.5f * s)));
    if (p_.bird) groove = p_.fur * 0.010f * s * quick_sin(0.8f * k * p.y) * quick_sin(0.8f * k * p.z + 1.57f);
    return d + groove + std::min(1.f, s / 0.4f) * 0.0011f * lumps(p, 38.f / s) + 0.0004f * std::min(1.f, s / 0.4f) * lumps(p + Vec3(0.3f), 200);
  }

 private:
  const AnimalRecipe& r_;
  const AnimalPlan& p_;
  float seed_ = 0;
};

struct Weights { std::array<std::uint8_t, 4> bones{}; std::array<float, 4> weights{}; };

// Shares of a chain of joints at `t` counted in bones: a third of each bone on either side of a joint is shared.
void along_chain(std::array<float, kAnimalBones>& w, float share, float t, std::initializer_list<int> bones) {
  const int n = static_cast<int>(bones.size());
  t = std::clamp(t, 0.f, static_cast<float>(n) - 1e-3f);
  const int at = static_cast<int>(t);
  const float f = t - static_cast<float>(at);
  const auto bone = [&](int i) { return static_cast<std::size_t>(*(bones.begin() + std::clamp(i, 0, n - 1))); };
  const float into = 0.5f * (1 - step01(-0.30f, 0.30f, f)), out = 0.5f * (1 - step01(-0.30f, 0.30f, 1 - f));
  w[bone(at - 1)] += share * (at > 0 ? into : 0.f);
  w[bone(at + 1)] += share * (at + 1 < n ? out : 0.f);
  w[bone(at)] += share * (1 - (at > 0 ? into : 0.f) - (at + 1 < n ? out : 0.f));
}

float along(Vec3 p, const std::vector<Vec3>& line) {
  float best = 1e9f, t = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Vec3 d = line[i + 1] - line[i];
    const float u = clamp01(glm::dot(p - line[i], d) / std::max(1e-9f, glm::dot(d, d))), distance = glm::length(p - line[i] - d * u);
    if (distance < best) best = distance, t = static_cast<float>(i) + u;
  }
  return t;
}

Weights weigh(const AnimalPlan& p, const AnimalField& field, Vec3 at) {
  const float s = p.unit;
  std::array<float, kAnimalBones> w{};
  std::array<float, 5> d{field.trunk(at), field.neck(at), 1.f, field.leg(at, at.x >= 0 ? 2 : 3), field.tail(at)};
  if (p.has_fore) d[2] = field.leg(at, at.x >= 0 ? 0 : 1);
  const float least = *std::min_element(d.begin(), d.end());
  std::array<float, 5> share{};
  float sum = 0;
  const std::array<float, 5> soft{0.16f, 0.14f, 0.10f, 0.10f, 0.07f};
  for (std::size_t i = 0; i < 5; ++i) {
    const float x = clamp01(1 - (d[i] - least) / (soft[i] * s));
    share[i] = x * x;
    sum += share[i];
  }
  for (float& x : share) x /= sum;
  const float t = clamp01((at.z - p.rump.z) / std::max(1e-4f, p.breast.z - p.rump.z));
  w[kRump] += share[0] * (1 - step01(0.12f, 0.50f, t));
  w[kBack] += share[0] * (step01(0.12f, 0.50f, t) - step01(0.50f, 0.88f, t));
  w[kBreast] += share[0] * step01(0.50f, 0.88f, t);
  along_chain(w, share[1], along(at, {p.neck_base - Vec3(0, 0.10f, 0.05f) * s, glm::mix(p.neck_base, p.neck_end, 0.15f), glm::mix(p.neck_base, p.neck_end, 0.6f), p.neck_end + (p.neck_end - p.neck_base) * 0.4f}), {kBreast, kNeckLow, kNeckHigh});
  for (int h = 0; h < 2; ++h) {
    const int i = 2 * h + (at.x >= 0 ? 0 : 1);
    const LegPlan& l = p.legs[static_cast<std::size_t>(i)];
    const float part = share[static_cast<std::size_t>(2 + h)];
    if (part <= 0) continue;
    // Up at the joint the skin of the trunk goes along.
    const float held = step01(l.top.y + 0.02f * s, l.top.y - 0.12f * s, at.y);
    w[h == 0 ? kBreast : kRump] += part * (1 - held);
    const Vec3 toe = l.foot + Vec3(0, 0, 0.02f * s);
    along_chain(w, part * held, along(at, {l.top, l.middle, l.low, toe}), {kLegUpper0 + i, kLegLower0 + i, kLegFoot0 + i});
  }
  along_chain(w, share[4], along(at, {p.tail[0], p.tail[1], p.tail[2], p.tail[3]}), {kTail0, kTail1, kTail2});
  Weights out;
  float kept = 0;
  for (std::size_t j = 0; j < 4; ++j) {
    std::size_t best = 0;
    for (std::size_t b = 1; b < w.size(); ++b)
      if (w[b] > w[best]) best = b;
    out.bones[j] = static_cast<std::uint8_t>(best);
    out.weights[j] = w[best];
    kept += w[best];
    w[best] = -1;
    if (out.weights[j] <= 0) out.weights[j] = 0, out.bones[j] = 0, kept += 0;
  }
  kept = std::max(1e-6f, out.weights[0] + out.weights[1] + out.weights[2] + out.weights[3]);
  for (float& x : out.weights) x /= kept;
  return out;
}

float mark_seed(const AnimalRecipe& r) {
  const auto at = r.identity.shape.find("hair_marks");
  return 40.f * (at == r.identity.shape.end() ? 0.5f : at->second);
}

// Blotches about `size` wide, -1..1.
float blotches(Vec3 p, float size, float seed) {
  p = p / size + Vec3(seed, 0.7f * seed, 0.3f * seed);
  return quick_sin(p.x * 1.9f + 1.1f * quick_sin(p.y * 1.3f)) * 0.5f + quick_sin(p.z * 1.7f + 1.3f * quick_sin(p.x * 1.1f + 0.6f)) * 0.6f + 0.3f * quick_sin(p.y * 2.3f + p.z);
}

}  // namespace

scene::Material coat_material(const char* name, Vec3 albedo, float roughness) {
  scene::Material m = clay_material(name, glm::clamp(albedo, Vec3(0.004f), Vec3(0.92f)));
  m.roughness = roughness;
  m.sheen = 0.28f;
  m.specular = 0.03f;
  return m;
}

float body_marks(const AnimalRecipe& r, Vec3 p) {
  const AnimalPlan& a = r.plan;
  const float s = a.unit, seed = mark_seed(r), wobble = 0.03f * s * blotches(p, 0.22f * s, seed);
  const std::string& kind = r.identity.pattern;
  const float mid = glm::mix(a.rump.y, a.breast.y, clamp01((p.z - a.rump.z) / (a.breast.z - a.rump.z)));
  const float underside = mid - 0.45f * a.waist_r.y - p.y + 0.10f * s * step01(a.breast.z, a.breast.z + a.chest_r.z, p.z);
  if (kind == "belly") return a.bird ? (0.35f * a.chest_r.z - 0.9f * (p.y - mid) + (p.z - a.breast.z) * 0.9f) * 0.5f + 0.5f * wobble : smin(underside * 0.8f, 0.85f * a.legs[0].foot.x - std::fabs(p.x), 0.16f * s) + 0.01f * s + wobble;
  if (kind == "socks") return 0.24f * s - p.y + wobble;
  if (kind == "bib") {
    const float chest = 0.75f * a.chest_r.x - glm::length(Vec2(p.x, 0.55f * (p.y - a.breast.y - 0.1f * a.chest_r.y))) - (p.z < a.breast.z ? 1.2f * (a.breast.z - p.z) : 0.f);
    const float tip = a.number("tail_len") > 0.3f && !a.bird ? 0.10f * s * a.number("tail_len") * 1.4f - glm::distance(p, a.tail[3]) : -1.f;
    return a.bird ? 0.95f * a.chest_r.x - glm::distance(p, a.breast + Vec3(0, 0.25f * a.chest_r.y, 0.75f * a.chest_r.z)) + wobble : std::max({chest + wobble, a.number("tail_r") > 0.07f ? -1.f : 0.17f * s - p.y + wobble, tip + wobble});
  }
  if (kind == "patches") return 0.16f * s * (blotches(p, (a.hoof ? 0.30f : 0.20f) * s, seed) - 0.30f);
  if (kind == "saddle") return a.bird ? (p.y - mid - 0.05f * a.chest_r.y) * 0.8f - 0.9f * std::max(0.f, p.z - a.breast.z - 0.2f * a.chest_r.z) : p.y - mid - 0.18f * a.waist_r.y - 1.0f * std::max(0.f, p.z - a.breast.z - 0.4f * a.chest_r.z) + wobble;
  if (kind == "stripes") {
    const float along_by = p.y > a.rump.y - 0.3f * s && p.z > a.tail_base.z ? p.z * 1.f + 0.25f * p.y : p.y + p.z;
    const float w = 0.105f * s;
    const float top = clamp01((p.y - 0.10f * s) / (0.2f * s));
    return 0.020f * s * (quick_sin(2 * kPi * (along_by + 0.35f * wobble * 4.f) / w + 0.6f * quick_sin(9.f * p.y / s + seed)) - 0.15f - 1.1f * (1 - top) - 1.2f * clamp01(underside / (0.05f * s)));
  }
  if (kind == "points") return a.hoof ? 0.42f * s - p.y + wobble : std::max(0.15f * s - p.y, 0.55f * a.number("tail_len") * s * (r.identity.species == "cat" ? 1.f : 0.f) - 1.05f * glm::distance(p, a.tail[3])) + wobble;
  if (kind == "hood") return a.bird ? glm::dot(p - glm::mix(a.neck_base, a.neck_end, 0.30f), glm::normalize(a.neck_end - a.neck_base)) : -1.f;
  if (kind == "face") return 0.36f * s - p.y;
  if (kind == "tail") return p.z < a.tail_base.z - 0.05f * s ? 0.1f * s : -0.1f * s;
  return -1.f;
}

AnimalSkin build_animal_body(const AnimalRecipe& r) {
  const AnimalPlan& p = r.plan;
  const float s = p.unit;
  const AnimalField field(r);
  Box box;
  const auto grow = [&](Vec3 c, float radius) { box.add(c - Vec3(radius)), box.add(c + Vec3(radius)); };
  grow(p.breast, 1.15f * std::max(p.chest_r.y, p.chest_r.z));
  grow(p.rump, 1.15f * std::max(p.rump_r.y, p.rump_r.z));
  grow(p.neck_end, 1.2f * p.neck_top);
  for (const Vec3 t : p.tail) grow(t, std::max(p.tail_r, p.tail_tip) * 2.1f);
  for (const LegPlan& l : p.legs) grow(l.foot, 1.4f * std::max(p.hind_paw.x, p.hind_paw.z)), grow(l.top, 2.0f * p.leg_r), grow(l.middle, 2.0f * p.leg_r);
  grow(0.5f * (p.breast + p.rump), 1.2f * std::max(p.waist_r.x, p.waist_r.y));
  box.add(Vec3(0, -0.02f * s, 0));
  box.low.y = -0.02f * s;
  box.low -= Vec3(0.03f * s), box.high += Vec3(0.03f * s);
  box.low.y = -0.03f * s;
  const float wide = std::max(box.high.x, std::max({p.waist_r.x, p.chest_r.x, p.rump_r.x}) * 1.15f + 0.05f * s);
  box.low.y -= 0.02f * s + 0.03f * r.pitch * std::min(0.4f, s);
  const float h = std::clamp(0.0195f * s, 0.0022f, 0.0165f) * r.pitch * (p.bird ? 1.25f : 1.f);
  Grid grid;
  grid.x = mirrored_axis(wide, [&](float) { return h; });
  grid.y = graded_axis(box.low.y, box.high.y, [&](float y) { return h * mix1(0.72f, 1.f, step01(0.05f * s, 0.2f * s, y)); });
  grid.z = graded_axis(box.low.z, box.high.z, [&](float) { return h; });
  Shape shape = surface_nets(grid, field, {}, 1.7f, 0.02f * s);
  compact(shape);
  const auto cut = [&](const auto& level_at) {
    std::vector<float> level(shape.positions.size());
    tbb::parallel_for(std::size_t{0}, level.size(), [&](std::size_t i) { level[i] = level_at(shape.positions[i]); });
    split_at_zero(shape, std::move(level));
  };
  const bool marked = r.identity.pattern != "plain" && !r.identity.pattern.empty();
  if (marked) cut([&](Vec3 q) { return body_marks(r, q); });
  const float horn = p.hoof ? p.paw.y * 0.98f : p.bird ? p.number("hock") * s * 1.15f : -1.f;
  if (horn > 0) cut([&](Vec3 q) { return horn - q.y; });
  const bool tail_hair = p.number("tail_hair") > 0.5f, tuft = p.hoof && !tail_hair && !p.wool;
  const auto in_tail = [&](Vec3 q) { return tail_hair ? 0.02f * s - std::max(field.tail(q), -(field.trunk(q) - 0.015f * s)) : tuft ? 1.9f * p.tail_tip - glm::distance(q, p.tail[3]) : -1.f; };
  if (tail_hair || tuft) cut(in_tail);

  AnimalSkin out;
  scene::Mesh& m = out.rest;
  const std::uint16_t main = add_material(m, coat_material("coat", r.identity.skin)), second = add_material(m, coat_material("marks", r.identity.hair_colour)), dark = add_material(m, coat_material("horn", r.identity.dark, 0.55f)),
                      mane = add_material(m, coat_material("mane", r.identity.mane)), bare = add_material(m, coat_material("skin", {0.52f, 0.28f, 0.23f}, 0.6f));
  const bool bare_tail = p.number("tail_bare") > 0.5f, udder = p.number("udder") > 0.5f;
  append(m, shape, [&](Vec3 q) -> std::uint16_t {
    if (horn > 0 && q.y < horn) return dark;
    if ((tail_hair || tuft) && in_tail(q) > 0) return tail_hair ? mane : second;
    if (bare_tail && q.z < p.tail_base.z && field.tail(q) < field.trunk(q)) return bare;
    if (udder && glm::distance(q, p.rump + Vec3(0, -0.98f * p.rump_r.y, 0.75f * p.rump_r.z)) < 0.105f * s) return bare;
    return marked && body_marks(r, q) > 0 ? second : main;
  });
  const auto weigh_from = [&](std::size_t first) {
    const std::size_t n = m.positions.size();
    out.bones.resize(n);
    out.weights.resize(n);
    tbb::parallel_for(first, n, [&](std::size_t i) {
      const Weights w = weigh(p, field, m.positions[i]);
      out.bones[i] = w.bones;
      out.weights[i] = w.weights;
    });
  };
  const auto add = [&](const Shape& piece, std::uint16_t material) {
    const std::size_t first = m.positions.size();
    append(m, piece, material);
    weigh_from(first);
  };
  weigh_from(0);
  if (p.bird)  // toes: three before, one behind
    for (int i = 2; i < 4; ++i) {
      const LegPlan& l = p.legs[static_cast<std::size_t>(i)];
      for (const float a : {-0.5f, 0.f, 0.5f, kPi}) {
        const float reach = p.paw.z * (a == kPi ? 0.55f : 1.f), thick = p.leg_low * 0.85f;
        const Vec3 tip = l.foot + Vec3(std::sin(a) * reach * (p.paw.x / p.paw.z), thick * 0.75f, std::cos(a) * reach);
        add(tube({l.foot + Vec3(0, p.paw.y * 0.9f, 0), glm::mix(l.foot, tip, 0.5f) + Vec3(0, thick * 0.65f, 0), tip}, {Vec2(thick), Vec2(thick * 0.85f), Vec2(thick * 0.45f)}, {0, 1, 0}, 7), dark);
      }
    }
  if (p.number("mane") > 0.5f) {
    // Locks that hang to the left of the crest, and one that runs over the top.
    const Vec3 a = p.neck_base + Vec3(0, 0.10f * s, -0.12f * s), b = p.neck_end + Vec3(0, p.neck_top * 0.75f, 0.01f * s);
    const Vec3 along_by = glm::normalize(b - a), back = glm::normalize(Vec3(0, 1, 0) - along_by * along_by.y);
    for (int i = 0; i < 14; ++i) {
      const float t = static_cast<float>(i) / 13.f;
      const float neck_r = mix1(p.neck_r * 0.86f, p.neck_top, t), fall = mix1(0.15f, 0.12f, t) * s * (1 + 0.25f * quick_sin(7.f * t + mark_seed(r)));
      const Vec3 top = glm::mix(a, b, t) + back * (mix1(0.55f, 0.25f, t) * neck_r);
      const Vec3 side(neck_r * 1.04f, 0, 0);
      const float r0 = 0.027f * s * (1 + 0.15f * quick_sin(11.f * t));
      add(tube({top - back * (0.3f * r0) - side * 0.25f, top + back * (0.40f * r0), top + side * 0.75f - back * (0.45f * neck_r), top + side * 1.05f - back * fall * 1.0f - along_by * (0.02f * s)}, {Vec2(r0 * 0.8f), Vec2(r0 * 1.05f, r0 * 0.9f), Vec2(r0 * 1.0f, r0 * 0.7f), Vec2(r0 * 0.35f, r0 * 0.3f)}, along_by, 9), mane);
    }
  }
  const std::string& gear = r.outfit.gear;
  if (gear == "collar" || gear == "bandana") {
    const std::uint16_t strap = add_material(m, cloth_material("collar", r.outfit.accent)), tag = add_material(m, clay_material("tag", {0.55f, 0.42f, 0.16f}));
    const Vec3 at = glm::mix(p.neck_base, p.neck_end, 0.55f), axis = glm::normalize(p.neck_end - p.neck_base);
    const Vec3 front = glm::normalize(glm::cross(Vec3(1, 0, 0), axis)) * (glm::cross(Vec3(1, 0, 0), axis).z > 0 ? 1.f : -1.f);
    std::vector<Vec3> ring;
    for (int i = 0; i < 28; ++i) {
      const float a = 2 * kPi * static_cast<float>(i) / 28.f;
      const Vec3 dir = Vec3(std::sin(a), 0, 0) + front * std::cos(a);
      float d = 0.4f * p.neck_top;
      for (int k = 0; k < 40 && field(at + dir * d) < 0; ++k) d += 0.02f * s;
      d -= 0.02f * s * clamp01(field(at + dir * d) / (0.02f * s));
      ring.push_back(at + dir * (d + 0.004f * s));
    }
    add(tube(ring, {Vec2(0.016f, gear == "collar" ? 0.030f : 0.042f) * s}, axis, 8, true), strap);
    const Vec3 under = ring[0] + front * (0.018f * s);
    if (gear == "collar") add(pebble(under - axis * (0.045f * s), Vec3(0.030f, 0.032f, 0.012f) * s, 8, 14), tag);
    else add(tube({under + axis * (0.02f * s), under - axis * (0.05f * s), under - axis * (0.13f * s)}, {Vec2(0.085f, 0.014f) * s, Vec2(0.055f, 0.014f) * s, Vec2(0.008f, 0.008f) * s}, front, 12), strap);
  } else if (gear == "saddle") {
    const std::uint16_t leather = add_material(m, clay_material("saddle", {0.13f, 0.055f, 0.025f})), cloth = add_material(m, cloth_material("saddle cloth", r.outfit.accent));
    const Vec3 middle = glm::mix(p.rump, p.breast, 0.55f);
    const auto hug = [&](float z0, float z1, float down, float thick, std::uint16_t material) {
      // A sheet laid over the back: ribs from one side to the other.
      Shape sheet;
      const int across = 33, ribs = 17;
      for (int j = 0; j < ribs; ++j)
        for (int i = 0; i < across; ++i) {
          const float a = (2 * static_cast<float>(i) / (across - 1) - 1) * down, z = mix1(z0, z1, static_cast<float>(j) / (ribs - 1));
          const Vec3 dir(std::sin(a), std::cos(a), 0), from(0, middle.y, z);
          float d = 0.3f * p.waist_r.y;
          for (int k = 0; k < 60 && field(from + dir * d) < 0; ++k) d += 0.01f * s;
          const float edge = std::min({1.f, (1 - std::fabs(2 * static_cast<float>(i) / (across - 1) - 1)) * 7, (1 - std::fabs(2 * static_cast<float>(j) / (ribs - 1) - 1)) * 4});
          const float round = std::sqrt(std::max(0.f, 1 - (1 - edge) * (1 - edge)));
          sheet.positions.push_back(from + dir * (d + thick * mix1(-0.6f, 1.f, round)));
          sheet.normals.push_back(dir);
        }
      for (int j = 0; j + 1 < ribs; ++j)
        for (int i = 0; i + 1 < across; ++i) {
          const auto id = [&](int u, int v) { return static_cast<std::uint32_t>(v * across + u); };
          sheet.triangles.emplace_back(id(i, j), id(i, j + 1), id(i + 1, j));
          sheet.triangles.emplace_back(id(i + 1, j), id(i, j + 1), id(i + 1, j + 1));
        }
      add(sheet, material);
    };
    hug(middle.z - 0.20f * s, middle.z + 0.17f * s, 1.45f, 0.012f * s, cloth);
    hug(middle.z - 0.13f * s, middle.z + 0.12f * s, 1.0f, 0.035f * s, leather);
    const float top = middle.y + p.waist_r.y;
    add(pebble({0, top + 0.030f * s, middle.z - 0.13f * s}, Vec3(0.10f, 0.045f, 0.035f) * s, 10, 18), leather);
    add(pebble({0, top + 0.032f * s, middle.z + 0.115f * s}, Vec3(0.045f, 0.050f, 0.035f) * s, 10, 16), leather);
  }
  return out;
}

Wings build_wings(const AnimalRecipe& r) {
  Wings w;
  const AnimalPlan& p = r.plan;
  if (!p.bird) return w;
  const float s = p.unit, length = p.number("wing_len", 0.8f) * s, wide = p.number("wing_w", 0.3f) * s;
  w.at = p.breast + Vec3(0.72f * p.chest_r.x, 0.38f * p.chest_r.y, -0.05f * s);
  w.elbow = 0.45f * length;
  const bool second = r.identity.pattern == "saddle";
  const auto paint = [&](scene::Mesh& m) {
    const Vec3 base = second ? r.identity.hair_colour : r.identity.skin;
    const bool pale = glm::dot(base, Vec3(0.21f, 0.72f, 0.07f)) > 0.35f;
    return std::pair{add_material(m, coat_material("wing", base * 0.92f)), add_material(m, coat_material("quills", pale ? base * 0.55f : second ? base * 0.45f : r.identity.skin * 0.5f))};
  };
  const float pitch = std::clamp(0.022f * s, 0.002f, 0.008f) * r.pitch;
  const auto make = [&](const auto& field, Vec3 low, Vec3 high, const auto& quill) {
    auto mesh = std::make_shared<scene::Mesh>();
    Shape shape = surface_nets(even_grid(low, high, pitch), field, {}, 1.6f, 0.02f * s);
    compact(shape);
    std::vector<float> level(shape.positions.size());
    for (std::size_t i = 0; i < level.size(); ++i) level[i] = quill(shape.positions[i]);
    split_at_zero(shape, std::move(level));
    const auto [feather, dark] = paint(*mesh);
    append(*mesh, shape, [&, feather = feather, dark = dark](Vec3 q) { return quill(q) > 0 ? dark : feather; });
    return scene::MeshPtr(std::move(mesh));
  };
  // Folded: a teardrop along the flank that ends in a point over the tail. Origin at the shoulder, +x away from the body.
  const float long_by = 0.80f * (p.breast.z - p.rump.z) + 0.80f * p.rump_r.z + 0.18f * p.number("tail_len") * s, tall = 0.62f * p.chest_r.y;
  const auto folded = [&](Vec3 q) {
    const float t = clamp01(-q.z / long_by);
    const float h = tall * std::sqrt(std::max(0.f, 1 - (2 * t - 0.55f) * (2 * t - 0.55f) / 2.2f)) * (1 - 0.75f * t * t * t);
    const Vec3 c(0.02f * s - 0.22f * p.chest_r.x * t * t, -0.30f * tall - 0.10f * tall * t, q.z);
    const float d = (glm::length(Vec2((q.x - c.x) / (0.075f * s), (q.y - c.y) / std::max(0.02f * s, h))) - 1) * 0.055f * s;
    const float rows = 0.010f * s * quick_sin(24.f * (q.y - 0.4f * q.z * t) / (tall)) * step01(0.35f, 0.6f, t);
    return smax(d + rows, std::max(q.z - 0.06f * s, -q.z - long_by), 0.03f * s);
  };
  w.folded = make(folded, {-0.45f * p.chest_r.x, -1.6f * tall, -long_by - 0.05f * s}, {0.16f * s, 0.9f * tall, 0.12f * s}, [&](Vec3 q) { return -q.z - 0.66f * long_by; });
  // Spread: two blades with feathers as scallops along the trailing edge. +x out, the edge at +z leads.
  const auto blade = [&](float len, float root, float tip, int feathers, bool outer) {
    return [=](Vec3 q) {
      const float t = clamp01(q.x / len), chord = mix1(root, tip, outer ? t * t : t);
      const float saw = std::fabs(quick_sin(kPi * static_cast<float>(feathers) * t)), trail = -chord * (0.86f + 0.14f * saw);
      const float lead = 0.10f * chord * (1 - 0.6f * t);
      const float thick = 0.030f * s * mix1(1.f, 0.5f, clamp01((lead - q.z) / (0.8f * chord)));
      const float end = outer ? len * (1.f - 0.22f * clamp01(-q.z / chord) * clamp01(-q.z / chord)) : len;
      return smax(std::max(std::fabs(q.y) - thick, std::max(q.z - lead, trail - q.z)) - 0.006f * s, std::max(q.x - end, -q.x - 0.04f * s), 0.03f * s);
    };
  };
  const float outer_len = length - w.elbow;
  w.inner = make(blade(w.elbow, wide, wide * 0.95f, 4, false), {-0.08f * s, -0.08f * s, -wide * 1.15f}, {w.elbow + 0.06f * s, 0.08f * s, 0.25f * wide}, [&](Vec3 q) { return -q.z - 0.62f * wide; });
  w.outer = make(blade(outer_len, wide * 0.95f, wide * 0.40f, 5, true), {-0.08f * s, -0.08f * s, -wide * 1.15f}, {outer_len + 0.06f * s, 0.08f * s, 0.25f * wide}, [&](Vec3 q) { return std::max(-q.z - 0.55f * wide, q.x - 0.78f * outer_len); });
  return w;
}

}  // namespace auteur::puppets
