// Caption files of anybody, read and held against the rules. Knows nothing of how captions are made.
//
// Read are SubRip (.srt), WebVTT (.vtt) and TTML with begin and end on its paragraphs. A file may be broken in any way; what
// can be read is checked and what cannot is a finding. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/edit/captions.h"

namespace auteur::edit {

struct ReadCaption { int number = 0; /* the file's, else counted */ int line = 0; /* of the file */ std::int64_t start_ms = 0, end_ms = 0; std::vector<std::string> lines; };
struct CaptionFinding {
  std::string rule;     // "speed", "gap", "cut-in" ...
  int number = 0;       // of the caption; 0: the file
  int line = 0;         // of the file
  std::int64_t at_ms = 0;
  std::string message;  // what, measured, and what would be right
};
struct CaptionFile { std::string format; /* "srt", "vtt", "ttml" */ std::string language; /* as the file says it */ std::vector<ReadCaption> captions; std::vector<CaptionFinding> findings; /* of its form */ };

inline constexpr std::size_t kMostCaptionBytes = 32 << 20;
// Errors: kInvalidInput when it is none of the three, or larger than kMostCaptionBytes.
Result<CaptionFile> read_captions(std::string_view bytes, const std::string& file);

struct CaptionCheck {
  CaptionRules rules;
  double frames_per_second = 24;
  std::vector<std::int64_t> cuts;   // frames; empty: shot changes are not checked
};
// The file's own findings and those of the rules, in the order of the file.
std::vector<CaptionFinding> check_captions(const CaptionFile& file, const CaptionCheck& check);
Json to_json(const std::vector<CaptionFinding>& findings);

}  // namespace auteur::edit
