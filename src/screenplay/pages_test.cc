#include "auteur/screenplay/pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "auteur/base/random.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

Element element(ElementKind kind, std::string text) {
  Element e;
  e.kind = kind;
  e.text = std::move(text);
  if (kind == ElementKind::kCharacter) e.name = e.text;
  return e;
}

Screenplay script(std::initializer_list<std::pair<ElementKind, std::string>> elements) {
  Screenplay s;
  for (const auto& [kind, text] : elements) s.elements.push_back(element(kind, text));
  return s;
}

using enum ElementKind;

std::string words(int n, int seed = 0) {
  static const char* kWords[] = {"sea", "light", "window", "he", "carries", "a", "lamp", "slowly", "stairs", "rain", "door", "under"};
  std::string out;
  for (int i = 0; i < n; ++i) out += std::string(i ? " " : "") + kWords[(i * 7 + seed * 5 + i * i) % 12] + (i % 9 == 8 ? "." : "");
  return out + ".";
}

// Two hundred random elements: all laws of a page hold for them.
Screenplay random_script(std::uint64_t seed, bool dual = true) {
  Random r(seed);
  Screenplay s;
  for (int i = 0; i < 200; ++i) {
    const int what = r.below(10);
    if (what == 0) {
      s.elements.push_back(element(kSceneHeading, "int. kitchen " + std::to_string(i)));
      s.elements.back().scene_number = std::to_string(i) + "A";
    } else if (what < 5) {
      s.elements.push_back(element(kAction, words(1 + r.below(90), i)));
    } else if (what == 5) {
      s.elements.push_back(element(r.below(4) ? kTransition : kPageBreak, "CUT TO:"));
    } else if (what == 6) {
      s.elements.push_back(element(kNote, "not printed"));
    } else {
      s.elements.push_back(element(kCharacter, "ANA"));
      s.elements.back().dual = dual && r.below(5) == 0;
      for (int k = 1 + r.below(3); k > 0; --k) {
        if (r.below(3) == 0) s.elements.push_back(element(kParenthetical, "quietly, to the window"));
        s.elements.push_back(element(kDialogue, words(1 + r.below(70), k)));
      }
    }
  }
  return s;
}

TEST(Pages, AScriptWithoutWordsIsOneEmptyPage) {
  const Pages p = paginate({});
  ASSERT_EQ(p.pages.size(), 1u);
  EXPECT_EQ(p.pages[0].label, "1");
  EXPECT_TRUE(p.pages[0].lines.empty());
  EXPECT_EQ(p.eighths, 0);
}

TEST(Pages, EveryElementStandsInItsColumn) {
  const Pages p = paginate(script({{kSceneHeading, "int. kitchen"}, {kAction, "Rain."}, {kCharacter, "Ana"}, {kParenthetical, "low"}, {kDialogue, "No."}, {kTransition, "cut to:"}, {kCentred, "the end"}}));
  std::map<std::string, std::pair<int, int>> at;
  for (const auto& l : p.pages[0].lines) at[l.text] = {l.row, l.column};
  EXPECT_EQ(at["INT. KITCHEN"], std::pair(0, 15));
  EXPECT_EQ(at["Rain."], std::pair(2, 15));
  EXPECT_EQ(at["ANA"], std::pair(4, 35));
  EXPECT_EQ(at["(low)"], std::pair(5, 30));
  EXPECT_EQ(at["No."], std::pair(6, 25));
  EXPECT_EQ(at["CUT TO:"], std::pair(8, 71 - 7));
  EXPECT_EQ(at["the end"], std::pair(10, 15 + (60 - 7) / 2));
}

TEST(Pages, LettersHaveTheWidthThatIsPrinted) {
  EXPECT_EQ(cells("caf\u00E9"), 4);
  EXPECT_EQ(cells("cafe\u0301"), 4);
  EXPECT_EQ(cells("\u6771\u4EAC"), 4);
  const std::string text = "one two  three-four";
  const auto lines = wrap(text, 0, text.size(), 9);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(text.substr(lines[0].begin, lines[0].end - lines[0].begin), "one two");
  EXPECT_EQ(text.substr(lines[1].begin, lines[1].end - lines[1].begin), "three-");
  EXPECT_EQ(text.substr(lines[2].begin, lines[2].end - lines[2].begin), "four");
}

TEST(Pages, NoLineIsWiderThanAskedAndNoLetterIsLost) {
  Random r(3);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int k = r.below(60); k > 0; --k) text += std::array<std::string_view, 8>{"a", "bc", " ", "-", "\u00E9", "\u6771", "\n", "  "}[static_cast<std::size_t>(r.below(8))];
    const int width = 2 + r.below(20);
    std::string kept, all;
    for (const auto& l : wrap(text, 0, text.size(), width)) {
      const auto line = text.substr(l.begin, l.end - l.begin);
      EXPECT_LE(cells(line), width) << text;
      kept += line;
    }
    for (char c : text) if (c != ' ' && c != '\n') all += c;
    std::erase(kept, ' ');
    EXPECT_EQ(kept, all);
  }
}

