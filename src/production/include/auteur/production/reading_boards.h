// A scene in all of its readings, side by side: what a director chooses from.
#pragma once

#include <string>
#include <vector>

#include "auteur/production/make.h"

namespace auteur::production {

struct ReadingBoards {
  std::vector<Path> files;  // out/readings-scene-4.pdf, then a picture of each page
  Json facts;               // "auteur.reading-sheet": pages, and of each reading its figures in words
};

// Plans the scene in every reading (a take of its coverage each), draws all their panels as options.boards says, and delivers
// them on one sheet. Nothing is chosen; what the takes need of one another is made once.
// Errors: those of make_film(); kInvalidInput (there is no such scene).
Result<ReadingBoards> boards_of_readings(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const std::string& scene, Progress& progress);

}  // namespace auteur::production
