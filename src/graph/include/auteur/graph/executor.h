// Makes nodes: runs what is missing for them, on several threads, within a memory budget.
//
// Several processes may make one film at once: every action is run once (leases). A failed node stops only what is
// below it. Stopping (Progress::cancelled) takes less than a second as long as passes ask for it, and the next run goes
// on where this one stopped: everything finished is in the store.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/graph/explain.h"
#include "auteur/graph/resolve.h"

namespace auteur {

struct Pick {
  Sha256 chosen;
  std::string why;
};

struct RunProgress {
  std::size_t done = 0, total = 0;       // runs, not nodes
  double fraction = 0;                   // of the expected time
  std::optional<double> seconds_left;    // nullopt while there is nothing to base it on
  std::string what;                      // "shots/4B/picture"
};

struct RunOptions {
  unsigned threads = 0;                  // 0: all cores
  std::uint64_t memory_mib = 0;          // 0: three quarters of what is free. One run always goes on, however large
  // Picks among the finished takes of a choice node that is open (or stale by an earlier policy; a person's choice is
  // never replaced). nullopt leaves it open. `policy` is its name: the Selection is by "policy:NAME".
  std::function<std::optional<Pick>(const Node&, const std::vector<Candidate>&)> pick = {};
  std::string policy = "first";
  // Called at least every 250 ms from one thread.
  std::function<void(const RunProgress&)> on_progress = {};
  // Called once for each finished run or failure, never concurrently.
  std::function<void(const struct NodeRun&)> on_run = {};
  std::function<Time()> clock = {};      // empty: system_time
  bool paranoid = false;                 // run what is ready as well and compare: finds undeclared dependencies
};

struct NodeRun {
  NodeId node;
  PassId pass;
  Sha256 action;
  std::uint32_t take = 1;
  double seconds = 0;
  Explanation why;                       // recorded when it was decided to run it
  std::optional<Error> error;            // it failed
  std::vector<Port> differs;             // it gave other bytes than an earlier run
  bool elsewhere = false;                // another process made it while we waited
};

struct RunReport {
  std::vector<NodeRun> runs;             // in the order they ended
  std::size_t ready = 0;                 // wanted nodes and what they need that were there already
  std::map<NodeId, Error> failed;        // the nodes at fault
  std::vector<NodeId> blocked;           // wait for a failed node
  std::vector<NodeId> open;              // wait for a choice
  std::vector<NodeId> stale;             // chosen for other inputs than now
  std::vector<Selection> picked;         // by the policy
  bool cancelled = false;
  double seconds = 0;

  bool complete() const { return failed.empty() && blocked.empty() && open.empty() && !cancelled; }
  Json to_json() const;                  // kind "auteur.run_report"
};

class Executor {
 public:
  // All must outlive it.
  Executor(Store& store, const PassCatalogue& catalogue) : store_(store), catalogue_(catalogue) {}

  // Makes `wanted` (empty: every node) and what they need. Reads the current View from the decision log and records the
  // graph in it. Errors: kInvalidInput (the graph is wrong), kIo, kConflict. A failing pass is not an Error: it is in
  // the report.
  Result<RunReport> run(const Graph& graph, const std::vector<NodeId>& wanted, const RunOptions& options,
                        Progress& progress);

  // Makes takes 1..n of one node (auteur try) without choosing. Its inputs must be there or are made first.
  Result<RunReport> offer(const Graph& graph, const NodeId& node, std::uint32_t takes, const RunOptions& options,
                          Progress& progress);

 private:
  Store& store_;
  const PassCatalogue& catalogue_;
};

unsigned cores_here();  // that this process may use

// How long a run of `pass` with so much work takes, as far as earlier runs tell; the guess of its declaration otherwise.
double expected_seconds(Store& store, const PassDeclaration& pass, double work);

// Payloads that the film, as it stands, and its locks do not need: collect() with everything that is Ready or Stale now
// (and the open takes) kept. `graphs` are all graphs to be kept (the quality levels).
struct CollectOptions;
struct Collected;
Result<Collected> collect_film(Store& store, const PassCatalogue& catalogue, const std::vector<const Graph*>& graphs,
                               const CollectOptions& options);

}  // namespace auteur
