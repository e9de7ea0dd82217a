// Readings of scenes that a film has beside those of data/camera/readings.json: [[reading]] in bible/look.toml.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/camera/reading.h"

namespace auteur::production {

// Those of a look, each whole, in the order in which they were written; the look's `style` names one of them or of the data
// folder. `text` is that of `file`, for the places of messages. At most eight.
// Errors: kInvalidInput with the place.
Result<std::vector<Json>> own_readings(const Json& look, const Path& file, const std::string& text);

// As the planner takes them. Errors: kInvalidInput.
Result<std::vector<camera::Reading>> readings_from(const Json& whole);

}  // namespace auteur::production
