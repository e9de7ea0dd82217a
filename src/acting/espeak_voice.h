// Other languages: the espeak-ng program, always as a process of its own (its licence stays its own).
#pragma once

#include "auteur/acting/voice.h"
#include "direction.h"
#include "marks.h"

namespace auteur::acting {

// At 48 kHz. With the companion program (espeak_helper.h) phones have their true times; with the stock program they share its
// speech by their usual lengths. Errors: kUnavailable.
Result<LineTake> espeak_take(const LineRequest& request, const std::string& language, const Direction& direction, const std::vector<MarkedRun>& runs = {});

// "ə" and its kin as the nearest ARPAbet phone; empty for marks that are no sound.
std::string phone_of_ipa(char32_t symbol);
char32_t decode_utf8(std::string_view text, std::size_t& at);  // the sign at `at`, which moves on

}  // namespace auteur::acting
