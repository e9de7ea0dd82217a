// A shot as a storyboard tells it: which moments are drawn, and the moves an arrow shows from each of them.
//
//   shot      |---------- push in ----------|
//   panels    ^ 4B-1         ->             ^ 4B-2
//
// One panel is enough for most shots; one that shows something else at its end than at its beginning has two or three.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

// Somebody's way over the floor after the panel's moment (or before it, where they have arrived): two points or more.
struct BoardWalk {
  std::string who;
  std::vector<Vec3> path;
  float height = 1.5f;      // of who walks
  bool enters = false, leaves = false;  // the frame, as the panel's camera sees it
};

enum class BoardMove { kNone, kPushIn, kPullOut, kPanLeft, kPanRight, kTiltUp, kTiltDown, kTrackLeft, kTrackRight, kBoomUp, kBoomDown, kZoomIn, kZoomOut };
const char* board_move_name(BoardMove move);  // "PUSH IN"; empty for none

struct BoardPanel {
  Seconds at;               // the moment drawn, since the shot's start
  Seconds from, to;         // the part of the shot it stands for: the panels of a shot cover it without gap
  scene::Camera camera;     // at that moment
  scene::Camera camera_to;  // where its move ends
  std::vector<BoardMove> moves;  // of the camera, the largest first; at most two
  bool handheld = false;
  std::vector<BoardWalk> walks;
};

struct BoardRequest {
  const staging::Staging* staging = nullptr;
  std::map<std::string, puppets::Measures> people;
  double aspect = 2.39;
  Seconds telling = Seconds(-1);  // the moment of a shot that one panel tells; below 0: its middle
};
// At least one panel, at most three, in order. Pure.
std::vector<BoardPanel> board_panels(const Shot& shot, const BoardRequest& request);

Json to_json(const std::vector<BoardPanel>& panels);
// Errors: kInvalidInput.
Result<std::vector<BoardPanel>> board_panels_from_json(const Json& document);

}  // namespace auteur::camera
