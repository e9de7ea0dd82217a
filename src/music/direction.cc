#include "auteur/base/data_folder.h"
#include "auteur/music/direction.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/text.h"

namespace auteur::music {
namespace {

constexpr std::size_t kMostText = 2000;
constexpr double kOnly = 99, kNone = -60;

using Means = std::map<std::string, double>;
struct Thing { std::string family; Means means; };
struct Table {
  std::map<std::string, double> degrees, amounts;
  std::map<std::string, Means> qualities;
  std::map<std::string, Thing> things;
  std::vector<std::string> turns, enter, leave, hit, silent, empty;
  std::vector<DirectionWord> help;
};

// What one step of a dimension is worth, so that two of them can be compared; nothing for a name that is no dimension.
double step_of(const std::string& dimension) {
  static const std::map<std::string, double> kSteps{{"tempo", 0.15}, {"energy", 0.35}, {"feeling", 0.3}, {"tension", 0.35}, {"level", 4}, {"register", 6}, {"density", 0.6}, {"themes", 0.6}, {"length", 0.6}, {"coverage", 0.6}};
  if (const auto it = kSteps.find(dimension); it != kSteps.end()) return it->second;
  return std::find(families().begin(), families().end(), dimension) != families().end() ? 5 : 0;
}

std::string in_words(const Means& means) {
  std::string out;
  for (const auto& [d, v] : means) {
    const bool family = std::find(families().begin(), families().end(), d) != families().end();
    const std::string amount = family && v <= kNone ? "silent" : d == "tempo" ? fmt::format("{:+.0f} %", 100 * v) : family || d == "level" ? fmt::format("{:+.1f} dB", v) : d == "register" ? fmt::format("{:+.0f} semitones", v) : fmt::format("{:+.2f}", v);
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", d, amount);
  }
  return out;
}

std::vector<std::string> words_of(const Json& j, const char* key) {
  std::vector<std::string> out = j.value(key, std::vector<std::string>{});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return out;
}

Means means_of(const Json& j) {
  Means out;
  const Json means = j.value("means", Json::object());
  for (const auto& [d, v] : means.items())
    if (v.is_number() && step_of(d) > 0) out[d] = v.get<double>();
  return out;
}

Table read_table() {
  Table t;
  const Json json = read_data("music/direction.json");
  try {
    t.degrees = json.value("degrees", t.degrees);
    t.amounts = json.value("amounts", t.amounts);
    t.turns = words_of(json, "turns");
    t.enter = words_of(json, "enter");
    t.leave = words_of(json, "leave");
    t.hit = words_of(json, "hit");
    t.silent = words_of(json, "silent");
    t.empty = words_of(json, "empty");
    for (const auto& q : json.value("qualities", Json::array())) {
      const auto words = q.value("words", std::vector<std::string>{});
      for (const auto& w : words) t.qualities[w] = means_of(q);
      t.help.push_back({fmt::format("{}", fmt::join(words, ", ")), in_words(means_of(q))});
    }
    for (const auto& q : json.value("things", Json::array())) {
      const auto words = q.value("words", std::vector<std::string>{});
      const Thing thing{q.value("family", ""), means_of(q)};
      for (const auto& w : words) t.things[w] = thing;
      t.help.push_back({"more, fewer, no, only ... " + fmt::format("{}", fmt::join(words, ", ")), thing.family.empty() ? in_words(thing.means) + " (less: the contrary)" : thing.family + " +4, -5 dB, silent, alone"});
    }
  } catch (const nlohmann::json::exception&) {
    // What was read so far stands.
  }
  return t;
}

const Table& table() {
  static const Table kTable = read_table();
  return kTable;
}

// `text` begins with the word or words `w`; what is left of it.
std::optional<std::string> after(const std::string& text, const std::string& w) {
  if (text == w) return std::string();
  if (text.size() > w.size() && text.starts_with(w) && text[w.size()] == ' ') return std::string(trim(std::string_view(text).substr(w.size())));
  return std::nullopt;
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : lower(text)) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '-' || c == '"';
    if (!space) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  return std::string(trim(out));
}

std::string without_empty_words(std::string text) {
  for (bool again = true; again && !text.empty();) {
    again = false;
    for (const auto& w : table().empty) {
      if (const auto rest = after(text, w)) text = *rest, again = true;
      else if (text.size() > w.size() + 1 && text.ends_with(" " + w)) text = std::string(trim(std::string_view(text).substr(0, text.size() - w.size()))), again = true;
      if (text.empty()) break;
    }
  }
  return text;
}

template <class Map>
std::vector<std::string> longest_first(const Map& map) {
  std::vector<std::string> out;
  for (const auto& [k, v] : map) out.push_back(k);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return out;
}

// Means of "fewer" + "strings". Nothing when the table has no such thing.
std::optional<Means> amount_of(const std::string& thing, double amount) {
  const auto it = table().things.find(without_empty_words(thing));
  if (it == table().things.end()) return std::nullopt;
  Means out;
  if (!it->second.family.empty()) {
    if (amount < kOnly) return Means{{it->second.family, amount}};
    for (const auto& f : families()) if (f != it->second.family) out[f] = kNone;
    return out;
  }
  for (const auto& [d, v] : it->second.means) out[d] = amount < 0 ? -v : v;
  return out;
}

std::optional<Means> means_of_clause(const std::string& clause, int depth = 0) {
  constexpr int kDeepest = 6;  // "not very much too": more than that says nothing
  if (depth > kDeepest) return std::nullopt;
  const Table& t = table();
  if (const auto q = t.qualities.find(clause); q != t.qualities.end()) return q->second;
  for (const auto& w : longest_first(t.amounts)) {
    if (const auto rest = after(clause, w); rest && !rest->empty())
      if (auto means = amount_of(*rest, t.amounts.at(w))) return means;
    if (clause.size() > w.size() + 1 && clause.ends_with(" " + w))  // "strings softer"
      if (auto means = amount_of(clause.substr(0, clause.size() - w.size() - 1), t.amounts.at(w))) return means;
  }
  for (const auto& w : t.turns)
    if (const auto rest = after(clause, w); rest && !rest->empty())
      if (auto means = means_of_clause(without_empty_words(*rest), depth + 1)) {
        for (auto& [d, v] : *means) v = -0.8 * v;
        return means;
      }
  for (const auto& w : longest_first(t.degrees))
    if (const auto rest = after(clause, w); rest && !rest->empty())
      if (auto means = means_of_clause(without_empty_words(*rest), depth + 1)) {
        for (auto& [d, v] : *means) if (v > kNone) v *= t.degrees.at(w);
        return means;
      }
  return std::nullopt;
}

// What a clause is chiefly about.
std::string main_dimension(const Means& means) {
  std::string best;
  double most = 0;
  for (const auto& [d, v] : means)
    if (std::abs(v) / step_of(d) > most) most = std::abs(v) / step_of(d), best = d;
  return best;
}

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> out{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool joint = false;
    for (const std::string_view w : {" and ", " but ", " yet "})
      if (std::string_view(text).substr(i).starts_with(w)) { out.emplace_back(); i += w.size() - 1; joint = true; break; }
    if (!joint) out.back() += text[i];
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const SourcePlace& place) : place_(place) {}

