// The lines of a Fountain file as the classifier sees them: notes and boneyard cut out, byte ranges kept.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// A note or a boneyard inside a line.
struct Cut {
  ByteRange bytes;
  int line = 0, column = 0;
  bool boneyard = false;
};

enum class LineKind : unsigned char {
  kText,
  kBlank,   // empty, or one white space
  kSpaces,  // two or more spaces and nothing else: keeps dialogue open
  kCut,     // nothing but notes or boneyard: invisible to the classifier
};

struct SourceLine {
  std::size_t begin = 0, end = 0;  // in the source, without the line ending; several lines when a cut spans them
  std::string_view text;           // what is left after cutting; points into the source or into LineTable::cleaned
  int number = 0;
  int first_cut = 0, cuts = 0;
  LineKind kind = LineKind::kText;
  bool marked = false;             // holds * _ or a backslash: only then emphasis is looked for
};

struct LineTable {
  std::vector<SourceLine> lines;   // runs of blank lines are kept as one
  std::vector<Cut> cuts;
  std::deque<std::string> cleaned;
  bool too_many = false;
};

inline constexpr std::size_t kMaxLines = 1'000'000;

LineTable read_lines(std::string_view source, std::size_t from);

}  // namespace auteur::screenplay
