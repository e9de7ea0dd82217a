#include "expander.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"
#include "auteur/screenplay/intercut.h"
#include "behaviour_plan.h"
#include "cut_edits.h"
#include "expand_parts.h"
#include "line_notes.h"
#include "passes.h"

namespace auteur::production {

using screenplay::Breakdown;
using screenplay::Scene;

Result<Plan> Expander::run() {
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

std::vector<const Scene*> Expander::filmed() const {
  std::vector<const Scene*> all;
  for (const auto* s : plan_.scenes) {
    all.push_back(s);
    if (const auto* far = far_of(*s)) all.push_back(far);
  }
  return all;
}

const Scene* Expander::far_of(const Scene& s) const {
  const auto at = plan_.far_ends.find(s.number);
  return at == plan_.far_ends.end() ? nullptr : &at->second;
}

Status Expander::writing() {
  TRY(add({"script", "script.parse", {{"name", film_.script_name}}, {{"source", script_}}}));
  TRY(add({"breakdown", "script.breakdown", {{"language", film_.language}, {"title", film_.title}, {"fallback_title", title_from_file(film_.script_name)}, {"author", film_.author}, {"dictionary", dictionary_}}, {{"script", Upstream{"script", "script"}}}}));
  plan_.wanted = {"breakdown"};
  return {};
}

Status Expander::casting(const Json& bible) {
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

Status Expander::planning() {
  const Breakdown& b = *plan_.breakdown;
  known_ = speaking_ids(b);
  Json bible = Json::object();
  for (const auto& [name, j] : film_.cast_bible) {
    bible[name] = j;
    for (const char* key : {"model", "rig", "visemes", "face", "motion", "persona", "mood"}) bible[name].erase(key);  // a figure, its motion and what it feels are no matter of casting
    if (bible[name].contains("voice"))  // nor is who speaks instead of the house
      for (const char* key : {"service", "id", "speaker", "stability", "similarity", "style", "stock", "voice_of"}) bible[name]["voice"].erase(key);
  }
  TRY(casting(bible));
  Node behaviour{"behaviour", "film.behaviour", TRY(behaviour_params(film_, b, story_)), {{"breakdown", Upstream{"breakdown", "breakdown"}}}};
  TRY(add(std::move(behaviour)));
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
  Breakdown with_far = b;  // a call's far end has shots and people of its own
  screenplay::add_far_ends(with_far);
  const auto edits = TRY(shot_edits_by_scene(film_, with_far));
  const auto blocking = TRY(blocking_by_scene(film_, with_far));
  const auto notes = TRY(notes_by_line(film_, b));
  outside_ = TRY(outside_voices(film_));
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
    Node staging{base + "/staging", "scene.staging", {{"story", story}}, {{"scene", scene}, {"set", set}, {"mood", Upstream{"behaviour", "scene/" + told_in(*s)}}}};
    if (const auto asked = blocking.find(s->number); asked != blocking.end()) staging.params["blocking"] = asked->second;
    connect_people(staging, *s, known_);
    for (const auto& beat : s->beats) {
      if (beat.kind != screenplay::BeatKind::kLine) continue;
      Node voice = line_node(*s, beat, notes);
      const NodeId id = voice.id;
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
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i]->number == trim(number)) return i;
      if (const auto far = screenplay::far_end_of(breakdown, *all[i]); far && far->number == trim(number)) return i;  // the other end of its call
    }
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
