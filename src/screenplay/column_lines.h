// A script as lines that stand in columns, whether they come from a PDF or from plain text; what belongs to the page and
// not to the script is taken out.
#pragma once

#include <string>
#include <vector>

#include "auteur/screenplay/screenplay.h"
#include "word_boxes.h"

namespace auteur::screenplay {

// One piece of a row, as wide spaces part it. x in cells of the script's typewriter from the left edge of the paper.
struct Segment { double x = 0, right = 0; std::string text; };
struct Row { int number = 0; double y = 0; /* in rows from the top of the paper */ std::vector<Segment> segments; };
constexpr std::size_t kMostSegments = 20;  // of a row; what is more stays with the last
struct ColumnPage { double width = 85; /* cells */ double height = 66; /* rows */ std::vector<Row> rows; };

enum class LineHint { kNone, kCue, kParenthetical, kDialogue };

struct ColumnLine {
  int page = 0, row = 0;        // index of the page, number of the row in the source's page
  double x = 0, right = 0;
  int gap = -1;                 // blank rows above; -1 at the top of a page
  std::string text, number;     // scene number from the margins
  bool revised = false;
  bool continues = false;       // the speech of the page before, after (MORE)
  bool dual = false;            // a line of the right one of two speeches
  LineHint hint = LineHint::kNone;
};

struct ColumnScript {
  std::vector<ColumnLine> lines;
  double action_x = 15, paper_width = 85;
  std::vector<bool> has_text;   // by page
};

// Rows of the pages of a PDF. Turned and outsized words (watermarks) are left out.
std::vector<ColumnPage> rows_of(const std::vector<WordPage>& pages);

// Takes out what stands on every page, page numbers, MORE and CONTINUED.
ColumnScript column_lines(std::vector<ColumnPage> pages);

bool heading_prefix_of(std::string_view text);   // INT. EXT. ...
bool capitals(std::string_view text);            // a capital and no small letter

}  // namespace auteur::screenplay
