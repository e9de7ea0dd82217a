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
};

// Emphasis over `text` (byte offsets into it).
struct Span { std::size_t begin = 0, end = 0; bool bold = false, italic = false, underline = false; };

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
};

struct TitleField { std::string key, value; };

struct Screenplay {
  std::vector<TitleField> title_page;
  std::vector<Element> elements;
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
