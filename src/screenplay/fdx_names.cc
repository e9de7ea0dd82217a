// Names of Final Draft's paragraph types, and small helpers on its XML.
#include <algorithm>
#include <array>

#include "auteur/base/text.h"
#include "fdx_parts.h"

namespace auteur::screenplay::fdx {
namespace {

struct Name { const char* type; ElementKind kind; };
constexpr std::array<Name, 14> kNames = {{
    {"Scene Heading", ElementKind::kSceneHeading}, {"Action", ElementKind::kAction}, {"Character", ElementKind::kCharacter},
    {"Parenthetical", ElementKind::kParenthetical}, {"Dialogue", ElementKind::kDialogue}, {"Transition", ElementKind::kTransition},
    {"Shot", ElementKind::kShot}, {"General", ElementKind::kGeneral}, {"Cast List", ElementKind::kCastList}, {"Lyrics", ElementKind::kLyrics},
    {"New Act", ElementKind::kActStart}, {"End of Act", ElementKind::kActEnd}, {"Outline Body", ElementKind::kSynopsis},
    {"Dialog", ElementKind::kDialogue}}};  // some programs' spelling

}  // namespace

TypeName kind_of_type(std::string_view type) {
  for (const auto& n : kNames)
    if (type == n.type) return {n.kind, 0, n.kind != ElementKind::kDialogue || type == "Dialogue"};
  if (type.size() == 9 && type.starts_with("Outline ") && type[8] >= '1' && type[8] <= '9')
    return {ElementKind::kSection, type[8] - '0', type[8] <= '4'};
  const std::string low = lower(type);
  for (const auto& n : kNames)
    if (low == lower(n.type)) return {n.kind, 0, false};
  if (low == "singing" || low == "lyric" || low.find("lyrics") != std::string::npos) return {ElementKind::kLyrics, 0, false};
  return {ElementKind::kGeneral, 0, false};
}

std::string type_of(const Element& element) {
  switch (element.kind) {
    case ElementKind::kSection: return "Outline " + std::to_string(std::clamp(element.depth, 1, 4));
    case ElementKind::kCentred: return "Action";
    default: break;
  }
  for (const auto& n : kNames)
    if (element.kind == n.kind) return n.type;
  return {};
}

bool is_paragraph(ElementKind kind) {
  return kind != ElementKind::kTitlePage && kind != ElementKind::kNote && kind != ElementKind::kBoneyard && kind != ElementKind::kPageBreak;
}

bool yes(pugi::xml_attribute attribute) { return lower(attribute.value()) == "yes"; }

const std::string* find_kept(const std::vector<Kept>& kept, std::string_view where) {
  for (const auto& k : kept)
    if (k.where == where) return &k.value;
  return nullptr;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  auto a = node.attribute(name);
  if (!a) a = node.append_attribute(name);
  a = value.c_str();
}

pugi::xml_node append_xml(pugi::xml_node parent, const std::string& xml) {
  const auto before = parent.last_child();
  if (!parent.append_buffer(xml.data(), xml.size(), kXmlFlags | pugi::parse_fragment, pugi::encoding_utf8)) return {};
  return before ? before.next_sibling() : parent.first_child();
}

std::string paragraph_lines(pugi::xml_node parent) {
  std::string out;
  bool first = true;
  for (const auto p : parent.children("Paragraph")) {
    if (!first) out += '\n';
    first = false;
    for (const auto text : p.children("Text")) out += text_of(text);
  }
  return out;
}

void append_paragraph_lines(pugi::xml_node parent, const std::string& text) {
  for (const auto line : split(text, '\n')) {
    auto p = parent.append_child("Paragraph");
    p.append_child("Text").text().set(std::string(line).c_str());
  }
}

}  // namespace auteur::screenplay::fdx
