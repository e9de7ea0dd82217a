// Other ways to say a line, for takes: which fit is decided by its mood and its words, what they are by data/acting/readings.json.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/acting/voice.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "direction.h"
#include "marks.h"

namespace auteur::acting {
namespace {

struct Way {
  std::string name, words, manner, stress, pause, wrap, tune;
  double valence = 0, arousal = 0, tension = 0, lead = 0;
  int least_words = 1;
};

struct WayTable { std::vector<Way> ways; std::vector<std::string> small; };

double number(const Json& object, const char* key, double otherwise) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number() && std::isfinite(it->get<double>()) ? it->get<double>() : otherwise;
}
std::string text(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

WayTable load_ways() {
  WayTable table;
  const Json json = read_data("acting/readings.json", "auteur.readings");
  if (const auto it = json.find("small_words"); it != json.end() && it->is_array())
    for (const auto& w : *it) if (w.is_string()) table.small.push_back(w.get<std::string>());
  if (const auto it = json.find("readings"); it != json.end() && it->is_array())
    for (const auto& r : *it) {
      if (!r.is_object() || text(r, "name").empty()) continue;
      table.ways.push_back({text(r, "name"), text(r, "words"), text(r, "manner"), text(r, "stress"), text(r, "pause"), text(r, "wrap"), text(r, "tune"), std::clamp(number(r, "valence", 0), -1.0, 1.0),
                            std::clamp(number(r, "arousal", 0), -1.0, 1.0), std::clamp(number(r, "tension", 0.3), 0.0, 1.0), std::clamp(number(r, "lead", 0), 0.0, 5.0), static_cast<int>(std::clamp(number(r, "least_words", 1), 1.0, 100.0))});
    }
  return table;
}

const WayTable& ways() {
  static const WayTable table = load_ways();
  return table;
}

// The words of a line where they stand, without the marks that emphasise.
struct Spot { std::size_t begin, end; };
std::vector<Spot> words_in(const std::string& line) {
  std::vector<Spot> out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t\n", at);
    if (begin == line.npos) break;
    const std::size_t end = std::min(line.find_first_of(" \t\n", begin), line.size());
    const auto letter = [](unsigned char c) { return std::isalnum(c) || c >= 0x80; };
    if (std::any_of(line.begin() + static_cast<std::ptrdiff_t>(begin), line.begin() + static_cast<std::ptrdiff_t>(end), letter)) out.push_back({begin, end});
    at = end;
  }
  return out;
}

bool ends_phrase(const std::string& line, const Spot& word) { return std::string_view(",;:.!?-").find(line[word.end - 1]) != std::string_view::npos; }

std::string bare(const std::string& line, const Spot& w) {
  std::string out;
  for (std::size_t i = w.begin; i < w.end; ++i) if (std::isalnum(static_cast<unsigned char>(line[i])) || line[i] == '\'' || static_cast<unsigned char>(line[i]) >= 0x80) out += line[i];
  return lower(out);
}

// Words worth stressing, in the order of the line: those that carry the sense, or all where none does.
std::vector<std::size_t> heavy_words(const std::string& line, const std::vector<Spot>& words) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (const std::string w = bare(line, words[i]); std::find(ways().small.begin(), ways().small.end(), w) == ways().small.end()) out.push_back(i);
  if (out.empty()) for (std::size_t i = 0; i < words.size(); ++i) out.push_back(i);
  return out;
}

// `line` has no marks. Empty: this way does not fit these words.
std::string marked(const std::string& line, const Way& way) {
  const auto words = words_in(line);
  if (static_cast<int>(words.size()) < way.least_words) return {};
  std::string out = line;
  std::size_t stressed = words.size(), paused = words.size();
  if (!way.stress.empty()) {
    const auto heavy = heavy_words(line, words);
    if (way.stress == "pronoun") {  // the small word that changes the sense: I, you, he, that, not ...
      for (std::size_t i = 0; i < words.size() && stressed == words.size(); ++i)
        for (const char* p : {"i", "you", "he", "she", "we", "they", "my", "your", "not", "never", "this", "that", "i'm", "you're"}) if (bare(line, words[i]) == p) { stressed = i; break; }
      if (stressed == words.size()) return {};
    } else {
      stressed = way.stress == "first" ? heavy.front() : way.stress == "middle" ? heavy[heavy.size() / 2] : heavy.back();
    }
  }
  if (way.pause == "before last") {  // before the last phrase, or the last heavy word
    for (std::size_t i = words.size() - 1; i-- > 0 && paused == words.size();) if (ends_phrase(line, words[i])) paused = i;
    const auto heavy = heavy_words(line, words);
    if (paused == words.size() && heavy.back() > 0) paused = heavy.back() - 1;
    if (paused == words.size()) return {};
  } else if (way.pause == "after first") {
    if (words.size() < 2) return {};
    paused = 0;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) if (ends_phrase(line, words[i])) { paused = i; break; }
  }
  for (std::size_t i = words.size(); i-- > 0;) {
    if (i == paused) out.insert(words[i].end, " /");
    if (i == stressed) {
      std::size_t begin = words[i].begin, end = words[i].end;
      const auto edge = [](unsigned char c) { return !std::isalnum(c) && c < 0x80; };
      while (begin < end && edge(static_cast<unsigned char>(out[begin]))) ++begin;
      while (end > begin && edge(static_cast<unsigned char>(out[end - 1]))) --end;
      out.insert(end, "*");
      out.insert(begin, "*");
    }
  }
  if (!way.wrap.empty()) out = "<" + way.wrap + ">" + out + "</" + way.wrap + ">";
  if (!way.tune.empty()) out += " <" + way.tune + ">";
  if (way.lead > 0) out = (way.lead < 0.5 ? "/ " : way.lead < 1.2 ? "// " : "/// ") + out;
  return out;
}

