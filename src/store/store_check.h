// For tests: reads a whole store as another process would, and says what contradicts the invariants.
#pragma once

#include "auteur/store/decisions.h"

namespace auteur {

// Every link names an outcome of that action whose record, action and outputs are there and whole; every blob is its
// name; every head can be read back to the first decision. Returns the number of outcomes.
inline Result<int> check_store(const Path& folder) {
  const auto files = real_file_system();
  const auto store = TRY(Store::open(folder, *files));
  int outcomes = 0;
  for (const std::string& shard : TRY(files->list(store->root() / "ac")))
    for (const std::string& name : TRY(files->list(store->root() / "ac" / shard))) {
      const Sha256 action = TRY(Sha256::from_hex(shard + name));
      const auto outcome = store->find(action);
      if (!outcome) return fail(ErrorCode::kDamaged, "a link names no outcome: " + shard + name);
      TRY(store->record<Action>(action));
      for (const auto& [port, ref] : outcome->outputs) TRY(store->get(ref));
      if (!store->has_outcome(action)) return fail(ErrorCode::kDamaged, "an outcome that is there is not found");
      ++outcomes;
    }
  const auto bad = TRY(store->verify_all());
  if (!bad.empty()) return fail(ErrorCode::kDamaged, "a blob is not its name: " + bad[0].hex());
  Decisions decisions(*store);
  const View view = TRY(decisions.view());
  for (const LogEntry& entry : TRY(decisions.history())) TRY(store->record<View>(entry.op.view));
  for (const auto& [node, set] : view.selected) TRY(decisions.choice(view, node));
  return outcomes;
}

}  // namespace auteur
