// People in the background do something small: they look at each other, nod, make a gesture, look about.
#include "stager.h"

namespace auteur::staging {

void Stager::busy_extras() {
  constexpr float kTalking = 1.7f;  // metres
  for (Actor& a : actors_) {
    if (!a.extra || !a.on) continue;
    const Actor* partner = nullptr;
    float nearest = kTalking;
    for (const Actor& other : actors_)
      if (&other != &a && other.extra && other.on)
        if (const float d = flat_distance(a.at.position, other.at.position); d < nearest) nearest = d, partner = &other;
    Random random(mix(seed_, seed_of(a.track.id), 41));
    if (partner) look(a, 0, partner->track.id);
    for (double t = random.range(0.4, 2.5); t < out_.length.value - 1.2; t += random.range(2.2, 5.5)) {
      const double dice = random.unit(), side = random.range(-0.9, 0.9), up = random.range(-0.35, 0.1);
      if (partner && dice < 0.3) {
        overlay(a, MoveKind::kNod, t, 1.0, eyes(*partner), "", 1);
      } else if (partner && dice < 0.55) {
        overlay(a, MoveKind::kGesture, t, 1.3, eyes(*partner), "", dice < 0.42 ? 0 : 1);
      } else {
        const Vec3 to = a.at.position + heading(a.at.yaw + static_cast<float>(side)) * 2.f + Vec3(0, eyes(a).y + static_cast<float>(up), 0);
        a.glances.push_back({t, t + 1.1 + random.unit(), {Seconds(t), "point", to}});
      }
    }
  }
}

}  // namespace auteur::staging
