#include "auteur/base/json.h"

#include "auteur/base/text.h"

namespace auteur {

std::string canonical_json(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }
std::string pretty_json(const Json& value) { return value.dump(2, ' ', false, Json::error_handler_t::replace); }

Result<Json> parse_json(std::string_view text, const std::string& file, std::size_t max_bytes) {
  if (text.size() > max_bytes) return fail(ErrorCode::kInvalidInput, "This document is too large to be read.", {file});
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {  // the library recurses, so bound the depth first
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > 200) return fail(ErrorCode::kInvalidInput, "This document is nested too deeply (over 200 levels).",
                                     {file, line_of(text, i), column_of(text, i)});
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& e) {
    const std::size_t at = e.byte > 0 ? std::min(e.byte - 1, text.size()) : 0;
    return fail(ErrorCode::kInvalidInput, "This is not valid JSON here.", {file, line_of(text, at), column_of(text, at)});
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInvalidInput, std::string("This document cannot be read: ") + e.what(), {file});
  }
}

Status expect_kind(const Json& document, std::string_view kind, int version) {
  if (!document.is_object() || !document.contains("kind") || document["kind"] != kind)
    return fail(ErrorCode::kDamaged, "Expected a document of kind '" + std::string(kind) + "'.");
  if (!document.contains("version") || !document["version"].is_number_integer())
    return fail(ErrorCode::kDamaged, "A document of kind '" + std::string(kind) + "' has no version.");
  if (document["version"].get<int>() > version)
    return fail(ErrorCode::kUnsupported, "A document of kind '" + std::string(kind) +
                                             "' was written by a newer Auteur. Please update this one.");
  return {};
}

}  // namespace auteur
