// A figure brought to our rest: standing on the floor at the origin, facing +z, arms 30 degrees off the body, legs
// straight below the hips; and what can be measured off it there.
#pragma once

#include <vector>

#include "anatomy.h"
#include "model_face.h"
#include "rig.h"

namespace auteur::puppets {

struct ModelBody {
  std::vector<Mat4> rest_from_file;   // one a joint
  std::vector<Vec3> joint;            // at our rest
  Plan plan;
  std::vector<Vec2> sole;             // as ClayPuppet::sole
  Measures measures;
  Vec3 eyes{0.f}, mouth{0.f}, chin{0.f}, head_top{0.f}, chest{0.f};  // at our rest
  std::array<Vec3, 2> palm_way{Vec3(0.f), Vec3(0.f)}, finger_way{Vec3(0.f), Vec3(0.f)};  // units, at our rest
  float scale = 1;
};

ModelBody body_of(const scene::Character& character, const Rig& rig, const ModelFace& face, const ModelWishes& wishes, ModelReport& report);

// The vertices of a part where these joint matrices take them (one matrix a joint, from the file's rest).
std::vector<Vec3> placed_vertices(const scene::CharacterPart& part, const std::vector<Mat4>& from_file);

// The mean colour of what is seen of the face from the front.
Vec3 face_colour(const scene::Character& character, const ModelBody& body);

// The lower convex hull of points (z, y): all that can touch the floor, whatever the pitch.
std::vector<Vec2> lower_hull(std::vector<Vec2> points);

}  // namespace auteur::puppets
