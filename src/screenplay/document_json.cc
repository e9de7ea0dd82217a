// JSON of the screenplay as a document.
#include <algorithm>
#include <array>

#include "json_fields.h"

namespace auteur::screenplay {
namespace {

using namespace fields;

constexpr std::array<const char*, 19> kElementKinds = {"title-page", "scene-heading", "action", "character", "parenthetical", "dialogue", "lyrics", "transition", "centred", "page-break", "section", "synopsis", "note", "boneyard", "shot", "general", "cast-list", "act-start", "act-end"};
constexpr std::array<const char*, 7> kFormats = {"fountain", "final-draft", "open-screenplay", "fade-in", "highland", "pdf", "plain-text"};
constexpr std::array<const char*, 5> kAlignments = {"default", "left", "centre", "right", "full"};
constexpr std::array<const char*, 2> kPapers = {"letter", "a4"};

std::size_t offset(const Json& j, const char* key) {
  const int n = integer(j, key);
  if (n < 0) throw Fault{std::string("'") + key + "' must not be negative"};
  return static_cast<std::size_t>(n);
}

void put(Json& j, const char* key, const std::vector<Kept>& kept) {
  for (const auto& k : kept) j[key].push_back({{"where", k.where}, {"value", k.value}});
}
using fields::put;

std::vector<Kept> kept_of(const Json& j, const char* key) {
  std::vector<Kept> out;
  for (const auto& k : list(j, key)) out.push_back({text(k, "where"), text(k, "value")});
  return out;
}

Json json_of(const Span& s) {
  Json j = {{"begin", s.begin}, {"end", s.end}};
  put(j, "bold", s.bold);
  put(j, "italic", s.italic);
  put(j, "underline", s.underline);
  put(j, "strikeout", s.strikeout);
  put(j, "all_caps", s.all_caps);
  if (s.revision != 0) j["revision"] = s.revision;
  if (s.tag != 0) j["tag"] = s.tag;
  if (s.kept >= 0) j["kept"] = s.kept;
  return j;
}
Span span_of(const Json& j, std::size_t text_size) {
  Span s;
  s.begin = offset(j, "begin");
  s.end = offset(j, "end");
  if (s.end < s.begin || s.end > text_size) throw Fault{"a span lies outside its text"};
  s.bold = truth(j, "bold");
  s.italic = truth(j, "italic");
  s.underline = truth(j, "underline");
  s.strikeout = truth(j, "strikeout");
  s.all_caps = truth(j, "all_caps");
  s.revision = integer(j, "revision");
  s.tag = integer(j, "tag");
  s.kept = integer(j, "kept", -1);
  return s;
}

Json json_of(const Element& e) {
  Json j = {{"kind", word_of(kElementKinds, e.kind)}, {"bytes", fields::json_of(e.bytes)}, {"line", e.line}, {"column", e.column}};
  put(j, "text", e.text);
  for (const auto& s : e.spans) j["spans"].push_back(json_of(s));
  put(j, "forced", e.forced);
  put(j, "scene_number", e.scene_number);
  put(j, "name", e.name);
  put(j, "extension", e.extension);
  put(j, "dual", e.dual);
  if (e.depth != 0) j["depth"] = e.depth;
  if (e.extras >= 0) j["extras"] = e.extras;
  return j;
}
Element element_of(const Json& j) {
  Element e;
  e.kind = choice(kElementKinds, j, "kind", ElementKind::kAction);
  e.text = text(j, "text");
  for (const auto& s : list(j, "spans")) e.spans.push_back(span_of(s, e.text.size()));
  e.bytes = range(j, "bytes");
  e.line = integer(j, "line");
  e.column = integer(j, "column");
  e.forced = truth(j, "forced");
  e.scene_number = text(j, "scene_number");
  e.name = text(j, "name");
  e.extension = text(j, "extension");
  e.dual = truth(j, "dual");
  e.depth = integer(j, "depth");
  e.extras = integer(j, "extras", -1);
  return e;
}

Json json_of(const SceneProperties& s) {
  Json j = Json::object();
  put(j, "title", s.title);
  put(j, "summary", s.summary);
  put(j, "colour", s.colour);
  put(j, "page", s.page);
  if (s.eighths != 0) j["eighths"] = s.eighths;
  for (const auto& [name, what] : s.arc_beats) j["arc_beats"].push_back({{"name", name}, {"text", what}});
  return j;
}
SceneProperties scene_of(const Json& j) {
  SceneProperties s{text(j, "title"), text(j, "summary"), text(j, "colour"), integer(j, "eighths"), text(j, "page"), {}};
  for (const auto& b : list(j, "arc_beats")) s.arc_beats.emplace_back(text(b, "name"), text(b, "text"));
  return s;
}

Json json_of(const ElementExtras& x) {
  Json j = Json::object();
  if (x.alignment != Alignment::kDefault) j["alignment"] = word_of(kAlignments, x.alignment);
  if (x.scene) j["scene"] = json_of(*x.scene);
  put(j, "alternates", x.alternates);
  put(j, "kept", x.kept);
  return j;
}
ElementExtras extras_of(const Json& j) {
  ElementExtras x;
  x.alignment = choice(kAlignments, j, "alignment", Alignment::kDefault);
  if (const Json& scene = member(j, "scene"); !scene.is_null()) x.scene = scene_of(scene);
  x.alternates = texts(j, "alternates");
  x.kept = kept_of(j, "kept");
  return x;
}

Json json_of(const ScriptNote& n) {
  Json j = {{"element", n.element}, {"end_element", n.end_element}, {"begin", n.begin}, {"end", n.end}};
  put(j, "in_paragraph", n.in_paragraph);
  put(j, "text", n.text);
  put(j, "name", n.name);
  put(j, "author", n.author);
  put(j, "date", n.date);
  put(j, "colour", n.colour);
  put(j, "type", n.type);
  put(j, "kept", n.kept);
  return j;
}
ScriptNote note_of(const Json& j) {
  ScriptNote n;
  n.element = integer(j, "element", -1);
  n.end_element = integer(j, "end_element", -1);
  n.begin = offset(j, "begin");
  n.end = offset(j, "end");
  n.in_paragraph = truth(j, "in_paragraph");
  n.text = text(j, "text");
  n.name = text(j, "name");
  n.author = text(j, "author");
  n.date = text(j, "date");
  n.colour = text(j, "colour");
  n.type = text(j, "type");
  n.kept = kept_of(j, "kept");
  return n;
}

Json json_of(const PageLayout& l) {
  Json j = {{"paper", word_of(kPapers, l.paper)}, {"top", rounded(l.top)}, {"bottom", rounded(l.bottom)}, {"mores", l.mores}};
  put(j, "given", l.given);
  put(j, "scene_continueds", l.scene_continueds);
  put(j, "scene_numbers_left", l.scene_numbers_left);
  put(j, "scene_numbers_right", l.scene_numbers_right);
  for (const auto& e : l.elements) j["elements"].push_back({{"kind", word_of(kElementKinds, e.kind)}, {"left", rounded(e.left)}, {"right", rounded(e.right)}, {"space_before", e.space_before}});
  return j;
}
PageLayout layout_of(const Json& j) {
  PageLayout l;
  if (j.is_null()) return l;
  l.given = truth(j, "given");
  l.paper = choice(kPapers, j, "paper", Paper::kLetter);
  l.top = number(j, "top");
  l.bottom = number(j, "bottom");
  l.mores = truth(j, "mores");
  l.scene_continueds = truth(j, "scene_continueds");
  l.scene_numbers_left = truth(j, "scene_numbers_left");
  l.scene_numbers_right = truth(j, "scene_numbers_right");
  for (const auto& e : list(j, "elements")) l.elements.push_back({choice(kElementKinds, e, "kind", ElementKind::kAction), number(e, "left"), number(e, "right"), integer(e, "space_before", -1)});
  return l;
}

// Most scripts have none of these, and then their document does not either.
void put_production(Json& j, const Screenplay& s) {
  for (const auto& r : s.revisions) {
    Json x = {{"id", r.id}, {"mark", r.mark}};
    put(x, "name", r.name);
    put(x, "colour", r.colour);
    put(x, "page_colour", r.page_colour);
    j["revisions"].push_back(std::move(x));
  }
  for (const auto& c : s.tag_categories) j["tag_categories"].push_back({{"id", c.id}, {"name", c.name}, {"colour", c.colour}, {"number", c.number}});
  for (const auto& d : s.tag_definitions) j["tag_definitions"].push_back({{"id", d.id}, {"category_id", d.category_id}, {"label", d.label}, {"number", d.number}});
  for (const auto& t : s.tags) j["tags"].push_back({{"number", t.number}, {"definition_ids", t.definition_ids}});
  put(j, "locked_pages", s.locked_pages);
}
void read_production(const Json& j, Screenplay& s) {
  for (const auto& r : list(j, "revisions")) s.revisions.push_back({integer(r, "id"), text(r, "name"), text(r, "colour"), text(r, "mark"), text(r, "page_colour")});
  for (const auto& c : list(j, "tag_categories")) s.tag_categories.push_back({text(c, "id"), text(c, "name"), text(c, "colour"), integer(c, "number")});
  for (const auto& d : list(j, "tag_definitions")) s.tag_definitions.push_back({text(d, "id"), text(d, "category_id"), text(d, "label"), integer(d, "number")});
  for (const auto& t : list(j, "tags")) s.tags.push_back({integer(t, "number"), texts(t, "definition_ids")});
  s.locked_pages = truth(j, "locked_pages");
}

bool is_usual(const PageLayout& l) { return json_of(l) == json_of(PageLayout{}); }

// Whatever the document says, an index leads somewhere or is -1.
void check_indices(Screenplay& s) {
  const auto inside = [](int& index, std::size_t size) {
    if (index >= static_cast<int>(size)) throw Fault{"an index leads nowhere"};
    index = std::max(index, -1);
  };
  for (auto& e : s.elements) {
    inside(e.extras, s.extras.size());
    for (auto& span : e.spans) inside(span.kept, s.kept_attributes.size());
  }
  for (auto& n : s.notes) {
    inside(n.element, s.elements.size());
    inside(n.end_element, s.elements.size());
    if ((n.element >= 0 && n.begin > s.elements[static_cast<std::size_t>(n.element)].text.size()) ||
        (n.end_element >= 0 && n.end > s.elements[static_cast<std::size_t>(n.end_element)].text.size()))
      throw Fault{"a note lies outside its text"};
  }
}

}  // namespace

Json to_json(const Screenplay& script) {
  Json j = {{"kind", "auteur.screenplay"}, {"version", 1}, {"format", word_of(kFormats, script.format)}, {"title_page", Json::array()}, {"elements", Json::array()}};
  for (const auto& f : script.title_page) j["title_page"].push_back({{"key", f.key}, {"value", f.value}});
  for (const auto& e : script.elements) j["elements"].push_back(json_of(e));
  for (const auto& x : script.extras) j["extras"].push_back(json_of(x));
  for (const auto& n : script.notes) j["notes"].push_back(json_of(n));
  put_production(j, script);
  if (!is_usual(script.layout)) j["layout"] = json_of(script.layout);
  for (const auto& attributes : script.kept_attributes) {
    Json x = Json::object();
    put(x, "kept", attributes);
    j["kept_attributes"].push_back(std::move(x));
  }
  put(j, "kept", script.kept);
  return j;
}

Result<Screenplay> screenplay_from_json(const Json& document) {
  return read_document<Screenplay>(document, "auteur.screenplay", [&] {
    Screenplay s;
    s.format = choice(kFormats, document, "format", Format::kFountain);
    for (const auto& f : list(document, "title_page")) s.title_page.push_back({text(f, "key"), text(f, "value")});
    for (const auto& e : list(document, "elements")) s.elements.push_back(element_of(e));
    for (const auto& x : list(document, "extras")) s.extras.push_back(extras_of(x));
    for (const auto& n : list(document, "notes")) s.notes.push_back(note_of(n));
    read_production(document, s);
    s.layout = layout_of(member(document, "layout"));
    for (const auto& x : list(document, "kept_attributes")) s.kept_attributes.push_back(kept_of(x, "kept"));
    s.kept = kept_of(document, "kept");
    check_indices(s);
    return s;
  });
}

}  // namespace auteur::screenplay
