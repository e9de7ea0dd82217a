// Our previz drawing against Blender's EEVEE and Cycles: the same shot of a real film, the same size, in one run.
//
//   production_bench [FILM] [--shot ID]... [--rounds N] [--out FOLDER]
//
// The film is planned in a store of its own, as `auteur make` would; the shot's set, people, light and camera are handed
// to Blender (blender_bench.py) as JSON and raw arrays. Then, round by round, so that a busy machine is busy for all: six
// drawings of ours, one of EEVEE with 64 and one with 16 samples, one of Cycles with 32. Everybody has been warmed up,
// has loaded the scene, and is timed for the drawing alone; ours includes posing the puppets and developing the picture.
// Puppets and props stand differently in every drawing. Blender gets plain materials: patterns and textures become their
// mean colour, fog is left out.
//
// Exit codes: 0 done; those of docs/exit-codes.md otherwise, 5 when Blender is missing.
#include <OpenEXR/ImfArray.h>
#include <OpenEXR/ImfRgbaFile.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include "auteur/base/process.h"
#include "auteur/media/media.h"
#include "auteur/store/decisions.h"
#include "passes.h"
#include "shot_drawings.h"

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

// --- the shot

// A film planned in a folder of its own, removed afterwards.
struct Planned {
  Path folder;
  std::unique_ptr<FileSystem> files;
  std::unique_ptr<Store> store;
  std::unique_ptr<Studio> studio;
  Graph graph;
  View view;
  Workshop workshop;

  ~Planned() {
    store.reset();
    std::error_code ec;
    if (!folder.empty()) std::filesystem::remove_all(folder, ec);
  }
};

Result<std::unique_ptr<Planned>> plan(const Path& where, Progress& progress) {
  auto film = TRY(open_film(where));
  film.aspect = static_cast<double>(kWidth) / kHeight;
  auto p = std::make_unique<Planned>();
  std::string name = (std::filesystem::temp_directory_path() / "auteur-blender-XXXXXX").string();
  if (!::mkdtemp(name.data())) return fail(ErrorCode::kIo, "Cannot create a folder in " + std::filesystem::temp_directory_path().string() + ".");
  p->folder = name;
  p->files = real_file_system();
  p->store = TRY(Store::open(p->folder, *p->files));
  p->studio = TRY(Studio::open());
  MakeOptions options;
  options.plan_only = true;
  TRY(make_film(film, *p->store, *p->studio, options, progress));
  options.plan_only = false;
  p->graph = TRY(current_graph(film, *p->store, *p->studio, options));
  std::vector<NodeId> performances;
  for (const auto& [id, node] : p->graph.nodes())
    if (node.pass == "scene.performance") performances.push_back(id);
  const auto report = TRY(Executor(*p->store, p->studio->catalogue()).run(p->graph, performances, {}, progress));
  if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
  Decisions decisions(*p->store);
  p->view = TRY(decisions.view());
  return p;
}

// What the picture pass of a shot would be given.
Result<Inputs> inputs_of(Planned& p, const Node& node) {
  Resolver resolver(*p.store, p.studio->catalogue(), p.graph, p.view);
  std::map<Port, Ref> refs;
  for (const auto& [port, source] : node.inputs) {
    const auto* up = std::get_if<Upstream>(&source);
    refs[port] = up ? TRY(resolver.output(up->node, up->port)) : std::get<Ref>(source);
  }
  return Inputs(*p.store, std::move(refs));
}

struct Prepared {
  std::string id;
  scene::Scene set;
  ShotOnStage shot;
  render::Look look;
};

