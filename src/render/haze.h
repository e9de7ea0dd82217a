// The air: what it swallows of the light on its way to the camera, and what it throws there out of the beams of lights.
//
// Homogeneous haze, scattered once: along a ray, sum over the lights of density x phase x light that arrives there. Points
// along the ray are chosen by the angle at which the light sees them (equi-angular sampling, Kulla and Fajardo 2012), which
// makes every sample count the same, so only what stands in the way is ever noisy.
#pragma once

#include <utility>

#include "lights.h"

namespace auteur::render {

constexpr float kFarthestHaze = 300.f, kFarthestGlow = 80.f;  // metres
constexpr float kHazeLayer = 3.f, kHazeSwell = 200.f;          // how deep it lies outdoors: metres, and metres times its density

// How much of scattered light leaves at this angle to the way it came, per steradian (Henyey and Greenstein, g = 0.3:
// haze throws light forward).
float phase(float cosine);

struct Span { float from = 0, to = 0; };

struct Air {
  float density = 0;       // per metre
  Vec3 ambient{0.f};       // radiance of the air itself; in a box, what the baked light of the stage says
  float thrown = 1;        // share of what it swallows of lamps and beams that it scatters
  Box within;              // nothing outside
  bool bounded = false;

  // The part of a ray, up to `reach`, that lies in the haze.
  Span span(Vec3 origin, Vec3 direction, float reach) const;
  float transmittance(const Span& s) const { return std::exp(-density * (s.to - s.from)); }
};
Air air_of(const scene::Fog& fog);

// One point of a ray that a light may reach: ask whether `distance` along `towards` is free.
struct Scatter {
  Vec3 point{0.f}, towards{0, 1, 0};
  float distance = 0;
  Vec3 light{0.f};  // what arrives at the ray's origin if it is free, as an estimate of the whole
};
// `u` is the place along the ray, `on_light` on the light, both 0 .. 1. False where the light cannot matter.
bool scatter(const Emitter& light, const Air& air, Vec3 origin, Vec3 direction, const Span& span, float u, Vec2 on_light, Scatter& out);

// The glow round a small light with nothing in the way, in closed form, for `count` rays from one origin.
void glow_run(const Emitter& light, const Air& air, Vec3 origin, const float* dx, const float* dy, const float* dz, const float* from, const float* to, float* factor, int count);

}  // namespace auteur::render
