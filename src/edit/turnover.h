// What the turnover formats share.
#pragma once

#include "auteur/edit/turnover.h"

namespace auteur::edit {

// Frame 0 of the film on the record side.
std::int64_t start_frame(const Timeline& timeline);

// The time code that a file begins with: stems carry the film's (Broadcast Wave), the film itself none.
std::int64_t source_start(const Turnover& turnover, const std::string& file);

// A stretch of a sound track: as the picture is cut, or scene by scene for a stem.
struct SoundPiece { std::string name; std::int64_t start = 0, frames = 0; };
std::vector<SoundPiece> sound_pieces(const Turnover& turnover, const SoundTrack& track);

// The scene's number and heading, "4 INT. KITCHEN - NIGHT".
std::string scene_title(const SceneStart& scene);

// What XML 1.0 can hold: valid UTF-8 without control characters, line breaks as blanks.
std::string xml_text(const std::string& text);
// A file's name as part of a URL.
std::string url_of(const std::string& file);

}  // namespace auteur::edit
