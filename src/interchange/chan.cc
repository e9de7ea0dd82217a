#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/interchange/shot.h"

namespace auteur::interchange {

std::string write_chan(const ShotModel& shot) {
  const double aspect = static_cast<double>(shot.width) / std::max(1, shot.height), degrees = 180 / 3.14159265358979323846;
  std::string out = fmt::format("# Auteur, shot {}: frame tx ty tz rx ry rz fov (metres; degrees, rotation order ZXY, y up; vertical field of view)\n", shot.name);
  if (!shot.camera.empty()) {
    const scene::Camera& c = shot.camera[0];
    out += fmt::format("# lens {:.2f} mm, gate {:.3f} x {:.3f} mm, f/{:.2f}, focus {:.3f} m, {:g} frames a second\n", c.focal_mm, gate_width_mm(c, aspect), gate_height_mm(c, aspect), c.f_stop, c.focus_distance, shot.fps);
  }
  for (std::size_t i = 0; i < shot.camera.size(); ++i) {
    const Mat4 m = world_from_camera(shot.camera[i]);
    // R = Ry Rx Rz: z is turned first, then x, then y.
    const double x = std::asin(std::clamp(-static_cast<double>(m[2][1]), -1.0, 1.0)), y = std::atan2(static_cast<double>(m[2][0]), static_cast<double>(m[2][2])), z = std::atan2(static_cast<double>(m[0][1]), static_cast<double>(m[1][1]));
    out += fmt::format("{} {:.6f} {:.6f} {:.6f} {:.6f} {:.6f} {:.6f} {:.6f}\n", i + 1, m[3][0], m[3][1], m[3][2], x * degrees, y * degrees, z * degrees, field_of_view(shot.camera[i], aspect) * degrees);
  }
  return out;
}

}  // namespace auteur::interchange
