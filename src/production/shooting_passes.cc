// Shooting: performances become drawings, drawings become clips.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/acting/performance.h"
#include "auteur/base/random.h"
#include "auteur/camera/shot_list.h"
#include "auteur/finish/cards.h"
#include "auteur/finish/weather.h"
#include "auteur/interchange/bvh.h"
#include "auteur/media/media.h"
#include "auteur/production/make.h"
#include "auteur/render/display.h"
#include "auteur/render/renderer.h"
#include "auteur/quality/style.h"
#include "passes.h"
#include "shot_drawings.h"
#include "story.h"
#include "story_drawing.h"

namespace auteur::production {
namespace {

// What is captured, ready to be followed; what could not be used of it goes to `findings`.
Result<std::vector<acting::MotionCue>> read_motion(const Inputs& inputs, const Json& cues, std::set<std::string>& findings) {
  std::map<std::string, std::shared_ptr<const puppets::Capture>> read;
  std::vector<acting::MotionCue> out;
  for (const Json& cue : cues) {
    if (cue.contains("face")) continue;
    const std::string port = "motion/" + cue.value("motion", ""), file = cue.value("file", ""), who = cue.value("who", "");
    auto& capture = read[port];
    if (!capture) {
      const Bytes bytes = TRY(inputs.bytes(port));
      const auto motion = TRY(interchange::read_bvh({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file));
      auto made = puppets::Capture::of(motion);
      if (!made) return fail(made.error().code, fmt::format("The motion '{}' of {} cannot be used. {}", file, who, made.error().message), {file});
      capture = std::make_shared<const puppets::Capture>(std::move(*made));
      for (const auto& f : capture->findings()) findings.insert(fmt::format("{}: {}.", file, f));
    }
    acting::MotionCue made{who, capture, Seconds(cue.value("at", 0.0)), Seconds(cue.value("from", 0.0)), Seconds(cue.value("to", 0.0)), cue.value("travel", true), cue.value("on", "twos") == "ones"};
    if (made.from.value >= capture->length()) findings.insert(fmt::format("{}: 'from' is {:.1f} s, but it is only {:.1f} s long; {} holds its last pose.", file, made.from.value, capture->length(), who));
    else if (made.to.value > capture->length() + 0.05) findings.insert(fmt::format("{}: 'to' is {:.1f} s, but it is only {:.1f} s long.", file, made.to.value, capture->length()));
    out.push_back(std::move(made));
  }
  return out;
}

// Captured faces; `staged` says when lines begin.
Result<std::vector<acting::FaceCue>> read_faces(const Inputs& inputs, const Json& cues, const staging::Staging& staged, std::set<std::string>& findings) {
  std::map<std::string, std::shared_ptr<const acting::FaceCapture>> read;
  std::vector<acting::FaceCue> out;
  for (const Json& cue : cues) {
    if (!cue.contains("face")) continue;
    const std::string port = "face/" + cue.value("face", ""), file = cue.value("file", ""), who = cue.value("who", ""), line = cue.value("line", "");
    auto& capture = read[port];
    if (!capture) {
      const Bytes bytes = TRY(inputs.bytes(port));
      capture = std::make_shared<const acting::FaceCapture>(TRY(acting::FaceCapture::read({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file)));
      for (const auto& f : capture->findings()) findings.insert(fmt::format("{}: {}.", file, f));
    }
    acting::FaceCue made{who, capture, Seconds(cue.value("at", 0.0)), Seconds(cue.value("from", 0.0)), Seconds(cue.value("to", 0.0)), cue.value("lips", "phones") == "capture", cue.value("head", true)};
    if (const std::string timecode = cue.value("timecode", ""); !timecode.empty()) {
      const double wanted = TRY(acting::seconds_of_timecode(timecode, {file}));
      if (wanted < capture->starts() - 1e-6 || wanted > capture->starts() + capture->length()) findings.insert(fmt::format("{}: timecode {} is not in the recording.", file, timecode));
      made.from = Seconds(std::clamp(wanted - capture->starts(), 0.0, capture->length()));
    }
    if (!line.empty()) {
      const auto said = std::find_if(staged.lines.begin(), staged.lines.end(), [&](const staging::Line& l) { return l.id == line; });
      if (said == staged.lines.end()) continue;
      if (said->who != who) findings.insert(fmt::format("{}: line {} is {}'s, not {}'s.", file, line, said->who, who));
      made.at = said->start;
    }
    out.push_back(std::move(made));
  }
  return out;
}

std::int64_t frame_at(Seconds t) { return static_cast<std::int64_t>(std::llround(t.value * kFps)); }

Result<Outputs> run_performance(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  const auto set = TRY(read_set(inputs, workshop));
  const Json staging_document = TRY(inputs.json("staging"));
  const auto staged = TRY(staging::staging_from_json(staging_document));
  const Json shots_document = TRY(inputs.json("shots"));
  const auto list = TRY(camera::shot_list_from_json(shots_document));
  acting::PerformanceRequest request;
  request.staging = &staged;
  request.set = set.get();
  request.cast = TRY(read_people(inputs));
  for (const auto& [id, who] : request.cast)
    if (who.model) request.puppets[id] = TRY(read_model(inputs, who, id, workshop));
  request.seed = params.seed();
  if (inputs.has("mood")) {
    const Json mood = TRY(inputs.json("mood"));
    request.behaviour = acting::scene_mood_from_json(mood);
  }
  request.single_drawing = params.flag("stills");
  for (const auto& port : inputs.under("phones/")) {
    const Json j = TRY(inputs.json(port));
    request.lines[port.substr(7)] = TRY(acting::phones_from_json(j));
  }
  Outputs out;
  if (const Json& cues = params.json("motion"); !cues.empty()) {
    std::set<std::string> findings;
    request.motion = TRY(read_motion(inputs, cues, findings));
    request.faces = TRY(read_faces(inputs, cues, staged, findings));
    for (const auto& cue : request.motion)
      if (cue.at.value >= staged.length.value) findings.insert(fmt::format("{}'s motion begins at {:.1f} s, but the scene is only {:.1f} s long.", cue.who, cue.at.value, staged.length.value));
    out.set_json("motion", {{"kind", "auteur.motion_facts"}, {"version", 1}, {"findings", findings}});
  }
  for (const auto& shot : list.shots) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    request.shot = &shot;
    const acting::Performance performed = acting::perform(request);
    out.set_json("performance/" + shot.id, acting::to_json(performed));
    out.set_json("state/" + shot.id, state_of_shot(params.json("story"), staged, shot));
    // The shot as its picture needs it: from its own start, without name and reasons.
    camera::ShotList one{"", {shot}, {}};
    auto& s = one.shots[0];
    s.end = Seconds(static_cast<double>(frame_at(shot.end) - frame_at(shot.start)) / kFps);
    s.start = Seconds(0);
    s.id = "shot";
    s.scene.clear();
    s.reason.clear();
    s.note.clear();
    if (request.single_drawing) s.support = {}, s.keys = {{Seconds(0), camera::camera_at(shot, performed.still_at)}};  // the board's camera is the one of its instant
    out.set_json("shot/" + shot.id, camera::to_json(one));
  }
  return out;
}

media::Picture letterbox(const std::vector<std::uint8_t>& rgb, const PictureSize& s) {
  media::Picture p{s.frame_width, s.frame_height, {}};
  const auto row = static_cast<std::size_t>(s.width) * 3;
  p.rgb.assign(static_cast<std::size_t>(s.frame_width) * static_cast<std::size_t>(s.frame_height) * 3, 0);
  const int x0 = (s.frame_width - s.width) / 2, y0 = (s.frame_height - s.height) / 2;
  for (int y = 0; y < s.height; ++y)
    std::copy_n(rgb.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * row), row,
                p.rgb.begin() + (static_cast<std::ptrdiff_t>(y0 + y) * s.frame_width + x0) * 3);
  return p;
}

// The way from light to the screen: the look's own view where it has one, the embedded ones by name otherwise.
Result<std::shared_ptr<const render::DisplayTransform>> display_of(const Inputs& inputs, const Json& grade, const render::Look& look) {
  render::View view;
  if (inputs.has("view")) {
    const Bytes bytes = TRY(inputs.bytes("view"));
    view = TRY(render::unpack_view(bytes));
  }
  view.display = grade.value("display", view.display);
  view.name = grade.value("view", view.name);
  return render::DisplayTransform::make(look, view);
}

Result<Outputs> run_picture(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  ShotOnStage on_stage = TRY(shot_on_stage(inputs, params, progress, workshop));
  const PictureSize size = picture_size(params);
  render::Look look = fitted(look_of(params.json("look")), size.width, size.height);
  const auto display = TRY(display_of(inputs, params.json("look"), look));
  const auto fall = falls_on(on_stage);
  const std::int64_t frames = std::max<std::int64_t>(1, frame_at(on_stage.shot.end));
  const Path file = inputs.stage_file(".mp4");
  media::ClipSettings settings{size.frame_width, size.frame_height, kFps, static_cast<int>(params.integer("crf")), params.text("preset")};
  auto writer = TRY(media::ClipWriter::open(file, settings));
  media::Picture thumb;
  LightFacts light;
  std::vector<std::string> unseen = not_drawn(on_stage.state);
  for (const auto& id : on_stage.figures) {  // what the story does to clay, it does not do to a figure
    const Json person = on_stage.state.value("people", Json::object()).value(id, Json::object());
    if (!person.is_object()) continue;
    for (const char* what : {"wet", "dirty"})
      if (person.value(what, false)) unseen.push_back(fmt::format("that {} is {}", id, what));
    const Json wears = person.value("wears", Json::object());
    for (const auto& [garment, on] : wears.items()) {
      const std::string words = fmt::format("{} {} the {}", id, on.is_boolean() && on.get<bool>() ? "in" : "without", garment);
      if (std::find(unseen.begin(), unseen.end(), words) == unseen.end()) unseen.push_back(words);
    }
  }
  const Json story{{"kind", "auteur.shot_story"}, {"version", 1}, {"state", world::story_state_digest(on_stage.state)}, {"not_drawn", unseen}};
  quality::StyleMeter style;
  const std::size_t middle = on_stage.performance.drawings.size() / 2;
  std::int64_t written = 0;
  ShotDrawings drawings(std::move(on_stage));
  for (std::size_t i = 0; written < frames; ++i) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    auto frame = TRY(drawings.draw(i, progress));
    if (i == 0) look.exposure += drawings.meter(frame, i);
    finish::add_precipitation(frame, drawings.request(i).camera, look.aspect, fall, drawings.time_of(i).value, params.seed());
    const auto developed = render::develop(frame, look, mix(params.seed(), 77, i), *display);
    if (i == 0) light = drawings.light(developed, i);
    style.add(developed, size.width, size.height);
    const media::Picture picture = letterbox(developed, size);
    const int hold = static_cast<int>(std::min<std::int64_t>(drawings.frames_per_drawing(), frames - written));
    TRY(writer.add(picture, hold));
    written += hold;
    if (i == middle || i == 0) thumb = media::Picture{size.width, size.height, developed};
    progress.advance(static_cast<double>(written) / static_cast<double>(frames));
  }
  TRY(writer.finish());
  Outputs out;
  out.set_file("clip", file);
  out.set("still", media::write_jpeg(thumb, 92));
  out.set_json("light", to_json(light));
  out.set_json("story", story);
  quality::PictureStyle measured = style.result();
  measured.key_fill = light.key_fill;
  out.set_json("style", quality::to_json(measured));
  return out;
}

Result<Outputs> run_title(const Inputs& inputs, const Params& params, Progress& progress) {
  const PictureSize s = picture_size(params);
  const finish::CardSize size{s.frame_width, s.frame_height, s.height};
  const double length = params.number("seconds");
  const std::int64_t frames = frame_at(Seconds(length));
  const Path file = inputs.stage_file(".mp4");
  auto writer = TRY(media::ClipWriter::open(file, {size.width, size.height, kFps, static_cast<int>(params.integer("crf")), params.text("preset")}));
  const auto lines = params.json("lines").get<std::vector<std::string>>();
  int missing = 0;
  media::Picture still;
  if (params.flag("credits")) {
    const finish::CreditsRoll roll(lines, size);
    missing = roll.missing_glyphs();
    for (std::int64_t f = 0; f < frames; ++f) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
      const auto p = roll.at(static_cast<double>(f) / kFps, length, params.seed());
      if (f == frames / 3) still = p;
      TRY(writer.add(p));
    }
  } else {
    const finish::Title title{lines.empty() ? "" : lines[0], lines.size() > 1 ? lines[1] : ""};
    for (std::int64_t f = 0; f < frames; f += 2) {
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
      const auto p = finish::title_card(title, size, static_cast<double>(f) / kFps, length, params.seed(), &missing);
      if (f == frames / 4 * 2) still = p;
      TRY(writer.add(p, static_cast<int>(std::min<std::int64_t>(2, frames - f))));
    }
  }
  TRY(writer.finish());
  Outputs out;
  out.set_file("clip", file);
  if (still.width > 0) out.set("still", media::write_jpeg(still, 92));
  else out.set("still", Bytes{});
  out.set_json("facts", {{"kind", "auteur.card"}, {"version", 1}, {"missing_glyphs", missing}});
  return out;
}

