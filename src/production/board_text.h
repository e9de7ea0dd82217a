// The words under a panel: what is done and said while it stands for its part of the shot.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/camera/board.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/staging/staging.h"

namespace auteur::production {

struct BoardText {
  std::string action;
  std::vector<std::pair<std::string, std::string>> dialogue;  // who, what
};
// One for each panel. A line that is heard over a cut is divided between its panels as it is heard, at words, and "…" says so.
std::vector<BoardText> board_text(const camera::Shot& shot, const std::vector<camera::BoardPanel>& panels, const staging::Staging& staging, const screenplay::Breakdown& scene);

// "medium shot, over-the-shoulder, 50 mm, push-in": the words of the camera department.
std::string board_about(const camera::Shot& shot);

// "12A" for a shot of one panel, "12A-2" for the second of several.
std::string panel_name(const std::string& shot, std::size_t panel, std::size_t of);

}  // namespace auteur::production
