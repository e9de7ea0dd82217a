// Storyboards: which moments of a shot are drawn, the drawings, the pages.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/data_folder.h"
#include "auteur/base/random.h"
#include "auteur/camera/board.h"
#include "auteur/media/drawing.h"
#include "auteur/media/media.h"
#include "auteur/render/display.h"
#include "auteur/render/drawn.h"
#include "board_marks.h"
#include "board_pages.h"
#include "board_text.h"
#include "board_weather.h"
#include "passes.h"
#include "shot_drawings.h"

namespace auteur::production {
namespace {

constexpr std::size_t kMostPanels = 3;

Result<Json> board_data() {
  const Path file = data_file("camera/boards.json");
  const std::string text = TRY(read_text(file, 1 << 20));
  return parse_json(text, file.string());
}

Result<Outputs> run_panels(const Inputs& inputs, const Params& params, Progress&) {
  const Json staging_document = TRY(inputs.json("staging")), shots_document = TRY(inputs.json("shots"));
  const auto staged = TRY(staging::staging_from_json(staging_document));
  const auto list = TRY(camera::shot_list_from_json(shots_document));
  const auto scene = TRY(read_scene(inputs));
  camera::BoardRequest request;
  request.staging = &staged;
  request.aspect = params.number("aspect");
  for (const auto& [id, who] : TRY(read_people(inputs))) request.people[id] = puppets::measures_of(who);
  Outputs out;
  Json cells = Json::array();
  for (const auto& shot : list.shots) {
    request.telling = Seconds(-1);
    if (inputs.has("still/" + shot.id)) {
      const Json still = TRY(inputs.json("still/" + shot.id));
      request.telling = TRY(acting::performance_from_json(still)).still_at;
    }
    auto panels = camera::board_panels(shot, request);
    if (panels.size() > kMostPanels) panels.resize(kMostPanels);
    out.set_json("marks/" + shot.id, camera::to_json(panels));
    const auto text = board_text(shot, panels, staged, scene);
    for (std::size_t k = 0; k < panels.size(); ++k) {
      Json said = Json::array();
      for (const auto& [who, what] : text[k].dialogue) said.push_back({{"who", who}, {"text", what}});
      cells.push_back({{"shot", shot.id}, {"panel", k + 1}, {"name", panel_name(shot.id, k, panels.size())}, {"about", board_about(shot)}, {"seconds", (panels[k].to - panels[k].from).value}, {"action", text[k].action}, {"dialogue", said}});
    }
  }
  out.set_json("text", {{"kind", "auteur.board_text"}, {"version", 1}, {"cells", cells}});
  return out;
}

// One moment of the shot, as if it were all of it.
ShotOnStage only_moment(const ShotOnStage& of, const camera::BoardPanel& panel) {
  ShotOnStage one = of;
  one.shot.keys = {{Seconds(0), panel.camera}};
  const auto& all = of.performance.drawings;
  const auto at = std::min(all.size() - 1, static_cast<std::size_t>(std::max(0.0, std::floor(panel.at.value * of.performance.drawings_per_second + 1e-6))));
  one.performance.drawings = {all[at]};
  for (auto& person : one.performance.drawings[0].people) person.pose.face.lids = std::min(person.pose.face.lids, 0.45f);  // nobody is caught in a blink
  return one;
}

std::map<std::uint32_t, render::DrawnThing> things_of(const std::vector<scene::Instance>& dynamic, const acting::Drawing& drawing) {
  std::map<std::uint32_t, render::DrawnThing> things;
  for (const auto& i : dynamic) {
    const std::uint32_t id = i.object_id != 0 ? i.object_id : scene::object_id_of(i.name);
    if (i.name.starts_with("prop/")) things[id] = {render::DrawnAs::kProp, id, false};
    for (const auto& person : drawing.people)
      if (i.name.starts_with(person.id + "/")) things[id] = {render::DrawnAs::kPerson, scene::object_id_of(person.id), i.name.ends_with("/hair")};
  }
  return things;
}

// `over`: takes the marks that belong on it.
Result<media::Picture> drawn(ShotOnStage one, int width, int height, const render::DrawnStyle& style, const BoardWeatherStyle& weather, std::uint64_t seed, std::vector<media::Mark>& over, Progress& progress) {
  const auto stage = one.stage;
  const auto fall = falls_on(one);
  const ShotDrawings drawings(std::move(one));
  auto request = drawings.request(0);
  request.width = width * 3 / 2, request.height = height * 3 / 2;
  request.quality = render::Quality::kPreviz;
  request.auxiliary = true;
  request.camera.f_stop = 0;
  const auto there = drawings.instances(0);
  const auto frame = TRY(render::draw(*stage, there, request, progress));
  over = weather_marks(fall, frame, width, height, seed, weather);
  return media::Picture{width, height, render::draw_by_hand(frame, request.camera, things_of(there, drawings.drawing(0)), style, width, height)};
}

Result<media::Picture> rendered(const Inputs& inputs, ShotOnStage one, int width, int height, const Json& grade, std::uint64_t seed, Progress& progress) {
  const auto fall = falls_on(one);
  const double aspect = static_cast<double>(width) / height;
  render::Look look = fitted(look_of(grade), width, height);
  render::View view;
  if (inputs.has("view")) {
    const Bytes bytes = TRY(inputs.bytes("view"));
    view = TRY(render::unpack_view(bytes));
  }
  view.display = grade.value("display", view.display);
  view.name = grade.value("view", view.name);
  const auto display = TRY(render::DisplayTransform::make(look, view));
  ShotDrawings drawings(std::move(one));
  auto frame = TRY(drawings.draw(0, progress));
  look.exposure += drawings.meter(frame, 0);
  finish::add_precipitation(frame, drawings.request(0).camera, aspect, fall, 0, seed);
  return media::Picture{width, height, render::develop(frame, look, seed, *display)};
}

Result<Outputs> run_board(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  const Json marks_document = TRY(inputs.json("marks"));
  const auto panels = TRY(camera::board_panels_from_json(marks_document));
  const Json data = TRY(board_data());
  const auto style = render::drawn_style(data.value("drawn", Json::object()));
  const auto marks = board_mark_style(data.value("arrows", Json::object()));
  const auto weather = board_weather_style(data.value("weather", Json::object()));
  const ShotOnStage on_stage = TRY(shot_on_stage(inputs, params, progress, workshop));
  const bool by_hand = params.text("look") == "drawn";
  Outputs out;
  for (std::size_t k = 0; k < kMostPanels; ++k) {
    const std::string port = fmt::format("panel/{}", k + 1);
    if (k >= panels.size()) {
      out.set(port, Bytes{});
      continue;
    }
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    ShotOnStage one = only_moment(on_stage, panels[k]);
    std::vector<media::Mark> strokes;
    media::Picture picture = by_hand ? TRY(drawn(std::move(one), on_stage.width, on_stage.height, style, weather, mix(seed_of(on_stage.shot.id), k), strokes, progress)) : TRY(rendered(inputs, std::move(one), on_stage.width, on_stage.height, params.json("grade"), params.seed(), progress));
    media::Drawing over;
    over.width = picture.width, over.height = picture.height;
    over.font = "TeX Gyre Heros, DejaVu Sans";
    over.marks = std::move(strokes);
    for (media::Mark& mark : board_marks(panels[k], picture.width, picture.height, marks)) over.marks.push_back(std::move(mark));
    if (!over.marks.empty()) picture = media::page_picture(over, {{&picture, 0, 0, over.width, over.height}}, 1);
    out.set(port, by_hand ? media::write_png(picture) : media::write_jpeg(picture, 92));
    progress.advance(static_cast<double>(k + 1) / static_cast<double>(panels.size()));
  }
  return out;
}

std::string and_also(const std::string& a, const std::string& b) { return a.empty() ? b : b.empty() ? a : a + " " + b; }

// What somebody drew themselves takes the place of a shot's panels: as many as there are, with the words of all of them.
struct Own { std::string port, name, note; };
std::vector<Json> with_own(const std::vector<Json>& ours, const std::vector<Own>& own) {
  if (own.empty()) return ours;
  std::vector<Json> out;
  double seconds = 0;
  for (const Json& cell : ours) seconds += cell.value("seconds", 0.0);
  for (std::size_t k = 0; k < own.size(); ++k) {
    Json cell = ours.front();
    cell["name"] = own.size() == 1 ? cell.value("shot", "") : own[k].name;
    cell["seconds"] = seconds / static_cast<double>(own.size());
    cell["action"] = "", cell["dialogue"] = Json::array();
    cell["port"] = own[k].port;
    cell["own"] = true;
    cell["note"] = and_also("Drawn by hand.", own[k].note);
    out.push_back(cell);
  }
  for (std::size_t i = 0; i < ours.size(); ++i) {
    Json& to = out[own.size() == ours.size() ? i : std::min(i * own.size() / ours.size(), own.size() - 1)];
    to["action"] = and_also(to.value("action", ""), ours[i].value("action", ""));
    for (const auto& line : ours[i].value("dialogue", Json::array())) to["dialogue"].push_back(line);
  }
  if (own.size() == ours.size())
    for (std::size_t i = 0; i < own.size(); ++i) out[i]["seconds"] = ours[i].value("seconds", 0.0);
  return out;
}

Result<Outputs> run_pages(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json data = TRY(board_data());
  BoardBook book{params.text("title"), params.text("author"), static_cast<int>(params.integer("per_page")), params.number("aspect"), {}};
  const Json notes = params.json("own");
  Json listed = Json::array();
  for (const auto& s : params.json("scenes")) {
    BoardScene scene{s.value("number", ""), s.value("heading", ""), {}};
    const Json text = TRY(inputs.json("text/" + scene.number));
    std::map<std::string, std::vector<Json>> by_shot;
    std::vector<std::string> order;
    for (const auto& cell : text.value("cells", Json::array())) {
      const std::string shot = cell.value("shot", "");
      if (!by_shot.contains(shot)) order.push_back(shot);
      by_shot[shot].push_back(cell);
    }
    for (const auto& shot : order) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
      std::vector<Own> own;
      for (const auto& port : inputs.under("own/" + shot + "/")) {
        const std::string name = port.substr(("own/" + shot + "/").size());
        own.push_back({port, name, notes.value(name, "")});
      }
      for (Json& j : by_shot[shot])
        j["port"] = fmt::format("panel/{}/{}", shot, j.value("panel", 1));
      for (const Json& j : with_own(by_shot[shot], own)) {
        BoardCell cell{j.value("name", ""), j.value("about", ""), j.value("seconds", 0.0), j.value("action", ""), {}, j.value("note", ""), {}};
        for (const auto& line : j.value("dialogue", Json::array())) cell.dialogue.emplace_back(line.value("who", ""), line.value("text", ""));
        cell.picture = TRY(inputs.bytes(j.value("port", "")));
        scene.cells.push_back(std::move(cell));
        Json row = j;
        row["scene"] = scene.number;
        listed.push_back(std::move(row));
      }
    }
    book.scenes.push_back(std::move(scene));
  }
  const auto pdf = TRY(board_pages(book, board_page_style(data.value("pages", Json::object()))));
  Outputs out;
  out.set("pdf", Bytes(pdf.bytes.begin(), pdf.bytes.end()));
  out.set_json("boards", {{"kind", "auteur.boards"}, {"version", 1}, {"title", book.title}, {"aspect", book.aspect}, {"pages", pdf.pages}, {"missing_letters", pdf.missing_letters}, {"panels", listed}});
  return out;
}

}  // namespace

