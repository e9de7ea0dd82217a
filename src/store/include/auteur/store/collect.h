// Collection of payloads that nobody needs any more. Records (actions, outcomes, selections, ops, views, graphs) and
// sources are never collected: they are the evidence of authorship and rights (I10). What goes are outputs of
// outcomes: pixels that can be made again, "evicted, seed kept".
//
// Kept: what `keep` names, the outputs of every take selected in a View of the heads or of the history asked for, what
// roots/ names, and everything younger than the grace. graph/collect_film.h adds what the current film shows.
#pragma once

#include <set>
#include <vector>

#include "auteur/store/store.h"

namespace auteur {

struct CollectOptions {
  bool dry_run = false;
  double grace_days = 14;        // payloads younger than this stay
  double history_days = 30;      // takes selected in Ops of this time stay
  Time now = {};                 // zero: system_time()
  std::set<Sha256> keep_actions; // their outputs stay
  std::set<Sha256> keep_blobs;
  std::set<PassId> irreproducible;       // outputs of these passes go last
  bool keep_irreproducible = true;       // ... or not at all
  std::uint64_t enough_bytes = ~0ull;    // stop after so much; what can be made again goes first, oldest first
};

struct Collected {
  std::uint64_t bytes = 0;  // freed, or that would be freed
  std::size_t blobs = 0;
  std::map<PassId, std::uint64_t> bytes_by_pass;
  std::uint64_t kept_bytes = 0;  // payloads that stay
  std::vector<Sha256> digests;   // sorted
};

// Errors: kConflict (a make is running here).
Result<Collected> collect(Store& store, const CollectOptions& options);

// Keeps blobs or actions from collection under a name (a delivery, an export); an empty list removes the root.
Status set_root(Store& store, const std::string& name, const std::vector<Sha256>& digests);
Result<std::map<std::string, std::vector<Sha256>>> roots(Store& store);

}  // namespace auteur
