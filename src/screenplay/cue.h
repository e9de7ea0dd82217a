// A cue's name and extension, whichever format it stands in.
#pragma once

#include <string>
#include <string_view>

namespace auteur::screenplay {

// "ANA (O.S.) (CONT'D)" -> "ANA", "O.S.". (CONT'D) is derived information and belongs to neither.
struct CueWords { std::string name, extension; };
CueWords split_cue(std::string_view text);

}  // namespace auteur::screenplay
