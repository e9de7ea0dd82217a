#include <gtest/gtest.h>

#include "story.h"
#include "story_drawing.h"

namespace auteur::production {
namespace {

screenplay::Breakdown broken_down(const std::string& fountain) {
  const auto parsed = screenplay::parse_fountain(fountain, "test.fountain");
  EXPECT_TRUE(parsed);
  return screenplay::break_down(parsed->script);
}

scene::Mesh column() {
  scene::Mesh m;
  m.materials.emplace_back();
  for (int i = 0; i <= 20; ++i)
    for (int k = 0; k < 12; ++k) {
      const float a = 2 * kPi * static_cast<float>(k) / 12;
      m.positions.push_back({0.04f * std::sin(a), 0.02f * static_cast<float>(i), 0.04f * std::cos(a)});
      m.normals.push_back({std::sin(a), 0, std::cos(a)});
    }
  for (unsigned i = 0; i < 20; ++i)
    for (unsigned k = 0; k < 12; ++k) {
      const unsigned a = i * 12 + k, b = i * 12 + (k + 1) % 12;
      m.triangles.push_back({a, b, a + 12});
      m.triangles.push_back({b, b + 12, a + 12});
      m.triangle_material.insert(m.triangle_material.end(), 2, 0);
    }
  return m;
}

TEST(Story, ABrokenThingLiesInPiecesWhereItStood) {
  const auto whole = column();
  const auto broken = broken_mesh(whole, 7);
  EXPECT_EQ(broken->triangles.size(), whole.triangles.size());
  EXPECT_GE(broken->bounds().low.y, whole.bounds().low.y - 1e-4f);
  EXPECT_LE(broken->bounds().high.y, whole.bounds().low.y + 0.34f * whole.bounds().size().y);
  EXPECT_GT(broken->bounds().size().x, whole.bounds().size().x);
  for (const auto& n : broken->normals) EXPECT_NEAR(glm::length(n), 1, 1e-3);
  for (const auto& t : broken->triangles)
    for (int i = 0; i < 3; ++i) EXPECT_LT(t[i], broken->positions.size());
  EXPECT_EQ(broken_mesh(whole, 7)->positions, broken->positions);
}

TEST(Story, ClothesAndWeatherShowOnPeople) {
  world::Identity ana;
  ana.glasses = true;
  ana.outfit_by_day[1].outer = Vec3(0.5f);
  const auto dry = as_the_story_has(ana, Json::object());
  EXPECT_TRUE(dry.glasses);
  EXPECT_EQ(dry.outfit_by_day.at(1).outer, Vec3(0.5f));
  EXPECT_FALSE(as_the_story_has(ana, {{"wears", {{"glasses", false}}}}).glasses);
  EXPECT_LT(as_the_story_has(ana, {{"wet", true}}).outfit_by_day.at(1).outer.x, 0.4f);
  EXPECT_TRUE(not_drawn({{"people", {{"ANA", {{"wears", {{"glasses", false}}}}}}}}).empty());
  EXPECT_EQ(not_drawn({{"people", {{"ANA", {{"wounds", {"hand"}}}}}}}).size(), 1u);
  EXPECT_EQ(not_drawn({{"props", {{"cup", {{"level", 0.5}}}}}}).size(), 1u);
}

TEST(Story, ALampThatIsOutGivesNoLight) {
  const auto light = story_light({{"fixtures", {{"lamp", {{"lit", false}}}}}}, Json::object());
  EXPECT_EQ(world::lit_by_story(light, "floor-lamp"), false);
  EXPECT_EQ(world::lit_by_story(light, "candle"), std::nullopt);
  const auto dark = story_light({{"power", false}}, Json::object());
  EXPECT_EQ(world::lit_by_story(dark, "pendant"), false);
  EXPECT_EQ(world::lit_by_story(dark, "candle"), std::nullopt);
  EXPECT_NE(light_key(light), light_key(dark));
}

TEST(Story, AShotIsDrawnWithWhatHappenedBeforeIt) {
  const Json seen = {{{"beat", -1}, {"state", {{"n", 0}}}}, {{"beat", 2}, {"state", {{"n", 1}}}}};
  staging::Staging s;
  s.beats = {{0, Seconds(0), Seconds(2)}, {2, Seconds(3), Seconds(5)}};
  camera::Shot before, after;
  before.start = Seconds(3);
  after.start = Seconds(5);
  EXPECT_EQ(state_of_shot(seen, s, before)["n"], 0);
  EXPECT_EQ(state_of_shot(seen, s, after)["n"], 1);
}

TEST(Story, WhatSomebodyCarriesComesAlongAndWhatIsElsewhereIsNotThere) {
  const auto b = broken_down("INT. HALL - DAY\n\nANA (70s) picks up a letter. She waits.\n\nANA\nNow.\n\nINT. CELLAR - CONTINUOUS\n\nAna waits. She reads the letter.\n\nANA\nHere.\n\nINT. HALL - NIGHT\n\nBEN (30s) waits.\n\nBEN\nEmpty.\n");
  ASSERT_EQ(b.scenes.size(), 3u);
  const auto ledger = world::read_ledger(b);
  const auto request = [&](std::size_t i, bool goes_on) {
    staging::StagingRequest r;
    r.scene = &b.scenes[i];
    for (const auto& id : b.scenes[i].cast) r.people[id] = {};
    take_props(r, world::seen_state(world::state_before(ledger, b.scenes[i].number), b, b.scenes[i]), goes_on);
    return r;
  };
  EXPECT_EQ(request(1, true).props_before["letter"], "hand:ANA");
  EXPECT_TRUE(request(1, true).away.empty());
  EXPECT_TRUE(request(2, false).away.contains("letter"));
  EXPECT_TRUE(request(0, false).props_before.empty());
}

TEST(Story, RulesOfAPlaceTurnTheElectricityOff) {
  const auto b = broken_down("INT. HALL - NIGHT\n\nANA (70s) waits.\n\nANA\nNow.\n\nINT. HALL - LATER\n\nAna waits.\n\nANA\nHere.\n");
  Film film;
  film.place_bible["hall"] = {{"rules", {"no electricity after scene 1"}}};
  const auto story = story_of(film, b);
  ASSERT_TRUE(story);
  EXPECT_FALSE(seen_in_scene(*story, b, b.scenes[0])[0]["state"].contains("power"));
  EXPECT_EQ(seen_in_scene(*story, b, b.scenes[1])[0]["state"].value("power", true), false);
}

}  // namespace
}  // namespace auteur::production
