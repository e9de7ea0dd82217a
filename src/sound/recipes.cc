#include "recipes.h"

#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "dsp.h"

namespace auteur::sound {
namespace {

double number(const Json& item, const char* key, double fallback, double low, double high) {
  const auto it = item.find(key);
  return it != item.end() && it->is_number() ? std::clamp(it->get<double>(), low, high) : fallback;
}
std::vector<double> numbers(const Json& item, const char* key, double low, double high) {
  std::vector<double> out;
  const auto it = item.find(key);
  if (it == item.end()) return out;
  if (it->is_number()) out.push_back(std::clamp(it->get<double>(), low, high));
  if (it->is_array())
    for (const auto& x : *it) if (x.is_number() && out.size() < 24) out.push_back(std::clamp(x.get<double>(), low, high));
  return out;
}
std::string text_of(const Json& item, const char* key) {
  const auto it = item.find(key);
  return it != item.end() && it->is_string() ? it->get<std::string>() : "";
}

RecipeLayer layer_of(const Json& j) {
  RecipeLayer l;
  l.kind = text_of(j, "kind");
  l.shape = text_of(j, "shape");
  l.at = number(j, "at", 0, 0, 20);
  l.gain = number(j, "gain", 0, -60, 12);
  l.every = number(j, "every", 0.2, 0.01, 10);
  l.jitter = number(j, "jitter", 0, 0, 1);
  l.attack = number(j, "attack", 0.001, 0, 10);
  l.hold = number(j, "hold", 0, 0, 20);
  l.decay = number(j, "decay", 0.1, 0.001, 20);
  l.damp = number(j, "damp", 0.5, 0, 2);
  l.width = number(j, "width", 2, 0.1, 6);
  l.to = number(j, "to", 0, 0, 16000);
  l.over = number(j, "over", 0.1, 0, 20);
  l.spread = number(j, "spread", 0.5, 0, 3);
  l.vary = number(j, "vary", 0.05, 0, 1);
  l.repeat = static_cast<int>(number(j, "repeat", 1, 1, 60));
  l.count = static_cast<int>(number(j, "count", 10, 1, 2000));
  l.hz = numbers(j, "hz", 20, 16000);
  if (l.hz.empty()) l.hz = {400};
  l.formants = numbers(j, "formants", 60, 8000);
  const auto vibrato = numbers(j, "vibrato", 0, 100);
  if (vibrato.size() == 2) { l.vibrato_rate = vibrato[0]; l.vibrato_depth = std::min(vibrato[1], 0.5); }
  return l;
}

Recipes read() {
  Recipes out;
  const Json document = read_data("sound/recipes.json");
  if (const auto it = document.find("heard_through"); it != document.end() && it->is_array())
    for (const auto& j : *it) {
      if (!j.is_object() || out.heard_through.size() > 16) continue;
      HeardThrough h;
      h.db = number(j, "db", 0, -40, 0), h.low_pass_hz = number(j, "low_pass", 20000, 100, 20000);
      if (const auto w = j.find("words"); w != j.end() && w->is_array())
        for (const auto& x : *w) if (x.is_string()) h.words.push_back(x.get<std::string>());
      out.heard_through.push_back(std::move(h));
    }
  if (const auto it = document.find("recipes"); it != document.end() && it->is_object())
    for (const auto& [name, j] : it->items()) {
      if (!j.is_object()) continue;
      Recipe r;
      r.name = name;
      r.peak = number(j, "peak", -24, -80, -1);
      r.hz = number(j, "hz", 0, 0, 12000);
      if (const auto w = j.find("words"); w != j.end() && w->is_array())
        for (const auto& x : *w) if (x.is_string()) r.words.push_back(x.get<std::string>());
      if (const auto l = j.find("layers"); l != j.end() && l->is_array())
        for (const auto& x : *l) if (x.is_object() && r.layers.size() < 16) r.layers.push_back(layer_of(x));
      if (!r.layers.empty()) out.by_name.emplace(name, std::move(r));
    }
  return out;
}

double envelope(double t, double attack, double hold, double decay) {
  if (t < attack) return attack <= 0 ? 1 : t / attack;
  if (t < attack + hold) return 1;
  return std::exp(-4.6 * (t - attack - hold) / decay);
}

class Canvas {
 public:
  void grow(double seconds) { samples_.resize(std::max(samples_.size(), static_cast<std::size_t>(std::min(seconds, 40.0) * kRate) + 1)); }
  std::vector<float>& samples() { return samples_; }

