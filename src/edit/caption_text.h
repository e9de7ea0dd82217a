// Words of a caption: their width, and where a line may end. Private to the room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/edit/captions.h"

namespace auteur::edit {

// Tags in angle brackets count nothing.
double columns(std::string_view text, const CaptionRules& rules);

struct Piece { std::vector<std::string> lines; std::string text() const; };
// `text` in pieces of at most two lines, as few and as well broken as can be; `seconds`: how long it is spoken, so that no
// piece lasts longer than the rules allow; `name`: stands before the first word ("[Ana]"), empty for none.
std::vector<Piece> in_pieces(const std::string& text, const std::string& name, double seconds, const CaptionRules& rules, const std::string& language);

}  // namespace auteur::edit
