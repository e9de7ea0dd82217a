// Ambience, Foley and the mix. All buffers 48 kHz stereo interleaved unless said.
//
//   dialogue (mono) --- small room ------------------------+
//   music ----- duck under speech, dip at 2.8 kHz ---------+--> stems of a scene --> Master (whole film) --> film mix
//   ambience -- duck --+                                   |
//   Foley -------------+-- effects ------------------------+
//
// In 5.1 every buffer has six channels: L R C LFE Ls Rs. Voices stand in C, their room round them; music is in front with its
// room behind; steps and doors come from where they are; LFE has what shakes the ground and nothing else.
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
// `surround`: also the same in 5.1, when not null.
std::vector<float> make_foley(const std::vector<staging::SoundEvent>& events, Seconds length, const Ambience& room, std::uint64_t seed, std::vector<float>* surround = nullptr);
// The staging's own sounds and the clothes of people who sit, stand, turn, reach and gesture, in time order.
std::vector<staging::SoundEvent> sounds_of(const staging::Staging& staging);

// Which recipe of data/sound/recipes.json it is ("effect/knock"); "" for an effect that no recipe is named after.
std::string name_of_sound(const staging::SoundEvent& event);

// A spoken line as the other end of a telephone hears it; in place, 48 kHz mono.
void through_telephone(std::span<float> mono);

// One scene's stems on the scene's clock (same length); dialogue is mono.
struct SceneSound { std::vector<float> dialogue_mono, music, effects, ambience, effects_surround; std::vector<std::pair<Seconds, Seconds>> speech; Vec3 room{5, 2.8f, 4}; bool interior = true; };
struct Mix { std::vector<float> stereo, dialogue, music, effects; double loudness_lufs = 0, true_peak_dbtp = 0; };
// Ducks music and ambience under speech, adds room, sums; `lengths` in samples. Loudness is set later on the whole film.
std::vector<std::vector<float>> mix_scene(const SceneSound& scene);  // {dialogue, music, effects} stereo stems, equal lengths
// How one scene is balanced: dB applied besides the ducking, for reports.
struct Balance { double dialogue_db = 0, music_db = 0, ambience_db = 0 /* all through a scene that is too loud for its words */, duck_music_db = 0, duck_ambience_db = 0, speech_lufs = 0, background_lufs = 0; };
// `surround`: also the three stems in 5.1, when not null.
std::vector<std::vector<float>> mix_scene(SceneSound scene, Balance& balance, std::vector<std::vector<float>>* surround = nullptr);
// A stereo cue in 5.1.
std::vector<float> music_in_surround(const std::vector<float>& stereo);

// What a mix is mastered to (data/sound/targets.json).
struct Target { std::string name = "ebu-r128"; double lufs = -23, true_peak_dbtp = -1; bool dialogue_gated = false; double least_dialogue = 0.15, otherwise_lufs = -24; };
// Errors: kInvalidInput for a name that the data does not have.
Result<Target> target_named(const std::string& name);

// Mastering in bounded memory (half a kilobyte a second of film), for films whose stems do not fit: two passes over the scenes.
//
//   Master master;
//   for each scene: master.measure(d, m, e);           // pass 1, in order
//   master.decide();                                    // one gain for the film, from loudness and the limiter's share
//   for each scene: chunk = master.apply(d, m, e);      // pass 2, the same samples in the same order; write chunk
//   chunk = master.flush();                             // the look-ahead's last milliseconds
//
// Chunks may be cut anywhere; together they have exactly the input's length. Not thread-safe. The three stems of a call
// have equal lengths, whole frames of `channels` (shorter ones are filled with silence). Stereo, or six channels (5.1).
class Master {
 public:
  struct Chunk { std::vector<float> mix, dialogue, music, effects; };
  explicit Master(const Target& target = {}, int channels = 2);
  ~Master();
  Master(Master&&) noexcept;
  Master& operator=(Master&&) noexcept;
  void measure(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects);
  void decide();
  double gain_db() const;
  Chunk apply(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects);
  Chunk flush();
  // Of everything apply() and flush() have given back so far (BS.1770-4 and EBU Tech 3342; the peak four times oversampled).
  double loudness_lufs() const;
  double true_peak_dbtp() const;
  double range_lu() const;
  // Share of the running time while somebody talks, and how loud the mix is then; -70 when nobody does.
  double dialogue_share() const;
  double dialogue_lufs() const;
  // What the target measures: dialogue_lufs() or loudness_lufs(); and the figure it should have.
  bool on_dialogue() const;
  double wanted_lufs() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Brings a whole stereo film to its target +-0.5 LU and under its true peak; the stems are gained alike so that they still sum to the mix.
Mix master(std::vector<float> dialogue, std::vector<float> music, std::vector<float> effects, const Target& target = {});

struct Loudness { double integrated_lufs = 0, true_peak_dbtp = 0, range_lu = 0; };
Loudness measure_loudness(const std::vector<float>& stereo);

}  // namespace auteur::sound
