#include "auteur/store/decisions.h"

#include <algorithm>
#include <deque>

#include "decisions_mend.h"
#include "store_impl.h"

namespace auteur {
namespace {

Bytes to_vector(const std::string& text) { return Bytes(text.begin(), text.end()); }

// All Ops from `from` back to the first one.
Result<std::map<Sha256, Op>> past_of(Store& store, const std::vector<Sha256>& from) {
  std::map<Sha256, Op> out;
  std::vector<Sha256> next = from;
  while (!next.empty()) {
    const Sha256 digest = next.back();
    next.pop_back();
    if (out.contains(digest)) continue;
    auto op = store.record<Op>(digest);
    if (!op) return fail_because(op.error(), "The log of decisions cannot be read completely. Restore the folder .auteur/cas from a copy.");
    next.insert(next.end(), op->parents.begin(), op->parents.end());
    out.emplace(digest, std::move(*op));
  }
  return out;
}

std::set<Sha256> ancestors(const std::map<Sha256, Op>& past, const Sha256& of) {
  std::set<Sha256> out;
  std::vector<Sha256> next = past.at(of).parents;
  while (!next.empty()) {
    const Sha256 digest = next.back();
    next.pop_back();
    if (!out.insert(digest).second) continue;
    const auto& parents = past.at(digest).parents;
    next.insert(next.end(), parents.begin(), parents.end());
  }
  return out;
}

// `from` and everything that it supersedes, directly or over others.
Result<std::set<Sha256>> superseded_by(Store& store, const std::vector<Sha256>& from) {
  std::set<Sha256> out;
  std::vector<Sha256> next = from;
  while (!next.empty()) {
    const Sha256 digest = next.back();
    next.pop_back();
    if (!out.insert(digest).second) continue;
    const auto s = store.record<Selection>(digest);
    if (!s && is_lost(s.error())) continue;  // it can still be superseded itself
    if (!s) return std::unexpected(s.error());
    next.insert(next.end(), s->supersedes.begin(), s->supersedes.end());
  }
  return out;
}

Result<std::set<Sha256>> merge_choices(Store& store, const std::set<Sha256>& all) {
  std::set<Sha256> out = all;
  for (const Sha256& digest : all) {
    auto older = TRY(superseded_by(store, {digest}));
    older.erase(digest);
    for (const Sha256& old : older) out.erase(old);
  }
  return out;
}

}  // namespace

Result<Sha256> select(Store& store, const Selection& selection, View& view) {
  const Sha256 digest = digest_of(selection);
  auto& standing = view.selected[selection.node];
  for (const Sha256& old : TRY(superseded_by(store, selection.supersedes))) standing.erase(old);
  standing.insert(digest);
  return digest;
}

Result<View> Decisions::merge(Store& store, const View& base, const std::vector<std::pair<Op, View>>& given) {
  auto sides = given;
  std::sort(sides.begin(), sides.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.at, digest_of(a.first)) < std::pair(b.first.at, digest_of(b.first));
  });
  View out = base;
  std::map<NodeId, std::vector<const std::set<Sha256>*>> sets;
  std::set<NodeId> locks;
  for (const auto& [op, view] : sides) {
    if (view.graph != base.graph) out.graph = view.graph;
    for (const auto& [node, set] : view.selected) sets[node].push_back(&set);
    for (const auto& [node, frozen] : view.locks) locks.insert(node);
  }
  for (const auto& [node, frozen] : base.locks) locks.insert(node);
  const auto lock_in = [](const View& view, const NodeId& node) {
    const auto it = view.locks.find(node);
    return it == view.locks.end() ? std::optional<Sha256>() : std::optional(it->second);
  };
  for (const NodeId& node : locks) {
    std::optional<Sha256> value = lock_in(base, node);
    for (const auto& [op, view] : sides)
      if (const auto changed = lock_in(view, node); changed != lock_in(base, node)) value = changed;
    if (value) out.locks[node] = *value;
    else out.locks.erase(node);
  }
  out.selected.clear();
  for (const auto& [node, list] : sets) {
    std::set<Sha256> all;
    bool equal = list.size() == sides.size();
    for (const auto* set : list) {
      equal = equal && *set == *list[0];
      all.insert(set->begin(), set->end());
    }
    out.selected[node] = equal ? std::move(all) : TRY(merge_choices(store, all));
  }
  return out;
}

