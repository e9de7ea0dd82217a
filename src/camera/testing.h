// A scene staged in a set, ready to be covered: for tests and benchmarks.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "auteur/camera/shot_list.h"
#include "auteur/staging/testing.h"

namespace auteur::camera::testing {

struct Case {
  screenplay::Scene scene;
  world::Set set;
  std::map<std::string, puppets::Measures> people;
  staging::Staging staging;
  Look look;

  // Points into this case.
  CoverageRequest request() const {
    CoverageRequest r;
    r.staging = &staging;
    r.scene = &scene;
    r.set = &set;
    r.people = people;
    r.look = look;
    return r;
  }
  ShotList cover() const { return cover_scene(request()); }
};

inline Case stage(screenplay::Scene scene, world::Set set) {
  Case c;
  c.scene = std::move(scene);
  c.set = std::move(set);
  c.people = staging::testing::measures_for(c.scene);
  staging::StagingRequest r;
  r.scene = &c.scene;
  r.set = &c.set;
  r.people = c.people;
  c.staging = staging::stage_scene(r);
  return c;
}

}  // namespace auteur::camera::testing
