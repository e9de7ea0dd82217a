#include "auteur/store/collect.h"

#include <sys/stat.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/store/decisions.h"
#include "store_impl.h"

namespace auteur {
namespace {

constexpr std::uint64_t kMostTreeBytes = 16u << 20;

struct Candidate {
  Ref ref;
  PassId pass;
  bool last = false;  // cannot be made again
  double age_days = 0;
};

class Collection {
 public:
  Collection(Store& store, const CollectOptions& options)
      : store_(store), options_(options), now_(options.now.unix_ms != 0 ? options.now : system_time()) {}

  Result<Collected> run() {
    TRY(mark());
    TRY(gather());
    return sweep();
  }

 private:
  // A Tree keeps its parts.
  void add_with_parts(std::vector<Ref>& out, const Ref& ref) {
    out.push_back(ref);
    if (ref.size > kMostTreeBytes || !store_.has(ref)) return;
    const auto text = store_.get_text(ref);
    if (!text || !text->starts_with(R"({"entries":)")) return;
    const auto tree = from_bytes<Tree>(*text);
    if (!tree) return;
    for (const TreeEntry& entry : tree->entries) out.push_back(entry.ref);
  }

  void keep_action(const Sha256& action) {
    const auto outcome = store_.find(action);
    if (!outcome) return;
    std::vector<Ref> refs;
    for (const auto& [port, ref] : outcome->outputs) add_with_parts(refs, ref);
    for (const Ref& ref : refs) keep_.insert(ref.digest);
  }

  Status keep_view(const Sha256& digest) {
    if (!views_.insert(digest).second) return {};
    const View view = TRY(store_.record<View>(digest));
    for (const auto& [node, selections] : view.selected)
      for (const Sha256& digest_of_selection : selections) {
        const Selection selection = TRY(store_.record<Selection>(digest_of_selection));
        keep_action(selection.chosen);
      }
    for (const auto& [node, frozen] : view.locks) TRY(keep_view(frozen));
    return {};
  }

  Status mark() {
    keep_ = options_.keep_blobs;
    for (const Sha256& action : options_.keep_actions) keep_action(action);
    Decisions decisions(store_);
    for (const Sha256& head : TRY(decisions.heads())) {
      const Op op = TRY(store_.record<Op>(head));
      TRY(keep_view(op.view));
    }
    if (options_.history_days > 0)
      for (const LogEntry& entry : TRY(decisions.history(SIZE_MAX)))
        if (days_since(entry.op.at.unix_ms) <= options_.history_days) TRY(keep_view(entry.op.view));
    for (const auto& [name, digests] : TRY(roots(store_)))
      for (const Sha256& digest : digests) {
        keep_action(digest);
        keep_.insert(digest);
      }
    return {};
  }

  void add_outcome(const Outcome& outcome) {
    const auto action = store_.record<Action>(outcome.action);
    const PassId pass = action ? action->pass : "unknown";
    std::vector<Ref> refs;
    for (const auto& [port, ref] : outcome.outputs) add_with_parts(refs, ref);
    for (const Ref& ref : refs) {
      if (!seen_.insert(ref.digest).second) continue;
      struct stat st {};
      if (!store_.has(ref) || ::stat(store_.blob_path(ref.digest).c_str(), &st) != 0) continue;
      const double age = days_since(static_cast<std::int64_t>(st.st_mtim.tv_sec) * 1000 + st.st_mtim.tv_nsec / 1000000);
      const bool last = options_.irreproducible.contains(pass);
      if (keep_.contains(ref.digest) || age < options_.grace_days || (last && options_.keep_irreproducible)) result_.kept_bytes += ref.size;
      else candidates_.push_back({ref, pass, last, age});
    }
  }

  Status gather() {
    FileSystem& files = store_.files();
    for (const std::string& folder : TRY(files.list(store_.root() / "ac")))
      for (const std::string& name : TRY(files.list(store_.root() / "ac" / folder)))
        if (const auto action = Sha256::from_hex(folder + name))
          if (const auto outcome = store_.find(*action)) add_outcome(*outcome);
    for (const auto& [action, digest] : TRY(store_.disputes()))
      if (const auto outcome = store_.record<Outcome>(digest)) add_outcome(*outcome);
    return {};
  }

  Result<Collected> sweep() {
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(a.last, -a.age_days, a.ref.digest) < std::tuple(b.last, -b.age_days, b.ref.digest);
    });
    for (const Candidate& c : candidates_) {
      if (result_.bytes >= options_.enough_bytes) {
        result_.kept_bytes += c.ref.size;
        continue;
      }
      if (!options_.dry_run) TRY(store_.files().remove(store_.blob_path(c.ref.digest)));
      result_.bytes += c.ref.size;
      ++result_.blobs;
      result_.bytes_by_pass[c.pass] += c.ref.size;
      result_.digests.push_back(c.ref.digest);
    }
    std::sort(result_.digests.begin(), result_.digests.end());
    if (!options_.dry_run) store_.impl().remove_debris();
    return std::move(result_);
  }

  double days_since(std::int64_t unix_ms) const { return static_cast<double>(now_.unix_ms - unix_ms) / 86400e3; }

  Store& store_;
  const CollectOptions& options_;
  Time now_;
  std::set<Sha256> keep_, seen_, views_;
  std::vector<Candidate> candidates_;
  Collected result_;
};

}  // namespace

Result<Collected> collect(Store& store, const CollectOptions& options) {
  std::optional<FileLock> lock;
  if (!options.dry_run) {
    lock = TRY(FileLock::take(store.root() / "gc.lock", FileLock::Kind::kExclusive, false));
    if (!lock) return fail(ErrorCode::kConflict, "Somebody is making this film just now. Clean it when that is done.");
  }
  return Collection(store, options).run();
}

Status set_root(Store& store, const std::string& name, const std::vector<Sha256>& digests) {
  if (slug(name) != name || name.empty()) return fail(ErrorCode::kInvalidInput, "'" + name + "' is no name for a root: use a-z, 0-9 and '-'.");
  const Path file = store.root() / "roots" / name;
  FileSystem& files = store.files();
  if (digests.empty()) {
    if (files.info(file)) TRY(files.remove(file));
    return {};
  }
  std::string text;
  for (const Sha256& digest : digests) text += digest.hex() + "\n";
  const Path staged = store.stage_file();
  TRY(files.write_new(staged, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, 0644));
  TRY(files.sync_file(staged));
  TRY(files.rename(staged, file));
  return files.sync_directory(file.parent_path());
}

Result<std::map<std::string, std::vector<Sha256>>> roots(Store& store) {
  std::map<std::string, std::vector<Sha256>> out;
  FileSystem& files = store.files();
  for (const std::string& name : TRY(files.list(store.root() / "roots"))) {
    const Bytes content = TRY(files.read(store.root() / "roots" / name, 64u << 20));
    const std::string text(content.begin(), content.end());
    for (const std::string_view line : split(text, '\n')) {
      if (trim(line).empty()) continue;
      const auto digest = Sha256::from_hex(trim(line));
      if (!digest) return fail(ErrorCode::kDamaged, "The list '" + name + "' of what cleaning must keep is damaged. Nothing was cleaned.", {(store.root() / "roots" / name).string()});
      out[name].push_back(*digest);
    }
  }
  return out;
}

}  // namespace auteur
