#include <openssl/evp.h>

#include <cmath>

#include "auteur/base/random.h"
#include "auteur/base/result.h"
#include "auteur/base/sha256.h"

namespace auteur {

std::string Error::text() const {
  std::string out;
  const bool said = place.line == 0 && message.find("'" + place.file + "'") != std::string::npos;
  if (!place.file.empty() && !said) {
    out = place.file;
    if (place.line > 0) out += ":" + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) out += ":" + std::to_string(place.column);
    out += ": ";
  }
  out += message;
  if (cause) out += " (because: " + cause->text() + ")";
  return out;
}

std::unexpected<Error> fail_because(Error cause, std::string message) {
  Error e{cause.code, std::move(message), cause.place, {}};
  e.cause = std::make_shared<const Error>(std::move(cause));
  return std::unexpected<Error>(std::move(e));
}

namespace detail {
void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "auteur: internal check failed: %s (%s:%d)\n", expression, file, line);
  std::abort();
}
}  // namespace detail

std::string Sha256::hex() const {
  static const char* digits = "0123456789abcdef";
  std::string out(64, '0');
  for (std::size_t i = 0; i < 32; ++i) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  return out;
}

Result<Sha256> Sha256::from_hex(std::string_view hex) {
  Sha256 out;
  if (hex.size() != 64) return fail(ErrorCode::kDamaged, "A digest must have 64 hexadecimal digits.");
  for (std::size_t i = 0; i < 64; ++i) {
    const char c = hex[i];
    int v;
    if (c >= '0' && c <= '9') v = c - '0';
    else if (c >= 'a' && c <= 'f') v = c - 'a' + 10;
    else return fail(ErrorCode::kDamaged, "A digest holds a character that is no lower-case hexadecimal digit.");
    out.bytes[i / 2] = static_cast<std::uint8_t>(out.bytes[i / 2] << 4 | v);
  }
  return out;
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), EVP_sha256(), nullptr);
}
Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }
void Sha256Stream::add(std::span<const std::uint8_t> data) {
  EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), data.data(), data.size());
}
Sha256 Sha256Stream::finish() {
  Sha256 out;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), out.bytes.data(), nullptr);
  return out;
}

Sha256 sha256(std::span<const std::uint8_t> data) {
  Sha256Stream s;
  s.add(data);
  return s.finish();
}
Sha256 sha256(std::string_view data) {
  return sha256({reinterpret_cast<const std::uint8_t*>(data.data()), data.size()});
}

double Random::normal() {  // Box and Muller 1958
  const double u = unit();
  const double v = unit();
  return std::sqrt(-2 * std::log(1 - u)) * std::cos(6.283185307179586 * v);
}

}  // namespace auteur
