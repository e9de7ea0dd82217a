// Laws of sets: nothing through anything, everything reachable, the same bytes every time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "auteur/world/cast.h"
#include "auteur/world/set.h"

namespace auteur::world {
namespace {

Catalogue& no_furniture() {
  static const auto catalogue = open_catalogue("/nowhere");
  return *catalogue;
}
Catalogue& furniture() {
  static const auto catalogue = open_catalogue();
  return *catalogue;
}

PlaceRequest request_of(const std::string& kind, int seed, int people = 2, bool interior = true) {
  PlaceRequest r;
  r.place.kind = kind;
  r.place.id = kind + "-" + std::to_string(seed);
  r.place.name = kind;
  r.place.setting = interior ? screenplay::Setting::kInterior : screenplay::Setting::kExterior;
  r.people = people;
  return r;
}

bool overlap(const Box& a, const Box& b, float slack) {
  for (int k = 0; k < 3; ++k)
    if (a.low[k] > b.high[k] - slack || b.low[k] > a.high[k] - slack) return false;
  return true;
}

void expect_lawful(const Set& set) {
  SCOPED_TRACE(set.place_id);
  for (std::size_t i = 0; i < set.pieces.size(); ++i) {
    const Piece& a = set.pieces[i];
    if (!a.blocks_walking) continue;
    EXPECT_GE(a.bounds.low.x, -set.size.x / 2 - 0.005f) << a.id;
    EXPECT_LE(a.bounds.high.x, set.size.x / 2 + 0.005f) << a.id;
    EXPECT_GE(a.bounds.low.z, -set.size.z / 2 - 0.005f) << a.id;
    EXPECT_LE(a.bounds.high.z, set.size.z / 2 + 0.005f) << a.id;
    for (std::size_t j = i + 1; j < set.pieces.size(); ++j)
      if (set.pieces[j].blocks_walking) {
        EXPECT_FALSE(overlap(a.bounds, set.pieces[j].bounds, 0.005f)) << a.id << " stands in " << set.pieces[j].id;
      }
  }
  int stands = 0;
  Vec3 first(0.f);
  for (const Anchor& a : set.anchors)
    if (a.kind == AnchorKind::kStand) {
      if (++stands == 1) first = a.position;
      EXPECT_TRUE(is_free(set, a.position, 0.2f)) << a.id;
    }
  EXPECT_GE(stands, 8);
  for (const Anchor& a : set.anchors) {
    EXPECT_TRUE(is_free(set, a.approach, 0.15f)) << "approach of " << a.id;
    const auto path = walk_path(set, first, a.approach);
    ASSERT_GE(path.size(), 2u);
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
      for (int s = 0; s <= 8; ++s) {
        const Vec3 p = glm::mix(path[i], path[i + 1], static_cast<float>(s) / 8);
        EXPECT_TRUE(is_free(set, p, 0.08f)) << "on the way to " << a.id << " at " << p.x << " " << p.z;
      }
  }
}

TEST(Set, TwoHundredSeededPlacesHaveNoCollisionsAndAllAnchorsCanBeReached) {
  const auto kinds = known_place_kinds();
  ASSERT_GE(kinds.size(), 35u);
  for (int i = 0; i < 200; ++i) {
    const std::string& kind = kinds[static_cast<std::size_t>(i) % kinds.size()];
    expect_lawful(build_set(request_of(kind, i, 1 + i % 5, i % 3 != 0), no_furniture()));
    if (HasFatalFailure()) return;
  }
}

TEST(Set, EveryKindKeepsTheLawsWithTheFurniturePackage) {
  for (const auto& kind : known_place_kinds()) expect_lawful(build_set(request_of(kind, 7), furniture()));
}

TEST(Set, WhoSitsHasTheSeatsEdgeBeforeThemAndRoomForTheLegs) {
  for (const char* kind : {"kitchen", "cafe", "living-room", "office", "park", "train", "bus", "classroom", "church"}) {
    const Set set = build_set(request_of(kind, 1, 2, std::string(kind) != "park"), no_furniture());
    for (const Anchor& a : set.anchors) {
      if (a.kind != AnchorKind::kSeat || a.position.y > 0.46f) continue;
      const Piece* own = nullptr;
      for (const Piece& p : set.pieces)
        if (a.id == p.id || a.id.starts_with(p.id + "/")) own = &p;
      ASSERT_NE(own, nullptr) << a.id;
      // Beyond 0.2 m from where one sits the chair is at an end: its box, seen from the seat along the way one faces.
      const Vec3 f = heading(a.yaw), c = own->bounds.centre(), half = 0.5f * own->bounds.size();
      const float ahead = glm::dot(c - a.position, f) + std::abs(f.x) * half.x + std::abs(f.z) * half.z;
      EXPECT_LT(ahead, 0.2f) << kind << " " << a.id;
      EXPECT_GT(ahead, 0.04f) << kind << " " << a.id;
      // Shins and shoes hang in free air (tables stand on legs: one's own go under them).
      const Vec3 feet = Vec3(a.position.x, 0.1f, a.position.z) + f * 0.28f;
      for (const Piece& p : set.pieces)
        if (&p != own && p.blocks_walking && p.word.find("table") == std::string::npos && p.word.find("desk") == std::string::npos && p.word.find("counter") == std::string::npos) {
          const bool inside = feet.x > p.bounds.low.x && feet.x < p.bounds.high.x && feet.z > p.bounds.low.z && feet.z < p.bounds.high.z && p.bounds.low.y < 0.2f;
          EXPECT_FALSE(inside) << kind << ": the feet of who sits on " << a.id << " are in " << p.id;
        }
    }
  }
}

TEST(Set, TheSameRequestGivesTheSameBytes) {
  for (const char* kind : {"kitchen", "street", "cafe"}) {
    const auto one = pack_set(build_set(request_of(kind, 1), furniture())), two = pack_set(build_set(request_of(kind, 1), *open_catalogue()));
    EXPECT_EQ(one, two);
  }
}

TEST(Set, PackingThereAndBackIsExactAndSmall) {
  for (const auto& kind : known_place_kinds()) {
    const auto bytes = pack_set(build_set(request_of(kind, 3), furniture()));
    EXPECT_LT(bytes.size(), 8u << 20) << kind;
    const auto back = unpack_set(bytes);
    ASSERT_TRUE(back) << kind << ": " << back.error().text();
    EXPECT_EQ(pack_set(*back), bytes) << kind;
  }
}

TEST(Set, CutAndScribbledBytesAreRefusedWithoutHarm) {
  const auto bytes = pack_set(build_set(request_of("prison", 3), no_furniture()));
  for (std::size_t n = 0; n < bytes.size(); n += 1 + bytes.size() / 97) EXPECT_FALSE(unpack_set(std::span(bytes).first(n)));
  Random random(5);
  for (int i = 0; i < 200; ++i) {
    auto broken = bytes;
    for (int k = 0; k < 6; ++k) broken[static_cast<std::size_t>(random.below(static_cast<int>(broken.size())))] = static_cast<std::uint8_t>(random.below(256));
    (void)unpack_set(broken);
  }
}

TEST(Set, AKitchenHasATableWithSeatsThatFaceEachOtherAndAWindow) {
  for (int i = 0; i < 6; ++i) {
    const Set set = build_set(request_of("kitchen", i), furniture());
    std::vector<const Anchor*> seats;
    bool window = false, door = false, top = false;
    for (const Anchor& a : set.anchors) {
      if (a.kind == AnchorKind::kSeat) {
        seats.push_back(&a);
        EXPECT_NEAR(a.position.y, 0.40f, 0.06f);
      }
      window = window || a.kind == AnchorKind::kWindow;
      door = door || a.kind == AnchorKind::kDoor;
      top = top || (a.kind == AnchorKind::kSurface && a.furniture == "table");
      if (a.kind == AnchorKind::kSurface) {
        EXPECT_NEAR(a.position.y, 0.66f, 0.08f);
      }
    }
    EXPECT_TRUE(window && door && top);
    bool facing = false;
    for (const auto* a : seats)
      for (const auto* b : seats) facing = facing || glm::dot(heading(a->yaw), heading(b->yaw)) < -0.9f;
    EXPECT_TRUE(facing);
    EXPECT_EQ(set.walls.size(), 4u);
    for (const auto& w : set.walls) EXPECT_TRUE(std::any_of(set.instances.begin(), set.instances.end(), [&](const auto& n) { return n.name == w.id; }));
  }
}

TEST(Set, WhatTheScriptNamesIsThere) {
  auto r = request_of("room", 4);
  r.dressing = {"piano", "fireplace", "bed"};
  const Set set = build_set(r, no_furniture());
  for (const char* word : {"piano", "fireplace", "bed"}) EXPECT_TRUE(std::any_of(set.pieces.begin(), set.pieces.end(), [&](const Piece& p) { return p.word == word; })) << word;
}

TEST(Set, HandledPropsHaveAModelAndARestingPlace) {
  auto r = request_of("kitchen", 4);
  r.props = {{"cup", "coffee cup", true, "", {}}, {"letter", "letter", true, "", {}}, {"sealed-orders", "sealed orders", true, "", {}}, {"moon", "moon", false, "", {}}};
  const Set set = build_set(r, no_furniture());
  ASSERT_EQ(set.props.size(), 3u);
  for (const auto& [id, p] : set.props) {
    ASSERT_TRUE(p.mesh);
    EXPECT_NEAR(p.mesh->bounds().low.y, 0.f, 0.02f) << id;
    EXPECT_LT(p.size.x, 0.9f);
    EXPECT_TRUE(set.prop_rest.contains(id));
  }
  EXPECT_EQ(set.prop_rest.at("cup").kind, AnchorKind::kSurface);
}

TEST(Set, AThingWithoutAModelLooksLikeItsKind) {
  auto r = request_of("street", 4, 2, false);
  r.props = {{"timetable", "timetable", true, "", {}, "paper"}, {"zzyzx", "zzyzx", true, "", {}, "object"}};
  const Set set = build_set(r, no_furniture());
  EXPECT_LT(set.props.at("timetable").size.y, 0.06f);  // a sheet, not a parcel
  EXPECT_NE(set.props.at("timetable").model, set.props.at("zzyzx").model);
}

TEST(Set, ABusHasSeatsWherePeopleTalkFaceToFace) {
  for (const char* kind : {"bus", "train"}) {
    const Set set = build_set(request_of(kind, 1), furniture());
    int facing = 0;
    for (const Anchor& a : set.anchors)
      for (const Anchor& b : set.anchors) {
        if (&a >= &b || a.kind != AnchorKind::kSeat || b.kind != AnchorKind::kSeat) continue;
        const Vec3 d = Vec3(b.position.x - a.position.x, 0, b.position.z - a.position.z);
        if (glm::length(d) > 0.7f && glm::length(d) < 1.6f && glm::dot(heading(a.yaw), glm::normalize(d)) > 0.9f && glm::dot(heading(b.yaw), glm::normalize(d)) < -0.9f) ++facing;
      }
    EXPECT_GE(facing, 1) << kind;
  }
}

TEST(Set, ARoomsWallIsNoGardenWall) {
  PlaceRequest r = request_of("corridor", 3);
  r.dressing = {"wall", "door", "gate"};
  for (const Piece& p : build_set(r, furniture()).pieces) {
    EXPECT_NE(p.word, "stone-wall");
    EXPECT_NE(p.word, "fence");
  }
}

TEST(Set, EveryDoorHasALeafThatShutsItAndSwingsOutOfTheRoom) {
  for (const char* kind : {"kitchen", "cafe", "office", "train"}) {
    const Set set = unpack_set(pack_set(build_set(request_of(kind, 2), furniture()))).value();
    for (const Anchor& a : set.anchors) {
      if (a.kind != AnchorKind::kDoor) continue;
      const auto leaf = std::find_if(set.doors.begin(), set.doors.end(), [&](const DoorLeaf& d) { return d.id == a.id; });
      ASSERT_NE(leaf, set.doors.end()) << kind;
      const auto box = [&](float open) {
        Box b;
        for (const Vec3& p : leaf->mesh->positions) b.add(Vec3(world_from_leaf(*leaf, open) * Vec4(p, 1)));
        return b;
      };
      // Shut, it fills the doorway; wide open, the middle of the doorway is free and nothing is in the room.
      const Vec3 middle = a.position + Vec3(0, 0.9f, 0) - heading(a.yaw) * 0.12f;
      const Box shut = box(0), wide = box(1);
      const auto has = [](const Box& b, Vec3 p) { return p.x > b.low.x - 0.03f && p.x < b.high.x + 0.03f && p.z > b.low.z - 0.03f && p.z < b.high.z + 0.03f && p.y < b.high.y; };
      EXPECT_TRUE(has(shut, middle)) << kind;
      EXPECT_FALSE(has(wide, middle)) << kind;
      EXPECT_LT(glm::dot(wide.centre() - a.position, heading(a.yaw)), -0.2f) << kind;
      for (const Vec3& p : leaf->mesh->positions) EXPECT_LT(glm::dot(Vec3(world_from_leaf(*leaf, 0.5f) * Vec4(p, 1)) - a.position, heading(a.yaw)), 0.02f) << kind;
    }
  }
}

TEST(Set, ThePlacesBibleFileIsObeyed) {
  PlaceRequest r = request_of("kitchen", 4);
  const Set plain = build_set(r, no_furniture());
  const auto count = [](const Set& s, const char* word) { return std::count_if(s.pieces.begin(), s.pieces.end(), [&](const Piece& p) { return p.word == word; }); };
  const auto colour = [](const Set& s, const std::string& instance, const std::string& material) {
    for (const auto& i : s.instances)
      if (i.name == instance)
        for (const auto& m : i.mesh->materials)
          if (m.name.find(material) != std::string::npos) return m.albedo;
    return Vec3(-1.f);
  };
  ASSERT_GT(count(plain, "fridge"), 0);
  r.bible = {{"remove", {"fridge", "refrigerator"}}, {"walls", "#204060"}, {"floor", "stone"}};
  const Set own = build_set(r, no_furniture());
  EXPECT_EQ(count(own, "fridge"), 0);
  EXPECT_NE(colour(plain, "wall/south", "wall-"), colour(own, "wall/south", "wall-"));
  EXPECT_GT(colour(own, "wall/south", "wall-").z, 3 * colour(own, "wall/south", "wall-").x);
  EXPECT_GE(colour(own, "floor", "floor-stone").x, 0);
  r.bible = {{"walls", "blue"}};
  EXPECT_NE(colour(plain, "wall/south", "wall-"), colour(build_set(r, no_furniture()), "wall/south", "wall-"));
}

TEST(Set, ABellRingsAndGlassesAreNotForDrinking) {
  PlaceRequest r = request_of("kitchen", 3);
  r.props = {{"bell", "bell", true, "", {}, "music"}, {"glasses", "glasses", true, "", {}, "eyewear"}};
  const Set set = build_set(r, furniture());
  EXPECT_EQ(set.props.at("bell").model, "procedural/bell");
  EXPECT_EQ(set.props.at("glasses").model, "procedural/glasses");
}

TEST(Set, AnUnknownPlaceGetsAPlausibleSet) {
  const Set inside = build_set(request_of("zzyzx", 1), no_furniture());
  EXPECT_EQ(inside.kind, "room");
  auto named = request_of("room", 2);
  named.place.name = "LIGHTHOUSE - KITCHEN";
  EXPECT_EQ(build_set(named, no_furniture()).kind, "kitchen");
  EXPECT_EQ(build_set(request_of("", 1, 2, false), no_furniture()).kind, "open-ground");
}

TEST(Set, EveryModelThatNeedsCreditIsCredited) {
  if (!std::filesystem::exists("/usr/share/sweethome3d/furniture")) GTEST_SKIP();
  const Set set = build_set(request_of("living-room", 2), furniture());
  bool from_package = false;
  for (const Piece& p : set.pieces) from_package = from_package || p.model.find('#') != std::string::npos;
  EXPECT_TRUE(from_package);
  for (const Credit& c : set.credits) {
    EXPECT_THAT(c.licence_uri, testing::StartsWith("https://creativecommons.org/"));
    EXPECT_EQ(c.digest.size(), 64u);
    EXPECT_THAT(c.source, testing::HasSubstr("changes were made"));
    EXPECT_EQ(c.must_credit, c.licence != "CC0-1.0");
  }
}

TEST(Light, FacesAreExposedAtEveryHourAndLampsBurnByNight) {
  for (const char* kind : {"kitchen", "office", "cave"})
    for (int t = 0; t < 7; ++t) {
      const Set set = build_set(request_of(kind, 1), no_furniture());
      const auto light = light_set(set, static_cast<screenplay::TimeOfDay>(t), screenplay::Weather::kNone, {});
      EXPECT_GT(light.exposure, 0.05f);
      EXPECT_LT(light.exposure, 30.f);
      for (const auto& l : light.lights)
        for (int k = 0; k < 3; ++k) EXPECT_TRUE(std::isfinite(l.radiance[k]) && l.radiance[k] >= 0) << l.name;
      const bool lamp = std::any_of(light.lights.begin(), light.lights.end(), [](const auto& l) { return l.kind == scene::LightKind::kSphere; });
      if (t >= 5) {
        EXPECT_TRUE(lamp) << kind;
      }
    }
}

screenplay::Breakdown crowd(int n) {
  screenplay::Breakdown b;
  const char* descriptions[] = {"70s, grey, a fisherman's hands", "30, red hair, thin", "8", "tall, bald, with a beard", "fat, glasses", "police uniform", ""};
  for (int i = 0; i < n; ++i) {
    screenplay::CastMember m;
    m.id = "P" + std::to_string(i);
    m.name = m.id;
    m.description = descriptions[i % 7];
    m.gender = i % 2 ? "female" : "male";
    b.cast.push_back(m);
  }
  return b;
}

TEST(Cast, NobodyLooksLikeAnybodyElse) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto people = cast_identities(crowd(10), {}, seed);
    for (std::size_t i = 0; i < people.size(); ++i)
      for (std::size_t j = i + 1; j < people.size(); ++j) EXPECT_GT(identity_distance(people[i], people[j]), 0.33) << seed << ": " << i << " " << j;
  }
}

