#include "lens_pass.h"

#include <algorithm>
#include <array>

namespace auteur::render {
namespace {

constexpr int kTile = 8;             // pixels a side, for the reach of blurred foreground
constexpr int kMostRays = 24;        // a pixel
constexpr int kFewRays = 6;          // a pixel about which nothing ends or changes within the reach of its blur
constexpr float kNear = 2.f;         // pixels: blur that a look at the neighbours judges
constexpr float kPlain = 0.05f;      // of the picture's white: colours of a tile that differ less are one
constexpr float kSharp = 0.35f;      // blur below this, in pixels, is none
constexpr float kPainted = 0.05f;    // reflectances farther apart are two colours, not one
constexpr float kMirrored = 0.04f;   // of the white of the picture: a mirror that differs more from pixel to pixel shows edges
constexpr float kLine = 0.03f;       // of the white of the picture: a line that stands out less is left to its pixel
constexpr float kFireflies = 24.f;   // times the white of the picture; brighter rays count as this bright

// Blue noise is overkill for sixteen strata: a Bayer matrix tells the pixels of a 4 x 4 block apart.
int stratum(int x, int y) { return kBayer[y & 3][x & 3]; }

Vec2 disc(Vec2 square) {  // concentric (Shirley, Chiu 1997)
  const float a = 2.f * square.x - 1.f, b = 2.f * square.y - 1.f;
  if (a == 0.f && b == 0.f) return Vec2(0.f);
  const bool flat = std::fabs(a) > std::fabs(b);
  const float r = flat ? a : b, phi = flat ? kPi / 4.f * (b / a) : kPi / 2.f - kPi / 4.f * (a / b);
  return {r * std::cos(phi), r * std::sin(phi)};
}

// Where in the lens, the pixel and the shutter a ray begins, by stratum and number.
struct Place { Vec2 on_lens; float across, time; };
const std::array<Place, 16 * kMostRays>& places() {
  static const auto table = [] {
    std::array<Place, 16 * kMostRays> t{};
    for (int s = 0; s < 16; ++s)
      for (int k = 0; k < kMostRays; ++k) {
        const float su = static_cast<float>(s & 3) * 0.0625f, sv = static_cast<float>(s >> 2) * 0.0625f, n = static_cast<float>(k);
        t[static_cast<std::size_t>(s * kMostRays + k)] = {disc(r2(static_cast<std::uint32_t>(k), su, sv)), fract(n * 0.61803399f + su * 1.7f), fract(n * 0.7548777f + sv * 3.1f + 0.5f)};
      }
    return t;
  }();
  return table;
}

void cover(std::vector<Matte>& covers, std::uint32_t object, float share) {
  for (Matte& m : covers)
    if (m.object_id == object) {
      m.share += share;
      return;
    }
  covers.push_back({object, share});
}

float unlike(Vec3 a, Vec3 b) { return std::max({std::fabs(a.x - b.x), std::fabs(a.y - b.y), std::fabs(a.z - b.z)}); }

Vec3 interpolated(Vec3 a, Vec3 b, float t) { return a + (b - a) * t; }

}  // namespace

LensPass::LensPass(const Picture& look, const Arrangement& arrangement, const Lens* shutter_close, std::vector<Matte>* mattes)
    : look_(look), arrangement_(arrangement), open_(look.lens_), close_(shutter_close != nullptr ? *shutter_close : look.lens_), moves_(shutter_close != nullptr), mattes_(mattes), width_(look.lens_.width), height_(look.lens_.height) {}

Picture::Ray LensPass::ray_of(int x, int y, int k, int count) const {
  const Place& place = places()[static_cast<std::size_t>(stratum(x, y) * kMostRays + k)];
  const Vec2 on_lens = place.on_lens;
  const float jx = place.across, jy = (static_cast<float>(k) + 0.5f) / static_cast<float>(count);
  const float sx = 2.f * (static_cast<float>(x) + jx) / static_cast<float>(width_) - 1.f, sy = 1.f - 2.f * (static_cast<float>(y) + jy) / static_cast<float>(height_);
  Lens lens = open_;
  if (moves_) {
    const float t = place.time;
    lens.eye = interpolated(open_.eye, close_.eye, t);
    lens.forward = interpolated(open_.forward, close_.forward, t);
    lens.right = interpolated(open_.right, close_.right, t);
    lens.up = interpolated(open_.up, close_.up, t);
    lens.half_width += (close_.half_width - open_.half_width) * t;
    lens.half_height += (close_.half_height - open_.half_height) * t;
  }
  const Vec3 d = lens.forward + lens.right * (sx * lens.half_width) + lens.up * (sy * lens.half_height);
  const Vec3 shift = (lens.right * (on_lens.x * lens.oval) + lens.up * on_lens.y) * lens.aperture;
  return {lens.eye + shift, glm::normalize(d * lens.focus - shift)};
}

// How far a point goes across the picture while the shutter is open, pixels.
float LensPass::swept(Vec3 point) const {
  const auto at = [&](const Lens& lens) {
    const Vec3 d = point - lens.eye;
    const float z = std::max(glm::dot(d, lens.forward), 1e-3f);
    return Vec2(glm::dot(d, lens.right) / (z * lens.half_width) * static_cast<float>(width_), glm::dot(d, lens.up) / (z * lens.half_height) * static_cast<float>(height_)) * 0.5f;
  };
  return glm::length(at(close_) - at(open_));
}

void LensPass::prepare() {
  seen_.resize(at(0, height_));
  edge_.assign(seen_.size(), 0);
  soft_.assign(seen_.size(), 0.f);
  const int tw = (width_ + kTile - 1) / kTile, th = (height_ + kTile - 1) / kTile;
  std::vector<float> near(static_cast<std::size_t>(tw) * static_cast<std::size_t>(th), 0.f);
  tbb::parallel_for(tbb::blocked_range<int>(0, th), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin() * kTile; y < std::min(rows.end() * kTile, height_); ++y) {
      const Planes& f = look_.features_;
      for (int x = 0; x < width_; ++x) {
        Seen& s = seen_[at(x, y)];
        s.colour = look_.colour_[at(x, y)];
        s.id = look_.ids_[at(x, y)];
        s.position = {f.row(kPx, y)[x], f.row(kPy, y)[x], f.row(kPz, y)[x]};
        s.normal = {f.row(kNx, y)[x], f.row(kNy, y)[x], f.row(kNz, y)[x]};
        s.scale = f.row(kScale, y)[x];
        s.albedo = look_.pixels_[at(x, y)].albedo;
        s.blur = open_.blur(std::min(look_.depth_[at(x, y)], 1e5f));
        float& n = near[static_cast<std::size_t>(y / kTile) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x / kTile)];
        n = std::max(n, -s.blur);
        if (moves_) {
          s.swept = swept(s.id == kNothing ? open_.eye + look_.ray_at(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, {}).direction * 1e5f : s.position);
          n = std::max(n, s.swept);
        }
      }
    }
  });
  // Foreground reaches as far as it blurs; farther than a quarter of the picture only by guess.
  reach_.assign(near.size(), 0.f);
  for (int ty = 0; ty < th; ++ty)
    for (int tx = 0; tx < tw; ++tx) {
      const float r = near[static_cast<std::size_t>(ty) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(tx)];
      if (r <= kSharp) continue;
      const int spread = std::min(static_cast<int>(r) / kTile + 1, 40);
      for (int j = std::max(ty - spread, 0); j <= std::min(ty + spread, th - 1); ++j)
        for (int i = std::max(tx - spread, 0); i <= std::min(tx + spread, tw - 1); ++i) {
          float& here = reach_[static_cast<std::size_t>(j) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(i)];
          here = std::max(here, r);
        }
    }
  tbb::parallel_for(tbb::blocked_range<int>(0, height_, 8), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin(); y != rows.end(); ++y)
      for (int x = 0; x < width_; ++x) {
        const Seen& s = seen_[at(x, y)];
        const auto differs = [&](int ox, int oy) {
          if (ox < 0 || oy < 0 || ox >= width_ || oy >= height_) return false;
          const Seen& o = seen_[at(ox, oy)];
          if (o.id != s.id || unlike(o.albedo, s.albedo) > kPainted) return true;
          return s.id != kNothing && (glm::dot(o.normal, s.normal) < 0.6f || std::fabs(glm::dot(o.position - s.position, s.normal)) * s.scale > 1.2f);
        };
        edge_[at(x, y)] = differs(x - 1, y) || differs(x + 1, y) || differs(x, y - 1) || differs(x, y + 1);
        const auto painted = [&](int ox, int oy) {
          if (ox < 0 || oy < 0 || ox >= width_ || oy >= height_) return false;
          const Seen& o = seen_[at(ox, oy)];
          return o.id == s.id && unlike(o.albedo, s.albedo) > kPainted;
        };
        const auto mirrored = [&](int ox, int oy) {
          if (ox < 0 || oy < 0 || ox >= width_ || oy >= height_) return false;
          const Seen& o = seen_[at(ox, oy)];
          return o.id == s.id && unlike(o.colour, s.colour) * look_.stage_.exposure > kMirrored;
        };
        if (look_.pixels_[at(x, y)].mirrors && s.id != kNothing && (mirrored(x - 1, y) || mirrored(x + 1, y) || mirrored(x, y - 1) || mirrored(x, y + 1))) {
          edge_[at(x, y)] = 3;
          continue;
        }
        // A line narrower than a pixel, brighter or darker than both its sides, of the same thing: no pixel beside it knows
        // what its rays will meet.
        const auto line = [&](int ox, int oy) {
          if (x < ox || y < oy || x + ox >= width_ || y + oy >= height_ || s.id == kNothing) return false;
          const Seen &a = seen_[at(x - ox, y - oy)], &b = seen_[at(x + ox, y + oy)];
          if (a.id != s.id || b.id != s.id) return false;
          const float here = luminance(s.colour), one = here - luminance(a.colour), other = here - luminance(b.colour);
          const float least = std::min(std::fabs(one), std::fabs(other));
          return one * other > 0.f && least > 0.25f * (here + luminance(a.colour)) && least * look_.stage_.exposure > kLine;
        };
        if (line(1, 0) || line(0, 1)) {
          edge_[at(x, y)] = 3;
          continue;
        }
        if (painted(x - 1, y) || painted(x + 1, y) || painted(x, y - 1) || painted(x, y + 1)) edge_[at(x, y)] = 2;
      }
  });
}

