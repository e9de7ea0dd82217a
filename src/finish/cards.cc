#include "auteur/finish/cards.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::finish {
namespace {

constexpr double kSecondsPerLine = 0.62;
constexpr double kLineHeight = 0.062;  // of the frame's height

std::size_t at(const media::Picture& p, int x, int y) { return (static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 3; }

media::Picture ground(const CardSize& s, std::uint64_t seed) {
  media::Picture p{s.width, s.height, std::vector<std::uint8_t>(static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.height) * 3, 0)};
  const int bar = (s.height - s.picture_height) / 2;
  for (int y = bar; y < s.height - bar; ++y)
    for (int x = 0; x < s.width; ++x) {
      const double u = (x + 0.5) / s.width * 2 - 1, v = (y - bar + 0.5) / s.picture_height * 2 - 1;
      const double glow = std::exp(-(u * u * 1.1 + v * v * 1.6));
      const double noise = static_cast<double>(mix(seed, static_cast<std::uint64_t>(y * s.width + x)) >> 40) / (1 << 24) - 0.5;
      const double base[3] = {9 + 17 * glow, 9 + 12 * glow, 11 + 8 * glow};
      for (std::size_t c = 0; c < 3; ++c) p.rgb[at(p, x, y) + c] = static_cast<std::uint8_t>(std::clamp(base[c] + noise * 6, 0.0, 255.0));
    }
  return p;
}

double fade(double t, double length) { return std::clamp(std::min((t - 0.25) / 0.9, (length - 0.25 - t) / 0.8), 0.0, 1.0); }

}  // namespace

media::Picture title_card(const Title& title, const CardSize& size, double t, double length, std::uint64_t seed, int* missing) {
  media::Picture p = ground(size, mix(seed, static_cast<std::uint64_t>(t * 12)));
  const double opacity = fade(t, length);
  const bool by = !title.by_line.empty();
  double letters = 0;
  for (char c : title.title) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  media::TextStyle big{.size = letters > 26 ? 0.085 : 0.115, .opacity = opacity, .letter_spacing = 0.12, .max_width = 0.84};
  media::TextStyle small{.font = "EB Garamond Italic", .size = 0.048, .r = 190, .g = 180, .b = 165, .opacity = opacity * 0.9};
  media::Picture probe{size.width, size.height, std::vector<std::uint8_t>(p.rgb.size())};
  const double height = media::draw_text(probe, title.title, 0.5, 0, big).height;
  const double top = 0.5 - height / 2 - (by ? 0.035 : 0);
  int unknown = media::draw_text(p, title.title, 0.5, top, big).missing_glyphs;
  if (by) unknown += media::draw_text(p, title.by_line, 0.5, top + height + 0.012, small).missing_glyphs;
  if (missing) *missing = unknown;
  return p;
}

double credits_length(const std::vector<std::string>& lines) {
  return std::clamp(4.0 + kSecondsPerLine * static_cast<double>(lines.size()), 6.0, 90.0);
}

CreditsRoll::CreditsRoll(const std::vector<std::string>& lines, const CardSize& size) : size_(size) {
  // The strip is drawn once, line by line into a frame-high tile; the roll only moves a window over it.
  const int line_height = std::max(8, static_cast<int>(kLineHeight * size.height));
  const std::size_t count = std::min<std::size_t>(lines.size(), 400);
  strip_ = {size.width, line_height * static_cast<int>(count + 1), {}};
  strip_.rgb.assign(static_cast<std::size_t>(strip_.width) * static_cast<std::size_t>(strip_.height) * 3, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (lines[i].empty()) continue;
    const bool heading = lines[i].starts_with("# ");
    media::Picture tile{size.width, size.height, std::vector<std::uint8_t>(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3, 0)};
    media::TextStyle style{.size = heading ? 0.036 : 0.042, .max_width = 0.9};
    if (heading) { style.r = 176; style.g = 150; style.b = 112; style.letter_spacing = 0.12; }
    std::string text = heading ? lines[i].substr(2) : lines[i];
    if (text.size() > 110) style.size = 0.028;
    missing_ += media::draw_text(tile, text, 0.5, 0, style).missing_glyphs;
    const int rows = std::min(line_height, tile.height);
    std::copy_n(tile.rgb.begin(), static_cast<std::ptrdiff_t>(rows) * tile.width * 3, strip_.rgb.begin() + static_cast<std::ptrdiff_t>(finish::at(strip_, 0, static_cast<int>(i) * line_height)));
  }
}

