// The screenplay as a document: every element with the bytes of the file it came from.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/units.h"

namespace auteur::screenplay {

struct ByteRange { std::size_t begin = 0, end = 0; };

enum class ElementKind {
  kTitlePage, kSceneHeading, kAction, kCharacter, kParenthetical, kDialogue, kLyrics, kTransition,
  kCentred, kPageBreak, kSection, kSynopsis, kNote, kBoneyard, kShot,
  // Final Draft only; written to Fountain as what is nearest (action, action, centred, centred).
  kGeneral, kCastList, kActStart, kActEnd,
};

// What a reader met and the fields do not hold, kept so that its writer can put it back. `where` names the place in the
// format's own words: "@Bookmark" is an attribute, "SmartType" an element; `value` is the attribute's text or the XML.
// Kept XML may repeat what fields say; the fields win.
struct Kept { std::string where, value; };

// Emphasis and marks over `text` (byte offsets into it). Spans do not overlap and are in order.
struct Span {
  std::size_t begin = 0, end = 0;
  bool bold = false, italic = false, underline = false, strikeout = false, all_caps = false;
  int revision = 0;  // Revision::id; 0 = none
  int tag = 0;       // TagMark::number; 0 = none
  int kept = -1;     // index in Screenplay::kept_attributes; -1 = none
};

struct Element {
  ElementKind kind = ElementKind::kAction;
  std::string text;        // without Fountain's marks; emphasis is in `spans`; notes and boneyard taken out
  std::vector<Span> spans;
  ByteRange bytes;         // in the file, marks included
  int line = 0, column = 0;  // from 1
  bool forced = false;     // . @ ! > ~
  std::string scene_number;  // headings: "#12A#" -> "12A"
  std::string name;        // characters: the name without extension
  std::string extension;   // characters: "V.O.", "on the radio"
  bool dual = false;       // characters: second of a dual pair
  int depth = 0;           // sections
  int extras = -1;         // index in Screenplay::extras; -1 = none (kept apart: few elements have any)
};

enum class Alignment { kDefault, kLeft, kCentre, kRight, kFull };

// Eighths of a page: 11 = "1 3/8". The text of another program, where it is there, is the truth.
struct SceneProperties {
  std::string title, summary, colour;   // colour as written in the file
  int eighths = 0;                      // 0 = not said
  std::string page;                     // printed page number, "11" or "11A"
  std::vector<std::pair<std::string, std::string>> arc_beats;  // character, what the scene is for them
};

// What few elements have.
struct ElementExtras {
  Alignment alignment = Alignment::kDefault;
  std::optional<SceneProperties> scene;
  std::vector<std::string> alternates;  // alternate dialogue (AltCollection)
  std::vector<Kept> kept;
};

// A script note over words of the script: from byte `begin` of one element's text to byte `end` of another's (or the
// same). -1, -1 = the script as a whole.
struct ScriptNote {
  int element = -1, end_element = -1;  // indices in Screenplay::elements
  std::size_t begin = 0, end = 0;
  bool in_paragraph = false;           // Final Draft 8 and before: it stands inside the paragraph, in front of `begin`
  std::string text, name, author, date, colour, type;
  std::vector<Kept> kept;
};

struct Revision { int id = 0; std::string name, colour, mark = "*", page_colour; };

// Breakdown tags as Final Draft keeps them: a mark on words (Span::tag) names a definition in a category.
struct TagCategory { std::string id, name, colour; int number = 0; };
struct TagDefinition { std::string id, category_id, label; int number = 0; };
struct TagMark { int number = 0; std::vector<std::string> definition_ids; };

// How the pages of a file are laid out. Inches; 0 in an edge = the usual one of that element (docs/screenplay.md).
struct ElementLayout { ElementKind kind = ElementKind::kAction; double left = 0, right = 0; int space_before = -1; /* lines */ };
enum class Paper { kLetter, kA4 };
struct PageLayout {
  bool given = false;             // the file said so
  Paper paper = Paper::kLetter;
  double top = 1.0, bottom = 1.0; // margins
  std::vector<ElementLayout> elements;
  bool mores = true;              // (MORE) and (CONT'D) at page breaks
  bool scene_continueds = false;  // CONTINUED at page breaks inside a scene
  bool scene_numbers_left = false, scene_numbers_right = false;
};

enum class Format { kFountain, kFinalDraft, kOpenScreenplay, kFadeIn, kHighland, kPdf, kPlainText };

struct TitleField { std::string key, value; };

struct Screenplay {
  Format format = Format::kFountain;  // what it was read from
  std::vector<TitleField> title_page;
  std::vector<Element> elements;
  std::vector<ElementExtras> extras;
  std::vector<ScriptNote> notes;      // besides kNote elements, which stand in the running text
  std::vector<Revision> revisions;
  std::vector<TagCategory> tag_categories;
  std::vector<TagDefinition> tag_definitions;
  std::vector<TagMark> tags;
  PageLayout layout;
  bool locked_pages = false;
  std::vector<std::vector<Kept>> kept_attributes;  // of spans
  std::vector<Kept> kept;                          // of the document
  std::string title() const;   // from the title page, or empty
  std::string author() const;
};

struct Warning { std::string message; int line = 0, column = 0; };
struct Parsed { Screenplay script; std::vector<Warning> warnings; std::string source; /* UTF-8 as parsed */ };

// Parses Fountain. Never refuses text: anything is at least Action. `bytes` that are not UTF-8 are read as Latin-1 with
// a warning. Errors: kInvalidInput for a binary file, an empty file, or more than 20 MiB.
Result<Parsed> parse_fountain(std::string_view bytes, const std::string& file);

Json to_json(const Screenplay& script);
Result<Screenplay> screenplay_from_json(const Json& document);

}  // namespace auteur::screenplay
