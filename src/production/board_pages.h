// Storyboard pages: panels in rows with what is said and done under each, as PDF.
//
//   title                      12. INT. KITCHEN - NIGHT                      page 3 of 9
//   +-----------+  +-----------+  +-----------+
//   |  picture  |  |           |  |           |      every row is as high as the most that is written under its panels;
//   +-----------+  +-----------+  +-----------+      what does not fit on a page goes to the next
//   12A-1  4.2 s   12A-2          12B  1.8 s
//   medium, 50 mm, push in
//   She sits.
//   ANA: Where were you?
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/media/media.h"

namespace auteur::production {

struct BoardCell {
  std::string name;       // "12A-1"
  std::string about;      // "medium shot, 50 mm, push in"
  double seconds = 0;
  std::string action;
  std::vector<std::pair<std::string, std::string>> dialogue;  // who, what
  std::string note;       // said in italics: whose drawing it is, what somebody wrote on it
  Bytes picture;          // PNG or JPEG; empty: a blank panel
};
struct BoardScene { std::string number, heading; std::vector<BoardCell> cells; };
struct BoardBook { std::string title, author; int per_page = 6; /* 1, 4, 6 or 9 */ double aspect = 2.39; std::vector<BoardScene> scenes; };

// Lengths in points (data/camera/boards.json, "pages").
struct BoardPageStyle {
  double width = 841.89, height = 595.28, margin = 34, gap = 14;
  double words = 9, fewest = 6.5;  // font sizes: wanted, and the smallest that a long text is set in
  std::string font = "TeX Gyre Heros, DejaVu Sans, Noto Sans, sans-serif";
};
BoardPageStyle board_page_style(const Json& json);

struct BoardPdf { std::string bytes; int pages = 0; int missing_letters = 0; };
// A scene begins a page. A text longer than a page goes on in a cell of its own, so that nothing is cut off.
Result<BoardPdf> board_pages(const BoardBook& book, const BoardPageStyle& style);

}  // namespace auteur::production
