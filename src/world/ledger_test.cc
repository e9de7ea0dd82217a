#include <gtest/gtest.h>

#include <random>

#include "auteur/world/ledger.h"
#include "auteur/world/sun.h"
#include "auteur/world/world_check.h"

namespace auteur::world {
namespace {

screenplay::Breakdown broken_down(const std::string& fountain) {
  const auto parsed = screenplay::parse_fountain(fountain, "test.fountain");
  EXPECT_TRUE(parsed);
  return screenplay::break_down(parsed->script);
}
std::vector<Finding> found(const std::string& fountain, const Json& world = Json::object(), const std::map<std::string, Json>& cast = {}) {
  const auto b = broken_down(fountain);
  const auto calendar = make_calendar(b, world);
  EXPECT_TRUE(calendar) << calendar.error().text();
  if (!calendar) return {};
  return check_story(b, read_ledger(b, calendar->days()), *calendar, cast);
}
std::string rules_of(const std::vector<Finding>& all) {
  std::string out;
  for (const auto& f : all) out += (out.empty() ? "" : " ") + f.rule;
  return out;
}
const Event* event(const Ledger& l, EventKind kind, const std::string& what) {
  for (const auto& e : l.events)
    if (e.kind == kind && e.what == what) return &e;
  return nullptr;
}

constexpr const char* kKeys = R"(INT. KITCHEN - NIGHT

ANA (70s) takes an iron key from the shelf. She puts the key on the table. The lamp goes out.

ANA
Now go.

BEN (30s) opens the door. He drops a vase. The vase breaks.

EXT. HARBOUR - NIGHT

Ben waits.

BEN
Nobody comes.
)";

TEST(Ledger, ReadsWhatActionLinesChange) {
  const auto b = broken_down(kKeys);
  const auto l = read_ledger(b);
  const auto* key = event(l, EventKind::kMove, "key");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->holder, "ANA");
  EXPECT_GT(key->bytes.end, key->bytes.begin);
  EXPECT_TRUE(event(l, EventKind::kDark, "lamp"));
  EXPECT_TRUE(event(l, EventKind::kOpen, "door"));
  EXPECT_TRUE(event(l, EventKind::kBreak, "vase"));
  const auto after = state_before(l, "2");
  EXPECT_EQ(after.props.at("key").where, "table");
  EXPECT_EQ(after.props.at("key").holder, "");
  EXPECT_EQ(after.fixtures.at("kitchen").at("lamp").lit, false);
  EXPECT_EQ(after.fixtures.at("kitchen").at("door").open, true);
  EXPECT_TRUE(after.props.at("vase").broken);
  EXPECT_EQ(state_before(l, "1"), StoryState{});
}

TEST(Ledger, DoesNotReadWhatIsDenied) {
  const auto l = read_ledger(broken_down("INT. ROOM - DAY\n\nANA (70s) holds a cup. She does not drink. The lamp does not go out.\n\nANA\nNo.\n"));
  EXPECT_FALSE(event(l, EventKind::kConsume, "cup"));
  EXPECT_FALSE(event(l, EventKind::kDark, "lamp"));
}

TEST(Ledger, LightIsNoLampAndAHandPutOutIsNoFire) {
  const auto l = read_ledger(broken_down("INT. ROOM - DAY\n\nANA (70s) stands at the lamp. She puts out her hand to the lamp. Light comes up from the brass onto her face. Grey light comes on slowly.\n\nANA\nNo.\n"));
  EXPECT_FALSE(event(l, EventKind::kDark, "lamp"));
  EXPECT_FALSE(event(l, EventKind::kLight, "light"));
  EXPECT_FALSE(event(l, EventKind::kLight, "lamp"));
  const auto out = read_ledger(broken_down("INT. ROOM - DAY\n\nANA (70s) puts out the old lamp. She turns on the hall light.\n\nANA\nNo.\n"));
  EXPECT_TRUE(event(out, EventKind::kDark, "lamp"));
  EXPECT_TRUE(event(out, EventKind::kLight, "light"));
}

