// For tests: a film of toy passes in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "auteur/base/random.h"
#include "auteur/graph/executor.h"
#include "toy_passes.h"

namespace auteur {

class GraphFixture : public testing::Test {
 public:
  GraphFixture() : files(real_file_system()), store(Store::open(folder.path(), *files).value()) {
    add_toy_passes(catalogue);
    options.clock = [this] { return Time{++clock}; };
  }
  void TestBody() override {}

  static void add(Graph& g, Node node) { ASSERT_TRUE(g.add(std::move(node))); }
  static Graph chain(int n) {
    Graph g;
    for (int i = 0; i < n; ++i) {
      Node node{"n" + std::to_string(i), "join", {{"text", std::to_string(i)}}, {}};
      if (i > 0) node.inputs.emplace("in/1", Upstream{"n" + std::to_string(i - 1), "out"});
      add(g, std::move(node));
    }
    return g;
  }
  static Node random_node(Random& random, int i) {
    Node node{"n" + std::to_string(i), "join", {{"text", std::to_string(random.below(3))}}, {}};
    for (int k = random.below(3); k > 0; --k) node.inputs.insert_or_assign("in/" + std::to_string(k), Upstream{"n" + std::to_string(random.below(i)), "out"});
    return node;
  }
  RunReport make(const Graph& g, const std::vector<NodeId>& wanted = {}) {
    Executor executor(*store, catalogue);
    auto report = executor.run(g, wanted, options, progress);
    EXPECT_TRUE(report) << report.error().text();
    return report ? std::move(*report) : RunReport{};
  }
  std::unique_ptr<Resolver> resolver(const Graph& g) {
    Decisions log(*store);
    view = log.view().value();
    return std::make_unique<Resolver>(*store, catalogue, g, view);
  }
  void choose(const Graph& g, const NodeId& node, std::uint32_t take) {
    Decisions log(*store);
    const auto takes = resolver(g)->candidates(node, take);
    ASSERT_EQ(takes.size(), take);
    ASSERT_TRUE(log.choose({node, takes.back().digest, {}, {}, "person:ana", {++clock}, ""}, log.view().value()));
  }
  std::string text_of(const Graph& g, const NodeId& node) {
    const auto ref = resolver(g)->output(node, "out");
    EXPECT_TRUE(ref) << ref.error().text();
    return ref ? store->get_text(*ref).value() : "";
  }
  Sha256 action_of(const Graph& g, const NodeId& node) {
    const auto r = resolver(g);
    const auto* ready = std::get_if<Ready>(&r->state(node));
    return ready ? ready->action : Sha256{};
  }

  TestFolder folder;
  std::unique_ptr<FileSystem> files;
  std::unique_ptr<Store> store;
  PassCatalogue catalogue;
  RunOptions options;
  Progress progress;
  View view;
  std::atomic<std::int64_t> clock = 1700000000000;  // read by every worker
};

}  // namespace auteur
