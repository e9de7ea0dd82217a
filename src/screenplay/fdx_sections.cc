// Sections of the file beside its text: layout, revisions, tags, alternate dialogue.
//
// Each is read into fields and kept as it was; writing changes the kept one only where a field says something else.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "auteur/base/text.h"
#include "fdx_parts.h"

namespace auteur::screenplay::fdx {
namespace {

double number(pugi::xml_attribute attribute, double fallback = 0) {
  const std::string_view s = attribute.value();
  double v = fallback;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  return error == std::errc() && std::isfinite(v) && std::abs(v) < 1e4 ? v : fallback;
}
int whole(pugi::xml_attribute attribute) { return static_cast<int>(number(attribute)); }

std::string decimals(double v) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", v);
  return buffer;
}
bool near(double a, double b) { return std::abs(a - b) < 0.005; }

pugi::xml_node child_of(pugi::xml_node parent, const char* name) {
  const auto child = parent.child(name);
  return child ? child : parent.append_child(name);
}

void set_yes(pugi::xml_node node, const char* name, bool value) {
  if (yes(node.attribute(name)) != value) set(node, name, value ? "Yes" : "No");
}

// --- layout

void read_element_settings(pugi::xml_node section, PageLayout& layout) {
  const auto type = kind_of_type(section.attribute("Type").value());
  const auto spec = section.child("ParagraphSpec");
  if (!type.exact || !spec || type.kind == ElementKind::kSection) return;
  for (const auto& known : layout.elements)
    if (known.kind == type.kind) return;
  ElementLayout e;
  e.kind = type.kind;
  e.left = number(spec.attribute("LeftIndent"));
  e.right = number(spec.attribute("RightIndent"));
  if (spec.attribute("SpaceBefore")) e.space_before = static_cast<int>(std::lround(std::clamp(number(spec.attribute("SpaceBefore")), 0.0, 720.0) / 12));
  if (e.left == 0 && e.right == 0 && e.space_before < 0) return;
  layout.elements.push_back(e);
  layout.given = layout.given || e.right > 0;
}

void merge_element_settings(pugi::xml_node root, const PageLayout& layout) {
  for (const auto& e : layout.elements) {
    Element element;
    element.kind = e.kind;
    const std::string type = type_of(element);
    if (type.empty()) continue;
    auto section = root.find_child_by_attribute("ElementSettings", "Type", type.c_str());
    if (!section) {
      section = root.append_child("ElementSettings");
      set(section, "Type", type);
    }
    auto spec = child_of(section, "ParagraphSpec");
    if (!near(number(spec.attribute("LeftIndent")), e.left)) set(spec, "LeftIndent", decimals(e.left));
    if (!near(number(spec.attribute("RightIndent")), e.right)) set(spec, "RightIndent", decimals(e.right));
    if (e.space_before >= 0 && std::lround(number(spec.attribute("SpaceBefore"), -12) / 12) != e.space_before) set(spec, "SpaceBefore", std::to_string(e.space_before * 12));
  }
}

Paper read_paper(pugi::xml_node size) {
  const double height = number(size.attribute("Height")), width = number(size.attribute("Width"));
  return height > 11.4 || (width > 0 && width < 8.4) ? Paper::kA4 : Paper::kLetter;
}

void read_page_layout(pugi::xml_node section, PageLayout& layout) {
  layout.given = true;
  layout.top = number(section.attribute("TopMargin"), 72) / 72;
  layout.bottom = number(section.attribute("BottomMargin"), 72) / 72;
  layout.paper = read_paper(section.child("PageSize"));
}

void merge_page_layout(pugi::xml_node root, const PageLayout& layout) {
  if (!layout.given && !root.child("PageLayout")) return;
  auto section = child_of(root, "PageLayout");
  if (!near(number(section.attribute("TopMargin"), 72) / 72, layout.top)) set(section, "TopMargin", std::to_string(std::lround(layout.top * 72)));
  if (!near(number(section.attribute("BottomMargin"), 72) / 72, layout.bottom)) set(section, "BottomMargin", std::to_string(std::lround(layout.bottom * 72)));
  if (read_paper(section.child("PageSize")) == layout.paper) return;
  auto size = child_of(section, "PageSize");
  set(size, "Height", layout.paper == Paper::kA4 ? "11.69" : "11.00");
  set(size, "Width", layout.paper == Paper::kA4 ? "8.27" : "8.50");
}

void merge_continueds(pugi::xml_node root, const PageLayout& layout) {
  const PageLayout usual;
  if (!root.child("MoresAndContinueds") && layout.mores == usual.mores && layout.scene_continueds == usual.scene_continueds) return;
  auto section = child_of(root, "MoresAndContinueds");
  if (section.child("DialogueBreaks") ? yes(section.child("DialogueBreaks").attribute("BottomOfPage")) != layout.mores : layout.mores != usual.mores) {
    set_yes(child_of(section, "DialogueBreaks"), "BottomOfPage", layout.mores);
    set_yes(section.child("DialogueBreaks"), "TopOfNext", layout.mores);
    set(section.child("DialogueBreaks"), "BottomOfPage", layout.mores ? "Yes" : "No");
  }
  if (yes(section.child("SceneBreaks").attribute("SceneBottomOfPage")) != layout.scene_continueds) {
    set_yes(child_of(section, "SceneBreaks"), "SceneBottomOfPage", layout.scene_continueds);
    set_yes(section.child("SceneBreaks"), "SceneTopOfNext", layout.scene_continueds);
  }
}

// --- lists of numbered things: the kept ones stay, with what else they say

template <class T, class Key, class Merge>
void merge_list(pugi::xml_node list, const char* name, const std::vector<T>& wanted, Key key_of, const char* key, Merge merge) {
  std::multimap<std::string, pugi::xml_node> there;  // files with the same id twice are met
  for (const auto node : list.children(name)) there.emplace(node.attribute(key).value(), node);
  for (const auto& w : wanted) {
    auto it = there.find(key_of(w));
    pugi::xml_node node = it != there.end() ? it->second : list.append_child(name);
    if (it == there.end()) set(node, key, key_of(w));
    else there.erase(it);
    merge(node, w);
  }
  for (auto& [id, node] : there) list.remove_child(node);
}

void read_revisions(pugi::xml_node section, Screenplay& script) {
  for (const auto r : section.children("Revision"))
    script.revisions.push_back({whole(r.attribute("ID")), r.attribute("Name").value(), r.attribute("Color").value(), r.attribute("Mark").value(), r.attribute("PageColor").value()});
}

void merge_revisions(pugi::xml_node root, const Screenplay& script) {
  if (script.revisions.empty() && !root.child("Revisions")) return;
  merge_list(child_of(root, "Revisions"), "Revision", script.revisions, [](const Revision& r) { return std::to_string(r.id); }, "ID", [](pugi::xml_node node, const Revision& r) {
    if (node.attribute("Name").value() != r.name) set(node, "Name", r.name);
    if (node.attribute("Color").value() != r.colour) set(node, "Color", r.colour);
    if (node.attribute("Mark").value() != r.mark) set(node, "Mark", r.mark);
    if (node.attribute("PageColor").value() != r.page_colour) set(node, "PageColor", r.page_colour);
  });
}

void read_tags(pugi::xml_node section, Screenplay& script) {
  for (const auto c : section.child("TagCategories").children("TagCategory"))
    script.tag_categories.push_back({c.attribute("Id").value(), c.attribute("Name").value(), c.attribute("Color").value(), whole(c.attribute("Number"))});
  for (const auto d : section.child("TagDefinitions").children("TagDefinition"))
    script.tag_definitions.push_back({d.attribute("Id").value(), d.attribute("CatId").value(), d.attribute("Label").value(), whole(d.attribute("Number"))});
  for (const auto t : section.child("Tags").children("Tag")) {
    TagMark mark;
    mark.number = whole(t.attribute("Number"));
    for (const auto id : t.children("DefId")) mark.definition_ids.push_back(text_of(id));
    script.tags.push_back(std::move(mark));
  }
}

void merge_tags(pugi::xml_node root, const Screenplay& script) {
  if (script.tag_categories.empty() && script.tag_definitions.empty() && script.tags.empty() && !root.child("TagData")) return;
  auto section = child_of(root, "TagData");
  if (!script.tag_categories.empty() || section.child("TagCategories"))
    merge_list(child_of(section, "TagCategories"), "TagCategory", script.tag_categories, [](const TagCategory& c) { return c.id; }, "Id", [](pugi::xml_node node, const TagCategory& c) {
      if (node.attribute("Name").value() != c.name) set(node, "Name", c.name);
      if (node.attribute("Color").value() != c.colour) set(node, "Color", c.colour);
      if (whole(node.attribute("Number")) != c.number) set(node, "Number", std::to_string(c.number));
    });
  if (!script.tag_definitions.empty() || section.child("TagDefinitions"))
    merge_list(child_of(section, "TagDefinitions"), "TagDefinition", script.tag_definitions, [](const TagDefinition& d) { return d.id; }, "Id", [](pugi::xml_node node, const TagDefinition& d) {
      if (node.attribute("CatId").value() != d.category_id) set(node, "CatId", d.category_id);
      if (node.attribute("Label").value() != d.label) set(node, "Label", d.label);
      if (whole(node.attribute("Number")) != d.number) set(node, "Number", std::to_string(d.number));
    });
  if (!script.tags.empty() || section.child("Tags"))
    merge_list(child_of(section, "Tags"), "Tag", script.tags, [](const TagMark& t) { return std::to_string(t.number); }, "Number", [](pugi::xml_node node, const TagMark& t) {
      std::vector<std::string> said;
      for (const auto id : node.children("DefId")) said.push_back(text_of(id));
      if (said == t.definition_ids) return;
      while (node.remove_child("DefId")) {}
      for (const auto& id : t.definition_ids) node.append_child("DefId").text().set(id.c_str());
    });
}

}  // namespace

