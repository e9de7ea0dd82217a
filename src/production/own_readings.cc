#include "own_readings.h"

#include <fmt/format.h>

#include "auteur/base/text.h"
#include "auteur/production/looks.h"
#include "key_places.h"

namespace auteur::production {
namespace {

constexpr std::size_t kMost = 8;

// A message begins with the key that is wrong: 'pace', 'ways.close', 'ways.close.lenses'.
SourcePlace place_of_wrong(const Json& reading, const std::string& message, const Path& file, const std::string& text) {
  std::string key = message.size() > 1 ? message.substr(1, message.find('\'', 1) - 1) : "";
  const Json ways = reading.value("ways", Json::object());
  for (const auto& [name, way] : ways.items())
    if (!name.starts_with("@") && (key + ".").starts_with("ways." + name + ".")) {
      const std::string rest = key.substr(std::min(key.size(), 6 + name.size()));
      if (!rest.empty()) return place_of_key_in(text, file.string(), rest, way);
      return {file.string(), way.value("@line", 0), way.value("@column", 0)};
    }
  return place_of_key_in(text, file.string(), key, reading);
}

}  // namespace

Result<std::vector<Json>> own_readings(const Json& look, const Path& file, const std::string& text) {
  std::vector<Json> out;
  const Json written = look.value("reading", Json::array());
  for (const Json& one : written) {
    if (out.size() == kMost) return fail(ErrorCode::kInvalidInput, fmt::format("A film has at most {} readings of its own. Take some out: what was chosen stays chosen.", kMost), {file.string(), one.value("@line", 0), one.value("@column", 0)});
    auto whole = camera::whole_reading(one, out);
    if (!whole) {
      Error e = whole.error();
      e.place = place_of_wrong(one, e.message, file, text);
      return std::unexpected(e);
    }
    out.push_back(std::move(*whole));
  }
  if (look.contains("style")) {
    const std::string style = look["style"].get<std::string>();
    const auto own = TRY(readings_from(out));
    if (auto known = camera::check_reading(style, own); !known) {
      Error e = known.error();
      e.place = place_of_quoted(style, file.string(), text);
      return std::unexpected(e);
    }
  }
  return out;
}

Result<std::vector<camera::Reading>> readings_from(const Json& whole) {
  std::vector<camera::Reading> out;
  for (const Json& j : whole) out.push_back(TRY(camera::reading_from_json(j)));
  return out;
}

}  // namespace auteur::production
