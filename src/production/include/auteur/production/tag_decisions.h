// What people decided about breakdown tags, in the film's decision log.
//
// A decision is a stored document (screenplay::DictionaryEntry) that a Selection of the node
// "script/tags/CATEGORY/WORDS" chooses: who, when, why, and what stood there before, like every other choice. The
// film's dictionary is what is selected now, so decisions of two people merge like all others do.
#pragma once

#include <vector>

#include "auteur/screenplay/tags.h"
#include "auteur/store/decisions.h"

namespace auteur::production {

// All standing decisions, oldest first; where two people disagree, the later one wins and both stay on record.
// Errors: kDamaged when a decision cannot be read any more.
Result<screenplay::Dictionary> film_dictionary(Store& store);

// The same as a parameter of the breakdown: what was decided, without who and why, so that another reason remakes nothing.
Result<Json> dictionary_parameter(Store& store);

// Records decisions. `by` without "person:" in front. Errors: kInvalidInput (unknown category, no words).
Result<void> decide_tags(Store& store, const std::vector<screenplay::DictionaryEntry>& entries, const std::string& by, Time at, const std::string& why);

}  // namespace auteur::production
