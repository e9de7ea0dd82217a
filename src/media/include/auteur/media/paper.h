// Paper: typed pages as PDF. Text that can be searched and copied, fonts embedded as subsets, an outline to jump by.
//
// Lengths are points (1/72 inch) from the top left. The same calls give the same bytes on the same machine: dates are
// fixed. A letter that the font lacks is drawn with another font of the machine. One thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "auteur/media/media.h"

namespace auteur::media {

// Marks on bytes [begin, end) of a text.
struct TypeRun { std::size_t begin = 0, end = 0; bool bold = false, italic = false, underline = false, strikeout = false; };

struct Type {
  std::string font = "TeX Gyre Cursor"; // Courier; the next of its kind where it is not installed
  double size = 12;
  bool bold = false;
  double turned = 0;                    // degrees, clockwise, about the start of the base line
  double grey = 0;                      // 0 black ... 1 white
  std::vector<TypeRun> runs = {};
};

// sRGB.
struct Fill { std::uint8_t r = 255, g = 255, b = 255; };

// One line of a wrapped text, ready for words(): its own part of the text and of the marks.
struct TypeLine { std::string text; std::vector<TypeRun> runs; double width = 0; bool right_to_left = false; };
struct Wrapped { std::vector<TypeLine> lines; double line_height = 0; /* of the tallest one, whatever fonts it took */ };

struct PaperFacts { std::string title, author, subject; };

class Paper {
 public:
  // Errors: kInternal when the PDF cannot be begun (out of memory).
  static Result<Paper> start(double width, double height, const PaperFacts& facts);
  Paper(Paper&&) noexcept;
  Paper& operator=(Paper&&) noexcept;
  ~Paper();

  // Begins the next page; the first one too. `label` is what a reader shows as its number: "11A".
  void page(const std::string& label = {});
  // Jumps to this height of the current page from the outline.
  void mark(const std::string& title, double y);
  // One line of words, its base line at `y`. Returns its width.
  double words(double x, double y, const std::string& utf8, const Type& type = {});
  void rule(double x0, double y0, double x1, double y1, double width = 0.5, double grey = 0);
  void box(double x, double y, double width, double height, const Fill& fill);
  double width_of(const std::string& utf8, const Type& type = {});
  // A text broken into lines no wider than `width`, at words, within a word only where it is wider than that by itself. A line
  // feed begins a new line. Every letter of the text is on one of the lines; those left of a break's spaces are dropped.
  Wrapped wrap(const std::string& utf8, double width, const Type& type = {});
  // A picture (PNG or JPEG) into this box; a JPEG is kept as it is. Errors: those of read_picture().
  Status picture(double x, double y, double width, double height, std::span<const std::uint8_t> file);

  // Letters that no font of the machine has.
  int missing_letters() const;
  Result<std::string> finish();

 private:
  struct State;
  explicit Paper(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace auteur::media