Result<Prepared> prepare(Planned& p, const Node& node, Progress& progress) {
  const Inputs inputs = TRY(inputs_of(p, node));
  Prepared out;
  auto& s = out.shot;
  s.width = kWidth;
  s.height = kHeight;
  s.seed = 1;
  s.set = TRY(read_set(inputs, p.workshop));
  const Json performance = TRY(inputs.json("performance")), shots = TRY(inputs.json("shot"));
  s.performance = TRY(acting::performance_from_json(performance));
  s.shot = TRY(camera::shot_list_from_json(shots)).shots.at(0);
  s.time = static_cast<screenplay::TimeOfDay>(node.params.value("time", 2));
  for (const auto& [id, identity] : TRY(read_people(inputs))) s.people[id] = puppets::build_puppet(identity, node.params.value("story_day", 1), puppet_detail(s.level));
  const screenplay::Mood mood{node.params.value("valence", 0.0), node.params.value("arousal", 0.0), node.params.value("tension", 0.0), ""};
  const auto request = lit_set(*s.set, s.time, static_cast<screenplay::Weather>(node.params.value("weather", 0)), mood, quality_of(s.level));
  out.set = request.set;
  s.stage = TRY(render::prepare_stage(request, progress));
  out.look = fitted(look_of(node.params.value("look", Json::object())), kWidth, kHeight);
  return out;
}

// The shots wished for; without a wish, the first with two people in it.
Result<std::vector<const Node*>> wished(Planned& p, const std::vector<std::string>& wishes) {
  std::vector<const Node*> out;
  for (const auto& id : wishes) {
    const Node* node = p.graph.find("shots/" + id + "/picture");
    if (!node) return fail(ErrorCode::kNotFound, "There is no shot '" + id + "' in this film. `auteur shots FILM` lists them.");
    out.push_back(node);
  }
  for (const auto& [id, node] : p.graph.nodes()) {
    if (!out.empty()) break;
    if (node.pass != "shot.picture") continue;
    const Inputs inputs = TRY(inputs_of(p, node));
    const Json document = TRY(inputs.json("shot"));
    const auto list = TRY(camera::shot_list_from_json(document));
    if (list.shots.at(0).framing == camera::Framing::kTwoShot) out.push_back(&node);
  }
  if (out.empty()) return fail(ErrorCode::kNotFound, "No shot of this film shows two people; name one with --shot.");
  return out;
}

// --- the export

Json list_of(Vec3 v) { return {v.x, v.y, v.z}; }

// Reflectance of a texture as a whole, and the share of it that is there.
Vec4 mean_of(const scene::Texture& t) {
  const auto linear = [](std::uint8_t v) { return std::pow(static_cast<float>(v) / 255.f, 2.2f); };
  Vec4 sum(0.f);
  for (std::size_t i = 0; i + 3 < t.rgba.size(); i += 4) {
    const float a = static_cast<float>(t.rgba[i + 3]) / 255.f;
    sum += Vec4(Vec3(linear(t.rgba[i]), linear(t.rgba[i + 1]), linear(t.rgba[i + 2])) * a, a);
  }
  if (sum.w <= 0.f) return Vec4(1.f);
  return Vec4(Vec3(sum) / sum.w, sum.w / static_cast<float>(t.rgba.size() / 4));
}

class Export {
 public:
  Json document{{"kind", "auteur.blender-bench"}, {"version", 1}, {"geometry", "geometry.bin"}, {"width", kWidth}, {"height", kHeight},
                {"materials", Json::array()}, {"meshes", Json::array()}, {"instances", Json::array()}, {"lights", Json::array()}, {"cameras", Json::array()}, {"sky", nullptr}};
  std::size_t triangles = 0;  // in the first drawing

  // `drawing` -1: in all of them.
  void add(const scene::Instance& instance, int drawing, bool unseen) {
    if (!instance.mesh || instance.mesh->triangles.empty()) return;
    const auto [it, is_new] = meshes_.emplace(instance.mesh.get(), meshes_.size());
    if (is_new) add(instance.mesh);
    if (drawing < 1) triangles += instance.mesh->triangles.size();
    Json m = Json::array();
    for (int c = 0; c < 4; ++c)
      for (int r = 0; r < 4; ++r) m.push_back(instance.world_from_object[c][r]);
    document["instances"].push_back({{"name", instance.name}, {"mesh", it->second}, {"world_from_object", m}, {"drawing", drawing}, {"unseen", unseen}});
  }

