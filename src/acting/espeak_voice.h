// Other languages: the espeak-ng program, always as a process of its own (its licence stays its own).
#pragma once

#include "auteur/acting/voice.h"
#include "direction.h"
#include "marks.h"

namespace auteur::acting {

// 22.05 kHz speech already at 48 kHz, phones spread over it by class. Errors: kUnavailable.
Result<LineTake> espeak_take(const LineRequest& request, const std::string& language, const Direction& direction, const std::vector<MarkedRun>& runs = {});

// "ə" and its kin as the nearest ARPAbet phone; empty for marks that are no sound.
std::string phone_of_ipa(char32_t symbol);

}  // namespace auteur::acting
