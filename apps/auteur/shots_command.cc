#include "shots_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <optional>

#include "auteur/screenplay/intercut.h"
#include "auteur/base/csv.h"
#include "auteur/base/text.h"
#include "auteur/camera/lined_script.h"
#include "auteur/camera/shot_sheet_pdf.h"
#include "auteur/camera/shot_table.h"
#include "auteur/production/cut_document.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/page_pdf.h"
#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

constexpr std::uint64_t kMostTable = 16 << 20, kMostDocument = 1 << 20;

// The plan of a scene with its sheet.
struct ScenePlan { const screenplay::Scene* scene = nullptr; Json list; camera::ShotList shots; std::vector<camera::ShotRow> rows; std::string reading; };
struct FilmPlan { screenplay::Breakdown script; std::vector<ScenePlan> scenes; std::unique_ptr<Resolved> resolved; };

Status plan_film(Desk& d, const Common& common) {
  d.options.plan_only = true;
  TRY(make_shown(d, common.quiet || common.json));
  return {};
}

// In the order of the script.
Result<FilmPlan> planned(Desk& d, const Common& common) {
  TRY(plan_film(d, common));
  FilmPlan plan;
  plan.resolved = TRY(resolve_film(d));
  const Json document = TRY(json_at(d, *plan.resolved, "breakdown", "breakdown"));
  plan.script = TRY(screenplay::breakdown_from_json(document));
  screenplay::add_far_ends(plan.script);
  for (const auto& scene : plan.script.scenes) {
    const NodeId id = "scenes/" + scene.number + "/coverage";
    if (!plan.resolved->graph.find(id)) continue;
    ScenePlan s;
    s.scene = &scene;
    s.list = TRY(json_at(d, *plan.resolved, id, "shots"));
    s.shots = TRY(camera::shot_list_from_json(s.list));
    const Json sheet = TRY(json_at(d, *plan.resolved, id, "sheet"));
    s.rows = TRY(camera::shot_rows_from_json(sheet.value("rows", Json::array())));
    s.reading = sheet.value("reading", "");
    plan.scenes.push_back(std::move(s));
  }
  return plan;
}

std::vector<camera::ShotRow> all_rows(const FilmPlan& plan) {
  std::vector<camera::ShotRow> rows;
  for (const auto& s : plan.scenes) rows.insert(rows.end(), s.rows.begin(), s.rows.end());
  return rows;
}

void show(const FilmPlan& plan) {
  for (const auto& scene : plan.scenes) {
    fmt::print("Scene {}\n", scene.shots.scene);
    for (const auto& s : scene.shots.shots) {
      std::string who;
      for (const auto& p : s.subjects) who += (who.empty() ? "" : ", ") + p;
      if (!s.prop.empty()) who += (who.empty() ? "" : " / ") + s.prop;
      fmt::print("  {:6} {:5.1f} s  {:3.0f} mm  {:20} {}\n", s.id, s.end.value - s.start.value, s.keys.empty() ? 0.f : s.keys[0].camera.focal_mm, who.substr(0, 20), s.reason);
      if (!s.note.empty()) fmt::print("         note: {}\n", s.note);
    }
    for (const auto& f : scene.shots.findings) fmt::print("         {}\n", f);
  }
}

Result<std::string> lined_script(Desk& d, FilmPlan& plan) {
  const Json document = TRY(json_at(d, *plan.resolved, "script", "script"));
  const auto script = TRY(screenplay::screenplay_from_json(document));
  screenplay::PdfOptions options;
  options.number_scenes = true;
  for (const auto& s : plan.scenes) {
    const Json staged = TRY(json_at(d, *plan.resolved, "scenes/" + s.scene->number + "/staging", "staging"));
    const auto staging = TRY(staging::staging_from_json(staged));
    auto shots = camera::lined_shots(script, *s.scene, staging, s.shots, s.rows);
    options.shots.insert(options.shots.end(), std::make_move_iterator(shots.begin()), std::make_move_iterator(shots.end()));
  }
  return screenplay::write_pdf(script, options);
}

