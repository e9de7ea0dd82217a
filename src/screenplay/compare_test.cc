#include "auteur/screenplay/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include "auteur/base/random.h"
#include "word_diff.h"

namespace auteur::screenplay {
namespace {

using testing::ElementsAre;

Parsed of(std::string_view text) {
  auto p = parse_fountain(text, "draft");
  EXPECT_TRUE(p);
  return p ? std::move(*p) : Parsed{};
}
std::string scene(const std::string& heading, const std::string& body) { return heading + "\n\n" + body + "\n\n"; }
const std::string kA = scene("INT. KITCHEN - DAY", "Ana boils an egg and counts the seconds aloud.\n\nANA\nFour minutes. Not one more.");
const std::string kB = scene("EXT. HARBOUR - NIGHT", "Gulls fight over a net. BEN mends it under a lamp.\n\nBEN\nIt was whole on Monday.");
const std::string kC = scene("INT. TRAIN - DAY", "The carriage is empty. A hat lies on the seat.\n\nCONDUCTOR\nWhose hat is this?");
std::vector<SceneState> states(const Comparison& c) {
  std::vector<SceneState> out;
  for (const auto& s : c.scenes) out.push_back(s.state);
  return out;
}

TEST(EditScript, TurnsOneSequenceIntoTheOther) {
  Random random(7);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::uint32_t> a, b;
    for (std::uint64_t n = random.below(40); n > 0; --n) a.push_back(static_cast<std::uint32_t>(random.below(5)));
    b = a;
    for (std::uint64_t n = random.below(12); n > 0; --n) {
      const auto at = static_cast<std::ptrdiff_t>(random.below(static_cast<int>(b.size()) + 1));
      if (random.below(2) == 0 || b.empty()) b.insert(b.begin() + at, static_cast<std::uint32_t>(random.below(5)));
      else b.erase(b.begin() + std::min<std::ptrdiff_t>(at, static_cast<std::ptrdiff_t>(b.size()) - 1));
    }
    const auto hunks = edit_script(a, b);
    std::vector<std::uint32_t> made;
    std::size_t at = 0, edits = 0;
    for (const auto& h : hunks) {
      ASSERT_GE(h.a0, at);
      made.insert(made.end(), a.begin() + static_cast<std::ptrdiff_t>(at), a.begin() + static_cast<std::ptrdiff_t>(h.a0));
      made.insert(made.end(), b.begin() + static_cast<std::ptrdiff_t>(h.b0), b.begin() + static_cast<std::ptrdiff_t>(h.b1));
      at = h.a1;
      edits += h.a1 - h.a0 + h.b1 - h.b0;
    }
    made.insert(made.end(), a.begin() + static_cast<std::ptrdiff_t>(at), a.end());
    ASSERT_EQ(made, b) << round;
    // No longer than the longest common subsequence allows.
    std::vector<std::vector<std::size_t>> lcs(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 1; i <= a.size(); ++i)
      for (std::size_t k = 1; k <= b.size(); ++k) lcs[i][k] = a[i - 1] == b[k - 1] ? lcs[i - 1][k - 1] + 1 : std::max(lcs[i - 1][k], lcs[i][k - 1]);
    ASSERT_EQ(edits, a.size() + b.size() - 2 * lcs[a.size()][b.size()]) << round;
  }
}

TEST(Compare, ADraftEqualsItself) {
  const auto p = of("Title: T\n\nFADE IN:\n\n" + kA + kB + kC);
  const auto c = compare(p, p);
  EXPECT_TRUE(c.equal());
  EXPECT_EQ(c.same, 3);
}

TEST(Compare, FindsAddedRemovedAndChangedScenes) {
  std::string changed = kB;
  changed.replace(changed.find("whole on Monday"), 15, "whole on Tuesday");
  const std::string added = scene("EXT. FIELD - DAWN", "A scarecrow with a telephone. It rings.");
  const auto before = of(kA + kB + kC), after = of(added + changed + kC);
  const auto c = compare(before, after);
  EXPECT_THAT(states(c), ElementsAre(SceneState::kAdded, SceneState::kRemoved, SceneState::kChanged, SceneState::kSame));
  ASSERT_EQ(c.scenes[2].changes.size(), 1u);
  const auto& w = c.scenes[2].changes[0];
  EXPECT_EQ(w.before, "Monday.");
  EXPECT_EQ(w.after, "Tuesday.");
  EXPECT_EQ(before.source.substr(w.bytes_before.begin, w.bytes_before.end - w.bytes_before.begin), "Monday.");
  EXPECT_EQ(after.source.substr(w.bytes_after.begin, w.bytes_after.end - w.bytes_after.begin), "Tuesday.");
  EXPECT_EQ(w.line_before, 13);
}

TEST(Compare, NumbersDoNotDecideWhatIsTheSameScene) {
  const auto number = [](std::string s, const std::string& n) { return s.insert(s.find("\n"), " #" + n + "#"); };
  const auto c = compare(of(number(kA, "1") + number(kB, "2")), of(number(kC, "1") + number(kA, "2") + number(kB, "3")));
  EXPECT_THAT(states(c), ElementsAre(SceneState::kAdded, SceneState::kSame, SceneState::kSame));
  EXPECT_EQ(c.scenes[1].number_before, "1");
  EXPECT_EQ(c.scenes[1].number_after, "2");
}

TEST(Compare, AMovedSceneIsNeitherNewNorGone) {
  const auto c = compare(of(kA + kB + kC), of(kB + kC + kA));
  EXPECT_EQ(c.moved, 1);
  EXPECT_EQ(c.added + c.removed + c.changed, 0);
  EXPECT_TRUE(c.scenes[2].moved);
  EXPECT_EQ(c.scenes[2].before, 0);
}

TEST(Compare, MarksAndNotesOfFountainAreInTheRanges) {
  const auto before = of("INT. A - DAY\n\nShe *slowly* turns the **iron** key.\n"), after = of("INT. A - DAY\n\nShe *quickly* turns the **iron** key.\n");
  const auto c = compare(before, after);
  ASSERT_EQ(c.scenes[0].changes.size(), 1u);
  const auto& w = c.scenes[0].changes[0];
  EXPECT_EQ(after.source.substr(w.bytes_after.begin, w.bytes_after.end - w.bytes_after.begin), "quickly");
}

TEST(Compare, ARenamedCharacterIsOneChangeNotMany) {
  std::string after = kA + kB + kC;
  for (std::size_t at; (at = after.find("BEN")) != std::string::npos;) after.replace(at, 3, "OTTO");
  const auto c = compare(of(kA + kB + kC), of(after));
  ASSERT_EQ(c.renamed.size(), 1u);
  EXPECT_EQ(c.renamed[0].before, "BEN");
  EXPECT_EQ(c.renamed[0].after, "OTTO");
  EXPECT_EQ(c.changed, 0);
  ASSERT_EQ(c.scenes[1].changes.size(), 2u);
  EXPECT_EQ(c.scenes[1].changes[0].kind, ChangeKind::kRenamed);
}

TEST(Compare, ARenameOfCuesAloneLeavesActionLinesAlone) {
  std::string after = kA + kB + kC;
  after.replace(after.find("BEN\n"), 3, "OTTO");
  const std::string more = "Ben whistles.\n\n";
  const auto c = compare(of(kA + kB + more + kC), of([&] { std::string t = after; t.insert(t.find("INT. TRAIN"), more); return t; }()));
  EXPECT_EQ(c.renamed.size(), 1u);
  EXPECT_EQ(c.changed, 0) << c.scenes[1].changes.size();
}

TEST(Compare, ASwapOfSpeakersIsNoRename) {
  const std::string a = scene("INT. A - DAY", "ANA\nHello there.\n\nBEN\nGood day to you."), b = scene("INT. A - DAY", "BEN\nHello there.\n\nANA\nGood day to you.");
  const auto c = compare(of(a), of(b));
  EXPECT_TRUE(c.renamed.empty());
  EXPECT_EQ(c.changed, 1);
}

TEST(Compare, EveryWordOfRandomEditsIsAccountedFor) {
  Random random(11);
  const std::vector<std::string> words = {"key", "lamp", "door", "runs", "slowly", "Ana", "the", "a", "window", "and"};
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> a, b;
    for (int n = 0; n < 60; ++n) a.push_back(words[random.below(static_cast<int>(words.size()))]);
    b = a;
    for (int n = 0; n < 6; ++n) b[random.below(static_cast<int>(b.size()))] = words[random.below(static_cast<int>(words.size()))];
    const auto text = [](const std::vector<std::string>& w) {
      std::string s = "INT. A - DAY\n\nx";
      for (const auto& q : w) s += " " + q;
      return s + ".\n";
    };
    const auto before = of(text(a)), after = of(text(b));
    const auto c = compare(before, after);
    std::string made = before.source;
    ASSERT_EQ(c.scenes.size(), 1u);
    const auto& changes = c.scenes[0].changes;
    for (auto it = changes.rbegin(); it != changes.rend(); ++it) made.replace(it->bytes_before.begin, it->bytes_before.end - it->bytes_before.begin, it->after + (it->before.empty() ? " " : ""));
    // White space aside, the old file with the changes put in is the new one.
    const auto plain = [](const std::string& s) { std::string o; for (char ch : s) if (ch != ' ' && ch != '\n') o += ch; return o; };
    EXPECT_EQ(plain(made), plain(after.source)) << round;
  }
}

