// Script notes, and the offsets over the whole body by which Final Draft 9 and later place them.
#include <algorithm>
#include <charconv>

#include "fdx_parts.h"

namespace auteur::screenplay::fdx {
namespace {

std::size_t units_of(std::string_view utf8) {
  std::size_t n = 0;
  for (char c : utf8) {
    const auto u = static_cast<unsigned char>(c);
    n += (u & 0xC0) != 0x80;
    n += u >= 0xF0;
  }
  return n;
}

// Nobody writes a longer paragraph, and hostile files would make counting in it slow.
constexpr std::size_t kLongest = 64u << 10;

// The byte where that many units have been passed.
std::size_t byte_at(std::string_view utf8, std::size_t units) {
  if (utf8.size() > kLongest) return 0;
  std::size_t n = 0, i = 0;
  while (i < utf8.size() && n < units) {
    n += static_cast<unsigned char>(utf8[i]) >= 0xF0 ? 2 : 1;
    ++i;
    while (i < utf8.size() && (static_cast<unsigned char>(utf8[i]) & 0xC0) == 0x80) ++i;
  }
  return i;
}

const char* writer_attribute(pugi::xml_node note) { return note.attribute("Author") ? "Author" : "WriterName"; }

}  // namespace

void BodyMap::add(pugi::xml_node child, int first_element, int elements, const Screenplay& script) {
  Piece piece{units_, 0, first_element, elements, {}, 0};
  std::size_t blocks = 0;
  for (const auto part : child.children()) {
    const std::string_view name = part.name();
    if (name == "Text") piece.text += text_of(part);
    blocks += name == "DualDialogue" || name == "OmittedScene";
  }
  if (std::string_view(child.name()) == "DualDialogue") blocks = 1;
  piece.text_units = units_of(piece.text);
  // The model's text may lie inside the paragraph's: a parenthetical's does.
  if (elements == 1) {
    const auto at = piece.text.find(script.elements[static_cast<std::size_t>(first_element)].text);
    piece.shift = at == std::string::npos ? 0 : at;
  }
  units_ += piece.text_units + 2 * blocks + 1;
  pieces_.push_back(std::move(piece));
}

BodyMap::Place BodyMap::place_at(std::size_t units, const Screenplay& script) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), units, [](std::size_t u, const Piece& p) { return u < p.start; });
  if (after == pieces_.begin()) return {};
  const Piece& p = *(after - 1);
  if (p.elements == 0) return {};
  if (p.elements != 1) return {p.element, 0};
  const std::size_t byte = byte_at(p.text, std::min(units - p.start, p.text_units)), size = script.elements[static_cast<std::size_t>(p.element)].text.size();
  return {p.element, std::min(byte > p.shift ? byte - p.shift : 0, size)};
}

std::size_t BodyMap::units_at(Place place, const Screenplay&) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), place.element, [](int e, const Piece& p) { return e < p.element; });
  if (after == pieces_.begin()) return 0;
  const Piece& p = *(after - 1);
  if (place.element != p.element && place.element >= p.element + p.elements) return p.start + p.text_units;
  if (p.elements != 1) return p.start;
  if (p.text.size() > kLongest) return p.start;
  return p.start + units_of(std::string_view(p.text).substr(0, std::min(place.byte + p.shift, p.text.size())));
}

bool read_range(std::string_view range, std::size_t& begin, std::size_t& end) {
  const auto comma = range.find(',');
  const auto number = [](std::string_view s, std::size_t& out) {
    const auto [stop, error] = std::from_chars(s.data(), s.data() + s.size(), out);
    return error == std::errc() && stop == s.data() + s.size() && out < (1u << 30);
  };
  if (comma == std::string_view::npos) {  // a single number is a place between two characters
    if (!number(range, begin)) return false;
    end = begin;
    return true;
  }
  return number(range.substr(0, comma), begin) && number(range.substr(comma + 1), end);
}

ScriptNote read_note(pugi::xml_node note) {
  ScriptNote out;
  out.text = paragraph_lines(note);
  out.name = note.attribute("Name").value();
  out.author = note.attribute(writer_attribute(note)).value();
  out.date = note.attribute("DateTime").value();
  out.colour = note.attribute("Color").value();
  out.type = note.attribute("Type").value();
  return out;
}

void merge_note(pugi::xml_node note, const ScriptNote& what) {
  const ScriptNote said = read_note(note);
  if (said.name != what.name) set(note, "Name", what.name);
  if (said.author != what.author) set(note, writer_attribute(note), what.author);
  if (said.date != what.date) set(note, "DateTime", what.date);
  if (said.colour != what.colour) set(note, "Color", what.colour);
  if (said.type != what.type) set(note, "Type", what.type);
  if (said.text != what.text) {
    while (note.remove_child("Paragraph")) {}
    append_paragraph_lines(note, what.text);
  }
}

}  // namespace auteur::screenplay::fdx
