// Packed sets come from disk: any bytes must be refused or read without harm.
#include <cstddef>
#include <cstdint>

#include "auteur/world/set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)auteur::world::unpack_set({data, size});
  return 0;
}
