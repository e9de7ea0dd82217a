// Every list is read back by readers of the formats' own rules that share nothing with the writers.
#include "auteur/edit/turnover.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "auteur/base/random.h"
#include "auteur/base/text.h"

namespace auteur::edit {
namespace {

constexpr std::int64_t kHour = 86400;
const std::string kOddTitle = "Das »Haus« <am> & \"See\" \x01 Ľuboš 灯台 \xEF\xBF\xBF";
const std::string kOddReason = "Žofia says: \"no\" & <leaves>, the door ]]> shuts; everybody looks at the lamp that nobody lit, \xE7\x81\xAF, and waits for the rain to end\nwithout a word.";

Turnover turnover_of(std::size_t scenes, std::size_t shots, bool stems, std::uint64_t seed = 3) {
  Random r(seed);
  Turnover t;
  t.title = kOddTitle;
  t.media = "film é&1.mp4";
  std::int64_t at = 0;
  const auto add = [&](ClipKind kind, const std::string& id, const std::string& scene, std::int64_t frames, const std::string& reason) {
    t.timeline.clips.push_back({kind, id, scene, at, frames, reason});
    at += frames;
  };
  add(ClipKind::kTitle, "title", "", 108, "the title card");
  for (std::size_t s = 1; s <= scenes; ++s) {
    SceneStart start{std::to_string(s), s == 1 ? "INT. KÜCHE & <HOF> - NIGHT" : "EXT. SEA - DAY", at, 0};
    for (std::size_t k = 0; k < shots; ++k) add(ClipKind::kShot, std::to_string(s) + static_cast<char>('A' + k), start.scene, static_cast<std::int64_t>(1 + r.below(120)), k == 1 ? kOddReason : "two people talk");
    start.frames = at - start.frame;
    t.timeline.scenes.push_back(start);
  }
  add(ClipKind::kCredits, "credits", "", 200, "the end credits");
  if (stems) t.sound = {{"Dialogue", "dialogue", "film-scenes-3-dialogue.wav"}, {"Music", "music", "film-scenes-3-music.wav"}, {"Effects", "effects", "film-scenes-3-effects.wav"}};
  return t;
}
std::vector<const Clip*> shots_of(const Turnover& t) {
  std::vector<const Clip*> out;
  for (const Clip& c : t.timeline.clips)
    if (c.kind == ClipKind::kShot) out.push_back(&c);
  return out;
}
// What a reader of XML should see of a text that holds what XML cannot.
std::string seen(std::string s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s.compare(i, 3, "\xEF\xBF\xBF") == 0) i += 2;
    else if (s[i] == '\n') out += ' ';
    else if (s[i] != '\x01') out += s[i];
  }
  return out;
}

// --- CMX3600

struct EdlEvent { int number; std::string reel, channels, kind; std::int64_t in, out, record_in, record_out; std::vector<std::string> remarks; };
std::int64_t frames_of(const std::string& code) {
  int h = 0, m = 0, s = 0, f = 0;
  EXPECT_EQ(std::sscanf(code.c_str(), "%2d:%2d:%2d:%2d", &h, &m, &s, &f), 4) << code;
  EXPECT_TRUE(code.size() == 11 && h < 24 && m < 60 && s < 60 && f < 24) << code;
  return ((h * 60 + m) * 60 + s) * 24 + f;
}
std::vector<EdlEvent> read_edl(const std::string& text) {
  std::vector<EdlEvent> events;
  int number = 0;
  for (const auto view : split(text, '\n')) {
    const std::string line(view);
    ++number;
    EXPECT_LE(line.size(), 80u) << line;
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; })) << line;
    if (number == 1) {
      EXPECT_TRUE(line.starts_with("TITLE: ")) << line;
      EXPECT_GT(line.size(), 7u);
    }
    if (number == 2) {
      EXPECT_EQ(line, "FCM: NON-DROP FRAME");
    }
    if (number <= 2 || line.empty()) continue;
    if (line[0] == '*') {
      EXPECT_TRUE(line.starts_with("* FROM CLIP NAME: ") || line.starts_with("* LOC: ") || line.starts_with("* COMMENT: ")) << line;
      if (events.empty()) ADD_FAILURE() << "a remark before the first event: " << line;
      else events.back().remarks.push_back(line);
      continue;
    }
    std::istringstream words(line);
    std::string n, a, b, c, d;
    EdlEvent e;
    words >> n >> e.reel >> e.channels >> e.kind >> a >> b >> c >> d;
    EXPECT_EQ(n.size(), 3u) << line;
    // The fields stand in their columns.
    EXPECT_EQ(line.find(e.reel), 5u) << line;
    EXPECT_EQ(line.find(a), 29u) << line;
    e.number = std::stoi(n), e.in = frames_of(a), e.out = frames_of(b), e.record_in = frames_of(c), e.record_out = frames_of(d);
    events.push_back(e);
  }
  return events;
}