Status add_board_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop) {
  PassDeclaration panels;
  panels.name = "scene.panels";
  panels.version = "2";
  panels.help = "Which moments of each shot its storyboard draws, with the arrows and the words that go with them.";
  panels.role = "director";
  panels.inputs = {{"staging", "application/json"}, {"shots", "application/json"}, {"scene", "application/json"}, {"person/*", "application/json", "", true}, {"still/*", "application/json", "the telling moment of a shot", true}};
  panels.outputs = {{"marks/*", "application/json", "", true}, {"text", "application/json"}};
  panels.params = {{.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39, .low = 1.0, .high = 3.0}};
  panels.seconds_guess = 0.02;
  panels.run = run_panels;
  TRY(catalogue.add(std::move(panels)));

  PassDeclaration board;
  board.name = "shot.board";
  board.version = "2";
  board.help = "A shot's storyboard panels: drawn in ink and tone, or rendered, with arrows.";
  board.role = "director";
  board.determinism = Determinism::kSeeded;
  board.inputs = shot_inputs();
  board.inputs.push_back({"marks", "application/json"});
  board.inputs.push_back({"view", "auteur.view", "the look's own configuration and table, baked", true});
  board.outputs = {{"panel/*", "*", "as many as the shot has panels, the others empty"}};
  board.params = joined({frame_params(), shot_params(), {air_param(), {.name = "look", .type = ParamType::kText, .default_value = "drawn", .choices = {"drawn", "rendered"}}, {.name = "grade", .type = ParamType::kJson, .default_value = Json::object()}}});
  board.uses = {{"data/camera/boards.json", table_digest("camera/boards.json")}, {"data/world/wind.json", table_digest("world/wind.json")}};
  board.memory_mib = 900;
  board.seconds_guess = 2;
  board.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_board(i, p, g, *workshop); };
  TRY(catalogue.add(std::move(board)));

  PassDeclaration pages;
  pages.name = "film.boards";
  pages.version = "3";
  pages.help = "The storyboard as pages to print.";
  pages.role = "director";
  pages.inputs = {{"text/*", "application/json", "", true}, {"panel/*", "*", "", true}, {"own/*", "*", "what people drew themselves", true}};
  pages.outputs = {{"pdf", "application/pdf"}, {"boards", "application/json"}};
  pages.params = {{.name = "title", .type = ParamType::kText, .default_value = ""},
                  {.name = "author", .type = ParamType::kText, .default_value = ""},
                  {.name = "scenes", .type = ParamType::kJson, .default_value = Json::array()},
                  {.name = "own", .type = ParamType::kJson, .default_value = Json::object(), .help = "what is written to people's own panels"},
                  {.name = "per_page", .type = ParamType::kInteger, .default_value = 6, .low = 1.0, .high = 9.0},
                  {.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39, .low = 1.0, .high = 3.0}};
  pages.uses = {{"data/camera/boards.json", table_digest("camera/boards.json")}};
  pages.memory_mib = 600;
  pages.seconds_guess = 0.05;
  pages.run = run_pages;
  return catalogue.add(std::move(pages));
}

}  // namespace auteur::production
