// A film file with more than one language to choose from.
#pragma once

#include <string>
#include <vector>

#include "auteur/media/media.h"

namespace auteur::media {

// `shown`: a player shows its captions unless told otherwise.
struct LanguageTrack { std::string language; /* ISO 639-2: "deu" */ Path sound; /* from encode_track(); empty: only captions */ std::vector<Caption> captions; bool shown = false; };
// `film` (of join_film) with these after its own sound and captions, which stay what a player takes first unless one is
// `shown`. Nothing is encoded again. Bit-exact output. Errors: kIo, kUnavailable.
Status add_languages(const Path& film, const std::vector<LanguageTrack>& tracks, const Path& out_mp4);

}  // namespace auteur::media
