#include "auteur/base/data_folder.h"
#include "auteur/camera/intercut.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::camera {
namespace {

struct Rules { double lead = 0.3, least = 1.6, reply = 0.9, listen_after = 4.5, listen_for = 1.8, listens = 0.6; };

const Rules& rules() {
  static const Rules kRules = [] {
    Rules r;
    const Json data = read_data("camera/situations.json");
    const Json j = data.value("intercut", Json::object());
    try {
      r = {j.value("lead", r.lead), j.value("least", r.least), j.value("reply", r.reply), j.value("listen_after", r.listen_after), j.value("listen_for", r.listen_for), j.value("listens", r.listens)};
    } catch (const nlohmann::json::exception&) {
      r = {};
    }
    r.lead = std::clamp(r.lead, 0.0, 2.0), r.least = std::clamp(r.least, 0.5, 20.0), r.listen_for = std::clamp(r.listen_for, 0.5, 20.0);
    return r;
  }();
  return kRules;
}

double on_grid(double t) { return std::round(t * 24) / 24; }

struct Event { double start, end; bool far; std::uint64_t key; };

}  // namespace

Ends intercut(const staging::Staging& near, const screenplay::Scene& scene) {
  const Rules& r = rules();
  const double length = near.length.value;
  std::vector<Event> events;
  for (const staging::Line& line : near.lines) {
    const bool far = line.off_screen && std::find(scene.far_end.begin(), scene.far_end.end(), line.who) != scene.far_end.end();
    events.push_back({line.start.value, line.end.value, far, seed_of(line.id)});
  }
  for (const staging::TimedBeat& timed : near.beats) {
    if (timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= scene.beats.size()) continue;
    const screenplay::Beat& beat = scene.beats[static_cast<std::size_t>(timed.beat)];
    if (beat.kind == screenplay::BeatKind::kLine || beat.kind == screenplay::BeatKind::kPause || beat.who.empty()) continue;
    events.push_back({timed.start.value, timed.end.value, beat.away == scene.far_place, mix(seed_of(near.scene), static_cast<std::uint64_t>(timed.beat))});
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.start < b.start; });

  struct Switch { double at; bool far; };
  std::vector<Switch> switches{{0, false}};
  const auto go = [&](double at, bool far) {
    at = on_grid(std::clamp(at, 0.0, length));
    if (switches.back().far == far || length - at < 0.5 * r.least) return false;
    if (at - switches.back().at < r.least) at = on_grid(switches.back().at + r.least);
    if (length - at < 0.5 * r.least) return false;
    switches.push_back({at, far});
    return true;
  };
  bool been = false;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& e = events[i];
    const bool answered = i + 1 < events.size() && events[i + 1].far != e.far && events[i + 1].start < e.end + 1.5;
    const bool shown = switches.back().far == e.far;
    // A short word in between is heard on the face that hears it.
    if (!shown && e.end - e.start < r.reply && answered && (been || !e.far)) continue;
    if (!shown && switches.back().at + r.least > e.end) continue;
    if (!shown) go(e.start - r.lead, e.far);
    been = been || switches.back().far;
    // Who speaks for long is looked at for the first half; then the one who listens.
    Random dice(mix(e.key, 77));
    if (e.end - e.start > r.listen_after && been && dice.unit() < r.listens) {
      const double turn = e.start + (0.5 + 0.15 * dice.unit()) * (e.end - e.start);
      if (go(turn, !e.far) && switches.back().at + r.listen_for < e.end - 0.8) go(switches.back().at + r.listen_for, e.far);
    }
  }
  Ends out;
  for (std::size_t i = 0; i < switches.size(); ++i) {
    const double end = i + 1 < switches.size() ? switches[i + 1].at : length;
    if (end > switches[i].at) (switches[i].far ? out.far : out.near).push_back({Seconds(switches[i].at), Seconds(end)});
  }
  return out;
}

}  // namespace auteur::camera
