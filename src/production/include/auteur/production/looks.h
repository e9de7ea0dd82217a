// The style bible: a ready look (data/production/looks.json) under what bible/look.toml decides.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/production/film.h"
#include "auteur/store/store.h"

namespace auteur::production {

// What a person wrote over the ready look that its `preset` names ("warm" when it names none). `file` and `text` are for
// messages. Errors: kInvalidInput with a place (a palette colour that does not exist), kUnavailable (no data folder).
Result<Json> whole_look(const Json& written, const std::string& file, const std::string& text);

// Where a word stands between quotes in a document; without a line where it does not.
SourcePlace place_of_quoted(const std::string& word, const std::string& file, const std::string& text);

// The parts of a whole look: how pictures are developed, how cameras are planned, what both are measured against.
Json grade_of(const Json& look);
Json air_of(const Json& look);  // "haze", and the densities of "places" it scales
Json camera_rules_of(const Json& look);
Json style_rules_of(const Json& look, double aspect);

// How a take keeps to the look: pictures of a shot, or a plan of shots. Nothing for takes of other kinds.
struct TakeStyle { double score = 1; /* 1 keeps every rule */ std::vector<std::string> findings; };
std::optional<TakeStyle> style_of_take(const Film& film, Store& store, const std::map<Port, Ref>& outputs);

}  // namespace auteur::production
