// What the parts of the store share: blobs (store.cc), records and outcomes (outcomes.cc), group commit (committer.cc).
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "auteur/store/store.h"
#include "file_lock.h"
#include "index.h"

namespace auteur {

// Bytes on their way into cas/.
struct StagedBlob {
  Ref ref;
  Path file;  // in tmp; empty: the blob was there already
};

// One request to the committer: blobs, and for a commit the link from action to outcome.
struct StagedGroup {
  std::vector<StagedBlob> blobs;
  std::optional<Outcome> outcome;
  Sha256 outcome_digest;
  Path link;             // in tmp: the future content of ac/
  bool replace = false;  // what ac/ says now is of no use any more
  std::optional<Store::Session> session;
  std::function<void(Result<Committed>)> done;
  std::optional<Committed> committed;
};

struct Store::Impl {
  Impl(Path root, FileSystem& files);

  // --- places
  Path shard_path(const char* folder, const Sha256& digest) const;
  Path cas(const Sha256& digest) const { return shard_path("cas", digest); }
  Path ac(const Sha256& action) const { return shard_path("ac", action); }
  Status ensure_shard(const char* folder, const Sha256& digest);
  Path stage_path(std::string_view extension);
  void remove_debris();  // of dead processes of this host
  void discard(const StagedGroup& group);

  // --- blobs
  bool present(const Ref& ref) const;
  Status refuse_withdrawn(const Sha256& digest) const;
  Result<StagedBlob> stage(std::span<const std::uint8_t> bytes);
  Result<StagedBlob> stage_file(const Path& staged);  // adopts
  Result<Bytes> verified(const Sha256& digest, std::optional<std::uint64_t> size);
  std::unexpected<Error> damaged(const Sha256& digest);  // sets the blob aside

  // --- outcomes
  std::optional<Sha256> linked(const Sha256& action);  // what ac/ says
  std::optional<Outcome> outcome_at(const Sha256& digest, const Sha256& action);
  bool all_present(const std::map<Port, Ref>& outputs) const;
  Result<StagedGroup> stage_commit(Store& store, const Action& action, std::map<Port, Payload>& outputs, const RunFacts& facts);

  // --- group commit
  void submit(StagedGroup group);
  Result<Committed> submit_and_wait(StagedGroup group);
  void commit_loop();
  Status rename_blobs(StagedGroup& group);
  Status link_outcome(StagedGroup& group);

  const Path root;
  FileSystem& files;
  Index index;
  std::string tmp_prefix;
  std::atomic<std::uint64_t> counter{0};
  std::array<std::array<std::atomic<bool>, 256>, 2> shards{};  // made or seen: cas, ac

  std::mutex session_mutex;
  int sessions = 0;
  std::optional<FileLock> session_lock;

  std::mutex queue_mutex;
  std::condition_variable queue_changed;
  std::deque<StagedGroup> queue;
  bool stopping = false;
  std::thread committer;
};

}  // namespace auteur