  // Struck body: exponentially dying sines; high modes die sooner.
  void modal(const RecipeLayer& l, double at, double gain, double tune, Random& random) {
    for (std::size_t k = 0; k < l.hz.size(); ++k) {
      const double hz = l.hz[k] * tune * (1 + 0.01 * (random.unit() - 0.5));
      if (hz > 0.42 * kRate) continue;
      const double decay = l.decay * 1.6 * std::pow(l.hz[0] / l.hz[k], l.damp);
      ring(at, hz, decay, gain * (0.75 + 0.5 * random.unit()) / (1 + 0.45 * static_cast<double>(k)));
    }
  }
  void ring(double at, double hz, double decay, double gain) {
    const double seconds = decay * 1.6;
    grow(at + seconds);
    const auto first = static_cast<std::size_t>(at * kRate), count = std::min(static_cast<std::size_t>(seconds * kRate), samples_.size() - std::min(samples_.size(), first));
    const double w = kTau * hz / kRate, fall = std::exp(-4.6 / (decay * kRate)), c = std::cos(w) * fall, s = std::sin(w) * fall;
    double re = 0, im = gain;  // starts at zero and rises at once: a strike, not a click
    for (std::size_t i = 0; i < count; ++i) {
      samples_[first + i] += static_cast<float>(re);
      const double r = re * c + im * s;
      im = im * c - re * s;
      re = r;
    }
  }
  void noise_band(const RecipeLayer& l, double at, double gain, double tune, Random& random) {
    const double seconds = l.attack + l.hold + 1.5 * l.decay;
    grow(at + seconds);
    const auto first = static_cast<std::size_t>(at * kRate);
    const auto count = std::min(static_cast<std::size_t>(seconds * kRate), samples_.size() - std::min(samples_.size(), first));
    Biquad band, tame;
    const double q = q_of_octaves(l.width), to = l.to > 0 ? l.to : l.hz[0];
    tame.low_pass(std::min(9000.0, 4 * std::max(l.hz[0], to)));
    const double makeup = gain * 1.8 / std::sqrt(std::clamp(l.hz[0] * l.width / 6000, 0.02, 1.5));
    for (std::size_t i = 0; i < count; ++i) {
      const double t = static_cast<double>(i) / kRate;
      if (i % 64 == 0) band.band_pass(tune * l.hz[0] * std::pow(to / l.hz[0], t / seconds), q);
      samples_[first + i] += tame(band(noise(random))) * static_cast<float>(makeup * envelope(t, l.attack, l.hold, l.decay));
    }
  }
  void tone(const RecipeLayer& l, double at, double gain, double tune, Random& random, bool stick_slip) {
    const double decay = stick_slip ? 0.08 : l.decay, attack = stick_slip ? 0.03 : l.attack, seconds = attack + l.hold + 1.5 * decay;
    grow(at + seconds);
    const auto first = static_cast<std::size_t>(at * kRate);
    const auto count = std::min(static_cast<std::size_t>(seconds * kRate), samples_.size() - std::min(samples_.size(), first));
    const double to = l.to > 0 ? l.to : l.hz[0];
    std::vector<Biquad> throat;
    for (double f : l.formants) { throat.emplace_back(); throat.back().band_pass(f * tune, 3.5); }
    if (stick_slip) for (double f : {1.0, 2.3, 3.9}) { throat.emplace_back(); throat.back().band_pass(f * l.hz[0] * tune, 9); }
    double phase = 0, wobble = 1;
    const double start = kTau * random.unit();
    for (std::size_t i = 0; i < count; ++i) {
      const double t = static_cast<double>(i) / kRate, x = t / seconds;
      if (i % 96 == 0) wobble = 1 + (stick_slip ? 0.25 : 0.004) * (random.unit() - 0.5);
      double hz = tune * l.hz[0] * std::pow(to / l.hz[0], x) * wobble * (1 + l.vibrato_depth * std::sin(kTau * l.vibrato_rate * t + start));
      if (stick_slip) hz *= 0.16;  // slips come at a sixth of the body's pitch
      phase += hz / kRate;
      phase -= std::floor(phase);
      double y = 0;
      if (l.shape == "sine") y = std::sin(kTau * phase);
      else if (stick_slip || l.shape == "pulse") y = phase < 0.12 ? 1 - phase / 0.06 : 0;
      else y = smooth_saw(phase, hz / kRate);
      if (!throat.empty()) {
        double formed = 0.12 * y;
        for (auto& f : throat) formed += static_cast<double>(f(static_cast<float>(y)));
        y = formed;
      }
      samples_[first + i] += static_cast<float>(0.6 * gain * y * envelope(t, attack, l.hold, decay));
    }
  }
  void grains(const RecipeLayer& l, double at, double gain, double tune, Random& random) {
    for (int i = 0; i < l.count; ++i) {
      const double u = random.unit(), when = i == 0 ? 0 : l.over * u * (l.over > 1.5 ? 1 : u);  // most of it early
      const double hz = std::clamp(tune * l.hz[0] * std::exp2(l.spread * (2 * random.unit() - 1) * 1.4), 60.0, 11000.0);
      const double loud = gain * 0.5 * (0.15 + random.unit() * random.unit()) * (1 - 0.6 * when / std::max(0.01, l.over) * (l.over > 1.5 ? 0 : 1));
      ring(at + when, hz, l.decay * (0.6 + random.unit()), loud);
    }
  }

