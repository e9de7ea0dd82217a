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

// Models made for one place in one palette: all attempts at its layout share them.
struct ModelShelf {
  std::map<std::string, Model> models;
  std::map<std::string, Credit> credits;
};

class SetMaker {
 public:
  SetMaker(const PlaceRequest& request, Catalogue& catalogue, std::uint64_t seed, std::uint64_t place_seed, int candidate, ModelShelf& shelf);

  Set set;
  Tones tones;
  Random random;
  Catalogue& catalogue;
  const PlaceRequest& request;
  std::uint64_t place_seed = 0;  // the same for all candidates of a place: what they vary, they vary in turn
  int candidate = 0;
  std::vector<Rect> taken, kept;  // blocking pieces; stretches that must stay open
  std::vector<Rect> doorways;     // the floor before doors
  std::vector<Box> panes;         // the air before windows: light and looks go through it; and curtains
  std::array<WallPlan, 4> walls;  // north east south west
  bool curtains = false;
  std::map<std::string, int> hung;  // how many of a word hang on the walls
  bool indoors = true;
  float rim = 0.004f;  // what skirting and dado take from the floor along the walls

  // Model for a word of the furniture table; the choice is the same for the whole set.
  // What hangs on walls comes in several versions, told by number.
  Model model_of(const FurnitureEntry& entry, bool hero = false, int version = -1);
  // Puts a model into the set: instance, piece, anchors of seats and tops, lamps. Returns the piece's index.
  int put(const FurnitureEntry& entry, const Model& model, Vec3 position, float yaw, bool blocks = true);
  // Would it stand in bounds, off everything else and off what must stay open?
  bool fits(const Model& model, Vec3 position, float yaw, float clearance = 0.02f, const std::vector<Rect>* extra = nullptr) const;
  static Rect footprint(const Model& model, Vec3 position, float yaw);
  // Would it stand before a window's panes?
  bool before_window(const Rect& r, float low, float high) const;
  bool before_door(const Rect& r) const;
  // Is anything but the bearer within this stretch between these heights?
  bool blocked(const Rect& r, float low, float high, const std::string& bearer) const;
  // Does the small thing, stood at `at`, stand level on the top with all of its foot, and touch nothing that rises there?
  bool carries(const scene::Mesh& top, const Mat4& world_from_top, const Model& small, Vec3 at, float turn) const;
  // Lights the lamp of a model that was stood or hung somewhere.
  void light(const FurnitureEntry& entry, const Model& model, const Mat4& world_from_model, const std::string& id);
  std::string fresh_id(const std::string& word);
  // What the place's bible file lists under `remove` stands nowhere in the set.
  bool removed(const FurnitureEntry& entry) const;
  void dress(int piece, const Json& words);  // small things onto a top; what finds no level free spot is `missed`
  void add_instance(scene::MeshPtr mesh, const Mat4& transform, const std::string& name);
  // Where things must stand, in the words of this place's own furniture ("table" is the cafe-table of a cafe).
  std::vector<Relation> relations;
  bool is_asked_for(const FurnitureEntry& entry) const;  // a relation says where it stands
  // Would a piece here agree with them, as far as what they name is there? A piece that has its relation leaves the next free.
  bool agrees(const FurnitureEntry& entry, const Model& model, Vec3 position, float yaw) const;
  std::vector<std::string> unmet_relations() const;
  void note(const std::string& text);
  // What the program asks for and this attempt does not show, in words for the notes.
  std::vector<std::string> missed;

  Rect floor() const { return {-set.size.x / 2, -set.size.z / 2, set.size.x / 2, set.size.z / 2}; }

 private:
  ModelShelf& shelf_;
  std::map<std::string, int> counts_;
};

// Interior: plans door and windows, then (after the furniture is in) builds walls, floor and ceiling.
void plan_openings(SetMaker& maker, const Json& program);
// The panes of a carriage, between the backs of its seats; after furnish, before finish_anchors.
void glaze_carriage(SetMaker& maker, const Json& program);
void build_shell(SetMaker& maker, const Json& program);
void furnish(SetMaker& maker, const Json& items);
// First what the place is known by, in order; then what belongs there, until no wall is bare.
void hang_on_walls(SetMaker& maker, const Json& known_by, const Json& belongs);
void build_ground(SetMaker& maker, const Json& program);
void build_surroundings(SetMaker& maker, const Json& program);
// Stand spots, approaches; false when the set is not usable (too few free spots, unreachable seats, floor cut off).
bool finish_anchors(SetMaker& maker);
void place_props(SetMaker& maker);

scene::Pattern pattern_of(const std::string& name);

}  // namespace auteur::world
