// `production_bench --first`: how long one waits for the first picture of a shot.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/result.h"

namespace auteur::production {

struct FirstBench {
  Path film;
  std::vector<std::string> shots;  // empty: six, spread over the film
  Path out;                        // the pictures are put there
};
Status measure_first(const FirstBench& bench);

}  // namespace auteur::production
