// auteur explain: the words of the camera department.
#pragma once

#include <string>

namespace auteur::cli {

// Without words: all terms, group by group.
int explain_command(const std::string& words, bool json);

}  // namespace auteur::cli
