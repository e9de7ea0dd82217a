// For tests and benchmarks: a film-shaped graph of toy passes: layers of equal width, each node made from three above.
#pragma once

#include "auteur/graph/graph.h"
#include "toy_passes.h"

namespace auteur {

inline Graph toy_film(int layers, int width) {
  Graph g;
  const auto id = [](int layer, int i) { return "layer" + std::to_string(layer) + "/node" + std::to_string(i); };
  for (int layer = 0; layer < layers; ++layer)
    for (int i = 0; i < width; ++i) {
      Node node{id(layer, i), "join", {{"text", id(layer, i)}}, {}};
      for (int k = 0; layer > 0 && k < 3; ++k) node.inputs.insert_or_assign("in/" + std::to_string(k), Upstream{id(layer - 1, (i + k * 7) % width), "out"});
      AUTEUR_CHECK(g.add(std::move(node)).has_value());
    }
  return g;
}

}  // namespace auteur
