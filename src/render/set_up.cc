// One set-up: a camera that stands still. The set is looked at once, without anybody in it; every drawing then asks only
// what the people and props in it hide, shade or are mirrored in.
#include <algorithm>

#include "picture.h"
#include "set_up.h"

namespace auteur::render {
namespace {

constexpr float kFarthestShadow = 60.f;  // metres; for culling

bool overlap(const Box& a, const Box& b) {
  return a.low.x <= b.high.x && b.low.x <= a.high.x && a.low.y <= b.high.y && b.low.y <= a.high.y && a.low.z <= b.high.z && b.low.z <= a.high.z;
}

// Boxes that touch become one, so that few remain: about one a person.
std::vector<Box> merged(std::vector<Box> boxes) {
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < boxes.size(); ++i)
      for (std::size_t j = i + 1; j < boxes.size();)
        if (overlap(boxes[i], boxes[j])) {
          boxes[i].add(boxes[j].low);
          boxes[i].add(boxes[j].high);
          boxes.erase(boxes.begin() + static_cast<std::ptrdiff_t>(j));
          again = true;
        } else {
          ++j;
        }
  }
  return boxes;
}

struct TileRect { int x0, y0, x1, y1; };  // whole tiles, ends excluded

TileRect seen_in(const Lens& lens, const Box& box, int tiles_x, int tiles_y) {
  float x0 = 1e9f, y0 = 1e9f, x1 = -1e9f, y1 = -1e9f;
  for (int k = 0; k < 8; ++k) {
    const Vec3 d = Vec3((k & 1) ? box.high.x : box.low.x, (k & 2) ? box.high.y : box.low.y, (k & 4) ? box.high.z : box.low.z) - lens.eye;
    const float z = glm::dot(d, lens.forward);
    if (z < 0.02f) return {0, 0, tiles_x, tiles_y};
    const float x = (glm::dot(d, lens.right) / (z * lens.half_width) * 0.5f + 0.5f) * static_cast<float>(lens.width);
    const float y = (0.5f - glm::dot(d, lens.up) / (z * lens.half_height) * 0.5f) * static_cast<float>(lens.height);
    x0 = std::min(x0, x), x1 = std::max(x1, x), y0 = std::min(y0, y), y1 = std::max(y1, y);
  }
  const auto tile = [](float v, int last) { return static_cast<int>(std::clamp(std::floor(v / 4.f), 0.f, static_cast<float>(last))); };
  return {tile(x0 - 1.f, tiles_x), tile(y0 - 1.f, tiles_y), tile(x1 + 5.f, tiles_x), tile(y1 + 5.f, tiles_y)};
}

}  // namespace

void Picture::keep_ray(std::size_t tile, int channel, int lane, Vec3 o, Vec3 d, float reach) {
  TileRays& r = book_->tiles[tile * static_cast<std::size_t>(openness_ + 1) + static_cast<std::size_t>(channel)];
  r.ox[lane] = o.x; r.oy[lane] = o.y; r.oz[lane] = o.z;
  r.dx[lane] = d.x; r.dy[lane] = d.y; r.dz[lane] = d.z;
  r.reach[lane] = reach;
  if (r.used == 0) r.bounds = Box{};
  r.used = static_cast<std::uint16_t>(r.used | (1u << lane));
  r.bounds.add(o);
  r.bounds.add(o + d * std::min(reach, kFarthestShadow));
}

bool Picture::render_bare(const Sibling& sibling, Progress& progress) {
  book_ = std::make_shared<RayBook>();
  book_->tiles.resize(tile(0, tiles_y()) * static_cast<std::size_t>(openness_ + 1));
  book_->mirrors.resize(static_cast<std::size_t>(tiles_y()));
  book_->reach.resize(pixels_.size());
  return render(sibling, true, progress);
}

