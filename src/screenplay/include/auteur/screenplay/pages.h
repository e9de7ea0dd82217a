// The script as printed pages: which line stands where, and how long every scene is in eighths of a page.
//
// Rows are a sixth of an inch, columns a tenth: Courier 12. Row 0 is the first body row (at the top margin), column 0 the
// left edge of the paper. Letter has 54 body rows. Page numbers stand above the body; (MORE) and (CONTINUED) below it, so
// they take no room; (CONT'D) cues and CONTINUED: do.
//
// Breaking: no heading, shot or cue stays alone at the foot of a page. A paragraph or speech is split only where it has
// three printed lines or more and at least two stay above, at the end of a sentence or between two parts of a speech;
// of those places the one that ends a sentence, leaves two lines below, and fills the page best. Where nothing fits on an
// empty page, lines are cut where they are.
//
// Pure functions; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

enum class PageLineKind { kBody, kSceneNumber, kMore, kContinuedCue, kSceneContinues, kSceneContinued };

struct PageLine {
  PageLineKind kind = PageLineKind::kBody;
  int row = 0, column = 0;
  std::string text;        // as printed: capitals and parentheses added
  int element = -1;        // index in Screenplay::elements
  ByteRange range;         // of the element's text; empty for what the page adds (MORE, scene numbers)
  std::size_t lead = 0;    // bytes of `text` before the range: an opening parenthesis
  bool revised = false;    // words of a revision: a mark in the margin
};

struct Page {
  std::string label;            // "11", "11A", "12-13"
  std::vector<PageLine> lines;  // in reading order; of two speeches side by side the left one first
};

struct ScenePages {
  int element = -1;             // the heading
  std::string number;           // the script's own scene number; empty where it has none
  std::size_t first_page = 0, last_page = 0;  // indices in Pages::pages
  std::string page;             // printed page number of the heading; the file's own where it says so
  int rows = 0;                 // printed rows, the space above the heading included
  int eighths = 1;              // the file's own length where it says so, else `counted`
  int counted = 1;              // ours: eighths begun
};

struct Pages {
  PageLayout layout;            // as used: every edge filled in
  int rows = 54;                // body rows of a page
  std::vector<Page> pages;      // at least one
  std::vector<ScenePages> scenes;
  int eighths = 0;              // of all scenes
};

// Where a page begins that must stay where it is (locked pages): at `offset` of the text of `element`.
struct PageLock { std::string label; int element = 0; std::size_t offset = 0; };

struct PageOptions {
  std::optional<PageLayout> layout;   // instead of the file's own
  // In order. Text that no longer fits on a locked page flows onto pages 11A, 11B ...; locked pages whose text is gone
  // share one: "12-13".
  std::vector<PageLock> locks;
};

Pages paginate(const Screenplay& script, const PageOptions& options = {});

// The pages as they are now, to be kept: a later paginate() with these leaves their beginnings where they are.
std::vector<PageLock> lock_pages(const Pages& pages);

std::string eighths_text(int eighths);        // 11 -> "1 3/8", 8 -> "1", 0 -> "0"
ElementLayout edges(const PageLayout& layout, ElementKind kind);   // the layout's own, else the usual ones

// The eighths of every scene, in order of `element`, its heading: what the breakdown needs. -1 is what stands before the
// first heading.
struct SceneLength { int element = -1, eighths = 1; };
std::vector<SceneLength> scene_lengths(const Screenplay& script);

}  // namespace auteur::screenplay
