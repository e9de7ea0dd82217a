#include <fmt/format.h>

#include <pugixml.hpp>

#include "auteur/edit/sound_delivery.h"
#include "turnover.h"
#include "xml.h"

namespace auteur::edit {
namespace {

constexpr const char* kBed = "AP_00010003";

pugi::xml_node declared(pugi::xml_document& document, const char* root) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  return document.append_child(root);
}
void leaf(pugi::xml_node to, const char* name, const std::string& text) { to.append_child(name).text() = xml_text(text).c_str(); }
std::string clock(std::int64_t samples) {
  const std::int64_t s = samples / 48000;
  return fmt::format("{:02}:{:02}:{:02}.{:05}", s / 3600, s / 60 % 60, s % 60, samples % 48000 * 100000 / 48000);
}

}  // namespace

std::string ixml_of(const std::string& title, const std::string& what, const std::vector<std::string>& channels) {
  pugi::xml_document document;
  auto root = declared(document, "BWFXML");
  leaf(root, "IXML_VERSION", "2.0");
  leaf(root, "PROJECT", title);
  leaf(root, "NOTE", what);
  auto speed = root.append_child("SPEED");
  leaf(speed, "MASTER_SPEED", "24/1");
  leaf(speed, "CURRENT_SPEED", "24/1");
  leaf(speed, "TIMECODE_RATE", "24/1");
  leaf(speed, "TIMECODE_FLAG", "NDF");
  leaf(speed, "FILE_SAMPLE_RATE", "48000");
  leaf(speed, "AUDIO_BIT_DEPTH", "24");
  leaf(speed, "DIGITIZER_SAMPLE_RATE", "48000");
  leaf(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", "0");
  leaf(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO", fmt::format("{}", 3600 * 48000));
  leaf(speed, "TIMESTAMP_SAMPLE_RATE", "48000");
  auto list = root.append_child("TRACK_LIST");
  leaf(list, "TRACK_COUNT", fmt::format("{}", channels.size()));
  for (std::size_t i = 0; i < channels.size(); ++i) {
    auto track = list.append_child("TRACK");
    leaf(track, "CHANNEL_INDEX", fmt::format("{}", i + 1));
    leaf(track, "INTERLEAVE_INDEX", fmt::format("{}", i + 1));
    leaf(track, "NAME", channels[i]);
  }
  return xml_of(document);
}

AdmDocument adm_of_film(const std::string& title, const std::string& language, std::int64_t samples, double loudness_lufs, double true_peak_dbtp) {
  AdmDocument out;
  pugi::xml_document document;
  auto root = declared(document, "ebuCoreMain");
  root.append_attribute("xmlns") = "urn:ebu:metadata-schema:ebuCore_2016";
  root.append_attribute("xml:lang") = "en";
  auto model = root.append_child("coreMetadata").append_child("format").append_child("audioFormatExtended");
  model.append_attribute("version") = "ITU-R_BS.2076-2";
  const std::string start = clock(0), length = clock(samples);

  auto programme = model.append_child("audioProgramme");
  programme.append_attribute("audioProgrammeID") = "APR_1001";
  programme.append_attribute("audioProgrammeName") = xml_text(title.empty() ? "Film" : title).c_str();
  programme.append_attribute("audioProgrammeLanguage") = xml_text(language.empty() ? "en" : language).c_str();
  programme.append_attribute("start") = start.c_str();
  programme.append_attribute("end") = length.c_str();
  struct Content { const char *id, *name; int kind; /* of dialogue content; -1: none */ std::vector<const char*> objects; };
  const std::vector<Content> contents{{"ACO_1001", "Dialogue", 0, {"AO_1001", "AO_1002"}}, {"ACO_1002", "Music", 1, {"AO_1003"}}, {"ACO_1003", "Effects", 2, {"AO_1004"}}};
  for (const auto& c : contents) leaf(programme, "audioContentIDRef", c.id);
  auto loud = programme.append_child("loudnessMetadata");
  loud.append_attribute("loudnessMethod") = "ITU-R BS.1770";
  leaf(loud, "integratedLoudness", fmt::format("{:.1f}", loudness_lufs));
  leaf(loud, "maxTruePeak", fmt::format("{:.1f}", true_peak_dbtp));
  for (const auto& c : contents) {
    auto content = model.append_child("audioContent");
    content.append_attribute("audioContentID") = c.id;
    content.append_attribute("audioContentName") = c.name;
    for (const char* o : c.objects) leaf(content, "audioObjectIDRef", o);
    auto dialogue = content.append_child("dialogue");
    dialogue.append_attribute(c.kind == 0 ? "dialogueContentKind" : "nonDialogueContentKind") = c.kind == 0 ? 1 : c.kind == 1 ? 1 : 2;
    dialogue.text() = c.kind == 0 ? 1 : 0;
  }
  struct Object { const char *id, *name, *pack, *stem; };
  int uid = 0;
  for (const auto& o : {Object{"AO_1001", "Voices", "AP_00031001", "dialogue"}, {"AO_1002", "Room of the voices", kBed, "dialogue"}, {"AO_1003", "Music", kBed, "music"}, {"AO_1004", "Effects", kBed, "effects"}}) {
    auto object = model.append_child("audioObject");
    object.append_attribute("audioObjectID") = o.id;
    object.append_attribute("audioObjectName") = o.name;
    object.append_attribute("start") = start.c_str();
    object.append_attribute("duration") = length.c_str();
    leaf(object, "audioPackFormatIDRef", o.pack);
    const bool bed = std::string_view(o.pack) == kBed;
    for (int c = 0; c < (bed ? 6 : 1); ++c) {
      AdmChannel channel{fmt::format("ATU_{:08X}", ++uid), bed ? fmt::format("AT_0001000{}_01", c + 1) : "AT_00031001_01", o.pack, o.stem, bed ? c : 2, bed && uid < 8 && c == 2};
      leaf(object, "audioTrackUIDRef", channel.uid);
      out.channels.push_back(std::move(channel));
    }
  }
  auto pack = model.append_child("audioPackFormat");
  pack.append_attribute("audioPackFormatID") = "AP_00031001";
  pack.append_attribute("audioPackFormatName") = "Voices";
  pack.append_attribute("typeLabel") = "0003";
  pack.append_attribute("typeDefinition") = "Objects";
  leaf(pack, "audioChannelFormatIDRef", "AC_00031001");
  auto channel = model.append_child("audioChannelFormat");
  channel.append_attribute("audioChannelFormatID") = "AC_00031001";
  channel.append_attribute("audioChannelFormatName") = "Voices";
  channel.append_attribute("typeLabel") = "0003";
  channel.append_attribute("typeDefinition") = "Objects";
  auto block = channel.append_child("audioBlockFormat");
  block.append_attribute("audioBlockFormatID") = "AB_00031001_00000001";
  for (const auto& [name, value] : {std::pair{"azimuth", "0.0"}, {"elevation", "0.0"}, {"distance", "1.0"}}) {
    auto position = block.append_child("position");
    position.append_attribute("coordinate") = name;
    position.text() = value;
  }
  auto stream = model.append_child("audioStreamFormat");
  stream.append_attribute("audioStreamFormatID") = "AS_00031001";
  stream.append_attribute("audioStreamFormatName") = "PCM_Voices";
  stream.append_attribute("formatLabel") = "0001";
  stream.append_attribute("formatDefinition") = "PCM";
  leaf(stream, "audioChannelFormatIDRef", "AC_00031001");
  leaf(stream, "audioTrackFormatIDRef", "AT_00031001_01");
  auto track = model.append_child("audioTrackFormat");
  track.append_attribute("audioTrackFormatID") = "AT_00031001_01";
  track.append_attribute("audioTrackFormatName") = "PCM_Voices";
  track.append_attribute("formatLabel") = "0001";
  track.append_attribute("formatDefinition") = "PCM";
  leaf(track, "audioStreamFormatIDRef", "AS_00031001");
  for (const auto& c : out.channels) {
    auto node = model.append_child("audioTrackUID");
    node.append_attribute("UID") = c.uid.c_str();
    node.append_attribute("sampleRate") = 48000;
    node.append_attribute("bitDepth") = 24;
    leaf(node, "audioTrackFormatIDRef", c.track_format);
    leaf(node, "audioPackFormatIDRef", c.pack_format);
  }
  out.xml = xml_of(document);
  return out;
}

}  // namespace auteur::edit
