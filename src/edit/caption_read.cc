#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <pugixml.hpp>
#include <sstream>

#include "auteur/base/text.h"
#include "auteur/edit/caption_check.h"

namespace auteur::edit {
namespace {

constexpr std::size_t kMostCaptions = 100'000, kMostLines = 64, kMostFindings = 2000, kDeepest = 64, kLongestLine = 4000;

bool digits(std::string_view s) { return !s.empty() && s.size() < 10 && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }); }
int number(std::string_view s) {
  int out = 0;
  std::from_chars(s.data(), s.data() + s.size(), out);
  return out;
}

// "01:02:03,456", "02:03.456"; -1 for anything else. `strict_point`: the sign before the milliseconds.
std::int64_t time_of(std::string_view s, char& point) {
  s = trim(s);
  const auto dot = s.find_first_of(",.");
  if (dot == s.npos || s.size() - dot != 4 || !digits(s.substr(dot + 1))) return -1;
  point = s[dot];
  const auto parts = split(s.substr(0, dot), ':');
  if (parts.size() < 2 || parts.size() > 3) return -1;
  std::int64_t out = 0;
  for (const auto p : parts) {
    if (!digits(p) || p.size() > 4) return -1;
    out = out * 60 + number(p);
  }
  if (number(parts.back()) > 59 || (parts.size() == 3 && number(parts[1]) > 59)) return -1;
  return out * 1000 + number(s.substr(dot + 1));
}

class LineReader {  // SubRip and WebVTT
 public:
  LineReader(std::string_view text, bool vtt, CaptionFile& out) : out_(out), vtt_(vtt) {
    for (auto l : split(text, '\n')) {
      if (l.ends_with('\r')) l.remove_suffix(1);
      lines_.push_back(l);
    }
  }
  void read() {
    std::size_t i = 0;
    if (vtt_) {
      while (i < lines_.size() && !trim(lines_[i]).empty()) {  // the head
        if (lines_[i].starts_with("Language:")) out_.language = std::string(trim(lines_[i].substr(9)));
        ++i;
      }
    }
    int counted = 0;
    while (i < lines_.size() && out_.captions.size() < kMostCaptions) {
      if (trim(lines_[i]).empty()) { ++i; continue; }
      if (vtt_ && (lines_[i].starts_with("NOTE") || lines_[i].starts_with("STYLE") || lines_[i].starts_with("REGION"))) {
        while (i < lines_.size() && !trim(lines_[i]).empty()) ++i;
        continue;
      }
      const std::size_t first = i;
      ReadCaption c;
      bool numbered = false;
      if (lines_[i].find("-->") == std::string_view::npos) {
        if (digits(trim(lines_[i]))) c.number = number(trim(lines_[i])), numbered = true;
        ++i;
      }
      if (i >= lines_.size() || lines_[i].find("-->") == std::string_view::npos) {
        note("format", 0, first, 0, fmt::format("Expected the number and the time of a caption, found '{}'. A caption is a number, a line 00:00:01,000 --> 00:00:02,000, its text, and an empty line.", std::string(trim(lines_[first])).substr(0, 60)));
        while (i < lines_.size() && !trim(lines_[i]).empty() && lines_[i].find("-->") == std::string_view::npos) ++i;
        continue;
      }
      ++counted;
      if (!numbered) c.number = counted;
      c.line = static_cast<int>(i) + 1;
      const auto arrow = lines_[i].find("-->");
      char a = 0, b = 0;
      std::string_view after = trim(lines_[i].substr(arrow + 3));
      after = after.substr(0, after.find_first_of(" \t"));  // WebVTT's settings, SubRip's co-ordinates
      c.start_ms = time_of(lines_[i].substr(0, arrow), a), c.end_ms = time_of(after, b);
      const bool timed = c.start_ms >= 0 && c.end_ms >= 0;
      if (!timed) note("format", c.number, i, 0, fmt::format("'{}' is no time of a caption. Write 00:00:01{}000 --> 00:00:02{}000.", std::string(trim(lines_[i])).substr(0, 60), vtt_ ? '.' : ',', vtt_ ? '.' : ','));
      else if (const char want = vtt_ ? '.' : ','; a != want || b != want) note("format", c.number, i, c.start_ms, fmt::format("Milliseconds stand after '{}' in this format.", want));
      if (!vtt_ && !numbered) note("format", c.number, i, c.start_ms, "A SubRip caption has its number above its time.");
      if (!vtt_ && numbered && c.number != counted) note("number", c.number, i, c.start_ms, fmt::format("Number {} stands where {} is expected.", c.number, counted)), counted = c.number;
      for (++i; i < lines_.size() && !trim(lines_[i]).empty(); ++i) {
        if (lines_[i].find("-->") != std::string_view::npos) { note("format", c.number, i, c.start_ms, "An empty line is missing between two captions."); if (!c.lines.empty() && digits(trim(c.lines.back()))) c.lines.pop_back(), --i; break; }
        if (c.lines.size() < kMostLines) c.lines.emplace_back(lines_[i].substr(0, kLongestLine));
      }
      if (timed) out_.captions.push_back(std::move(c));
    }
  }

