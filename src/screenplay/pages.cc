#include "pages.h"

#include <algorithm>

namespace auteur::screenplay {
namespace {

// Greedy wrap by words; a code point is one column.
int wrapped_lines(std::string_view text, int width) {
  int lines = 1, column = 0, word = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\n';
    if (c != ' ' && c != '\n') { word += (static_cast<unsigned char>(c) & 0xC0) != 0x80; continue; }
    if (word > 0) {
      if (column > 0 && column + 1 + word > width) { ++lines; column = word; }
      else column += (column > 0) + word;
      lines += (column - 1) / width;
      column = (column - 1) % width + 1;
    }
    word = 0;
    if (c == '\n' && i < text.size()) { ++lines; column = 0; }
  }
  return lines;
}

}  // namespace

void PageCounter::add(const Element& e) {
  switch (e.kind) {
    case ElementKind::kSceneHeading: lines_ += 2 + wrapped_lines(e.text, 60); break;
    case ElementKind::kAction: case ElementKind::kShot: case ElementKind::kCentred: lines_ += 1 + wrapped_lines(e.text, 60); break;
    case ElementKind::kCharacter: if (!e.dual) lines_ += 2; break;
    case ElementKind::kParenthetical: lines_ += wrapped_lines(e.text, 25); break;
    case ElementKind::kDialogue: case ElementKind::kLyrics: lines_ += wrapped_lines(e.text, 35); break;
    case ElementKind::kTransition: lines_ += 2; break;
    default: break;
  }
}

int PageCounter::eighths() const { return std::max(1, (lines_ * 8 + 53) / 54); }

}  // namespace auteur::screenplay
