// A figure's own shapes as our mouths and faces.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "rig.h"

namespace auteur::puppets {

using ShapeWeights = std::vector<std::pair<int, float>>;  // shape, weight

struct ModelFace {
  static constexpr std::size_t kVisemes = static_cast<std::size_t>(Viseme::kCount);
  std::array<ShapeWeights, kVisemes> mouth;
  std::array<float, kVisemes> jaw{};               // share of the jaw bone's widest, where shapes do not speak
  bool speaks_by_shapes = false;
  std::map<std::string, ShapeWeights> controls;    // "smile" -> shapes
  const ShapeWeights* control(const char* name) const;
  // Every shape's weight for this face, 0 .. 1.5; `eyes` = gaze is left to eye bones.
  std::vector<float> weights(const Face& face, std::size_t shapes, bool eyes) const;
  // How far the jaw bone opens, 0..1.
  float jaw_share(const Face& face) const;
};

// Says in `report` what each mouth and control came from, and what is missing. Errors: kInvalidInput (a wish names a
// shape, viseme or control that is none).
Result<ModelFace> face_of(const scene::Character& character, const Rig& rig, const ModelWishes& wishes, ModelReport& report);

}  // namespace auteur::puppets
