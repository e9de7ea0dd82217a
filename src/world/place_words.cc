#include "auteur/world/place_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "set_maker.h"

namespace auteur::world {
namespace {

constexpr std::array<const char*, 5> kKinds = {"by", "against", "in", "on", "facing"};
const std::set<std::string> kSpots = {"window", "door", "wall", "north wall", "east wall", "south wall", "west wall", "corner", "middle"};

bool is_wall(const std::string& object) { return object.ends_with("wall"); }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : lower(std::string(text)))
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '-' || static_cast<unsigned char>(c) > 127) out.back() += c;
    else if (!out.back().empty()) out.emplace_back();
  if (out.back().empty()) out.pop_back();
  return out;
}

bool says(const char* list, const std::string& word) {
  const Json& table = relations_table();
  return table.contains(list) && std::find(table[list].begin(), table[list].end(), word) != table[list].end();
}

std::string joined(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += (out.empty() ? "" : " ") + words[i];
  return out;
}

// The words that mean something, and whether they deny.
struct Said { std::vector<std::string> words; bool denied = false; };
Said without_small_words(const std::vector<std::string>& words) {
  Said out;
  for (const auto& w : words)
    if (says("not", w)) out.denied = true;
    else if (!says("left_out", w)) out.words.push_back(w);
  return out;
}

// The longest phrase that begins at `at`; how many words it has.
struct Phrase { std::string meaning; std::size_t words = 0; };
Phrase phrase_at(const std::vector<std::string>& words, std::size_t at) {
  static const std::map<std::vector<std::string>, std::string> phrases = [] {
    std::map<std::vector<std::string>, std::string> out;
    const Json& table = relations_table();
    if (table.contains("phrases"))
      for (const auto& [phrase, meaning] : table["phrases"].items()) out[without_small_words(words_of(phrase)).words] = meaning.get<std::string>();
    return out;
  }();
  for (std::size_t n = std::min<std::size_t>(4, words.size() - at); n > 0; --n)
    if (const auto found = phrases.find({words.begin() + static_cast<std::ptrdiff_t>(at), words.begin() + static_cast<std::ptrdiff_t>(at + n)}); found != phrases.end()) return {found->second, n};
  return {};
}

std::string spot_of(const std::string& words) {
  const Json& table = relations_table();
  return table.contains("spots") ? text_in(table["spots"], words.c_str(), "") : "";
}

// What stands at words [from, to): a spot of the room or a piece of furniture; empty: neither.
std::string thing_of(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  const std::string phrase = joined(words, from, to);
  if (const std::string spot = spot_of(phrase); !spot.empty()) return spot;
  const auto word = furniture_word(phrase);
  return word ? *word : "";
}

std::optional<Relation> related(const std::string& subject, const std::string& phrase, const std::string& object) {
  Relation r;
  r.subject = subject;
  r.object = object;
  if (phrase == "middle") return r.kind = RelationKind::kIn, r.object = "middle", r;
  if (object.empty()) return std::nullopt;
  if (object == "corner" || object == "middle") return r.kind = RelationKind::kIn, r;  // "near the corner" is in it
  if (phrase == "in") return std::nullopt;  // nothing else is a place to be in
  if (is_wall(object)) return r.kind = phrase == "facing" ? RelationKind::kFacing : RelationKind::kAgainst, r;
  r.kind = phrase == "facing" ? RelationKind::kFacing : phrase == "on" ? RelationKind::kOn : RelationKind::kBy;
  if (r.kind == RelationKind::kOn && kSpots.contains(object)) r.kind = RelationKind::kBy;
  return r;
}

Error not_understood(const std::string& message) { return {ErrorCode::kInvalidInput, message, {}, {}}; }

}  // namespace

std::optional<std::string> place_colour(const std::string& words) {
  const std::string wish = lower(std::string(trim(words)));
  if (wish.starts_with("#")) return wish.size() == 7 && std::all_of(wish.begin() + 1, wish.end(), [](unsigned char c) { return std::isxdigit(c) != 0; }) ? std::optional(wish) : std::nullopt;
  const Json& table = places_table();
  const std::string hex = table.contains("colours") ? text_in(table["colours"], wish.c_str(), "") : "";
  return hex.empty() ? std::nullopt : std::optional(hex);
}

