// Everything a minute of film is heard with but its voices: score composed and played, beds, Foley, mix and master, as one
// run on one core: how many seconds of film a second of its processor time makes. Not part of the tests.
//   production_soundtrack_main [ROUNDS]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "auteur/music/score.h"
#include "auteur/sound/sound.h"

namespace auteur::production {
namespace {

constexpr double kLength = 60;

// Seconds of processor time for a minute; `lively`: a full score, else a quiet one.
double seconds_for(bool six, bool lively) {
  music::CueRequest request;
  screenplay::Breakdown film;
  film.scenes.resize(1);
  request.theme = music::compose_theme(film, 1);
  request.mood.arousal = lively ? 0.95 : -0.4;
  request.mood.valence = 0.5;
  request.length = Seconds(kLength);
  request.seed = 3;
  std::vector<staging::SoundEvent> events(90);
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].at = Seconds(0.6 * static_cast<double>(i));
    events[i].material = "wood";
  }
  sound::Ambience place;
  place.character = "cafe";
  const auto font = music::find_soundfont();
  Progress progress;
  if (!music::play_cue(music::compose_cue(request), font, progress)) return 0;  // its samples are loaded once
  const auto begin = std::clock();
  sound::SceneSound scene;
  const auto played = music::play_cue(music::compose_cue(request), font, progress);
  if (!played) return 0;
  scene.music = *played;
  scene.ambience = sound::make_ambience(place, Seconds(kLength), 1);
  scene.effects = sound::make_foley(events, Seconds(kLength), place, 3, six ? &scene.effects_surround : nullptr);
  scene.dialogue_mono.assign(static_cast<std::size_t>(kLength) * 48000, 0.f);
  for (std::size_t i = 0; i < scene.dialogue_mono.size() / 2; ++i) scene.dialogue_mono[i] = 20 * scene.ambience[i];
  scene.speech = {{Seconds(0), Seconds(kLength / 2)}};
  std::vector<std::vector<float>> surround;
  sound::Balance balance;
  const auto stems = sound::mix_scene(std::move(scene), balance, six ? &surround : nullptr);
  const auto& of = six ? surround : stems;
  sound::Master master({}, six ? 6 : 2);
  master.measure(of[0], of[1], of[2]);
  master.decide();
  const auto chunk = master.apply(of[0], of[1], of[2]);
  const auto rest = master.flush();
  return chunk.mix.empty() && rest.mix.empty() ? 0 : static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace
}  // namespace auteur::production

int main(int argc, char** argv) {
  using namespace auteur::production;
  const int rounds = argc > 1 ? std::clamp(std::atoi(argv[1]), 1, 100) : 3;
  for (const bool six : {false, true})
    for (const bool lively : {false, true}) {
      std::vector<double> times;
      for (int i = 0; i < rounds; ++i) times.push_back(seconds_for(six, lively));
      std::sort(times.begin(), times.end());
      const double median = times[times.size() / 2];
      if (median <= 0) { fmt::print(stderr, "The score cannot be played: install fluid-soundfont-gm.\n"); return 1; }
      fmt::print("{:6} {:5} score: {:.1f} x real time\n", six ? "5.1" : "stereo", lively ? "full" : "quiet", kLength / median);
    }
}
