// The measurements find what is wrong, and nothing else.
#include "layout_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesh_builder.h"
#include "procedural.h"

namespace auteur::world {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// An empty floor of 4 by 4 m with crates where one says; every word is "crate" unless named.
struct Floor {
  Set set;
  Floor() { set.size = {4, 2.5f, 4}; }
  void put(const std::string& word, Vec3 at, Vec3 size, float yaw = 0) {
    MeshBuilder b;
    b.block(0, 0, 0, size.x, size.y, size.z, b.material(default_tones().wood), 0);
    scene::Instance i;
    i.mesh = b.finish();
    i.world_from_object = moved(at, yaw);
    i.name = word + "-" + std::to_string(set.pieces.size() + 1);
    Piece p;
    p.id = i.name;
    p.word = word;
    p.yaw = yaw;
    const Vec3 half(std::abs(std::cos(yaw)) * size.x / 2 + std::abs(std::sin(yaw)) * size.z / 2, 0, std::abs(std::cos(yaw)) * size.z / 2 + std::abs(std::sin(yaw)) * size.x / 2);
    p.bounds = {at - half, at + half + Vec3(0, size.y, 0)};
    set.instances.push_back(i);
    set.pieces.push_back(p);
  }
  LayoutFigures measured(const Json& items = Json::array()) const { return measure_layout(set, Json{{"items", items}}, {}); }
};

TEST(LayoutCheck, ThingsThatTouchDoNotCollideThingsThatAreInEachOtherDo) {
  for (const auto& [gap, hits] : {std::pair{0.01f, 0}, std::pair{0.f, 0}, std::pair{-0.003f, 0}, std::pair{-0.01f, 1}, std::pair{-0.2f, 1}}) {
    Floor f;
    f.put("crate", {0, 0, 0}, {0.5f, 0.5f, 0.5f});
    f.put("crate", {0.5f + gap, 0, 0.1f}, {0.5f, 0.5f, 0.5f});
    EXPECT_EQ(static_cast<int>(f.measured().collisions.size()), hits) << gap;
  }
  Floor within;  // no surface meets another
  within.put("crate", {0, 0, 0}, {1, 1, 1});
  within.put("crate", {0, 0.3f, 0}, {0.2f, 0.2f, 0.2f});
  EXPECT_EQ(within.measured().collisions.size(), 1u);
  Floor turned;  // the boxes of the two overlap, the things do not
  turned.put("crate", {0, 0, 0}, {1, 0.5f, 0.1f}, kPi / 4);
  turned.put("crate", {0.3f, 0, 0.3f}, {0.2f, 0.5f, 0.2f});
  EXPECT_THAT(turned.measured().collisions, IsEmpty());
}

TEST(LayoutCheck, AThingHalfOutsideIsOutOfBounds) {
  Floor f;
  f.put("crate", {1.7f, 0, 0}, {0.5f, 0.5f, 0.5f});
  EXPECT_THAT(f.measured().out_of_bounds, IsEmpty());
  f.put("crate", {-2.f, 0, 0}, {0.5f, 0.5f, 0.5f});
  EXPECT_THAT(f.measured().out_of_bounds, ElementsAre(HasSubstr("crate-2")));
}

TEST(LayoutCheck, AThingBeforeADoorOrAPaneBlocksIt) {
  Floor f;
  f.set.openings = {{"door-1", "wall/north", {0, 0.9f, -2}, {0, 0, 1}, {0.4f, 0, 0}, {0, 0.9f, 0}, false}, {"window-1", "wall/south", {0, 1.4f, 2}, {0, 0, -1}, {0.5f, 0, 0}, {0, 0.5f, 0}, true}};
  f.put("crate", {0, 0, 1.8f}, {0.5f, 0.8f, 0.3f});   // under the sill
  f.put("crate", {0, 0, -1.f}, {0.4f, 0.4f, 0.4f});   // beyond what the door needs
  EXPECT_THAT(f.measured().blocked_openings, IsEmpty());
  f.put("crate", {0, 0, 1.8f}, {0.2f, 1.2f, 0.2f});
  f.put("crate", {0, 0, -1.5f}, {0.2f, 0.2f, 0.2f});  // wholly inside the air before the door
  EXPECT_THAT(f.measured().blocked_openings, ElementsAre("door-1 by crate-4", "window-1 by crate-3"));
}

TEST(LayoutCheck, AWallAcrossTheRoomHalvesWhereOneCanGo) {
  Floor f;
  EXPECT_DOUBLE_EQ(f.measured().navigability, 1);
  f.put("crate", {0, 0, 0}, {0.1f, 1, 3.99f});
  EXPECT_NEAR(f.measured().navigability, 0.5, 0.02);
  Floor high;  // a beam over heads
  high.put("crate", {0, 2.1f, 0}, {0.1f, 0.3f, 3.99f});
  EXPECT_DOUBLE_EQ(high.measured().navigability, 1);
}

TEST(LayoutCheck, WhatTheProgramAsksForIsLookedFor) {
  const Json program = Json::array({Json{{"w", "table"}, {"at", "centre"}, {"chairs", 2}, {"on", Json::array({"cup"})}}, Json{{"w", "bookcase"}, {"at", "wall"}}, Json{{"w", "piano"}, {"at", "wall"}, {"p", 0.5}}});
  const auto furnished = [](float chair_yaw, float cup_y, float case_x) {
    Floor f;
    f.put("table", {0, 0, 0}, {1, 0.7f, 0.8f});
    f.put("chair", {-0.8f, 0, 0}, {0.4f, 0.8f, 0.4f}, kPi / 2);
    f.put("chair", {0.8f, 0, 0}, {0.4f, 0.8f, 0.4f}, chair_yaw);
    f.put("cup", {0.2f, cup_y, 0}, {0.08f, 0.08f, 0.08f});
    f.put("bookcase", {case_x, 0, 0}, {0.8f, 1.6f, 0.3f}, kPi / 2);
    return f;
  };
  EXPECT_THAT(furnished(-kPi / 2, 0.7f, -1.82f).measured(program).unmet, IsEmpty());
  EXPECT_THAT(furnished(kPi / 2, 0.7f, -1.82f).measured(program).unmet, ElementsAre(HasSubstr("look at the table")));
  EXPECT_THAT(furnished(-kPi / 2, 0.75f, -1.82f).measured(program).unmet, ElementsAre(HasSubstr("50 mm off")));
  EXPECT_THAT(furnished(-kPi / 2, 0.7f, -1.3f).measured(program).unmet, ElementsAre(HasSubstr("back to a wall")));
  Floor bare;
  EXPECT_THAT(bare.measured(program).unmet, Not(IsEmpty()));
}

}  // namespace
}  // namespace auteur::world
