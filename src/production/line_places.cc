#include "line_places.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/acting/dubbing.h"
#include "auteur/edit/timeline.h"
#include "auteur/staging/meeting.h"
#include "expand_parts.h"

namespace auteur::production {
namespace {

constexpr double kBeforeNext = 0.15;  // seconds left free before somebody else speaks

Result<Json> made(const ReadOutcome& read, const NodeId& node, const Port& port) {
  if (auto j = read(node, port)) return std::move(*j);
  return fail(ErrorCode::kNotFound, fmt::format("'{}' has not been made yet. Run: auteur make", node));
}

}  // namespace

Result<LinePlaces> line_places(const Film& film, const screenplay::Breakdown& breakdown, const std::vector<const screenplay::Scene*>& scenes, const std::map<std::string, screenplay::Scene>& far_ends, bool cards, const ReadOutcome& read) {
  std::map<std::string, puppets::Measures> people;
  for (const auto& c : breakdown.cast)
    if (const auto person = read(cast_node(c.id), "person")) people[c.id] = puppets::measures_of(TRY(world::identity_from_json(*person)));
  std::vector<camera::ShotList> lists;
  std::vector<staging::Staging> staged;
  for (const auto* s : scenes) {
    const Json shots = TRY(made(read, "scenes/" + s->number + "/coverage", "shots")), staging = TRY(made(read, "scenes/" + s->number + "/staging", "staging"));
    lists.push_back(TRY(camera::shot_list_from_json(shots)));
    staged.push_back(TRY(staging::staging_from_json(staging)));
  }
  LinePlaces out;
  std::vector<std::vector<std::pair<const staging::Staging*, camera::Shot>>> shots_of(scenes.size());
  std::vector<staging::Staging> far_staged;
  far_staged.reserve(scenes.size());
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    for (const auto& shot : lists[i].shots) shots_of[i].emplace_back(&staged[i], shot);
    const auto far = far_ends.find(scenes[i]->number);
    if (far == far_ends.end()) continue;
    const Json shots = TRY(made(read, "scenes/" + far->second.number + "/coverage", "shots")), staging = TRY(made(read, "scenes/" + far->second.number + "/staging", "staging"));
    const auto there = TRY(camera::shot_list_from_json(shots));
    far_staged.push_back(TRY(staging::staging_from_json(staging)));
    for (const auto& shot : there.shots) shots_of[i].emplace_back(&far_staged.back(), shot);
    lists[i].shots.insert(lists[i].shots.end(), there.shots.begin(), there.shots.end());
    std::stable_sort(lists[i].shots.begin(), lists[i].shots.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
  }
  std::vector<edit::SceneCut> cuts;
  for (std::size_t i = 0; i < scenes.size(); ++i) cuts.push_back({&lists[i], scenes[i]->heading});
  const auto timeline = edit::assemble(cuts, Seconds(cards ? film.cut.value("titles", Json::object()).value("seconds", kTitleSeconds) : 0), Seconds(0));
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    double begins = 0;
    for (const auto& s : timeline.scenes)
      if (s.scene == lists[i].scene) begins = static_cast<double>(s.frame) / timeline.frames_per_second;
    for (const auto& line : staged[i].lines) {
      LinePlace p;
      p.at = Seconds(begins + line.start.value);
      p.spoken = line.end - line.start;
      if (const auto phones = read("lines/" + line.id + "/voice", "phones")) {
        const auto take = TRY(acting::phones_from_json(*phones));
        if (const auto said = acting::phrases_of(take.phones); !said.empty()) p.at = p.at + said.front().first, p.spoken = said.back().second - said.front().first;
      }
      if (const auto cut = staging::cut_of(staged[i], line)) {
        p.breaks = *cut - line.start;
        p.spoken = std::min(p.spoken, Seconds(begins) + *cut - p.at);
      }
      double next = staged[i].length.value;
      for (const auto& other : staged[i].lines)
        if (&other != &line && other.start > line.start) next = std::min(next, other.start.value);
      p.room = Seconds(std::max(0.0, next - line.end.value - kBeforeNext));
      out.lines[line.id] = p;
      out.order.push_back(line.id);
      out.scene_of[line.id] = scenes[i]->number, out.who_of[line.id] = line.who, out.text_of[line.id] = line.text, out.manner_of[line.id] = line.manner;
    }
    for (const auto& [stage, shot] : shots_of[i]) {
      for (const auto& id : acting::speakers_seen(*stage, shot, people, film.aspect))
        if (out.lines.contains(id)) out.lines[id].on_screen = true;
      for (const auto& id : acting::mouths_seen(*stage, shot, people, film.aspect)) {
        out.of_shot[shot.id].insert(id);
        if (out.lines.contains(id)) out.lines[id].mouth_seen = true;
      }
    }
  }
  return out;
}

}  // namespace auteur::production
