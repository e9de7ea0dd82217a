// The story ledger: what changed when, in story time.
//
//   script     scene 1 ....... scene 2 (FLASHBACK) ....... scene 3      as it is told
//   story      scene 2 ....... scene 1 ................... scene 3      as it happened: what the ledger folds over
//   state      S0 --e--> S1 --e--e--> S2 ...               S(n) = every event up to n, applied in story order
//
// Events are read from action lines (verbs are data: data/story) and changed by people (bible/ledger.toml). All
// functions are pure. An event names who said so and, for the script's, the bytes it was read from. States hold facts
// only, no words and no places in files, so that equal states have equal bytes and one digest.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/sha256.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::world {

enum class EventKind {
  kMove,                                 // a prop: to a holder, a container or a piece of furniture
  kOpen, kClose, kBreak, kMend,          // a prop, or a fixture of the place: door, window, drawer
  kLight, kDark,                         // lamps, candles, fires of the place
  kConsume, kFill,                       // `level` is what is left, 0..1
  kWear, kTakeOff,                       // `what` a person, `detail` the garment
  kWound, kHeal, kWet, kDry, kDirty, kClean,  // a person; wet to clean also a prop
  kWeather,                              // `detail`: rain, snow ...
  kPower,                                // `level` 1 on, 0 off: the electricity of a place
};
std::string_view name_of(EventKind kind);
std::optional<EventKind> event_kind(std::string_view name);
const std::vector<std::string>& event_kind_names();

struct Event {
  std::string id;       // "3-2": the second event that the script has in scene 3; people's own: what they called it
  std::string scene;    // number
  int beat = -1;        // index in Scene::beats; -1: before the first
  EventKind kind = EventKind::kMove;
  std::string place;    // id
  std::string what;     // prop id ("cup", the second of its name "cup~2"), fixture word ("door") or cast id
  std::string who;      // who does it, when somebody does
  std::string holder;   // move: cast id, or empty
  std::string where;    // move: container or furniture word
  bool stowed = false;  // move: in a pocket or bag, not seen
  double level = 0;
  std::string detail;
  bool asserted = false;  // the script says that it is so, not that it becomes so: "the open door"
  screenplay::ByteRange bytes;
  std::string words;
  std::string by = "script", why;
  bool operator==(const Event&) const;
};

struct ThingState { std::string place, holder, where; bool stowed = false; std::optional<bool> open; bool broken = false, wet = false, dirty = false; std::optional<double> level; bool operator==(const ThingState&) const = default; };
struct FixtureState { std::optional<bool> open, lit; bool broken = false; bool operator==(const FixtureState&) const = default; };
struct BodyState { std::set<std::string> wounds; bool wet = false, dirty = false; std::map<std::string, bool> wears; bool operator==(const BodyState&) const = default; };

struct StoryState {
  std::map<std::string, ThingState> props;
  std::map<std::string, std::string> now;  // prop id -> the one of that name meant last ("cup" -> "cup~2")
  std::map<std::string, std::map<std::string, FixtureState>> fixtures;  // place -> word
  std::map<std::string, BodyState> people;
  std::map<std::string, bool> power;       // place -> electricity; absent: on
  std::map<std::string, std::string> weather;  // scene -> a change within it
  bool operator==(const StoryState&) const = default;
};

// Idempotent for every kind but kConsume without a level (which the reader never makes).
StoryState apply(StoryState state, const Event& event);

// Somebody has a prop in hand: what `world check` holds against where it was.
struct Handling { std::string scene, place, what, who; int beat = -1; bool fresh = false; /* "a second letter": one not seen before */ screenplay::ByteRange bytes; std::string words; };

struct Ledger {
  std::vector<std::string> order;  // scene numbers as the story has them
  std::vector<Event> events;       // in story order, then by beat
  std::vector<Handling> handled;   // likewise
  std::set<std::string> runs_on;   // scenes that begin where the one before ended
};

// When scenes happen, where people decided it (bible/world.toml): scene number -> story day. Others keep the breakdown's;
// a heading with FLASHBACK lies before everything else.
using StoryDays = std::map<std::string, int>;

// Indices of scenes as the story has them; omitted scenes are left out.
std::vector<std::size_t> story_order(const screenplay::Breakdown& breakdown, const StoryDays& decided = {});

// Reads all events. Cost: some microseconds a sentence.
Ledger read_ledger(const screenplay::Breakdown& breakdown, const StoryDays& decided = {});

enum class EditKind { kAdd, kReplace, kRemove };
struct LedgerEdit { EditKind edit = EditKind::kAdd; Event event; std::string after; /* add: id of the event it follows; else it comes first in its scene */ SourcePlace at; };

// The ledger as people have it. Errors: kInvalidInput at the edit's place (no such event or scene, one id twice).
Result<Ledger> edited(Ledger ledger, const std::vector<LedgerEdit>& edits);

StoryState fold(const std::vector<Event>& events, StoryState from = {});
// What people put on and took off, and wet clothes, last while scenes run on; after a jump in time everybody is in the
// costume of the day again. Before the first beat of a scene; after the events of its beats up to `beat` (inclusive) in state_at.
StoryState state_before(const Ledger& ledger, const std::string& scene);
StoryState state_at(const Ledger& ledger, const std::string& scene, int beat);

// What a shot of this scene can show: the props of its place and people, the fixtures of the place, the people in it, and
// "away": props that other scenes have in this place and that are elsewhere now. Kind "auteur.story_state".
// `story_state_digest` is the digest of its canonical bytes.
Json seen_state(const StoryState& state, const screenplay::Breakdown& breakdown, const screenplay::Scene& scene);
std::string story_state_digest(const Json& seen);

Json to_json(const StoryState& state);
StoryState story_state_from_json(const Json& document);
Json to_json(const Event& event);
Json to_json(const Ledger& ledger);
Event event_from_json(const Json& document);

}  // namespace auteur::world
