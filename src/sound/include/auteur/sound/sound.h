// Ambience, Foley and the mix. All buffers 48 kHz stereo interleaved unless said.
//
//   dialogue (mono) --- small room ------------------------+
//   music ----- duck under speech, dip at 2.8 kHz ---------+--> stems of a scene --> Master (whole film) --> film mix
//   ambience -- duck --+                                   |
//   Foley -------------+-- effects ------------------------+
//
// Every function is pure (same input, same samples) and thread-safe. Silence in gives silence out.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/staging/staging.h"

namespace auteur::sound {

struct Ambience { std::string character; /* Set::sound */ screenplay::Weather weather = screenplay::Weather::kNone; screenplay::TimeOfDay time = screenplay::TimeOfDay::kDay; bool interior = true; Vec3 size{5, 2.8f, 4}; };
std::vector<float> make_ambience(const Ambience& ambience, Seconds length, std::uint64_t seed);
// Procedural steps, doors, put-downs, chairs ... placed in time; `listener` for distance and pan.
std::vector<float> make_foley(const std::vector<staging::SoundEvent>& events, Seconds length, const Ambience& room, std::uint64_t seed);

// Which recipe of data/sound/recipes.json it is ("effect/knock"); "" for an effect that no recipe is named after.
std::string name_of_sound(const staging::SoundEvent& event);

// A spoken line as the other end of a telephone hears it; in place, 48 kHz mono.
void through_telephone(std::span<float> mono);

// One scene's stems on the scene's clock (same length); dialogue is mono.
struct SceneSound { std::vector<float> dialogue_mono, music, effects, ambience; std::vector<std::pair<Seconds, Seconds>> speech; Vec3 room{5, 2.8f, 4}; bool interior = true; };
struct Mix { std::vector<float> stereo, dialogue, music, effects; double loudness_lufs = 0, true_peak_dbtp = 0; };
// Ducks music and ambience under speech, adds room, sums; `lengths` in samples. Loudness is set later on the whole film.
std::vector<std::vector<float>> mix_scene(const SceneSound& scene);  // {dialogue, music, effects} stereo stems, equal lengths
// How one scene is balanced: dB applied besides the ducking, for reports.
struct Balance { double dialogue_db = 0, music_db = 0, duck_music_db = 0, duck_ambience_db = 0, speech_lufs = 0, background_lufs = 0; };
std::vector<std::vector<float>> mix_scene(const SceneSound& scene, Balance& balance);

// Mastering in bounded memory (half a kilobyte a second of film), for films whose stems do not fit: two passes over the scenes.
//
//   Master master;
//   for each scene: master.measure(d, m, e);           // pass 1, in order
//   master.decide();                                    // one gain for the film, from loudness and the limiter's share
//   for each scene: chunk = master.apply(d, m, e);      // pass 2, the same samples in the same order; write chunk
//   chunk = master.flush();                             // the look-ahead's last milliseconds
//
// Chunks may be cut anywhere; together they have exactly the input's length. Not thread-safe. The three stems of a call
// have equal, even lengths (shorter ones are filled with silence).
class Master {
 public:
  struct Chunk { std::vector<float> stereo, dialogue, music, effects; };
  explicit Master(double target_lufs = -23, double ceiling_dbtp = -1);
  ~Master();
  Master(Master&&) noexcept;
  Master& operator=(Master&&) noexcept;
  void measure(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects);
  void decide();
  double gain_db() const;
  Chunk apply(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects);
  Chunk flush();
  // Of everything apply() and flush() have given back so far (libebur128).
  double loudness_lufs() const;
  double true_peak_dbtp() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Brings the whole film to -23 LUFS +-0.5 with true peak <= -1 dBTP; the stems are gained alike so that they still sum to the mix.
Mix master(std::vector<float> dialogue, std::vector<float> music, std::vector<float> effects);

struct Loudness { double integrated_lufs = 0, true_peak_dbtp = 0, range_lu = 0; };
Loudness measure_loudness(const std::vector<float>& stereo);

}  // namespace auteur::sound
