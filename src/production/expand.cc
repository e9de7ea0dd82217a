#include "expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"
#include "auteur/camera/shot_edits.h"
#include "auteur/camera/shot_list.h"
#include "auteur/edit/captions.h"
#include "auteur/finish/cards.h"
#include "auteur/music/score.h"
#include "auteur/production/looks.h"
#include "auteur/rights/ledger.h"
#include "auteur/screenplay/intercut.h"
#include "auteur/world/palettes.h"
#include "cut_edits.h"
#include "line_notes.h"
#include "passes.h"
#include "place_bible.h"
#include "score_plan.h"
#include "story.h"

namespace auteur::production {
namespace {

using screenplay::Breakdown;
using screenplay::Scene;

constexpr double kTitleSeconds = 4.5;
constexpr int kBoardWidth = 1280;  // px of a storyboard panel

// Coarse on purpose: one changed word must not light a scene anew.
double coarse(double v, double step) { return std::round(v / step) * step; }

// The feeling of what is seen and done, without what is said.
screenplay::Mood visible_mood(const Scene& scene) {
  screenplay::Mood m;
  int n = 0;
  for (const auto& b : scene.beats) {
    if (b.kind == screenplay::BeatKind::kLine) continue;
    m.valence += b.mood.valence;
    m.arousal += b.mood.arousal;
    m.tension += b.mood.tension;
    ++n;
  }
  if (n == 0) return {};
  return {coarse(m.valence / n, 0.25), coarse(m.arousal / n, 0.25), coarse(m.tension / n, 0.25), ""};
}

// The scene in which it comes to the worst; the last of those that are as tense; "" in a film that is never tense.
std::string turning_point(const Breakdown& b) {
  constexpr double kTense = 0.5;
  const Scene* worst = nullptr;
  for (const Scene& s : b.scenes)
    if (s.mood.tension >= kTense && (!worst || s.mood.tension >= worst->mood.tension)) worst = &s;
  return worst ? worst->number : "";
}

Json mood_params(const screenplay::Mood& m, double step) {
  return {{"valence", std::clamp(coarse(m.valence, step), -1.0, 1.0)}, {"arousal", std::clamp(coarse(m.arousal, step), -1.0, 1.0)}, {"tension", std::clamp(coarse(m.tension, step), 0.0, 1.0)}};
}

// "the_last-bus.fountain" -> "The last bus".
std::string title_from_file(const std::string& name) {
  std::string s = Path(name).stem().string();
  for (char& c : s)
    if (c == '_' || c == '-') c = ' ';
  std::size_t first = 1;
  while (first < s.size() && (static_cast<unsigned char>(s[first]) & 0xC0) == 0x80) ++first;
  return s.empty() ? s : upper(s.substr(0, first)) + s.substr(first);
}

std::set<std::string> speaking_ids(const Breakdown& b) {
  std::set<std::string> ids;
  for (const auto& c : b.cast) ids.insert(c.id);
  return ids;
}

// The name that bible/world.toml has for a prop.
std::string prop_key(const Film& film, const std::string& id) {
  for (const auto& [key, j] : film.world["props"].items())
    if (slug(key) == id) return key;
  return id;
}

Json place_request(const Film& film, const Breakdown& b, const screenplay::PlaceUse& place, const std::map<std::string, std::string>& palettes) {
  std::set<std::string> dressing;
  std::map<std::string, const screenplay::PropUse*> props;
  std::size_t people = 2;
  bool exterior = place.setting == screenplay::Setting::kExterior;
  for (const auto& s : b.scenes) {
    if (s.place.id != place.id) continue;
    dressing.insert(s.dressing.begin(), s.dressing.end());
    for (const auto& p : s.props)
      if (p.handled) props.emplace(p.id, &p);
    people = std::max(people, s.cast.size());
  }
  Json request{{"id", place.id}, {"name", place.name}, {"kind", place.kind}, {"exterior", exterior}, {"dressing", dressing}, {"people", std::min<std::size_t>(people, 60)}};
  request["props"] = Json::array();
  for (const auto& [id, prop] : props) request["props"].push_back({{"id", id}, {"name", prop->name}, {"type", prop->type}});
  for (const auto& [id, model] : film.prop_models)
    if (props.contains(id)) request["models"][id] = {{"file", model.file.filename().string()}, {"height", film.world["props"][prop_key(film, id)].value("height", 0.0)}};
  const auto bible = film.place_bible.find(place.id);
  const auto by_name = film.place_bible.find(slug(place.name));
  // What is only said of a place leaves its set as it is.
  request["bible"] = bible != film.place_bible.end() ? bible->second : by_name != film.place_bible.end() ? by_name->second : Json::object();
  for (const auto& key : words_about_a_place()) request["bible"].erase(key);
  std::vector<std::string> notes;
  for (const auto& relation : relations_of(request["bible"], b, place.id, notes)) request["relations"].push_back(world::to_json(relation));
  if (!notes.empty()) request["notes"] = notes;
  if (film.look.contains("own_palette")) request["bible"]["look_palette"] = film.look["own_palette"];
  if (const auto palette = palettes.find(place.id); palette != palettes.end()) request["palette"] = palette->second;
  if (film.seed != 0 && !request["bible"].contains("seed")) request["bible"]["seed"] = film.seed % 100000;
  return request;
}

// The colours of all places of the script, whichever of its scenes are made.
std::map<std::string, std::string> colour_script(const Film& film, const Breakdown& b) {
  std::vector<world::PlaceRequest> places;
  for (const auto& s : b.scenes) {
    world::PlaceRequest place;
    place.place = s.place;
    const auto bible = film.place_bible.find(s.place.id);
    const auto by_name = film.place_bible.find(slug(s.place.name));
    place.bible = bible != film.place_bible.end() ? bible->second : by_name != film.place_bible.end() ? by_name->second : Json::object();
    if (place.bible.contains("kind")) place.bible["kind_of_place"] = place.bible["kind"];
    places.push_back(std::move(place));
  }
  return world::spread_palettes(places);
}

// People of the background that are seen: few, so that they cost little, and none where the cast itself is a crowd.
struct Extra { std::string id, word; NodeId node; };
std::vector<Extra> extras_of(const Scene& scene) {
  constexpr std::size_t kCrowd = 10, kGroups = 3;
  std::vector<Extra> out;
  if (scene.cast.size() >= kCrowd || scene.background.empty()) return out;
  std::vector<std::string> words(scene.background.begin(), scene.background.begin() + static_cast<std::ptrdiff_t>(std::min(kGroups, scene.background.size())));
  std::string text = scene.heading;
  for (const auto& b : scene.beats)
    if (b.kind != screenplay::BeatKind::kLine) text += " " + b.text;
  const std::size_t groups = words.size(), all = static_cast<std::size_t>(world::crowd_size(words, text, 0));
  for (std::size_t g = 0; g < groups; ++g) {
    const std::string& word = words[g];
    const int many = static_cast<int>(all * (g + 1) / groups - all * g / groups);
    for (int n = 1; n <= many; ++n) out.push_back({fmt::format("{}#{}", upper(word), n), word, fmt::format("extras/{}/{}-{}", scene.place.id, slug(word), n)});
  }
  return out;
}

// The name under which the bible has a model for somebody; empty for clay people.
std::string model_name(const Film& film, const screenplay::CastMember& member) {
  for (const auto& name : {upper(member.id), upper(member.name)})
    if (film.cast_models.contains(name)) return name;
  return "";
}

// "cast/ANA": the id as people say it, but a slash is a border between layers.
NodeId cast_node(std::string id) {
  std::replace(id.begin(), id.end(), '/', '-');
  return "cast/" + id;
}

void connect_people(Node& node, const Scene& scene, const std::set<std::string>& known) {
  for (const Extra& e : extras_of(scene)) node.inputs["person/" + e.id] = Upstream{e.node, "person"};
  for (const auto& id : scene.cast)
    if (known.contains(id)) node.inputs["person/" + id] = Upstream{cast_node(id), "person"};
}

// Units of work (Node::work), so that remaining times hold for long and short shots, and for every level. A picture's
// unit is a previz drawing; setting up costs some.
double picture_work(Level level, double frames) {
  switch (level) {
    case Level::kBoards: return 12;
    case Level::kPreviz: return 4 + frames / 2;
    case Level::kFinal: return 40 + 25 * frames / 2;
  }
  return 1;
}
double cue_work(double seconds) { return 10 + seconds; }
double scene_sound_work(double seconds) { return 3 + seconds; }

std::vector<std::string> credit_roll(const Film& film, const Breakdown& b, const std::vector<world::Credit>& credits) {
  std::vector<std::string> lines;
  lines.push_back(b.title.empty() ? "Untitled" : b.title);
  lines.push_back("");
  auto role = [&](const char* key, const char* heading) {
    const auto it = film.people.find(key);
    if (it == film.people.end()) return;
    lines.push_back(std::string("# ") + heading);
    lines.push_back(it->second);
    lines.push_back("");
  };
  if (!b.author.empty() && !film.people.contains("writer")) lines.insert(lines.end(), {"# WRITTEN BY", b.author, ""});
  role("writer", "WRITTEN BY");
  role("director", "DIRECTED BY");
  role("cinematographer", "DIRECTOR OF PHOTOGRAPHY");
  role("production_designer", "PRODUCTION DESIGN");
  role("editor", "EDITED BY");
  role("composer", "MUSIC BY");
  role("colourist", "COLOUR");
  role("vfx_supervisor", "VISUAL EFFECTS");
  role("producer", "PRODUCED BY");
  if (!b.cast.empty()) {
    lines.push_back("# CHARACTERS");
    for (const auto& c : b.cast) lines.push_back(c.name);
    lines.push_back("");
  }
  for (const auto& l : film.cut.value("titles", Json::object()).value("credits", std::vector<std::string>{})) lines.push_back(l);
  const auto owed = rights::credit_lines(credits);
  if (!owed.empty()) {
    lines.push_back("# MODELS, VOICES AND INSTRUMENTS");
    for (const auto& l : owed) lines.push_back(l);
    lines.push_back("");
  }
  lines.push_back("Made with Auteur");
  return lines;
}

class Expander {
 public:
  Expander(const Film& film, const Ref& script, const Json& dictionary, const MakeOptions& options, const ReadOutcome& read) : film_(film), script_(script), dictionary_(dictionary), options_(options), read_(read) {}

