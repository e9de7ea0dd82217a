// Planning and reporting of voices that are not the house's.
#pragma once

#include "auteur/graph/resolve.h"
#include "auteur/production/outside_voices.h"
#include "auteur/rights/ledger.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::production {

// The port of a line under which ReadOutcome tells why no server spoke it.
inline constexpr const char* kUnheardPort = "unheard";

// How the node is called that has a line of a dub spoken by a server: "dub/de/lines/4-17/spoken".
inline constexpr std::string_view kSpoken = "/spoken";

// The services that connect_services() told the store of, and how often it was told: another number, another make.
struct Connected { std::map<std::string, models::Service> services; std::int64_t count = 0; };
Result<Connected> connected_services(Store& store);

// Which lines were spoken by whom, which were not and why.
struct OutsideReport {
  Json document = Json::object();     // "spoken", "by_the_house"; empty: no service was asked
  std::vector<std::string> notes;     // of what was wished and could not be done
  std::vector<std::string> lines;     // as people read it
  std::vector<world::Credit> credits;
  std::vector<std::string> voices;    // of real people, with consent
};
OutsideReport outside_report(Store& store, Resolver& resolver, const Graph& graph);

}  // namespace auteur::production
