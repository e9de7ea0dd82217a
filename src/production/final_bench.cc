// Finished drawings of real shots: processor time, and distance from a long path-traced reference of the same drawing.
//
// The distance is that of the developed pictures (film curve; no grain, glow or vignette), as a peak signal-to-noise ratio
// over all three colours. `dB` is that from the mean of two references of half the samples each, `grainless` the same
// without the grain of both: they share the truth, but no grain. The first row is what a film pays for a drawing; with
// plain path tracing of ours beside it, the objects that most of the distance lies in, and Cycles against a long reference
// of its own, since it draws plain materials. References are kept in the folder and used again as long as they lie there:
// remove them after a change of the renderer.
#include "final_bench.h"

#include <fmt/format.h>
#include <tbb/global_control.h>

#include <array>
#include <cstring>
#include <map>

#include "auteur/base/random.h"
#include "auteur/media/media.h"
#include "blender_peer.h"

namespace auteur::production {
namespace {

render::Look plain(const render::Look& look) {
  render::Look out = look;
  out.grain = out.halation = out.vignette = 0;
  return out;
}

double psnr(const render::Frame& a, const render::Frame& b, const render::Look& look) {
  const auto x = render::develop(a, plain(look), 1), y = render::develop(b, plain(look), 1);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return 10 * std::log10(255.0 * 255.0 / std::max(sum / static_cast<double>(x.size()), 1e-9));
}

// The mean square distance from what two independent references have in common: their grain, which no picture shares,
// drops out of the product.
double psnr(const render::Frame& a, const std::array<render::Frame, 2>& halves, const render::Look& look) {
  const auto x = render::develop(a, plain(look), 1), y = render::develop(halves[0], plain(look), 1), z = render::develop(halves[1], plain(look), 1);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - z[i]);
  return 10 * std::log10(255.0 * 255.0 / std::max(sum / static_cast<double>(x.size()), 1e-9));
}

Status keep(const render::Frame& frame, const Path& file) {
  return write_atomically(file, std::string_view(reinterpret_cast<const char*>(frame.colour.data()), frame.colour.size() * sizeof(Vec3)));
}
std::optional<render::Frame> kept(const Path& file, int width, int height) {
  const std::size_t n = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  std::ifstream in(file, std::ios::binary);
  render::Frame frame;
  frame.width = width;
  frame.height = height;
  frame.colour.resize(n);
  in.read(reinterpret_cast<char*>(frame.colour.data()), static_cast<std::streamsize>(n * sizeof(Vec3)));
  return in ? std::optional(std::move(frame)) : std::nullopt;
}

Status show(const render::Frame& frame, const render::Look& look, const Path& file) {
  const Bytes png = media::write_png({frame.width, frame.height, render::develop(frame, look, 1)});
  return write_atomically(file, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

// Where two pictures differ, eight times as strong, about grey.
Status show_difference(const render::Frame& a, const render::Frame& b, const render::Look& look, const Path& file) {
  auto x = render::develop(a, plain(look), 1);
  const auto y = render::develop(b, plain(look), 1);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<std::uint8_t>(std::clamp(128 + 8 * (x[i] - y[i]), 0, 255));
  const Bytes png = media::write_png({a.width, a.height, std::move(x)});
  return write_atomically(file, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

// Which things the distance lies in: their share of it and of the picture, and whether they come out too light or too dark.
void print_by_object(const render::Frame& frame, const std::array<render::Frame, 2>& halves, const render::Look& look, const std::vector<std::uint32_t>& ids, const std::map<std::uint32_t, std::string>& names) {
  struct Share { double distance = 0, bias = 0, pixels = 0; };
  std::map<std::uint32_t, Share> shares;
  Share all;
  const auto x = render::develop(frame, plain(look), 1), y = render::develop(halves[0], plain(look), 1), z = render::develop(halves[1], plain(look), 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double distance = (x[i] - y[i]) * (x[i] - z[i]);
    for (Share* s : {&shares[ids[i / 3]], &all}) s->distance += distance, s->bias += x[i] - 0.5 * (y[i] + z[i]), s->pixels += 1;
  }
  std::vector<std::pair<std::uint32_t, Share>> order(shares.begin(), shares.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second.distance > b.second.distance; });
  if (order.size() > 8) order.resize(8);
  for (const auto& [id, s] : order) fmt::print("  {:32} {:9.1f} % {:9.1f} % {:+8.1f}\n", names.contains(id) ? names.at(id) : "sky", 100 * s.distance / all.distance, 100 * s.pixels / all.pixels, s.bias / s.pixels);
}

void print_row(const std::string& name, const Cost& cost, double decibel, std::optional<double> grainless) {
  fmt::print("{:34} {:10.2f} {:10.2f} {:8.2f} {:>8}\n", name, cost.cpu, cost.wall, decibel, grainless ? fmt::format("{:.2f}", *grainless) : "-");
  std::fflush(stdout);
}

Status measure_cycles(const FinalBench& bench, const Prepared& prepared, const ShotDrawings& drawings, std::size_t at, const render::Look& look, const Path& folder) {
  Export scene(bench.width, bench.height);
  const auto hidden = camera::unseen_by(prepared.shot.shot);
  for (const auto& i : prepared.set.instances) scene.add(i, -1, std::find(hidden.begin(), hidden.end(), i.name) != hidden.end());
  for (const auto& l : prepared.set.lights) scene.add(l);
  for (const auto& instance : drawings.instances(at)) scene.add(instance, 0, false);
  scene.add(drawings.request(at).camera);
  TRY(scene.write(folder));
  const auto cycles = TRY(Blender::start(folder, "cycles", bench.threads));
  TRY(cycles->draw(0, 1));  // warms up
  const Path file = folder / fmt::format("cycles-{}x{}-{}.linear", bench.width, bench.height, bench.reference_samples);
  auto reference = kept(file, bench.width, bench.height);
  if (!reference) {
    const auto drawn = TRY(cycles->draw(0, bench.reference_samples));
    reference = read_exr(drawn.picture, bench.width, bench.height, prepared.set.exposure);
    TRY(keep(*reference, file));
  }
  TRY(show(*reference, look, folder / "cycles.png"));
  for (const int samples : bench.cycles) {
    const auto drawn = TRY(cycles->draw(0, samples));
    print_row(fmt::format("Cycles, {} samples", samples), drawn.cost, psnr(read_exr(drawn.picture, bench.width, bench.height, prepared.set.exposure), *reference, look), std::nullopt);
  }
  return {};
}

Status measure(const FinalBench& bench, Prepared& prepared, Progress& progress) {
  const Path folder = std::filesystem::absolute(bench.out) / prepared.id;
  std::filesystem::create_directories(folder);
  ShotDrawings drawings(prepared.shot);
  render::Look look = prepared.look;
  const std::size_t middle = prepared.shot.performance.drawings.size() / 2, first = middle - std::min<std::size_t>(middle, 2);
  std::vector<Cost> costs;
  render::Frame frame;
  for (std::size_t i = first; i <= middle; ++i) {
    const auto draw = [&]() -> Status {
      frame = TRY(drawings.draw(i, progress));
      return {};
    };
    costs.push_back(TRY(timed(draw)));
  }
  look.exposure += drawings.meter(frame, middle);
  const auto path_traced = [&](int samples, std::uint64_t seed) {
    auto request = drawings.request(middle);
    request.quality = render::Quality::kReference;
    request.samples = samples;
    request.seed = mix(request.seed, seed);
    return render::draw(drawings.stage(), drawings.instances(middle), request, progress);
  };
  // The reference in two halves: how far they are apart says how grainy their mean still is.
  std::array<render::Frame, 2> halves;
  for (std::size_t h = 0; h < 2; ++h) {
    const Path file = folder / fmt::format("reference-{}x{}-{}-{}.linear", bench.width, bench.height, bench.reference_samples, h + 1);
    auto half = kept(file, bench.width, bench.height);
    if (!half) {
      half = TRY(path_traced((bench.reference_samples + 1) / 2, h + 1));
      TRY(keep(*half, file));
    }
    halves[h] = std::move(*half);
  }
  render::Frame reference = halves[0];
  for (std::size_t i = 0; i < reference.colour.size(); ++i) reference.colour[i] = 0.5f * (halves[0].colour[i] + halves[1].colour[i]);
  fmt::print("\nshot {}: {}, {}x{}, {} people\n{:34} {:>10} {:>10} {:>8} {:>8}\n", prepared.id, prepared.shot.set->name, bench.width, bench.height, prepared.shot.people.size(), "", "cpu-s", "wall s", "dB", "grainless");
  fmt::print("halves of the reference {:.2f} dB apart\n", psnr(halves[0], halves[1], look));
  print_row("final, first drawing of a shot", costs.front(), psnr(frame, reference, look), psnr(frame, halves, look));
  print_row("final, the next", costs.back(), psnr(frame, reference, look), psnr(frame, halves, look));
  render::Frame few;
  const auto trace_few = [&]() -> Status {
    few = TRY(path_traced(4, 9));
    return {};
  };
  const Cost cost = TRY(timed(trace_few));
  print_row("plain path tracing, 4 samples", cost, psnr(few, reference, look), psnr(few, halves, look));
  auto request = drawings.request(middle);
  request.quality = render::Quality::kPreviz;
  request.auxiliary = true;
  const auto everything = drawings.instances(middle);
  std::map<std::uint32_t, std::string> names;
  for (const auto& i : everything) names.emplace(i.object_id, i.name);
  for (const auto& i : prepared.set.instances) names.emplace(i.object_id, i.name);
  const auto which = TRY(render::draw(drawings.stage(), everything, request, progress));
  fmt::print("  {:32} {:>11} {:>11} {:>8}\n", "where it lies", "of distance", "of picture", "bias");
  print_by_object(frame, halves, look, which.object_id, names);
  TRY(show(frame, look, folder / "final.png"));
  TRY(show(reference, look, folder / "reference.png"));
  TRY(show_difference(frame, reference, look, folder / "difference.png"));
  std::fflush(stdout);
  if (!bench.cycles.empty()) TRY(measure_cycles(bench, prepared, drawings, middle, look, folder));
  return {};
}

}  // namespace

Status measure_finals(const FinalBench& bench) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(bench.threads));
  Progress progress;
  const auto planned = TRY(plan(bench.film, bench.width, bench.height, progress));
  const auto nodes = TRY(wished(*planned, bench.shots));
  for (const Node* node : nodes) {
    Prepared prepared = TRY(prepare(*planned, *node, Level::kFinal, bench.width, bench.height, progress));
    prepared.id = node->id.substr(6, node->id.size() - 6 - 8);  // shots/ID/picture
    TRY(measure(bench, prepared, progress));
  }
  return {};
}

}  // namespace auteur::production
