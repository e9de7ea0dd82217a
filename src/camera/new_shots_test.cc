// Shots that are put in and shots that are divided.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "auteur/camera/composition.h"
#include "auteur/camera/continuity.h"
#include "auteur/camera/shot_edits.h"
#include "auteur/camera/shot_table.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using camera::testing::Case;
using camera::testing::stage;
using ::testing::HasSubstr;

Case kitchen() { return stage(kitchen_scene(), room()); }
Case talk() { return stage(random_scene(5, 2, 20, false), room(6.f, 5.f)); }

ShotEdit behind(const std::string& shot) {
  ShotEdit e;
  e.after = shot, e.by = "D. Rector";
  return e;
}
ShotEdit divided(const std::string& shot, double at) {
  ShotEdit e;
  e.split = shot, e.at = at, e.by = "D. Rector";
  return e;
}
std::vector<std::string> names(const ShotList& list) {
  std::vector<std::string> out;
  for (const Shot& s : list.shots) out.push_back(s.id);
  return out;
}
void expect_tiles(const ShotList& list, double length) {
  double at = 0;
  for (const Shot& s : list.shots) {
    EXPECT_DOUBLE_EQ(s.start.value, at) << s.id;
    EXPECT_GE((s.end - s.start).value, 0.5 - 1e-6) << s.id;
    EXPECT_FALSE(s.keys.empty()) << s.id;
    at = s.end.value;
  }
  EXPECT_DOUBLE_EQ(at, length);
}
const Shot& shot(const ShotList& list, const std::string& id) {
  for (const Shot& s : list.shots)
    if (s.id == id) return s;
  ADD_FAILURE() << "no shot " << id;
  return list.shots.front();
}
// A shot long enough to be divided, of one person, and not the last.
const Shot& long_single(const ShotList& list, double least = 3) {
  for (const Shot& s : list.shots)
    if (s.framing == Framing::kSingle && !s.subjects.empty() && (s.end - s.start).value >= least && &s != &list.shots.back()) return s;
  ADD_FAILURE() << "no such shot";
  return list.shots.front();
}

TEST(NewShots, ADividedShotIsTwoOfTheSamePictureAndNoOtherIsRenamed) {
  const Case c = talk();
  const ShotList list = c.cover();
  const Shot& old = long_single(list);
  const double at = std::round((0.5 * (old.start + old.end).value) * 24) / 24;
  const auto edited = edit_shots(c.request(), list, {divided(old.id, at)});
  ASSERT_TRUE(edited.refused.empty()) << edited.refused[0].message;
  expect_tiles(edited.list, c.staging.length.value);
  auto then = names(edited.list);
  EXPECT_EQ(std::erase(then, old.id + "A"), 1);
  EXPECT_EQ(then, names(list));
  const Shot &first = shot(edited.list, old.id), &second = shot(edited.list, old.id + "A");
  EXPECT_NEAR(first.end.value, at, 1e-9);
  EXPECT_EQ(first.end, second.start);
  EXPECT_EQ(second.subjects, old.subjects);
  for (const double t : {0.1, 0.6, 0.9}) {
    const double when = old.start.value + t * (old.end - old.start).value;
    const Shot& now = when < at ? first : second;
    EXPECT_LT(glm::length(camera_at(now, Seconds(when) - now.start).position - camera_at(old, Seconds(when) - old.start).position), 0.06f);
  }
}

TEST(NewShots, TheSecondPartMayBeAnotherPicture) {
  const Case c = talk();
  const ShotList list = c.cover();
  int done = 0;
  for (const Shot& old : list.shots) {
    if (old.framing != Framing::kSingle || old.subjects.empty() || (old.end - old.start).value < 2 || old.size == Size::kCloseUp) continue;
    ShotEdit e = divided(old.id, std::round((0.5 * (old.start + old.end).value) * 24) / 24);
    e.size = "close-up";
    const auto edited = edit_shots(c.request(), list, {e});
    if (!edited.refused.empty()) {
      EXPECT_EQ(to_json(edited.list), to_json(list)) << "what cannot be done leaves everything as it was";
      continue;
    }
    EXPECT_EQ(shot(edited.list, old.id + "A").size, Size::kCloseUp);
    EXPECT_EQ(shot(edited.list, old.id).size, old.size);
    ++done;
  }
  EXPECT_GT(done, 0);
}

