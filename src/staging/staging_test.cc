#include "auteur/staging/staging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/staging/testing.h"
#include "floor.h"

namespace auteur::staging {
namespace {

using namespace testing;

struct Case {
  screenplay::Scene scene;
  world::Set set;
  std::map<std::string, puppets::Measures> people;
  std::map<std::string, Seconds> lengths;
  std::map<std::string, std::string> before;
  Staging stage() const {
    StagingRequest r;
    r.scene = &scene;
    r.set = &set;
    r.people = people;
    r.line_lengths = lengths;
    r.props_before = before;
    return stage_scene(r);
  }
};
Case kitchen() {
  Case c;
  c.scene = kitchen_scene();
  c.set = room();
  c.people = measures_for(c.scene);
  return c;
}
Case random_case(std::uint64_t seed, bool hostile) {
  Case c;
  Random random(seed);
  const int people = hostile ? random.below(9) : 1 + random.below(5);
  const int beats = hostile ? random.below(30) : 3 + random.below(25);
  c.scene = random_scene(seed, people, beats, hostile);
  if (random.below(3) == 0) c.set = open_ground();
  else {
    const float width = 3.6f + 0.4f * static_cast<float>(random.below(8)), depth = 3.4f + 0.4f * static_cast<float>(random.below(6));
    c.set = room(width, depth);
  }
  c.people = measures_for(c.scene);
  return c;
}

float flat_gap(Vec3 a, Vec3 b) { return std::hypot(a.x - b.x, a.z - b.z); }

TEST(Staging, LinesFollowOneAnotherWithNaturalGaps) {
  Case c;
  c.set = room();
  c.scene.cast = {"ANA", "BEN"};
  for (int i = 0; i < 10; ++i) c.scene.beats.push_back(line(i % 2 ? "BEN" : "ANA", "A few words here.", "1-" + std::to_string(i + 1), 0.1 * i));
  c.lengths["1-1"] = Seconds(2.345);
  const Staging s = c.stage();
  ASSERT_EQ(s.lines.size(), 10u);
  EXPECT_NEAR((s.lines[0].end - s.lines[0].start).value, 29 / 12.0, 1e-8);  // 2.345 s and what the drawing grid adds
  EXPECT_GE(s.lines[0].start.value, 1.2 - 1e-6);
  EXPECT_LE(s.lines[0].start.value, 1.2 + 1 / 12.0);
  for (const Line& l : s.lines) EXPECT_NEAR(std::round(l.start.value * 12), l.start.value * 12, 1e-6);
  for (std::size_t i = 1; i < 10; ++i) {
    const double gap = (s.lines[i].start - s.lines[i - 1].end).value;
    EXPECT_GE(gap, 0.15);
    EXPECT_LE(gap, 0.8);
  }
  EXPECT_GE(s.length.value, s.lines.back().end.value + 1.0);
}

TEST(Staging, DualLinesAreSpokenTogether) {
  Case c = kitchen();
  c.scene.beats = {line("ANA", "Stop it!", "1-1"), line("BEN", "Stop it!", "1-2")};
  c.scene.beats[1].dual = true;
  const Staging s = c.stage();
  EXPECT_EQ(s.lines[0].start, s.lines[1].start);
}

TEST(Staging, TheKitchenSceneKeepsItsStory) {
  const Staging s = kitchen().stage();
  const auto people = measures_for(kitchen_scene());
  EXPECT_FALSE(person_at(s, "BEN", Seconds(0.1), people).present);
  EXPECT_GT(person_at(s, "ANA", Seconds(0.1), people).seated, 0.99f);
  EXPECT_FALSE(person_at(s, "BEN", s.length, people).present);
  EXPECT_LT(person_at(s, "ANA", s.length, people).seated, 0.01f);
  EXPECT_EQ(prop_at(s, "letter", Seconds(0.1))->holder, "BEN");
  EXPECT_EQ(s.props_after.at("cup"), "hand:ANA");
  EXPECT_THAT(s.props_after.at("letter"), ::testing::StartsWith("table-1/"));
  int steps = 0, doors = 0;
  for (const SoundEvent& e : s.sounds) steps += e.kind == SoundEventKind::kStep, doors += e.kind == SoundEventKind::kDoorOpen;
  EXPECT_GT(steps, 8);
  EXPECT_GE(doors, 2);
  for (const Line& l : s.lines) EXPECT_EQ(l.to_whom, l.who == "ANA" ? "BEN" : "ANA");
}

TEST(Staging, NobodySetsOutOrArrivesWithTheBackAhead) {
  int walks = 0, turned = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Case c = random_case(seed, false);
    const Staging s = c.stage();
    for (const PersonTrack& person : s.people)
      for (const Move& m : person.moves) {
        if (m.kind != MoveKind::kWalk && m.kind != MoveKind::kExit) continue;
        if (const auto of = c.people.find(person.id); of == c.people.end() || !of->second.species.empty()) continue;
        const auto facing = [&](double t) { return person_at(s, person.id, Seconds(t), c.people); };
        const PersonState before = facing(m.start.value - 0.005), after = facing(m.end.value + 0.001), leaves = facing(m.start.value + 1.0 / 3), comes = facing(m.end.value - 0.1);
        const Vec3 first = leaves.position - before.position, last = m.path.back() - comes.position;
        if (!before.present || glm::length(first) < 0.05f || glm::length(last) < 0.005f) continue;
        ++walks;
        turned += std::abs(wrap_angle(yaw_of(first) - before.yaw)) > 0.9f;
        if (m.kind == MoveKind::kWalk) turned += std::abs(wrap_angle(yaw_of(last) - after.yaw)) > 0.9f;
      }
  }
  std::printf("%d walks, %d with the back ahead\n", walks, turned);
  EXPECT_GT(walks, 40);
  EXPECT_LE(turned, walks / 25);
}

TEST(Staging, ListenersLookAtTheSpeaker) {
  Case c = kitchen();
  c.scene.beats = {line("ANA", "Listen to me for a moment please.", "1-1"), line("BEN", "I am listening to you now.", "1-2")};
  const Staging s = c.stage();
  EXPECT_EQ(person_at(s, "BEN", s.lines[0].start + Seconds(1), c.people).gaze_at, "ANA");
  EXPECT_EQ(person_at(s, "ANA", s.lines[1].start + Seconds(1), c.people).gaze_at, "BEN");
}

TEST(Staging, TwoPeopleWhoStandFaceEachOtherAtTalkingDistance) {
  Case c = kitchen();
  c.scene.place.kind = "room";
  c.scene.place.name = "A ROOM";
  c.set = room(6, 5);
  c.set.kind = "room";
  c.scene.beats = {line("ANA", "Here.", "1-1"), line("BEN", "There.", "1-2")};
  const Staging s = c.stage();
  const PersonState a = person_at(s, "ANA", Seconds(0), c.people), b = person_at(s, "BEN", Seconds(0), c.people);
  EXPECT_LT(a.seated + b.seated, 0.1f);
  EXPECT_GE(flat_gap(a.position, b.position), 0.9f);
  EXPECT_LE(flat_gap(a.position, b.position), 1.6f);
  EXPECT_GT(glm::dot(heading(a.yaw), glm::normalize(b.position - a.position)), 0.8f);
}

TEST(Staging, SeatedPeopleFaceEachOtherAcrossTheTable) {
  Case c = kitchen();
  c.scene.beats = {line("ANA", "Here.", "1-1"), line("BEN", "There.", "1-2")};
  const Staging s = c.stage();
  const PersonState a = person_at(s, "ANA", Seconds(0), c.people), b = person_at(s, "BEN", Seconds(0), c.people);
  EXPECT_GT(a.seated + b.seated, 1.9f);
  EXPECT_GT(glm::dot(heading(a.yaw), glm::normalize(b.position - a.position)), 0.8f);
}

TEST(Staging, NobodyJumpsAndNobodyIsFasterThanTwoAndAHalfMetresASecond) {
  for (std::uint64_t seed = 0; seed < 240; ++seed) {
    const Case c = random_case(seed, seed % 2);
    const Staging s = c.stage();
    for (const PersonTrack& p : s.people) {
      PersonState last = person_at(s, p.id, Seconds(0), c.people);
      for (double t = 0.02; t < s.length.value; t += 0.02) {
        const PersonState now = person_at(s, p.id, Seconds(t), c.people);
        ASSERT_TRUE(std::isfinite(now.position.x) && std::isfinite(now.yaw) && std::isfinite(now.gaze.x));
        if (last.present && now.present) {
          EXPECT_LT(glm::length(now.position - last.position), 2.5f * 0.02f + 1e-3f) << "seed " << seed << " " << p.id << " at " << t;
          EXPECT_LT(std::abs(std::remainder(now.yaw - last.yaw, 2 * kPi)), 0.45f) << "seed " << seed << " " << p.id << " at " << t;
          EXPECT_LT(std::abs(now.seated - last.seated), 0.06f);
        }
        last = now;
      }
    }
  }
}

TEST(Staging, BodyMovesOfOnePersonNeverOverlap) {
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    const Staging s = random_case(seed, true).stage();
    for (const PersonTrack& p : s.people) {
      double end = 0;
      for (const Move& m : p.moves) {
        EXPECT_LE(m.start, m.end);
        if (m.kind == MoveKind::kReach || m.kind == MoveKind::kPutDown || m.kind == MoveKind::kGesture || m.kind == MoveKind::kNod || m.kind == MoveKind::kShake || m.kind == MoveKind::kPoint) continue;
        EXPECT_GE(m.start.value, end - 2e-4) << "seed " << seed;
        end = m.end.value;
      }
    }
  }
}

