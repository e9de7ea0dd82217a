// CMX3600: events of a number, a reel, channels, a cut, source in and out, record in and out; remarks begin with "*".
#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "turnover.h"

namespace auteur::edit {
namespace {

constexpr std::size_t kWidth = 80, kMostEvents = 999, kTitle = 70;

// Letters of Latin-1 and Latin Extended-A by their nearest, in the order of their code points from U+00C0 on.
constexpr std::string_view kNearest[] = {
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I", "D", "N", "O", "O", "O", "O", "O", "x", "O", "U", "U", "U", "U", "Y", "Th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "/", "o", "u", "u", "u", "u", "y", "th", "y",
    "A", "a", "A", "a", "A", "a", "C", "c", "C", "c", "C", "c", "C", "c", "D", "d", "D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "G", "g", "G", "g",
    "G", "g", "G", "g", "H", "h", "H", "h", "I", "i", "I", "i", "I", "i", "I", "i", "I", "i", "IJ", "ij", "J", "j", "K", "k", "k", "L", "l", "L", "l", "L", "l", "L",
    "l", "L", "l", "N", "n", "N", "n", "N", "n", "n", "N", "n", "O", "o", "O", "o", "O", "o", "OE", "oe", "R", "r", "R", "r", "R", "r", "S", "s", "S", "s", "S", "s",
    "S", "s", "T", "t", "T", "t", "T", "t", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "W", "w", "Y", "y", "Y", "Z", "z", "Z", "z", "Z", "z", "s"};

static_assert(std::size(kNearest) == 0x180 - 0xC0);

std::string nearest(char32_t c) {
  if (c < 0x20 || c == 0x7F) return c == '\n' || c == '\t' ? " " : "";
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  if (c == 0xA0) return " ";
  if (c >= 0xC0 && c - 0xC0 < std::size(kNearest)) return std::string(kNearest[c - 0xC0]);
  switch (c) {
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: return "-";
    case 0x2018: case 0x2019: case 0x201A: return "'";
    case 0x201C: case 0x201D: case 0x201E: case 0xAB: case 0xBB: return "\"";
    case 0x2026: return "...";
    default: return "?";
  }
}

std::string ascii(const std::string& text) {
  const std::string valid = is_valid_utf8(text) ? text : utf8_from_latin1(text);
  std::string out;
  for (std::size_t i = 0; i < valid.size();) {
    const auto lead = static_cast<unsigned char>(valid[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < valid.size(); ++k) c = (c << 6) | (static_cast<unsigned char>(valid[i + k]) & 0x3Fu);
    out += nearest(c);
    i += length;
  }
  return out;
}

// Words as remark lines of at most kWidth; a word longer than a line is broken.
void remark(std::string& out, const std::string& head, const std::string& text) {
  std::string line = head;
  const auto flush = [&] {
    out += line + "\n";
    line = "* COMMENT:";
  };
  for (const auto piece : split(text, ' ')) {
    std::string word(piece);
    if (word.empty()) continue;
    if (line.size() + 1 + word.size() > kWidth && line != head) flush();
    while (line.size() + 1 + word.size() > kWidth) {
      const std::size_t fits = kWidth - line.size() - 1;
      line += " " + word.substr(0, fits);
      word.erase(0, fits);
      flush();
    }
    line += " " + word;
  }
  if (line != head && line != "* COMMENT:") out += line + "\n";
}

std::string remark_line(const std::string& line) { return line.substr(0, kWidth) + "\n"; }

}  // namespace

std::vector<std::string> to_edl(const Turnover& turnover) {
  const Timeline& timeline = turnover.timeline;
  const int rate = timeline.frames_per_second;
  const std::int64_t record = start_frame(timeline);
  const std::string reel = reel_of(turnover.media);
  const std::size_t parts = std::max<std::size_t>(1, (timeline.clips.size() + kMostEvents - 1) / kMostEvents);
  std::vector<std::string> out(parts);
  for (std::size_t part = 0; part < parts; ++part) {
    std::string& list = out[part];
    const std::string of = parts > 1 ? fmt::format(" {}-{}", part + 1, parts) : "";
    list = "TITLE: " + std::string(trim(ascii(turnover.title).substr(0, kTitle - of.size()))) + of + "\nFCM: NON-DROP FRAME\n\n";
    const std::size_t first = part * kMostEvents, last = std::min(timeline.clips.size(), first + kMostEvents);
    for (std::size_t i = first; i < last; ++i) {
      const Clip& c = timeline.clips[i];
      const std::int64_t end = c.start + c.frames;
      list += fmt::format("{:03}  {:8} AA/V  C        {} {} {} {}\n", i - first + 1, reel, time_code(c.start, rate), time_code(end, rate), time_code(record + c.start, rate), time_code(record + end, rate));
      list += remark_line("* FROM CLIP NAME: " + ascii(c.id));
      for (const SceneStart& s : timeline.scenes)
        if (s.frame >= c.start && s.frame < end) list += remark_line(fmt::format("* LOC: {} GREEN   SCENE {}", time_code(record + s.frame, rate), ascii(scene_title(s))));
      if (c.kind != ClipKind::kShot) continue;
      list += remark_line(fmt::format("* LOC: {} RED     {}", time_code(record + c.start, rate), ascii(c.id)));
      remark(list, "* COMMENT:", ascii(c.reason));
    }
  }
  return out;
}

}  // namespace auteur::edit
