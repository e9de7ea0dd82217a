// auteur continuity: what a script supervisor says about the plan, and what the director answers.
#pragma once

#include <string>

#include "film_commands.h"

namespace auteur::cli {

struct ContinuityWish { std::string waive, unwaive, by, why; bool strict = false; };

int continuity_command(const Common& common, const ContinuityWish& wish);

}  // namespace auteur::cli
