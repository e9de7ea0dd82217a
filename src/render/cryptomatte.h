// Names as numbers that survive in a float channel, after the Cryptomatte specification 1.2 (Psyop 2015): a compositor picks
// a thing by its name and gets its matte with soft edges.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auteur::render {

// MurmurHash3, 32 bits, seed 0.
std::uint32_t murmur3(std::string_view bytes);
// The bits of a name's id: never those of an infinity, a NaN or a denormal.
std::uint32_t matte_bits(std::string_view name);
// {"name":"8 hex digits",...}, sorted by name.
std::string matte_manifest(std::vector<std::string> names);

}  // namespace auteur::render
