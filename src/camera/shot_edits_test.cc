#include "auteur/camera/shot_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/camera/rig.h"
#include "auteur/camera/shot_table.h"
#include "optics.h"
#include "testing.h"
#include "view.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using camera::testing::Case;
using camera::testing::stage;
using ::testing::HasSubstr;

Case kitchen() { return stage(kitchen_scene(), room()); }
Case random_talk(std::uint64_t seed) {
  Random random(mix(seed, 3));
  return stage(random_scene(seed, 2 + random.below(2), 8 + random.below(10), false), room(6.f, 5.f));
}
ShotEdit change(const std::string& id) {
  ShotEdit e;
  e.id = id, e.by = "D. Rector";
  return e;
}
double middle(const Shot& s) { return 0.5 * (s.end - s.start).value; }
scene::Camera in_the_middle(const Shot& s) { return camera_at(s, Seconds(middle(s))); }
Body subject(const Case& c, const Shot& s) {
  const auto request = c.request();
  const View view(request);
  return view.body(view.index_of(s.subjects.front()), s.start.value + middle(s));
}
void expect_tiles(const ShotList& list, double length) {
  ASSERT_FALSE(list.shots.empty());
  double at = 0;
  for (const Shot& s : list.shots) {
    EXPECT_DOUBLE_EQ(s.start.value, at) << s.id;
    EXPECT_GE((s.end - s.start).value, 0.5 - 1e-6) << s.id;
    EXPECT_FALSE(s.keys.empty());
    for (std::size_t k = 0; k < s.keys.size(); ++k) {
      EXPECT_LE(s.keys[k].at.value, (s.end - s.start).value + 1e-4) << s.id;
      EXPECT_GE(s.keys[k].at.value, -1e-6) << s.id;
      if (k > 0) {
        EXPECT_GT(s.keys[k].at.value, s.keys[k - 1].at.value) << s.id;
      }
    }
    at = s.end.value;
  }
  EXPECT_DOUBLE_EQ(at, length);
}

TEST(ShotEdits, NoEditsChangeNothing) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  EXPECT_EQ(to_json(edit_shots(c.request(), list, {}).list), to_json(list));
}

TEST(ShotEdits, AnotherLensKeepsTheFramingAndSaysWhoAsked) {
  int done = 0;
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    const Case c = random_talk(seed);
    const ShotList list = c.cover();
    for (const Shot& s : list.shots) {
      if (s.framing != Framing::kSingle || s.subjects.empty()) continue;
      ShotEdit e = change(s.id);
      e.lens = std::round(static_cast<double>(in_the_middle(s).focal_mm) * 0.8);
      const auto edited = edit_shots(c.request(), list, {e});
      if (!edited.refused.empty()) {
        EXPECT_EQ(edited.refused[0].key, "lens");
        EXPECT_EQ(to_json(edited.list), to_json(list));
        continue;
      }
      const Shot& t = edited.list.shots[static_cast<std::size_t>(&s - list.shots.data())];
      EXPECT_NEAR(static_cast<double>(in_the_middle(t).focal_mm), *e.lens, 0.01);
      const Body b = subject(c, s);
      const double before = static_cast<double>(project(in_the_middle(s), c.look.aspect, b.eyes).z / in_the_middle(s).focal_mm), after = static_cast<double>(project(in_the_middle(t), c.look.aspect, b.eyes).z / in_the_middle(t).focal_mm);
      EXPECT_NEAR(after / before, 1, 0.1) << t.id;  // as large in the frame
      EXPECT_NEAR(static_cast<double>(project(in_the_middle(t), c.look.aspect, b.eyes).x), static_cast<double>(project(in_the_middle(s), c.look.aspect, b.eyes).x), 0.08);
      EXPECT_THAT(t.reason, HasSubstr("D. Rector asked for " + std::to_string(static_cast<int>(*e.lens)) + " mm"));
      EXPECT_EQ(without_requests(t.reason), s.reason);
      expect_tiles(edited.list, c.staging.length.value);
      ++done;
    }
  }
  EXPECT_GT(done, 3);
}