TEST(Staging, CrowdsStandApartAndOutsideTheFurniture) {
  for (const int n : {3, 7, 12, 25, 40}) {
    Case c;
    c.set = room(6.5f, 5.5f);
    for (int i = 0; i < n; ++i) c.scene.cast.push_back("P" + std::to_string(i));
    c.scene.beats = {line("P0", "Friends.", "1-1"), line("P1", "Enemies.", "1-2")};
    const Staging s = c.stage();
    std::vector<PersonState> all;
    for (const PersonTrack& p : s.people) {
      const PersonState state = person_at(s, p.id, Seconds(0), c.people);
      if (state.present) all.push_back(state);
    }
    EXPECT_EQ(all.size(), static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) EXPECT_GE(flat_gap(all[i].position, all[k].position), 0.55f) << n;
      if (all[i].seated > 0) continue;
      for (const world::Piece& piece : c.set.pieces) {
        const Vec3 p = all[i].position;
        EXPECT_FALSE(p.x > piece.bounds.low.x && p.x < piece.bounds.high.x && p.z > piece.bounds.low.z && p.z < piece.bounds.high.z) << n << " in " << piece.id;
      }
    }
  }
}

TEST(Staging, ScenesAreNeverShorterThanTwoAndAHalfSeconds) {
  Case c;
  EXPECT_GE(c.stage().length.value, 2.5);
  c.set = room();
  c.scene.beats = {beat(BeatKind::kDescribe, "", "", "", "The room is empty.")};
  EXPECT_GE(c.stage().length.value, 2.5);
  EXPECT_LT(c.stage().length.value, 12);
  EXPECT_GE(stage_scene({}).length.value, 2.5);
}

