// What the composer's steps hand to each other: tables, the grid of beats, chords. Private to the room.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "auteur/base/random.h"
#include "auteur/music/score.h"

namespace auteur::music {

// ---- tables (data/music/*.json) ----
struct PalettePart { std::string role, name, pattern; int program = 0, low = 48, high = 84; double pan = 0, level = 0; bool sustains = false; };
struct Palette { std::string name; std::array<double, 3> mood{}; std::vector<PalettePart> parts; std::vector<std::string> setting = {}; };
struct Progression { std::string name, formula; bool bright = true; std::array<double, 3> mood{}; std::vector<Chord> chords; };
struct Shape { std::string name; double valence = 0, drift = 0; int start = 0, leap = 3, leap_at = 1; };
// An instrument that may speak for somebody or something (data/music/voices.json). `solo`: for anybody; else only for `words`.
struct SoloVoice { Instrument instrument; std::array<double, 3> mood{}; std::string gender; int age_from = 0, age_to = 200; bool solo = true; std::vector<std::string> words; };
struct Tables {
  std::vector<Palette> palettes;
  std::vector<Progression> progressions;
  std::vector<std::vector<double>> rhythms;
  std::vector<Shape> shapes;
  std::vector<SoloVoice> voices;
};
// Read once a process. A missing or damaged file leaves a small built-in table, so composing never fails.
const Tables& tables();

// The best of many drawn candidates. `unit`: beats it shall last, 0 = any. `likeness` 0..1 to what it must not resemble; may be empty.
Theme draw_theme(const screenplay::Mood& mood, int unit, Random& random, const std::function<double(const std::vector<int>&, const std::vector<double>&)>& likeness);

// ---- pitch ----
const std::array<int, 7>& scale_of(int mode);
int pitch_of(int tonic, int mode, int degree);
bool is_bright(int mode);
// The signs of the key: sharps above 0, flats below, from -6 to 6.
int fifths_of(int tonic, int mode);
std::vector<int> tones_of(const Chord& chord);  // pitch classes relative to the tonic: root, third, fifth

// ---- time ----
struct Grid {
  std::vector<double> beats;   // seconds; the last one is the final chord
  std::vector<int> bars;       // beat index of each downbeat; the last one is the final chord
  std::vector<int> hit_beats;
  std::vector<HitPoint> hits, missed;  // in time order; hits[i] is on hit_beats[i]
  int metre = 4;
  std::vector<bool> thin;      // per beat: somebody talks
  double tempo = 84;
  double end = 0;              // the cue's length
  double worst_change = 0;     // relative tempo change between hits
  double at(double beat) const;  // beat position -> seconds
  int final_beat() const { return static_cast<int>(beats.size()) - 1; }
};
Grid lay_grid(const CueRequest& request, const Character& character, int metre);

// ---- melody, before instruments ----
struct TuneNote { double beat = 0, length = 1; int degree = 0; };
// `wish`: index of the theme in CueRequest::wishes, -1 the film's own.
struct Statement { std::string how; double start = 0, length = 0; bool answer_voice = false, whole_head = false; double softness = 0; std::vector<TuneNote> notes; int wish = -1; };
std::vector<Statement> plan_tune(const CueRequest& request, const Grid& grid, int mode, Random& random);

// ---- harmony: one chord a bar of the grid (the last is the final chord) ----
std::vector<Chord> harmonise(const CueRequest& request, const Character& character, const Grid& grid, const std::vector<Statement>& tune, const Progression& progression);
// Three inner voices, low to high, near `before` (empty = free), under `ceiling`.
std::array<int, 3> voice_chord(const Chord& chord, int tonic, int colour, const std::array<int, 3>* before, int bass_before, int bass, int low, int high, int ceiling);

const Palette& choose_palette(const screenplay::Mood& mood, const std::vector<std::string>& setting = {});
const Progression& choose_progression(const screenplay::Mood& mood, bool bright, Random& random);

}  // namespace auteur::music
