// Ambience, Foley and the mix. All buffers 48 kHz stereo interleaved unless said.
#pragma once

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

// One scene's stems on the scene's clock (same length); dialogue is mono.
struct SceneSound { std::vector<float> dialogue_mono, music, effects, ambience; std::vector<std::pair<Seconds, Seconds>> speech; Vec3 room{5, 2.8f, 4}; bool interior = true; };
struct Mix { std::vector<float> stereo, dialogue, music, effects; double loudness_lufs = 0, true_peak_dbtp = 0; };
// Ducks music and ambience under speech, adds room, sums; `lengths` in samples. Loudness is set later on the whole film.
std::vector<std::vector<float>> mix_scene(const SceneSound& scene);  // {dialogue, music, effects} stereo stems, equal lengths
// Brings the whole film to -23 LUFS +-0.5 with true peak <= -1 dBTP; the stems are gained alike so that they still sum to the mix.
Mix master(std::vector<float> dialogue, std::vector<float> music, std::vector<float> effects);

struct Loudness { double integrated_lufs = 0, true_peak_dbtp = 0, range_lu = 0; };
Loudness measure_loudness(const std::vector<float>& stereo);

}  // namespace auteur::sound