TEST(NewShots, OnePutInShowsWhomItIsAskedToAndTakesItsTimeOfTheNext) {
  const Case c = talk();
  const ShotList list = c.cover();
  int done = 0;
  for (std::size_t i = 0; i + 1 < list.shots.size(); ++i) {
    const Shot &before = list.shots[i], &next = list.shots[i + 1];
    if ((next.end - next.start).value < 2) continue;
    for (const auto& [who, measures] : c.people) {
      ShotEdit e = behind(before.id);
      e.subject = who, e.size = "medium close-up", e.seconds = 1.25;
      const auto edited = edit_shots(c.request(), list, {e});
      if (!edited.refused.empty()) {
        EXPECT_EQ(to_json(edited.list), to_json(list));
        continue;
      }
      expect_tiles(edited.list, c.staging.length.value);
      const Shot& added = shot(edited.list, before.id + "A");
      EXPECT_EQ(added.size, Size::kMediumCloseUp);
      EXPECT_EQ(added.subjects.front(), who);
      EXPECT_EQ(added.start, before.end);
      EXPECT_NEAR((added.end - added.start).value, 1.25, 1e-9);
      EXPECT_EQ(shot(edited.list, before.id).end, before.end);
      EXPECT_NEAR(shot(edited.list, next.id).start.value, next.start.value + 1.25, 1e-9);
      EXPECT_THAT(added.reason, HasSubstr("D. Rector asked for it"));
      EXPECT_THAT(shot(edited.list, next.id).reason, HasSubstr(before.id + "A"));
      // The script supervisor looks at it like at any other, and finds nothing hidden.
      const auto measured = measure_shots(c.request(), edited.list);
      for (const auto& m : measured)
        if (m.shot == added.id) {
          EXPECT_GE(m.visible, 0.95);
        }
      ++done;
    }
  }
  EXPECT_GT(done, 4);
}

TEST(NewShots, AThingIsAnInsert) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  ASSERT_FALSE(c.staging.props.empty());
  int done = 0;
  for (std::size_t i = 0; i + 1 < list.shots.size(); ++i)
    for (const auto& prop : c.staging.props) {
      ShotEdit e = behind(list.shots[i].id);
      e.subject = "the " + prop.id, e.seconds = 1;
      const auto edited = edit_shots(c.request(), list, {e});
      if (!edited.refused.empty()) continue;
      const Shot& added = shot(edited.list, list.shots[i].id + "A");
      EXPECT_EQ(added.framing, Framing::kInsert);
      EXPECT_EQ(added.prop, prop.id);
      const auto place = staging::prop_place(c.staging, prop.id, Seconds(0.5 * (added.start + added.end).value), c.people);
      ASSERT_TRUE(place);
      for (double into = 0.04; into < 1; into += 1.0 / 12) {
        const auto there = staging::prop_place(c.staging, prop.id, added.start + Seconds(into), c.people);
        ASSERT_TRUE(there);
        const Vec3 seen = project(camera_at(added, Seconds(into)), c.look.aspect, *there);
        EXPECT_LT(std::abs(seen.x), 0.8f);
        EXPECT_LT(std::abs(seen.y), 0.85f);
      }
      ++done;
    }
  EXPECT_GT(done, 0);
}

TEST(NewShots, NamesAreStableWhateverElseIsPutInOrTakenOut) {
  const Case c = talk();
  const ShotList list = c.cover();
  const Shot& old = long_single(list, 3.2);
  ShotEdit first = divided(old.id, std::round((old.start.value + 1) * 24) / 24), second = divided(old.id, std::round((old.start.value + 2) * 24) / 24);
  second.id = old.id + "M";
  // The name that was given stays with the later part, with and without the other.
  for (const auto& edits : {std::vector<ShotEdit>{second}, {second, first}}) {
    const auto edited = edit_shots(c.request(), list, edits);
    ASSERT_TRUE(edited.refused.empty()) << edited.refused[0].message;
    EXPECT_NEAR(shot(edited.list, old.id + "M").start.value, *second.at, 1e-9);
  }
  // A name of the plan is passed over: with 25 shots there is a 1AA, so the one behind 1A is 1AB.
  ShotList many = list;
  many.shots.back().id = list.shots.front().id + "A";
  const auto edited = edit_shots(c.request(), many, {divided(many.shots.front().id, std::round(0.5 * many.shots.front().end.value * 24) / 24)});
  ASSERT_TRUE(edited.refused.empty()) << edited.refused[0].message;
  EXPECT_EQ(edited.list.shots[1].id, list.shots.front().id + "B");
  // A new shot has changes of its own, and one may come behind it.
  ShotEdit more;
  more.id = old.id + "A", more.note = "twice";
  const auto twice = edit_shots(c.request(), list, {first, more, divided(old.id + "A", std::round((old.start.value + 2) * 24) / 24)});
  ASSERT_TRUE(twice.refused.empty()) << twice.refused[0].message;
  EXPECT_EQ(shot(twice.list, old.id + "A").note, "twice");
  shot(twice.list, old.id + "AA");
}

