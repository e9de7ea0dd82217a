// Foley: every event of the staging becomes a sound where and when it happens.
#include "auteur/base/text.h"
#include "auteur/sound/sound.h"
#include "dsp.h"
#include "recipes.h"
#include "space.h"
#include "tail.h"

namespace auteur::sound {
namespace {

constexpr std::size_t kMostEvents = 200000;

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
      return found != nullptr ? found : all.find("effect/thud");
    }
  }
  return nullptr;
}

}  // namespace

std::string name_of_sound(const staging::SoundEvent& event) {
  using Kind = staging::SoundEventKind;
  if (event.kind == Kind::kEffect && recipes().match("effect/", event.what) == nullptr && recipes().match("effect/", event.material) == nullptr) return "";
  const Recipe* recipe = recipe_of(event, true, false, false);
  return recipe == nullptr ? "" : recipe->name;
}

std::vector<float> make_foley(const std::vector<staging::SoundEvent>& events, Seconds length, const Ambience& room, std::uint64_t seed) {
  if (!(length.value > 0 && length.value <= 4 * 3600)) return {};
  std::vector<float> out(static_cast<std::size_t>(std::llround(length.value * kRate)) * 2);
  const bool wet = room.weather == screenplay::Weather::kRain || room.weather == screenplay::Weather::kStorm, snow = room.weather == screenplay::Weather::kSnow;
  std::vector<float> send;  // what feeds the room's tail
  const Placement middle = place({0, 1, 0}, room.size, room.interior);
  for (std::size_t i = 0; i < std::min(events.size(), kMostEvents); ++i) {
    const auto& e = events[i];
    if (!(e.at.value >= 0 && e.at.value < length.value)) continue;
    const Recipe* recipe = recipe_of(e, room.interior, wet, snow);
    if (recipe == nullptr) continue;
    Random random(mix(seed, i, seed_of(recipe->name)));
    auto mono = render(*recipe, e.strength, random, e.hz);
    if (e.kind == staging::SoundEventKind::kPickUp)
      if (const Recipe* body = recipes().match("put/", e.what.empty() ? e.material : e.what)) {  // a breath of its material
        const auto touch = render(*body, 0.16 * e.strength, random);
        if (touch.size() > mono.size()) mono.resize(touch.size());
        for (std::size_t k = 0; k < touch.size(); ++k) mono[k] += touch[k];
      }
    add_placed(out, mono, static_cast<std::size_t>(e.at.value * kRate), place(e.position, room.size, room.interior));
  }
  if (middle.tail_gain > 0) add_tail(out, middle.tail_seconds, middle.tail_gain * 1.3);
  remove_offset(out, 2);
  const double peak = peak_of(out);
  if (peak > 0.95)  // many loud things at once: bend, do not break
    for (auto& x : out) x = std::abs(x) < 0.6f ? x : std::copysign(0.6f + 0.35f * std::tanh((std::abs(x) - 0.6f) / 0.35f), x);
  const std::size_t fade = std::min<std::size_t>(out.size() / 2, kRate / 100);
  for (std::size_t i = 0; i < fade; ++i)
    for (std::size_t c = 0; c < 2; ++c) out[out.size() - 2 - 2 * i + c] *= static_cast<float>(i) / static_cast<float>(fade);
  return out;
}

}  // namespace auteur::sound
