#include "cast_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "auteur/base/text.h"
#include "auteur/production/make.h"
#include "auteur/production/model_sheet.h"
#include "auteur/puppets/model.h"
#include "desk.h"
#include "mood_command.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

struct Company {
  Desk desk;
  Graph graph;
  View view;
  screenplay::Breakdown breakdown;
  Json facts, likeness;

  Result<Json> json(const NodeId& node, const Port& port) const {
    Resolver resolver(*desk.store, desk.studio->catalogue(), graph, view);
    const Ref ref = TRY(resolver.output(node, port));
    const std::string text = TRY(desk.store->get_text(ref));
    return parse_json(text, node);
  }
};

// Makes what casting needs, which is the breakdown and the layers of everybody: seconds even for a feature.
Result<std::unique_ptr<Company>> call_company(const std::string& path) {
  auto c = std::make_unique<Company>();
  c->desk = TRY(open_desk(path));
  Executor executor(*c->desk.store, c->desk.studio->catalogue());
  for (const NodeId wanted : {"breakdown", "casting/likeness"}) {
    c->graph = TRY(current_graph(c->desk.film, *c->desk.store, *c->desk.studio, {}));
    const auto report = TRY(executor.run(c->graph, {wanted}, {}, Stop::instance()));
    if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
    if (report.cancelled) return fail(ErrorCode::kCancelled, "Stopped.");
  }
  Decisions decisions(*c->desk.store);
  c->view = TRY(decisions.view());
  const Json breakdown = TRY(c->json("breakdown", "breakdown"));
  c->breakdown = TRY(screenplay::breakdown_from_json(breakdown));
  c->facts = TRY(c->json("casting", "facts"));
  c->likeness = TRY(c->json("casting/likeness", "report"));
  return c;
}

// Whose part a figure of somebody's own plays: its file and what was found of it. Null for clay people.
struct Brought { Path file; Json about; };
Result<std::optional<Brought>> model_of(const Company& c, const screenplay::CastMember& member) {
  std::string node = member.id;
  std::replace(node.begin(), node.end(), '/', '-');
  if (!c.graph.find("cast/" + node + "/model")) return std::optional<Brought>();
  Brought b{{}, TRY(c.json("cast/" + node + "/model", "model"))};
  for (const auto& name : {upper(member.id), upper(member.name)})
    if (const auto at = c.desk.film.cast_models.find(name); at != c.desk.film.cast_models.end()) b.file = at->second.file;
  return std::optional(std::move(b));
}

const Json* row_of(const Company& c, const std::string& id) {
  if (c.likeness.contains("people"))
    for (const auto& row : c.likeness["people"])
      if (row.value("id", "") == id) return &row;
  return nullptr;
}

Status list_people(const std::string& film, bool json) {
  const auto c = TRY(call_company(film));
  std::map<std::string, Brought> models;
  for (const auto& member : c->breakdown.cast)
    if (auto b = TRY(model_of(*c, member))) models[member.id] = std::move(*b);
  if (json) {
    Json all = c->likeness;
    all["kind"] = "auteur.cast";
    for (const auto& [id, b] : models) all["models"][id] = b.about;
    all["cannot"] = c->facts.value("cannot", Json::object());
    fmt::print("{}\n", pretty_json(all));
    return {};
  }
  fmt::print("{:20} {:>4} {:>6}  {:12}  {:20} {}\n", "", "age", "metres", "identity", "nearest", "apart");
  for (const auto& member : c->breakdown.cast) {
    const Json* row = row_of(*c, member.id);
    if (!row) continue;
    if (const auto model = models.find(member.id); model != models.end()) {
      const Json& about = model->second.about;
      fmt::print("{:20} {:>4.0f} {:>6.2f}  {} ({} of {} bones, {} of {} visemes, {} of {} movements of the face)\n", member.id.substr(0, 20), row->value("age", 0.0), row->value("height", 0.0), model->second.file.lexically_relative(std::filesystem::weakly_canonical(c->desk.film.folder)).string(),
                 about.value("bones", Json::object()).size(), puppets::bone_names().size(), about.value("visemes", Json::object()).size(), puppets::viseme_names().size(), about.value("face", Json::object()).size(), puppets::face_names().size());
      continue;
    }
    const bool alone = !row->contains("nearest");
    fmt::print("{:20} {:>4.0f} {:>6.2f}  {:12}  {:20} {}\n", member.id.substr(0, 20), row->value("age", 0.0), row->value("height", 0.0), row->value("face", "").substr(0, 12), alone ? "nobody" : row->value("nearest", "").substr(0, 20), alone ? "" : fmt::format("{:.2f}", row->value("distance", 0.0)));
  }
  for (const auto& [id, b] : models)
    for (const auto& finding : b.about.value("findings", std::vector<std::string>{})) fmt::print("note: {}'s model: {}.\n", id, finding);
  const Json cannot = c->facts.value("cannot", Json::object());
  for (const auto& [who, things] : cannot.items())
    for (const auto& thing : things) fmt::print("note: {}: the script asks for {}, which the puppets cannot show yet.\n", who, thing.get<std::string>());
  for (const auto& finding : c->likeness.value("findings", std::vector<std::string>{})) fmt::print("finding: {}\n", finding);
  return {};
}

struct Takes { std::uint32_t face = 0, makeup = 0, wardrobe = 0; /* 0: the chosen one */ };

