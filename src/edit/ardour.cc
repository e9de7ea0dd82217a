// Times are in superclocks, 282,240,000 a second: a whole number of them fits into every sample of every usual rate.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <pugixml.hpp>

#include "auteur/edit/sound_delivery.h"
#include "turnover.h"
#include "xml.h"

namespace auteur::edit {
namespace {

constexpr std::int64_t kClocksPerSample = 282'240'000 / 48000, kSamplesPerFrame = 2000;

std::string at(std::int64_t sample) { return fmt::format("a{}", sample * kClocksPerSample); }
std::string span(std::int64_t length, std::int64_t from) { return fmt::format("{}@{}", at(length), at(from)); }

class Session {
 public:
  Session(const std::string& name, const Timeline& timeline, const std::vector<ArdourTrack>& tracks, std::int64_t samples) : name_(xml_text(name)), timeline_(timeline), tracks_(tracks), samples_(samples) {}

  std::string write() {
    auto declaration = document_.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    auto root = document_.append_child("Session");
    set(root, {{"version", "7002"}, {"name", name_}, {"sample-rate", "48000"}, {"session-range-is-free", "0"}});
    auto counter = root.append_attribute("id-counter");
    set(root, {{"name-counter", "1"}, {"event-counter", "0"}, {"vca-counter", "1"}});
    set(root.append_child("ProgramVersion"), {{"created-with", "Auteur"}, {"modified-with", "Auteur"}});
    auto config = root.append_child("Config");
    for (const auto& [option, value] : {std::pair{"use-region-fades", "0"}, {"native-file-data-format", "FormatInt24"}, {"native-file-header-format", "WAVE"}, {"timecode-format", "timecode_24"}, {"subframes-per-frame", "100"}, {"auto-input", "1"}, {"use-transport-fades", "0"}})
      set(config.append_child("Option"), {{"name", option}, {"value", value}});
    root.append_child("Metadata");
    auto sources = root.append_child("Sources"), regions = root.append_child("Regions"), locations = root.append_child("Locations");
    auto routes = root.append_child("Routes"), playlists = root.append_child("Playlists");
    root.append_child("UnusedPlaylists");
    root.append_child("RouteGroups");
    set(locations.append_child("Location"), {{"id", id()}, {"name", "session"}, {"start", at(0)}, {"end", at(samples_)}, {"flags", "IsSessionRange"}, {"locked", "0"}, {"timestamp", "0"}});
    for (const SceneStart& s : timeline_.scenes)
      set(locations.append_child("Location"), {{"id", id()}, {"name", xml_text(scene_title(s))}, {"start", at(s.frame * kSamplesPerFrame)}, {"end", at(s.frame * kSamplesPerFrame)}, {"flags", "IsMark"}, {"locked", "0"}, {"timestamp", "0"}});
    master(routes);
    int order = 0;
    for (const auto& t : tracks_) track(t, ++order, sources, regions, routes, playlists);
    auto tempo = root.append_child("TempoMap");
    set(tempo, {{"superclocks-per-second", "282240000"}});
    set(tempo.append_child("Tempos").append_child("Tempo"), {{"npm", "120"}, {"enpm", "120"}, {"note-type", "4"}, {"type", "Tempo::Constant"}, {"active", "1"}, {"locked-to-meter", "0"}, {"continuing", "0"}, {"sclock", "0"}, {"quarters", "0:0"}, {"bbt", "1|1|0"}, {"omega", "0"}});
    set(tempo.append_child("Meters").append_child("Meter"), {{"note-value", "4"}, {"divisions-per-bar", "4"}, {"sclock", "0"}, {"quarters", "0:0"}, {"bbt", "1|1|0"}});
    tempo.append_child("MusicTimes");
    counter = std::to_string(next_ + 1).c_str();
    return xml_of(document_);
  }

 private:
  using Attributes = std::vector<std::pair<const char*, std::string>>;
  static void set(pugi::xml_node node, const Attributes& attributes) {
    for (const auto& [key, value] : attributes) node.append_attribute(key) = value.c_str();
  }
  std::string id() { return std::to_string(++next_); }

  void processors(pugi::xml_node route, const std::string& name, bool plays) {
    if (plays) set(route.append_child("Processor"), {{"id", id()}, {"name", "player:" + name}, {"active", "1"}, {"user-latency", "0"}, {"use-user-latency", "0"}, {"type", "diskreader"}});
    auto amp = route.append_child("Processor");
    set(amp, {{"id", id()}, {"name", "Amp"}, {"active", "1"}, {"user-latency", "0"}, {"use-user-latency", "0"}, {"type", "amp"}});
    set(amp.append_child("Controllable"), {{"name", "gaincontrol"}, {"id", id()}, {"flags", "GainLike"}, {"value", "1"}});
    set(route.append_child("Processor"), {{"id", id()}, {"name", "meter-" + name}, {"active", "1"}, {"user-latency", "0"}, {"use-user-latency", "0"}, {"type", "meter"}});
    auto out = route.append_child("Processor");
    set(out, {{"id", id()}, {"name", name}, {"active", "1"}, {"user-latency", "0"}, {"use-user-latency", "0"}, {"own-input", "1"}, {"own-output", "0"}, {"output", name}, {"type", "main-outs"}, {"role", "Main"}});
    // Left stays left: without a panner the stems arrive as they are.
    set(out.append_child("PannerShell"), {{"bypassed", "1"}, {"user-panner", ""}, {"linked-to-route", "1"}});
  }
  pugi::xml_node ports(pugi::xml_node route, const std::string& name, bool in, std::size_t channels) {
    auto io = route.append_child("IO");
    set(io, {{"name", name}, {"id", id()}, {"direction", in ? "Input" : "Output"}, {"default-type", "audio"}});
    for (std::size_t c = 1; c <= channels; ++c) set(io.append_child("Port"), {{"type", "audio"}, {"name", fmt::format("{}/audio_{} {}", name, in ? "in" : "out", c)}});
    return io;
  }

