#include "auteur/store/types.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace auteur {
namespace {

void append_text(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127 && c != '"' && c != '\\'; });
  if (plain) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += canonical_json(Json(std::string(text)));
  }
}

void append_ref(std::string& out, const Ref& ref) {
  out += R"({"digest":")";
  out += ref.digest.hex();
  out += R"(","size":)";
  out += std::to_string(ref.size);
  out += '}';
}

void append_refs(std::string& out, const std::map<std::string, Ref>& refs) {
  out += '{';
  const char* separator = "";
  for (const auto& [port, ref] : refs) {
    out += separator;
    append_text(out, port);
    out += ':';
    append_ref(out, ref);
    separator = ",";
  }
  out += '}';
}

Json digests_json(const auto& digests, const char* key) {
  Json out = Json::array();
  for (const Sha256& d : digests) out.push_back(Json{{key, d.hex()}});
  return out;
}

std::unexpected<Error> not_a(const char* kind, const std::string& why) {
  return fail(ErrorCode::kDamaged, std::string("A stored record is no proper ") + kind + " (" + why + ").");
}

// Typed reading of one object; the first fault is kept.
class Reader {
 public:
  Reader(const Json& json, const char* kind) : json_(json), kind_(kind) {}

  const Json* field(const char* name) {
    if (json_.is_object())
      if (const auto it = json_.find(name); it != json_.end()) return &*it;
    fault(std::string("no ") + name);
    return nullptr;
  }
  std::string text(const char* name) {
    const Json* f = field(name);
    if (f && !f->is_string()) fault(std::string(name) + " is no text");
    return f && f->is_string() ? f->get<std::string>() : std::string();
  }
  std::uint64_t count(const char* name, std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    const Json* f = field(name);
    if (!f) return 0;
    if (!f->is_number_unsigned() || f->get<std::uint64_t>() > most) {
      fault(std::string(name) + " is no proper count");
      return 0;
    }
    return f->get<std::uint64_t>();
  }
  std::int64_t integer(const char* name) {
    const Json* f = field(name);
    if (!f) return 0;
    const bool fits = f->is_number_unsigned() ? f->get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max() : f->is_number_integer();
    if (!fits) fault(std::string(name) + " is no integer");
    return fits ? f->get<std::int64_t>() : 0;
  }
  double number(const char* name) {
    const Json* f = field(name);
    if (f && !f->is_number()) fault(std::string(name) + " is no number");
    return f && f->is_number() ? f->get<double>() : 0;
  }
  Sha256 digest(const char* name) {
    const auto d = Sha256::from_hex(text(name));
    if (!d) fault(std::string(name) + " is no digest");
    return d.value_or(Sha256{});
  }
  Ref ref(const char* name) {
    const Json* f = field(name);
    if (!f) return {};
    const auto r = ref_from_json(*f);
    if (!r) fault(std::string(name) + " is no reference");
    return r.value_or(Ref{});
  }
  std::map<std::string, Ref> refs(const char* name) {
    std::map<std::string, Ref> out;
    const Json* f = field(name);
    if (f && !f->is_object()) fault(std::string(name) + " is no object");
    if (!f || !f->is_object()) return out;
    for (const auto& [port, value] : f->items()) {
      const auto r = ref_from_json(value);
      if (!r) fault(std::string(name) + " holds no reference");
      out.emplace(port, r.value_or(Ref{}));
    }
    return out;
  }
  std::vector<Sha256> digests(const char* name, const char* key) {
    std::vector<Sha256> out;
    const Json* f = field(name);
    if (f && !f->is_array()) fault(std::string(name) + " is no list");
    if (!f || !f->is_array()) return out;
    for (const Json& item : *f) {
      Reader r(item, kind_);
      out.push_back(r.digest(key));
      if (r.fault_) fault(*r.fault_);
    }
    return out;
  }
  void fault(std::string why) { if (!fault_) fault_ = std::move(why); }

  std::optional<std::string> fault_;

 private:
  const Json& json_;
  const char* kind_;
};

