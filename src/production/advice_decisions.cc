#include "auteur/production/advice_decisions.h"

#include "auteur/base/text.h"

namespace auteur::production {
namespace {

Sha256 digest_of_finding(const screenplay::Finding& f) { return sha256(std::string_view("auteur.advice 1\n" + f.digest_text())); }

}  // namespace

Result<std::vector<std::optional<Waiver>>> waivers_of(Store& store, const std::vector<screenplay::Finding>& findings) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  std::vector<std::optional<Waiver>> out(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    out[i] = TRY(waiver_of(decisions, view, findings[i].node(), digest_of_finding(findings[i])));
  }
  return out;
}

Status waive(Store& store, const screenplay::Finding& finding, const std::string& by, Time at, const std::string& why) { return waive(store, finding.node(), digest_of_finding(finding), by, at, why); }

Result<std::optional<Waiver>> waiver_of(Decisions& decisions, const View& view, const NodeId& node, const Sha256& what) {
  std::optional<Waiver> out;
  if (!view.selected.contains(node)) return out;
  const Choice choice = TRY(decisions.choice(view, node));
  for (const auto& [digest, s] : choice.selections)
    if (s.chosen == what) out = Waiver{s.by, s.why};
  return out;
}

Status waive(Store& store, const NodeId& node, const Sha256& what, const std::string& by, Time at, const std::string& why) {
  if (trim(why).empty()) return fail(ErrorCode::kInvalidInput, "Say why the finding does not matter: --why \"...\". The reason is kept with the decision.");
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Selection s;
  s.node = node;
  s.chosen = what;
  s.shown = {s.chosen};
  s.by = "person:" + by;
  s.at = at;
  s.why = why;
  TRY(decisions.choose(s, view));
  return {};
}

Status unwaive(Store& store, const std::string& node, const std::string& by, Time at, const std::string& why) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  const Choice choice = TRY(decisions.choice(view, node));
  if (choice.selections.empty()) return fail(ErrorCode::kNotFound, "Nothing has been decided about '" + node + "'.");
  Selection s;
  s.node = node;
  s.by = "person:" + by;
  s.at = at;
  s.why = why;
  TRY(decisions.choose(s, view));
  return {};
}

}  // namespace auteur::production
