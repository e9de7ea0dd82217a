// The breakdown: what the production needs, scene by scene. All facts come from the words; each names them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/units.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

enum class Setting { kInterior, kExterior, kBoth };
enum class TimeOfDay { kDawn, kMorning, kDay, kAfternoon, kDusk, kEvening, kNight };
enum class Weather { kNone, kClear, kRain, kStorm, kSnow, kFog, kWind };
// "dawn" .. "night"; "none", "clear" .. "wind": as documents and bibles write them. Nothing for any other word.
const char* word_of(TimeOfDay time);
const char* word_of(Weather weather);
std::optional<TimeOfDay> time_of(std::string_view word);
std::optional<Weather> weather_of(std::string_view word);

// Feeling of a scene or beat, each -1..1 (tension 0..1).
struct Mood { double valence = 0, arousal = 0, tension = 0; std::string why; /* the words that decided */ };

struct CastMember {
  std::string id;           // stable: upper-case name, "ANA"
  std::string name;         // as a viewer would read it: "Ana"
  std::vector<std::string> aliases;
  std::string description;  // "70s, grey, a fisherman's hands"
  int age = 0;              // 0 = unknown
  std::string gender;       // "female", "male", "" unknown: from pronouns, titles and common names
  int lines = 0, words = 0; // spoken
  std::vector<int> scenes;  // indices
  std::string species = {};  // an animal: the noun the script has for it, "terrier"; "" = a person
};

struct PlaceUse {
  std::string id;      // slug of the set: "kitchen", "lighthouse-kitchen"
  std::string name;    // "LIGHTHOUSE - KITCHEN"
  std::string kind;    // "kitchen", "street", "cafe" ... from data/place_kinds; "room" or "open-ground" when unknown
  Setting setting = Setting::kInterior;
};

// What happens, in order. One sentence of action gives zero or more of these; each dialogue block gives one kLine.
enum class BeatKind { kLine, kEnter, kExit, kSit, kStand, kWalkTo, kTurnTo, kLookAt, kPickUp, kPutDown, kGive, kUse, kOpen, kClose, kGesture, kEmotion, kPause, kDescribe, kEffect, kMove /* a prop is moved to a place */ };

struct Beat {
  BeatKind kind = BeatKind::kDescribe;
  std::string who;       // cast id; "" = nobody in particular
  std::string object;    // prop id, furniture word, cast id or place word the act is about
  std::string target;    // where to / to whom: cast id, furniture word ("table", "door", "window")
  std::string text;      // the words; for kLine what is spoken
  std::string manner;    // parenthetical or adverb: "whispering", "angry"
  std::string extension; // kLine: "V.O.", "O.S."
  std::string line_id;   // kLine: "4-17" = scene number - n-th line of the scene: stable name of the line
  bool dual = false;     // kLine: spoken together with the line before; others: done together with the beat before ("Ana and Tom leave")
  Mood mood;
  Seconds estimate;      // by the timing model, until a voice says it
  ByteRange bytes;
  int element = -1;      // index in Screenplay::elements
  std::string pov = {};  // whose eyes see it ("LEO'S POV"): cast id; "" = nobody's in particular
  std::string away = {}; // not in the scene's place: id of the place at the other end of a phone call, or kOutside
};
// Beat::away of what is seen through a window or windscreen; of a far end nobody says anything about: kElsewhere.
inline constexpr const char* kOutside = "outside";
inline constexpr const char* kElsewhere = "elsewhere";

// `type` is the word of data/screenplay/props.txt ("vessel", "key", "bottle" ...), "object" for a noun no list knows.
struct PropUse { std::string id, name; bool handled = false; std::string rule; ByteRange bytes; std::string type = {}; };

struct Scene {
  int index = 0;
  std::string number;       // as printed: the script's own, else 1, 2, 3 ...
  std::string heading;
  PlaceUse place;
  TimeOfDay time = TimeOfDay::kDay;
  int story_day = 1;
  Weather weather = Weather::kNone;
  std::vector<std::string> cast;   // ids of people seen, in order of appearance (V.O. only is not seen)
  std::vector<std::string> far_end;    // ids of people at the other end of a phone call (INTERCUT): heard, not in this place
  std::string far_place;               // id of the place they are in; "" = nobody says
  std::vector<std::string> background; // "customers", "soldiers"
  std::vector<PropUse> props;      // nouns in action lines; `handled` when somebody touches them
  std::vector<std::string> dressing; // furniture and set words named: "table", "window", "stove"
  std::vector<Beat> beats;
  Mood mood;
  Seconds estimate;
  int eighths = 1;
  ByteRange bytes;
  // A scene without a heading of its own: an item of a series of shots, what somebody sees from a vehicle, and what comes
  // after them under the same heading. `part_of` is the number of the scene with the heading; its own is "12.1", "12.2".
  std::string part_of = {};
  std::string told = {};  // "montage": one of a series of shots; "pov": what Beat::pov sees; "" = as written
};

struct Breakdown {
  std::string title, author;
  std::string language = "en";   // guessed from the words: "en", "de", "fr", "es", "it", ... "en" when unsure
  std::vector<CastMember> cast;
  std::vector<Scene> scenes;
  std::vector<PlaceUse> places;  // each once
};

// "OMITTED": the number of a scene that is no more; it keeps its place in the numbering and is not filmed.
bool is_omitted(const Scene& scene);

// A script without headings becomes one scene in a neutral place.
Breakdown break_down(const Screenplay& script);

Json to_json(const Breakdown& breakdown);
Result<Breakdown> breakdown_from_json(const Json& document);

}  // namespace auteur::screenplay