// Tiles about which, as far as blur may carry anything, something ends or changes.
void LensPass::find_busy_tiles() {
  const int tw = (width_ + kTile - 1) / kTile, th = (height_ + kTile - 1) / kTile;
  const auto tile = [tw](int tx, int ty) { return static_cast<std::size_t>(ty) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(tx); };
  std::vector<std::uint8_t> changes(reach_.size(), 0);
  std::vector<Vec3> mean(reach_.size());
  std::vector<float> spread(reach_);
  tbb::parallel_for(0, th, [&](int ty) {
    for (int tx = 0; tx < tw; ++tx) {
      Vec3 least(1e9f), most(0.f), sum(0.f);
      int n = 0;
      bool ends = false;
      for (int y = ty * kTile; y < std::min(ty * kTile + kTile, height_); ++y)
        for (int x = tx * kTile; x < std::min(tx * kTile + kTile, width_); ++x, ++n) {
          const Seen& s = seen_[at(x, y)];
          least = glm::min(least, s.colour), most = glm::max(most, s.colour);
          sum += s.colour;
          ends = ends || edge_[at(x, y)] != 0;
          spread[tile(tx, ty)] = std::max({spread[tile(tx, ty)], std::fabs(s.blur), s.swept});
        }
      mean[tile(tx, ty)] = sum * (1.f / static_cast<float>(n));
      changes[tile(tx, ty)] = ends || unlike(least, most) * look_.stage_.exposure > kPlain;
    }
  });
  // Edges grown by what such blur reaches, line by line and then column by column.
  constexpr int kGrown = static_cast<int>(kNear) + 1;
  std::vector<std::uint8_t> wide(edge_.size());
  near_edge_.resize(edge_.size());
  tbb::parallel_for(0, height_, [&](int y) {
    for (int x = 0; x < width_; ++x) {
      std::uint8_t any = 0;
      for (int i = std::max(x - kGrown, 0); i <= std::min(x + kGrown, width_ - 1); ++i) any |= edge_[at(i, y)];
      wide[at(x, y)] = any;
    }
  });
  tbb::parallel_for(0, height_, [&](int y) {
    for (int x = 0; x < width_; ++x) {
      std::uint8_t any = 0;
      for (int j = std::max(y - kGrown, 0); j <= std::min(y + kGrown, height_ - 1); ++j) any |= wide[at(x, j)];
      near_edge_[at(x, y)] = any;
    }
  });
  busy_.assign(reach_.size(), 0);
  tbb::parallel_for(0, th, [&](int ty) {
    for (int tx = 0; tx < tw; ++tx) {
      const int far = static_cast<int>(spread[tile(tx, ty)]) / kTile + 1;
      bool busy = far > 16;
      for (int j = std::max(ty - far, 0); j <= std::min(ty + far, th - 1) && !busy; ++j)
        for (int i = std::max(tx - far, 0); i <= std::min(tx + far, tw - 1) && !busy; ++i)
          busy = changes[tile(i, j)] != 0 || unlike(mean[tile(i, j)], mean[tile(tx, ty)]) * look_.stage_.exposure > kPlain;
      busy_[tile(tx, ty)] = busy;
    }
  });
}

