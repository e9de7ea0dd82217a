#include "auteur/camera/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "optics.h"

namespace auteur::camera {
namespace {

using testing::HasSubstr;

TEST(Vocabulary, EveryTermIsFoundByEachOfItsNames) {
  const auto words = Vocabulary::open();
  ASSERT_TRUE(words) << words.error().text();
  EXPECT_GE(words->terms().size(), 100u);
  for (const Term& t : words->terms()) {
    EXPECT_EQ(words->find(t.name), &t) << t.name;
    for (const auto& other : t.also) EXPECT_EQ(words->find(other), &t) << other;
    EXPECT_FALSE(t.says.empty() || t.use.empty()) << t.name;
  }
  EXPECT_EQ(words->find("OTS")->name, "over-the-shoulder");
  EXPECT_EQ(words->find("Over the Shoulder")->name, "over-the-shoulder");
  EXPECT_EQ(words->find("shoulder pad"), nullptr);
}

// The published sets of labels are all there: what they call a shot, we have a word for.
TEST(Vocabulary, IsASupersetOfThePublishedLabels) {
  const auto words = Vocabulary::open();
  ASSERT_TRUE(words);
  std::map<std::string, std::set<std::string>> have;
  for (const Term& t : words->terms())
    for (const auto& [set, labels] : t.labels) have[set].insert(labels.begin(), labels.end());
  const std::map<std::string, std::set<std::string>> published = {
      {"cinescale", {"ECU", "CU", "MCU", "MS", "MLS", "LS", "ELS", "Foreground shot", "Insert"}},
      {"cinescale2", {"Overhead", "High", "Neutral", "Low", "Dutch", "Aerial", "Eye", "Shoulder", "Hip", "Knee", "Ground"}},
      {"movieshots", {"ECS", "CS", "MS", "FS", "LS", "static", "motion", "push", "pull"}},
      {"movienet", {"long", "full", "medium", "close-up", "extreme close-up", "static", "pan/tilt", "zoom in"}},
      {"shotbench", {"ECU", "CU", "MCU", "M", "MW", "Full", "W", "EW", "single", "two", "three", "group", "OTS", "insert", "POV", "establishing", "empty", "high", "low", "overhead", "aerial", "dutch", "eye", "wide", "medium", "long lens", "telephoto", "static", "push in", "pull out", "pan", "tilt", "boom", "truck", "arc", "roll", "zoom", "dolly zoom"}}};
  for (const auto& [set, labels] : published)
    for (const auto& label : labels) EXPECT_TRUE(have[set].contains(label)) << set << " " << label;
}

TEST(Vocabulary, SizesMeanWhatThePlannerMeasures) {
  const auto words = Vocabulary::open();
  ASSERT_TRUE(words);
  std::vector<const Term*> sizes;
  for (const Term& t : words->terms())
    if (t.group == "size") sizes.push_back(&t);
  ASSERT_EQ(sizes.size(), 7u);
  for (float heads = 0.3f; heads < 20; heads *= 1.03f) EXPECT_EQ(words->measured("size", static_cast<double>(heads)), sizes[static_cast<std::size_t>(size_of_heads(heads))]) << heads;
  for (const char* group : {"angle", "level", "lens"}) EXPECT_NE(words->measured(group, group == std::string("lens") ? 50 : group == std::string("level") ? 1 : 0), nullptr) << group;
}

TEST(Vocabulary, ABrokenFileNamesWhatIsWrong) {
  const auto refused = [](const std::string& terms) {
    const auto read = Vocabulary::read(R"({"kind": "auteur.camera-vocabulary", "version": 1, "groups": [{"group": "size", "about": "x"}], "label_sets": {}, "terms": [)" + terms + "]}", "v.json");
    return read ? std::string("read") : read.error().message;
  };
  EXPECT_EQ(refused(R"({"term": "a", "group": "size", "says": "x", "use": "y"})"), "read");
  EXPECT_THAT(refused(R"({"term": "a", "group": "sise", "says": "x", "use": "y"})"), HasSubstr("'sise'"));
  EXPECT_THAT(refused(R"({"term": "a", "group": "size", "says": "x", "use": "y", "see": ["b"]})"), HasSubstr("'b'"));
  EXPECT_THAT(refused(R"({"term": "a", "group": "size", "says": "x", "use": "y", "measure": {"heads": [3, 1]}})"), HasSubstr("measure"));
  EXPECT_THAT(refused(R"({"term": "a", "group": "size"})"), HasSubstr("says"));
  EXPECT_THAT(refused(R"({"term": "a", "group": "size", "says": "x", "use": "y"}, {"term": "b", "also": ["A"], "group": "size", "says": "x", "use": "y"})"), HasSubstr("two terms"));
  EXPECT_FALSE(Vocabulary::read("[", "v.json"));
  EXPECT_FALSE(Vocabulary::read("[]", "v.json"));
}

}  // namespace
}  // namespace auteur::camera
