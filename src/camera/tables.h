// The camera department's data folder.
#pragma once

#include <string>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"

namespace auteur::camera {

// data/camera/NAME, in AUTEUR_DATA where that is set.
Path data_file(const std::string& name);
// Its object; an empty one when it is missing or broken.
Json read_data(const std::string& name);

}  // namespace auteur::camera
