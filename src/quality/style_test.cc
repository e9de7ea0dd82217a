// The style bible: what is measured in a picture, and what a rule that is broken says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/quality/style.h"

namespace auteur::quality {
namespace {

using testing::HasSubstr;

const std::map<std::string, std::string> kColours = {{"rust", "#7a3829"}, {"sage", "#82827d"}, {"blue", "#2040c0"}};

std::vector<std::uint8_t> picture(int width, int height, const std::function<Vec3(float, float)>& colour) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const Vec3 c = colour((static_cast<float>(x) + 0.5f) / static_cast<float>(width), (static_cast<float>(y) + 0.5f) / static_cast<float>(height));
      for (int k = 0; k < 3; ++k) rgb.push_back(static_cast<std::uint8_t>(std::lround(255 * std::clamp(c[k], 0.f, 1.f))));
    }
  return rgb;
}
PictureStyle measured(const std::function<Vec3(float, float)>& colour, int width = 240, int height = 120) {
  StyleMeter meter;
  meter.add(picture(width, height, colour), width, height);
  return meter.result();
}
ShotStyle shot(const std::string& id, PictureStyle p, double at = 0) {
  ShotStyle s;
  s.id = id, s.at = Seconds(at), s.length = Seconds(4), s.picture = std::move(p), s.movement = "static", s.size = "medium", s.framing = "single", s.lenses = {40}, s.heights = {1.2}, s.aspect = 2.39;
  return s;
}
StyleRules rules(const char* json) { return *style_rules(Json::parse(json), kColours); }
std::string said(const StyleReport& report, const std::string& rule) {
  for (const Finding& f : report.findings)
    if (f.rule == rule) return f.message;
  return "";
}

TEST(Style, OklabOfKnownColours) {
  // White and the primaries as its author gives them.
  const Vec3 white = oklab_of({1, 1, 1}), red = oklab_of({1, 0, 0}), blue = oklab_of({0, 0, 1});
  EXPECT_NEAR(white.x, 1, 1e-3);
  EXPECT_NEAR(white.y, 0, 1e-3);
  EXPECT_NEAR(red.x, 0.628, 1e-3);
  EXPECT_NEAR(red.y, 0.225, 1e-3);
  EXPECT_NEAR(red.z, 0.126, 1e-3);
  EXPECT_NEAR(blue.z, -0.312, 1e-3);
}

TEST(Style, TonesAreSharesOfThePixels) {
  const PictureStyle ramp = measured([](float x, float) { return Vec3(x); });
  EXPECT_NEAR(ramp.shadow, 0.01, 0.01);
  EXPECT_NEAR(ramp.middle, 0.5, 0.01);
  EXPECT_NEAR(ramp.highlight, 0.99, 0.01);
  EXPECT_NEAR(ramp.saturation, 0, 0.1);
  const PictureStyle half = measured([](float x, float) { return x < 0.25f ? Vec3(0) : x < 0.75f ? Vec3(0.5f) : Vec3(1); });
  EXPECT_NEAR(half.black, 0.25, 0.01);
  EXPECT_NEAR(half.blown, 0.25, 0.01);
}

TEST(Style, SwatchesAreTheColourFamiliesOfThePicture) {
  const PictureStyle p = measured([](float x, float) { return x < 0.6f ? Vec3(0.48f, 0.22f, 0.16f) : Vec3(0.51f, 0.51f, 0.49f); });
  ASSERT_EQ(p.swatches.size(), 2u);
  EXPECT_NEAR(p.swatches[0].share, 0.6, 0.01);
  EXPECT_LT(glm::length(p.swatches[0].lab - oklab_of({0.48f, 0.22f, 0.16f})), 0.01f);
  const auto again = picture_style_from_json(to_json(p));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json(*again), to_json(p));
}

TEST(Style, TheOrderOfPicturesDoesNotMatter) {
  const auto a = picture(90, 60, [](float x, float y) { return Vec3(x, y, 0.3f); }), b = picture(90, 60, [](float x, float y) { return Vec3(0.2f, x, y); });
  StyleMeter one, two;
  one.add(a, 90, 60), one.add(b, 90, 60);
  two.add(b, 90, 60), two.add(a, 90, 60);
  EXPECT_EQ(to_json(one.result()), to_json(two.result()));
  StyleMeter none;
  none.add({}, 0, 0);
  none.add(a, 900, 600);  // fewer bytes than it says
  EXPECT_EQ(none.result().pixels, 0);
}

