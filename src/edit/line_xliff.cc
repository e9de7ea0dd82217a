#include "line_xliff.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "auteur/base/text.h"

namespace auteur::edit {
namespace {

constexpr int kDeepest = 64;
constexpr const char* kTwelve = "urn:oasis:names:tc:xliff:document:1.2";
constexpr const char* kTwo = "urn:oasis:names:tc:xliff:document:2.0";

// Characters that XML cannot hold are left out.
std::string writable(const std::string& text) {
  const std::string valid = is_valid_utf8(text) ? text : utf8_from_latin1(text);
  std::string out;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    if (c == 0xEF && i + 2 < valid.size() && static_cast<unsigned char>(valid[i + 1]) == 0xBF && static_cast<unsigned char>(valid[i + 2]) >= 0xBE) { i += 2; continue; }
    if (c >= 0x20 || c == '\n' || c == '\t') out += valid[i];
  }
  return out;
}

// Our four states and theirs.
struct StateName { const char *ours, *twelve, *two; };
constexpr StateName kStates[] = {{"new", "needs-translation", "initial"}, {"translated", "translated", "translated"}, {"reviewed", "signed-off", "reviewed"}, {"final", "final", "final"}};
std::string state_from(std::string_view theirs) {
  for (const auto& s : kStates)
    if (theirs == s.twelve || theirs == s.two) return s.ours;
  if (theirs.starts_with("needs-review")) return "translated";
  if (theirs == "new" || theirs.starts_with("needs-")) return "new";
  return "";
}
std::string state_to(const TableLine& l, bool two) {
  for (const auto& s : kStates)
    if (l.state == s.ours) return two ? s.two : s.twelve;
  return l.translation.empty() ? (two ? "initial" : "needs-translation") : "translated";
}

std::vector<std::pair<std::string, std::string>> facts_of(const TableLine& l) {
  return {{"character", l.character}, {"manner", l.manner}, {"time", clock_text(l.at)}, {"seconds", fmt::format("{:.2f}", l.available.value)}, {"screen", l.on_screen ? "on" : "off"}, {"mouth", l.mouth_seen ? "seen" : "not seen"}};
}
void take_fact(TableLine& l, std::string_view note) {
  const auto colon = note.find(": ");
  const std::string key(colon == note.npos ? "" : note.substr(0, colon)), value(colon == note.npos ? "" : note.substr(colon + 2));
  if (key == "character") l.character = value;
  else if (key == "manner") l.manner = value;
  else if (key == "time") l.at = clock_of(value);
  else if (key == "seconds") l.available = seconds_of(value);
  else if (key == "screen") l.on_screen = value != "off";
  else if (key == "mouth") l.mouth_seen = value == "seen";
  else if (!trim(note).empty()) l.note += (l.note.empty() ? "" : "\n") + std::string(note);
}

void set(pugi::xml_node to, const char* name, const std::string& value) { to.append_attribute(name) = writable(value).c_str(); }
pugi::xml_node text_child(pugi::xml_node to, const char* name, const std::string& text) {
  auto child = to.append_child(name);
  child.append_child(pugi::node_pcdata).set_value(writable(text).c_str());
  return child;
}

void write_twelve(pugi::xml_node unit, const LineTable& table, const TableLine& l) {
  set(unit, "xml:space", "preserve");
  set(text_child(unit, "source", l.source), "xml:lang", table.source_language);
  auto target = text_child(unit, "target", l.translation);
  set(target, "xml:lang", table.language);
  set(target, "state", state_to(l, false));
  for (const auto& [key, value] : facts_of(l))
    if (!value.empty()) set(text_child(unit, "note", key + ": " + value), "from", "auteur");
  if (!l.note.empty()) text_child(unit, "note", l.note);
}
void write_two(pugi::xml_node unit, const TableLine& l) {
  auto notes = unit.append_child("notes");
  for (const auto& [key, value] : facts_of(l))
    if (!value.empty()) set(text_child(notes, "note", key + ": " + value), "category", "auteur");
  if (!l.note.empty()) text_child(notes, "note", l.note);
  auto segment = unit.append_child("segment");
  set(segment, "state", state_to(l, true));
  set(text_child(segment, "source", l.source), "xml:space", "preserve");
  set(text_child(segment, "target", l.translation), "xml:space", "preserve");
}

// The words of an element, whatever stands around them.
void words_of(const pugi::xml_node& node, int depth, std::string& out) {
  for (const auto child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
    else if (depth < kDeepest) words_of(child, depth + 1, out);
  }
}
std::string words_of(const pugi::xml_node& node) {
  std::string out;
  words_of(node, 0, out);
  return out;
}

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (bytes[i] == '\n') breaks_.push_back(i);
  }

  Result<LineTable> read() {
    const auto parsed = document_.load_buffer(bytes_.data(), bytes_.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    if (!parsed) return fail(ErrorCode::kInvalidInput, fmt::format("This is no XLIFF: {}. Export it from the translators' program as XLIFF 1.2, 2.0 or 2.1.", parsed.description()), {file_, line_at(parsed.offset), 0});
    const auto root = document_.document_element();
    const std::string version = root.attribute("version").value();
    if (std::string_view(root.name()) != "xliff" || !(version.starts_with("1.") || version.starts_with("2.")))
      return fail(ErrorCode::kInvalidInput, fmt::format("This is no XLIFF 1.2, 2.0 or 2.1, but <{}>{}.", std::string(root.name()).substr(0, 60), version.empty() ? "" : " of version " + version.substr(0, 20)), {file_, line_at(root.offset_debug()), 1});
    two_ = version[0] == '2';
    if (two_) out_.source_language = root.attribute("srcLang").value(), out_.language = root.attribute("trgLang").value();
    for (const auto part : root.children("file")) {
      if (out_.title.empty()) out_.title = part.attribute("original").value();
      if (!two_ && out_.language.empty()) out_.source_language = part.attribute("source-language").value(), out_.language = part.attribute("target-language").value();
      units(two_ ? part : part.child("body"), "", 0);
    }
    return std::move(out_);
  }

 private:
  int line_at(std::ptrdiff_t offset) const { return offset < 0 ? 1 : static_cast<int>(std::lower_bound(breaks_.begin(), breaks_.end(), static_cast<std::size_t>(offset)) - breaks_.begin()) + 1; }

  void units(const pugi::xml_node& node, const std::string& scene, int depth) {
    for (const auto child : node.children()) {
      const std::string_view name = child.name();
      if (name == "group" && depth < kDeepest) units(child, std::string(child.attribute("name").empty() ? child.attribute("resname").value() : child.attribute("name").value()), depth + 1);
      else if (name == (two_ ? "unit" : "trans-unit")) unit(child, scene);
    }
  }
  void unit(const pugi::xml_node& node, const std::string& scene) {
    TableLine l;
    l.row = line_at(node.offset_debug());
    l.scene = scene.starts_with("scene ") ? scene.substr(6) : scene;
    l.id = node.attribute(two_ ? "name" : "resname").value();
    if (l.id.empty()) l.id = node.attribute("id").value();
    if (!two_) {
      l.source = words_of(node.child("source"));
      l.translation = words_of(node.child("target"));
      l.state = state_from(node.child("target").attribute("state").value());
      for (const auto note : node.children("note")) take_fact(l, note.text().get());
    } else {
      bool first = true;
      for (const auto part : node.children()) {  // a program may have cut the line into sentences
        const std::string_view name = part.name();
        if (name != "segment" && name != "ignorable") continue;
        l.source += words_of(part.child("source"));
        l.translation += words_of(name == "ignorable" && !part.child("target") ? part.child("source") : part.child("target"));
        if (name == "segment") {
          const std::string state = state_from(part.attribute("state").value());
          if (first || state == "new") l.state = state;  // as far as the least of its sentences
          first = false;
        }
      }
      for (const auto note : node.child("notes").children("note")) take_fact(l, note.text().get());
    }
    if (l.state == "new" && trim(l.translation).empty()) l.state.clear();
    out_.lines.push_back(std::move(l));
  }

  std::string_view bytes_;
  const std::string& file_;
  std::vector<std::size_t> breaks_;
  pugi::xml_document document_;
  bool two_ = false;
  LineTable out_;
};

}  // namespace

