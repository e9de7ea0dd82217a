// Advice that somebody has answered, in the film's decision log.
//
// A waiver is a Selection of the node "script/advice/RULE/KEY": who, when and why. What it chooses is the digest of the
// finding with its words, so the same finding over other words comes back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/screenplay/check.h"
#include "auteur/store/decisions.h"

namespace auteur::production {

struct Waiver {
  Author by;
  std::string why;
  std::string name() const { return by.starts_with("person:") ? by.substr(7) : by; }  // as people say it
};

// The waiver of `what` at a node, if one stands; of something else than it was given for there is none.
Result<std::optional<Waiver>> waiver_of(Decisions& decisions, const View& view, const NodeId& node, const Sha256& what);
// Errors: kInvalidInput (no reason given).
Status waive(Store& store, const NodeId& node, const Sha256& what, const std::string& by, Time at, const std::string& why);

// For each finding the waiver that stands for it and these words, if there is one.
Result<std::vector<std::optional<Waiver>>> waivers_of(Store& store, const std::vector<screenplay::Finding>& findings);

// `by` without "person:" in front. Errors: kInvalidInput (no reason given).
Status waive(Store& store, const screenplay::Finding& finding, const std::string& by, Time at, const std::string& why);

// Takes a waiver back. Errors: kNotFound.
Status unwaive(Store& store, const std::string& node, const std::string& by, Time at, const std::string& why);

}  // namespace auteur::production
