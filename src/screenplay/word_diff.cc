#include "word_diff.h"

#include <algorithm>

namespace auteur::screenplay {

std::vector<Hunk> edit_script(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b, std::size_t most) {
  std::vector<Hunk> out;
  std::size_t head = 0, ta = a.size(), tb = b.size();
  while (head < ta && head < tb && a[head] == b[head]) ++head;
  while (ta > head && tb > head && a[ta - 1] == b[tb - 1]) { --ta; --tb; }
  const auto n = static_cast<std::ptrdiff_t>(ta - head), m = static_cast<std::ptrdiff_t>(tb - head);
  if (n == 0 && m == 0) return out;
  if (n == 0 || m == 0) return {{head, ta, head, tb}};
  const auto limit = std::min<std::ptrdiff_t>(n + m, static_cast<std::ptrdiff_t>(most));
  // v[k]: how far along `a` the furthest path on diagonal k has come; one row kept for each number of differences.
  std::vector<std::vector<std::ptrdiff_t>> rows;
  std::vector<std::ptrdiff_t> v(static_cast<std::size_t>(2 * limit + 3), 0);
  const auto at = [&](std::vector<std::ptrdiff_t>& row, std::ptrdiff_t k) -> std::ptrdiff_t& { return row[static_cast<std::size_t>(k + limit + 1)]; };
  std::ptrdiff_t found = -1;
  for (std::ptrdiff_t d = 0; d <= limit && found < 0; ++d) {
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      std::ptrdiff_t x = k == -d || (k != d && at(v, k - 1) < at(v, k + 1)) ? at(v, k + 1) : at(v, k - 1) + 1;
      if (d == 0) x = 0;
      std::ptrdiff_t y = x - k;
      while (x < n && y < m && a[head + static_cast<std::size_t>(x)] == b[head + static_cast<std::size_t>(y)]) { ++x; ++y; }
      at(v, k) = x;
      if (x >= n && y >= m) { found = d; break; }
    }
    // Only diagonals -d..d are set: the copy stays small while drafts are alike.
    rows.emplace_back(v.begin() + (limit + 1 - d), v.begin() + (limit + 1 + d) + 1);
  }
  if (found < 0) return {{head, ta, head, tb}};
  std::vector<Hunk> back;
  std::ptrdiff_t x = n, y = m;
  for (std::ptrdiff_t d = found; d > 0; --d) {
    const auto& row = rows[static_cast<std::size_t>(d - 1)];
    const auto before = [&](std::ptrdiff_t k) { return k < -(d - 1) || k > d - 1 ? -1 : row[static_cast<std::size_t>(k + d - 1)]; };
    const std::ptrdiff_t k = x - y;
    const bool down = k == -d || (k != d && before(k - 1) < before(k + 1));
    const std::ptrdiff_t pk = down ? k + 1 : k - 1, px = before(pk), py = px - pk;
    const Hunk h = down ? Hunk{head + static_cast<std::size_t>(px), head + static_cast<std::size_t>(px), head + static_cast<std::size_t>(py), head + static_cast<std::size_t>(py) + 1}
                        : Hunk{head + static_cast<std::size_t>(px), head + static_cast<std::size_t>(px) + 1, head + static_cast<std::size_t>(py), head + static_cast<std::size_t>(py)};
    if (!back.empty() && back.back().a0 == h.a1 && back.back().b0 == h.b1) {
      back.back().a0 = h.a0;
      back.back().b0 = h.b0;
    } else {
      back.push_back(h);
    }
    x = px;
    y = py;
  }
  return {back.rbegin(), back.rend()};
}

}  // namespace auteur::screenplay