TEST(LockedNumbers, InsertedScenesGetLettersAndRemovedOnesAreOmitted) {
  EXPECT_EQ(number_between("12", "13", {}), "12A");
  EXPECT_EQ(number_between("12A", "13", {"12A"}), "12B");
  EXPECT_EQ(number_between("12A", "12B", {"12A", "12B"}), "12AA");
  EXPECT_EQ(number_between("12AA", "12B", {"12AA"}), "12AB");
  EXPECT_EQ(number_between("12", "12A", {"12A"}), "A12A");
  EXPECT_EQ(number_between("", "1", {}), "A1");
  EXPECT_EQ(number_between("A1", "1", {"A1"}), "B1");
  EXPECT_EQ(number_between("12H", "13", {}), "12J");
  EXPECT_EQ(number_between("44", "", {"44"}), "45");
  const std::string x = scene("INT. ATTIC - DAY", "Dust dances over forty suitcases."), y = scene("INT. CELLAR - DAY", "Potatoes and a piano that nobody tunes.");
  const auto locked = lock_numbers(compare(of(kA + kB + kC), of(kA + x + y + kC)));
  std::vector<std::string> said;
  for (const auto& l : locked) said.push_back(l.number + (l.omitted ? " OMITTED" : ""));
  EXPECT_THAT(said, ElementsAre("1", "1A", "1B", "2 OMITTED", "3"));
}

