#include <gtest/gtest.h>

#include <algorithm>

#include "auteur/screenplay/fountain.h"
#include "auteur/staging/testing.h"
#include "auteur/world/animals.h"

namespace auteur::staging {
namespace {

using namespace testing;

world::Identity animal(const std::string& id, const std::string& species) {
  screenplay::Breakdown script;
  screenplay::CastMember member;
  member.id = member.name = id;
  member.species = species;
  script.cast.push_back(member);
  return world::cast_identities(script, {}, 3).front();
}

struct Yard {
  screenplay::Scene scene;
  world::Set set;
  std::map<std::string, puppets::Measures> people;
  Yard(const std::string& action, bool interior, const std::map<std::string, std::string>& animals) {
    auto parsed = screenplay::parse_fountain(std::string(interior ? "INT. KITCHEN - DAY" : "EXT. FIELD - DAY") + "\n\n" + action + "\n", "test.fountain");
    scene = screenplay::break_down(parsed->script).scenes[0];
    set = interior ? room() : open_ground();
    people = measures_for(scene);
    for (const auto& [id, species] : animals) people[id] = puppets::measures_of(animal(id, species));
  }
  Staging stage() const {
    StagingRequest r;
    r.scene = &scene;
    r.set = &set;
    r.people = people;
    return stage_scene(r);
  }
};
const PersonTrack& track(const Staging& s, const std::string& id) {
  return *std::find_if(s.people.begin(), s.people.end(), [&](const PersonTrack& p) { return p.id == id; });
}
const Move* move(const Staging& s, const std::string& id, MoveKind kind) {
  for (const Move& m : track(s, id).moves)
    if (m.kind == kind) return &m;
  return nullptr;
}
float apart(Vec3 a, Vec3 b) { return std::hypot(a.x - b.x, a.z - b.z); }

TEST(AnimalStaging, ADogSitsAtSomebodysFeetOnTheFloor) {
  const Yard y("ANA (40s) stands. BISCUIT, a terrier, sits at her feet.\n\nANA\nStay here.\n", true, {{"BISCUIT", "terrier"}});
  const Staging s = y.stage();
  const PersonState dog = person_at(s, "BISCUIT", Seconds(0.5), y.people), ana = person_at(s, "ANA", Seconds(0.5), y.people);
  EXPECT_EQ(dog.seated, 1);
  EXPECT_EQ(dog.seat_height, 0);
  EXPECT_EQ(dog.position.y, 0);
  EXPECT_LT(apart(dog.position, ana.position), 1.0f);
  EXPECT_GT(apart(dog.position, ana.position), 0.25f);
  EXPECT_EQ(track(s, "BISCUIT").start.anchor, "");  // no chair
  EXPECT_LT(eyes_of(dog, y.people.at("BISCUIT")).y, 0.6f);
}

TEST(AnimalStaging, BarksAreSoundsAtItsPitchAndPeopleLook) {
  const Yard y("ANA (40s) stands. A dog lies on the floor. The dog barks.\n\nBut a dog's words are none:\n", true, {{"DOG", "dog"}});
  const Staging s = y.stage();
  const auto call = std::find_if(s.sounds.begin(), s.sounds.end(), [](const SoundEvent& e) { return e.kind == SoundEventKind::kCall; });
  ASSERT_NE(call, s.sounds.end());
  EXPECT_EQ(call->what, "bark");
  EXPECT_GT(call->hz, 200);
  ASSERT_TRUE(move(s, "DOG", MoveKind::kCall));
  EXPECT_EQ(person_at(s, "ANA", call->at + Seconds(0.9), y.people).gaze_at, "DOG");
  EXPECT_EQ(staging_from_json(to_json(s))->sounds[static_cast<std::size_t>(call - s.sounds.begin())].hz, call->hz);
}

TEST(AnimalStaging, AnAnimalsWoofIsNoLineButItsWordsAre) {
  const Yard woof("ANA (40s) stands. REX, a dog, sits.\n\nREX\nWoof! Woof.\n\nANA\nYes.\n", true, {{"REX", "dog"}});
  const Staging s = woof.stage();
  ASSERT_EQ(s.lines.size(), 1u);
  EXPECT_EQ(s.lines[0].who, "ANA");
  EXPECT_TRUE(move(s, "REX", MoveKind::kCall));
  const Yard tale("ANA (40s) stands. REX, a dog, sits.\n\nREX\nI am hungry, Ana.\n", true, {{"REX", "dog"}});
  EXPECT_EQ(tale.stage().lines.size(), 1u);
}

TEST(AnimalStaging, ComesInFollowsAndGoesWithItsPerson) {
  const Yard y("TOM (30s) stands by the table. A dog trots in. The dog follows Tom. Tom walks to the window. Tom leaves.", true, {{"DOG", "dog"}});
  const Staging s = y.stage();
  ASSERT_TRUE(move(s, "DOG", MoveKind::kEnter));
  EXPECT_TRUE(move(s, "DOG", MoveKind::kEnter)->trot);
  int walks = 0;
  for (const Move& m : track(s, "DOG").moves) walks += m.kind == MoveKind::kWalk;
  EXPECT_GE(walks, 1);
  EXPECT_TRUE(move(s, "DOG", MoveKind::kExit)) << "it goes out after him";
  EXPECT_GT(move(s, "DOG", MoveKind::kExit)->end, move(s, "TOM", MoveKind::kExit)->start);
}

TEST(AnimalStaging, WalksAreGivenInMetresSoThatFeetCanStandStill) {
  const Yard y("ANA (40s) stands. A horse walks to Ana.", false, {{"HORSE", "horse"}});
  const Staging s = y.stage();
  const Move* walk = move(s, "HORSE", MoveKind::kWalk);
  ASSERT_TRUE(walk);
  for (int i = 1; i < 20; ++i) {
    const double t = walk->start.value + (walk->end - walk->start).value * i / 20;
    const PersonState a = person_at(s, "HORSE", Seconds(t), y.people), b = person_at(s, "HORSE", Seconds(t + 0.02), y.people);
    EXPECT_NEAR(b.walked - a.walked, glm::length(b.position - a.position), 0.01f);
    EXPECT_NEAR(a.walked + a.to_go, b.walked + b.to_go, 1e-3f);
  }
}

TEST(AnimalStaging, ACatIsCarriedAndPutDown) {
  const Yard y("ANA (40s) stands. A cat sits on the floor. Ana picks up the cat. Ana walks to the window. Ana puts the cat down.", true, {{"CAT", "cat"}});
  const Staging s = y.stage();
  const auto& carried = track(s, "CAT").carried;
  ASSERT_GE(carried.size(), 2u);
  EXPECT_EQ(carried[0].by, "ANA");
  EXPECT_EQ(carried.back().by, "");
  const double middle = 0.5 * (carried[0].at + carried[1].at).value;
  const PersonState cat = person_at(s, "CAT", Seconds(middle), y.people), ana = person_at(s, "ANA", Seconds(middle), y.people);
  EXPECT_EQ(cat.carried_by, "ANA");
  EXPECT_GT(cat.position.y, 0.4f);
  EXPECT_LT(apart(cat.position, ana.position), 0.4f);
  EXPECT_EQ(person_at(s, "CAT", s.length, y.people).position.y, 0);
  EXPECT_EQ(canonical_json(to_json(*staging_from_json(to_json(s)))), canonical_json(to_json(s)));
}

TEST(AnimalStaging, ABirdFliesInPerchesAndFliesAway) {
  const Yard y("ANA (40s) stands. A gull lands on the table. The gull flies away.", true, {{"GULL", "gull"}});
  Yard outside = y;
  const Staging s = outside.stage();
  const Move* in = move(s, "GULL", MoveKind::kEnter);
  ASSERT_TRUE(in);
  EXPECT_TRUE(in->fly);
  EXPECT_GT(in->to.position.y, 0.5f);  // on the table
  const PersonState air = person_at(s, "GULL", in->start + Seconds(0.5 * (in->end - in->start).value), outside.people);
  EXPECT_GT(air.flying, 0.9f);
  EXPECT_GT(air.position.y, 0.7f);
  const Move* out = move(s, "GULL", MoveKind::kExit);
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->fly);
}

TEST(AnimalStaging, AnythingAtAllKeepsAnimalsOnTheFloorAndOutOfChairs) {
  Random random(7);
  const std::vector<std::string> acts = {"sits", "lies down", "barks", "walks to the table", "runs to Ana", "gets up", "looks at Tom", "leaves", "comes in", "follows Tom", "sniffs Ana", "jumps on the table", "eats", "turns to the door"};
  for (int round = 0; round < 40; ++round) {
    std::string action = "ANA (40s) sits at the table. TOM (30s) stands by the window. A dog is here. A hen pecks. ";
    for (int i = 0; i < 12; ++i) {
      const int who = random.below(4);
      action += std::string(who == 0 ? "Ana " : who == 1 ? "Tom " : who == 2 ? "The dog " : "The hen ") + acts[static_cast<std::size_t>(random.below(static_cast<int>(acts.size())))] + ". ";
      if (random.below(4) == 0) action += "Ana strokes the dog. ";
      if (random.below(6) == 0) action += "Tom picks up the hen. ";
    }
    const Yard y(action, true, {{"DOG", "dog"}, {"HEN", "hen"}});
    const Staging s = y.stage();
    for (const char* id : {"DOG", "HEN"}) {
      if (std::none_of(s.people.begin(), s.people.end(), [&](const PersonTrack& p) { return p.id == id; })) continue;
      for (const Move& m : track(s, id).moves) {
        EXPECT_LE(m.start, m.end) << action;
        if (m.to.seated) { EXPECT_EQ(m.to.seat_height, 0) << action; }
      }
      for (double t = 0; t < s.length.value; t += 0.31) {
        const PersonState p = person_at(s, id, Seconds(t), y.people);
        ASSERT_TRUE(std::isfinite(p.position.x + p.position.y + p.position.z + p.yaw)) << action;
        EXPECT_GE(p.position.y, -0.001f) << action;
        EXPECT_LT(p.position.y, 4.f) << action;
      }
    }
    for (const PropTrack& prop : s.props)
      for (const PropKey& key : prop.keys) EXPECT_TRUE(key.holder != "DOG" && key.holder != "HEN") << action;
  }
}

}  // namespace
}  // namespace auteur::staging
