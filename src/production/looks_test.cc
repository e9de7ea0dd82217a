// The style bible: a ready look under what a person wrote, and where it goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/production/film.h"
#include "auteur/production/looks.h"
#include "auteur/quality/style.h"
#include "passes.h"

namespace auteur::production {
namespace {

using testing::HasSubstr;

TEST(Looks, WhatIsWrittenGoesOverTheReadyLook) {
  const auto look = whole_look(Json::parse(R"({"preset": "noir", "saturation": 0.3, "lenses": [35, 85], "mean_shot": 6})"), "look.toml", "");
  ASSERT_TRUE(look) << look.error().message;
  EXPECT_EQ((*look)["saturation"], 0.3);
  EXPECT_EQ((*look)["vignette"], 0.32);  // noir's own
  EXPECT_EQ(grade_of(*look).contains("lenses"), false) << "another lens set is no other development";
  EXPECT_EQ(camera_rules_of(*look)["lenses"].size(), 2u);
  EXPECT_EQ(style_rules_of(*look, 1.85)["aspect"], 1.85);
  EXPECT_FALSE(style_rules_of(*look, 1.85).contains("mean_shot"));
}

TEST(Looks, OnlyAPaletteThatSomebodyWroteRepaintsThePlaces) {
  EXPECT_FALSE(whole_look(Json::object(), "", "")->contains("own_palette"));
  const auto look = whole_look(Json::parse(R"({"palette": ["Rust", "#102030"]})"), "", "");
  ASSERT_TRUE(look);
  EXPECT_EQ((*look)["own_palette"], Json::parse(R"(["#7a3829", "#102030"])"));
}

TEST(Looks, EveryReadyLookCanBeReadAndIsAChoiceOfTheDocument) {
  for (const char* name : {"warm", "neutral", "cool", "noir"}) {
    const auto look = whole_look({{"preset", name}}, "", "");
    ASSERT_TRUE(look) << name;
    EXPECT_TRUE(quality::style_rules(style_rules_of(*look, 2.39), style_colours())) << name;
    EXPECT_TRUE(read_document(std::string("preset = \"") + name + "\"\n", "look.toml", "look")) << name;
    EXPECT_TRUE(look->contains("saturation")) << name;
  }
}

TEST(Looks, AColourThatDoesNotExistIsSaidWithItsPlace) {
  const std::string text = "preset = \"warm\"\npalette = [\"rust\", \"sagge\"]\n";
  const auto written = read_document(text, "look.toml", "look");
  ASSERT_TRUE(written);
  const auto look = whole_look(*written, "look.toml", text);
  ASSERT_FALSE(look);
  EXPECT_THAT(look.error().message, HasSubstr("Did you mean 'sage'"));
  EXPECT_EQ(look.error().place.line, 2);
  EXPECT_EQ(look.error().place.column, 20);
}

}  // namespace
}  // namespace auteur::production
