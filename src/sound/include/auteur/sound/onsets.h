// Does a contact sound when it is seen? Each event's own sound is looked for in the finished track with a matched filter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auteur/sound/sound.h"

namespace auteur::sound {

struct FoundContact {
  Seconds at;            // of the contact, in the scene
  std::string name;      // its recipe: "step/wood"
  double late = 0;       // seconds from the contact to the beginning of its sound in the track, negative = early
  double likeness = 0;   // of the track to the sound there, 0..1
  bool heard = false;    // else covered by something louder, or too soft to be found
};

// Contacts only: steps, doors, seats, what is put down and picked up; not calls, clothes and long sounds. `events`, `room`
// and `seed` as given to make_foley; `track`: 48 kHz stereo that has its sounds, in time with them.
std::vector<FoundContact> find_contacts(const std::vector<staging::SoundEvent>& events, const Ambience& room, std::uint64_t seed, const std::vector<float>& track);

}  // namespace auteur::sound
