#include "auteur/acting/face_capture.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/acting/visemes.h"
#include "auteur/base/random.h"
#include "captured_faces.h"

namespace auteur::acting {
namespace {

using ::testing::HasSubstr;

std::size_t shape(const std::string& name) { return static_cast<std::size_t>(std::find(arkit_names().begin(), arkit_names().end(), name) - arkit_names().begin()); }

std::string csv_of(const std::vector<FaceFrame>& frames, int per_second) {
  LipCurves curves{arkit_names(), per_second, {}};
  for (const auto& f : frames) curves.frames.emplace_back(f.shape.begin(), f.shape.end());
  return arkit_csv(curves);
}

TEST(FaceCapture, OurOwnLipsComeBackChannelByChannel) {
  std::vector<Phone> phones;
  double t = 0.1;
  for (const char* name : {"b", "aa", "m", "iy", "f", "ow", "s", "uw", "p"}) phones.push_back({name, Seconds(t), Seconds(t + 0.11), 0.5}), t += 0.11;
  const auto curves = lip_curves(phones, Seconds(t + 0.2), 60);
  const auto read = FaceCapture::read(arkit_csv(curves), "4-17-arkit.csv");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->frames().size(), curves.frames.size());
  EXPECT_TRUE(read->findings().empty());
  float worst = 0;
  for (std::size_t f = 0; f < curves.frames.size(); ++f) {
    EXPECT_NEAR(read->frames()[f].at, static_cast<double>(f) / 60, 1e-9);
    for (std::size_t i = 0; i < kFaceShapes; ++i) worst = std::max(worst, std::abs(read->frames()[f].shape[i] - curves.frames[f][i]));
  }
  EXPECT_LE(worst, 5.1e-5f);  // four decimals
  // Worn on twos, each closure is a closed mouth.
  int closed = 0;
  for (double at = 0; at < read->length(); at += 1.0 / 60) {
    puppets::Face face;
    wear(face, read->at(at, 1.0 / 60), true);
    closed += face.viseme == puppets::Viseme::kPP;
  }
  EXPECT_GE(closed, 3);
}

TEST(FaceCapture, AFaceWornAndWrittenAgainIsTheSameFace) {
  Random random(7);
  for (int n = 0; n < 300; ++n) {
    puppets::Face face;
    face.smile = static_cast<float>(random.range(-1, 1)), face.brow_raise = static_cast<float>(random.range(0, 1)), face.brow_worry = static_cast<float>(random.range(-1, 1 - face.brow_raise));
    face.lids = static_cast<float>(random.range(0, 1)), face.gaze_yaw = static_cast<float>(random.range(-0.45, 0.45)), face.gaze_pitch = static_cast<float>(random.range(-0.32, 0.32));
    const auto read = FaceCapture::read(csv_of({captured_from(face), captured_from(face)}, 60), "face.csv");
    ASSERT_TRUE(read);
    puppets::Face again;
    wear(again, read->at(0, 1.0 / 12), false);
    EXPECT_NEAR(again.smile, face.smile, 2e-4);
    EXPECT_NEAR(again.brow_raise, face.brow_raise, 2e-4);
    EXPECT_NEAR(again.brow_worry, face.brow_worry, 2e-4);
    EXPECT_NEAR(again.lids, face.lids, 2e-4);
    EXPECT_NEAR(again.gaze_yaw, face.gaze_yaw, 2e-4);
    EXPECT_NEAR(again.gaze_pitch, face.gaze_pitch, 2e-4);
    EXPECT_EQ(again.viseme, puppets::Viseme::kRest);
  }
}

TEST(FaceCapture, EveryMouthOfOursIsRecognised) {
  for (int v = 1; v < static_cast<int>(puppets::Viseme::kCount); ++v) {
    puppets::Face face, again;
    face.viseme = static_cast<puppets::Viseme>(v), face.open = 0.3f;
    wear(again, captured_from(face), true);
    // T, D, K and N look the same from outside.
    const auto tongue = [](puppets::Viseme x) { return x == puppets::Viseme::kDD || x == puppets::Viseme::kKK || x == puppets::Viseme::kNN; };
    EXPECT_TRUE(again.viseme == face.viseme || (tongue(again.viseme) && tongue(face.viseme))) << v << " " << static_cast<int>(again.viseme);
  }
}

TEST(FaceCapture, ABlinkShorterThanADrawingIsSeen) {
  std::vector<FaceFrame> frames(60);
  for (std::size_t i = 30; i < 34; ++i) frames[i].shape[shape("eyeBlinkLeft")] = frames[i].shape[shape("eyeBlinkRight")] = 1;
  const auto read = FaceCapture::read(csv_of(frames, 60), "blink.csv");
  ASSERT_TRUE(read);
  float most = 0;
  for (int k = 0; k < 12; ++k) {
    puppets::Face face;
    wear(face, read->at(k / 12.0, 1.0 / 12), false);
    most = std::max(most, face.lids);
  }
  EXPECT_GT(most, 0.95f);
}

TEST(FaceCapture, TimecodesAndSecondsAreRead) {
  EXPECT_NEAR(*seconds_of_timecode("01:02:03:30.5", {}), 3600 + 120 + 3 + 30.5 / 60, 1e-9);
  EXPECT_NEAR(*seconds_of_timecode("62.5", {}), 62.5, 1e-9);
  EXPECT_FALSE(seconds_of_timecode("1:2", {}));
  EXPECT_FALSE(seconds_of_timecode("nan", {}));
  const auto read = FaceCapture::read("Timecode,JawOpen,HeadYaw,HeadPitch,HeadRoll\n10:00:00:00,0,0.1,0,0\n10:00:01:00,1,0.2,0,0\n", "a.csv");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_NEAR(read->starts(), 36000, 1e-6);
  EXPECT_NEAR(read->length(), 1, 1e-6);
  EXPECT_TRUE(read->has_head());
  EXPECT_THAT(read->findings().at(0), HasSubstr("and 45 more"));
}

TEST(FaceCapture, WhatIsWrongIsSaidWithItsPlace) {
  const auto said = [](const std::string& text) {
    const auto r = FaceCapture::read(text, "ana.csv");
    return r ? std::string("read") : fmt::format("{}:{} {}", r.error().place.line, r.error().place.column, r.error().message);
  };
  EXPECT_THAT(said(""), HasSubstr("names none of them"));
  EXPECT_THAT(said("a,b\n1,2\n"), HasSubstr("names none of them"));
  EXPECT_THAT(said("Timecode,JawOpen\n"), HasSubstr("no frames"));
  EXPECT_THAT(said("JawOpen\n1\n"), HasSubstr("no column Timecode"));
  EXPECT_THAT(said("Timecode,JawOpen,jawOpen\n0,1,1\n"), HasSubstr("1:18"));
  EXPECT_THAT(said("Timecode,JawOpen\n0,1\n0.1,wide\n"), HasSubstr("3:5 The captured face 'ana.csv' has 'wide' where a number should be."));
  EXPECT_THAT(said("Timecode,JawOpen\n0,1\n0.1\n"), HasSubstr("has 1 values in this row, but 2 columns"));
  EXPECT_THAT(said("Timecode,JawOpen\n5,1\n4,1\n"), HasSubstr("3:1"));
  EXPECT_THAT(said("Timecode,JawOpen\n0,inf\n"), HasSubstr("where a number should be"));
  EXPECT_THAT(said("Timecode,JawOpen" + std::string(1000, ',') + "\n0,1\n"), HasSubstr("more than 512 columns"));
  EXPECT_THAT(said("Timecode,JawOpen\n" + std::string(1 << 20, ':') + ",1\n"), HasSubstr("is no timecode"));
}

TEST(FaceCapture, IsEasedOntoAFaceAndOffAgain) {
  std::vector<FaceFrame> frames(121);
  for (auto& f : frames) f.shape[shape("mouthSmileLeft")] = f.shape[shape("mouthSmileRight")] = 1;
  auto capture = std::make_shared<const FaceCapture>(*FaceCapture::read(csv_of(frames, 60), "smile.csv"));
  const std::vector<FaceCue> cues{{"ANA", capture, Seconds(3), Seconds(0), Seconds(0), false, true}};
  const CapturedFaces faces(cues, [](double at) { return at; });
  const auto smile = [&](double t, const std::string& who = "ANA") {
    puppets::Pose pose;
    pose.face.smile = -0.5f, pose.face.viseme = puppets::Viseme::kAA;
    faces.follow(who, pose, t);
    EXPECT_EQ(pose.face.viseme, puppets::Viseme::kAA);  // the lips are said
    return pose.face.smile;
  };
  EXPECT_EQ(smile(2.9), -0.5f);
  EXPECT_GT(smile(3.1), -0.5f);
  EXPECT_LT(smile(3.1), 1.f);
  EXPECT_NEAR(smile(4), 1.f, 1e-3);
  EXPECT_EQ(smile(5.4), -0.5f);
  EXPECT_EQ(smile(4, "BEN"), -0.5f);
}

}  // namespace
}  // namespace auteur::acting
