// Graphs come back from a store that anybody may have written: no crash, and what is read is written as it was.
#include <cstdint>
#include <string_view>

#include "auteur/graph/graph.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto graph = auteur::Graph::from_bytes({reinterpret_cast<const char*>(data), size});
  if (!graph) return 0;
  const auto again = auteur::Graph::from_bytes(graph->to_bytes(auteur::PassCatalogue()));
  AUTEUR_CHECK(again && *again == *graph);
  for (const auto& [id, node] : graph->nodes()) AUTEUR_CHECK(graph->upstream_of(id).size() <= graph->size() + node.inputs.size() * graph->size());
  (void)graph->check(auteur::PassCatalogue());  // that its passes are unknown is an error, whatever else it is
  return 0;
}
