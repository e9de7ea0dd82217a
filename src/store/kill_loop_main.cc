// The long version of the kill test: kill_loop WRITER FOLDER ROUNDS. Every round is checked; the whole store every 20th.
#include <cstdio>
#include <cstdlib>

#include "auteur/base/random.h"
#include "kill_round.h"

int main(int argc, char** argv) {
  using namespace auteur;
  if (argc < 4) return 2;
  Random random(1);
  int next = 0;
  const int rounds = std::atoi(argv[3]);
  for (int round = 1; round <= rounds; ++round) {
    const auto result = kill_round(argv[1], argv[2], next, random.range(0.0005, 0.04), round % 20 == 0 || round == rounds);
    if (!result) {
      std::fprintf(stderr, "round %d: %s\n", round, result.error().text().c_str());
      return 1;
    }
    next = *result;
  }
  std::printf("%d rounds, %d results, 0 corrupt states\n", rounds, next);
  return 0;
}
