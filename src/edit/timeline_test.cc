#include "auteur/edit/timeline.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"

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

}  // namespace
}  // namespace auteur::edit
