#include "auteur/production/make.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/rights/ledger.h"
#include "expand.h"
#include "passes.h"

namespace auteur::production {
namespace {

// One make at a time on a film: two would deliver over each other. The engine below allows several processes; a farm
// uses that without delivering.
class MakeLock {
 public:
  static Result<MakeLock> take(Store& store) {
    MakeLock lock;
    const Path file = store.root() / "make.lock";
    lock.fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock.fd_ < 0)
      return fail(ErrorCode::kIo, "Cannot write into the film's store '" + store.root().string() + "'. Copy the film folder to a place you may write to.");
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
      char other[32] = {};
      const ssize_t n = ::pread(lock.fd_, other, sizeof other - 1, 0);
      return fail(ErrorCode::kConflict, fmt::format("Another make is at work on this film{}. Wait until it has finished, or stop it.", n > 0 ? fmt::format(" (process {})", trim(other)) : ""));
    }
    const std::string me = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.fd_, 0) != 0 || ::pwrite(lock.fd_, me.data(), me.size(), 0) < 0) return fail(ErrorCode::kIo, "The disk is full. Free some space (auteur clean) and try again.");
    return lock;
  }
  MakeLock(MakeLock&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  MakeLock& operator=(MakeLock&&) = delete;
  ~MakeLock() { if (fd_ >= 0) ::close(fd_); }

 private:
  MakeLock() = default;
  int fd_ = -1;
};

void merge(RunReport& into, RunReport&& more) {
  into.runs.insert(into.runs.end(), std::make_move_iterator(more.runs.begin()), std::make_move_iterator(more.runs.end()));
  into.ready = more.ready;
  into.failed.merge(more.failed);
  into.blocked = std::move(more.blocked);
  into.open = std::move(more.open);
  into.stale = std::move(more.stale);
  into.picked.insert(into.picked.end(), more.picked.begin(), more.picked.end());
  into.cancelled |= more.cancelled;
  into.seconds += more.seconds;
}

std::string suffix_of(const MakeOptions& options) {
  std::string s;
  for (char c : options.scenes) s += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  return s.empty() ? "" : "-scenes-" + s;
}

std::string film_name(const MakeOptions& options) {
  const char* base = options.level == Level::kBoards ? "boards" : options.level == Level::kFinal ? "final" : "film";
  return base + suffix_of(options);
}

// What was decided automatically, by kind of decision: nobody's authorship.
std::vector<rights::AutomaticChoice> automatic_choices(const Graph& graph) {
  static const std::map<PassId, std::string> kWhat = {
      {"cast.identities", "faces, bodies, clothes and voices"}, {"place.set", "layout and dressing of places"}, {"line.voice", "reading of lines"},
      {"scene.staging", "blocking of scenes"}, {"scene.coverage", "shots, lenses and cutting"}, {"scene.performance", "acting"},
      {"film.theme", "theme"}, {"scene.score", "music cues"}, {"scene.sound", "sound effects and ambience"}};
  std::map<PassId, int> counts;
  for (const auto& [id, node] : graph.nodes()) ++counts[node.pass];
  std::vector<rights::AutomaticChoice> out;
  for (const auto& [pass, what] : kWhat)
    if (counts.contains(pass)) out.push_back({what, "policy:proposed", std::to_string(counts[pass])});
  return out;
}

class Delivery {
 public:
  Delivery(Store& store, Resolver& resolver, const Path& folder) : store_(store), resolver_(resolver), folder_(folder) {}

  // Copies the blob at a node's port to out/name, unless it is there already.
  Status file(const NodeId& node, const Port& port, const std::string& name) {
    const Ref ref = TRY(resolver_.output(node, port));
    const Path target = folder_ / name;
    files.push_back(target);
    const std::string key = "delivered " + target.string();
    std::error_code ec;
    const auto size = std::filesystem::file_size(target, ec);
    const auto time = ec ? 0 : std::filesystem::last_write_time(target, ec).time_since_epoch().count();
    const std::string is = fmt::format("{} {}", ref.digest.hex(), time);
    if (!ec && size == ref.size && store_.note(key) == is) return {};
    const Path aside = folder_ / ("." + name + ".part");
    const Path from = TRY(store_.path_of(ref));
    std::filesystem::remove(aside, ec);
    std::filesystem::copy_file(from, aside, ec);
    if (!ec) std::filesystem::permissions(aside, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write | std::filesystem::perms::group_read | std::filesystem::perms::others_read, ec);
    if (!ec) std::filesystem::rename(aside, target, ec);
    if (ec) {
      std::error_code ignored;
      std::filesystem::remove(aside, ignored);
      return fail(ErrorCode::kIo, fmt::format("The film is made, but '{}' cannot be written: {}. Make the folder writable or free some space, then run make again; nothing will be redone.", target.string(), ec.message()));
    }
    store_.set_note(key, fmt::format("{} {}", ref.digest.hex(), std::filesystem::last_write_time(target, ec).time_since_epoch().count()));
    return {};
  }
  Status text(const std::string& name, const std::string& content) {
    const Path target = folder_ / name;
    files.push_back(target);
    const auto old = read_text(target);
    if (old && *old == content) return {};
    auto s = write_atomically(target, content);
    if (!s) return fail_because(s.error(), fmt::format("The film is made, but '{}' cannot be written.", target.string()));
    return {};
  }
  std::vector<Path> files;

