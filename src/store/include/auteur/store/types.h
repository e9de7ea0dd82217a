// The words of the engine room: what is stored, what was decided, and the canonical form of each.
//
// A record is stored as its canonical JSON; its name is the SHA-256 of those bytes. Records hold values and digests
// only: no path, clock (except when a person or a run did something), host or thread count (invariants I1 and I2).
// Reading is strict about kind, version and types, and keeps nothing it does not know: records are written once and
// never rewritten, so an unknown field can never be lost.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/base/sha256.h"

namespace auteur {

using PassId = std::string;  // "render.picture"
using NodeId = std::string;  // "shots/4B/light": what people say aloud
using Port = std::string;    // "picture"; many of a kind: "shots/4B"
using Author = std::string;  // "person:ana", or "policy:first" for an automatic pick

inline bool is_policy(std::string_view author) { return author.starts_with("policy:"); }

struct Time {  // UTC
  std::int64_t unix_ms = 0;
  auto operator<=>(const Time&) const = default;
};
Time system_time();

// Any stored bytes. The size travels with the digest, so presence and truncation can be told without reading.
struct Ref {
  Sha256 digest;
  std::uint64_t size = 0;
  auto operator<=>(const Ref&) const = default;
};
Ref ref_of(std::span<const std::uint8_t> bytes);
Ref ref_of(std::string_view bytes);

struct TreeEntry {
  std::string name;  // a file name: not empty, no '/', no control character, not "." or ".."
  Ref ref;
  auto operator<=>(const TreeEntry&) const = default;
};
// Named Refs, sorted by name, unique: a frame range, a folder.
struct Tree {
  std::vector<TreeEntry> entries;
  bool operator==(const Tree&) const = default;
};

// What is to be done; its digest is the name of the take. `impl` covers pass version, data and tools it uses.
struct Action {
  PassId pass;
  Ref impl;
  Json params = Json::object();
  std::map<Port, Ref> inputs;
  std::uint32_t take = 1;
  std::string salt;  // disowns a poisoned result
  bool operator==(const Action&) const = default;
};

// Facts of one run. They are evidence and food for estimates, never an input.
struct RunFacts {
  double seconds = 0;        // wall clock
  double cpu_seconds = 0;
  std::uint64_t peak_mib = 0; // the most that the whole process had held by then: other runs may have had their part in it
  std::string host;
  Time at;                   // when it ended
  bool operator==(const RunFacts&) const = default;
};

// One finished take; never rewritten.
struct Outcome {
  Sha256 action;
  std::map<Port, Ref> outputs;
  RunFacts run;
  bool operator==(const Outcome&) const = default;
};

// The only way from candidate to input. `chosen` and `shown` are digests of Actions; all zero = "none: the choice is
// withdrawn". `supersedes` are digests of the Selections that this one replaces (what its author saw).
struct Selection {
  NodeId node;
  Sha256 chosen;
  std::vector<Sha256> shown;
  std::vector<Sha256> supersedes;
  Author by;
  Time at;
  std::string why;
  bool operator==(const Selection&) const = default;
};

// What is decided at one moment. `selected` holds digests of Selections; two with different `chosen` are a conflict.
// `locks` maps a node (and everything named below it: "scenes/4" covers "scenes/4/score") to the digest of the View
// that it is frozen to.
struct View {
  Ref graph;
  std::map<NodeId, std::set<Sha256>> selected;
  std::map<NodeId, Sha256> locks;
  bool operator==(const View&) const = default;
};

// One entry of the append-only log of decisions.
struct Op {
  std::vector<Sha256> parents;  // digests of Ops, sorted
  Sha256 view;
  Author by;
  Time at;
  std::string what;
  bool operator==(const Op&) const = default;
};

// Canonical encodings: kinds "auteur.tree", ".action", ".outcome", ".selection", ".view", ".op", version 1.
// Round trip: from_bytes<T>(to_bytes(x)) == x, and equal values have equal bytes.
// Errors of the readers: kDamaged (not such a record), kUnsupported (a newer version).
std::string to_bytes(const Tree& tree);
std::string to_bytes(const Action& action);
std::string to_bytes(const Outcome& outcome);
std::string to_bytes(const Selection& selection);
std::string to_bytes(const View& view);
std::string to_bytes(const Op& op);

template <class Record>
Result<Record> from_bytes(std::string_view bytes);
template <> Result<Tree> from_bytes<Tree>(std::string_view bytes);
template <> Result<Action> from_bytes<Action>(std::string_view bytes);
template <> Result<Outcome> from_bytes<Outcome>(std::string_view bytes);
template <> Result<Selection> from_bytes<Selection>(std::string_view bytes);
template <> Result<View> from_bytes<View>(std::string_view bytes);
template <> Result<Op> from_bytes<Op>(std::string_view bytes);

template <class Record>
Sha256 digest_of(const Record& record) { return sha256(std::string_view(to_bytes(record))); }

Json to_json(const Ref& ref);  // {"digest": hex, "size": n}
Result<Ref> ref_from_json(const Json& json);

}  // namespace auteur