TEST(Ledger, WhatSomebodyTakesOffIsOnAgainWhenTimeHasJumped) {
  const std::string script = "INT. HALL - DAY\n\nANA (70s), an apron, puts a cup on the table. She takes off her glasses.\n\nANA\nSo.\n\n";
  const auto on = read_ledger(broken_down(script + "INT. CELLAR - CONTINUOUS\n\nAna waits.\n\nANA\nHere.\n")), later = read_ledger(broken_down(script + "INT. CELLAR - NIGHT\n\nAna waits.\n\nANA\nHere.\n"));
  EXPECT_EQ(state_before(on, "2").people.at("ANA").wears, (std::map<std::string, bool>{{"glasses", false}}));
  EXPECT_TRUE(state_before(later, "2").people.at("ANA").wears.empty());
}

// Random events over few names: laws do not depend on sense.
std::vector<Event> random_events(unsigned seed) {
  std::mt19937 r(seed);
  std::vector<Event> out;
  const char* things[] = {"cup", "key", "box~2", "door", "lamp"};
  for (int i = 0; i < 60; ++i) {
    Event e;
    e.id = std::to_string(i);
    e.scene = std::to_string(1 + r() % 5);
    e.beat = static_cast<int>(r() % 9);
    e.kind = *event_kind(event_kind_names()[r() % event_kind_names().size()]);
    e.place = r() % 2 ? "kitchen" : "harbour";
    e.what = e.kind >= EventKind::kWear && e.kind <= EventKind::kHeal ? (r() % 2 ? "ANA" : "BEN") : things[r() % 5];
    if (e.kind == EventKind::kMove) e.holder = r() % 2 ? "ANA" : "", e.where = r() % 3 == 0 ? "cup" : "table";
    e.level = static_cast<double>(r() % 3) / 2;
    if (e.what == "door" || e.what == "lamp") e.detail = "fixture";
    out.push_back(e);
  }
  return out;
}

TEST(Ledger, AppliesAnEventTwiceAsOnce) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    StoryState s;
    for (const auto& e : random_events(seed)) {
      s = apply(s, e);
      EXPECT_EQ(apply(s, e), s) << canonical_json(to_json(e));
    }
  }
}

TEST(Ledger, FoldOfAllIsFoldOfTheRestOverTheFoldOfTheSharedPrefix) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto all = random_events(seed);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{7}, std::size_t{31}, all.size()}) {
      const std::vector<Event> prefix(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(cut)), rest(all.begin() + static_cast<std::ptrdiff_t>(cut), all.end());
      EXPECT_EQ(fold(rest, fold(prefix)), fold(all));
      auto branch = prefix;  // another ending from the same state
      const auto other = random_events(seed + 100);
      branch.insert(branch.end(), other.begin(), other.end());
      EXPECT_EQ(fold(branch), fold(other, fold(prefix)));
    }
  }
}

TEST(Ledger, StateSurvivesItsDocument) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    const auto s = fold(random_events(seed));
    EXPECT_EQ(story_state_from_json(to_json(s)), s);
    for (const auto& e : random_events(seed)) EXPECT_EQ(event_from_json(to_json(e)), e);
  }
}

TEST(Ledger, FoldsInStoryOrderNotInScriptOrder) {
  const auto b = broken_down("INT. ROOM - DAY\n\nANA (70s) waits. The cup is on the table.\n\nANA\nIt broke then.\n\nINT. ROOM - NIGHT (FLASHBACK)\n\nAna drops a cup. The cup breaks.\n\nANA\nOh.\n");
  const auto l = read_ledger(b);
  ASSERT_EQ(l.order, (std::vector<std::string>{"2", "1"}));
  EXPECT_TRUE(state_before(l, "1").props.at("cup").broken);
  EXPECT_TRUE(state_before(l, "2").props.empty());
  // A person decides that it comes last after all.
  const auto decided = read_ledger(b, {{"2", 5}});
  EXPECT_EQ(decided.order, (std::vector<std::string>{"1", "2"}));
  EXPECT_TRUE(decided.events.empty() || !state_before(decided, "1").props.contains("cup") || !state_before(decided, "1").props.at("cup").broken);
}

