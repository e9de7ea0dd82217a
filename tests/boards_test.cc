// A storyboard from a script, by hand or drawn by somebody.
#include <filesystem>

#include "auteur/base/file_system.h"
#include "auteur/media/media.h"
#include "film_program.h"

namespace auteur {
namespace {

using BoardsFilm = FilmProgram;

TEST_F(BoardsFilm, IsDrawnOnceFollowsTheFilmAndTakesWhatSomebodyDrew) {
  write_shortest_film("INT. KITCHEN - EVENING\n\nAna (70s) waits.\n\nANA\nNobody comes.\n");
  const auto made = auteur({"boards", folder.string(), "--quiet", "--storyboarder"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  ASSERT_TRUE(std::filesystem::exists(folder / "out/boards.pdf"));
  std::vector<std::string> panels;
  for (const auto& f : std::filesystem::directory_iterator(folder / "out/boards")) panels.push_back(f.path().filename().string());
  ASSERT_FALSE(panels.empty());
  EXPECT_FALSE(std::filesystem::exists(folder / "out/boards.mp4"));  // the storyboard alone
  Path project;
  for (const auto& f : std::filesystem::directory_iterator(folder / "out/storyboarder"))
    if (f.path().extension() == ".storyboarder") project = f.path();
  ASSERT_FALSE(project.empty());

  // Nothing has changed: nothing is drawn. Its nodes can be asked about.
  const auto why = auteur({"why", folder.string(), "deliver/boards"});
  EXPECT_EQ(why.exit_code, 0) << text(why);
  EXPECT_EQ(auteur({"why", folder.string(), "shots/" + panels[0].substr(0, panels[0].find_first_of("-.")) + "/board"}).exit_code, 0);

  // A film at this level has the same storyboard beside it, and its report says so.
  const auto pages = read_text(folder / "out/boards.pdf");
  std::filesystem::remove(folder / "out/boards.pdf");
  const auto film = auteur({"make", folder.string(), "--level", "boards", "--quiet"});
  ASSERT_EQ(film.exit_code, 0) << text(film);
  EXPECT_TRUE(std::filesystem::exists(folder / "out/boards.mp4"));
  const auto beside = read_text(folder / "out/boards.pdf"), said = read_text(folder / "out/boards-report.txt");
  ASSERT_TRUE(pages && beside && said);
  EXPECT_EQ(*beside, *pages);
  EXPECT_NE(said->find("panels on"), std::string::npos);
  EXPECT_TRUE(says(auteur({"make", folder.string(), "--level", "boards", "--quiet"}), "Nothing has changed"));

  // The project comes back as somebody's own drawings, and the pages say so.
  const auto own = auteur({"boards", folder.string(), "--quiet", "--json", "--import", project.string()});
  ASSERT_EQ(own.exit_code, 0) << text(own);
  const auto report = parse_json(std::string(own.out.begin(), own.out.end()), "output");
  ASSERT_TRUE(report) << text(own);
  EXPECT_EQ((*report)["imported"].size(), panels.size());
  EXPECT_TRUE((*report)["notes"].empty()) << (*report)["notes"];
  for (const auto& panel : (*report)["boards"]["panels"]) EXPECT_TRUE(panel.value("note", "").find("by hand") != std::string::npos);

  // One error for what is no storyboard, one for a look there is not.
  EXPECT_EQ(auteur({"boards", folder.string(), "--import", (folder / "s.fountain").string()}).exit_code, 3);
  EXPECT_EQ(auteur({"boards", folder.string(), "--import", (folder / "gone.storyboarder").string()}).exit_code, 4);
  EXPECT_EQ(auteur({"boards", folder.string(), "--look", "painted"}).exit_code, 2);
}

}  // namespace
}  // namespace auteur
