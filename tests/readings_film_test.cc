// Readings of a scene as a director uses them: one of the film's own, all side by side, one chosen.
#include <fstream>

#include "auteur/base/file_system.h"
#include "film_program.h"

namespace auteur {
namespace {

class ReadingsFilm : public FilmProgram {
 protected:
  void SetUp() override {
    FilmProgram::SetUp();
    write("film.toml", "title = \"Two Cups\"\nscript = \"s.fountain\"\n[people]\ndirector = \"D. Rector\"\n");
    write("s.fountain", kScript);
  }
  Json json(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const auto out = auteur(std::move(arguments));
    EXPECT_EQ(out.exit_code, 0) << text(out);
    const auto j = parse_json(std::string(out.out.begin(), out.out.end()), "output");
    return j ? *j : Json();
  }
};

constexpr const char* kPatient = "[[reading]]\nname = \"patient\"\nlike = \"intimate\"\npace = 2.5\nmoves = 0\n[reading.ways.insert]\nappeal = -2\n";

TEST_F(ReadingsFilm, OneOfOnesOwnIsOfferedChosenAndPlannedAgainWhenItChanges) {
  write("bible/look.toml", kPatient);
  EXPECT_TRUE(says(auteur({"readings", folder.string()}), "patient   (bible/look.toml)"));
  EXPECT_EQ(auteur({"shots", folder.string()}).exit_code, 0);
  const std::string coverage = "scenes/1/coverage";
  const Json takes = json({"try", folder.string(), coverage});
  ASSERT_EQ(takes["takes"].size(), 5u);
  EXPECT_EQ(takes["takes"][4]["reading"], "patient");
  EXPECT_LT(takes["takes"][4]["plan"]["shots"].get<int>(), takes["takes"][2]["plan"]["shots"].get<int>());
  EXPECT_EQ(auteur({"compare", folder.string(), coverage, "1", "5", "--quiet"}).exit_code, 0);
  ASSERT_EQ(auteur({"choose", folder.string(), coverage, "5", "--by", "D. Rector", "--why", "we wait"}).exit_code, 0);
  const auto state = [&] { return text(auteur({"why", folder.string(), coverage})); };
  const std::string chosen = state();
  // Another reading of the film's own changes nothing of it; its own change makes it stale.
  write("bible/look.toml", std::string(kPatient) + "[[reading]]\nname = \"cold\"\ntighter = -2\n");
  EXPECT_EQ(state(), chosen);
  write("bible/look.toml", std::string(kPatient) + "[reading.ways.close]\nangle = 5\n");
  EXPECT_NE(state(), chosen);
  write("bible/look.toml", "[[reading]]\nname = \"patient\"\nlike = \"intimat\"\n");
  const auto wrong = auteur({"shots", folder.string()});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_TRUE(says(wrong, "look.toml:3:1") && says(wrong, "Did you mean 'intimate'?")) << text(wrong);
}

TEST_F(ReadingsFilm, AreDrawnSideBySideOnOneSheet) {
  write("s.fountain", "INT. KITCHEN - EVENING\n\nAna (70s) waits.\n");
  write("bible/look.toml", "mean_shot = 30\n" + std::string(kPatient));
  const Json made = json({"boards", folder.string(), "--scenes", "1", "--readings"});
  ASSERT_EQ(made["sheets"].size(), 1u);
  ASSERT_EQ(made["sheets"][0]["readings"].size(), 5u);
  EXPECT_EQ(made["sheets"][0]["readings"][4]["name"], "patient");
  for (const auto& r : made["sheets"][0]["readings"]) EXPECT_GE(r["panels"].get<int>(), 1) << r;
  EXPECT_TRUE(std::filesystem::exists(folder / "out/readings-scene-1.pdf"));
  EXPECT_TRUE(std::filesystem::exists(folder / "out/readings-scene-1.png"));
  const auto none = auteur({"boards", folder.string(), "--readings"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_TRUE(says(none, "--scenes 4")) << text(none);
}

}  // namespace
}  // namespace auteur
