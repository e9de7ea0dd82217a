#include <algorithm>
#include <cmath>

#include "auteur/acting/dubbing.h"
#include "auteur/acting/interruption.h"
#include "auteur/staging/meeting.h"
#include "direction.h"
#include "lips.h"

namespace auteur::acting {
namespace {

constexpr int kDrawings = 12;            // a second
constexpr float kMargin = 1.05f;         // of the frame's half, for cheeks at the edge
constexpr double kTurnedAway = -0.4;     // cosine of face and way to the camera: behind this no corner of the mouth is seen
constexpr double kBefore = 0.2, kAfter = 0.3;  // seconds around a line in which the mouth may still move

std::set<std::string> seen(const staging::Staging& staging, const camera::Shot& shot, const std::map<std::string, puppets::Measures>& people, double aspect, bool facing) {
  std::set<std::string> out;
  for (const auto& line : staging.lines) {
    if (line.off_screen) continue;
    const double from = std::max(shot.start.value, line.start.value - kBefore), to = std::min(shot.end.value, line.end.value + kAfter);
    const auto measured = people.find(line.who);
    for (double t = from; t < to; t += 1.0 / kDrawings) {
      const auto state = staging::person_at(staging, line.who, Seconds(t), people);
      if (!state.present) continue;
      const Vec3 eyes = staging::eyes_of(state, measured == people.end() ? puppets::Measures{} : measured->second);
      const auto camera = camera::camera_at(shot, Seconds(t - shot.start.value));
      const float head = measured == people.end() ? 0.36f : measured->second.head_height;
      const Vec3 at = camera::project(camera, aspect, eyes), chin = camera::project(camera, aspect, eyes - Vec3(0, 0.5f * head, 0));
      if (at.z <= 0.05f || std::abs(at.x) > kMargin || std::min(at.y, chin.y) > kMargin || std::max(at.y, chin.y) < -kMargin) continue;
      if (facing) {
        const Vec3 look = state.gaze - eyes, to_camera = camera.position - eyes;
        const double a = std::hypot(look.x, look.z), b = std::hypot(to_camera.x, to_camera.z);
        const double toward = a > 0.05 && b > 0.05 ? (look.x * to_camera.x + look.z * to_camera.z) / (a * b) : (std::sin(state.yaw) * to_camera.x + std::cos(state.yaw) * to_camera.z) / std::max(b, 1e-6);
        if (toward < kTurnedAway) continue;
      }
      out.insert(line.id);
      break;
    }
  }
  return out;
}

// The mouth of each person in each drawing, as the performer takes it: of the earliest line that is being said.
using Mouths = std::map<std::string, std::vector<Mouth>>;
Mouths mouths_of(const staging::Staging& staging, const camera::Shot& shot, const std::map<std::string, LineTake>& takes, const std::set<std::string>& people, int drawings) {
  std::vector<const staging::Line*> lines;
  for (const auto& l : staging.lines)
    if (!l.off_screen && people.contains(l.who) && takes.contains(l.id) && l.end.value > shot.start.value - 1.5 && l.start.value < shot.end.value + 1.5) lines.push_back(&l);
  std::stable_sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) { return a->start < b->start; });
  Mouths out;
  for (const auto* line : lines) {
    const LineTake& take = takes.at(line->id);
    const Direction said = direct(take.manner.empty() ? line->manner : take.manner, line->mood);
    const float loudness = static_cast<float>(std::clamp(1 + said.energy * 0.06 + said.jaw, 0.55, 1.5));
    const auto cut = staging::cut_of(staging, *line);
    const auto moved = mouths(cut ? mouth_broken_off(take, *cut - line->start).phones : take.phones, std::round((line->start.value - shot.start.value) * 1e6) / 1e6, drawings, kDrawings, loudness);
    auto& all = out[line->who];
    all.resize(static_cast<std::size_t>(drawings));
    for (std::size_t k = 0; k < moved.size(); ++k) {
      const bool free = all[k].viseme == puppets::Viseme::kRest && !all[k].speaking, moves = moved[k].viseme != puppets::Viseme::kRest || moved[k].speaking;
      if (free && moves) all[k] = moved[k];
    }
  }
  return out;
}

}  // namespace

std::set<std::string> mouths_seen(const staging::Staging& staging, const camera::Shot& shot, const std::map<std::string, puppets::Measures>& people, double aspect) { return seen(staging, shot, people, aspect, true); }
std::set<std::string> speakers_seen(const staging::Staging& staging, const camera::Shot& shot, const std::map<std::string, puppets::Measures>& people, double aspect) { return seen(staging, shot, people, aspect, false); }

Performance with_dubbed_lips(Performance performed, const camera::Shot& shot, const staging::Staging& staging, const std::map<std::string, LineTake>& original, const std::map<std::string, LineTake>& dubbed, const std::set<std::string>& redrawn) {
  std::set<std::string> people;
  std::map<std::string, LineTake> now = original;
  for (const auto& line : staging.lines)
    if (const auto take = dubbed.find(line.id); redrawn.contains(line.id) && take != dubbed.end()) people.insert(line.who), now[line.id] = take->second;
  if (people.empty() || performed.drawings.empty()) return performed;
  const double length = (shot.end - shot.start).value;
  const int drawings = std::max(1, static_cast<int>(std::ceil(length * kDrawings - 1e-6))), parts = std::max(1, performed.drawings_per_second / kDrawings);
  const bool still = performed.drawings.size() == 1 && drawings > 1;
  const Mouths before = mouths_of(staging, shot, original, people, drawings), after = mouths_of(staging, shot, now, people, drawings);
  for (std::size_t n = 0; n < performed.drawings.size(); ++n) {
    const auto k = static_cast<std::size_t>(std::clamp(still ? static_cast<int>(performed.still_at.value * kDrawings + 0.5) : static_cast<int>(n) / parts, 0, drawings - 1));
    for (auto& person : performed.drawings[n].people) {
      const auto a = before.find(person.id), b = after.find(person.id);
      if (b == after.end()) continue;
      const auto moves = [&](const Mouth& m) { return m.viseme != puppets::Viseme::kRest || m.speaking; };
      const Mouth was = a == before.end() ? Mouth{} : a->second[k], is = b->second[k];
      if (!moves(was) && !moves(is)) continue;
      person.pose.face.viseme = moves(is) ? is.viseme : puppets::Viseme::kRest;
      person.pose.face.open = std::round(static_cast<float>(moves(is) ? is.open : 0) * 1e4f) / 1e4f;
    }
  }
  return performed;
}

}  // namespace auteur::acting
