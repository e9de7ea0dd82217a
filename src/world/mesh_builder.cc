#include "mesh_builder.h"

#include <cmath>
#include <map>
#include <unordered_map>

#include <glm/gtc/matrix_transform.hpp>

#include "auteur/base/random.h"

namespace auteur::world {
namespace {

float linear_of(float c) { return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f); }

struct CellKey {
  std::int64_t a = 0, b = 0, c = 0;
  bool operator==(const CellKey&) const = default;
};
struct CellHash {
  std::size_t operator()(const CellKey& k) const {
    return static_cast<std::size_t>(mix(static_cast<std::uint64_t>(k.a), static_cast<std::uint64_t>(k.b), static_cast<std::uint64_t>(k.c)));
  }
};
std::int64_t quantised(float v, float scale) { return std::llround(static_cast<double>(v) * static_cast<double>(scale)); }

}  // namespace

Vec3 linear_of_srgb(Vec3 c) { return {linear_of(c.x), linear_of(c.y), linear_of(c.z)}; }

Vec3 linear_of_hex(const std::string& hex) {
  if (hex.size() != 7 || hex[0] != '#') return Vec3(0.2f);
  int v[6];
  for (std::size_t i = 0; i < 6; ++i) {
    const char c = hex[i + 1];
    v[i] = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 8;
  }
  const auto byte = [&](int i) { return static_cast<float>(v[i] * 16 + v[i + 1]) / 255.f; };
  return linear_of_srgb({byte(0), byte(2), byte(4)});
}

Mat4 moved(Vec3 to, float yaw, Vec3 scale) {
  return glm::scale(glm::rotate(glm::translate(Mat4(1.f), to), yaw, Vec3(0, 1, 0)), scale);
}

namespace {

// Makes neighbouring faces of each connected part run the same way round, then turns closed parts inside out if their
// volume is negative. `ids` are the welded positions of the corners.
void fix_windings(const scene::Mesh& mesh, const std::vector<std::uint32_t>& weld, std::vector<glm::uvec3>& faces) {
  const std::size_t n = faces.size();
  std::unordered_map<std::uint64_t, std::array<std::int32_t, 3>> edges;  // count, two faces
  edges.reserve(n * 2);
  const auto edge_key = [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t p = weld[a], q = weld[b];
    return (static_cast<std::uint64_t>(std::min(p, q)) << 32) | std::max(p, q);
  };
  for (std::size_t f = 0; f < n; ++f)
    for (int k = 0; k < 3; ++k) {
      auto& e = edges.try_emplace(edge_key(faces[f][k], faces[f][(k + 1) % 3]), std::array<std::int32_t, 3>{0, -1, -1}).first->second;
      if (e[0] < 2) e[static_cast<std::size_t>(e[0]) + 1] = static_cast<std::int32_t>(f);
      ++e[0];
    }
  std::vector<std::uint8_t> seen(n, 0);
  std::vector<std::uint32_t> part;
  for (std::size_t start = 0; start < n; ++start) {
    if (seen[start]) continue;
    part.assign(1, static_cast<std::uint32_t>(start));
    seen[start] = 1;
    int open = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const std::uint32_t f = part[i];
      for (int k = 0; k < 3; ++k) {
        const std::uint32_t a = faces[f][k], b = faces[f][(k + 1) % 3];
        const auto& e = edges[edge_key(a, b)];
        if (e[0] != 2) { ++open; continue; }
        const std::int32_t g = e[1] == static_cast<std::int32_t>(f) ? e[2] : e[1];
        if (g < 0 || seen[static_cast<std::size_t>(g)]) continue;
        auto& other = faces[static_cast<std::size_t>(g)];
        for (int j = 0; j < 3; ++j)
          if (weld[other[j]] == weld[a] && weld[other[(j + 1) % 3]] == weld[b]) { std::swap(other[1], other[2]); break; }
        seen[static_cast<std::size_t>(g)] = 1;
        part.push_back(static_cast<std::uint32_t>(g));
      }
    }
    if (open * 5 > static_cast<int>(part.size())) continue;  // a sheet has no inside
    double volume = 0;
    const Vec3 origin = mesh.positions[faces[start][0]];
    for (const std::uint32_t f : part) {
      const Vec3 a = mesh.positions[faces[f][0]] - origin, b = mesh.positions[faces[f][1]] - origin, c = mesh.positions[faces[f][2]] - origin;
      volume += static_cast<double>(glm::dot(a, glm::cross(b, c)));
    }
    if (volume < 0)
      for (const std::uint32_t f : part) std::swap(faces[f][1], faces[f][2]);
  }
}

}  // namespace

