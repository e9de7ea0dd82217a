#include "auteur/camera/intercut.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "auteur/camera/continuity.h"
#include "auteur/screenplay/fountain.h"
#include "auteur/screenplay/intercut.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using namespace camera::testing;

const char* kCall = R"(INT. VAN - DAY

BENNY (45) sits on a chair. His phone rings.

BENNY
(into the phone)
Hello? Who is this, and what do you want from me at this hour?

> INTERCUT WITH:

INT. OFFICE - DAY

VICTOR (52) stands at the window.

VICTOR
(into the phone)
Benny. It is about the trombone that you have left on the bus, and I want to know who has it now.

BENNY
(into the phone)
Yes?

VICTOR
(into the phone)
I want you to go there tomorrow and claim it, whatever they say, whatever it costs, and bring it to me.

BENNY
(into the phone)
And if they ask me for my name?

VICTOR
(into the phone)
Then you have one.
)";

struct Call {
  screenplay::Breakdown script;
  Case near, far;
  Ends ends;

  Call() {
    script = screenplay::break_down(screenplay::parse_fountain(kCall, "call.fountain").value().script);
    const auto other = screenplay::far_end_of(script, script.scenes.back());
    EXPECT_TRUE(other);
    near.scene = script.scenes.back();
    if (other) far.scene = *other;
    near.set = room(5, 4), far.set = room(6, 5);
    near.people = measures_for(near.scene), far.people = measures_for(far.scene);
    staging::StagingRequest r;
    r.scene = &near.scene, r.set = &near.set, r.people = near.people, r.far_filmed = true;
    near.staging = staging::stage_scene(r);
    staging::StagingRequest f;
    f.scene = &far.scene, f.set = &far.set, f.people = far.people, f.clock = near.staging.beats, f.length = near.staging.length;
    far.staging = staging::stage_scene(f);
    ends = intercut(near.staging, near.scene);
  }
};

TEST(Intercut, BothEndsSpeakOnOneClock) {
  const Call c;
  EXPECT_EQ(c.far.staging.length.value, c.near.staging.length.value);
  ASSERT_EQ(c.far.staging.lines.size(), c.near.staging.lines.size());
  ASSERT_EQ(c.near.staging.lines.size(), 5u);
  for (std::size_t i = 0; i < c.near.staging.lines.size(); ++i) {
    const auto &here = c.near.staging.lines[i], &there = c.far.staging.lines[i];
    EXPECT_EQ(here.id, there.id);
    EXPECT_NEAR(here.start.value, there.start.value, 1e-3) << here.text;
    EXPECT_NE(here.filtered, there.filtered) << here.text;  // in the room at one end, on the line at the other
  }
}

TEST(Intercut, ThePictureIsWhereSomebodySpeaks) {
  const Call c;
  ASSERT_FALSE(c.ends.near.empty());
  ASSERT_FALSE(c.ends.far.empty());
  EXPECT_EQ(c.ends.near.front().first.value, 0);
  Windows all = c.ends.near;
  all.insert(all.end(), c.ends.far.begin(), c.ends.far.end());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i + 1 < all.size(); ++i) EXPECT_NEAR(all[i].second.value, all[i + 1].first.value, 1e-9);
  EXPECT_NEAR(all.back().second.value, c.near.staging.length.value, 1e-9);
  for (const auto& [from, to] : all) EXPECT_GE((to - from).value, 0.75);
  const auto far_at = [&](double t) { return std::any_of(c.ends.far.begin(), c.ends.far.end(), [&](const auto& w) { return t >= w.first.value && t < w.second.value; }); };
  for (const auto& line : c.near.staging.lines) {
    if ((line.end - line.start).value < 2) continue;
    const double early = line.start.value + 0.3;
    EXPECT_EQ(far_at(early), line.who == "BENNY") << line.text;
  }
}

TEST(Intercut, EachEndIsCoveredWhereItIsSeenAndTheTwoLookAtEachOther) {
  Call c;
  CoverageRequest near = c.near.request(), far = c.far.request();
  near.windows = c.ends.near, near.looks = 1;
  far.windows = c.ends.far, far.looks = -1;
  const ShotList here = cover_scene(near), there = cover_scene(far);
  const auto filmed = [](const ShotList& list) {
    double sum = 0;
    for (const Shot& s : list.shots) sum += (s.end - s.start).value;
    return sum;
  };
  EXPECT_NEAR(filmed(here) + filmed(there), c.near.staging.length.value, 1e-6);
  std::vector<Shot> all = here.shots;
  all.insert(all.end(), there.shots.begin(), there.shots.end());
  std::sort(all.begin(), all.end(), [](const Shot& a, const Shot& b) { return a.start < b.start; });
  for (std::size_t i = 0; i + 1 < all.size(); ++i) EXPECT_NEAR(all[i].end.value, all[i + 1].start.value, 1e-6);
  EXPECT_TRUE(check_continuity(near, here).empty());
  EXPECT_TRUE(check_continuity(far, there).empty());
  EXPECT_EQ(here.shots.front().scene + "A", here.shots.front().id);
  EXPECT_EQ(there.shots.front().id, "2.1A");
  // Victor to the right, Benny to the left.
  const auto looks = [](const Case& one, const ShotList& list, const std::string& who) {
    float sum = 0;
    for (const Shot& s : list.shots) {
      if (s.framing != Framing::kSingle || s.subjects.empty() || s.subjects.front() != who) continue;
      const Seconds t = 0.5 * (s.start + s.end);
      const auto state = staging::person_at(one.staging, who, t, one.people);
      const auto axes = scene::axes_of(camera_at(s, t - s.start));
      sum += glm::dot(staging::face_direction(state, one.people.at(who)), axes.right);
    }
    return sum;
  };
  EXPECT_GT(looks(c.near, here, "VICTOR"), 0.f);
  EXPECT_LT(looks(c.far, there, "BENNY"), 0.f);
}

}  // namespace
}  // namespace auteur::camera