TEST(Cast, ALaterCharacterChangesNobody) {
  const auto few = cast_identities(crowd(4), {}, 9), many = cast_identities(crowd(9), {}, 9);
  for (std::size_t i = 0; i < few.size(); ++i) EXPECT_EQ(to_json(few[i]), to_json(many[i]));
}

TEST(Cast, ExtrasHaveFacesOfTheirOwnAndAreWhatTheScriptCallsThem) {
  std::vector<Identity> all;
  for (int i = 1; i <= 4; ++i) {
    const std::string id = "CHILDREN#" + std::to_string(i);
    all.push_back(extra_identity(id, "children", 5));
    EXPECT_EQ(to_json(extra_identity(id, "children", 5)), to_json(all.back()));
    EXPECT_LT(all.back().age, 12);
    EXPECT_EQ(all.back().id, id);
    EXPECT_EQ(extra_identity("SOLDIERS#" + std::to_string(i), "soldiers", 5).outfit_by_day.at(1).garment, Garment::kUniform);
    EXPECT_GT(extra_identity("PEOPLE#" + std::to_string(i), "people", 5).age, 17);
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j) EXPECT_GT(identity_distance(all[i], all[j]), 0.1);
}

TEST(Cast, DescriptionsAreObeyed) {
  const auto p = cast_identities(crowd(6), {}, 3);
  EXPECT_NEAR(p[0].age, 75, 1);
  EXPECT_NEAR(p[0].hair_colour.x, p[0].hair_colour.z, 0.1f);  // grey
  EXPECT_GT(p[1].hair_colour.x, 2 * p[1].hair_colour.z);
  EXPECT_LT(p[1].shape.at("girth"), 0.15f);
  EXPECT_LT(p[2].height_m, 1.25f);
  EXPECT_EQ(p[3].hair, HairStyle::kBald);
  EXPECT_TRUE(p[3].beard);
  EXPECT_GT(p[3].height_m, 1.5f);
  EXPECT_TRUE(p[4].glasses);
  EXPECT_GT(p[4].shape.at("girth"), 0.85f);
  EXPECT_EQ(p[5].outfit_by_day.at(1).garment, Garment::kUniform);
}

TEST(Cast, IdentitiesSurviveTheirDocument) {
  for (const auto& p : cast_identities(crowd(7), {}, 4)) {
    const auto back = identity_from_json(to_json(p));
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(to_json(*back), to_json(p));
  }
  EXPECT_FALSE(identity_from_json(Json::object()));
}

}  // namespace
}  // namespace auteur::world
