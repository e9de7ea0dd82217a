// Final Cut Pro 7 XML Interchange Format, version 5 (Apple's reference, "Elements Catalog"). A clip's start and end count on the
// sequence from 0, its in and out on the file; a stereo sound is two clip items, one a channel, on two tracks. A file is
// described once and named by its id after that.

#include <map>

#include "turnover.h"
#include "xml.h"

namespace auteur::edit {
namespace {

class Writer {
 public:
  explicit Writer(const Turnover& turnover) : t_(turnover), timeline_(turnover.timeline) {}

  std::string write() {
    auto root = begin_xml(document_, "xmeml");
    root.append_attribute("version") = "5";
    auto sequence = root.append_child("sequence");
    sequence.append_attribute("id") = "sequence-1";
    text(sequence, "name", t_.title);
    number(sequence, "duration", timeline_.frames());
    rate(sequence);
    timecode(sequence, start_frame(timeline_), "");
    auto media = sequence.append_child("media");
    video(media.append_child("video"));
    audio(media.append_child("audio"));
    for (const SceneStart& s : timeline_.scenes) marker(sequence, scene_title(s), "", s.frame, s.frame + s.frames);
    return xml_of(document_);
  }

 private:
  static void text(pugi::xml_node to, const char* name, const std::string& value) { to.append_child(name).text().set(xml_text(value).c_str()); }
  static void number(pugi::xml_node to, const char* name, std::int64_t value) { to.append_child(name).text().set(static_cast<long long>(value)); }
  void rate(pugi::xml_node to) const {
    auto r = to.append_child("rate");
    number(r, "timebase", timeline_.frames_per_second);
    text(r, "ntsc", "FALSE");
  }
  void timecode(pugi::xml_node to, std::int64_t frame, const std::string& reel) const {
    auto c = to.append_child("timecode");
    rate(c);
    text(c, "string", time_code(frame, timeline_.frames_per_second));
    number(c, "frame", frame);
    text(c, "displayformat", "NDF");
    if (!reel.empty()) text(c.append_child("reel"), "name", reel);
  }
  static void marker(pugi::xml_node to, const std::string& name, const std::string& comment, std::int64_t in, std::int64_t out) {
    auto m = to.append_child("marker");
    text(m, "name", name);
    text(m, "comment", comment);
    number(m, "in", in);
    number(m, "out", out);
  }
  void picture_format(pugi::xml_node to) const {
    auto c = to.append_child("samplecharacteristics");
    rate(c);
    number(c, "width", t_.width);
    number(c, "height", t_.height);
    text(c, "anamorphic", "FALSE");
    text(c, "pixelaspectratio", "square");
    text(c, "fielddominance", "none");
  }
  static void sound_format(pugi::xml_node to, int depth) {
    auto c = to.append_child("samplecharacteristics");
    number(c, "depth", depth);
    number(c, "samplerate", 48000);
  }

  void file(pugi::xml_node to, const std::string& name) {
    const bool picture = name == t_.media;
    auto f = to.append_child("file");
    const auto [known, first] = described_.emplace(name, described_.size() + 1);
    f.append_attribute("id") = ("file-" + std::to_string(known->second)).c_str();
    if (!first) return;
    text(f, "name", name);
    text(f, "pathurl", url_of(name));
    rate(f);
    number(f, "duration", timeline_.frames());
    timecode(f, source_start(t_, name), reel_of(name));
    auto media = f.append_child("media");
    if (picture) picture_format(media.append_child("video"));
    auto sound = media.append_child("audio");
    sound_format(sound, picture ? 16 : 24);
    number(sound, "channelcount", 2);
  }

