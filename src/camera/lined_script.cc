#include "auteur/camera/lined_script.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/camera/vocabulary.h"

namespace auteur::camera {
namespace {

// "MCU ANA, 50 mm, push-in".
std::string says(const ShotRow& row) {
  static const auto vocabulary = Vocabulary::open();
  const auto brief = [](const std::string& name) {
    const Term* t = vocabulary ? vocabulary->find(name) : nullptr;
    return t && !t->brief.empty() ? t->brief : name;
  };
  std::string out = row.framing == "insert" ? "insert" : row.framing == "over-the-shoulder" ? brief(row.framing) + " " + brief(row.size) : brief(row.size);
  if (row.framing == "insert" && !row.prop.empty()) out += " " + row.prop;
  else
    for (std::size_t i = 0; i < row.subjects.size() && i < 2; ++i) out += (i == 0 ? " " : ", ") + row.subjects[i];
  if (row.framing != "insert" && row.subjects.size() > 2) out += " ...";
  out += fmt::format(", {:.0f} mm", row.focal_mm);
  if (!row.movement.empty() && row.movement != "static shot") out += ", " + row.movement;
  return out;
}

// What share of its element's words a beat is.
std::pair<double, double> share_of(const screenplay::Element& element, const screenplay::Beat& beat) {
  const auto all = static_cast<double>(element.bytes.end) - static_cast<double>(element.bytes.begin);
  if (all <= 0 || beat.bytes.end <= beat.bytes.begin || beat.bytes.begin < element.bytes.begin || beat.bytes.end > element.bytes.end) return {0, 1};
  return {static_cast<double>(beat.bytes.begin - element.bytes.begin) / all, static_cast<double>(beat.bytes.end - element.bytes.begin) / all};
}

}  // namespace

std::vector<screenplay::LinedShot> lined_shots(const screenplay::Screenplay& script, const screenplay::Scene& scene, const staging::Staging& staging, const ShotList& list, const std::vector<ShotRow>& rows) {
  std::vector<screenplay::LinedShot> out;
  int heading = -1;
  const auto known = [&](const staging::TimedBeat& b) {
    if (b.beat < 0 || static_cast<std::size_t>(b.beat) >= scene.beats.size()) return false;
    const int e = scene.beats[static_cast<std::size_t>(b.beat)].element;
    return e >= 0 && static_cast<std::size_t>(e) < script.elements.size();
  };
  for (const auto& beat : scene.beats)
    if (beat.element > 0 && static_cast<std::size_t>(beat.element) < script.elements.size()) {
      for (int e = beat.element; e >= 0 && heading < 0; --e)
        if (script.elements[static_cast<std::size_t>(e)].kind == screenplay::ElementKind::kSceneHeading) heading = e;
      break;
    }
  for (std::size_t i = 0; i < list.shots.size(); ++i) {
    const Shot& shot = list.shots[i];
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const ShotRow& r) { return r.shot == shot.id; });
    screenplay::LinedShot lined{shot.id, row == rows.end() ? "" : says(*row), {}};
    const auto in_picture = [&](const std::string& who) { return who.empty() || row == rows.end() || std::find(row->cast.begin(), row->cast.end(), who) != row->cast.end(); };
    if (i == 0 && heading >= 0) lined.stretches.push_back({heading, 0, 1, true});
    const staging::TimedBeat* nearest = nullptr;
    double nearest_gap = 1e18;
    for (const staging::TimedBeat& timed : staging.beats) {
      if (!known(timed)) continue;
      const screenplay::Beat& beat = scene.beats[static_cast<std::size_t>(timed.beat)];
      // A line is covered while it is spoken, not while it is waited for.
      double start = timed.start.value, end = timed.end.value;
      bool off = false;
      if (beat.kind == screenplay::BeatKind::kLine)
        for (const staging::Line& line : staging.lines)
          if (line.id == beat.line_id) start = line.start.value, end = line.end.value, off = line.off_screen;
      const double from = std::max(start, shot.start.value), to = std::min(end, shot.end.value), gap = std::max({0.0, start - shot.end.value, shot.start.value - end});
      if (gap < nearest_gap) nearest_gap = gap, nearest = &timed;
      if (to - from < 0.04 && !(end - start < 0.04 && start >= shot.start.value && start < shot.end.value)) continue;
      const auto [a, b] = share_of(script.elements[static_cast<std::size_t>(beat.element)], beat);
      const double length = std::max(1e-6, end - start);
      lined.stretches.push_back({beat.element, a + (b - a) * (from - start) / length, a + (b - a) * std::max(0.0, to - start) / length, !off && ((row != rows.end() && row->framing == "insert" && beat.kind != screenplay::BeatKind::kLine) || in_picture(beat.who))});
    }
    if (lined.stretches.empty() && nearest) lined.stretches.push_back({scene.beats[static_cast<std::size_t>(nearest->beat)].element, 0, 1, true});
    std::stable_sort(lined.stretches.begin(), lined.stretches.end(), [](const auto& a, const auto& b) { return std::pair(a.element, a.from) < std::pair(b.element, b.from); });
    out.push_back(std::move(lined));
  }
  return out;
}

}  // namespace auteur::camera
