// JSON values and their canonical form.
//
// Canonical form: UTF-8, object keys sorted by bytes, no white space, integers as integers, numbers as the shortest
// text that reads back to the same double, no NaN or infinity. Equal values have equal bytes, so digests of documents
// are stable. Every stored document is an object that starts with "kind" and "version".
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "auteur/base/result.h"

namespace auteur {

using Json = nlohmann::json;  // std::map based: keys are sorted

std::string canonical_json(const Json& value);
std::string pretty_json(const Json& value);

// Errors: kInvalidInput with line and column of `file` (a name for messages). Depth over 200 or more than `max_bytes`
// is refused.
Result<Json> parse_json(std::string_view text, const std::string& file, std::size_t max_bytes = 256u << 20);

// Checks kind and version of a stored document.
Status expect_kind(const Json& document, std::string_view kind, int version);

}  // namespace auteur
