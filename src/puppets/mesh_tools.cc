#include "mesh_tools.h"

#include <map>
#include <tuple>

namespace auteur::puppets {
namespace {
std::uint32_t count(const Shape& s) { return static_cast<std::uint32_t>(s.positions.size()); }
Vec3 unit(Vec3 v, Vec3 otherwise = {0, 1, 0}) {
  const float l = glm::length(v);
  return l > 1e-9f ? v / l : otherwise;
}
}  // namespace

void split_at_zero(Shape& shape, std::vector<float> level, const std::function<void(std::uint32_t, std::uint32_t, float)>& made) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> cut;
  const auto crosses = [&](std::uint32_t a, std::uint32_t b) { return (level[a] < 0) != (level[b] < 0); };
  const auto middle = [&](std::uint32_t a, std::uint32_t b) {
    // Ordered by place, not by number: two meshes that share this edge must cut it at the same bits.
    const Vec3 pa = shape.positions[a], pb = shape.positions[b];
    if (std::tie(pb.x, pb.y, pb.z) < std::tie(pa.x, pa.y, pa.z)) std::swap(a, b);
    const auto [it, fresh] = cut.try_emplace({a, b}, count(shape));
    if (fresh) {
      const float t = std::clamp(level[a] / (level[a] - level[b]), 0.03f, 0.97f);
      shape.positions.push_back(glm::mix(shape.positions[a], shape.positions[b], t));
      shape.normals.push_back(unit(glm::mix(shape.normals[a], shape.normals[b], t), shape.normals[a]));
      level.push_back(0);
      if (made) made(a, b, t);
    }
    return it->second;
  };
  std::vector<glm::uvec3> out;
  out.reserve(shape.triangles.size() + 64);
  for (const glm::uvec3 t : shape.triangles) {
    int k = 0;  // the corner alone on its side
    while (k < 3 && !(crosses(t[k], t[(k + 1) % 3]) && crosses(t[k], t[(k + 2) % 3]))) ++k;
    if (k == 3) {
      out.push_back(t);
      continue;
    }
    const std::uint32_t a = t[k], b = t[(k + 1) % 3], c = t[(k + 2) % 3], ab = middle(a, b), ac = middle(a, c);
    out.emplace_back(a, ab, ac);
    out.emplace_back(ab, b, c);
    out.emplace_back(ab, c, ac);
  }
  shape.triangles = std::move(out);
}

void compact(Shape& shape) {
  std::vector<std::uint32_t> now(shape.positions.size(), ~0u);
  Shape out;
  for (glm::uvec3 t : shape.triangles) {
    for (int k = 0; k < 3; ++k) {
      if (now[t[k]] == ~0u) {
        now[t[k]] = count(out);
        out.positions.push_back(shape.positions[t[k]]);
        out.normals.push_back(shape.normals[t[k]]);
      }
      t[k] = now[t[k]];
    }
    out.triangles.push_back(t);
  }
  shape = std::move(out);
}

void drop_hidden(Shape& shape, const std::function<bool(Vec3)>& hidden) {
  std::vector<std::uint8_t> gone(shape.positions.size());
  tbb::parallel_for(std::size_t{0}, gone.size(), [&](std::size_t i) { gone[i] = hidden(shape.positions[i]) ? 1 : 0; });
  std::erase_if(shape.triangles, [&](const glm::uvec3& t) { return gone[t.x] && gone[t.y] && gone[t.z]; });
  compact(shape);
}

void scale(Shape& shape, float s) {
  for (Vec3& p : shape.positions) p *= s;
}

void transform(Shape& shape, const Mat4& m) {
  const Mat3 turn(m);
  for (Vec3& p : shape.positions) p = Vec3(m * Vec4(p, 1));
  for (Vec3& n : shape.normals) n = unit(turn * n);
}

Shape mirror_x(const Shape& shape) {
  Shape out = shape;
  for (Vec3& p : out.positions) p.x = -p.x;
  for (Vec3& n : out.normals) n.x = -n.x;
  for (glm::uvec3& t : out.triangles) std::swap(t.y, t.z);
  return out;
}

Shape joined(const Shape& a, const Shape& b) {
  Shape out = a;
  out.positions.insert(out.positions.end(), b.positions.begin(), b.positions.end());
  out.normals.insert(out.normals.end(), b.normals.begin(), b.normals.end());
  for (const glm::uvec3 t : b.triangles) out.triangles.push_back(t + count(a));
  return out;
}