TEST(Staging, VoicesOverAreHeardButNotSeen) {
  Case c = kitchen();
  c.scene.cast = {"ANA"};
  c.scene.beats = {line("GHOST", "I was never here.", "1-1"), line("ANA", "Who is there?", "1-2")};
  c.scene.beats[0].extension = "V.O.";
  const Staging s = c.stage();
  ASSERT_EQ(s.people.size(), 1u);
  EXPECT_TRUE(s.lines[0].off_screen);
  EXPECT_FALSE(s.lines[1].off_screen);
}

TEST(Staging, PropsStartWhereTheLastSceneLeftThem) {
  Case c = kitchen();
  c.scene.beats = {line("ANA", "Look.", "1-1")};
  c.before = {{"cup", "stove-1/top-1"}, {"letter", "hand:BEN"}};
  const Staging s = c.stage();
  EXPECT_EQ(prop_at(s, "cup", Seconds(0))->anchor, "stove-1/top-1");
  EXPECT_EQ(prop_at(s, "letter", Seconds(0))->holder, "BEN");
  EXPECT_EQ(s.props_after.at("cup"), "stove-1/top-1");
}

TEST(Staging, NoTwoRestingPropsShareASpotAndNoHandHoldsTwo) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Case c = random_case(seed, seed % 2);
    const Staging s = c.stage();
    for (double t = 0; t < s.length.value; t += 0.25) {
      std::vector<std::string> seen;
      for (const PropTrack& p : s.props) {
        const PropKey* key = prop_at(s, p.id, Seconds(t));
        ASSERT_NE(key, nullptr);
        const std::string where = key->holder.empty() ? key->anchor : key->holder + (key->hand ? "/right" : "/left");
        if (where.empty()) continue;
        EXPECT_THAT(seen, ::testing::Not(::testing::Contains(where))) << "seed " << seed << " t " << t;
        seen.push_back(where);
      }
    }
  }
}

