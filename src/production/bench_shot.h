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
  Prepared out;
  auto& s = out.shot;
  s.level = level;
  s.width = width;
  s.height = height;
  s.seed = 1;
  s.set = TRY(read_set(inputs, p.workshop));
  const Json performance = TRY(inputs.json("performance")), shots = TRY(inputs.json("shot"));
  s.performance = TRY(acting::performance_from_json(performance));
  s.shot = TRY(camera::shot_list_from_json(shots)).shots.at(0);
  s.time = static_cast<screenplay::TimeOfDay>(node.params.value("time", 2));
  for (const auto& [id, identity] : TRY(read_people(inputs))) s.skins[id] = static_cast<double>(luminance_of(identity.skin)), s.people[id] = puppets::build_puppet(identity, node.params.value("story_day", 1), puppet_detail(s.level));
  const screenplay::Mood mood{node.params.value("valence", 0.0), node.params.value("arousal", 0.0), node.params.value("tension", 0.0), ""};
  auto request = lit_set(*s.set, s.time, static_cast<screenplay::Weather>(node.params.value("weather", 0)), mood, quality_of(s.level));
  thicken(request.set.fog, *s.set, node.params.value("air", Json::object()));
  out.set = request.set;
  s.stage = TRY(render::prepare_stage(request, progress));
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
