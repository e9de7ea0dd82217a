// The score for other programs and for players: standard MIDI files, MusicXML, the cue sheet. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/music/score.h"

namespace auteur::music {

// A cue in its film. `name`: "1m2", reel and number; `start`: on the film's clock, title included; `title`: for people.
struct FilmCue { std::string name, scene, title; Seconds start; Cue cue; std::string why_in, why_out; bool flows_in = false, flows_out = false; };

// ---- standard MIDI file, format 1, 960 ticks a beat ----
//
//   track 0: name, SMPTE offset (where the cue stands in the film, 24 frames), tempo map, time signatures, key, markers:
//            hits ("HIT The cup is put down"), themes ("ANA: head"), "end"
//   track n: an instrument: name, program, volume, pan, expression, notes. Parts beyond 15 go to further ports (channel 10
//            is left to drums).
//
// Times are those that are played, in ticks of the tempo map: within a tick (0.7 ms) of the cue.
std::vector<std::uint8_t> midi_file(const FilmCue& cue);

// What a MIDI file says; for checks, and for scores that come back.
struct MidiNote { int track = 0, channel = 0, pitch = 60, velocity = 64; Seconds start, length; };
struct MidiMarker { Seconds at; std::string text; };
struct MidiMeter { Seconds at; int beats = 4; };
struct MidiFile {
  std::vector<std::string> tracks;   // names
  std::vector<int> programs;         // by track; -1 none
  std::vector<MidiNote> notes;       // by start
  std::vector<MidiMarker> markers;
  std::vector<MidiMeter> meters;
  std::vector<std::pair<Seconds, double>> tempi;  // beats a minute
  Seconds length;
};
// Formats 0 and 1, ticks a beat. Errors: kInvalidInput (not a MIDI file, damaged, or larger than kMostMidiBytes).
inline constexpr std::size_t kMostMidiBytes = 16 << 20;
Result<MidiFile> read_midi(std::span<const std::uint8_t> bytes, const std::string& name);

// ---- MusicXML 4.0, partwise, at concert pitch ----
// Rhythm on sixteenths; bars, metre, key, tempo, chords, hits as rehearsal marks, themes as words, dynamics. A cue too short
// for bars is one bar.
std::string musicxml(const FilmCue& cue);

// ---- cue sheet ----
struct SheetRow {
  std::string name, scene, title, time_code, length, tempo, click, themes, hits, why, entry, exit;
};
// `click`: frames and eighths of a frame for a beat at 24 frames a second: "17-1" is 84 beats a minute.
std::string click_of(double tempo);
std::string time_code(Seconds at, int fps = 24);
std::vector<SheetRow> cue_sheet(const std::vector<FilmCue>& cues);
std::string sheet_csv(const std::vector<SheetRow>& rows);
std::string sheet_text(const std::vector<SheetRow>& rows, const std::string& title);

}  // namespace auteur::music
