// Deciding: what a node needs, what is settled, what starts next.
#include "run.h"

#include <algorithm>
#include <cmath>

#include "last_runs.h"

namespace auteur {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTick = std::chrono::milliseconds(50);
constexpr auto kProgressEvery = std::chrono::milliseconds(200);

double seconds_since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }

}  // namespace

Run::Run(Store& store, const PassCatalogue& catalogue, const Graph& graph, Resolver& resolver, const RunOptions& options, Progress& progress,
         std::map<NodeId, std::uint32_t> offers, bool frozen)
    : store_(store), catalogue_(catalogue), graph_(graph), resolver_(resolver), options_(options), progress_(progress), offers_(std::move(offers)), frozen_(frozen), costs_(store) {
  threads_ = options.threads ? options.threads : cores_here();
  memory_mib_ = options.memory_mib ? options.memory_mib : free_memory_mib() / 4 * 3;
}

Run::~Run() {
  cancelled_ = true;
  {
    // Every running job reports once, some of them from the store's thread: none may find us gone.
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return finished_.size() >= running_.size(); });
  }
  for (auto& [id, thread] : workers_) thread.join();
}

void Run::plan(const std::vector<NodeId>& closure) {
  for (const NodeId& id : closure) places_[id];
  for (const NodeId& id : closure) {
    if (resolver_.locked(id)) continue;  // frozen: nothing above it counts here
    std::set<std::string_view> above;
    for (const auto& [port, source] : graph_.find(id)->inputs)
      if (const auto* up = std::get_if<Upstream>(&source); up && places_.contains(up->node)) above.insert(up->node);
    places_[id].waiting = above.size();
    for (const auto a : above) places_[NodeId(a)].below.push_back(id);
  }
  unsettled_ = places_.size();
  for (const NodeId& id : closure)
    if (places_[id].waiting == 0) to_evaluate_.push_back(id);
}

void Run::settle(const NodeId& node) {
  Place& place = places_[node];
  if (place.settled) return;
  place.settled = true;
  --unsettled_;
  for (const NodeId& next : place.below)
    if (--places_[next].waiting == 0) to_evaluate_.push_back(next);
}

double Run::work_of(const NodeId& id) const {
  const Node* node = graph_.find(id);
  return node ? std::max(node->work, 0.0) : 1;
}

void Run::add_job(const NodeId& node, const Candidate& candidate, bool again) {
  Job job;
  job.node = node;
  job.pass = catalogue_.find(candidate.action.pass);
  job.action = candidate.action;
  job.digest = candidate.digest;
  job.again = again;
  if (frozen_ && catalogue_.impl_of(*job.pass) != job.action.impl) {
    places_[node].error = Error{ErrorCode::kRefused, "'" + node + "' is locked and was made by another version of '" + job.action.pass + "' (rule: a lock freezes its pictures). Its result is not in the store any more; unlock it to make it anew.", {}, {}};
    return;
  }
  job.why = explain_run(store_, node, graph_.find(node), job.action);
  job.work = work_of(node);
  job.estimate = costs_.estimate(*job.pass, job.work);
  job.path = path_[node];
  ++places_[node].jobs;
  const auto better = [](const Job& a, const Job& b) { return std::tuple(a.path, b.node, b.action.take) < std::tuple(b.path, a.node, a.action.take); };
  jobs_.insert(std::upper_bound(jobs_.begin(), jobs_.end(), job, better), std::move(job));
}

void Run::evaluate_open(const NodeId& node, const std::vector<Candidate>& now, std::optional<Selection> stale) {
  Place& place = places_[node];
  std::vector<Candidate> done;
  for (const Candidate& c : now) {
    if (c.done) done.push_back(c);
    else if (!place.failed_takes) add_job(node, c);
  }
  if (place.jobs > 0) return;
  if (done.empty() && place.error) {
    resolver_.set_failure(node, *place.error);
    to_evaluate_.push_back(node);
    return;
  }
  const Node* n = graph_.find(node);
  const auto pick = options_.pick && !done.empty() && n ? options_.pick(*n, done) : std::nullopt;
  const bool sound = pick && std::any_of(done.begin(), done.end(), [&](const Candidate& c) { return c.digest == pick->chosen; });
  if (!sound) {
    (stale ? report_.stale : report_.open).push_back(node);
    settle(node);
    return;
  }
  Selection s;
  s.node = node;
  s.chosen = pick->chosen;
  for (const Candidate& c : done) s.shown.push_back(c.digest);
  s.by = "policy:" + options_.policy;
  s.at = this->now();
  s.why = pick->why;
  picks_.push_back(std::move(s));
}

