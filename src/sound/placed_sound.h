// The sound of one event, before it is laid into the scene. Private to the room.
#pragma once

#include <optional>

#include "auteur/sound/sound.h"
#include "recipes.h"
#include "space.h"

namespace auteur::sound {

struct PlacedSound { const Recipe* recipe = nullptr; std::vector<float> mono; Placement placement; };
// Of the `index`th event of a scene; nothing for one that is silent.
std::optional<PlacedSound> sound_of(const staging::SoundEvent& event, std::size_t index, const Ambience& room, std::uint64_t seed);

}  // namespace auteur::sound
