#include "auteur/screenplay/beats.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "feeling.h"

namespace auteur::screenplay {
namespace {

std::string read(const std::string& path) {
  auto t = read_text(Path(AUTEUR_SOURCE_DIR) / path);
  EXPECT_TRUE(t) << path;
  return t ? *t : std::string();
}
int sign(double v, double band) { return v > band ? 1 : v < -band ? -1 : 0; }
int sign(char label) { return label == '+' ? 1 : label == '-' ? -1 : 0; }
bool talkative() { return std::getenv("AUTEUR_SCORES") != nullptr; }  // prints every miss

struct Score { int right = 0, all = 0; double share() const { return all ? static_cast<double>(right) / all : 0; } };

TEST(Feeling, AgreesWithLinesLabelledByHand) {
  std::map<std::string, Score> score;
  const std::string text = read("tests/screenplay/feeling.txt");
  for (const auto line : split(text, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string_view> cells;
    std::size_t at = 0;
    for (int n = 0; n < 3; ++n) {
      at = line.find_first_not_of(' ', at);
      const auto end = line.find(' ', at);
      cells.push_back(line.substr(at, end - at));
      at = end;
    }
    const auto words = trim(line.substr(at));
    FeelingSum sum;
    sum.add(felt_words(words));
    const Mood m = sum.mood();
    const auto check = [&](const char* what, char label, double value, double band) {
      if (label == '?') return;
      auto& s = score[std::string(cells[0]) + " " + what];
      ++s.all;
      if (sign(value, band) == sign(label)) ++s.right;
      else if (talkative() && cells[0] == "dev") fmt::print("{} {} {:+.2f}: {}\n", what, label, value, words);
    };
    check("valence", cells[1][0], m.valence, 0.1);
    check("arousal", cells[2][0], m.arousal, 0.1);
  }
  for (const auto& [what, s] : score) {
    RecordProperty(what, fmt::format("{}/{}", s.right, s.all));
    fmt::print("feeling, {}: {} of {} ({:.0f} %)\n", what, s.right, s.all, 100 * s.share());
  }
  EXPECT_GE(score["dev valence"].all + score["dev arousal"].all + score["test valence"].all + score["test arousal"].all, 80);
  EXPECT_GE(score["test valence"].share(), 0.75);
  EXPECT_GE(score["test arousal"].share(), 0.70);
}

// A script with [[turn]] marks: the text without them, and where they stood.
struct Marked { std::string text; std::vector<std::size_t> turns; };
Marked marked(const std::string& text) {
  Marked m;
  for (auto line : split(text, '\n')) {
    if (trim(line) == "[[turn]]") { m.turns.push_back(m.text.size()); continue; }
    m.text += line;
    m.text += '\n';
  }
  return m;
}

TEST(StoryBeats, AgreeWithTurnsLabelledByHand) {
  const Marked m = marked(read("tests/screenplay/turns.fountain"));
  const auto p = parse_fountain(m.text, "turns");
  ASSERT_TRUE(p);
  const auto b = break_down(p->script);
  const auto beats = story_beats(*p, b);
  // The paragraph at or after each label; one paragraph more or less is the same turn.
  std::vector<std::size_t> paragraphs;
  for (const auto& e : p->script.elements)
    if (e.kind == ElementKind::kAction || e.kind == ElementKind::kCharacter) paragraphs.push_back(e.bytes.begin);
  const auto paragraph = [&](std::size_t offset) { return std::lower_bound(paragraphs.begin(), paragraphs.end(), offset) - paragraphs.begin(); };
  std::map<std::string, int> hit, wanted, found;
  std::set<long> taken;
  for (const auto t : m.turns) {
    std::string group = "dev";
    for (const auto& s : b.scenes) if (t >= s.bytes.begin && t < s.bytes.end) group = std::atoi(s.number.c_str()) % 2 ? "dev" : "test";
    ++wanted[group];
    for (const auto& x : beats) {
      const long at = paragraph(p->script.elements[static_cast<std::size_t>(x.first_element)].bytes.begin);
      if (x.number > 1 && std::abs(at - paragraph(t)) <= 1 && taken.insert(at).second) { ++hit[group]; break; }
    }
  }
  for (const auto& x : beats) {
    found[std::atoi(b.scenes[static_cast<std::size_t>(x.scene)].number.c_str()) % 2 ? "dev" : "test"] += x.number > 1;
    if (talkative()) fmt::print("{:5} {:8} v {:+.2f} a {:+.2f} t {:.2f} {:8} {}:{} {}\n", x.id, name_of(x.turn), x.mood.valence, x.mood.arousal, x.mood.tension, feeling_name(x.mood), x.line, x.column, x.why);
  }
  for (const char* g : {"dev", "test"}) fmt::print("turns, {}: {} labelled, {} found, {} right\n", g, wanted[g], found[g], hit[g]);
  for (const char* g : {"dev", "test"}) {
    EXPECT_GE(hit[g] * 100, 60 * wanted[g]) << g;
    EXPECT_GE(hit[g] * 100, 60 * found[g]) << g;
  }
}

TEST(StoryBeats, CoverEachSceneAndPointAtTheirWords) {
  for (const char* name : {"the-keeper", "last-bus", "return-to-sender"}) {
    const auto p = parse_fountain(read(fmt::format("examples/{}/{}.fountain", name, name)), name);
    ASSERT_TRUE(p);
    const auto b = break_down(p->script);
    const auto beats = story_beats(*p, b);
    double clock = 0;
    std::size_t k = 0;
    for (const auto& s : b.scenes) {
      int next = -1;
      for (; k < beats.size() && beats[k].scene == s.index; ++k) {
        const auto& x = beats[k];
        if (talkative()) fmt::print("{:5} {:8} v {:+.2f} a {:+.2f} t {:.2f} {:8} {}:{} {}\n", x.id, name_of(x.turn), x.mood.valence, x.mood.arousal, x.mood.tension, feeling_name(x.mood), x.line, x.column, x.why);
        EXPECT_TRUE(next < 0 || x.first_element == next) << x.id;
        next = x.last_element;
        EXPECT_LT(x.first_element, x.last_element) << x.id;
        EXPECT_NEAR(x.start.value, clock, 1e-6) << x.id;
        clock += x.length.value;
        // The words of "why" are those of the file.
        const auto quote = x.why.find('"');
        ASSERT_NE(quote, std::string::npos) << x.why;
        std::string said = x.why.substr(quote + 1, x.why.size() - quote - 2);
        if (said.ends_with("\u2026")) said.resize(said.size() - 3);
        std::string in_file = p->source.substr(x.words.begin, x.words.end - x.words.begin);
        std::replace(in_file.begin(), in_file.end(), '\n', ' ');
        EXPECT_TRUE(in_file.starts_with(said)) << x.why << " / " << in_file;
        EXPECT_LE(x.bytes.begin, x.words.begin);
        EXPECT_GE(x.bytes.end, x.words.end);
        EXPECT_EQ(line_of(p->source, x.words.begin), x.line);
      }
      EXPECT_GT(next, 0) << s.number;
    }
    EXPECT_EQ(k, beats.size());
  }
}

TEST(StoryBeats, AScriptOfAnythingHasBeats) {
  for (const char* text : {"x", "INT. A - DAY\n", "INT. A - DAY\n\nINT. B - DAY\n\n@BEN\n", "Only words, no scene.\n\nAnd more.\n"}) {
    const auto p = parse_fountain(text, "t");
    ASSERT_TRUE(p) << text;
    const auto b = break_down(p->script);
    const auto beats = story_beats(*p, b);
    EXPECT_GE(beats.size(), b.scenes.size());
    const auto drawing = emotional_curve(beats, b);
    EXPECT_GT(media::svg_of(drawing).size(), 1000u);
  }
}

}  // namespace
}  // namespace auteur::screenplay
