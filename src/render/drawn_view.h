// A frame as somebody who draws looks at it: what stands where, which part of it is whose, and how light it is.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "auteur/render/drawn.h"
#include "auteur/scene/scene.h"

namespace auteur::render {

struct DrawnView {
  // w x h points of the frame: every one of them, or fewer.
  DrawnView(const Frame& frame, const scene::Camera& camera, const std::map<std::uint32_t, DrawnThing>& things, int w, int h);

  int w, h;
  std::vector<float> inverse;           // 1 / metres; 0 where nothing is: straight on flat things
  std::vector<Vec3> normal;             // smoothed: a surface without its weave
  std::vector<Vec3> facing;             // as it was
  std::vector<std::uint32_t> id;
  std::vector<DrawnThing> thing;        // the group of what is not named is its own id
  std::vector<float> paint;             // lightness of the thing's own colour, 0 .. 1 as it is seen, without its grain
  std::vector<float> light;             // lightness of the picture
  std::size_t at(int x, int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x); }
  // The way to a pixel's middle, one metre along the axis.
  Vec3 way(int x, int y) const { return axes.forward + axes.right * ((2.f * (static_cast<float>(x) + 0.5f) / static_cast<float>(w) - 1.f) * half_width) + axes.up * ((1.f - 2.f * (static_cast<float>(y) + 0.5f) / static_cast<float>(h)) * half_height); }
  scene::CameraAxes axes;
  Vec3 eye;
  float half_width, half_height, focus;

  // `values` smoothed within surfaces: along rows, then along columns, `taps` of them to each side, `step` pixels apart.
  // What differs by more than `apart` in the thing's own colour is not mixed.
  template <class T>
  std::vector<T> smooth(const std::vector<T>& values, int taps, int step, float apart) const;
};

// Lightness as it is seen, from light: 0 black, 1 white.
inline float lightness(float light) { return std::pow(std::clamp(light, 0.f, 1.f), 1.f / 2.4f); }

}  // namespace auteur::render
