// Title cards, end credits and the contact sheet: pictures made of words and of other pictures.
#pragma once

#include <string>
#include <vector>

#include "auteur/media/media.h"

namespace auteur::finish {

struct CardSize { int width = 640, height = 360; int picture_height = 268; /* inside the letterbox */ };

// The title card at `t` of `length` seconds: fades in and out on a dark, faintly lit ground with moving grain.
struct Title { std::string title, by_line; };
media::Picture title_card(const Title& title, const CardSize& size, double t, double length, std::uint64_t seed, int* missing_glyphs);

// End credits roll. A line that starts with "# " is a heading; an empty line is a pause.
double credits_length(const std::vector<std::string>& lines);  // seconds
class CreditsRoll {
 public:
  CreditsRoll(const std::vector<std::string>& lines, const CardSize& size);
  media::Picture at(double t, double length, std::uint64_t seed) const;
  int missing_glyphs() const { return missing_; }

 private:
  CardSize size_;
  media::Picture strip_;
  int missing_ = 0;
};

struct SheetCell { std::string label, note; media::Picture picture; };
media::Picture contact_sheet(const std::string& title, const std::vector<SheetCell>& cells, int columns = 4, int cell_width = 400);

}  // namespace auteur::finish
