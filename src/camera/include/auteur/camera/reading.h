// How a director may read a scene: near and patient, short and from below, from across the room ... Data:
// data/camera/readings.json, and what a film has beside them. A reading changes what the idioms of coverage prefer, never the
// rules of continuity.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"

namespace auteur::camera {

struct Look;

// What a reading changes of one idiom.
struct Leaning {
  double appeal = 0;             // added to what the idiom is worth
  std::vector<float> lenses;     // mm, the first is preferred; empty: the idiom's own
  std::optional<float> angle;    // degrees off the face
};

struct Reading {
  std::string name, says;
  double pace = 1;               // factor on the length of shots
  int tighter = 0;               // sizes nearer on faces
  float lift = 0;                // metres of the camera above the eyes
  double often = 1, push = 1;    // how often the camera moves of itself, and how far
  int handheld_from = 3;         // on the shoulder from this level on: 0 calm, 1 tense, 2 crisis; 3 never
  bool zooms = false;            // slow moves in and out are made with the lens
  bool dolly_zoom = false;       // one, at the worst moment of the film
  double arcs = 0, booms = 0, tilts = 0;  // share of the slow moves that go round two people, rise or sink over a place, come down on it
  std::map<std::string, Leaning> ways;  // by the idiom's name
};

// Those of the data folder, the one that films have who ask for none first.
const std::vector<Reading>& readings();

// A reading of one's own from how it is written: {"name", "like", "says", and what differs from that one}. `like` is a reading
// of the data folder or of `before` (whole ones, as this gives them); the first of all where it is left out. What is returned is
// whole: it stands for itself, whatever becomes of the one it began with. Keys that begin with '@' are left out.
// Errors: kInvalidInput, with what is there and the nearest name; the message begins with the key that is wrong in quotes.
Result<Json> whole_reading(const Json& written, const std::vector<Json>& before);
// Errors: kInvalidInput (a number out of range, a key of another kind).
Result<Reading> reading_from_json(const Json& whole);

// The reading of that name for a film that has these of its own; nullptr: there is none.
const Reading* find_reading(const std::string& name, const std::vector<Reading>& own);
// The reading that a look asks for; of an unknown name the first.
const Reading& reading_for(const Look& look);
// Errors: kInvalidInput, with the nearest name and all of them.
Status check_reading(const std::string& name, const std::vector<Reading>& own = {});
// The nth of them for a film that asks for `style`: that one first (0), then the others in order, those of the film itself last;
// beyond the last from the front.
std::string reading_of_take(const std::string& style, std::size_t n, const std::vector<Reading>& own = {});

}  // namespace auteur::camera
