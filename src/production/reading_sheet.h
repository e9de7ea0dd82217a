// The readings of a scene on one sheet: a row each, with its name and figures, its rhythm as a bar, its panels in story order.
#pragma once

#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"
#include "auteur/media/drawing.h"

namespace auteur::production {

struct ReadingPanel {
  std::string shot, name, label;  // "4B", "4B-2", "MCU 50 mm"
  media::Picture picture;
};
struct ReadingShot { std::string name; double start = 0, seconds = 0; camera::Size size = camera::Size::kMedium; bool moves = false, breaks_rule = false; /* at its beginning */ };
struct ReadingRow {
  std::string name, says, tag;        // tag: "the film's", "your own"; may be empty
  std::vector<std::string> figures;   // a line each
  std::vector<ReadingShot> shots;     // in story order, tiling the scene
  std::vector<ReadingPanel> panels;   // in story order
};
struct ReadingSheet {
  std::string title, heading;         // of the film, of the scene
  double aspect = 2.39, seconds = 0;  // of the picture; of the scene
  std::vector<ReadingRow> rows;
};
struct ReadingPage { media::Drawing drawing; std::vector<media::Placed> pictures; };  // pictures point into the sheet

// A3 landscape, as few pages as leave panels large enough to be read. Where one page is not enough the scene's clock is divided:
// a page has what every reading shows in the same part of the scene. Requires: the sheet outlives the pages.
std::vector<ReadingPage> reading_pages(const ReadingSheet& sheet);

}  // namespace auteur::production
