// bible/lines.toml: what the director says about single lines, as the parameters of their voices.
#pragma once

#include <map>
#include <string>

#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::production {

struct LineNote { std::string manner, reading; };

// By line id ("4-17"). `manner` takes the place of the script's parenthetical; `reading` is checked against the words of its
// line. Errors: kInvalidInput with the place: a [[line]] without id or without anything asked, twice the same line, a line that
// the film does not have, marks that cannot be read, other words than the script's.
Result<std::map<std::string, LineNote>> notes_by_line(const Film& film, const screenplay::Breakdown& breakdown);

}  // namespace auteur::production
