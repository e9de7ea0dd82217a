#include "auteur/camera/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "auteur/camera/continuity.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using namespace camera::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

struct Figures { double mean = 0, near = 0, moving = 0, lens = 0, height = 0; std::size_t shots = 0, findings = 0; };

// The same scenes in one reading.
Figures figures(const std::string& style) {
  Figures f;
  double seconds = 0, faces = 0;
  for (std::uint64_t seed = 3; seed <= 9; seed += 2) {
    Case c = stage(random_scene(seed, 2 + static_cast<int>(seed % 2), 26, false), room(6, 5));
    c.look.style = style;
    const ShotList list = c.cover();
    for (const auto& finding : check_continuity(c.request(), list)) {
      ++f.findings;
      std::printf("%s: %s\n", style.c_str(), finding.message.c_str());
    }
    for (const Shot& s : list.shots) {
      ++f.shots;
      seconds += (s.end - s.start).value;
      f.near += s.size <= Size::kMediumCloseUp && s.framing != Framing::kInsert;
      f.moving += s.movement != Movement::kStatic;
      if (s.framing != Framing::kSingle && s.framing != Framing::kOverTheShoulder) continue;
      faces += 1;
      f.lens += static_cast<double>(s.keys.front().camera.focal_mm);
      f.height += static_cast<double>(s.keys.front().camera.position.y);
    }
  }
  const auto n = static_cast<double>(f.shots);
  f.mean = seconds / n, f.near /= n, f.moving /= n;
  f.lens /= std::max(1.0, faces), f.height /= std::max(1.0, faces);
  return f;
}

TEST(Readings, OfTheSameScenesDifferMeasurablyAndAllObeyTheRules) {
  std::map<std::string, Figures> all;
  for (const auto& r : readings()) {
    const Figures f = all[r.name] = figures(r.name);
    std::printf("%-14s %3zu shots, mean %.2f s, near %.0f %%, moving %.0f %%, lens on faces %.0f mm, height %.2f m, findings %zu\n", r.name.c_str(), f.shots, f.mean, 100 * f.near, 100 * f.moving, f.lens, f.height, f.findings);
    EXPECT_EQ(f.findings, 0u) << r.name;
  }
  ASSERT_GE(all.size(), 4u);
  EXPECT_LT(all["tense"].mean, 0.8 * all["classical"].mean);
  EXPECT_GT(all["observational"].mean, 1.3 * all["classical"].mean);
  EXPECT_GT(all["intimate"].near, all["classical"].near + 0.05);
  EXPECT_LT(all["observational"].near, all["classical"].near - 0.1);
  EXPECT_GT(all["intimate"].lens, 1.2 * all["classical"].lens);
  EXPECT_LT(all["tense"].lens, 0.85 * all["classical"].lens);
  EXPECT_LT(all["tense"].height, all["classical"].height - 0.1);
  EXPECT_LT(all["observational"].moving, all["intimate"].moving);
}

TEST(Readings, TakesGoThroughThemFromTheFilmsOwn) {
  EXPECT_EQ(reading_of_take("tense", 0), "tense");
  std::set<std::string> names;
  for (std::size_t i = 0; i < readings().size(); ++i) names.insert(reading_of_take("tense", i));
  EXPECT_EQ(names.size(), readings().size());
  EXPECT_EQ(reading_of_take("no such", 0), readings().front().name);
  EXPECT_TRUE(check_reading("observational"));
  EXPECT_THAT(check_reading("tens").error().message, HasSubstr("Did you mean 'tense'?"));
}

Reading own(const Json& written) { return *reading_from_json(*whole_reading(written, {})); }

