// The store of a film: bytes under their digests, and for every action the outcome that was made first.
//
//   .auteur/format          "auteur store 1"
//   .auteur/cas/ab/cdef...  blobs and records, mode 0444, named by SHA-256 (two digits of folder, the rest of file)
//   .auteur/ac/ab/cdef...   action digest -> outcome digest: 64 hex bytes, made by link(2), so the first writer wins
//   .auteur/heads/<op>      empty files: the heads of the decision log (decisions.h)
//   .auteur/roots/<name>    text, one digest of a blob or an action a line: what collection must keep
//   .auteur/leases/<action> flock'ed while a process is at work on that action: advisory, saves paying twice
//   .auteur/disputes/<action>-<outcome>  empty files: a second run gave other bytes
//   .auteur/tombstones/<digest>          withdrawn for good; the text says why
//   .auteur/tmp/<host>-<pid>-<n>         staging: debris of a crash is only here
//   .auteur/index.sqlite    a memo that may be deleted at any time
//
// Write order (I4): staged bytes, barrier, rename into cas, barrier, link in ac, barrier, answer. Many concurrent
// commits share the barriers (group commit: one syncfs each, two a group when groups follow each other), so a crash
// at any point leaves either a complete outcome or none. Plain files and not a database, because several processes and
// machines write here at once, and because a blob can be handed to another program by its path.
//
// Everything is thread-safe; several processes may use one store at once. The FileSystem must outlive the Store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/store/types.h"

namespace auteur {

// What becomes the content of an output port: bytes in memory, a file made in stage_file()'s place (adopted by
// rename, so large outputs are written once), or a Ref that is already in the store (pass-through).
using Payload = std::variant<Bytes, Path, Ref>;

struct Committed {
  Outcome outcome;           // the one that stands: ours, or the first writer's
  bool first = true;         // ours stands
  std::vector<Port> differs; // not empty: this run gave other bytes than the first (non-determinism, on record)
};

class Store {
 public:
  // `folder` is the film folder, or its ".auteur". Creates the store when there is none.
  // Errors: kUnsupported (written by a newer Auteur), kIo (read-only or full disk; a store that is already there can
  // be read from a read-only disk).
  static Result<std::unique_ptr<Store>> open(const Path& folder, FileSystem& files);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const Path& root() const;  // .../.auteur
  FileSystem& files() const;

  // --- blobs. put() is durable when it returns; bytes already there cost a digest and a stat.
  // Errors: kRefused when these bytes were withdrawn (tombstone).
  Result<Ref> put(std::span<const std::uint8_t> bytes);
  Result<Ref> put(std::string_view bytes);
  Result<std::vector<Ref>> put_many(const std::vector<Bytes>& blobs);  // one barrier for all
  Result<Ref> put_file(const Path& source);                           // copies; for media a person brought
  // Verified bytes. Errors: kNotFound (never here or collected), kRefused (withdrawn), kDamaged (the bytes do not
  // match; the blob is set aside, so that the next make builds it again).
  Result<Bytes> get(const Ref& ref);
  Result<std::string> get_text(const Ref& ref);
  // The blob as a file, for other programs. Not verified. Never write there. Errors: kNotFound, kRefused.
  Result<Path> path_of(const Ref& ref);
  Result<Path> verified_path_of(const Ref& ref);  // reads it once; also kDamaged
  bool has(const Ref& ref);  // there, with its size

  // --- records
  template <class Record>
  Result<Sha256> put_record(const Record& record) { return put_record_bytes(to_bytes(record)); }
  template <class Record>
  Result<Record> record(const Sha256& digest) {
    const std::string bytes = TRY(record_bytes(digest));
    return from_bytes<Record>(bytes);
  }

  // --- outcomes
  // Ready to be used: an outcome is linked, and every output is there with its size.
  bool has_outcome(const Sha256& action);
  // The outputs of a finished action whose blobs are all there; nullopt otherwise. The fast path of resolve: one index
  // lookup and one stat an output.
  std::optional<std::map<Port, Ref>> outputs_of(const Sha256& action);
  // The outcome on record, whether or not its payloads are still there ("pixels evicted, seed kept").
  std::optional<Outcome> find(const Sha256& action);

  // Stores outputs, action and outcome, and links them. Blocks until durable.
  // First writer wins: when another run was first, its outcome is returned, and differing bytes are put on record
  // under disputes/. When the first outcome's payloads have been collected and the new bytes differ, the new outcome
  // takes its place (the old record stays).
  // Errors: kIo (nothing is linked then), kRefused (withdrawn bytes).
  Result<Committed> commit(const Action& action, std::map<Port, Payload> outputs, const RunFacts& facts);
  // The same without waiting; `done` is called from the store's own thread. Hashing and staging happen in the caller.
  void commit_later(const Action& action, std::map<Port, Payload> outputs, const RunFacts& facts,
                    std::function<void(Result<Committed>)> done);

  // A path in tmp/ that nobody else uses, for a large output; nothing is created. Give it to commit() as a payload.
  // Left-overs of dead processes are removed by the next open().
  Path stage_file(std::string_view extension = {});

  // --- working together
  class Lease {  // held until destroyed
   public:
    Lease(Lease&&) noexcept;
    Lease& operator=(Lease&&) noexcept;
    ~Lease();

   private:
    friend class Store;
    Lease() = default;
    struct Held;
    std::unique_ptr<Held> held_;
  };
  // nullopt: another process or thread is at work on this action. A dead owner frees it. After taking a lease, ask
  // has_outcome() again. Errors: kIo.
  Result<std::optional<Lease>> try_lease(const Sha256& action);

  // While a Session lives, nothing is collected. Errors: kConflict (a collection is running).
  class Session {
   public:
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

   private:
    friend class Store;
    Session() = default;
    Store* store_ = nullptr;
  };
  Result<Session> begin_session();

  // --- disposable notes in the index (last action of a node, costs of a pass). Lost when the index is deleted.
  std::optional<std::string> note(const std::string& key);
  void set_note(const std::string& key, std::string value);

  // Runs that gave other bytes than the first: (action, second outcome).
  Result<std::vector<std::pair<Sha256, Sha256>>> disputes();

  // Reads every blob and record and sets damaged ones aside. Returns their digests.
  Result<std::vector<Sha256>> verify_all(std::function<bool(double fraction)> go_on = {});

  // --- for decisions.h and collect.h
  Result<Sha256> put_record_bytes(std::string bytes);          // durable
  Result<std::string> record_bytes(const Sha256& digest);      // verified
  Path blob_path(const Sha256& digest) const;

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace auteur
