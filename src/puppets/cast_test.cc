// People of one cast, seen as outlines.
#include <gtest/gtest.h>

#include <cstdio>

#include "cast_outline.h"

namespace auteur::puppets {
namespace {

std::vector<world::Identity> company(int n) {
  screenplay::Breakdown b;
  for (int i = 0; i < n; ++i) {
    screenplay::CastMember m;
    m.id = m.name = "PERSON " + std::to_string(i);
    m.gender = i % 2 ? "female" : "male";
    m.age = 25 + (i * 7) % 45;
    b.cast.push_back(m);
  }
  return world::cast_identities(b, {}, 11);
}

TEST(Outlines, OfThirtyPeopleAreAllDifferent) {
  const auto people = company(30);
  std::vector<OutlineMask> outlines;
  for (const auto& who : people) outlines.push_back(outline_of(*build_puppet(who, 1, 0.12f)));
  double worst = 0;
  std::size_t a = 0, b = 0;
  for (std::size_t i = 0; i < outlines.size(); ++i) {
    EXPECT_GT(outlines[i].count(), 1500u);
    for (std::size_t j = 0; j < i; ++j)
      if (const double same = likeness_of_outlines(outlines[i], outlines[j]); same > worst) worst = same, a = i, b = j;
  }
  RecordProperty("worst", std::to_string(worst));
  std::printf("most alike in outline: %s and %s, %.3f; %.2f apart as identities\n", people[a].id.c_str(), people[b].id.c_str(), worst, world::identity_distance(people[a], people[b]));
  EXPECT_LT(worst, 0.95) << people[a].id << " and " << people[b].id;
}

TEST(Outlines, TellTheSamePersonFromAnother) {
  const auto people = company(2);
  const auto one = outline_of(*build_puppet(people[0], 1, 0.12f)), other = outline_of(*build_puppet(people[1], 1, 0.12f));
  EXPECT_EQ(likeness_of_outlines(one, one), 1);
  EXPECT_LT(likeness_of_outlines(one, other), 0.95);
}

}  // namespace
}  // namespace auteur::puppets
