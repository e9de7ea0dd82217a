#include "auteur/acting/visemes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "lips.h"

namespace auteur::acting {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<Phone> phones_of(const std::vector<std::pair<const char*, double>>& list) {
  std::vector<Phone> out;
  double t = 0;
  for (const auto& [name, length] : list) {
    out.push_back({name, Seconds(t), Seconds(t + length), 0.5});
    t += length;
  }
  return out;
}

std::string shapes(const std::vector<VisemeCue>& cues) {
  std::string text;
  for (const auto& c : cues) text += (text.empty() ? "" : " ") + c.shape;
  return text;
}

TEST(Visemes, AWordInThreeSets) {
  // "my boy", with silence around it.
  const auto phones = phones_of({{"pau", 0.3}, {"m", 0.08}, {"ay", 0.2}, {"b", 0.07}, {"oy", 0.25}, {"pau", 0.3}});
  const Seconds length(1.2);
  EXPECT_EQ(shapes(viseme_cues(phones, length, VisemeSet::kOpenXr)), "sil PP aa ih PP oh ih sil");
  EXPECT_EQ(shapes(viseme_cues(phones, length, VisemeSet::kRhubarb)), "X A D B A E B X");
  EXPECT_EQ(shapes(viseme_cues(phones, length, VisemeSet::kBlair)), "rest MBP AI E MBP O E rest");
  const auto cues = viseme_cues(phones, length, VisemeSet::kOpenXr);
  EXPECT_NEAR(cues[2].end.value, 0.38 + 0.6 * 0.2, 1e-9);
  EXPECT_EQ(cues.front().start.value, 0);
  EXPECT_EQ(cues.back().end.value, 1.2);
  for (std::size_t i = 0; i + 1 < cues.size(); ++i) EXPECT_EQ(cues[i].end.value, cues[i + 1].start.value);
}

TEST(Visemes, ABreathBetweenWordsKeepsTheMouthReady) {
  const auto phones = phones_of({{"aa", 0.2}, {"pau", 0.1}, {"iy", 0.2}, {"pau", 0.4}, {"aa", 0.2}});
  EXPECT_EQ(shapes(viseme_cues(phones, Seconds(1.1), VisemeSet::kRhubarb)), "D B X D");
}

TEST(Visemes, FilesAsRhubarbAndMohoWriteThem) {
  const auto phones = phones_of({{"m", 0.1}, {"aa", 0.2}, {"f", 0.1}});
  const auto cues = viseme_cues(phones, Seconds(0.5), VisemeSet::kRhubarb);
  EXPECT_EQ(rhubarb_tsv(cues), "0.00\tA\n0.10\tD\n0.30\tG\n0.40\tX\n0.50\tX\n");
  EXPECT_THAT(rhubarb_xml(cues, "a&b.wav"), HasSubstr("<soundFile>a&amp;b.wav</soundFile>"));
  EXPECT_THAT(rhubarb_xml(cues, "a.wav"), HasSubstr("<mouthCue start=\"0.10\" end=\"0.30\">D</mouthCue>"));
  EXPECT_EQ(rhubarb_json(cues, "a.wav")["mouthCues"][1]["value"], "D");
  EXPECT_EQ(moho_switch(viseme_cues(phones, Seconds(0.5), VisemeSet::kBlair), 24), "MohoSwitch1\n1 MBP\n3 AI\n8 FV\n11 rest\n");
}

TEST(Visemes, CurvesCloseOnEveryBilabialAndOnNothingElse) {
  std::vector<Phone> phones;
  double t = 0.2;
  const char* const words[] = {"m", "aa", "p", "ih", "s", "b", "ow", "f", "iy", "v", "uw", "l", "m", "er"};
  for (int i = 0; i < 140; ++i) {
    const double length = 0.04 + 0.01 * ((i * 7) % 9);
    phones.push_back({words[i % 14], Seconds(t), Seconds(t + length), 0.5});
    t += length;
  }
  for (const int rate : {24, 30, 60}) {
    const LipCurves curves = lip_curves(phones, Seconds(t + 0.3), rate);
    ASSERT_EQ(curves.names.size(), 52u);
    ASSERT_EQ(std::set<std::string>(curves.names.begin(), curves.names.end()).size(), 52u);
    for (const auto& frame : curves.frames)
      for (const float v : frame) EXPECT_TRUE(v >= 0 && v <= 1);
    const LipMeasure m = measure_curves(phones, curves);
    EXPECT_EQ(m.closures, 40) << rate;
    EXPECT_EQ(m.closed, m.closures) << rate;
    EXPECT_EQ(m.false_closures, 0) << rate;
    if (rate == 60) {
      EXPECT_GT(m.covered, 0.9);
    }
  }
}

TEST(Visemes, CurvesFlowBetweenPhones) {
  // From a wide vowel to a rounded one the lips are on their way before the sound is.
  const auto phones = phones_of({{"iy", 0.3}, {"t", 0.06}, {"uw", 0.3}});
  const LipCurves curves = lip_curves(phones, Seconds(0.66), 60);
  const auto pucker = static_cast<std::size_t>(std::find(curves.names.begin(), curves.names.end(), "mouthPucker") - curves.names.begin());
  EXPECT_LT(curves.frames[5][pucker], 0.15f);
  EXPECT_GT(curves.frames[30][pucker], 0.6f);
  EXPECT_GT(curves.frames[19][pucker], 0.3f);  // during the t
  for (std::size_t f = 1; f < curves.frames.size(); ++f) EXPECT_LT(std::abs(curves.frames[f][pucker] - curves.frames[f - 1][pucker]), 0.45f);
  EXPECT_THAT(arkit_csv(curves), StartsWith("Timecode,BlendShapeCount,EyeBlinkLeft,"));
}

TEST(Visemes, NonsenseGivesNothing) {
  EXPECT_TRUE(viseme_cues({}, Seconds(0), VisemeSet::kRhubarb).empty());
  EXPECT_EQ(shapes(viseme_cues({}, Seconds(1), VisemeSet::kRhubarb)), "X");
  EXPECT_TRUE(lip_curves({}, Seconds(NAN), 60).frames.empty());
  EXPECT_TRUE(lip_curves({}, Seconds(1), 0).frames.empty());
  const std::vector<Phone> odd{{"zz", Seconds(0.2), Seconds(0.1)}, {"m", Seconds(NAN), Seconds(1)}, {"b", Seconds(-2), Seconds(0.1)}};
  EXPECT_EQ(shapes(viseme_cues(odd, Seconds(1), VisemeSet::kRhubarb)), "A X");
  EXPECT_EQ(lip_curves(odd, Seconds(1), 24).frames.size(), 24u);
}

TEST(Visemes, DrawnMouthsAreMeasured) {
  const auto phones = phones_of({{"pau", 0.2}, {"m", 0.07}, {"aa", 0.2}, {"p", 0.06}, {"iy", 0.15}, {"f", 0.09}, {"ow", 0.2}, {"pau", 0.3}});
  const LipMeasure m = measure_lips(phones, Seconds(1.27), 12);
  EXPECT_EQ(m.closures, 2);
  EXPECT_EQ(m.closed, 2);
  EXPECT_EQ(m.false_closures, 0);
  EXPECT_EQ(m.touched, m.touches);
  EXPECT_GT(m.covered, 0.4);
}

TEST(Visemes, NoDrawingIsShutBeforeItsClosure) {
  const auto phones = phones_of({{"pau", 0.1}, {"ih", 0.155}, {"p", 0.085}, {"ih", 0.2}, {"pau", 0.2}});
  const auto drawn = mouths(phones, 0, 9, 12, 1);
  EXPECT_NE(drawn[2].viseme, puppets::Viseme::kPP);  // ends 5 ms before it
  EXPECT_EQ(drawn[3].viseme, puppets::Viseme::kPP);
}

}  // namespace
}  // namespace auteur::acting
