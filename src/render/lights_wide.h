// Sixteen points under one light at once: the closed forms of lights.h in a shape that compilers turn into vector code.
#pragma once

#include "lights.h"

namespace auteur::render {

struct alignas(64) WidePoints {
  float px[16], py[16], pz[16];  // position
  float nx[16], ny[16], nz[16];  // shading normal
  float vx[16], vy[16], vz[16];  // towards the viewer
  float wrap[16], roughness[16];
};

// arrive(): the irradiance is light.radiance * factor.
void arrive_wide(const Emitter& light, const WidePoints& p, float (&factor)[16]);
// glint(): the radiance is light.radiance * strength * (f0 + (1 - f0) * fresnel).
void glint_wide(const Emitter& light, const WidePoints& p, float (&strength)[16], float (&fresnel)[16]);

}  // namespace auteur::render
