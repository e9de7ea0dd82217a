#include "decisions_mend.h"

#include <algorithm>

#include "store_impl.h"

namespace auteur {
namespace {

constexpr std::uint64_t kLargestRecord = 16 << 20;

std::unexpected<Error> beyond_repair(const std::string& what) {
  return fail(ErrorCode::kDamaged, "The log of this film's decisions is damaged: " + what +
                                       " Restore the folder .auteur from a copy. Without one, take the folder .auteur/heads away: the film is then made as if nobody had chosen anything.");
}

struct Records {
  std::map<Sha256, Op> ops;
  std::map<Sha256, View> views;
  std::vector<Selection> selections;
};

// Everything of the log that is still readable. Reads the whole store: only for when something is lost.
Result<Records> readable_records(Store& store) {
  Records out;
  FileSystem& files = store.files();
  for (const std::string& folder : TRY(files.list(store.root() / "cas"))) {
    for (const std::string& name : TRY(files.list(store.root() / "cas" / folder))) {
      const auto digest = Sha256::from_hex(folder + name);
      if (!digest) continue;
      const auto bytes = files.read(store.root() / "cas" / folder / name, kLargestRecord);
      if (!bytes || bytes->empty() || bytes->front() != '{' || sha256(*bytes) != *digest) continue;
      const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
      if (!text.starts_with(R"({"at_ms":)") && !text.starts_with(R"({"graph":)")) continue;  // how their canonical forms begin
      if (auto op = from_bytes<Op>(text)) out.ops.emplace(*digest, std::move(*op));
      else if (auto view = from_bytes<View>(text)) out.views.emplace(*digest, std::move(*view));
      else if (auto selection = from_bytes<Selection>(text)) out.selections.push_back(std::move(*selection));
    }
  }
  return out;
}

}  // namespace

Result<View> view_after(Store& store, const Op& op) {
  auto view = store.record<View>(op.view);
  if (view || !is_lost(view.error())) return view;
  View before = TRY(view_of(store, op.parents));
  if (is_policy(op.by)) return before;  // what a policy did, it does again
  Records records = TRY(readable_records(store));
  std::erase_if(records.selections, [&](const Selection& s) { return s.by != op.by || s.at != op.at; });
  for (const Selection& s : records.selections) TRY(select(store, s, before));
  if (digest_of(before) != op.view) return beyond_repair("what " + op.by + " decided (\"" + op.what + "\") cannot be read any more.");
  (void)store.put_record(before);  // a read-only disk may keep its gap
  return before;
}

// The Op is gone, and with it the names of its View and of the Ops before it. Its View is the one that no other Op names;
// the Ops before it are those that no other Op follows.
Result<Sha256> Decisions::mend_head(const Sha256& lost) {
  const Records records = TRY(readable_records(store_));
  std::set<Sha256> followed, named;
  Time latest{};
  for (const auto& [digest, op] : records.ops) {
    followed.insert(op.parents.begin(), op.parents.end());
    named.insert(op.view);
    latest = std::max(latest, op.at);
  }
  for (const auto& [digest, view] : records.views)
    for (const auto& [node, frozen] : view.locks) named.insert(frozen);
  std::vector<Sha256> before;
  for (const auto& [digest, op] : records.ops)
    if (!followed.contains(digest)) before.push_back(digest);
  std::vector<View> orphans;
  for (const auto& [digest, view] : records.views)
    if (!named.contains(digest)) orphans.push_back(view);
  if (orphans.size() > 1) return beyond_repair("its newest entry cannot be read any more.");
  const View view = orphans.empty() ? TRY(view_of(store_, before)) : orphans[0];
  const Sha256 head = TRY(append(view, before, "policy:mend", latest, "mend the log: its newest entry was lost", {}));
  (void)store_.files().remove(store_.root() / "heads" / lost.hex());
  return head;
}

}  // namespace auteur