scene::Mesh repaired(const scene::Mesh& soup, float crease_degrees, bool fix_winding) {
  const Box box = soup.bounds();
  const float extent = std::max({box.size().x, box.size().y, box.size().z, 1e-3f});
  const float scale = 20000.f / extent;
  std::unordered_map<CellKey, std::uint32_t, CellHash> cells;
  cells.reserve(soup.positions.size());
  std::vector<std::uint32_t> weld(soup.positions.size());
  for (std::size_t i = 0; i < soup.positions.size(); ++i) {
    const Vec3 p = soup.positions[i];
    weld[i] = cells.try_emplace({quantised(p.x, scale), quantised(p.y, scale), quantised(p.z, scale)}, static_cast<std::uint32_t>(cells.size())).first->second;
  }
  std::vector<glm::uvec3> faces;
  std::vector<std::uint16_t> face_material;
  for (std::size_t f = 0; f < soup.triangles.size(); ++f) {
    const glm::uvec3 t = soup.triangles[f];
    if (weld[t.x] == weld[t.y] || weld[t.y] == weld[t.z] || weld[t.x] == weld[t.z]) continue;
    faces.push_back(t);
    face_material.push_back(soup.triangle_material[f]);
  }
  if (fix_winding) fix_windings(soup, weld, faces);

  std::vector<Vec3> area_normal(faces.size()), unit_normal(faces.size());
  std::vector<std::uint32_t> first(cells.size() + 1, 0);
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const Vec3 a = soup.positions[faces[f].x], n = glm::cross(soup.positions[faces[f].y] - a, soup.positions[faces[f].z] - a);
    const float length = glm::length(n);
    area_normal[f] = n;
    unit_normal[f] = length > 0 ? n / length : Vec3(0, 1, 0);
    for (int k = 0; k < 3; ++k) ++first[weld[faces[f][k]] + 1];
  }
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  std::vector<std::uint32_t> around(faces.size() * 3), fill(first.begin(), first.end() - 1);
  for (std::size_t f = 0; f < faces.size(); ++f)
    for (int k = 0; k < 3; ++k) around[fill[weld[faces[f][k]]]++] = static_cast<std::uint32_t>(f);

  scene::Mesh out;
  out.materials = soup.materials;
  out.triangle_material = std::move(face_material);
  out.triangles.resize(faces.size());
  const bool has_uv = soup.uv.size() == soup.positions.size();
  const float cos_crease = std::cos(glm::radians(crease_degrees));
  std::unordered_map<CellKey, std::uint32_t, CellHash> corners;
  corners.reserve(faces.size());
  for (std::size_t f = 0; f < faces.size(); ++f)
    for (int k = 0; k < 3; ++k) {
      const std::uint32_t v = faces[f][k], w = weld[v];
      Vec3 n(0.f);
      const std::uint32_t end = std::min(first[w + 1], first[w] + 256);
      for (std::uint32_t i = first[w]; i < end; ++i)
        if (glm::dot(unit_normal[around[i]], unit_normal[f]) >= cos_crease) n += area_normal[around[i]];
      const float length = glm::length(n);
      n = length > 1e-20f ? n / length : unit_normal[f];
      const Vec2 uv = has_uv ? soup.uv[v] : Vec2(0.f);
      const CellKey key{static_cast<std::int64_t>(w), (quantised(n.x, 500) * 4001 + quantised(n.y, 500)) * 4001 + quantised(n.z, 500),
                        quantised(uv.x, 4096) * 1000003 + quantised(uv.y, 4096)};
      const auto [at, fresh] = corners.try_emplace(key, static_cast<std::uint32_t>(out.positions.size()));
      if (fresh) {
        out.positions.push_back(soup.positions[v]);
        out.normals.push_back(n);
        if (has_uv) out.uv.push_back(uv);
      }
      out.triangles[f][k] = at->second;
    }
  return out;
}