TEST(ShotEdits, AnotherSizeIsTheSizeThatIsMeasured) {
  int done = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < 1; ++seed) {
    const Case c = random_talk(seed);
    const ShotList list = c.cover();
    for (const Shot& s : list.shots)
      for (const Size size : {Size::kCloseUp, Size::kMediumCloseUp, Size::kMedium, Size::kMediumLong}) {
        if (s.framing != Framing::kSingle || s.subjects.empty()) continue;
        ShotEdit e = change(s.id);
        e.size = size_term(size);
        const auto edited = edit_shots(c.request(), list, {e});
        if (!edited.refused.empty()) {
          ++refused;
          continue;
        }
        const Shot& t = edited.list.shots[static_cast<std::size_t>(&s - list.shots.data())];
        EXPECT_EQ(t.size, size) << t.id;
        const Body b = subject(c, t);
        EXPECT_EQ(measured_size(in_the_middle(t), c.look.aspect, b.eyes, b.head_height), size) << t.id;
        const Vec3 eyes = project(in_the_middle(t), c.look.aspect, b.eyes);
        EXPECT_LT(std::abs(eyes.x), 0.5f);
        EXPECT_GT(eyes.y, 0.f);
        EXPECT_LT(eyes.y, 0.45f);
        ++done;
      }
  }
  EXPECT_GT(done, 3 * refused);
}

TEST(ShotEdits, AnotherHeightLeavesTheSubjectWhereItIsInTheFrame) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  int done = 0;
  for (const Shot& s : list.shots) {
    if (s.subjects.empty() || s.framing != Framing::kSingle) continue;
    ShotEdit e = change(s.id);
    e.height = 0.8;
    const auto edited = edit_shots(c.request(), list, {e});
    if (!edited.refused.empty()) continue;
    const Shot& t = edited.list.shots[static_cast<std::size_t>(&s - list.shots.data())];
    EXPECT_NEAR(static_cast<double>(in_the_middle(t).position.y), 0.8, 0.02);
    EXPECT_EQ(t.size, s.size);
    const Body b = subject(c, s);
    const Vec3 before = project(in_the_middle(s), c.look.aspect, b.eyes), after = project(in_the_middle(t), c.look.aspect, b.eyes);
    EXPECT_NEAR(static_cast<double>(before.x), static_cast<double>(after.x), 0.05);
    EXPECT_NEAR(static_cast<double>(before.y), static_cast<double>(after.y), 0.05);
    ++done;
  }
  EXPECT_GT(done, 0);
}

TEST(ShotEdits, ACameraThatStandsStillGoesOnStandingStill) {
  int turned = 0;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Case c = random_talk(seed);
    const ShotList list = c.cover();
    for (std::size_t i = 0; i < list.shots.size(); ++i) {
      const Shot& s = list.shots[i];
      if (s.movement != Movement::kPan || s.subjects.empty() || s.framing == Framing::kInsert) continue;
      for (const char* what : {"lens", "size", "height"}) {
        ShotEdit e = change(s.id);
        if (*what == 'l') e.lens = 0.85 * static_cast<double>(in_the_middle(s).focal_mm);
        if (*what == 's') e.size = size_term(static_cast<Size>(std::max(1, static_cast<int>(s.size) - 1)));
        if (*what == 'h') e.height = static_cast<double>(in_the_middle(s).position.y) - 0.2;
        const auto edited = edit_shots(c.request(), list, {e});
        if (!edited.refused.empty()) continue;
        EXPECT_LT(measure_move(edited.list.shots[i]).travel, 0.02) << s.id << " " << what;
        ++turned;
      }
    }
  }
  EXPECT_GT(turned, 0);
}

