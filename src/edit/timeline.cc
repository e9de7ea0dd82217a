#include "auteur/edit/timeline.h"

#include <fmt/format.h>

#include <cmath>

namespace auteur::edit {
namespace {

constexpr int kFps = 24;

std::int64_t frame_at(Seconds t) { return static_cast<std::int64_t>(std::llround(t.value * kFps)); }

const char* name_of(ClipKind kind) {
  switch (kind) {
    case ClipKind::kTitle: return "title";
    case ClipKind::kShot: return "shot";
    case ClipKind::kCredits: return "credits";
  }
  return "shot";
}

}  // namespace

std::int64_t Timeline::frames() const { return clips.empty() ? 0 : clips.back().start + clips.back().frames; }

Timeline assemble(const std::vector<SceneCut>& scenes, Seconds title, Seconds credits) {
  Timeline timeline;
  std::int64_t at = 0;
  auto add = [&](ClipKind kind, const std::string& id, const std::string& scene, std::int64_t frames, const std::string& reason) {
    if (frames <= 0) return;
    timeline.clips.push_back({kind, id, scene, at, frames, reason});
    at += frames;
  };
  add(ClipKind::kTitle, "title", "", frame_at(title), "the title card");
  for (const auto& s : scenes) {
    SceneStart start{s.shots->scene, s.heading, at, 0};
    for (const auto& shot : s.shots->shots) add(ClipKind::kShot, shot.id, shot.scene, frame_at(shot.end) - frame_at(shot.start), shot.reason);
    start.frames = at - start.frame;
    if (start.frames > 0) timeline.scenes.push_back(start);
  }
  add(ClipKind::kCredits, "credits", "", frame_at(credits), "the end credits");
  return timeline;
}

Json to_json(const Timeline& timeline) {
  Json clips = Json::array(), scenes = Json::array();
  for (const auto& c : timeline.clips) clips.push_back({{"kind", name_of(c.kind)}, {"id", c.id}, {"scene", c.scene}, {"start", c.start}, {"frames", c.frames}, {"reason", c.reason}});
  for (const auto& s : timeline.scenes) scenes.push_back({{"scene", s.scene}, {"heading", s.heading}, {"frame", s.frame}, {"frames", s.frames}});
  return {{"kind", "auteur.timeline"}, {"version", 1}, {"frames_per_second", timeline.frames_per_second}, {"clips", clips}, {"scenes", scenes}};
}

Result<Timeline> timeline_from_json(const Json& j) {
  TRY(expect_kind(j, "auteur.timeline", 1));
  try {
    Timeline t;
    t.frames_per_second = j.at("frames_per_second").get<int>();
    for (const auto& c : j.at("clips")) {
      const std::string kind = c.at("kind").get<std::string>();
      t.clips.push_back({kind == "title" ? ClipKind::kTitle : kind == "credits" ? ClipKind::kCredits : ClipKind::kShot, c.at("id").get<std::string>(),
                         c.at("scene").get<std::string>(), c.at("start").get<std::int64_t>(), c.at("frames").get<std::int64_t>(), c.at("reason").get<std::string>()});
    }
    for (const auto& s : j.at("scenes")) t.scenes.push_back({s.at("scene").get<std::string>(), s.at("heading").get<std::string>(), s.at("frame").get<std::int64_t>(), s.at("frames").get<std::int64_t>()});
    return t;
  } catch (const Json::exception& e) {
    return fail(ErrorCode::kDamaged, std::string("A stored timeline cannot be read: ") + e.what());
  }
}

}  // namespace auteur::edit
