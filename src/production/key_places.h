// Where things stand in the documents that people write, so that an error can point at them.
#pragma once

#include <string_view>

#include "auteur/production/film.h"

namespace auteur::production {

// A key of `table` (which knows its heading as "@line"): where it stands below that heading; the heading itself where it does
// not, or the file alone. Without a table: its first place in the file.
SourcePlace place_of_key(const Path& file, std::string_view key, const Json& table = Json::object());
// The same in the text of a document that was read already.
SourcePlace place_of_key_in(std::string_view text, const std::string& file, std::string_view key, const Json& table);
// Where its value begins, in its quotes.
SourcePlace place_of_value(const Path& file, std::string_view key, const Json& table = Json::object());

}  // namespace auteur::production
