// For tests and benchmarks: passes that are quick to run and easy to check.
#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "../store/test_folder.h"
#include "auteur/graph/pass.h"

namespace auteur {

// join: "text(in1,in2)#take". round: the whole part of a number. slow: waits. fails: fails. counts: not a function.
inline void add_toy_passes(PassCatalogue& catalogue) {
  const auto add = [&](PassDeclaration d) { AUTEUR_CHECK(catalogue.add(std::move(d)).has_value()); };
  PassDeclaration join{.name = "join", .inputs = {{"in/*", "text/plain"}}, .outputs = {{"out", "text/plain"}}, .params = {{"text", ParamType::kText, ""}}};
  join.run = [](const Inputs& in, const Params& p, Progress&) -> Result<Outputs> {
    std::string text = p.text("text") + "(";
    for (const Port& port : in.under("in/")) {
      const std::string part = TRY(in.text(port));
      text += (part.size() > 40 ? sha256(std::string_view(part)).hex() : part) + ",";
    }
    return Outputs().set_text("out", text + ")#" + std::to_string(p.take()));
  };
  add(std::move(join));
  PassDeclaration round{.name = "round", .outputs = {{"out", "text/plain"}}, .params = {{"value", ParamType::kNumber, 0, "", -1e6, 1e6}}};
  round.run = [](const Inputs&, const Params& p, Progress&) -> Result<Outputs> { return Outputs().set_text("out", std::to_string(std::lround(p.number("value")))); };
  add(std::move(round));
  PassDeclaration slow{.name = "slow", .outputs = {{"out", "text/plain"}}, .params = {{"ms", ParamType::kInteger, 10}}};
  slow.run = [](const Inputs&, const Params& p, Progress& progress) -> Result<Outputs> {
    for (std::int64_t t = 0; t < p.integer("ms"); t += 5) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return Outputs().set_text("out", "slow");
  };
  add(std::move(slow));
  PassDeclaration fails{.name = "fails", .outputs = {{"out", "text/plain"}}};
  fails.run = [](const Inputs&, const Params&, Progress&) -> Result<Outputs> { return fail(ErrorCode::kUnavailable, "There is no camera."); };
  add(std::move(fails));
  PassDeclaration counts{.name = "counts", .outputs = {{"out", "text/plain"}}};
  counts.run = [n = std::make_shared<std::atomic<int>>(0)](const Inputs&, const Params&, Progress&) -> Result<Outputs> { return Outputs().set_text("out", std::to_string(++*n)); };
  add(std::move(counts));
}

}  // namespace auteur
