// The story world as a person looks at it: what the program says of it, and what it keeps to.
#include <algorithm>
#include <set>

#include "film_program.h"

namespace auteur {
namespace {

const char* kTwoPlaces = "INT. HALL - DAY\n\nAna (70s) waits. She opens the door.\n\nINT. CELLAR - NIGHT\n\nAna waits. The lamp goes out.\n\nINT. HALL - NIGHT\n\nAna waits.\n";

class WorldFilm : public FilmProgram {
 protected:
  Json json(std::vector<std::string> arguments) {
    const auto out = auteur(std::move(arguments));
    auto j = parse_json(std::string(out.out.begin(), out.out.end()), "output");
    EXPECT_TRUE(j) << text(out);
    return j ? *j : Json::object();
  }
  std::set<std::string> pictures(const Json& made) {
    std::set<std::string> out;
    for (const auto& r : made["runs"]["runs"])
      if (r.value("pass", "") == "shot.picture") out.insert(r.value("node", ""));
    return out;
  }
};

TEST_F(WorldFilm, AChangedPlaceMakesExactlyItsShotsStale) {
  write_shortest_film(kTwoPlaces);
  const auto first = pictures(json({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--json"}));
  std::set<std::string> listed;
  const Json stale = json({"world", "stale", "hall", folder.string(), "--level", "boards", "--json"});
  for (const auto& s : stale["shots"]) {
    EXPECT_TRUE(s.value("made", false));
    listed.insert("shots/" + s.value("shot", "") + "/picture");
  }
  ASSERT_GE(listed.size(), 2u);
  ASSERT_LT(listed.size(), first.size());
  write("bible/places/hall.toml", "size = [7.5, 3.4, 6.5]\nrules = [\"nobody whistles\"]\n");
  const auto again = pictures(json({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--json"}));
  EXPECT_EQ(again, listed);
  // What is only said of a place draws nothing anew.
  write("bible/places/hall.toml", "size = [7.5, 3.4, 6.5]\nhistory = \"Built in 1880.\"\n");
  EXPECT_TRUE(pictures(json({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--json"})).empty());
}

TEST_F(WorldFilm, EveryShotIsDrawnWithTheStateThatTheStoryHas) {
  write_shortest_film(kTwoPlaces);
  ASSERT_EQ(make_boards().exit_code, 0);
  const auto report = parse_json(text(run({"cat", (folder / "out/boards-report.json").string()})), "report");
  ASSERT_TRUE(report);
  std::map<std::string, std::string> state;
  for (const auto& s : (*report)["shots"]) {
    EXPECT_EQ(s.value("state", "").size(), 64u);
    state.emplace(s.value("scene", ""), s.value("state", ""));
  }
  EXPECT_NE(state["1"], state["3"]);  // the door stands open now
  // Somebody decides that it was shut again: scene 3 is drawn anew, the cellar is not.
  write("bible/ledger.toml", "[[event]]\nscene = \"3\"\nkind = \"close\"\nwhat = \"door\"\nby = \"Dora\"\nwhy = \"the draught\"\n");
  std::set<std::string> scenes;
  for (const auto& id : pictures(json({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--json"}))) scenes.insert(id.substr(6, 1));
  EXPECT_EQ(scenes, (std::set<std::string>{"3"}));
}

TEST_F(WorldFilm, DecisionsThatDoNotFitAreNamedWithTheirPlace) {
  write_shortest_film(kTwoPlaces);
  write("bible/world.toml", "latitude = 55\n[scenes.2]\nhuor = 3\n");
  auto out = auteur({"world", "check", folder.string()});
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_TRUE(says(out, "world.toml:3:1")) << text(out);
  EXPECT_TRUE(says(out, "hour")) << text(out);
  write("bible/world.toml", "[scenes.9]\nhour = 3\n");
  out = auteur({"world", "check", folder.string()});
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_TRUE(says(out, "world.toml:1")) << text(out);
  write("bible/world.toml", "");
  write("bible/ledger.toml", "[[event]]\ndo = \"remove\"\nid = \"7-7\"\n");
  out = auteur({"world", "ledger", folder.string()});
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_TRUE(says(out, "ledger.toml:1")) << text(out);
}

TEST_F(WorldFilm, AHotSetRefusesToChange) {
  write_shortest_film("INT. HALL - DAY\n\nAna (70s) waits.\n");
  const std::string mark = json({"world", "show", "hall", folder.string(), "--json"}).value("mark", "");
  ASSERT_EQ(mark.size(), 12u);
  write("bible/places/hall.toml", "hot = \"" + mark + "\"\n");
  EXPECT_EQ(auteur({"world", "check", "--strict", folder.string()}).exit_code, 0);
  write("bible/places/hall.toml", "hot = \"" + mark + "\"\nsize = [9.0, 3.0, 8.0]\n");
  const auto check = auteur({"world", "check", "--strict", folder.string()});
  EXPECT_EQ(check.exit_code, 9);
  EXPECT_TRUE(says(check, "hot-set"));
  const auto made = make_boards();
  EXPECT_EQ(made.exit_code, 9);
  EXPECT_TRUE(says(made, "hot")) << text(made);
}

TEST_F(WorldFilm, ASizeChangedAfterApprovalIsFoundWithItsShots) {
  write_shortest_film("INT. HALL - DAY\n\nAna (70s) waits.\n");
  ASSERT_EQ(make_boards().exit_code, 0);
  ASSERT_EQ(auteur({"choose", folder.string(), "places/hall/set", "1", "--by", "Dora", "--why", "it is right", "--level", "boards"}).exit_code, 0);
  EXPECT_EQ(auteur({"world", "check", "--strict", folder.string(), "--level", "boards"}).exit_code, 0);
  write("bible/places/hall.toml", "size = [9.0, 3.0, 8.0]\n");
  const auto check = auteur({"world", "check", "--strict", folder.string(), "--level", "boards"});
  EXPECT_EQ(check.exit_code, 9);
  EXPECT_TRUE(says(check, "dimension")) << text(check);
  EXPECT_TRUE(says(check, "1A")) << text(check);
}

TEST_F(WorldFilm, DrawsAMapInThreeFormats) {
  write_shortest_film(kTwoPlaces);
  for (const char* name : {"m.png", "m.pdf", "m.svg"}) {
    const auto out = auteur({"world", "map", folder.string(), "-o", (folder / name).string()});
    EXPECT_EQ(out.exit_code, 0) << text(out);
    EXPECT_GT(std::filesystem::file_size(folder / name), 3000u);
  }
  EXPECT_EQ(auteur({"world", "map", folder.string(), "-o", (folder / "m.gif").string()}).exit_code, 3);
}

}  // namespace
}  // namespace auteur