TEST(NewShots, WhereMayBeSaidByALineOrByWhatIsDone) {
  const Case c = talk();
  const ShotList list = c.cover();
  int done = 0;
  for (const staging::Line& line : c.staging.lines)
    for (const Shot& s : list.shots) {
      if (line.start.value < s.start.value + 0.6 || line.start.value > s.end.value - 0.6) continue;
      ShotEdit e = divided(s.id, 0);
      e.at.reset(), e.at_words = line.id;
      const auto edited = edit_shots(c.request(), list, {e});
      ASSERT_TRUE(edited.refused.empty()) << edited.refused[0].message;
      EXPECT_NEAR(shot(edited.list, s.id + "A").start.value, line.start.value, 1.0 / 24);
      ++done;
    }
  EXPECT_GT(done, 0);
  ShotEdit lost = divided(list.shots[0].id, 0);
  lost.at.reset(), lost.at_words = "the dragon lands";
  const auto refused = edit_shots(c.request(), list, {lost}).refused;
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].key, "at");
  EXPECT_THAT(refused[0].message, HasSubstr("the dragon lands"));
}

TEST(NewShots, WhatCannotBeSaysWhatCan) {
  const Case c = talk();
  const ShotList list = c.cover();
  const Shot &one = list.shots[1], &next = list.shots[2];
  const auto refusal = [&](const ShotEdit& e) {
    const auto edited = edit_shots(c.request(), list, {e});
    EXPECT_EQ(edited.refused.size(), 1u);
    EXPECT_EQ(to_json(edited.list), to_json(list));
    return edited.refused.empty() ? RefusedEdit{} : edited.refused[0];
  };
  EXPECT_EQ(refusal(behind("99Z")).key, "after");
  EXPECT_THAT(refusal(divided(one.id, one.end.value + 5)).message, HasSubstr("is possible"));
  ShotEdit nowhere = divided(one.id, 0);
  nowhere.at.reset();
  EXPECT_THAT(refusal(nowhere).message, HasSubstr("at = "));
  ShotEdit long_one = behind(one.id);
  long_one.subject = c.people.begin()->first, long_one.seconds = (next.end - next.start).value + 3;
  EXPECT_EQ(refusal(long_one).key, "seconds");
  ShotEdit nobody = behind(one.id);
  nobody.subject = "Zorro", nobody.seconds = 0.6;
  EXPECT_THAT(refusal(nobody).message, HasSubstr(c.people.begin()->first));
  ShotEdit named = divided(one.id, 0.5 * (one.start + one.end).value);
  named.id = one.id + "I";
  EXPECT_THAT(refusal(named).message, HasSubstr("without I and O"));
  named.id = next.id;
  EXPECT_EQ(refusal(named).key, "id");
  ShotEdit both = behind(one.id);
  both.split = one.id;
  EXPECT_EQ(refusal(both).key, "split");
}

