// A place as a set: a room or a piece of outdoors at real scale, with what stands in it and what people may use.
//
//            north (-z)
//        +----[window]----+     Interior: the floor is the rectangle [-w/2, w/2] x [-d/2, d/2] at y = 0.
//        |                |     Walls carry openings. The four walls are "wild": `wall` names the one an instance
//  west  |   set space    | e   belongs to, so that a camera behind it may have it taken away.
//        |                |
//        +-----[door]-----+     Exterior: the playing area is the same rectangle on open ground.
//            south (+z)                  What there is to look at (sea, houses, skyline) lies to the north: kVista.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/scene/scene.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/relation.h"

namespace auteur::world {

inline constexpr Vec3 kVista{0, 0, -1};

enum class AnchorKind { kStand, kSeat, kSurface, kDoor, kWindow, kBed, kCounter };

// A spot people or props may use.
struct Anchor {
  AnchorKind kind = AnchorKind::kStand;
  std::string id;        // "chair-2", "table-1/top-3", "door-1"
  std::string furniture; // the word people say: "table", "sofa", "door"
  Vec3 position{0.f};    // seat: centre of the seat surface; stand: on the floor; surface: on top; door: on the floor in the middle
  float yaw = 0;         // the way one faces there (door: into the room)
  Vec3 approach{0.f};    // where one stands before using it, on the floor, reachable
};

struct Piece {            // a placed piece of furniture or dressing
  std::string id;         // "table-1"
  std::string word;       // "table"
  std::string model;      // catalogue id, or "procedural/table"
  Box bounds;             // world space
  float yaw = 0;
  bool blocks_walking = true;
};

struct PropModel {        // a thing people handle, in its own space: origin at the middle of its base
  std::string id, name, model;
  scene::MeshPtr mesh;
  Vec3 size{0.1f};
  Vec3 grip{0.f};         // where a hand takes it
};

struct Credit { std::string asset, author, licence, licence_uri, source, digest; bool must_credit = false; };

// A hole in a wall that light comes through (glazed) or people (doors: not glazed).
struct Opening { std::string id, wall; Vec3 centre{0.f}, inward{0, 0, 1}, half_u{0.f}, half_v{0.f}; bool glazed = true; bool stained = false; /* coloured glass */ };

// A lamp, fire or lit window that belongs to the set. `radius` encloses the shade, so that the emitter is never inside
// its own geometry; `strength` is its radiant intensity by night, colour has luminance near 1.
struct Practical { std::string id, kind; Vec3 position{0.f}; float radius = 0.05f; Vec3 colour{1.f}; float strength = 1; Vec3 half_u{0.f}, half_v{0.f}, normal{0.f}; };

// A door's leaf, which swings into the passage behind the door. Its mesh has the hinge at the origin and the leaf along
// +x when shut. It is no part of `instances`: whoever draws the set draws it as far open as it is.
struct DoorLeaf { std::string id, wall; scene::MeshPtr mesh; Vec3 hinge{0.f}; float yaw = 0, swing = 1.32f; /* radians, wide open */ };
// `open`: 0 shut .. 1 wide open.
Mat4 world_from_leaf(const DoorLeaf& leaf, float open);

struct SetWall { std::string id; Vec3 inward{0.f}; Vec3 point{0.f}; };

struct Set {
  std::string place_id, name, kind;
  screenplay::Setting setting = screenplay::Setting::kInterior;
  Vec3 size{5.f, 2.8f, 4.f};          // width (x), height, depth (z) of the playing area
  std::vector<Piece> pieces;
  std::vector<Anchor> anchors;        // at least 8 kStand spots, free and reachable, however small the place
  std::vector<SetWall> walls;         // interiors
  std::vector<Opening> openings;
  std::vector<Practical> practicals;
  std::vector<scene::Instance> instances;      // static geometry; walls are named "wall/north" etc. for wild walls
  std::map<std::string, PropModel> props;      // by prop id: every handled prop of every scene in this place
  std::map<std::string, Anchor> prop_rest;     // where each prop is when the story begins
  std::vector<DoorLeaf> doors;                 // interiors; ids are those of the door anchors
  std::vector<Credit> credits;
  std::vector<std::string> notes;     // honest degradation: "no furniture package: procedural table used"
  std::string sound;                  // "small-room", "hall", "street", "forest", "sea" ...
};

// Straight-line walking with a way round furniture: points on the floor from `from` to `to`, at least two.
std::vector<Vec3> walk_path(const Set& set, Vec3 from, Vec3 to);
bool is_free(const Set& set, Vec3 on_floor, float radius);

// Lights, sky, exposure and fog for a time of day and weather. Practical lamps are on in the evening and at night.
struct Lighting { std::vector<scene::Light> lights; scene::Fog fog; float exposure = 1; std::vector<scene::Instance> backdrop; };
Lighting light_set(const Set& set, screenplay::TimeOfDay time, screenplay::Weather weather, const screenplay::Mood& mood);

// A model that a person brought for a prop. `height` in metres; 0 = as it is.
struct UserModel { scene::MeshPtr mesh; float height = 0; std::string source; std::vector<std::string> notes; };

// What the script and the person want of a place. `bible` is places/NAME.toml as JSON (empty object when absent).
struct PlaceRequest {
  screenplay::PlaceUse place;
  std::vector<std::string> dressing;       // words of all its scenes
  std::vector<screenplay::PropUse> props;  // handled, of all its scenes
  int people = 2;                          // most people in one of its scenes
  std::map<std::string, UserModel> models; // by prop id
  std::vector<Relation> relations;         // where things must stand; no two contradict each other
  Json bible = Json::object();
  std::string palette;                     // of data/world/places.json, from spread_palettes; empty = by the place alone
};

// Finds, repairs and caches furniture. Thread-safe. Missing package: procedural models, and notes say so.
class Catalogue;
std::shared_ptr<Catalogue> open_catalogue(const std::string& furniture_directory = "/usr/share/sweethome3d");

// Pure: the same request and catalogue give the same bytes on any thread count. Always succeeds: an unknown place gets
// a plausible neutral set.
Set build_set(const PlaceRequest& request, Catalogue& catalogue);

// The kinds of place data/world/places.json knows, sorted.
std::vector<std::string> known_place_kinds();

// A Set as one self-contained blob (geometry included): the output of the layout pass.
std::vector<std::uint8_t> pack_set(const Set& set);
Result<Set> unpack_set(std::span<const std::uint8_t> bytes);

// The set's facts without geometry (pieces, anchors, walls, props' sizes, credits): kind "auteur.set".
Json set_facts(const Set& set);

}  // namespace auteur::world
