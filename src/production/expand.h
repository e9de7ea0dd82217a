// From a film and what is known of it so far to its graph.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/production/make.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/set.h"

namespace auteur::production {

struct Plan {
  Graph graph;
  int stage = 1;              // 1 writing, 2 planning, 3 shooting
  std::vector<NodeId> wanted; // of this stage
  std::optional<screenplay::Breakdown> breakdown;
  std::vector<const screenplay::Scene*> scenes;  // those asked for, into `breakdown`
  std::vector<world::Credit> credits;
  std::map<std::string, screenplay::Scene> far_ends = {};  // of scenes asked for: the other ends of their calls, by the scene's number
};

// `read` gives the JSON at a node's port when it has been made. The plan goes as far as that allows.
// Errors: kInvalidInput (no such scene).
using ReadOutcome = std::function<std::optional<Json>(const NodeId&, const Port&)>;
// `dictionary`: what people decided about words of the script (dictionary_parameter()).
Result<Plan> expand(const Film& film, const Ref& script, const Json& dictionary, const MakeOptions& options, const ReadOutcome& read);

// What shooting the scenes of a plan will take, pass by pass in units of work: for the remaining time while its shots
// are not known yet. Requires: plan.breakdown.
std::vector<std::pair<PassId, double>> expected_shooting(const Film& film, const Plan& plan, Level level);

// "3-5,8" -> the scenes meant, by number as printed. Errors: kInvalidInput naming the scenes there are.
Result<std::vector<const screenplay::Scene*>> select_scenes(const screenplay::Breakdown& breakdown, const std::string& wish);

}  // namespace auteur::production
