// SHA-256, the name of every stored byte.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "auteur/base/result.h"

namespace auteur {

struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Sha256&) const = default;
  std::string hex() const;  // 64 lower-case digits
  static Result<Sha256> from_hex(std::string_view hex);
};

Sha256 sha256(std::span<const std::uint8_t> data);
Sha256 sha256(std::string_view data);

// Digest of data that arrives in pieces. Not thread-safe.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void add(std::span<const std::uint8_t> data);
  Sha256 finish();  // Requires: called once

 private:
  void* context_;
};

}  // namespace auteur
