#include "surface.h"

#include <array>
#include <cstring>

namespace auteur::render {
namespace {

constexpr int kPeriod = 64, kRow = kPeriod + 2;  // a row ends with its own beginning: two neighbours are one load

// One table instead of hashing: four loads a lookup.
struct NoiseVolume {
  std::array<std::int16_t, kRow * kPeriod * kPeriod> value;
  NoiseVolume() {
    for (int row = 0; row < kPeriod * kPeriod; ++row)
      for (int x = 0; x < kRow; ++x) {
        const auto cell = static_cast<std::uint32_t>(row * kPeriod + (x & (kPeriod - 1)));
        value[static_cast<std::size_t>(row * kRow + x)] = static_cast<std::int16_t>(static_cast<int>(hash32(cell * 2654435761u + 17u) >> 16) - 32768);
      }
  }
};
const NoiseVolume& volume() {
  static const NoiseVolume v;
  return v;
}

// Four points at once: a relief is measured at a point and two neighbours.
using I4 = int __attribute__((vector_size(16)));
struct P4 {
  F4 x, y, z;
  P4 operator*(float s) const { return {x * s, y * s, z * s}; }
  P4 operator*(Vec3 s) const { return {x * s.x, y * s.y, z * s.z}; }
  P4 operator+(Vec3 s) const { return {x + s.x, y + s.y, z + s.z}; }
  P4 operator+(F4 s) const { return {x + s, y + s, z + s}; }
};
F4 to_float(I4 v) { return __builtin_convertvector(v, F4); }
I4 floor_int(F4 v) {
  const I4 t = __builtin_convertvector(v, I4);
  return t + (to_float(t) > v);  // a true comparison is -1
}
F4 select(I4 mask, F4 a, F4 b) { return reinterpret_cast<F4>((reinterpret_cast<I4>(a) & mask) | (reinterpret_cast<I4>(b) & ~mask)); }
F4 magnitude(F4 v) { return select(v < 0.f, -v, v); }
F4 smooth4(float low, float high, F4 v) {
  F4 t = (v - low) * (1.f / (high - low));
  t = select(t < 0.f, f4(0.f), select(t > 1.f, f4(1.f), t));
  return t * t * (3.f - 2.f * t);
}
F4 sin4(F4 v) { return F4{std::sin(v[0]), std::sin(v[1]), std::sin(v[2]), std::sin(v[3])}; }

F4 noise4(const P4& p) {
  const std::int16_t* table = volume().value.data();
  const I4 xi = floor_int(p.x), yi = floor_int(p.y), zi = floor_int(p.z);
  F4 u = p.x - to_float(xi), w = p.y - to_float(yi), t = p.z - to_float(zi);
  u = u * u * (3.f - 2.f * u);
  w = w * w * (3.f - 2.f * w);
  t = t * t * (3.f - 2.f * t);
  const I4 x0 = xi & 63, y0 = (yi & 63) * kRow, y1 = ((yi + 1) & 63) * kRow, z0 = (zi & 63) * (kRow * kPeriod), z1 = ((zi + 1) & 63) * (kRow * kPeriod);
  const auto pair = [&](I4 i, F4& low, F4& high) {
    I4 both;
    for (int k = 0; k < 4; ++k) {
      int v;
      std::memcpy(&v, table + i[k], 4);
      both[k] = v;
    }
    low = to_float((both << 16) >> 16);
    high = to_float(both >> 16);
  };
  F4 a, b, c, d, e, f, g, h;
  pair(z0 + y0 + x0, a, b);
  pair(z0 + y1 + x0, c, d);
  pair(z1 + y0 + x0, e, f);
  pair(z1 + y1 + x0, g, h);
  const F4 near_plane = (a + (b - a) * u) * (1.f - w) + (c + (d - c) * u) * w;
  const F4 far_plane = (e + (f - e) * u) * (1.f - w) + (g + (h - g) * u) * w;
  return (near_plane + (far_plane - near_plane) * t) * (1.f / 32768.f);
}

// Share of a pattern of this wavelength that survives the pixel footprint.
float keep(float wavelength, float footprint) { return 1.f - smooth(0.25f * wavelength, 0.7f * wavelength, footprint); }

Vec2 planar(Vec3 p, Vec3 n) {
  const Vec3 a = glm::abs(n);
  if (a.y >= a.x && a.y >= a.z) return {p.x, p.z};
  if (a.x >= a.z) return {p.z, p.y};
  return {p.x, p.y};
}
float line(float v, float half_width, float soft) {  // 1 on lines at whole numbers
  const float d = std::fabs(v - std::round(v));
  return 1.f - smooth(half_width, half_width + soft, d);
}
float cell_tone(float x, float y) {
  return unit_float(hash32(static_cast<std::uint32_t>(static_cast<int>(std::floor(x))) * 73856093u ^ static_cast<std::uint32_t>(static_cast<int>(std::floor(y))) * 19349663u)) * 2.f - 1.f;
}

struct Q4 {
  F4 x, y;
  Q4 operator*(float s) const { return {x * s, y * s}; }
};
Q4 planar4(const P4& p, Vec3 n) {
  const Vec3 a = glm::abs(n);
  if (a.y >= a.x && a.y >= a.z) return {p.x, p.z};
  if (a.x >= a.z) return {p.z, p.y};
  return {p.x, p.y};
}
F4 larger(F4 a, F4 b) { return select(a > b, a, b); }
F4 line4(F4 v, float half_width, float soft) { return 1.f - smooth4(half_width, half_width + soft, magnitude(v - to_float(floor_int(v + 0.5f)))); }

// The relief of a pattern, in metres, at four points with the same normal.
F4 height_of(scene::Pattern pattern, const P4& p, Vec3 n, float footprint) {
  using scene::Pattern;
  switch (pattern) {
    case Pattern::kClay: {
      F4 h = noise4(p * 38.f) * 0.0016f;
      const float k = keep(0.004f, footprint);
      if (k > 0.f) {  // finger prints: rings that follow a slow field, only where a thumb pressed
        const F4 field = noise4(p * 22.f + Vec3(9.f));
        h += k * 0.00010f * sin4(field * 26.f) * smooth4(0.0f, 0.5f, noise4(p * 16.f + Vec3(31.f)));
        h += k * noise4(p * 130.f) * 0.00022f;
      }
      return h;
    }
    case Pattern::kPlaster: return (noise4(p * 7.f) * 0.0020f + noise4(p * 31.f + Vec3(5.f)) * 0.0009f) + keep(0.012f, footprint) * noise4(p * 95.f) * 0.00035f;
    case Pattern::kStone: return noise4(p * 6.f) * 0.004f + noise4(p * 23.f) * 0.0016f + keep(0.012f, footprint) * noise4(p * 90.f) * 0.0005f;
    case Pattern::kBark: {
      const F4 warp = noise4(p * Vec3(7.f, 2.f, 7.f));
      return magnitude(noise4(p * Vec3(30.f, 5.f, 30.f) + warp * 2.f)) * -0.008f + noise4(p * 60.f) * 0.001f;
    }
    case Pattern::kFabric: {
      const Q4 q = planar4(p, n) * (1.f / 0.0042f);
      const float k = keep(0.0042f, footprint);
      F4 h = noise4(p * 20.f) * 0.0006f;
      if (k > 0.f) h += k * 0.00030f * sin4(q.x * kPi * 2.f) * sin4(q.y * kPi * 2.f);
      return h;
    }
    case Pattern::kBrick: {
      const Q4 q = planar4(p, n);
      const F4 row = q.y * (1.f / 0.075f), col = q.x * (1.f / 0.23f) + 0.5f * to_float(floor_int(row) & 1);
      const F4 mortar = larger(line4(row, 0.07f, 0.05f), line4(col, 0.025f, 0.02f));
      return -0.006f * mortar * keep(0.05f, footprint) + noise4(p * 60.f) * 0.0008f;
    }
    case Pattern::kTiles: {
      const Q4 q = planar4(p, n) * (1.f / 0.2f);
      return -0.0012f * larger(line4(q.x, 0.008f, 0.014f), line4(q.y, 0.008f, 0.014f)) * keep(0.02f, footprint) + noise4(p * 9.f) * 0.00015f;
    }
    case Pattern::kWater: return noise4(p * Vec3(0.7f, 1.f, 1.6f)) * 0.11f + keep(0.35f, footprint) * noise4(p * Vec3(2.3f, 1.f, 4.1f)) * 0.022f + keep(0.1f, footprint) * noise4(p * Vec3(7.f, 1.f, 10.f) + Vec3(3.f)) * 0.005f;
    case Pattern::kAsphalt: return noise4(p * 12.f) * 0.001f + keep(0.012f, footprint) * noise4(p * 110.f) * 0.0011f;
    case Pattern::kSand: return noise4(p * Vec3(3.f, 3.f, 11.f) + noise4(p * 1.3f) * 2.f) * 0.006f + keep(0.012f, footprint) * noise4(p * 100.f) * 0.0004f;
    case Pattern::kSnow: return noise4(p * 2.5f) * 0.012f + noise4(p * 14.f) * 0.0018f;
    case Pattern::kGrass: return noise4(p * 5.f) * 0.010f + keep(0.03f, footprint) * noise4(p * Vec3(45.f, 20.f, 45.f)) * 0.008f;
    case Pattern::kHair: return noise4(p * Vec3(120.f, 14.f, 120.f)) * 0.0006f * keep(0.008f, footprint) + noise4(p * Vec3(40.f, 9.f, 40.f)) * 0.0010f;
    case Pattern::kWood: return keep(0.006f, footprint) * noise4(p * Vec3(200.f, 12.f, 200.f)) * 0.00006f;
    case Pattern::kPaper: return noise4(p * 60.f) * 0.00008f;
    case Pattern::kLeaf: return noise4(p * 24.f) * 0.0007f;
    case Pattern::kMetal: case Pattern::kPlain: break;
  }
  return f4(0.f);
}

float relief_step(scene::Pattern pattern) {
  switch (pattern) {
    case scene::Pattern::kWater: case scene::Pattern::kSnow: return 0.01f;
    case scene::Pattern::kBark: case scene::Pattern::kStone: case scene::Pattern::kBrick: case scene::Pattern::kGrass: case scene::Pattern::kSand: return 0.002f;
    case scene::Pattern::kFabric: return 0.0007f;
    default: return 0.0012f;
  }
}

struct Colouring {
  Vec3 tint{1.f};      // multiplies the albedo
  float gloss = 0;     // added to the roughness
};

Colouring colour_of(scene::Pattern pattern, Vec3 p, Vec3 n, float footprint) {
  using scene::Pattern;
  Colouring c;
  switch (pattern) {
    case Pattern::kClay: {
      const float slow = noise(p * 9.f), mid = noise(p * 34.f + Vec3(7.f));
      c.tint = Vec3(1.f) + Vec3(0.10f, 0.05f, 0.03f) * slow + Vec3(0.06f) * mid;
      c.gloss = 0.10f * mid;
      break;
    }
    case Pattern::kWood: {
      // Boards run along the longer horizontal axis; rings are stretched noise cut by a sine.
      const Vec3 a = glm::abs(n);
      const Vec3 q = a.x > a.z && a.x > a.y ? Vec3(p.z, p.y, p.x) : p;
      const Vec3 s = a.y > 0.6f ? Vec3(q.x * 1.1f, q.y * 9.f, q.z * 9.f) : Vec3(q.x * 9.f, q.y * 1.1f, q.z * 9.f);
      const float warp = noise(s * 0.55f) * 1.7f + noise(s * 1.9f + Vec3(3.f)) * 0.35f;
      const float rings = std::sin((warp * 2.2f + (a.y > 0.6f ? q.z : q.x) * 9.f) * 6.f);
      const float k = keep(0.03f, footprint), fine = keep(0.006f, footprint) * noise(s * Vec3(7.f, 22.f, 22.f));
      c.tint = Vec3(1.f) + Vec3(0.16f, 0.20f, 0.24f) * (rings * 0.55f * k) + Vec3(0.20f, 0.23f, 0.26f) * (0.5f * noise(s * 0.3f)) + Vec3(0.14f) * fine;
      c.gloss = -0.06f * rings * k + 0.05f * fine;
      break;
    }
    case Pattern::kPlaster: c.tint = Vec3(1.f) + Vec3(0.055f, 0.05f, 0.045f) * noise(p * 2.1f) + Vec3(0.045f) * noise(p * 11.f) + Vec3(0.05f * keep(0.01f, footprint)) * noise(p * 80.f); break;
    case Pattern::kFabric: {
      const Vec2 q = planar(p, n) * (1.f / 0.0042f);
      const float k = keep(0.0042f, footprint);
      const float weave = k > 0.f ? k * std::sin(q.x * kPi * 2.f) * std::sin(q.y * kPi * 2.f) : 0.f;
      c.tint = Vec3(1.f + 0.16f * weave + 0.09f * noise(p * 13.f) + 0.05f * noise(p * 60.f) + 0.10f * keep(0.009f, footprint) * noise(p * Vec3(150.f, 30.f, 150.f)));
      break;
    }
    case Pattern::kStone: c.tint = Vec3(1.f) + Vec3(0.18f, 0.16f, 0.13f) * noise(p * 2.6f) + Vec3(0.14f) * noise(p * 17.f) + Vec3(0.12f * keep(0.012f, footprint)) * noise(p * 85.f); break;
    case Pattern::kTiles: {
      const Vec2 q = planar(p, n) * (1.f / 0.2f);
      const float joint = std::max(line(q.x, 0.010f, 0.008f), line(q.y, 0.010f, 0.008f)) * keep(0.03f, footprint);
      c.tint = Vec3((1.f + 0.09f * cell_tone(q.x, q.y) + 0.05f * noise(p * 15.f)) * (1.f - 0.5f * joint));
      c.gloss = 0.5f * joint;
      break;
    }
    case Pattern::kGrass: {
      const float tuft = noise(p * Vec3(38.f, 12.f, 38.f)) * keep(0.05f, footprint);
      c.tint = Vec3(1.f) + Vec3(0.30f, 0.19f, 0.09f) * (0.7f * noise(p * 0.45f) + 0.3f * noise(p * 3.1f)) + Vec3(0.26f) * tuft;
      break;
    }
    case Pattern::kSand: c.tint = Vec3(1.f) + Vec3(0.08f, 0.08f, 0.07f) * noise(p * 3.f) + Vec3(0.14f * keep(0.01f, footprint)) * noise(p * 100.f); break;
    case Pattern::kAsphalt: {
      const float patch = smooth(0.15f, 0.45f, noise(p * 0.7f));
      c.tint = Vec3(1.f + 0.14f * noise(p * 1.7f) - 0.12f * patch + 0.34f * keep(0.014f, footprint) * noise(p * 75.f));
      c.gloss = -0.1f * patch;
      break;
    }
    case Pattern::kBrick: {
      const Vec2 q = planar(p, n);
      const float row = q.y / 0.075f, col = q.x / 0.23f + 0.5f * (std::floor(row) - 2.f * std::floor(row * 0.5f));
      const float mortar = std::max(line(row, 0.07f, 0.05f), line(col, 0.025f, 0.02f)) * keep(0.08f, footprint);
      const float tone = cell_tone(col, row) * keep(0.2f, footprint);
      c.tint = glm::mix(Vec3(1.f) + Vec3(0.22f, 0.16f, 0.14f) * tone + Vec3(0.12f) * noise(p * 24.f), Vec3(1.15f, 1.35f, 1.45f), mortar);
      break;
    }
    case Pattern::kBark: c.tint = Vec3(1.f) + Vec3(0.35f, 0.30f, 0.25f) * noise(p * Vec3(28.f, 5.f, 28.f)) + Vec3(0.15f) * noise(p * 3.f); break;
    case Pattern::kLeaf: {
      const Vec2 q = planar(p, n);
      const float vein = std::max(line(q.x * 18.f, 0.03f, 0.05f), 0.6f * line((q.y + std::fabs(fract(q.x * 18.f) - 0.5f) * 0.03f) * 90.f, 0.10f, 0.12f)) * keep(0.012f, footprint);
      c.tint = (Vec3(1.f) + Vec3(0.28f, 0.16f, 0.10f) * noise(p * 6.f) + Vec3(0.12f, 0.09f, 0.05f) * noise(p * 33.f)) * (1.f + 0.28f * vein);
      c.gloss = 0.1f * vein;
      break;
    }
    case Pattern::kPaper: c.tint = Vec3(1.f + 0.03f * noise(p * 40.f) + 0.025f * noise(p * 6.f)); break;
    case Pattern::kMetal: {
      const float brushed = noise(p * Vec3(6.f, 240.f, 6.f)) * keep(0.004f, footprint);
      c.tint = Vec3(1.f + 0.05f * brushed + 0.07f * noise(p * 5.f));
      c.gloss = 0.10f * noise(p * 12.f) + 0.08f * brushed;
      break;
    }
    case Pattern::kHair: {
      const float strand = noise(p * Vec3(140.f, 10.f, 140.f)) * keep(0.007f, footprint);
      c.tint = Vec3(1.f + 0.22f * noise(p * Vec3(34.f, 7.f, 34.f)) + 0.28f * strand);
      c.gloss = -0.1f * strand;
      break;
    }
    case Pattern::kSnow: c.tint = Vec3(1.f) + Vec3(0.03f, 0.02f, 0.0f) * noise(p * 3.f) + Vec3(0.04f * keep(0.01f, footprint)) * noise(p * 120.f); break;
    case Pattern::kWater: case Pattern::kPlain: break;
  }
  return c;
}

float from_srgb(std::uint8_t v) {
  static const auto table = [] {
    std::array<float, 256> t{};
    for (std::size_t i = 0; i < 256; ++i) {
      const float c = static_cast<float>(i) / 255.f;
      t[i] = c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
    }
    return t;
  }();
  return table[v];
}

// Bilinear, repeated; rgb linear, alpha as is.
F4 sample_texture(const scene::Texture& t, Vec2 uv) {
  const std::size_t need = static_cast<std::size_t>(std::max(t.width, 0)) * static_cast<std::size_t>(std::max(t.height, 0)) * 4;
  if (need == 0 || t.rgba.size() < need || !std::isfinite(uv.x) || !std::isfinite(uv.y)) return f4(1.f);
  const float x = fract(uv.x) * static_cast<float>(t.width) - 0.5f, y = (1.f - fract(uv.y)) * static_cast<float>(t.height) - 0.5f;
  const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(x0), fy = y - static_cast<float>(y0);
  const auto at = [&](int xi, int yi) {
    xi = ((xi % t.width) + t.width) % t.width;
    yi = ((yi % t.height) + t.height) % t.height;
    const std::uint8_t* p = &t.rgba[(static_cast<std::size_t>(yi) * static_cast<std::size_t>(t.width) + static_cast<std::size_t>(xi)) * 4];
    return F4{from_srgb(p[0]), from_srgb(p[1]), from_srgb(p[2]), static_cast<float>(p[3]) / 255.f};
  };
  const F4 top = at(x0, y0) * (1.f - fx) + at(x0 + 1, y0) * fx, bottom = at(x0, y0 + 1) * (1.f - fx) + at(x0 + 1, y0 + 1) * fx;
  return top * (1.f - fy) + bottom * fy;
}

}  // namespace

Vec3 mirrored_share(Vec3 f0, float roughness, float cosine) {
  const float x = 1.f - roughness, y = 0.0425f - 0.0275f * roughness;
  const float a = std::min(x * x, std::exp2(-9.28f * cosine)) * x + y;
  return f0 * (-1.04f * a + 1.04f - 0.572f * roughness) + Vec3(std::max(1.04f * a - 0.04f + 0.022f * roughness, 0.f));
}

float noise(Vec3 p) {
  const std::int16_t* table = volume().value.data();
  const float fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
  const int x = static_cast<int>(fx), y = static_cast<int>(fy), z = static_cast<int>(fz);
  float u = p.x - fx, w = p.y - fy, t = p.z - fz;
  u = u * u * (3.f - 2.f * u);
  w = w * w * (3.f - 2.f * w);
  t = t * t * (3.f - 2.f * t);
  const int x0 = x & 63, y0 = (y & 63) * kRow, y1 = ((y + 1) & 63) * kRow, z0 = (z & 63) * (kRow * kPeriod), z1 = ((z + 1) & 63) * (kRow * kPeriod);
  const auto along = [&](int i) {
    const auto a = static_cast<float>(table[i]), b = static_cast<float>(table[i + 1]);
    return a + (b - a) * u;
  };
  const float near_plane = along(z0 + y0 + x0) * (1.f - w) + along(z0 + y1 + x0) * w;
  const float far_plane = along(z1 + y0 + x0) * (1.f - w) + along(z1 + y1 + x0) * w;
  return (near_plane + (far_plane - near_plane) * t) * (1.f / 32768.f);
}

Surface evaluate(const scene::Material& m, Vec3 object, Vec3 object_normal, Vec3 normal, const Mat3& world_from_object, Vec2 uv, float footprint) {
  Surface s;
  s.albedo = m.albedo;
  s.normal = normal;
  s.specular = saturate(m.specular);
  s.metallic = saturate(m.metallic);
  s.sheen = saturate(m.sheen);
  s.opacity = saturate(m.opacity);
  s.emission = m.emission;
  float roughness = m.roughness;
  const bool solid = m.pattern == scene::Pattern::kClay || m.pattern == scene::Pattern::kHair || m.pattern == scene::Pattern::kSnow || m.pattern == scene::Pattern::kStone;
  (solid ? s.wrap : s.translucency) = saturate(m.translucency);
  if (m.texture) {
    const F4 t = sample_texture(*m.texture, uv);
    s.albedo *= vec3(t);
    s.opacity *= t[3];
  }
  const float strength = m.pattern_strength;
  if (m.pattern != scene::Pattern::kPlain && strength > 0.f) {
    const float inverse = 1.f / std::max(m.pattern_scale, 1e-3f);
    const Vec3 p = object * inverse;
    const float f = footprint * inverse;
    const Colouring c = colour_of(m.pattern, p, object_normal, f);
    s.albedo *= glm::max(Vec3(1.f) + (c.tint - Vec3(1.f)) * (2.f * strength), Vec3(0.05f));
    roughness += c.gloss * strength;
    const float step = std::max(relief_step(m.pattern), f);
    // Waves are seen from afar; those too fine for a pixel blur what the water mirrors, or far shores would stand on their
    // heads in it like in a looking-glass.
    const bool water = m.pattern == scene::Pattern::kWater;
    if (water) roughness += 0.35f * std::min(1.f, 2.f * strength) * smooth(0.01f, 0.3f, f);
    if (step < (water ? 0.35f : 0.02f)) {
      Vec3 t, b;
      basis(object_normal, t, b);
      const Vec3 along = p + t * step, across = p + b * step;
      const F4 h = height_of(m.pattern, {F4{p.x, along.x, across.x, p.x}, F4{p.y, along.y, across.y, p.y}, F4{p.z, along.z, across.z, p.z}}, object_normal, f);
      const float k = -2.f * strength / step;
      const Vec3 slope = (t * (h[1] - h[0]) + b * (h[2] - h[0])) * k;
      const Vec3 bent = normal + world_from_object * slope;
      s.normal = unit_or(bent, normal);
    }
  }
  s.albedo = glm::clamp(s.albedo, Vec3(0.f), Vec3(1.f));
  s.roughness = std::clamp(roughness, 0.03f, 1.f);
  return s;
}

}  // namespace auteur::render
