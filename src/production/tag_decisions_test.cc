#include "auteur/production/tag_decisions.h"

#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>

#include "auteur/base/file_system.h"

namespace auteur::production {
namespace {

class TagDecisions : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("auteur-tags-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    files_ = real_file_system();
    store_ = std::move(Store::open(folder_, *files_).value());
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  Path folder_;
  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Store> store_;
};

TEST_F(TagDecisions, AreSelectionsThatSayWhoAndWhyAndTheLastOneStands) {
  EXPECT_TRUE(film_dictionary(*store_).value().entries.empty());
  ASSERT_TRUE(decide_tags(*store_, {{true, "props", "compass", "", ""}}, "Mia", Time{1000}, "hero prop").has_value());
  ASSERT_TRUE(decide_tags(*store_, {{false, "props", "bear", "", ""}}, "Leo", Time{2000}, "it is a nickname").has_value());
  ASSERT_TRUE(decide_tags(*store_, {{false, "props", "compass", "", ""}}, "Leo", Time{3000}, "cut").has_value());
  const auto d = film_dictionary(*store_).value();
  ASSERT_EQ(d.entries.size(), 2u);
  EXPECT_EQ(d.entries[0].words, "bear");
  EXPECT_EQ(d.entries[0].by, "person:Leo");
  EXPECT_EQ(d.entries[0].why, "it is a nickname");
  EXPECT_EQ(d.entries[1].words, "compass");
  EXPECT_FALSE(d.entries[1].accept);
  // What was decided before is on record.
  Decisions log(*store_);
  EXPECT_EQ(log.selections_of("script/tags/props/compass").value().size(), 2u);
}

TEST_F(TagDecisions, AreRefusedForACategoryThatIsNot) {
  const auto s = decide_tags(*store_, {{true, "probs", "compass", "", ""}}, "Mia", Time{1000}, "");
  ASSERT_FALSE(s.has_value());
  EXPECT_THAT(s.error().message, testing::HasSubstr("props"));
  EXPECT_TRUE(film_dictionary(*store_).value().entries.empty());
}

}  // namespace
}  // namespace auteur::production
