#include "cryptomatte.h"

#include <algorithm>
#include <bit>
#include <cstdio>

#include "auteur/base/json.h"

namespace auteur::render {

std::uint32_t murmur3(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  const auto stirred = [](std::uint32_t k) { return std::rotl(k * 0xcc9e2d51u, 15) * 0x1b873593u; };
  std::uint32_t h = 0;
  const std::size_t whole = bytes.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) h = std::rotl(h ^ stirred(byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24), 13) * 5u + 0xe6546b64u;
  std::uint32_t rest = 0;
  for (std::size_t i = bytes.size(); i > whole; --i) rest = rest << 8 | byte(i - 1);
  if (whole < bytes.size()) h ^= stirred(rest);
  h ^= static_cast<std::uint32_t>(bytes.size());
  h = (h ^ h >> 16) * 0x85ebca6bu;
  h = (h ^ h >> 13) * 0xc2b2ae35u;
  return h ^ h >> 16;
}

std::uint32_t matte_bits(std::string_view name) {
  const std::uint32_t h = murmur3(name), exponent = h >> 23 & 255u;
  return exponent == 0 || exponent == 255 ? h ^ (1u << 23) : h;
}

std::string matte_manifest(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  Json manifest = Json::object();
  for (const std::string& name : names) {
    char hex[9];
    std::snprintf(hex, sizeof hex, "%08x", matte_bits(name));
    manifest[name] = hex;
  }
  return manifest.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace auteur::render
