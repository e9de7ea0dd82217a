// Turnover: the cut for other editing programs, as OpenTimelineIO, Final Cut 7 XML (xmeml 5, read by Premiere, Resolve and
// Avid), FCPXML 1.10 (Final Cut Pro) and CMX3600 EDL. All four say the same: one clip a shot on one picture track, the sound
// beside it, a marker on every shot with its name and reason, a marker at every scene.
//
//   record  01:00:00:00   |-- title --|-- 1A --|-- 1B --|-- 2A -- ...     frame 0 of the film is one hour
//   source  00:00:00:00   the film's own file, which carries no time code and begins at nought
//           01:00:00:00   the stems: Broadcast Wave says when it begins
//   sound   own           cut with the picture, linked to it
//           stems         one piece a scene, title and credits: that is how they are mixed
//
// Files are named without a folder: the lists lie beside them. Times are whole frames at the timeline's rate, non-drop. Pure;
// the same timeline gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "auteur/edit/timeline.h"

namespace auteur::edit {

// A stereo track. `file`: empty for the picture's own sound. `role`: dialogue, music, effects, or mix.
struct SoundTrack { std::string name, role, file; };

struct Turnover {
  Timeline timeline;
  std::string title;               // any language
  std::string media = "film.mp4";  // the picture with its sound
  int width = 640, height = 360;   // of that file
  std::vector<SoundTrack> sound = {{"Mix", "mix", ""}};
};

Json to_otio(const Turnover& turnover);
std::string to_fcp7_xml(const Turnover& turnover);
std::string to_fcpxml(const Turnover& turnover);
// A list holds at most 999 events, so a long film comes in parts; the record times of the next part go on. ASCII, lines of at
// most 80 characters: letters beyond it are written by their nearest, or as "?".
std::vector<std::string> to_edl(const Turnover& turnover);

// "01:00:04:12".
std::string time_code(std::int64_t frame, int frames_per_second);
// At most 8 letters and digits, as tape machines had them: "film.mp4" -> "FILM".
std::string reel_of(const std::string& file);

}  // namespace auteur::edit
