// Making a film: the graph is expanded in three stages, each made before the next is known.
//
//   writing:   script -> breakdown
//   planning:  casting, cast/ANA/{face,makeup,wardrobe,voice}, cast/ANA, places/kitchen/set, lines/4-17/voice, scenes/4/staging, scenes/4/coverage
//   shooting:  scenes/4/performance, shots/4B/picture, scenes/4/score, scenes/4/sound, titles, cut, mix, deliver/film
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auteur/graph/executor.h"
#include "auteur/production/film.h"

namespace auteur::production {

enum class Level { kBoards, kPreviz, kFinal };
std::string_view name_of(Level level);
Result<Level> level_from(std::string_view name);

struct LevelSettings { int width, height, drawings_per_second; int crf; std::string preset; };
LevelSettings settings_of(Level level, const Film& film);

// A storyboard: out/boards.pdf and out/boards/SHOT.png, instead of a film or beside it.
struct BoardOptions { bool rendered = false; int per_page = 6; bool with_film = false; };

// What is made of the film: all of it, or only its captions, or only its sound; the last two need no picture drawn.
enum class Part { kFilm, kCaptions, kSound };

// Another language instead of the film itself: dubbed; its captions on the original (`subtitles`); or no more than its lines.
struct Dubbing { std::string language; bool subtitles = false, lines_only = false; };

struct MakeOptions {
  Level level = Level::kPreviz;
  std::string scenes;        // "3-5", "2,4": only these; empty = all
  unsigned threads = 0;
  std::uint64_t memory_mib = 2200;
  bool plan_only = false;    // stop after coverage
  bool exr = false;          // also every drawing as multi-part OpenEXR, into out/exr/LEVEL/SHOT/
  bool animatic = false;     // also a film with scene, shot, frame and time code burnt in; boards always come with it
  bool cards = true;         // with title and credits
  std::string label = {};    // burnt in beside the shot: "take 3, tense"
  Part part = Part::kFilm;
  Dubbing dubbing = {};      // its language empty: the original, and all languages of the film
  bool stems = false;        // also dialogue, music and effects as WAV, named by the turnover
  std::set<std::string> models = {};         // only these shots, for other programs, into out/models/SHOT.FORMAT; no film
  std::vector<std::string> model_formats = {"glb"};  // "glb", "usda", "chan", "bvh"
  std::optional<BoardOptions> boards = {};   // the storyboard
  bool score_only = false;   // stop when the music is written and played
  std::function<void(const RunProgress&)> on_progress = {};
  std::function<void(const NodeRun&)> on_run = {};
};

// How what is delivered is named: "film", "boards-scenes-3-5".
std::string film_name(const MakeOptions& options);

struct Made {
  Graph graph;                    // of the last stage reached
  RunReport report;               // all stages together
  Path out;                       // folder of deliverables; empty when there are none
  std::vector<Path> files;        // what was written there, film first
  std::vector<std::string> notes; // honest degradation, warnings of the parser
  Json film_report;               // findings
  Json boards;                    // "auteur.boards": the panels with their words, each with the "file" of its picture
  std::size_t changed = 0;        // actions that ran
  int mended = 0;                 // times that stored data was found damaged and made again
};

// All passes of Auteur. One per process: it holds the caches of sets, puppets and stages.
class Studio {
 public:
  static Result<std::unique_ptr<Studio>> open();
  const PassCatalogue& catalogue() const { return catalogue_; }

 private:
  PassCatalogue catalogue_;
};

// Errors: those of open_film and Store::open, kConflict (another make is at work on this film and does not finish),
// kCancelled, kIo (the film cannot be delivered), and the first failure of a pass. Stored data that is found damaged is
// made again.
Result<Made> make_film(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, Progress& progress);

// The graph as far as the store knows it, without running anything: for status and why.
Result<Graph> current_graph(const Film& film, Store& store, const Studio& studio, const MakeOptions& options);

}  // namespace auteur::production
