// The score: themes for the film and its people, things and places; cues that begin and end where the scene gives a reason.
//
//   0 ..lead-in..|bar|bar|bar|..hit|bar|bar|rit.|final chord .......... fades inside .. length
//                 every hit falls on a downbeat: tempo is piecewise constant between hits, never more than 4 % from the base
//
// All functions are pure and thread-safe: the same request gives the same notes, the same cue the same samples.
#pragma once

#include <map>
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
// Where a theme sounds and how it was changed: "head", "augmented", "first notes", "sequence", "inverted", "hidden under the
// talk" ... `owner`: whose theme, "" the film's (themes.h).
struct ThemeUse { int part = 0; Seconds start, end; std::string how, owner = {}; };
// What the music answers to: an instant of the picture. `weight` 0..1: what gives way first when not all can be met at a
// steady pace; `must`: somebody asked for it, it never gives way.
struct HitPoint {
  Seconds at;
  double weight = 0.5;
  std::string what;
  bool must = false;
  HitPoint() = default;
  explicit HitPoint(Seconds when, double how_much = 0.5, std::string words = {}, bool asked = false) : at(when), weight(how_much), what(std::move(words)), must(asked) {}
};
// The chord of a bar: semitones above the cue's tonic; M major, m minor, d diminished, s suspended fourth.
struct Chord { int root = 0; char quality = 'M'; bool operator==(const Chord&) const = default; };
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
  int metre = 4;                       // beats of a usual bar
  std::vector<HitPoint> hits = {};     // those that are met, each on a downbeat
  std::vector<HitPoint> missed = {};   // those that gave way
  std::vector<Chord> chords = {};      // one for each of `bars`
  double worst_change = 0;             // of the pace between two hits against `tempo`, relative
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

// An instrument that plays one theme: General MIDI program - 1, range in MIDI pitches, level in dB, pan -1..1.
struct Instrument { std::string name = "clarinet"; int program = 71, low = 55, high = 84; double pan = 0, level = -3; bool sustains = false; };
// A theme that a cue shall state. `at`: when, best of all; negative: anywhere. `development` 0..1: how far the film has
// come; early a theme is only hinted at, late it is whole, slow, and joined with others.
struct ThemeWish { std::string owner, name; Theme theme; Instrument voice; Seconds at{-1}; double development = 0.5, weight = 1; };
// What a person said about the music, as numbers (direction.h). All of it is added to what the feeling asks for.
struct Steering {
  double tempo = 0;        // -0.4..0.4: share faster
  double energy = 0, feeling = 0, tension = 0;  // added to arousal, valence, tension
  double level_db = 0;     // of all instruments
  double pitch = 0;        // semitones of the tunes' register
  double density = 0;      // -1..1: fewer or more layers
  double themes = 0;       // -1..1: fewer or more statements
  double length = 0;       // -1 staccato .. 1 legato
  std::map<std::string, double> family_db = {};  // "strings" -> -6; -60: silent
  bool operator==(const Steering&) const = default;
};
// `speech`: intervals in which people talk (start, end): the writing thins out under them. Ends exactly at `length`.
// `curve`: the feeling over time, for dynamics and layers; empty: an arch. `setting`: words of place, time and weather that
// some ensembles belong to. `flows_in`: music was sounding before and goes on; `flows_out`: it goes on afterwards. Cues of
// one `chain` stand in one key.
struct CueRequest {
  Theme theme;
  std::string scene;
  screenplay::Mood mood;
  Seconds length;
  std::vector<std::pair<Seconds, Seconds>> speech;
  std::vector<HitPoint> hits;
  std::uint64_t seed = 0;
  bool opening = false, closing = false;
  std::vector<ThemeWish> wishes = {};
  std::vector<std::pair<Seconds, screenplay::Mood>> curve = {};
  std::vector<std::string> setting = {};
  Steering steering = {};
  bool flows_in = false, flows_out = false;
  std::string chain = {};
};
// Hits that cannot be met with a pace within 4 % of the base give way, lightest first, and stand in Cue::missed.
Cue compose_cue(const CueRequest& request);
Json to_json(const Cue& cue);
Result<Cue> cue_from_json(const Json& document);

// 48 kHz stereo interleaved. Errors: kUnavailable when no soundfont is there (the caller falls back to synthesise_plain).
std::string find_soundfont();  // "" when none
Result<std::vector<float>> play_cue(const Cue& cue, const std::string& soundfont, Progress& progress);
std::vector<float> synthesise_plain(const Cue& cue);  // embedded additive instruments, no soundfont needed

// A cue on the clock of its scene.
struct PlacedCue { Seconds start; Cue cue; };
// The families in which a score is handed over: "strings", "woodwinds", "brass", "keys" (also harp and bells), "percussion".
const std::vector<std::string>& families();
int family_of(int program);  // index into families()
// All cues of a scene, and what rings on after its end: `body` is exactly `length` long, `tail` kTailSeconds.
// `family` >= 0: only the instruments of one family; the families' sum is the whole. `soundfont` "": embedded instruments.
inline constexpr double kTailSeconds = 3.0;
struct SceneMusic { std::vector<float> body, tail; };
Result<SceneMusic> play_scene(const std::vector<PlacedCue>& cues, Seconds length, const std::string& soundfont, Progress& progress, int family = -1);

}  // namespace auteur::music
