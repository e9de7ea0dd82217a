// A line that somebody cuts short. A voice does not fade: the throat closes on a vowel, in some 40 ms.
#pragma once

#include "auteur/acting/voice.h"

namespace auteur::acting {

// Where the line breaks off if somebody cuts in: in the last vowel of its last word, once that is well begun.
Seconds breaks_off(const LineTake& take);
// Broken off there, `at` seconds in: phones and words end, the sound is closed.
void break_off(LineTake& take, Seconds at);
// Its phones and words, broken off there; without sound worth hearing.
LineTake mouth_broken_off(const LineTake& said, Seconds at);

}  // namespace auteur::acting