float top_at(const scene::Mesh& mesh, float x, float z, float none, float ceiling) {
  float best = -1e30f;
  for (const auto& t : mesh.triangles) {
    const Vec3 a = mesh.positions[t.x], b = mesh.positions[t.y], c = mesh.positions[t.z];
    const float d = (b.z - c.z) * (a.x - c.x) + (c.x - b.x) * (a.z - c.z);
    if (std::abs(d) < 1e-12f) continue;
    const float u = ((b.z - c.z) * (x - c.x) + (c.x - b.x) * (z - c.z)) / d;
    const float v = ((c.z - a.z) * (x - c.x) + (a.x - c.x) * (z - c.z)) / d;
    if (u < 0 || v < 0 || u + v > 1) continue;
    const float y = u * a.y + v * b.y + (1 - u - v) * c.y;
    if (y > best && y <= ceiling) best = y;
  }
  return best > -1e29f ? best : none;
}

void append_mesh(scene::Mesh& to, const scene::Mesh& from, const Mat4& transform) {
  const auto base = static_cast<std::uint32_t>(to.positions.size());
  const Mat3 normal_matrix = glm::transpose(glm::inverse(Mat3(transform)));
  const bool flip = glm::determinant(Mat3(transform)) < 0;
  const bool normals = to.normals.size() == to.positions.size() && (from.normals.size() == from.positions.size());
  const bool uv = from.uv.size() == from.positions.size() || (!to.uv.empty());
  if (uv) to.uv.resize(to.positions.size());
  for (const Vec3 p : from.positions) to.positions.push_back(Vec3(transform * Vec4(p, 1)));
  if (normals) {
    for (const Vec3 n : from.normals) to.normals.push_back(glm::normalize(normal_matrix * n));
  } else {
    to.normals.clear();
  }
  if (uv) {
    if (from.uv.size() == from.positions.size()) to.uv.insert(to.uv.end(), from.uv.begin(), from.uv.end());
    else to.uv.resize(to.positions.size());
  }
  std::vector<std::uint16_t> material(from.materials.size());
  for (std::size_t i = 0; i < from.materials.size(); ++i) {
    const auto& m = from.materials[i];
    std::size_t at = 0;
    while (at < to.materials.size() && !(to.materials[at].name == m.name && to.materials[at].albedo == m.albedo && to.materials[at].texture == m.texture)) ++at;
    if (at == to.materials.size()) to.materials.push_back(m);
    material[i] = static_cast<std::uint16_t>(at);
  }
  for (std::size_t i = 0; i < from.triangles.size(); ++i) {
    glm::uvec3 t = from.triangles[i] + base;
    if (flip) std::swap(t.y, t.z);
    to.triangles.push_back(t);
    to.triangle_material.push_back(material[from.triangle_material[i]]);
  }
}

std::uint16_t MeshBuilder::material(const scene::Material& m) {
  for (std::size_t i = 0; i < mesh_.materials.size(); ++i)
    if (mesh_.materials[i].name == m.name && mesh_.materials[i].albedo == m.albedo) return static_cast<std::uint16_t>(i);
  mesh_.materials.push_back(m);
  return static_cast<std::uint16_t>(mesh_.materials.size() - 1);
}

