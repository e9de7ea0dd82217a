// What a single line of Fountain can be: the questions that the reader asks and that the writer must answer the same.
// `raw` is a line as it stands in the file, notes and boneyard taken out; `trimmed` without white space at its ends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/screenplay.h"
#include "fountain_lines.h"

namespace auteur::screenplay {

std::string_view trim_right(std::string_view s);

// Capitals only, and at least one. Letters without case count as neither.
bool all_capitals(std::string_view s);

// The last byte is `c` and no backslash takes it back.
bool ends_with_mark(std::string_view s, char c);

// Length of INT., EXT, I/E ... at the start, the dot or space included; 0 when it is no heading prefix.
std::size_t heading_prefix(std::string_view trimmed);
// ".KITCHEN": a letter or digit after the dot, or an escaped mark. ". dot" and "..." are none.
bool is_forced_heading(std::string_view trimmed);
// "#12A#" at the very end: returns the number and shortens the line.
std::string_view take_scene_number(std::string_view& line);
bool is_scene_number(std::string_view number);

bool is_page_break(std::string_view trimmed);
bool is_synopsis(std::string_view raw);
bool is_transition(std::string_view raw);  // unforced: capitals that end in exactly TO:
bool is_cue(std::string_view trimmed);     // unforced
// Marks that end a paragraph of action on the line before, and a speech.
bool ends_action(std::string_view raw);
bool ends_speech(std::string_view trimmed);

// Takes the ^ off the end of a cue.
bool take_dual(std::string_view& line);

bool is_known_title_key(std::string_view key);
// The lines [first, end) at the top that are a title page; first == end when there is none.
struct LineSpan { std::size_t first = 0, end = 0; };
LineSpan title_page_lines(const std::vector<SourceLine>& lines);
// Where the colon after the key stands; npos when `raw` is no "Key: value".
std::size_t title_colon(std::string_view raw);
bool is_title_continuation(std::string_view raw);

// The fields as one text: "Key: value" a line, further lines of a value indented by four spaces.
std::string title_page_text(const std::vector<TitleField>& fields);

}  // namespace auteur::screenplay
