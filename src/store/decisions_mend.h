// What the decision log does when its own records are lost.
#pragma once

#include <vector>

#include "auteur/store/decisions.h"

namespace auteur {

// The merged View of Ops.
Result<View> view_of(Store& store, const std::vector<Sha256>& ops);

// The View after `op`; put together again when its record is lost. Errors: kDamaged (not without guessing).
Result<View> view_after(Store& store, const Op& op);

// Enters `selection` into `view` in place of what it supersedes. Returns its digest.
Result<Sha256> select(Store& store, const Selection& selection, View& view);

// The record is not to be had: its bytes are gone, or were no longer those that its name says.
inline bool is_lost(const Error& error) { return error.code == ErrorCode::kDamaged || error.code == ErrorCode::kNotFound; }

}  // namespace auteur