TEST(Staging, DoorsStandOpenWhileSomebodyGoesThroughAndSoundAsTheySwing) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Case c = seed == 0 ? kitchen() : random_case(seed, seed % 2);
    if (c.set.setting != screenplay::Setting::kInterior) continue;
    const Staging s = c.stage();
    const world::Anchor* door = nullptr;
    for (const auto& a : c.set.anchors)
      if (a.kind == world::AnchorKind::kDoor && !door) door = &a;
    ASSERT_TRUE(door);
    int through = 0;
    for (double t = 0; t < s.length.value; t += 1 / 24.0)
      for (const PersonTrack& p : s.people) {
        const PersonState state = person_at(s, p.id, Seconds(t), c.people);
        // In the wall itself, between both rooms: the leaf is out of the way.
        const float behind = -glm::dot(state.position - door->position, heading(door->yaw));
        if (!state.present || behind < -0.05f || behind > 0.2f || flat_gap(state.position, door->position) > 0.5f) continue;
        ++through;
        EXPECT_GT(door_open(s, door->id, Seconds(t)), 0.9f) << "seed " << seed << ": " << p.id << " walks through a shut door at " << t;
      }
    if (seed == 0) {
      EXPECT_GT(through, 4);
    }
    EXPECT_EQ(door_open(s, "no such door", Seconds(1)), 0);
    for (const SoundEvent& e : s.sounds) {
      if (flat_gap(e.position, door->position) > 0.01f) continue;  // a window
      if (e.kind == SoundEventKind::kDoorOpen && e.at.value > 0.01) {
        EXPECT_LT(door_open(s, door->id, e.at), 0.02f) << seed;
        EXPECT_GT(door_open(s, door->id, e.at + Seconds(0.5)), 0.98f) << seed;
      }
      if (e.kind == SoundEventKind::kDoorClose) {
        EXPECT_GT(door_open(s, door->id, e.at - Seconds(0.5)), 0.98f) << seed;
        EXPECT_LT(door_open(s, door->id, e.at), 0.02f) << seed;
      }
    }
    const auto back = staging_from_json(to_json(s));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(s));
  }
}

TEST(Staging, ADoorThatIsOpenedStaysOpenUntilItIsClosed) {
  Case c;
  c.set = room();
  c.scene.cast = {"ANA", "BEN"};
  c.scene.beats = {beat(BeatKind::kOpen, "ANA", "door", "", "She opens the door."), line("BEN", "Where to, at this hour, in this weather, without a coat?", "1-1"), beat(BeatKind::kClose, "ANA", "door", "", "She closes the door."), line("BEN", "I thought so.", "1-2")};
  c.people = measures_for(c.scene);
  const Staging s = c.stage();
  EXPECT_EQ(door_open(s, "door-1", s.lines[0].end - Seconds(0.3)), 1);
  EXPECT_EQ(door_open(s, "door-1", Seconds(0)), 0);
  EXPECT_EQ(door_open(s, "door-1", s.length), 0);
}

