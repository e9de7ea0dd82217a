// Fountain written: a parsed file unchanged, one element of it changed, or a script from any source composed anew.
//
// Every byte of a parsed file belongs to one element or to the white space between elements. Notes and boneyard that
// stand inside a line lie inside the bytes of their element and are elements of their own too. Hence
//
//   |BOM| INT. KITCHEN - DAY |\n\n| She waits. [[how long?]] |\n\n| ANA |\n| No. |\n|
//         [ heading        ]      [ action    [ note      ]]     [cue]    [speech]
//
// All functions are pure and safe to call from several threads.
#pragma once

#include <string>

#include "auteur/base/result.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// The bytes of the file, put together from its elements and what lies between them. A file that was read as Latin-1
// comes back as UTF-8.
std::string write_fountain(const Parsed& parsed);

// Fountain for a script of any source, LF line ends. Read again it has the same elements: kinds, texts, emphasis, names,
// extensions, dual dialogue, scene numbers; forcing marks and backslashes are put where the text alone would be read as
// something else. What Fountain has no form for becomes the nearest it has:
// - white space at the ends of lines goes, control characters become spaces, a tab in action four spaces;
// - an empty line in action starts another action; a line end in a one-line element becomes a space;
// - speech without a cue becomes action; two speeches of one cue in a row become one; empty speech goes;
// - general and cast-list paragraphs become action, act breaks centred text;
// - script notes stand as [[ ]] at the end of their element, one for the whole script at its top;
// - a scene number keeps its letters, digits, dots and dashes.
// Strike-out, capitals as a style, revisions, tags and layout are not written.
std::string write_fountain(const Screenplay& script);

// The file with element number `element` of `parsed.script.elements` replaced: only the bytes of that element change,
// the notes inside it stay, at its end, and line ends are those of the file. For a character either `text` or `name`
// and `extension` say the cue. The result is parsed to prove that every other element is what it was (a few
// milliseconds for a feature).
// Errors: kInvalidInput when there is no such element; when what is wanted cannot stand there without changing its
// neighbours (action in place of a cue turns the speech below it into action); or when it is no single element.
Result<std::string> replace_element(const Parsed& parsed, int element, const Element& with);

// The first thing that differs between two scripts as far as Fountain can say it (not bytes, places or forcing marks;
// emphasis of white space aside), in words; empty when nothing does.
std::string fountain_difference(const Screenplay& a, const Screenplay& b);

}  // namespace auteur::screenplay
