#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <optional>

#include "lens_pass.h"
#include "set_up.h"

namespace auteur::render {
namespace {

struct Plan {
  int siblings = 1;
  bool gather = false;
  bool smooth_edges = true;
};
Plan plan_for(Quality quality) {
  switch (quality) {
    case Quality::kPreviz: return {1, false, true};
    case Quality::kBoards: return {4, true, true};
    case Quality::kFinal: return {1, true, false};
    case Quality::kReference: return {64, true, false};
  }
  return {};
}

Vec2 project(const Lens& lens, Vec3 world) {
  const Vec3 d = world - lens.eye;
  const float z = std::max(glm::dot(d, lens.forward), 1e-3f);
  return {(glm::dot(d, lens.right) / (z * lens.half_width) * 0.5f + 0.5f) * static_cast<float>(lens.width), (0.5f - glm::dot(d, lens.up) / (z * lens.half_height) * 0.5f) * static_cast<float>(lens.height)};
}

void fill_auxiliary(Frame& frame, const Picture& picture, const Lens& lens, const FrameRequest& request) {
  const std::size_t n = frame.colour.size();
  frame.depth = picture.depth();
  frame.normal.resize(n);
  frame.albedo.resize(n);
  frame.motion.assign(n, Vec2(0.f));
  frame.object_id.resize(n);
  frame.mattes.assign(n * kMattes, {});
  const auto& pixels = picture.pixels();
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x);
      const Planes& f = picture.features();
      frame.normal[i] = {f.row(kNx, y)[x], f.row(kNy, y)[x], f.row(kNz, y)[x]};
      frame.albedo[i] = pixels[i].albedo;
      frame.object_id[i] = picture.ids()[i] == kNothing ? 0 : pixels[i].object_id;
      if (picture.ids()[i] != kNothing) frame.mattes[i * kMattes] = {pixels[i].object_id, 1.f};
      if (request.previous_camera != nullptr && picture.ids()[i] != kNothing) {
        const Vec3 world(f.row(kPx, y)[x], f.row(kPy, y)[x], f.row(kPz, y)[x]);
        frame.motion[i] = project(lens, world) - project(make_lens(*request.previous_camera, frame.width, frame.height), world);
      }
    }
}

}  // namespace

Result<Frame> draw(const Stage& stage, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, Progress& progress, SetUp* set_up) {
  if (request.width < 1 || request.height < 1 || request.width > 16384 || request.height > 16384 || static_cast<std::int64_t>(request.width) * request.height > 64'000'000)
    return fail(ErrorCode::kInvalidInput, "A picture of " + std::to_string(request.width) + " x " + std::to_string(request.height) + " pixels cannot be drawn; choose 1 to 16384 a side.");
  const Lens lens = make_lens(request.camera, request.width, request.height);
  const Arrangement arrangement(stage, dynamic);
  Frame frame;
  frame.width = request.width;
  frame.height = request.height;
  frame.exposure = stage.exposure;
  const std::size_t n = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
  frame.colour.assign(n, Vec3(0.f));
  frame.alpha.assign(n, 0.f);

  const Plan plan = plan_for(request.quality);
  Lens pinhole = lens;
  if (request.quality == Quality::kReference) {
    if (!path_trace(stage, arrangement, lens, request, request.samples > 0 ? request.samples : plan.siblings, frame.colour, progress)) return fail(ErrorCode::kCancelled, "Drawing was stopped.");
    pinhole.aperture = 0;
    std::fill(frame.alpha.begin(), frame.alpha.end(), 1.f);
    if (request.auxiliary) {
      Picture picture(stage, arrangement, pinhole, request, false);
      if (!picture.render({}, false, progress)) return fail(ErrorCode::kCancelled, "Drawing was stopped.");
      fill_auxiliary(frame, picture, lens, request);
    }
  } else if (set_up != nullptr && request.quality == Quality::kPreviz) {
    const Picture* picture = set_up->picture(arrangement, dynamic, request, lens, progress);
    if (picture == nullptr) return fail(ErrorCode::kCancelled, "Drawing was stopped.");
    if (request.auxiliary) fill_auxiliary(frame, *picture, lens, request);
    frame.colour = picture->colour();
    if (lens.aperture > 0.f) blur_by_depth(frame.colour, picture->depth(), lens, 1.f);
    for (std::size_t i = 0; i < n; ++i) frame.alpha[i] = picture->ids()[i] == kNothing ? 0.f : 1.f;
    progress.advance(1.0, "picture");
  } else if (request.quality == Quality::kFinal) {
    Picture picture(stage, arrangement, lens, request, true);
    if (!picture.render({}, false, progress)) return fail(ErrorCode::kCancelled, "Drawing was stopped.");
    if (request.auxiliary) fill_auxiliary(frame, picture, lens, request);
    const std::optional<Lens> close = request.shutter_close != nullptr ? std::optional(make_lens(*request.shutter_close, frame.width, frame.height)) : std::nullopt;
    LensPass pass(picture, arrangement, close ? &*close : nullptr, request.auxiliary ? &frame.mattes : nullptr);
    if (!pass.render(frame.colour, frame.alpha, progress)) return fail(ErrorCode::kCancelled, "Drawing was stopped.");
    progress.advance(1.0, "picture");
  } else {
    Picture picture(stage, arrangement, lens, request, plan.gather);
    const float share = 1.f / static_cast<float>(plan.siblings);
    for (int s = 0; s < plan.siblings; ++s) {
      Sibling sibling;
      sibling.number = static_cast<std::uint32_t>(s);
      // One picture keeps a fixed pattern: what stands still must not boil from drawing to drawing.
      if (plan.siblings > 1) {
        sibling.scramble = static_cast<std::uint32_t>(mix(request.seed, 77));
        const float r = std::sqrt((static_cast<float>(s) + 0.5f) * share), a = 2.39996323f * static_cast<float>(s);
        sibling.lens = Vec2(r * std::cos(a), r * std::sin(a));
        const Vec2 j = r2(static_cast<std::uint32_t>(s), 0.5f, 0.5f);
        // A tent of one and a half pixels: soft like film, without ringing.
        const auto tent = [](float u) { return 0.5f + 0.75f * (u < 0.5f ? std::sqrt(2.f * u) - 1.f : 1.f - std::sqrt(2.f - 2.f * u)); };
        sibling.jitter = s == 0 ? Vec2(0.5f) : Vec2(tent(j.x), tent(j.y));
        if (s == 0) sibling.lens = Vec2(0.f);
      }
      if (!picture.render(sibling, plan.smooth_edges, progress)) return fail(ErrorCode::kCancelled, "Drawing was stopped.");
      if (s == 0 && request.auxiliary) fill_auxiliary(frame, picture, lens, request);
      // Each picture blurs by the part of the lens between it and its siblings.
      if (lens.aperture > 0.f) blur_by_depth(picture.colour(), picture.depth(), lens, plan.siblings == 1 ? 1.f : 0.95f / std::sqrt(static_cast<float>(plan.siblings)));
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 4096), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) {
          // Very bright points are tamed, or a single one would draw the lens's sampling pattern.
          const Vec3 c = plan.siblings > 1 ? glm::min(picture.colour()[i], Vec3(40.f / std::max(stage.exposure, 1e-3f))) : picture.colour()[i];
          frame.colour[i] += c * share;
          frame.alpha[i] += (picture.ids()[i] == kNothing ? 0.f : 1.f) * share;
        }
      });
      progress.advance(static_cast<double>(s + 1) / plan.siblings, "picture");
    }
  }
  for (Vec3& c : frame.colour) c *= stage.exposure;
  return frame;
}

}  // namespace auteur::render
