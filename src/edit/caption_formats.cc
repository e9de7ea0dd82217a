// SubRip, WebVTT (W3C), TTML as the IMSC 1.1 text profile wants it (W3C TTML-IMSC1.1).
#include <fmt/format.h>

#include <cmath>

#include "auteur/base/text.h"
#include "auteur/edit/captions.h"
#include "turnover.h"
#include "xml.h"

namespace auteur::edit {
namespace {

constexpr int kFps = 24;
constexpr const char *kEmbed = "\u202B", *kPop = "\u202C";

std::string stamp(std::int64_t frame, char point) {
  const auto ms = std::llround(static_cast<double>(frame) * 1000 / kFps);
  return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, point, ms % 1000);
}

// A line as (italic, words) runs.
std::vector<std::pair<bool, std::string>> runs_of(const std::string& line) {
  std::vector<std::pair<bool, std::string>> out;
  bool italic = false;
  for (std::size_t i = 0; i < line.size();) {
    if (line.compare(i, 3, "<i>") == 0) { italic = true, i += 3; continue; }
    if (line.compare(i, 4, "</i>") == 0) { italic = false, i += 4; continue; }
    if (out.empty() || out.back().first != italic) out.push_back({italic, ""});
    out.back().second += line[i++];
  }
  return out;
}

}  // namespace

std::string to_srt(const std::vector<CaptionCue>& list, const std::string& language) {
  const bool rtl = caption_rules(language).right_to_left;
  std::string out;
  std::size_t n = 0;
  for (const auto& c : list) {
    out += fmt::format("{}\n{} --> {}\n", ++n, stamp(c.first, ','), stamp(c.end, ','));
    for (const auto& l : c.lines) out += (rtl ? kEmbed + l + kPop : l) + "\n";
    out += "\n";
  }
  return out;
}

std::string to_webvtt(const std::vector<CaptionCue>& list, const std::string& language) {
  std::string out = "WEBVTT\nKind: captions\nLanguage: " + xml_text(language) + "\n\n";
  std::size_t n = 0;
  for (const auto& c : list) {
    out += fmt::format("{}\n{} --> {}\n", ++n, stamp(c.first, '.'), stamp(c.end, '.'));
    for (const auto& l : c.lines) {
      for (const auto& [italic, words] : runs_of(l)) {
        std::string text;
        for (char ch : words) text += ch == '&' ? "&amp;" : ch == '<' ? "&lt;" : ch == '>' ? "&gt;" : std::string(1, ch);
        out += italic ? "<i>" + text + "</i>" : text;
      }
      out += "\n";
    }
    out += "\n";
  }
  return out;
}

std::string to_ttml(const std::vector<CaptionCue>& list, const std::string& language, const std::string& title) {
  const bool rtl = caption_rules(language).right_to_left;
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto tt = document.append_child("tt");
  tt.append_attribute("xmlns") = "http://www.w3.org/ns/ttml";
  tt.append_attribute("xmlns:ttp") = "http://www.w3.org/ns/ttml#parameter";
  tt.append_attribute("xmlns:tts") = "http://www.w3.org/ns/ttml#styling";
  tt.append_attribute("xmlns:ttm") = "http://www.w3.org/ns/ttml#metadata";
  tt.append_attribute("ttp:contentProfiles") = "http://www.w3.org/ns/ttml/profile/imsc1.1/text";
  tt.append_attribute("ttp:timeBase") = "media";
  tt.append_attribute("ttp:frameRate") = kFps;
  tt.append_attribute("ttp:frameRateMultiplier") = "1 1";
  tt.append_attribute("ttp:cellResolution") = "32 15";
  tt.append_attribute("xml:lang") = xml_text(language.empty() ? "en" : language).c_str();
  tt.append_attribute("xml:space") = "default";
  auto head = tt.append_child("head");
  if (!title.empty()) head.append_child("metadata").append_child("ttm:title").text() = xml_text(title).c_str();
  auto style = head.append_child("styling").append_child("style");
  style.append_attribute("xml:id") = "caption";
  style.append_attribute("tts:fontFamily") = "proportionalSansSerif";
  style.append_attribute("tts:fontSize") = "80%";
  style.append_attribute("tts:lineHeight") = "125%";
  style.append_attribute("tts:textAlign") = "center";
  style.append_attribute("tts:color") = "#FFFFFFFF";
  style.append_attribute("tts:backgroundColor") = "#000000C0";
  if (rtl) style.append_attribute("tts:direction") = "rtl", style.append_attribute("tts:unicodeBidi") = "embed";
  auto region = head.append_child("layout").append_child("region");
  region.append_attribute("xml:id") = "bottom";
  region.append_attribute("tts:origin") = "10% 70%";
  region.append_attribute("tts:extent") = "80% 20%";
  region.append_attribute("tts:displayAlign") = "after";
  region.append_attribute("tts:showBackground") = "whenActive";
  auto body = tt.append_child("body");
  body.append_attribute("style") = "caption";
  body.append_attribute("region") = "bottom";
  auto div = body.append_child("div");
  std::size_t n = 0;
  for (const auto& c : list) {
    auto p = div.append_child("p");
    p.append_attribute("xml:id") = fmt::format("c{}", ++n).c_str();
    p.append_attribute("begin") = time_code(c.first, kFps).c_str();
    p.append_attribute("end") = time_code(c.end, kFps).c_str();
    for (std::size_t i = 0; i < c.lines.size(); ++i) {
      if (i > 0) p.append_child("br");
      for (const auto& [italic, words] : runs_of(c.lines[i])) {
        auto to = p;
        if (italic) to = p.append_child("span"), to.append_attribute("tts:fontStyle") = "italic";
        to.append_child(pugi::node_pcdata).set_value(xml_text(words).c_str());
      }
    }
  }
  return xml_of(document);
}

}  // namespace auteur::edit
