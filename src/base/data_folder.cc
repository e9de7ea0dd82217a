#include "auteur/base/data_folder.h"

#include <cstdlib>
#include <optional>
#include <set>
#include <system_error>

namespace auteur {
namespace {

Path ours(std::string_view file) { return Path(AUTEUR_SOURCE_DIR) / "data" / file; }

std::optional<Json> object_in(const Path& path, const char* kind) {
  const auto text = read_text(path, 4u << 20);
  if (!text) return std::nullopt;
  auto document = parse_json(*text, path.string());
  if (!document || !document->is_object() || (kind && !expect_kind(*document, kind, 1))) return std::nullopt;
  return std::move(*document);
}

}  // namespace

Path data_file(std::string_view file) {
  if (const char* own = std::getenv("AUTEUR_DATA"); own && *own) {
    Path path = Path(own) / file;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) return path;
  }
  return ours(file);
}

std::vector<std::string> data_names(std::string_view folder) {
  std::set<std::string> names;
  const char* own = std::getenv("AUTEUR_DATA");
  for (const Path& root : {Path(AUTEUR_SOURCE_DIR) / "data", Path(own ? own : "")}) {
    std::error_code ignored;
    if (root.empty()) continue;
    for (const auto& entry : std::filesystem::directory_iterator(root / folder, ignored))
      if (entry.is_regular_file(ignored)) names.insert(entry.path().filename().string());
  }
  return {names.begin(), names.end()};
}

std::string read_data_text(std::string_view file, std::uint64_t most) {
  for (const Path& path : {data_file(file), ours(file)})
    if (auto text = read_text(path, most)) return std::move(*text);
  return {};
}

Json read_data(std::string_view file, const char* kind) {
  for (const Path& path : {data_file(file), ours(file)})
    if (auto document = object_in(path, kind)) return std::move(*document);
  return Json::object();
}

}  // namespace auteur
