// A figure that somebody brought plays a part: its joints are found out, its shapes become mouths and faces, and it
// takes every pose that a clay person takes.
//
//   joints ── what a person says, what the file says (VRM), names, form ──> bones
//   shapes ── what a person says, names (data/puppets/shapes.json) ───────> visemes, brows, lids
//   rest   ── turned, scaled, arms and legs brought to our rest ──────────> measures, then poses
//
// What is missing costs only itself: without visemes the jaw bone speaks, without a jaw the head only nods; without arms
// nothing is reached for; what has no legs is carried as it stands.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/puppets/puppet.h"
#include "auteur/scene/character.h"

namespace auteur::puppets {

struct ModelWishes {
  double height = 0;                           // metres as a puppet; 0 = its own
  std::map<std::string, std::string> bones = {};    // "left_hand" -> joint name; "" = none
  std::map<std::string, std::string> visemes = {};  // "PP" -> shape names with weights: "MouthClosed" or "A 0.5 + B 0.3"
  std::map<std::string, std::string> face = {};     // "smile", "blink_left", "jaw_open" ... -> the same
};

struct ModelReport {
  std::map<std::string, std::string> bones;    // what was found: "left_hand" -> joint name
  std::map<std::string, std::string> visemes, face;  // "PP" -> "viseme_PP", "jaw bone"
  std::vector<std::string> findings;           // what could not be mapped or had to be guessed, and what follows from it
  bool walks = false;                          // has legs that take a pose
};

// `skin`: the mean colour of its face, linear, for the light meter.
struct ModelPart { PuppetPtr puppet; Measures measures; ModelReport report; Vec3 skin{0.5f}; };

// Pure. `id` names the part. Errors: kInvalidInput (a wish names a bone or shape that is none, with the nearest one).
Result<ModelPart> build_model(scene::CharacterPtr character, const std::string& id, const ModelWishes& wishes = {});

Json to_json(const ModelReport& report);

// As documents: what a person wrote about the figure, and its sizes by name. Unknown or missing: as if not said.
ModelWishes wishes_from(const Json& written);
Json to_json(const ModelWishes& wishes);
std::map<std::string, float> named(const Measures& measures);
Measures measures_from(const std::map<std::string, float>& named);

// Names a person may write in [rig], [visemes] and [face].
std::vector<std::string> bone_names();
std::vector<std::string> viseme_names();
std::vector<std::string> face_names();

}  // namespace auteur::puppets
