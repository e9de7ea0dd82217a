#include "auteur/screenplay/check.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "advice.h"
#include "auteur/base/text.h"

namespace auteur::screenplay {

const std::vector<AdviceRule>& advice_rules() {
  static const std::vector<AdviceRule> kRules = {
      {"unknown-cue", "a cue that looks like another name mistyped"},
      {"cue-without-dialogue", "a cue with nothing said under it"},
      {"near-names", "a character of one line whose name is easily taken for another"},
      {"enters-twice", "somebody enters who is already there"},
      {"exits-twice", "somebody leaves who has left"},
      {"speaks-after-exit", "somebody speaks in the room after leaving it"},
      {"story-day", "a day or time in a heading that contradicts the story so far"},
      {"continuous", "a CONTINUOUS scene at another time of day, or with nothing before it"},
      {"light", "sun at night or moon by day"},
      {"long-scene", "a scene of more than three pages"},
      {"prop-unused", "a thing that is set up and never used"},
      {"prop-unplaced", "a thing that is used and was never there"},
      {"place-variants", "one place under two names"}};
  return kRules;
}

Advice::Advice(const Parsed& draft, const Breakdown& breakdown) : draft_(draft), breakdown_(breakdown), ranges_(scene_elements(draft.script, breakdown)), lines_(draft.source) {}

int Advice::scene_of(int element) const {
  const auto it = std::upper_bound(ranges_.begin(), ranges_.end(), static_cast<std::size_t>(std::max(0, element)), [](std::size_t e, const SceneElements& r) { return e < r.first; });
  return static_cast<int>(it - ranges_.begin()) - 1;
}

void Advice::add(std::string rule, std::string key, int element, std::size_t begin, std::size_t end, std::string message, std::string suggestion) {
  const Element& e = elements()[static_cast<std::size_t>(element)];
  Finding f;
  f.rule = std::move(rule);
  // A key is a part of a node's name: letters, digits and a few marks, never empty.
  for (const char c : key) f.key += std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 || c == '/' || c == '-' || c == '.' ? c : '_';
  if (f.key.size() > 120) {
    std::size_t cut = 120;
    while (cut > 0 && (static_cast<unsigned char>(f.key[cut]) & 0xC0) == 0x80) --cut;
    f.key.resize(cut);
  }
  f.message = std::move(message);
  f.suggestion = std::move(suggestion);
  end = std::min(end, e.text.size());
  begin = std::min(begin, end);
  f.words = e.text.substr(begin, end - begin);
  const int scene = scene_of(element);
  if (scene >= 0 && static_cast<std::size_t>(scene) < breakdown_.scenes.size()) f.scene = breakdown_.scenes[static_cast<std::size_t>(scene)].number;
  f.bytes = in_file(e, draft_.source, begin, end);
  f.line = lines_.line(f.bytes.begin);
  f.column = lines_.column(f.bytes.begin);
  if (draft_.script.format != Format::kFountain && draft_.script.format != Format::kPlainText && e.line > 0) {
    f.line = e.line;
    f.column = e.column;
  }
  out_.push_back(std::move(f));
}
void Advice::add(std::string rule, std::string key, int element, std::string message, std::string suggestion) {
  add(std::move(rule), std::move(key), element, 0, elements()[static_cast<std::size_t>(element)].text.size(), std::move(message), std::move(suggestion));
}

std::vector<Finding> Advice::take() {
  std::stable_sort(out_.begin(), out_.end(), [](const Finding& a, const Finding& b) { return std::pair(a.bytes.begin, a.rule) < std::pair(b.bytes.begin, b.rule); });
  // Two findings about one thing would share a waiver: the second gets a number.
  std::map<std::string, int> seen;
  for (auto& f : out_)
    if (const int n = ++seen[f.node()]; n > 1) f.key += "." + std::to_string(n);
  return std::move(out_);
}

int edit_distance(std::string_view a8, std::string_view b8) {
  const auto points = [](std::string_view s) {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < s.size();) {
      std::size_t n = 1;
      while (i + n < s.size() && (static_cast<unsigned char>(s[i + n]) & 0xC0) == 0x80) ++n;
      out.push_back(s.substr(i, n));
      i += n;
    }
    return out;
  };
  const auto a = points(a8), b = points(b8);
  if (a.size() > 200 || b.size() > 200) return 1000;
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<int>(i);
  for (std::size_t k = 0; k <= b.size(); ++k) d[0][k] = static_cast<int>(k);
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t k = 1; k <= b.size(); ++k) {
      d[i][k] = std::min({d[i - 1][k] + 1, d[i][k - 1] + 1, d[i - 1][k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1)});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) d[i][k] = std::min(d[i][k], d[i - 2][k - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string title_case(std::string_view name) {
  std::string out;
  bool start = true;
  for (const char c : lower(name)) {
    out += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = c == ' ' || c == '-' || c == '.';
  }
  return out;
}

std::vector<Finding> check_script(const Parsed& draft, const Breakdown& breakdown) {
  Advice advice(draft, breakdown);
  check_names(advice);
  check_presence(advice);
  check_headings(advice);
  check_props(advice);
  return advice.take();
}

Json to_json(const Finding& f) {
  Json j{{"rule", f.rule}, {"key", f.key}, {"node", f.node()}, {"message", f.message}, {"words", f.words}, {"scene", f.scene}, {"line", f.line}, {"column", f.column}, {"bytes", {{"begin", f.bytes.begin}, {"end", f.bytes.end}}}};
  if (!f.suggestion.empty()) j["suggestion"] = f.suggestion;
  return j;
}

}  // namespace auteur::screenplay
