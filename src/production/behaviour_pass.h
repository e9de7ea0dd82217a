// The pass film.behaviour.
#pragma once

#include "auteur/graph/pass.h"

namespace auteur::production {

Status add_behaviour_pass(PassCatalogue& catalogue);

}  // namespace auteur::production
