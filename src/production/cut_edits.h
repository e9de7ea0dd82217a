// What bible/cut.toml changes in shots: from the document to each scene's plan, and from wishes back into the document.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/camera/shot_edits.h"
#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::production {

// Each scene's changes as the parameter of its coverage, without the places where they were written: a line more above them
// plans nothing anew. `by` is the director of film.toml where it is left out.
// Errors: kInvalidInput with the place: a [[shot]] without id, or of no scene.
Result<std::map<std::string, Json>> shot_edits_by_scene(const Film& film, const screenplay::Breakdown& breakdown);

// What the planner could not do of them (output "edits" of a scene's coverage), as an error at the line that asked.
Status check_shot_edits(const Film& film, const Json& refused);

// The same of [[blocking]]: who starts where, by scene, as the parameter of its staging.
// Errors: kInvalidInput with the place: without scene or who, a scene that the film does not have.
Result<std::map<std::string, Json>> blocking_by_scene(const Film& film, const screenplay::Breakdown& breakdown);
// What the staging could not do of it (output "blocking"), as an error at the line that asked.
Status check_blocking(const Film& film, const std::string& scene, const Json& refused);

}  // namespace auteur::production
