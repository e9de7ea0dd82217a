// Every picture of the vocabulary shows what its term says: measured from its camera and from who is where.
#include "auteur/camera/demonstration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "auteur/camera/moves.h"
#include "optics.h"

namespace auteur::camera {
namespace {

using ::testing::HasSubstr;

const Demonstrations& demonstrations() {
  static const auto kRead = Demonstrations::open();
  if (!kRead) {
    ADD_FAILURE() << kRead.error().text();
    static const Demonstrations kNone;
    return kNone;
  }
  return *kRead;
}
const Vocabulary& words() {
  static const auto kRead = Vocabulary::open();
  EXPECT_TRUE(kRead);
  return *kRead;
}

double pitch(const scene::Camera& c) { return std::asin(static_cast<double>(scene::axes_of(c).forward.y)) * 180 / M_PI; }

TEST(Demonstrations, EveryTermHasOneAndSaysWhatItIsTakenFor) {
  for (const Term& t : words().terms()) {
    const Demonstration* d = demonstrations().find(t.name);
    ASSERT_NE(d, nullptr) << t.name;
    EXPECT_FALSE(d->unlike.empty()) << t.name;
    if (t.group == "movement" && t.name != "static shot") { EXPECT_GE(d->frames.size(), 2u) << t.name << " moves, so it takes two pictures"; }
    if (t.group == "cutting" && t.name != "line of action") { EXPECT_GE(d->frames.size(), 2u) << t.name << " is between pictures"; }
  }
  EXPECT_EQ(demonstrations().all().size(), words().terms().size());
}

TEST(Demonstrations, SizesAnglesLevelsAndLensesMeasureAsTheyAreCalled) {
  int measured = 0;
  for (const Term& t : words().terms()) {
    if (t.measure.empty()) continue;
    const Demonstration* d = demonstrations().find(t.name);
    ASSERT_NE(d, nullptr);
    ++measured;
    for (const DemoFrame& f : d->frames) {
      ASSERT_FALSE(f.subjects.empty()) << t.name;
      const std::string& who = f.subjects.front();
      const Vec3 eyes = demonstrations().eyes(f.stage, who, f.t);
      const float head = demonstrations().measures().at(who).head_height;
      double value = 0;
      if (t.measure == "heads") {
        value = static_cast<double>(2 * project(f.camera, Demonstrations::kAspect, eyes).z * scene::field_of(f.camera, static_cast<float>(Demonstrations::kAspect)).half_height / head);
        EXPECT_EQ(words().measured("size", value)->name, t.name);
        static constexpr const char* kSizes[] = {"extreme close-up", "close-up", "medium close-up", "medium shot", "medium long shot", "long shot", "extreme long shot"};
        EXPECT_EQ(kSizes[static_cast<int>(measured_size(f.camera, Demonstrations::kAspect, eyes, head))], t.name);
      } else if (t.measure == "pitch_degrees") {
        value = pitch(f.camera);
      } else if (t.measure == "roll_degrees") {
        value = static_cast<double>(f.camera.roll) * 180 / M_PI;
      } else if (t.measure == "of_eye_height") {
        value = static_cast<double>(f.camera.position.y / eyes.y);
      } else {
        value = static_cast<double>(f.camera.focal_mm / f.camera.squeeze);
      }
      EXPECT_GE(value, t.low) << t.name;
      EXPECT_LT(value, t.high) << t.name;
    }
  }
  EXPECT_GE(measured, 25);
}

TEST(Demonstrations, CamerasStandAboveTheFloorAndBelowTheCeiling) {
  for (const auto& d : demonstrations().all())
    for (const DemoFrame& f : d.frames) {
      const Json& place = demonstrations().stage(f.stage).place;
      EXPECT_GT(f.camera.position.y, 0.05f) << d.term;
      if (!place.value("exterior", false)) { EXPECT_LT(f.camera.position.y, place.value("height", 3.f) - 0.04f) << d.term; }
    }
}

TEST(Demonstrations, FramingsHoldThePeopleTheySay) {
  const auto count = [&](const char* term, std::size_t frame = 0) { return demonstrations().seen(demonstrations().find(term)->frames.at(frame)).size(); };
  EXPECT_EQ(count("single"), 1u);
  EXPECT_EQ(count("two-shot"), 2u);
  EXPECT_EQ(count("three-shot"), 3u);
  EXPECT_GE(count("group shot"), 4u);
  EXPECT_EQ(count("empty frame"), 0u);
  EXPECT_EQ(count("establishing shot"), 0u);
  EXPECT_EQ(count("master shot"), 2u);
  // Over a shoulder: one face towards us, somebody nearer with the back to us.
  for (const auto& [term, frame] : {std::pair{"over-the-shoulder", 0}, std::pair{"reverse shot", 0}, std::pair{"reverse shot", 1}, std::pair{"shot/reverse shot", 0}}) {
    const DemoFrame& f = demonstrations().find(term)->frames.at(static_cast<std::size_t>(frame));
    const DemoStage& stage = demonstrations().stage(f.stage);
    const std::string& face = f.subjects.front();
    const std::string back = face == "ANA" ? "BEN" : "ANA";
    const auto looks_at_us = [&](const std::string& who) {
      const auto state = staging::person_at(stage.staging, who, Seconds(f.t), demonstrations().measures());
      return glm::dot(heading(state.yaw), f.camera.position - state.position) > 0;
    };
    EXPECT_TRUE(looks_at_us(face)) << term;
    EXPECT_FALSE(looks_at_us(back)) << term;
    const Vec3 near = project(f.camera, Demonstrations::kAspect, demonstrations().eyes(f.stage, back, f.t)), far = project(f.camera, Demonstrations::kAspect, demonstrations().eyes(f.stage, face, f.t));
    EXPECT_LT(near.z, far.z) << term;
    EXPECT_LT(std::abs(near.x), 1.15f) << term << ": a piece of the shoulder is in the frame";
    EXPECT_GT(std::abs(near.x - far.x), 0.5f) << term;
  }
  // From where his partner's eyes are.
  const DemoFrame& pov = demonstrations().find("point of view")->frames.at(1);
  EXPECT_LT(glm::length(pov.camera.position - demonstrations().eyes(pov.stage, "ANA", 0)), 1.2f);
}

TEST(Demonstrations, MovesDoWhatTheyAreCalled) {
  const std::map<std::string, Movement> moves = {{"push-in", Movement::kPushIn}, {"pull-out", Movement::kPullOut}, {"pan", Movement::kPan}, {"tilt", Movement::kTilt}, {"whip pan", Movement::kPan}, {"dolly shot", Movement::kDolly}, {"arc shot", Movement::kArc}, {"boom shot", Movement::kBoom}, {"roll", Movement::kRoll}, {"follow shot", Movement::kDolly}, {"handheld shot", Movement::kHandheld}, {"zoom", Movement::kZoomIn}, {"dolly zoom", Movement::kDollyZoom}, {"rack focus", Movement::kStatic}};
  for (const auto& [term, kind] : moves) {
    const Demonstration* d = demonstrations().find(term);
    ASSERT_EQ(d->moves.size(), 1u) << term;
    EXPECT_EQ(measured_movement(d->moves[0]), kind) << term << " is a " << movement_name(measured_movement(d->moves[0]));
  }
  const auto& rack = demonstrations().find("rack focus")->frames;
  EXPECT_GT(std::abs(rack.back().camera.focus_distance - rack.front().camera.focus_distance), 0.8f);
  const Demonstration* vertigo = demonstrations().find("dolly zoom");
  const auto heads = [&](const DemoFrame& f) { return project(f.camera, Demonstrations::kAspect, demonstrations().eyes(f.stage, "ANA", f.t)).z / f.camera.focal_mm; };
  EXPECT_NEAR(heads(vertigo->frames.back()) / heads(vertigo->frames.front()), 1, 0.01);
}

TEST(Demonstrations, CompositionsLieWhereTheySay) {
  const auto x = [&](const char* term) {
    const DemoFrame& f = demonstrations().find(term)->frames.front();
    return project(f.camera, Demonstrations::kAspect, demonstrations().eyes(f.stage, "ANA", f.t)).x;
  };
  EXPECT_NEAR(std::abs(x("rule of thirds")), 1 / 3.0, 0.02);
  EXPECT_NEAR(x("centred composition"), 0, 0.02);
  EXPECT_LT(x("left-heavy composition"), -0.5f);
  EXPECT_GT(x("right-heavy composition"), 0.5f);
  EXPECT_LT(x("lead room"), -0.3f) << "she looks to the right";
  EXPECT_GT(x("short-side framing"), 0.3f);
  const auto apart = [&](const char* term) {
    const auto& frames = demonstrations().find(term)->frames;
    const auto from = [&](const DemoFrame& f) { const Vec3 d = f.camera.position - demonstrations().eyes(f.stage, "ANA", f.t); return glm::normalize(Vec3(d.x, 0, d.z)); };
    return std::acos(static_cast<double>(std::clamp(glm::dot(from(frames[0]), from(frames.back())), -1.f, 1.f))) * 180 / M_PI;
  };
  EXPECT_GT(apart("30-degree rule"), 30);
  EXPECT_LT(apart("jump cut"), 30);
}

TEST(Demonstrations, ABrokenTableNamesTheTerm) {
  const auto refused = [](const std::string& stages, const std::string& terms) {
    const auto read = Demonstrations::read(R"({"kind": "auteur.camera-demonstrations", "version": 1, "people": {"ANA": {}}, "stages": {)" + stages + R"(}, "terms": [)" + terms + "]}", "d.json");
    return read ? std::string("read") : read.error().message;
  };
  const std::string stage = R"("one": {"place": {}, "people": [{"who": "ANA", "at": [0, 0]}]})";
  EXPECT_THAT(refused(stage, R"({"term": "pan", "stage": "two", "frames": [{"on": "ANA"}]})"), HasSubstr("d.json: term pan cannot be read: there is no stage 'two'"));
  EXPECT_THAT(refused(stage, R"({"term": "pan", "stage": "one", "frames": [{"on": "EVE"}]})"), HasSubstr("nobody is called EVE"));
  EXPECT_THAT(refused(stage, R"({"term": "pan", "stage": "one", "frames": [{"on": "ANA", "move": {"kind": "fly"}}]})"), HasSubstr("there is no move 'fly'"));
  EXPECT_THAT(refused(stage, R"({"term": "pan", "stage": "one", "frames": []})"), HasSubstr("it has 0 frames"));
  EXPECT_THAT(refused(R"("one": {"like": "two"}, "two": {"like": "one"})", ""), HasSubstr("in a ring"));
  EXPECT_THAT(refused(R"("one": {"people": [{"who": "ANA"}]})", ""), HasSubstr("stage one cannot be read"));
  EXPECT_EQ(refused(stage, R"({"term": "pan", "stage": "one", "frames": [{"on": "ANA"}]})"), "read");
}

}  // namespace
}  // namespace auteur::camera
