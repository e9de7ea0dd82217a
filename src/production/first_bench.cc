// The wait for a shot's first previz drawing, from the plan on: reading the set, building the puppets, lighting the stage,
// drawing, developing. Twice: nothing of the place is in memory, and the place was drawn before (another shot of the scene).
#include "first_bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/media/media.h"
#include "bench_shot.h"

namespace auteur::production {

Status measure_first(const FirstBench& bench) {
  constexpr int kWidth = 640, kHeight = 360;
  constexpr std::size_t kShots = 6;
  Progress progress;
  const auto planned = TRY(plan(bench.film, kWidth, kHeight, progress));
  std::vector<const Node*> nodes;
  if (!bench.shots.empty()) {
    nodes = TRY(wished(*planned, bench.shots));
  } else {
    for (const auto& [id, node] : planned->graph.nodes())
      if (node.pass == "shot.picture") nodes.push_back(&node);
    const std::size_t all = nodes.size();
    for (std::size_t i = 0; i < std::min(kShots, all); ++i) nodes[i] = nodes[i * all / std::min(kShots, all)];
    nodes.resize(std::min(kShots, all));
  }
  std::error_code ec;
  std::filesystem::create_directories(bench.out, ec);
  const auto show = [&](const Node& node, const Path& file) -> Status {
    Prepared prepared = TRY(prepare(*planned, node, Level::kPreviz, kWidth, kHeight, progress));
    ShotDrawings drawings(std::move(prepared.shot));
    auto frame = TRY(drawings.draw(0, progress));
    prepared.look.exposure += drawings.meter(frame, 0);
    media::Picture picture{kWidth, kHeight, render::develop(frame, prepared.look, 1)};
    if (!file.empty()) TRY(real_file_system()->write_new(file, media::write_png(picture), 0644));
    return {};
  };
  fmt::print("{:<8} {:>22} {:>22}\n", "shot", "nothing in memory", "the place is in memory");
  std::vector<double> cold, warm;
  for (const Node* node : nodes) {
    planned->workshop.forget();
    const Cost first = TRY(timed([&] { return show(*node, {}); }));
    const Cost again = TRY(timed([&] { return show(*node, {}); }));
    const std::string id = node->id.substr(6, node->id.size() - 14);
    const Path file = bench.out / (id + ".png");
    std::filesystem::remove(file, ec);
    TRY(show(*node, file));
    fmt::print("{:<8} {:>8.2f} s {:>5.2f} cpu-s {:>8.2f} s {:>5.2f} cpu-s\n", id, first.wall, first.cpu, again.wall, again.cpu);
    cold.push_back(first.wall), warm.push_back(again.wall);
  }
  const auto median = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.empty() ? 0 : v[v.size() / 2];
  };
  fmt::print("median   {:>8.2f} s             {:>8.2f} s\n", median(cold), median(warm));
  return {};
}

}  // namespace auteur::production
