// What a picture is drawn of: meshes, materials, lights, a camera. World and puppets produce it, render draws it.
//
// Space: metres, right-handed, +y up. Colours are linear Rec.709 reflectance or radiance, never display values.
// Values are immutable once shared; a Mesh may be used by many instances and many frames.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "auteur/base/geometry.h"
#include "auteur/base/units.h"

namespace auteur::scene {

// How a material's colour varies over the surface; evaluated procedurally in object space (triplanar).
enum class Pattern { kPlain, kClay, kWood, kPlaster, kFabric, kStone, kTiles, kGrass, kSand, kAsphalt, kBrick, kBark, kLeaf, kPaper, kMetal, kWater, kHair, kSnow };

struct Material {
  std::string name;
  Vec3 albedo{0.6f};          // linear
  float roughness = 0.8f;     // GGX, 0 mirror .. 1
  float specular = 0.04f;     // reflectance at normal incidence; 0 = none
  float metallic = 0;
  float sheen = 0;            // cloth and clay: grazing brightening
  float translucency = 0;     // leaves, lampshades, wax skin: share of light let through
  float opacity = 1;          // glass panes: below 1 the ray may pass
  Vec3 emission{0.f};         // radiance
  Pattern pattern = Pattern::kPlain;
  float pattern_scale = 1;    // 1 = the pattern's natural size
  float pattern_strength = 0.5f;
  std::shared_ptr<const struct Texture> texture = {};  // optional image, uses Mesh::uv
};

struct Texture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  // height x width x 4, sRGB-encoded colour, row 0 is v = 1
};

// Triangles. `normals` is empty or one per vertex; `material` is one index per triangle into `materials`.
struct Mesh {
  std::vector<Vec3> positions;
  std::vector<Vec3> normals;
  std::vector<Vec2> uv;                  // empty or one per vertex
  std::vector<glm::uvec3> triangles;
  std::vector<std::uint16_t> triangle_material;
  std::vector<Material> materials;
  Box bounds() const;
};
using MeshPtr = std::shared_ptr<const Mesh>;

// One thing in front of the camera. `object_id` is stable over the film (from the name): the matte.
struct Instance {
  MeshPtr mesh;
  Mat4 world_from_object{1.f};
  std::string name;             // "ANA/head", "kitchen/table-1"
  std::uint32_t object_id = 0;  // low 24 bits of the name's hash
  bool dynamic = false;         // may differ from drawing to drawing; static ones share one acceleration structure
  bool rests = false;           // dynamic, but known to stand still in the drawings of this shot: a cup nobody touches
};

enum class LightKind { kSun, kSky, kSphere, kRect };
struct Light {
  LightKind kind = LightKind::kSphere;
  std::string name;          // "window", "lamp-1", "sun"
  std::string group = {};    // "practicals", "fire", "fill" ...; empty: group_of() goes by the kind
  Vec3 position{0.f};        // sphere, rect centre
  Vec3 direction{0, -1, 0};  // sun: from the light; rect: its normal (the side it shines to)
  Vec3 edge_u{0.f}, edge_v{0.f};  // rect: half edges
  float radius = 0.05f;      // sphere: metres; sun: angular radius in radians
  Vec3 radiance{1.f};        // sun: irradiance on a facing surface; sky: zenith radiance; others: radiance of the emitter
  Vec3 horizon{0.f};         // sky only: radiance at the horizon
  Vec3 ground{0.f};          // sky only: radiance below the horizon
  float clouds = 0;          // sky only: 0 none .. 1 overcast; seen, they change nothing of the light
  float stars = 0;           // sky only: radiance of the brightest
  std::uint32_t seed = 0;    // sky only: which clouds and stars
};

// Thin-lens camera. Gate height defaults to Super 35 at the film's aspect ratio; an anamorphic lens uses a gate that is
// `squeeze` times as high, and the picture is stretched back.
struct Camera {
  Vec3 position{0.f};
  Vec3 target{0, 0, -1};
  float roll = 0;              // radians
  float focal_mm = 35;
  float gate_width_mm = 24.89f;
  float f_stop = 2.8f;         // 0 = pinhole
  float focus_distance = 2;    // metres from the lens along the axis
  float squeeze = 1;           // 2: an anamorphic lens that sees twice as far to the sides; its bokeh is half as wide as high
  float breathing = 0;         // how much of a thin lens's change of field with its focus: 0 a lens that holds its field, 1 all
};

// Half the field, as tangents. Thin lens: the picture stands f s / (s - f) behind a lens of f that is focused at s; an
// anamorphic lens has f / squeeze across and f up and down, so that each breathes by itself. `aspect` = width/height.
struct Field { float half_width = 0.5f, half_height = 0.3f; };
Field field_of(const Camera& camera, float aspect);

// The camera's own directions: unit, `right` and `up` turned by its roll. A camera that looks straight up or down keeps +x
// to its right; one whose target is where it stands looks along -z.
struct CameraAxes { Vec3 forward{0, 0, -1}, right{1, 0, 0}, up{0, 1, 0}; };
CameraAxes axes_of(const Camera& camera);

struct Fog {
  Vec3 colour{0.6f};  // radiance of the air itself; what lights throw into it comes on top
  float density = 0;  // per metre
  Vec3 low{0.f}, high{0.f};  // the box it fills; equal: everywhere
};

struct Scene {
  std::vector<Instance> instances;
  std::vector<Light> lights;
  Fog fog;
  float exposure = 1;  // multiplies radiance before the look; the world proposes it like a light meter would
};

std::uint32_t object_id_of(const std::string& name);

// The light group that a compositor turns up and down: what the light says, else "sun", "sky" or "practicals".
std::string group_of(const Light& light);

}  // namespace auteur::scene
