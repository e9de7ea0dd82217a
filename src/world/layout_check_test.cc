// The measurements find what is wrong, and the layouts have nothing wrong.
#include "layout_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "mesh_builder.h"
#include "procedural.h"

namespace auteur::world {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Catalogue& no_furniture() {
  static const auto catalogue = open_catalogue("/nowhere");
  return *catalogue;
}

PlaceRequest request_of(const std::string& kind, int seed, int candidate = 0, bool interior = true) {
  PlaceRequest r;
  r.place.kind = kind;
  r.place.id = kind + "-" + std::to_string(seed);
  r.place.name = kind;
  r.place.setting = interior ? screenplay::Setting::kInterior : screenplay::Setting::kExterior;
  r.bible["candidate"] = candidate;
  return r;
}

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

TEST(Layout, FortySeededPlacesMeasureWell) {
  const auto kinds = known_place_kinds();
  for (int i = 0; i < 40; ++i) {
    const std::string& kind = kinds[static_cast<std::size_t>(i * 7) % kinds.size()];
    const Set set = build_set(request_of(kind, i, 0, i % 4 != 3), no_furniture());
    const LayoutFigures f = measure_layout(set);
    SCOPED_TRACE(set.place_id);
    EXPECT_THAT(f.collisions, IsEmpty());
    EXPECT_THAT(f.out_of_bounds, IsEmpty());
    EXPECT_THAT(f.blocked_openings, IsEmpty());
    EXPECT_THAT(f.unmet, IsEmpty());
    EXPECT_GE(f.navigability, 0.98);
  }
}

TEST(Layout, FourTakesOfAPlaceDifferAndAreAllGood) {
  for (const char* kind : {"kitchen", "living-room", "bedroom", "cafe", "street", "forest"}) {
    const bool interior = std::string(kind) != "street" && std::string(kind) != "forest";
    std::vector<Set> takes;
    for (int c = 0; c < 4; ++c) takes.push_back(build_set(request_of(kind, 3, c, interior), no_furniture()));
    for (std::size_t a = 0; a < takes.size(); ++a) {
      const LayoutFigures f = measure_layout(takes[a]);
      EXPECT_TRUE(f.good()) << kind << " " << a << ": " << testing::PrintToString(f.collisions) << testing::PrintToString(f.out_of_bounds) << testing::PrintToString(f.blocked_openings) << testing::PrintToString(f.unmet) << f.navigability;
      for (std::size_t b = a + 1; b < takes.size(); ++b) {
        EXPECT_GT(arrangement_distance(takes[a], takes[b]), 0.25) << kind << " " << a << " " << b;
        if (!interior) continue;
        const auto& one = takes[a].openings;
        const auto& two = takes[b].openings;
        bool differ = one.size() != two.size();
        for (std::size_t i = 0; !differ && i < one.size(); ++i) differ = one[i].wall != two[i].wall || glm::length(one[i].centre - two[i].centre) > 0.4f;
        EXPECT_TRUE(differ) << kind << " " << a << " " << b;
      }
    }
  }
}

TEST(Layout, WhatDoesNotFitIsSaid) {
  auto r = request_of("bedroom", 1);
  r.bible["width"] = 3.6;
  r.bible["depth"] = 3.2;
  r.people = 40;
  const Set small = build_set(r, no_furniture());
  EXPECT_THAT(small.notes, testing::Contains(HasSubstr("too small for its people")));
  auto both = request_of("bedroom", 1);
  both.bible["furniture"] = Json::array({"piano"});
  both.bible["remove"] = Json::array({"piano"});
  EXPECT_THAT(build_set(both, no_furniture()).notes, testing::Contains(HasSubstr("asked for and removed")));
}

}  // namespace
}  // namespace auteur::world
