// Open Screenplay Format (.osf, versions 1.2 to 5), Fade In (.fadein: a zip with one document.xml in that format) and
// Highland (.highland: a zipped text bundle; the member whose name has "fountain" in it is the script).
//
// Archives are read from memory and bounded: at most 32 MiB as they come and as they unpack, a thousand members, and no
// member that unpacks to more than two hundred times its size.
#pragma once

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// Errors of all three: kInvalidInput; with line and column where the fault lies in XML or text. The place inside an
// archive is named "film.fadein/document.xml".
Result<Parsed> parse_open_screenplay(std::string_view bytes, const std::string& file);
Result<Parsed> parse_fade_in(std::string_view bytes, const std::string& file);
Result<Parsed> parse_highland(std::string_view bytes, const std::string& file);

}  // namespace auteur::screenplay
