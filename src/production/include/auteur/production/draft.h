// What a film has to do with a script that it was not made from yet: what a new draft would make stale, and how long its
// spoken lines are.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/units.h"
#include "auteur/production/make.h"

namespace auteur::production {

enum class DraftEffect {
  kRemade,   // was made; the new draft gives it other inputs
  kFollows,  // waits for one that is made again; if that comes out the same, nothing is done
  kNew,      // the film has had no such step
  kGone,     // the new draft has no use for it
  kChoice,   // a person's choice that stands, but was made for other inputs
};
std::string_view name_of(DraftEffect effect);  // "remade", "follows", "new", "gone", "choice"

struct DraftNode { NodeId node; PassId pass; DraftEffect effect = DraftEffect::kRemade; std::string why; };

struct DraftImpact {
  std::vector<DraftNode> nodes;      // by effect, then id
  std::size_t kept = 0;              // stay as they are
  bool never_made = false;           // the film has nothing to lose yet
  std::vector<std::string> unknown;  // scenes whose shots are not known before their coverage is made
};

// What `make` would do at `options.level` if the film's script were `fountain`. Nothing is made except the reading and the
// breakdown of the draft (parts of a second), which are kept in the store for the next make; the decision log is not
// touched. Shots of scenes whose coverage changes are taken to stay as many as they are.
// Errors: those of parse_fountain, current_graph.
Result<DraftImpact> impact_of_draft(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const std::string& fountain);

// Lengths of the lines that have been spoken, as the film stands: line id ("4-17") -> seconds.
Result<std::map<std::string, Seconds>> voice_lengths(const Film& film, Store& store, const Studio& studio, const MakeOptions& options);

}  // namespace auteur::production