  Result<Plan> run() {
    TRY(writing());
    const auto document = read_("breakdown", "breakdown");
    if (!document) return std::move(plan_);
    plan_.breakdown = TRY(screenplay::breakdown_from_json(*document));
    story_ = TRY(story_of(film_, *plan_.breakdown));
    world::apply_calendar(*plan_.breakdown, story_.calendar);
    plan_.scenes = TRY(select_scenes(*plan_.breakdown, options_.scenes));
    for (const auto* s : plan_.scenes)
      if (auto far = screenplay::far_end_of(*plan_.breakdown, *s)) plan_.far_ends[s->number] = std::move(*far);
    plan_.stage = 2;
    TRY(planning());
    for (const auto* s : filmed())
      if (const auto blocked = read_("scenes/" + s->number + "/staging", "blocking")) TRY(check_blocking(film_, s->number, blocked->value("refused", Json::array())));
    for (const auto* s : filmed())
      if (const auto edits = read_("scenes/" + s->number + "/coverage", "edits")) TRY(check_shot_edits(film_, edits->value("refused", Json::array())));
    if (options_.plan_only) return std::move(plan_);
    for (const auto* s : filmed())
      if (!read_("scenes/" + s->number + "/coverage", "shots")) return std::move(plan_);
    for (const auto& p : plan_.breakdown->places) {
      if (!plan_.graph.find("places/" + p.id + "/set")) continue;
      const auto facts = read_("places/" + p.id + "/set", "facts");
      if (!facts) return std::move(plan_);
      for (const auto& c : facts->value("credits", Json::array()))
        plan_.credits.push_back({c.value("asset", ""), c.value("author", ""), c.value("licence", ""), c.value("licence_uri", ""), c.value("source", ""), c.value("digest", ""), c.value("must_credit", false)});
    }
    plan_.stage = 3;
    TRY(shooting());
    return std::move(plan_);
  }