TEST(NewShots, NoWishesBreakTheClock) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Random r(seed + 40);
    const Case c = stage(random_scene(seed, 2, 14, false), room(6.f, 5.f));
    const ShotList list = c.cover();
    std::vector<ShotEdit> edits;
    for (const Shot& s : list.shots) {
      ShotEdit e = r.below(2) == 0 ? behind(s.id) : divided(s.id, r.range(s.start.value - 1, s.end.value + 1));
      if (r.below(3) == 0) e.seconds = r.range(-1.0, 5.0);
      if (r.below(3) == 0) e.size = size_term(static_cast<Size>(r.below(7)));
      if (r.below(3) == 0) e.subject = r.below(2) == 0 ? "all" : c.people.begin()->first;
      if (r.below(4) == 0) e.at = r.range(-2.0, c.staging.length.value + 2);
      if (r.below(4) == 0) e.movement = "push-in";
      if (r.below(6) == 0) e.remove = true;
      edits.push_back(e);
    }
    const auto edited = edit_shots(c.request(), list, edits);
    expect_tiles(edited.list, c.staging.length.value);
    std::set<std::string> all;
    for (const auto& name : names(edited.list)) EXPECT_TRUE(all.insert(name).second) << name;
    for (const auto& name : names(list)) EXPECT_TRUE(all.contains(name)) << name;
    const auto back = shot_edits_from_json(to_json(edits));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(edits));
  }
}

// --- from a spreadsheet

TEST(NewShots, ARowWithANewNameBetweenTwoIsAShotPutIn) {
  const Case c = talk();
  const auto rows = shot_rows(c.request(), c.cover());
  auto changed = rows;
  ShotRow row;
  row.scene = rows[1].scene, row.shot = rows[1].shot + "A", row.size = "close-up", row.subjects = {c.people.begin()->first}, row.seconds = 1, row.description = "he must be seen";
  changed.insert(changed.begin() + 2, row);
  std::string text = "shot,size,subject,seconds,description\n";
  for (const ShotRow& r : changed) text += r.shot + "," + (r.shot == row.shot ? "close-up," + row.subjects[0] + ",1,he must be seen" : ",,,") + "\n";
  // Only the names and the new row: what is left empty elsewhere is named as no number.
  const auto wrong = changes_in_table(*read_csv(text, "t.csv"), "t.csv", rows);
  EXPECT_FALSE(wrong);
  const auto changes = changes_in_table(*read_csv("shot,subject,note\n" + [&] {
    std::string lines;
    for (const ShotRow& r : rows) lines += r.shot + ",\"" + csv_cells(r)[18] + "\",\n" + (r.shot == rows[1].shot ? rows[1].shot + "C," + row.subjects[0] + ",here\n,\"" + row.subjects[0] + "\",and here\n" : "");
    return lines;
  }(), "t.csv"), "t.csv", rows);
  ASSERT_TRUE(changes) << changes.error().text();
  ASSERT_EQ(changes->edits.size(), 2u);
  EXPECT_TRUE(changes->cannot.empty()) << changes->cannot[0];
  EXPECT_EQ(changes->edits[0].id, rows[1].shot + "A") << "a row without a name has the first that is free; the last of several is put in first";
  EXPECT_EQ(changes->edits[1].id, rows[1].shot + "C");
  for (const auto& e : changes->edits) {
    EXPECT_EQ(e.after, rows[1].shot);
    EXPECT_EQ(e.subject, row.subjects[0]);
  }
  const auto other = changes_in_table(*read_csv("shot,note\n" + rows[0].shot + ",\n9Z,new\n", "t.csv"), "t.csv", {rows[0]});
  ASSERT_TRUE(other);
  ASSERT_EQ(other->cannot.size(), 1u);
  EXPECT_THAT(other->cannot[0], HasSubstr(rows[0].shot + "A"));
}

TEST(NewShots, AreInTheListAsItIsWrittenAgain) {
  const Case c = talk();
  const ShotList list = c.cover();
  const Shot& old = long_single(list);
  const auto edited = edit_shots(c.request(), list, {divided(old.id, std::round((0.5 * (old.start + old.end).value) * 24) / 24)});
  const auto rows = shot_rows(c.request(), edited.list);
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const ShotRow& r) { return r.shot == old.id + "A"; }));
  const auto same = changes_in_table(*read_csv(to_csv(rows), "t.csv"), "t.csv", rows);
  ASSERT_TRUE(same);
  EXPECT_TRUE(same->edits.empty());
  // The two parts stand in one place: the linter says so of a cut that shows nothing else.
  bool found = false;
  for (const auto& f : check_continuity(c.request(), edited.list)) found = found || (f.first == old.id && f.second == old.id + "A" && f.rule == "thirty-degrees");
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace auteur::camera