// Reads, then demands that writing gives the same bytes: a record has one form only.
template <class Record, class Read>
Result<Record> read_record(std::string_view bytes, const char* kind, Read read) {
  auto json = parse_json(bytes, kind);
  if (!json) return not_a(kind, "it is not JSON");
  TRY(expect_kind(*json, kind, 1));
  Reader reader(*json, kind);
  Record record;
  read(reader, record);
  if (reader.fault_) return not_a(kind, *reader.fault_);
  if (to_bytes(record) != bytes) return not_a(kind, "it is not in canonical form");
  return record;
}

bool is_tree_name(const std::string& name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), [](char c) { return c != '/' && static_cast<unsigned char>(c) >= ' ' && c != 127; });
}

double finite(double x) { return std::isfinite(x) ? x : 0; }

}  // namespace

Time system_time() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

Ref ref_of(std::span<const std::uint8_t> bytes) { return {sha256(bytes), bytes.size()}; }
Ref ref_of(std::string_view bytes) { return {sha256(bytes), bytes.size()}; }

Json to_json(const Ref& ref) { return Json{{"digest", ref.digest.hex()}, {"size", ref.size}}; }

Result<Ref> ref_from_json(const Json& json) {
  Reader r(json, "reference");
  Ref ref;
  ref.digest = r.digest("digest");
  ref.size = r.count("size");
  if (r.fault_ || json.size() != 2) return not_a("reference", r.fault_.value_or("unknown fields"));
  return ref;
}

std::string to_bytes(const Tree& tree) {
  Json entries = Json::array();
  for (const TreeEntry& e : tree.entries) entries.push_back(Json{{"name", e.name}, {"ref", to_json(e.ref)}});
  return canonical_json(Json{{"kind", "auteur.tree"}, {"version", 1}, {"entries", std::move(entries)}});
}

// Written by hand: resolve digests every action of a film, and a DOM would cost five times as much.
std::string to_bytes(const Action& action) {
  std::string out;
  out.reserve(512);
  out += R"({"impl":)";
  append_ref(out, action.impl);
  out += R"(,"inputs":)";
  append_refs(out, action.inputs);
  out += R"(,"kind":"auteur.action","params":)";
  out += canonical_json(action.params);
  out += R"(,"pass":)";
  append_text(out, action.pass);
  out += R"(,"salt":)";
  append_text(out, action.salt);
  out += R"(,"take":)";
  out += std::to_string(action.take);
  out += R"(,"version":1})";
  return out;
}

std::string to_bytes(const Outcome& outcome) {
  Json outputs = Json::object();
  for (const auto& [port, ref] : outcome.outputs) outputs[port] = to_json(ref);
  const RunFacts& f = outcome.run;
  return canonical_json(Json{{"kind", "auteur.outcome"}, {"version", 1}, {"action", outcome.action.hex()}, {"outputs", std::move(outputs)},
                             {"run", {{"seconds", finite(f.seconds)}, {"cpu_seconds", finite(f.cpu_seconds)}, {"peak_mib", f.peak_mib}, {"host", f.host}, {"at_ms", f.at.unix_ms}}}});
}

std::string to_bytes(const Selection& s) {
  return canonical_json(Json{{"kind", "auteur.selection"}, {"version", 1}, {"node", s.node}, {"chosen", s.chosen.hex()},
                             {"shown", digests_json(s.shown, "action")}, {"supersedes", digests_json(s.supersedes, "selection")},
                             {"by", s.by}, {"at_ms", s.at.unix_ms}, {"why", s.why}});
}

std::string to_bytes(const View& view) {
  Json selected = Json::object(), locks = Json::object();
  for (const auto& [node, set] : view.selected) selected[node] = Json{{"selections", digests_json(set, "selection")}};
  for (const auto& [node, frozen] : view.locks) locks[node] = Json{{"view", frozen.hex()}};
  return canonical_json(Json{{"kind", "auteur.view"}, {"version", 1}, {"graph", to_json(view.graph)}, {"selected", std::move(selected)}, {"locks", std::move(locks)}});
}