int LensPass::rays_at(int x, int y) const {
  const int tw = (width_ + kTile - 1) / kTile;
  const Seen& s = seen_[at(x, y)];
  const float spread = std::max({std::fabs(s.blur), s.swept, reach_[static_cast<std::size_t>(y / kTile) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x / kTile)]});
  if (spread < kSharp) return edge_[at(x, y)] != 0 || mattes_ != nullptr ? 8 : 0;
  if (mattes_ == nullptr && spread <= kNear && near_edge_[at(x, y)] == 0) return kFewRays;
  if (mattes_ == nullptr && busy_[static_cast<std::size_t>(y / kTile) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x / kTile)] == 0) return kFewRays;
  return spread > 2.f ? kMostRays : 12;
}

// The pixel of the look that shows this point; none where the middle of the lens cannot see it.
// Where a surface changes its colour within the pixel, `albedo` tells which of its colours is meant; `normal` is that of
// the face hit, zero where it is not known.
const LensPass::Seen* LensPass::find(Vec3 point, std::uint32_t id, Vec3 normal, const Vec3* albedo) const {
  const Vec3 d = point - open_.eye;
  const float z = glm::dot(d, open_.forward);
  if (z < 1e-3f) return nullptr;
  const float fx = (glm::dot(d, open_.right) / (z * open_.half_width) * 0.5f + 0.5f) * static_cast<float>(width_), fy = (0.5f - glm::dot(d, open_.up) / (z * open_.half_height) * 0.5f) * static_cast<float>(height_);
  if (!(fx > -1.f && fy > -1.f && fx < static_cast<float>(width_) + 1.f && fy < static_cast<float>(height_) + 1.f)) return nullptr;
  const int x = std::clamp(static_cast<int>(fx), 0, width_ - 1), y = std::clamp(static_cast<int>(fy), 0, height_ - 1);
  const auto off = [&](const Seen& s) { return std::fabs(glm::dot(point - s.position, s.normal)) * s.scale; };
  // The narrow side of a board lies in nearly the same place as its face, and is lit otherwise.
  const auto turned = [&](const Seen& s) { return normal == Vec3(0.f) ? 0.f : std::max(0.6f - std::fabs(glm::dot(normal, s.normal)), 0.f); };
  const Seen& first = seen_[at(x, y)];
  if (albedo == nullptr && first.id == id && (id == kNothing || (off(first) < 0.5f && turned(first) <= 0.f))) return &first;
  const Seen* best = nullptr;
  float best_cost = albedo != nullptr ? 8.f : 2.f;
  for (int j = std::max(y - 1, 0); j <= std::min(y + 1, height_ - 1); ++j)
    for (int i = std::max(x - 1, 0); i <= std::min(x + 1, width_ - 1); ++i) {
      const Seen& s = seen_[at(i, j)];
      if (s.id != id) continue;
      const float dx = static_cast<float>(i) + 0.5f - fx, dy = static_cast<float>(j) + 0.5f - fy;
      const float cost = (id == kNothing ? 0.f : off(s) + 8.f * turned(s)) + 0.3f * (dx * dx + dy * dy) + (albedo != nullptr ? 8.f * unlike(*albedo, s.albedo) : 0.f);
      if (cost < best_cost) {
        best_cost = cost;
        best = &s;
      }
    }
  return best;
}

