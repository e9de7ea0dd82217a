// Laws of what hangs on walls and stands in their openings.
#include <gtest/gtest.h>

#include <algorithm>

#include "auteur/world/set.h"
#include "tables.h"

namespace auteur::world {
namespace {

Set room(const std::string& kind, int seed) {
  static const auto catalogue = open_catalogue("/nowhere");
  PlaceRequest r;
  r.place.kind = r.place.name = kind;
  r.place.id = kind + "-" + std::to_string(seed);
  return build_set(r, *catalogue);
}

bool hangs(const Piece& p) {
  const FurnitureEntry* e = find_furniture(p.word);
  return e && e->kind == "wallhung";
}

bool meet(const Box& a, const Box& b, float slack) {
  for (int k = 0; k < 3; ++k)
    if (a.low[k] > b.high[k] - slack || b.low[k] > a.high[k] - slack) return false;
  return true;
}

std::vector<std::string> dressed_kinds() {
  std::vector<std::string> out;
  for (const auto& [kind, halves] : places_table()["places"].items())
    if (halves.contains("interior") && halves["interior"].contains("walls")) out.push_back(kind);
  return out;
}

TEST(Walls, EveryWordThatBelongsOnAWallHangsThere) {
  for (const auto& kind : dressed_kinds())
    for (const char* list : {"hung", "walls"})
      for (const auto& word : places_table()["places"][kind]["interior"][list]) {
        const FurnitureEntry* e = find_furniture(word.get<std::string>());
        ASSERT_NE(e, nullptr) << kind << " " << word;
        EXPECT_EQ(e->kind, "wallhung") << kind << " " << word;
        EXPECT_EQ(e->word, word.get<std::string>()) << kind;
      }
}

TEST(Walls, AreNotBareAndNothingHangsOverAnythingElse) {
  for (const auto& kind : dressed_kinds())
    for (int seed = 0; seed < 2; ++seed) {
      const Set set = room(kind, seed);
      SCOPED_TRACE(set.place_id);
      std::vector<const Piece*> up;
      for (const Piece& p : set.pieces)
        if (hangs(p)) up.push_back(&p);
      EXPECT_GE(up.size(), kind == "prison" ? 1u : 3u);
      for (const Piece* p : up) {
        for (const Piece& q : set.pieces)
          if (&q != p) {
            EXPECT_FALSE(meet(p->bounds, q.bounds, 0.004f)) << p->id << " and " << q.id;
          }
        for (const Opening& o : set.openings) {
          const Vec3 reach = glm::abs(o.half_u) + glm::abs(o.half_v) + glm::abs(o.inward) * 0.2f;
          EXPECT_FALSE(meet(p->bounds, {o.centre - reach, o.centre + reach}, 0.f)) << p->id << " before " << o.id;
        }
        EXPECT_LE(p->bounds.high.y, set.size.y) << p->id;
        EXPECT_GE(p->bounds.low.y, 0.f) << p->id;
      }
    }
}

TEST(Walls, TwoPicturesOfOneRoomAreTwoPictures) {
  for (int seed = 0; seed < 3; ++seed) {
    const Set set = room("living-room", seed);
    std::vector<Vec3> sizes;
    for (const Piece& p : set.pieces)
      if (p.word == "picture") sizes.push_back(p.bounds.size());
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) EXPECT_GT(glm::length(sizes[i] - sizes[i + 1]), 1e-4f);
  }
}

TEST(Walls, LampsOnThemGiveLight) {
  int seen = 0;
  for (const char* kind : {"church", "restaurant", "hotel-room", "hallway"}) {
    const Set set = room(kind, 1);
    for (const Piece& p : set.pieces)
      if (p.word.ends_with("sconce")) {
        ++seen;
        const auto lamp = std::find_if(set.practicals.begin(), set.practicals.end(), [&](const Practical& l) { return l.id == p.id; });
        ASSERT_NE(lamp, set.practicals.end()) << p.id;
        EXPECT_TRUE(meet({lamp->position - Vec3(0.2f), lamp->position + Vec3(0.2f)}, p.bounds, 0.f)) << p.id;
      }
  }
  EXPECT_GT(seen, 0);
}

TEST(Walls, ChurchWindowsGlowInColoursByDayAndHardlyByNight) {
  const Set set = room("church", 0);
  ASSERT_TRUE(std::any_of(set.openings.begin(), set.openings.end(), [](const Opening& o) { return o.stained; }));
  const auto glow = [&](screenplay::TimeOfDay time) {
    float most = 0;
    int colours = 0;
    for (const auto& i : light_set(set, time, screenplay::Weather::kNone, {}).backdrop)
      if (i.name.starts_with("wall/"))  // hidden with the wall it is in
        for (const auto& m : i.mesh->materials) most = std::max({most, m.emission.x, m.emission.y, m.emission.z}), ++colours;
    EXPECT_GE(colours, 4);
    return most;
  };
  EXPECT_GT(glow(screenplay::TimeOfDay::kDay), 8 * glow(screenplay::TimeOfDay::kNight));
  const auto packed = pack_set(set);
  const auto again = unpack_set(packed);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(std::count_if(again->openings.begin(), again->openings.end(), [](const Opening& o) { return o.stained; }), std::count_if(set.openings.begin(), set.openings.end(), [](const Opening& o) { return o.stained; }));
}

TEST(Walls, ALighthouseFromOutsideIsALighthouse) {
  static const auto catalogue = open_catalogue("/nowhere");
  PlaceRequest r;
  r.place.name = r.place.id = "LIGHTHOUSE";
  r.place.kind = "coast";
  r.place.setting = screenplay::Setting::kExterior;
  EXPECT_EQ(build_set(r, *catalogue).kind, "lighthouse");
  r.place.name = r.place.id = "THE COAST";
  EXPECT_EQ(build_set(r, *catalogue).kind, "beach");
}

}  // namespace
}  // namespace auteur::world