media::Picture CreditsRoll::at(double t, double length, std::uint64_t seed) const {
  media::Picture p = ground(size_, mix(seed, static_cast<std::uint64_t>(t * 12)));
  const int bar = (size_.height - size_.picture_height) / 2;
  const double travel = strip_.height + size_.picture_height * 0.55;
  const double top = bar + size_.picture_height * 0.62 - travel * std::clamp(t / std::max(0.1, length - 0.6), 0.0, 1.0);
  const double out = std::clamp((length - t) / 0.8, 0.0, 1.0);
  for (int y = bar; y < size_.height - bar; ++y) {
    const int row = static_cast<int>(std::floor(y - top));
    if (row < 0 || row >= strip_.height) continue;
    const double edge = std::clamp(std::min(y - bar, size_.height - bar - y) / (0.12 * size_.picture_height), 0.0, 1.0) * out;
    for (int x = 0; x < size_.width; ++x)
      for (std::size_t c = 0; c < 3; ++c) {
        auto& v = p.rgb[finish::at(p, x, y) + c];
        v = static_cast<std::uint8_t>(std::min(255.0, v + strip_.rgb[finish::at(strip_, x, row) + c] * edge));
      }
  }
  return p;
}

media::Picture contact_sheet(const std::string& title, const std::vector<SheetCell>& cells, int columns, int cell_width) {
  const std::size_t shown = std::min<std::size_t>(cells.size(), 240);
  int cell_height = cell_width * 9 / 16;
  for (const auto& c : cells)
    if (c.picture.width > 0) { cell_height = cell_width * c.picture.height / c.picture.width; break; }
  const int gap = 14, caption = 40, head = 70;
  const int rows = std::max(1, static_cast<int>((shown + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns)));
  media::Picture sheet{columns * (cell_width + gap) + gap, head + rows * (cell_height + caption + gap) + gap, {}};
  sheet.rgb.assign(static_cast<std::size_t>(sheet.width) * static_cast<std::size_t>(sheet.height) * 3, 24);
  const double h = sheet.height;
  media::draw_text(sheet, title, 0.5, 14 / h, {.size = 34 / h});
  for (std::size_t i = 0; i < shown; ++i) {
    const int x0 = gap + static_cast<int>(i % static_cast<std::size_t>(columns)) * (cell_width + gap);
    const int y0 = head + static_cast<int>(i / static_cast<std::size_t>(columns)) * (cell_height + caption + gap);
    if (cells[i].picture.width > 0 && cells[i].picture.height > 0) {
      // Pictures of another shape than the cell keep their shape, on black.
      const media::Picture& picture = cells[i].picture;
      const int wide = std::min(cell_width, cell_height * picture.width / picture.height), high = std::min(cell_height, cell_width * picture.height / picture.width);
      const media::Picture small = media::resize(picture, std::max(1, wide), std::max(1, high));
      const int left = x0 + (cell_width - small.width) / 2, top = y0 + (cell_height - small.height) / 2;
      for (int y = 0; y < cell_height; ++y) std::fill_n(sheet.rgb.begin() + static_cast<std::ptrdiff_t>(at(sheet, x0, y0 + y)), cell_width * 3, std::uint8_t{0});
      for (int y = 0; y < small.height; ++y)
        std::copy_n(small.rgb.begin() + static_cast<std::ptrdiff_t>(y) * small.width * 3, small.width * 3, sheet.rgb.begin() + static_cast<std::ptrdiff_t>(at(sheet, left, top + y)));
    }
    // Text is drawn into a strip of its own: one layer the size of the sheet for every label would be slow.
    media::Picture strip{cell_width, caption, std::vector<std::uint8_t>(static_cast<std::size_t>(cell_width) * static_cast<std::size_t>(caption) * 3, 24)};
    const double sh = caption;
    media::draw_text(strip, cells[i].label, 0, 1 / sh, {.font = "DejaVu Sans Bold", .size = 13 / sh, .centre = false, .max_width = 1});
    std::string note = cells[i].note.substr(0, 70);
    while (!note.empty() && (static_cast<unsigned char>(note.back()) & 0xC0) == 0x80) note.pop_back();
    media::draw_text(strip, note, 0, 19 / sh, {.font = "DejaVu Sans", .size = 11 / sh, .r = 160, .g = 160, .b = 160, .centre = false, .max_width = 1});
    for (int y = 0; y < caption; ++y)
      std::copy_n(strip.rgb.begin() + static_cast<std::ptrdiff_t>(y) * cell_width * 3, cell_width * 3, sheet.rgb.begin() + static_cast<std::ptrdiff_t>(at(sheet, x0, y0 + cell_height + 2 + y)));
  }
  return sheet;
}

}  // namespace auteur::finish