TEST(Staging, PeopleOfTheBackgroundStayOutOfTheWayAndAreBusyWithEachOther) {
  for (const bool inside : {true, false}) {
    Case plain = kitchen();
    plain.set = inside ? room(7.f, 6.f) : open_ground();
    Case full = plain;
    for (int i = 1; i <= 4; ++i) full.people["CUSTOMERS#" + std::to_string(i)] = puppets::Measures{};
    const Staging without = plain.stage(), with = full.stage();
    int seen = 0;
    for (const PersonTrack& p : with.people) {
      if (p.id.find('#') == std::string::npos) {  // the principals do what they do without them
        const auto same = std::find_if(without.people.begin(), without.people.end(), [&](const PersonTrack& q) { return q.id == p.id; });
        ASSERT_NE(same, without.people.end());
        EXPECT_EQ(p.start.position, same->start.position) << p.id;
        EXPECT_EQ(p.gaze.size(), same->gaze.size()) << p.id;
        continue;
      }
      if (!p.seen_from_start) continue;
      ++seen;
      int acts = 0;
      for (const Move& m : p.moves) acts += m.kind == MoveKind::kNod || m.kind == MoveKind::kGesture;
      EXPECT_GT(acts + static_cast<int>(p.gaze.size()), 4) << p.id;
      for (double t = 0; t < with.length.value; t += 0.5) {
        const PersonState state = person_at(with, p.id, Seconds(t), full.people);
        EXPECT_TRUE(state.speaking.empty());
        for (const char* principal : {"ANA", "BEN"})
          if (const PersonState other = person_at(with, principal, Seconds(t), full.people); other.present) {
            EXPECT_GT(flat_gap(state.position, other.position), 0.38f) << p.id << " " << principal << " " << t;
            if (t == 0) {
              EXPECT_GT(flat_gap(state.position, other.position), 1.2f) << p.id;
            }
          }
      }
    }
    EXPECT_GE(seen, 2) << inside;
    EXPECT_NEAR(with.length.value, without.length.value, 1);  // a step round somebody
    EXPECT_EQ(to_json(full.stage()), to_json(with));
  }
}

TEST(Staging, WhatIsTakenOutOfAPocketIsNotSeenBefore) {
  Case c;
  c.set = room();
  c.scene.cast = {"ANA", "BEN"};
  c.scene.props = {{"key", "key", true, "", {}}};
  world::PropModel model;
  c.set.props["key"] = model;
  c.set.prop_rest["key"] = c.set.anchors.front();
  c.scene.beats = {line("BEN", "The file needs the key.", "1-1"), beat(BeatKind::kPickUp, "ANA", "key", "", "She takes out an iron key."), beat(BeatKind::kGive, "ANA", "key", "BEN", "She gives it to Ben.")};
  c.people = measures_for(c.scene);
  const Staging s = c.stage();
  ASSERT_EQ(s.props.size(), 1u);
  EXPECT_EQ(s.props[0].keys.front().hand, 2);
  EXPECT_EQ(s.props[0].keys.front().holder, "ANA");
  EXPECT_TRUE(person_at(s, "ANA", Seconds(0.5), c.people).holds[0].empty());
  EXPECT_TRUE(person_at(s, "ANA", Seconds(0.5), c.people).holds[1].empty());
  EXPECT_EQ(prop_at(s, "key", s.length)->holder, "BEN");
  const auto back = staging_from_json(to_json(s));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->props[0].keys.front().hand, 2);
  c.scene.beats[1].text = "She picks up the key.";
  EXPECT_TRUE(c.stage().props[0].keys.front().holder.empty());
}