void check_edl(const Turnover& t, std::size_t parts) {
  const auto lists = to_edl(t);
  ASSERT_EQ(lists.size(), parts);
  std::size_t i = 0;
  std::int64_t at = kHour;
  for (const std::string& list : lists) {
    int number = 0;
    for (const EdlEvent& e : read_edl(list)) {
      ASSERT_LT(i, t.timeline.clips.size());
      const Clip& c = t.timeline.clips[i++];
      EXPECT_EQ(e.number, ++number);
      EXPECT_LE(e.number, 999);
      EXPECT_LE(e.reel.size(), 8u);
      EXPECT_TRUE(std::all_of(e.reel.begin(), e.reel.end(), [](unsigned char x) { return std::isupper(x) || std::isdigit(x); })) << e.reel;
      EXPECT_EQ(e.channels, "AA/V");
      EXPECT_EQ(e.kind, "C");
      EXPECT_EQ(e.record_in, at);
      EXPECT_EQ(e.record_out - e.record_in, c.frames);
      EXPECT_EQ(e.out - e.in, c.frames);
      EXPECT_EQ(e.in, c.start);
      at = e.record_out;
      ASSERT_FALSE(e.remarks.empty());
      EXPECT_EQ(e.remarks[0], "* FROM CLIP NAME: " + c.id);
      if (c.kind != ClipKind::kShot) continue;
      std::string reason;
      bool named = false;
      for (const auto& r : e.remarks) {
        if (r.starts_with("* COMMENT: ")) reason += r.substr(10);
        named |= r == "* LOC: " + time_code(e.record_in, 24) + " RED     " + c.id;
      }
      EXPECT_TRUE(named);
      if (c.reason == kOddReason) {
        EXPECT_EQ(reason.find(" Zofia says: \"no\" & <leaves>, the door"), 0u) << reason;
      }
    }
  }
  EXPECT_EQ(i, t.timeline.clips.size());
  EXPECT_EQ(at, kHour + t.timeline.frames());
}

TEST(Turnover, EdlKeepsTheRulesOfItsFormatAndCarriesShotsAndReasons) {
  check_edl(turnover_of(5, 9, false), 1);
  const std::string list = to_edl(turnover_of(2, 2, false))[0];
  EXPECT_NE(list.find("TITLE: Das \"Haus\" <am> & \"See\"  Lubos ?? ?"), std::string::npos) << list.substr(0, 90);
  EXPECT_NE(list.find("* LOC: 01:00:04:12 GREEN   SCENE 1 INT. KUCHE & <HOF> - NIGHT"), std::string::npos) << list;
}

TEST(Turnover, AnEdlOfAFeatureComesInPartsOfAtMost999Events) { check_edl(turnover_of(80, 26, false), 3); }

TEST(Turnover, AWordLongerThanALineIsBrokenInAnEdl) {
  Turnover t = turnover_of(1, 1, false);
  t.timeline.clips[1].reason = std::string(400, 'x');
  std::size_t letters = 0;
  for (const EdlEvent& e : read_edl(to_edl(t)[0]))
    for (const auto& r : e.remarks)
      if (r.starts_with("* COMMENT:")) letters += static_cast<std::size_t>(std::count(r.begin(), r.end(), 'x'));
  EXPECT_EQ(letters, 400u);
}

// --- Final Cut 7 XML

