// Stage three: pictures, sound, the cut and what is delivered.
#include "expander.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/camera/shot_list.h"
#include "auteur/edit/captions.h"
#include "auteur/finish/cards.h"
#include "auteur/music/score.h"
#include "auteur/rights/ledger.h"
#include "auteur/screenplay/intercut.h"
#include "expand_parts.h"
#include "passes.h"

namespace auteur::production {

using screenplay::Breakdown;
using screenplay::Scene;

Status Expander::shooting() {
  const Breakdown& b = *plan_.breakdown;
  const LevelSettings settings = settings_of(options_.level, film_);
  const double title = options_.cards ? film_.cut.value("titles", Json::object()).value("seconds", kTitleSeconds) : 0;
  score_ = TRY(plan_score(film_, b, plan_.scenes));
  TRY(add({"themes", "film.themes", score_.themes, {}}));
  plan_.credits.push_back(rights::soundfont_credit(music::find_soundfont()));
  plan_.credits.push_back(rights::voice_credit("flite"));
  const auto roll = credit_roll(film_, b, plan_.credits);
  const double credits = options_.cards ? std::round(finish::credits_length(roll) * 24) / 24 : 0;

  Node cut{"cut", "film.cut", {{"title", title}, {"credits", credits}, {"name", b.title}, {"scenes", Json::array()}, {"language", b.language}, {"audience", film_.targets.value("audience", "adults")}, {"names", Json::object()}}, {}};
  for (const auto& c : b.cast) cut.params["names"][c.id] = c.name;
  Node mixing{"mix", "film.mix", {{"parts", Json::array()}}, {}};
  mixing.params["target"] = film_.targets.value("loudness", "ebu-r128");
  const bool whole_sound = options_.stems || options_.part == Part::kSound;
  if (whole_sound) mixing.params["stems"] = true;
  Node turnover{"turnover", "film.turnover", {{"name", b.title}, {"media", film_name(options_) + ".mp4"}, {"width", settings.width}, {"height", settings.height}, {"stems", options_.stems ? film_name(options_) : ""}}, {{"timeline", Upstream{"cut", "timeline"}}}};
  Node join{"deliver/film", "film.join", {{"name", b.title}, {"author", b.author}, {"language", iso_language(b.language)}},
            {{"timeline", Upstream{"cut", "timeline"}}, {"captions", Upstream{"cut", "captions"}}, {"track", Upstream{"track", "track"}}}};
  animatic_ = join;
  animatic_.id = "deliver/animatic";
  frames_before_ = 0;
  Node track{"track", "film.track", {}, {{"mix", Upstream{"mix", "mix"}}}};
  Node sheet{"deliver/sheet", "film.sheet", {{"name", b.title}}, {{"timeline", Upstream{"cut", "timeline"}}}};
  Node style{"style", "film.style", {{"rules", style_rules_of(film_.look, film_.aspect)}, {"aspect", film_.aspect}}, {{"timeline", Upstream{"cut", "timeline"}}}};
  Node check{"qc", "film.check", {{"stills", options_.level == Level::kBoards}}, {{"film", Upstream{"deliver/film", "film"}}, {"timeline", Upstream{"cut", "timeline"}}, {"srt", Upstream{"cut", "srt"}}, {"mix_facts", Upstream{"mix", "facts"}}}};

  auto card = [&](const std::string& id, const std::vector<std::string>& lines, double seconds, bool rolling) -> Status {
    if (seconds <= 0) return {};
    Json params = frame_params(settings);
    params.update(clip_params(settings));
    params["lines"] = lines;
    params["seconds"] = seconds;
    params["credits"] = rolling;
    Node drawn{"titles/" + id, "title.card", params, {}};
    drawn.work = seconds;
    TRY(add(std::move(drawn)));
    Json cue = rolling ? score_.credits : score_.title;
    cue["seconds"] = seconds;
    Node score{"titles/" + id + "/score", "scene.score", cue, {{"themes", Upstream{"themes", "themes"}}}};
    score.work = cue_work(seconds);
    scores_.push_back(score.id);
    mixing.inputs["tail/" + id] = Upstream{score.id, "tail"};
    TRY(add(std::move(score)));
    mixing.inputs["music/" + id] = Upstream{"titles/" + id + "/score", "music"};
    join.inputs["clip/" + id] = Upstream{"titles/" + id, "clip"};
    TRY(add_burn_in({"titles/" + id, "clip"}, id, frames_before_, {{"shot", rolling ? "end" : "title"}, {"scene", ""}, {"what", rolling ? "the end credits" : "the title card"}}, std::llround(seconds * 24), settings));
    frames_before_ += std::llround(seconds * 24);
    TRY(add_clip_check("titles/" + id, id, seconds, check));
    sheet.inputs["still/" + id] = Upstream{"titles/" + id, "still"};
    check.inputs["card/" + id] = Upstream{"titles/" + id, "facts"};
    return {};
  };
  auto part = [&](const std::string& id, std::int64_t frames) {
    if (frames > 0) mixing.params["parts"].push_back({{"id", id}, {"frames", frames}});
  };
  TRY(card("title", {film_.cut.value("titles", Json::object()).value("card", b.title.empty() ? "Untitled" : b.title), b.author.empty() ? "" : "by " + b.author}, title, false));
  part("title", std::llround(title * 24));
  double length = title + credits;
  for (const auto* s : plan_.scenes) {
    std::int64_t frames = TRY(shoot_scene(*s, settings, join, sheet, check, style));
    Json told{{"number", s->number}, {"heading", s->heading}, {"weather", screenplay::word_of(s->weather)}, {"music", edit::music_character(s->mood)}};
    NodeId heard = "scenes/" + s->number + "/sound";
    if (const auto* far = far_of(*s)) {
      frames += TRY(shoot_scene(*far, settings, join, sheet, check, style));
      told["far"] = far->number;
      style.inputs["shots/" + far->number] = cut.inputs["shots/" + far->number] = Upstream{"scenes/" + far->number + "/coverage", "shots"};
      heard = TRY(hear_both_ends(*s, *far, frames));
    }
    frames_before_ += frames;
    length += static_cast<double>(frames) / 24;
    cut.params["scenes"].push_back(std::move(told));
    style.inputs["shots/" + s->number] = Upstream{"scenes/" + s->number + "/coverage", "shots"};
    cut.inputs["shots/" + s->number] = Upstream{"scenes/" + s->number + "/coverage", "shots"};
    cut.inputs["staging/" + s->number] = Upstream{"scenes/" + s->number + "/staging", "staging"};
    for (const char* stem : {"dialogue", "music", "effects"}) mixing.inputs[std::string(stem) + "/" + s->number] = Upstream{stem == std::string_view("music") ? "scenes/" + s->number + "/sound" : heard, stem};
    mixing.inputs["tail/" + s->number] = Upstream{"scenes/" + s->number + "/sound", "tail"};
    part(s->number, frames);
  }
  TRY(card("credits", roll, credits, true));
  part("credits", std::llround(credits * 24));
  mixing.work = track.work = join.work = check.work = length;
  sheet.work = static_cast<double>(sheet.inputs.size());
  style.work = 5 + 0.1 * sheet.work;
  TRY(add(std::move(cut)));
  std::vector<std::string> sounds;
  const auto sound_file = [&](const std::string& id, const std::string& mix, const std::string& port, const std::string& what, int channel) -> Status {
    Node file{id, "film.stem", {{"title", b.title}, {"what", what}, {"channel", channel}, {"measured", port == "mix" && channel < 0}}, {{"stem", Upstream{mix, port}}, {"facts", Upstream{mix, "facts"}}}};
    file.work = length;
    sounds.push_back(id);
    return add(std::move(file));
  };
  if (with_surround()) {
    Node six = mixing;
    six.id = "mix/surround";
    six.params["channels"] = 6;
    six.params["stems"] = true;
    for (auto& [port, source] : six.inputs)
      if (auto* up = std::get_if<Upstream>(&source); up && up->node.starts_with("scenes/") && up->port != "tail") up->port += "51";
    six.work = 3 * length;
    TRY(add(std::move(six)));
    TRY(sound_file("deliver/surround", "mix/surround", "mix", "mix in 5.1", -1));
    TRY(add({"deliver/adm", "film.adm", {{"title", b.title}, {"language", b.language}}, {{"dialogue", Upstream{"mix/surround", "dialogue"}}, {"music", Upstream{"mix/surround", "music"}}, {"effects", Upstream{"mix/surround", "effects"}}, {"facts", Upstream{"mix/surround", "facts"}}}}));
    sounds.push_back("deliver/adm");
  }
  TRY(add(std::move(mixing)));
  TRY(add(std::move(turnover)));
  if (whole_sound) {
    for (const char* stem : {"mix", "dialogue", "music", "effects", "me"}) TRY(sound_file(std::string("deliver/") + stem, "mix", stem, std::string_view(stem) == "me" ? "music and effects" : stem, -1));
    for (const char* stem : {"dialogue", "music", "effects"})
      for (int c = 0; c < 2; ++c) TRY(sound_file(fmt::format("deliver/{}/{}", stem, c == 0 ? "L" : "R"), "mix", stem, stem, c));
    TRY(add({"deliver/session", "film.session", {{"name", film_name(options_)}}, {{"timeline", Upstream{"cut", "timeline"}}, {"facts", Upstream{"mix", "facts"}}}}));
    sounds.push_back("deliver/session");
  }
  TRY(add(std::move(track)));
  if (with_animatic()) {
    animatic_.work = length;
    TRY(add(std::move(animatic_)));
  }
  TRY(add(std::move(join)));
  TRY(add(std::move(sheet)));
  TRY(add(std::move(style)));
  TRY(add(std::move(check)));
  plan_.wanted = {"casting", "casting/likeness", "qc", "style", "deliver/sheet", "deliver/film", "turnover"};
  if (with_animatic()) plan_.wanted.push_back("deliver/animatic");
  plan_.wanted.insert(plan_.wanted.end(), sounds.begin(), sounds.end());
  plan_.wanted.insert(plan_.wanted.end(), exrs_.begin(), exrs_.end());
  if (options_.part == Part::kCaptions) plan_.wanted = {"cut"};
  if (options_.part == Part::kSound) plan_.wanted = sounds;
  TRY(add_languages());
  if (boards_wanted()) {
    boards_.params["title"] = b.title, boards_.params["author"] = b.author, boards_.params["aspect"] = film_.aspect;
    boards_.work = static_cast<double>(boards_.inputs.size());
    TRY(add(boards_));
    if (options_.boards->with_film) plan_.wanted.push_back(boards_.id);
    else plan_.wanted = {boards_.id};
  }
  if (options_.score_only) plan_.wanted = scores_;
  if (!options_.models.empty()) {
    if (models_.size() != options_.models.size() * options_.model_formats.size()) return fail(ErrorCode::kNotFound, no_such_shot());
    plan_.wanted = models_;
  }
  return {};
}

Result<NodeId> Expander::hear_both_ends(const Scene& near, const Scene& far, std::int64_t frames) {
  Node heard{"scenes/" + near.number + "/call", "scene.call_sound", Json::object(), {{"far_shots", Upstream{"scenes/" + far.number + "/coverage", "shots"}}}};
  std::vector<std::string> stems{"dialogue", "effects"};
  if (with_surround()) stems.insert(stems.end(), {"dialogue51", "effects51"});
  for (const std::string& stem : stems) {
    heard.inputs["near/" + stem] = Upstream{"scenes/" + near.number + "/sound", stem};
    heard.inputs["far/" + stem] = Upstream{"scenes/" + far.number + "/sound", stem};
  }
  heard.work = static_cast<double>(frames) / 24;
  const NodeId id = heard.id;
  TRY(add(std::move(heard)));
  return id;
}

Result<std::int64_t> Expander::shoot_scene(const Scene& s, const LevelSettings& settings, Node& join, Node& sheet, Node& check, Node& style) {
  const std::string base = "scenes/" + s.number;
  const Upstream set{"places/" + s.place.id + "/set", "set"};
  const auto document = read_(base + "/coverage", "shots");
  const auto list = TRY(camera::shot_list_from_json(*document));
  Node performance{base + "/performance", "scene.performance", {{"stills", options_.level == Level::kBoards}, {"story", seen_in_scene(story_, *plan_.breakdown, s)}},
                   {{"staging", Upstream{base + "/staging", "staging"}}, {"shots", Upstream{base + "/coverage", "shots"}}, {"set", set}, {"mood", Upstream{"behaviour", "scene/" + told_in(s)}}}};
  connect_people(performance, s, known_);
  connect_models(performance, s);
  connect_motion(performance, s);
  Node sound{base + "/sound", "scene.sound",
             {{"time", static_cast<int>(s.time)}, {"weather", static_cast<int>(s.weather)}, {"interior", s.place.setting != screenplay::Setting::kExterior}},
             {{"staging", Upstream{base + "/staging", "staging"}}, {"set_facts", Upstream{"places/" + s.place.id + "/set", "facts"}}, }};
  if (with_surround()) sound.params["surround"] = true;
  if (!screenplay::is_far_end(s)) {
    sound.inputs["music"] = Upstream{base + "/score", "music"};
    sound.inputs["music_tail"] = Upstream{base + "/score", "tail"};
  }
  for (const auto& beat : s.beats)
    if (beat.kind == screenplay::BeatKind::kLine) {
      performance.inputs["phones/" + beat.line_id] = Upstream{"lines/" + beat.line_id + "/voice", "phones"};
      sound.inputs["line/" + beat.line_id] = Upstream{"lines/" + beat.line_id + "/voice", "sound"};
    }
  std::int64_t frames = 0;
  for (const auto& shot : list.shots) frames += frames_of(shot);
  if (boards_wanted()) TRY(plan_panels(s, list, performance, static_cast<double>(frames) / 24));
  const double seconds = static_cast<double>(frames) / 24;
  performance.work = seconds;
  sound.work = scene_sound_work(seconds);
  TRY(add(std::move(performance)));
  TRY(add(std::move(sound)));
  if (!screenplay::is_far_end(s)) {
    Node spotting{base + "/spotting", "scene.spotting", score_.spotting.at(s.number), {{"scene", Upstream{"breakdown", "scene/" + s.number}}, {"staging", Upstream{base + "/staging", "staging"}}}};
    TRY(add(std::move(spotting)));
    Node score{base + "/score", "scene.score", score_.score.at(s.number), {{"themes", Upstream{"themes", "themes"}}, {"spotting", Upstream{base + "/spotting", "spotting"}}, {"clock", Upstream{base + "/staging", "clock"}}}};
    score.work = cue_work(seconds);
    scores_.push_back(score.id);
    TRY(add(std::move(score)));
  }
  for (const auto& shot : list.shots) {
    Json params = frame_params(settings);
    params.update(mood_params(visible_mood(s), 0.25));
    params["level"] = std::string(name_of(options_.level));
    params["story_day"] = s.story_day;
    params["time"] = static_cast<int>(s.time);
    params["weather"] = static_cast<int>(s.weather);
    if (const auto* when = story_.calendar.at(told_in(s)))
      if (const auto sun = world::sun_of(story_.calendar, *when)) params["sun"] = {{"azimuth", coarse(sun->azimuth.value, 0.1)}, {"elevation", coarse(sun->elevation.value, 0.1)}, {"north", story_.calendar.north.value}};
    const double length = static_cast<double>(frames_of(shot));
    // What every pass of this shot's pictures is given; each adds what it alone wants.
    Node seen{"", "", params,
              {{"performance", Upstream{base + "/performance", "performance/" + shot.id}}, {"shot", Upstream{base + "/performance", "shot/" + shot.id}}, {"set", set}, {"state", Upstream{base + "/performance", "state/" + shot.id}}}};
    connect_people(seen, s, known_);
    connect_models(seen, s);
    const auto pass_of_shot = [&](const std::string& name, const char* pass, const Json& own, double work) {
      Node node = seen;
      node.id = "shots/" + shot.id + "/" + name;
      node.pass = pass;
      node.params.update(own);
      node.work = work;
      return node;
    };
    const Json air = air_of(film_.look);
    if (options_.exr) {
      Json own{{"air", air}};
      if (film_.look.value("exr", "") == "acescg") own["space"] = "acescg";
      exrs_.push_back("shots/" + shot.id + "/exr");
      TRY(add(pass_of_shot("exr", "shot.exr", own, picture_work(options_.level, length))));
    }
    if (options_.models.contains(shot.id))
      for (const auto& format : options_.model_formats) {
        models_.push_back("shots/" + shot.id + "/" + format);
        TRY(add(pass_of_shot(format, "shot.model", {{"format", format}, {"shot", shot.id}}, 1 + length / 24)));
      }
    if (boards_wanted()) TRY(draw_board(shot, s, pass_of_shot("board", "shot.board", {{"air", air}}, length)));
    Json own = clip_params(settings);
    own["air"] = air;
    own["look"] = grade_of(film_.look);
    Node picture = pass_of_shot("picture", "shot.picture", own, picture_work(options_.level, length));
    if (!film_.view.empty()) picture.inputs["view"] = film_.view_ref;
    join.inputs["clip/" + shot.id] = Upstream{picture.id, "clip"};
    sheet.inputs["still/" + shot.id] = style.inputs["still/" + shot.id] = Upstream{picture.id, "still"};
    style.inputs["style/" + shot.id] = Upstream{picture.id, "style"};
    const NodeId made = picture.id;
    TRY(add(std::move(picture)));
    TRY(add_clip_check(made, shot.id, static_cast<double>(frames_of(shot)) / 24, check));
    TRY(add_burn_in({made, "clip"}, shot.id, frames_before_ + std::llround(shot.start.value * 24), {{"shot", shot.id}, {"scene", s.number + "  " + s.heading}, {"what", what_of(shot)}}, frames_of(shot), settings));
  }
  return frames;
}

void Expander::connect_models(Node& node, const Scene& scene) const {
  for (const auto& id : scene.cast)
    if (const auto model = models_of_.find(id); model != models_of_.end() && known_.contains(id)) node.inputs["model/" + id] = model->second;
}

void Expander::connect_motion(Node& node, const Scene& scene) const {
  Json cues = Json::array();
  for (const auto& m : film_.motions) {
    const std::string line = upper(m.cue.value("line", ""));
    const bool said_here = !line.empty() && std::any_of(scene.beats.begin(), scene.beats.end(), [&](const auto& b) { return upper(b.line_id) == line; });
    if (line.empty() ? m.cue.value("scene", "") != scene.number : !said_here) continue;
    for (const auto& c : plan_.breakdown->cast) {
      if ((upper(c.id) != m.who && upper(c.name) != m.who) || std::find(scene.cast.begin(), scene.cast.end(), c.id) == scene.cast.end()) continue;
      const std::string port = m.ref.digest.hex().substr(0, 16), kind = m.cue.contains("face") ? "face" : "motion";
      Json cue = m.cue;
      cue.erase("scene");
      cue["file"] = m.file.filename().string();
      cue["who"] = c.id;
      cue[kind] = port;
      if (!line.empty()) cue["line"] = line;
      cues.push_back(std::move(cue));
      node.inputs[kind + "/" + port] = m.ref;
    }
  }
  if (!cues.empty()) node.params["motion"] = std::move(cues);
}

std::string Expander::no_such_shot() const {
  std::vector<std::string> there;
  for (const auto& [id, node] : plan_.graph.nodes())
    if (node.pass == "shot.picture") there.push_back(id.substr(6, id.size() - 6 - 8));
  for (const auto& wish : options_.models)
    if (std::find(there.begin(), there.end(), wish) == there.end()) {
      const std::string near = closest(wish, there);
      return fmt::format("The film has no shot '{}'.{} All shots: auteur shots {}", wish, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), film_.folder.string());
    }
  return "Two shots of the film have the same name.";
}

