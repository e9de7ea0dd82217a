// Our previz drawing against Blender's EEVEE and Cycles: the same shot of a real film, the same size, in one run.
//
//   production_bench [FILM] [--shot ID]... [--rounds N] [--out FOLDER]
//   production_bench --identity [--people N] [--shots EACH] [--seed N] [--kept | --line-up] [--out FOLDER]
//   production_bench --first [FILM] [--shot ID]... [--out FOLDER]
//   production_bench --final [FILM] [--shot ID]... [--size WxH] [--reference SAMPLES] [--cycles SAMPLES]... [--out FOLDER]
//
// The second form asks whether people are told apart (identity_bench.cc), the third how long one waits for the first
// picture of a shot (first_bench.cc), the fourth measures finished drawings (final_bench.cc). The first:
// The film is planned in a store of its own, as `auteur make` would; the shot's set, people, light and camera are handed
// to Blender (blender_bench.py) as JSON and raw arrays. Then, round by round, so that a busy machine is busy for all: six
// drawings of ours, one of EEVEE with 64 and one with 16 samples, one of Cycles with 32. Everybody has been warmed up,
// has loaded the scene, and is timed for the drawing alone; ours includes posing the puppets and developing the picture.
// Puppets and props stand differently in every drawing. Blender gets plain materials: patterns and textures become their
// mean colour, fog is left out.
//
// Exit codes: 0 done; those of docs/exit-codes.md otherwise, 5 when Blender is missing.
#include <fmt/format.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "auteur/media/media.h"
#include "blender_peer.h"
#include "final_bench.h"
#include "first_bench.h"
#include "identity_bench.h"

namespace auteur::production {
namespace {

constexpr int kWidth = 640, kHeight = 360;
constexpr std::size_t kOursARound = 6;

struct Options {
  Path film = Path(AUTEUR_SOURCE_DIR) / "examples" / "the-keeper";
  std::vector<std::string> shots;  // empty: the first two-shot
  std::size_t rounds = 5;
  Path out = "blender-bench";
  int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
};

// Mean and geometric mean of the luminance.
std::pair<double, double> brightness(const render::Frame& frame) {
  double sum = 0, logs = 0;
  for (const Vec3 c : frame.colour) {
    const auto y = static_cast<double>(std::clamp(glm::dot(c, Vec3(0.2126f, 0.7152f, 0.0722f)), 1e-4f, 4.f));
    sum += y;
    logs += std::log(y);
  }
  const auto n = static_cast<double>(frame.colour.size());
  return {sum / n, std::exp(logs / n)};
}

struct Row {
  std::string name;
  int samples = 0;
  std::vector<Cost> costs = {};
  render::Frame picture = {};

