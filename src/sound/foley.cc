// Foley: every event of the staging becomes a sound where and when it happens.
#include "auteur/base/text.h"
#include "auteur/sound/sound.h"
#include "dsp.h"
#include "placed_sound.h"
#include "surround.h"
#include "tail.h"

namespace auteur::sound {
namespace {

constexpr std::size_t kMostEvents = 200000;
constexpr double kShakes = -12;  // dBFS at a metre: what is so loud is felt as well

void finish(std::vector<float>& out, std::size_t channels) {
  remove_offset(out, channels);
  if (peak_of(out) > 0.95)  // many loud things at once: bend, do not break
    for (auto& x : out) x = std::abs(x) < 0.6f ? x : std::copysign(0.6f + 0.35f * std::tanh((std::abs(x) - 0.6f) / 0.35f), x);
  const std::size_t fade = std::min<std::size_t>(out.size() / channels, kRate / 100);
  for (std::size_t i = 0; i < fade; ++i)
    for (std::size_t c = 0; c < channels; ++c) out[out.size() - channels * (i + 1) + c] *= static_cast<float>(i) / static_cast<float>(fade);
}

// "A CRACK from upstairs": scripts write sounds in capitals.
bool is_shouted(const std::string& text) {
  int run = 0;
  for (const char c : text) {
    run = c >= 'A' && c <= 'Z' ? run + 1 : 0;
    if (run >= 4) return true;
  }
  return false;
}

const Recipe* recipe_of(const staging::SoundEvent& event, bool interior, bool wet, bool snow) {
  const auto& all = recipes();
  using Kind = staging::SoundEventKind;
  switch (event.kind) {
    case Kind::kStep: {
      const Recipe* found = all.match("step/", event.material);
      if (!interior && snow) found = all.find("step/snow");
      if (!interior && wet && (found == nullptr || found->name == "step/stone")) found = all.find("step/wet");
      return found != nullptr ? found : all.find(interior ? "step/wood" : "step/gravel");
    }
    case Kind::kDoorOpen: return all.find("door/open");
    case Kind::kDoorClose: return all.find("door/close");
    case Kind::kSit: return all.find("sit");
    case Kind::kStand: return all.find("stand");
    case Kind::kPutDown: {
      const Recipe* found = all.match("put/", event.what);
      if (found == nullptr) found = all.match("put/", event.material);
      return found != nullptr ? found : all.find("put/wood");
    }
    case Kind::kPickUp: return all.find("lift");
    case Kind::kCall: {
      const Recipe* found = all.match("call/", event.what);
      return found != nullptr ? found : all.match("call/", event.material);
    }
    case Kind::kEffect: {
      const Recipe* found = all.match("effect/", event.what);
      if (found == nullptr) found = all.match("effect/", event.material);
      // Light, too, "passes" and "flares": what no recipe knows is silent, unless the script shouts it as a sound.
      return found != nullptr || !is_shouted(event.what) ? found : all.find("effect/thud");
    }
  }
  return nullptr;
}

}  // namespace

std::vector<staging::SoundEvent> sounds_of(const staging::Staging& staging) {
  using Kind = staging::MoveKind;
  auto out = staging.sounds;
  for (const auto& person : staging.people)
    for (const auto& move : person.moves) {
      double strength = 0, late = 0;
      switch (move.kind) {
        case Kind::kSit: case Kind::kLie: strength = 1, late = 0.3; break;
        case Kind::kStand: strength = 0.9, late = 0.1; break;
        case Kind::kTurn: strength = 0.6; break;
        case Kind::kReach: case Kind::kPutDown: case Kind::kPoint: strength = 0.5; break;
        case Kind::kGesture: strength = 0.4; break;
        default: break;
      }
      if (strength <= 0 || out.size() >= kMostEvents) continue;
      staging::SoundEvent e;
      e.kind = staging::SoundEventKind::kEffect;
      e.at = Seconds(move.start.value + late);
      e.position = move.to.position + Vec3(0, 1, 0);
      e.what = "clothes";
      e.strength = strength;
      out.push_back(e);
    }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return out;
}

std::string name_of_sound(const staging::SoundEvent& event) {
  using Kind = staging::SoundEventKind;
  if (event.kind == Kind::kEffect && recipes().match("effect/", event.what) == nullptr && recipes().match("effect/", event.material) == nullptr) return "";
  const Recipe* recipe = recipe_of(event, true, false, false);
  return recipe == nullptr ? "" : recipe->name;
}

std::optional<PlacedSound> sound_of(const staging::SoundEvent& event, std::size_t index, const Ambience& room, std::uint64_t seed) {
  const bool wet = room.weather == screenplay::Weather::kRain || room.weather == screenplay::Weather::kStorm, snow = room.weather == screenplay::Weather::kSnow;
  PlacedSound out;
  out.recipe = recipe_of(event, room.interior, wet, snow);
  if (out.recipe == nullptr) return std::nullopt;
  Random random(mix(seed, index, seed_of(out.recipe->name)));
  out.mono = render(*out.recipe, event.strength, random, event.hz);
  if (event.kind == staging::SoundEventKind::kPickUp)
    if (const Recipe* body = recipes().match("put/", event.what.empty() ? event.material : event.what)) {  // a breath of its material
      const auto touch = render(*body, 0.16 * event.strength, random);
      if (touch.size() > out.mono.size()) out.mono.resize(touch.size());
      for (std::size_t k = 0; k < touch.size(); ++k) out.mono[k] += touch[k];
    }
  if (const HeardThrough* far = recipes().through(event.what)) {
    Biquad dull;
    dull.low_pass(far->low_pass_hz);
    const auto soft = static_cast<float>(from_db(far->db));
    for (auto& x : out.mono) x = soft * dull(x);
  }
  out.placement = place(event.position, room.size, room.interior);
  return out;
}

std::vector<float> make_foley(const std::vector<staging::SoundEvent>& events, Seconds length, const Ambience& room, std::uint64_t seed, std::vector<float>* surround) {
  if (!(length.value > 0 && length.value <= 4 * 3600)) return {};
  std::vector<float> out(static_cast<std::size_t>(std::llround(length.value * kRate)) * 2);
  if (surround != nullptr) surround->assign(out.size() * 3, 0.f);
  const Placement middle = place({0, 1, 0}, room.size, room.interior);
  for (std::size_t i = 0; i < std::min(events.size(), kMostEvents); ++i) {
    const auto& e = events[i];
    if (!(e.at.value >= 0 && e.at.value < length.value)) continue;
    const auto sound = sound_of(e, i, room, seed);
    if (!sound) continue;
    const auto& [recipe, mono, placement] = *sound;
    const auto first = static_cast<std::size_t>(e.at.value * kRate);
    add_placed(out, mono, first, placement);
    if (surround == nullptr) continue;
    add_surround(*surround, mono, first, placement);
    if (recipe->peak < kShakes) continue;
    Biquad deep;
    deep.low_pass(90);
    const float loud = 0.5f * std::hypot(placement.left, placement.right);
    for (std::size_t k = 0; k < mono.size() && 6 * (first + k) + 3 < surround->size(); ++k) (*surround)[6 * (first + k) + 3] += loud * deep(mono[k]);
  }
  if (middle.tail_gain > 0) {
    std::vector<float> tail;
    if (surround != nullptr) tail = out;
    add_tail(out, middle.tail_seconds, middle.tail_gain * 1.3);
    if (surround != nullptr) {
      for (std::size_t i = 0; i < tail.size(); ++i) tail[i] = out[i] - tail[i];
      add_in_six(*surround, tail, {0.75, 0.65, 0.017, 7000});
    }
  }
  finish(out, 2);
  if (surround != nullptr) finish(*surround, 6);
  return out;
}

}  // namespace auteur::sound
