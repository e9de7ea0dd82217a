// The beats of a scene as a director counts them: a new one begins where somebody's aim or the feeling changes. Each
// says what it feels like and points at the words that made it so.
//
// (What happens, act by act, is Beat in breakdown.h.)
//
//   method: a scene is cut into paragraphs of action and speeches. Between every two stands the evidence for a turn:
//   how far the feeling before is from the feeling after, who comes and goes, silence and interruption, things that come
//   to light, and how little the words after share with the words before (text tiling, Hearst 1997). Peaks become
//   turns. The values of words are data/screenplay/feelings.txt and feeling_rules.txt; what turns a scene,
//   turning_words.txt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/media/drawing.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

enum class Turn { kOpening, kFeeling, kEntrance, kExit, kSilence, kEvent, kReveal, kShift, kTopic };
std::string_view name_of(Turn turn);

struct StoryBeat {
  std::string id;        // "4/2": second beat of scene 4
  int scene = 0;         // index in Breakdown::scenes
  int number = 1;        // within the scene
  Turn turn = Turn::kOpening;
  Mood mood;             // valence, arousal -1..1, tension 0..1
  std::string why;       // one line: what turned, and the words in quotation marks
  ByteRange words;       // those words, in the file
  int line = 0, column = 0;  // where they begin
  ByteRange bytes;       // the whole beat, in the file
  int first_element = 0, last_element = 0;  // [first, last) of Screenplay::elements
  std::vector<std::string> who;  // cast ids that speak or act
  Seconds start, length;         // in the film, by the acting estimate
};

// In the order of the script; every scene has at least one. Requires: `breakdown` is of `draft.script`.
std::vector<StoryBeat> story_beats(const Parsed& draft, const Breakdown& breakdown);

Json to_json(const std::vector<StoryBeat>& beats, const Breakdown& breakdown);

// The film's emotional curve over its running time: valence and tension, scene numbers, day and night, story days, and
// the words at the extremes. 1200 x 620 points.
media::Drawing emotional_curve(const std::vector<StoryBeat>& beats, const Breakdown& breakdown);

// "tense", "glad", "sad", "calm" ... for people.
std::string_view feeling_name(const Mood& mood);

}  // namespace auteur::screenplay
