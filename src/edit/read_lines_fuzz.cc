// Line tables come back from anywhere: any bytes must be refused or read without harm, and what was read is written and read again.
#include <cstddef>
#include <cstdint>

#include "auteur/edit/line_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur::edit;
  const auto table = read_line_table({reinterpret_cast<const char*>(data), size}, "lines");
  if (!table) return 0;
  for (const auto format : {LineFormat::kCsv, LineFormat::kXliff12, LineFormat::kXliff20, LineFormat::kXliff21}) (void)read_line_table(to_text(*table, format), "again");
  return 0;
}
