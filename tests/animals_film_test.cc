// Animals from the page to the picture.
#include <algorithm>
#include <set>

#include "film_program.h"

namespace auteur {
namespace {

const char* kYard =
    "EXT. FARM YARD - DAY\n\nANA (70s) stands by the fence. BISCUIT, a small white terrier, sits at her feet. A gull lands on the fence.\n\nANA\nStay.\n\nBiscuit barks. TOM (30s) comes in. He leads a chestnut horse, saddled. The horse neighs. Ana strokes the horse.\n\n"
    "TOM\nShe found her way home.\n\nA wombat wanders in. It looks at Ana. The gull flies away.\n";

class AnimalFilm : public FilmProgram {
 protected:
  Json json(std::vector<std::string> arguments) {
    const auto out = auteur(std::move(arguments));
    auto j = parse_json(std::string(out.out.begin(), out.out.end()), "output");
    EXPECT_TRUE(j) << text(out);
    return j ? *j : Json::object();
  }
};

TEST_F(AnimalFilm, ADogAHorseAndABirdPlayInAFilm) {
  write_shortest_film(kYard);
  const Json cast = json({"cast", "list", folder.string(), "--json"});
  std::map<std::string, double> height;
  for (const auto& p : cast["people"]) height[p.value("id", "")] = p.value("height", 0.0);
  ASSERT_TRUE(height.contains("BISCUIT") && height.contains("HORSE") && height.contains("GULL") && height.contains("WOMBAT")) << cast;
  EXPECT_GT(height["HORSE"], 3 * height["BISCUIT"]);
  ASSERT_TRUE(cast["cannot"].contains("WOMBAT"));
  EXPECT_NE(cast["cannot"]["WOMBAT"][0].get<std::string>().find("plays it"), std::string::npos);

  const auto made = make_boards();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(made, "a wombat (a rabbit plays it)")) << text(made);
  // The camera films them where they act, and they have no lines.
  const Json shots = json({"shots", folder.string(), "--json"});
  const std::string all = shots.dump();
  EXPECT_NE(all.find("HORSE"), std::string::npos) << all.substr(0, 600);
  EXPECT_NE(all.find("BISCUIT"), std::string::npos);
  const std::string subtitles = text(run({"cat", (folder / "out/boards.srt").string()}));
  EXPECT_NE(subtitles.find("Stay."), std::string::npos);
  EXPECT_EQ(subtitles.find("bark"), std::string::npos);
}

TEST_F(AnimalFilm, AModelSheetShowsAnAnimal) {
  write_shortest_film("INT. HALL - DAY\n\nAna (70s) sits. REX, an old black dog, lies on the floor. Rex barks.\n");
  const auto sheet = auteur({"cast", "sheet", "REX", folder.string()});
  EXPECT_EQ(sheet.exit_code, 0) << text(sheet);
  EXPECT_TRUE(std::filesystem::exists(folder / "out/cast/rex.png"));
  EXPECT_TRUE(std::filesystem::exists(folder / "out/cast/rex.pdf"));
}

}  // namespace
}  // namespace auteur
