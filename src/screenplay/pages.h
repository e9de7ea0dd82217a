// Counts lines as they would be printed: Letter, 54 lines a page, 10 characters an inch.
#pragma once

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

class PageCounter {
 public:
  void add(const Element& e);
  int eighths() const;  // at least 1, rounded up
  int lines() const { return lines_; }

 private:
  int lines_ = 0;
};

}  // namespace auteur::screenplay
