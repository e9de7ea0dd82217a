#include <gtest/gtest.h>

#include <cstdio>

#include "graph_fixture.h"
#include "toy_film.h"

namespace auteur {
namespace {

// Runs `processes` makers at once; returns how often each node was run.
std::map<std::string, int> make_together(const Path& folder, int processes, int layers, int width) {
  std::map<std::string, int> runs;
  std::vector<FILE*> pipes;
  const std::string command = std::string(AUTEUR_maker_main) + " " + folder.string() + " " + std::to_string(layers) + " " + std::to_string(width);
  for (int p = 0; p < processes; ++p) pipes.push_back(::popen(command.c_str(), "r"));
  for (FILE* pipe : pipes) {
    char line[256];
    while (std::fgets(line, sizeof line, pipe)) ++runs[line];
    EXPECT_EQ(::pclose(pipe), 0);
  }
  return runs;
}

TEST(Processes, EightMakeOneFilmAndRunEveryActionOnce) {
  TestFolder folder;
  const auto runs = make_together(folder.path(), 8, 6, 40);
  EXPECT_EQ(runs.size(), 240u);
  for (const auto& [node, count] : runs) EXPECT_EQ(count, 1) << node;
  EXPECT_TRUE(make_together(folder.path(), 1, 6, 40).empty());
}

}  // namespace
}  // namespace auteur
