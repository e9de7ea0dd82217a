// The rigid pieces a puppet is put together from. All in head space (metres, origin at the head's pivot) unless noted.
#pragma once

#include "anatomy.h"
#include "head_field.h"
#include "mesh_tools.h"

namespace auteur::puppets {

// Everything the pieces of one person need to know.
struct Recipe {
  world::Identity identity;
  world::Outfit outfit;
  Plan plan;
  float detail = 1;
  float pitch = 1;  // grid spacing relative to film detail
  float tint = 0;   // how light the skin is, 0..1
};
Recipe recipe_of(const world::Identity& identity, int story_day, float detail);

// Materials. `flush` as in FaceField.
scene::Material skin_material(const Recipe& recipe, float flush);
scene::Material clay_material(const char* name, Vec3 albedo);
scene::Material wet_material(const char* name, Vec3 albedo);  // eyes
// Turns what was made about +y to look along +z.
void face_forward(Shape& shape);
scene::Material cloth_material(const char* name, Vec3 albedo);
scene::Material hair_material(const Recipe& recipe, Vec3 albedo);
Vec3 hair_colour(const Recipe& recipe);
Vec3 brow_colour(const Recipe& recipe);

Mat4 head_from_units(const HeadPlan& head);  // head space from head units

scene::MeshPtr build_head(const Recipe& recipe);                        // without the mouth's part
scene::MeshPtr build_mouth(const Recipe& recipe, const Mouth& mouth);   // fits the hole of build_head exactly
scene::MeshPtr build_neck(const Recipe& recipe);                        // origin at the neck's base
scene::MeshPtr build_eyeball(const Recipe& recipe);                     // unit: origin at the ball's centre, gaze +z
scene::MeshPtr build_catch_light(const Recipe& recipe);                 // the same space
scene::MeshPtr build_lid(const Recipe& recipe, bool upper, int side);   // the same space, its edge through +z
scene::MeshPtr build_brow(const Recipe& recipe, int side);              // origin at the brow's middle
scene::MeshPtr build_hair(const Recipe& recipe);                        // may be null
scene::MeshPtr build_beard(const Recipe& recipe);                       // moves with the jaw; may be null
scene::MeshPtr build_moustache(const Recipe& recipe);                   // may be null
scene::MeshPtr build_glasses(const Recipe& recipe);                     // may be null
scene::MeshPtr build_hat(const Recipe& recipe);                         // may be null
scene::MeshPtr build_hand(const Recipe& recipe, int side, bool closed); // origin at the wrist, fingers -y, palm towards the body
scene::MeshPtr build_shoe(const Recipe& recipe, int side);              // origin under the ankle on the floor, toes +z

// Where the face is, seen along z from the front: head units.
float face_z(const FaceField& face, float x, float y);
std::array<Vec3, 5> brow_line(const Recipe& recipe, const FaceField& face, float raised);  // left brow, inner to outer

// The hair as a field in head units, to leave out the scalp under it; empty when there is none.
std::function<float(Vec3)> hair_over(const Recipe& recipe);

}  // namespace auteur::puppets
