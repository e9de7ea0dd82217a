#include "continuity_command.h"

#include <fmt/format.h>

#include "auteur/base/json.h"
#include "auteur/production/plan_report.h"
#include "film_desk.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

constexpr std::size_t kShown = 12;  // of a long list

void print(const PlanReport& r) {
  fmt::print("{} scenes, {} shots, {} cuts\n\n", r.scenes, r.shots, r.cuts);
  for (const CutFinding& f : r.findings) fmt::print("  {}\n      {}{}\n", f.message, f.key(), f.waiver ? fmt::format("   waived by {}: {}", f.waiver->name(), f.waiver->why) : "");
  if (!r.findings.empty()) fmt::print("\n");
  fmt::print("rules      {} open, {} waived\n", r.open(), r.findings.size() - r.open());
  fmt::print("labels     {} of {} shots are what their label says\n", r.shots - std::min(r.shots, r.mislabelled.size()), r.shots);
  for (std::size_t i = 0; i < std::min(kShown, r.mislabelled.size()); ++i) fmt::print("           {} is said to be {} {}, and is {}\n", r.mislabelled[i].shot, r.mislabelled[i].what == "size" ? "a" : "framed as", r.mislabelled[i].said, r.mislabelled[i].measured);
  fmt::print("subjects   in {} shots seen for less than 95 % of the time; {:.1f} % of the frames on average\n", r.hidden.size(), 100 * r.visible);
  for (std::size_t i = 0; i < std::min(kShown, r.hidden.size()); ++i) fmt::print("           {}: {} for {:.0f} %\n", r.hidden[i].shot, r.hidden[i].subject, 100 * r.hidden[i].visible);
  const auto named = [](const std::vector<std::string>& shots) {
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, shots.size()); ++i) text += (i ? ", " : ": ") + shots[i];
    return text + (shots.size() > kShown ? ", ..." : "");
  };
  fmt::print("faces      turned away in {} shots{}\n", r.backs.size(), named(r.backs));
  fmt::print("heads      cut by the upper edge in {} shots{}\n", r.cropped.size(), named(r.cropped));
  fmt::print("           somebody else's half in the picture in {} shots{}\n", r.half_heads.size(), named(r.half_heads));
  fmt::print("framing    {:.2f} of 1 on average (data/camera/composition.json)\n", r.composition);
  fmt::print("rhythm     {:.2f} s a shot, {:.2f} asked; spread {:.2f}, {:.2f} asked; {:.3f} from log-normal\n", r.rhythm.mean, r.rhythm.wanted_mean, r.rhythm.spread, r.rhythm.wanted_spread, r.rhythm.distance);
  if (!r.unknown.empty()) fmt::print("           {} scenes are not planned yet\n", r.unknown.size());
  if (r.open() > 0) fmt::print("\nTo let one pass: auteur continuity FILM --waive {} --by NAME --why \"...\"\n", [&] {
      for (const CutFinding& f : r.findings)
        if (!f.waiver) return f.key();
      return std::string();
    }());
}

Result<int> run(const Common& common, const ContinuityWish& wish) {
  Desk d = TRY(open_desk(common.film));
  d.options.level = TRY(level_from(common.level));
  d.options.scenes = common.scenes;
  d.options.threads = static_cast<unsigned>(common.jobs);
  d.options.plan_only = true;
  TRY(make_shown(d, common.quiet || common.json));
  PlanReport report = TRY(plan_report(d.film, *d.store, *d.studio, d.options));
  const std::string& key = wish.waive.empty() ? wish.unwaive : wish.waive;
  if (!key.empty()) {
    const auto director = d.film.people.find("director");
    const std::string by = !wish.by.empty() ? wish.by : director != d.film.people.end() ? director->second : "";
    if (by.empty()) return fail(ErrorCode::kInvalidInput, "Say who decides: --by NAME. Or name a director under [people] in film.toml.");
    if (!wish.waive.empty()) TRY(waive_cut(d.film, *d.store, report, key, by, system_time(), wish.why));
    else TRY(unwaive_cut(d.film, *d.store, report, key, by, system_time(), wish.why));
    report = TRY(plan_report(d.film, *d.store, *d.studio, d.options));
  }
  if (common.json) fmt::print("{}\n", pretty_json(to_json(report)));
  else print(report);
  return wish.strict && report.open() > 0 ? 9 : 0;
}

}  // namespace

int continuity_command(const Common& common, const ContinuityWish& wish) {
  const auto result = run(common, wish);
  return result ? *result : report_error(result.error(), common.json);
}

}  // namespace auteur::cli
