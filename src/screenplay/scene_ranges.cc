#include "scene_ranges.h"

#include <algorithm>

namespace auteur::screenplay {

std::vector<SceneElements> scene_elements(const Screenplay& script) {
  std::vector<SceneElements> out;
  const auto& e = script.elements;
  for (std::size_t i = 0; i < e.size(); ++i) {
    if (e[i].kind != ElementKind::kSceneHeading) continue;
    if (!out.empty()) out.back().last = i;
    out.push_back({static_cast<int>(i), i, e.size()});
  }
  if (out.empty()) out.push_back({-1, 0, e.size()});
  return out;
}

std::vector<SceneElements> scene_elements(const Screenplay& script, const Breakdown& breakdown) {
  const auto headed = scene_elements(script);
  std::vector<SceneElements> out;
  std::size_t next = 0;
  for (const Scene& s : breakdown.scenes) {
    if (s.part_of.empty()) {
      if (next == headed.size()) break;
      out.push_back(headed[next++]);
    } else {
      const std::size_t end = out.empty() ? 0 : out.back().last;
      out.push_back({-1, end, end});
    }
  }
  return out;
}

std::vector<int> scene_of_elements(const Screenplay& script, const Breakdown& breakdown) {
  std::vector<int> out(script.elements.size(), -1);
  const auto& scenes = breakdown.scenes;
  std::vector<int> told(script.elements.size(), -1);  // the part that tells an element
  for (std::size_t s = 0; s < scenes.size(); ++s)
    for (const Beat& b : scenes[s].beats)
      if (!scenes[s].part_of.empty() && b.element >= 0 && static_cast<std::size_t>(b.element) < told.size() && told[static_cast<std::size_t>(b.element)] < 0) told[static_cast<std::size_t>(b.element)] = static_cast<int>(s);
  int headed = -1, now = -1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (script.elements[i].kind == ElementKind::kSceneHeading) {
      do ++headed;
      while (static_cast<std::size_t>(headed) < scenes.size() && !scenes[static_cast<std::size_t>(headed)].part_of.empty());
      now = headed;
    } else if (told[i] >= 0) {
      now = told[i];
    }
    out[i] = now;
  }
  return out;
}

ByteRange in_file(const Element& element, std::string_view source, std::size_t begin, std::size_t end) {
  const ByteRange whole = element.bytes;
  end = std::min(end, element.text.size());
  begin = std::min(begin, end);
  if (whole.end > source.size() || whole.begin >= whole.end) return whole;
  const std::string_view bytes = source.substr(whole.begin, whole.end - whole.begin);
  if (const auto at = bytes.find(element.text); at != std::string_view::npos && !element.text.empty())
    return {whole.begin + at + begin, whole.begin + at + end};
  // The text is the bytes without marks: each of its letters comes in order.
  std::size_t k = 0, from = std::string_view::npos, to = 0;
  for (std::size_t i = 0; i < element.text.size() && i < end; ++i) {
    const char c = element.text[i];
    while (k < bytes.size() && bytes[k] != c && !(c == ' ' && (bytes[k] == '\t' || bytes[k] == '\n'))) ++k;
    if (k == bytes.size()) return whole;
    if (i == begin) from = k;
    to = ++k;
  }
  if (from == std::string_view::npos || to <= from || (to - from) > 2 * (end - begin) + 16) return whole;
  return {whole.begin + from, whole.begin + to};
}

Lines::Lines(std::string_view source) : source_(source), starts_{0} {
  for (std::size_t i = 0; i < source.size(); ++i)
    if (source[i] == '\n' || (source[i] == '\r' && (i + 1 == source.size() || source[i + 1] != '\n'))) starts_.push_back(i + 1);
}
int Lines::line(std::size_t offset) const {
  return static_cast<int>(std::upper_bound(starts_.begin(), starts_.end(), std::min(offset, source_.size())) - starts_.begin());
}
int Lines::column(std::size_t offset) const {
  offset = std::min(offset, source_.size());
  int column = 1;
  for (std::size_t i = starts_[static_cast<std::size_t>(line(offset) - 1)]; i < offset; ++i) column += (static_cast<unsigned char>(source_[i]) & 0xC0) != 0x80;
  return column;
}

}  // namespace auteur::screenplay
