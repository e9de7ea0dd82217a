// The passes of spoken lines and of the film in other languages.
#pragma once

#include "auteur/graph/pass.h"

namespace auteur::production {

Status add_line_passes(PassCatalogue& catalogue);
Status add_dub_passes(PassCatalogue& catalogue);

}  // namespace auteur::production