std::string to_xliff(const LineTable& table, LineFormat format) {
  const bool two = format != LineFormat::kXliff12;
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto root = document.append_child("xliff");
  set(root, "version", !two ? "1.2" : format == LineFormat::kXliff20 ? "2.0" : "2.1");
  set(root, "xmlns", two ? kTwo : kTwelve);
  if (two) set(root, "srcLang", table.source_language), set(root, "trgLang", table.language);
  auto file = root.append_child("file");
  if (two) set(file, "id", "film");
  set(file, "original", table.title.empty() ? "film" : table.title);
  if (!two) set(file, "source-language", table.source_language), set(file, "target-language", table.language), set(file, "datatype", "plaintext");
  auto body = two ? file : file.append_child("body");
  pugi::xml_node group;
  std::string scene;
  int groups = 0;
  for (const auto& l : table.lines) {
    if (!group || l.scene != scene) {
      group = body.append_child("group");
      set(group, "id", fmt::format("s{}", ++groups));
      set(group, two ? "name" : "resname", "scene " + l.scene);
      scene = l.scene;
    }
    auto unit = group.append_child(two ? "unit" : "trans-unit");
    set(unit, "id", two ? "l" + l.id : l.id);
    set(unit, two ? "name" : "resname", l.id);
    if (two) write_two(unit, l);
    else write_twelve(unit, table, l);
  }
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

Result<LineTable> from_xliff(std::string_view bytes, const std::string& file) { return Reader(bytes, file).read(); }

}  // namespace auteur::edit
