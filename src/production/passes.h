// The passes of a film, by department. Each function adds its own to the catalogue.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "auteur/graph/pass.h"
#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/cast.h"
#include "workshop.h"

namespace auteur::production {

Status add_writing_passes(PassCatalogue& catalogue);
Status add_casting_passes(PassCatalogue& catalogue);
Status add_planning_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop);
Status add_shooting_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop);
Status add_board_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop);
Status add_exr_pass(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop);
Status add_model_pass(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop);
Status add_score_passes(PassCatalogue& catalogue);
Status add_sound_passes(PassCatalogue& catalogue);
Status add_call_sound_pass(PassCatalogue& catalogue);
Status add_sound_delivery_passes(PassCatalogue& catalogue);
Status add_delivery_passes(PassCatalogue& catalogue);
Status add_style_passes(PassCatalogue& catalogue);
Status add_animatic_passes(PassCatalogue& catalogue);
Status add_reading_passes(PassCatalogue& catalogue);

// Pixels of the band under an animatic's picture, which is `width` wide.
int burn_in_height(int width);

// --- helpers that several departments need

// Digest of a data folder's files: part of a pass's identity, so that editing a table makes what depends on it stale.
std::string data_digest(const std::string& room);
std::string table_digest(const std::string& file);  // one file of the data folder: "world/wind.json"

// Colour words of the style bible (data/production/looks.json) as #rrggbb.
std::map<std::string, std::string> style_colours();

// One scene and its cast as a document of its own, without places in the file: an edit elsewhere leaves it unchanged.
Json scene_document(const screenplay::Breakdown& breakdown, const screenplay::Scene& scene);
Result<screenplay::Breakdown> read_scene(const Inputs& inputs, const std::string& port = "scene");  // exactly one scene

// The set of the input "set", unpacked once per process.
Result<std::shared_ptr<const world::Set>> read_set(const Inputs& inputs, Workshop& workshop);

// Ports "person/ID" -> identities.
Result<std::map<std::string, world::Identity>> read_people(const Inputs& inputs);

// The person as somebody's own figure plays them: `model` is the document of cast.model.
Status take_model(world::Identity& who, const Json& model);
// That figure, from its file. Requires: who.model.
Result<puppets::PuppetPtr> model_of(const world::Identity& who, const std::string& id, std::span<const std::uint8_t> glb);
// The same for a pass that has the file at "model/ID", read once per process.
Result<puppets::PuppetPtr> read_model(const Inputs& inputs, const world::Identity& who, const std::string& id, Workshop& workshop);

template <class T>
Bytes bytes_of(const T& container) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(container.data());
  return Bytes(p, p + container.size() * sizeof(*container.data()));
}

}  // namespace auteur::production