Status read_table(Desk& d, const Common& common, const ShotsOptions& options) {
  std::error_code ec;
  if (!std::filesystem::is_directory(common.film, ec)) return fail(ErrorCode::kInvalidInput, fmt::format("A bare screenplay has no bible/cut.toml to keep changes in. Start a film with it first: auteur new FOLDER --script {}", common.film));
  const FilmPlan plan = TRY(planned(d, common));
  const std::string text = TRY(read_text(options.read, kMostTable));
  const CsvTable table = TRY(read_csv(text, options.read));
  auto changes = TRY(camera::changes_in_table(table, options.read, all_rows(plan)));
  const std::string by = options.by.empty() ? somebody(d) : options.by;
  for (auto& e : changes.edits) e.by = by;
  const Path file = d.film.folder / "bible/cut.toml";
  if (!changes.edits.empty()) {
    const std::string old = std::filesystem::exists(file, ec) ? TRY(read_text(file, kMostDocument)) : "";
    const std::string fresh = TRY(cut_with_edits(old, file.string(), changes.edits));
    TRY(d.files->make_directories(file.parent_path()));
    TRY(write_atomically(file, fresh));
  }
  // Told at once, not by the next command, whether they can be done.
  std::optional<Error> impossible;
  if (!changes.edits.empty()) {
    Desk again = TRY(open_for(common));
    if (const auto plan_now = planned(again, common); !plan_now) impossible = plan_now.error();
  }
  if (common.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.shot-changes"}, {"version", 1}, {"file", file.string()}, {"edits", camera::to_json(changes.edits)}, {"changed", changes.said}, {"cannot", changes.cannot}, {"impossible", impossible ? impossible->text() : ""}}));
    return {};
  }
  for (const auto& line : changes.said) fmt::print("{}\n", line);
  for (const auto& line : changes.cannot) fmt::print("not changed: {}\n", line);
  if (changes.edits.empty()) fmt::print("The table changes nothing.\n");
  else fmt::print("{} {} written to {}. The next make or shots uses them.\n", changes.edits.size(), changes.edits.size() == 1 ? "shot is" : "shots are", file.string());
  if (impossible) return std::unexpected(*impossible);
  return {};
}

int run(const Common& common, const ShotsOptions& options) {
  return with_desk(common, [&](Desk& d) -> Status {
    if (!options.read.empty()) return read_table(d, common, options);
    FilmPlan plan = TRY(planned(d, common));
    const auto rows = all_rows(plan);
    if (!common.json && !common.quiet)
      for (const auto& note : edits_left_out(d.film, plan.resolved->graph, *plan.resolved->resolver)) fmt::print(stderr, "note: {}\n", note);
    const auto written = [&](const std::string& file) { if (!common.quiet && !common.json) fmt::print("{} shots: {}\n", rows.size(), file); };
    if (!options.csv.empty()) {
      TRY(write_atomically(options.csv, camera::to_csv(rows)));
      written(options.csv);
    }
    if (!options.pdf.empty()) {
      camera::ShotListFacts facts{plan.script.title, plan.script.author, {}, {}, options.a4};
      for (const auto& s : plan.scenes) facts.headings[s.scene->number] = s.scene->heading, facts.readings[s.scene->number] = s.reading;
      const std::string paper = TRY(camera::write_shot_list_pdf(rows, facts));
      TRY(write_atomically(options.pdf, paper));
      written(options.pdf);
    }
    if (!options.lined.empty()) {
      const std::string pages = TRY(lined_script(d, plan));
      TRY(write_atomically(options.lined, pages));
      written(options.lined);
    }
    if (!options.csv.empty() || !options.pdf.empty() || !options.lined.empty()) return {};
    if (!common.json) {
      show(plan);
      return {};
    }
    Json all = Json::array();
    for (const auto& s : plan.scenes) all.push_back(s.list);
    fmt::print("{}\n", pretty_json({{"kind", "auteur.shots"}, {"version", 1}, {"scenes", all}}));
    return {};
  });
}

}  // namespace

void add_shots_command(CLI::App& command, Common& common, ShotsOptions& options, int& result) {
  command.add_option("--csv", options.csv, "write it as a table for spreadsheets: size, angle, lens, height, rig, set-up minutes, lines ...");
  command.add_option("--pdf", options.pdf, "write it on paper, set-up by set-up, with totals");
  command.add_flag("--a4", options.a4, "paper of A4 instead of US Letter");
  command.add_option("--lined", options.lined, "write the lined script as PDF: the pages of the screenplay with a line for every shot");
  auto* read = command.add_option("--read", options.read, "a table of --csv that was changed in a spreadsheet: what differs goes into bible/cut.toml");
  command.add_option("--by", options.by, "who asks for the changes (default: the director of film.toml)")->needs(read);
  for (const char* other : {"--csv", "--pdf", "--lined"}) read->excludes(command.get_option(other));
  command.callback([&common, &options, &result] { result = run(common, options); });
}

}  // namespace auteur::cli
