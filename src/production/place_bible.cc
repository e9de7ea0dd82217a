#include "place_bible.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "auteur/base/text.h"
#include "auteur/production/looks.h"
#include "auteur/world/set.h"

namespace auteur::production {
namespace {

std::vector<std::string> list_of(const Json& j, const char* key) { return j.value(key, std::vector<std::string>{}); }

std::vector<world::Relation> written(const Json& bible) {
  std::vector<world::Relation> out;
  const auto all = list_of(bible, "relations");
  for (const auto& words : all)
    if (auto relation = world::read_relation(words)) out.push_back(std::move(*relation));
  return out;
}

std::string known_colours() { return fmt::format("Known are {}, or write it as #rrggbb.", fmt::join(world::place_colours(), ", ")); }

}  // namespace

Status check_places(const Film& film, const std::map<std::string, Path>& files) {
  constexpr std::size_t kMost = 64;
  for (const auto& [name, bible] : film.place_bible) {
    const std::string file = files.at(name).string();
    const auto text = read_text(files.at(name), 1 << 20);
    const auto wrong = [&](const std::string& quoted, const std::string& message) { return fail(ErrorCode::kInvalidInput, message, place_of_quoted(quoted, file, text ? *text : "")); };
    for (const char* key : {"walls", "floor"}) {
      const std::string colour = bible.value(key, "");
      if (colour.empty() || world::place_colour(colour) || (std::string_view(key) == "floor" && world::is_floor_pattern(colour))) continue;
      const std::string near = closest(lower(colour), world::place_colours());
      return wrong(colour, fmt::format("{} = \"{}\" is no colour that is known here.{} {}", key, colour, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), known_colours()));
    }
    if (const std::string kind = bible.value("kind", ""); !kind.empty() && !world::place_kind(kind)) {
      const auto kinds = world::known_place_kinds();
      const std::string near = closest(slug(kind), kinds);
      return wrong(kind, fmt::format("kind = \"{}\" is no kind of place that is known here.{} Known are {}.", kind, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(kinds, ", ")));
    }
    const auto relations = list_of(bible, "relations");
    if (relations.size() > kMost) return wrong("relations", fmt::format("There are {} relations; {} are followed at most.", relations.size(), kMost));
    for (const auto& words : relations)
      if (auto relation = world::read_relation(words); !relation) return wrong(words, relation.error().message);
    const auto read = written(bible);
    for (const auto& c : world::contradictions(read))
      return wrong(c.second.words, fmt::format("'{}' and '{}' contradict each other: {}. Take one of them out.", c.first.words, c.second.words, c.why));
    const auto removed = list_of(bible, "remove");
    for (const auto& r : read)
      for (const auto& gone : removed)
        if (const auto word = world::furniture_word(gone); r.holds && word && (*word == r.subject || *word == r.object))
          return wrong(r.words, fmt::format("'{}' needs what remove = [\"{}\"] takes away. Take one of them out.", r.words, gone));
  }
  return {};
}

std::vector<world::Relation> relations_of(const Json& bible, const screenplay::Breakdown& breakdown, const std::string& place_id, std::vector<std::string>& notes) {
  std::vector<world::Relation> out = written(bible);
  const auto asked = list_of(bible, "dressing");
  for (const auto& word : asked)
    if (!world::furniture_word(word) && !world::is_part_of_a_room(word)) {
      const std::string near = closest(lower(word), world::furniture_words());
      notes.push_back(fmt::format("nobody knows how to build '{}'{}: left out", word, near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near)));
    }
  const auto removed = list_of(bible, "remove");
  std::set<std::string> gone;
  for (const auto& words : removed)
    if (const auto word = world::furniture_word(words)) gone.insert(*word);
  for (const auto& scene : breakdown.scenes) {
    if (scene.place.id != place_id) continue;
    for (const auto& beat : scene.beats) {
      if (beat.kind == screenplay::BeatKind::kLine) continue;
      const auto said = world::relations_in(beat.text);
      for (const auto& relation : said) {
        if (gone.contains(relation.subject) || gone.contains(relation.object)) continue;
        if (std::any_of(out.begin(), out.end(), [&](const auto& r) { return r.subject == relation.subject && r.kind == relation.kind && r.object == relation.object && r.holds == relation.holds; })) continue;
        auto with = out;
        with.push_back(relation);
        if (const auto against = world::contradictions(with); against.empty()) out.push_back(relation);
        else notes.push_back(fmt::format("scene {} says '{}', but '{}' holds already: {}", scene.number, relation.words, against.front().first.words, against.front().why));
      }
    }
  }
  return out;
}

}  // namespace auteur::production
