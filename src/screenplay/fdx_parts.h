// The parts of a Final Draft file, each read from and written to its XML. fdx_read.cc and fdx_write.cc put them together.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/fdx.h"
#include "xml_source.h"

namespace auteur::screenplay::fdx {

// --- names
struct TypeName { ElementKind kind; int depth = 0; bool exact = true; };  // exact: the kind says all that the type does
TypeName kind_of_type(std::string_view type);
std::string type_of(const Element& element);  // empty for what is no paragraph: notes, boneyard, page breaks, the title page
bool is_paragraph(ElementKind kind);

bool yes(pugi::xml_attribute attribute);
const std::string* find_kept(const std::vector<Kept>& kept, std::string_view where);
void set(pugi::xml_node node, const char* name, const std::string& value);  // an attribute, new or changed
// A fragment of kept XML as a node of `parent`; a null node when it is none.
pugi::xml_node append_xml(pugi::xml_node parent, const std::string& xml);
// The texts of the Paragraphs inside, one a line.
std::string paragraph_lines(pugi::xml_node parent);
void append_paragraph_lines(pugi::xml_node parent, const std::string& text);

// --- text runs (fdx_runs.cc)
struct Runs {
  std::string text;
  std::vector<Span> spans;                       // Span::kept is not set
  std::vector<std::vector<Kept>> attributes;     // of each span
};
Runs read_runs(pugi::xml_node paragraph, ElementKind kind);
void append_runs(pugi::xml_node paragraph, const Screenplay& script, const Element& element);
// The runs of the paragraph say in other words what append_runs would write.
bool runs_are_plain(pugi::xml_node paragraph, const Screenplay& script, const Element& element);
bool same_runs(const Runs& runs, const Screenplay& script, const Element& element);
// No two spans overlap, in order.
std::vector<Span> flat_spans(const Element& element);

// --- scene properties (fdx_scene.cc)
SceneProperties read_scene(pugi::xml_node properties);
void merge_scene(pugi::xml_node properties, const SceneProperties& scene);
int eighths_of(std::string_view length);      // "1 3/8" -> 11; 0 when it is no length
std::string length_of(int eighths);

// --- notes and offsets over the whole body (fdx_notes.cc)
// Final Draft counts UTF-16 units; a paragraph is followed by one for its end, and a block inside one (DualDialogue,
// OmittedScene) counts two and its text nothing.
class BodyMap {
 public:
  struct Place { int element = -1; std::size_t byte = 0; bool operator==(const Place&) const = default; };
  void add(pugi::xml_node child_of_content, int first_element, int elements, const Screenplay& script);
  Place place_at(std::size_t units, const Screenplay& script) const;
  std::size_t units_at(Place place, const Screenplay& script) const;

 private:
  struct Piece { std::size_t start, text_units; int element, elements; std::string text; std::size_t shift; };
  std::vector<Piece> pieces_;
  std::size_t units_ = 0;
};
inline constexpr const char* kFountainNote = "Fountain Note";
inline constexpr const char* kFountainBoneyard = "Fountain Boneyard";
ScriptNote read_note(pugi::xml_node note);
void merge_note(pugi::xml_node note, const ScriptNote& what);
bool read_range(std::string_view range, std::size_t& begin, std::size_t& end);

// --- title page (fdx_title.cc)
std::vector<TitleField> read_title(pugi::xml_node title_page);
void merge_title(pugi::xml_node title_page, const std::vector<TitleField>& fields);

// --- sections (fdx_sections.cc)
void read_section(pugi::xml_node section, Screenplay& script);
// Writes what the fields say into the sections of `root`, making those that are missing.
void merge_sections(pugi::xml_node root, const Screenplay& script);

// --- alternate dialogue (fdx_sections.cc): texts by the id that a paragraph's Alts names
using Alternates = std::map<std::string, std::string, std::less<>>;
Alternates read_alternates(pugi::xml_node collection);
std::vector<std::string> alternates_of(pugi::xml_node paragraph, const Alternates& all);
// Makes the paragraph name the texts, adding those that are new to the AltCollection of `root` and to `all`.
void merge_alternates(pugi::xml_node paragraph, const std::vector<std::string>& texts, pugi::xml_node root, Alternates& all);

// --- dual dialogue (fdx_write.cc): how many elements from i on are two speeches that are spoken together; 0 = none
std::size_t dual_extent(const Screenplay& script, std::size_t i);
inline constexpr const char* kUsualWrapper = "<Paragraph><DualDialogue/></Paragraph>";

}  // namespace auteur::screenplay::fdx
