// One run of the executor: what is to be done, what is at work, what is settled. The thread that calls go() decides;
// workers only run passes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "auteur/graph/executor.h"
#include "costs.h"

namespace auteur {

struct Job {
  NodeId node;
  const PassDeclaration* pass = nullptr;
  Action action;
  Sha256 digest;
  Explanation why;
  double work = 1;
  double estimate = 0;       // seconds
  double path = 0;           // estimate plus the longest way below: what to begin with
  bool again = false;        // paranoid: it is there already
};

struct Running {
  Job job;
  std::chrono::steady_clock::time_point since;
  std::shared_ptr<std::atomic<double>> fraction = std::make_shared<std::atomic<double>>(0);
  unsigned cores = 1;
};

struct Finished {
  std::uint64_t id = 0;
  Result<Committed> result;
  double seconds = 0;
};

class Run {
 public:
  Run(Store& store, const PassCatalogue& catalogue, const Graph& graph, Resolver& resolver, const RunOptions& options, Progress& progress,
      std::map<NodeId, std::uint32_t> offers, bool frozen);
  ~Run();
  // Makes the nodes of `closure` (with everything above them, upstream first).
  Result<RunReport> go(const std::vector<NodeId>& closure);

 private:
  struct Place {                      // a node of the closure
    std::size_t waiting = 0;          // unsettled nodes above it
    std::vector<NodeId> below;
    std::size_t jobs = 0;             // open jobs of this node
    bool settled = false;
    bool failed_takes = false;
    bool remade = false;              // paranoid, or a lost pick: do it once
    std::optional<Error> error;
  };

  Time now() const { return options_.clock ? options_.clock() : system_time(); }
  double work_of(const NodeId& node) const;
  void plan(const std::vector<NodeId>& closure);
  void evaluate(const NodeId& node);
  void evaluate_open(const NodeId& node, const std::vector<Candidate>& now, std::optional<Selection> stale);
  void settle(const NodeId& node);
  void add_job(const NodeId& node, const Candidate& candidate, bool again = false);
  Status flush_picks();
  bool launch_some();
  bool try_launch(Job& job);
  void start(Job job, std::shared_ptr<Store::Lease> lease);
  void work(std::uint64_t id, Job job, std::shared_ptr<Store::Lease> lease, std::shared_ptr<std::atomic<double>> fraction);
  void deliver(Finished finished);
  void finish(Finished finished);
  void finished_elsewhere(Job job);
  void job_done(const NodeId& node);
  void record(NodeRun run);
  void report_progress(bool force);
  Status store_impls();

  Store& store_;
  const PassCatalogue& catalogue_;
  const Graph& graph_;
  Resolver& resolver_;
  const RunOptions& options_;
  Progress& progress_;
  std::map<NodeId, std::uint32_t> offers_;
  bool frozen_;
  Costs costs_;
  RunReport report_;
  std::map<NodeId, Place> places_;
  std::map<NodeId, double> path_;
  std::deque<NodeId> to_evaluate_;
  std::vector<Selection> picks_;
  std::vector<Job> jobs_;             // runnable, best last
  std::vector<Job> elsewhere_;        // somebody else is at work on them
  std::map<std::uint64_t, Running> running_;
  std::size_t finished_runs_ = 0, unsettled_ = 0;
  std::uint64_t next_id_ = 0;
  unsigned threads_ = 1, cores_used_ = 0;
  std::uint64_t memory_mib_ = 0, memory_used_ = 0;
  std::set<PassId> impls_stored_;
  std::atomic<bool> cancelled_{false};
  std::chrono::steady_clock::time_point began_, last_progress_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Finished> finished_;
  std::map<std::uint64_t, std::thread> workers_;
};

// Threads and memory that a run may use when the options leave it open.
std::uint64_t free_memory_mib();

}  // namespace auteur
