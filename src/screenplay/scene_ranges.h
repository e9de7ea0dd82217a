// Which elements belong to which scene, and where words of an element stand in the file.
#pragma once

#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// Elements [first, last) of a scene. `heading` is -1 where a script has none (then there is one scene, the whole).
struct SceneElements { int heading = -1; std::size_t first = 0, last = 0; };

// The scenes with a heading. Text before the first heading is in none of them.
std::vector<SceneElements> scene_elements(const Screenplay& script);
// One for each scene of the breakdown. A part without a heading of its own is counted with the scene it is part of: its
// range is empty.
std::vector<SceneElements> scene_elements(const Screenplay& script, const Breakdown& breakdown);

// For each element the index of its scene in the breakdown; -1 before the first heading. What a part without a heading
// tells belongs to that part.
std::vector<int> scene_of_elements(const Screenplay& script, const Breakdown& breakdown);

// Bytes [begin, end) of an element's text as bytes of the file. Where marks, notes or another format's markup make that
// impossible to say, the bytes of the whole element.
ByteRange in_file(const Element& element, std::string_view source, std::size_t begin, std::size_t end);

// Lines and columns (from 1, in code points) of many offsets.
class Lines {
 public:
  explicit Lines(std::string_view source);
  int line(std::size_t offset) const;
  int column(std::size_t offset) const;

 private:
  std::string_view source_;
  std::vector<std::size_t> starts_;
};

}  // namespace auteur::screenplay