 private:
  void note(const char* rule, int n, std::size_t line, std::int64_t at, std::string what) {
    if (out_.findings.size() < kMostFindings) out_.findings.push_back({rule, n, static_cast<int>(line) + 1, at, std::move(what)});
  }
  CaptionFile& out_;
  bool vtt_;
  std::vector<std::string_view> lines_;
};

class TtmlReader {
 public:
  explicit TtmlReader(CaptionFile& out) : out_(out) {}
  bool read(std::string_view text) {
    pugi::xml_document document;
    if (const auto ok = document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata); !ok) {
      out_.findings.push_back({"format", 0, line_of(text, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, ok.offset))), 0, fmt::format("This is no XML: {}.", ok.description())});
      return true;
    }
    const auto tt = document.document_element();
    if (local(tt.name()) != "tt") return false;
    text_ = text;
    for (const auto a : tt.attributes()) {
      if (local(a.name()) == "frameRate") rate_ = std::clamp(a.as_double(30), 1.0, 240.0);
      if (local(a.name()) == "frameRateMultiplier") {
        const auto parts = split(a.value(), ' ');
        if (parts.size() == 2 && digits(parts[0]) && digits(parts[1]) && number(parts[1]) > 0) multiplier_ = static_cast<double>(number(parts[0])) / number(parts[1]);
      }
      if (std::string_view(a.name()) == "xml:lang") out_.language = a.value();
    }
    walk(tt, 0);
    return true;
  }

 private:
  static std::string_view local(const char* name) {
    const std::string_view n(name);
    const auto colon = n.rfind(':');
    return colon == n.npos ? n : n.substr(colon + 1);
  }
  std::int64_t time(std::string_view s) const {
    char point = 0;
    if (const auto t = time_of(s, point); t >= 0) return t;
    const auto parts = split(s, ':');
    if (parts.size() == 4 && std::all_of(parts.begin(), parts.end(), digits))
      return ((static_cast<std::int64_t>(number(parts[0])) * 60 + number(parts[1])) * 60 + number(parts[2])) * 1000 + std::llround(number(parts[3]) * 1000 / (rate_ * multiplier_));
    if (parts.size() == 3 && std::all_of(parts.begin(), parts.end(), digits)) return ((static_cast<std::int64_t>(number(parts[0])) * 60 + number(parts[1])) * 60 + number(parts[2])) * 1000;
    double value = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(s.data() + s.size() - end));
    if (error == std::errc() && value >= 0 && value < 1e9) {
      if (unit == "s") return std::llround(value * 1000);
      if (unit == "ms") return std::llround(value);
      if (unit == "f") return std::llround(value * 1000 / (rate_ * multiplier_));
    }
    return -1;
  }
  void text_of(pugi::xml_node node, std::vector<std::string>& lines, std::size_t depth) {
    if (depth > kDeepest) return;
    for (const auto child : node.children()) {
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) lines.back() += child.value();
      else if (local(child.name()) == "br" && lines.size() < kMostLines) lines.emplace_back();
      else text_of(child, lines, depth + 1);
    }
  }
  void walk(pugi::xml_node node, std::size_t depth) {
    if (depth > kDeepest) return;
    for (const auto child : node.children()) {
      if (local(child.name()) != "p") { walk(child, depth + 1); continue; }
      if (out_.captions.size() >= kMostCaptions) return;
      ReadCaption c;
      c.number = ++counted_;
      const auto offset = std::min(text_.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, child.offset_debug())));
      if (offset < counted_to_) counted_to_ = 0, line_ = 1;
      line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_to_), text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
      counted_to_ = offset;
      c.line = line_;
      c.start_ms = time(child.attribute("begin").value()), c.end_ms = time(child.attribute("end").value());
      if (const auto dur = child.attribute("dur"); dur && !child.attribute("end") && c.start_ms >= 0) c.end_ms = time(dur.value()) < 0 ? -1 : c.start_ms + time(dur.value());
      if (c.start_ms < 0 || c.end_ms < 0) {
        if (out_.findings.size() < kMostFindings) out_.findings.push_back({"format", c.number, c.line, 0, "This paragraph has no time that can be read. Give begin and end, for instance 00:00:01:00."});
        continue;
      }
      c.lines.emplace_back();
      text_of(child, c.lines, 0);
      for (auto& l : c.lines) l = std::string(trim(std::string_view(l).substr(0, kLongestLine)));
      out_.captions.push_back(std::move(c));
    }
  }
  CaptionFile& out_;
  std::string_view text_;
  double rate_ = 30, multiplier_ = 1;
  int counted_ = 0, line_ = 1;
  std::size_t counted_to_ = 0;  // line breaks before this byte are in line_
};

}  // namespace

