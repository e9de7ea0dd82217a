// What a person decided about words, laid over what the rules found.
#pragma once

#include "auteur/screenplay/tags.h"

namespace auteur::screenplay {

void apply_dictionary(std::vector<Tag>& tags, const Screenplay& script, const Dictionary& dictionary);

}  // namespace auteur::screenplay
