// The furniture package as found on disk: an index at opening, models only when somebody uses them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "auteur/world/set.h"

namespace auteur::world {

struct CatalogueModel {
  scene::MeshPtr mesh;  // metres, origin at the middle of the base, front to +z
  Vec3 size{0.f};
  Credit credit;
};

class Catalogue {
 public:
  explicit Catalogue(const std::string& furniture_directory);
  std::size_t size() const { return entries_.size(); }
  bool has(const std::string& id) const { return entries_.contains(id); }
  // The repaired model with at most about `budget` triangles, or null when it is absent, not allowed or unreadable.
  // Loaded once; the same mesh is returned afterwards. Thread-safe.
  std::shared_ptr<const CatalogueModel> model(const std::string& id, int budget);

 private:
  struct Entry {
    std::string archive, path, name, creator, licence, licence_uri, pack;
    bool must_credit = true;
    Vec3 size_cm{0.f};
    bool rotated = false;
    Mat3 rotation{1.f};
  };
  void index_archive(const std::string& file);
  std::shared_ptr<const CatalogueModel> load(const Entry& entry, int budget) const;

  std::map<std::string, Entry> entries_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const CatalogueModel>> loaded_;
};

}  // namespace auteur::world
