// The shot list as a crew reads it: one row a shot, with what is measured from its camera.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/camera/shot_list.h"

namespace auteur::camera {

struct ShotRow {
  std::string scene, shot;
  int setup = 1;                       // within the scene: shots from one place with one lens and rig share it
  std::string size, framing, angle, level, lens, movement;  // terms of the vocabulary
  double focal_mm = 0, f_stop = 0, focus_m = 0, height_m = 0;
  std::string rig, rig_why;            // "" : no rig can do it, and why
  int crew = 0;
  double minutes = 0;                  // of set-up; 0 where the set-up stands already
  double start = 0, seconds = 0;       // where it begins on the scene's clock; its length
  std::vector<std::string> subjects, cast;  // in focus first; everybody in the picture
  std::string prop, first_line, last_line;  // ids of the lines it covers: the lined script
  bool sync = false;                   // somebody is heard and seen; else it is shot without sound
  std::string description, note;       // why it is there; what a person remarked
};

std::vector<ShotRow> shot_rows(const CoverageRequest& request, const ShotList& list);

// A table for spreadsheets: comma-separated, quoted as RFC 4180 says, with a heading; text that a spreadsheet would take for a
// formula is set off by an apostrophe.
std::string to_csv(const std::vector<ShotRow>& rows);
std::vector<std::string> csv_heading();
std::vector<std::string> csv_cells(const ShotRow& row);  // in the order of the heading
Json to_json(const std::vector<ShotRow>& rows);
Result<std::vector<ShotRow>> shot_rows_from_json(const Json& rows);

}  // namespace auteur::camera
