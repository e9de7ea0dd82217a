// The shot list on paper: landscape, scene by scene, the shots of a set-up together, with totals. The same rows give the same
// bytes on the same machine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/camera/shot_sheet.h"

namespace auteur::camera {

struct ShotListFacts {
  std::string title, author;
  std::map<std::string, std::string> headings, readings;  // by scene number
  bool a4 = false;                                        // else US Letter
};
// Errors: kInternal when the PDF cannot be made.
Result<std::string> write_shot_list_pdf(const std::vector<ShotRow>& rows, const ShotListFacts& facts);

}  // namespace auteur::camera
