// One pinhole look through the lens: geometry and light at every pixel, filtered where it was sampled, and composed.
// Previz is one such picture with its depth of field made afterwards; a final is the mean of many, each from its own
// point of the lens, so that out-of-focus edges are right and no picture is ever grainy.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include "stage.h"

namespace auteur::render {

struct Lens {
  Vec3 eye{0.f}, forward{0, 0, -1}, right{1, 0, 0}, up{0, 1, 0};
  float half_width = 0.5f, half_height = 0.3f;  // tangents
  float aperture = 0;  // radius, metres
  float oval = 1;      // its width against its height: an anamorphic lens sees the world through a standing ellipse
  float focus = 2;
  int width = 0, height = 0;

  // Blur radius in pixels of a point at this depth along the axis, up and down; negative in front of the focus.
  float blur(float depth) const { return aperture * (depth - focus) / std::max(depth, 1e-3f) * static_cast<float>(width) / (2.f * half_width * focus); }
  float pixel_angle() const { return 2.f * half_width / static_cast<float>(width); }
};
Lens make_lens(const scene::Camera& camera, int width, int height);

// A picture's place among its siblings: which point of the lens and of the pixel.
struct Sibling {
  Vec2 lens{0.f};            // unit disc
  Vec2 jitter{0.5f, 0.5f};   // within the pixel
  std::uint32_t number = 0;  // which part of the sample sequence
  std::uint32_t scramble = 0;
};

constexpr int kMaxKeyLights = 4;
constexpr std::uint32_t kNothing = ~0u;

struct Pixel {
  Vec3 base{0.f};               // light that needs no filter
  Vec3 reflect{0.f};            // diffuse reflectance, for gathered light
  Vec3 bounced{0.f};            // reflectance x cached irradiance / pi, times the openness channel
  Vec3 key[kMaxKeyLights + 1];  // light by light, as if nothing were in the way
  Vec3 behind_tint{1.f};        // glass in front: what it lets through ...
  Vec3 front{0.f};              // ... and what it adds
  std::uint32_t object_id = 0;
  Vec3 albedo{0.f};
  bool dynamic = false;
  bool mirrors = false;  // sharply
};

// Planes with a border, so that filters never ask whether a neighbour exists.
class Planes {
 public:
  static constexpr int kBorder = 16;
  void resize(int width, int height, int count);
  float* row(int plane, int y) { return &data_[static_cast<std::size_t>(plane) * plane_ + static_cast<std::size_t>(y + kBorder) * static_cast<std::size_t>(stride_) + kBorder]; }
  const float* row(int plane, int y) const { return const_cast<Planes*>(this)->row(plane, y); }
  int stride() const { return stride_; }
  int count() const { return count_; }

 private:
  int stride_ = 0, count_ = 0;
  std::size_t plane_ = 0;
  std::vector<float> data_;
};
enum Feature { kPx, kPy, kPz, kNx, kNy, kNz, kScale, kFeatures };  // kScale: 1 / tolerated distance from the tangent plane

// Sixteen rays of one 4 x 4 tile, kept for asking again who stands in their way.
struct TileRays {
  float ox[16], oy[16], oz[16], dx[16], dy[16], dz[16], reach[16];
  std::uint16_t used = 0;    // lanes
  std::uint16_t filled = 0;  // lanes that take the mean of their neighbours
  Box bounds;              // of the rays, cut at 60 m
};
struct MirrorRay { int tile_x; Vec3 origin, direction; float reach; };

// The way from a pixel of a tile to a light.
struct ShadowWay { int lane, channel; Vec3 origin, direction; float near_t, reach, sharp; bool blocked; };

// The rays of a picture of the bare set: what somebody who enters it may cut off or be mirrored by.
struct RayBook {
  std::vector<TileRays> tiles;                   // tile * (openness + 1) + channel
  std::vector<std::vector<MirrorRay>> mirrors;   // by tile row
  std::vector<float> reach;                      // of the primary rays
};

class Picture {
 public:
  Picture(const Stage& stage, const Arrangement& arrangement, const Lens& lens, const FrameRequest& request, bool gather);
  // Another look with the same buffers; the size stays.
  void look(const Lens& lens, const FrameRequest& request, const Arrangement& arrangement);
  // Renders one sibling; `colour()` and `depth()` then hold it (scene-linear radiance, before exposure).
  bool render(const Sibling& sibling, bool smooth_edges, Progress& progress);
  // As render(), of the bare set, keeping the rays for redraw().
  bool render_bare(const Sibling& sibling, Progress& progress);
  // This picture is a copy of `bare` with other people in it each time: only what they hide, shade or are mirrored in is
  // drawn; the rest is taken over. The same picture as render() would make of `all`.
  bool redraw(const Picture& bare, const Arrangement& all, Progress& progress);
  const std::vector<Vec3>& colour() const { return smoothed_.empty() ? colour_ : smoothed_; }
  std::vector<Vec3>& colour() { return smoothed_.empty() ? colour_ : smoothed_; }
  const std::vector<float>& depth() const { return depth_; }
  const std::vector<Pixel>& pixels() const { return pixels_; }
  const std::vector<std::uint32_t>& ids() const { return ids_; }
  const Planes& features() const { return features_; }

