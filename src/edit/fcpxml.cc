// FCPXML 1.10 (Apple's DTD). Times are fractions of a second in whole frames: "100/24s". A clip stands in the spine at `offset`
// on the sequence's time, which begins at 3600 s; `start` and everything inside a clip count on its media.
#include <fmt/format.h>

#include <map>

#include "turnover.h"
#include "xml.h"

namespace auteur::edit {
namespace {

class Writer {
 public:
  explicit Writer(const Turnover& turnover) : t_(turnover), timeline_(turnover.timeline) {}

  std::string write() {
    auto root = begin_xml(document_, "fcpxml");
    set(root, "version", "1.10");
    resources(root.append_child("resources"));
    auto event = root.append_child("event");
    set(event, "name", t_.title);
    auto project = event.append_child("project");
    set(project, "name", t_.title);
    auto sequence = project.append_child("sequence");
    set(sequence, "format", "r1");
    set(sequence, "duration", time(timeline_.frames()));
    set(sequence, "tcStart", time(start_frame(timeline_)));
    set(sequence, "tcFormat", "NDF");
    set(sequence, "audioLayout", "stereo");
    set(sequence, "audioRate", "48k");
    spine(sequence.append_child("spine"));
    return xml_of(document_);
  }

 private:
  static void set(pugi::xml_node to, const char* name, const std::string& value) { to.append_attribute(name) = xml_text(value).c_str(); }
  std::string time(std::int64_t frames) const {
    const int rate = timeline_.frames_per_second;
    return frames % rate == 0 ? fmt::format("{}s", frames / rate) : fmt::format("{}/{}s", frames, rate);
  }
  bool stems() const { return !t_.sound.empty() && !t_.sound.front().file.empty(); }

  void asset(pugi::xml_node to, const std::string& id, const std::string& file, bool picture) {
    auto a = to.append_child("asset");
    set(a, "id", id);
    set(a, "name", file);
    set(a, "start", time(source_start(t_, file)));
    set(a, "duration", time(timeline_.frames()));
    if (picture) {
      set(a, "hasVideo", "1");
      set(a, "format", "r1");
    }
    set(a, "hasAudio", "1");
    if (picture) set(a, "videoSources", "1");
    set(a, "audioSources", "1");
    set(a, "audioChannels", "2");
    set(a, "audioRate", "48000");
    auto source = a.append_child("media-rep");
    set(source, "kind", "original-media");
    set(source, "src", "./" + url_of(file));
    auto reel = a.append_child("metadata").append_child("md");
    set(reel, "key", "com.apple.proapps.studio.reel");
    set(reel, "value", reel_of(file));
  }
  void resources(pugi::xml_node to) {
    auto format = to.append_child("format");
    set(format, "id", "r1");
    set(format, "frameDuration", fmt::format("1/{}s", timeline_.frames_per_second));
    set(format, "width", std::to_string(t_.width));
    set(format, "height", std::to_string(t_.height));
    set(format, "colorSpace", "1-1-1 (Rec. 709)");
    asset(to, "r2", t_.media, true);
    for (std::size_t i = 0; stems() && i < t_.sound.size(); ++i) asset(to, stem_id(i), t_.sound[i].file, false);
  }
  static std::string stem_id(std::size_t i) { return "r" + std::to_string(i + 3); }

  pugi::xml_node clip(pugi::xml_node to, const std::string& ref, const std::string& name, std::int64_t offset, std::int64_t start, std::int64_t frames) const {
    auto c = to.append_child("asset-clip");
    set(c, "ref", ref);
    set(c, "offset", time(offset));
    set(c, "name", name);
    set(c, "start", time(start));
    set(c, "duration", time(frames));
    set(c, "tcFormat", "NDF");
    return c;
  }

  // Pieces of the stems that begin within the clip hang from it, each stem on a lane of its own below.
  void hang_stems(pugi::xml_node to, const Clip& on) const {
    for (std::size_t i = 0; i < t_.sound.size(); ++i)
      for (const SoundPiece& p : sound_pieces(t_, t_.sound[i])) {
        if (p.start < on.start || p.start >= on.start + on.frames) continue;
        auto c = clip(to, stem_id(i), t_.sound[i].name + ", " + p.name, p.start, source_start(t_, t_.sound[i].file) + p.start, p.frames);
        set(c, "lane", std::to_string(-static_cast<int>(i) - 1));
        set(c, "audioRole", t_.sound[i].role);
      }
  }

  void spine(pugi::xml_node to) const {
    for (const Clip& c : timeline_.clips) {
      auto node = clip(to, "r2", c.id, start_frame(timeline_) + c.start, c.start, c.frames);
      if (stems()) set(node, "srcEnable", "video");
      else set(node, "audioRole", "dialogue");
      set(node, "format", "r1");
      if (!c.reason.empty()) node.append_child("note").text().set(xml_text(c.reason).c_str());
      if (stems()) hang_stems(node, c);
      for (const SceneStart& s : timeline_.scenes)
        if (s.frame >= c.start && s.frame < c.start + c.frames) mark(node, "chapter-marker", s.frame, scene_title(s), "");
      if (c.kind != ClipKind::kShot) continue;
      mark(node, "marker", c.start, c.id, c.reason);
      auto metadata = node.append_child("metadata");
      const auto about = [&](const char* key, const std::string& value) {
        auto md = metadata.append_child("md");
        set(md, "key", key);
        set(md, "value", value);
      };
      about("com.apple.proapps.studio.scene", c.scene);
      about("com.apple.proapps.studio.shot", c.id);
    }
  }
  void mark(pugi::xml_node to, const char* kind, std::int64_t at, const std::string& value, const std::string& note) const {
    auto m = to.append_child(kind);
    set(m, "start", time(at));
    set(m, "duration", time(1));
    set(m, "value", value);
    if (!note.empty()) set(m, "note", note);
  }

  const Turnover& t_;
  const Timeline& timeline_;
  pugi::xml_document document_;
};

}  // namespace

std::string to_fcpxml(const Turnover& turnover) { return Writer(turnover).write(); }

}  // namespace auteur::edit