TEST(Pages, EveryPageKeepsTheLaws) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Screenplay s = random_script(seed);
    const Pages p = paginate(s);
    std::map<int, std::string> printed;
    for (const auto& page : p.pages) {
      const PageLine* last = nullptr;
      std::set<std::pair<int, int>> taken;
      for (const auto& l : page.lines) {
        if (l.kind == PageLineKind::kBody) {
          EXPECT_LT(l.row, p.rows);
          EXPECT_TRUE(taken.insert({l.row, l.column}).second) << "two lines in one place";
          auto& text = printed[l.element];
          text += s.elements[static_cast<std::size_t>(l.element)].text.substr(l.range.begin, l.range.end - l.range.begin);
          if (!last || l.row >= last->row) last = &l;
        }
      }
      if (!last || &page == &p.pages.back()) continue;
      const auto kind = s.elements[static_cast<std::size_t>(last->element)].kind;
      // A heading may only stand last where a page break was asked for right below it.
      const auto next = std::find_if(s.elements.begin() + last->element + 1, s.elements.end(), [](const Element& e) { return e.kind != kNote; });
      if (next != s.elements.end() && next->kind != kPageBreak && next->kind != kSceneHeading) { EXPECT_NE(kind, kSceneHeading) << seed; }
      if (kind == kCharacter) { EXPECT_TRUE(next == s.elements.end() || (next->kind != kDialogue && next->kind != kParenthetical)) << seed; }
    }
    for (std::size_t i = 0; i < s.elements.size(); ++i) {
      if (s.elements[i].kind == kNote || s.elements[i].kind == kPageBreak) continue;
      std::string all = s.elements[i].text, got = printed[static_cast<int>(i)];
      std::erase(all, ' ');
      std::erase(got, ' ');
      EXPECT_EQ(got, all) << "element " << i << " of script " << seed;
    }
  }
}

TEST(Pages, AHeadingAndACueGoOverWithTheirWords) {
  Screenplay s;
  for (int i = 0; i < 26; ++i) s.elements.push_back(element(kAction, "Line."));
  s.elements.push_back(element(kSceneHeading, "INT. KITCHEN - DAY"));  // row 53: the last one of the page
  s.elements.push_back(element(kAction, "Rain."));
  const Pages p = paginate(s);
  ASSERT_EQ(p.pages.size(), 2u);
  EXPECT_EQ(p.pages[1].lines[0].text, "INT. KITCHEN - DAY");
  EXPECT_EQ(p.pages[1].lines[0].row, 0);
  ASSERT_EQ(p.scenes.size(), 1u);
  EXPECT_EQ(p.scenes[0].page, "2");
  EXPECT_EQ(p.scenes[0].rows, 3);  // no space above at the top of a page
}

TEST(Pages, ASpeechIsCutAtASentenceWithMoreAndContinued) {
  Screenplay s;
  for (int i = 0; i < 25; ++i) s.elements.push_back(element(kAction, "Line."));
  s.elements.push_back(element(kCharacter, "ANA (V.O.)"));
  s.elements.back().name = "ANA";
  s.elements.back().extension = "V.O.";
  s.elements.push_back(element(kDialogue, "I counted every one of them, twice. They will come back, and they will bring the others. Then we shall see who was right about the boat and who was not."));
  const Pages p = paginate(s);
  ASSERT_EQ(p.pages.size(), 2u);
  const auto& first = p.pages[0].lines;
  EXPECT_EQ(first.back().kind, PageLineKind::kMore);
  EXPECT_EQ(first.back().text, "(MORE)");
  EXPECT_EQ(first[first.size() - 2].text, "bring the others.");
  EXPECT_EQ(p.pages[1].lines[0].text, "ANA (V.O.) (CONT'D)");
  EXPECT_EQ(p.pages[1].lines[1].text, "Then we shall see who was right");
}

TEST(Pages, AParagraphOfTwoLinesIsNeverCut) {
  Screenplay s;
  for (int i = 0; i < 25; ++i) s.elements.push_back(element(kAction, "Line."));
  s.elements.push_back(element(kAction, words(15)));  // two lines: one row is left behind the next blank one
  s.elements.push_back(element(kAction, "One sentence stands here. Another sentence follows it, and both are two lines."));
  const Pages p = paginate(s);
  ASSERT_EQ(p.pages.size(), 2u);
  EXPECT_EQ(p.pages[1].lines.size(), 2u);
}

