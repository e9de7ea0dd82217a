#include "auteur/graph/pass.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/base/text.h"

namespace auteur {

std::string_view name_of(Determinism determinism) {
  switch (determinism) {
    case Determinism::kExact: return "exact";
    case Determinism::kSeeded: return "seeded";
    case Determinism::kStochastic: return "stochastic";
  }
  return "";
}

// --- inputs

std::vector<Port> Inputs::under(std::string_view prefix) const {
  std::vector<Port> out;
  for (auto it = refs_.lower_bound(Port(prefix)); it != refs_.end() && it->first.starts_with(prefix); ++it) out.push_back(it->first);
  return out;
}

Result<Ref> Inputs::ref(std::string_view port) const {
  const auto it = refs_.find(Port(port));
  if (it == refs_.end()) return fail(ErrorCode::kNotFound, "This pass has no input '" + Port(port) + "' here.");
  return it->second;
}

Result<Bytes> Inputs::bytes(std::string_view port) const {
  const Ref r = TRY(ref(port));
  return store_.get(r);
}

Result<std::string> Inputs::text(std::string_view port) const {
  const Ref r = TRY(ref(port));
  return store_.get_text(r);
}

Result<Json> Inputs::json(std::string_view port) const {
  const std::string bytes = TRY(text(port));
  return parse_json(bytes, Port(port));
}

Result<Path> Inputs::path(std::string_view port) const {
  const Ref r = TRY(ref(port));
  return store_.verified_path_of(r);
}

Path Inputs::stage_file(std::string_view extension) const {
  Path path = store_.stage_file(extension);
  std::lock_guard lock(staged_->mutex);
  staged_->files.push_back(path);
  return path;
}

std::vector<Path> Inputs::staged() const {
  std::lock_guard lock(staged_->mutex);
  return staged_->files;
}

// --- outputs

Outputs& Outputs::set(Port port, Bytes bytes) {
  all_.insert_or_assign(std::move(port), std::move(bytes));
  return *this;
}
Outputs& Outputs::set_text(Port port, std::string_view text) { return set(std::move(port), Bytes(text.begin(), text.end())); }
Outputs& Outputs::set_json(Port port, const Json& json) { return set_text(std::move(port), canonical_json(json)); }
Outputs& Outputs::set_file(Port port, Path staged) {
  all_.insert_or_assign(std::move(port), std::move(staged));
  return *this;
}
Outputs& Outputs::set_ref(Port port, Ref ref) {
  all_.insert_or_assign(std::move(port), ref);
  return *this;
}

// --- parameters

const Json& Params::json(std::string_view name) const {
  const auto it = values_.find(name);
  if (it == values_.end()) std::fprintf(stderr, "auteur: a pass asks for the parameter '%.*s', which it does not declare\n", static_cast<int>(name.size()), name.data());
  AUTEUR_CHECK(it != values_.end());
  return *it;
}
double Params::number(std::string_view name) const {
  const Json& v = json(name);
  AUTEUR_CHECK(v.is_number());
  return v.get<double>();
}
std::int64_t Params::integer(std::string_view name) const {
  const Json& v = json(name);
  AUTEUR_CHECK(v.is_number_integer());
  return v.get<std::int64_t>();
}
std::string Params::text(std::string_view name) const {
  const Json& v = json(name);
  AUTEUR_CHECK(v.is_string());
  return v.get<std::string>();
}
bool Params::flag(std::string_view name) const {
  const Json& v = json(name);
  AUTEUR_CHECK(v.is_boolean());
  return v.get<bool>();
}

// --- catalogue

namespace {

std::string number_text(double x) { return Json(x).dump(); }

// The value in the form that is digested. Errors say what is wrong with it, without names.
Result<Json> checked(const ParamDeclaration& p, const Json& value) {
  const auto wrong = [](const std::string& what) { return fail(ErrorCode::kInvalidInput, what); };
  switch (p.type) {
    case ParamType::kNumber:
    case ParamType::kInteger: {
      if (!value.is_number()) return wrong("must be a number");
      const double x = value.get<double>();
      if (!std::isfinite(x)) return wrong("must be a finite number");
      if ((p.low && x < *p.low) || (p.high && x > *p.high))
        return wrong("is " + number_text(x) + ", but must lie " + (p.low && p.high ? "between " + number_text(*p.low) + " and " + number_text(*p.high)
                     : p.low ? "at or above " + number_text(*p.low) : "at or below " + number_text(*p.high)) + (p.unit.empty() ? "" : " " + p.unit));
      if (p.type == ParamType::kNumber) return Json(x);
      if (x != std::floor(x) || std::abs(x) > 9e15) return wrong("must be a whole number");
      return Json(value.is_number_integer() ? value.get<std::int64_t>() : static_cast<std::int64_t>(x));
    }
    case ParamType::kText: {
      if (!value.is_string()) return wrong("must be a text");
      const auto text = value.get<std::string>();
      if (p.choices.empty() || std::find(p.choices.begin(), p.choices.end(), text) != p.choices.end()) return value;
      std::string all;
      for (const auto& c : p.choices) all += (all.empty() ? "" : ", ") + c;
      return wrong("is '" + text + "', but must be one of: " + all);
    }
    case ParamType::kFlag:
      if (!value.is_boolean()) return wrong("must be true or false");
      return value;
    case ParamType::kJson:
      return value;
  }
  return wrong("has an unknown type");
}

}  // namespace

std::string PassCatalogue::impl_bytes(const PassDeclaration& d) {
  Json uses = Json::object();
  for (const auto& [name, version] : d.uses) uses[name] = version;
  return canonical_json(Json{{"kind", "auteur.impl"}, {"version", 1}, {"pass", d.name}, {"pass_version", d.version}, {"uses", std::move(uses)}});
}

Status PassCatalogue::add(PassDeclaration declaration) {
  const std::string name = declaration.name;
  if (name.empty() || !declaration.run) return fail(ErrorCode::kInternal, "The pass '" + name + "' has no name or no function.");
  for (const ParamDeclaration& p : declaration.params)
    if (!p.default_value.is_null())
      if (const auto ok = checked(p, p.default_value); !ok) return fail(ErrorCode::kInternal, "The default of " + name + "'s parameter '" + p.name + "' " + ok.error().message + ".");
  auto entry = std::make_unique<Entry>();
  entry->impl = ref_of(std::string_view(impl_bytes(declaration)));
  entry->declaration = std::move(declaration);
  if (!passes_.emplace(name, std::move(entry)).second) return fail(ErrorCode::kInternal, "There are two passes called '" + name + "'.");
  return {};
}

const PassDeclaration* PassCatalogue::find(std::string_view name) const {
  const auto it = passes_.find(name);
  return it == passes_.end() ? nullptr : &it->second->declaration;
}

std::vector<const PassDeclaration*> PassCatalogue::all() const {
  std::vector<const PassDeclaration*> out;
  for (const auto& [name, entry] : passes_) out.push_back(&entry->declaration);
  return out;
}

const Ref& PassCatalogue::impl_of(const PassDeclaration& declaration) const {
  const auto it = passes_.find(declaration.name);
  AUTEUR_CHECK(it != passes_.end());
  return it->second->impl;
}

Result<Json> PassCatalogue::complete(const PassDeclaration& d, const Json& given) const {
  const Json params = given.is_null() ? Json::object() : given;
  if (!params.is_object()) return fail(ErrorCode::kInvalidInput, "The parameters of " + d.name + " must be an object.");
  Json out = Json::object();
  for (const ParamDeclaration& p : d.params) {
    const auto it = params.find(p.name);
    const Json& value = it == params.end() ? p.default_value : *it;
    if (it == params.end() && value.is_null() && p.type != ParamType::kJson) return fail(ErrorCode::kInvalidInput, "The parameter '" + p.name + "' of " + d.name + " is needed.");
    auto good = checked(p, value);
    if (!good) return fail(ErrorCode::kInvalidInput, "The parameter '" + p.name + "' of " + d.name + " " + good.error().message + ".");
    out[p.name] = std::move(*good);
  }
  if (!params.empty())
    for (const auto& [name, value] : params.items()) {
      if (out.contains(name)) continue;
      std::vector<std::string> names;
      for (const ParamDeclaration& p : d.params) names.push_back(p.name);
      const std::string near = closest(name, names);
      return fail(ErrorCode::kInvalidInput, d.name + " has no parameter '" + name + "'." + (near.empty() ? "" : " Did you mean '" + near + "'?"));
    }
  return out;
}

}  // namespace auteur
