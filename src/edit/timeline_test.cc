#include "auteur/edit/timeline.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "auteur/base/text.h"

namespace auteur::edit {
namespace {

camera::ShotList random_shots(const std::string& scene, Random& r) {
  camera::ShotList list{scene, {}, {}};
  double t = 0;
  for (int i = 0; i < 1 + r.below(9); ++i) {
    camera::Shot s;
    s.id = scene + static_cast<char>('A' + i);
    s.scene = scene;
    s.start = Seconds(t);
    t += (24 + r.below(100)) / 24.0;
    s.end = Seconds(t);
    list.shots.push_back(s);
  }
  return list;
}

TEST(Timeline, ClipsTileTheFilmWithoutGap) {
  Random r(4);
  for (int round = 0; round < 50; ++round) {
    std::vector<camera::ShotList> lists;
    for (int i = 0; i < 5; ++i) lists.push_back(random_shots(std::to_string(i + 1), r));
    std::vector<SceneCut> cuts;
    for (const auto& l : lists) cuts.push_back({&l, "INT. ROOM"});
    const Timeline t = assemble(cuts, Seconds(3), Seconds(8));
    std::int64_t at = 0, in_scenes = 0;
    for (const auto& c : t.clips) {
      EXPECT_EQ(c.start, at);
      EXPECT_GT(c.frames, 0);
      at += c.frames;
    }
    for (const auto& s : t.scenes) in_scenes += s.frames;
    EXPECT_EQ(at, t.frames());
    EXPECT_EQ(in_scenes + 72 + 192, t.frames());
    const auto back = timeline_from_json(to_json(t));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(t));
  }
}

TEST(Captions, KeepTheRulesForAnyDialogue) {
  Random r(9);
  for (int round = 0; round < 60; ++round) {
    staging::Staging st;
    double t = 0.5;
    for (int i = 0; i < 12; ++i) {
      staging::Line line;
      for (int w = 0; w < 1 + r.below(60); ++w) line.text += std::string(static_cast<std::size_t>(1 + r.below(11)), 'a') + (r.below(6) ? " " : ", ");
      line.start = Seconds(t);
      line.end = Seconds(t + 0.3 + 0.05 * static_cast<double>(line.text.size()));
      t = line.end.value + r.range(0.0, 0.8);
      st.lines.push_back(line);
    }
    const auto list = captions({{24, &st, {}}});
    for (std::size_t i = 0; i < list.size(); ++i) {
      EXPECT_LE(list[i].end.value - list[i].start.value, 7.001);
      EXPECT_GT(list[i].end, list[i].start);
      if (i + 1 < list.size()) {
        EXPECT_LE(list[i].end.value, list[i + 1].start.value - 2.0 / 24 + 1e-6);
      }
      const auto lines = split(list[i].text, '\n');
      EXPECT_LE(lines.size(), 2u);
      for (const auto l : lines) EXPECT_LE(l.size(), 84u);
    }
  }
}

TEST(Captions, LoseNoWord) {
  staging::Staging st;
  staging::Line line;
  line.text = "I kept the light for forty years, and in forty years I never once asked who was out there, because the light does not ask and neither did I.";
  line.end = Seconds(9);
  st.lines.push_back(line);
  std::string all;
  for (const auto& c : captions({{0, &st, {}}})) {
    for (char ch : c.text) all += ch == '\n' ? ' ' : ch;
    all += ' ';
  }
  EXPECT_EQ(trim(all), line.text);
}

}  // namespace
}  // namespace auteur::edit
