// The lines of a lined script: over which rows of which page each shot runs, and where on the page its line stands.
#pragma once

#include <vector>

#include "auteur/media/paper.h"
#include "auteur/screenplay/page_pdf.h"

namespace auteur::screenplay {

// A shot on one page. Rows of the body; the line runs from the top of the first to the foot of the last.
struct PlacedLine {
  std::size_t shot = 0, page = 0;
  int first = 0, last = 0;
  bool begins = true, ends = true;       // else it comes from the page before, goes on overleaf
  std::vector<std::pair<int, bool>> rows;  // with words under it: the row, and whether its person is seen
  double x = 0;                          // points
  double name_width = 0;                 // of its name with what it is
  bool label_left = false;               // the name stands beside the line in the margin, not above it
};

// In the order of shots and pages. Elements that are not printed, and unknown ones, are left out.
std::vector<PlacedLine> place_lines(const Screenplay& script, const Pages& pages, const std::vector<LinedShot>& shots);
void draw_lines(media::Paper& paper, const Pages& pages, std::size_t page, const std::vector<PlacedLine>& lines, const std::vector<LinedShot>& shots);

}  // namespace auteur::screenplay
