#include "turnover.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "auteur/base/text.h"

namespace auteur::edit {

std::int64_t start_frame(const Timeline& timeline) { return std::int64_t{3600} * timeline.frames_per_second; }

std::int64_t source_start(const Turnover& turnover, const std::string& file) { return file == turnover.media ? 0 : start_frame(turnover.timeline); }

std::string time_code(std::int64_t frame, int rate) {
  const std::int64_t seconds = frame / rate;
  return fmt::format("{:02}:{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, frame % rate);
}

std::string reel_of(const std::string& file) {
  std::string reel;
  for (const char c : file.substr(0, file.rfind('.')))
    if (std::isalnum(static_cast<unsigned char>(c)) && reel.size() < 8) reel += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return reel.empty() ? "AX" : reel;
}

std::string scene_title(const SceneStart& scene) { return scene.heading.empty() ? scene.scene : scene.scene + " " + scene.heading; }

std::vector<SoundPiece> sound_pieces(const Turnover& turnover, const SoundTrack& track) {
  const Timeline& timeline = turnover.timeline;
  std::vector<SoundPiece> out;
  if (track.file.empty()) {
    for (const Clip& c : timeline.clips) out.push_back({c.id, c.start, c.frames});
    return out;
  }
  for (const SceneStart& s : timeline.scenes) out.push_back({"scene " + s.scene, s.frame, s.frames});
  for (const Clip& c : timeline.clips)
    if (c.kind != ClipKind::kShot) out.push_back({c.id, c.start, c.frames});
  std::sort(out.begin(), out.end(), [](const SoundPiece& a, const SoundPiece& b) { return a.start < b.start; });
  return out;
}

std::string xml_text(const std::string& text) {
  const std::string valid = is_valid_utf8(text) ? text : utf8_from_latin1(text);
  std::string out;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    // U+FFFE and U+FFFF are no characters of XML.
    if (c == 0xEF && i + 2 < valid.size() && static_cast<unsigned char>(valid[i + 1]) == 0xBF && static_cast<unsigned char>(valid[i + 2]) >= 0xBE) {
      i += 2;
      continue;
    }
    if (c >= 0x20 && c != 0x7F) out += valid[i];
    else if (c == '\n' || c == '\t') out += ' ';
  }
  return out;
}

std::string url_of(const std::string& file) {
  std::string out;
  for (const char c : file) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) || c == '-' || c == '_' || c == '.' || c == '~') out += c;
    else out += fmt::format("%{:02X}", u);
  }
  return out;
}

}  // namespace auteur::edit
