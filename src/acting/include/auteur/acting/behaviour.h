// Behaviour: who people are and what happens to them, as a mood that lasts from scene to scene.
//
//   story     sc. 1 ----- 9 h ----- sc. 2 -- 0 h -- sc. 3        in the order it happened, not as it is told
//   mood      ~~~\___decay___/~~~~~\_____________/~~~           pulled towards what somebody is like by nature
//                 ^ an act (insult, gift ...) is appraised: emotion -> impulse -> mood; relations and memory change too
//
// Words are appraised by tables (data/acting/behaviour.json) after Ortony, Clore and Collins; moods are points of
// pleasure, arousal and dominance (Mehrabian), moved and decaying as in ALMA (Gebhard 2005). Every step names its cause.
// Pure and deterministic; nothing is drawn by chance.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/media/drawing.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::acting {

struct MoodPoint { double pleasure = 0, arousal = 0, dominance = 0; bool operator==(const MoodPoint&) const = default; };  // -1..1 each
struct Traits { double openness = 0, conscientiousness = 0, extraversion = 0, agreeableness = 0, neuroticism = 0; };       // -1..1 each
// What one person is to another, -1..1 each; dominance: feels above the other.
struct Relation { double liking = 0, trust = 0, dominance = 0; };

// What a person decided about a character: [persona] of cast/NAME.toml. Keys of `attitude` are cast ids.
struct Persona { std::map<std::string, double> traits; std::vector<std::string> goals; std::map<std::string, double> attitude; };
// [[mood]] of cast/NAME.toml: from this beat on they feel so. `beat` counts from 1 as behaviour's causes do; 0: as the scene begins.
struct MoodWish { std::string who, scene; int beat = 0; std::string line, feeling; double strength = 0.7; };
// A scene in story order and how long after the one before it happens.
struct StoryMoment { std::string scene; double hours = 0; };

struct BehaviourRequest {
  const screenplay::Breakdown* breakdown = nullptr;
  std::vector<StoryMoment> order;           // empty: the script's order, half an hour between scenes
  std::map<std::string, Persona> personas;  // by cast id
  std::vector<MoodWish> wishes;
};

// One change of a mood, with its cause in words: "Ben insults Ana ("liar")". `beat` from 1, 0 as the scene begins.
struct MoodStep { std::string scene; int beat = 0; std::string emotion, by, cause; double strength = 0; MoodPoint before, after; };
// Something somebody did to somebody that this person knows of. `how`: did, suffered, saw, heard of.
struct Memory { std::string scene; int beat = 0; std::string act, agent, patient, how, told_by; };
// In one scene: the mood as it begins (beat -1) and after every beat that changes it (index in Scene::beats).
struct MoodKeyPoint { int beat = -1; MoodPoint mood; };
struct SceneCourse { std::vector<MoodKeyPoint> keys; std::map<std::string, Relation> towards; /* at its end */ };
struct Course {
  Traits traits;
  std::string why;                          // the words that decided the traits
  MoodPoint nature;                         // the mood by nature
  std::vector<std::string> goals;
  std::vector<MoodStep> steps;              // in story order
  std::vector<Memory> memories;             // likewise
  std::map<std::string, SceneCourse> scenes;  // by number
};
struct Behaviour { std::vector<StoryMoment> order; std::map<std::string, Course> people; /* by cast id; animals have none */ };

// Words that [[mood]] feeling and [persona] traits know.
std::vector<std::string> feeling_words();
const std::vector<std::string>& trait_names();

// Errors: kInvalidInput for a wish whose scene, beat, line or feeling is not there (the message says what there is).
Result<Behaviour> behave(const BehaviourRequest& request);

// "exuberant", "hostile", "anxious" ...: the octant of a mood (Mehrabian), "even" near the middle.
std::string mood_name(const MoodPoint& mood);

// One scene's document, coarse on purpose (tenths): what does not change a tenth makes nothing again. Kind "auteur.mood".
Json scene_mood_json(const Behaviour& behaviour, const std::string& scene);
// By cast id; keys in order. Tolerates missing fields.
std::map<std::string, SceneCourse> scene_mood_from_json(const Json& document);
// Everything with its causes. Kind "auteur.behaviour".
Json to_json(const Behaviour& behaviour, const screenplay::Breakdown& breakdown);

// The mood after a beat of that scene.
MoodPoint mood_at(const SceneCourse& course, int beat);
// The feeling of a beat as somebody in this mood has it. What is felt strongly, and what is `directed`, wins: the mood
// changes nothing by more than 0.35, and a directed beat by a third of that.
screenplay::Mood felt(const screenplay::Mood& beat, const MoodPoint& mood, bool directed = false);

// How fast one walks in it, as a factor; coarse on purpose.
double gait_of(const MoodPoint& mood);

// Eight steps of one character each: the pleasure of the film's scenes as the story has them.
std::string sparkline(const Course& course, const std::vector<StoryMoment>& order);
// A curve for each person (at most twelve) over the film's scenes in story order, with the strongest causes.
media::Drawing mood_curves(const Behaviour& behaviour, const screenplay::Breakdown& breakdown, const std::vector<std::string>& who);

}  // namespace auteur::acting
