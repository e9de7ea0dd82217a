// Storyboards and animatics of a planned film.
#include "expander.h"

#include <fmt/format.h>

#include "auteur/camera/shot_edits.h"
#include "auteur/camera/shot_list.h"
#include "expand_parts.h"
#include "passes.h"

namespace auteur::production {

using screenplay::Breakdown;
using screenplay::Scene;

Status Expander::plan_panels(const Scene& s, const camera::ShotList& list, const Node& performance, double seconds) {
  const std::string base = "scenes/" + s.number;
  Node rehearsal = performance;
  rehearsal.id = base + "/rehearsal";
  rehearsal.params["stills"] = false;
  rehearsal.work = seconds;
  if (options_.level == Level::kBoards) TRY(add(std::move(rehearsal)));
  Node panels{base + "/panels", "scene.panels", {{"aspect", film_.aspect}}, {{"scene", Upstream{"breakdown", "scene/" + s.number}}, {"staging", Upstream{base + "/staging", "staging"}}, {"shots", Upstream{base + "/coverage", "shots"}}}};
  connect_people(panels, s, known_);
  if (options_.level == Level::kBoards)
    for (const auto& shot : list.shots) panels.inputs["still/" + shot.id] = Upstream{base + "/performance", "performance/" + shot.id};
  boards_.inputs["text/" + s.number] = Upstream{panels.id, "text"};
  boards_.params["scenes"].push_back({{"number", s.number}, {"heading", s.heading}});
  return add(std::move(panels));
}

Status Expander::draw_board(const camera::Shot& shot, const Scene& s, Node board) {
  bool own = false;
  for (const auto& [name, drawn] : film_.boards)
    if (drawn.shot == shot.id) {
      boards_.inputs["own/" + shot.id + "/" + name] = drawn.ref;
      if (!drawn.note.empty()) boards_.params["own"][name] = drawn.note;
      own = true;
    }
  if (own) return {};
  const std::string acted = "scenes/" + s.number + (options_.level == Level::kBoards ? "/rehearsal" : "/performance");
  for (const char* port : {"performance", "shot", "state"}) board.inputs[port] = Upstream{acted, std::string(port) + "/" + shot.id};
  board.inputs["marks"] = Upstream{"scenes/" + s.number + "/panels", "marks/" + shot.id};
  board.params["width"] = kBoardWidth, board.params["height"] = kBoardWidth;
  board.params["level"] = "previz";
  if (options_.boards && options_.boards->rendered) {
    board.params["look"] = "rendered", board.params["level"] = "boards", board.params["grade"] = grade_of(film_.look);
    if (!film_.view.empty()) board.inputs["view"] = film_.view_ref;
  }
  board.work = 1;
  for (const char* number : {"1", "2", "3"}) boards_.inputs["panel/" + shot.id + "/" + number] = Upstream{board.id, std::string("panel/") + number};
  return add(std::move(board));
}

Status Expander::add_burn_in(const Upstream& clip, const std::string& id, std::int64_t start, Json words, std::int64_t frames, const LevelSettings& settings) {
  if (!with_animatic()) return {};
  words.update({{"width", settings.width}, {"start", start}, {"frames", frames}, {"label", options_.label}});
  Node burnt{"animatic/" + id, "clip.burn_in", std::move(words), {{"clip", clip}}};
  burnt.work = 1 + static_cast<double>(frames) / 24;
  animatic_.inputs["clip/" + id] = Upstream{burnt.id, "clip"};
  return add(std::move(burnt));
}

std::string Expander::what_of(const camera::Shot& shot) {
  std::string out = shot.framing == camera::Framing::kInsert ? "insert" : camera::size_term(shot.size), who;
  for (std::size_t i = 0; i < shot.subjects.size() && i < 3; ++i) who += (i == 0 ? "" : ", ") + shot.subjects[i];
  if (shot.framing == camera::Framing::kInsert) out += ": " + shot.prop;
  else if (!who.empty()) out += " of " + who + (shot.subjects.size() > 3 ? " ..." : "");
  out += fmt::format(", {:.0f} mm", camera::camera_at(shot, Seconds(0.5 * (shot.end - shot.start).value)).focal_mm);
  if (shot.movement != camera::Movement::kStatic) out += ", " + camera::movement_term(shot.movement);
  return out;
}

}  // namespace auteur::production