 private:
  Store& store_;
  Resolver& resolver_;
  Path folder_;
};

Result<Json> read_json(Store& store, Resolver& resolver, const NodeId& node, const Port& port) {
  const Ref ref = TRY(resolver.output(node, port));
  const std::string text = TRY(store.get_text(ref));
  return parse_json(text, node);
}

// Everything a person should know about how the film came to be.
Status deliver(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan, Made& made) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), plan.graph, view);
  made.out = film.folder / "out";
  std::error_code ec;
  std::filesystem::create_directories(made.out, ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("Cannot create '{}': {}. Make the film folder writable.", made.out.string(), ec.message()));
  Delivery delivery(store, resolver, made.out);
  const std::string name = film_name(options);
  TRY(delivery.file("deliver/film", "film", name + ".mp4"));
  TRY(delivery.file("deliver/sheet", "sheet", name + "-contact-sheet.jpg"));
  TRY(delivery.file("cut", "srt", name + ".srt"));
  TRY(delivery.file("cut", "vtt", name + ".vtt"));
  TRY(delivery.file("cut", "otio", name + ".otio"));
  TRY(delivery.file("cut", "edl", name + ".edl"));

  made.film_report = TRY(read_json(store, resolver, "qc", "report"));
  const Json parse_warnings = TRY(read_json(store, resolver, "script", "warnings"));
  for (const auto& w : parse_warnings.value("warnings", Json::array()))
    made.notes.push_back(fmt::format("{}:{}:{}: {}", film.script_name, w.value("line", 0), w.value("column", 0), w.value("message", "")));
  std::set<std::string> notes;
  for (const auto& [id, node] : plan.graph.nodes()) {
    if (node.pass == "place.set") {
      const Json facts = TRY(read_json(store, resolver, id, "facts"));
      for (const auto& n : facts.value("notes", std::vector<std::string>{})) notes.insert(facts.value("name", id) + ": " + n);
    } else if (node.pass == "scene.score") {
      const Json facts = TRY(read_json(store, resolver, id, "facts"));
      if (!facts.value("note", "").empty()) notes.insert(facts.value("note", ""));
    } else if (node.pass == "line.voice") {
      const Json facts = TRY(read_json(store, resolver, id, "length"));
      if (facts.value("backend", "") == "silence") notes.insert(fmt::format("{}: no voice is installed that can speak this line; it is silent.", id));
    }
  }
  made.notes.insert(made.notes.end(), notes.begin(), notes.end());

  rights::Ledger ledger;
  ledger.assets = plan.credits;
  ledger.automatic = automatic_choices(plan.graph);
  for (const auto& [role, who] : film.people) ledger.human.push_back({role, who});
  ledger.documents.push_back(film.script_name);
  for (const auto& [who, j] : film.cast_bible) ledger.documents.push_back("bible/cast: " + who);
  for (const auto& [where, j] : film.place_bible) ledger.documents.push_back("bible/places: " + where);
  Json report{{"kind", "auteur.report"}, {"version", 1}, {"title", plan.breakdown->title}, {"level", name_of(options.level)}, {"film", made.film_report}, {"notes", made.notes}, {"rights", rights::to_json(ledger)}};
  Json shots = Json::array();
  for (const auto* s : plan.scenes) {
    const Json list = TRY(read_json(store, resolver, "scenes/" + s->number + "/coverage", "shots"));
    for (const auto& shot : list.value("shots", Json::array())) {
      Json row{{"shot", shot.value("id", "")}, {"scene", s->number}, {"reason", shot.value("reason", "")}, {"decided_by", "policy:proposed"}};
      shots.push_back(row);
    }
  }
  report["shots"] = shots;
  TRY(delivery.text(name + "-report.json", pretty_json(report) + "\n"));
  const std::string quality_text = [&] {
    const auto ref = resolver.output("qc", "text");
    const auto text = ref ? store.get_text(*ref) : Result<std::string>(std::unexpected(ref.error()));
    return text ? *text : std::string();
  }();
  std::string text = fmt::format("{}\n\n{}\n", plan.breakdown->title, quality_text);
  if (!made.notes.empty()) text += "Notes:\n";
  for (const auto& n : made.notes) text += "  " + n + "\n";
  text += "\n" + rights::readable(ledger);
  TRY(delivery.text(name + "-report.txt", text));
  made.files = std::move(delivery.files);
  return {};
}

