// The finished picture: rays from all over the lens, the pixel and the shutter find surfaces whose light is known from one
// look through the middle of the lens, and take it over.
//
//   look (Picture)     middle of the lens, one ray a pixel: surfaces, and their light, filtered
//   lens pass          6 to 24 rays a pixel where something is out of focus or ends within the pixel; each looks up the
//                      point it hits in the look, and is lit by itself where the middle of the lens cannot see that point
//
// So depth of field and silhouettes are those of a real lens, while light is never worked out twice for one surface.
// Sampling patterns are fixed: what stands still does not boil from drawing to drawing.
#pragma once

#include <vector>

#include "picture.h"

namespace auteur::render {

class LensPass {
 public:
  // `shutter_close`: the lens when the shutter closes; the look was taken when it opened. `mattes`: kMattes a pixel, to be
  // filled, which asks for rays in every pixel.
  LensPass(const Picture& look, const Arrangement& arrangement, const Lens* shutter_close, std::vector<Matte>* mattes);
  // Fills colour (scene-linear, before exposure) and alpha; false when cancelled.
  bool render(std::vector<Vec3>& colour, std::vector<float>& alpha, Progress& progress);

 private:
  struct Seen {  // a pixel of the look
    Vec3 colour{0.f}, albedo{0.f};
    std::uint32_t id = kNothing;
    Vec3 position{0.f};
    float scale = 0;
    Vec3 normal{0.f};
    float blur = 0;   // pixels, signed
    float swept = 0;  // pixels, while the shutter is open
  };
  struct Lost {  // a ray whose light the look does not know
    int x;
    Picture::Ray ray;
    SingleHit hit;
    float share;
    std::uint32_t number;
  };
  Picture::Ray ray_of(int x, int y, int k, int count) const;
  float swept(Vec3 point) const;
  void prepare();
  void find_busy_tiles();
  int rays_at(int x, int y) const;
  const Seen* find(Vec3 point, std::uint32_t id, Vec3 normal, const Vec3* albedo) const;
  Vec3 light_of(const Lost& lost, int y) const;
  void render_row(int y, std::vector<Vec3>& colour, std::vector<float>& alpha);
  void soften(std::vector<Vec3>& colour) const;
  std::size_t at(int x, int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x); }

  const Picture& look_;
  const Arrangement& arrangement_;
  Lens open_, close_;
  bool moves_ = false;
  std::vector<Matte>* mattes_;
  int width_, height_;
  std::vector<Seen> seen_;
  std::vector<std::uint8_t> edge_;  // 1 something ends here, 2 a surface changes its colour, 3 what it mirrors changes
  std::vector<float> reach_;  // by tile of 8 x 8: how far blurred foreground spreads into it, pixels
  std::vector<std::uint8_t> near_edge_;  // by pixel: something ends or changes its colour beside it
  std::vector<std::uint8_t> busy_;  // by tile: something within reach of its blur ends or changes
  std::vector<float> soft_;   // by pixel: the least blur of what its rays met, pixels
};

}  // namespace auteur::render
