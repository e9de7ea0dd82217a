// The layouts of 228 seeded places, measured and timed: world_bench. With AUTEUR_LAYOUT_LIST=1 every failing place and
// every slow one is named.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>

#include "layout_check.h"

namespace auteur::world {
namespace {

constexpr int kPlaces = 228;

PlaceRequest place(const std::string& kind, int i) {
  PlaceRequest r;
  r.place.kind = kind;
  r.place.id = kind + "-" + std::to_string(i);
  r.place.name = kind;
  r.place.setting = i % 4 == 3 ? screenplay::Setting::kExterior : screenplay::Setting::kInterior;
  r.people = 1 + i % 5;
  if (i % 3 == 1) r.props = {{"cup", "cup", true, "", {}, "vessel"}, {"letter", "letter", true, "", {}, "paper"}, {"suitcase", "suitcase", true, "", {}, "bag"}};
  return r;
}

void BM_Layout(benchmark::State& state, const char* furniture) {
  if (std::string(furniture) != "/nowhere" && !std::filesystem::exists(furniture)) return state.SkipWithError("the furniture package is not installed");
  const auto catalogue = open_catalogue(furniture);
  const auto kinds = known_place_kinds();
  const bool list = std::getenv("AUTEUR_LAYOUT_LIST") != nullptr;
  struct Row { int places = 0, pieces = 0, collisions = 0, out = 0, blocked = 0, asked = 0, unmet = 0; double navigability = 1, worst_ms = 0; };
  std::map<std::string, Row> rows;
  Row all;
  std::vector<double> times;
  const char* only = std::getenv("AUTEUR_LAYOUT_KIND");
  for (const auto& kind : kinds) (void)build_set(place(kind, 0), *catalogue);  // models are read from disk once a film, not once a place
  for (auto _ : state) {
    for (int i = 0; i < kPlaces; ++i) {
      const auto request = place(kinds[static_cast<std::size_t>(i) % kinds.size()], i / static_cast<int>(kinds.size()));
      if (only && request.place.kind != only) continue;
      const std::clock_t begun = std::clock();  // processor time: of all threads, and whatever else the machine does
      const Set set = build_set(request, *catalogue);
      times.push_back(1000.0 * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC);
      state.PauseTiming();
      const LayoutFigures f = measure_layout(set);
      for (Row* row : {&rows[set.kind], &all}) {
        ++row->places;
        row->pieces += f.pieces;
        row->collisions += static_cast<int>(f.collisions.size());
        row->out += static_cast<int>(f.out_of_bounds.size());
        row->blocked += static_cast<int>(f.blocked_openings.size());
        row->asked += f.relations;
        row->unmet += static_cast<int>(f.unmet.size());
        row->navigability = std::min(row->navigability, f.navigability);
        row->worst_ms = std::max(row->worst_ms, times.back());
      }
      if (list) {
        for (const auto* lines : {&f.collisions, &f.out_of_bounds, &f.blocked_openings, &f.unmet, &set.notes})
          for (const auto& line : *lines) std::printf("  %s: %s: %s\n", request.place.id.c_str(), lines == &f.collisions ? "collision" : lines == &f.out_of_bounds ? "out of bounds" : lines == &f.blocked_openings ? "blocked" : lines == &f.unmet ? "unmet" : "note", line.c_str());
        if (f.navigability < 0.98) std::printf("  %s: navigability %.4f\n", request.place.id.c_str(), f.navigability);
        if (times.back() > 200) std::printf("  %s: %.0f ms\n", request.place.id.c_str(), times.back());
      }
      state.ResumeTiming();
    }
  }
  std::printf("%-14s %6s %6s %10s %6s %7s %9s %5s %12s %8s\n", "kind", "places", "pieces", "collisions", "out", "blocked", "relations", "unmet", "navigability", "worst ms");
  rows["ALL"] = all;
  for (const auto& [kind, r] : rows) std::printf("%-14s %6d %6d %10d %6d %7d %9d %5d %12.4f %8.0f\n", kind.c_str(), r.places, r.pieces, r.collisions, r.out, r.blocked, r.asked, r.unmet, r.navigability, r.worst_ms);
  std::sort(times.begin(), times.end());
  state.counters["places"] = all.places;
  state.counters["collisions"] = all.collisions;
  state.counters["out_of_bounds"] = all.out;
  state.counters["blocked"] = all.blocked;
  state.counters["unmet"] = all.unmet;
  state.counters["navigability"] = all.navigability;
  state.counters["median_ms"] = times[times.size() / 2];
  state.counters["worst_ms"] = times.back();
}
BENCHMARK_CAPTURE(BM_Layout, procedural, "/nowhere")->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Layout, furniture, "/usr/share/sweethome3d")->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::world