TEST(ShotEdits, AMovedCutGivesToOneShotWhatItTakesFromTheOther) {
  for (std::uint64_t seed = 0; seed < 1; ++seed) {
    const Case c = random_talk(seed);
    const ShotList list = c.cover();
    for (std::size_t i = 0; i < list.shots.size(); ++i) {
      const Shot& s = list.shots[i];
      for (const double by : {-0.3, 0.4}) {
        ShotEdit e = change(s.id);
        e.seconds = (s.end - s.start).value + by;
        const auto edited = edit_shots(c.request(), list, {e});
        expect_tiles(edited.list, c.staging.length.value);
        ASSERT_EQ(edited.list.shots.size(), list.shots.size());
        if (!edited.refused.empty()) continue;
        const Shot& t = edited.list.shots[i];
        EXPECT_NEAR((t.end - t.start).value, *e.seconds, 1.0 / 48 + 1e-6) << s.id;
        // What its camera did at a moment of the scene, it does still.
        for (double at = std::max(s.start.value, t.start.value) + 0.05; at < std::min(s.end.value, t.end.value); at += 0.3) {
          if (s.keys.size() > 2 || s.keys.empty()) break;
          const Vec3 off = camera_at(s, Seconds(at - s.start.value)).position - camera_at(t, Seconds(at - t.start.value)).position;
          EXPECT_LT(glm::length(off), 0.35f) << s.id;
        }
      }
    }
  }
}

TEST(ShotEdits, ACutMayBeSetOnTheScenesClock) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  ASSERT_GE(list.shots.size(), 3u);
  ShotEdit e = change(list.shots[1].id);
  e.until = list.shots[1].end.value + 0.5;
  const auto edited = edit_shots(c.request(), list, {e});
  ASSERT_TRUE(edited.refused.empty()) << edited.refused[0].message;
  EXPECT_NEAR(edited.list.shots[2].start.value, *e.until, 1.0 / 48);
  EXPECT_THAT(edited.list.shots[2].reason, HasSubstr("D. Rector moved its cut with " + list.shots[1].id));
  expect_tiles(edited.list, c.staging.length.value);
}

TEST(ShotEdits, ARemovedShotIsFilledByItsNeighbourAndNamesStay) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  ASSERT_GE(list.shots.size(), 3u);
  for (std::size_t gone = 0; gone < list.shots.size(); ++gone) {
    ShotEdit e = change(list.shots[gone].id);
    e.remove = true, e.note = "too pretty";
    const auto edited = edit_shots(c.request(), list, {e});
    ASSERT_TRUE(edited.refused.empty());
    expect_tiles(edited.list, c.staging.length.value);
    std::vector<std::string> before, after;
    for (const Shot& s : list.shots)
      if (s.id != e.id) before.push_back(s.id);
    for (const Shot& s : edited.list.shots) after.push_back(s.id);
    EXPECT_EQ(before, after);
    EXPECT_THAT(edited.list.shots[gone == 0 ? 0 : gone - 1].reason, HasSubstr("D. Rector removed " + e.id + " (too pretty)"));
  }
  // All but one.
  std::vector<ShotEdit> edits;
  for (std::size_t i = 1; i < list.shots.size(); ++i) edits.push_back(change(list.shots[i].id)), edits.back().remove = true;
  const auto one = edit_shots(c.request(), list, edits);
  EXPECT_EQ(one.list.shots.size(), 1u);
  expect_tiles(one.list, c.staging.length.value);
  edits.push_back(change(list.shots[0].id)), edits.back().remove = true;
  const auto none = edit_shots(c.request(), list, edits);
  ASSERT_EQ(none.refused.size(), 1u);
  EXPECT_THAT(none.refused[0].message, HasSubstr("only one left"));
}

TEST(ShotEdits, MovesAreMadeStaticSmallerOrNew) {
  int pushed = 0;
  for (std::uint64_t seed = 0; seed < 1; ++seed) {
    const Case c = random_talk(seed);
    const ShotList list = c.cover();
    for (std::size_t i = 0; i < list.shots.size(); ++i) {
      const Shot& s = list.shots[i];
      ShotEdit e = change(s.id);
      e.movement = "static";
      auto edited = edit_shots(c.request(), list, {e});
      ASSERT_TRUE(edited.refused.empty()) << edited.refused[0].message;
      EXPECT_EQ(edited.list.shots[i].movement, Movement::kStatic);
      EXPECT_EQ(edited.list.shots[i].keys.size(), s.movement == Movement::kStatic ? s.keys.size() : 1u);
      e.movement = "smaller";
      edited = edit_shots(c.request(), list, {e});
      if (s.keys.size() < 2) {
        ASSERT_EQ(edited.refused.size(), 1u);
        EXPECT_EQ(edited.refused[0].key, "movement");
      } else {
        ASSERT_TRUE(edited.refused.empty());
        EXPECT_LE(measure_move(edited.list.shots[i]).travel, 0.6 * measure_move(s).travel + 0.01);
      }
      e.movement = "push-in";
      edited = edit_shots(c.request(), list, {e});
      if (!edited.refused.empty() || s.framing != Framing::kSingle || s.movement == Movement::kPushIn) continue;
      const Shot& t = edited.list.shots[i];
      EXPECT_EQ(t.movement, Movement::kPushIn);
      EXPECT_FALSE(rig_for(t, false).name.empty());
      EXPECT_LT(t.keys.back().camera.focus_distance, t.keys.front().camera.focus_distance);
      ++pushed;
    }
  }
  EXPECT_GT(pushed, 0);
}

