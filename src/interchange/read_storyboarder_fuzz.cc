// Storyboards come from anywhere: any bytes must be refused or read without harm, and what was read can be written and read
// again as it was.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "auteur/interchange/storyboarder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur::interchange;
  const auto board = read_storyboarder({reinterpret_cast<const char*>(data), size}, "boards");
  if (!board) return 0;
  const std::string written = write_storyboarder(*board);
  const auto again = read_storyboarder(written, "written");
  if (!again || again->panels.size() != board->panels.size() || write_storyboarder(*again) != written) std::abort();
  return 0;
}