void MeshBuilder::triangle(Vec3 a, Vec3 b, Vec3 c, std::uint16_t m) {
  const auto base = static_cast<std::uint32_t>(mesh_.positions.size());
  for (const Vec3 p : {a, b, c}) mesh_.positions.push_back(Vec3(transform_ * Vec4(p, 1)));
  if (!mesh_.uv.empty()) mesh_.uv.resize(mesh_.positions.size());
  mesh_.triangles.emplace_back(base, base + 1, base + 2);
  mesh_.triangle_material.push_back(m);
}

void MeshBuilder::quad(Vec3 a, Vec3 b, Vec3 c, Vec3 d, std::uint16_t m) {
  triangle(a, b, c, m);
  triangle(a, c, d, m);
}

void MeshBuilder::block(float x, float y, float z, float w, float h, float d, std::uint16_t m, float bevel) {
  const Vec3 centre(x, y + h / 2, z), half(w / 2, h / 2, d / 2);
  const float r = std::min(bevel, 0.45f * std::min({half.x, half.y, half.z}));
  const auto corner = [&](int s, int axis) {  // corner s (bits: x y z), the copy that lies on the face of `axis`
    Vec3 p;
    for (int k = 0; k < 3; ++k) p[k] = ((s >> k & 1) ? 1.f : -1.f) * (half[k] - (k == axis ? 0 : r));
    return centre + p;
  };
  for (int axis = 0; axis < 3; ++axis) {
    const int u = (axis + 1) % 3, v = (axis + 2) % 3;
    for (int side = 0; side < 2; ++side) {
      const int s = side << axis, su = 1 << u, sv = 1 << v;
      if (side) quad(corner(s, axis), corner(s | su, axis), corner(s | su | sv, axis), corner(s | sv, axis), m);
      else quad(corner(s, axis), corner(s | sv, axis), corner(s | su | sv, axis), corner(s | su, axis), m);
    }
    if (r <= 0) continue;
    for (int k = 0; k < 4; ++k) {  // the four edges along `axis`
      const int e = ((k & 1) << u) | ((k >> 1) << v), f = e | (1 << axis);
      const bool turn_round = (k == 0 || k == 3);
      if (turn_round) quad(corner(e, u), corner(e, v), corner(f, v), corner(f, u), m);
      else quad(corner(e, u), corner(f, u), corner(f, v), corner(e, v), m);
    }
  }
  if (r > 0)
    for (int s = 0; s < 8; ++s) {
      const int bits = (s & 1) + (s >> 1 & 1) + (s >> 2 & 1);
      if (bits % 2) triangle(corner(s, 0), corner(s, 1), corner(s, 2), m);
      else triangle(corner(s, 0), corner(s, 2), corner(s, 1), m);
    }
}

void MeshBuilder::turn(std::span<const Vec2> profile, Vec3 base, std::uint16_t m, int segments) {
  for (int s = 0; s < segments; ++s) {
    const float a0 = 2 * kPi * static_cast<float>(s) / static_cast<float>(segments), a1 = 2 * kPi * static_cast<float>(s + 1) / static_cast<float>(segments);
    const auto at = [&](Vec2 p, float a) { return base + Vec3(p.x * std::sin(a), p.y, p.x * std::cos(a)); };
    for (std::size_t i = 0; i + 1 < profile.size(); ++i) {
      const Vec3 p = at(profile[i], a0), q = at(profile[i], a1), r = at(profile[i + 1], a1), t = at(profile[i + 1], a0);
      if (profile[i].x > 1e-6f) triangle(p, q, r, m);
      if (profile[i + 1].x > 1e-6f) triangle(p, r, t, m);
    }
  }
}

void MeshBuilder::cylinder(Vec3 base, float radius, float height, std::uint16_t m, int segments, float bevel) {
  const float b = std::min(bevel, 0.4f * std::min(radius, height));
  const Vec2 profile[] = {{0, 0}, {radius - b, 0}, {radius, b}, {radius, height - b}, {radius - b, height}, {0, height}};
  turn(profile, base, m, segments);
}

