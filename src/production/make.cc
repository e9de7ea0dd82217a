#include "auteur/production/make.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "auteur/base/text.h"
#include "auteur/production/tag_decisions.h"
#include "behaviour_pass.h"
#include "film_delivery.h"
#include "language_passes.h"
#include "outside_voices.h"
#include "stored.h"
#include "passes.h"
#include "story.h"

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

// `out` is there as a folder, or nothing is. Asked before the work: nobody wants to hear of it afterwards.
Status check_out_folder(const Path& out) {
  std::error_code ec;
  const auto status = std::filesystem::status(out, ec);
  if (!std::filesystem::exists(status) || std::filesystem::is_directory(status)) return {};
  return fail(ErrorCode::kIo, fmt::format("'{}' is a file, but the film is delivered into a folder of that name. Move the file away and try again.", out.string()), {out.string()});
}

// Expands as far as the store allows: the graph of one stage is what the next reads from.
Result<Plan> expand_known(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Ref& script, int up_to) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  const Json dictionary = TRY(dictionary_parameter(store));
  Plan plan = TRY(expand(film, script, dictionary, options, [](const NodeId&, const Port&) { return std::optional<Json>{}; }));
  while (plan.stage < up_to) {
    Resolver resolver(store, studio.catalogue(), plan.graph, view);
    Plan next = TRY(expand(film, script, dictionary, options, reader(store, resolver, plan.graph)));
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

std::string film_name(const MakeOptions& options) {
  const char* base = options.level == Level::kBoards ? "boards" : options.level == Level::kFinal ? "final" : "film";
  return base + suffix_of(options);
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
  TRY(add_casting_passes(studio->catalogue_));
  TRY(add_planning_passes(studio->catalogue_, workshop));
  TRY(add_line_passes(studio->catalogue_));
  TRY(add_dub_passes(studio->catalogue_));
  TRY(add_shooting_passes(studio->catalogue_, workshop));
  TRY(add_board_passes(studio->catalogue_, workshop));
  TRY(add_exr_pass(studio->catalogue_, workshop));
  TRY(add_model_pass(studio->catalogue_, workshop));
  TRY(add_score_passes(studio->catalogue_));
  TRY(add_sound_passes(studio->catalogue_));
  TRY(add_call_sound_pass(studio->catalogue_));
  TRY(add_sound_delivery_passes(studio->catalogue_));
  TRY(add_delivery_passes(studio->catalogue_));
  TRY(add_style_passes(studio->catalogue_));
  TRY(add_animatic_passes(studio->catalogue_));
  TRY(add_reading_passes(studio->catalogue_));
  TRY(add_behaviour_pass(studio->catalogue_));
  return studio;
}

namespace {
// What people brought becomes part of the store, so that every action can name its contents.
Status keep_brought(const Film& film, Store& store) {
  for (const auto* models : {&film.prop_models, &film.cast_models})
    for (const auto& [id, model] : *models) TRY(store.put_file(model.file));
  for (const auto& m : film.motions) TRY(store.put_file(m.file));
  for (const auto& [line, recording] : film.recordings) {
    TRY(store.put_file(recording.file));
    if (!recording.match.empty()) TRY(store.put_file(recording.match));
  }
  for (const auto& [name, board] : film.boards) TRY(store.put_file(board.file));
  return {};
}
}  // namespace

Result<Graph> current_graph(const Film& film, Store& store, const Studio& studio, const MakeOptions& options) {
  TRY(keep_brought(film, store));
  TRY(connect_services(film, store, false));
  const Ref script = TRY(store.put(film.script_bytes));
  Plan plan = TRY(expand_known(film, store, studio, options, script, 3));
  return std::move(plan.graph);
}

namespace {

// Progress of the whole make, where each stage knows only of its own: what lies ahead is added to what it expects.
class WholeProgress {
 public:
  explicit WholeProgress(const MakeOptions& options) : options_(options), began_(std::chrono::steady_clock::now()) {}

  void enter(int stage, std::optional<double> seconds_ahead, std::size_t runs_before) {
    stage_ = stage;
    ahead_ = seconds_ahead;
    runs_before_ = runs_before;
  }
  void show(const RunProgress& of_stage) {
    if (!options_.on_progress) return;
    RunProgress p = of_stage;
    p.done += runs_before_;
    p.total += runs_before_;
    if (!ahead_) p.seconds_left.reset();
    if (p.seconds_left) *p.seconds_left += *ahead_;
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    // Known work lies behind and ahead; a bar that went back would tell less than one that waits.
    if (p.seconds_left) fraction_ = std::max(fraction_, spent / std::max(spent + *p.seconds_left, 1e-9));
    p.fraction = std::min(fraction_, stage_ < 3 ? 0.99 : 1.0);
    options_.on_progress(p);
  }

 private:
  const MakeOptions& options_;
  std::chrono::steady_clock::time_point began_;
  int stage_ = 1;
  std::optional<double> ahead_;
  std::size_t runs_before_ = 0;
  double fraction_ = 0;
};

// What the stages after the present one will take, as far as the breakdown tells; nullopt before there is one.
std::optional<double> seconds_ahead(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan) {
  if (plan.stage == 3 || (options.plan_only && plan.stage == 2)) return 0;
  if (!plan.breakdown) return std::nullopt;
  double seconds = 0;
  for (const auto& [pass, work] : expected_shooting(film, plan, options.level))
    if (const auto* p = studio.catalogue().find(pass)) seconds += expected_seconds(store, *p, work);
  return seconds / (options.threads ? options.threads : cores_here());
}

const Error& first_fault(const RunReport& report) {
  for (const auto& [node, error] : report.failed)
    if (error.code == ErrorCode::kDamaged) return error;
  return report.failed.begin()->second;
}

// A fault of the film's data is told with the node that met it; one of the disk or the machine is the same everywhere.
Error told(const RunReport& report) {
  Error e = first_fault(report);
  const bool everywhere = e.code == ErrorCode::kIo || e.code == ErrorCode::kUnavailable || e.code == ErrorCode::kCancelled;
  for (const auto& [node, error] : report.failed)
    if (&error == &first_fault(report) && e.place.file.empty() && !everywhere) e.message = node + ": " + e.message;
  return e;
}

class Making {
 public:
  Making(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, Progress& progress)
      : film_(film), store_(store), studio_(studio), options_(options), progress_(progress), whole_(options) {}

  // Stage by stage; one that the store knows already costs nothing.
  Result<Made> run() {
    Executor executor(store_, studio_.catalogue());
    TRY(connect_services(film_, store_, true));
    RunOptions run;
    run.threads = options_.threads;
    run.memory_mib = options_.memory_mib;
    run.on_progress = [this](const RunProgress& p) { whole_.show(p); };
    run.on_run = options_.on_run;
    for (int done = 0;;) {
      const Ref script = TRY(store_.put(film_.script_bytes));
      TRY(keep_brought(film_, store_));
      if (!film_.view.empty()) TRY(store_.put(film_.view));
      Plan plan = TRY(expand_known(film_, store_, studio_, options_, script, 3));
      for (const auto& [id, node] : plan.graph.nodes())
        if (node.pass == "place.set") TRY(keep_hot(film_, id.substr(7, id.size() - 11), node.params.value("request", Json::object())));
      const std::size_t runs_before = made_.report.runs.size();
      whole_.enter(plan.stage, seconds_ahead(film_, store_, studio_, options_, plan), runs_before);
      merge(made_.report, TRY(executor.run(plan.graph, plan.wanted, run, progress_)));
      if (made_.report.cancelled || progress_.cancelled()) return fail(ErrorCode::kCancelled, "Stopped. Everything finished so far is kept; the next make goes on from there.");
      if (leave_to_the_house(plan)) continue;
      if (!made_.report.failed.empty()) return std::unexpected(told(made_.report));
      if (plan.stage == done && made_.report.runs.size() == runs_before) return fail(ErrorCode::kInternal, "The film's plan does not get any further.");
      done = plan.stage;
      if (plan.stage < (options_.plan_only ? 2 : 3)) continue;
      if (!options_.plan_only && !options_.score_only) TRY(deliver(film_, store_, studio_, options_, plan, made_));
      if (made_.film_report.is_null() || !options_.dubbing.language.empty()) TRY(tell_who_was_not_heard(plan));
      for (const auto& r : made_.report.runs) made_.changed += !r.elsewhere && !r.error;
      made_.graph = std::move(plan.graph);
      return std::move(made_);
    }
  }

  // What is damaged was set aside when it was read: made again, it is whole.
  void begin_again() {
    Made fresh;
    fresh.report.runs = std::move(made_.report.runs);
    fresh.mended = made_.mended + 1;
    made_ = std::move(fresh);
  }
  int mended() const { return made_.mended; }

 private:
  // Lines that no speech server spoke: what was asked for has no outcome, so that the next make asks again.
  bool leave_to_the_house(const Plan& plan) {
    Unheard lines = unheard_lines(store_);
    const std::size_t before = lines.size();
    std::erase_if(made_.report.failed, [&](const auto& failed) {
      const Node* node = plan.graph.find(failed.first);
      return node && node->pass == "line.outside" && lines.emplace(failed.first, failed.second.message).second;
    });
    if (lines.size() == before) return false;
    set_unheard_lines(store_, lines);
    return true;
  }

  // Where no report is delivered that tells it.
  Status tell_who_was_not_heard(const Plan& plan) {
    if (unheard_lines(store_).empty()) return {};
    Decisions decisions(store_);
    const View view = TRY(decisions.view());
    Resolver resolver(store_, studio_.catalogue(), plan.graph, view);
    const OutsideReport report = outside_report(store_, resolver, plan.graph);
    made_.notes.insert(made_.notes.end(), report.notes.begin(), report.notes.end());
    return {};
  }

  const Film& film_;
  Store& store_;
  const Studio& studio_;
  const MakeOptions& options_;
  Progress& progress_;
  WholeProgress whole_;
  Made made_;
};

}  // namespace

Result<Made> make_film(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, Progress& progress) {
  constexpr int kMostMends = 2000;  // each sets one damaged piece aside, so that it ends
  if (!options.plan_only && !options.score_only) TRY(check_out_folder(film.folder / "out"));
  const MakeLock lock = TRY(MakeLock::take(store));
  set_unheard_lines(store, {});
  Making making(film, store, studio, options, progress);
  for (;;) {
    auto made = making.run();
    if (made) {
      if (made->mended > 0) made->notes.push_back(fmt::format("Stored data was damaged in {} {} and was made again. Check the disk.", made->mended, made->mended == 1 ? "place" : "places"));
      return made;
    }
    if (made.error().code != ErrorCode::kDamaged || making.mended() >= kMostMends) return made;
    making.begin_again();
  }
}

}  // namespace auteur::production
