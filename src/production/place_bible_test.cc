#include "place_bible.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/formats.h"

namespace auteur::production {
namespace {

using testing::HasSubstr;

class PlaceBible : public testing::Test {
 protected:
  PlaceBible() : folder_(std::filesystem::temp_directory_path() / ("auteur-place-bible-" + std::to_string(::getpid()) + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_ / "bible/places");
    std::ofstream(folder_ / "film.fountain") << "INT. KITCHEN - DAY\n\nA table by the window.\n\nANA\nHello.\n";
  }
  ~PlaceBible() override { std::filesystem::remove_all(folder_); }
  Result<Film> open(const std::string& toml) {
    std::ofstream(folder_ / "bible/places/kitchen.toml") << toml;
    return open_film(folder_);
  }
  Error refused(const std::string& toml) {
    auto film = open(toml);
    EXPECT_FALSE(film) << toml;
    return film ? Error{} : film.error();
  }
  std::filesystem::path folder_;
};

TEST_F(PlaceBible, ColoursKindsAndRelationsMustBeKnown) {
  const Error colour = refused("size = [4.0, 2.5, 4.0]\nwalls = \"bleu\"\n");
  EXPECT_THAT(colour.message, HasSubstr("Did you mean 'blue'?"));
  EXPECT_EQ(colour.place.line, 2);
  EXPECT_THAT(refused("floor = \"jelly\"\n").message, HasSubstr("no colour"));
  EXPECT_THAT(refused("kind = \"kitchn\"\n").message, HasSubstr("Did you mean 'kitchen'?"));
  EXPECT_THAT(refused("relations = [\"tabel by the window\"]\n").message, HasSubstr("Did you mean 'table'?"));
  EXPECT_TRUE(open("walls = \"pale blue\"\nfloor = \"tiles\"\nkind = \"kitchen\"\nrelations = [\"table by the window\", \"stove not by the door\"]\n"));
}

TEST_F(PlaceBible, ContradictoryRelationsAreNamedBoth) {
  const Error e = refused("relations = [\n  \"table by the window\",\n  \"bed in the corner\",\n  \"table not by the window\",\n]\n");
  EXPECT_THAT(e.message, HasSubstr("'table by the window' and 'table not by the window' contradict each other"));
  EXPECT_EQ(e.place.line, 4);
  EXPECT_THAT(refused("remove = [\"kitchen table\"]\nrelations = [\"table by the window\"]\n").message, HasSubstr("takes away"));
}

TEST_F(PlaceBible, TheScriptIsFollowedAsFarAsPeopleLeaveItFree) {
  const auto read = screenplay::read_screenplay("INT. KITCHEN - DAY\n\nA table by the window. The cupboard against the wall.\n\nANA\nHello.\n", "film.fountain");
  ASSERT_TRUE(read) << read.error().text();
  const auto breakdown = screenplay::break_down(read->script);
  ASSERT_EQ(breakdown.scenes.size(), 1u);
  std::vector<std::string> notes;
  const auto free = relations_of(Json::object(), breakdown, breakdown.scenes[0].place.id, notes);
  EXPECT_EQ(free.size(), 2u);
  EXPECT_TRUE(notes.empty());
  const auto decided = relations_of({{"relations", {"table not by the window"}}, {"dressing", {"theremin", "window"}}}, breakdown, breakdown.scenes[0].place.id, notes);
  ASSERT_EQ(decided.size(), 2u);
  EXPECT_FALSE(decided[0].holds);
  EXPECT_EQ(decided[1].subject, "cupboard");
  EXPECT_THAT(notes, testing::UnorderedElementsAre(HasSubstr("'table not by the window' holds already"), HasSubstr("theremin")));
}

}  // namespace
}  // namespace auteur::production
