// The mix of one scene: speech first. Where people talk is known beforehand, so the ducking looks ahead and never pumps.
#include "auteur/sound/sound.h"
#include "dsp.h"
#include "loudness.h"
#include "space.h"
#include "surround.h"
#include "tail.h"

namespace auteur::sound {
namespace {

constexpr double kSpeechLufs = -23, kSeparation = 12, kDuckMusic = -9, kDuckAmbience = -6, kDeepest = -24, kLowestBed = -12;
constexpr double kLookAhead = 0.15, kRelease = 0.4, kJoin = 1.1;  // seconds; pauses shorter than kJoin stay ducked
constexpr double kMusicReference = -28;  // LUFS; a cue keeps 45 % of its distance from this
float sane(float x) { return std::isfinite(x) ? std::clamp(x, -8.f, 8.f) : 0.f; }
using Intervals = std::vector<std::pair<Seconds, Seconds>>;

Intervals joined(Intervals speech, double length) {
  std::erase_if(speech, [&](const auto& s) { return !(s.second.value > s.first.value) || !(s.second.value > 0) || !(s.first.value < length); });
  std::sort(speech.begin(), speech.end());
  Intervals out;
  for (const auto& s : speech) {
    if (!out.empty() && s.first.value - out.back().second.value < kJoin) out.back().second = std::max(out.back().second, s.second);
    else out.push_back(s);
  }
  return out;
}

// 0 where the background is free, 1 under speech: down within the look-ahead, up within the release.
std::vector<float> duck_curve(const Intervals& speech, std::size_t frames) {
  std::vector<float> curve(frames, 0);
  for (const auto& s : speech) {
    const double from = s.first.value - kLookAhead, to = s.second.value + kRelease;
    const auto first = static_cast<std::size_t>(std::max(0.0, from) * kRate), last = std::min(frames, static_cast<std::size_t>(std::max(0.0, to) * kRate));
    for (std::size_t n = first; n < last; ++n) {
      const double t = static_cast<double>(n) / kRate;
      double x = 1;
      if (t < s.first.value) x = (t - from) / kLookAhead;
      else if (t > s.second.value) x = (to - t) / kRelease;
      curve[n] = std::max(curve[n], static_cast<float>(0.5 - 0.5 * std::cos(kTau / 2 * std::clamp(x, 0.0, 1.0))));
    }
  }
  return curve;
}

std::vector<float> in_room(const std::vector<float>& mono, const SceneSound& scene, std::size_t frames) {
  std::vector<float> out(frames * 2);
  for (std::size_t n = 0; n < std::min(frames, mono.size()); ++n) out[2 * n] = out[2 * n + 1] = sane(mono[n]);
  if (!scene.interior || peak_of(out) == 0) return out;
  // People stand near the middle; only what their room adds is taken from the placement, the voice itself stays centred.
  Placement p = place({0.35f, 1.5f, -0.1f * scene.room.z}, scene.room, true);
  const double direct = std::hypot(static_cast<double>(p.left), static_cast<double>(p.right));
  std::vector<float> dry(frames), wet(frames * 2);
  for (std::size_t n = 0; n < frames; ++n) dry[n] = out[2 * n];
  for (auto& r : p.reflections) {
    const auto scale = static_cast<float>(0.42 / std::max(0.05, direct));
    r.left *= scale;
    r.right *= scale;
  }
  p.left = p.right = 0;
  add_placed(wet, dry, 0, p);
  Biquad clear;
  clear.high_pass(220);  // a room that booms hides words
  filter(wet, 2, clear);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += wet[i];
  add_tail(out, p.tail_seconds, p.tail_gain * 0.55);
  return out;
}

void sanitise(std::vector<float>& x, std::size_t frames, std::size_t channels = 2) {
  x.resize(frames * channels);
  for (auto& s : x) s = sane(s);
}

void scale(std::vector<float>& x, double db) {
  const auto g = static_cast<float>(from_db(db));
  for (auto& s : x) s *= g;
}

// How far a background goes down along the curve.
struct Depth {
  explicit Depth(double depth_db) : db(depth_db), floor(static_cast<float>(from_db(depth_db))) {}
  float operator()(float curve) const { return curve <= 0 ? 1.f : curve >= 1 ? floor : static_cast<float>(from_db(db * static_cast<double>(curve))); }
  double db;
  float floor;
};

void duck(std::vector<float>& stereo, const std::vector<float>& curve, double depth_db) {
  const Depth gain(depth_db);
  for (std::size_t i = 0; i < stereo.size(); ++i) stereo[i] *= gain(curve[i / 2]);
}

// The same, and lower yet where words have their clarity.
class MusicDuck {
 public:
  explicit MusicDuck(double depth_db) : gain_(depth_db), dip_(dip()) {}
  Pair operator()(Pair x, float curve) { return (x + static_cast<double>(curve) * (dip_(x) - x)) * static_cast<double>(gain_(curve)); }

