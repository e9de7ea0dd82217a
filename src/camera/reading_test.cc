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

}  // namespace
}  // namespace auteur::camera