 private:
  Status add(Node node) { return plan_.graph.add(std::move(node)); }

  // The scenes of the film, after each the other end of its call.
  std::vector<const Scene*> filmed() const {
    std::vector<const Scene*> all;
    for (const auto* s : plan_.scenes) {
      all.push_back(s);
      if (const auto* far = far_of(*s)) all.push_back(far);
    }
    return all;
  }
  const Scene* far_of(const Scene& s) const {
    const auto at = plan_.far_ends.find(s.number);
    return at == plan_.far_ends.end() ? nullptr : &at->second;
  }
  // The scene of the story that it is told in.
  static const std::string& told_in(const Scene& s) { return screenplay::is_far_end(s) ? s.part_of : s.number; }

  Status writing() {
    TRY(add({"script", "script.parse", {{"name", film_.script_name}}, {{"source", script_}}}));
    TRY(add({"breakdown", "script.breakdown", {{"language", film_.language}, {"title", film_.title}, {"fallback_title", title_from_file(film_.script_name)}, {"author", film_.author}, {"dictionary", dictionary_}}, {{"script", Upstream{"script", "script"}}}}));
    plan_.wanted = {"breakdown"};
    return {};
  }

  // A person is a short stack of layers, each with takes of its own.
  Status casting(const Json& bible) {
    TRY(add({"casting", "cast.casting", {{"bible", bible}, {"film_seed", film_.seed}}, {{"cast", Upstream{"breakdown", "cast"}}}}));
    Node likeness{"casting/likeness", "cast.likeness", Json::object(), {}};
    for (const auto& c : plan_.breakdown->cast) {
      const NodeId who = cast_node(c.id);
      Node person{who, "cast.person", Json::object(), {}};
      for (const char* layer : {"face", "makeup", "wardrobe", "voice"}) {
        const NodeId id = who + "/" + layer;
        TRY(add({id, std::string("cast.") + layer, Json::object(), {{"brief", Upstream{"casting", std::string(layer) + "/" + c.id}}}}));
        if (std::string_view(layer) != "voice") person.inputs[layer] = Upstream{id, layer};
      }
      if (const std::string name = model_name(film_, c); !name.empty()) {
        models_of_[c.id] = film_.cast_models.at(name).ref;
        const Json& written = film_.cast_bible.at(name);
        Json wishes = Json::object();
        for (const char* key : {"height", "rig", "visemes", "face"})
          if (written.contains(key)) wishes[key] = written[key];
        TRY(add({who + "/model", "cast.model", {{"name", film_.cast_models.at(name).file.filename().string()}, {"id", c.id}, {"wishes", wishes}}, {{"model", models_of_[c.id]}}}));
        person.inputs["model"] = Upstream{who + "/model", "model"};
      }
      likeness.inputs["person/" + c.id] = Upstream{who, "person"};
      TRY(add(std::move(person)));
    }
    return add(std::move(likeness));
  }

