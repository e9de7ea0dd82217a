// Captions after the published timed-text rules: 42 characters a line, two lines, at least 5/6 s, at most 7 s, two
// frames between two captions, breaks after punctuation or before a conjunction or preposition.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/edit/timeline.h"

namespace auteur::edit {
namespace {

constexpr std::size_t kLineLength = 42;
constexpr double kShortest = 5.0 / 6, kLongest = 7, kGap = 2.0 / 24;

std::size_t letters(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string clean(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool good_break_before(std::string_view word) {
  static constexpr std::string_view kWords[] = {"and", "but", "or", "because", "that", "which", "who", "when", "if", "in", "on", "at", "to", "for", "with", "from", "of", "by", "so"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

// Splits words into groups of at most `limit` letters; prefers ends of sentences and phrases.
std::vector<std::string> chunks(const std::string& text, std::size_t limit) {
  std::vector<std::string> out;
  std::string rest = text;
  while (letters(rest) > limit) {
    std::size_t best = 0;
    double best_score = -1;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < rest.size() && seen <= limit; ++i) {
      if ((static_cast<unsigned char>(rest[i]) & 0xC0) != 0x80) ++seen;
      if (rest[i] != ' ' || seen > limit + 1) continue;
      const auto next = rest.find(' ', i + 1);
      const std::string word = lower(rest.substr(i + 1, next == std::string::npos ? next : next - i - 1));
      const char before = rest[i - 1];
      double score = static_cast<double>(seen) / static_cast<double>(limit);
      if (before == '.' || before == '!' || before == '?') score += 0.8;
      else if (before == ',' || before == ';' || before == ':') score += 0.45;
      else if (good_break_before(word)) score += 0.25;
      if (score > best_score) { best_score = score; best = i; }
    }
    if (best == 0) {  // one endless word
      std::size_t n = 0, i = 0;
      while (i < rest.size() && n < limit) { ++i; while (i < rest.size() && (static_cast<unsigned char>(rest[i]) & 0xC0) == 0x80) ++i; ++n; }
      out.push_back(rest.substr(0, i));
      rest.erase(0, i);
    } else {
      out.push_back(rest.substr(0, best));
      rest.erase(0, best + 1);
    }
  }
  if (!rest.empty()) out.push_back(rest);
  return out;
}

// Two lines, the lower one not much shorter.
std::string in_two_lines(const std::string& text) {
  if (letters(text) <= kLineLength) return text;
  std::size_t best = std::string::npos;
  double best_score = 1e9;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != ' ') continue;
    const std::size_t a = letters(std::string_view(text).substr(0, i)), b = letters(std::string_view(text).substr(i + 1));
    if (a > kLineLength || b > kLineLength) continue;
    const auto next = text.find(' ', i + 1);
    double score = std::abs(static_cast<double>(a) - static_cast<double>(b));
    if (text[i - 1] == '.' || text[i - 1] == ',' || text[i - 1] == '?' || text[i - 1] == '!') score -= 12;
    if (good_break_before(lower(text.substr(i + 1, next == std::string::npos ? next : next - i - 1)))) score -= 6;
    if (score < best_score) { best_score = score; best = i; }
  }
  if (best == std::string::npos) return text;
  std::string out = text;
  out[best] = '\n';
  return out;
}

}  // namespace

std::vector<media::Caption> captions(const std::vector<SceneLines>& scenes) {
  std::vector<media::Caption> out;
  for (const auto& s : scenes) {
    const double base = static_cast<double>(s.first_frame) / 24;
    for (const auto& line : s.staging->lines) {
      const std::string text = clean(line.text);
      if (text.empty()) continue;
      const auto parts = chunks(text, 2 * kLineLength - 4);
      const double total = static_cast<double>(letters(text));
      double at = base + line.start.value;
      for (const auto& part : parts) {
        const double share = (line.end.value - line.start.value) * static_cast<double>(letters(part)) / total;
        std::string shown = in_two_lines(part);
        if (line.off_screen) shown = "<i>" + shown + "</i>";
        out.push_back({Seconds(at), Seconds(at + share), shown});
        at += share;
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& c = out[i];
    const double next = i + 1 < out.size() ? out[i + 1].start.value - kGap : 1e18;
    double end = std::max(c.end.value + 0.25, c.start.value + kShortest);
    end = std::min({end, next, c.start.value + kLongest});
    c.end = Seconds(std::max(end, c.start.value + 1.0 / 24));
  }
  // Two people at once (dual dialogue) share a caption: an overlap would flicker.
  std::vector<media::Caption> merged;
  for (const auto& c : out) {
    if (!merged.empty() && c.start.value - merged.back().start.value < 0.1 && merged.back().text.find('\n') == std::string::npos) {
      merged.back().text = "- " + merged.back().text + "\n- " + c.text;
      merged.back().end = std::max(merged.back().end, c.end);
    } else {
      merged.push_back(c);
    }
  }
  for (std::size_t i = 0; i + 1 < merged.size(); ++i)
    merged[i].end = std::max(Seconds(merged[i].start.value + 0.04), std::min(merged[i].end, Seconds(merged[i + 1].start.value - kGap)));
  return merged;
}

namespace {
std::string stamp(Seconds t) {
  const auto ms = static_cast<std::int64_t>(std::llround(std::max(0.0, t.value) * 1000));
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}
}  // namespace

std::string to_srt(const std::vector<media::Caption>& list) { return media::subrip_text(list); }

std::string to_webvtt(const std::vector<media::Caption>& list) {
  std::string out = "WEBVTT\n\n";
  for (const auto& c : list) {
    std::string text;
    for (char ch : c.text) {
      if (ch == '&') text += "&amp;";
      else text += ch;
    }
    for (std::size_t at; (at = text.find("-->")) != std::string::npos;) text.replace(at, 3, "→");
    out += fmt::format("{} --> {}\n{}\n\n", stamp(c.start), stamp(c.end), text);
  }
  return out;
}

}  // namespace auteur::edit
