// Goes through a screenplay element by element and keeps what scene is open, who is in it and how it is told.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "action.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/pages.h"
#include "cast.h"
#include "mood.h"

namespace auteur::screenplay {

// Without line ends, tabs and double spaces.
std::string one_line(std::string_view text);

class BreakdownBuilder {
 public:
  explicit BreakdownBuilder(const Screenplay& script) : script_(script), cast_(script, true) {}
  Breakdown run();

 private:
  // What stands under one cue: pieces of speech, each with the manner that stands before it.
  struct SpeechBlock {
    struct Piece { std::string text, manner; std::size_t element; bool sung, pause_before; };
    std::vector<Piece> pieces;
    std::vector<Beat> acts;
    std::string target;
    ByteRange range;
  };

  std::string guess_language() const;
  void element(std::size_t& i);
  std::string fresh_number(std::string number);
  void action(const Element& e, int index);
  // Those who were together when the scene before ended.
  std::vector<int> together() const;
  void start_scene(const Element* heading, int index);
  // Of the scenes so far, in their order.
  const std::vector<PlaceUse>& places_in_use();

  // breakdown_parts.cc
  // A phone call: who was in that place when it was seen last is at its other end, unless they are here already.
  void far_end_in(const std::string& place);
  // "NELL IN THE OFFICE, IDA IN THE HALLWAY", "NELL AND IDA", or nothing.
  void intercut(const std::string& rest);
  // Lines that say how the scene is told. True when the element is one, and is itself no action.
  bool shot_line(std::size_t i);
  // What lies around a vehicle: the open place of the scene after this one or before it; else a street.
  PlaceUse outside_of_here(std::size_t i);
  // A scene of its own under the same heading, in another place. Where nothing has happened yet, the scene itself goes there.
  void aside(const std::string& told, const PlaceUse& place, const std::string& time);
  // Back in the place of the heading, with those who are there still.
  void resume();
  static std::string heading_of(const PlaceUse& place, const std::string& when);
  void next_part();
  // A paragraph of a series: each line that names a place is a scene there.
  void series_lines(const Element& e, int index);

  // breakdown_speech.cc
  // Who is meant by "(to Tom)".
  std::string addressee(std::string_view manner) const;
  std::vector<int> speakers_of(const CueNames& names, const std::string& cue) const;
  void read_acts(const Element& e, std::size_t index, int speaker, SpeechBlock& block);
  SpeechBlock read_block(std::size_t& i, int actor);
  std::string heard_from(int person, bool unseen);
  void say(const SpeechBlock& block, const Element& cue, const std::string& extension, int person, std::size_t s, const std::string& away);
  void speech(std::size_t& i);
  static std::string letters(std::size_t k);

  // breakdown_end.cc
  void find_weather();
  void moods();
  void finish_scene();
  void finish_cast();

  const Screenplay& script_;
  Cast cast_;
  Breakdown out_;
  Scene scene_;
  SceneMemory memory_;
  MoodMeter meter_;
  std::vector<SceneLength> lengths_ = scene_lengths(script_);
  int heading_ = -1;  // element of the open scene
  std::string text_;
  std::set<std::string> numbers_;
  std::set<int> spoke_;
  std::pair<std::size_t, std::size_t> pending_{0, 0};
  int line_ = 0;
  bool open_ = false, heading_continues_ = false;
  int headings_ = 0, parts_ = 0;          // scenes with a heading; asides and resumed parts of this one
  std::string base_number_;               // of the scene with the heading
  struct Base { PlaceUse place; std::string heading, told; TimeOfDay time = TimeOfDay::kDay; SceneMemory memory; } base_;
  bool aside_ = false;                    // the open scene is not in the place of its heading
  int pov_ = -1;                          // whose eyes see what is told now
  bool series_ = false, intercut_next_ = false;
  std::size_t series_until_ = 0;          // element
  std::size_t next_heading_ = 0;          // element, once it has been looked for
  static constexpr int kMostParts = 200;  // under one heading
  std::vector<PlaceUse> all_places_;      // of all headings, the last first
  std::vector<PlaceUse> used_places_;     // the one used last at the end
  std::size_t in_use_ = 0;
  std::map<int, std::string> last_place_; // where people were seen last
};

}  // namespace auteur::screenplay
