// `production_bench --final`: what a finished drawing costs and how far it is from the truth.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/result.h"

namespace auteur::production {

struct FinalBench {
  Path film;
  std::vector<std::string> shots;
  Path out;
  int width = 1280, height = 720;
  int reference_samples = 512;
  std::vector<int> cycles;  // samples of Cycles to measure; empty: leave Blender out
  int threads = 2;
};
Status measure_finals(const FinalBench& bench);

}  // namespace auteur::production
