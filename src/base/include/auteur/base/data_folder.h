// Tables that artists may change: data/, and in front of it a folder of one's own (AUTEUR_DATA), file by file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"

namespace auteur {

// `file`: "music/spotting.json". The folder of one's own where it has that file, else ours.
Path data_file(std::string_view file);
// The names in a folder of it ("world"), ours and one's own, sorted.
std::vector<std::string> data_names(std::string_view folder);
// Its text, ours where one's own cannot be read; empty when neither can, or is over `most` bytes.
std::string read_data_text(std::string_view file, std::uint64_t most = 4u << 20);
// Its object, ours where one's own is broken; an empty one when both are, or (with `kind`) of another kind or version than 1.
Json read_data(std::string_view file, const char* kind = nullptr);

}  // namespace auteur