  Status clause(const std::string& text) {
    const Table& t = table();
    const std::string bare = without_empty_words(text);
    for (const auto& w : t.silent)
      if (text == w || bare == w) {
        out_.silent = true;
        out_.heard.push_back(text + ": no music");
        return {};
      }
    const std::pair<const std::vector<std::string>*, CallKind> calls[] = {{&t.enter, CallKind::kEnter}, {&t.leave, CallKind::kLeave}, {&t.hit, CallKind::kHit}};
    for (const auto& [words, kind] : calls)
      for (const auto& w : *words)
        for (const std::string& said : {text, bare})
          if (const auto rest = after(said, w); rest && !rest->empty()) {
            out_.calls.push_back({kind, *rest});
            out_.heard.push_back(fmt::format("{}: {} \"{}\"", text, kind == CallKind::kEnter ? "the music enters at" : kind == CallKind::kLeave ? "the music is gone at" : "an accent on", *rest));
            return {};
          }
    const auto pieces = split_words(text);
    if (pieces.size() > 1) {
      for (const auto& p : pieces)
        if (!trim(p).empty()) TRY(clause(std::string(trim(p))));
      return {};
    }
    if (bare.empty()) return {};
    auto means = means_of_clause(text);
    if (!means) means = means_of_clause(bare);
    if (!means) return unknown(bare);
    const std::string main = main_dimension(*means);
    for (const auto& [other, words] : said_)
      if (other.first == main && (other.second < 0) != (means->at(main) < 0))
        return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" and \"{}\" contradict each other ({}). Take one of them out, or give them to different scenes.", words, bare, main), place_);
    said_.push_back({{main, means->at(main)}, bare});
    for (const auto& [d, v] : *means) out_.amounts[d] = v <= kNone ? kNone : std::clamp(out_.amounts[d] + v, -4 * step_of(d), 4 * step_of(d));
    out_.heard.push_back(fmt::format("{}: {}", bare, in_words(*means)));
    return {};
  }
  Direction take() { return std::move(out_); }

 private:
  Status unknown(const std::string& clause) const {
    const Table& t = table();
    std::vector<std::string> known = longest_first(t.qualities);
    for (const auto& w : longest_first(t.things)) known.push_back(w);
    // The word that is wrong is one that the table has nowhere; its nearest neighbour is what was meant.
    std::string near, word = clause;
    for (const auto piece : split(clause, ' ')) {
      const bool there = std::any_of(known.begin(), known.end(), [&](const std::string& k) { return k == piece; }) || t.degrees.contains(std::string(piece)) || t.amounts.contains(std::string(piece));
      if (!near.empty() || there || piece.size() < 4) continue;
      near = closest(piece, known);
      if (!near.empty()) word = std::string(piece);
    }
    if (near.empty()) near = closest(clause, known);
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no word about music that is known here.{} All words: auteur music --words", word, near.empty() ? "" : fmt::format(" Did you mean \"{}\"?", near)), place_);
  }

  SourcePlace place_;
  Direction out_;
  std::vector<std::pair<std::pair<std::string, double>, std::string>> said_;  // main dimension and amount, words
};

}  // namespace

