// The cut: rational time, clips, scenes. For other editing programs: turnover.h; captions: captions.h.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/camera/shot_list.h"
#include "auteur/media/media.h"
#include "auteur/staging/staging.h"

namespace auteur::edit {

struct RationalTime { std::int64_t value = 0; std::int32_t rate = 24; auto operator<=>(const RationalTime&) const = default; };
inline Seconds seconds(RationalTime t) { return Seconds(static_cast<double>(t.value) / t.rate); }

enum class ClipKind { kTitle, kShot, kCredits };
struct Clip { ClipKind kind = ClipKind::kShot; std::string id, scene; std::int64_t start = 0, frames = 0; /* on the film, 24 fps */ std::string reason; };
struct SceneStart { std::string scene, heading; std::int64_t frame = 0, frames = 0; };
struct Timeline { int frames_per_second = 24; std::vector<Clip> clips; std::vector<SceneStart> scenes; std::int64_t frames() const; };

struct SceneCut { const camera::ShotList* shots = nullptr; std::string heading; };
Timeline assemble(const std::vector<SceneCut>& scenes, Seconds title, Seconds credits);
Json to_json(const Timeline& timeline);
Result<Timeline> timeline_from_json(const Json& document);

}  // namespace auteur::edit
