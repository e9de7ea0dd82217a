#include "auteur/edit/caption_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"

namespace auteur::edit {
namespace {

struct Plain { std::string text; bool tags_closed = true; };

// Without tags, entities as what they stand for, without marks of direction.
Plain plain(std::string_view line) {
  Plain out;
  std::vector<std::string> open;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '<') {
      const auto end = line.find('>', i);
      if (end != line.npos && end > i + 1 && end - i < 200 && (std::isalpha(static_cast<unsigned char>(line[i + 1])) || line[i + 1] == '/')) {
        const bool closes = line[i + 1] == '/';
        std::string name(line.substr(i + (closes ? 2 : 1), end - i - (closes ? 2 : 1)));
        name = lower(name.substr(0, name.find_first_of(" .\t")));
        if (!closes) open.push_back(name);
        else if (!open.empty() && open.back() == name) open.pop_back();
        else out.tags_closed = false;
        i = end + 1;
        continue;
      }
    }
    if (line[i] == '&') {
      bool found = false;
      for (const auto& [name, sign] : {std::pair{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", " "}, {"&lrm;", ""}, {"&rlm;", ""}})
        if (line.substr(i).starts_with(name)) { out.text += sign, i += std::string_view(name).size(), found = true; break; }
      if (found) continue;
    }
    if (line[i] == '{' && line.substr(i).starts_with("{\\")) {  // positions, as some SubRip files carry them
      const auto end = line.find('}', i);
      if (end != line.npos) { i = end + 1; continue; }
    }
    out.text += line[i++];
  }
  out.tags_closed = out.tags_closed && open.empty();
  return out;
}

// What a reader's eye passes over: one a sign; nothing for what only marks another sign or its direction.
double signs(std::string_view utf8, bool half_for_narrow) {
  double count = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    std::size_t bytes = 1;
    std::uint32_t code = lead;
    if (lead >= 0xF0) bytes = 4, code = lead & 0x07;
    else if (lead >= 0xE0) bytes = 3, code = lead & 0x0F;
    else if (lead >= 0xC0) bytes = 2, code = lead & 0x1F;
    for (std::size_t k = 1; k < bytes && i + k < utf8.size(); ++k) code = code << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
    i += bytes;
    struct Range { std::uint32_t low, high; };
    static constexpr Range kNothing[] = {{0x0300, 0x036F}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2069}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}};
    if (std::any_of(std::begin(kNothing), std::end(kNothing), [&](const Range& r) { return code >= r.low && code <= r.high; })) continue;
    const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) || (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) || code >= 0x20000;
    count += half_for_narrow && !wide ? 0.5 : 1;
  }
  return count;
}

class Checker {
 public:
  Checker(const CaptionFile& file, const CaptionCheck& check) : file_(file), check_(check), out_(file.findings) {}

