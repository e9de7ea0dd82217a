#include <gtest/gtest.h>

#include <fstream>

#include "auteur/production/film.h"
#include "auteur/production/looks.h"
#include "auteur/render/display.h"

namespace auteur::production {
namespace {

struct Folder {
  Path at = Path(::testing::TempDir()) / ("auteur-own-view-" + std::to_string(::getpid()) + "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  Folder() {
    std::filesystem::create_directories(at / "bible");
    write("film.fountain", "INT. KITCHEN - DAY\n\nAna waits.\n");
  }
  ~Folder() { std::filesystem::remove_all(at); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(at / name) << text; }
};

const std::string kDarker = "LUT_3D_SIZE 2\n0 0 0\n.5 0 0\n0 .5 0\n.5 .5 0\n0 0 .5\n.5 0 .5\n0 .5 .5\n.5 .5 .5\n";

TEST(OwnView, ATableOfTheFilmsOwnIsBakedAndKnownByItsContents) {
  const Folder folder;
  folder.write("print.cube", kDarker);
  folder.write("bible/look.toml", "lut = \"print.cube\"\n");
  const auto film = open_film(folder.at);
  ASSERT_TRUE(film) << film.error().message;
  const auto view = render::unpack_view(film->view);
  ASSERT_TRUE(view);
  ASSERT_TRUE(view->print);
  EXPECT_EQ(view->print->edge, 2);
  const Ref before = film->view_ref;
  folder.write("print.cube", kDarker + "# a note\n");
  EXPECT_EQ(open_film(folder.at)->view_ref.digest, before.digest);
  std::string changed = kDarker;
  changed.replace(changed.rfind(".5"), 2, ".6");
  folder.write("print.cube", changed);
  EXPECT_NE(open_film(folder.at)->view_ref.digest, before.digest);
}

TEST(OwnView, WithoutOneNothingIsStored) {
  const Folder folder;
  folder.write("bible/look.toml", "display = \"sRGB\"\n");
  const auto film = open_film(folder.at);
  ASSERT_TRUE(film) << film.error().message;
  EXPECT_TRUE(film->view.empty());
  EXPECT_EQ(grade_of(film->look).value("display", ""), "sRGB");
}

TEST(OwnView, ErrorsNameTheDocumentAndTheLine) {
  const Folder folder;
  folder.write("notes.cube", "hello\n");
  const auto said = [&](const std::string& toml) {
    folder.write("bible/look.toml", toml);
    const auto film = open_film(folder.at);
    return film ? std::string("opened") : film.error().place.file.substr(film.error().place.file.rfind('/') + 1) + ":" + std::to_string(film.error().place.line) + " " + film.error().message;
  };
  EXPECT_NE(said("grain = 0.01\nlut = \"../outside.cube\"\n").find("look.toml:2 '../outside.cube' (lut) must lie inside the film folder"), std::string::npos);
  EXPECT_NE(said("lut = \"gone.cube\"\n").find("look.toml:1 'gone.cube' (lut) is not in the film folder"), std::string::npos);
  EXPECT_NE(said("lut = \"notes.cube\"\n").find("notes.cube:1 A .cube table has no 'hello'"), std::string::npos);
  EXPECT_NE(said("ocio = \"notes.cube\"\n").find("notes.cube:0 This OpenColorIO configuration cannot be used"), std::string::npos);
  EXPECT_NE(said("\nview = \"Sepia\"\n").find("look.toml:2 There is no view 'Sepia'"), std::string::npos);
  EXPECT_NE(said("ocoi = \"a.ocio\"\n").find("look.toml:1"), std::string::npos);
}

}  // namespace
}  // namespace auteur::production
