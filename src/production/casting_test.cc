// A person is a stack of layers: another take of one touches that layer of that person, and what shows them.
#include <gtest/gtest.h>

#include <set>

#include "auteur/production/make.h"
#include "auteur/store/decisions.h"
#include "auteur/world/cast.h"

namespace auteur::production {
namespace {

constexpr const char* kScript =
    "INT. KITCHEN - DAY\n\nANA (70s), grey, a fisherman's hands, stands at the stove. JONAS (30s), thin, in a wheelchair, sits at the table.\n\nANA\nSit.\n\nJONAS\nI am sitting.\n\n"
    "EXT. STREET - DAY\n\nMIRA, a girl of eight, walks.\n\nMIRA\nHello?\n";

struct Stage : ::testing::Test {
  void SetUp() override {
    folder = std::filesystem::path(::testing::TempDir()) / ("casting-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    ASSERT_TRUE(write_atomically(folder / "film.toml", "title = \"Test\"\nscript = \"a.fountain\"\n"));
    ASSERT_TRUE(write_atomically(folder / "a.fountain", kScript));
    film = *open_film(folder);
    store = *Store::open(folder, *files);
    studio = *Studio::open();
    run("breakdown");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void run(const NodeId& wanted) {
    graph = *current_graph(film, *store, *studio, {});
    Executor executor(*store, studio->catalogue());
    const auto report = executor.run(graph, {wanted}, {}, progress);
    ASSERT_TRUE(report) << report.error().text();
    ASSERT_TRUE(report->failed.empty()) << report->failed.begin()->second.text();
    graph = *current_graph(film, *store, *studio, {});
  }
  std::map<NodeId, std::map<Port, Ref>> people() {
    const View view = *Decisions(*store).view();
    Resolver resolver(*store, studio->catalogue(), graph, view);
    std::map<NodeId, std::map<Port, Ref>> out;
    for (const auto& [id, node] : graph.nodes())
      if (id.starts_with("cast/"))
        if (const auto* ready = std::get_if<Ready>(&resolver.state(id))) out[id] = ready->outputs;
    return out;
  }
  Json json(const NodeId& node, const Port& port) {
    const View view = *Decisions(*store).view();
    Resolver resolver(*store, studio->catalogue(), graph, view);
    return *parse_json(*store->get_text(*resolver.output(node, port)), node);
  }

  Path folder;
  std::unique_ptr<FileSystem> files = real_file_system();
  Film film;
  std::unique_ptr<Store> store;
  std::unique_ptr<Studio> studio;
  Graph graph;
  Progress progress;
};
using CastLayers = Stage;

TEST_F(CastLayers, AnotherFaceForOneChangesNeitherHerCoatNorAnybodyElse) {
  run("casting/likeness");
  const auto before = people();
  ASSERT_TRUE(before.contains("cast/ANA/face"));
  Executor executor(*store, studio->catalogue());
  ASSERT_TRUE(executor.offer(graph, "cast/ANA/face", 4, {}, progress));
  Decisions decisions(*store);
  const View view = *decisions.view();
  Resolver resolver(*store, studio->catalogue(), graph, view);
  Selection s;
  s.node = "cast/ANA/face";
  for (const auto& c : resolver.candidates("cast/ANA/face", 4)) {
    ASSERT_TRUE(c.done);
    s.shown.push_back(c.digest);
    if (c.action.take == 3) s.chosen = c.digest;
  }
  s.by = "person:Test";
  s.at = Time{};
  ASSERT_TRUE(decisions.choose(s, view));
  run("casting/likeness");
  const auto after = people();
  EXPECT_NE(before.at("cast/ANA/face"), after.at("cast/ANA/face"));
  EXPECT_NE(before.at("cast/ANA"), after.at("cast/ANA"));
  for (const auto& [id, outputs] : after)
    if (id != "cast/ANA" && id != "cast/ANA/face") {
      EXPECT_EQ(outputs, before.at(id)) << id;
    }
}

TEST_F(CastLayers, GoOnlyIntoTheScenesTheirPersonIsIn) {
  for (const auto& [id, node] : graph.nodes()) {
    if (!id.starts_with("scenes/")) continue;
    const bool first = id.starts_with("scenes/1/");
    if (node.pass != "scene.staging") continue;
    EXPECT_EQ(node.inputs.contains("person/ANA"), first) << id;
    EXPECT_EQ(node.inputs.contains("person/MIRA"), !first) << id;
  }
}

TEST_F(CastLayers, TellWhatTheScriptAsksForAndCannotBeShown) {
  run("casting/likeness");
  EXPECT_EQ(json("casting", "facts").at("cannot").at("JONAS"), Json::array({"a wheelchair"}));
  EXPECT_TRUE(json("casting/likeness", "report").at("findings").empty());
}

TEST_F(CastLayers, ChosenTooAlikeAreAFinding) {
  run("casting/likeness");
  Json ana = json("cast/ANA", "person"), double_ = ana;
  double_["id"] = "BELA";
  Graph pair;
  ASSERT_TRUE(pair.add({"casting/likeness", "cast.likeness", Json::object(), {{"person/ANA", *store->put(canonical_json(ana))}, {"person/BELA", *store->put(canonical_json(double_))}}}));
  Executor executor(*store, studio->catalogue());
  const auto report = executor.run(pair, {"casting/likeness"}, {}, progress);
  ASSERT_TRUE(report && report->failed.empty());
  graph = std::move(pair);
  const Json found = json("casting/likeness", "report");
  ASSERT_EQ(found.at("findings").size(), 1u);
  EXPECT_NE(found.at("findings")[0].get<std::string>().find("ANA and BELA"), std::string::npos);
  EXPECT_EQ(found.at("people")[0].at("nearest"), "BELA");
}

TEST_F(CastLayers, OfferVoicesThatDiffer) {
  run("casting/likeness");
  Executor executor(*store, studio->catalogue());
  ASSERT_TRUE(executor.offer(graph, "cast/ANA/voice", 5, {}, progress));
  const View view = *Decisions(*store).view();
  Resolver resolver(*store, studio->catalogue(), graph, view);
  std::set<Sha256> voices;
  for (const auto& c : resolver.candidates("cast/ANA/voice", 5)) {
    const auto outputs = store->outputs_of(c.digest);
    ASSERT_TRUE(outputs);
    voices.insert(outputs->at("voice").digest);
  }
  EXPECT_EQ(voices.size(), 5u);
}

}  // namespace
}  // namespace auteur::production
