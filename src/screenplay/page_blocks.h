// The script cut into blocks that a page break treats as one: a paragraph, a speech with its cue, a heading.
#pragma once

#include <string>
#include <vector>

#include "auteur/screenplay/pages.h"

namespace auteur::screenplay {

struct Part {
  int element = -1;
  ElementKind kind = ElementKind::kAction;
  std::size_t from = 0, to = 0;     // of the element's text
  int left = 15, width = 60;        // cells
  bool upper_case = false, right_aligned = false, centred = false, parenthesise = false;
  std::vector<ByteRange> lines;
};

struct Block {
  std::vector<Part> parts;
  int space = 1;                    // blank rows above, none at the top of a page
  bool keep_with_next = false;      // headings and shots
  bool speech = false;              // parts[0] is the cue
  bool new_page = false;
  std::string label;                // of the locked page that begins here
  int scene = -1;                   // index in Pages::scenes; -1 before the first heading
  std::vector<Part> beside;         // a second speech beside this one
  int rows() const;
};

void wrap_part(const Screenplay& script, Part& part);

// `scene_headings` gets the element of every heading.
std::vector<Block> cut_into_blocks(const Screenplay& script, const PageLayout& layout, const std::vector<PageLock>& locks, std::vector<int>& scene_headings);

}  // namespace auteur::screenplay
