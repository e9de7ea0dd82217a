#include "auteur/base/data_folder.h"

#include <cstdlib>
#include <set>
#include <system_error>

namespace auteur {

Path data_file(std::string_view file) {
  if (const char* own = std::getenv("AUTEUR_DATA"); own && *own) {
    Path path = Path(own) / file;
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  return Path(AUTEUR_SOURCE_DIR) / "data" / file;
}

std::vector<std::string> data_names(std::string_view folder) {
  std::set<std::string> names;
  const char* own = std::getenv("AUTEUR_DATA");
  for (const Path& root : {Path(AUTEUR_SOURCE_DIR) / "data", Path(own ? own : "")}) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(root / folder, ignored))
      if (!root.empty() && entry.is_regular_file(ignored)) names.insert(entry.path().filename().string());
  }
  return {names.begin(), names.end()};
}

std::string read_data_text(std::string_view file, std::uint64_t most) {
  auto text = read_text(data_file(file), most);
  return text ? std::move(*text) : std::string();
}

Json read_data(std::string_view file, const char* kind) {
  const Path path = data_file(file);
  const auto text = read_text(path, 4u << 20);
  if (!text) return Json::object();
  auto document = parse_json(*text, path.string());
  if (!document || !document->is_object() || (kind && !expect_kind(*document, kind, 1))) return Json::object();
  return std::move(*document);
}

}  // namespace auteur
