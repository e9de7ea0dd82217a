// Motion comes from anywhere: any bytes must be refused or read without harm, and what was read can be written.
#include <cstddef>
#include <cstdint>

#include "auteur/interchange/bvh.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto motion = auteur::interchange::read_bvh({reinterpret_cast<const char*>(data), size}, "motion")) (void)auteur::interchange::write_bvh(*motion);
  return 0;
}
