// A film's shots for other programs, and a film with a style bible and a prop of one's own.
#include <algorithm>
#include <sstream>

#include "auteur/interchange/model.h"
#include "film_program.h"

namespace auteur {
namespace {

class Export : public FilmProgram {
 protected:
  void write(const std::string& name, const std::string& content) {
    std::filesystem::create_directories((folder / name).parent_path());
    ASSERT_TRUE(write_atomically(folder / name, std::string_view(content)));
  }
  std::string file(const std::string& name) {
    const auto content = read_text(folder / name);
    EXPECT_TRUE(content) << name;
    return content ? *content : std::string();
  }
};

TEST_F(Export, AShotOpensElsewhereAndComesBackAsAProp) {
  write_shortest_film("INT. HALL - DAY\n\nAna (70s) puts a box on the table.\n");
  const auto out = auteur({"export", folder.string(), "1a", "--format", "glb,usda,chan", "--level", "boards", "--quiet"});
  ASSERT_EQ(out.exit_code, 0) << text(out);
  EXPECT_FALSE(std::filesystem::exists(folder / "out/boards.mp4")) << "no film is made for it";
  const std::string glb = file("out/models/1A.glb"), usda = file("out/models/1A.usda"), chan = file("out/models/1A.chan");
  const auto model = interchange::read_glb(std::span(reinterpret_cast<const std::uint8_t*>(glb.data()), glb.size()), "1A.glb", 1'000'000);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_GT(model->mesh->triangles.size(), 2000u) << "a room and somebody in it";
  EXPECT_TRUE(usda.starts_with("#usda 1.0"));
  EXPECT_NE(usda.find("def Camera \"camera\""), usda.npos);
  std::istringstream lines(chan);
  std::string line;
  int frames = 0;
  while (std::getline(lines, line)) frames += !line.starts_with("#");
  EXPECT_GT(frames, 24);
  EXPECT_EQ(auteur({"export", folder.string(), "9Z", "--level", "boards"}).exit_code, 4);
  // The whole room on the table, as the box.
  std::filesystem::create_directories(folder / "media");
  std::filesystem::copy_file(folder / "out/models/1A.glb", folder / "media/room.glb");
  write("bible/world.toml", "[props.box]\nmodel = \"media/room.glb\"\nheight = 0.2\n");
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_NE(file("out/boards-report.txt").find("media/room.glb (model of box)"), std::string::npos) << "what people brought is named";
}

TEST_F(Export, TheLookIsMeasuredAndItsBreachesAreInTheReport) {
  write_shortest_film("INT. HALL - DAY\n\nAna (70s) waits.\n");
  write("bible/look.toml", "preset = \"noir\"\npalette = [\"yellow\"]\npalette_distance = 1\nlenses = [50]\n");
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  const auto report = parse_json(file("out/boards-report.json"), "report");
  ASSERT_TRUE(report);
  const Json findings = (*report)["style"]["findings"];
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Json& f) { return f.value("rule", "") == "style.palette"; }));
  EXPECT_FALSE(std::any_of(findings.begin(), findings.end(), [](const Json& f) { return f.value("rule", "") == "style.lens"; })) << "shots are planned with the one lens there is";
  EXPECT_TRUE(std::filesystem::exists(folder / "out/boards-style.jpg"));
  write("bible/look.toml", "palette = [\"yelow\"]\n");
  const auto wrong = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_TRUE(says(wrong, "look.toml:1:12")) << text(wrong);
}

}  // namespace
}  // namespace auteur
