// auteur script, as a person uses it.
#include <map>

#include "auteur/media/media.h"
#include "film_program.h"

namespace auteur {
namespace {

const char* kDraft =
    "Title: Two Cups\nAuthor: Nobody\n\nINT. KITCHEN - EVENING\n\nANA (70s), grey, sits at the table. BEN (20s) enters.\n\n"
    "BEN\nYou kept the cup.\n\nANA\n(quietly)\nSomebody had to.\n\nANA\nIt was his.\n\nEXT. PIER - NIGHT\n\nBen runs, terrified. Thunder.\n\nBEN\nHelp!\n\n";

class Script : public FilmProgram {
 protected:
  std::string path(const std::string& name) const { return (folder / name).string(); }
  Json json(const std::vector<std::string>& arguments, int code = 0) {
    const auto o = auteur(arguments);
    EXPECT_EQ(o.exit_code, code) << text(o);
    const auto j = parse_json(std::string(o.out.begin(), o.out.end()), "output");
    EXPECT_TRUE(j) << text(o);
    return j ? *j : Json();
  }
  std::string content(const std::string& name) {
    const auto t = read_text(folder / name);
    EXPECT_TRUE(t) << name;
    return t ? *t : std::string();
  }
};

TEST_F(Script, ShowsTheOutlineWithElementsNamedAsInFountain) {
  write("a.fountain", kDraft);
  const auto o = auteur({"script", "show", path("a.fountain")});
  EXPECT_EQ(o.exit_code, 0);
  EXPECT_TRUE(says(o, "INT. KITCHEN - EVENING")) << text(o);
  EXPECT_TRUE(says(o, "ANA, BEN")) << text(o);
  const auto j = json({"script", "show", path("a.fountain"), "--json"});
  EXPECT_EQ(j["kind"], "auteur.script");
  EXPECT_EQ(j["scenes"].size(), 2u);
  bool heading = false, parenthetical = false;
  for (const auto& e : j["elements"]) {
    heading |= e["type"] == "Scene Heading" && e["line"] == 4;
    parenthetical |= e["type"] == "Parenthetical" && e["text"] == "quietly";
  }
  EXPECT_TRUE(heading && parenthetical) << j["elements"].dump();
}

TEST_F(Script, AFilmFolderIsAsGoodAsAFile) {
  write_shortest_film(kDraft);
  EXPECT_EQ(json({"script", "show", folder.string(), "--json"})["scenes"].size(), 2u);
  EXPECT_FALSE(std::filesystem::exists(folder / ".auteur")) << "looking leaves nothing behind";
}

TEST_F(Script, PagesAddUpToTheirEighths) {
  write("a.fountain", kDraft);
  const auto j = json({"script", "pages", path("a.fountain"), "--json"});
  int sum = 0;
  for (const auto& s : j["scenes"]) sum += s["eighths"].get<int>();
  EXPECT_EQ(sum, j["eighths"].get<int>());
  EXPECT_EQ(j["paper"], "Letter");
  EXPECT_EQ(json({"script", "pages", path("a.fountain"), "--paper", "A4", "--json"})["paper"], "A4");
}

TEST_F(Script, ConvertsAndRefusesToWriteOver) {
  write("a.fountain", kDraft);
  for (const char* name : {"b.fdx", "b.pdf", "b.html", "b.fountain"}) EXPECT_EQ(auteur({"script", "convert", path("a.fountain"), path(name)}).exit_code, 0) << name;
  EXPECT_EQ(content("b.fountain"), kDraft);
  EXPECT_TRUE(content("b.pdf").starts_with("%PDF"));
  const auto again = auteur({"script", "convert", path("a.fountain"), path("b.fdx")});
  EXPECT_EQ(again.exit_code, 8);
  EXPECT_TRUE(says(again, "--force")) << text(again);
  EXPECT_EQ(auteur({"script", "convert", path("a.fountain"), path("b.fdx"), "--force"}).exit_code, 0);
  EXPECT_EQ(auteur({"script", "convert", path("a.fountain"), path("b.docx")}).exit_code, 3);
  EXPECT_EQ(auteur({"script", "convert", path("none.fountain"), path("c.fdx")}).exit_code, 4);
  // Through Final Draft and back the drafts say the same.
  EXPECT_TRUE(says(auteur({"script", "compare", path("a.fountain"), path("b.fdx")}), "The drafts say the same.")) << text(auteur({"script", "compare", path("a.fountain"), path("b.fdx")}));
}

TEST_F(Script, BeatsHaveFeelingTimingAndAPicture) {
  write("a.fountain", kDraft);
  const auto j = json({"script", "beats", path("a.fountain"), "--json", "--picture", path("curve.png")});
  ASSERT_EQ(j["scenes"].size(), 2u);
  const auto& last = j["scenes"][1]["beats"].back();
  EXPECT_LT(last["valence"].get<double>(), -0.2);
  EXPECT_GT(last["tension"].get<double>(), 0.2);
  const auto& words = last["words"];
  EXPECT_LE(words["end"].get<std::size_t>(), std::string(kDraft).size());
  EXPECT_GT(j["timing"]["total"]["seconds"]["sophocles"].get<double>(), 5);
  const std::string png = content("curve.png");
  const auto picture = media::read_picture({reinterpret_cast<const std::uint8_t*>(png.data()), png.size()});
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width, 2400);
  EXPECT_EQ(auteur({"script", "beats", path("a.fountain"), "--picture", path("curve.svg")}).exit_code, 0);
  EXPECT_TRUE(content("curve.svg").starts_with("<svg"));
  EXPECT_EQ(auteur({"script", "beats", path("a.fountain"), "--picture", path("curve.bmp")}).exit_code, 3);
}

TEST_F(Script, ComparesDraftsAndLocksNumbers) {
  write("a.fountain", kDraft);
  std::string b = kDraft;
  b.replace(b.find("Somebody had to."), 16, "Somebody must.");
  b.insert(b.find("EXT. PIER"), "INT. HALL - EVENING\n\nA coat falls from its hook. Nobody picks it up.\n\n");
  write("b.fountain", b);
  const auto j = json({"script", "compare", path("a.fountain"), path("b.fountain"), "--lock", "numbers", "--json", "--html", path("r.html"), "--out", path("locked.fountain")});
  EXPECT_EQ(j["counts"]["added"], 1);
  EXPECT_EQ(j["counts"]["changed"], 1);
  EXPECT_EQ(j["scenes"][0]["changes"][0]["after"], "must.");
  EXPECT_EQ(j["locked"][1]["number"], "1A");
  EXPECT_EQ(j["revision"]["colour"], "Blue");
  EXPECT_NE(content("r.html").find("<ins>must.</ins>"), std::string::npos);
  EXPECT_NE(content("locked.fountain").find("INT. HALL - EVENING #1A#"), std::string::npos) << content("locked.fountain");
}

TEST_F(Script, AFilmSaysWhatADraftWouldMakeStaleBeforeAnythingIsMade) {
  write_shortest_film("INT. KITCHEN - EVENING\n\nAna (70s) waits.\n\nANA\nWho is there?\n");
  ASSERT_EQ(make_boards().exit_code, 0);
  const auto heads = [&] { std::vector<std::string> h; for (const auto& e : std::filesystem::directory_iterator(folder / ".auteur/heads")) h.push_back(e.path().filename()); return h; };
  const auto before = heads();
  write("new.fountain", "INT. KITCHEN - EVENING\n\nAna (70s) waits.\n\nANA\nWho is that?\n");
  const auto j = json({"script", "compare", folder.string(), path("new.fountain"), "--level", "boards", "--json"});
  std::map<std::string, std::string> effect;
  for (const auto& n : j["film"]["nodes"]) effect[n["node"]] = n["effect"];
  EXPECT_EQ(effect["lines/1-1/voice"], "remade");
  EXPECT_EQ(effect["scenes/1/staging"], "follows");
  EXPECT_FALSE(effect.contains("places/kitchen/set"));
  EXPECT_GT(j["film"]["kept"].get<int>(), 2);
  EXPECT_EQ(heads(), before) << "nothing is decided by looking";
  // And that is what make does.
  std::filesystem::copy_file(folder / "new.fountain", folder / "s.fountain", std::filesystem::copy_options::overwrite_existing);
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--json"});
  const auto report = parse_json(std::string(made.out.begin(), made.out.end()), "made");
  ASSERT_TRUE(report) << text(made);
  for (const auto& r : (*report)["runs"]["runs"]) EXPECT_TRUE(effect.contains(r["node"].get<std::string>())) << r["node"];
  // A film that has been made has real voices.
  const auto beats = json({"script", "beats", folder.string(), "--level", "boards", "--json"});
  EXPECT_EQ(beats["timing"]["total"]["spoken"], 1);
  EXPECT_GT(beats["timing"]["total"]["seconds"]["voiced"].get<double>(), 0.5);
}

TEST_F(Script, AdviceIsSilencedByADecisionAndComesBackWithOtherWords) {
  write_shortest_film("INT. KITCHEN - NIGHT\n\nSunlight on the floor. Ana (70s) waits.\n");
  const std::string film = folder.string();
  const auto first = auteur({"script", "check", film, "--strict"});
  EXPECT_EQ(first.exit_code, 9);
  EXPECT_TRUE(says(first, "s.fountain:3:1:")) << text(first);
  EXPECT_TRUE(says(first, "light@1/sunlight")) << text(first);
  EXPECT_EQ(auteur({"script", "check", film, "--waive", "light@1/sunlight"}).exit_code, 3) << "a reason is wanted";
  EXPECT_EQ(auteur({"script", "check", film, "--waive", "light@1/moon", "--why", "x"}).exit_code, 4);
  EXPECT_EQ(auteur({"script", "check", film, "--waive", "light@1/sunlight", "--why", "it is a midsummer night", "--by", "Ada"}).exit_code, 0);
  EXPECT_EQ(auteur({"script", "check", film, "--strict"}).exit_code, 0);
  const auto j = json({"script", "check", film, "--json"});
  EXPECT_EQ(j["waived"], 1);
  EXPECT_EQ(j["findings"][0]["waived"]["by"], "person:Ada");
  write("s.fountain", "INT. KITCHEN - NIGHT\n\nSunlight on the table. Ana (70s) waits.\n");
  EXPECT_EQ(auteur({"script", "check", film, "--strict"}).exit_code, 9) << "other words, another question";
  write("s.fountain", "INT. KITCHEN - NIGHT\n\nSunlight on the floor. Ana (70s) waits.\n");
  EXPECT_EQ(auteur({"script", "check", film, "--unwaive", "light@1/sunlight", "--why", "no"}).exit_code, 0);
  EXPECT_EQ(auteur({"script", "check", film, "--strict"}).exit_code, 9);
}

TEST_F(Script, SaysWhatIsWrongWithAFile) {
  write("bad.fountain", std::string("\0\1\2", 3));
  EXPECT_EQ(auteur({"script", "show", path("bad.fountain")}).exit_code, 3);
  EXPECT_EQ(auteur({"script", "show", path("nothing")}).exit_code, 4);
  EXPECT_EQ(auteur({"script", "dance", path("nothing")}).exit_code, 2);
  EXPECT_EQ(json({"script", "check", path("nothing"), "--json"}, 4)["exit_code"], 4);
}

}  // namespace
}  // namespace auteur
