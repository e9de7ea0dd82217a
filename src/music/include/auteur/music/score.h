// The score: one theme for the film, one cue a scene, ending on time.
//
//   0 ..lead-in..|bar|bar|bar|..hit|bar|bar|rit.|final chord .......... fades inside .. length
//                 every hit falls on a downbeat: tempo is piecewise constant between hits
//
// All functions are pure and thread-safe: the same request gives the same notes, the same cue the same samples.
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
struct Part { std::string name; int program = 0; double pan = 0; double level_db = 0; };
// Expression (MIDI CC11, 0..127) of a part from `at` on.
struct Swell { int part = 0; Seconds at; int value = 100; };
// Where the film's theme sounds and how it was changed: "head", "augmented", "fragment", "sequence", "hidden" ...
struct ThemeUse { int part = 0; Seconds start, end; std::string how; };
struct Cue {
  std::string scene;
  Seconds length;
  double tempo = 90;  // base; the pace between two hits differs from it by a few per cent
  std::vector<Part> parts;
  std::vector<Note> notes;  // by start; the last release is exactly at `length`
  std::string why;
  std::vector<Swell> swells = {};      // by time
  std::vector<Seconds> beats = {};     // the tempo map: when each beat falls; hits are among them
  std::vector<int> bars = {};          // indices into `beats` of the downbeats
  std::vector<ThemeUse> theme_uses = {};
  std::string palette = {};
  int mode = 0, tonic = 60;
};

// The one linear map from feeling to music (after Eerola, Friberg and Bresin 2013: additive, no interactions).
struct Character {
  double tempo = 84;         // beats a minute
  double brightness = 0;     // -1..1: chooses the mode
  double register_centre = 67;  // MIDI pitch of the tune
  double velocity = 64;
  double articulation = 0.95;   // sounding part of a note
  double dissonance = 0;     // 0..1
  int mode = 0;
};
Character character_of(const screenplay::Mood& mood);
// 0 phrygian (darkest) .. 5 lydian (brightest).
int brightness_rank(int mode);

// `degrees`: scale steps above the tonic (7 = the octave). `mode`: rotation of the major scale: 0 ionian, 1 dorian,
// 2 phrygian, 3 lydian, 4 mixolydian, 5 aeolian. 5-9 notes, 6 or 8 beats.
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
