// A sound file cleaned into another, of any length: a minute at a time is in memory.
#pragma once

#include <optional>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/progress.h"
#include "auteur/cleanup/cleanup.h"

namespace auteur::cleanup {

struct FileWish {
  Wish wish;                       // its `reference` is taken from `match`
  std::optional<Path> match;       // a take whose colour it gets
  std::optional<Path> out;         // none: only the report, and nothing is written
};
struct FileReport {
  std::vector<Json> channels;      // report(), each for itself
  bool changed = false;            // false: `out` is the same sound; of a WAV the same file, byte by byte
  double gain_db = 0;              // softer than before, so that mended tops fit
};
// Reads what libsndfile reads (WAV, AIFF, FLAC, W64, RF64 ...) with up to eight channels and 8 to 384 kHz, up to twelve hours; writes
// WAV of 24 bits (float where the input was), RF64 above 4 GB; aside, then renamed.
// Errors: kNotFound, kInvalidInput with what to do, kIo, kCancelled.
Result<FileReport> clean_file(const Path& in, const FileWish& wish, Progress& progress);

}  // namespace auteur::cleanup
