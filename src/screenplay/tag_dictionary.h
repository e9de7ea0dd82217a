// What a person decided about words, laid over what the rules found.
#pragma once

#include "auteur/screenplay/tags.h"

namespace auteur::screenplay {

// `scenes`: the scene of each element (scene_ranges.h).
void apply_dictionary(std::vector<Tag>& tags, const Screenplay& script, const std::vector<int>& scenes, const Dictionary& dictionary);

}  // namespace auteur::screenplay