// How a clip is written: the frame, and how hard it is pressed.
std::vector<ParamDeclaration> clip_params() {
  return {{.name = "crf", .type = ParamType::kInteger, .default_value = 18, .low = 0.0, .high = 51.0},
          {.name = "preset", .type = ParamType::kText, .default_value = "veryfast"}};
}

}  // namespace

Status add_shooting_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop) {
  const std::vector<PortDeclaration> performing = {{"staging", "application/json"}, {"shots", "application/json"}, {"set", "auteur.set"}, {"person/*", "application/json", "", true}, {"model/*", "model/gltf-binary", "figures of people's own", true}, {"phones/*", "application/json", "", true}, {"mood", "application/json", "the moods people are in", true}, {"motion/*", "text/plain", "captured motion (BVH)", true}, {"face/*", "text/csv", "captured faces (ARKit)", true}};
  PassDeclaration performance;
  performance.name = "scene.performance";
  performance.help = "What everybody does in every shot, drawing by drawing.";
  performance.role = "director";
  performance.inputs = performing;
  performance.outputs = {{"performance/*", "application/json", "", true}, {"shot/*", "application/json", "", true}, {"state/*", "application/json", "the story's state a shot begins in", true}, {"motion", "application/json", "what could not be used of captured motion", true}};
  performance.params = {{.name = "stills", .type = ParamType::kFlag, .default_value = false, .help = "one telling drawing a shot"},
                        {.name = "story", .type = ParamType::kJson, .default_value = Json::array(), .help = "the story's state after every beat that changes it"},
                        {.name = "motion", .type = ParamType::kJson, .default_value = Json::array(), .help = "which captured motion whose body follows when ([[motion]] of cast/NAME.toml)"}};
  performance.uses = {{"data/acting", data_digest("acting")}, {"data/staging/staging.json", table_digest("staging/staging.json")}};
  performance.version = "16";
  performance.seconds_guess = 0.01;
  performance.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_performance(i, p, g, *workshop); };
  TRY(catalogue.add(std::move(performance)));

  PassDeclaration picture;
  picture.name = "shot.picture";
  picture.help = "Draws a shot.";
  picture.role = "cinematographer";
  picture.determinism = Determinism::kSeeded;
  picture.inputs = shot_inputs();
  picture.inputs.push_back({"view", "auteur.view", "the look's own configuration and table, baked", true});
  picture.outputs = {{"clip", "video/mp4"}, {"still", "image/jpeg"}, {"light", "application/json"}, {"story", "application/json", "the digest of the state it was drawn with, and what of it cannot be seen"}, {"style", "application/json"}};
  picture.params = joined({frame_params(), clip_params(), shot_params(), {air_param(), {.name = "look", .type = ParamType::kJson, .default_value = Json::object()}}});
  picture.memory_mib = 700;
  picture.seconds_guess = 0.2;
  picture.version = "30";
  picture.uses = {{"data/world/wind.json", table_digest("world/wind.json")}};
  picture.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_picture(i, p, g, *workshop); };
  TRY(catalogue.add(std::move(picture)));

  PassDeclaration title;
  title.name = "title.card";
  title.help = "The title card or the end credits.";
  title.role = "editor";
  title.outputs = {{"clip", "video/mp4"}, {"still", "image/jpeg"}, {"facts", "application/json"}};
  title.params = joined({frame_params(), clip_params(),
                         {{.name = "lines", .type = ParamType::kJson, .default_value = Json::array()},
                          {.name = "seconds", .type = ParamType::kNumber, .default_value = 4.0, .unit = "s"},
                          {.name = "credits", .type = ParamType::kFlag, .default_value = false}}});
  title.seconds_guess = 0.2;
  title.run = run_title;
  return catalogue.add(std::move(title));
}

}  // namespace auteur::production
