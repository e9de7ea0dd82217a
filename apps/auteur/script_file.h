// The FILE of auteur script: any screenplay file, or a film folder.
#pragma once

#include <optional>
#include <string>

#include "auteur/production/film.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::cli {

struct ScriptFile {
  screenplay::Parsed parsed;
  std::string file;                        // the screenplay, for messages
  std::optional<production::Film> film;    // FILE is a film folder
  Path film_folder;                        // where decisions about it are kept: the film, or NAME.film beside a script
  std::string decider;                     // who decides when nobody is named
};

// Errors: kNotFound, and those of the readers and of open_film.
Result<ScriptFile> open_script(const std::string& file);

// What the name of a screenplay file says it is, from the bytes too: parses it. Errors: those of the reader.
Result<screenplay::Parsed> parse_script(std::string_view bytes, const std::string& file);

// Writes aside and renames. Errors: kConflict when the file is there and `force` is not set, kIo.
Status write_output(const Path& path, std::string_view bytes, bool force);

// "1:02:05", "3:07".
std::string clock_text(double seconds);

// Prints `text`, cut to `width` code points and filled up with spaces.
std::string cell(std::string_view text, std::size_t width);

}  // namespace auteur::cli