// What a point sends towards a ray, lit for itself: one shadow ray a light, and the baked light.
Vec3 LensPass::light_of(const Lost& lost, int y) const {
  const Stage& stage = look_.stage_;
  SingleHit hit = lost.hit;
  HitPoint p;
  Surface s;
  Picture::Layer layer;
  Vec3 c;
  float depth = 1e9f;
  if (!look_.walk(lost.ray, hit, p, s, layer, true)) {
    c = stage.lighting.sky.seen(lost.ray.direction);
  } else {
    depth = p.t;
    const Vec3 view = -lost.ray.direction;
    const float graze = 1.f - std::max(glm::dot(s.normal, view), 0.f), g3 = graze * graze * graze;
    const Vec3 f0 = s.f0(), through = s.albedo * s.translucency, e = look_.irradiance(p, s.normal);
    const Vec3 reflect = s.diffuse() * (1.f - s.translucency);
    const float shine = std::max({f0.x, f0.y, f0.z});
    c = (stage.emits ? s.emission : Vec3(0.f)) + reflect * e * (1.f / kPi);
    if (s.translucency > 0.f) c += through * look_.irradiance(p, -s.normal) * (1.f / kPi);
    if (shine > 0.002f) {
      const Vec3 f = f0 + (glm::max(Vec3(1.f - s.roughness), f0) - f0) * (g3 * graze * graze);
      const float sharp = shine > 0.015f ? 1.f - smooth(0.12f, 0.36f, s.roughness) : 0.f;
      Vec3 around = e * (1.f / kPi);
      if (sharp > 0.f) around = glm::mix(around, look_.mirrored(p, s.normal, lost.ray.direction, nullptr), sharp);
      c += around * f * (1.f - 0.45f * s.roughness);
    }
    const auto shine_from = [&](const Emitter& light, float strength, std::uint32_t number) {
      const Arrival front = arrive(light, p.position, s.normal, s.wrap * 0.5f);
      Vec3 lit = reflect * front.irradiance * (1.f / kPi);
      if (s.translucency > 0.f) lit += through * arrive(light, p.position, -s.normal, 0.f).irradiance * (1.f / kPi);
      if (shine > 0.002f && luminance(front.irradiance) > 0.f) lit += glint(light, p.position, s.normal, view, s.roughness, f0);
      if (luminance(lit) * strength < 1e-4f) return;
      Vec3 o = p.lifted + p.geometric * 1.5e-3f;
      float distance = 0;
      const Vec3 d = aim(light, o, r2(number, 0.37f, 0.61f), distance);
      if (glm::dot(d, p.geometric) < 0.f) {
        if (s.translucency > 0.f) o = p.position - p.geometric * 1.5e-3f;
        else if (s.wrap > 0.f && glm::dot(d, p.geometric) > -0.5f * s.wrap) o += p.geometric * 0.02f;
      }
      if (!blocked(arrangement_.scene(), o, d, distance)) c += lit * strength;
    };
    const auto& emitters = stage.lighting.emitters;
    for (std::size_t i = 0; i < look_.key_lights_.size(); ++i) shine_from(emitters[look_.key_lights_[i]], 1.f, lost.number + static_cast<std::uint32_t>(i) * 7u);
    if (!look_.rest_lights_.empty()) {
      const std::size_t pick = lost.number % look_.rest_lights_.size();
      shine_from(emitters[look_.rest_lights_[pick]], static_cast<float>(look_.rest_lights_.size()), lost.number);
    }
  }
  if (stage.air.density > 0.f) c = look_.through_air(c, lost.ray, depth, lost.x, y);
  c = layer.added + layer.tint * c;
  return finite(c) ? glm::clamp(c, Vec3(0.f), Vec3(1e4f)) : Vec3(0.f);
}