void MeshBuilder::tube(std::span<const Vec3> points, float radius_start, float radius_end, std::uint16_t m, int segments) {
  if (points.size() < 2) return;
  std::vector<Vec3> ring, previous;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vec3 along = glm::normalize(points[std::min(i + 1, points.size() - 1)] - points[i > 0 ? i - 1 : 0]);
    const Vec3 side = glm::normalize(glm::cross(along, std::abs(along.x) < 0.9f ? Vec3(1, 0, 0) : Vec3(0, 0, 1))), up = glm::cross(side, along);
    const float r = glm::mix(radius_start, radius_end, static_cast<float>(i) / static_cast<float>(points.size() - 1));
    ring.clear();
    for (int s = 0; s < segments; ++s) {
      const float a = 2 * kPi * static_cast<float>(s) / static_cast<float>(segments);
      ring.push_back(points[i] + (side * std::cos(a) + up * std::sin(a)) * r);
    }
    for (std::size_t s = 0; s < ring.size(); ++s) {
      const std::size_t t = (s + 1) % ring.size();
      if (i > 0) quad(previous[s], ring[s], ring[t], previous[t], m);
      if (i == 0) triangle(points[i], ring[s], ring[t], m);
      if (i + 1 == points.size()) triangle(points[i], ring[t], ring[s], m);
    }
    previous = ring;
  }
}

void MeshBuilder::lump(Vec3 centre, Vec3 radii, std::uint16_t m, int rings, float lump, std::uint64_t seed) {
  const int segments = rings * 2;
  const auto at = [&](int i, int j) {
    const int jj = j % segments;
    const float theta = kPi * static_cast<float>(i) / static_cast<float>(rings), phi = 2 * kPi * static_cast<float>(jj) / static_cast<float>(segments);
    const Vec3 n(std::sin(theta) * std::sin(phi), std::cos(theta), std::sin(theta) * std::cos(phi));
    const bool pole = i == 0 || i == rings;
    Random random(mix(seed, static_cast<std::uint64_t>(i), pole ? 0u : static_cast<std::uint64_t>(jj)));
    const float wave = 0.5f * std::sin(n.x * 3.1f + static_cast<float>(seed % 7)) * std::sin(n.y * 2.7f + static_cast<float>(seed % 5)) + 0.5f * static_cast<float>(random.range(-1, 1));
    return centre + n * radii * (1 + lump * wave);
  };
  for (int i = 0; i < rings; ++i)
    for (int j = 0; j < segments; ++j) {
      const Vec3 a = at(i, j), b = at(i + 1, j), c = at(i + 1, j + 1), d = at(i, j + 1);
      if (i + 1 < rings) triangle(a, b, c, m);
      if (i > 0) triangle(a, c, d, m);
    }
}

void MeshBuilder::slab(std::span<const Vec2> outline, float z0, float z1, std::uint16_t m) {
  const std::size_t n = outline.size();
  for (std::size_t i = 1; i + 1 < n; ++i) {
    triangle(Vec3(outline[0], z1), Vec3(outline[i], z1), Vec3(outline[i + 1], z1), m);
    triangle(Vec3(outline[0], z0), Vec3(outline[i + 1], z0), Vec3(outline[i], z0), m);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Vec2 a = outline[i], b = outline[(i + 1) % n];
    quad(Vec3(a, z0), Vec3(b, z0), Vec3(b, z1), Vec3(a, z1), m);
  }
}

scene::MeshPtr MeshBuilder::finish(float crease_degrees) {
  auto result = std::make_shared<scene::Mesh>(repaired(mesh_, crease_degrees, true));
  mesh_ = {};
  transform_ = Mat4(1.f);
  return result;
}

}  // namespace auteur::world
