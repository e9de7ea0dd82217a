// What departments hand over lies in the store as JSON: any bytes are read or refused, and what was read can be written
// and read again.
#include <cstdint>
#include <string_view>

#include "auteur/acting/performance.h"
#include "auteur/acting/voice.h"
#include "auteur/camera/shot_list.h"
#include "auteur/edit/timeline.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/screenplay.h"
#include "auteur/staging/staging.h"
#include "auteur/world/cast.h"

namespace {

using namespace auteur;

template <class Read, class Write>
void try_document(const Json& document, Read read, Write write) {
  const auto value = read(document);
  if (value) AUTEUR_CHECK(read(write(*value)).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = parse_json({reinterpret_cast<const char*>(data), size}, "fuzz", 1 << 20);
  if (!json) return 0;
  const auto write = [](const auto& value) { return to_json(value); };
  try_document(*json, screenplay::screenplay_from_json, write);
  try_document(*json, screenplay::breakdown_from_json, write);
  try_document(*json, world::identity_from_json, write);
  try_document(*json, acting::phones_from_json, acting::phones_json);
  try_document(*json, staging::staging_from_json, write);
  try_document(*json, camera::shot_list_from_json, write);
  try_document(*json, acting::performance_from_json, write);
  try_document(*json, edit::timeline_from_json, write);
  return 0;
}
