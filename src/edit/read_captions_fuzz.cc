// Captions come from anywhere: any bytes must be refused or read without harm, and what was read can be checked.
#include <cstddef>
#include <cstdint>

#include "auteur/edit/caption_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto file = auteur::edit::read_captions({reinterpret_cast<const char*>(data), size}, "captions")) {
    auteur::edit::CaptionCheck check;
    check.cuts = {48, 96, 400};
    (void)auteur::edit::check_captions(*file, check);
  }
  return 0;
}
