// The hands of the art department: one set under construction.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "auteur/base/random.h"
#include "auteur/world/set.h"
#include "catalogue.h"
#include "procedural.h"
#include "tables.h"

namespace auteur::world {

struct Rect { float x0 = 0, z0 = 0, x1 = 0, z1 = 0; };
inline Rect grown(Rect r, float by) { return {r.x0 - by, r.z0 - by, r.x1 + by, r.z1 + by}; }
inline bool overlap(const Rect& a, const Rect& b) { return a.x0 < b.x1 - 1e-4f && b.x0 < a.x1 - 1e-4f && a.z0 < b.z1 - 1e-4f && b.z0 < a.z1 - 1e-4f; }

// A hole of a wall, in the wall's own coordinates: x along it (looking at it from inside), y up.
struct Hole { std::string id; bool door = false; float x = 0, y = 0, w = 1, h = 1; };
struct WallPlan {
  std::string side;   // north east south west
  float length = 4;
  float yaw = 0;      // turns the wall's own +z into the room
  Vec3 middle{0.f};   // on the floor
  std::vector<Hole> holes;
  std::vector<std::array<float, 2>> tall;  // stretches hidden by tall furniture
};

class SetMaker {
 public:
  SetMaker(const PlaceRequest& request, Catalogue& catalogue, std::uint64_t seed);

  Set set;
  Tones tones;
  Random random;
  Catalogue& catalogue;
  const PlaceRequest& request;
  std::vector<Rect> taken, kept;  // blocking pieces; stretches that must stay open
  std::array<WallPlan, 4> walls;  // north east south west
  bool indoors = true;

  // Model for a word of the furniture table; the choice is the same for the whole set.
  Model model_of(const FurnitureEntry& entry, bool hero = false);
  // Puts a model into the set: instance, piece, anchors of seats and tops, lamps. Returns the piece's index.
  int put(const FurnitureEntry& entry, const Model& model, Vec3 position, float yaw, bool blocks = true);
  // Would it stand in bounds, off everything else and off what must stay open?
  bool fits(const Model& model, Vec3 position, float yaw, float clearance = 0.02f, const std::vector<Rect>* extra = nullptr) const;
  static Rect footprint(const Model& model, Vec3 position, float yaw);
  std::string fresh_id(const std::string& word);
  // What the place's bible file lists under `remove` stands nowhere in the set.
  bool removed(const FurnitureEntry& entry) const;
  void dress(int piece, const Json& words);  // small things onto a top
  void add_instance(scene::MeshPtr mesh, const Mat4& transform, const std::string& name);
  void note(const std::string& text);

  Rect floor() const { return {-set.size.x / 2, -set.size.z / 2, set.size.x / 2, set.size.z / 2}; }

 private:
  std::map<std::string, Model> models_;
  std::map<std::string, int> counts_;
};

// Interior: plans door and windows, then (after the furniture is in) builds walls, floor and ceiling.
void plan_openings(SetMaker& maker, const Json& program);
void build_shell(SetMaker& maker, const Json& program);
void furnish(SetMaker& maker, const Json& items, bool& complete);
void hang_on_walls(SetMaker& maker, const Json& words);
void build_ground(SetMaker& maker, const Json& program);
void build_surroundings(SetMaker& maker, const Json& program);
// Stand spots, approaches; false when the set is not usable (too few free spots, unreachable seats).
bool finish_anchors(SetMaker& maker);
void place_props(SetMaker& maker);

scene::Pattern pattern_of(const std::string& name);

}  // namespace auteur::world