  void add(const scene::Light& l) {
    static const std::map<scene::LightKind, std::string> kNames{{scene::LightKind::kSun, "sun"}, {scene::LightKind::kSphere, "sphere"}, {scene::LightKind::kRect, "rect"}};
    if (l.kind == scene::LightKind::kSky) document["sky"] = {{"zenith", list_of(l.radiance)}, {"horizon", list_of(l.horizon)}, {"ground", list_of(l.ground)}};
    else if (std::max({l.radiance.x, l.radiance.y, l.radiance.z}) > 0)
      document["lights"].push_back({{"kind", kNames.at(l.kind)}, {"name", l.name}, {"position", list_of(l.position)}, {"direction", list_of(l.direction)}, {"edge_u", list_of(l.edge_u)}, {"edge_v", list_of(l.edge_v)}, {"radius", l.radius}, {"radiance", list_of(l.radiance)}});
  }

  void add(const scene::Camera& c) {
    document["cameras"].push_back({{"position", list_of(c.position)}, {"target", list_of(c.target)}, {"roll", c.roll}, {"focal_mm", c.focal_mm}, {"gate_width_mm", c.gate_width_mm}, {"f_stop", c.f_stop}, {"focus_distance", c.focus_distance}});
  }

  Status write(const Path& folder) const {
    TRY(write_atomically(folder / "geometry.bin", std::string_view(reinterpret_cast<const char*>(bytes_.data()), bytes_.size())));
    return write_atomically(folder / "scene.json", document.dump());
  }

 private:
  template <class T>
  Json span(const T* values, std::size_t count) {
    while (bytes_.size() % 4 != 0) bytes_.push_back(0);
    const std::size_t at = bytes_.size();
    bytes_.resize(at + count * sizeof(T));
    if (count > 0) std::memcpy(bytes_.data() + at, values, count * sizeof(T));
    return {at, count};
  }

  void add(const scene::MeshPtr& mesh) {
    kept_.push_back(mesh);  // so that no other mesh takes its address
    std::vector<std::uint16_t> material = mesh->triangle_material;
    material.resize(mesh->triangles.size(), 0);
    Json indices = Json::array();
    for (const auto& m : mesh->materials) {
      const Vec4 tint = m.texture ? mean_of(*m.texture) : Vec4(1.f);
      indices.push_back(document["materials"].size());
      document["materials"].push_back({{"name", m.name}, {"albedo", list_of(m.albedo * Vec3(tint))}, {"roughness", m.roughness}, {"specular", m.specular}, {"metallic", m.metallic}, {"sheen", m.sheen}, {"translucency", m.translucency}, {"opacity", m.opacity * tint.w}, {"emission", list_of(m.emission)}});
    }
    document["meshes"].push_back({{"positions", span(&mesh->positions.data()->x, mesh->positions.size() * 3)}, {"normals", span(mesh->normals.empty() ? nullptr : &mesh->normals.data()->x, mesh->normals.size() * 3)},
                                  {"triangles", span(&mesh->triangles.data()->x, mesh->triangles.size() * 3)}, {"material_of", span(material.data(), material.size())}, {"materials", indices}});
  }

  std::map<const scene::Mesh*, std::size_t> meshes_;
  std::vector<scene::MeshPtr> kept_;
  Bytes bytes_;
};

// --- those who draw

struct Cost { double wall = 0, cpu = 0; };

