// The screenplay on paper as the industry has it: Courier 12 point, ten characters and six lines an inch, scene numbers
// in both margins, (MORE) and (CONT'D), page numbers at the top right, a mark beside every revised line. And as one web
// page.
//
// Pure functions: the same script and options give the same bytes on the same machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/screenplay/pages.h"

namespace auteur::screenplay {

enum class SceneNumbers { kAsInScript, kNone, kLeft, kRight, kBoth };

// A shot on a lined script: a line down the page over the words it covers, straight where whoever speaks or acts is seen,
// wavy where not, with its name and what it is at the top.
struct LinedShot {
  // Of the printed lines of an element, from a share of them (0) to another (1).
  struct Stretch { int element = 0; double from = 0, to = 1; bool seen = true; };
  std::string name, says;           // "4B"; "MCU ANA, 50 mm"
  std::vector<Stretch> stretches;   // in the order of the script
};

struct PdfOptions {
  std::optional<Paper> paper;          // else the script's own, else Letter
  std::optional<PageLayout> layout;    // else the script's own
  std::vector<PageLock> locks;
  // kAsInScript: both margins, unless the file's layout says otherwise. Scenes without a number get none.
  SceneNumbers scene_numbers = SceneNumbers::kAsInScript;
  bool number_scenes = false;          // scenes without a number get 1, 2, 3 ... in order
  bool title_page = true;
  bool notes = false;                  // numbers in the margin, the notes on pages of their own at the end
  bool revision_marks = true;
  std::string watermark;               // grey, across every page: a reader's name
  std::vector<LinedShot> shots;        // drawn over the pages
};

// Errors: kInternal when the PDF cannot be made.
Result<std::string> write_pdf(const Screenplay& script, const PdfOptions& options = {});

struct HtmlOptions {
  bool notes = false;
  bool page_numbers = true;
};

// One page without scripts, fonts or pictures from elsewhere; every word of the script is escaped. Scenes are sections
// with anchors ("scene-12A") and a list to jump by, page breaks are marked for screen readers, and it prints.
std::string write_html(const Screenplay& script, const HtmlOptions& options = {});

}  // namespace auteur::screenplay
