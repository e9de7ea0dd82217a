#include <cstdint>

#include "auteur/base/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = auteur::read_csv({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
  // What was read is written so that it is read alike.
  if (!table || table->rows.size() > 50) return 0;
  std::string text;
  for (const auto& row : table->rows) text += auteur::csv_row(row);
  (void)auteur::read_csv(text, "again.csv");
  return 0;
}
