// Smoothing of the sampled light within surfaces, and of silhouettes by extra primary rays.
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <utility>

#include "picture.h"

namespace auteur::render {
namespace {

// One pass over a row: `taps` offsets at `step`, weights from a 1D kernel, edges stopped by normal and tangent plane and,
// where there is a guide (one of the channels), by how much that differs.
constexpr float kGuideScale = 10.f;

template <std::size_t kTaps>
void filter_row(const Planes& features, const Planes& in, Planes& out, int first, int channels, int begin, int end, int y, int step, const float (&kernel)[kTaps], int guide) {
  constexpr int kRadius = static_cast<int>(kTaps) - 1;
  constexpr int kRun = 64;
  float weight[kRun], total[kRun], sum[kMaxKeyLights + 5][kRun];
  const float* px = features.row(kPx, y);
  const float* py = features.row(kPy, y);
  const float* pz = features.row(kPz, y);
  const float* nx = features.row(kNx, y);
  const float* ny = features.row(kNy, y);
  const float* nz = features.row(kNz, y);
  const float* scale = features.row(kScale, y);
  for (int x0 = begin; x0 < end; x0 += kRun) {
    const int n = std::min(kRun, end - x0);
    for (int c = first; c < channels; ++c)
      for (int x = 0; x < n; ++x) sum[c][x] = 0.f;
    for (int x = 0; x < n; ++x) total[x] = 1e-6f;
    for (int c = first; c < channels; ++c) {
      const float* centre = in.row(c, y) + x0;
      for (int x = 0; x < n; ++x) sum[c][x] = 1e-6f * centre[x];
    }
    for (int j = -kRadius; j <= kRadius; ++j) {
      const std::ptrdiff_t down = static_cast<std::ptrdiff_t>(j) * step * features.stride();
      for (int i = -kRadius; i <= kRadius; ++i) {
        const float k = kernel[std::abs(i)] * kernel[std::abs(j)];
        const std::ptrdiff_t o = down + i * step + x0;
        for (int x = 0; x < n; ++x) {
          const int p = x0 + x;
          float facing = nx[p] * nx[o + x] + ny[p] * ny[o + x] + nz[p] * nz[o + x];
          facing = facing > 0.f ? facing : 0.f;
          facing *= facing;
          facing *= facing;
          facing *= facing;
          const float off = ((px[o + x] - px[p]) * nx[p] + (py[o + x] - py[p]) * ny[p] + (pz[o + x] - pz[p]) * nz[p]) * scale[p];
          weight[x] = k * facing / (1.f + off * off * off * off);
        }
        if (guide >= 0) {
          const float *here = in.row(guide, y) + x0, *there = in.row(guide, y) + o;
          for (int x = 0; x < n; ++x) {
            const float off = (there[x] - here[x]) * kGuideScale;
            weight[x] /= 1.f + off * off * off * off;
          }
        }
        for (int x = 0; x < n; ++x) total[x] += weight[x];
        for (int c = first; c < channels; ++c) {
          const float* from = in.row(c, y) + o;
          for (int x = 0; x < n; ++x) sum[c][x] += weight[x] * from[x];
        }
      }
    }
    for (int x = 0; x < n; ++x) total[x] = 1.f / total[x];
    for (int c = first; c < channels; ++c) {
      float* to = out.row(c, y) + x0;
      for (int x = 0; x < n; ++x) to[x] = sum[c][x] * total[x];
    }
  }
}

}  // namespace

void Picture::filter() {
  // 0.5 1 1 1 0.5 weighs all sixteen strata of the sampling pattern alike.
  static constexpr float kBox[3] = {1.f, 1.f, 0.5f}, kTent[2] = {1.f, 0.6f};
  const auto pass = [&](const Planes& in, Planes& out, auto& kernel, int step, int first, int last, int guide = -1) {
    for_runs([&](int y, int begin, int end) { filter_row(features_, in, out, first, last, begin, end, y, step, kernel, guide); });
  };
  const int nearness = gather_ ? openness_ + 3 : -1;
  pass(light_, scratch_, kBox, 1, 0, channels_);
  pass(scratch_, filtered_, kTent, 3, 0, channels_, nearness);
  if (gather_) {
    static constexpr float kSoft[2] = {1.f, 0.45f};
    for_runs([&](int y, int begin, int end) { filter_row(features_, near_, near_filtered_, 0, keys_, begin, end, y, 1, kSoft, -1); });
  }
  // One gathered ray a pixel is grainier than shadows are, and has no edges to lose.
  if (gather_) pass(filtered_, scratch_, kTent, 6, openness_, channels_, nearness);
}

void Picture::smooth_edges(const Sibling& sibling) {
  const int w = lens_.width, h = lens_.height;
  const auto at = [w](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x); };
  // Which pixels lie on an edge: another thing beside them, a fold, or a step.
  for_runs([&](int y, int begin, int end) {
    constexpr int kRun = 64;
    std::array<int, kRun> edge;
    const std::uint32_t* ids = &ids_[at(0, y)];
    const float *px = features_.row(kPx, y), *py = features_.row(kPy, y), *pz = features_.row(kPz, y), *nx = features_.row(kNx, y), *ny = features_.row(kNy, y), *nz = features_.row(kNz, y), *scale = features_.row(kScale, y);
    for (int x0 = begin; x0 < end; x0 += kRun) {
      const int x1 = std::min(x0 + kRun, end);
      edge.fill(0);
      for (const auto& [dx, dy] : {std::pair{1, 0}, std::pair{0, 1}, std::pair{-1, 0}, std::pair{0, -1}}) {
        if (y + dy < 0 || y + dy >= h) continue;
        const std::ptrdiff_t there = static_cast<std::ptrdiff_t>(dy) * features_.stride() + dx, there_id = static_cast<std::ptrdiff_t>(dy) * w + dx;
        for (int x = std::max(x0, dx < 0 ? 1 : 0); x < std::min(x1, dx > 0 ? w - 1 : w); ++x) {
          const std::ptrdiff_t o = x + there;
          const std::uint32_t id = ids[x], other = ids[x + there_id];
          const float along = nx[x] * nx[o] + ny[x] * ny[o] + nz[x] * nz[o];
          const float off = ((px[o] - px[x]) * nx[x] + (py[o] - py[x]) * ny[x] + (pz[o] - pz[x]) * nz[x]) * scale[x];
          // Two points of sky have neither normals nor a step between them, and are no edge.
          edge[static_cast<std::size_t>(x - x0)] |= static_cast<int>(id != other) | (static_cast<int>(id != kNothing) & (static_cast<int>(along < 0.6f) | static_cast<int>(std::fabs(off) > 3.5f)));
        }
      }
      for (int x = x0; x < x1; ++x) edge_[at(x, y)] = static_cast<std::uint8_t>(edge[static_cast<std::size_t>(x - x0)]);
    }
  });
  // Four rays for each; each takes the colour of the neighbour that shows the same surface.
  static constexpr Vec2 kSub[4] = {{0.375f, 0.125f}, {0.875f, 0.375f}, {0.125f, 0.625f}, {0.625f, 0.875f}};
  smoothed_.resize(colour_.size());
  for_runs([&](int y, int begin, int end) {
    std::copy(colour_.begin() + static_cast<std::ptrdiff_t>(at(begin, y)), colour_.begin() + static_cast<std::ptrdiff_t>(at(end, y)), smoothed_.begin() + static_cast<std::ptrdiff_t>(at(begin, y)));
    std::array<int, 4> batch{};
    int filled = 0;
    for (int x = begin; x <= end; ++x) {
      if (x < end && edge_[at(x, y)]) batch[static_cast<std::size_t>(filled++)] = x;
      if (filled == 0 || (filled < 4 && x < end)) continue;
      alignas(64) RTCRayHit16 q;
      alignas(64) int valid[16];
      Ray rays[16];
      for (int k = 0; k < 16; ++k) {
        valid[k] = (k >> 2) < filled ? -1 : 0;
        const Vec2 sub = kSub[k & 3];
        rays[k] = ray_at(static_cast<float>(batch[static_cast<std::size_t>(k >> 2)]) + sub.x, static_cast<float>(y) + sub.y, sibling);
        q.ray.org_x[k] = rays[k].origin.x; q.ray.org_y[k] = rays[k].origin.y; q.ray.org_z[k] = rays[k].origin.z;
        q.ray.dir_x[k] = rays[k].direction.x; q.ray.dir_y[k] = rays[k].direction.y; q.ray.dir_z[k] = rays[k].direction.z;
        q.ray.tnear[k] = 1e-4f; q.ray.tfar[k] = 1e6f; q.ray.time[k] = 0; q.ray.mask[k] = seen_; q.ray.id[k] = 0; q.ray.flags[k] = 0;
        q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
      }
      RTCIntersectContext context;
      rtcInitIntersectContext(&context);
      context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
      rtcIntersect16(valid, arrangement_->scene(), &context, &q);
      for (int b = 0; b < filled; ++b) {
        const int px = batch[static_cast<std::size_t>(b)];
        Vec3 sum(0.f);
        for (int s = 0; s < 4; ++s) {
          const int k = b * 4 + s;
          SingleHit hit{q.hit.geomID[k] != RTC_INVALID_GEOMETRY_ID, q.hit.instID[0][k], q.hit.geomID[k], q.hit.primID[k], q.hit.u[k], q.hit.v[k], q.ray.tfar[k]};
          HitPoint point;
          bool solid = hit.hit;
          if (hit.hit) {
            const Placed& placed = arrangement_->placed(hit.instance, hit.geometry);
            if (is_hidden(placed) || material_of(*placed.mesh, hit.triangle).opacity < 0.985f) {
              Surface surface;
              Layer layer;
              solid = walk(rays[k], hit, point, surface, layer, false);
            } else {
              point = resolve(placed, hit.triangle, hit.u, hit.v, hit.t, rays[k].origin, rays[k].direction);
            }
          }
          const std::uint32_t id = solid ? hit.instance * 65599u + hit.geometry : kNothing;
          float best = 1e9f;
          int bx = px, by = y;
          for (int j = -1; j <= 1; ++j)
            for (int i = -1; i <= 1; ++i) {
              const int nx = px + i, ny = y + j;
              if (nx < 0 || ny < 0 || nx >= w || ny >= h) continue;
              const std::uint32_t other = ids_[at(nx, ny)];
              const float dx = static_cast<float>(i) + 0.5f - kSub[s].x, dy = static_cast<float>(j) + 0.5f - kSub[s].y;
              float cost = 0.15f * (dx * dx + dy * dy);
              if (other != id) cost += 8.f;
              if (solid && other != kNothing) {
                const Vec3 n(features_.row(kNx, ny)[nx], features_.row(kNy, ny)[nx], features_.row(kNz, ny)[nx]);
                const Vec3 at_other(features_.row(kPx, ny)[nx], features_.row(kPy, ny)[nx], features_.row(kPz, ny)[nx]);
                cost += 3.f * (1.f - glm::dot(n, point.normal)) + std::min(4.f, std::fabs(glm::dot(at_other - point.position, point.normal)) * features_.row(kScale, ny)[nx]);
              }
              if (cost < best) {
                best = cost;
                bx = nx;
                by = ny;
              }
            }
          sum += glm::min(colour_[at(bx, by)], Vec3(30.f));
        }
        smoothed_[at(px, y)] = sum * 0.25f;
      }
      filled = 0;
    }
  });
}

}  // namespace auteur::render
