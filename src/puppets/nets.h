// Surface nets in a narrow band: from a signed distance field to a closed triangle mesh with gradient normals.
//
// The grid is rectilinear: its planes may lie denser where a face needs them (the lips) than where hair covers it.
// Blocks of 4x4x4 cells are probed at their centre and refined only when the surface can be near. Output order is that
// of the cells, whatever the number of threads.
#pragma once

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <array>
#include <cstdint>
#include <vector>

#include "auteur/base/geometry.h"

namespace auteur::puppets {

struct Shape {  // triangles before they get materials
  std::vector<Vec3> positions, normals;
  std::vector<glm::uvec3> triangles;
};

struct Grid {
  std::vector<float> x, y, z;
};

// Planes from low to high; pitch(t) gives the spacing at t.
template <class Pitch>
std::vector<float> graded_axis(float low, float high, const Pitch& pitch) {
  std::vector<float> out{low};
  while (out.back() < high && out.size() < 2000) out.push_back(out.back() + std::max(1e-4f, pitch(out.back())));
  return out;
}
// The same, symmetric about 0.
template <class Pitch>
std::vector<float> mirrored_axis(float high, const Pitch& pitch) {
  const std::vector<float> half = graded_axis(0.f, high, pitch);
  std::vector<float> out;
  for (std::size_t i = half.size(); i-- > 1;) out.push_back(-half[i]);
  out.insert(out.end(), half.begin(), half.end());
  return out;
}
inline Grid even_grid(Vec3 low, Vec3 high, float h) {
  auto even = [h](float) { return h; };
  return {graded_axis(low.x, high.x, even), graded_axis(low.y, high.y, even), graded_axis(low.z, high.z, even)};
}

// Grid planes [low, high): with kInside only the faces across edges that start in there, with kOutside all others.
struct Cut {
  enum Side { kAll, kInside, kOutside } side = kAll;
  glm::ivec3 low{0}, high{0};
  bool holds(int i, int j, int k) const {
    return i >= low.x && i < high.x && j >= low.y && j < high.y && k >= low.z && k < high.z;
  }
};

// slack: how much the field may overstate distances (1 = exact), reach: the height of its displacement.
template <class Field>
Shape surface_nets(const Grid& grid, const Field& field, Cut cut = {}, float slack = 1.35f, float reach = 0.006f) {
  const int nx = static_cast<int>(grid.x.size()), ny = static_cast<int>(grid.y.size()), nz = static_cast<int>(grid.z.size());
  const auto at = [&](int i, int j, int k) { return static_cast<std::size_t>((k * ny + j) * nx + i); };
  const auto u = [](int i) { return static_cast<std::size_t>(i); };
  const auto point = [&](int i, int j, int k) { return Vec3(grid.x[u(i)], grid.y[u(j)], grid.z[u(k)]); };
  constexpr int kBlock = 4;
  const int bx = (nx - 2) / kBlock + 1, by = (ny - 2) / kBlock + 1, bz = (nz - 2) / kBlock + 1;
  std::vector<std::uint8_t> wanted(u(nx) * u(ny) * u(nz), 0), active(u(bx) * u(by) * u(bz), 0);
  const auto block_at = [&](int i, int j, int k) { return u((k * by + j) * bx + i); };
  tbb::parallel_for(0, bz, [&](int k) {
    for (int j = 0; j < by; ++j)
      for (int i = 0; i < bx; ++i) {
        const int i0 = i * kBlock, j0 = j * kBlock, k0 = k * kBlock;
        const int i1 = std::min(i0 + kBlock, nx - 1), j1 = std::min(j0 + kBlock, ny - 1), k1 = std::min(k0 + kBlock, nz - 1);
        if (cut.side == Cut::kInside && (i1 < cut.low.x - 1 || j1 < cut.low.y - 1 || k1 < cut.low.z - 1 || i0 > cut.high.x || j0 > cut.high.y || k0 > cut.high.z)) continue;
        const Vec3 low = point(i0, j0, k0), high = point(i1, j1, k1);
        if (std::fabs(field((low + high) * 0.5f)) < 0.5f * glm::length(high - low) * slack + reach) active[block_at(i, j, k)] = 1;
      }
  });
  for (int k = 0; k < bz; ++k)
    for (int j = 0; j < by; ++j)
      for (int i = 0; i < bx; ++i)
        if (active[block_at(i, j, k)])
          for (int c = k * kBlock; c <= std::min(k * kBlock + kBlock, nz - 1); ++c)
            for (int b = j * kBlock; b <= std::min(j * kBlock + kBlock, ny - 1); ++b)
              for (int a = i * kBlock; a <= std::min(i * kBlock + kBlock, nx - 1); ++a) wanted[at(a, b, c)] = 1;
  std::vector<float> value(wanted.size(), 1.f);
  tbb::parallel_for(0, nz, [&](int k) {
    for (int j = 0; j < ny; ++j)
      for (int i = 0; i < nx; ++i)
        if (wanted[at(i, j, k)]) value[at(i, j, k)] = field(point(i, j, k));
  });

  static constexpr int kCorner[8][3] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0}, {0, 0, 1}, {1, 0, 1}, {0, 1, 1}, {1, 1, 1}};
  static constexpr int kEdge[12][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}};
  std::vector<std::uint32_t> vertex_of(wanted.size(), ~0u);
  Shape out;
  std::vector<Vec3> cell_low, cell_high;
  for (int k = 0; k + 1 < nz; ++k)
    for (int j = 0; j + 1 < ny; ++j)
      for (int i = 0; i + 1 < nx; ++i) {
        if (!wanted[at(i, j, k)] || !active[block_at(i / kBlock, j / kBlock, k / kBlock)]) continue;
        std::array<float, 8> d;
        int inside = 0;
        for (int c = 0; c < 8; ++c) {
          d[u(c)] = value[at(i + kCorner[c][0], j + kCorner[c][1], k + kCorner[c][2])];
          inside += d[u(c)] < 0;
        }
        if (inside == 0 || inside == 8) continue;
        const Vec3 low = point(i, j, k), high = point(i + 1, j + 1, k + 1);
        Vec3 sum(0.f);
        float n = 0;
        for (const auto& e : kEdge) {
          const float da = d[u(e[0])], db = d[u(e[1])];
          if ((da < 0) == (db < 0)) continue;
          const float t = da / (da - db);
          const Vec3 a(kCorner[e[0]][0], kCorner[e[0]][1], kCorner[e[0]][2]), b(kCorner[e[1]][0], kCorner[e[1]][1], kCorner[e[1]][2]);
          sum += a + (b - a) * t;
          n += 1;
        }
        vertex_of[at(i, j, k)] = static_cast<std::uint32_t>(out.positions.size());
        out.positions.push_back(low + (high - low) * (sum / n));
        cell_low.push_back(low);
        cell_high.push_back(high);
      }
  // Normals from the gradient, and one Newton step towards the true surface that keeps each vertex in its cell.
  out.normals.resize(out.positions.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, out.positions.size(), 256), [&](const auto& range) {
    for (std::size_t v = range.begin(); v != range.end(); ++v) {
      const auto gradient = [&](Vec3 p) {
        constexpr float e = 0.0008f;
        static const Vec3 kTap[4] = {{1, -1, -1}, {-1, -1, 1}, {-1, 1, -1}, {1, 1, 1}};
        Vec3 g(0.f);
        for (const Vec3& t : kTap) g += t * field(p + t * e);
        return g / (4 * e);
      };
      Vec3& p = out.positions[v];
      const Vec3 g = gradient(p);
      const float g2 = glm::dot(g, g);
      if (g2 > 0.04f) {
        const Vec3 moved = p - g * (field(p) / g2);
        const Vec3 margin = (cell_high[v] - cell_low[v]) * 0.05f;
        p = glm::clamp(moved, cell_low[v] + margin, cell_high[v] - margin);
      }
      const float length = std::sqrt(g2);
      out.normals[v] = length > 1e-6f ? g / length : Vec3(0, 1, 0);
    }
  });
  for (int k = 0; k < nz; ++k)
    for (int j = 0; j < ny; ++j)
      for (int i = 0; i < nx; ++i) {
        if (!wanted[at(i, j, k)]) continue;
        if (cut.side != Cut::kAll && cut.holds(i, j, k) != (cut.side == Cut::kInside)) continue;
        const bool inside = value[at(i, j, k)] < 0;
        const auto face = [&](int i2, int j2, int k2, int ui, int uj, int uk, int vi, int vj, int vk) {
          if (i2 >= nx || j2 >= ny || k2 >= nz || i - ui - vi < 0 || j - uj - vj < 0 || k - uk - vk < 0) return;
          if (!wanted[at(i2, j2, k2)] || (value[at(i2, j2, k2)] < 0) == inside) return;
          const std::uint32_t a = vertex_of[at(i - ui - vi, j - uj - vj, k - uk - vk)], b = vertex_of[at(i - vi, j - vj, k - vk)],
                              c = vertex_of[at(i, j, k)], e = vertex_of[at(i - ui, j - uj, k - uk)];
          if (a == ~0u || b == ~0u || c == ~0u || e == ~0u) return;
          const auto emit = [&](std::uint32_t p, std::uint32_t q, std::uint32_t r) {
            if (inside) out.triangles.emplace_back(p, q, r);
            else out.triangles.emplace_back(p, r, q);
          };
          // The shorter diagonal bends less.
          if (glm::distance(out.positions[a], out.positions[c]) <= glm::distance(out.positions[b], out.positions[e])) {
            emit(a, b, c);
            emit(a, c, e);
          } else {
            emit(a, b, e);
            emit(b, c, e);
          }
        };
        face(i + 1, j, k, 0, 1, 0, 0, 0, 1);
        face(i, j + 1, k, 0, 0, 1, 1, 0, 0);
        face(i, j, k + 1, 1, 0, 0, 0, 1, 0);
      }
  // Where folds are finer than the grid the gradient may point into the clay: the faces know better.
  std::vector<Vec3> flat(out.positions.size(), Vec3(0.f));
  for (const glm::uvec3& t : out.triangles) {
    const Vec3 n = glm::cross(out.positions[t.y] - out.positions[t.x], out.positions[t.z] - out.positions[t.x]);
    for (int k = 0; k < 3; ++k) flat[t[k]] += n;
  }
  for (std::size_t v = 0; v < flat.size(); ++v) {
    const float length = glm::length(flat[v]);
    if (length > 1e-12f && glm::dot(flat[v], out.normals[v]) < 0.35f * length) out.normals[v] = flat[v] / length;
  }
  return out;
}

}  // namespace auteur::puppets