  Status planning() {
    const Breakdown& b = *plan_.breakdown;
    known_ = speaking_ids(b);
    Json bible = Json::object();
    for (const auto& [name, j] : film_.cast_bible) {
      bible[name] = j;
      for (const char* key : {"model", "rig", "visemes", "face", "motion"}) bible[name].erase(key);  // a figure and its motion are no matter of casting
    }
    TRY(casting(bible));
    std::set<std::string> places;
    const auto palettes = colour_script(film_, b);
    for (const auto* s : filmed())
      if (places.insert(s->place.id).second) {
        Node set{"places/" + s->place.id + "/set", "place.set", {{"request", place_request(film_, b, s->place, palettes)}}, {}};
        const Json models = set.params["request"].value("models", Json::object());
        for (const auto& [id, about] : models.items()) set.inputs["model/" + id] = film_.prop_models.at(id).ref;
        TRY(add(std::move(set)));
      }
    // Props that moved stay moved: each scene's staging hands its props on to the next in story order.
    std::map<std::string, std::string> before_of;
    std::string before;
    for (const auto& number : story_.ledger.order)
      if (std::any_of(plan_.scenes.begin(), plan_.scenes.end(), [&](const auto* s) { return s->number == number; })) {
        before_of[number] = before;
        before = "scenes/" + number + "/staging";
      }
    const auto edits = TRY(shot_edits_by_scene(film_, b));
    const auto blocking = TRY(blocking_by_scene(film_, b));
    const auto notes = TRY(notes_by_line(film_, b));
    plan_.wanted.clear();
    const std::string worst = turning_point(b);
    for (const auto* s : filmed()) {
      const std::string base = "scenes/" + s->number, near = "scenes/" + told_in(*s);
      const bool far = screenplay::is_far_end(*s);
      const Upstream scene{"breakdown", "scene/" + s->number}, set{"places/" + s->place.id + "/set", "set"};
      for (const Extra& e : extras_of(*s))
        if (!plan_.graph.find(e.node)) TRY(add({e.node, "cast.extra", {{"id", e.id}, {"word", e.word}, {"place", s->place.id}, {"film_seed", film_.seed}}, {}}));
      const auto* when = story_.calendar.at(told_in(*s));
      const Json story{{"state", world::seen_state(world::state_before(story_.ledger, told_in(*s)), b, *s)}, {"goes_on", when && (when->follows == world::Follows::kAtOnce || when->follows == world::Follows::kMoments)}};
      Node staging{base + "/staging", "scene.staging", {{"story", story}}, {{"scene", scene}, {"set", set}}};
      if (const auto asked = blocking.find(s->number); asked != blocking.end()) staging.params["blocking"] = asked->second;
      connect_people(staging, *s, known_);
      for (const auto& beat : s->beats) {
        if (beat.kind != screenplay::BeatKind::kLine) continue;
        const std::string id = "lines/" + beat.line_id + "/voice";
        Json params = mood_params(beat.mood, 0.1);
        params["text"] = beat.text;
        params["manner"] = beat.manner;
        params["language"] = b.language;
        if (const auto note = notes.find(beat.line_id); note != notes.end()) {
          if (!note->second.manner.empty()) params["manner"] = note->second.manner;
          params["reading"] = note->second.reading;
        }
        const auto recording = film_.recordings.find(upper(beat.line_id));
        Node voice{id, recording == film_.recordings.end() ? "line.voice" : "line.recorded", params, {}};
        if (recording != film_.recordings.end()) {
          voice.inputs["recording"] = recording->second.ref;
          voice.params["name"] = recording->second.file.filename().string();
          voice.params["voice_of"] = recording->second.voice_of;
        }
        voice.work = 10 + static_cast<double>(beat.text.size());
        if (known_.contains(beat.who)) voice.inputs["voice"] = Upstream{cast_node(beat.who) + "/voice", "voice"};
        if (!far) TRY(add(std::move(voice)));
        staging.inputs["length/" + beat.line_id] = Upstream{id, "length"};
      }
      if (const auto& from = before_of[s->number]; !from.empty()) staging.inputs["props_before"] = Upstream{from, "props_after"};
      if (far) staging.inputs["clock"] = Upstream{near + "/staging", "staging"};
      if (far_of(*s)) staging.params["far_filmed"] = true;
      TRY(add(std::move(staging)));
      Node coverage{base + "/coverage", "scene.coverage",
                    {{"aspect", film_.aspect}, {"mean_shot", film_.look.value("mean_shot", 4.0)}, {"f_stop", film_.look.value("f_stop", 2.8)}, {"style", film_.look.value("style", "classical")}, {"rules", camera_rules_of(film_.look)}},
                    {{"scene", scene}, {"set", set}, {"staging", Upstream{base + "/staging", "staging"}}}};
      if (told_in(*s) == worst) coverage.params["turning_point"] = true;
      if (far_of(*s)) coverage.params["end"] = "near";
      if (far) {
        coverage.params["end"] = "far";
        coverage.inputs["near"] = Upstream{near + "/staging", "staging"}, coverage.inputs["near_scene"] = Upstream{"breakdown", "scene/" + s->part_of};
      }
      if (!film_.readings.empty()) coverage.params["readings"] = film_.readings;
      if (const auto asked = edits.find(s->number); asked != edits.end()) coverage.params["edits"] = asked->second;
      connect_people(coverage, *s, known_);
      plan_.wanted.push_back(coverage.id);
      TRY(add(std::move(coverage)));
    }
    return {};
  }

