#include "resting.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace auteur::production {

void mark_resting(std::vector<scene::Instance>& instances, const acting::Performance& performance) {
  const auto& drawings = performance.drawings;
  if (drawings.empty()) return;
  std::set<std::string> moved;
  std::map<std::string, const acting::PosedProp*> props;
  std::map<std::string, float> doors;
  for (const auto& p : drawings.front().props) props[p.id] = &p;
  for (const auto& d : drawings.front().doors) doors[d.id] = d.open;
  for (const auto& drawing : drawings) {
    std::size_t same = 0;
    for (const auto& p : drawing.props) {
      const auto first = props.find(p.id);
      const bool rests = first != props.end() && first->second->position == p.position && first->second->yaw == p.yaw && first->second->pitch == p.pitch && first->second->roll == p.roll;
      if (!rests) moved.insert("prop/" + p.id);
      same += first != props.end();
    }
    if (same != props.size())  // one of them is put away
      for (const auto& [id, first] : props)
        if (std::none_of(drawing.props.begin(), drawing.props.end(), [&](const auto& p) { return p.id == id; })) moved.insert("prop/" + id);
    std::map<std::string, float> now;
    for (const auto& d : drawing.doors) now[d.id] = d.open;
    for (const auto& [id, open] : now)
      if (const auto first = doors.find(id); (first == doors.end() ? 0.f : first->second) != open) moved.insert("leaf/" + id);
    for (const auto& [id, open] : doors)
      if (!now.contains(id) && open != 0.f) moved.insert("leaf/" + id);
  }
  for (auto& i : instances)
    if (i.name.starts_with("prop/") || i.name.starts_with("leaf/")) i.rests = !moved.contains(i.name);
}

}  // namespace auteur::production