// One Blender that has loaded the scene and draws when asked. Its log lies beside the pictures.
class Blender {
 public:
  static Result<std::unique_ptr<Blender>> start(const Path& folder, const std::string& engine, int threads) {
    auto b = std::make_unique<Blender>();
    b->log_ = folder / (engine + ".log");
    const Path answers = folder / (engine + ".answers");
    ::unlink(answers.c_str());
    if (::mkfifo(answers.c_str(), 0600) != 0) return fail(ErrorCode::kIo, "Cannot write into '" + folder.string() + "'.");
    b->fd_ = ::open(answers.c_str(), O_RDWR | O_CLOEXEC);
    // EEVEE wants a display; without one, a virtual screen with Mesa's software GL.
    std::vector<std::string> command{"/bin/sh", "-c", R"(log="$1"; answers="$2"; shift 2; "$@" >"$log" 2>&1; echo gone >"$answers")", "sh", b->log_.string(), answers.string()};
    if (engine == "eevee" && !::getenv("DISPLAY")) command.insert(command.end(), {"xvfb-run", "-a"});
    command.insert(command.end(), {"blender", "-b", "--factory-startup", "-noaudio", "-P", std::string(AUTEUR_SOURCE_DIR) + "/src/production/blender_bench.py", "--", (folder / "scene.json").string(), engine, folder.string(), std::to_string(threads), answers.string()});
    b->pipe_ = std::make_unique<ProcessPipe>(TRY(ProcessPipe::start(command)));
    b->about = TRY(b->answer());
    return b;
  }
  ~Blender() { if (fd_ >= 0) ::close(fd_); }

  struct Drawn { Cost cost; Path picture; };
  Result<Drawn> draw(std::size_t drawing, int samples) {
    const std::string line = fmt::format("{} {}\n", drawing, samples);
    TRY(pipe_->write(std::span(reinterpret_cast<const std::uint8_t*>(line.data()), line.size())));
    const std::string said = TRY(answer());
    std::istringstream in(said);
    Drawn d;
    std::string picture;
    in >> d.cost.wall >> d.cost.cpu >> picture;
    d.picture = picture;
    return d;
  }

  std::string about;  // "3.4.1 denoised"

 private:
  Result<std::string> answer() {
    std::string line;
    char c = 0;
    while (::read(fd_, &c, 1) == 1 && c != '\n') line += c;
    if (line == "gone") return fail(ErrorCode::kUnavailable, "Blender stopped; its log is '" + log_.string() + "'. EEVEE without a display needs: sudo apt-get install xvfb xauth libgl1-mesa-dri");
    return line;
  }

  Path log_;
  int fd_ = -1;
  std::unique_ptr<ProcessPipe> pipe_;
};

double cpu_seconds() {
  rusage u{};
  getrusage(RUSAGE_SELF, &u);
  return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

template <class Body>
Result<Cost> timed(Body body) {
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  TRY(body());
  return Cost{std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), cpu_seconds() - cpu};
}

// Blender's linear picture, exposed as ours is.
render::Frame read_exr(const Path& file, float exposure) {
  Imf::RgbaInputFile in(file.c_str());
  Imf::Array2D<Imf::Rgba> pixels(kHeight, kWidth);
  in.setFrameBuffer(&pixels[0][0], 1, kWidth);
  in.readPixels(0, kHeight - 1);
  render::Frame frame;
  frame.width = kWidth;
  frame.height = kHeight;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) frame.colour.push_back(Vec3(pixels[y][x].r, pixels[y][x].g, pixels[y][x].b) * exposure);
  return frame;
}

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
  Export scene;
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
      if (round == 0) rows[r].picture = read_exr(drawn.picture, prepared.set.exposure);
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
  const auto planned = TRY(plan(options.film, progress));
  const auto nodes = TRY(wished(*planned, options.shots));
  for (const Node* node : nodes) {
    Prepared prepared = TRY(prepare(*planned, *node, progress));
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
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--shot" && more) options.shots.push_back(argv[++i]);
    else if (word == "--rounds" && more) options.rounds = static_cast<std::size_t>(std::clamp(std::atoi(argv[++i]), 1, 100));
    else if (word == "--out" && more) options.out = argv[++i];
    else if (!word.starts_with("--")) options.film = word;
    else {
      fmt::print(stderr, "usage: production_bench [FILM] [--shot ID]... [--rounds N] [--out FOLDER]\n");
      return 2;
    }
  }
  const auto done = run(options);
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().message);
  return exit_code(done.error().code);
}