TEST(Style, AColourThatIsNotInThePaletteIsFoundWithItsDistance) {
  const StyleRules r = rules(R"({"palette": ["rust", "#82827d"], "palette_distance": 6})");
  const PictureStyle fits = measured([](float x, float) { return x < 0.5f ? Vec3(0.48f, 0.22f, 0.16f) : Vec3(0.3f); });
  const PictureStyle alien = measured([](float x, float) { return x < 0.5f ? Vec3(0.1f, 0.2f, 0.8f) : Vec3(0.3f); });
  EXPECT_LT(palette_distance(fits, r.palette), 2);
  EXPECT_GT(palette_distance(alien, r.palette), 8);
  const StyleReport report = check_style(r, {shot("1A", fits), shot("1B", alien, 4)});
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_THAT(report.findings[0].message, HasSubstr("1B"));
  EXPECT_THAT(report.findings[0].message, HasSubstr("allows 6"));
  EXPECT_EQ(report.findings[0].at.value, 4);
  EXPECT_EQ(report.score.at("1A"), 1);
  EXPECT_LT(report.score.at("1B"), 0.9);
}

TEST(Style, LensHeightMovementAndForbiddenWordsAreChecked) {
  const StyleRules r = rules(R"({"lenses": [28, 40, 75], "camera_height": [0.8, 1.6], "movement": ["pan"], "forbidden": ["extreme-close-up"], "moving": 0.2, "aspect": 2.39})");
  ShotStyle good = shot("1A", measured([](float, float) { return Vec3(0.4f); })), bad = good;
  bad.id = "1B", bad.lenses = {40, 50}, bad.heights = {1.2, 2.4}, bad.movement = "dolly", bad.size = "extreme-close-up", bad.aspect = 1.78;
  EXPECT_TRUE(check_style(r, {good}).findings.empty());
  const StyleReport report = check_style(r, {good, bad});
  EXPECT_THAT(said(report, "style.lens"), HasSubstr("50 mm; the look has 28, 40, 75 mm"));
  EXPECT_THAT(said(report, "style.height"), HasSubstr("2.40 m"));
  EXPECT_THAT(said(report, "style.movement"), HasSubstr("dolly"));
  EXPECT_THAT(said(report, "style.forbidden"), HasSubstr("extreme-close-up"));
  EXPECT_THAT(said(report, "style.moving"), HasSubstr("50 %"));
  EXPECT_THAT(said(report, "style.aspect"), HasSubstr("1.78"));
  EXPECT_LT(report.score.at("1B"), 0.5);
}

TEST(Style, TonesOutsideTheContrastCurveAreSaidWithTheirValues) {
  const StyleRules r = rules(R"({"middle": [0.3, 0.5], "highlights": [0.6, 0.9], "shadows": [0.0, 0.1], "chroma": [2, 8], "black": 0.05, "burnt_out": 0.02})");
  const StyleReport report = check_style(r, {shot("2A", measured([](float x, float) { return x < 0.3f ? Vec3(0) : x > 0.9f ? Vec3(1) : Vec3(0.2f); }))});
  EXPECT_THAT(said(report, "style.exposure"), HasSubstr("darker; the look asks for 30 to 50 %"));
  EXPECT_THAT(said(report, "style.contrast"), HasSubstr("100.0 %"));
  EXPECT_THAT(said(report, "style.black"), HasSubstr("30"));
  EXPECT_THAT(said(report, "style.blown"), HasSubstr("10"));
  EXPECT_THAT(said(report, "style.saturation"), HasSubstr("paler"));
}

TEST(Style, TheShotThatLooksUnlikeTheFilmComesFirst) {
  const auto warm = [](float g) { return measured([g](float x, float) { return Vec3(0.5f * x + g, 0.3f * x, 0.2f * x); }); };
  std::vector<ShotStyle> shots = {shot("1A", warm(0.02f)), shot("1B", warm(0.03f), 4), shot("1C", measured([](float x, float) { return Vec3(0.2f * x, 0.4f * x, 0.9f * x); }), 8), shot("1D", warm(0.04f), 12)};
  const StyleReport report = check_style(rules(R"({"drift": 8})"), shots);
  ASSERT_EQ(report.drift.size(), 4u);
  EXPECT_EQ(report.drift.front().shot, "1C");
  EXPECT_GT(report.drift[0].distance, 3 * report.drift[1].distance);
  EXPECT_THAT(said(report, "style.drift"), HasSubstr("1C"));
  EXPECT_EQ(report.findings.size(), 1u);
}

TEST(Style, AColourThatDoesNotExistIsAnErrorWithTheNearest) {
  const auto r = style_rules(Json::parse(R"({"palette": ["rusd"]})"), kColours);
  ASSERT_FALSE(r);
  EXPECT_THAT(r.error().message, HasSubstr("'rusd'"));
  EXPECT_THAT(r.error().message, HasSubstr("Did you mean 'rust'"));
  EXPECT_FALSE(style_rules(Json::parse(R"({"palette": ["#12345"]})"), kColours));
  EXPECT_TRUE(check_style({}, {}).findings.empty());
}

}  // namespace
}  // namespace auteur::quality
