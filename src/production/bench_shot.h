// A shot of a real film, planned as `auteur make` plans it, for the benchmarks of this room.
#pragma once

#include <sys/resource.h>

#include <chrono>

#include "auteur/store/decisions.h"
#include "passes.h"
#include "shot_drawings.h"

namespace auteur::production {

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

inline Result<std::unique_ptr<Planned>> plan(const Path& where, int width, int height, Progress& progress) {
  auto film = TRY(open_film(where));
  film.aspect = static_cast<double>(width) / height;
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
inline Result<Inputs> inputs_of(Planned& p, const Node& node) {
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

inline Result<Prepared> prepare(Planned& p, const Node& node, Level level, int width, int height, Progress& progress) {
  const Inputs inputs = TRY(inputs_of(p, node));
  Json values = Json::object();
  const auto declared = joined({frame_params(), shot_params(), {air_param()}});
  for (const auto& d : declared) values[d.name] = node.params.contains(d.name) ? node.params[d.name] : d.default_value;
  values["level"] = std::string(name_of(level));
  values["width"] = width;
  values["height"] = height;
  values["aspect"] = static_cast<double>(width) / height;
  Prepared out;
  out.shot = TRY(shot_on_stage(inputs, Params(values, 1, 1), progress, p.workshop));
  out.set = lit_set(*out.shot.set, out.shot.time, out.shot.weather, out.shot.mood, quality_of(level), out.shot.story).set;
  thicken(out.set.fog, *out.shot.set, values["air"]);
  out.look = fitted(look_of(node.params.value("look", Json::object())), width, height);
  return out;
}

// The shots wished for; without a wish, the first with two people in it.
inline Result<std::vector<const Node*>> wished(Planned& p, const std::vector<std::string>& wishes) {
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

struct Cost { double wall = 0, cpu = 0; };

inline double cpu_seconds() {
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

}  // namespace auteur::production
