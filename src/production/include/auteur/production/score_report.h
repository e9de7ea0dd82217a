// The film's score as it stands: its cues on the film's clock, whose themes sound where, hits and seams, measured.
#pragma once

#include <string>
#include <vector>

#include "auteur/music/measure.h"
#include "auteur/music/notation.h"
#include "auteur/music/themes.h"
#include "auteur/production/make.h"

namespace auteur::production {

// A theme in a scene. `featured`: the scene is about its owner (music::features_of); `similarity`: the best of its statements
// there, 0 when it does not sound.
struct ThemeInScene { std::string scene; bool featured = false; double similarity = 0; int statements = 0; std::string how; };
struct ThemeReport { music::Motif motif; std::vector<ThemeInScene> scenes; std::size_t featured() const; std::size_t kept() const; /* featured, and known again */ };
struct Seam { Seconds at; std::string what; double step = 0; /* music::seam_of */ };

struct ScoreReport {
  std::vector<music::FilmCue> cues;            // in film order
  std::vector<music::CueMeasures> measures;    // one for each
  std::vector<ThemeReport> themes;
  std::vector<Seam> seams;                     // of the whole track; only when it was listened to
  Seconds length;                              // of the film
  double seconds_of_music = 0;
  std::size_t hits = 0, missed = 0;
  double worst_hit_frames = 0, worst_change = 0;
  double recurrence() const;                   // share of featured scenes in which the theme is known again, over all themes
};

// Requires: the music of `options.scenes` is made (MakeOptions::score_only is enough). `listen`: reads the sound too.
// Errors: those of current_graph; kNotFound (not made yet).
Result<ScoreReport> score_report(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, bool listen);
// The cues of one take of a scene's score, named from 1; times are the scene's.
Result<std::vector<music::FilmCue>> cues_of_take(const Json& score, const std::string& name);

// One WAV for each family of instruments, as long as the film and 12 dB down, and one of the whole score. Returns what was written, and how
// far their sum is from the whole in dB (the largest difference under the largest sample).
struct WrittenStems { std::vector<Path> files; double null_db = 0; };
Result<WrittenStems> write_score_stems(const ScoreReport& report, const Path& folder, const std::string& name, Progress& progress);

Json to_json(const ScoreReport& report);

}  // namespace auteur::production
