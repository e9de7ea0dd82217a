// Lines: spoken by the house, recorded by somebody, or spoken by a speech server.
#pragma once

#include "auteur/graph/pass.h"

namespace auteur::production {

Status add_line_passes(PassCatalogue& catalogue);

}  // namespace auteur::production