  double median(double Cost::*of) const {
    std::vector<double> v;
    for (const auto& c : costs) v.push_back(c.*of);
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
  }
  double mean(double Cost::*of) const {
    double sum = 0;
    for (const auto& c : costs) sum += c.*of;
    return sum / static_cast<double>(costs.size());
  }
};

Status measure(const Prepared& prepared, const Options& options, Progress& progress) {
  const std::size_t count = prepared.shot.performance.drawings.size();
  const auto drawing_of = [&](std::size_t i) { return i % count; };
  ShotDrawings drawings(prepared.shot);
  Export scene(kWidth, kHeight);
  const auto hidden = camera::unseen_by(prepared.shot.shot);
  for (const auto& i : prepared.set.instances) scene.add(i, -1, std::find(hidden.begin(), hidden.end(), i.name) != hidden.end());
  for (const auto& l : prepared.set.lights) scene.add(l);
  for (std::size_t round = 0; round <= options.rounds; ++round) {  // the last one warms up
    const std::size_t i = drawing_of(round * kOursARound);
    for (const auto& instance : drawings.instances(i)) scene.add(instance, static_cast<int>(round), false);
    scene.add(drawings.request(i).camera);
  }
  const Path folder = std::filesystem::absolute(options.out) / prepared.id;
  std::filesystem::create_directories(folder);
  TRY(scene.write(folder));
  const auto eevee = TRY(Blender::start(folder, "eevee", options.threads));
  const auto cycles = TRY(Blender::start(folder, "cycles", options.threads));

  std::vector<Row> rows{{"ours, previz", 0}, {"EEVEE", 64}, {"EEVEE", 16}, {"Cycles", 32}};
  const auto blender_of = [&](const Row& row) { return row.name == "EEVEE" ? eevee.get() : cycles.get(); };
  ShotDrawings warming(prepared.shot);
  TRY(warming.draw(0, progress));
  for (std::size_t r = 1; r < rows.size(); ++r) TRY(blender_of(rows[r])->draw(options.rounds, rows[r].samples));
  render::Look look = prepared.look;
  for (std::size_t round = 0; round < options.rounds; ++round) {
    for (std::size_t k = 0; k < kOursARound; ++k) {
      const std::size_t i = drawing_of(round * kOursARound + k);
      render::Frame frame;
      const auto draw = [&]() -> Status {
        frame = TRY(drawings.draw(i, progress));
        render::develop(frame, look, i);
        return {};
      };
      rows[0].costs.push_back(TRY(timed(draw)));
      if (i == 0 && round == 0) {
        look.exposure += drawings.meter(frame, 0);
        rows[0].picture = std::move(frame);
      }
    }
    for (std::size_t r = 1; r < rows.size(); ++r) {
      const auto drawn = TRY(blender_of(rows[r])->draw(round, rows[r].samples));
      rows[r].costs.push_back(drawn.cost);
      if (round == 0) rows[r].picture = read_exr(drawn.picture, kWidth, kHeight, prepared.set.exposure);
    }
    fmt::print(stderr, "round {} of {}\n", round + 1, options.rounds);
  }

  fmt::print("\nshot {}: {}, {} triangles, {} lights, {} people, {}x{}, {} threads; Blender {}; Cycles {}\n", prepared.id, prepared.shot.set->name, scene.triangles, prepared.set.lights.size(), prepared.shot.people.size(), kWidth, kHeight, options.threads,
             cycles->about.substr(0, cycles->about.find(' ')), cycles->about.ends_with("denoised") ? "with OpenImageDenoise" : "without a denoiser: this Blender has none");
  fmt::print("{:22} {:>12} {:>12} {:>12} {:>12} {:>12} {:>10}\n", "", "median ms", "mean ms", "cpu-ms", "x ours", "x ours, cpu", "luminance");
  for (const auto& row : rows) {
    const auto [mean, typical] = brightness(row.picture);
    fmt::print("{:22} {:12.1f} {:12.1f} {:12.1f} {:12.1f} {:12.1f} {:6.3f}/{:.3f}\n", row.samples ? fmt::format("{}, {} samples", row.name, row.samples) : row.name, 1e3 * row.median(&Cost::wall), 1e3 * row.mean(&Cost::wall), 1e3 * row.median(&Cost::cpu),
               row.median(&Cost::wall) / rows[0].median(&Cost::wall), row.median(&Cost::cpu) / rows[0].median(&Cost::cpu), mean, typical);
  }

  media::Picture sheet{kWidth * 3, kHeight, Bytes(static_cast<std::size_t>(kWidth) * 3 * kHeight * 3)};
  int x = 0;
  for (const std::size_t r : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    const auto rgb = render::develop(rows[r].picture, look, 1);
    for (int y = 0; y < kHeight; ++y) std::copy_n(rgb.begin() + static_cast<std::ptrdiff_t>(y) * kWidth * 3, kWidth * 3, sheet.rgb.begin() + (static_cast<std::ptrdiff_t>(y) * kWidth * 3 + x) * 3);
    media::TextStyle style;
    style.centre = false;
    media::draw_text(sheet, rows[r].samples ? fmt::format("{}, {} samples: {:.0f} ms", rows[r].name, rows[r].samples, 1e3 * rows[r].median(&Cost::wall)) : fmt::format("Auteur previz: {:.0f} ms", 1e3 * rows[r].median(&Cost::wall)), static_cast<double>(x) / (kWidth * 3) + 0.006, 0.02, style);
    x += kWidth;
  }
  const Path picture = folder / "side-by-side.png";
  const Bytes png = media::write_png(sheet);
  TRY(write_atomically(picture, std::string_view(reinterpret_cast<const char*>(png.data()), png.size())));
  fmt::print("The same drawing by all three: {}\n", picture.string());
  return {};
}

Status run(const Options& options) {
  if (!find_program("blender"))
    return fail(ErrorCode::kUnavailable, "This comparison needs Blender. Install it with: sudo apt-get install blender xvfb xauth libgl1-mesa-dri");
  if (!::getenv("DISPLAY") && !find_program("xvfb-run"))
    return fail(ErrorCode::kUnavailable, "EEVEE needs a display, or a virtual one. Install it with: sudo apt-get install xvfb xauth libgl1-mesa-dri");
  ::setenv("LP_NUM_THREADS", std::to_string(options.threads).c_str(), 1);  // Mesa's software GL
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.threads));
  Progress progress;
  const auto planned = TRY(plan(options.film, kWidth, kHeight, progress));
  const auto nodes = TRY(wished(*planned, options.shots));
  for (const Node* node : nodes) {
    Prepared prepared = TRY(prepare(*planned, *node, Level::kPreviz, kWidth, kHeight, progress));
    prepared.id = node->id.substr(6, node->id.size() - 6 - 8);  // shots/ID/picture
    TRY(measure(prepared, options, progress));
  }
  return {};
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput: return 3;
    case ErrorCode::kNotFound: return 4;
    case ErrorCode::kUnavailable: return 5;
    case ErrorCode::kIo: return 6;
    default: return 70;
  }
}

}  // namespace
}  // namespace auteur::production

