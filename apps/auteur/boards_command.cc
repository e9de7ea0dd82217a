#include "boards_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "auteur/base/text.h"
#include "auteur/camera/shot_list.h"
#include "auteur/production/board_exchange.h"
#include "auteur/production/make.h"
#include "auteur/production/reading_boards.h"
#include "film_desk.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

struct Asked {
  std::string film = ".", look = "drawn", scenes, out, import;
  int per_page = 6, jobs = 0;
  bool storyboarder = false, readings = false, json = false, quiet = false;
};

Result<Made> make_with(Desk& desk, const Asked& asked, bool plan_only) {
  desk.options.level = Level::kBoards;
  desk.options.threads = static_cast<unsigned>(asked.jobs);
  desk.options.scenes = plan_only ? "" : asked.scenes;
  desk.options.plan_only = plan_only;
  desk.options.boards.reset();
  if (!plan_only) desk.options.boards = BoardOptions{asked.look == "rendered", asked.per_page};
  return make_shown(desk, asked.quiet || asked.json);
}

// Every shot of the film, for the names an imported board may have.
Result<std::vector<BoardTarget>> shots_of(Desk& desk, const Made& planned) {
  Decisions decisions(*desk.store);
  const View view = TRY(decisions.view());
  Resolver resolver(*desk.store, desk.studio->catalogue(), planned.graph, view);
  std::vector<BoardTarget> out;
  for (const auto& [id, node] : planned.graph.nodes()) {
    if (node.pass != "scene.coverage") continue;
    const Ref ref = TRY(resolver.output(id, "shots"));
    const std::string text = TRY(desk.store->get_text(ref));
    const Json document = TRY(parse_json(text, id));
    const auto list = TRY(camera::shot_list_from_json(document));
    for (const auto& shot : list.shots) out.push_back({shot.id, (shot.end - shot.start).value});
  }
  return out;
}

Status copy_to(const Path& from, const Path& to) {
  std::error_code ec;
  std::filesystem::create_directories(to.parent_path(), ec);
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("The storyboard is made, but '{}' cannot be written: {}. Name another folder with --out.", to.string(), ec.message()));
  return {};
}

