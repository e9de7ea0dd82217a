#include "auteur/world/palettes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mesh_builder.h"
#include "tables.h"

namespace auteur::world {
namespace {

PlaceRequest place(const std::string& name, const std::string& kind, bool exterior = false) {
  PlaceRequest r;
  r.place.id = r.place.name = name;
  r.place.kind = kind;
  r.place.setting = exterior ? screenplay::Setting::kExterior : screenplay::Setting::kInterior;
  return r;
}

std::vector<PlaceRequest> a_film() {
  return {place("kitchen", "kitchen"), place("cafe", "cafe"), place("library", "library"), place("street", "street", true), place("office", "office"), place("bar", "bar"), place("bedroom", "bedroom"), place("train", "train"), place("parlour", "living-room")};
}

std::string family(const std::string& palette) { return text_in(places_table()["palettes"][palette], "family", ""); }

TEST(Palettes, EachHasAFamilyAndEveryColour) {
  for (const auto& [name, p] : places_table()["palettes"].items())
    for (const char* key : {"family", "wall", "wall_second", "floor", "trim", "wood", "fabric", "fabric_second", "accent"}) EXPECT_FALSE(text_in(p, key, "").empty()) << name << " " << key;
}

TEST(Palettes, KindsOfPlaceNameOnlyPalettesThatExist) {
  const Json& table = places_table();
  for (const auto& [kind, halves] : table["places"].items())
    for (const auto& [half, program] : halves.items())
      for (const auto& name : program["palettes"]) EXPECT_TRUE(table["palettes"].contains(name.get<std::string>())) << kind << " " << half << " " << name;
}

TEST(Palettes, RoomsOfOneFilmDiffer) {
  const auto film = a_film();
  const auto given = spread_palettes(film);
  std::map<std::string, int> used;
  std::map<std::string, int> families;
  for (const auto& p : film)
    if (p.place.setting == screenplay::Setting::kInterior) ++used[given.at(p.place.id)], ++families[family(given.at(p.place.id))];
  for (const auto& [palette, n] : used) EXPECT_EQ(n, 1) << palette;
  for (const auto& [name, n] : families) EXPECT_LE(n, 3) << name;
  EXPECT_GE(families.size(), 4u);
}

TEST(Palettes, NeighboursInTheStoryHaveAnotherHue) {
  const auto film = a_film();
  const auto given = spread_palettes(film);
  std::string before;
  for (const auto& p : film) {
    if (p.place.setting == screenplay::Setting::kExterior) continue;
    const std::string now = family(given.at(p.place.id));
    EXPECT_NE(now, before) << p.place.id;
    before = now;
  }
}

TEST(Palettes, APlaceAddedAtTheEndLeavesTheOthersAlone) {
  auto film = a_film();
  const auto before = spread_palettes(film);
  film.push_back(place("attic", "attic"));
  film.push_back(place("kitchen", "kitchen"));  // seen again
  const auto after = spread_palettes(film);
  for (const auto& [id, palette] : before) EXPECT_EQ(after.at(id), palette) << id;
  EXPECT_TRUE(after.contains("attic"));
}

TEST(Palettes, AnExteriorBetweenChangesNoRoom) {
  auto film = a_film();
  const auto before = spread_palettes(film);
  film.insert(film.begin() + 2, place("village", "village", true));
  const auto after = spread_palettes(film);
  for (const auto& p : a_film())
    if (p.place.setting == screenplay::Setting::kInterior) {
      EXPECT_EQ(after.at(p.place.id), before.at(p.place.id)) << p.place.id;
    }
}

TEST(Palettes, WhatTheBibleSaysIsThatPlacesAndCounts) {
  auto film = a_film();
  film[0].bible["palette"] = "navy";
  const auto given = spread_palettes(film);
  EXPECT_EQ(given.at("kitchen"), "navy");
  EXPECT_NE(family(given.at("cafe")), "blue");
}

TEST(Palettes, TheSetIsPaintedInTheGivenOneAndCandidatesGoOnFromIt) {
  const auto catalogue = open_catalogue("/nowhere");
  auto request = place("kitchen", "kitchen");
  request.palette = "powder";
  const auto wall = [&] {
    const Set set = build_set(request, *catalogue);
    for (const auto& i : set.instances)
      if (i.name == "wall/south")
        for (const auto& m : i.mesh->materials)
          if (m.name.starts_with("wall-plaster") && m.name.ends_with("south")) return m.albedo;
    return Vec3(0.f);
  };
  const Vec3 first = wall();
  EXPECT_LT(glm::length(first - linear_of_hex(text_in(places_table()["palettes"]["powder"], "wall", ""))), 1e-4f);
  request.bible["candidate"] = 1;
  EXPECT_GT(glm::length(wall() - first), 0.01f);
}

}  // namespace
}  // namespace auteur::world
