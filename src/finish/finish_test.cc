#include <gtest/gtest.h>

#include "auteur/finish/cards.h"
#include "auteur/finish/weather.h"

namespace auteur::finish {
namespace {

double ink(const media::Picture& p) {
  double sum = 0;
  for (auto v : p.rgb) sum += v;
  return sum / static_cast<double>(p.rgb.size());
}

TEST(TitleCard, FadesInAndOutAndIsTheSameEachTime) {
  const CardSize size{320, 180, 134};
  int missing = -1;
  const auto start = title_card({"The Keeper", "by A. Writer"}, size, 0, 4, 7, &missing);
  const auto middle = title_card({"The Keeper", "by A. Writer"}, size, 2, 4, 7, &missing);
  EXPECT_EQ(missing, 0);
  EXPECT_GT(ink(middle), ink(start) + 1);
  EXPECT_EQ(middle.rgb, title_card({"The Keeper", "by A. Writer"}, size, 2, 4, 7, nullptr).rgb);
}

TEST(Credits, EveryLinePassesThroughTheFrame) {
  const CardSize size{320, 180, 134};
  std::vector<std::string> lines;
  for (int i = 0; i < 30; ++i) lines.push_back(i % 5 == 0 ? "# Cast" : "Somebody");
  const CreditsRoll roll(lines, size);
  const double length = credits_length(lines);
  const double empty = ink(roll.at(length, length, 1));
  double most = 0;
  for (double t = 0; t < length; t += 0.5) most = std::max(most, ink(roll.at(t, length, 1)));
  EXPECT_GT(most, empty + 1.2);
  EXPECT_LT(ink(roll.at(length - 0.05, length, 1)), empty + 1);
}

TEST(Precipitation, IsHiddenByWhatIsNearer) {
  render::Frame f;
  f.width = 160;
  f.height = 90;
  f.colour.assign(160 * 90, Vec3{0.1f});
  f.depth.assign(160 * 90, 0.2f);
  auto before = f.colour;
  scene::Camera c;
  c.position = {0, 1.2f, 3};
  c.target = {0, 1.2f, 0};
  add_precipitation(f, c, 16.0 / 9, Precipitation::kRain, 1.0, 3);
  EXPECT_TRUE(f.colour == before);
  f.depth.assign(160 * 90, 50.f);
  add_precipitation(f, c, 16.0 / 9, Precipitation::kRain, 1.0, 3);
  EXPECT_FALSE(f.colour == before);
}

TEST(ContactSheet, KeepsTheShapeOfEveryPicture) {
  std::vector<SheetCell> cells(2);
  cells[0] = {"title", "", media::Picture{160, 90, std::vector<std::uint8_t>(160 * 90 * 3, 100)}};
  cells[1] = {"1A", "", media::Picture{240, 100, std::vector<std::uint8_t>(240 * 100 * 3, 200)}};
  const auto sheet = contact_sheet("", cells, 2, 160);
  int left = sheet.width, right = -1, top = sheet.height, bottom = -1;
  for (int y = 0; y < sheet.height; ++y)
    for (int x = 0; x < sheet.width; ++x) {
      const auto* c = &sheet.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(sheet.width) + static_cast<std::size_t>(x)) * 3];
      if (c[0] < 195 || c[0] > 205 || c[1] < 195 || c[1] > 205 || c[2] < 195 || c[2] > 205) continue;
      if (y > 70 + 90) continue;  // below lies the label
      left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
    }
  EXPECT_NEAR(static_cast<double>(right - left + 1) / (bottom - top + 1), 2.4, 0.08);
}

TEST(ContactSheet, HoldsEveryShot) {
  std::vector<SheetCell> cells(9);
  for (auto& c : cells) c = {"1A", "wide", media::Picture{64, 36, std::vector<std::uint8_t>(64 * 36 * 3, 200)}};
  const auto sheet = contact_sheet("Film", cells, 4, 100);
  int bright = 0;
  for (auto v : sheet.rgb) bright += v == 200;
  EXPECT_GE(bright, 9 * 100 * 50 * 3);
}

}  // namespace
}  // namespace auteur::finish