 private:
  friend class LensPass;
  struct Ray { Vec3 origin, direction; };
  struct Layer { Vec3 tint{1.f}, added{0.f}; };
  Ray ray_at(float x, float y, const Sibling& sibling) const;
  bool is_hidden(const Placed& p) const { return !hidden_.empty() && !p.dynamic && hidden_.count(p.name) != 0; }
  void choose_key_lights();
  void shade_tile(int tx, int ty, const Sibling& sibling);
  // Of the blocked ways to key lights, which are blocked so near that the shadow has an edge.
  void part_shadows(const ShadowWay* ways, int count, int x0, int y0);
  void gather_light(int (&need)[16], RTCRayHit16& q, std::uint32_t tile_hash, int x0, int y0, const float (&reach)[16]);
  // The rest of the way from light to picture, for the tiles marked in `todo_`.
  void finish(bool smooth, const Sibling& sibling);
  void filter();
  void compose();
  void smooth_edges(const Sibling& sibling);
  // Calls f(y, x begin, x end) for every run of pixels whose tile is marked in `todo_`, in parallel over tile rows.
  template <class F> void for_runs(F f) const;
  int tiles_x() const { return (lens_.width + 3) / 4; }
  int tiles_y() const { return (lens_.height + 3) / 4; }
  std::size_t tile(int tx, int ty) const { return static_cast<std::size_t>(ty) * static_cast<std::size_t>(tiles_x()) + static_cast<std::size_t>(tx); }
  void keep_ray(std::size_t tile, int channel, int lane, Vec3 origin, Vec3 direction, float reach);
  void fill_between(Planes& planes, int tx, int ty, int channel, std::uint16_t traced, std::uint16_t filled) const;
  void take_over(const Picture& bare);
  // Follows a ray past hidden walls and through glass to the first thing that stops it.
  bool walk(const Ray& ray, SingleHit& hit, HitPoint& point, Surface& surface, Layer& layer, bool shade_glass, std::vector<MirrorRay>* kept = nullptr) const;
  void choose_haze_lights();
  // Fills `scattered_`: with shadows by rays for every other pixel and line of a gathered picture, in closed form otherwise.
  void scatter_light();
  void scatter_with_shadows();
  float reach_of(std::size_t pixel, Vec3 direction) const;
  // Light from `distance` away through the air, seen near pixel (x, y), whose own scattered light stands in for the ray's.
  Vec3 through_air(Vec3 light, const Ray& ray, float distance, int x, int y) const;
  Vec3 irradiance(const HitPoint& p, Vec3 n) const;
  Vec3 mirrored(const HitPoint& p, Vec3 normal, Vec3 direction, std::vector<MirrorRay>* kept) const;

  const Stage& stage_;
  const Arrangement* arrangement_;
  Lens lens_;
  bool gather_;
  std::unordered_set<std::string> hidden_;
  unsigned seen_ = ~0u;  // ray mask of the camera: without the hidden walls
  std::vector<std::size_t> key_lights_, rest_lights_, haze_lights_;
  int keys_ = 0, channels_ = 0, openness_ = 0;  // channels: keys, [rest], openness or gathered rgb and nearness
  std::vector<Pixel> pixels_;
  std::vector<Vec3> colour_, smoothed_;  // composed; with smooth silhouettes
  std::vector<Vec3> scattered_;          // by the air, towards the camera; empty where there is next to nothing
  std::vector<float> depth_;
  std::vector<std::uint32_t> ids_;  // which geometry; kNothing = the sky
  std::vector<std::uint8_t> edge_;
  Planes features_, light_, scratch_, filtered_;  // light as sampled, half filtered (gathered light: filtered), filtered
  Planes near_, near_filtered_;  // gathered pictures: what near things leave of each key light; light_ has what far ones do
  std::vector<std::uint8_t> todo_;                // by tile: to be composed
  std::vector<std::uint8_t> shaded_;              // by tile: differs from the bare picture; 1 in light, 2 in everything
  std::shared_ptr<RayBook> book_;                 // of a bare picture
};

template <class F>
void Picture::for_runs(F f) const {
  tbb::parallel_for(tbb::blocked_range<int>(0, tiles_y(), 2), [&](const tbb::blocked_range<int>& rows) {
    for (int ty = rows.begin(); ty != rows.end(); ++ty)
      for (int tx = 0; tx < tiles_x();) {
        int last = tx;
        while (last < tiles_x() && todo_[tile(last, ty)] != 0) ++last;
        if (last > tx)
          for (int y = ty * 4; y < std::min(ty * 4 + 4, lens_.height); ++y) f(y, tx * 4, std::min(last * 4, lens_.width));
        tx = last + 1;
      }
  });
}

// Blurs by depth after the fact (one view): gather with separate foreground, at half resolution.
void blur_by_depth(std::vector<Vec3>& colour, const std::vector<float>& depth, const Lens& lens, float aperture_share);

// Path tracing, for comparison.
bool path_trace(const Stage& stage, const Arrangement& arrangement, const Lens& lens, const FrameRequest& request, int samples, std::vector<Vec3>& colour, Progress& progress);

}  // namespace auteur::render
