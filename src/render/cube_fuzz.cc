// A colourist's table comes from outside: any bytes must be refused or read without harm.
#include <cstddef>
#include <cstdint>

#include "auteur/render/display.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)auteur::render::read_cube({reinterpret_cast<const char*>(data), size}, "table.cube");
  (void)auteur::render::unpack_view({data, size});
  return 0;
}
