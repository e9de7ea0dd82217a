// Any bytes: parse, write, parse again: the second reading is the first, and the laws of ranges hold.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/fdx.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  auto parsed = screenplay::parse_fdx({reinterpret_cast<const char*>(data), size}, "fuzz.fdx");
  if (!parsed) {
    AUTEUR_CHECK(!parsed.error().message.empty());
    return 0;
  }
  for (const auto& e : parsed->script.elements) {
    AUTEUR_CHECK(e.bytes.begin <= e.bytes.end && e.bytes.end <= parsed->source.size() && e.line > 0 && e.column > 0);
    for (const auto& s : e.spans) AUTEUR_CHECK(s.begin < s.end && s.end <= e.text.size());
  }
  auto again = screenplay::parse_fdx(screenplay::write_fdx(parsed->script), "again.fdx");
  AUTEUR_CHECK(again.has_value());
  const auto model = [](screenplay::Screenplay& script) {
    for (auto& e : script.elements) {
      e.bytes = {};
      e.line = e.column = 0;
    }
    return screenplay::to_json(script).dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  // One writing may tidy what no program writes (an identifier that stands twice); what it wrote is stable.
  auto third = screenplay::parse_fdx(screenplay::write_fdx(again->script), "third.fdx");
  AUTEUR_CHECK(third.has_value());
  AUTEUR_CHECK(model(third->script) == model(again->script));
  return 0;
}
