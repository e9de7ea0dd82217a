// auteur script check: advice, and what people decided about it.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "auteur/base/text.h"
#include "auteur/production/advice_decisions.h"
#include "auteur/screenplay/check.h"
#include "script_command.h"
#include "script_file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::screenplay;

struct Wish { std::string file, waive, unwaive, why, by; bool json = false, strict = false, all = false, rules = false; };

Result<std::unique_ptr<Store>> store_of(const ScriptFile& s, FileSystem& files, bool create) {
  std::error_code ec;
  if (!create && !std::filesystem::exists(s.film_folder / ".auteur", ec)) return std::unique_ptr<Store>();
  if (create) TRY(files.make_directories(s.film_folder));
  return Store::open(s.film_folder, files);
}

Status decide(const Wish& wish, const ScriptFile& s, const std::vector<Finding>& findings, Store& store) {
  const std::string by = wish.by.empty() ? s.decider : wish.by;
  const std::string& what = wish.waive.empty() ? wish.unwaive : wish.waive;
  const auto at = what.find('@');
  if (at == std::string::npos) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' names no finding. Write it as RULE@KEY, as the list shows it.", what));
  const std::string rule = what.substr(0, at), key = what.substr(at + 1);
  if (!wish.unwaive.empty()) return production::unwaive(store, "script/advice/" + rule + "/" + key, by, system_time(), wish.why);
  for (const auto& f : findings)
    if (f.rule == rule && f.key == key) return production::waive(store, f, by, system_time(), wish.why);
  std::vector<std::string> there;
  for (const auto& f : findings) there.push_back(f.rule + "@" + f.key);
  const std::string near = closest(what, there);
  return fail(ErrorCode::kNotFound, fmt::format("There is no finding '{}' in this script.{}", what, near.empty() ? "" : " Did you mean '" + near + "'?"));
}

Status run(const Wish& wish, int& open) {
  if (wish.rules) {
    Json list = Json::array();
    for (const auto& r : advice_rules()) {
      list.push_back({{"rule", r.id}, {"what", r.what}});
      if (!wish.json) fmt::print("{} {}\n", cell(r.id, 22), r.what);
    }
    if (wish.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.advice_rules"}, {"version", 1}, {"rules", list}}));
    return {};
  }
  if (wish.file.empty()) return fail(ErrorCode::kInvalidInput, "Give a screenplay file or a film folder.");
  const ScriptFile s = TRY(open_script(wish.file));
  const auto findings = check_script(s.parsed, break_down(s.parsed.script));
  const bool deciding = !wish.waive.empty() || !wish.unwaive.empty();
  const auto files = real_file_system();
  const auto store = TRY(store_of(s, *files, deciding));
  if (deciding) TRY(decide(wish, s, findings, *store));
  std::vector<std::optional<production::Waiver>> waivers(findings.size());
  if (store) waivers = TRY(production::waivers_of(*store, findings));
  Json list = Json::array();
  int waived = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto& f = findings[i];
    Json j = to_json(f);
    j["file"] = s.file;
    if (waivers[i]) {
      ++waived;
      j["waived"] = {{"by", waivers[i]->by}, {"why", waivers[i]->why}};
    } else {
      ++open;
    }
    list.push_back(std::move(j));
    if (wish.json || (waivers[i] && !wish.all)) continue;
    fmt::print("{}:{}:{}: {}\n    {}@{}{}\n", s.file, f.line, f.column, f.message, f.rule, f.key, waivers[i] ? fmt::format("  (waived by {}: {})", waivers[i]->name(), waivers[i]->why) : "");
  }
  if (wish.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.advice"}, {"version", 1}, {"file", s.file}, {"findings", list}, {"open", open}, {"waived", waived}}));
    return {};
  }
  if (open == 0) fmt::print("{}\n", waived ? fmt::format("Nothing more to ask about; {} waived.", waived) : "Nothing to ask about.");
  else fmt::print("\n{} {}{}. Silence one with: auteur script check {} --waive RULE@KEY --why \"...\"\n", open, open == 1 ? "finding" : "findings", waived ? fmt::format(", {} waived", waived) : "", wish.file);
  return {};
}

}  // namespace

void add_script_check(CLI::App& script, int& result) {
  const auto wish = std::make_shared<Wish>();
  auto* c = script.add_subcommand("check", "advice: what a careful reader would ask about");
  c->add_option("file", wish->file, "a screenplay file or a film folder");
  c->add_option("--waive", wish->waive, "silence a finding, RULE@KEY; it comes back when its words change");
  c->add_option("--unwaive", wish->unwaive, "take that back");
  c->add_option("--why", wish->why, "the reason, kept with the decision");
  c->add_option("--by", wish->by, "who decides (default: the writer of film.toml)");
  c->add_flag("--all", wish->all, "show waived findings too");
  c->add_flag("--strict", wish->strict, "exit code 9 when a finding is open");
  c->add_flag("--rules", wish->rules, "list the rules");
  c->add_flag("--json", wish->json, "machine-readable output");
  c->callback([&result, wish] {
    int open = 0;
    const Status s = run(*wish, open);
    result = !s ? report_error(s.error(), wish->json) : wish->strict && open > 0 ? 9 : 0;
  });
}

}  // namespace auteur::cli
