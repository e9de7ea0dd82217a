#include "costs.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace auteur {
namespace {

constexpr double kFade = 0.98;  // a run counts half after 35 more: machines and films change
std::string text_of(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", x);
  return buffer;
}

}  // namespace

Costs::Mean& Costs::mean_of(const PassId& pass) {
  const auto [it, fresh] = means_.try_emplace(pass);
  if (fresh)
    if (const auto note = store_.note("pace/" + pass)) {
      char* rest = nullptr;
      it->second.work = std::clamp(std::strtod(note->c_str(), &rest), 0.0, 1e12);
      it->second.seconds = std::clamp(std::strtod(rest, nullptr), 0.0, 1e12);
    }
  return it->second;
}

double Costs::estimate(const PassDeclaration& pass, double work) {
  if (const Mean& mean = mean_of(pass.name); mean.work > 0) {
    ground_ = true;
    return work * mean.seconds / mean.work;
  }
  return work * pass.seconds_guess * (guessed_ > 0 ? measured_ / guessed_ : 1);
}

void Costs::learn(const PassDeclaration& pass, double work, double seconds) {
  Mean& mean = mean_of(pass.name);
  if (mean.work == 0) {
    guessed_ += work * pass.seconds_guess;
    measured_ += seconds;
  }
  mean.work = mean.work * kFade + work;
  mean.seconds = mean.seconds * kFade + seconds;
  ground_ = true;
  store_.set_note("pace/" + pass.name, text_of(mean.work) + " " + text_of(mean.seconds));
}

double expected_seconds(Store& store, const PassDeclaration& pass, double work) { return Costs(store).estimate(pass, work); }

}  // namespace auteur