// Puts back what the last drawing changed.
void Picture::take_over(const Picture& bare) {
  if (shaded_.empty()) shaded_.assign(todo_.size(), 0);  // a fresh copy
  const auto copy_rows = [](const Planes& from, Planes& to, int y, int begin, int end) {
    for (int p = 0; p < from.count(); ++p) std::copy(from.row(p, y) + begin, from.row(p, y) + end, to.row(p, y) + begin);
  };
  for_runs([&](int y, int begin, int end) {
    const auto range = [&](const auto& from, auto& to) {
      const auto at = [&](int x) { return static_cast<std::ptrdiff_t>(y) * lens_.width + x; };
      std::copy(from.begin() + at(begin), from.begin() + at(end), to.begin() + at(begin));
    };
    copy_rows(bare.scratch_, scratch_, y, begin, end);
    copy_rows(bare.filtered_, filtered_, y, begin, end);
    range(bare.colour_, colour_);
    range(bare.smoothed_, smoothed_);
    range(bare.edge_, edge_);
    for (int x = begin; x < end; x += 4) {
      const std::uint8_t was = shaded_[tile(x / 4, y / 4)];
      const int stop = std::min(x + 4, end);
      if (was > 0) copy_rows(bare.light_, light_, y, x, stop);
      if (was < 2) continue;
      copy_rows(bare.features_, features_, y, x, stop);
      for (int i = x; i < stop; ++i) {
        const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens_.width) + static_cast<std::size_t>(i);
        pixels_[at] = bare.pixels_[at];
        depth_[at] = bare.depth_[at];
        ids_[at] = bare.ids_[at];
      }
    }
  });
}

bool Picture::redraw(const Picture& bare, const Arrangement& all, Progress& progress) {
  book_.reset();  // a copy does not keep rays
  take_over(bare);
  arrangement_ = &all;
  std::fill(shaded_.begin(), shaded_.end(), std::uint8_t{0});
  const ScenePtr moving = all.moving();
  const std::vector<Box> parts = all.moving_bounds(), bodies = merged(parts);
  std::vector<std::uint8_t> near_body(todo_.size(), 0);
  for (const Box& b : parts) {
    const TileRect r = seen_in(lens_, b, tiles_x(), tiles_y());
    for (int ty = r.y0; ty < r.y1; ++ty) std::fill_n(near_body.begin() + static_cast<std::ptrdiff_t>(tile(r.x0, ty)), std::max(r.x1 - r.x0, 0), std::uint8_t{1});
  }
  const RayBook& book = *bare.book_;
  const Sibling still;
  tbb::parallel_for(tbb::blocked_range<int>(0, tiles_y(), 2), [&](const tbb::blocked_range<int>& rows) {
    RTCIntersectContext coherent, loose;
    rtcInitIntersectContext(&coherent);
    coherent.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
    rtcInitIntersectContext(&loose);
    alignas(64) RTCRayHit16 q;
    alignas(64) int valid[16];
    for (int k = 0; k < 16; ++k) set_ray(q.ray, k, Vec3(0.f), Vec3(0, 1, 0), 1.f, 0.f);
    for (int ty = rows.begin(); ty != rows.end(); ++ty) {
      if (progress.cancelled()) return;
      const auto mark = [&](int tx) -> std::uint8_t& { return shaded_[tile(tx, ty)]; };
      // Who stands in front, or behind glass.
      for (int tx = 0; tx < tiles_x(); ++tx) {
        if (near_body[tile(tx, ty)] == 0) continue;
        for (int k = 0; k < 16; ++k) {
          const int x = tx * 4 + (k & 3), y = ty * 4 + (k >> 2);
          valid[k] = x < lens_.width && y < lens_.height ? -1 : 0;
          if (valid[k] == 0) continue;
          const Ray ray = ray_at(static_cast<float>(x) + still.jitter.x, static_cast<float>(y) + still.jitter.y, still);
          set_ray(q.ray, k, ray.origin, ray.direction, 1e-4f, book.reach[static_cast<std::size_t>(y) * static_cast<std::size_t>(lens_.width) + static_cast<std::size_t>(x)]);
          q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
        }
        rtcIntersect16(valid, moving.get(), &coherent, &q);
        for (int k = 0; k < 16; ++k)
          if (valid[k] != 0 && q.hit.geomID[k] != RTC_INVALID_GEOMETRY_ID) mark(tx) = 2;
      }
      // Who is mirrored.
      const auto& mirrors = book.mirrors[static_cast<std::size_t>(ty)];
      for (std::size_t m = 0; m < mirrors.size(); m += 16) {
        for (std::size_t k = 0; k < 16; ++k) {
          valid[k] = m + k < mirrors.size() && mark(mirrors[m + k].tile_x) == 0 ? -1 : 0;
          if (valid[k] == 0) continue;
          const MirrorRay& r = mirrors[m + k];
          set_ray(q.ray, static_cast<int>(k), r.origin, r.direction, 1e-3f, r.reach);
          q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
        }
        rtcIntersect16(valid, moving.get(), &loose, &q);
        for (std::size_t k = 0; k < 16; ++k)
          if (valid[k] != 0 && q.hit.geomID[k] != RTC_INVALID_GEOMETRY_ID) mark(mirrors[m + k].tile_x) = 2;
      }
      // Who stands in the light.
      for (int tx = 0; tx < tiles_x(); ++tx) {
        if (mark(tx) == 2) {
          shade_tile(tx, ty, still);
          continue;
        }
        for (int c = 0; c <= openness_; ++c) {
          const TileRays& r = book.tiles[tile(tx, ty) * static_cast<std::size_t>(openness_ + 1) + static_cast<std::size_t>(c)];
          if (r.used == 0 || std::none_of(bodies.begin(), bodies.end(), [&](const Box& b) { return overlap(b, r.bounds); })) continue;
          for (int k = 0; k < 16; ++k) {
            valid[k] = (r.used >> k & 1u) != 0 && light_.row(c, ty * 4 + (k >> 2))[tx * 4 + (k & 3)] > 0.f ? -1 : 0;
            if (valid[k] == 0) continue;
            set_ray(q.ray, k, {r.ox[k], r.oy[k], r.oz[k]}, {r.dx[k], r.dy[k], r.dz[k]}, c == openness_ ? 1e-3f : 5e-4f, r.reach[k]);
          }
          rtcOccluded16(valid, moving.get(), &loose, &q.ray);
          bool changed = false;
          for (int k = 0; k < 16; ++k)
            if (valid[k] != 0 && q.ray.tfar[k] < 0.f) {
              light_.row(c, ty * 4 + (k >> 2))[tx * 4 + (k & 3)] = 0.f;
              changed = true;
            }
          if (!changed) continue;
          mark(tx) = 1;
          fill_between(light_, tx, ty, c, r.used, r.filled);
        }
      }
    }
  });
  // What is filtered and smoothed reaches eight pixels, two tiles.
  std::fill(todo_.begin(), todo_.end(), std::uint8_t{0});
  for (int ty = 0; ty < tiles_y(); ++ty)
    for (int tx = 0; tx < tiles_x(); ++tx) {
      if (shaded_[tile(tx, ty)] == 0) continue;
      const int x0 = std::max(tx - 2, 0), x1 = std::min(tx + 3, tiles_x());
      for (int y = std::max(ty - 2, 0); y < std::min(ty + 3, tiles_y()); ++y) std::fill_n(todo_.begin() + static_cast<std::ptrdiff_t>(tile(x0, y)), x1 - x0, std::uint8_t{1});
    }
  if (progress.cancelled()) return false;
  finish(true, still);
  return !progress.cancelled();
}

