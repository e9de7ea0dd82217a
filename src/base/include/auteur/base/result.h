// Errors as values. Every function that can fail because of outside data returns Result<T>.
//
// An Error says what went wrong, where, and what to do about it, in words for a filmmaker. When the fault lies in a
// document the person wrote, `place` points at it (file, line, column). Programmer errors use AUTEUR_CHECK, which is
// never reachable from input.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace auteur {

// What kind of failure this is. The command line maps each to a documented exit code (docs/exit-codes.md).
enum class ErrorCode {
  kInvalidInput,   // the person's document is wrong: script, film.toml, bible
  kNotFound,       // a file or a name that is not there
  kUnavailable,    // a tool, font, voice or permission that is missing on this machine
  kIo,             // disk full, read-only, read error
  kDamaged,        // stored bytes do not match their digest
  kConflict,       // somebody else is at work here, or two choices contradict each other
  kRefused,        // a gate: lock, consent, role, quality
  kCancelled,      // the person stopped it
  kUnsupported,    // a newer format, a feature this build does not have
  kInternal,       // a fault of the program
};

// A place in a document of the person's. Line and column count from 1; 0 means "the whole file".
struct SourcePlace {
  std::string file;
  int line = 0;
  int column = 0;
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;       // what happened, where, what to do: one or two plain sentences
  SourcePlace place = {};    // empty file = no place
  std::shared_ptr<const Error> cause = {};

  // "file:line:column: message (because ...)".
  std::string text() const;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string message, SourcePlace place = {}) {
  return std::unexpected<Error>(Error{code, std::move(message), std::move(place), {}});
}
// Wraps `cause`: the new message explains what was being done; code and place are inherited.
std::unexpected<Error> fail_because(Error cause, std::string message);

namespace detail {
[[noreturn]] void check_failed(const char* expression, const char* file, int line);
}

}  // namespace auteur

// Returns the error of `expression` from the enclosing function, or yields its value.
#define AUTEUR_TRY_CAT2(a, b) a##b
#define AUTEUR_TRY_CAT(a, b) AUTEUR_TRY_CAT2(a, b)
#define TRY(...)                                                                            \
  ({                                                                                        \
    auto&& auteur_try_result = (__VA_ARGS__);                                               \
    if (!auteur_try_result) return std::unexpected<::auteur::Error>(                        \
        std::move(auteur_try_result).error());                                              \
    ::auteur::detail_try_value(std::move(auteur_try_result));                               \
  })

namespace auteur {
template <class T>
T detail_try_value(std::expected<T, Error>&& r) { return std::move(*r); }
inline void detail_try_value(std::expected<void, Error>&&) {}
}  // namespace auteur

#define AUTEUR_CHECK(expression) \
  ((expression) ? (void)0 : ::auteur::detail::check_failed(#expression, __FILE__, __LINE__))
