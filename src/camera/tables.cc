#include "tables.h"

#include <cstdlib>

namespace auteur::camera {

Path data_file(const std::string& name) {
  const char* other = std::getenv("AUTEUR_DATA");
  return (other ? Path(other) : Path(AUTEUR_SOURCE_DIR) / "data") / "camera" / name;
}

Json read_data(const std::string& name) {
  const Path path = data_file(name);
  const auto text = read_text(path);
  if (!text) return Json::object();
  const auto parsed = parse_json(*text, path.string());
  return parsed && parsed->is_object() ? *parsed : Json::object();
}

}  // namespace auteur::camera