TEST(Staging, WhoOpensTheDoorStandsWithinReachOfItsHandle) {
  Case c;
  c.set = room();
  c.scene.cast = {"ANA", "BEN"};
  c.scene.beats = {beat(BeatKind::kWalkTo, "ANA", "", "door", "Ana walks to the door."), beat(BeatKind::kOpen, "ANA", "door", "", "She opens the door."), line("BEN", "Where to?", "1-1")};
  c.people = measures_for(c.scene);
  const Staging s = c.stage();
  int reaches = 0;
  for (const Move& m : s.people[0].moves)
    if (m.kind == MoveKind::kReach) {
      ++reaches;
      const PersonState state = person_at(s, "ANA", m.start, c.people);
      EXPECT_LT(flat_gap(state.position, m.aim), c.people["ANA"].arm_length + 0.02f);
      EXPECT_GT(glm::dot(heading(state.yaw), glm::normalize(Vec3(m.aim.x - state.position.x, 0, m.aim.z - state.position.z))), 0.9f);
    }
  EXPECT_EQ(reaches, 1);
}

TEST(Staging, WhatLiesOnTheFloorIsTakenFromBesideIt) {
  Case c;
  c.set = open_ground();
  c.scene.cast = {"ANA"};
  c.scene.props = {{"letter", "letter", true, "", {}}};
  c.scene.beats = {beat(BeatKind::kPickUp, "ANA", "letter", "", "She picks up the letter."), beat(BeatKind::kPutDown, "ANA", "letter", "", "She puts it down.")};
  c.people = measures_for(c.scene);
  c.before["letter"] = "floor/1.50/0.50";
  const Staging s = c.stage();
  int acts = 0;
  for (const Move& m : s.people[0].moves)
    if (m.kind == MoveKind::kReach || m.kind == MoveKind::kPutDown) {
      ++acts;
      EXPECT_LT(flat_gap(person_at(s, "ANA", m.start, c.people).position, m.aim), 0.47f);
    }
  EXPECT_EQ(acts, 2);
}

TEST(Staging, HandsAreNearWhatTheyTake) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Case c = random_case(seed, seed % 2);
    const Staging s = c.stage();
    for (const PersonTrack& p : s.people)
      for (const Move& m : p.moves)
        if (m.kind == MoveKind::kReach && (m.object == "cup" || m.object == "letter")) {
          const PersonState state = person_at(s, p.id, m.start, c.people);
          EXPECT_LT(flat_gap(state.position, m.aim), 1.35f) << "seed " << seed << " " << p.id << " " << m.object;
        }
  }
}

// A line that grows moves what follows by whole drawings and changes nothing else in it: drawings can be kept.
TEST(Staging, AChangedLineMovesTheRestByWholeDrawings) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Case c = random_case(seed, false);
    const Staging a = c.stage();
    if (a.lines.size() < 3) continue;
    const std::string id = a.lines[a.lines.size() / 2].id;
    if (std::count_if(a.lines.begin(), a.lines.end(), [&](const Line& l) { return l.id == id; }) != 1) continue;
    const Line& before = *std::find_if(a.lines.begin(), a.lines.end(), [&](const Line& l) { return l.id == id; });
    c.lengths[id] = Seconds((before.end - before.start).value + 0.777);
    const Staging b = c.stage();
    ASSERT_EQ(a.lines.size(), b.lines.size());
    bool after = false;
    for (std::size_t i = 0; i < a.lines.size(); ++i) {
      const double shift = (b.lines[i].start - a.lines[i].start).value * 12;
      EXPECT_NEAR(shift, std::round(shift), 1e-6) << "seed " << seed;
      if (!after) { EXPECT_NEAR(shift, 0, 1e-6); }
      after = after || a.lines[i].id == id;
    }
  }
}

TEST(Staging, TheSameRequestGivesTheSameBytesAndSurvivesJson) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Case c = random_case(seed, true);
    const Json a = to_json(c.stage());
    EXPECT_EQ(canonical_json(a), canonical_json(to_json(c.stage())));
    const auto back = staging_from_json(a);
    ASSERT_TRUE(back.has_value()) << back.error().text();
    EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(a));
  }
  EXPECT_FALSE(staging_from_json(Json::object()).has_value());
  EXPECT_FALSE(staging_from_json(Json{{"kind", "auteur.staging"}, {"version", 1}, {"scene", 3}}).has_value());
}

