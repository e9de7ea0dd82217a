#include "auteur/screenplay/intercut.h"

#include <algorithm>
#include <string>

namespace auteur::screenplay {

std::optional<Scene> far_end_of(const Breakdown& script, const Scene& scene) {
  if (scene.far_place.empty() || scene.far_end.empty() || scene.far_place == scene.place.id || is_far_end(scene)) return {};
  const auto place = std::find_if(script.places.begin(), script.places.end(), [&](const PlaceUse& p) { return p.id == scene.far_place; });
  if (place == script.places.end()) return {};
  Scene far = scene;
  int part = 1;
  const auto taken = [&] { return std::any_of(script.scenes.begin(), script.scenes.end(), [&](const Scene& s) { return s.number == scene.number + "." + std::to_string(part); }); };
  while (taken()) ++part;
  far.number = scene.number + "." + std::to_string(part);
  far.part_of = scene.number;
  far.told = "far";
  far.place = *place;
  far.far_place = scene.place.id;
  far.cast.clear(), far.background.clear(), far.props.clear(), far.dressing.clear();
  far.eighths = 0;
  bool speaks = false;
  for (Beat& beat : far.beats) {
    if (beat.away == scene.far_place) {
      beat.away.clear();
      speaks = speaks || beat.kind == BeatKind::kLine;
      if (beat.kind == BeatKind::kLine && beat.manner.empty()) beat.manner = "into the phone";
      if (!beat.who.empty() && std::find(far.cast.begin(), far.cast.end(), beat.who) == far.cast.end()) far.cast.push_back(beat.who);
    } else if (beat.away.empty()) {
      beat.away = scene.place.id;
    }
  }
  if (!speaks || far.cast.empty()) return {};
  far.far_end.clear();
  for (const Beat& beat : scene.beats)
    if (beat.kind == BeatKind::kLine && beat.away.empty() && std::find(far.far_end.begin(), far.far_end.end(), beat.who) == far.far_end.end()) far.far_end.push_back(beat.who);
  if (far.far_end.empty()) return {};
  return far;
}

bool is_far_end(const Scene& scene) { return scene.told == "far"; }

void add_far_ends(Breakdown& script) {
  std::vector<Scene> all;
  all.reserve(script.scenes.size() + 4);
  for (const Scene& scene : script.scenes) {
    const auto far = far_end_of(script, scene);
    all.push_back(scene);
    if (far) all.push_back(*far);
  }
  script.scenes = std::move(all);
}

}  // namespace auteur::screenplay
