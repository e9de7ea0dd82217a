// What a person changed in a planned scene, shot by shot (bible/cut.toml). Applied after the planner and before anything is
// measured, so that the shot list, the rules of continuity and the figures tell of the shots as they will be made.
//
// Shots keep their names whatever is taken out or put in: what is put in after 4B, or is the second part of it, is called 4BA,
// and so on. The scene's clock stays: what one shot gives up its neighbour takes, so the shots go on tiling the scene. A shot
// whose edit cannot be done stays as it was planned.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

struct ShotEdit {
  std::string id;                  // "4B"; of a new shot the name it shall have, or empty: the first that is free
  std::string after, split;        // a new shot behind this one; or this one becomes two, and what is asked holds for the second
  std::optional<double> at;        // where the new one begins on the scene's clock, seconds; without: where `after` ends
  std::string at_words;            // the same as the id of a line ("4-17"), or as words of what is done or said
  std::string subject;             // whom or what a new shot is of: "Ana", "Ana and Jonas", a prop, "all"; without: as the one before
  std::optional<double> lens;      // mm; the camera goes along its axis so that the subject stays as large
  std::string size;                // of the first subject: a term of the vocabulary; the camera goes nearer or away
  std::optional<double> height;    // metres of the camera above the floor, in the middle of the shot
  std::string movement;            // static, smaller, push-in, pull-out
  std::optional<double> seconds;   // its length: the shot after gives or takes; for the last of the scene the one before
  std::optional<double> until;     // where it ends on the scene's clock, seconds
  bool remove = false;             // the shot before goes on, or the first begins earlier
  std::string description, note;   // instead of the planner's reason; a remark of its own
  std::string by;                  // who asks
  bool is_new() const { return !after.empty() || !split.empty(); }
  std::string asked_as() const { return !id.empty() ? id : !after.empty() ? "after " + after : "split " + split; }
};

// `id`: ShotEdit::asked_as(). `key`: what of the edit cannot be done ("lens", "until", "id").
struct RefusedEdit { std::string id, key, message; };
struct EditedShots { ShotList list; std::vector<RefusedEdit> refused; };

// Pure. No edits: the list as it came. What was asked is said in the shots' reasons; what a moved cut leaves out of the picture,
// in the list's findings.
EditedShots edit_shots(const CoverageRequest& request, ShotList list, const std::vector<ShotEdit>& edits);

Json to_json(const std::vector<ShotEdit>& edits);
Result<std::vector<ShotEdit>> shot_edits_from_json(const Json& edits);

// A reason without what edit_shots() added to it.
std::string without_requests(const std::string& reason);

// The planner's labels and the vocabulary's terms for them.
std::string size_term(Size size);
std::string movement_term(Movement movement);
// From a name, a short name or another name: "MCU", "medium close-up".
std::optional<Size> size_from(const std::string& words);
std::optional<Movement> movement_from(const std::string& words);

}  // namespace auteur::camera