void Run::evaluate(const NodeId& node) {
  Place& place = places_[node];
  if (place.settled || place.waiting > 0 || place.jobs > 0) return;
  if (const auto offer = offers_.find(node); offer != offers_.end() && !place.remade) {
    place.remade = true;
    for (const Candidate& c : resolver_.candidates(node, offer->second))
      if (!c.done) add_job(node, c);
    if (place.jobs > 0) return;
  }
  const State& state = resolver_.state(node);
  if (const auto* ready = std::get_if<Ready>(&state)) {
    ++report_.ready;
    const auto action = !options_.paranoid || place.remade ? Result<Action>(std::unexpected(Error{})) : store_.record<Action>(ready->action);
    const auto* pass = action ? catalogue_.find(action->pass) : nullptr;
    if (pass && pass->determinism != Determinism::kStochastic && !resolver_.locked(node)) {
      place.remade = true;
      --report_.ready;
      return add_job(node, {*action, ready->action, true}, true);
    }
    if (!ready->selection && !frozen_ && !resolver_.locked(node)) remember_take(store_, node, 1, ready->action);
    return settle(node);
  }
  if (resolver_.locked(node)) {  // frozen films are made before; what is left is beyond help here
    const auto* failed = std::get_if<Failed>(&state);
    if (std::holds_alternative<Stale>(state)) return settle(node);
    report_.failed[node] = failed ? failed->error : Error{ErrorCode::kRefused, "'" + node + "' is locked, but it was not finished when it was locked. Unlock it, or lock it again when it is made.", {}, {}};
    return settle(node);
  }
  if (const auto* missing = std::get_if<Missing>(&state)) {
    if (missing->action) add_job(node, {*missing->action, missing->digest, false});
    if (place.error) {
      resolver_.set_failure(node, *place.error);
      to_evaluate_.push_back(node);
    } else if (!missing->action) {
      report_.blocked.push_back(node);
      settle(node);
    }
    return;
  }
  if (const auto* stale = std::get_if<Stale>(&state)) {
    if (options_.pick && is_policy(stale->selection.by) && !stale->now.empty()) {
      const auto now_takes = stale->now;
      return evaluate_open(node, now_takes, stale->selection);
    }
    report_.stale.push_back(node);
    return settle(node);
  }
  if (const auto* open = std::get_if<Open>(&state)) {
    if (open->at != node || open->conflict.size() > 1) {
      report_.open.push_back(node);
      return settle(node);
    }
    const auto now_takes = open->now;
    return evaluate_open(node, now_takes, std::nullopt);
  }
  const auto& failed = std::get<Failed>(state);
  if (failed.lost && !place.remade) {
    place.remade = true;
    const Candidate lost{*failed.lost, digest_of(*failed.lost), false};
    add_job(node, lost);
    if (place.jobs > 0) return;
  }
  if (failed.at == node) report_.failed.insert_or_assign(node, failed.error);
  else report_.blocked.push_back(node);
  settle(node);
}

// All picks of a round in one Op: a barrier each would cost more than the picking.
Status Run::flush_picks() {
  if (picks_.empty()) return {};
  Decisions decisions(store_);
  const View seen = TRY(decisions.view());
  // A person may have chosen meanwhile: then the policy keeps quiet.
  std::vector<Selection> mine;
  std::vector<NodeId> changed;
  for (Selection& s : picks_) {
    const Choice standing = TRY(decisions.choice(seen, s.node));
    const bool free = std::all_of(standing.selections.begin(), standing.selections.end(), [](const auto& c) { return is_policy(c.second.by); });
    changed.push_back(s.node);
    if (free) mine.push_back(std::move(s));
  }
  picks_.clear();
  const std::string what = mine.size() == 1 ? "choose " + mine[0].node : "choose takes of " + std::to_string(mine.size()) + " nodes";
  TRY(decisions.choose_all(mine, seen, what));
  report_.picked.insert(report_.picked.end(), mine.begin(), mine.end());
  const View after = TRY(decisions.view());
  resolver_.set_view(after, changed);
  for (const NodeId& node : changed) to_evaluate_.push_back(node);
  return {};
}

