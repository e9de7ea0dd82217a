#include "tracks.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/quaternion.hpp>
#include <set>

namespace auteur::interchange {
namespace {

bool same_topology(const scene::Mesh& a, const scene::Mesh& b) {
  return a.positions.size() == b.positions.size() && a.normals.size() == b.normals.size() && a.triangles == b.triangles && a.triangle_material == b.triangle_material;
}

}  // namespace

bool Track::moves() const {
  return std::any_of(showings.begin(), showings.end(), [&](const Showing& s) { return s.form != showings[0].form || s.shape != showings[0].shape || s.transform != showings[0].transform; });
}

std::vector<Track> tracks_of(const ShotModel& shot) {
  std::vector<Track> tracks;
  std::map<std::string, std::size_t> index;
  const std::size_t n = std::max<std::size_t>(1, shot.drawings.size());
  const auto add = [&](const scene::Instance& thing, std::map<std::string, int>& seen, std::size_t first, std::size_t last) {
    if (!thing.mesh || thing.mesh->triangles.empty()) return;
    const int times = ++seen[thing.name];
    const std::string name = times == 1 ? thing.name : thing.name + "." + std::to_string(times);
    const auto [at, fresh] = index.try_emplace(name, tracks.size());
    if (fresh) tracks.push_back({name, {}, std::vector<Showing>(n)});
    Track& track = tracks[at->second];
    Showing s{0, 0, thing.world_from_object};
    for (;; ++s.form) {
      if (s.form == static_cast<int>(track.forms.size())) track.forms.push_back({{thing.mesh}});
      Form& form = track.forms[static_cast<std::size_t>(s.form)];
      const auto found = std::find(form.shapes.begin(), form.shapes.end(), thing.mesh);
      if (found != form.shapes.end()) { s.shape = static_cast<int>(found - form.shapes.begin()); break; }
      if (!same_topology(*form.shapes[0], *thing.mesh)) continue;
      s.shape = static_cast<int>(form.shapes.size());
      form.shapes.push_back(thing.mesh);
      break;
    }
    for (std::size_t d = first; d < last; ++d) track.showings[d] = s;
  };
  std::map<std::string, int> seen;
  for (const scene::Instance& thing : shot.set) add(thing, seen, 0, n);
  for (std::size_t d = 0; d < shot.drawings.size(); ++d) {
    std::map<std::string, int> here = seen;
    for (const scene::Instance& thing : shot.drawings[d].things) add(thing, here, d, d + 1);
  }
  return tracks;
}

std::string identifier(const std::string& name, std::map<std::string, int>& used) {
  std::string id;
  for (const char c : name) id += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? c : '_';
  if (id.empty() || (id[0] >= '0' && id[0] <= '9')) id.insert(id.begin(), '_');
  const int times = ++used[id];
  if (times == 1) return id;
  std::string other = id + "_" + std::to_string(times);
  while (used.contains(other)) other += "_";
  ++used[other];
  return other;
}

Placement placement_of(const Mat4& m) {
  Placement p;
  p.move = Vec3(m[3]);
  Mat3 r(m);
  for (int k = 0; k < 3; ++k) {
    p.scale[k] = glm::length(r[k]);
    r[k] = p.scale[k] > 1e-9f ? r[k] / p.scale[k] : Vec3(k == 0, k == 1, k == 2);
  }
  if (glm::determinant(r) < 0) p.scale.x = -p.scale.x, r[0] = -r[0];
  p.turn = glm::normalize(glm::quat_cast(r));
  return p;
}

double gate_width_mm(const scene::Camera& camera, double aspect) {
  if (camera.squeeze == 1 && camera.breathing == 0) return static_cast<double>(camera.gate_width_mm);
  return 2 * static_cast<double>(camera.focal_mm) * static_cast<double>(scene::field_of(camera, static_cast<float>(aspect)).half_width);
}

double gate_height_mm(const scene::Camera& camera, double aspect) {
  if (camera.squeeze == 1 && camera.breathing == 0) return static_cast<double>(camera.gate_width_mm) / aspect;
  return 2 * static_cast<double>(camera.focal_mm) * static_cast<double>(scene::field_of(camera, static_cast<float>(aspect)).half_height);
}

double field_of_view(const scene::Camera& camera, double aspect) { return 2 * std::atan(gate_height_mm(camera, aspect) / (2 * static_cast<double>(camera.focal_mm))); }

Mat4 world_from_camera(const scene::Camera& camera) {
  const scene::CameraAxes a = scene::axes_of(camera);
  return Mat4(Vec4(a.right, 0), Vec4(a.up, 0), Vec4(-a.forward, 0), Vec4(camera.position, 1));
}

}  // namespace auteur::interchange
