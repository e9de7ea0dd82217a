#include "costs.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace auteur {
namespace {

constexpr double kMemory = 200;  // runs: newer ones weigh more, machines and films change
std::string text_of(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", x);
  return buffer;
}

}  // namespace

Costs::Mean& Costs::mean_of(const PassId& pass) {
  const auto [it, fresh] = means_.try_emplace(pass);
  if (fresh)
    if (const auto note = store_.note("cost/" + pass)) {
      char* rest = nullptr;
      it->second.count = std::clamp(std::strtod(note->c_str(), &rest), 0.0, kMemory);
      it->second.seconds = std::max(0.0, std::strtod(rest, nullptr));
    }
  return it->second;
}

double Costs::estimate(const NodeId& node, const PassDeclaration& pass) {
  if (const auto note = store_.note("cost/" + pass.name + "@" + node)) {
    ground_ = true;
    return std::max(0.0, std::strtod(note->c_str(), nullptr));
  }
  if (const Mean& mean = mean_of(pass.name); mean.count > 0) {
    ground_ = true;
    return mean.seconds;
  }
  return pass.seconds_guess * (guessed_ > 0 ? measured_ / guessed_ : 1);
}

void Costs::learn(const NodeId& node, const PassDeclaration& pass, double seconds) {
  Mean& mean = mean_of(pass.name);
  if (mean.count == 0) {
    guessed_ += pass.seconds_guess;
    measured_ += seconds;
  }
  mean.count = std::min(mean.count + 1, kMemory);
  mean.seconds += (seconds - mean.seconds) / mean.count;
  ground_ = true;
  store_.set_note("cost/" + pass.name, text_of(mean.count) + " " + text_of(mean.seconds));
  store_.set_note("cost/" + pass.name + "@" + node, text_of(seconds));
}

}  // namespace auteur
