// End to end: a film of a Final Draft script is the film of its Fountain twin.
#include "auteur/screenplay/fdx.h"
#include "film_program.h"

namespace auteur {
namespace {

std::string final_draft(const std::string& fountain) { return screenplay::write_fdx(screenplay::parse_fountain(fountain, "s.fountain")->script); }

Json without_places(Json j) {
  for (auto& s : j["scenes"]) {
    s.erase("bytes");
    for (auto& b : s["beats"]) b.erase("bytes");
    if (s.contains("props"))
      for (auto& p : s["props"]) p.erase("bytes");
  }
  return j;
}

class FormatsFilm : public FilmProgram {
 protected:
  Json breakdown() {
    const auto out = auteur({"breakdown", folder.string(), "--json"});
    EXPECT_EQ(out.exit_code, 0) << text(out);
    const auto j = parse_json(std::string(out.out.begin(), out.out.end()), "breakdown");
    EXPECT_TRUE(j);
    return j ? without_places(*j) : Json();
  }
};

TEST_F(FormatsFilm, AFinalDraftScriptHasTheBreakdownOfItsFountainTwin) {
  write("film.toml", "title = \"Two Cups\"\nscript = \"s.fountain\"\n[look]\nmean_shot = 30\n");
  write("bible/cut.toml", "titles.seconds = 0\n");
  write("s.fountain", kScript);
  const Json fountain = breakdown();
  write("film.toml", "title = \"Two Cups\"\nscript = \"s.fdx\"\n[look]\nmean_shot = 30\n");
  write("s.fdx", final_draft(kScript));
  EXPECT_EQ(breakdown(), fountain);
  const auto made = make_boards();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(std::filesystem::exists(folder / "out/boards.mp4"));
}

TEST_F(FormatsFilm, BrokenFinalDraftIsRefusedWithItsPlace) {
  write("s.fdx", "<FinalDraft>\n<Content>\n<Paragraph></Text>");
  const auto made = make_boards();  // the one script in the folder is found without a film.toml
  EXPECT_EQ(made.exit_code, 3) << text(made);
  EXPECT_TRUE(says(made, "s.fdx:3:12: </Text> closes nothing here")) << text(made);
}

TEST_F(FormatsFilm, ANewFilmStartsFromAScriptThatIsThere) {
  write("draft.fdx", final_draft(kScript));
  const auto made = auteur({"new", (folder / "film").string(), "--script", (folder / "draft.fdx").string()});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(std::filesystem::exists(folder / "film/draft.fdx"));
  const auto status = auteur({"breakdown", (folder / "film").string()});
  EXPECT_EQ(status.exit_code, 0) << text(status);
  const auto none = auteur({"new", (folder / "other").string(), "--script", (folder / "gone.fdx").string()});
  EXPECT_EQ(none.exit_code, 4) << text(none);
  EXPECT_FALSE(std::filesystem::exists(folder / "other"));
}

}  // namespace
}  // namespace auteur