std::vector<std::string> place_colours() {
  std::vector<std::string> out;
  const Json& table = places_table();
  if (table.contains("colours"))
    for (const auto& [name, hex] : table["colours"].items()) out.push_back(name);
  return out;
}

std::optional<std::string> furniture_word(const std::string& words) {
  const FurnitureEntry* e = find_furniture(words);
  return e ? std::optional(e->word) : std::nullopt;
}

std::optional<std::string> place_kind(const std::string& words) {
  const Json& table = places_table();
  const std::string kind = slug(words);
  if (table.contains("places") && table["places"].contains(kind)) return kind;
  const std::string other = table.contains("alias") ? text_in(table["alias"], kind.c_str(), "") : "";
  return other.empty() ? std::nullopt : std::optional(other);
}

bool is_floor_pattern(const std::string& words) { return pattern_of(lower(std::string(trim(words)))) != scene::Pattern::kPlaster; }

bool is_part_of_a_room(const std::string& words) { return !spot_of(lower(std::string(trim(words)))).empty(); }

std::vector<std::string> furniture_words() {
  std::vector<std::string> out;
  const Json& table = furniture_table();
  if (table.contains("words"))
    for (const auto& [word, entry] : table["words"].items()) out.push_back(word);
  return out;
}

Result<Relation> read_relation(std::string_view text) {
  const Said said = without_small_words(words_of(text));
  const auto& w = said.words;
  const std::string example = "Write it like \"table by the window\", \"bed in the corner\", \"sofa not against the north wall\" or \"chair facing the door\".";
  for (std::size_t at = 1; at < w.size(); ++at) {
    const Phrase phrase = phrase_at(w, at);
    if (phrase.words == 0) continue;
    const std::string subject = joined(w, 0, at), rest = joined(w, at + phrase.words, w.size());
    const auto piece = furniture_word(subject);
    if (!piece) {
      const std::string near = closest(subject, furniture_words());
      return std::unexpected(not_understood(fmt::format("Nobody knows how to build '{}'.{}", subject, near.empty() ? " " + example : fmt::format(" Did you mean '{}'?", near))));
    }
    const std::string object = thing_of(w, at + phrase.words, w.size());
    if (object.empty() && phrase.meaning != "middle") {
      std::vector<std::string> known = furniture_words();
      known.insert(known.end(), kSpots.begin(), kSpots.end());
      const std::string near = closest(rest, known);
      return std::unexpected(not_understood(fmt::format("'{}' is neither furniture nor a part of a room.{} {}", rest, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), example)));
    }
    auto relation = related(*piece, phrase.meaning, object);
    if (!relation) return std::unexpected(not_understood(fmt::format("A thing is in the corner or in the middle, not in '{}'. {}", rest, example)));
    if (relation->object == relation->subject) return std::unexpected(not_understood(fmt::format("'{}' is said of itself. {}", subject, example)));
    relation->holds = !said.denied;
    relation->words = std::string(trim(text));
    return *relation;
  }
  return std::unexpected(not_understood(fmt::format("'{}' does not say where a thing stands. {}", trim(text), example)));
}

