// Checks of the finished file: what a viewer, or a broadcaster's quality control, would complain about.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/edit/timeline.h"

namespace auteur::quality {

enum class Severity { kNote, kWarning, kError };
struct Finding {
  Severity severity = Severity::kNote;
  std::string rule;     // "black", "frozen", "silence", "loudness", "true-peak", "duration", "sync", "glyphs"
  Seconds at, length;
  std::string message;  // plain words with the measured value and the limit
};

// What was seen in one clip; times within it. A stretch that lasts to the end has the length `kToTheEnd`.
struct Stretch { double from = 0, length = 0; };
inline constexpr double kToTheEnd = -1;
struct ClipCheck { std::vector<Stretch> black, frozen; };

// Decodes the clip once. Errors: kUnavailable (no ffmpeg), kInternal (it cannot be played).
Result<ClipCheck> check_clip(const Path& clip);
Json to_json(const ClipCheck& check);
Result<ClipCheck> clip_check_from_json(const Json& document);

struct FilmCheck {
  edit::Timeline timeline;
  std::map<std::string, ClipCheck> clips;  // by clip id of the timeline; none = the whole film is decoded here
  double loudness_target = -23, loudness_tolerance = 0.5, true_peak_limit = -1;
  int missing_glyphs = 0;
  bool stills = false;  // boards: pictures stand still by design
  bool expects_sound = true;
};
struct FilmReport {
  std::vector<Finding> findings;
  double seconds = 0, loudness_lufs = 0, true_peak_dbtp = 0, loudness_range = 0;
  int width = 0, height = 0;
  std::int64_t frames = 0;
  int errors() const;
};

// Looks at the whole sound, and at the first picture of every shot; what happens within the shots is known from `clips`.
// Errors: kUnavailable (no ffmpeg), kInternal.
Result<FilmReport> check_film(const Path& film, const FilmCheck& check);

Json to_json(const FilmReport& report);
std::string readable(const FilmReport& report);

// "01:02:03:04" at 24 frames a second.
std::string time_code(Seconds t);

}  // namespace auteur::quality