TEST(Ledger, PeopleAddReplaceAndRemoveEvents) {
  const auto l = read_ledger(broken_down(kKeys));
  const auto* broke = event(l, EventKind::kBreak, "vase");
  ASSERT_TRUE(broke);
  LedgerEdit remove{EditKind::kRemove, {}, "", {"ledger.toml", 3, 1}};
  remove.event.id = broke->id;
  const auto without = edited(l, {remove});
  ASSERT_TRUE(without);
  EXPECT_FALSE(state_before(*without, "2").props.contains("vase") && state_before(*without, "2").props.at("vase").broken);
  LedgerEdit add{EditKind::kAdd, {}, "", {"ledger.toml", 9, 1}};
  add.event.id = "mine";
  add.event.scene = "2";
  add.event.place = "harbour";
  add.event.what = "key";
  add.event.holder = "BEN";
  add.event.by = "Dora";
  const auto with = edited(l, {add});
  ASSERT_TRUE(with);
  EXPECT_EQ(state_before(*with, "2").props.at("key").holder, "BEN");
  EXPECT_EQ(state_before(l, "2").props.at("key").holder, "");
  LedgerEdit wrong = remove;
  wrong.event.id = broke->id + "9";
  const auto no = edited(l, {wrong});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().place.line, 3);
  EXPECT_NE(no.error().message.find("Did you mean"), std::string::npos);
}

TEST(Ledger, EqualStatesHaveOneDigestAndOtherStatesAnother) {
  const auto b = broken_down(kKeys);
  const auto l = read_ledger(b);
  const auto before = seen_state(state_before(l, "1"), b, b.scenes[0]), after = seen_state(state_before(l, "2"), b, b.scenes[0]);
  EXPECT_EQ(story_state_digest(before), story_state_digest(seen_state(StoryState{}, b, b.scenes[0])));
  EXPECT_NE(story_state_digest(before), story_state_digest(after));
}

// --- checks: each with a scene that must fail and one that must pass

TEST(WorldCheck, FindsADoorThatOpenedItself) {
  EXPECT_EQ(rules_of(found("INT. HALL - DAY\n\nANA (70s) closes the door.\n\nANA\nThere.\n\nINT. HALL - CONTINUOUS\n\nThe door is open. Ana stares.\n\nANA\nWho?\n")), "unmotivated");
  EXPECT_EQ(rules_of(found("INT. HALL - DAY\n\nANA (70s) closes the door.\n\nANA\nThere.\n\nINT. HALL - CONTINUOUS\n\nAna opens the door. The door is open. Ana stares.\n\nANA\nWho?\n")), "");
}

TEST(WorldCheck, FindsAPropInTwoPlaces) {
  const std::string kitchen = "INT. KITCHEN - DAY\n\nANA (70s) takes an iron key from the shelf. She puts the key on the table.\n\nANA\nThere it stays.\n\n";
  const std::string harbour = "EXT. HARBOUR - DAY\n\nJONAS (30s) stands at the wall. He picks up the key.\n\nJONAS\nMine.\n";
  const auto all = found(kitchen + harbour);
  ASSERT_EQ(rules_of(all), "two-places");
  EXPECT_EQ(all[0].scene, "2");
  EXPECT_GT(all[0].bytes.begin, kitchen.size());
  EXPECT_EQ(rules_of(found(kitchen + "INT. KITCHEN - LATER\n\nJONAS (30s) enters.\n\nJONAS\nHello?\n\n" + harbour)), "");
}

constexpr const char* kWalk = "INT. KITCHEN - DAY\n\nANA (70s) waits.\n\nANA\nNow.\n\nEXT. HARBOUR - CONTINUOUS\n\nAna stands at the water.\n\nANA\nHere.\n";

TEST(WorldCheck, FindsAWayThatTakesLongerThanTheStoryLeaves) {
  EXPECT_EQ(rules_of(found(kWalk, {{"travel", {{"kitchen to harbour", 25.0}}}})), "impossible");
  EXPECT_EQ(rules_of(found(kWalk, {{"travel", {{"kitchen to harbour", 1.0}}}})), "");
}

