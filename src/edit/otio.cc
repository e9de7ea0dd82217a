// OpenTimelineIO, https://opentimelineio.readthedocs.io: plain JSON whose objects name their schema and its version.
#include "turnover.h"

namespace auteur::edit {
namespace {

const char* name_of(ClipKind kind) { return kind == ClipKind::kTitle ? "title" : kind == ClipKind::kCredits ? "credits" : "shot"; }

struct Writer {
  const Turnover& turnover;
  const Timeline& timeline = turnover.timeline;

  Json time(std::int64_t frames) const { return {{"OTIO_SCHEMA", "RationalTime.1"}, {"rate", static_cast<double>(timeline.frames_per_second)}, {"value", static_cast<double>(frames)}}; }
  Json range(std::int64_t start, std::int64_t frames) const { return {{"OTIO_SCHEMA", "TimeRange.1"}, {"start_time", time(start)}, {"duration", time(frames)}}; }
  Json media(const std::string& file) const {
    return {{"OTIO_SCHEMA", "ExternalReference.1"}, {"name", file}, {"target_url", url_of(file)}, {"metadata", {{"auteur", {{"reel", reel_of(file)}}}}}, {"available_range", range(source_start(turnover, file), timeline.frames())}};
  }
  Json marker(const std::string& name, const std::string& comment, const char* colour, std::int64_t start, std::int64_t frames, const Json& about) const {
    return {{"OTIO_SCHEMA", "Marker.2"}, {"name", name}, {"comment", comment}, {"color", colour}, {"marked_range", range(start, frames)}, {"metadata", {{"auteur", about}}}};
  }
  Json clip(const std::string& name, const std::string& file, std::int64_t start, std::int64_t frames, const Json& markers, const Json& about) const {
    return {{"OTIO_SCHEMA", "Clip.1"}, {"name", name}, {"source_range", range(source_start(turnover, file) + start, frames)}, {"effects", Json::array()}, {"markers", markers}, {"metadata", {{"auteur", about}}}, {"media_reference", media(file)}};
  }
  static Json track(const std::string& kind, const std::string& name, const Json& children, const Json& about) {
    return {{"OTIO_SCHEMA", "Track.1"}, {"kind", kind}, {"name", name}, {"children", children}, {"effects", Json::array()}, {"markers", Json::array()}, {"metadata", {{"auteur", about}}}, {"source_range", nullptr}};
  }

  Json picture() const {
    Json children = Json::array();
    for (const Clip& c : timeline.clips) {
      const Json about{{"scene", c.scene}, {"reason", c.reason}, {"kind", name_of(c.kind)}};
      Json markers = Json::array();
      if (c.kind == ClipKind::kShot) markers.push_back(marker(c.id, c.reason, "RED", c.start, 1, {{"shot", c.id}, {"reason", c.reason}}));
      children.push_back(clip(c.id, turnover.media, c.start, c.frames, markers, about));
    }
    return track("Video", "Picture", children, Json::object());
  }
  Json sound(const SoundTrack& t) const {
    Json children = Json::array();
    for (const SoundPiece& p : sound_pieces(turnover, t)) children.push_back(clip(p.name, t.file.empty() ? turnover.media : t.file, p.start, p.frames, Json::array(), Json::object()));
    return track("Audio", t.name, children, {{"role", t.role}, {"channels", 2}});
  }
};

}  // namespace

Json to_otio(const Turnover& turnover) {
  const Writer w{turnover};
  Json tracks = Json::array({w.picture()}), markers = Json::array();
  for (const SoundTrack& t : turnover.sound) tracks.push_back(w.sound(t));
  for (const SceneStart& s : turnover.timeline.scenes) markers.push_back(w.marker(scene_title(s), "", "GREEN", s.frame, s.frames, {{"scene", s.scene}}));
  Json stack{{"OTIO_SCHEMA", "Stack.1"}, {"name", "tracks"}, {"children", tracks}, {"effects", Json::array()}, {"markers", markers}, {"metadata", Json::object()}, {"source_range", nullptr}};
  return {{"OTIO_SCHEMA", "Timeline.1"}, {"name", turnover.title}, {"global_start_time", w.time(start_frame(turnover.timeline))}, {"tracks", stack}, {"metadata", {{"auteur", {{"version", 2}}}}}};
}

}  // namespace auteur::edit