void read_section(pugi::xml_node section, Screenplay& script) {
  const std::string_view name = section.name();
  auto& layout = script.layout;
  if (name == "PageLayout") {
    read_page_layout(section, layout);
  } else if (name == "ElementSettings") {
    read_element_settings(section, layout);
  } else if (name == "MoresAndContinueds") {
    if (const auto breaks = section.child("DialogueBreaks")) layout.mores = yes(breaks.attribute("BottomOfPage"));
    layout.scene_continueds = yes(section.child("SceneBreaks").attribute("SceneBottomOfPage"));
  } else if (name == "SceneNumberOptions") {
    layout.scene_numbers_left = yes(section.attribute("ShowNumbersOnLeft"));
    layout.scene_numbers_right = yes(section.attribute("ShowNumbersOnRight"));
  } else if (name == "LockedPages") {
    script.locked_pages = static_cast<bool>(section.child("LockedPage"));
  } else if (name == "Revisions") {
    read_revisions(section, script);
  } else if (name == "TagData") {
    read_tags(section, script);
  } else if (name == "TitlePage") {
    script.title_page = read_title(section);
  }
}

void merge_sections(pugi::xml_node root, const Screenplay& script) {
  merge_page_layout(root, script.layout);
  merge_element_settings(root, script.layout);
  if (!script.title_page.empty() || root.child("TitlePage")) merge_title(child_of(root, "TitlePage"), script.title_page);
  merge_continueds(root, script.layout);
  if (script.layout.scene_numbers_left || script.layout.scene_numbers_right || root.child("SceneNumberOptions")) {
    set_yes(child_of(root, "SceneNumberOptions"), "ShowNumbersOnLeft", script.layout.scene_numbers_left);
    set_yes(root.child("SceneNumberOptions"), "ShowNumbersOnRight", script.layout.scene_numbers_right);
  }
  if (!script.locked_pages) {
    while (root.child("LockedPages").remove_child("LockedPage")) {}
  } else if (!root.child("LockedPages").child("LockedPage")) {
    auto page = child_of(root, "LockedPages").append_child("LockedPage");
    set(page, "PageNumber", "1");
    set(page, "Position", "0");
  }
  merge_revisions(root, script);
  merge_tags(root, script);
}

