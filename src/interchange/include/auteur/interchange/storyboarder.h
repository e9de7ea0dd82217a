// `.storyboarder`: the project of the storyboard program most boards are drawn in. JSON beside a folder of pictures.
//
//   { "version": "2.0.1", "aspectRatio": 2.39, "fps": 24, "defaultBoardTiming": 2000,
//     "boards": [ { "uid": "4F2QK", "url": "board-1-4F2QK.png", "newShot": true, "number": 1, "shot": "1A", "time": 0,
//                   "duration": 2000 (ms), "dialogue": "", "action": "", "notes": "",
//                   "layers": { "reference": { "url": "board-1-4F2QK-reference.png", "opacity": 1 } } } ] }
//   images/board-1-4F2QK-reference.png
//
// The program counts its own shot names from `newShot` when it opens a file; a board is known again by its uid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"
#include "auteur/media/media.h"

namespace auteur::interchange {

inline constexpr std::uint64_t kMostStoryboarderBytes = 32u << 20;

struct StoryboardLayer { std::string name, file; double opacity = 1; };  // the lowest first; `file` is a plain name in images/
struct StoryboardPanel {
  std::string uid;          // five letters and figures
  std::string file;         // "board-1-4F2QK.png": what the names of its pictures begin with
  bool new_shot = false;
  std::string shot;         // "1A"; as the file has it, else counted from new_shot
  Seconds duration = Seconds(2);
  std::string dialogue, action, notes;
  std::vector<StoryboardLayer> layers;
};
struct Storyboard {
  double aspect = 1.7777;
  double fps = 24;
  std::vector<StoryboardPanel> panels;
  std::vector<std::string> findings;  // what was left out, in words
};

// Bounded: 10,000 boards, 20,000 bytes a text, 16 layers a board; pictures are plain names only. What cannot be used of a
// board is left out and said. Errors: kInvalidInput (no JSON, no boards), with line and column where the JSON is broken.
Result<Storyboard> read_storyboarder(std::string_view json, const std::string& name);

// With `time` as the sum of durations and numbers from 1. Invalid UTF-8 does not occur in what was read.
std::string write_storyboarder(const Storyboard& board);

// The board's layers laid over each other, from `folder`/images; where it has none that is there, the flat picture the program
// keeps of it. Files are at most 64 MiB and lie in that folder, links included. Errors: kNotFound, kInvalidInput.
Result<media::Picture> picture_of(const StoryboardPanel& panel, const Path& folder);

// The uid of a panel of ours, from its name: the same panel has the same one in every file.
std::string storyboard_uid(std::string_view panel_name);

}  // namespace auteur::interchange
