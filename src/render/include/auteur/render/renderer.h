// Draws a Scene. Deterministic: the same bytes on any number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "auteur/base/progress.h"
#include "auteur/base/result.h"
#include "auteur/scene/scene.h"

namespace auteur::render {

enum class Quality { kBoards, kPreviz, kFinal, kReference };

struct FrameRequest {
  int width = 640, height = 360;   // of the picture area
  Quality quality = Quality::kPreviz;
  scene::Camera camera;
  std::vector<std::string> hidden; // names of static instances not drawn for the camera ("wall/south"); they still block and bounce light
  std::uint64_t seed = 0;          // film, shot and drawing: grain of the sampling
  bool auxiliary = false;          // fill depth, normal, motion, ids
  const scene::Camera* previous_camera = nullptr;  // for motion vectors
  bool camera_rests = false;       // the next drawing will have the same view
  int samples = 0;                 // of a reference, a pixel; 0 = 64
  const scene::Camera* shutter_close = nullptr;  // finals: where the camera is when the shutter closes; none: no motion blur
};

// How much of a pixel a thing covers.
struct Matte {
  std::uint32_t object_id = 0;
  float share = 0;
};
inline constexpr std::size_t kMattes = 6;  // a pixel, the largest first

// What one group of lights adds to a picture.
struct LightLayer {
  std::string group;
  std::vector<Vec3> colour;
};

// Linear Rec.709, row-major from the top, width x height.
struct Frame {
  int width = 0, height = 0;
  std::vector<Vec3> colour;
  std::vector<float> alpha;
  std::vector<float> depth;           // metres along the axis; 1e9 where nothing
  std::vector<Vec3> normal, albedo;
  std::vector<Vec2> motion;           // pixels since the previous drawing
  std::vector<std::uint32_t> object_id;
  std::vector<Matte> mattes;          // kMattes a pixel; whole pixels except in finals
  float exposure = 1;                 // what the stage's was: colours are multiplied by it
  std::vector<LightLayer> layers;     // draw_layers(): they add up to `colour`
};

// A set under one lighting: acceleration structure and baked light, built once and drawn from many times, by many
// threads. Costs memory: about 100 bytes a triangle + the light cache.
class Stage;
struct StageRequest {
  scene::Scene set;
  Quality quality = Quality::kPreviz;
  std::uint64_t seed = 0;
  float light_effort = 1;  // scales the work of baking; below 1 quicker and blotchier
};
Result<std::shared_ptr<const Stage>> prepare_stage(const StageRequest& request, Progress& progress);

// What the drawings of one shot share. While a previz camera rests (`camera_rests`), the bare set is looked at once and a
// drawing costs only what people and props hide, shade or are mirrored in; it comes out the same. Costs about 1 KB a
// pixel. One thread at a time.
class SetUp;
std::shared_ptr<SetUp> set_up(std::shared_ptr<const Stage> stage);
// Whether two drawings look from the same place, in the same direction, through the same lens; focus and stop are free.
bool same_view(const FrameRequest& a, const FrameRequest& b);

// Draws the stage with `dynamic` instances in it (puppets, props, rain).
Result<Frame> draw(const Stage& stage, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, Progress& progress, SetUp* set_up = nullptr);

// The same stage under one group of its lights at a time (scene::group_of), then what glows by itself ("emissive") and
// what the open air adds by itself ("haze"), as far as there is any. Costs a bake each; geometry is shared.
struct LightGroup {
  std::string name;
  std::shared_ptr<const Stage> stage;
};
Result<std::vector<LightGroup>> light_groups(const Stage& stage, Progress& progress);

// The same with one more light, which is not baked: for a light that belongs to one shot. Costs a copy of the baked light.
std::shared_ptr<const Stage> with_light(const Stage& stage, const scene::Light& light);
void add_light(std::vector<LightGroup>& groups, const scene::Light& light);

// Draws group by group: `colour` is the sum of `layers`, equal to what draw() makes but for the grain of its sampling.
// Costs as many drawings as there are groups.
Result<Frame> draw_layers(const std::vector<LightGroup>& groups, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, Progress& progress);

// Multi-part OpenEXR bytes: rgba, light_GROUP for each layer (they add up to rgba), depth.Z, N, albedo, motion, id,
// crypto_object00 to 02 (Cryptomatte by name). Colours and
// the file's chromaticities are linear Rec.709, or ACEScg where that is asked for.
enum class ExrSpace { kLinearRec709, kAcesCg };
Result<std::vector<std::uint8_t>> write_exr(const Frame& frame, const std::vector<std::pair<std::uint32_t, std::string>>& id_names, ExrSpace space = ExrSpace::kLinearRec709);

// The embedded look: halation, bloom, display transform (display.h), vignette, grain; display-referred 8-bit RGB.
struct Look {
  double saturation = 1, contrast = 1, warmth = 0, grain = 0.02, vignette = 0.22, halation = 1, exposure = 0 /* stops */;
  double aspect = 2.39;  // for the letterbox when the frame is taller
};
// height x width x 3. With a transform made of the same look (display.h), which many drawings share; without one, by the
// embedded "Film" view for a display of gamma 2.2.
class DisplayTransform;
std::vector<std::uint8_t> develop(const Frame& frame, const Look& look, std::uint64_t grain_seed, const DisplayTransform& display);
std::vector<std::uint8_t> develop(const Frame& frame, const Look& look, std::uint64_t grain_seed);

}  // namespace auteur::render
