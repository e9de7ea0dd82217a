// Group commit. One thread takes everything that waits and carries it over the barriers together:
//
//   staged(n) ──┐                        ┌── linked(n-1) is answered
//               └── syncfs ──────────────┘
//   rename(n) ───── syncfs ───── link(n) ──> answered after the next barrier
//
// so a group costs two barriers while others follow it, and three when it is the last.
#include <future>

#include "store_impl.h"

namespace auteur {
namespace {

constexpr std::size_t kMostInGroup = 512;

void answer(StagedGroup& group, const Status& status) {
  auto done = std::move(group.done);
  const Result<Committed> result = status ? Result<Committed>(group.committed.value_or(Committed{})) : std::unexpected(status.error());
  group.session.reset();
  if (done) done(result);
}

}  // namespace

void Store::Impl::discard(const StagedGroup& group) {
  for (const StagedBlob& blob : group.blobs)
    if (!blob.file.empty()) (void)files.remove(blob.file);
  if (!group.link.empty()) (void)files.remove(group.link);
}

void Store::Impl::submit(StagedGroup group) {
  {
    std::lock_guard lock(queue_mutex);
    if (!committer.joinable()) committer = std::thread([this] { commit_loop(); });
    queue.push_back(std::move(group));
  }
  queue_changed.notify_one();
}

Result<Committed> Store::Impl::submit_and_wait(StagedGroup group) {
  std::promise<Result<Committed>> promise;
  group.done = [&promise](Result<Committed> result) { promise.set_value(std::move(result)); };
  submit(std::move(group));
  return promise.get_future().get();
}

Status Store::Impl::rename_blobs(StagedGroup& group) {
  for (StagedBlob& blob : group.blobs) {
    if (blob.file.empty()) continue;
    TRY(ensure_shard("cas", blob.ref.digest));
    TRY(files.rename(blob.file, cas(blob.ref.digest)));
    blob.file.clear();
  }
  return {};
}

void Store::Impl::commit_loop() {
  std::vector<StagedGroup> linked_groups;
  for (;;) {
    std::vector<StagedGroup> groups;
    {
      std::unique_lock lock(queue_mutex);
      if (linked_groups.empty()) queue_changed.wait(lock, [&] { return stopping || !queue.empty(); });
      if (linked_groups.empty() && queue.empty()) return;
      while (!queue.empty() && groups.size() < kMostInGroup) {
        groups.push_back(std::move(queue.front()));
        queue.pop_front();
      }
    }
    // Each step keeps the groups that are still well; the others are answered with their error at once.
    const auto step = [&](auto action) {
      std::erase_if(groups, [&](StagedGroup& group) {
        const Status status = action(group);
        if (status) return false;
        discard(group);
        answer(group, status);
        return true;
      });
    };
    const Status staged = files.sync_all(root);
    for (StagedGroup& group : linked_groups) {
      if (staged && group.committed && group.outcome) index.set_outputs(group.committed->outcome.action, group.committed->outcome.outputs);
      answer(group, staged);
    }
    if (!linked_groups.empty()) index.flush();
    linked_groups.clear();
    step([&](StagedGroup&) { return staged; });
    step([&](StagedGroup& group) { return rename_blobs(group); });
    if (groups.empty()) continue;
    const Status renamed = files.sync_all(root);
    step([&](StagedGroup&) { return renamed; });
    step([&](StagedGroup& group) { return link_outcome(group); });
    // Bare blobs are durable already; only links wait for one more barrier.
    for (StagedGroup& group : groups) {
      if (group.outcome) linked_groups.push_back(std::move(group));
      else answer(group, {});
    }
  }
}

}  // namespace auteur
