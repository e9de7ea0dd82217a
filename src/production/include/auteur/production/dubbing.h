// The film in other languages: what translators are given, what they give back, and what is kept of it (bible/dub/de.toml).
//
//   staging, shots, lines --> table (CSV, XLIFF) --> translator --> bible/dub/de.toml --> dubbed lines, lips, captions
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/edit/line_table.h"
#include "auteur/production/make.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::production {

// "de", "pt-br", "zh-hant": letters, then parts of letters and digits.
bool is_language_tag(std::string_view text);

struct DubLine { std::string text, source, manner, reading, state, note; bool changed = false; /* the line is another than was translated */ SourcePlace place; };
struct Dub {
  std::string language;
  std::map<std::string, DubLine> lines;  // by the film's line id; those with a text
  std::map<std::string, std::string> recordings;  // line id -> key of Film::recordings
  std::vector<std::string> notes;        // with file and line: what changed since, what the film does not have any more
  std::vector<std::string> missing;      // ids of lines without a translation
};
// A line that has moved in the script is found by its source text. Errors: kNotFound (no such language), kInvalidInput with a
// place (a [[line]] without id, doubled ids, marks that cannot be read).
Result<Dub> dub_of(const Film& film, const screenplay::Breakdown& breakdown, const std::string& language);

// Where a line stands in the film, and who is seen saying it.
struct LinePlace { Seconds at, spoken, room, breaks /* when somebody cuts in, from its beginning; 0: nobody */; bool on_screen = false, mouth_seen = false; };

// All lines that are spoken, in film order, with what is translated already. Requires: voices, staging and coverage are made
// (MakeOptions::plan_only). `language` empty: without translations. Errors: those of current_graph; kNotFound (not made yet).
Result<edit::LineTable> line_table(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const std::string& language);

struct TakenLines {
  std::size_t fresh = 0, changed = 0, same = 0;
  std::vector<std::string> findings;  // with file and line: unknown ids, lines changed since, missing ones
  Path file;                          // bible/dub/de.toml
};
// Takes a table in: texts, states, notes and manners that differ from the film's. What people wrote besides stays. `now` is
// line_table() of that language. Errors: kInvalidInput (a table of another language; the document is wrong), kIo.
Result<TakenLines> take_lines(const Film& film, const std::string& language, const edit::LineTable& now, const edit::LineTable& table, const std::string& file);

// `text` of bible/dub/de.toml with these lines in it; other keys, comments and order stay. Errors: kInvalidInput with a place.
struct WrittenLine {
  std::string id;
  std::map<std::string, std::string> values;  // key -> value; empty: the key goes
  std::optional<std::string> entry = {};       // the id under which the document has it, "": it has not; nothing: `id`
};
Result<std::string> dub_with_lines(const std::string& text, const std::string& file, const std::vector<WrittenLine>& lines);

// How the dubbed lines fit, from dub/de/lines/4-17/voice as far as they are made.
struct DubbedLine { std::string id, who, text; bool mouth_seen = false; Json figures; /* acting::to_json(DubFigures) */ std::string backend, advice; bool fits = true; };
struct DubReport { std::string language; std::vector<DubbedLine> lines; std::vector<std::string> notes, missing, recordings; /* what is said of brought recordings */ std::size_t not_fitting() const; };
// Of the language that the film was asked for.
Result<DubReport> dub_report(const Film& film, Store& store, const Studio& studio, const MakeOptions& options);
Json to_json(const DubReport& report);
std::string readable(const DubReport& report);

}  // namespace auteur::production
