// One door for every screenplay there is.
#pragma once

#include <string>
#include <string_view>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// Reads a screenplay of any format we know: what the bytes say comes first, then the name of the file. Text that is
// nothing else is Fountain. Errors: those of the reader; kInvalidInput for files that are known to be something else
// (Word, Celtx, RTF, HTML), with the way to export them.
Result<Parsed> read_screenplay(std::string_view bytes, const std::string& file);

// "Final Draft": as people call the program or format.
std::string_view name_of(Format format);

// The ends of file names that read_screenplay is meant for, with the dot: ".fountain", ".fdx" ...
const std::vector<std::string>& screenplay_endings();

}  // namespace auteur::screenplay
