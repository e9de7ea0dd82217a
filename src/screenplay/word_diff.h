// The shortest edit script between two sequences of numbers.
#pragma once

#include <cstdint>
#include <vector>

namespace auteur::screenplay {

// [a0, a1) of one was replaced by [b0, b1) of the other; in order, never touching.
struct Hunk { std::size_t a0, a1, b0, b1; };

// Myers' O((N+M)D) greedy method in linear space per step (1986); beyond `most` differences what is left is one hunk.
std::vector<Hunk> edit_script(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b, std::size_t most = 1500);

}  // namespace auteur::screenplay
