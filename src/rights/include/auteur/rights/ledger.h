// The ledger of what a film used, under which licence, and who decided what.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/world/set.h"

namespace auteur::rights {

struct AutomaticChoice { std::string what, by, count; };  // "face of ANA", "policy:seeded", ...

struct Ledger {
  std::vector<world::Credit> assets;           // each once, sorted
  std::vector<AutomaticChoice> automatic;
  std::vector<std::pair<std::string, std::string>> human;  // role, name: from film.toml
  std::vector<std::string> documents;          // what people wrote: script, bible files
};

// Each asset once; sorted by name.
std::vector<world::Credit> merge_credits(std::vector<world::Credit> credits);
// Credit of a tool or data set the film always uses (voices, soundfont, font).
world::Credit voice_credit(const std::string& backend);
world::Credit soundfont_credit(const std::string& path);

// Lines for the end credits that licences ask for.
std::vector<std::string> credit_lines(const std::vector<world::Credit>& credits);
Json to_json(const Ledger& ledger);
std::string readable(const Ledger& ledger);

}  // namespace auteur::rights
