// SceneProperties of a heading: length in eighths, page, title, summary, what the scene is for its people.
#include <algorithm>
#include <charconv>

#include "auteur/base/text.h"
#include "fdx_parts.h"

namespace auteur::screenplay::fdx {
namespace {

// A natural number at the start, which it takes away; -1 when there is none.
int take_number(std::string_view& text) {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || n < 0 || n > 100'000) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return n;
}

std::vector<std::pair<std::string, std::string>> read_arcs(pugi::xml_node properties) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto beat : properties.child("SceneArcBeats").children("CharacterArcBeat"))
    out.emplace_back(beat.attribute("Name").value(), beat.child("Paragraph") ? paragraph_lines(beat) : text_of(beat));
  return out;
}

}  // namespace

int eighths_of(std::string_view length) {
  std::string_view s = trim(length);
  const int first = take_number(s);
  if (first < 0) return 0;
  if (s.empty()) return first * 8;
  if (s == "/8") return first;
  s = trim(s);
  const int rest = take_number(s);
  return rest >= 0 && s == "/8" ? first * 8 + rest : 0;
}

std::string length_of(int eighths) {
  if (eighths <= 0) return {};
  const int pages = eighths / 8, rest = eighths % 8;
  std::string out = pages > 0 ? std::to_string(pages) : "";
  if (rest > 0) out += (out.empty() ? "" : " ") + std::to_string(rest) + "/8";
  return out;
}

SceneProperties read_scene(pugi::xml_node properties) {
  SceneProperties s;
  s.title = properties.attribute("Title").value();
  s.colour = properties.attribute("Color").value();
  s.page = properties.attribute("Page").value();
  s.eighths = eighths_of(properties.attribute("Length").value());
  s.summary = paragraph_lines(properties.child("Summary"));
  s.arc_beats = read_arcs(properties);
  return s;
}

void merge_scene(pugi::xml_node properties, const SceneProperties& scene) {
  const SceneProperties said = read_scene(properties);
  if (said.title != scene.title) set(properties, "Title", scene.title);
  if (said.colour != scene.colour) set(properties, "Color", scene.colour);
  if (said.page != scene.page) set(properties, "Page", scene.page);
  if (said.eighths != scene.eighths) set(properties, "Length", length_of(scene.eighths));
  if (said.summary != scene.summary) {
    auto summary = properties.child("Summary");
    if (!summary) summary = properties.prepend_child("Summary");
    while (summary.remove_child("Paragraph")) {}
    append_paragraph_lines(summary, scene.summary);
  }
  if (said.arc_beats != scene.arc_beats) {
    auto arcs = properties.child("SceneArcBeats");
    if (!arcs) arcs = properties.append_child("SceneArcBeats");
    while (arcs.remove_child("CharacterArcBeat")) {}
    for (const auto& [name, text] : scene.arc_beats) {
      auto beat = arcs.append_child("CharacterArcBeat");
      set(beat, "Name", name);
      append_paragraph_lines(beat, text);
    }
  }
}

}  // namespace auteur::screenplay::fdx