  Json frame_params(const LevelSettings& settings) const { return {{"width", settings.width}, {"height", settings.height}, {"aspect", film_.aspect}}; }
  static Json clip_params(const LevelSettings& settings) { return {{"crf", settings.crf}, {"preset", settings.preset}}; }

  Status shooting() {
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

  // What is heard is where the picture is: their voice in the room, the other one's on the line.
  Result<NodeId> hear_both_ends(const Scene& near, const Scene& far, std::int64_t frames) {
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

  // Frames of its shots. Of the far end of a call there is no music: the near end has it.
  Result<std::int64_t> shoot_scene(const Scene& s, const LevelSettings& settings, Node& join, Node& sheet, Node& check, Node& style) {
    const std::string base = "scenes/" + s.number;
    const Upstream set{"places/" + s.place.id + "/set", "set"};
    const auto document = read_(base + "/coverage", "shots");
    const auto list = TRY(camera::shot_list_from_json(*document));
    Node performance{base + "/performance", "scene.performance", {{"stills", options_.level == Level::kBoards}, {"story", seen_in_scene(story_, *plan_.breakdown, s)}},
                     {{"staging", Upstream{base + "/staging", "staging"}}, {"shots", Upstream{base + "/coverage", "shots"}}, {"set", set}}};
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

  bool with_surround() const { return film_.targets.value("sound", "stereo") == "5.1"; }
  bool boards_wanted() const { return options_.boards.has_value(); }

  // Storyboards show more than one moment of a shot, so they are rehearsed as previz is.
  Status plan_panels(const Scene& s, const camera::ShotList& list, const Node& performance, double seconds) {
    const std::string base = "scenes/" + s.number;
    Node rehearsal = performance;
    rehearsal.id = base + "/rehearsal";
    rehearsal.params["stills"] = false;
    rehearsal.work = seconds;
    if (options_.level == Level::kBoards) TRY(add(std::move(rehearsal)));
    Node panels{base + "/panels", "scene.panels", {{"aspect", film_.aspect}}, {{"scene", Upstream{"breakdown", "scene/" + s.number}}, {"staging", Upstream{base + "/staging", "staging"}}, {"shots", Upstream{base + "/coverage", "shots"}}}};
    connect_people(panels, s, known_);
    if (options_.level == Level::kBoards)
      for (const auto& shot : list.shots) panels.inputs["still/" + shot.id] = Upstream{base + "/performance", "performance/" + shot.id};
    boards_.inputs["text/" + s.number] = Upstream{panels.id, "text"};
    boards_.params["scenes"].push_back({{"number", s.number}, {"heading", s.heading}});
    return add(std::move(panels));
  }

  // What somebody drew takes the place of what we would.
  Status draw_board(const camera::Shot& shot, const Scene& s, Node board) {
    bool own = false;
    for (const auto& [name, drawn] : film_.boards)
      if (drawn.shot == shot.id) {
        boards_.inputs["own/" + shot.id + "/" + name] = drawn.ref;
        if (!drawn.note.empty()) boards_.params["own"][name] = drawn.note;
        own = true;
      }
    if (own) return {};
    const std::string acted = "scenes/" + s.number + (options_.level == Level::kBoards ? "/rehearsal" : "/performance");
    for (const char* port : {"performance", "shot", "state"}) board.inputs[port] = Upstream{acted, std::string(port) + "/" + shot.id};
    board.inputs["marks"] = Upstream{"scenes/" + s.number + "/panels", "marks/" + shot.id};
    board.params["width"] = kBoardWidth, board.params["height"] = kBoardWidth;
    board.params["level"] = "previz";
    if (options_.boards && options_.boards->rendered) {
      board.params["look"] = "rendered", board.params["level"] = "boards", board.params["grade"] = grade_of(film_.look);
      if (!film_.view.empty()) board.inputs["view"] = film_.view_ref;
    }
    board.work = 1;
    for (const char* number : {"1", "2", "3"}) boards_.inputs["panel/" + shot.id + "/" + number] = Upstream{board.id, std::string("panel/") + number};
    return add(std::move(board));
  }

  bool with_animatic() const { return options_.animatic || options_.level == Level::kBoards; }

  // A clip of the animatic: the clip with what it is in a band below.
  Status add_burn_in(const Upstream& clip, const std::string& id, std::int64_t start, Json words, std::int64_t frames, const LevelSettings& settings) {
    if (!with_animatic()) return {};
    words.update({{"width", settings.width}, {"start", start}, {"frames", frames}, {"label", options_.label}});
    Node burnt{"animatic/" + id, "clip.burn_in", std::move(words), {{"clip", clip}}};
    burnt.work = 1 + static_cast<double>(frames) / 24;
    animatic_.inputs["clip/" + id] = Upstream{burnt.id, "clip"};
    return add(std::move(burnt));
  }

  // "medium close-up of ANA, 50 mm, push-in".
  static std::string what_of(const camera::Shot& shot) {
    std::string out = shot.framing == camera::Framing::kInsert ? "insert" : camera::size_term(shot.size), who;
    for (std::size_t i = 0; i < shot.subjects.size() && i < 3; ++i) who += (i == 0 ? "" : ", ") + shot.subjects[i];
    if (shot.framing == camera::Framing::kInsert) out += ": " + shot.prop;
    else if (!who.empty()) out += " of " + who + (shot.subjects.size() > 3 ? " ..." : "");
    out += fmt::format(", {:.0f} mm", camera::camera_at(shot, Seconds(0.5 * (shot.end - shot.start).value)).focal_mm);
    if (shot.movement != camera::Movement::kStatic) out += ", " + camera::movement_term(shot.movement);
    return out;
  }

  // The files of those who do not play in clay, for who poses them.
  void connect_models(Node& node, const Scene& scene) const {
    for (const auto& id : scene.cast)
      if (const auto model = models_of_.find(id); model != models_of_.end() && known_.contains(id)) node.inputs["model/" + id] = model->second;
  }

  // Captured motion of this scene's people; the same file twice is one input.
  void connect_motion(Node& node, const Scene& scene) const {
    Json cues = Json::array();
    for (const auto& m : film_.motions) {
      if (m.cue.value("scene", "") != scene.number) continue;
      for (const auto& c : plan_.breakdown->cast) {
        if ((upper(c.id) != m.who && upper(c.name) != m.who) || std::find(scene.cast.begin(), scene.cast.end(), c.id) == scene.cast.end()) continue;
        const std::string port = m.ref.digest.hex().substr(0, 16);
        Json cue = m.cue;
        cue.erase("scene");
        cue["file"] = m.file.filename().string();
        cue["who"] = c.id;
        cue["motion"] = port;
        cues.push_back(std::move(cue));
        node.inputs["motion/" + port] = m.ref;
      }
    }
    if (!cues.empty()) node.params["motion"] = std::move(cues);
  }

  // Which of the wanted shots the film does not have, and the nearest that it has.
  std::string no_such_shot() const {
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

  Status add_clip_check(const NodeId& clip, const std::string& id, double seconds, Node& check) {
    Node seen{clip.ends_with("/picture") ? clip.substr(0, clip.size() - 7) + "check" : clip + "/check", "clip.check", {}, {{"clip", Upstream{clip, "clip"}}}};
    seen.work = 1 + seconds * 0.3;
    check.inputs["clip/" + id] = Upstream{seen.id, "report"};
    return add(std::move(seen));
  }

  static std::int64_t frames_of(const camera::Shot& shot) { return std::llround(shot.end.value * 24) - std::llround(shot.start.value * 24); }

  static std::string iso_language(const std::string& two) {
    static const std::map<std::string, std::string> kNames = {{"en", "eng"}, {"de", "deu"}, {"fr", "fra"}, {"es", "spa"}, {"it", "ita"}, {"pt", "por"}, {"nl", "nld"}, {"sv", "swe"}, {"pl", "pol"}, {"ru", "rus"}};
    const auto it = kNames.find(two);
    return it == kNames.end() ? "und" : it->second;
  }

  const Film& film_;
  const Ref& script_;
  const Json& dictionary_;
  const MakeOptions& options_;
  const ReadOutcome& read_;
  Plan plan_;
  Story story_;
  std::set<std::string> known_;
  std::map<std::string, Ref> models_of_;  // cast id -> GLB
  std::vector<NodeId> exrs_, models_, scores_;
  ScorePlan score_;
  Node boards_{"deliver/boards", "film.boards", {{"scenes", Json::array()}, {"own", Json::object()}, {"per_page", options_.boards ? options_.boards->per_page : BoardOptions{}.per_page}}, {}};
  Node animatic_;                  // joins what is burnt in
  std::int64_t frames_before_ = 0;
};

}  // namespace

std::vector<std::pair<PassId, double>> expected_shooting(const Film& film, const Plan& plan, Level level) {
  const double mean_shot = std::max(1.0, film.look.value("mean_shot", 4.0));
  double length = kTitleSeconds, shots = 0, pictures = 0, cues = cue_work(kTitleSeconds), sounds = 0;
  for (const auto* s : plan.scenes) {
    const double seconds = std::max(3.0, s->estimate.value), here = std::max(1.0, std::round(seconds / mean_shot));
    length += seconds;
    shots += here;
    pictures += here * picture_work(level, 24 * seconds / here);
    cues += cue_work(seconds);
    sounds += scene_sound_work(seconds);
  }
  return {{"shot.picture", pictures}, {"scene.performance", length}, {"scene.score", cues}, {"scene.sound", sounds}, {"title.card", kTitleSeconds}, {"clip.check", shots + length * 0.3}, {"film.mix", length}, {"film.track", length}, {"film.join", length}, {"film.check", length}, {"film.sheet", shots}, {"film.style", 5 + 0.1 * shots}};
}

Result<std::vector<const Scene*>> select_scenes(const Breakdown& breakdown, const std::string& wish) {
  std::vector<const Scene*> all;
  for (const auto& s : breakdown.scenes)
    if (!is_omitted(s)) all.push_back(&s);
  if (all.empty() && !breakdown.scenes.empty()) all.push_back(&breakdown.scenes.front());
  if (trim(wish).empty()) return all;
  auto index_of = [&](std::string_view number) -> Result<std::size_t> {
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i]->number == trim(number)) return i;
    return fail(ErrorCode::kInvalidInput, fmt::format("There is no scene '{}' in this script; it has {} scenes, {} to {}.", trim(number), all.size(), all.empty() ? "" : all.front()->number, all.empty() ? "" : all.back()->number));
  };
  std::vector<bool> chosen(all.size(), false);
  for (const auto piece : split(wish, ',')) {
    const auto dash = piece.find('-');
    const bool whole = index_of(piece).has_value();
    const std::size_t from = TRY(index_of(whole || dash == piece.npos ? piece : piece.substr(0, dash)));
    const std::size_t to = whole || dash == piece.npos ? from : TRY(index_of(piece.substr(dash + 1)));
    for (std::size_t i = std::min(from, to); i <= std::max(from, to); ++i) chosen[i] = true;
  }
  std::vector<const Scene*> out;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (chosen[i]) out.push_back(all[i]);
  return out;
}

Result<Plan> expand(const Film& film, const Ref& script, const Json& dictionary, const MakeOptions& options, const ReadOutcome& read) {
  auto plan = TRY(Expander(film, script, dictionary, options, read).run());
  // The scenes point into the breakdown: point them at the one that is returned.
  if (plan.breakdown) plan.scenes = TRY(select_scenes(*plan.breakdown, options.scenes));
  return plan;
}

}  // namespace auteur::production
