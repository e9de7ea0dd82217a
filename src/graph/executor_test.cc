#include "auteur/graph/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "auteur/base/random.h"
#include "auteur/store/collect.h"
#include "graph_fixture.h"

namespace auteur {
namespace {

using GraphTest = GraphFixture;

TEST_F(GraphTest, MakesWhatIsMissingAndNothingTwice) {
  const Graph g = chain(5);
  const auto first = make(g);
  EXPECT_EQ(first.runs.size(), 5u);
  EXPECT_TRUE(first.complete());
  EXPECT_EQ(first.runs[0].why.state, "never made");
  const auto second = make(g);
  EXPECT_EQ(second.runs.size(), 0u);
  EXPECT_EQ(second.ready, 5u);
}

TEST_F(GraphTest, AnEqualOutputStopsWhatLiesBelow) {  // early cutoff
  Graph g;
  add(g, {"source", "round", {{"value", 1.2}}, {}});
  add(g, {"below", "join", {{"text", "b"}}, {{"in/1", Upstream{"source", "out"}}}});
  make(g);
  g.replace({"source", "round", {{"value", 1.3}}, {}});
  const auto report = make(g);
  ASSERT_EQ(report.runs.size(), 1u);
  EXPECT_EQ(report.runs[0].node, "source");
  EXPECT_NE(report.runs[0].why.text().find("parameter `value` changed from 1.2 to 1.3"), std::string::npos) << report.runs[0].why.text();
  g.replace({"source", "round", {{"value", 2.3}}, {}});
  const auto more = make(g);
  ASSERT_EQ(more.runs.size(), 2u);
  EXPECT_NE(more.runs[1].why.text().find("input `in/1` from source changed"), std::string::npos) << more.runs[1].why.text();
}

TEST_F(GraphTest, AFailureStopsOnlyWhatLiesBelow) {
  Graph g = chain(3);
  add(g, {"bad", "fails", {}, {}});
  add(g, {"below", "join", {}, {{"in/1", Upstream{"bad", "out"}}}});
  const auto report = make(g);
  EXPECT_EQ(report.failed.size(), 1u);
  EXPECT_TRUE(report.failed.contains("bad"));
  EXPECT_EQ(report.blocked, std::vector<NodeId>{"below"});
  EXPECT_TRUE(store->has_outcome(action_of(g, "n2")));
}

TEST_F(GraphTest, AChoiceFeedsWhatIsBelowAndChoosingBackRunsNothing) {  // I6
  Graph g;
  add(g, {"face", "join", {{"text", "face"}}, {}, 3});
  add(g, {"makeup", "join", {{"text", "makeup"}}, {{"in/1", Upstream{"face", "out"}}}});
  add(g, {"other", "join", {{"text", "other"}}, {}});
  auto report = make(g);
  EXPECT_EQ(report.runs.size(), 4u);  // three faces, other
  EXPECT_EQ(report.open, (std::vector<NodeId>{"face", "makeup"}));
  choose(g, "face", 2);
  EXPECT_EQ(make(g).runs.size(), 1u);
  const std::string with_two = text_of(g, "makeup");
  choose(g, "face", 3);
  report = make(g);
  ASSERT_EQ(report.runs.size(), 1u);
  EXPECT_EQ(report.runs[0].node, "makeup");
  EXPECT_NE(text_of(g, "makeup"), with_two);
  choose(g, "face", 2);
  EXPECT_EQ(make(g).runs.size(), 0u);
  EXPECT_EQ(text_of(g, "makeup"), with_two);
}

TEST_F(GraphTest, AChosenTakeStaysWhenItsInputsChangeAndIsShownAsStale) {  // I7
  Graph g;
  add(g, {"face", "join", {{"text", "face"}}, {}});
  add(g, {"makeup", "join", {{"text", "makeup"}}, {{"in/1", Upstream{"face", "out"}}}, 2});
  add(g, {"shot", "join", {}, {{"in/1", Upstream{"makeup", "out"}}}});
  make(g);
  choose(g, "makeup", 2);
  make(g);
  const std::string shot = text_of(g, "shot");
  g.replace({"face", "join", {{"text", "another face"}}, {}});
  const auto report = make(g);
  EXPECT_EQ(report.stale, std::vector<NodeId>{"makeup"});
  EXPECT_EQ(report.runs.size(), 1u);
  EXPECT_EQ(text_of(g, "shot"), shot);
  g.replace({"face", "join", {{"text", "face"}}, {}});
  EXPECT_TRUE(make(g).stale.empty());
}

TEST_F(GraphTest, FactsOfARunAreOnRecord) {
  Graph g = chain(2);
  make(g);
  const auto outcome = store->find(action_of(g, "n1"));
  ASSERT_TRUE(outcome);
  EXPECT_GT(outcome->run.peak_mib, 1u);
  EXPECT_LT(outcome->run.peak_mib, 1u << 20);
  EXPECT_FALSE(outcome->run.host.empty());
}

// The remaining time is a matter of work, not of the number of nodes.
TEST_F(GraphTest, WhatTookLongForLittleWorkWillTakeLongerForMore) {
  const auto* pass = catalogue.find("join");
  EXPECT_DOUBLE_EQ(expected_seconds(*store, *pass, 3), 3 * pass->seconds_guess);
  make(chain(3));
  const double one = expected_seconds(*store, *pass, 1);
  EXPECT_GT(one, 0);
  EXPECT_LT(one, 10);
  EXPECT_NEAR(expected_seconds(*store, *pass, 5), 5 * one, 1e-9);
  Node a{"n", "join", {{"text", "x"}}, {}}, b = a;
  b.work = 7;  // an estimate is no part of what is made
  EXPECT_EQ(a, b);
}

TEST_F(GraphTest, APolicyPicksAndPicksAgainButNeverOverAPerson) {
  options.policy = "last";
  options.pick = [](const Node&, const std::vector<Candidate>& done) -> std::optional<Pick> { return Pick{done.back().digest, "the last one"}; };
  Graph g;
  add(g, {"face", "join", {{"text", "face"}}, {}, 2});
  add(g, {"shot", "join", {}, {{"in/1", Upstream{"face", "out"}}}});
  auto report = make(g);
  ASSERT_EQ(report.picked.size(), 1u);
  EXPECT_EQ(report.picked[0].by, "policy:last");
  EXPECT_TRUE(report.complete());
  g.replace({"face", "join", {{"text", "new"}}, {}, 2});
  report = make(g);
  EXPECT_EQ(report.picked.size(), 1u);
  EXPECT_TRUE(report.stale.empty());
  choose(g, "face", 1);
  g.replace({"face", "join", {{"text", "newer"}}, {}, 2});
  report = make(g);
  EXPECT_TRUE(report.picked.empty());
  EXPECT_EQ(report.stale, std::vector<NodeId>{"face"});
}

TEST_F(GraphTest, ALockFreezesASubtree) {  // I8
  Graph g;
  add(g, {"scenes/4/shot", "join", {{"text", "old"}}, {}});
  add(g, {"cut", "join", {}, {{"in/1", Upstream{"scenes/4/shot", "out"}}}});
  make(g);
  const std::string cut = text_of(g, "cut");
  Decisions log(*store);
  ASSERT_TRUE(log.lock("scenes/4", log.view_digest().value(), "person:ana", {1}, "picture lock"));
  g.replace({"scenes/4/shot", "join", {{"text", "new"}}, {}});
  EXPECT_EQ(make(g).runs.size(), 0u);
  EXPECT_EQ(text_of(g, "cut"), cut);
  CollectOptions clean;
  clean.grace_days = clean.history_days = 0;
  clean.now = {system_time().unix_ms + 1000};
  EXPECT_EQ(collect_film(*store, catalogue, {&g}, clean)->blobs, 0u);
  // A lost result of a locked node is made again as it was.
  const Ref shot = resolver(g)->output("scenes/4/shot", "out").value();
  std::filesystem::remove(store->blob_path(shot.digest));
  EXPECT_EQ(make(g).runs.size(), 1u);
  EXPECT_EQ(text_of(g, "cut"), cut);
  ASSERT_TRUE(log.unlock("scenes/4", "person:ana", {2}, ""));
  EXPECT_EQ(make(g).runs.size(), 2u);
  EXPECT_NE(text_of(g, "cut"), cut);
}

TEST_F(GraphTest, TwoWhoChooseDifferentTakesOpenTheNodeUntilAThirdChoice) {
  Graph g;
  add(g, {"face", "join", {{"text", "face"}}, {}, 2});
  make(g);
  Decisions log(*store);
  const View seen = log.view().value();
  const auto takes = resolver(g)->candidates("face", 2);
  for (const std::size_t i : {0u, 1u}) ASSERT_TRUE(log.choose({"face", takes[i].digest, {}, {}, "person:" + std::to_string(i), {static_cast<int>(i)}, ""}, seen));
  const State state = resolver(g)->state("face");
  ASSERT_TRUE(std::holds_alternative<Open>(state));
  EXPECT_EQ(std::get<Open>(state).conflict.size(), 2u);
  choose(g, "face", 1);
  EXPECT_TRUE(std::holds_alternative<Ready>(resolver(g)->state("face")));
}

TEST_F(GraphTest, ALostChosenTakeIsMadeAgainAndTheFilmGoesOn) {
  Graph g;
  add(g, {"face", "join", {{"text", "face"}}, {}, 2});
  make(g);
  choose(g, "face", 2);
  const Ref ref = resolver(g)->output("face", "out").value();
  std::filesystem::remove(store->blob_path(ref.digest));
  EXPECT_EQ(name_of(resolver(g)->state("face")), "failed");
  const auto report = make(g);
  EXPECT_TRUE(report.complete());
  EXPECT_EQ(resolver(g)->output("face", "out").value(), ref);
}

TEST_F(GraphTest, StopsWithinASecondAndGoesOnLater) {
  Graph g;
  for (int i = 0; i < 20; ++i) add(g, {"slow/" + std::to_string(i), "slow", {{"ms", 200 + i}}, {}});
  struct Stop final : Progress {
    std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    bool cancelled() const override { return std::chrono::steady_clock::now() > at; }
  } stop;
  Executor executor(*store, catalogue);
  const auto report = executor.run(g, {}, options, stop).value();
  EXPECT_TRUE(report.cancelled);
  EXPECT_TRUE(report.failed.empty());
  EXPECT_LT(report.runs.size(), 20u);
}

TEST_F(GraphTest, FindsUndeclaredDependenciesWhenParanoid) {
  Graph g;
  add(g, {"liar", "counts", {}, {}});
  make(g);
  options.paranoid = true;
  const auto report = make(g);
  ASSERT_EQ(report.runs.size(), 1u);
  EXPECT_EQ(report.runs[0].differs, std::vector<Port>{"out"});
}

TEST_F(GraphTest, OffersTakesWithoutChoosing) {
  Graph g;
  add(g, {"face", "join", {{"text", "face"}}, {}});
  make(g);
  Executor executor(*store, catalogue);
  EXPECT_EQ(executor.offer(g, "face", 4, options, progress)->runs.size(), 3u);
  const auto takes = resolver(g)->candidates("face", 4);
  EXPECT_TRUE(std::all_of(takes.begin(), takes.end(), [](const Candidate& c) { return c.done; }));
  choose(g, "face", 4);
  EXPECT_EQ(name_of(resolver(g)->state("face")), "ready");
}

// A pass each of whose takes says another of the words it is given.
void add_word_pass(PassCatalogue& catalogue) {
  PassDeclaration pass{.name = "word", .outputs = {{"out", "text/plain"}}, .params = {{"words", ParamType::kJson, Json::array()}}};
  pass.params_of_take = [](Json params, std::uint32_t take) {
    params["words"] = Json::array({params["words"].at(std::min<std::size_t>(take, params["words"].size()) - 1)});
    return params;
  };
  pass.run = [](const Inputs&, const Params& p, Progress&) -> Result<Outputs> { return Outputs().set_text("out", p.json("words").at(0).get<std::string>()); };
  ASSERT_TRUE(catalogue.add(std::move(pass)));
}

TEST_F(GraphTest, AChangeOfWhatAnotherTakeAloneUsesLeavesTheChosenOneAsItIs) {
  add_word_pass(catalogue);
  Graph g;
  add(g, {"said", "word", {{"words", {"near", "far"}}}, {}, 2});
  make(g);
  choose(g, "said", 2);
  EXPECT_EQ(text_of(g, "said"), "far");
  g.replace({"said", "word", {{"words", {"nearer", "far"}}}, {}, 2});
  EXPECT_EQ(name_of(resolver(g)->state("said")), "ready");
  const auto takes = resolver(g)->candidates("said", 2);
  EXPECT_FALSE(takes[0].done) << "the first take is another one now";
  EXPECT_TRUE(takes[1].done);
  g.replace({"said", "word", {{"words", {"nearer", "farther"}}}, {}, 2});
  EXPECT_EQ(name_of(resolver(g)->state("said")), "stale");
  Graph alone;
  add(alone, {"alone", "word", {{"words", {"one", "two"}}}, {}});
  make(alone);
  EXPECT_EQ(text_of(alone, "alone"), "one");
}

// Random edits and choices: what resolve says stays what a film made from nothing says.
TEST_F(GraphTest, AfterRandomEditsTheFilmIsTheSameAsMadeAnew) {
  Random random(17);
  Graph g = chain(1);
  for (int i = 1; i < 14; ++i) add(g, random_node(random, i));
  for (int round = 0; round < 12; ++round) {
    const int which = 1 + random.below(13);
    Node edited = random_node(random, which);
    g.replace(edited);
    const auto report = make(g);
    ASSERT_TRUE(report.complete());
    GraphFixture anew;
    anew.make(g);
    for (const auto& [id, node] : g.nodes()) ASSERT_EQ(text_of(g, id), anew.text_of(g, id)) << id << " in round " << round;
    EXPECT_EQ(make(g).runs.size(), 0u);
  }
}

TEST_F(GraphTest, WrongGraphsAreRefusedWithTheNode) {
  const auto message = [&](const Node& node) {
    Graph g = chain(1);
    add(g, node);
    const auto order = g.check(catalogue);
    return order ? std::string() : order.error().text();
  };
  EXPECT_NE(message({"x", "jion", {}, {}}).find("'jion'"), std::string::npos);
  EXPECT_NE(message({"x", "join", {{"txt", "a"}}, {}}).find("Did you mean 'text'"), std::string::npos);
  EXPECT_NE(message({"x", "round", {{"value", "a"}}, {}}).find("must be a number"), std::string::npos);
  EXPECT_NE(message({"x", "round", {{"value", 1e9}}, {}}).find("between"), std::string::npos);
  EXPECT_NE(message({"x", "join", {}, {{"in/1", Upstream{"nobody", "out"}}}}).find("'nobody'"), std::string::npos);
  EXPECT_NE(message({"x", "join", {}, {{"in/1", Upstream{"n0", "oot"}}}}).find("'oot'"), std::string::npos);
  EXPECT_NE(message({"x", "join", {}, {{"in/1", Upstream{"x", "out"}}}}).find("itself"), std::string::npos);
}

TEST_F(GraphTest, ADeepFilmDoesNotExhaustTheStack) {
  const Graph g = chain(30000);
  EXPECT_EQ(name_of(resolver(g)->state("n29999")), "missing");
}

TEST_F(GraphTest, GraphsKeepTheirForm) {
  Graph g = chain(2);
  add(g, {"c", "join", {{"text", "x"}}, {{"in/1", ref_of("fixed")}, {"in/2", Upstream{"n1", "out"}}}, 3, "salt"});
  const std::string bytes = g.to_bytes(catalogue);
  const Graph back = Graph::from_bytes(bytes).value();
  EXPECT_EQ(back.to_bytes(catalogue), bytes);
  EXPECT_EQ(back.recorded_impls().size(), 1u);
}

}  // namespace
}  // namespace auteur