Result<std::vector<Sha256>> Decisions::heads() {
  std::vector<Sha256> out;
  for (const std::string& name : TRY(store_.files().list(store_.root() / "heads")))
    if (const auto digest = Sha256::from_hex(name)) out.push_back(*digest);
  if (out.size() == 1)
    if (const auto op = store_.record<Op>(out[0]); !op && is_lost(op.error())) out[0] = TRY(mend_head(out[0]));
  if (out.size() < 2) return out;
  // A crash between writing a head and removing its parents leaves both.
  const auto past = TRY(past_of(store_, out));
  std::set<Sha256> old;
  for (const Sha256& head : out) old.merge(ancestors(past, head));
  std::erase_if(out, [&](const Sha256& head) { return old.contains(head); });
  return out;
}

Result<View> view_of(Store& store, const std::vector<Sha256>& heads) {
  if (heads.empty()) return View{};
  if (heads.size() == 1) {
    const Op op = TRY(store.record<Op>(heads[0]));
    return view_after(store, op);
  }
  const auto past = TRY(past_of(store, heads));
  std::set<Sha256> common;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const auto mine = ancestors(past, heads[i]);
    if (i == 0) common = mine;
    else std::erase_if(common, [&](const Sha256& op) { return !mine.contains(op); });
  }
  std::set<Sha256> older;
  for (const Sha256& op : common) older.merge(ancestors(past, op));
  std::vector<Sha256> nearest;
  for (const Sha256& op : common)
    if (!older.contains(op)) nearest.push_back(op);
  View base;
  if (!nearest.empty()) base = TRY(view_after(store, past.at(nearest.front())));
  std::vector<std::pair<Op, View>> sides;
  for (const Sha256& head : heads) sides.emplace_back(past.at(head), TRY(view_after(store, past.at(head))));
  return Decisions::merge(store, base, sides);
}

Result<View> Decisions::view() {
  // A head may be removed between listing and reading only because a newer one is there: list again then.
  for (int attempt = 0;; ++attempt) {
    const auto now = TRY(heads());
    auto view = view_of(store_, now);
    if (view || attempt == 3) return view;
  }
}

Result<Sha256> Decisions::view_digest() {
  const View now = TRY(view());
  return store_.put_record(now);
}

Result<Choice> Decisions::choice(const View& view, const NodeId& node) {
  Choice out;
  const auto it = view.selected.find(node);
  if (it == view.selected.end()) return out;
  for (const Sha256& digest : it->second) {
    auto s = store_.record<Selection>(digest);
    if (!s && is_lost(s.error()))
      return fail_because(s.error(), "What was chosen for '" + node + "' cannot be read any more: its record is damaged. Restore the folder .auteur from a copy, or choose again (auteur try, auteur choose).");
    if (!s) return std::unexpected(s.error());
    if (s->chosen == Sha256{}) continue;
    out.takes.push_back(s->chosen);
    out.selections.emplace_back(digest, std::move(*s));
  }
  std::sort(out.takes.begin(), out.takes.end());
  out.takes.erase(std::unique(out.takes.begin(), out.takes.end()), out.takes.end());
  return out;
}

Result<std::vector<NodeId>> Decisions::conflicts(const View& view) {
  std::vector<NodeId> out;
  for (const auto& [node, set] : view.selected) {
    if (set.size() < 2) continue;
    const Choice c = TRY(choice(view, node));
    if (c.conflict()) out.push_back(node);
  }
  return out;
}

// Records first, then the head, then the parents' heads go: a crash leaves the log as it was, or longer by one.
Result<Sha256> Decisions::append(const View& view, std::vector<Sha256> parents, const Author& by, Time at, const std::string& what, const std::vector<Selection>& selections) {
  std::sort(parents.begin(), parents.end());
  Op op{parents, digest_of(view), by, at, what};
  std::vector<Bytes> records;
  for (const Selection& s : selections) records.push_back(to_vector(to_bytes(s)));
  records.push_back(to_vector(to_bytes(view)));
  records.push_back(to_vector(to_bytes(op)));
  TRY(store_.put_many(records));
  const Sha256 digest = digest_of(op);
  FileSystem& files = store_.files();
  const Path folder = store_.root() / "heads";
  const Path head = folder / digest.hex();
  if (!files.info(head)) {
    if (auto s = files.write_new(head, {}, 0644); !s && !files.info(head)) return std::unexpected(s.error());
  }
  TRY(files.sync_file(head));
  TRY(files.sync_directory(folder));
  for (const Sha256& parent : parents) (void)files.remove(folder / parent.hex());
  return digest;
}

