#include <gtest/gtest.h>

#include <set>

#include "auteur/staging/testing.h"
#include "auteur/world/cast.h"

namespace auteur::staging {
namespace {

using namespace testing;

struct Street {
  screenplay::Scene scene;
  world::Set set = open_ground(16, 9);
  std::map<std::string, puppets::Measures> people;
  explicit Street(const std::string& kind, int crowd) {
    scene = kitchen_scene();
    scene.place.kind = set.kind = kind;
    scene.place.setting = set.setting = screenplay::Setting::kExterior;
    people = measures_for(scene);
    for (int n = 1; n <= crowd; ++n) people["PASSERS-BY#" + std::to_string(n)] = puppets::Measures{};
  }
  Staging stage() const {
    StagingRequest r;
    r.scene = &scene;
    r.set = &set;
    r.people = people;
    return stage_scene(r);
  }
};
float apart(Vec3 a, Vec3 b) { return std::hypot(a.x - b.x, a.z - b.z); }

TEST(Crowd, AFewStandAndManyPassThroughAStreet) {
  for (const auto& [kind, crowd, some_pass] : {std::tuple{"street", 14, true}, std::tuple{"street", 4, false}, std::tuple{"forest", 14, false}}) {
    const Street street(kind, crowd);
    const Staging s = street.stage();
    int walkers = 0, here = 0;
    for (const PersonTrack& p : s.people) {
      if (p.id.find('#') == std::string::npos) continue;
      bool walks = false;
      float way = 0;
      Vec3 before(0.f);
      bool was = false;
      for (double t = 0; t < s.length.value; t += 0.25) {
        const PersonState state = person_at(s, p.id, Seconds(t), street.people);
        if (was && state.present) way += apart(before, state.position);
        was = state.present;
        before = state.position;
        walks = walks || state.walk > 0.5f;
      }
      walkers += walks && way > 2;
      here += way > 2 || was;
    }
    EXPECT_EQ(walkers > 0, some_pass) << kind << crowd;
    if (some_pass) { EXPECT_GE(walkers, 4); }
    EXPECT_GE(here, std::min(crowd, 4)) << kind;
  }
}

TEST(Crowd, NobodyWalksThroughAnybodyOrCloseToTheCast) {
  const Street street("street", 16);
  const Staging s = street.stage();
  std::set<std::string> walkers;
  for (double t = 0; t < s.length.value; t += 0.2) {
    std::vector<std::pair<const PersonTrack*, PersonState>> here;
    for (const PersonTrack& p : s.people) {
      const PersonState state = person_at(s, p.id, Seconds(t), street.people);
      if (state.present && std::abs(state.position.x) < 8) here.emplace_back(&p, state);
    }
    for (std::size_t i = 0; i < here.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const bool a = here[i].first->id.find('#') != std::string::npos, b = here[j].first->id.find('#') != std::string::npos;
        if (!a && !b) continue;
        const bool moves = (a && here[i].second.walk > 0) || (b && here[j].second.walk > 0);
        if (!moves) continue;
        EXPECT_GT(apart(here[i].second.position, here[j].second.position), a && b ? 0.45f : 1.2f) << here[i].first->id << " " << here[j].first->id << " at " << t;
      }
  }
}

TEST(Crowd, IsTheSameEveryTime) {
  const Street street("station", 15);
  EXPECT_EQ(canonical_json(to_json(street.stage())), canonical_json(to_json(street.stage())));
}

TEST(Crowd, NoFaceIsThereTwice) {
  std::vector<world::Identity> faces;
  for (int n = 1; n <= 14; ++n) faces.push_back(world::extra_identity("PASSENGERS#" + std::to_string(n), "passengers", 5));
  for (std::size_t i = 0; i < faces.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_GE(world::identity_distance(faces[i], faces[j]), world::kLikenessFloor) << i << " " << j;
}

TEST(Crowd, WordsSayHowMany) {
  EXPECT_EQ(world::crowd_size({"passengers"}, "A few passengers wait.", 0), 4);
  EXPECT_GE(world::crowd_size({"people"}, "The square is full of people.", 0), 12);
  EXPECT_LE(world::crowd_size({"people"}, "The cellar is full of people.", 12), 4);
  EXPECT_EQ(world::crowd_size({"waiters", "guests"}, "Waiters serve the guests.", 0), 4);
}

}  // namespace
}  // namespace auteur::staging