TEST(Pages, SpeechesOfAPairStandBesideEachOther) {
  Screenplay s = script({{kCharacter, "ANA"}, {kDialogue, "Stop."}, {kCharacter, "JONAS"}, {kDialogue, "Go on, both of you, before it is too late."}, {kAction, "Rain."}});
  s.elements[2].dual = true;
  const Pages p = paginate(s);
  std::map<std::string, std::pair<int, int>> at;
  for (const auto& l : p.pages[0].lines) at[l.text] = {l.row, l.column};
  EXPECT_EQ(at["ANA"].first, at["JONAS"].first);
  EXPECT_LT(at["ANA"].second + 20, at["JONAS"].second);
  EXPECT_EQ(at["Stop."].first, 1);
  EXPECT_EQ(at["Rain."].first, 4);
}

TEST(Pages, LockedPagesKeepTheirNamesAndOverflowOntoAPages) {
  Screenplay s;
  for (int i = 0; i < 100; ++i) s.elements.push_back(element(kAction, "Line."));
  const auto locks = lock_pages(paginate(s));
  ASSERT_EQ(locks.size(), 4u);
  PageOptions o;
  o.locks = locks;
  const auto same = paginate(s, o);
  ASSERT_EQ(same.pages.size(), 4u);
  EXPECT_EQ(same.pages[3].label, "4");
  EXPECT_EQ(same.pages[3].lines[0].element, locks[3].element);
  // Twenty paragraphs more on page 2: they go to 2A, and page 3 begins where it was.
  s.elements.insert(s.elements.begin() + 30, 20, element(kAction, "More."));
  for (std::size_t k = 2; k < 4; ++k) o.locks[k].element += 20;
  const auto grown = paginate(s, o);
  ASSERT_EQ(grown.pages.size(), 5u);
  EXPECT_EQ(grown.pages[2].label, "2A");
  EXPECT_EQ(grown.pages[3].label, "3");
  EXPECT_EQ(grown.pages[3].lines[0].element, o.locks[2].element);
  // All of pages 3 gone: 3-4 share one.
  o.locks[3].element = o.locks[2].element;
  const auto shrunk = paginate(s, o);
  EXPECT_EQ(shrunk.pages[3].label, "3-4");
}

TEST(Pages, AFilesOwnEdgesAndLengthsWin) {
  Screenplay s = script({{kSceneHeading, "INT. KITCHEN - DAY"}, {kAction, words(40)}});
  SceneProperties own;
  own.eighths = 11;
  own.page = "7A";
  s.extras.push_back({});
  s.extras[0].scene = own;
  s.elements[0].extras = 0;
  s.layout.given = true;
  s.layout.elements = {{kAction, 2.0, 4.0, 3}};
  const Pages p = paginate(s);
  EXPECT_EQ(p.scenes[0].eighths, 11);
  EXPECT_EQ(p.scenes[0].page, "7A");
  EXPECT_EQ(p.eighths, 11);
  EXPECT_LT(p.scenes[0].counted, 5);
  EXPECT_EQ(p.pages[0].lines[1].column, 20);
  EXPECT_EQ(p.pages[0].lines[1].row, 4);
  for (const auto& l : p.pages[0].lines) EXPECT_LE(l.text.size(), 20u);
}

TEST(Pages, A4HasMoreRows) {
  PageOptions o;
  o.layout = PageLayout{};
  EXPECT_EQ(paginate({}, o).rows, 54);
  o.layout->paper = Paper::kA4;
  EXPECT_EQ(paginate({}, o).rows, 58);
}

TEST(Pages, ContinuedScenesSaySo) {
  Screenplay s = script({{kSceneHeading, "INT. KITCHEN - DAY"}});
  s.elements[0].scene_number = "5";
  for (int i = 0; i < 40; ++i) s.elements.push_back(element(kAction, "Line."));
  s.layout.scene_continueds = s.layout.scene_numbers_left = s.layout.scene_numbers_right = true;
  const Pages p = paginate(s);
  ASSERT_EQ(p.pages.size(), 2u);
  EXPECT_EQ(p.pages[0].lines.back().text, "(CONTINUED)");
  EXPECT_EQ(p.pages[1].lines[0].text, "CONTINUED:");
  EXPECT_EQ(p.pages[1].lines[1].kind, PageLineKind::kSceneNumber);
  EXPECT_EQ(p.pages[1].lines[1].text, "5");
}

TEST(Pages, EightHundredPagesOfOneSpeechEnd) {
  Screenplay s = script({{kCharacter, "ANA"}, {kDialogue, std::string(200000, 'x')}});
  const Pages p = paginate(s);
  EXPECT_GT(p.pages.size(), 100u);
}

TEST(Pages, EighthsReadAsOnACallSheet) {
  EXPECT_EQ(eighths_text(11), "1 3/8");
  EXPECT_EQ(eighths_text(8), "1");
  EXPECT_EQ(eighths_text(1), "1/8");
  EXPECT_EQ(eighths_text(0), "0");
}

}  // namespace
}  // namespace auteur::screenplay
