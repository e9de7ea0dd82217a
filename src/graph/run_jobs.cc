// Doing: starting jobs within the budget, running passes, taking in what they made.
#include <time.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "auteur/base/random.h"
#include "last_runs.h"
#include "run.h"

namespace auteur {
namespace {

using Clock = std::chrono::steady_clock;

class JobProgress final : public Progress {
 public:
  JobProgress(std::atomic<double>& fraction, const std::atomic<bool>& cancelled, const Progress& outer) : fraction_(fraction), cancelled_(cancelled), outer_(outer) {}
  void advance(double fraction_done, std::string_view) override { fraction_ = fraction_done; }
  bool cancelled() const override { return cancelled_ || outer_.cancelled(); }

 private:
  std::atomic<double>& fraction_;
  const std::atomic<bool>& cancelled_;
  const Progress& outer_;
};

double thread_cpu_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

std::uint64_t peak_memory_mib() {
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) >> 10 : 0;
}

std::uint64_t seed_for(const Action& action) { return mix(seed_of(action.pass), action.take, seed_of(action.salt)); }

Result<Outputs> run_pass(const PassDeclaration& pass, const Inputs& inputs, const Params& params, Progress& progress) {
  try {
    return pass.run(inputs, params, progress);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kUnavailable, "There is not enough memory for " + pass.name + ". Close other programs, or make a lower quality level.");
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInternal, "The pass " + pass.name + " failed: " + e.what());
  }
}

bool covers(const PortDeclaration& p, std::string_view port) {
  return p.name == port || (p.name.ends_with('*') && port.starts_with(std::string_view(p.name).substr(0, p.name.size() - 1)));
}

Status check_outputs(const PassDeclaration& pass, const Outputs& outputs) {
  for (const auto& [port, payload] : outputs.all())
    if (std::none_of(pass.outputs.begin(), pass.outputs.end(), [&](const PortDeclaration& p) { return covers(p, port); }))
      return fail(ErrorCode::kInternal, "The pass " + pass.name + " made an output '" + port + "' that it does not declare.");
  for (const PortDeclaration& p : pass.outputs)
    if (!p.optional && !p.name.ends_with('*') && !outputs.all().contains(p.name)) return fail(ErrorCode::kInternal, "The pass " + pass.name + " did not make its output '" + p.name + "'.");
  return {};
}

}  // namespace

unsigned cores_here() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
  return std::max(1u, std::thread::hardware_concurrency());
}

std::uint64_t free_memory_mib() {
  std::ifstream in("/proc/meminfo");
  std::string word;
  std::uint64_t kib = 0;
  while (in >> word)
    if (word == "MemAvailable:" && in >> kib) return kib >> 10;
  return 2048;
}

bool Run::launch_some() {
  bool any = false;
  for (std::size_t i = elsewhere_.size(); i-- > 0 && !cancelled_;) {
    Job job = std::move(elsewhere_[i]);
    elsewhere_.erase(elsewhere_.begin() + static_cast<std::ptrdiff_t>(i));
    const std::size_t before = elsewhere_.size();
    if (cores_used_ >= threads_ && !store_.has_outcome(job.digest)) elsewhere_.push_back(std::move(job));
    else if (try_launch(job)) any = true;
    if (elsewhere_.size() > before) std::rotate(elsewhere_.begin() + static_cast<std::ptrdiff_t>(i), elsewhere_.end() - 1, elsewhere_.end());
  }
  for (std::size_t i = jobs_.size(); i-- > 0 && !cancelled_ && cores_used_ < threads_;) {
    const Job& job = jobs_[i];
    const unsigned cores = job.pass->threads ? std::min(job.pass->threads, threads_) : threads_;
    if (!running_.empty() && (cores_used_ + cores > threads_ || memory_used_ + job.pass->memory_mib > memory_mib_)) continue;
    Job taken = std::move(jobs_[i]);
    jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
    if (try_launch(taken)) any = true;
  }
  return any;
}

// True when it started or is done already; false when it waits for somebody else.
bool Run::try_launch(Job& job) {
  if (!job.again && store_.has_outcome(job.digest)) {
    finished_elsewhere(std::move(job));
    return true;
  }
  auto lease = store_.try_lease(job.digest);
  if (!lease) {
    const std::uint64_t id = next_id_++;
    memory_used_ += job.pass->memory_mib;
    Running& never_started = running_[id];
    never_started.job = std::move(job);
    never_started.cores = 0;
    deliver({id, std::unexpected(lease.error()), 0});
    return true;
  }
  if (!*lease) {
    elsewhere_.push_back(std::move(job));
    return false;
  }
  auto held = std::make_shared<Store::Lease>(std::move(**lease));
  if (!job.again && store_.has_outcome(job.digest)) {  // somebody finished it between our two looks
    finished_elsewhere(std::move(job));
    return true;
  }
  start(std::move(job), std::move(held));
  return true;
}