// Scenes in all of their readings, a sheet each.
Status readings(const Asked& asked) {
  if (asked.scenes.empty()) return fail(ErrorCode::kInvalidInput, "Readings are drawn scene by scene: say which with --scenes 4.");
  Desk desk = TRY(open_desk(asked.film));
  desk.options.threads = static_cast<unsigned>(asked.jobs);
  desk.options.boards.reset();
  desk.options.scenes = asked.scenes;
  desk.options.plan_only = true;
  ProgressLine line(asked.quiet || asked.json);
  desk.options.on_progress = [&](const RunProgress& p) { line.show(p); };
  const Made planned = TRY(make_film(desk.film, *desk.store, *desk.studio, desk.options, Stop::instance()));
  desk.options.boards = BoardOptions{asked.look == "rendered", asked.per_page};
  std::vector<std::string> files;
  Json sheets = Json::array();
  for (const auto& [id, node] : planned.graph.nodes()) {
    if (node.pass != "scene.coverage") continue;
    const ReadingBoards made = TRY(boards_of_readings(desk.film, *desk.store, *desk.studio, desk.options, id.substr(7, id.rfind('/') - 7), Stop::instance()));
    for (const Path& file : made.files) {
      const Path to = asked.out.empty() ? file : Path(asked.out) / file.filename();
      if (!asked.out.empty()) TRY(copy_to(file, to));
      files.push_back(to.string());
    }
    sheets.push_back(made.facts);
    if (asked.json) continue;
    line.clear();
    for (const Json& r : made.facts.value("readings", Json::array())) fmt::print("{:14} {}\n", r.value("name", ""), fmt::join(r.value("figures", std::vector<std::string>{}), ", "));
    fmt::print("Side by side: {}\nChoose one with: auteur try {} {}\n", files.back(), asked.film, id);
  }
  line.clear();
  if (asked.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.files"}, {"version", 1}, {"files", files}, {"sheets", sheets}}));
  return {};
}

Status boards(const Asked& asked) {
  if (asked.readings) return readings(asked);
  Desk desk = TRY(open_desk(asked.film));
  BoardImport imported;
  if (!asked.import.empty()) {
    const Made planned = TRY(make_with(desk, asked, true));
    const auto shots = TRY(shots_of(desk, planned));
    imported = TRY(import_boards(asked.import, shots, desk.film.folder));
    desk.film = TRY(open_film(asked.film));
  }
  const Made made = TRY(make_with(desk, asked, false));
  std::vector<std::string> files;
  for (const Path& file : made.files) files.push_back(file.string());
  if (!asked.out.empty()) {
    files.clear();
    for (const Path& file : made.files) {
      const Path to = Path(asked.out) / file.lexically_relative(made.out);
      TRY(copy_to(file, to));
      files.push_back(to.string());
    }
  }
  if (asked.storyboarder) {
    const std::string name = slug(made.boards.value("title", "")).empty() ? "boards" : slug(made.boards.value("title", ""));
    const Path project = TRY(export_boards(made.boards, made.out, (asked.out.empty() ? made.out : Path(asked.out)) / "storyboarder", name));
    files.push_back(project.string());
  }
  std::vector<std::string> notes = imported.notes;
  notes.insert(notes.end(), made.notes.begin(), made.notes.end());
  if (asked.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.files"}, {"version", 1}, {"files", files}, {"boards", made.boards}, {"imported", imported.kept}, {"notes", notes}}));
    return {};
  }
  if (!asked.import.empty()) fmt::print("{} {} taken from {}{}\n", imported.kept.size(), imported.kept.size() == 1 ? "panel" : "panels", asked.import, imported.kept.empty() ? "." : fmt::format(" into {}", (desk.film.folder / "media/boards").string()));
  for (const auto& n : notes) fmt::print("note: {}\n", n);
  if (!files.empty()) fmt::print("{} panels on {} pages: {}\n", made.boards["panels"].size(), made.boards.value("pages", 0), files.front());
  if (asked.storyboarder) fmt::print("{}\n", files.back());
  return {};
}

}  // namespace

void add_boards_command(CLI::App& app, int& result) {
  auto asked = std::make_shared<Asked>();
  auto* c = app.add_subcommand("boards", "the storyboard: every shot drawn in ink and tone with arrows, on pages to print, into out/boards.pdf and out/boards");
  c->add_option("film", asked->film, "film folder, or a screenplay")->capture_default_str();
  c->add_option("--look", asked->look, "drawn by hand, or rendered as the film will look")->check(CLI::IsMember({"drawn", "rendered"}))->capture_default_str();
  c->add_option("--per-page", asked->per_page, "panels on a page: 1, 4, 6 or 9")->check(CLI::IsMember({1, 4, 6, 9}))->capture_default_str();
  c->add_option("--scenes,--scene", asked->scenes, "only these scenes: 3-5,8");
  auto* readings = c->add_flag("--readings", asked->readings, "each scene in all its readings, side by side on one sheet: out/readings-scene-4.pdf and .png");
  c->add_option("--out", asked->out, "also copy everything into this folder");
  c->add_flag("--storyboarder", asked->storyboarder, "also as a .storyboarder project, to draw on")->excludes(readings);
  c->add_option("--import", asked->import, "a .storyboarder project that somebody drew: its panels take the place of ours")->excludes(readings);
  c->add_option("--jobs", asked->jobs, "threads; 0 = all cores")->check(CLI::Range(0, 256));
  c->add_flag("--quiet", asked->quiet, "no progress");
  c->add_flag("--json", asked->json, "machine-readable output");
  c->callback([asked, &result] {
    const auto s = boards(*asked);
    result = s ? 0 : report_error(s.error(), asked->json);
  });
}

}  // namespace auteur::cli
