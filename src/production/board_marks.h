// What a storyboard artist draws over a panel: where people go, what the camera does.
#pragma once

#include "auteur/camera/board.h"
#include "auteur/media/drawing.h"

namespace auteur::production {

// Lengths are pixels of a picture 1280 wide (data/camera/boards.json, "arrows").
struct BoardMarkStyle {
  double walk = 30, camera = 42, outline = 2.8, words = 23;
  media::Ink ink{24, 23, 26, 1}, fill{255, 255, 255, 1};
};
BoardMarkStyle board_mark_style(const Json& json);

// The arrows of a panel as marks on a picture of this size. A walk follows the floor where that is seen, and otherwise runs
// along the foot of the picture; one that leaves the frame ends at its border. Pushes and pulls are a frame in the frame with
// an arrow at each corner, other moves of the camera an arrow along the border with its name.
std::vector<media::Mark> board_marks(const camera::BoardPanel& panel, int width, int height, const BoardMarkStyle& style);

}  // namespace auteur::production
