// XML as it comes from outside: decoded, bounded and checked before a tree is made of it.
//
// A first pass over the bytes finds what would hurt later - depth, numbers of elements, entity definitions, tags that do
// not match - and says so with line and column. It also knows where every element ends, which a tree does not. Nothing
// here or in the tree recurses: depth costs no stack. Memory is at most about twelve times the file.
#pragma once

#include <cstdint>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

inline constexpr std::size_t kMaxXmlBytes = 32u << 20;
inline constexpr std::size_t kMaxXmlDepth = 64;
inline constexpr std::size_t kMaxXmlElements = 1'000'000;
inline constexpr std::size_t kMaxXmlAttributes = 4'000'000;

// Text of any of the encodings that XML files come in, as UTF-8. Errors: kInvalidInput.
struct Decoded { std::string text; std::vector<Warning> warnings; };
Result<Decoded> decode_xml(std::string_view bytes, const std::string& file);

class XmlSource {
 public:
  // Errors: kInvalidInput with line and column.
  static Result<XmlSource> read(std::string_view bytes, const std::string& file);

  pugi::xml_node root() const { return tree_->document_element(); }
  const std::string& text() const { return text_; }
  std::string take_text() { return std::move(text_); }
  std::vector<Warning> take_warnings() { return std::move(warnings_); }

  // From "<" of the element's tag to ">" of its end.
  ByteRange bytes_of(pugi::xml_node element) const;
  int line_of(std::size_t offset) const;
  int column_of(std::size_t offset) const;
  SourcePlace place_of(pugi::xml_node element) const;

 private:
  std::string file_, text_;
  std::size_t start_ = 0;  // after a byte order mark
  std::vector<Warning> warnings_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> elements_;  // begin, end; by begin
  std::vector<std::uint32_t> lines_;                               // where each line begins
  std::unique_ptr<pugi::xml_document> tree_;
  mutable std::size_t counted_to_ = 0;  // column_of is asked in the order of the file: it goes on counting from here
  mutable int counted_ = 1;
};

inline constexpr unsigned kXmlFlags = pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_comments | pugi::parse_pi;

// The element as XML without added white space; the same element gives the same text.
std::string xml_of(pugi::xml_node element);
// All character data right inside the element.
std::string text_of(pugi::xml_node element);

}  // namespace auteur::screenplay