TEST(ShotEdits, WhatCannotBeDoneIsToldWithTheWayOut) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  const auto refused = [&](const ShotEdit& e) {
    const auto edited = edit_shots(c.request(), list, {e});
    EXPECT_EQ(edited.refused.size(), 1u);
    return edited.refused.empty() ? RefusedEdit{} : edited.refused[0];
  };
  EXPECT_THAT(refused(change("1Q")).message, HasSubstr("has no shot '1Q'"));
  ShotEdit both = change(list.shots[0].id);
  both.seconds = 2, both.until = 3;
  EXPECT_EQ(refused(both).key, "until");
  ShotEdit gone = change(list.shots[0].id);
  gone.remove = true, gone.lens = 50;
  EXPECT_EQ(refused(gone).key, "remove");
  ShotEdit long_one = change(list.shots[0].id);
  long_one.seconds = 500;
  EXPECT_THAT(refused(long_one).message, HasSubstr("between"));
  ShotEdit far = change(list.shots.back().id);
  far.lens = 400;
  EXPECT_THAT(refused(far).message, HasSubstr("cannot stand"));
  ShotEdit odd = change(list.shots[0].id);
  odd.size = "enormous";
  EXPECT_EQ(refused(odd).key, "size");
  odd.size.clear(), odd.movement = "whirl";
  EXPECT_EQ(refused(odd).key, "movement");
  odd.movement = "pan";
  if (list.shots[0].movement != Movement::kPan) {
    EXPECT_EQ(refused(odd).key, "movement");
  }
  const auto twice = edit_shots(c.request(), list, {change(list.shots[0].id), change(list.shots[0].id)});
  ASSERT_EQ(twice.refused.size(), 1u);
  Case strict = kitchen();
  strict.look.movements = {"static"};
  const ShotList still = strict.cover();
  ShotEdit push = change(still.shots[0].id);
  push.movement = "push-in";
  const auto forbidden = edit_shots(strict.request(), still, {push});
  ASSERT_EQ(forbidden.refused.size(), 1u);
  EXPECT_THAT(forbidden.refused[0].message, HasSubstr("bible/look.toml"));
}

TEST(ShotEdits, NoWishesBreakTheClockOrTheCamera) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Case c = random_talk(seed);
    const ShotList list = c.cover();
    Random r(seed + 100);
    std::vector<ShotEdit> edits;
    for (const Shot& s : list.shots) {
      ShotEdit e = change(s.id);
      if (r.below(4) == 0) e.lens = r.range(10.0, 200.0);
      if (r.below(4) == 0) e.size = size_term(static_cast<Size>(r.below(7)));
      if (r.below(4) == 0) e.height = r.range(0.0, 4.0);
      if (r.below(4) == 0) e.movement = std::vector<std::string>{"static", "smaller", "push-in", "pull-out", "pan"}[static_cast<std::size_t>(r.below(5))];
      if (r.below(3) == 0) e.seconds = r.range(-1.0, 9.0);
      if (r.below(8) == 0) e.remove = true;
      edits.push_back(e);
    }
    const auto edited = edit_shots(c.request(), list, edits);
    expect_tiles(edited.list, c.staging.length.value);
    for (const Shot& s : edited.list.shots)
      for (const CameraKey& k : s.keys) {
        const scene::Camera& camera = k.camera;
        for (const float v : {camera.position.x, camera.position.y, camera.position.z, camera.target.x, camera.target.y, camera.target.z, camera.focal_mm, camera.focus_distance}) EXPECT_TRUE(std::isfinite(v)) << s.id;
      }
    const auto back = shot_edits_from_json(to_json(edits));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(edits));
  }
}