Status Expander::add_clip_check(const NodeId& clip, const std::string& id, double seconds, Node& check) {
  Node seen{clip.ends_with("/picture") ? clip.substr(0, clip.size() - 7) + "check" : clip + "/check", "clip.check", {}, {{"clip", Upstream{clip, "clip"}}}};
  seen.work = 1 + seconds * 0.3;
  check.inputs["clip/" + id] = Upstream{seen.id, "report"};
  return add(std::move(seen));
}

std::string Expander::iso_language(const std::string& two) {
  static const std::map<std::string, std::string> kNames = {{"ar", "ara"}, {"ca", "cat"}, {"cs", "ces"}, {"da", "dan"}, {"de", "deu"}, {"el", "ell"}, {"en", "eng"}, {"es", "spa"}, {"fa", "fas"}, {"fi", "fin"}, {"fr", "fra"}, {"he", "heb"}, {"hi", "hin"}, {"hu", "hun"}, {"id", "ind"}, {"it", "ita"},
                                                            {"ja", "jpn"}, {"ko", "kor"}, {"nb", "nob"}, {"nl", "nld"}, {"no", "nor"}, {"pl", "pol"}, {"pt", "por"}, {"ro", "ron"}, {"ru", "rus"}, {"sv", "swe"}, {"th", "tha"}, {"tr", "tur"}, {"uk", "ukr"}, {"vi", "vie"}, {"zh", "zho"}};
  const auto it = kNames.find(two);
  return it == kNames.end() ? "und" : it->second;
}

}  // namespace auteur::production
