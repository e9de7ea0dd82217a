#include "strike.h"

#include <algorithm>
#include <cmath>

#include "idioms.h"
#include "optics.h"

namespace auteur::camera {
namespace {

bool is_light(const world::Piece& piece, const std::vector<std::string>& kinds) {
  const Vec3 size = piece.bounds.size();
  if (piece.bounds.empty() || std::max(size.x, size.z) > 0.9f || size.y > 1.4f) return false;
  return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& kind) { return piece.word.find(kind) != std::string::npos; });
}

bool in_use(const world::Piece& piece, const CoverageRequest& request, const View& view, const Shot& shot) {
  const Box& b = piece.bounds;
  const auto over = [&](Vec3 p, float margin) { return p.x > b.low.x - margin && p.x < b.high.x + margin && p.z > b.low.z - margin && p.z < b.high.z + margin; };
  for (double t = shot.start.value; t < shot.end.value + 0.25; t += 0.25) {
    for (std::size_t i = 0; i < view.count(); ++i)
      if (const Body& body = view.body(static_cast<int>(i), t); body.present && body.seated > 0 && over(body.floor, 0.2f)) return true;
    for (const staging::PropTrack& track : request.staging->props)
      if (const staging::PropKey* key = staging::prop_at(*request.staging, track.id, Seconds(t)); key && key->holder.empty() && over(key->position, 0.f) && key->position.y > b.low.y + 0.2f) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> struck_for(const CoverageRequest& request, const View& view, const Shot& shot) {
  constexpr int kColumns = 30, kRows = 13;
  constexpr float kNear = 0.7f;    // of the distance of focus: foreground
  constexpr float kShare = 0.03f;  // of the frame
  std::vector<std::string> struck;
  if (!request.set || shot.keys.empty() || shot.framing == Framing::kInsert) return struck;
  for (const world::Piece& piece : request.set->pieces) {
    if (!is_light(piece, struck_kinds())) continue;
    float most = 0;
    for (const CameraKey& key : shot.keys) {
      const scene::Camera& camera = key.camera;
      int hit = 0;
      for (int row = 0; row < kRows; ++row)
        for (int column = 0; column < kColumns; ++column) {
          const Vec3 d = ray(camera, view.aspect(), 2 * (static_cast<float>(column) + 0.5f) / kColumns - 1, 2 * (static_cast<float>(row) + 0.5f) / kRows - 1);
          const float at = enters(piece.bounds, camera.position, d);
          hit += at >= 0 && at < kNear * camera.focus_distance;
        }
      most = std::max(most, static_cast<float>(hit) / (kColumns * kRows));
    }
    if (most > kShare && !in_use(piece, request, view, shot)) struck.push_back(piece.id);
  }
  std::sort(struck.begin(), struck.end());
  return struck;
}

}  // namespace auteur::camera
