// Fields of a JSON document, written sparingly and read with checks: types and ranges, and never a trusted index.
//
// Enumerations are words, so that a stored document can be read by people and by programs of another age. Faults are
// thrown inside read_document and become one Error at its edge.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay::fields {

template <class E, std::size_t N>
inline Json word_of(const std::array<const char*, N>& names, E value) { return names[static_cast<std::size_t>(value)]; }

struct Fault { std::string message; };

inline const Json& member(const Json& j, const char* key) {
  static const Json kMissing;
  if (!j.is_object()) throw Fault{std::string("expected an object around '") + key + "'"};
  const auto it = j.find(key);
  return it == j.end() ? kMissing : *it;
}
inline std::string text(const Json& j, const char* key) {
  const Json& v = member(j, key);
  if (v.is_null()) return {};
  if (!v.is_string()) throw Fault{std::string("'") + key + "' must be text"};
  return v.get<std::string>();
}
inline int integer(const Json& j, const char* key, int fallback = 0) {
  const Json& v = member(j, key);
  if (v.is_null()) return fallback;
  if (!v.is_number_integer()) throw Fault{std::string("'") + key + "' must be a whole number"};
  const auto n = v.get<std::int64_t>();
  if (n < -2'000'000'000 || n > 2'000'000'000) throw Fault{std::string("'") + key + "' is out of range"};
  return static_cast<int>(n);
}
inline double number(const Json& j, const char* key) {
  const Json& v = member(j, key);
  if (v.is_null()) return 0;
  if (!v.is_number()) throw Fault{std::string("'") + key + "' must be a number"};
  return v.get<double>();
}
inline bool truth(const Json& j, const char* key) {
  const Json& v = member(j, key);
  if (v.is_null()) return false;
  if (!v.is_boolean()) throw Fault{std::string("'") + key + "' must be true or false"};
  return v.get<bool>();
}
inline const Json& list(const Json& j, const char* key) {
  static const Json kEmpty = Json::array();
  const Json& v = member(j, key);
  if (v.is_null()) return kEmpty;
  if (!v.is_array()) throw Fault{std::string("'") + key + "' must be a list"};
  return v;
}
inline std::vector<std::string> texts(const Json& j, const char* key) {
  std::vector<std::string> out;
  for (const auto& v : list(j, key)) {
    if (!v.is_string()) throw Fault{std::string("'") + key + "' must be a list of texts"};
    out.push_back(v.get<std::string>());
  }
  return out;
}
template <class E, std::size_t N>
E choice(const std::array<const char*, N>& names, const Json& j, const char* key, E fallback) {
  const std::string v = text(j, key);
  if (v.empty()) return fallback;
  for (std::size_t i = 0; i < N; ++i)
    if (v == names[i]) return static_cast<E>(i);
  throw Fault{std::string("'") + key + "' has the unknown value '" + v + "'"};
}
inline ByteRange range(const Json& j, const char* key) {
  const Json& v = list(j, key);
  if (v.empty()) return {};
  if (v.size() != 2 || !v[0].is_number_integer() || !v[1].is_number_integer()) throw Fault{std::string("'") + key + "' must be two offsets"};
  const auto a = v[0].get<std::int64_t>(), b = v[1].get<std::int64_t>();
  if (a < 0 || b < a) throw Fault{std::string("'") + key + "' is no range"};
  return {static_cast<std::size_t>(a), static_cast<std::size_t>(b)};
}
inline Json json_of(ByteRange r) { return Json::array({r.begin, r.end}); }

// Six decimals: feelings and seconds need no more, and the text stays short.
inline double rounded(double v) { return std::isfinite(v) ? std::round(v * 1e6) / 1e6 + 0.0 : 0.0; }

// Empty values are left out: the document says what there is.
inline void put(Json& j, const char* key, const std::string& v) { if (!v.empty()) j[key] = v; }
inline void put(Json& j, const char* key, const std::vector<std::string>& v) { if (!v.empty()) j[key] = v; }
inline void put(Json& j, const char* key, bool v) { if (v) j[key] = true; }

template <class T, class F>
Result<T> read_document(const Json& document, const char* kind, F f) {
  if (auto status = expect_kind(document, kind, 1); !status) return std::unexpected(std::move(status).error());
  try {
    return f();
  } catch (const Fault& fault) {
    return fail(ErrorCode::kDamaged, "A document of kind '" + std::string(kind) + "' is damaged: " + fault.message + ".");
  } catch (const std::exception& e) {
    return fail(ErrorCode::kDamaged, "A document of kind '" + std::string(kind) + "' is damaged: " + e.what());
  }
}

}  // namespace auteur::screenplay::fields
