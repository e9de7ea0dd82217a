// The paperwork of a breakdown: sheets, lists by department, cast and locations, story days.
//
// One document, Paperwork, is computed from a script, its breakdown and its tags; CSV, JSON and PDF are views of it.
// The same input gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/pages.h"  // eighths_text
#include "auteur/screenplay/tags.h"

namespace auteur::screenplay {

struct SheetElement {
  std::string category, id, name;
  int mentions = 0;
  std::string rule, by;
  double confidence = 0;      // of the surest tag
};

struct SceneSheet {
  int index = 0;
  std::string number, heading, set, synopsis;  // synopsis: the script's own, else the first words of action
  Setting setting = Setting::kInterior;
  TimeOfDay time = TimeOfDay::kDay;
  int story_day = 1, eighths = 1;
  Seconds estimate;
  std::vector<std::string> voice_only;         // cast heard and not seen
  std::vector<SheetElement> elements;          // on set, sorted by category
  std::vector<SheetElement> mentioned;         // only spoken of
};

// S starts, W works, H holds (not in the scenes of that day, but before and after), F finishes; "" neither.
struct DayMark { int story_day = 0; std::string mark; };
struct CastRow {
  int number = 0;             // by weight: most scenes first; what strips and sheets print
  std::string id, name;
  int age = 0, lines = 0, words = 0, eighths = 0;
  std::vector<std::string> scenes;             // numbers
  std::vector<DayMark> days;
};
struct LocationRow { std::string id, name, setting; std::vector<std::string> scenes; int eighths = 0, day_scenes = 0, night_scenes = 0; };
struct ElementRow { std::string category, id, name; std::vector<std::string> scenes; int mentions = 0; double confidence = 0; };
struct DayRow { int story_day = 0, eighths = 0; std::vector<std::string> scenes; std::vector<std::string> times; };

struct Paperwork {
  std::string title, author;
  int eighths = 0;
  std::vector<SceneSheet> scenes;
  std::vector<CastRow> cast;
  std::vector<LocationRow> locations;
  std::vector<ElementRow> elements;            // over the film, by category and name
  std::vector<DayRow> days;
};
Paperwork paperwork(const Screenplay& script, const Breakdown& breakdown, const std::vector<Tag>& tags);

// Colour of a strip: INT DAY white, EXT DAY yellow, INT NIGHT blue, EXT NIGHT green, dawn and dusk orange. "#RRGGBB"
std::string strip_colour(Setting setting, TimeOfDay time);
std::string setting_text(Setting setting);     // "INT", "EXT", "INT/EXT"
std::string time_text(TimeOfDay time);         // "DAY"

// kind "auteur.breakdown-sheets", version 1; docs/screenplay.md has the schema.
Json to_json(const Paperwork& paperwork);

// scenes.csv, elements.csv, cast.csv, locations.csv, day-out-of-days.csv, story-days.csv: RFC 4180, UTF-8, a head row.
// A field that a spreadsheet would run as a formula gets an apostrophe in front.
struct CsvFile { std::string name, text; };
std::vector<CsvFile> to_csv(const Paperwork& paperwork);

enum class SheetPaper { kLetter, kA4 };
// A page a scene, then the lists. Errors: kInternal when the PDF cannot be written.
Result<std::string> sheets_pdf(const Paperwork& paperwork, SheetPaper paper = SheetPaper::kLetter);

}  // namespace auteur::screenplay
