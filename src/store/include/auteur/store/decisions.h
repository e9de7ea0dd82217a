// The decision log: who chose what, when, and why. Append-only, crash-safe, no lock and no server.
//
// Every decision is an Op that names the View after it and the Op(s) before it. heads/ holds one empty file for each Op
// that no other Op has as a parent. Two people who decide at the same time leave two heads; whoever reads next sees the
// merged View, and whoever decides next writes an Op with both as parents. Where two took different takes for a node,
// both Selections stay in the merged View: a visible conflict, until a third Selection supersedes both.
//
// Merging does not depend on the order of the sides. A Selection leaves the set only when one that supersedes it
// (directly or over others) is there, so for choices merging is associative and idempotent too; locks and graph follow
// the side that changed them, and the later Op if both did.
//
// A disk that loses the newest records does not lose the film: a View is put together again from the one before it and
// the Selections of its Op, and a lost Op from the View that nobody else names. Where that is not possible without
// guessing, the error says so and nothing is changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/store/store.h"

namespace auteur {

struct LogEntry {
  Sha256 digest;
  Op op;
};

// A node's standing choice in a View.
struct Choice {
  std::vector<std::pair<Sha256, Selection>> selections;  // those standing, withdrawn ones left out
  std::vector<Sha256> takes;                             // their distinct `chosen`, sorted
  bool conflict() const { return takes.size() > 1; }
};

// Thread-safe; several processes may decide at once. The Store must outlive it.
class Decisions {
 public:
  explicit Decisions(Store& store) : store_(store) {}

  Result<std::vector<Sha256>> heads();        // without those that are ancestors of another head; empty: a new film
  Result<View> view();                        // the merged View of all heads
  Result<Sha256> view_digest();               // stored, so that a lock can name it
  Result<Choice> choice(const View& view, const NodeId& node);
  Result<std::vector<NodeId>> conflicts(const View& view);

  // Records a choice. `seen` is the View that its author looked at: what was selected there is superseded, and what
  // somebody else chose meanwhile becomes a conflict. Returns the digest of the Selection.
  Result<Sha256> choose(Selection selection, const View& seen);
  Result<std::vector<Sha256>> choose_all(std::vector<Selection> selections, const View& seen, std::string what);

  // Points the View at another graph (nothing is written when it does already).
  Result<void> set_graph(const Ref& graph, const Author& by, Time at, const std::string& what);

  // Freezes `node` and everything named below it to `view` (view_digest() for "as it is now").
  Result<void> lock(const NodeId& node, const Sha256& view, const Author& by, Time at, const std::string& why);
  Result<void> unlock(const NodeId& node, const Author& by, Time at, const std::string& why);

  // Withdraws payloads for good (consent): writes a purge Op naming them, leaves tombstones, removes the blobs. The
  // records that name them stay. Returns the bytes freed.
  Result<std::uint64_t> purge(const std::vector<Sha256>& payloads, const Author& by, Time at, const std::string& why);

  // Newest first (by time, then digest); at most `limit`.
  Result<std::vector<LogEntry>> history(std::size_t limit = 1000);
  // Every Selection ever made for `node`, newest first.
  Result<std::vector<std::pair<Sha256, Selection>>> selections_of(const NodeId& node);

  // The View that merges `views` of concurrent Ops; `base` is their common past (an empty View for none).
  static Result<View> merge(Store& store, const View& base, const std::vector<std::pair<Op, View>>& sides);

 private:
  Result<Sha256> append(const View& view, std::vector<Sha256> parents, const Author& by, Time at, const std::string& what,
                        const std::vector<Selection>& selections);
  Result<Sha256> mend_head(const Sha256& lost);  // decisions_mend.cc: the head that takes its place
  Store& store_;
};

}  // namespace auteur