TEST(Staging, BrokenSetsAreSurvived) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Case c = random_case(seed, true);
    Random random(seed);
    const float bad[] = {std::nanf(""), INFINITY, -1e30f, 1e9f, 0.f};
    for (world::Anchor& a : c.set.anchors)
      if (random.below(3) == 0) a.position.x = bad[random.below(5)], a.yaw = bad[random.below(5)], a.approach.z = bad[random.below(5)];
    for (world::Piece& p : c.set.pieces)
      if (random.below(3) == 0) p.bounds.high.x = bad[random.below(5)];
    c.set.size.x = bad[random.below(5)];
    for (Beat& b : c.scene.beats)
      if (random.below(3) == 0) b.estimate = Seconds(static_cast<double>(bad[random.below(5)])), b.mood.tension = static_cast<double>(bad[random.below(5)]);
    if (seed % 4 == 0) c.set.anchors.clear();
    const Staging s = c.stage();
    EXPECT_GE(s.length.value, 2.5);
    EXPECT_TRUE(std::isfinite(s.length.value));
    for (const PersonTrack& p : s.people) EXPECT_TRUE(std::isfinite(person_at(s, p.id, Seconds(1.7), c.people).position.x));
  }
}

// Who is embraced is gone to; both put their arms round the other at the same time, near but not inside each other.
TEST(Staging, AnEmbraceBringsTwoTogether) {
  screenplay::Scene scene = kitchen_scene();
  scene.beats.resize(1);
  screenplay::Beat hug;
  hug.kind = screenplay::BeatKind::kGesture;
  hug.who = scene.cast.at(0), hug.object = hug.target = scene.cast.at(1);
  hug.text = "She embraces him.";
  scene.beats = {hug};
  const world::Set set = room(5.2f, 4.4f);
  StagingRequest r;
  r.scene = &scene;
  r.set = &set;
  r.people = measures_for(scene);
  const Staging s = stage_scene(r);
  std::vector<Move> arms;
  for (const auto& p : s.people)
    for (const Move& m : p.moves)
      if (m.kind == MoveKind::kGesture && m.object == "embrace") arms.push_back(m);
  ASSERT_EQ(arms.size(), 2u);
  const double t = 0.5 * (std::max(arms[0].start, arms[1].start) + std::min(arms[0].end, arms[1].end)).value;
  const auto a = person_at(s, scene.cast[0], Seconds(t), r.people), b = person_at(s, scene.cast[1], Seconds(t), r.people);
  const float apart = glm::length(a.position - b.position);
  EXPECT_GT(apart, 0.34f);
  EXPECT_LT(apart, 0.45f);
  EXPECT_LT(glm::dot(heading(a.yaw), heading(b.yaw)), -0.85f);
}

TEST(PhoneCalls, TheOtherEndIsHeardThroughThePhoneAndDoesNotStandHere) {
  screenplay::Scene scene = kitchen_scene();
  scene.cast = {"ANA"};
  scene.far_end = {"BEN"};
  scene.beats = {beat(BeatKind::kStand, "ANA", "", "window", "Ana stands at the window."), line("ANA", "Ben?", "4-1"), line("BEN", "It is me.", "4-2"), beat(BeatKind::kPickUp, "BEN", "cup", "", "Ben picks up a cup."), line("ANA", "Good.", "4-3")};
  scene.beats[1].manner = "into the phone";
  scene.beats[2].away = scene.beats[3].away = "office";
  scene.beats[2].extension = "FILTERED";
  const world::Set set = room();
  StagingRequest request;
  request.scene = &scene;
  request.set = &set;
  const Staging staged = stage_scene(request);
  ASSERT_EQ(staged.people.size(), 1u);
  EXPECT_EQ(staged.people[0].id, "ANA");
  ASSERT_EQ(staged.lines.size(), 3u);
  EXPECT_FALSE(staged.lines[0].off_screen);
  EXPECT_FALSE(staged.lines[0].filtered);
  EXPECT_TRUE(staged.lines[1].off_screen);
  EXPECT_TRUE(staged.lines[1].filtered);
  EXPECT_EQ(staged.lines[0].to_whom, "") << "nobody in the room";
  EXPECT_EQ(staged.lines[1].to_whom, "ANA");
  for (const auto& prop : staged.props)
    for (const auto& key : prop.keys) EXPECT_NE(key.holder, "BEN");
  const auto again = staging_from_json(to_json(staged));
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->lines[1].filtered);
}

