// auteur readings: how scenes may be read.
#pragma once

#include <string>

#include "auteur/camera/reading.h"
#include "film_commands.h"

namespace auteur::cli {

// All readings, with those of a film where `film` names one.
int readings_command(const std::string& film, bool json);
// One reading, or all of them where the name is empty; own ones come after those of the data folder.
void print_readings(const std::string& name, const std::vector<camera::Reading>& own, const std::string& style, bool json);

}  // namespace auteur::cli
