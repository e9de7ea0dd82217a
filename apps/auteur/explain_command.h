// auteur explain: the words of the camera department.
#pragma once

#include <string>

namespace auteur::cli {

// Without words: all terms, group by group.
int explain_command(const std::string& words, bool json);
// One term drawn into `picture`, or, where `page` names a folder, all of them with a page to read.
int explain_picture_command(const std::string& words, const std::string& picture, const std::string& page, bool json);

}  // namespace auteur::cli
