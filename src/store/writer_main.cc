// A process that writes results and choices until it is killed: writer FOLDER FIRST COUNT [choose].
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "auteur/store/decisions.h"
#include "test_folder.h"

int main(int argc, char** argv) {
  using namespace auteur;
  if (argc < 4) return 2;
  const auto files = real_file_system();
  auto store = Store::open(argv[1], *files);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().text().c_str());
    return 1;
  }
  Decisions log(**store);
  const int first = std::atoi(argv[2]), count = std::atoi(argv[3]);
  for (int i = first; i < first + count; ++i) {
    const std::string name = std::to_string(i);
    const Action action = action_named(name);
    auto outputs = output("result " + name);
    outputs.emplace("large", Bytes(static_cast<std::size_t>(20000 + i % 7), static_cast<std::uint8_t>(i)));
    const auto done = (*store)->commit(action, std::move(outputs), {});
    if (!done) {
      std::fprintf(stderr, "%s\n", done.error().text().c_str());
      return 1;
    }
    std::printf("%d %d\n", i, done->first ? 1 : 0);
    std::fflush(stdout);
    if (argc > 4 && i % 4 == 0) {
      const Selection s{"n" + std::to_string(i % 5), digest_of(action), {}, {}, "person:ana", {i}, ""};
      const auto seen = log.view();
      if (!seen || !log.choose(s, *seen)) return 1;
      std::printf("c %d\n", i);
      std::fflush(stdout);
    }
  }
  return 0;
}