// --- the table

std::vector<ShotRow> rows_of(const Case& c) { return shot_rows(c.request(), c.cover()); }
CsvTable table_of(const std::string& text) { return *read_csv(text, "t.csv"); }

TEST(ShotTable, TheListAsItWasWrittenChangesNothing) {
  const auto rows = rows_of(kitchen());
  const auto changes = changes_in_table(table_of(to_csv(rows)), "t.csv", rows);
  ASSERT_TRUE(changes) << changes.error().text();
  EXPECT_TRUE(changes->edits.empty());
  EXPECT_TRUE(changes->cannot.empty());
}

TEST(ShotTable, ChangedCellsBecomeWishesAndTheRestIsNamed) {
  const auto rows = rows_of(kitchen());
  ASSERT_GE(rows.size(), 3u);
  auto changed = rows;
  changed[0].focal_mm = 77, changed[0].note = "check the lamp";
  changed[1].rig = "crane", changed[1].seconds += 1;
  changed[2].shot = "9Z";
  const auto changes = changes_in_table(table_of(to_csv(changed)), "t.csv", rows);
  ASSERT_TRUE(changes) << changes.error().text();
  ASSERT_EQ(changes->edits.size(), 3u);
  EXPECT_EQ(changes->edits[0].lens, 77);
  EXPECT_EQ(changes->edits[0].note, "check the lamp");
  EXPECT_NEAR(*changes->edits[1].seconds, rows[1].seconds + 1, 0.006);
  EXPECT_TRUE(changes->edits[2].remove);
  EXPECT_EQ(changes->edits[2].id, rows[2].shot);
  ASSERT_EQ(changes->cannot.size(), 2u);
  EXPECT_THAT(changes->cannot[0], HasSubstr("rig"));
  EXPECT_THAT(changes->cannot[1], HasSubstr("no shot '9Z'"));
}

TEST(ShotTable, ATableThatIsOlderThanThePlanIsRefused) {
  const auto rows = rows_of(kitchen());
  auto then = rows;
  then[1].start += 1;
  const auto changes = changes_in_table(table_of(to_csv(then)), "t.csv", rows);
  ASSERT_FALSE(changes);
  EXPECT_EQ(changes.error().code, ErrorCode::kConflict);
  EXPECT_EQ(changes.error().place.line, 3);
}

TEST(ShotTable, OtherColumnsOrdersAndCommasAreUnderstood) {
  const auto rows = rows_of(kitchen());
  std::string text = "Height m;SHOT;my own\n";
  for (const ShotRow& r : rows) text += (r.shot == rows[0].shot ? std::string("1,05") : csv_cells(r)[11]) + ";" + r.shot + ";x\n";
  const auto changes = changes_in_table(table_of(text), "t.csv", rows);
  ASSERT_TRUE(changes) << changes.error().text();
  ASSERT_EQ(changes->edits.size(), 1u);
  EXPECT_NEAR(*changes->edits[0].height, 1.05, 1e-9);
  ASSERT_EQ(changes->cannot.size(), 1u);
  EXPECT_THAT(changes->cannot[0], HasSubstr("my own"));
}

TEST(ShotTable, WhatIsNoShotListSaysWhere) {
  const auto rows = rows_of(kitchen());
  const auto wrong = [&](const std::string& text) {
    const auto changes = changes_in_table(table_of(text), "t.csv", rows);
    EXPECT_FALSE(changes) << text;
    return changes ? Error{} : changes.error();
  };
  EXPECT_THAT(wrong("a,b\n1,2\n").message, HasSubstr("no column 'shot'"));
  EXPECT_THAT(wrong("").message, HasSubstr("empty"));
  const Error number = wrong("shot,mm\n" + rows[0].shot + ",fifty\n");
  EXPECT_EQ(number.place.line, 2);
  EXPECT_EQ(number.place.column, 2);
  EXPECT_EQ(wrong("shot,size\n" + rows[0].shot + ",huge\n").place.line, 2);
  EXPECT_THAT(wrong("shot,mm\n1A,20\n1A,30\n").message, HasSubstr("twice"));
}

}  // namespace
}  // namespace auteur::camera
