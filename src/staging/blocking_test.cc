#include "auteur/staging/blocking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/staging/testing.h"

namespace auteur::staging {
namespace {

using namespace staging::testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Kitchen {
  screenplay::Scene scene = random_scene(5, 3, 12, false);
  world::Set set = room(6, 5);
  StagingRequest request;
  Kitchen() {
    request.scene = &scene;
    request.set = &set;
    request.people = measures_for(scene);
  }
  // Where everybody who is there from the start is.
  std::map<std::string, Vec3> starts(const Blocking& blocking, std::vector<RefusedWish>* refused = nullptr) const {
    std::map<std::string, Vec3> out;
    const Staging staged = stage_scene(request, blocking, refused);
    for (const auto& track : staged.people)
      if (track.seen_from_start) out[track.id] = track.start.position;
    return out;
  }
};

double apart(const std::map<std::string, Vec3>& a, const std::map<std::string, Vec3>& b) {
  double most = 0;
  for (const auto& [who, p] : a)
    if (b.contains(who)) most = std::max(most, static_cast<double>(glm::length(p - b.at(who))));
  return most;
}

TEST(Blocking, TakesAreOtherPlacesAndTheSameEachTime) {
  int other = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Kitchen k;
    k.scene = random_scene(seed, 3, 12, false);
    k.request.people = measures_for(k.scene);
    const auto first = k.starts({});
    if (first.size() < 2) continue;
    EXPECT_EQ(apart(first, k.starts({1, {}, {}, {}})), 0);
    for (const std::uint32_t take : {2u, 3u}) {
      const auto now = k.starts({take, {}, {}, {}});
      EXPECT_EQ(apart(now, k.starts({take, {}, {}, {}})), 0);
      other += apart(first, now) > 0.3;
      for (const auto& [who, p] : now)
        for (const auto& [whom, q] : now)
          if (who < whom) { EXPECT_GT(glm::length(p - q), 0.35f) << seed << who << whom; }
    }
  }
  EXPECT_GE(other, 4);
}

TEST(Blocking, SomebodyStartsWhereAPersonSays) {
  const Kitchen k;
  const auto first = k.starts({});
  ASSERT_FALSE(first.empty());
  const std::string who = first.begin()->first;
  for (const world::Piece& piece : k.set.pieces) {
    if (piece.word != "sofa" && piece.word != "stove" && piece.word != "cupboard" && piece.word != "table") continue;
    std::vector<RefusedWish> refused;
    Blocking b;
    b.wishes.push_back({who, piece.word, false});
    const auto now = k.starts(b, &refused);
    EXPECT_THAT(refused, IsEmpty());
    ASSERT_TRUE(now.contains(who));
    const Vec3 p = now.at(who), nearest = glm::clamp(p, Vec3(piece.bounds.low.x, p.y, piece.bounds.low.z), Vec3(piece.bounds.high.x, p.y, piece.bounds.high.z));
    EXPECT_LT(glm::length(p - nearest), 1.3f) << piece.word;
  }
}

TEST(Blocking, SaysWhatItCannotDo) {
  const Kitchen k;
  std::vector<RefusedWish> refused;
  Blocking b;
  b.wishes.push_back({"NOBODY", "table", {}});
  b.wishes.push_back({k.scene.cast.front(), "submarine", {}});
  k.starts(b, &refused);
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[0].key, "who");
  EXPECT_THAT(refused[0].message, HasSubstr(k.scene.cast.front()));
  EXPECT_EQ(refused[1].key, "at");
  EXPECT_THAT(refused[1].message, HasSubstr("submarine"));
}

}  // namespace
}  // namespace auteur::staging
