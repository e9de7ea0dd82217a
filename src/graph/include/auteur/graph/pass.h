// A pass: one pure function from inputs and parameters to outputs, declared once. Command-line help, the studio's forms
// and the documentation come from the declaration; the graph checks nodes against it.
//
// Adding a pass touches four places: its source, its test, its page, one line in the catalogue.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auteur/base/progress.h"
#include "auteur/store/store.h"

namespace auteur {

enum class Determinism {
  kExact,       // same action, same bytes, always
  kSeeded,      // the same bytes on this machine for the same seed
  kStochastic,  // may differ from run to run: the first outcome stands
};
std::string_view name_of(Determinism determinism);

// A name ending in '*' stands for any number of ports with that beginning: "shots/*" takes "shots/4B", "shots/5".
struct PortDeclaration {
  Port name;
  std::string media;      // "application/json", "image/png", "video/mp4", "audio/wav", "auteur.tree", "*"
  std::string help = {};
  bool optional = false;  // an input that may be left out, an output that may not be made
};

enum class ParamType { kNumber, kInteger, kText, kFlag, kJson };

struct ParamDeclaration {
  std::string name;
  ParamType type = ParamType::kNumber;
  Json default_value;                    // null: the node must give it
  std::string unit = {};                 // "m", "s", "dB", "px"
  std::optional<double> low = {}, high = {};
  std::vector<std::string> choices = {}; // of a text; empty: any
  std::string help = {};
};

// What a run sees: exactly its declared inputs, nothing else of the film. Thread-safe.
class Inputs {
 public:
  Inputs(Store& store, std::map<Port, Ref> refs) : store_(store), refs_(std::move(refs)) {}
  bool has(std::string_view port) const { return refs_.contains(Port(port)); }
  // Ports that begin with `prefix`, sorted: under("shots/") -> "shots/4B", "shots/5".
  std::vector<Port> under(std::string_view prefix) const;
  const std::map<Port, Ref>& all() const { return refs_; }
  // Errors of all readers: kNotFound (no such port), and those of Store::get.
  Result<Ref> ref(std::string_view port) const;
  Result<Bytes> bytes(std::string_view port) const;
  Result<std::string> text(std::string_view port) const;
  Result<Json> json(std::string_view port) const;
  // The input as a read-only file, checked; it has no extension. Also kDamaged.
  Result<Path> path(std::string_view port) const;
  // A place for a large output or for scratch: write there, then Outputs::set_file. Removed afterwards if not set.
  Path stage_file(std::string_view extension = {}) const;
  Store& store() const { return store_; }  // to put or read the parts of a Tree
  std::vector<Path> staged() const;        // all that stage_file() gave

 private:
  struct Staged {
    std::mutex mutex;
    std::vector<Path> files;
  };
  Store& store_;
  std::map<Port, Ref> refs_;
  std::shared_ptr<Staged> staged_ = std::make_shared<Staged>();
};

class Outputs {
 public:
  Outputs& set(Port port, Bytes bytes);
  Outputs& set_text(Port port, std::string_view text);
  Outputs& set_json(Port port, const Json& json);  // canonical
  Outputs& set_file(Port port, Path staged);       // made in Inputs::stage_file's place, closed, no longer written to
  Outputs& set_ref(Port port, Ref ref);            // pass-through, or a Tree whose parts are in the store
  std::map<Port, Payload>& all() { return all_; }
  const std::map<Port, Payload>& all() const { return all_; }

 private:
  std::map<Port, Payload> all_;
};

// Parameters of a run, complete and checked against the declaration: a name that is not declared is a programmer error.
class Params {
 public:
  Params(Json values, std::uint32_t take, std::uint64_t seed) : values_(std::move(values)), take_(take), seed_(seed) {}
  double number(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  std::string text(std::string_view name) const;
  bool flag(std::string_view name) const;
  const Json& json(std::string_view name) const;
  const Json& all() const { return values_; }
  std::uint32_t take() const { return take_; }   // from 1
  std::uint64_t seed() const { return seed_; }   // of pass and take: another take has another seed

 private:
  Json values_;
  std::uint32_t take_;
  std::uint64_t seed_;
};

using RunPass = std::function<Result<Outputs>(const Inputs&, const Params&, Progress&)>;

struct PassDeclaration {
  PassId name;
  std::string version = "1";  // raise it when the same action would give other bytes
  std::string help = {};
  std::string role = {};      // whose choice its takes are: "director", "cinematographer", ...
  Determinism determinism = Determinism::kExact;
  std::vector<PortDeclaration> inputs = {};
  std::vector<PortDeclaration> outputs = {};
  std::vector<ParamDeclaration> params = {};
  // What else decides the bytes: versions of tools, digests of data files ("ffmpeg" -> "5.1.6"). Part of `impl`.
  std::map<std::string, std::string> uses = {};
  std::uint64_t memory_mib = 64;  // the most that one run takes
  double seconds_guess = 1;       // for one unit of Node::work, before anything has been measured
  unsigned threads = 1;           // cores that one run keeps busy (0: all)
  // Which of the (complete) parameters a take is made from, in the same form: what another take alone uses is taken out, and
  // a change of it leaves this one as it is. Pure. Empty: all of them.
  std::function<Json(Json params, std::uint32_t take)> params_of_take = {};
  RunPass run = {};
};

// All passes of a build. Thread-safe once filled; references stay valid.
class PassCatalogue {
 public:
  // Errors: kInternal (a name used twice, no function, a default outside its range).
  Status add(PassDeclaration declaration);
  const PassDeclaration* find(std::string_view name) const;  // nullptr: there is none
  std::vector<const PassDeclaration*> all() const;           // by name
  // The bytes that `Action::impl` is the digest of: canonical JSON of name, version and uses.
  static std::string impl_bytes(const PassDeclaration& declaration);
  const Ref& impl_of(const PassDeclaration& declaration) const;  // Requires: of this catalogue

  // Defaults filled in, numbers in one form, names, types and ranges checked.
  // Errors: kInvalidInput (naming pass, parameter, range, and "did you mean").
  Result<Json> complete(const PassDeclaration& declaration, const Json& params) const;

 private:
  struct Entry {
    PassDeclaration declaration;
    Ref impl;
  };
  std::map<PassId, std::unique_ptr<Entry>, std::less<>> passes_;
};

}  // namespace auteur
