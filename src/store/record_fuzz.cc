// Records from a store that anybody may have written: no crash, and what is accepted has one form only.
#include <cstdint>
#include <string_view>

#include "auteur/store/types.h"

namespace {

template <class Record>
void try_record(std::string_view bytes) {
  const auto record = auteur::from_bytes<Record>(bytes);
  if (record) AUTEUR_CHECK(auteur::to_bytes(*record) == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try_record<auteur::Tree>(bytes);
  try_record<auteur::Action>(bytes);
  try_record<auteur::Outcome>(bytes);
  try_record<auteur::Selection>(bytes);
  try_record<auteur::View>(bytes);
  try_record<auteur::Op>(bytes);
  return 0;
}