Shape turned(const std::vector<Vec2>& profile, int segments) {
  Shape out;
  const int rings = static_cast<int>(profile.size());
  for (int r = 0; r < rings; ++r) {
    const auto at = [&](int i) { return profile[static_cast<std::size_t>(std::clamp(i, 0, rings - 1))]; };
    const Vec2 along = at(r + 1) - at(r - 1);
    Vec2 n(-along.y, along.x);
    n = glm::length(n) > 1e-9f ? glm::normalize(n) : Vec2(0, 1);
    if (at(r).x < 1e-7f) n = Vec2(0, n.y >= 0 ? 1 : -1);
    for (int s = 0; s < segments; ++s) {
      const float a = 2 * kPi * static_cast<float>(s) / static_cast<float>(segments);
      out.positions.emplace_back(at(r).x * std::sin(a), at(r).y, at(r).x * std::cos(a));
      out.normals.emplace_back(n.x * std::sin(a), n.y, n.x * std::cos(a));
    }
  }
  for (int r = 0; r + 1 < rings; ++r)
    for (int s = 0; s < segments; ++s) {
      const auto id = [&](int i, int j) { return static_cast<std::uint32_t>(i * segments + j % segments); };
      if (profile[static_cast<std::size_t>(r)].x > 1e-7f) out.triangles.emplace_back(id(r, s), id(r + 1, s), id(r, s + 1));
      if (profile[static_cast<std::size_t>(r + 1)].x > 1e-7f) out.triangles.emplace_back(id(r, s + 1), id(r + 1, s), id(r + 1, s + 1));
    }
  return out;
}

Shape tube(const std::vector<Vec3>& path, const std::vector<Vec2>& radii, Vec3 up, int segments, bool loop) {
  Shape out;
  const int n = static_cast<int>(path.size());
  const auto at = [&](int i) { return path[static_cast<std::size_t>(loop ? (i + n) % n : std::clamp(i, 0, n - 1))]; };
  for (int i = 0; i < n; ++i) {
    const Vec3 along = unit(at(i + 1) - at(i - 1)), side = unit(glm::cross(up, along)), top = glm::cross(along, side);
    const Vec2 r = radii[std::min(static_cast<std::size_t>(i), radii.size() - 1)];
    for (int s = 0; s < segments; ++s) {
      const float a = 2 * kPi * static_cast<float>(s) / static_cast<float>(segments);
      out.positions.push_back(at(i) + side * (r.x * std::cos(a)) + top * (r.y * std::sin(a)));
      out.normals.push_back(unit(side * (std::cos(a) / r.x) + top * (std::sin(a) / r.y)));
    }
  }
  const int faces = loop ? n : n - 1;
  const auto id = [&](int i, int s) { return static_cast<std::uint32_t>((i % n) * segments + s % segments); };
  for (int i = 0; i < faces; ++i)
    for (int s = 0; s < segments; ++s) {
      out.triangles.emplace_back(id(i, s), id(i, s + 1), id(i + 1, s));
      out.triangles.emplace_back(id(i, s + 1), id(i + 1, s + 1), id(i + 1, s));
    }
  if (!loop)
    for (int end = 0; end < 2; ++end) {
      const int i = end == 0 ? 0 : n - 1;
      const std::uint32_t tip = count(out);
      const Vec3 out_dir = unit(at(i) - at(end == 0 ? 1 : n - 2));
      out.positions.push_back(at(i) + out_dir * (0.5f * radii[std::min(static_cast<std::size_t>(i), radii.size() - 1)].x));
      out.normals.push_back(out_dir);
      for (int s = 0; s < segments; ++s) {
        if (end == 0) out.triangles.emplace_back(tip, id(i, s + 1), id(i, s));
        else out.triangles.emplace_back(tip, id(i, s), id(i, s + 1));
      }
    }
  return out;
}

Shape pebble(Vec3 centre, Vec3 radii, int rings, int segments) {
  std::vector<Vec2> profile;
  for (int r = 0; r <= rings; ++r) {
    const float a = kPi * static_cast<float>(r) / static_cast<float>(rings);
    profile.emplace_back(r == 0 || r == rings ? 0.f : std::sin(a), std::cos(a));
  }
  Shape out = turned(profile, segments);
  for (std::size_t i = 0; i < out.positions.size(); ++i) {
    out.normals[i] = unit(out.positions[i] / radii);
    out.positions[i] = centre + out.positions[i] * radii;
  }
  return out;
}

std::uint16_t add_material(scene::Mesh& mesh, const scene::Material& material) {
  mesh.materials.push_back(material);
  return static_cast<std::uint16_t>(mesh.materials.size() - 1);
}

void append(scene::Mesh& mesh, const Shape& shape, std::uint16_t material) {
  append(mesh, shape, [material](Vec3) { return material; });
}

void append(scene::Mesh& mesh, const Shape& shape, const std::function<std::uint16_t(Vec3)>& material_at) {
  const auto base = static_cast<std::uint32_t>(mesh.positions.size());
  mesh.positions.insert(mesh.positions.end(), shape.positions.begin(), shape.positions.end());
  mesh.normals.insert(mesh.normals.end(), shape.normals.begin(), shape.normals.end());
  for (const glm::uvec3 t : shape.triangles) {
    mesh.triangles.push_back(t + base);
    mesh.triangle_material.push_back(material_at((shape.positions[t.x] + shape.positions[t.y] + shape.positions[t.z]) / 3.f));
  }
}

}  // namespace auteur::puppets