Result<CaptionFile> read_captions(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMostCaptionBytes) return fail(ErrorCode::kInvalidInput, fmt::format("A caption file of {} MiB cannot be one; at most {} MiB are read.", bytes.size() >> 20, kMostCaptionBytes >> 20), {file});
  CaptionFile out;
  std::string text(bytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (!is_valid_utf8(text)) {
    const bool wide = bytes.size() > 1 && ((bytes[0] == '\xFF' && bytes[1] == '\xFE') || (bytes[0] == '\xFE' && bytes[1] == '\xFF'));
    if (wide) return fail(ErrorCode::kInvalidInput, "This file is in UTF-16. Save it as UTF-8.", {file});
    out.findings.push_back({"encoding", 0, 1, 0, "The file is not UTF-8 and was read as Latin-1. Save it as UTF-8, or letters will be wrong in some players."});
    text = utf8_from_latin1(text);
  }
  const std::string_view start = trim(text);
  if (start.starts_with("WEBVTT")) {
    out.format = "vtt";
    LineReader(text, true, out).read();
  } else if (start.starts_with("<")) {
    out.format = "ttml";
    if (!TtmlReader(out).read(text)) return fail(ErrorCode::kInvalidInput, "This XML is not TTML: its root must be 'tt'.", {file});
  } else if (start.empty()) {
    out.format = "srt";
    out.findings.push_back({"format", 0, 1, 0, "The file is empty."});
  } else if (start.find("-->") != start.npos) {
    out.format = "srt";
    LineReader(text, false, out).read();
  } else {
    return fail(ErrorCode::kInvalidInput, "This is no caption file: SubRip (.srt), WebVTT (.vtt) and TTML (.ttml) can be read.", {file});
  }
  return out;
}

}  // namespace auteur::edit