  void master(pugi::xml_node routes) {
    auto route = routes.append_child("Route");
    set(route, {{"version", "7002"}, {"id", id()}, {"name", "Master"}, {"default-type", "audio"}, {"strict-io", "1"}, {"active", "1"}, {"denormal-protection", "0"}, {"meter-point", "MeterOutput"}, {"disk-io-point", "DiskIOPreFader"}, {"meter-type", "MeterK14"}});
    set(route.append_child("PresentationInfo"), {{"order", "0"}, {"flags", "MasterOut,OrderSet"}, {"color", "0"}});
    auto in = ports(route, "Master", true, channels());
    std::size_t c = 0;
    for (auto port : in.children("Port")) {
      ++c;
      for (const auto& t : tracks_) set(port.append_child("Connection"), {{"other", fmt::format("{}/audio_out {}", xml_text(t.name), c)}});
    }
    c = 0;
    for (auto port : ports(route, "Master", false, channels()).children("Port")) set(port.append_child("Connection"), {{"other", fmt::format("system:playback_{}", ++c)}});
    processors(route, "Master", false);
  }

  void track(const ArdourTrack& t, int order, pugi::xml_node sources, pugi::xml_node regions, pugi::xml_node routes, pugi::xml_node playlists) {
    const std::string name = xml_text(t.name), track_id = id(), playlist_id = id();
    Attributes region{{"name", name}, {"muted", "0"}, {"opaque", "0"}, {"locked", "1"}, {"video-locked", "0"}, {"automatic", "0"}, {"whole-file", "1"}, {"import", "0"}, {"external", "0"}, {"sync-marked", "0"},
                      {"hidden", "0"}, {"position-locked", "1"}, {"valid-transients", "0"}, {"start", at(0)}, {"length", span(samples_, 0)}, {"sync-position", at(0)}, {"ancestral-start", at(0)}, {"ancestral-length", span(samples_, 0)},
                      {"stretch", "1"}, {"shift", "1"}, {"layering-index", "0"}, {"type", "audio"}, {"first-edit", "nothing"}, {"channels", std::to_string(t.files.size())},
                      {"envelope-active", "0"}, {"default-fade-in", "0"}, {"default-fade-out", "0"}, {"fade-in-active", "0"}, {"fade-out-active", "0"}, {"scale-amplitude", "1"}};
    for (std::size_t c = 0; c < t.files.size(); ++c) {
      const std::string source = id();
      set(sources.append_child("Source"), {{"name", xml_text(t.files[c])}, {"take-id", ""}, {"type", "audio"}, {"flags", ""}, {"id", source}, {"channel", "0"}, {"origin", ""}, {"gain", "1"}});
      keys_.push_back(fmt::format("source-{}", c));
      region.emplace_back(keys_.back().c_str(), source);
      keys_.push_back(fmt::format("master-source-{}", c));
      region.emplace_back(keys_.back().c_str(), source);
    }
    auto whole = regions.append_child("Region");
    set(whole, region);
    set(whole, {{"id", id()}});
    auto playlist = playlists.append_child("Playlist");
    set(playlist, {{"id", playlist_id}, {"name", name}, {"type", "audio"}, {"orig-track-id", track_id}, {"frozen", "0"}, {"combine-ops", "0"}});
    auto placed = playlist.append_child("Region");
    region[6].second = "0";  // a use of the whole file, not the file itself
    set(placed, region);
    set(placed, {{"id", id()}});

    auto route = routes.append_child("Route");
    set(route, {{"version", "7002"}, {"id", track_id}, {"name", name}, {"default-type", "audio"}, {"strict-io", "1"}, {"active", "1"}, {"denormal-protection", "0"}, {"meter-point", "MeterPostFader"}, {"disk-io-point", "DiskIOPreFader"}, {"meter-type", "MeterPeak"},
                {"audio-playlist", playlist_id}, {"saved-meter-point", "MeterPostFader"}, {"alignment-choice", "Automatic"}, {"mode", "Normal"}});
    set(route.append_child("PresentationInfo"), {{"order", std::to_string(order)}, {"flags", "AudioTrack,OrderSet"}, {"color", "0"}});
    ports(route, name, true, t.files.size());
    std::size_t c = 0;
    for (auto port : ports(route, name, false, t.files.size()).children("Port")) set(port.append_child("Connection"), {{"other", fmt::format("Master/audio_in {}", ++c)}});
    processors(route, name, true);
  }

  std::size_t channels() const {
    std::size_t most = 2;
    for (const auto& t : tracks_) most = std::max(most, t.files.size());
    return most;
  }

  std::string name_;
  const Timeline& timeline_;
  const std::vector<ArdourTrack>& tracks_;
  std::int64_t samples_;
  pugi::xml_document document_;
  std::deque<std::string> keys_;
  int next_ = 99;
};

}  // namespace

std::string to_ardour(const std::string& name, const Timeline& timeline, const std::vector<ArdourTrack>& tracks, std::int64_t samples) { return Session(name, timeline, tracks, samples).write(); }

}  // namespace auteur::edit
