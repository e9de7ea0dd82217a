// Records, and what was made of every action.
#include "store_impl.h"

namespace auteur {

Result<Sha256> Store::put_record_bytes(std::string bytes) {
  const Ref ref = TRY(put(std::string_view(bytes)));
  return ref.digest;
}

Result<std::string> Store::record_bytes(const Sha256& digest) {
  const Bytes bytes = TRY(impl_->verified(digest, std::nullopt));
  return std::string(bytes.begin(), bytes.end());
}

std::optional<Sha256> Store::Impl::linked(const Sha256& action) {
  const auto content = files.read(ac(action), 4096);
  if (!content) return std::nullopt;
  const auto digest = Sha256::from_hex({reinterpret_cast<const char*>(content->data()), content->size()});
  return digest ? std::optional(*digest) : std::nullopt;
}

std::optional<Outcome> Store::Impl::outcome_at(const Sha256& digest, const Sha256& action) {
  const auto bytes = verified(digest, std::nullopt);
  if (!bytes) return std::nullopt;
  auto outcome = from_bytes<Outcome>({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (!outcome || outcome->action != action) return std::nullopt;
  return std::move(*outcome);
}

bool Store::Impl::all_present(const std::map<Port, Ref>& outputs) const {
  for (const auto& [port, ref] : outputs)
    if (!present(ref)) return false;
  return true;
}

std::optional<std::map<Port, Ref>> Store::outputs_of(const Sha256& action) {
  if (auto known = impl_->index.outputs(action); known && impl_->all_present(*known)) return known;
  auto outcome = find(action);
  if (!outcome || !impl_->all_present(outcome->outputs)) return std::nullopt;
  impl_->index.set_outputs(action, outcome->outputs);
  return std::move(outcome->outputs);
}

bool Store::has_outcome(const Sha256& action) { return outputs_of(action).has_value(); }

std::optional<Outcome> Store::find(const Sha256& action) {
  const auto digest = impl_->linked(action);
  return digest ? impl_->outcome_at(*digest, action) : std::nullopt;
}

Result<std::vector<std::pair<Sha256, Sha256>>> Store::disputes() {
  std::vector<std::pair<Sha256, Sha256>> out;
  for (const std::string& name : TRY(impl_->files.list(impl_->root / "disputes"))) {
    if (name.size() != 129 || name[64] != '-') continue;
    const auto action = Sha256::from_hex(std::string_view(name).substr(0, 64));
    const auto outcome = Sha256::from_hex(std::string_view(name).substr(65));
    if (action && outcome) out.emplace_back(*action, *outcome);
  }
  return out;
}

namespace {

std::vector<Port> differing_ports(const std::map<Port, Ref>& a, const std::map<Port, Ref>& b) {
  std::vector<Port> out;
  for (const auto& [port, ref] : a) {
    const auto it = b.find(port);
    if (it == b.end() || it->second != ref) out.push_back(port);
  }
  for (const auto& [port, ref] : b)
    if (!a.contains(port)) out.push_back(port);
  return out;
}

}  // namespace

// Everything that can be done before the barrier: digests, staged files. Returns a group with `committed` already set
// when an equal outcome is on record and nothing has to be linked.
Result<StagedGroup> Store::Impl::stage_commit(Store& store, const Action& action, std::map<Port, Payload>& outputs, const RunFacts& facts) {
  StagedGroup group;
  auto fail_with = [&](Error error) -> std::unexpected<Error> {
    discard(group);
    for (auto& [port, payload] : outputs)
      if (const auto* path = std::get_if<Path>(&payload)) (void)files.remove(*path);
    return std::unexpected(std::move(error));
  };
  auto session = store.begin_session();
  if (!session) return fail_with(session.error());
  group.session = std::move(*session);
  const std::string action_bytes = to_bytes(action);
  Outcome outcome;
  outcome.run = facts;
  outcome.action = sha256(std::string_view(action_bytes));
  for (auto& [port, payload] : outputs) {
    if (const auto* ref = std::get_if<Ref>(&payload)) {
      if (!present(*ref)) return fail_with({ErrorCode::kInternal, "The output '" + port + "' of " + action.pass + " names bytes that are not in the store.", {}, {}});
      outcome.outputs.emplace(port, *ref);
      continue;
    }
    const auto* bytes = std::get_if<Bytes>(&payload);
    auto blob = bytes ? stage(*bytes) : stage_file(std::get<Path>(payload));
    if (!blob) return fail_with(blob.error());
    outcome.outputs.emplace(port, blob->ref);
    group.blobs.push_back(std::move(*blob));
  }
  if (const auto first = linked(outcome.action)) {
    const auto standing = outcome_at(*first, outcome.action);
    const bool usable = standing && all_present(standing->outputs);
    if (standing) {
      Committed committed{*standing, false, differing_ports(standing->outputs, outcome.outputs)};
      if (committed.differs.empty()) {  // known, or made again after its payloads were collected
        group.committed = std::move(committed);
        return group;
      }
    }
    group.replace = !usable;
  }
  const std::string outcome_bytes = to_bytes(outcome);
  const auto add = [&](std::string_view bytes) -> Status {
    group.blobs.push_back(TRY(stage({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()})));
    return {};
  };
  if (auto s = add(action_bytes); !s) return fail_with(s.error());
  if (auto s = add(outcome_bytes); !s) return fail_with(s.error());
  group.outcome_digest = group.blobs.back().ref.digest;
  const std::string hex = group.outcome_digest.hex();
  group.link = stage_path({});
  group.outcome = std::move(outcome);
  if (auto s = files.write_new(group.link, {reinterpret_cast<const std::uint8_t*>(hex.data()), hex.size()}, 0444); !s) return fail_with(s.error());
  return group;
}

Status Store::Impl::link_outcome(StagedGroup& group) {
  if (!group.outcome) return {};
  const Sha256 action = group.outcome->action;
  TRY(ensure_shard("ac", action));
  if (group.replace) {
    const auto old = linked(action);
    const auto standing = old ? outcome_at(*old, action) : std::nullopt;
    if (!standing || !all_present(standing->outputs)) {
      Committed committed{*group.outcome, true, {}};
      if (standing) committed.differs = differing_ports(standing->outputs, group.outcome->outputs);
      TRY(files.rename(group.link, ac(action)));
      if (standing) (void)files.write_new(root / "disputes" / (action.hex() + "-" + old->hex()), {}, 0444);
      group.committed = std::move(committed);
      return {};
    }
  }
  const bool first = TRY(files.link(group.link, ac(action)));
  (void)files.remove(group.link);
  if (first) {
    group.committed = Committed{*group.outcome, true, {}};
    return {};
  }
  const auto digest = linked(action);
  const auto standing = digest ? outcome_at(*digest, action) : std::nullopt;
  if (!standing) return fail(ErrorCode::kDamaged, "The record of an earlier result is damaged. Run auteur make again; it will be replaced.");
  Committed committed{*standing, false, differing_ports(standing->outputs, group.outcome->outputs)};
  if (!committed.differs.empty())  // the evidence: the second outcome's record is in cas
    (void)files.write_new(root / "disputes" / (action.hex() + "-" + group.outcome_digest.hex()), {}, 0444);
  group.committed = std::move(committed);
  return {};
}

Result<Committed> Store::commit(const Action& action, std::map<Port, Payload> outputs, const RunFacts& facts) {
  StagedGroup group = TRY(impl_->stage_commit(*this, action, outputs, facts));
  return impl_->submit_and_wait(std::move(group));
}

void Store::commit_later(const Action& action, std::map<Port, Payload> outputs, const RunFacts& facts, std::function<void(Result<Committed>)> done) {
  auto group = impl_->stage_commit(*this, action, outputs, facts);
  if (!group) return done(std::unexpected(group.error()));
  group->done = std::move(done);
  impl_->submit(std::move(*group));
}

}  // namespace auteur
