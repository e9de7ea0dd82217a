#include "auteur/production/plan_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace auteur::production {
namespace {

using ::testing::HasSubstr;

// A film of two people at a table, planned with a rule of continuity that nothing can keep, so that there is something to say.
class PlanReportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("plan-report-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(write_atomically(folder_ / "film.toml", "title = \"Two\"\nscript = \"two.fountain\"\n[people]\ndirector = \"Dora Rector\"\n"));
    std::string script = "INT. KITCHEN - DAY\n\nANA and BEN sit at the table.\n\n";
    for (int i = 0; i < 14; ++i) script += std::string(i % 2 ? "BEN" : "ANA") + "\nThere is one more thing that I have to say to you about number " + std::to_string(i) + ".\n\n";
    ASSERT_TRUE(write_atomically(folder_ / "two.fountain", script));
    auto film = open_film(folder_);
    ASSERT_TRUE(film) << film.error().message;
    film_ = *film;
    files_ = real_file_system();
    auto store = Store::open(folder_, *files_);
    ASSERT_TRUE(store);
    store_ = std::move(*store);
    auto studio = Studio::open();
    ASSERT_TRUE(studio);
    studio_ = std::move(*studio);
    options_.plan_only = true;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  Film film_;
  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Studio> studio_;
  MakeOptions options_;
};

TEST_F(PlanReportTest, SaysWhatIsNotPlannedAndThenWhatThePlanIs) {
  const auto before = plan_report(film_, *store_, *studio_, options_);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->shots, 0u);
  Progress none;
  ASSERT_TRUE(make_film(film_, *store_, *studio_, options_, none));
  const auto report = plan_report(film_, *store_, *studio_, options_);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GT(report->shots, 5u);
  EXPECT_EQ(report->cuts, report->shots - 1);
  EXPECT_EQ(report->open(), 0u);
  EXPECT_TRUE(report->mislabelled.empty());
  EXPECT_GT(report->visible, 0.95);
  EXPECT_NEAR(report->rhythm.wanted_mean, 4, 0.01);
  EXPECT_GT(report->rhythm.spread, 0.1);
}

TEST_F(PlanReportTest, AFindingIsWaivedByTheDirectorWithAReasonAndComesBackWhenItChanges) {
  Progress none;
  ASSERT_TRUE(make_film(film_, *store_, *studio_, options_, none));
  auto report = plan_report(film_, *store_, *studio_, options_);
  ASSERT_TRUE(report);
  CutFinding f;
  f.scene = "1", f.rule = "line", f.first = "1B", f.second = "1C", f.message = "The camera crosses the line.", f.measured = 40, f.limit = 12, f.unit = "degrees";
  report->findings = {f};
  const Time at{};
  const auto nobody = waive_cut(film_, *store_, *report, "line/1B/1C", "Ed Itor", at, "It is a dream.");
  ASSERT_FALSE(nobody);
  EXPECT_THAT(nobody.error().message, HasSubstr("Dora Rector (director)"));
  EXPECT_FALSE(waive_cut(film_, *store_, *report, "line/1B/1C", "Dora Rector", at, "  "));
  const auto other = waive_cut(film_, *store_, *report, "line/1B/1D", "Dora Rector", at, "It is a dream.");
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("line/1B/1C"));
  ASSERT_TRUE(waive_cut(film_, *store_, *report, "line/1B/1C", "dora rector", at, "It is a dream."));
  Decisions decisions(*store_);
  auto view = decisions.view();
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->selected.contains("scenes/1/continuity/line/1B/1C"));
  ASSERT_TRUE(unwaive_cut(film_, *store_, *report, "line/1B/1C", "Dora Rector", at, "It was none."));
}

}  // namespace
}  // namespace auteur::production
