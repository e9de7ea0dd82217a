#include "auteur/rights/ledger.h"

#include <gtest/gtest.h>

namespace auteur::rights {
namespace {

TEST(Credits, EveryAssetThatMustBeCreditedIsInTheLinesOnce) {
  std::vector<world::Credit> c;
  for (int i = 0; i < 20; ++i) c.push_back({"Chair " + std::to_string(i % 7), "Scopia", "CC-BY 3.0", "https://creativecommons.org/licenses/by/3.0/", "", "", i % 7 != 3});
  const auto lines = credit_lines(c);
  EXPECT_EQ(lines.size(), 6u);
  for (const auto& l : lines) {
    EXPECT_NE(l.find("Scopia"), std::string::npos);
    EXPECT_NE(l.find("changes were made"), std::string::npos);
  }
}

TEST(Credits, AnUnknownSoundfontIsMarkedForClearance) {
  EXPECT_NE(soundfont_credit("/tmp/mine.sf2").licence.find("clear"), std::string::npos);
  EXPECT_EQ(soundfont_credit("/usr/share/sounds/sf2/FluidR3_GM.sf2").licence, "MIT");
}

}  // namespace
}  // namespace auteur::rights