void LensPass::render_row(int y, std::vector<Vec3>& colour, std::vector<float>& alpha) {
  const float brightest = kFireflies / std::max(look_.stage_.exposure, 1e-3f);
  RTCIntersectContext coherent;
  rtcInitIntersectContext(&coherent);
  coherent.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
  alignas(64) RTCRayHit16 q;
  alignas(64) int valid[16];
  std::array<int, 16> of{};
  std::array<float, 16> share{};
  std::array<std::uint32_t, 16> number{};
  std::array<Picture::Ray, 16> rays;
  std::vector<Lost> lost;
  std::vector<std::vector<Matte>> covers(mattes_ != nullptr ? static_cast<std::size_t>(width_) : 0);
  int filled = 0;
  const auto flush = [&] {
    if (filled == 0) return;
    for (int k = 0; k < 16; ++k) {
      valid[k] = k < filled ? -1 : 0;
      const auto& ray = rays[static_cast<std::size_t>(std::min(k, filled - 1))];
      set_ray(q.ray, k, ray.origin, ray.direction, 1e-4f, 1e6f);
      q.ray.mask[k] = look_.seen_;
      q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
    }
    rtcIntersect16(valid, arrangement_.scene(), &coherent, &q);
    for (int k = 0; k < filled; ++k) {
      const auto n = static_cast<std::size_t>(k);
      SingleHit hit{q.hit.geomID[k] != RTC_INVALID_GEOMETRY_ID, q.hit.instID[0][k], q.hit.geomID[k], q.hit.primID[k], q.hit.u[k], q.hit.v[k], q.ray.tfar[k]};
      const SingleHit first = hit;
      Vec3 point = rays[n].origin + rays[n].direction * (hit.hit ? hit.t : 1e6f);
      const std::size_t pixel = at(of[n], y);
      bool painted = edge_[pixel] == 2;
      Vec3 albedo(0.f);
      if (hit.hit) {
        const Placed& placed = arrangement_.placed(hit.instance, hit.geometry);
        if (painted || look_.is_hidden(placed) || (placed.clear && material_of(*placed.mesh, hit.triangle).opacity < 0.985f)) {
          HitPoint p;
          Surface s;
          Picture::Layer layer;
          hit.hit = look_.walk(rays[n], hit, p, s, layer, false);
          point = hit.hit ? p.position : rays[n].origin + rays[n].direction * 1e6f;
          albedo = s.albedo;
        }
      }
      // Those of instances are turned otherwise, and what lies behind glass is another face.
      Vec3 normal(0.f);
      if (hit.hit && hit.t == first.t && arrangement_.in_place(hit.instance)) normal = unit_or(Vec3(q.hit.Ng_x[k], q.hit.Ng_y[k], q.hit.Ng_z[k]), Vec3(0.f));
      const std::uint32_t id = hit.hit ? hit.instance * 65599u + hit.geometry : kNothing;
      painted = painted && hit.hit;
      const float blur = std::fabs(open_.blur(hit.hit ? std::max(glm::dot(point - open_.eye, open_.forward), 1e-2f) : 1e5f));
      soft_[pixel] = std::min(soft_[pixel], blur);
      if (hit.hit) alpha[pixel] += share[n];
      if (hit.hit && mattes_ != nullptr) cover(covers[static_cast<std::size_t>(of[n])], arrangement_.placed(hit.instance, hit.geometry).object_id, share[n]);
      const bool mirror = edge_[pixel] == 3 && hit.hit;
      if (const Seen* s = mirror ? nullptr : find(point, id, normal, painted ? &albedo : nullptr)) colour[pixel] += glm::min(s->colour, Vec3(brightest)) * share[n];
      else lost.push_back({of[n], rays[n], first, share[n], number[n]});
    }
    filled = 0;
  };
  for (int x = 0; x < width_; ++x) {
    const std::size_t pixel = at(x, y);
    const int count = rays_at(x, y);
    if (count == 0) {
      colour[pixel] = glm::min(seen_[pixel].colour, Vec3(brightest));
      alpha[pixel] = seen_[pixel].id == kNothing ? 0.f : 1.f;
      soft_[pixel] = 0.f;
      continue;
    }
    colour[pixel] = Vec3(0.f);
    alpha[pixel] = 0.f;
    soft_[pixel] = 1e3f;
    for (int k = 0; k < count; ++k) {
      const auto n = static_cast<std::size_t>(filled);
      of[n] = x;
      share[n] = 1.f / static_cast<float>(count);
      number[n] = static_cast<std::uint32_t>(k * 16 + stratum(x, y));
      rays[n] = ray_of(x, y, k, count);
      if (++filled == 16) flush();
    }
  }
  flush();
  for (std::size_t x = 0; x < covers.size(); ++x) {
    auto& all = covers[x];
    std::sort(all.begin(), all.end(), [](const Matte& a, const Matte& b) { return a.share != b.share ? a.share > b.share : a.object_id < b.object_id; });
    Matte* to = &(*mattes_)[(at(0, y) + x) * kMattes];
    std::fill_n(to, kMattes, Matte{});
    std::copy_n(all.begin(), std::min(all.size(), kMattes), to);
  }
  for (const Lost& l : lost) colour[at(l.x, y)] += glm::min(light_of(l, y), Vec3(brightest)) * l.share;
}