TEST(WorldCheck, FindsSomebodyInTwoPlacesAtOnce) {
  const std::string script = "INT. KITCHEN - DAY\n\nANA (70s) waits.\n\nANA\nNow.\n\nEXT. HARBOUR - SAME TIME\n\n";
  EXPECT_EQ(rules_of(found(script + "Ana stands at the water.\n\nANA\nHere.\n")), "impossible");
  EXPECT_EQ(rules_of(found(script + "BEN (30s) stands at the water.\n\nBEN\nHere.\n")), "");
}

TEST(WorldCheck, FindsACostumeOfAnotherDay) {
  const std::string script = "INT. KITCHEN - DAY\n\nANA (70s) waits.\n\nANA\nNow.\n\nINT. KITCHEN - NEXT MORNING\n\n";
  const std::map<std::string, Json> cast{{"ANA", {{"wardrobe", {{"1", "a red coat"}, {"2", "a grey cardigan"}}}}}};
  EXPECT_EQ(rules_of(found(script + "Ana enters in a red coat.\n\nANA\nHere.\n", Json::object(), cast)), "wardrobe");
  EXPECT_EQ(rules_of(found(script + "Ana enters in a grey cardigan.\n\nANA\nHere.\n", Json::object(), cast)), "");
}

TEST(WorldCheck, FindsLightThatTheSunCannotGive) {
  const std::string script = "EXT. HARBOUR - DAY\n\nANA (70s) waits.\n\nANA\nNow.\n";
  EXPECT_EQ(rules_of(found(script, {{"latitude", 72.0}, {"first_date", "1998-12-21"}})), "light");
  EXPECT_EQ(rules_of(found(script, {{"latitude", 72.0}, {"first_date", "1998-06-21"}})), "");
  EXPECT_EQ(rules_of(found(script, {{"scenes", {{"1", {{"hour", 23.5}, {"@line", 4}, {"@column", 1}}}}}})), "light");
}

TEST(WorldCheck, FindsADoorThatChangesAcrossACut) {
  DrawnShot a{"1A", "1", "hall", false, {}, {{"door", "open"}, {"key", "on the table"}}, {}}, b{"2A", "2", "hall", true, {{"door", "shut"}, {"key", "on the table"}}, {}, {}};
  const auto all = check_cuts({a, b});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].rule, "cut");
  b.changed = {"door"};
  EXPECT_TRUE(check_cuts({a, b}).empty());
  b.changed.clear();
  b.continues = false;
  EXPECT_TRUE(check_cuts({a, b}).empty());
}

TEST(Calendar, NamesThePlaceOfAWrongDecision) {
  const auto b = broken_down(kKeys);
  const auto scene = make_calendar(b, {{"scenes", {{"9", {{"hour", 3}, {"@line", 7}, {"@column", 1}}}}}}, "w.toml");
  ASSERT_FALSE(scene);
  EXPECT_EQ(scene.error().place.line, 7);
  const auto place = make_calendar(b, {{"travel", {{"kitchn to harbour", 3.0}, {"@line", 2}, {"@column", 1}}}}, "w.toml");
  ASSERT_FALSE(place);
  EXPECT_NE(place.error().message.find("kitchen"), std::string::npos);
}

TEST(Sun, StandsWhereAlmanacsHaveIt) {
  // Solstice noon: 90 - latitude + 23.45, due south; equinox rises due east at six.
  const auto noon = sun_position(Degrees(50), 172, 12);
  EXPECT_NEAR(noon.elevation.value, 63.4, 0.3);
  EXPECT_NEAR(noon.azimuth.value, 180, 0.5);
  const auto rise = sun_position(Degrees(50), 81, 6);
  EXPECT_NEAR(rise.elevation.value, 0, 0.6);
  EXPECT_NEAR(rise.azimuth.value, 90, 1);
  EXPECT_LT(sun_position(Degrees(70), 355, 12).elevation.value, 0);
  EXPECT_GT(sun_position(Degrees(70), 172, 24).elevation.value, 0);
  EXPECT_EQ(date_after("1999-12-30", 3), "2000-01-02");
  EXPECT_EQ(*day_of_year("2000-03-01"), 61);
  EXPECT_FALSE(day_of_year("1999-02-30"));
}

}  // namespace
}  // namespace auteur::world