 private:
  // Sawtooth with its corner rounded over two samples (polyBLEP), so that it does not alias harshly.
  static double smooth_saw(double phase, double step) {
    double y = 2 * phase - 1;
    if (phase < step) { const double t = phase / step; y -= t + t - t * t - 1; }
    else if (phase > 1 - step) { const double t = (phase - 1) / step; y -= t * t + t + t + 1; }
    return y;
  }
  std::vector<float> samples_;
};

}  // namespace

const Recipes& recipes() {
  static const Recipes kRecipes = read();
  return kRecipes;
}

const Recipe* Recipes::find(const std::string& name) const {
  const auto it = by_name.find(name);
  return it == by_name.end() ? nullptr : &it->second;
}

const HeardThrough* Recipes::through(const std::string& text) const {
  const std::string low = lower(text);
  for (const auto& h : heard_through)
    for (const auto& word : h.words)
      if (low.find(word) != std::string::npos) return &h;
  return nullptr;
}

const Recipe* Recipes::match(const std::string& family, const std::string& text) const {
  const std::string low = lower(text);
  const Recipe* best = nullptr;
  std::size_t longest = 0;
  for (const auto& [name, recipe] : by_name) {
    if (!name.starts_with(family)) continue;
    if (low == name.substr(family.size())) return &recipe;
    for (const auto& word : recipe.words) {
      if (word.size() <= longest) continue;
      const auto at = low.find(word);
      const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
      if (at == std::string::npos || (at > 0 && letter(low[at - 1]))) continue;  // words begin where a word begins
      best = &recipe;
      longest = word.size();
    }
  }
  return best;
}

std::vector<float> render(const Recipe& recipe, double strength, Random& random, double hz) {
  Canvas canvas;
  canvas.grow(0.02);
  const double body = (1 + 0.06 * (random.unit() * 2 - 1)) * (hz > 0 && recipe.hz > 0 ? std::clamp(hz / recipe.hz, 0.2, 6.0) : 1.0);
  for (const auto& l : recipe.layers) {
    const double tune = body * (1 + l.vary * (random.unit() * 2 - 1));
    for (int i = 0; i < l.repeat; ++i) {
      const double at = l.at + i * l.every + (i > 0 ? l.every * l.jitter * (random.unit() - 0.5) : 0);
      const double gain = from_db(l.gain + (i > 0 ? 2.5 * (random.unit() - 0.7) : 0));
      if (l.kind == "modal") canvas.modal(l, at, gain, tune, random);
      else if (l.kind == "noise") canvas.noise_band(l, at, gain, tune, random);
      else if (l.kind == "tone") canvas.tone(l, at, gain, tune, random, false);
      else if (l.kind == "creak") canvas.tone(l, at, gain * 2, tune, random, true);
      else if (l.kind == "grains") canvas.grains(l, at, gain, tune, random);
    }
  }
  auto out = std::move(canvas.samples());
  remove_offset(out, 1);
  const double peak = peak_of(out), loud = std::isfinite(strength) ? std::clamp(strength, 0.05, 4.0) : 1.0;
  if (peak > 0) {
    const auto scale = static_cast<float>(std::min(0.9, from_db(recipe.peak) * loud * from_db(2 * random.unit() - 1)) / peak);
    for (auto& x : out) x *= scale;
  }
  const std::size_t fade = std::min<std::size_t>(out.size(), kRate / 50);
  for (std::size_t i = 0; i < fade; ++i) out[out.size() - 1 - i] *= static_cast<float>(i) / static_cast<float>(fade);
  return out;
}

}  // namespace auteur::sound