void Run::start(Job job, std::shared_ptr<Store::Lease> lease) {
  const std::uint64_t id = next_id_++;
  Running& r = running_[id];
  r.job = job;
  r.since = Clock::now();
  r.cores = job.pass->threads ? std::min(job.pass->threads, threads_) : threads_;
  cores_used_ += r.cores;
  memory_used_ += job.pass->memory_mib;
  auto fraction = r.fraction;
  std::lock_guard lock(mutex_);
  workers_.emplace(id, std::thread([this, id, fraction, moved = std::move(job), held = std::move(lease)]() mutable { work(id, std::move(moved), std::move(held), fraction); }));
}

void Run::work(std::uint64_t id, Job job, std::shared_ptr<Store::Lease> lease, std::shared_ptr<std::atomic<double>> fraction) {
  const auto began = Clock::now();
  const double cpu = thread_cpu_seconds();
  JobProgress progress(*fraction, cancelled_, progress_);
  const Inputs inputs(store_, job.action.inputs);
  const Params params(job.action.params, job.action.take, seed_for(job.action));
  auto outputs = run_pass(*job.pass, inputs, params, progress);
  if (outputs)
    if (auto ok = check_outputs(*job.pass, *outputs); !ok) outputs = std::unexpected(ok.error());
  std::set<Path> adopted;
  if (outputs)
    for (const auto& [port, payload] : outputs->all())
      if (const auto* path = std::get_if<Path>(&payload)) adopted.insert(*path);
  for (const Path& path : inputs.staged())
    if (!adopted.contains(path)) (void)store_.files().remove(path);
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  if (!outputs) return deliver({id, std::unexpected(outputs.error()), seconds});
  RunFacts facts;
  facts.seconds = seconds;
  facts.cpu_seconds = thread_cpu_seconds() - cpu;
  facts.peak_mib = peak_memory_mib();
  char host[128] = {};
  ::gethostname(host, sizeof host - 1);
  facts.host = host;
  facts.at = now();
  store_.commit_later(job.action, std::move(outputs->all()), facts,
                      [this, id, seconds, held = std::move(lease)](Result<Committed> result) mutable {
                        held.reset();  // before anybody is told: who hears of it finds the outcome
                        deliver({id, std::move(result), seconds});
                      });
}

void Run::deliver(Finished finished) {
  std::lock_guard lock(mutex_);
  finished_.push_back(std::move(finished));
  changed_.notify_one();
}

void Run::record(NodeRun run) {
  if (options_.on_run) options_.on_run(run);
  report_.runs.push_back(std::move(run));
}

void Run::finished_elsewhere(Job job) {
  NodeRun run{job.node, job.action.pass, job.digest, job.action.take, 0, std::move(job.why), {}, {}, true};
  remember_take(store_, job.node, job.action.take, job.digest);
  record(std::move(run));
  job_done(job.node);
}

void Run::job_done(const NodeId& node) {
  Place& place = places_[node];
  --place.jobs;
  ++finished_runs_;
  if (place.jobs > 0) return;
  resolver_.forget(node);
  if (const State* state = &resolver_.state(node); place.error && std::holds_alternative<Missing>(*state)) resolver_.set_failure(node, *place.error);
  to_evaluate_.push_back(node);
}

void Run::finish(Finished finished) {
  if (const auto it = workers_.find(finished.id); it != workers_.end()) {
    it->second.join();
    workers_.erase(it);
  }
  auto node = running_.extract(finished.id);
  Running& running = node.mapped();
  cores_used_ -= running.cores;
  memory_used_ -= running.job.pass->memory_mib;
  Job& job = running.job;
  if (!finished.result && finished.result.error().code == ErrorCode::kCancelled) {
    cancelled_ = true;
    return;
  }
  NodeRun run{job.node, job.action.pass, job.digest, job.action.take, finished.seconds, std::move(job.why), {}, {}, false};
  if (finished.result) {
    run.differs = finished.result->differs;
    costs_.learn(*job.pass, job.work, finished.seconds);
    if (!frozen_) remember_take(store_, job.node, job.action.take, job.digest);
  } else {
    run.error = finished.result.error();
    places_[job.node].error = finished.result.error();
    places_[job.node].failed_takes = true;
  }
  record(std::move(run));
  job_done(job.node);
}

}  // namespace auteur
