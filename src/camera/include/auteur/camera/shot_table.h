// The shot list read back from a spreadsheet: what a person changed in it, as wishes for the plan.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/csv.h"
#include "auteur/camera/shot_edits.h"
#include "auteur/camera/shot_sheet.h"

namespace auteur::camera {

struct ShotTableChanges {
  std::vector<ShotEdit> edits;        // only what differs; in the order of the film
  std::vector<std::string> said;      // each change in words: "4B: mm 35 -> 50"
  std::vector<std::string> cannot;    // what was changed and cannot be, and why: "t.csv:4: 4B: rig ..."
};

// `table` against the shot list as it is now (`rows`). Columns may stand in any order and be left out. What can be changed: mm,
// size, height m, movement, seconds, description, note; a shot whose row is gone, of a scene that the table has, is removed. A row
// with a new name (4BA behind 4B), or with none, is a new shot behind that of the row above; it may also say its subject or prop.
// Numbers may have a decimal comma. Errors: kInvalidInput with a place: no column "shot", a shot twice, a cell that is no number;
// kConflict: a shot begins elsewhere now, so the table is older than the plan.
Result<ShotTableChanges> changes_in_table(const CsvTable& table, const std::string& file, const std::vector<ShotRow>& rows);

}  // namespace auteur::camera
