// auteur music: the score's cues, themes, hits and seams; as MIDI, MusicXML, cue sheet and stems; takes side by side.
#pragma once

#include <string>

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

struct MusicOptions {
  std::string sheet, midi, musicxml, stems, scene, play, say;
  int takes = 0;
  bool listen = false, words = false;
};
void add_music_command(CLI::App& app, Common& common, MusicOptions& options, int& result);

}  // namespace auteur::cli
