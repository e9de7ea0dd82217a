// The score: one theme for the film, one cue a scene, ending on time.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/progress.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::music {

struct Note { int part = 0, pitch = 60, velocity = 80; Seconds start, length; };
struct Part { std::string name; int program = 0; double pan = 0; };
struct Cue { std::string scene; Seconds length; double tempo = 90; std::vector<Part> parts; std::vector<Note> notes; std::string why; };

struct Theme { std::vector<int> degrees; std::vector<double> beats; int mode = 0; int tonic = 60; };
Theme compose_theme(const screenplay::Breakdown& breakdown, std::uint64_t film_seed);
// `speech`: intervals in which people talk (start, end): the writing thins out under them. Ends exactly at `length`.
struct CueRequest { Theme theme; std::string scene; screenplay::Mood mood; Seconds length; std::vector<std::pair<Seconds, Seconds>> speech; std::vector<Seconds> hits; std::uint64_t seed = 0; bool opening = false, closing = false; };
Cue compose_cue(const CueRequest& request);
Json to_json(const Cue& cue);
Result<Cue> cue_from_json(const Json& document);

// 48 kHz stereo interleaved. Errors: kUnavailable when no soundfont is there (the caller falls back to synthesise_plain).
std::string find_soundfont();  // "" when none
Result<std::vector<float>> play_cue(const Cue& cue, const std::string& soundfont, Progress& progress);
std::vector<float> synthesise_plain(const Cue& cue);  // embedded additive instruments, no soundfont needed

}  // namespace auteur::music