bool same_view(const FrameRequest& a, const FrameRequest& b) {
  const scene::Camera &x = a.camera, &y = b.camera;
  return a.width == b.width && a.height == b.height && a.hidden == b.hidden && x.position == y.position && x.target == y.target && x.roll == y.roll && x.focal_mm == y.focal_mm &&
         x.gate_width_mm == y.gate_width_mm && x.squeeze == y.squeeze && x.breathing == y.breathing && (x.breathing == 0 || x.focus_distance == y.focus_distance);
}

SetUp::SetUp(std::shared_ptr<const Stage> stage) : stage_(std::move(stage)) {}
SetUp::~SetUp() = default;

const Picture* SetUp::picture(const Arrangement& all, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, const Lens& lens, Progress& progress) {
  std::vector<scene::Instance> resting;
  for (const auto& i : dynamic)
    if (i.rests) resting.push_back(i);
  const bool same_rest = std::equal(resting.begin(), resting.end(), resting_.begin(), resting_.end(),
                                    [](const scene::Instance& a, const scene::Instance& b) { return a.mesh == b.mesh && a.world_from_object == b.world_from_object && a.name == b.name; });
  if (!(is_bare_ && same_rest && same_view(seen_bare_, request))) {
    is_bare_ = false;
    if (!request.camera_rests) {
      if (moving_) moving_->look(lens, request, all);
      else moving_ = std::make_unique<Picture>(*stage_, all, lens, request, false);
      return moving_->render({}, true, progress) ? moving_.get() : nullptr;
    }
    resting_ = std::move(resting);
    bare_arrangement_.emplace(*stage_, resting_);
    bare_ = std::make_unique<Picture>(*stage_, *bare_arrangement_, lens, request, false);
    if (!bare_->render_bare({}, progress)) return nullptr;
    work_ = std::make_unique<Picture>(*bare_);
    seen_bare_ = request;
    seen_bare_.previous_camera = nullptr;
    is_bare_ = true;
  }
  return work_->redraw(*bare_, all, progress) ? work_.get() : nullptr;
}

std::shared_ptr<SetUp> set_up(std::shared_ptr<const Stage> stage) { return std::make_shared<SetUp>(std::move(stage)); }

}  // namespace auteur::render