double Direction::coverage() const {
  const auto it = amounts.find("coverage");
  return it == amounts.end() ? 0 : std::clamp(it->second, -1.0, 1.0);
}

Steering Direction::steering() const {
  Steering s;
  const auto of = [&](const char* d, double low, double high) {
    const auto it = amounts.find(d);
    return it == amounts.end() ? 0 : std::clamp(it->second, low, high);
  };
  s.tempo = of("tempo", -0.4, 0.4);
  s.energy = of("energy", -1.5, 1.5);
  s.feeling = of("feeling", -1.5, 1.5);
  s.tension = of("tension", -1, 1);
  s.level_db = of("level", -24, 12);
  s.pitch = of("register", -12, 12);
  s.density = of("density", -1, 1);
  s.themes = of("themes", -1, 1);
  s.length = of("length", -1, 1);
  for (const auto& f : families())
    if (const auto it = amounts.find(f); it != amounts.end()) s.family_db[f] = std::clamp(it->second, kNone, 8.0);
  return s;
}

Result<Direction> read_direction(std::string_view words, const SourcePlace& place) {
  if (words.size() > kMostText) return fail(ErrorCode::kInvalidInput, fmt::format("A direction for the music has at most {} letters; this one has {}.", kMostText, words.size()), place);
  if (!is_valid_utf8(words)) return fail(ErrorCode::kInvalidInput, "A direction for the music must be text (UTF-8).", place);
  Reader reader(place);
  std::string clause;
  const auto flush = [&]() -> Status {
    const std::string text = plain(clause);
    clause.clear();
    return text.empty() ? Status{} : reader.clause(text);
  };
  for (const char c : words) {
    if (c == ',' || c == ';' || c == '.' || c == '!' || c == ':') TRY(flush());
    else clause += c;
  }
  TRY(flush());
  return reader.take();
}

Direction join(const Direction& film, const Direction& scene) {
  Direction out = scene;
  for (const auto& [d, v] : film.amounts) out.amounts.emplace(d, v);
  out.silent = scene.silent || (film.silent && scene.amounts.empty() && scene.calls.empty());
  out.heard.insert(out.heard.begin(), film.heard.begin(), film.heard.end());
  return out;
}

std::vector<DirectionWord> direction_words() { return table().help; }

}  // namespace auteur::music