void check_fcp7(const Turnover& t, bool stems) {
  const std::string text = to_fcp7_xml(t);
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  ASSERT_TRUE(parsed) << parsed.description();
  EXPECT_TRUE(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>")) << text.substr(0, 80);
  const auto sequence = document.child("xmeml").child("sequence");
  EXPECT_STREQ(document.child("xmeml").attribute("version").value(), "5");
  EXPECT_EQ(sequence.child("name").text().as_string(), seen(t.title));
  EXPECT_EQ(sequence.child("duration").text().as_llong(), t.timeline.frames());
  EXPECT_STREQ(sequence.child("timecode").child("string").text().as_string(), "01:00:00:00");
  EXPECT_EQ(sequence.child("timecode").child("frame").text().as_llong(), kHour);
  EXPECT_STREQ(sequence.child("timecode").child("displayformat").text().as_string(), "NDF");
  std::map<std::string, pugi::xml_node> files, items;
  std::map<std::string, std::pair<int, int>> stands;  // item -> its track and place, from 1
  const auto check_track = [&](pugi::xml_node track, int index, bool tiled) {
    std::int64_t at = 0;
    int n = 0;
    for (const auto item : track.children("clipitem")) {
      const std::string id = item.attribute("id").value();
      EXPECT_TRUE(items.emplace(id, item).second) << id;
      stands[id] = {index, ++n};
      const auto number = [&](const char* name) { return item.child(name).text().as_llong(-99); };
      if (tiled) {
        EXPECT_EQ(number("start"), at);
      }
      at = number("end");
      EXPECT_GT(number("end"), number("start"));
      EXPECT_EQ(number("end") - number("start"), number("out") - number("in"));
      EXPECT_GE(number("in"), 0);
      EXPECT_LE(number("out"), number("duration"));
      EXPECT_EQ(item.child("rate").child("timebase").text().as_int(), 24);
      EXPECT_STREQ(item.child("rate").child("ntsc").text().as_string(), "FALSE");
      const auto file = item.child("file");
      const std::string name = file.attribute("id").value();
      if (file.first_child()) {
        EXPECT_TRUE(files.emplace(name, file).second) << "described twice: " << name;
        EXPECT_STRNE(file.child("pathurl").text().as_string(), "");
        EXPECT_STRNE(file.child("timecode").child("reel").child("name").text().as_string(), "");
      } else {
        EXPECT_TRUE(files.contains(name)) << name;
      }
    }
    EXPECT_EQ(at, t.timeline.frames());
  };
  const auto media = sequence.child("media");
  check_track(media.child("video").child("track"), 1, true);
  EXPECT_EQ(std::distance(media.child("video").children("track").begin(), media.child("video").children("track").end()), 1);
  int tracks = 0;
  for (const auto track : media.child("audio").children("track")) {
    check_track(track, ++tracks, true);
    EXPECT_EQ(track.child("outputchannelindex").text().as_int(), 2 - tracks % 2);
  }
  EXPECT_EQ(tracks, stems ? 6 : 2);
  EXPECT_EQ(files.size(), stems ? 4u : 1u);
  for (const auto& [id, item] : items)
    for (const auto link : item.children("link")) {
      const std::string to = link.child("linkclipref").text().as_string();
      ASSERT_TRUE(items.contains(to)) << to;
      EXPECT_EQ(stands[to].first, link.child("trackindex").text().as_int());
      EXPECT_EQ(stands[to].second, link.child("clipindex").text().as_int());
      EXPECT_STREQ(items[to].child("sourcetrack").child("mediatype").text().as_string(), link.child("mediatype").text().as_string());
      EXPECT_EQ(items[to].child("start").text().as_llong(), item.child("start").text().as_llong());
    }
  std::size_t marked = 0;
  for (const auto item : media.child("video").child("track").children("clipitem")) {
    const auto marker = item.child("marker");
    if (!marker) continue;
    const Clip& shot = *shots_of(t)[marked++];
    EXPECT_EQ(marker.child("name").text().as_string(), shot.id);
    EXPECT_EQ(marker.child("comment").text().as_string(), seen(shot.reason));
    EXPECT_EQ(marker.child("in").text().as_llong(), item.child("in").text().as_llong());
    EXPECT_EQ(item.child("logginginfo").child("scene").text().as_string(), shot.scene);
    EXPECT_EQ(std::distance(item.children("link").begin(), item.children("link").end()), stems ? 0 : 3);
  }
  EXPECT_EQ(marked, shots_of(t).size());
  std::size_t scene = 0;
  for (const auto marker : sequence.children("marker")) EXPECT_EQ(marker.child("in").text().as_llong(), t.timeline.scenes[scene++].frame);
  EXPECT_EQ(scene, t.timeline.scenes.size());
}

TEST(Turnover, FinalCut7XmlTilesTheFilmAndItsFilesAndLinksResolve) {
  check_fcp7(turnover_of(4, 7, false), false);
  check_fcp7(turnover_of(4, 7, true), true);
}

// --- FCPXML

std::int64_t frames_of_fraction(const std::string& text, int rate = 24) {
  EXPECT_TRUE(text.ends_with("s")) << text;
  const auto slash = text.find('/');
  const std::int64_t over = std::stoll(text), under = slash == text.npos ? 1 : std::stoll(text.substr(slash + 1));
  EXPECT_EQ(over * rate % under, 0) << text << " is no whole frame";
  return over * rate / under;
}

// The DTD's order of children and its attributes, for the elements that are used.
void check_dtd(pugi::xml_node node) {
  struct Rule { std::vector<std::vector<std::string>> order; std::set<std::string> must, may; };
  static const std::map<std::string, Rule> kRules = {
      {"fcpxml", {{{"resources"}, {"event"}}, {"version"}, {}}},
      {"resources", {{{"asset", "format"}}, {}, {}}},
      {"format", {{}, {"id"}, {"name", "frameDuration", "fieldOrder", "width", "height", "colorSpace"}}},
      {"asset", {{{"media-rep"}, {"metadata"}}, {"id"}, {"name", "uid", "start", "duration", "hasVideo", "format", "hasAudio", "videoSources", "audioSources", "audioChannels", "audioRate"}}},
      {"media-rep", {{}, {"src"}, {"kind", "suggestedFilename"}}},
      {"metadata", {{{"md"}}, {}, {}}},
      {"md", {{}, {"key"}, {"value"}}},
      {"event", {{{"project"}}, {}, {"name"}}},
      {"project", {{{"sequence"}}, {}, {"name"}}},
      {"sequence", {{{"note"}, {"spine"}, {"metadata"}}, {"format"}, {"duration", "tcStart", "tcFormat", "audioLayout", "audioRate"}}},
      {"spine", {{{"asset-clip"}}, {}, {}}},
      {"asset-clip", {{{"note"}, {"asset-clip"}, {"marker", "chapter-marker"}, {"metadata"}}, {"ref"}, {"lane", "offset", "name", "start", "duration", "srcEnable", "format", "tcFormat", "audioRole"}}},
      {"marker", {{}, {"start", "value"}, {"duration", "note"}}},
      {"chapter-marker", {{}, {"start", "value"}, {"duration", "note", "posterOffset"}}},
      {"note", {{}, {}, {}}}};
  const std::string name = node.name();
  ASSERT_TRUE(kRules.contains(name)) << name;
  const Rule& rule = kRules.at(name);
  std::set<std::string> has;
  for (const auto a : node.attributes()) {
    EXPECT_TRUE(has.insert(a.name()).second);
    EXPECT_TRUE(rule.must.contains(a.name()) || rule.may.contains(a.name())) << name << " " << a.name();
  }
  for (const auto& a : rule.must) EXPECT_TRUE(has.contains(a)) << name << " " << a;
  std::size_t stage = 0;
  for (const auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    const auto fits = [&](std::size_t s) { return std::find(rule.order[s].begin(), rule.order[s].end(), child.name()) != rule.order[s].end(); };
    while (stage < rule.order.size() && !fits(stage)) ++stage;
    ASSERT_LT(stage, rule.order.size()) << child.name() << " stands in the wrong place of " << name;
    check_dtd(child);
  }
}

void check_fcpxml(const Turnover& t, bool stems) {
  const std::string text = to_fcpxml(t);
  EXPECT_TRUE(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>"));
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  ASSERT_TRUE(parsed) << parsed.description();
  const auto root = document.child("fcpxml");
  check_dtd(root);
  EXPECT_STREQ(root.attribute("version").value(), "1.10");
  std::map<std::string, pugi::xml_node> ids;
  for (const auto r : root.child("resources").children()) EXPECT_TRUE(ids.emplace(r.attribute("id").value(), r).second);
  const std::function<void(pugi::xml_node)> resolve = [&](pugi::xml_node node) {
    if (const auto ref = node.attribute("ref")) {
      EXPECT_TRUE(ids.contains(ref.value())) << ref.value();
    }
    if (const auto format = node.attribute("format")) {
      ASSERT_TRUE(ids.contains(format.value()));
      EXPECT_STREQ(ids[format.value()].name(), "format");
    }
    for (const char* key : {"start", "duration", "offset", "tcStart"})
      if (const auto a = node.attribute(key)) frames_of_fraction(a.value());
    for (const auto child : node.children()) resolve(child);
  };
  resolve(root);
  EXPECT_STREQ(ids["r1"].attribute("frameDuration").value(), "1/24s");
  const auto project = root.child("event").child("project");
  EXPECT_EQ(project.attribute("name").value(), seen(t.title));
  const auto sequence = project.child("sequence");
  EXPECT_EQ(frames_of_fraction(sequence.attribute("tcStart").value()), kHour);
  EXPECT_EQ(frames_of_fraction(sequence.attribute("duration").value()), t.timeline.frames());
  std::int64_t at = kHour, hanging = 0;
  std::size_t shot = 0, chapters = 0;
  for (const auto clip : sequence.child("spine").children()) {
    const auto of = [&](pugi::xml_node node, const char* key) { return frames_of_fraction(node.attribute(key).value()); };
    EXPECT_EQ(of(clip, "offset"), at);
    const std::int64_t start = of(clip, "start"), length = of(clip, "duration");
    EXPECT_GT(length, 0);
    EXPECT_LE(start + length, of(ids[clip.attribute("ref").value()], "duration"));
    at += length;
    for (const auto hung : clip.children("asset-clip")) {
      EXPECT_LT(hung.attribute("lane").as_int(), 0);
      EXPECT_GE(of(hung, "offset"), start);  // in the time of what it hangs from
      EXPECT_LT(of(hung, "offset"), start + length);
      const auto stem = ids[hung.attribute("ref").value()];
      EXPECT_EQ(of(stem, "start"), 3600 * 24);                                  // as the file says itself
      EXPECT_EQ(of(hung, "offset"), of(hung, "start") - of(stem, "start"));  // stems run with the film
      hanging += of(hung, "duration");
    }
    for (const auto c : clip.children("chapter-marker")) {
      EXPECT_EQ(of(c, "start"), t.timeline.scenes[chapters].frame);
      EXPECT_TRUE(std::string(c.attribute("value").value()).starts_with(t.timeline.scenes[chapters++].scene + " "));
    }
    if (const auto m = clip.child("marker")) {
      const Clip& s = *shots_of(t)[shot++];
      EXPECT_EQ(m.attribute("value").value(), s.id);
      EXPECT_EQ(m.attribute("note").value(), seen(s.reason));
      EXPECT_EQ(clip.child("note").text().as_string(), seen(s.reason));
      EXPECT_EQ(of(m, "start"), start);
    }
  }
  EXPECT_EQ(at, kHour + t.timeline.frames());
  EXPECT_EQ(shot, shots_of(t).size());
  EXPECT_EQ(chapters, t.timeline.scenes.size());
  EXPECT_EQ(hanging, stems ? 3 * t.timeline.frames() : 0);
}

TEST(Turnover, FcpxmlKeepsItsDtdAndEveryTimeIsWholeFrames) {
  check_fcpxml(turnover_of(4, 7, false), false);
  check_fcpxml(turnover_of(4, 7, true), true);
}

// --- OpenTimelineIO, as its published schema says

struct OtioReader {
  std::map<std::string, int> seen;
  static constexpr const char* kComposable[] = {"name", "metadata", "source_range", "effects", "markers"};

  double time(const Json& j) {
    schema(j, "RationalTime.1");
    EXPECT_EQ(j.at("rate").get<double>(), 24.0);
    const double value = j.at("value").get<double>();
    EXPECT_EQ(value, std::floor(value));
    return value;
  }
  std::pair<double, double> range(const Json& j) {
    schema(j, "TimeRange.1");
    return {time(j.at("start_time")), time(j.at("duration"))};
  }
  void schema(const Json& j, const std::string& name) {
    EXPECT_EQ(j.at("OTIO_SCHEMA").get<std::string>(), name);
    ++seen[name];
  }
  void fields(const Json& j, const std::set<std::string>& known) {
    for (const auto& [key, value] : j.items()) EXPECT_TRUE(known.contains(key)) << key;
    EXPECT_TRUE(j.at("metadata").is_object());
  }
  void marker(const Json& j) {
    schema(j, "Marker.2");
    fields(j, {"OTIO_SCHEMA", "name", "comment", "color", "marked_range", "metadata"});
    static const std::set<std::string> kColours = {"PINK", "RED", "ORANGE", "YELLOW", "GREEN", "CYAN", "BLUE", "PURPLE", "MAGENTA", "BLACK", "WHITE"};
    EXPECT_TRUE(kColours.contains(j.at("color").get<std::string>()));
    range(j.at("marked_range"));
  }
  // The length of a composable.
  double length(const Json& j) {
    const std::string kind = j.at("OTIO_SCHEMA").get<std::string>();
    ++seen[kind];
    EXPECT_TRUE(j.at("effects").is_array());
    for (const Json& m : j.at("markers")) marker(m);
    if (kind == "Clip.1") {
      fields(j, {"OTIO_SCHEMA", "name", "source_range", "effects", "markers", "metadata", "media_reference"});
      const Json& media = j.at("media_reference");
      schema(media, "ExternalReference.1");
      fields(media, {"OTIO_SCHEMA", "name", "target_url", "available_range", "metadata"});
      const auto [start, duration] = range(j.at("source_range"));
      const auto [first, all] = range(media.at("available_range"));
      EXPECT_GE(start, first);
      EXPECT_LE(start + duration, first + all);
      return duration;
    }
    EXPECT_TRUE(kind == "Track.1" || kind == "Stack.1") << kind;
    EXPECT_TRUE(j.at("source_range").is_null());
    double sum = 0, most = 0;
    for (const Json& child : j.at("children")) {
      const double here = length(child);
      sum += here, most = std::max(most, here);
    }
    if (kind == "Track.1") fields(j, {"OTIO_SCHEMA", "name", "kind", "children", "source_range", "effects", "markers", "metadata"});
    return kind == "Track.1" ? sum : most;
  }
};

void check_otio(const Turnover& t, std::size_t tracks) {
  // As a reader gets it: bytes.
  const auto read = parse_json(canonical_json(to_otio(t)), "film.otio");
  ASSERT_TRUE(read) << read.error().text();
  const Json& j = *read;
  OtioReader reader;
  reader.schema(j, "Timeline.1");
  reader.fields(j, {"OTIO_SCHEMA", "name", "global_start_time", "tracks", "metadata"});
  EXPECT_EQ(reader.time(j.at("global_start_time")), kHour);
  EXPECT_EQ(reader.length(j.at("tracks")), t.timeline.frames());
  const Json& children = j.at("tracks").at("children");
  ASSERT_EQ(children.size(), tracks);
  for (const Json& track : children) EXPECT_EQ(reader.length(track), t.timeline.frames());
  EXPECT_EQ(children[0].at("kind"), "Video");
  for (std::size_t i = 1; i < tracks; ++i) EXPECT_EQ(children[i].at("kind"), "Audio");
  std::size_t n = 0;
  for (const Json& clip : children[0].at("children")) {
    const Clip& c = t.timeline.clips[n++];
    EXPECT_EQ(clip.at("name"), c.id);
    EXPECT_EQ(clip.at("markers").size(), c.kind == ClipKind::kShot ? 1u : 0u);
    if (c.kind != ClipKind::kShot) continue;
    EXPECT_EQ(clip.at("markers")[0].at("name"), c.id);
    EXPECT_EQ(clip.at("markers")[0].at("comment"), c.reason);
    EXPECT_EQ(reader.range(clip.at("markers")[0].at("marked_range")).first, reader.range(clip.at("source_range")).first);
  }
  ASSERT_EQ(j.at("tracks").at("markers").size(), t.timeline.scenes.size());
  for (std::size_t i = 0; i < t.timeline.scenes.size(); ++i) EXPECT_EQ(reader.range(j.at("tracks").at("markers")[i].at("marked_range")).first, static_cast<double>(t.timeline.scenes[i].frame));
}

TEST(Turnover, OtioIsReadBackByItsSchemaWithMarkersReasonsAndSound) {
  check_otio(turnover_of(4, 7, false), 2);
  check_otio(turnover_of(4, 7, true), 4);
}

TEST(Turnover, AFilmOfOneShotAndNothingElseIsWrittenToo) {
  Turnover t = turnover_of(1, 1, true);
  t.timeline.clips.erase(t.timeline.clips.begin());
  t.timeline.clips.pop_back();
  t.timeline.clips[0].start = t.timeline.scenes[0].frame = 0;
  check_edl(t, 1);
  check_fcp7(t, true);
  check_fcpxml(t, true);
  check_otio(t, 4);
}

TEST(Turnover, ReelsAreShortAndPlain) {
  EXPECT_EQ(reel_of("film.mp4"), "FILM");
  EXPECT_EQ(reel_of("film-scenes-3-5.mp4"), "FILMSCEN");
  EXPECT_EQ(reel_of("灯.mp4"), "AX");
}

}  // namespace
}  // namespace auteur::edit