std::string to_bytes(const Op& op) {
  return canonical_json(Json{{"kind", "auteur.op"}, {"version", 1}, {"parents", digests_json(op.parents, "op")}, {"view", op.view.hex()},
                             {"by", op.by}, {"at_ms", op.at.unix_ms}, {"what", op.what}});
}

template <>
Result<Tree> from_bytes<Tree>(std::string_view bytes) {
  return read_record<Tree>(bytes, "auteur.tree", [](Reader& r, Tree& tree) {
    const Json* entries = r.field("entries");
    if (!entries) return;
    if (!entries->is_array()) return r.fault("entries is no list");
    for (const Json& item : *entries) {
      Reader e(item, "auteur.tree");
      TreeEntry entry{e.text("name"), e.ref("ref")};
      if (e.fault_) return r.fault(*e.fault_);
      if (!is_tree_name(entry.name)) return r.fault("a name is no file name");
      if (!tree.entries.empty() && tree.entries.back().name >= entry.name) return r.fault("names are not sorted");
      tree.entries.push_back(std::move(entry));
    }
  });
}

template <>
Result<Action> from_bytes<Action>(std::string_view bytes) {
  return read_record<Action>(bytes, "auteur.action", [](Reader& r, Action& a) {
    a.pass = r.text("pass");
    a.impl = r.ref("impl");
    if (const Json* params = r.field("params")) a.params = *params;
    a.inputs = r.refs("inputs");
    a.take = static_cast<std::uint32_t>(r.count("take", 0xFFFFFFFFu));
    a.salt = r.text("salt");
  });
}

template <>
Result<Outcome> from_bytes<Outcome>(std::string_view bytes) {
  return read_record<Outcome>(bytes, "auteur.outcome", [](Reader& r, Outcome& o) {
    o.action = r.digest("action");
    o.outputs = r.refs("outputs");
    const Json* run = r.field("run");
    if (!run) return;
    Reader f(*run, "auteur.outcome");
    o.run = {f.number("seconds"), f.number("cpu_seconds"), f.count("peak_mib"), f.text("host"), {f.integer("at_ms")}};
    if (f.fault_) r.fault(*f.fault_);
  });
}

template <>
Result<Selection> from_bytes<Selection>(std::string_view bytes) {
  return read_record<Selection>(bytes, "auteur.selection", [](Reader& r, Selection& s) {
    s.node = r.text("node");
    s.chosen = r.digest("chosen");
    s.shown = r.digests("shown", "action");
    s.supersedes = r.digests("supersedes", "selection");
    s.by = r.text("by");
    s.at.unix_ms = r.integer("at_ms");
    s.why = r.text("why");
  });
}

template <>
Result<View> from_bytes<View>(std::string_view bytes) {
  return read_record<View>(bytes, "auteur.view", [](Reader& r, View& v) {
    v.graph = r.ref("graph");
    const Json* selected = r.field("selected");
    const Json* locks = r.field("locks");
    if (!selected || !locks) return;
    if (!selected->is_object() || !locks->is_object()) return r.fault("selected or locks is no object");
    for (const auto& [node, value] : selected->items()) {
      Reader s(value, "auteur.view");
      const auto digests = s.digests("selections", "selection");
      if (s.fault_) return r.fault(*s.fault_);
      v.selected.emplace(node, std::set<Sha256>(digests.begin(), digests.end()));
    }
    for (const auto& [node, value] : locks->items()) {
      Reader l(value, "auteur.view");
      v.locks.emplace(node, l.digest("view"));
      if (l.fault_) return r.fault(*l.fault_);
    }
  });
}

template <>
Result<Op> from_bytes<Op>(std::string_view bytes) {
  return read_record<Op>(bytes, "auteur.op", [](Reader& r, Op& op) {
    op.parents = r.digests("parents", "op");
    if (!std::is_sorted(op.parents.begin(), op.parents.end())) r.fault("parents are not sorted");
    op.view = r.digest("view");
    op.by = r.text("by");
    op.at.unix_ms = r.integer("at_ms");
    op.what = r.text("what");
  });
}

}  // namespace auteur
