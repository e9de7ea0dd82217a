// Two drafts side by side: which scenes were added, removed, moved and changed, word by word.
//
// Scenes are matched by what is in them, never by number: identical ones first, then those that share most of their word
// pairs (Dice's coefficient), each with the best that is left. What is out of order among the matched (outside a longest
// increasing run) has moved. A character whose cues carry another name over the same words has been renamed; the new
// name alone is no change of a scene.
// Within matched scenes words are compared with the shortest edit script (Myers 1986) across paragraphs.
//
// Cost: a feature against its next draft in tens of milliseconds. A scene that has nothing in common with its match
// beyond a bound is shown as one change instead of word by word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

enum class ChangeKind { kInserted, kDeleted, kReplaced, kRenamed /* only a character's new name */ };

// Words that differ. Bytes are of each draft's file; an inserted change has an empty range in the old one, at the place
// where the words went in, and the other way round.
struct WordChange {
  ChangeKind kind = ChangeKind::kReplaced;
  std::string before, after;       // the words, with single spaces
  ByteRange bytes_before, bytes_after;
  int element_before = -1, element_after = -1;  // index in Screenplay::elements of the first word
  int line_before = 0, line_after = 0;          // from 1
  int words_before = 0, words_after = 0;
};

enum class SceneState { kSame, kChanged, kAdded, kRemoved };

struct SceneChange {
  SceneState state = SceneState::kSame;
  bool moved = false;              // matched, but elsewhere in the order
  int before = -1, after = -1;     // index of the scene in either draft; -1 = not there
  std::string number_before, number_after;  // as printed, or by order where the draft has no numbers
  std::string heading_before, heading_after;
  int line_before = 0, line_after = 0;
  double likeness = 0;             // 0..1
  std::vector<WordChange> changes; // in the order of the new draft
};

struct RenamedCharacter { std::string before, after; int cues = 0; };

struct Comparison {
  std::vector<SceneChange> scenes;   // in the order of the new draft; removed ones where they were
  std::vector<WordChange> before_scenes;  // changes before the first heading and in the title page's place
  std::vector<RenamedCharacter> renamed;
  int added = 0, removed = 0, changed = 0, moved = 0, same = 0;
  int words_inserted = 0, words_deleted = 0;
  bool equal() const { return added + removed + changed + moved == 0 && before_scenes.empty(); }
};

Comparison compare(const Parsed& before, const Parsed& after);

Json to_json(const Comparison& comparison);  // kind "auteur.comparison"
// A page of its own that any browser shows: both drafts' words, inserted and deleted marked. `colour` is that of the
// revision, as a name of revision_colours().
std::string html_report(const Comparison& comparison, const std::string& name_before, const std::string& name_after);

// --- locked scene numbers
//
// Once numbers are locked a scene keeps its number for good. A scene that comes between 12 and 13 is 12A, the next
// 12B; between 12A and 12B is 12AA; between 12 and 12A is A12A, and before 1 is A1 (a letter in front comes before).
// I and O are left out. A removed scene leaves its number behind as OMITTED; a moved one as well, and gets a new
// number where it went.
struct LockedNumber {
  std::string number;
  int before = -1, after = -1;     // scene indices; after = -1: omitted
  bool omitted = false;
  std::string moved_to;            // an omitted number whose scene went elsewhere
};
std::vector<LockedNumber> lock_numbers(const Comparison& comparison);

// The number for a scene between two others; either may be empty (the start, the end). `taken` are numbers in use.
std::string number_between(const std::string& low, const std::string& high, const std::vector<std::string>& taken);

// --- revisions
//
// White, Blue, Pink, Yellow, Green, Goldenrod, Buff, Salmon, Cherry, Tan, then 2nd White, 2nd Blue and so on.
std::string next_colour(const std::string& colour);  // "" (a first draft) -> "Blue"; case is ignored
// The colour a draft says it is: its newest Final Draft revision, or the title page ("Revision", "Draft: Blue"). "" if none.
std::string colour_of(const Screenplay& draft);

}  // namespace auteur::screenplay
