#include "key_places.h"

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::production {
namespace {

struct Found { SourcePlace place; std::string line; /* empty: not found */ std::size_t after = 0; /* behind its '=' */ };

// At the beginning of a line, in an inline table or behind a dot: traits = { openness = 0.5 }, cleanup.noise = 0.5.
std::size_t in_line(std::string_view line, std::string_view key) {
  for (auto at = line.find(key); at != line.npos; at = line.find(key, at + 1)) {
    const std::size_t quoted = at > 0 && line[at - 1] == '"' ? 1 : 0;
    const auto before = line.substr(0, at - quoted).find_last_not_of(" \t"), after = line.find_first_not_of(" \t", at + key.size() + quoted);
    if ((before == line.npos || std::string_view("{,.").find(line[before]) != line.npos) && after != line.npos && line[after] == '=') return at - quoted;
  }
  return line.npos;
}

Found find_key(std::string_view text, const std::string& file, std::string_view key, const Json& table) {
  Found out{{file, table.value("@line", 0), table.value("@column", 0)}, {}};
  if (key.empty()) return out;
  int number = 0;
  for (const auto line : split(text, '\n')) {
    if (++number <= out.place.line) continue;
    const auto at = line.find_first_not_of(" \t");
    if (at == line.npos) continue;
    if (line[at] == '[' && out.place.line > 0) break;
    if (const auto key_at = in_line(line, key); key_at != line.npos) return {{out.place.file, number, static_cast<int>(key_at) + 1}, std::string(line), line.find('=', key_at) + 1};
  }
  return out;
}

std::string contents(const Path& file) { return read_text(file, 16 << 20).value_or(""); }

}  // namespace

SourcePlace place_of_key(const Path& file, std::string_view key, const Json& table) { return place_of_key_in(contents(file), file.string(), key, table); }

SourcePlace place_of_key_in(std::string_view text, const std::string& file, std::string_view key, const Json& table) { return find_key(text, file, key, table).place; }

SourcePlace place_of_value(const Path& file, std::string_view key, const Json& table) {
  Found found = find_key(contents(file), file.string(), key, table);
  if (const auto quote = found.line.find_first_of("\"'", found.after); quote != found.line.npos) found.place.column = static_cast<int>(quote) + 2;
  return found.place;
}

}  // namespace auteur::production