ReadOutcome reader(Store& store, Resolver& resolver, const Graph& graph) {
  return [&store, &resolver, &graph](const NodeId& node, const Port& port) -> std::optional<Json> {
    if (!graph.find(node)) return std::nullopt;
    const auto ref = resolver.output(node, port);
    if (!ref) return std::nullopt;
    const auto text = store.get_text(*ref);
    if (!text) return std::nullopt;
    auto j = parse_json(*text, node);
    return j ? std::optional(std::move(*j)) : std::nullopt;
  };
}

// Expands as far as the store allows: the graph of one stage is what the next reads from.
Result<Plan> expand_known(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Ref& script, int up_to) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Plan plan = TRY(expand(film, script, options, [](const NodeId&, const Port&) { return std::optional<Json>{}; }));
  while (plan.stage < up_to) {
    Resolver resolver(store, studio.catalogue(), plan.graph, view);
    Plan next = TRY(expand(film, script, options, reader(store, resolver, plan.graph)));
    if (next.stage == plan.stage) break;
    plan = std::move(next);
  }
  return plan;
}

}  // namespace

std::string_view name_of(Level level) {
  switch (level) {
    case Level::kBoards: return "boards";
    case Level::kPreviz: return "previz";
    case Level::kFinal: return "final";
  }
  return "previz";
}

Result<Level> level_from(std::string_view name) {
  for (const Level l : {Level::kBoards, Level::kPreviz, Level::kFinal})
    if (name == name_of(l)) return l;
  return fail(ErrorCode::kInvalidInput, fmt::format("There is no level '{}'. Use boards, previz or final.", name));
}

LevelSettings settings_of(Level level, const Film& film) {
  switch (level) {
    case Level::kBoards: return {640, 360, 12, 20, "veryfast"};
    case Level::kPreviz: return {640, 360, 12, 19, "veryfast"};
    case Level::kFinal: return {film.final_width, film.final_height, 12, 16, "medium"};
  }
  return {640, 360, 12, 19, "veryfast"};
}

Result<std::unique_ptr<Studio>> Studio::open() {
  auto studio = std::make_unique<Studio>();
  auto workshop = std::make_shared<Workshop>();
  TRY(add_writing_passes(studio->catalogue_));
  TRY(add_planning_passes(studio->catalogue_, workshop));
  TRY(add_shooting_passes(studio->catalogue_, workshop));
  TRY(add_sound_passes(studio->catalogue_));
  TRY(add_delivery_passes(studio->catalogue_));
  return studio;
}

Result<Graph> current_graph(const Film& film, Store& store, const Studio& studio, const MakeOptions& options) {
  const Ref script = TRY(store.put(film.script_bytes));
  Plan plan = TRY(expand_known(film, store, studio, options, script, 3));
  return std::move(plan.graph);
}

Result<Made> make_film(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, Progress& progress) {
  const MakeLock lock = TRY(MakeLock::take(store));
  const Ref script = TRY(store.put(film.script_bytes));
  Made made;
  Executor executor(store, studio.catalogue());
  RunOptions run;
  run.threads = options.threads;
  run.memory_mib = options.memory_mib;
  run.on_progress = options.on_progress;
  run.on_run = options.on_run;
  int done = 0;
  for (;;) {
    Plan plan = TRY(expand_known(film, store, studio, options, script, done + 1));
    auto report = TRY(executor.run(plan.graph, plan.wanted, run, progress));
    merge(made.report, std::move(report));
    if (made.report.cancelled || progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped. Everything finished so far is kept; the next make goes on from there.");
    if (!made.report.failed.empty()) {
      const auto& [node, error] = *made.report.failed.begin();
      Error e = error;
      if (e.place.file.empty()) e.message = node + ": " + e.message;
      return std::unexpected(e);
    }
    done = plan.stage;
    const bool last = plan.stage == 3 || (options.plan_only && plan.stage == 2);
    if (!last) continue;
    for (const auto& r : made.report.runs) made.changed += !r.elsewhere;
    if (!options.plan_only) TRY(deliver(film, store, studio, options, plan, made));
    made.graph = std::move(plan.graph);
    return made;
  }
}

}  // namespace auteur::production