  std::vector<CaptionFinding> run() {
    const ReadCaption* before = nullptr;
    for (const auto& c : file_.captions) {
      text(c);
      time(c, before);
      if (!check_.cuts.empty()) cuts(c);
      if (before == nullptr || c.end_ms >= before->end_ms) before = &c;
    }
    std::stable_sort(out_.begin(), out_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return std::move(out_);
  }

 private:
  void say(const ReadCaption& c, const char* rule, std::string what) {
    if (out_.size() < 100'000) out_.push_back({rule, c.number, c.line, c.start_ms, std::move(what)});
  }
  std::int64_t frame(std::int64_t ms) const { return std::llround(static_cast<double>(ms) * check_.frames_per_second / 1000); }
  std::int64_t scaled(int frames_at_24) const { return std::llround(frames_at_24 * check_.frames_per_second / 24); }

  void text(const ReadCaption& c) {
    std::string whole;
    const auto& r = check_.rules;
    if (static_cast<int>(c.lines.size()) > r.lines) say(c, "lines", fmt::format("{} lines; at most {}. Split it into two captions.", c.lines.size(), r.lines));
    for (const auto& l : c.lines) whole += l + "\n";
    if (!plain(whole).tags_closed) say(c, "tags", "A tag is opened and not closed, or the other way round.");
    double all = 0;
    for (std::size_t i = 0; i < c.lines.size(); ++i) {
      const std::string words = plain(c.lines[i]).text;
      const double wide = signs(words, r.full_width);
      all += wide + (i > 0 ? (r.full_width ? 0.5 : 1) : 0);
      if (wide > r.line) say(c, "line", fmt::format("Line {} has {:g} columns; at most {:g}. Break it earlier.", i + 1, wide, r.line));
      if (words.find("  ") != words.npos || trim(words) != words) say(c, "blanks", fmt::format("Line {} has blanks at its ends or two in a row.", i + 1));
      if (std::count(words.begin(), words.end(), '[') != std::count(words.begin(), words.end(), ']') && c.lines.size() == 1) say(c, "brackets", "A square bracket is opened and not closed, or the other way round.");
    }
    const std::string words = plain(whole).text;
    if (trim(words).empty()) { say(c, "empty", "The caption has no text."); return; }
    const auto frames = frame(c.end_ms) - frame(c.start_ms);
    if (frames <= 0) return;
    const double speed = all / (static_cast<double>(frames) / check_.frames_per_second);
    if (speed > r.speed + 1e-6) say(c, "speed", fmt::format("{:.1f} signs a second; at most {:g}. Show it {:.2f} s longer, or shorten it by {} signs.", speed, r.speed, all / r.speed - static_cast<double>(frames) / check_.frames_per_second, static_cast<int>(std::ceil(all - r.speed * static_cast<double>(frames) / check_.frames_per_second))));
  }

  void time(const ReadCaption& c, const ReadCaption* before) {
    const auto& r = check_.rules;
    const std::int64_t first = frame(c.start_ms), end = frame(c.end_ms);
    if (end <= first) { say(c, "order", "It ends before it begins."); return; }
    const double least = std::ceil(r.shortest * check_.frames_per_second - 1e-6), most = std::floor(r.longest * check_.frames_per_second + 1e-6);
    if (static_cast<double>(end - first) < least) say(c, "short", fmt::format("{} frames on the screen; at least {:g}.", end - first, least));
    if (static_cast<double>(end - first) > most) say(c, "long", fmt::format("{:.2f} s on the screen; at most {:g}.", static_cast<double>(end - first) / check_.frames_per_second, r.longest));
    if (before == nullptr) return;
    const std::int64_t apart = first - frame(before->end_ms);
    if (c.start_ms < before->start_ms) say(c, "order", fmt::format("It begins before number {} does, which stands above it.", before->number));
    else if (apart < 0) say(c, "overlap", fmt::format("It begins {} frames before number {} ends.", -apart, before->number));
    else if (apart < scaled(r.gap)) say(c, "gap", fmt::format("{} frames after number {}; at least {}.", apart, before->number, scaled(r.gap)));
  }

  void cuts(const ReadCaption& c) {
    const auto& k = check_.rules.cut;
    const std::int64_t first = frame(c.start_ms), end = frame(c.end_ms);
    for (const bool in : {true, false}) {
      const std::int64_t f = in ? first : end;
      const auto next = std::upper_bound(check_.cuts.begin(), check_.cuts.end(), f);
      if (next != check_.cuts.begin()) {
        const std::int64_t after = f - *(next - 1);
        if (in && after >= 1 && after <= scaled(k.in_after)) { say(c, "cut-in", fmt::format("It begins {} frames after a cut. Begin on the cut.", after)); continue; }
        if (!in && after <= scaled(k.out_after)) { say(c, "cut-out", fmt::format("It ends {} frames after a cut. End {} frames before the cut, or more than {} after it.", after, scaled(k.out_at), scaled(k.out_after))); continue; }
      }
      if (next == check_.cuts.end()) continue;
      const std::int64_t before = *next - f;
      if (in && before <= scaled(k.in_before)) say(c, "cut-in", fmt::format("It begins {} frames before a cut. Begin on the cut, or more than {} frames before it.", before, scaled(k.in_before)));
      if (!in && before <= scaled(k.out_before) && before != scaled(k.out_at)) say(c, "cut-out", fmt::format("It ends {} frames before a cut. End {} frames before it.", before, scaled(k.out_at)));
    }
  }

  const CaptionFile& file_;
  const CaptionCheck& check_;
  std::vector<CaptionFinding> out_;
};

}  // namespace

std::vector<CaptionFinding> check_captions(const CaptionFile& file, const CaptionCheck& check) { return Checker(file, check).run(); }

Json to_json(const std::vector<CaptionFinding>& findings) {
  Json items = Json::array();
  for (const auto& f : findings) items.push_back({{"rule", f.rule}, {"number", f.number}, {"line", f.line}, {"at", static_cast<double>(f.at_ms) / 1000}, {"message", f.message}});
  return {{"kind", "auteur.caption_findings"}, {"version", 1}, {"findings", items}};
}

}  // namespace auteur::edit
