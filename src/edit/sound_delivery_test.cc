#include "auteur/edit/sound_delivery.h"

#include <gtest/gtest.h>

#include <functional>
#include <pugixml.hpp>
#include <set>

namespace auteur::edit {
namespace {

Timeline two_scenes() {
  Timeline t;
  t.clips = {{ClipKind::kTitle, "title", "", 0, 100, ""}, {ClipKind::kShot, "1A", "1", 100, 60, ""}, {ClipKind::kShot, "2A", "2", 160, 80, ""}};
  t.scenes = {{"1", "INT. KITCHEN & HALL", 100, 60}, {"2", "EXT. SEA", 160, 80}};
  return t;
}

// Rules of BS.2076: every reference is defined in the file or is a common definition, every definition is used, and the
// tracks of the chna chunk are the model's.
TEST(AudioDefinitionModel, ResolvesEveryReference) {
  const auto adm = adm_of_film("A <film> & more", "en", 48000 * 90, -23.0, -1.2);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(adm.xml.c_str()));
  const auto model = document.child("ebuCoreMain").child("coreMetadata").child("format").child("audioFormatExtended");
  ASSERT_TRUE(model);
  std::set<std::string> defined, used;
  for (const auto node : model.children()) {
    const std::string name = node.name();
    const auto id = name == "audioTrackUID" ? node.attribute("UID") : node.attribute((name + "ID").c_str());
    ASSERT_TRUE(id) << name;
    EXPECT_TRUE(defined.insert(id.value()).second) << id.value();
    for (const auto child : node.children())
      if (std::string_view(child.name()).ends_with("Ref")) used.insert(child.text().get());
  }
  const auto common = [](const std::string& id) { return id.starts_with("AP_0001") || id.starts_with("AT_0001"); };
  for (const auto& id : used) EXPECT_TRUE(defined.contains(id) || common(id)) << id;
  for (const auto& id : defined) EXPECT_TRUE(used.contains(id) || id == "APR_1001") << id;
  ASSERT_EQ(adm.channels.size(), 19u);
  std::set<std::pair<std::string, int>> heard;
  for (const auto& c : adm.channels) {
    EXPECT_EQ(c.uid.size(), 12u);
    EXPECT_EQ(c.track_format.size(), 14u);
    EXPECT_EQ(c.pack_format.size(), 11u);
    EXPECT_TRUE(defined.contains(c.uid));
    if (!c.silent) {
      EXPECT_TRUE(heard.insert({c.stem, c.channel}).second) << c.stem << c.channel;
    }
  }
  EXPECT_EQ(heard.size(), 18u);  // six channels of three stems, each once
  EXPECT_STREQ(model.child("audioProgramme").attribute("end").value(), "00:01:30.00000");
}

TEST(Ixml, NamesEveryTrack) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(ixml_of("Film", "dialogue", {"dialogue, left", "dialogue, right"}).c_str()));
  const auto list = document.child("BWFXML").child("TRACK_LIST");
  EXPECT_EQ(list.child("TRACK_COUNT").text().as_int(), 2);
  EXPECT_STREQ(list.last_child().child("NAME").text().get(), "dialogue, right");
}

TEST(ArdourSession, ResolvesItsSourcesPlaylistsAndConnections) {
  const std::string xml = to_ardour("film", two_scenes(), {{"Dialogue", {"d-L.wav", "d-R.wav"}}, {"Music", {"m-L.wav", "m-R.wav"}}}, 480000);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(xml.c_str()));
  const auto session = document.child("Session");
  std::set<std::string> ids, sources, ports;
  const std::function<void(pugi::xml_node)> walk = [&](pugi::xml_node n) {
    if (const auto id = n.attribute("id")) {
      EXPECT_TRUE(ids.insert(id.value()).second) << id.value();
    }
    if (std::string_view(n.name()) == "Port") ports.insert(n.attribute("name").value());
    for (const auto c : n.children()) walk(c);
  };
  walk(session);
  for (const auto s : session.child("Sources").children()) sources.insert(s.attribute("id").value());
  EXPECT_EQ(sources.size(), 4u);
  for (const auto p : session.child("Playlists").children()) {
    const auto region = p.child("Region");
    EXPECT_TRUE(sources.contains(region.attribute("source-0").value()));
    EXPECT_TRUE(sources.contains(region.attribute("source-1").value()));
    EXPECT_STREQ(region.attribute("length").value(), "a2822400000@a0");
  }
  for (const auto r : session.child("Routes").children()) {
    if (const auto playlist = r.attribute("audio-playlist")) {
      EXPECT_TRUE(ids.contains(playlist.value()));
    }
    for (const auto io : r.children("IO"))
      for (const auto port : io.children())
        for (const auto c : port.children()) {
          const std::string other = c.attribute("other").value();
          EXPECT_TRUE(ports.contains(other) || other.starts_with("system:")) << other;
        }
  }
  std::vector<std::string> marks;
  for (const auto l : session.child("Locations").children())
    if (std::string_view(l.attribute("flags").value()) == "IsMark") marks.emplace_back(l.attribute("name").value());
  EXPECT_EQ(marks, (std::vector<std::string>{"1 INT. KITCHEN & HALL", "2 EXT. SEA"}));
  for (const auto& id : ids) EXPECT_LT(std::stoi(id), session.attribute("id-counter").as_int());
}

}  // namespace
}  // namespace auteur::edit
