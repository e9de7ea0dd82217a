// The face as a signed distance field in head units, and the mouths it can wear.
#pragma once

#include "anatomy.h"
#include "sdf.h"

namespace auteur::puppets {

// One replacement mouth. Lengths in head units.
struct Mouth {
  float drop = 0;    // the jaw opens by this much
  float gap = 0;     // extra opening of the lips, half
  float half = 0.034f;
  float round = 0;   // 0..1 lips pushed forward
  float smile = 0;   // -1..1
  float press = 0;   // lips pressed together
  float tuck = 0;    // lower lip drawn in under the upper teeth
  float upper_teeth = 0, lower_teeth = 0;  // shown or not
  float tongue = -1;  // -1 hidden, 0 resting low, 1 up behind the teeth, 2 between the teeth
};

Mouth mouth_of(const HeadPlan& head, Viseme viseme, float open, float smile);

// Distance to the nearest of jittered points, `cell` apart; 0 at a point.
float curls(Vec3 p, float cell);

class FaceField {
 public:
  FaceField(const HeadPlan& head, const Mouth& mouth);
  float operator()(Vec3 p) const { return clay(carved(p, nullptr), p, clay_); }
  // The face before the mouth is cut out: negative by the depth behind the skin.
  float uncarved(Vec3 p) const;
  // Signed distance to the outline of the lips' opening in the plane of the face.
  float outline(Vec3 p) const;
  // The colour of the lips: positive on them.
  float lip_tint(Vec3 p) const;
  // -1 shaded and tired .. 0 plain .. 1 flushed.
  float flush(Vec3 p) const;
  float scalp(Vec3 p) const;  // skull and jaw only
  float line_y(float x) const;  // height of the mouth's middle line
  float front_z() const { return front_; }  // of the closed lips
  const Mouth& mouth() const { return m_; }

  // A margin of one coarse cell lies between what moves and the seam, so both sides make the same vertices there.
  // The faces of the mesh that change with the mouth lie within this box, head units.
  static Box mouth_box() { Box b; b.add({-0.25f, -0.09f, -0.030f}); b.add({0.25f, 0.127f, 0.3f}); return b; }

 private:
  float base(Vec3 p) const;
  float carved(Vec3 p, float* before) const;
  float window(Vec3 p) const;
  HeadPlan h_;
  Mouth m_;
  float front_ = 0.13f, clay_ = 1;
};

}  // namespace auteur::puppets
