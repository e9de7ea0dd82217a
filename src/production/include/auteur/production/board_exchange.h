// Storyboards for and from the program that people draw them in (interchange/storyboarder.h).
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/result.h"

namespace auteur::production {

// A shot of the film, as an imported board may name it.
struct BoardTarget { std::string shot; double seconds = 0; };

struct BoardImport {
  std::vector<std::string> kept;     // the panels whose pictures now lie in media/boards: "12A-1"
  std::vector<std::string> notes;    // what was not matched or differs, in words
};
// Puts the pictures of a .storyboarder project into FILM/media/boards, each as the panel of the shot that it names: by the uid
// of a panel we wrote, else by its shot name. Panels of a shot that the file names replace all that lay there for it.
// Errors: those of read_storyboarder; kIo.
Result<BoardImport> import_boards(const Path& storyboarder, const std::vector<BoardTarget>& shots, const Path& film_folder);

// Writes FOLDER/NAME.storyboarder and FOLDER/images from the panels of "auteur.boards" (Made::boards), whose pictures lie
// under `out`. Returns the project's file. Errors: kIo.
Result<Path> export_boards(const Json& boards, const Path& out, const Path& folder, const std::string& name);

}  // namespace auteur::production
