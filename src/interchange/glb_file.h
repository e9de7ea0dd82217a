// A GLB in memory: its parts behind checks, so that no reader of it looks outside its buffers. For props and characters.
#pragma once

#include <tiny_gltf.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/interchange/model.h"
#include "auteur/scene/scene.h"

namespace auteur::interchange {

inline constexpr std::size_t kMostCorners = 60'000'000, kMostNodes = 100'000, kMostMaterials = 4096;

class GlbFile {
 public:
  explicit GlbFile(std::string name) : name_(std::move(name)) {}

  // Errors: kInvalidInput (no GLB, damaged, too large, compressed in a way that is not read here).
  Status load(std::span<const std::uint8_t> bytes);

  const tinygltf::Model& model() const { return model_; }
  const std::string& name() const { return name_; }
  std::unexpected<Error> bad(const std::string& what) const;

  // A node's own transform; identity where its numbers are none.
  Mat4 local(const tinygltf::Node& node) const;
  // The nodes a reader starts from: those of the default scene, or all without a parent.
  std::vector<int> roots() const;

  // An accessor's numbers as `parts` floats an element, sparse ones filled in, normalised ones brought to their range.
  // Nothing where it is missing, of another shape, or reaches outside its buffer. NaN stays.
  std::optional<std::vector<float>> floats(int accessor, int parts) const;
  std::optional<std::vector<std::uint32_t>> whole(int accessor, int parts) const;
  std::optional<std::vector<float>> attribute(const tinygltf::Primitive& primitive, const char* name, int parts) const;
  // The corners of a primitive's triangles, three each, as they are to be seen from outside; some may not exist.
  std::optional<std::vector<std::uint32_t>> corners(const tinygltf::Primitive& primitive, std::size_t vertices) const;

  // The material as ours; `has_uv` as in "the surface has places for a picture".
  scene::Material material(int index, bool has_uv);
  void note(const std::string& words) { notes_.insert(words); }
  const std::set<std::string>& notes() const { return notes_; }

 private:
  // Element by element, inside its view and its buffer or not at all.
  struct View { const std::uint8_t* data = nullptr; std::size_t count = 0, stride = 0; int component = 0, parts = 0; bool normalised = false; };
  View view(int buffer_view, std::size_t offset, int component, int type, std::size_t count, bool normalised) const;
  static double component(const View& view, std::size_t i, int k);
  template <class T, class F>
  std::optional<std::vector<T>> numbers(int accessor, int parts, F convert) const;
  std::shared_ptr<const scene::Texture> texture(int index);

  std::string name_;
  tinygltf::Model model_;
  std::map<int, std::shared_ptr<const scene::Texture>> textures_;
  std::set<std::string> notes_;
};

// Vertices at one place share a normal, as long as their faces do not turn by more than a crease.
void make_normals(scene::Mesh& mesh);
// At most `most` triangles, material by material, so that colours keep their edges. Vertices stay, some unused.
// Faces with corners that do not exist, impossible places or no area go. Says how many of either.
struct Dropped { std::size_t impossible = 0, flat = 0; };
Dropped drop_bad_faces(scene::Mesh& mesh);
// Only vertices that are used; the old index of each that stays.
std::vector<std::uint32_t> drop_unused_vertices(scene::Mesh& mesh);

}  // namespace auteur::interchange
