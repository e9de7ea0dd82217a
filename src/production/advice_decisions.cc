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
    if (!view.selected.contains(findings[i].node())) continue;
    const Choice choice = TRY(decisions.choice(view, findings[i].node()));
    for (const auto& [digest, s] : choice.selections)
      if (s.chosen == digest_of_finding(findings[i])) out[i] = Waiver{s.by, s.why};
  }
  return out;
}

Status waive(Store& store, const screenplay::Finding& finding, const std::string& by, Time at, const std::string& why) {
  if (trim(why).empty()) return fail(ErrorCode::kInvalidInput, "Say why the finding does not matter: --why \"...\". The reason is kept with the decision.");
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Selection s;
  s.node = finding.node();
  s.chosen = digest_of_finding(finding);
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
