#include "catalogue.h"

#include <zip.h>

#include <algorithm>
#include <filesystem>

#include "auteur/base/sha256.h"
#include "auteur/base/text.h"
#include "auteur/scene/thinning.h"
#include "mesh_builder.h"
#include "obj_file.h"
#include "tables.h"

namespace auteur::world {
namespace {

struct Archive {
  explicit Archive(const std::string& file) {
    int error = 0;
    zip = zip_open(file.c_str(), ZIP_RDONLY, &error);
  }
  ~Archive() {
    if (zip) zip_discard(zip);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  Bytes read(const std::string& name, std::size_t max_bytes = 64u << 20) const {
    Bytes out;
    zip_stat_t stat;
    if (!zip || zip_stat(zip, name.c_str(), 0, &stat) != 0 || stat.size > max_bytes) return out;
    zip_file_t* file = zip_fopen(zip, name.c_str(), 0);
    if (!file) return out;
    out.resize(stat.size);
    const auto n = zip_fread(file, out.data(), stat.size);
    zip_fclose(file);
    if (n < 0 || static_cast<zip_uint64_t>(n) != stat.size) out.clear();
    return out;
  }
  zip_t* zip = nullptr;
};

std::string unescaped(std::string_view text) {  // Java properties: \uXXXX and \: \=
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) { out += text[i]; continue; }
    ++i;
    if (text[i] == 'u' && i + 4 < text.size()) {
      const auto code = std::strtoul(std::string(text.substr(i + 1, 4)).c_str(), nullptr, 16);
      out += code < 256 ? static_cast<char>(code) : '?';
      i += 4;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool forbidden(const std::string& id) {
  const Json& table = furniture_table();
  if (!table.contains("never") || !table["never"].is_array()) return false;
  const std::string small = lower(id);
  for (const auto& word : table["never"])
    if (word.is_string() && small.find(lower(word.get<std::string>())) != std::string::npos) return true;
  return false;
}

}  // namespace

Catalogue::Catalogue(const std::string& furniture_directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& folder : {furniture_directory, furniture_directory + "/furniture"})
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      if (it->path().extension() == ".sh3f") files.push_back(it->path().string());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) index_archive(file);
}

void Catalogue::index_archive(const std::string& file) {
  const Archive archive(file);
  const Bytes bytes = archive.read("PluginFurnitureCatalog.properties", 8u << 20);
  const std::string text = utf8_from_latin1({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::map<int, std::map<std::string, std::string>> rows;
  std::string licence;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    const auto equals = line.find('='), hash = line.find('#');
    if (line.empty() || line[0] == '#' || equals == std::string_view::npos) continue;
    if (hash == std::string_view::npos || hash > equals) {
      if (line.substr(0, equals) == "license") licence = std::string(line.substr(equals + 1));
      continue;
    }
    const int n = std::atoi(std::string(line.substr(hash + 1, equals - hash - 1)).c_str());
    if (rows.size() < 5000 || rows.contains(n)) rows[n][std::string(line.substr(0, hash))] = unescaped(line.substr(equals + 1));
  }
  const bool free_of_duties = licence.find("Public domain") != std::string::npos;
  for (const auto& [n, row] : rows) {
    const auto get = [&row = row](const char* key) {
      const auto at = row.find(key);
      return at == row.end() ? std::string() : at->second;
    };
    Entry e;
    const std::string id = get("id");
    if (id.empty() || get("model").size() < 2 || forbidden(id) || forbidden(get("name"))) continue;
    e.archive = file;
    e.path = get("model").substr(1);
    e.name = get("name");
    e.creator = get("creator");
    e.pack = std::filesystem::path(file).stem().string();
    e.must_credit = !free_of_duties;
    e.licence = free_of_duties ? "CC0-1.0" : e.pack == "KatorLegaz" || e.pack == "Reallusion" ? "CC-BY-3.0-US" : "CC-BY-3.0";
    e.licence_uri = free_of_duties ? "https://creativecommons.org/publicdomain/zero/1.0/" : e.licence == "CC-BY-3.0" ? "https://creativecommons.org/licenses/by/3.0/" : "https://creativecommons.org/licenses/by/3.0/us/";
    if (e.creator.empty()) e.creator = e.pack == "KatorLegaz" ? "Andrew Kator & Jennifer Legaz" : e.pack == "Scopia" ? "Scopia" : e.pack == "Reallusion" ? "Reallusion" : "an author of blendswap.com";
    e.size_cm = {static_cast<float>(std::atof(get("width").c_str())), static_cast<float>(std::atof(get("height").c_str())), static_cast<float>(std::atof(get("depth").c_str()))};
    if (!(e.size_cm.x > 0.01f && e.size_cm.y > 0.01f && e.size_cm.z > 0.01f)) continue;
    if (const std::string rotation = get("modelRotation"); !rotation.empty()) {
      int i = 0;
      float values[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
      for (const auto word : split(rotation, ' '))
        if (!word.empty() && i < 9) values[i++] = static_cast<float>(std::atof(std::string(word).c_str()));
      e.rotated = i == 9;
      for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c) e.rotation[c][r] = values[r * 3 + c];
    }
    entries_.try_emplace(id, std::move(e));
  }
}

std::shared_ptr<const CatalogueModel> Catalogue::load(const Entry& entry, int budget) const {
  const Archive archive(entry.archive);
  const Bytes bytes = archive.read(entry.path);
  if (bytes.empty()) return nullptr;
  const auto slash = entry.path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : entry.path.substr(0, slash + 1);
  scene::Mesh mesh = read_obj({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, [&](const std::string& name) { return archive.read(folder + name); });
  if (mesh.triangles.empty()) return nullptr;
  if (entry.rotated)
    for (Vec3& p : mesh.positions) p = entry.rotation * p;
  const Box box = mesh.bounds();
  const Vec3 size = entry.size_cm / 100.f, scale = size / glm::max(box.size(), Vec3(1e-6f)), middle(box.centre().x, box.low.y, box.centre().z);
  for (Vec3& p : mesh.positions) p = (p - middle) * scale;
  scene::thin(mesh, static_cast<std::size_t>(std::max(200, budget)), 2);
  auto model = std::make_shared<CatalogueModel>();
  model->mesh = std::make_shared<scene::Mesh>(repaired(mesh, 42, true));
  model->size = size;
  Credit& c = model->credit;
  c.asset = entry.name;
  c.author = entry.creator;
  c.licence = entry.licence;
  c.licence_uri = entry.licence_uri;
  c.source = "sweethome3d-furniture, pack " + entry.pack + ", " + entry.path + "; changes were made: scaled, simplified, surfaces and normals made anew";
  c.digest = sha256(bytes).hex();
  c.must_credit = entry.must_credit;
  return model;
}

std::shared_ptr<const CatalogueModel> Catalogue::model(const std::string& id, int budget) {
  const auto entry = entries_.find(id);
  if (entry == entries_.end()) return nullptr;
  const std::string key = id + "@" + std::to_string(budget);
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = loaded_.find(key); at != loaded_.end()) return at->second;
  }
  auto model = load(entry->second, budget);
  const std::lock_guard lock(mutex_);
  return loaded_.try_emplace(key, std::move(model)).first->second;
}

std::shared_ptr<Catalogue> open_catalogue(const std::string& furniture_directory) { return std::make_shared<Catalogue>(furniture_directory); }

}  // namespace auteur::world
