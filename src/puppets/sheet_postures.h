// Postures to look at, for the sheets and the tests.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/data_folder.h"
#include "auteur/puppets/puppet.h"

namespace auteur::puppets {

// The nine postures of data/acting/postures.json as acting puts them on: standing, seated or walking.
inline std::vector<Pose> carried(const std::string& how) {
  std::vector<Pose> out;
  const Json table = read_data("acting/postures.json", "auteur.postures");
  for (const Json& o : table.at("postures")) {
    const auto n = [&](const char* key) { return o.value(key, 0.f); };
    Pose p;
    const float sit = how == "seated", near = n("near") * (1 - 0.6f * (how == "gaits"));
    p.seated = sit, p.seat_height = 0.40f;
    p.lean = n("lean") * (1 - 0.5f * sit) - 0.05f * sit;
    p.slump = 0.06f + n("slump");
    p.head_pitch = 0.8f * (p.lean + 0.39f * p.slump) + n("chin");
    p.bearing = {n("shoulders"), n("chest"), n("weight"), n("bounce"), n("heavy")};
    for (auto& arm : p.arms) {
      arm.raise = (0.03f + 0.12f * near) * (1 - sit);
      arm.spread = (0.05f + 0.16f * n("open") - 0.10f * near) * (1 - sit);
      arm.bend = (0.16f + 0.76f * near + 0.06f * n("open")) * (1 - sit) + 0.4f * sit;
      arm.grip = std::max(0.25f, n("grip"));
    }
    for (auto& foot : p.feet) foot = {0.5f * n("stance"), sit * n("stretch"), n("toes"), 0};
    out.push_back(p);
  }
  return out;
}

}  // namespace auteur::puppets
