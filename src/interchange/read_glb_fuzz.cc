// Models come from anywhere: any bytes must be refused or read without harm.
#include <cstddef>
#include <cstdint>

#include "auteur/interchange/model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)auteur::interchange::read_glb({data, size}, "model");
  (void)auteur::interchange::read_character({data, size}, "model");
  return 0;
}