Result<Sha256> Decisions::choose(Selection selection, const View& seen) {
  const std::string what = selection.chosen == Sha256{} ? "withdraw the choice of " + selection.node : "choose " + selection.node;
  std::vector<Selection> one;
  one.push_back(std::move(selection));
  return TRY(choose_all(std::move(one), seen, what)).front();
}

Result<std::vector<Sha256>> Decisions::choose_all(std::vector<Selection> selections, const View& seen, std::string what) {
  std::vector<Sha256> digests;
  if (selections.empty()) return digests;
  const std::vector<Sha256> parents = TRY(heads());
  View view = TRY(view_of(store_, parents));
  for (Selection& s : selections) {
    if (s.supersedes.empty())
      if (const auto it = seen.selected.find(s.node); it != seen.selected.end()) s.supersedes.assign(it->second.begin(), it->second.end());
    digests.push_back(TRY(select(store_, s, view)));
  }
  TRY(append(view, parents, selections[0].by, selections[0].at, what, selections));
  return digests;
}

Result<void> Decisions::set_graph(const Ref& graph, const Author& by, Time at, const std::string& what) {
  const std::vector<Sha256> parents = TRY(heads());
  View view = TRY(view_of(store_, parents));
  if (view.graph == graph) return {};
  view.graph = graph;
  TRY(append(view, parents, by, at, what, {}));
  return {};
}

Result<void> Decisions::lock(const NodeId& node, const Sha256& frozen, const Author& by, Time at, const std::string& why) {
  TRY(store_.record<View>(frozen));
  const std::vector<Sha256> parents = TRY(heads());
  View view = TRY(view_of(store_, parents));
  view.locks[node] = frozen;
  TRY(append(view, parents, by, at, "lock " + node + (why.empty() ? "" : ": " + why), {}));
  return {};
}

Result<void> Decisions::unlock(const NodeId& node, const Author& by, Time at, const std::string& why) {
  const std::vector<Sha256> parents = TRY(heads());
  View view = TRY(view_of(store_, parents));
  if (view.locks.erase(node) == 0) return fail(ErrorCode::kNotFound, "'" + node + "' is not locked.");
  TRY(append(view, parents, by, at, "unlock " + node + (why.empty() ? "" : ": " + why), {}));
  return {};
}

Result<std::uint64_t> Decisions::purge(const std::vector<Sha256>& payloads, const Author& by, Time at, const std::string& why) {
  std::string what = "purge";
  for (const Sha256& digest : payloads) what += " " + digest.hex();
  what += ": " + why;
  const std::vector<Sha256> parents = TRY(heads());
  const View view = TRY(view_of(store_, parents));
  const Sha256 op = TRY(append(view, parents, by, at, what, {}));
  FileSystem& files = store_.files();
  std::uint64_t freed = 0;
  const std::string text = "withdrawn: " + why + "\nop " + op.hex() + "\n";
  for (const Sha256& digest : payloads) {
    const Path tombstone = store_.root() / "tombstones" / digest.hex();
    if (!files.info(tombstone)) {
      const Path staged = store_.stage_file();
      TRY(files.write_new(staged, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, 0444));
      TRY(files.sync_file(staged));
      TRY(files.rename(staged, tombstone));
    }
  }
  TRY(files.sync_directory(store_.root() / "tombstones"));
  for (const Sha256& digest : payloads) {
    const Path blob = store_.blob_path(digest);
    const auto info = files.info(blob);
    if (!info) continue;
    TRY(files.remove(blob));
    freed += info->size;
  }
  return freed;
}

Result<std::vector<LogEntry>> Decisions::history(std::size_t limit) {
  std::vector<LogEntry> out;
  const auto now = TRY(heads());
  for (const auto& [digest, op] : TRY(past_of(store_, now))) out.push_back({digest, op});
  std::sort(out.begin(), out.end(), [](const LogEntry& a, const LogEntry& b) { return std::pair(b.op.at, b.digest) < std::pair(a.op.at, a.digest); });
  if (out.size() > limit) out.resize(limit);
  return out;
}

Result<std::vector<std::pair<Sha256, Selection>>> Decisions::selections_of(const NodeId& node) {
  std::vector<std::pair<Sha256, Selection>> out;
  const View now = TRY(view());
  const auto it = now.selected.find(node);
  if (it == now.selected.end()) return out;
  for (const Sha256& digest : TRY(superseded_by(store_, {it->second.begin(), it->second.end()}))) out.emplace_back(digest, TRY(store_.record<Selection>(digest)));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::pair(b.second.at, b.first) < std::pair(a.second.at, a.first); });
  return out;
}

}  // namespace auteur