// What in a line would be read as a mark and is none.
std::string unmarked(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '*' || c == '_' || c == '<' || c == '>') continue;
    out += c == '/' || c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::optional<Reading> reading_of_line(const LineRequest& line, std::uint32_t n) {
  std::vector<std::string> named;
  direction_of_manner(line.manner, &named);
  const std::string plain = unmarked(line.text);
  std::vector<std::pair<double, Reading>> fitting;
  const auto& all = ways().ways;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Way& way = all[i];
    std::vector<std::string> own;
    direction_of_manner(way.manner, &own);
    // Somebody who is told to whisper is not offered a whisper.
    if (!own.empty() && std::all_of(own.begin(), own.end(), [&](const std::string& d) { return std::find(named.begin(), named.end(), d) != named.end(); })) continue;
    const std::string words = marked(plain, way);
    if (words.empty()) continue;
    const auto mood = [](double v) { return std::isfinite(v) ? std::clamp(v, -1.0, 1.0) : 0; };
    const double far = std::abs(mood(line.mood.valence) - way.valence) + 0.7 * std::abs(mood(line.mood.arousal) - way.arousal) + 0.5 * std::abs(mood(line.mood.tension) - way.tension);
    // Two of a kind (a pressing and a sharp one) are not offered side by side: the list's own order keeps them apart.
    std::string manner = line.manner;
    for (const auto part : split(way.manner, ','))
      if (const std::string word(auteur::trim(part)); !word.empty() && lower(line.manner).find(word) == std::string::npos) manner += (manner.empty() ? "" : ", ") + word;
    fitting.push_back({far + 0.15 * static_cast<double>(i), {way.name, way.words, manner, words}});
  }
  std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (n < 1 || n > fitting.size()) return std::nullopt;
  return fitting[n - 1].second;
}

Status check_reading(const std::string& reading, const std::string& text) {
  const auto runs = TRY(read_marks(reading));
  // Words are compared as letters alone; the first that is not the script's is named with its place.
  const auto next = [](const std::string& s, std::size_t& at, std::size_t& begin) {
    std::string word;
    const auto letter = [](unsigned char c) { return std::isalnum(c) || c >= 0x80; };
    while (at < s.size() && !letter(static_cast<unsigned char>(s[at]))) ++at;
    begin = at;
    for (; at < s.size() && (letter(static_cast<unsigned char>(s[at])) || s[at] == '\''); ++at) if (s[at] != '\'') word += s[at];
    return lower(word);
  };
  // Typed and typographic apostrophes and dashes are the same.
  const auto plain = [](std::string s) {
    for (const auto& [from, to] : {std::pair{"\xE2\x80\x99", "'"}, {"\xE2\x80\x98", "'"}, {"\xE2\x80\x9C", " "}, {"\xE2\x80\x9D", " "}, {"\xE2\x80\x94", " "}, {"\xE2\x80\x93", " "}, {"\xE2\x80\xA6", " "}, {"\xC2\xA0", " "}})
      for (std::size_t at = s.find(from); at != s.npos; at = s.find(from)) s.replace(at, std::string_view(from).size(), to);
    return s;
  };
  const std::string said = plain(without_marks(runs)), written = plain(text);
  std::size_t a = 0, b = 0, at_a = 0, at_b = 0;
  for (;;) {
    const std::string x = next(said, a, at_a), y = next(written, b, at_b);
    if (x == y && x.empty()) return {};
    if (x == y) continue;
    const auto found = x.empty() ? reading.npos : lower(reading).find(x);
    const SourcePlace place{"", 0, found == reading.npos ? 1 : static_cast<int>(found) + 1};
    if (x.empty()) return fail(ErrorCode::kInvalidInput, "The reading ends before the line does: '" + y + "' comes next in the script. A reading has all the words of its line.", place);
    if (y.empty()) return fail(ErrorCode::kInvalidInput, "The reading goes on with '" + x + "' where the line of the script has ended. Words are changed in the script.", place);
    return fail(ErrorCode::kInvalidInput, "The reading says '" + x + "' where the script says '" + y + "'. A reading changes how words are said; words are changed in the script.", place);
  }
}

}  // namespace auteur::acting
