#include "word_boxes.h"

#include <charconv>
#include <cmath>

#include "auteur/base/text.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMostWords = 600'000, kLongestWord = 400;

void append_utf8(char32_t c, std::string& out) {
  const auto byte = [&](char32_t v) { out += static_cast<char>(static_cast<unsigned char>(v)); };
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  if (c < 0x80) return byte(c);
  if (c < 0x800) { byte(0xC0 | (c >> 6)); return byte(0x80 | (c & 0x3F)); }
  if (c < 0x10000) { byte(0xE0 | (c >> 12)); byte(0x80 | ((c >> 6) & 0x3F)); return byte(0x80 | (c & 0x3F)); }
  byte(0xF0 | (c >> 18));
  byte(0x80 | ((c >> 12) & 0x3F));
  byte(0x80 | ((c >> 6) & 0x3F));
  byte(0x80 | (c & 0x3F));
}

// Ligatures and the spaces and hyphens of typesetters as a writer types them.
std::string typed(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kSame[] = {
      {"\uFB00", "ff"}, {"\uFB01", "fi"}, {"\uFB02", "fl"}, {"\uFB03", "ffi"}, {"\uFB04", "ffl"}, {"\u00A0", " "}, {"\u00AD", "-"}, {"\u2010", "-"}, {"\u2011", "-"}, {"\uFEFF", ""}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    bool found = false;
    if (static_cast<unsigned char>(text[i]) >= 0x80) {
      for (const auto& [from, to] : kSame)
        if (text.substr(i).starts_with(from)) {
          out += to;
          i += from.size();
          found = true;
          break;
        }
    }
    if (found) continue;
    if (static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != 0x7F) out += text[i];
    ++i;
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < kLongestWord; ++i) {
    if (text[i] != '&') { out += text[i]; continue; }
    const auto end = text.find(';', i);
    if (end == std::string_view::npos || end - i > 10) { out += '&'; continue; }
    const auto name = text.substr(i + 1, end - i - 1);
    if (name == "amp") out += '&';
    else if (name == "lt") out += '<';
    else if (name == "gt") out += '>';
    else if (name == "quot") out += '"';
    else if (name == "apos") out += '\'';
    else if (name.starts_with('#') && name.size() > 1) {
      const bool hex = name[1] == 'x' || name[1] == 'X';
      unsigned value = 0;
      const auto digits = name.substr(hex ? 2 : 1);
      const auto r = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
      if (r.ec == std::errc{} && r.ptr == digits.data() + digits.size()) append_utf8(value, out);
    } else {
      out += '&';
      continue;
    }
    i = end;
  }
  while (!out.empty() && out.size() >= kLongestWord && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
  return typed(is_valid_utf8(out) ? out : utf8_from_latin1(out));
}

bool number(std::string_view tag, std::string_view name, double& value) {
  const auto at = tag.find(name);
  if (at == std::string_view::npos) return false;
  const char* begin = tag.data() + at + name.size();
  const auto r = std::from_chars(begin, tag.data() + tag.size(), value);
  return r.ec == std::errc{} && std::isfinite(value) && std::abs(value) < 1e6;
}

}  // namespace

Result<std::vector<WordPage>> read_word_boxes(std::string_view xml) {
  std::vector<WordPage> pages;
  std::size_t words = 0;
  for (std::size_t i = 0; i < xml.size();) {
    const auto open = xml.find('<', i);
    if (open == std::string_view::npos) break;
    const auto close = xml.find('>', open);
    if (close == std::string_view::npos) break;
    const auto tag = xml.substr(open, close - open);
    i = close + 1;
    if (tag.starts_with("<page ")) {
      if (pages.size() >= kMostPdfPages)
        return fail(ErrorCode::kInvalidInput, "This PDF has more than " + std::to_string(kMostPdfPages) + " pages; a screenplay has a few hundred at most.");
      WordPage& page = pages.emplace_back();
      if (!number(tag, " width=\"", page.width) || page.width < 72) page.width = 612;
      if (!number(tag, " height=\"", page.height) || page.height < 72) page.height = 792;
    } else if (tag.starts_with("<word ") && !pages.empty()) {
      const auto end = xml.find("</word>", i);
      if (end == std::string_view::npos) break;
      WordBox w;
      const bool box = number(tag, " xMin=\"", w.x0) && number(tag, " yMin=\"", w.y0) && number(tag, " xMax=\"", w.x1) && number(tag, " yMax=\"", w.y1);
      w.text = unescaped(xml.substr(i, end - i));
      i = end + 7;
      if (!box || w.x1 < w.x0 || w.y1 < w.y0 || trim(w.text).empty()) continue;
      if (++words > kMostWords) return fail(ErrorCode::kInvalidInput, "This PDF has over 600,000 words; it is not a screenplay.");
      w.text = std::string(trim(w.text));
      pages.back().words.push_back(std::move(w));
    }
  }
  return pages;
}

}  // namespace auteur::screenplay