Alternates read_alternates(pugi::xml_node collection) {
  Alternates all;
  for (const auto alt : collection.children("Alt")) all.emplace(alt.attribute("Id").value(), paragraph_lines(alt));
  return all;
}

std::vector<std::string> alternates_of(pugi::xml_node paragraph, const Alternates& all) {
  std::vector<std::string> out;
  for (const auto id : paragraph.child("Alts").children("AltId"))
    if (const auto it = all.find(text_of(id)); it != all.end()) out.push_back(it->second);
  return out;
}

void merge_alternates(pugi::xml_node paragraph, const std::vector<std::string>& texts, pugi::xml_node root, Alternates& all) {
  if (alternates_of(paragraph, all) == texts) return;
  paragraph.remove_child("Alts");
  if (texts.empty()) return;
  auto alts = paragraph.append_child("Alts");
  set(alts, "Current", "0");
  for (const auto& text : texts) {
    std::size_t id = all.size() + 1;
    while (all.contains(std::to_string(id))) ++id;
    all.emplace(std::to_string(id), text);
    auto alt = child_of(root, "AltCollection").append_child("Alt");
    set(alt, "Id", std::to_string(id));
    append_paragraph_lines(alt, text);
    alts.append_child("AltId").text().set(std::to_string(id).c_str());
  }
}

}  // namespace auteur::screenplay::fdx