  pugi::xml_node item(pugi::xml_node track, const std::string& id, const std::string& name, const std::string& from, std::int64_t start, std::int64_t frames) {
    auto i = track.append_child("clipitem");
    i.append_attribute("id") = id.c_str();
    text(i, "name", name);
    text(i, "enabled", "TRUE");
    number(i, "duration", timeline_.frames());
    rate(i);
    number(i, "start", start);
    number(i, "end", start + frames);
    number(i, "in", start);
    number(i, "out", start + frames);
    file(i, from);
    return i;
  }

  // Which items belong together: picture n, and its two sounds where the picture brings them.
  void links(pugi::xml_node to, std::size_t n) const {
    if (!own_sound()) return;
    const auto link = [&](const std::string& id, const char* kind, int track) {
      auto l = to.append_child("link");
      text(l, "linkclipref", id);
      text(l, "mediatype", kind);
      number(l, "trackindex", track);
      number(l, "clipindex", static_cast<std::int64_t>(n) + 1);
    };
    link(picture_id(n), "video", 1);
    for (int channel = 1; channel <= 2; ++channel) link(sound_id(0, channel, n), "audio", channel);
  }
  bool own_sound() const { return !t_.sound.empty() && t_.sound.front().file.empty(); }
  static std::string picture_id(std::size_t n) { return "clipitem-v" + std::to_string(n + 1); }
  static std::string sound_id(std::size_t track, int channel, std::size_t n) { return "clipitem-a" + std::to_string(2 * track + static_cast<std::size_t>(channel)) + "-" + std::to_string(n + 1); }

  void video(pugi::xml_node to) {
    picture_format(to.append_child("format"));
    auto track = to.append_child("track");
    for (std::size_t n = 0; n < timeline_.clips.size(); ++n) {
      const Clip& c = timeline_.clips[n];
      auto i = item(track, picture_id(n), c.id, t_.media, c.start, c.frames);
      auto source = i.append_child("sourcetrack");
      text(source, "mediatype", "video");
      if (c.kind == ClipKind::kShot) {
        auto log = i.append_child("logginginfo");
        text(log, "description", c.reason);
        text(log, "scene", c.scene);
        text(log, "shottake", c.id);
        text(i.append_child("comments"), "mastercomment1", c.reason);
        marker(i, c.id, c.reason, c.start, -1);
      }
      links(i, n);
    }
    text(track, "enabled", "TRUE");
    text(track, "locked", "FALSE");
  }

  void audio(pugi::xml_node to) {
    number(to, "numOutputChannels", 2);
    sound_format(to.append_child("format"), 24);
    auto outputs = to.append_child("outputs");
    for (int channel = 1; channel <= 2; ++channel) {
      auto group = outputs.append_child("group");
      number(group, "index", channel);
      number(group, "numchannels", 1);
      number(group, "downmix", 0);
      number(group.append_child("channel"), "index", channel);
    }
    for (std::size_t s = 0; s < t_.sound.size(); ++s) {
      const SoundTrack& sound = t_.sound[s];
      const auto pieces = sound_pieces(t_, sound);
      for (int channel = 1; channel <= 2; ++channel) {
        auto track = to.append_child("track");
        for (std::size_t n = 0; n < pieces.size(); ++n) {
          auto i = item(track, sound_id(s, channel, n), sound.file.empty() ? pieces[n].name : sound.name + ", " + pieces[n].name, sound.file.empty() ? t_.media : sound.file, pieces[n].start, pieces[n].frames);
          auto source = i.append_child("sourcetrack");
          text(source, "mediatype", "audio");
          number(source, "trackindex", channel);
          if (sound.file.empty()) links(i, n);
        }
        text(track, "enabled", "TRUE");
        text(track, "locked", "FALSE");
        number(track, "outputchannelindex", channel);
      }
    }
  }

  const Turnover& t_;
  const Timeline& timeline_;
  pugi::xml_document document_;
  std::map<std::string, std::size_t> described_;  // file -> its number
};

}  // namespace

std::string to_fcp7_xml(const Turnover& turnover) { return Writer(turnover).write(); }

}  // namespace auteur::edit
