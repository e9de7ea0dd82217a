// A part played by somebody's own figure: found, measured, framed, drawn and kept current; motion that people brought.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "auteur/interchange/bvh.h"
#include "auteur/interchange/model.h"
#include "auteur/production/make.h"
#include "auteur/production/model_sheet.h"
#include "auteur/puppets/motion.h"
#include "auteur/store/decisions.h"
#include "auteur/world/cast.h"
#include "figure_glb.h"

namespace auteur::production {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* kScript = "INT. KITCHEN - DAY\n\nANA (30s) stands at the window. JONAS (40s) sits at the table.\n\nANA\nGood morning to you.\n\nJONAS\nMorning.\n";

struct CastModel : ::testing::Test {
  void SetUp() override {
    folder = std::filesystem::path(::testing::TempDir()) / ("cast-model-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder);
    for (const char* sub : {"bible/cast", "media"}) std::filesystem::create_directories(folder / sub);
    write("film.toml", "title = \"Test\"\nscript = \"a.fountain\"\n");
    write("a.fountain", kScript);
    write("media/ana.glb", figure_glb());
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const char* name, const std::string& text) { ASSERT_TRUE(write_atomically(folder / name, text)); }
  void open() {
    auto opened = open_film(folder);
    ASSERT_TRUE(opened) << opened.error().text();
    film = std::move(*opened);
    if (!store) store = *Store::open(folder, *files);
    if (!studio) studio = *Studio::open();
  }
  // The nodes that had to be made.
  std::set<NodeId> run(const std::vector<NodeId>& wanted, const MakeOptions& options = {}) {
    std::set<NodeId> made;
    for (int stage = 0; stage < 4; ++stage) {
      graph = *current_graph(film, *store, *studio, options);
      std::vector<NodeId> there;
      for (const auto& w : wanted)
        if (graph.find(w)) there.push_back(w);
      for (const auto& [id, node] : graph.nodes())  // what the next stage of the plan reads
        if (id == "breakdown" || id.ends_with("/coverage")) there.push_back(id);
      Executor executor(*store, studio->catalogue());
      const auto report = executor.run(graph, there, {}, progress);
      EXPECT_TRUE(report) << report.error().text();
      if (!report) return made;
      if (!report->failed.empty()) failed = report->failed.begin()->second.text();
      for (const auto& r : report->runs) made.insert(r.node);
    }
    return made;
  }
  Json json(const NodeId& node, const Port& port) {
    const View view = *Decisions(*store).view();
    Resolver resolver(*store, studio->catalogue(), graph, view);
    const auto ref = resolver.output(node, port);
    if (!ref) { ADD_FAILURE() << ref.error().text(); return {}; }
    return *parse_json(*store->get_text(*ref), node);
  }

  Path folder;
  std::unique_ptr<FileSystem> files = real_file_system();
  Film film;
  std::unique_ptr<Store> store;
  std::unique_ptr<Studio> studio;
  Graph graph;
  Progress progress;
  std::string failed;
};

TEST_F(CastModel, ANamedFileThatIsNotThereOrNotAModelIsAnErrorWithItsPlace) {
  struct Case { const char* toml; const char* says; int line; };
  for (const Case& c : {Case{"age = 30\nmodel = \"media/ann.glb\"\n", "'media/ann.glb' of ANA is not in the film folder", 2}, Case{"model = \"../ana.glb\"\n", "must lie inside the film folder", 1}, Case{"model = \"a.fountain\"\n", "no .glb file", 1},
                        Case{"[rig]\nhead = \"Head\"\n", "no model is named", 0}, Case{"modle = \"x\"\n", "Did you mean 'model'?", 1}, Case{"model = \"media/ana.glb\"\n[rig]\nhed = \"head\"\n", "Did you mean 'rig.head'?", 3}, Case{"model = \"media/ana.glb\"\n[visemes]\nPP = 3\n", "a text in quotes", 3}, Case{"[[motion]]\nscene = \"1\"\n", "needs 'file'", 1},
                        Case{"[[motion]]\nscene = \"1\"\nfile = \"media/ana.glb\"\n", "no .bvh file", 1}, Case{"[[motion]]\nscene = \"1\"\nfile = \"media/a.bvh\"\non = \"threes\"\n", "one of twos, ones", 4}}) {
    write("bible/cast/ana.toml", c.toml);
    const auto opened = open_film(folder);
    ASSERT_FALSE(opened) << c.toml;
    EXPECT_THAT(opened.error().message, HasSubstr(c.says));
    EXPECT_EQ(opened.error().place.line, c.line) << c.says;
  }
}

TEST_F(CastModel, PlaysThePartAtItsOwnSize) {
  write("bible/cast/ana.toml", "model = \"media/ana.glb\"\n");
  open();
  run({"casting/likeness"});
  ASSERT_EQ(failed, "");
  const Json model = json("cast/ANA/model", "model");
  EXPECT_EQ(model["bones"]["left_hand"], "mixamorig:LeftHand");
  EXPECT_EQ(model["visemes"]["AA"], "jawOpen 0.60");
  EXPECT_TRUE(model["walks"].get<bool>());
  EXPECT_NEAR(model["skin"][0].get<double>(), 0.7, 0.05);
  const auto who = world::identity_from_json(json("cast/ANA", "person"));
  ASSERT_TRUE(who && who->model);
  EXPECT_NEAR(puppets::measures_of(*who).height, 0.98 * 1.75 * 1.45 / 1.72, 0.01);  // its soles are 2 % above its origin
  EXPECT_NEAR(who->height_m, puppets::measures_of(*who).height, 1e-4);
  EXPECT_FALSE(world::identity_from_json(json("cast/JONAS", "person"))->model);
  write("bible/cast/ana.toml", "model = \"media/ana.glb\"\nheight = 1.2\n");
  open();
  run({"casting/likeness"});
  EXPECT_NEAR(puppets::measures_of(*world::identity_from_json(json("cast/ANA", "person"))).height, 1.2 * 1.45 / 1.72, 0.02);
}

TEST_F(CastModel, AWishThatNamesNothingIsSaidWithTheNearestName) {
  write("bible/cast/ana.toml", "model = \"media/ana.glb\"\n[rig]\nleft_hand = \"mixamorig:LeftHnd\"\n");
  open();
  run({"cast/ANA/model"});
  EXPECT_THAT(failed, HasSubstr("Did you mean \"mixamorig:LeftHand\"?"));
}

TEST_F(CastModel, IsDrawnWhereItStandsAndANewFileMakesItsShotsStale) {
  write("bible/cast/ana.toml", "model = \"media/ana.glb\"\n");
  open();
  MakeOptions options;
  options.level = Level::kBoards;
  options.models = {"1A"};
  options.model_formats = {"glb", "bvh"};
  auto made = make_film(film, *store, *studio, options, progress);
  ASSERT_TRUE(made) << made.error().text();
  const std::string bytes = *read_text(folder / "out/models/1A.glb", 1 << 28);
  const auto glb = interchange::read_character(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "1A", 5'000'000);
  ASSERT_TRUE(glb) << glb.error().message;
  Box red;
  for (const auto& part : (*glb)->parts)
    if (part.mesh.materials[0].name == "red")
      for (const Vec3 p : part.mesh.positions) red.add(p);
  ASSERT_FALSE(red.empty());
  EXPECT_NEAR(red.high.y, 0.98f * 1.75f * 1.45f / 1.72f, 0.08f);
  EXPECT_GT(red.low.y, -0.02f);
  EXPECT_TRUE(std::filesystem::exists(folder / "out/models/1A-ANA.bvh"));
  open();
  made = make_film(film, *store, *studio, options, progress);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->report.runs.empty());
  write("media/ana.glb", figure_glb(1.6f));
  open();
  made = make_film(film, *store, *studio, options, progress);
  ASSERT_TRUE(made) << made.error().text();
  std::set<NodeId> again;
  for (const auto& r : made->report.runs) again.insert(r.node);
  EXPECT_TRUE(again.contains("cast/ANA/model"));
  EXPECT_TRUE(again.contains("shots/1A/glb"));
  EXPECT_FALSE(again.contains("cast/JONAS"));
  EXPECT_FALSE(again.contains("casting"));
}

TEST_F(CastModel, CapturedMotionMovesTheBodyAndIsSaidWhereItCannot) {
  const std::string bvh = [] {
    const auto puppet = puppets::build_puppet({}, 1, 0.1f);
    std::vector<puppets::Skeleton> frames;
    for (int i = 0; i < 60; ++i) {
      puppets::Pose p;
      p.arms[0].raise = 1, p.arms[0].spread = 0.8f, p.arms[0].bend = 0;
      frames.push_back(*puppet->skeleton(p));
    }
    return interchange::write_bvh(puppets::motion_of(frames, 30));
  }();
  write("media/wave.bvh", bvh);
  for (const bool model : {false, true}) {
    write("bible/cast/ana.toml", std::string(model ? "model = \"media/ana.glb\"\n" : "") + "[[motion]]\nscene = \"1\"\nfile = \"media/wave.bvh\"\nat = 0\nto = 99\non = \"ones\"\n");
    open();
    run({"scenes/1/performance"});
    ASSERT_EQ(failed, "");
    EXPECT_THAT(json("scenes/1/performance", "motion")["findings"].dump(), HasSubstr("only 2.0 s long"));
    int captured = 0, ones = 0;
    const Json list = json("scenes/1/coverage", "shots");
    for (const auto& shot : list["shots"]) {
      const Json performance = json("scenes/1/performance", "performance/" + shot["id"].get<std::string>());
      ones += performance["drawings_per_second"] == 24;
      for (const auto& d : performance["drawings"])
        for (const auto& p : d["people"]) captured += p["id"] == "ANA" && p["pose"].contains("motion");
    }
    EXPECT_GT(captured, 20);
    EXPECT_GE(ones, 1);
  }
  write("media/wave.bvh", "HIERARCHY\nROOT A\n{\n OFFSET 0 0 0\n CHANNELS 3 Xrotation Yrotation Zrotation\n}\nMOTION\nFrames: 1\nFrame Time: 0.1\n0 0 0\n");
  open();
  run({"scenes/1/performance"});
  EXPECT_THAT(failed, HasSubstr("no hips with two legs"));
}

}  // namespace
}  // namespace auteur::production
