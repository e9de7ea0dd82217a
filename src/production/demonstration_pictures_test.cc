#include "auteur/production/demonstration_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace auteur::production {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

double mean(const media::Picture& p) {
  double sum = 0;
  for (const auto v : p.rgb) sum += v;
  return p.rgb.empty() ? 0 : sum / static_cast<double>(p.rgb.size());
}

TEST(DemonstrationPictures, ThePageHasEveryTermWithItsPictureAndNoScript) {
  const auto studio = DemonstrationStudio::open();
  ASSERT_TRUE(studio) << studio.error().text();
  const std::string page = vocabulary_page(studio->vocabulary(), studio->demonstrations());
  std::set<std::string> pictures;
  for (const auto& t : studio->vocabulary().terms()) {
    EXPECT_TRUE(pictures.insert(picture_name(t.name)).second) << t.name;
    EXPECT_THAT(page, HasSubstr("<img src=\"" + picture_name(t.name) + "\""));
  }
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  // Every link leads somewhere on the page.
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
    const std::string to = page.substr(at + 7, page.find('"', at + 7) - at - 7);
    EXPECT_THAT(page, HasSubstr("id=\"" + to + "\""));
  }
}

TEST(DemonstrationPictures, ATermIsDrawnWithItsFramesSideBySideAndTwiceAlike) {
  auto studio = DemonstrationStudio::open();
  ASSERT_TRUE(studio) << studio.error().text();
  Progress progress;
  const auto rack = studio->picture("rack focus", progress, 96), again = studio->picture("rack focus", progress, 96);
  ASSERT_TRUE(rack) << rack.error().text();
  ASSERT_TRUE(again);
  EXPECT_EQ(rack->width, 2 * 96 + 6);
  EXPECT_GT(rack->height, 40);
  EXPECT_GT(mean(*rack), 20);
  EXPECT_EQ(rack->rgb, again->rgb);
  // Sharp where the focus is: the near face in the first frame, the far one in the second.
  const auto detail = [&](int frame, int from, int to) {
    double sum = 0;
    for (int y = 4; y < 36; ++y)
      for (int x = frame * 102 + from; x < frame * 102 + to; ++x) {
        const auto at = [&](int px) { return static_cast<double>(rack->rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(rack->width) + static_cast<std::size_t>(px)) * 3 + 1]); };
        sum += std::abs(at(x + 1) - at(x));
      }
    return sum;
  };
  const camera::DemoFrame& f = studio->demonstrations().find("rack focus")->frames[0];
  const auto column = [&](const char* who) { return static_cast<int>((static_cast<double>(camera::project(f.camera, camera::Demonstrations::kAspect, studio->demonstrations().eyes(f.stage, who, f.t)).x) + 1) / 2 * 96); };
  EXPECT_GT(detail(0, column("ANA") - 12, column("ANA") + 12), 1.1 * detail(1, column("ANA") - 12, column("ANA") + 12));
  EXPECT_GT(detail(1, column("BEN") - 8, column("BEN") + 8), 1.1 * detail(0, column("BEN") - 8, column("BEN") + 8));
}

TEST(DemonstrationPictures, AnUnknownTermIsRefusedKindly) {
  auto studio = DemonstrationStudio::open();
  ASSERT_TRUE(studio);
  Progress progress;
  const auto drawn = studio->picture("moonwalk", progress, 96);
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(drawn.error().message, HasSubstr("demonstrations.json"));
}

}  // namespace
}  // namespace auteur::production
