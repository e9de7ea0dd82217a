// Idioms of coverage: textbook ways to film something, as data (data/camera/idioms.json).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

enum class Way { kEstablishing, kMaster, kTwoShot, kOverShoulder, kSingle, kClose, kInsert, kFollow, kGroup, kPointOfView, kCount };

struct Idiom {
  Way way = Way::kMaster;
  std::string name;
  Framing framing = Framing::kGroup;
  int fewest = 0, most = 60;
  std::array<Size, 3> sizes{Size::kLong, Size::kLong, Size::kLong};  // calm, tense, crisis
  std::vector<float> lenses;                                         // the first is preferred
  float angle = 40;                                                  // degrees off the face (or off the line for groups)
  double shortest = 1.2, usual = 3.5, longest = 10;
  std::array<double, 3> appeal{0, 0, 0};
  double faces = 1;  // how much a wide shot wants faces rather than the room, 0 .. 1
  std::vector<std::string> moves;
  std::vector<Way> fallback;         // what is tried next, in this order; at last a wide frame
  std::map<std::string, std::string> reasons;
  float lift = 0;            // metres of the camera above the eyes it looks into
  double often = 1;          // how often it moves of itself, against the usual
  double push = 1;           // how far it goes in and out, against the usual
};

using Idioms = std::array<Idiom, static_cast<std::size_t>(Way::kCount)>;
const Idiom& idiom(Way way);
// -1: there is none.
int way_named(const std::string& name);
std::vector<std::string> way_names();
// As a look asks for them: its reading, its lenses.
Idioms idioms_for(const Look& look);
// Factor of its reading on the length of shots.
double pace_of(const Look& look);
// The idiom with the lenses of a set: each becomes the nearest there, and none comes twice.
Idiom with_lenses(Idiom idiom, const std::vector<double>& lenses);
// Words of furniture that a crew takes out of the foreground without anybody missing it.
const std::vector<std::string>& struck_kinds();
std::string reason(const Idiom& idiom, const std::string& key, const std::string& who, const std::string& other, const std::string& prop);
std::string spoken_name(const std::string& cast_id);

}  // namespace auteur::camera
