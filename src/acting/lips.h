// Mouths from phones, one per drawing. After coarticulation two rules are enforced, because a few drawings a second
// would skip them: every P, B and M shows at least one closed drawing, every F and V one with lip on teeth.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/acting/voice.h"
#include "auteur/puppets/puppet.h"

namespace auteur::acting {

struct Mouth { puppets::Viseme viseme = puppets::Viseme::kRest; float open = 0; bool speaking = false; };

puppets::Viseme viseme_of(const std::string& phone);  // HH, schwa and silence: kRest
// How far the jaw falls for the phone when it is said plainly, 0..1.
float jaw_of(const std::string& phone);

// `phones` begin `offset` seconds after the first drawing (may be negative). `loudness` scales the jaw: 1 = plain.
std::vector<Mouth> mouths(std::span<const Phone> phones, double offset, int drawings, int per_second, float loudness);

}  // namespace auteur::acting
