// How long casting takes, and how near the two nearest people come.
#include <benchmark/benchmark.h>

#include "auteur/world/cast.h"

namespace auteur::world {
namespace {

screenplay::Breakdown company(int n) {
  screenplay::Breakdown b;
  b.scenes.resize(1);
  b.scenes[0].story_day = 1;
  for (int i = 0; i < n; ++i) {
    screenplay::CastMember m;
    m.id = m.name = "PERSON " + std::to_string(i);
    m.scenes = {0};
    b.cast.push_back(m);
  }
  return b;
}

void casting(benchmark::State& state) {
  const auto b = company(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(cast_people(b, {}, 7));
  const auto people = cast_identities(b, {}, 7);
  double nearest = 1e9;
  std::string pair;
  for (std::size_t i = 0; i < people.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (const double d = identity_distance(people[i], people[j]); d < nearest) nearest = d, pair = people[j].id + " and " + people[i].id;
  state.counters["nearest_pair"] = nearest;
  state.counters["floor"] = kLikenessFloor;
  state.SetLabel(pair);
}
BENCHMARK(casting)->Arg(10)->Arg(30)->Arg(60)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::world
