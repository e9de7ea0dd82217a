// Delivery: the cut, captions, the finished file, its check, the contact sheet.
#include <fmt/format.h>

#include <cmath>

#include "auteur/base/text.h"
#include "auteur/camera/shot_list.h"
#include "auteur/edit/captions.h"
#include "auteur/edit/timeline.h"
#include "auteur/edit/turnover.h"
#include "auteur/finish/cards.h"
#include "auteur/media/media.h"
#include "auteur/quality/film_check.h"
#include "passes.h"

namespace auteur::production {
namespace {

Json captions_json(const std::vector<media::Caption>& list) {
  Json items = Json::array();
  for (const auto& c : list) items.push_back({{"start", c.start.value}, {"end", c.end.value}, {"text", c.text}});
  return {{"kind", "auteur.captions"}, {"version", 1}, {"captions", items}};
}

// Whoever is at the end of a call that the picture is at speaks there; the other one is on the line.
void heard_where_seen(staging::Staging& near, const camera::ShotList& cut) {
  constexpr double kInto = 0.4;  // s after a line's start: the picture may go over a little late
  for (auto& line : near.lines) {
    const double t = std::min(line.start.value + kInto, 0.5 * (line.start + line.end).value);
    const auto shot = std::find_if(cut.shots.begin(), cut.shots.end(), [&](const auto& s) { return t >= s.start.value && t < s.end.value; });
    if (shot != cut.shots.end() && shot->scene != near.scene) line.filtered = line.off_screen = !line.filtered;
  }
}

// `scenes` of the parameters gives the order and headings; "shots/N" and "staging/N" the documents.
struct CutParts {
  std::vector<camera::ShotList> lists;
  std::vector<staging::Staging> staged;
  std::vector<std::string> headings;
};
Result<CutParts> read_parts(const Inputs& inputs, const Params& params) {
  CutParts out;
  for (const auto& s : params.json("scenes")) {
    const std::string number = s.at("number").get<std::string>();
    const Json shots = TRY(inputs.json("shots/" + number));
    out.lists.push_back(TRY(camera::shot_list_from_json(shots)));
    if (const std::string far = s.value("far", ""); !far.empty()) {  // a call filmed at both ends: one clock, two lists
      const Json far_shots = TRY(inputs.json("shots/" + far));
      const auto there = TRY(camera::shot_list_from_json(far_shots));
      auto& all = out.lists.back().shots;
      all.insert(all.end(), there.shots.begin(), there.shots.end());
      std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
    }
    const Json document = TRY(inputs.json("staging/" + number));
    out.staged.push_back(TRY(staging::staging_from_json(document)));
    if (s.contains("far")) heard_where_seen(out.staged.back(), out.lists.back());
    out.headings.push_back(s.at("heading").get<std::string>());
  }
  return out;
}

// Captions and those for people who cannot hear, in every format.
void set_captions(Outputs& out, const CutParts& parts, const edit::Timeline& timeline, const Params& params) {
  edit::CaptionRequest wish;
  wish.timeline = timeline;
  wish.language = params.text("language");
  if (params.text("audience") == "children") wish.audience = edit::Audience::kChildren;
  const auto names = params.json("names").get<std::map<std::string, std::string>>();
  for (std::size_t i = 0; i < parts.staged.size(); ++i)
    for (const auto& s : timeline.scenes)
      if (s.scene == parts.lists[i].scene) {
        const Json& told = params.json("scenes")[i];
        wish.scenes.push_back({s.frame, s.frames, &parts.staged[i], &parts.lists[i], names, told.value("weather", ""), told.value("music", "")});
        break;
      }
  const auto captions = edit::make_captions(wish);
  wish.sdh = true;
  const auto sdh = edit::make_captions(wish);
  out.set_json("captions", captions_json(edit::on_the_clock(captions)));
  out.set_text("srt", edit::to_srt(captions, wish.language));
  out.set_text("vtt", edit::to_webvtt(captions, wish.language));
  out.set_text("ttml", edit::to_ttml(captions, wish.language, params.text("name")));
  out.set_text("sdh_srt", edit::to_srt(sdh, wish.language));
  out.set_text("sdh_vtt", edit::to_webvtt(sdh, wish.language));
  out.set_text("sdh_ttml", edit::to_ttml(sdh, wish.language, params.text("name")));
}

Result<Outputs> run_cut(const Inputs& inputs, const Params& params, Progress&) {
  const CutParts parts = TRY(read_parts(inputs, params));
  std::vector<edit::SceneCut> cuts;
  for (std::size_t i = 0; i < parts.lists.size(); ++i) cuts.push_back({&parts.lists[i], parts.headings[i]});
  const auto timeline = edit::assemble(cuts, Seconds(params.number("title")), Seconds(params.number("credits")));
  Outputs out;
  out.set_json("timeline", edit::to_json(timeline));
  set_captions(out, parts, timeline, params);
  return out;
}

// The same cut with the words of another language.
Result<Outputs> run_captions(const Inputs& inputs, const Params& params, Progress&) {
  CutParts parts = TRY(read_parts(inputs, params));
  const Json document = TRY(inputs.json("timeline"));
  const auto timeline = TRY(edit::timeline_from_json(document));
  const Json& words = params.json("words");
  for (auto& staged : parts.staged)
    for (auto& line : staged.lines)
      if (const auto said = words.find(line.id); said != words.end() && said->is_string()) line.text = said->get<std::string>();
  Outputs out;
  set_captions(out, parts, timeline, params);
  return out;
}

Result<Outputs> run_turnover(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("timeline"));
  edit::Turnover turnover;
  turnover.timeline = TRY(edit::timeline_from_json(document));
  turnover.title = params.text("name");
  turnover.media = params.text("media");
  turnover.width = static_cast<int>(params.integer("width"));
  turnover.height = static_cast<int>(params.integer("height"));
  if (const std::string stems = params.text("stems"); !stems.empty()) {
    turnover.sound.clear();
    for (const char* stem : {"dialogue", "music", "effects"}) {
      std::string name = stem;
      name[0] = static_cast<char>(name[0] - 'a' + 'A');
      turnover.sound.push_back({name, stem, stems + "-" + stem + ".wav"});
    }
  }
  Outputs out;
  out.set_json("otio", edit::to_otio(turnover));
  out.set_text("xml", edit::to_fcp7_xml(turnover));
  out.set_text("fcpxml", edit::to_fcpxml(turnover));
  const auto lists = edit::to_edl(turnover);
  for (std::size_t i = 0; i < lists.size(); ++i) out.set_text(i == 0 ? "edl" : fmt::format("edl/{}", i + 1), lists[i]);
  return out;
}

Result<Outputs> run_join(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json document = TRY(inputs.json("timeline"));
  const auto timeline = TRY(edit::timeline_from_json(document));
  const Json captions = TRY(inputs.json("captions"));
  media::FilmParts parts;
  for (const auto& clip : timeline.clips) {
    parts.clips.push_back(TRY(inputs.path("clip/" + clip.id)));
    parts.clip_frames.push_back(clip.frames);
  }
  parts.sound_track = TRY(inputs.path("track"));
  for (const auto& c : captions.value("captions", Json::array()))
    parts.captions.push_back({Seconds(c.value("start", 0.0)), Seconds(c.value("end", 0.0)), c.value("text", "")});
  for (const auto& s : timeline.scenes)
    parts.chapters.push_back({Seconds(static_cast<double>(s.frame) / 24), Seconds(static_cast<double>(s.frame + s.frames) / 24), fmt::format("{}. {}", s.scene, s.heading)});
  parts.title = params.text("name");
  parts.author = params.text("author");
  parts.comment = "Made with Auteur";
  parts.language = params.text("language");
  const Path file = inputs.stage_file(".mp4");
  TRY(media::join_film(parts, file));
  progress.advance(1);
  Outputs out;
  out.set_file("film", file);
  return out;
}

Result<Outputs> run_track(const Inputs& inputs, const Params&, Progress& progress) {
  const Path file = inputs.stage_file(".m4a"), mix = TRY(inputs.path("mix"));
  TRY(media::encode_track(mix, file));
  progress.advance(1);
  Outputs out;
  out.set_file("track", file);
  return out;
}

Result<Outputs> run_clip_check(const Inputs& inputs, const Params&, Progress&) {
  const Path clip = TRY(inputs.path("clip"));
  const auto seen = TRY(quality::check_clip(clip));
  Outputs out;
  out.set_json("report", quality::to_json(seen));
  return out;
}

Result<Outputs> run_check(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("timeline"));
  quality::FilmCheck check;
  check.timeline = TRY(edit::timeline_from_json(document));
  check.stills = params.flag("stills");
  if (inputs.has("mix_facts")) {
    const Json mix = TRY(inputs.json("mix_facts"));
    // Where the target is measured on dialogue alone, the file must still be as loud as its mix.
    check.loudness_target = mix.value("on_dialogue", false) ? mix.value("loudness_lufs", -23.0) : mix.value("wanted_lufs", -23.0);
    check.true_peak_limit = mix.value("true_peak_limit_dbtp", -1.0);
  }
  for (const auto& port : inputs.under("card/")) {
    const Json j = TRY(inputs.json(port));
    check.missing_glyphs += j.value("missing_glyphs", 0);
  }
  for (const auto& clip : check.timeline.clips) {
    const Json seen = TRY(inputs.json("clip/" + clip.id));
    check.clips[clip.id] = TRY(quality::clip_check_from_json(seen));
  }
  // Captions are drawn by the player; what no font here has, a player here will not show.
  const std::string srt = TRY(inputs.text("srt"));
  media::Picture scratch{64, 64, std::vector<std::uint8_t>(64 * 64 * 3)};
  check.missing_glyphs += media::draw_text(scratch, srt.substr(0, 200'000), 0, 0, {.font = "DejaVu Sans", .size = 0.1}).missing_glyphs;
  const Path film = TRY(inputs.path("film"));
  const auto report = TRY(quality::check_film(film, check));
  Outputs out;
  out.set_json("report", quality::to_json(report));
  out.set_text("text", quality::readable(report));
  return out;
}

Result<Outputs> run_sheet(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json document = TRY(inputs.json("timeline"));
  const auto timeline = TRY(edit::timeline_from_json(document));
  std::vector<finish::SheetCell> cells;
  for (const auto& clip : timeline.clips) {
    if (!inputs.has("still/" + clip.id) || cells.size() >= 240) continue;
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const Bytes bytes = TRY(inputs.bytes("still/" + clip.id));
    if (bytes.empty()) continue;
    finish::SheetCell cell{clip.id, clip.reason, TRY(media::read_picture(bytes))};
    cell.picture = media::resize(cell.picture, 400, 400 * cell.picture.height / std::max(1, cell.picture.width));
    cell.label = fmt::format("{}   {}   {:.1f} s", clip.id, quality::time_code(Seconds(static_cast<double>(clip.start) / 24)), static_cast<double>(clip.frames) / 24);
    cells.push_back(std::move(cell));
  }
  const auto sheet = finish::contact_sheet(params.text("name"), cells);
  Outputs out;
  out.set("sheet", media::write_jpeg(sheet, 88));
  return out;
}

}  // namespace

Status add_delivery_passes(PassCatalogue& catalogue) {
  PassDeclaration cut;
  cut.name = "film.cut";
  cut.help = "All scenes in order: timeline and captions.";
  cut.role = "editor";
  cut.inputs = {{"shots/*", "application/json", "", true}, {"staging/*", "application/json", "", true}};
  cut.outputs = {{"timeline", "application/json"}, {"captions", "application/json"}, {"srt", "text/plain"}, {"vtt", "text/plain"}, {"ttml", "application/xml"}, {"sdh_srt", "text/plain"}, {"sdh_vtt", "text/plain"}, {"sdh_ttml", "application/xml"}};
  cut.params = {{.name = "scenes", .type = ParamType::kJson, .default_value = Json::array()},
                {.name = "title", .type = ParamType::kNumber, .default_value = 4.0, .unit = "s"},
                {.name = "credits", .type = ParamType::kNumber, .default_value = 8.0, .unit = "s"},
                {.name = "name", .type = ParamType::kText, .default_value = ""},
                {.name = "language", .type = ParamType::kText, .default_value = "en", .help = "of the captions"},
                {.name = "audience", .type = ParamType::kText, .default_value = "adults", .choices = {"adults", "children"}, .help = "who reads the captions"},
                {.name = "names", .type = ParamType::kJson, .default_value = Json::object(), .help = "cast id -> as a viewer would read it"}};
  cut.uses = {{"data/edit", data_digest("edit")}};
  cut.version = "4";
  cut.seconds_guess = 0.1;
  cut.run = run_cut;
  PassDeclaration captions = cut;
  TRY(catalogue.add(std::move(cut)));

  captions.name = "film.captions";
  captions.help = "Captions in another language, on the same cut.";
  captions.version = "1";
  captions.inputs.push_back({"timeline", "application/json"});
  std::erase_if(captions.outputs, [](const PortDeclaration& port) { return port.name == "timeline"; });
  std::erase_if(captions.params, [](const ParamDeclaration& param) { return param.name == "title" || param.name == "credits"; });
  captions.params.push_back({.name = "words", .type = ParamType::kJson, .default_value = Json::object(), .help = "line id -> what is said instead"});
  captions.run = run_captions;
  TRY(catalogue.add(std::move(captions)));

  PassDeclaration turnover;
  turnover.name = "film.turnover";
  turnover.help = "The cut for other editing programs: OTIO, Final Cut 7 XML, FCPXML, EDL.";
  turnover.role = "editor";
  turnover.inputs = {{"timeline", "application/json"}};
  turnover.outputs = {{"otio", "application/json"}, {"xml", "application/xml"}, {"fcpxml", "application/xml"}, {"edl", "text/plain"}, {"edl/*", "text/plain", "further parts of a film of more than 999 shots", true}};
  turnover.params = {{.name = "name", .type = ParamType::kText, .default_value = ""},
                     {.name = "media", .type = ParamType::kText, .default_value = "film.mp4", .help = "the film's file beside the lists"},
                     {.name = "width", .type = ParamType::kInteger, .default_value = 640},
                     {.name = "height", .type = ParamType::kInteger, .default_value = 360},
                     {.name = "stems", .type = ParamType::kText, .default_value = "", .help = "how the stems' files begin; empty: the film's own sound"}};
  turnover.version = "2";
  turnover.seconds_guess = 0.02;
  turnover.run = run_turnover;
  TRY(catalogue.add(std::move(turnover)));

  PassDeclaration join;
  join.name = "film.join";
  join.help = "The finished file.";
  join.role = "editor";
  join.inputs = {{"timeline", "application/json"}, {"captions", "application/json"}, {"track", "audio/mp4"}, {"clip/*", "video/mp4", "", true}};
  join.outputs = {{"film", "video/mp4"}};
  join.params = {{.name = "name", .type = ParamType::kText, .default_value = ""}, {.name = "author", .type = ParamType::kText, .default_value = ""}, {.name = "language", .type = ParamType::kText, .default_value = "eng"}};
  join.version = "3";
  join.seconds_guess = 0.003;
  join.run = run_join;
  TRY(catalogue.add(std::move(join)));

  PassDeclaration track;
  track.name = "film.track";
  track.help = "The sound as the finished file carries it.";
  track.role = "editor";
  track.inputs = {{"mix", "audio/flac"}};
  track.outputs = {{"track", "audio/mp4"}};
  track.seconds_guess = 0.02;
  track.run = run_track;
  TRY(catalogue.add(std::move(track)));

  PassDeclaration clip_check;
  clip_check.name = "clip.check";
  clip_check.help = "A finished clip seen once: black and frozen stretches.";
  clip_check.role = "producer";
  clip_check.inputs = {{"clip", "video/mp4"}};
  clip_check.outputs = {{"report", "application/json"}};
  clip_check.seconds_guess = 0.1;
  clip_check.run = run_clip_check;
  TRY(catalogue.add(std::move(clip_check)));

  PassDeclaration check;
  check.name = "film.check";
  check.help = "What a viewer or a broadcaster would complain about.";
  check.role = "producer";
  check.inputs = {{"film", "video/mp4"}, {"timeline", "application/json"}, {"srt", "text/plain"}, {"mix_facts", "application/json", "", true}, {"card/*", "application/json", "", true}, {"clip/*", "application/json", "", true}};
  check.outputs = {{"report", "application/json"}, {"text", "text/plain"}};
  check.params = {{.name = "stills", .type = ParamType::kFlag, .default_value = false}};
  check.version = "3";
  check.seconds_guess = 0.006;
  check.run = run_check;
  TRY(catalogue.add(std::move(check)));

  PassDeclaration sheet;
  sheet.name = "film.sheet";
  sheet.help = "One picture of every shot on a sheet.";
  sheet.role = "editor";
  sheet.inputs = {{"timeline", "application/json"}, {"still/*", "image/jpeg", "", true}};
  sheet.outputs = {{"sheet", "image/jpeg"}};
  sheet.params = {{.name = "name", .type = ParamType::kText, .default_value = ""}};
  sheet.version = "2";
  sheet.seconds_guess = 0.02;
  sheet.run = run_sheet;
  return catalogue.add(std::move(sheet));
}

}  // namespace auteur::production