Status Run::store_impls() {
  std::vector<Bytes> blobs;
  for (const Job& job : jobs_)
    if (impls_stored_.insert(job.action.pass).second) {
      const std::string bytes = PassCatalogue::impl_bytes(*job.pass);
      blobs.emplace_back(bytes.begin(), bytes.end());
    }
  if (!blobs.empty()) TRY(store_.put_many(blobs));
  return {};
}

Result<RunReport> Run::go(const std::vector<NodeId>& closure) {
  began_ = Clock::now();
  for (auto it = closure.rbegin(); it != closure.rend(); ++it) {  // downstream first: what lies below is known
    const Node* node = graph_.find(*it);
    const PassDeclaration* pass = node ? catalogue_.find(node->pass) : nullptr;
    if (!pass) continue;
    const State& state = resolver_.state(*it);
    const bool there = std::holds_alternative<Ready>(state) && !options_.paranoid;
    const double mine = path_[*it] += there ? 0 : costs_.estimate(*pass, work_of(*it));
    for (const auto& [port, source] : node->inputs)
      if (const auto* up = std::get_if<Upstream>(&source)) {
        double& above = path_[up->node];
        above = std::max(above, mine);
      }
  }
  plan(closure);
  for (;;) {
    while (!to_evaluate_.empty()) {
      const NodeId node = std::move(to_evaluate_.front());
      to_evaluate_.pop_front();
      evaluate(node);
    }
    if (progress_.cancelled()) cancelled_ = true;
    if (cancelled_) {
      jobs_.clear();
      elsewhere_.clear();
      picks_.clear();
    }
    TRY(flush_picks());
    TRY(store_impls());
    if (launch_some() || !to_evaluate_.empty()) continue;
    if (running_.empty() && jobs_.empty() && elsewhere_.empty()) break;
    report_progress(false);
    std::deque<Finished> finished;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kTick, [&] { return !finished_.empty(); });
      finished.swap(finished_);
    }
    for (Finished& f : finished) finish(std::move(f));
  }
  report_.cancelled = cancelled_;
  report_.seconds = seconds_since(began_);
  report_progress(true);
  return std::move(report_);
}

// --- progress

void Run::report_progress(bool force) {
  const auto now = Clock::now();
  if (!force && now - last_progress_ < kProgressEvery) return;
  last_progress_ = now;
  double left = 0, longest = 0;
  std::size_t count = 0;
  std::string what;
  for (auto& [id, r] : running_) {
    const double spent = std::chrono::duration<double>(now - r.since).count(), f = std::clamp(r.fraction->load(), 0.0, 1.0);
    // What the pass says of itself counts more the further it is; a run that overdraws its estimate is never "done".
    const double by_estimate = std::max(costs_.estimate(*r.job.pass, r.job.work) - spent, 0.05 * spent);
    const double mine = f > 0.02 ? f * (spent / f - spent) + (1 - f) * by_estimate : by_estimate;
    left += mine;
    longest = std::max(longest, mine);
    if (what.empty()) what = r.job.node;
  }
  for (const auto& [id, place] : places_) {
    if (place.settled) continue;
    if (place.jobs > 0 || place.waiting > 0) ++count;
    if (place.waiting == 0) continue;
    if (const auto* pass = catalogue_.find(graph_.find(id)->pass)) {
      // Its inputs are still to be made. It counts unless what is there now may well stand.
      left += costs_.estimate(*pass, work_of(id));
      longest = std::max(longest, path_[id]);
    }
  }
  for (const auto* list : {&jobs_, &elsewhere_})
    for (const Job& job : *list) {
      // Learnt since it was lined up: what its neighbours took says more than what was thought before.
      const double now_thought = costs_.estimate(*job.pass, job.work);
      left += now_thought;
      longest = std::max(longest, job.path - job.estimate + now_thought);
    }
  RunProgress p;
  p.done = finished_runs_;
  p.total = finished_runs_ + count;
  const double spent = seconds_since(began_);
  const double wall = std::max(left / threads_, longest);
  p.fraction = count == 0 ? 1 : spent / std::max(spent + wall, 1e-9);
  if (costs_.has_ground()) p.seconds_left = count == 0 ? 0 : wall;
  p.what = what;
  if (options_.on_progress) options_.on_progress(p);
  progress_.advance(p.fraction, p.what);
}

}  // namespace auteur