TEST(OwnReading, IsTheOneItBeginsWithExceptWhatItNames) {
  const Reading* base = find_reading("intimate", {});
  ASSERT_NE(base, nullptr);
  const Reading r = own({{"name", "patient"}, {"like", "intimate"}, {"pace", 2.0}, {"@line", 3}, {"ways", {{"@line", 4}, {"close", {{"angle", 30}, {"@line", 5}}}, {"insert", {{"appeal", -1.0}}}}}});
  EXPECT_EQ(r.name, "patient");
  EXPECT_EQ(r.pace, 2.0);
  EXPECT_EQ(r.tighter, base->tighter);
  EXPECT_EQ(r.often, base->often);
  EXPECT_EQ(r.ways.at("close").angle, 30.f);
  EXPECT_EQ(r.ways.at("close").lenses, base->ways.at("close").lenses) << "what is not named stays";
  EXPECT_EQ(r.ways.at("close").appeal, base->ways.at("close").appeal);
  EXPECT_EQ(r.ways.at("insert").appeal, -1.0);
  EXPECT_EQ(r.ways.at("single").lenses, base->ways.at("single").lenses);
  EXPECT_THAT(r.says, HasSubstr("intimate"));
  EXPECT_EQ(own({{"name", "mine"}}).pace, readings().front().pace) << "without 'like': the first";
}

TEST(OwnReading, MayBeginWithOneOfTheFilmsOwn) {
  const Json first = *whole_reading({{"name", "patient"}, {"like", "intimate"}, {"pace", 2.0}}, {});
  const Json second = *whole_reading({{"name", "cold"}, {"like", "patient"}, {"tighter", -1}}, {first});
  EXPECT_EQ(reading_from_json(second)->pace, 2.0);
  EXPECT_EQ(reading_from_json(second)->tighter, -1);
  EXPECT_FALSE(second.contains("like")) << "it stands for itself";
}

TEST(OwnReading, ThatIsWrongSaysWhichKeyAndWhatThereIs) {
  const auto message = [](const Json& written) { return whole_reading(written, {}).error().message; };
  EXPECT_THAT(message({{"name", "tense"}}), HasSubstr("already"));
  EXPECT_THAT(message({{"pace", 2.0}}), ::testing::StartsWith("'name'"));
  EXPECT_THAT(message({{"name", "Far Away"}}), ::testing::StartsWith("'name'"));
  EXPECT_THAT(message({{"name", "far"}, {"like", "intimat"}}), AllOf(::testing::StartsWith("'like'"), HasSubstr("Did you mean 'intimate'?")));
  EXPECT_THAT(message({{"name", "far"}, {"pace", 9.0}}), ::testing::StartsWith("'pace'"));
  EXPECT_THAT(message({{"name", "far"}, {"handheld", "often"}}), HasSubstr("crisis"));
  EXPECT_THAT(message({{"name", "far"}, {"ways", {{"colse", {{"appeal", 1.0}}}}}}), AllOf(::testing::StartsWith("'ways.colse'"), HasSubstr("Did you mean 'close'?")));
  EXPECT_THAT(message({{"name", "far"}, {"ways", {{"close", {{"lenses", {85, 1000}}}}}}}), ::testing::StartsWith("'ways.close.lenses'"));
}

TEST(OwnReading, IsATakeAfterTheOthersAndFirstWhereTheFilmAsksForIt) {
  const std::vector<Reading> mine = {own({{"name", "patient"}, {"like", "intimate"}})};
  EXPECT_EQ(reading_of_take("classical", readings().size(), mine), "patient");
  EXPECT_EQ(reading_of_take("patient", 0, mine), "patient");
  EXPECT_EQ(reading_of_take("patient", 1, mine), readings().front().name);
  EXPECT_TRUE(check_reading("patient", mine));
  EXPECT_THAT(check_reading("patiens", mine).error().message, HasSubstr("Did you mean 'patient'?"));
}

TEST(OwnReading, PlansTheSceneAsItSays) {
  Case c = stage(random_scene(5, 2, 30, false), room(6, 5));
  const std::size_t classical = c.cover().shots.size();
  c.look.own_readings = {own({{"name", "slow"}, {"pace", 2.5}, {"moves", 0.0}, {"ways", {{"insert", {{"appeal", -2.0}}}}}})};
  EXPECT_EQ(c.cover().shots.size(), classical) << "it is there, but not asked for";
  c.look.style = "slow";
  const ShotList slow = c.cover();
  EXPECT_LT(slow.shots.size(), 0.7 * static_cast<double>(classical));
  EXPECT_NEAR(wanted_mean(c.look).value, 2.5 * c.look.mean_shot.value, 1e-9);
  for (const Shot& s : slow.shots) EXPECT_NE(s.framing, Framing::kInsert) << s.id;
}

}  // namespace
}  // namespace auteur::camera
