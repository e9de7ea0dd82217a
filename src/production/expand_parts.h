// What the departments are asked for, read from the film and its breakdown.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "auteur/production/looks.h"
#include "auteur/world/palettes.h"
#include "expand.h"

namespace auteur::production {

inline constexpr double kTitleSeconds = 4.5;
inline constexpr int kBoardWidth = 1280;  // px of a storyboard panel
// Coarse on purpose: one changed word must not light a scene anew.
double coarse(double v, double step);
// The feeling of what is seen and done, without what is said.
screenplay::Mood visible_mood(const screenplay::Scene& scene);
// The scene in which it comes to the worst; the last of those that are as tense; "" in a film that is never tense.
std::string turning_point(const screenplay::Breakdown& b);
Json mood_params(const screenplay::Mood& m, double step);
// "the_last-bus.fountain" -> "The last bus".
std::string title_from_file(const std::string& name);
std::set<std::string> speaking_ids(const screenplay::Breakdown& b);
Json place_request(const Film& film, const screenplay::Breakdown& b, const screenplay::PlaceUse& place, const std::map<std::string, std::string>& palettes);
// The colours of all places of the script, whichever of its scenes are made.
std::map<std::string, std::string> colour_script(const Film& film, const screenplay::Breakdown& b);
// People of the background that are seen: few, so that they cost little, and none where the cast itself is a crowd.
struct Extra { std::string id, word; NodeId node; };
std::vector<Extra> extras_of(const screenplay::Scene& scene);
// The name under which the bible has a model for somebody; empty for clay people.
std::string model_name(const Film& film, const screenplay::CastMember& member);
// "cast/ANA": the id as people say it, but a slash is a border between layers.
NodeId cast_node(std::string id);
void connect_people(Node& node, const screenplay::Scene& scene, const std::set<std::string>& known);
// Units of work (Node::work), so that remaining times hold for long and short shots, and for every level. A picture's
// unit is a previz drawing; setting up costs some.
double picture_work(Level level, double frames);
double cue_work(double seconds);
double scene_sound_work(double seconds);
std::vector<std::string> credit_roll(const Film& film, const screenplay::Breakdown& b, const std::vector<world::Credit>& credits);

}  // namespace auteur::production
