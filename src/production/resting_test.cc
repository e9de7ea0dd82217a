#include "resting.h"

#include <gtest/gtest.h>

namespace auteur::production {
namespace {

TEST(Resting, IsWhatHasOnePoseInTheWholeShot) {
  acting::Performance p;
  p.drawings.resize(3);
  for (std::size_t i = 0; i < 3; ++i) {
    p.drawings[i].props = {{"cup", Vec3(1, 0, 0)}, {"key", Vec3(0, 0, static_cast<float>(i))}};
    if (i > 0) p.drawings[i].props.push_back({"letter", Vec3(0)});
    p.drawings[i].doors = {{"ajar", 0.3f}};
    if (i == 2) p.drawings[i].doors.push_back({"front", 0.5f});
  }
  std::vector<scene::Instance> things;
  for (const char* name : {"prop/cup", "prop/key", "prop/letter", "leaf/ajar", "leaf/front", "leaf/shut", "ANA/head"}) {
    scene::Instance i;
    i.name = name;
    i.dynamic = true;
    things.push_back(i);
  }
  mark_resting(things, p);
  const auto rests = [&](const char* name) {
    for (const auto& t : things) if (t.name == name) return t.rests;
    return false;
  };
  EXPECT_TRUE(rests("prop/cup"));
  EXPECT_FALSE(rests("prop/key"));
  EXPECT_FALSE(rests("prop/letter"));  // comes out of a pocket
  EXPECT_TRUE(rests("leaf/ajar"));
  EXPECT_FALSE(rests("leaf/front"));
  EXPECT_TRUE(rests("leaf/shut"));
  EXPECT_FALSE(rests("ANA/head"));
}

}  // namespace
}  // namespace auteur::production
