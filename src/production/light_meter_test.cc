#include "light_meter.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auteur::production {
namespace {

using enum screenplay::TimeOfDay;

// A face of this skin in a light of `e` (1: the plain skin comes out at its reflectance), in a grey place in the same light.
Reading in_light(double e, double skin, double height) {
  Reading r;
  r.faces.push_back({e * skin, skin, height, true});
  r.picture.assign(100, 0.18 * e);
  return r;
}

TEST(LightMeter, ACutFromAPaleFaceToADarkOneKeepsTheLightOfThePlace) {
  for (const double e : {0.2, 0.5, 1.0}) {
    const double pale = stops_for(in_light(e, 0.5, 0.4), kNight), dark = stops_for(in_light(e, 0.09, 0.4), kNight);
    EXPECT_LT(std::abs(pale - dark), 1.0) << e;  // their skins are two and a half stops apart
    EXPECT_GE(dark, pale) << e;
  }
}

TEST(LightMeter, ASmallFaceBesideALampDoesNotDarkenTheRoom) {
  Reading r;
  r.faces.push_back({1.2, kPlainSkin, 0.07, true});
  r.picture.assign(100, 0.01);
  r.picture[0] = 8;
  EXPECT_GT(stops_for(r, kEvening), 0);
  r.faces[0].height = 0.4;
  EXPECT_LT(stops_for(r, kEvening), -0.5);
}

TEST(LightMeter, APictureWithoutFacesIsOpenedWellWhenItIsNearlyBlack) {
  Reading r;
  r.picture.assign(100, 0.006);
  EXPECT_GT(stops_for(r, kNight), 1.5);
  EXPECT_LT(stops_for(r, kNight), 2.0);
}

TEST(LightMeter, AWindowBehindADarkFaceLimitsHowFarItIsOpened) {
  Reading r = in_light(0.1, kPlainSkin, 0.4);
  const double alone = stops_for(r, kDay);
  for (std::size_t i = 0; i < 40; ++i) r.picture[i] = 3;
  EXPECT_GT(alone, 1.2);
  EXPECT_LT(stops_for(r, kDay), 0.6 * alone);
  EXPECT_GT(stops_for(r, kDay), 0);
}

// A third of the picture is a wall that a lamp lights: it stays a wall of an evening, and the face gets a light of its own.
TEST(LightMeter, AnEveningsLampKeepsTheWallItLights) {
  Reading r = in_light(0.1, kPlainSkin, 0.4);
  r.inside = true;
  const double alone = stops_for(r, kEvening);
  for (std::size_t i = 0; i < 35; ++i) r.picture[i] = 0.5;
  EXPECT_GT(alone, 0.8);
  EXPECT_LE(0.5 * std::exp2(stops_for(r, kEvening)), 0.7501);
  EXPECT_GT(lacking(r.faces[0], stops_for(r, kEvening), kEvening), 0);
}

TEST(LightMeter, BrighterLightNeverOpensFurther) {
  for (const auto time : {kDay, kEvening, kNight}) {
    double last = 99;
    for (double e = 0.02; e < 20; e *= 1.3) {
      const double stops = stops_for(in_light(e, kPlainSkin, 0.3), time);
      EXPECT_LE(stops, last + 1e-9);
      last = stops;
    }
    EXPECT_LT(last, -0.9);
  }
}

TEST(LightMeter, ByNightAPaleWallUnderALampStaysAWallAtNight) {
  Reading r;
  r.faces.push_back({0.015, 0.12, 0.4, true});  // a dark face in deep shade asks for much
  r.picture.assign(100, 0.02);
  for (std::size_t i = 0; i < 60; ++i) r.picture[i] = 0.3;
  EXPECT_LT(0.3 * std::exp2(stops_for(r, kNight)), 0.12);
  EXPECT_GT(0.3 * std::exp2(stops_for(r, kDay)), 0.3);
  r.inside = true;
  EXPECT_LT(0.3 * std::exp2(stops_for(r, kNight)), 0.25);
}

TEST(LightMeter, SaysWhatAFaceLacksAndNothingMore) {
  for (const double skin : {0.06, 0.12, kPlainSkin, 0.5})
    for (const auto time : {kDay, kEvening, kNight}) {
      const FaceReading dark{0.004, skin, 0.3, true};
      const double more = lacking(dark, 0.5, time);
      EXPECT_GT(more, 0) << skin;
      FaceReading lit = dark;
      lit.luminance += more * 1.001;
      EXPECT_EQ(lacking(lit, 0.5, time), 0) << skin;
    }
  // A dark skin is given less picture than a pale one, but not by what its skin is darker.
  const double dark = lacking({0, 0.08, 0.3, true}, 0, kNight), pale = lacking({0, 0.4, 0.3, true}, 0, kNight);
  EXPECT_LT(dark, pale);
  EXPECT_GT(dark, 1.8 * pale * 0.08 / 0.4);
  EXPECT_EQ(lacking({0, 0.3, 0.04, true}, 0, kNight), 0);
}

TEST(LightMeter, FactsCountBlackAndBlownPoints) {
  const LightFacts facts = light_of({0, 0, 0, 255, 255, 255, 128, 128, 128, 2, 2, 2});
  EXPECT_DOUBLE_EQ(facts.black, 0.5);
  EXPECT_DOUBLE_EQ(facts.blown, 0.25);
  EXPECT_NEAR(facts.mean, 0.3775, 1e-3);
  EXPECT_EQ(facts.face, -1);
  EXPECT_FALSE(to_json(facts).contains("face"));
}

}  // namespace
}  // namespace auteur::production
