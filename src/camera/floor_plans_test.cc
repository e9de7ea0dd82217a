#include "auteur/camera/floor_plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "auteur/camera/rig.h"
#include "auteur/world/floor_plan.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using staging::testing::kitchen_scene;
using staging::testing::open_ground;
using staging::testing::random_scene;
using staging::testing::room;

struct Sheet {
  testing::Case c;
  ShotList list;
  CoverageRequest request;
  media::Drawing page;
  explicit Sheet(testing::Case given) : c(std::move(given)), list(c.cover()), request(c.request()) { page = floor_plan({"A Film", c.scene.heading, &list, request}); }
};

std::vector<std::string> words_of(const media::Drawing& d) {
  std::vector<std::string> out;
  for (const auto& m : d.marks)
    if (const auto* w = std::get_if<media::Words>(&m)) out.push_back(w->text);
  return out;
}

TEST(FloorPlans, EveryShotIsInOneSetUpAndNamedOnThePage) {
  const Sheet s(testing::stage(kitchen_scene(), room()));
  std::multiset<std::string> ids;
  for (const auto& setup : plan_setups(s.request, s.list)) {
    for (const Shot* shot : setup.shots) {
      ids.insert(shot->id);
      EXPECT_LT(glm::length(shot->keys.front().camera.position - setup.camera.position), 0.06f) << shot->id;
    }
  }
  EXPECT_EQ(ids.size(), s.list.shots.size());
  for (const Shot& shot : s.list.shots) EXPECT_EQ(ids.count(shot.id), 1u) << shot.id;
  const auto words = words_of(s.page);
  for (const auto& setup : plan_setups(s.request, s.list)) EXPECT_GE(std::count(words.begin(), words.end(), std::to_string(setup.number)), 2) << "on the plan and in the list";
}

TEST(FloorPlans, PeopleStandAndWalkWhereTheStagingHasThem) {
  const testing::Case c = testing::stage(kitchen_scene(), room());
  const auto request = c.request();
  const auto ways = plan_ways(request);
  ASSERT_EQ(ways.size(), 2u);
  std::set<std::string> marks;
  for (const auto& w : ways) {
    EXPECT_FALSE(w.ways.empty()) << w.who << " walks";
    for (const auto& stop : w.stops) {
      EXPECT_TRUE(marks.insert(stop.mark).second) << stop.mark;
      bool there = false;
      for (double t = 0; t < c.staging.length.value; t += 0.1) {
        const auto now = staging::person_at(c.staging, w.who, Seconds(t), c.people);
        there = there || (now.present && glm::length(now.position - stop.position) < 0.05f);
      }
      EXPECT_TRUE(there) << stop.mark;
    }
  }
}

// Whatever stands where: the page is finite, inside its paper, and no number lies on another.
TEST(FloorPlans, NothingFallsOffThePageAndNumbersDoNotOverlap) {
  int overlaps = 0, numbers = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Sheet s(testing::stage(seed == 0 ? kitchen_scene() : random_scene(seed, 4, 24, seed % 3 == 2), seed % 4 == 3 ? open_ground() : room(4.f + static_cast<float>(seed % 3), 4)));
    for (const auto& mark : s.page.marks) {
      const auto on_paper = [&](media::Spot p) {
        EXPECT_TRUE(std::isfinite(p.x) && std::isfinite(p.y));
      };
      if (const auto* l = std::get_if<media::Line>(&mark)) for (const auto& p : l->points) on_paper(p);
      if (const auto* a = std::get_if<media::Area>(&mark)) for (const auto& p : a->outline) on_paper(p);
      if (const auto* w = std::get_if<media::Words>(&mark)) {
        EXPECT_GE(w->at.x, 0) << w->text;
        EXPECT_LE(w->at.x, s.page.width) << w->text;
        EXPECT_GE(w->at.y, 0) << w->text;
        EXPECT_LE(w->at.y, s.page.height) << w->text;
      }
    }
    // The white plates of the numbers.
    std::vector<world::Taken::Rect> plates;
    for (const auto& mark : s.page.marks)
      if (const auto* a = std::get_if<media::Area>(&mark); a && a->fill.r == 255 && a->fill.opacity > 0.91 && a->fill.opacity < 0.93) plates.push_back({a->outline[0].x, a->outline[0].y, a->outline[2].x, a->outline[2].y});
    for (std::size_t i = 0; i < plates.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) overlaps += plates[i].left < plates[k].right && plates[k].left < plates[i].right && plates[i].top < plates[k].bottom && plates[k].top < plates[i].bottom;
    numbers += static_cast<int>(plates.size());
    EXPECT_EQ(plates.size(), plan_setups(s.request, s.list).size());
  }
  EXPECT_GT(numbers, 60);
  EXPECT_EQ(overlaps, 0);
}

TEST(FloorPlans, AMoveHasItsTrackAndTheSameSceneTheSamePage) {
  Sheet s(testing::stage(kitchen_scene(), room()));
  const auto lines = [](const media::Drawing& d) { return std::count_if(d.marks.begin(), d.marks.end(), [](const auto& m) { return std::holds_alternative<media::Line>(m); }); };
  for (Shot& shot : s.list.shots) shot.keys.resize(1);
  const auto still = floor_plan({"A Film", "", &s.list, s.request});
  CameraKey end = s.list.shots.front().keys.front();
  end.at = s.list.shots.front().end - s.list.shots.front().start;
  end.camera.position += Vec3(1, 0, 0.2f);
  s.list.shots.front().keys.push_back(end);
  EXPECT_GT(lines(floor_plan({"A Film", "", &s.list, s.request})), lines(still) + 3);
  EXPECT_EQ(media::svg_of(floor_plan({"A Film", "", &s.list, s.request})), media::svg_of(floor_plan({"A Film", "", &s.list, s.request})));
  const auto pdf = media::pdf_of_pages({still, still});
  ASSERT_TRUE(pdf);
  const std::string text(pdf->begin(), pdf->end());
  EXPECT_THAT(text, ::testing::HasSubstr("/Count 2"));
}

}  // namespace
}  // namespace auteur::camera