int main(int argc, char** argv) {
  using namespace auteur::production;
  Options options;
  FinalBench finals;
  IdentityBench faces;
  bool final = false, identity = false, first = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--shot" && more) options.shots.push_back(argv[++i]);
    else if (word == "--rounds" && more) options.rounds = static_cast<std::size_t>(std::clamp(std::atoi(argv[++i]), 1, 100));
    else if (word == "--out" && more) options.out = argv[++i];
    else if (word == "--final") final = true;
    else if (word == "--first") first = true;
    else if (word == "--identity") identity = true;
    else if (word == "--seed" && more) faces.seed = static_cast<std::uint64_t>(std::atoll(argv[++i]));
    else if (word == "--kept") faces.kept_only = true;
    else if (word == "--line-up") faces.line_up = true;
    else if (word == "--shots" && more) faces.shots = std::clamp(std::atoi(argv[++i]), 1, 1000);
    else if (word == "--people" && more) faces.people = std::clamp(std::atoi(argv[++i]), 2, 200);
    else if (word == "--size" && more && std::sscanf(argv[++i], "%dx%d", &finals.width, &finals.height) == 2) continue;
    else if (word == "--reference" && more) finals.reference_samples = std::clamp(std::atoi(argv[++i]), 1, 100000);
    else if (word == "--cycles" && more) finals.cycles.push_back(std::clamp(std::atoi(argv[++i]), 1, 100000));
    else if (!word.starts_with("--")) options.film = word;
    else {
      fmt::print(stderr, "usage: production_bench [FILM] [--shot ID]... [--rounds N] [--out FOLDER]\n       production_bench --identity [--people N] [--shots EACH] [--seed N] [--kept | --line-up] [--out FOLDER]\n       production_bench --first [FILM] [--shot ID]... [--out FOLDER]\n       production_bench --final [FILM] [--shot ID]... [--size WxH] [--reference SAMPLES] [--cycles SAMPLES]... [--out FOLDER]\n");
      return 2;
    }
  }
  finals.film = options.film;
  finals.shots = options.shots;
  finals.out = options.out == "blender-bench" ? auteur::Path("final-bench") : options.out;
  finals.threads = options.threads;
  if (options.out != "blender-bench") faces.out = options.out;
  const FirstBench wait{options.film, options.shots, options.out == "blender-bench" ? auteur::Path("first-bench") : options.out};
  const auto done = first ? measure_first(wait) : identity ? measure_identity(faces) : final ? measure_finals(finals) : run(options);
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().message);
  return exit_code(done.error().code);
}