TEST(LockedNumbers, AMovedSceneLeavesItsNumberAndIsNumberedAnew) {
  const std::string d = scene("EXT. ROOF - DAY", "Washing on a line; one red sock among the white.");
  const auto locked = lock_numbers(compare(of(kA + kB + kC + d), of(kB + kC + kA + d)));
  std::vector<std::string> said;
  for (const auto& l : locked) said.push_back(l.number + (l.omitted ? " to " + l.moved_to : ""));
  EXPECT_THAT(said, ElementsAre("1 to 3A", "2", "3", "3A", "4"));
}

TEST(LockedNumbers, AreUniqueAndInOrderWhateverHappens) {
  Random random(3);
  for (int round = 0; round < 40; ++round) {
    std::vector<std::string> scenes;
    for (int n = 0; n < 12; ++n) scenes.push_back(scene("INT. ROOM " + std::to_string(n * 17 + round) + " - DAY", "It has " + std::to_string(n * n + 3) + " windows and number " + std::to_string(random.below(100000)) + " on the door " + std::to_string(random.below(100000)) + "."));
    std::string before, after;
    for (const auto& s : scenes) before += s;
    for (int n = 0; n < 5; ++n) scenes.insert(scenes.begin() + static_cast<std::ptrdiff_t>(random.below(static_cast<int>(scenes.size()))), scene("EXT. PLACE " + std::to_string(random.below(1000000)) + " - NIGHT", "Thing " + std::to_string(random.below(1000000)) + " glows like " + std::to_string(random.below(1000000)) + "."));
    for (int n = 0; n < 3; ++n) scenes.erase(scenes.begin() + static_cast<std::ptrdiff_t>(random.below(static_cast<int>(scenes.size()))));
    for (const auto& s : scenes) after += s;
    const auto locked = lock_numbers(compare(of(before), of(after)));
    std::set<std::string> seen;
    std::size_t there = 0;
    for (const auto& l : locked) {
      EXPECT_TRUE(seen.insert(l.number).second) << l.number;
      there += !l.omitted;
    }
    EXPECT_EQ(there, scenes.size());
  }
}

TEST(RevisionColours, FollowTheIndustrysOrder) {
  EXPECT_EQ(next_colour(""), "Blue");
  EXPECT_EQ(next_colour("blue"), "Pink");
  EXPECT_EQ(next_colour("Tan"), "2nd White");
  EXPECT_EQ(next_colour("2nd white"), "2nd Blue");
  EXPECT_EQ(next_colour("2nd Tan"), "3rd White");
  EXPECT_EQ(colour_of(of("Title: T\nRevision: Goldenrod 3/5\n\n" + kA).script), "Goldenrod");
  EXPECT_EQ(colour_of(of("Title: T\nNotes: mine\n\n" + kA).script), "");
}

TEST(CompareReport, TextOfTheScriptCannotBecomeMarkup) {
  const auto c = compare(of(scene("INT. A - DAY", "She reads one letter.")), of(scene("INT. A - DAY", "She reads <script>alert(1)</script> letter.")));
  const auto html = html_report(c, "a&b", "c");
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_EQ(to_json(c)["counts"]["changed"], 1);
}

}  // namespace
}  // namespace auteur::screenplay