Status draw_sheets(const std::string& who, const std::string& path, const std::string& out, const Takes& takes, bool json) {
  const auto c = TRY(call_company(path));
  std::vector<const screenplay::CastMember*> wanted;
  std::vector<std::string> names;
  for (const auto& member : c->breakdown.cast) {
    names.push_back(member.id);
    if (who == "all" || upper(who) == upper(member.id) || upper(who) == upper(member.name)) wanted.push_back(&member);
  }
  if (wanted.empty()) {
    const std::string near = closest(upper(who), names);
    return fail(ErrorCode::kNotFound, fmt::format("There is nobody called '{}' in this film.{} See: auteur cast list {}", who, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), path));
  }
  const Path folder = out.empty() ? c->desk.film.folder / "out/cast" : Path(out);
  if (auto made = c->desk.files->make_directories(folder); !made) return fail_because(made.error(), fmt::format("The folder '{}' for the sheets cannot be made. Name another with --out.", folder.string()));
  Json written = Json::array();
  for (const auto* member : wanted) {
    std::string node = member->id;
    std::replace(node.begin(), node.end(), '/', '-');
    ModelSheetRequest request;
    request.name = member->name;
    const auto layer = [&](const char* name, std::uint32_t take, Json (*take_of)(const Json&, std::uint32_t)) -> Result<Json> {
      if (take == 0) return c->json("cast/" + node + "/" + name, name);
      const Json brief = TRY(c->json("casting", std::string(name) + "/" + member->id));
      return take_of(brief, take);
    };
    const Json face = TRY(layer("face", takes.face, world::face_take)), makeup = TRY(layer("makeup", takes.makeup, world::makeup_take)), wardrobe = TRY(layer("wardrobe", takes.wardrobe, world::wardrobe_take));
    request.who = TRY(world::compose_identity(face, makeup, wardrobe));
    std::string tried, ending_of_tried;
    for (const auto& [name, take] : {std::pair{"face", takes.face}, std::pair{"makeup", takes.makeup}, std::pair{"wardrobe", takes.wardrobe}})
      if (take > 0) tried += fmt::format("{}{} take {}", tried.empty() ? "" : ", ", name, take), ending_of_tried += fmt::format("-{}-{}", name, take);
    if (!tried.empty()) request.remark = "with " + tried;
    else if (const Json* row = row_of(*c, member->id); row && row->contains("nearest")) request.remark = fmt::format("nearest to {}, {:.2f} apart", row->value("nearest", ""), row->value("distance", 0.0));
    if (const auto b = TRY(model_of(*c, *member))) {
      TRY(played_by(request, b->about, b->file));
      request.remark = b->file.filename().string();
    }
    const ModelSheet sheet = TRY(draw_model_sheet(request, Stop::instance()));
    const std::string name = slug(member->id) + ending_of_tried;
    for (const auto& [bytes, ending] : {std::pair{media::write_png(sheet.picture), ".png"}, std::pair{sheet.pdf, ".pdf"}}) {
      const Path file = folder / (name + ending);
      if (auto s = write_atomically(file, std::string(bytes.begin(), bytes.end())); !s) return fail_because(s.error(), fmt::format("The sheet is drawn, but '{}' cannot be written. Make the folder writable, or name another with --out.", file.string()));
      written.push_back(file.string());
      if (!json) fmt::print("{}\n", file.string());
    }
  }
  if (json) fmt::print("{}\n", pretty_json({{"kind", "auteur.files"}, {"version", 1}, {"files", written}}));
  return {};
}

}  // namespace

void add_cast_commands(CLI::App& app, int& result) {
  struct Asked { std::string who, film = ".", out; Takes takes; bool json = false; };
  auto asked = std::make_shared<Asked>();
  auto* cast = app.add_subcommand("cast", "who the people are: their identities, who looks like whom, model sheets");
  cast->require_subcommand(1);
  auto* list = cast->add_subcommand("list", "everybody with the digest of the identity and the nearest other person");
  list->add_option("film", asked->film, "film folder, or a screenplay")->capture_default_str();
  list->add_flag("--json", asked->json, "machine-readable output");
  list->callback([=, &result] {
    const auto s = list_people(asked->film, asked->json);
    result = s ? 0 : report_error(s.error(), asked->json);
  });
  add_mood_command(*cast, result);
  auto* sheet = cast->add_subcommand("sheet", "draws the model sheet of one person as PNG and PDF into out/cast");
  sheet->add_option("who", asked->who, "as in the script, for instance ANA; all: everybody")->required();
  sheet->add_option("film", asked->film, "film folder, or a screenplay")->capture_default_str();
  sheet->add_option("--out", asked->out, "another folder");
  sheet->add_option("--face", asked->takes.face, "with this take of the face, to see it before it is chosen")->check(CLI::Range(1, 999));
  sheet->add_option("--makeup", asked->takes.makeup, "with this take of hair, beard and glasses")->check(CLI::Range(1, 999));
  sheet->add_option("--wardrobe", asked->takes.wardrobe, "with this take of the clothes")->check(CLI::Range(1, 999));
  sheet->add_flag("--json", asked->json, "machine-readable output");
  sheet->callback([=, &result] {
    const auto s = draw_sheets(asked->who, asked->film, asked->out, asked->takes, asked->json);
    result = s ? 0 : report_error(s.error(), asked->json);
  });
}

}  // namespace auteur::cli