std::vector<Relation> relations_in(std::string_view action) {
  std::vector<Relation> out;
  std::string clause;
  const auto read = [&] {
    const Said said = without_small_words(words_of(clause));
    const auto& w = said.words;
    for (std::size_t at = 1; at < w.size(); ++at) {
      const Phrase phrase = phrase_at(w, at);
      if (phrase.words == 0 || phrase.meaning == "on" || phrase.meaning == "facing" || phrase.meaning == "middle") continue;  // what is on what, props say better
      const FurnitureEntry* piece = find_furniture(w[at - 1]);
      if (const FurnitureEntry* two = at > 1 ? find_furniture(w[at - 2] + " " + w[at - 1]) : nullptr) piece = two;
      if (!piece || piece->kind == "prop" || piece->kind == "wallhung" || piece->kind == "hang" || piece->kind == "rug" || piece->kind == "outdoor") continue;
      const std::size_t from = at + phrase.words;
      std::string object;
      for (std::size_t n = std::min<std::size_t>(2, w.size() - std::min(from, w.size())); n > 0 && object.empty(); --n) object = thing_of(w, from, from + n);
      auto relation = related(piece->word, phrase.meaning, object);
      if (!relation || relation->object == relation->subject || said.denied) continue;
      if (!kSpots.contains(relation->object)) {
        const FurnitureEntry* other = find_furniture(relation->object);
        if (!other || other->kind == "prop" || other->kind == "wallhung" || other->kind == "outdoor") continue;
      }
      relation->words = joined(w, at - 1, std::min(w.size(), from + 1));
      relation->decided = false;
      if (std::none_of(out.begin(), out.end(), [&](const Relation& r) { return r.subject == relation->subject && r.kind == relation->kind && r.object == relation->object; })) out.push_back(*relation);
    }
    clause.clear();
  };
  for (const char c : action)
    if (c == '.' || c == ';' || c == '!' || c == '?' || c == ':' || c == ',') read();
    else clause += c;
  read();
  return out;
}

namespace {

// Empty: they can both be.
std::string why_not_both(const Relation& a, const Relation& b) {
  const auto same = [](const Relation& x, const Relation& y) { return x.kind == y.kind && x.object == y.object; };
  if (a.subject == b.subject && same(a, b) && a.holds != b.holds) return "one asks for what the other forbids";
  if (a.holds && b.holds && a.kind == RelationKind::kOn && b.kind == RelationKind::kOn && a.subject == b.object && b.subject == a.object) return "each would carry the other";
  if (a.subject != b.subject) return "";
  const auto in = [](const Relation& r, const char* spot) { return r.kind == RelationKind::kIn && r.object == spot; };
  const auto at_wall = [&](const Relation& r) { return r.kind == RelationKind::kAgainst || in(r, "corner"); };
  if (a.holds && b.holds) {
    if ((in(a, "middle") && at_wall(b)) || (in(b, "middle") && at_wall(a))) return "what stands at a wall is not in the middle";
    const std::set<std::string> both = {a.object, b.object};
    if (a.kind == RelationKind::kAgainst && b.kind == RelationKind::kAgainst && (both == std::set<std::string>{"north wall", "south wall"} || both == std::set<std::string>{"east wall", "west wall"})) return "these walls are across the room from each other";
    if (a.kind == RelationKind::kOn && b.kind == RelationKind::kOn && a.object != b.object) return "a thing stands on one thing";
    return "";
  }
  const Relation &yes = a.holds ? a : b, &no = a.holds ? b : a;
  if (yes.holds && !no.holds && no.kind == RelationKind::kAgainst && no.object == "wall" && at_wall(yes)) return "one asks for a wall and the other for none";
  return "";
}

}  // namespace

std::vector<Contradiction> contradictions(const std::vector<Relation>& relations) {
  std::vector<Contradiction> out;
  for (std::size_t i = 0; i < relations.size(); ++i)
    for (std::size_t j = i + 1; j < relations.size(); ++j)
      if (std::string why = why_not_both(relations[i], relations[j]); !why.empty()) out.push_back({relations[i], relations[j], std::move(why)});
  return out;
}

Json to_json(const Relation& r) {
  return {{"subject", r.subject}, {"kind", kKinds[static_cast<std::size_t>(r.kind)]}, {"object", r.object}, {"holds", r.holds}, {"words", r.words}, {"decided", r.decided}};
}

Relation relation_from_json(const Json& j) {
  Relation r{j.value("subject", ""), RelationKind::kBy, j.value("object", ""), j.value("holds", true), j.value("words", ""), j.value("decided", true)};
  const std::string kind = j.value("kind", "by");
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kind == kKinds[i]) r.kind = static_cast<RelationKind>(i);
  return r;
}

}  // namespace auteur::world
