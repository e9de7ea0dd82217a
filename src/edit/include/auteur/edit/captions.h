// Captions: what is said, and for people who cannot hear it also who says it and what sounds, as published caption rules
// (data/edit/captions.json) want them.
//
//   lines of the staging --> pieces of at most two lines, broken at sense --> placed on the frame grid --> SRT, WebVTT, TTML
//                                                          |
//                                 long enough to be read, two frames apart, on cuts or clear of them
//
// Where people talk faster than anybody reads, captions lag or lead by as little as their sum allows. Pure; the same scenes
// give the same captions. Columns: signs without marks that stand above others; in scripts without blanks a full-width sign
// is one column and a half-width sign half of one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/edit/timeline.h"

namespace auteur::edit {

struct CutRules { int in_after = 7, in_before = 11, out_after = 11, out_at = 2, out_before = 6; };
struct CaptionRules {
  int lines = 2;
  double line = 42;          // columns
  double speed = 20;         // columns a second
  double shortest = 5.0 / 6, longest = 7;  // seconds
  int gap = 2, after_speech = 12;          // frames at 24
  CutRules cut;                            // frames at 24
  bool blanks = true;        // words are parted by blanks
  bool full_width = false;   // half-width signs count half
  bool right_to_left = false;
};
enum class Audience { kAdults, kChildren };
// `language`: "en", "pt-BR". An unknown one has the common rules.
CaptionRules caption_rules(const std::string& language, Audience audience = Audience::kAdults);

// At 24 frames a second; not shown any more in frame `end`.
struct CaptionCue { std::int64_t first = 0, end = 0; std::vector<std::string> lines; /* with <i> and </i> */ };

struct CaptionScene {
  std::int64_t first_frame = 0, frames = 0;  // on the film
  const staging::Staging* staging = nullptr;
  const camera::ShotList* shots = nullptr;   // says who is seen; may be null
  std::map<std::string, std::string> names;  // cast id -> as a viewer would read it; ids else
  std::string weather;                       // "rain", "storm" ...
  std::string music;                         // the cue's character (music_character); empty: none
};
struct CaptionRequest {
  std::vector<CaptionScene> scenes;
  Timeline timeline;                         // its clips are the cuts
  std::string language = "en";
  Audience audience = Audience::kAdults;
  bool sdh = false;                          // also [names] and [sounds]
};
std::vector<CaptionCue> make_captions(const CaptionRequest& request);

// What a cue of this mood is called: "tense", "sad", "joyful", "gentle", "agitated", "calm".
std::string music_character(const screenplay::Mood& mood);

std::string to_srt(const std::vector<CaptionCue>& captions, const std::string& language = "en");
std::string to_webvtt(const std::vector<CaptionCue>& captions, const std::string& language = "en");
// IMSC 1.1 text profile, frame by frame.
std::string to_ttml(const std::vector<CaptionCue>& captions, const std::string& language, const std::string& title);
// For the film file.
std::vector<media::Caption> on_the_clock(const std::vector<CaptionCue>& captions);

// Every first frame of a clip but the film's own.
std::vector<std::int64_t> cut_frames(const Timeline& timeline);

}  // namespace auteur::edit
