// .cube tables (Adobe, "Cube LUT specification 1.0"): keywords, then one colour a line, red fastest.
#include <charconv>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/render/display.h"

namespace auteur::render {
namespace {

constexpr std::size_t kMostText = 32u << 20, kMostLine = 512;
constexpr int kMostEdge = 129, kMostLength = 65536, kFrom1D = 65;

bool next_number(std::string_view& line, float& value) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  double v = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), v);
  if (error != std::errc() || !std::isfinite(v)) return false;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  value = static_cast<float>(std::clamp(v, -1e4, 1e4));
  return true;
}

// One curve a channel becomes a table whose axes do not mix.
ViewTable from_curves(const std::vector<float>& rgb) {
  const std::size_t length = rgb.size() / 3;
  const auto at = [&](std::size_t i, std::size_t channel) {
    const float p = static_cast<float>(i) / (kFrom1D - 1) * static_cast<float>(length - 1);
    const std::size_t low = std::min(static_cast<std::size_t>(p), length - 2);
    const float f = p - static_cast<float>(low);
    return rgb[low * 3 + channel] * (1 - f) + rgb[(low + 1) * 3 + channel] * f;
  };
  ViewTable out{kFrom1D, {}};
  out.rgb.reserve(static_cast<std::size_t>(kFrom1D) * kFrom1D * kFrom1D * 3);
  for (std::size_t b = 0; b < kFrom1D; ++b)
    for (std::size_t g = 0; g < kFrom1D; ++g)
      for (std::size_t r = 0; r < kFrom1D; ++r) out.rgb.insert(out.rgb.end(), {at(r, 0), at(g, 1), at(b, 2)});
  return out;
}

}  // namespace

Result<ViewTable> read_cube(std::string_view text, const std::string& file) {
  if (text.size() > kMostText) return fail(ErrorCode::kInvalidInput, "This .cube table is larger than 32 MiB. Export it with at most 129 points a side.", {file});
  int edge = 0, length = 0, number = 0;
  std::size_t wanted = 0;
  std::vector<float> rgb;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto wrong = [&](const std::string& what) { return fail(ErrorCode::kInvalidInput, what, {file, number, 1}); };
    if (line.empty() || line.front() == '#') continue;
    if (line.size() > kMostLine) return wrong("This line is too long for a .cube table.");
    const bool is_number = (line.front() >= '0' && line.front() <= '9') || line.front() == '-' || line.front() == '.' || line.front() == '+';
    if (!is_number) {
      const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
      const std::string_view word = line.substr(0, space);
      std::string_view rest = line.substr(space);
      float a = 0, b = 0, c = 0;
      if (word == "TITLE") continue;
      if (word == "LUT_3D_SIZE" || word == "LUT_1D_SIZE") {
        const bool three = word == "LUT_3D_SIZE";
        const int most = three ? kMostEdge : kMostLength;
        if (edge != 0 || length != 0) return wrong("A .cube table has one size; this is the second.");
        if (!next_number(rest, a) || a != std::floor(a) || a < 2.f || a > static_cast<float>(most)) return wrong(std::string(word) + " must be a whole number from 2 to " + std::to_string(most) + ".");
        (three ? edge : length) = static_cast<int>(a);
        const auto n = static_cast<std::size_t>(a);
        wanted = (three ? n * n * n : n) * 3;
        rgb.reserve(wanted);
      } else if (word == "DOMAIN_MIN" || word == "DOMAIN_MAX") {
        const float bound = word == "DOMAIN_MIN" ? 0.f : 1.f;
        if (!next_number(rest, a) || !next_number(rest, b) || !next_number(rest, c)) return wrong(std::string(word) + " needs three numbers.");
        if (a != bound || b != bound || c != bound) return wrong("This table does not cover 0 to 1. Export it for display values from 0 to 1.");
      } else if (word == "LUT_3D_INPUT_RANGE" || word == "LUT_1D_INPUT_RANGE") {
        if (!next_number(rest, a) || !next_number(rest, b) || a != 0.f || b != 1.f) return wrong("This table does not cover 0 to 1. Export it for display values from 0 to 1.");
      } else {
        return wrong("A .cube table has no '" + std::string(word.substr(0, 40)) + "'. It has TITLE, LUT_3D_SIZE or LUT_1D_SIZE, DOMAIN_MIN, DOMAIN_MAX and numbers.");
      }
      continue;
    }
    if (wanted == 0) return wrong("Colours come after LUT_3D_SIZE or LUT_1D_SIZE.");
    if (rgb.size() == wanted) return wrong("There are more colours than the size says.");
    for (int c = 0; c < 3; ++c) {
      float v = 0;
      if (!next_number(line, v)) return wrong("A colour is three numbers: red, green, blue.");
      rgb.push_back(v);
    }
    if (!trim(line).empty()) return wrong("A colour is three numbers: red, green, blue.");
  }
  if (wanted == 0) return fail(ErrorCode::kInvalidInput, "This is no .cube table: it has neither LUT_3D_SIZE nor LUT_1D_SIZE.", {file});
  if (rgb.size() != wanted) return fail(ErrorCode::kInvalidInput, "This .cube table has " + std::to_string(rgb.size() / 3) + " colours of " + std::to_string(wanted / 3) + "; it was cut off.", {file});
  return length != 0 ? from_curves(rgb) : ViewTable{edge, std::move(rgb)};
}

}  // namespace auteur::render