TEST(PhoneCalls, AVoiceOverIsFilteredWhenTheScriptSaysSo) {
  screenplay::Scene scene = kitchen_scene();
  scene.beats = {line("BEN", "It is me.", "4-1"), line("BEN", "I was young.", "4-2")};
  scene.beats[0].extension = scene.beats[1].extension = "V.O.";
  scene.beats[0].manner = "filtered";
  const world::Set set = room();
  StagingRequest request;
  request.scene = &scene;
  request.set = &set;
  const Staging staged = stage_scene(request);
  ASSERT_EQ(staged.lines.size(), 2u);
  EXPECT_TRUE(staged.lines[0].filtered);
  EXPECT_FALSE(staged.lines[1].filtered);
}

TEST(Vehicles, WhoGetsOutComesFromTheSideOfTheCar) {
  screenplay::Scene scene;
  scene.number = "42";
  scene.heading = "EXT. FIELD - DAY";
  scene.place = {"field", "FIELD", "open-ground", screenplay::Setting::kExterior};
  scene.cast = {"ANA", "BEN"};
  scene.beats = {beat(BeatKind::kEnter, "BEN", "car", "", "Ben gets out."), beat(BeatKind::kLookAt, "ANA", "BEN", "BEN", "Ana looks at Ben.")};
  world::Set set = open_ground();
  const Box body = box({-1.8f, 0, -3.6f}, {1.8f, 1.5f, -1.9f});
  set.pieces.push_back({"car-1", "car", "procedural/car", body, 0, true});
  StagingRequest request;
  request.scene = &scene;
  request.set = &set;
  const Staging staged = stage_scene(request);
  const PersonTrack* ben = nullptr;
  for (const auto& p : staged.people) if (p.id == "BEN") ben = &p;
  ASSERT_TRUE(ben);
  EXPECT_FALSE(ben->seen_from_start);
  const auto in = std::find_if(ben->moves.begin(), ben->moves.end(), [](const Move& m) { return m.kind == MoveKind::kEnter; });
  ASSERT_NE(in, ben->moves.end());
  ASSERT_GE(in->path.size(), 2u);
  EXPECT_TRUE(in->path[0].x > body.low.x && in->path[0].x < body.high.x && in->path[0].z > body.low.z && in->path[0].z < body.high.z) << "from the seat";
  EXPECT_GT(in->path[1].z, body.high.z) << "to the step before the door on this side";
}

TEST(Together, WhatTwoDoInOneSentenceTheyDoAtTheSameTime) {
  screenplay::Scene scene = kitchen_scene();
  scene.beats = {beat(BeatKind::kExit, "ANA", "", "", "Ana and Ben leave."), beat(BeatKind::kExit, "BEN", "", "", "Ana and Ben leave.")};
  const auto gone_after = [&](bool together) {
    scene.beats[1].dual = together;
    const world::Set set = room();
    StagingRequest request;
    request.scene = &scene;
    request.set = &set;
    const Staging staged = stage_scene(request);
    double first = 1e9, last = 0;
    for (const auto& p : staged.people)
      for (const auto& m : p.moves)
        if (m.kind == MoveKind::kExit) first = std::min(first, m.start.value), last = std::max(last, m.start.value);
    return last - first;
  };
  EXPECT_LT(gone_after(true), gone_after(false));
  EXPECT_LE(gone_after(true), 1.5);
}

}  // namespace
}  // namespace auteur::staging
