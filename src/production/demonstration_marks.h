// What is written over the pictures of a demonstration: arrows, lines, frames, captions, bars of sound.
#pragma once

#include <vector>

#include "auteur/camera/demonstration.h"
#include "auteur/media/media.h"

namespace auteur::production {

// `frames`: one picture for each of the demonstration's, all of one size.
media::Picture demonstration_sheet(const camera::Demonstration& demo, const camera::Demonstrations& all, const std::vector<media::Picture>& frames);

}  // namespace auteur::production
