// A scene in all of its readings, on one sheet.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "auteur/camera/plan_figures.h"
#include "auteur/camera/shot_list.h"
#include "auteur/camera/shot_sheet.h"
#include "auteur/media/media.h"
#include "passes.h"
#include "reading_sheet.h"

namespace auteur::production {
namespace {

constexpr int kPanelWidth = 720;     // px: more than paper shows of a panel this small
constexpr double kPictureScale = 2;  // px a point

std::string label_of(const camera::Shot& shot) {
  static constexpr const char* kShort[] = {"ECU", "CU", "MCU", "MS", "MLS", "LS", "ELS"};
  std::string words = shot.framing == camera::Framing::kInsert ? "insert" : kShort[std::clamp(static_cast<int>(shot.size), 0, 6)];
  if (shot.framing == camera::Framing::kOverTheShoulder) words += " OTS";
  else if (shot.framing == camera::Framing::kTwoShot) words += " two";
  else if (shot.framing == camera::Framing::kPointOfView) words += " POV";
  else if (shot.framing == camera::Framing::kGroup) words += " group";
  if (!shot.keys.empty()) words += fmt::format(", {:.0f} mm", shot.keys.front().camera.focal_mm);
  if (shot.movement != camera::Movement::kStatic) words += std::string(", ") + camera::movement_name(shot.movement);
  return words;
}

std::vector<std::string> figures_in_words(const std::vector<camera::ShotRow>& rows, const camera::ShotList& list, std::size_t findings) {
  const auto f = camera::figures_of(rows);
  const double n = std::max<double>(1, static_cast<double>(list.shots.size()));
  const auto near = std::count_if(list.shots.begin(), list.shots.end(), [](const camera::Shot& s) { return s.size <= camera::Size::kMediumCloseUp && s.framing != camera::Framing::kInsert; });
  const int minutes = static_cast<int>(f.minutes + 0.5);
  return {fmt::format("{} shots, {:.1f} s on average", f.shots, f.mean), fmt::format("{:.0f} % near, {:.0f} % move", 100 * static_cast<double>(near) / n, 100 * f.moving), fmt::format("{:.0f} mm at {:.2f} m", f.lens, f.height),
          fmt::format("{} set-ups in {} h {:02} min", f.setups, minutes / 60, minutes % 60), findings == 0 ? "no rule broken" : fmt::format("{} {}", findings, findings == 1 ? "finding" : "findings")};
}

Result<ReadingRow> row_of(const Inputs& inputs, const Json& about) {
  ReadingRow row;
  row.name = about.value("name", ""), row.says = about.value("says", ""), row.tag = about.value("tag", "");
  const Json shots = TRY(inputs.json("shots/" + row.name)), sheet = TRY(inputs.json("sheet/" + row.name)), continuity = TRY(inputs.json("continuity/" + row.name)), text = TRY(inputs.json("text/" + row.name));
  const auto list = TRY(camera::shot_list_from_json(shots));
  const auto rows = TRY(camera::shot_rows_from_json(sheet.value("rows", Json::array())));
  const Json findings = continuity.value("findings", Json::array());
  row.figures = figures_in_words(rows, list, findings.size());
  std::set<std::string> broken;
  for (const Json& f : findings) broken.insert(f.value("second", ""));
  std::map<std::string, const camera::Shot*> by_name;
  for (const auto& s : list.shots) {
    row.shots.push_back({s.id, s.start.value, (s.end - s.start).value, s.size, s.movement != camera::Movement::kStatic, broken.contains(s.id)});
    by_name[s.id] = &s;
  }
  const Json cells = text.value("cells", Json::array());
  for (const Json& cell : cells) {
    const std::string shot = cell.value("shot", "");
    const int number = cell.value("panel", 1);
    const std::string port = fmt::format("panel/{}/{}/{}", row.name, shot, number);
    if (!by_name.contains(shot) || !inputs.has(port)) continue;
    const Bytes bytes = TRY(inputs.bytes(port));
    ReadingPanel panel{shot, cell.value("name", shot), number == 1 ? label_of(*by_name[shot]) : "", {}};
    if (!bytes.empty()) {
      panel.picture = TRY(media::read_picture(bytes));
      if (panel.picture.width > kPanelWidth) panel.picture = media::resize(panel.picture, kPanelWidth, std::max(1, kPanelWidth * panel.picture.height / panel.picture.width));
    }
    row.panels.push_back(std::move(panel));
  }
  return row;
}

Result<Outputs> run_readings(const Inputs& inputs, const Params& params, Progress& progress) {
  ReadingSheet sheet{params.text("title"), params.text("heading"), params.number("aspect"), 0, {}};
  for (const Json& about : params.json("readings")) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    sheet.rows.push_back(TRY(row_of(inputs, about)));
    for (const auto& s : sheet.rows.back().shots) sheet.seconds = std::max(sheet.seconds, s.start + s.seconds);
  }
  const auto pages = reading_pages(sheet);
  if (pages.empty()) return fail(ErrorCode::kInternal, "A sheet of readings needs a reading.");
  Outputs out;
  std::vector<media::Drawing> drawings;
  std::vector<std::vector<media::Placed>> pictures;
  for (const auto& page : pages) {
    drawings.push_back(page.drawing), pictures.push_back(page.pictures);
    out.set(fmt::format("page/{:03}", drawings.size()), media::write_png(media::page_picture(page.drawing, page.pictures, kPictureScale)));
  }
  out.set("pdf", TRY(media::pdf_of_pages(drawings, pictures)));
  Json all = Json::array();
  for (const auto& row : sheet.rows) all.push_back({{"name", row.name}, {"figures", row.figures}, {"shots", row.shots.size()}, {"panels", row.panels.size()}});
  out.set_json("facts", {{"kind", "auteur.reading-sheet"}, {"version", 1}, {"pages", pages.size()}, {"readings", all}});
  return out;
}

}  // namespace

Status add_reading_passes(PassCatalogue& catalogue) {
  PassDeclaration readings;
  readings.name = "scene.readings";
  readings.help = "A scene in several readings, side by side.";
  readings.role = "director";
  readings.inputs = {{"shots/*", "application/json"}, {"sheet/*", "application/json"}, {"continuity/*", "application/json"}, {"text/*", "application/json"}, {"panel/*", "*", "", true}};
  readings.outputs = {{"pdf", "application/pdf"}, {"page/*", "image/png"}, {"facts", "application/json"}};
  readings.params = {{.name = "title", .type = ParamType::kText, .default_value = ""},
                     {.name = "heading", .type = ParamType::kText, .default_value = ""},
                     {.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39, .low = 0.2, .high = 10.0},
                     {.name = "readings", .type = ParamType::kJson, .default_value = Json::array(), .help = "name, says and tag of each, in the order of the rows"}};
  readings.memory_mib = 900;
  readings.seconds_guess = 0.05;
  readings.run = run_readings;
  return catalogue.add(std::move(readings));
}

}  // namespace auteur::production