// Where everything in a pixel is out of focus, its neighbours' rays are as good as its own.
void LensPass::soften(std::vector<Vec3>& colour) const {
  const std::vector<Vec3> grainy = colour;
  tbb::parallel_for(tbb::blocked_range<int>(0, height_, 4), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin(); y != rows.end(); ++y)
      for (int x = 0; x < width_; ++x) {
        const float soft = soft_[at(x, y)];
        if (soft < 1.2f) continue;
        const int radius = soft < 2.5f ? 1 : soft < 6.f ? 2 : 3;
        const float inverse = 1.f / (0.5f * static_cast<float>(radius * radius) + 0.2f);
        Vec3 sum(0.f);
        float total = 0;
        for (int j = -radius; j <= radius; ++j)
          for (int i = -radius; i <= radius; ++i) {
            const int nx = x + i, ny = y + j;
            if (nx < 0 || ny < 0 || nx >= width_ || ny >= height_) continue;
            const float d2 = static_cast<float>(i * i + j * j), other = soft_[at(nx, ny)];
            if (other * other < d2) continue;
            const float w = 1.f / (1.f + d2 * inverse) * saturate(other * 0.8f);
            sum += grainy[at(nx, ny)] * w;
            total += w;
          }
        if (total > 0.f) colour[at(x, y)] = sum * (1.f / total);
      }
  });
}

bool LensPass::render(std::vector<Vec3>& colour, std::vector<float>& alpha, Progress& progress) {
  prepare();
  find_busy_tiles();
  colour.resize(seen_.size());
  alpha.resize(seen_.size());
  tbb::parallel_for(tbb::blocked_range<int>(0, height_, 2), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin(); y != rows.end(); ++y) {
      if (progress.cancelled()) return;
      render_row(y, colour, alpha);
    }
  });
  if (progress.cancelled()) return false;
  soften(colour);
  return true;
}

}  // namespace auteur::render