 private:
  static Biquad dip() {
    Biquad f;
    f.peak(2800, 0.9, -5);
    return f;
  }
  Depth gain_;
  BiquadPair dip_;
};

std::vector<float> music_in_six(const std::vector<float>& stereo, const std::vector<float>& curve, double depth_db) {
  std::vector<float> out(stereo.size() * 3);
  MusicDuck in_front(depth_db), behind(depth_db);
  spread(stereo, kMusicSpread, [&](std::size_t n, Pair front, Pair back) {
    put(&out[6 * n], in_front(front, curve[n]));
    put(&out[6 * n + 4], behind(back, curve[n]));
  });
  return out;
}

void duck_music(std::vector<float>& stereo, const std::vector<float>& curve, double depth_db) {
  MusicDuck duck(depth_db);
  for (std::size_t n = 0; n < curve.size(); ++n) put(&stereo[2 * n], duck(pair_at(&stereo[2 * n]), curve[n]));
}

// Voices in the middle, what their room adds round them.
std::vector<float> dialogue_in_six(const std::vector<float>& stereo, const std::vector<float>& mono, double db) {
  std::vector<float> room = stereo, out(stereo.size() * 3);
  const auto g = static_cast<float>(from_db(db));
  const std::size_t frames = std::min(room.size() / 2, mono.size());
  for (std::size_t n = 0; n < frames; ++n) {
    const float dry = g * sane(mono[n]);
    for (std::size_t c = 0; c < 2; ++c) room[2 * n + c] -= dry;
    out[6 * n + 2] = 1.41421356f * dry;  // as loud as from two loudspeakers
  }
  add_in_six(out, room, {0.8, 0.6, 0.011, 6000});
  return out;
}

double power_sum(double a, double b) { return 10 * std::log10(std::pow(10, a / 10) + std::pow(10, b / 10)); }

}  // namespace

std::vector<std::vector<float>> mix_scene(SceneSound scene, Balance& balance, std::vector<std::vector<float>>* surround) {
  const std::size_t frames = std::max({scene.dialogue_mono.size(), scene.music.size() / 2, scene.effects.size() / 2, scene.ambience.size() / 2});
  auto &music = scene.music, &effects = scene.effects, &ambience = scene.ambience;
  sanitise(music, frames);
  sanitise(effects, frames);
  sanitise(ambience, frames);
  auto dialogue = in_room(scene.dialogue_mono, scene, frames);
  const Intervals speech = joined(scene.speech, static_cast<double>(frames) / kRate);
  balance = {};

  // Speech is brought most of the way to the film's level, so that a whisper stays softer than a shout.
  auto dialogue_energy = energies_of(dialogue), music_energy = energies_of(music);
  const double spoken = gated_loudness(dialogue_energy);
  if (spoken > -69) balance.dialogue_db = std::clamp(0.85 * (kSpeechLufs - spoken), -24.0, 30.0);
  scale(dialogue, balance.dialogue_db);
  for (double& e : dialogue_energy) e *= std::pow(10, balance.dialogue_db / 10);
  const double played = gated_loudness(music_energy);
  if (played > -69) balance.music_db = std::clamp(0.55 * (kMusicReference - played), -24.0, 18.0);
  scale(music, balance.music_db);
  for (double& e : music_energy) e *= std::pow(10, balance.music_db / 10);

  balance.duck_music_db = kDuckMusic;
  balance.duck_ambience_db = kDuckAmbience;
  double duck_effects = -3;
  balance.speech_lufs = loudness_within(dialogue_energy, scene.speech);
  auto curve = duck_curve(speech, frames);
  if (!speech.empty() && balance.speech_lufs > -60) {
    // Deeper where the usual depth would not leave speech clear of the background.
    double under_ambience = loudness_within(energies_of(ambience), scene.speech);
    const double under_music = loudness_within(music_energy, scene.speech), under_effects = loudness_within(energies_of(effects), scene.speech);
    const auto background = [&] { return power_sum(power_sum(under_music + balance.duck_music_db, under_ambience + balance.duck_ambience_db), under_effects + duck_effects); };
    for (int i = 0; i < 60 && balance.speech_lufs - background() < kSeparation; ++i) {
      const double m = under_music + balance.duck_music_db, a = under_ambience + balance.duck_ambience_db, e = under_effects + duck_effects;
      if (m >= a && m >= e && balance.duck_music_db > kDeepest) balance.duck_music_db -= 0.5;
      else if (a >= e && balance.ambience_db > kLowestBed) balance.ambience_db -= 0.5, under_ambience -= 0.5;  // a storm that came and went with every word would be heard to
      else if (a >= e && balance.duck_ambience_db > kDeepest) balance.duck_ambience_db -= 0.5;
      else if (duck_effects > -12) duck_effects -= 0.5;
      else break;
    }
    balance.background_lufs = background();
    if (balance.ambience_db < 0) scale(ambience, balance.ambience_db);
  }
  const bool ducked = !speech.empty() && balance.speech_lufs > -60;
  if (!ducked) std::fill(curve.begin(), curve.end(), 0.f);
  const auto stems_of = [](std::vector<float> words, std::vector<float> score, std::vector<float> rest) {
    std::vector<std::vector<float>> out(3);
    out[0] = std::move(words), out[1] = std::move(score), out[2] = std::move(rest);
    return out;
  };
  if (surround != nullptr) {
    auto& six = scene.effects_surround;
    if (six.empty()) six.resize(frames * 6), add_in_six(six, effects, {});
    sanitise(six, frames, 6);
    const Depth effects_gain(duck_effects), ambience_gain(balance.duck_ambience_db);
    spread(ambience, {0.78, 0.62, 0.023, 9000}, [&](std::size_t n, Pair front, Pair back) {
      const Pair g = Pair{} + static_cast<double>(effects_gain(curve[n])), bed = Pair{} + static_cast<double>(ambience_gain(curve[n]));
      float* to = &six[6 * n];
      put(to, g * pair_at(to) + bed * front);
      put(to + 2, g * pair_at(to + 2));
      put(to + 4, g * pair_at(to + 4) + bed * back);
    });
    *surround = stems_of(dialogue_in_six(dialogue, scene.dialogue_mono, balance.dialogue_db), music_in_six(music, curve, balance.duck_music_db), std::move(six));
  }
  if (ducked) {
    duck_music(music, curve, balance.duck_music_db);
    duck(ambience, curve, balance.duck_ambience_db);
    duck(effects, curve, duck_effects);
  }
  for (std::size_t i = 0; i < effects.size(); ++i) effects[i] += ambience[i];
  return stems_of(std::move(dialogue), std::move(music), std::move(effects));
}

std::vector<std::vector<float>> mix_scene(const SceneSound& scene) {
  Balance balance;
  return mix_scene(scene, balance);
}

}  // namespace auteur::sound
