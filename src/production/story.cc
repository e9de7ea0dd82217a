#include "story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "auteur/screenplay/intercut.h"
#include "auteur/base/sha256.h"
#include "auteur/base/text.h"

namespace auteur::production {
namespace {

using screenplay::Breakdown;
using screenplay::Scene;
using world::Event;
using world::EventKind;

const Scene* scene_of(const Breakdown& b, const std::string& number) {
  for (const auto& s : b.scenes)
    if (s.number == number) return &s;
  return nullptr;
}

// "no electricity after scene 12", "no power before scene 3".
void add_rules(world::Ledger& ledger, const Breakdown& b, const std::string& place, const std::vector<std::string>& rules, const std::string& file) {
  const auto put = [&](std::size_t rank, double level, const std::string& rule, std::size_t n) {
    if (rank >= ledger.order.size()) return;
    Event e;
    e.id = fmt::format("rule/{}/{}", place, n);
    e.scene = ledger.order[rank];
    e.kind = EventKind::kPower;
    e.place = place;
    e.what = "electricity";
    e.level = level;
    e.by = file;
    e.why = rule;
    const std::set<std::string> before(ledger.order.begin(), ledger.order.begin() + static_cast<std::ptrdiff_t>(rank));
    ledger.events.insert(std::find_if(ledger.events.begin(), ledger.events.end(), [&](const Event& o) { return !before.contains(o.scene); }), std::move(e));
  };
  (void)b;
  std::size_t n = 0;
  for (const auto& rule : rules) {
    const std::string low = lower(rule);
    if (!low.starts_with("no electricity") && !low.starts_with("no power") && !low.starts_with("no light")) continue;
    const auto at = low.find("scene ");
    if (at == std::string::npos) {
      if (low.find(' ', 3) == std::string::npos || low.find(" ever") != std::string::npos) put(0, 0, rule, ++n);
      continue;
    }
    const std::string number(trim(std::string_view(rule).substr(at + 6)));
    const auto scene = std::find(ledger.order.begin(), ledger.order.end(), number);
    if (scene == ledger.order.end()) continue;
    const auto rank = static_cast<std::size_t>(scene - ledger.order.begin());
    if (low.find("after") != std::string::npos) put(rank + 1, 0, rule, ++n);
    else if (low.find("from") != std::string::npos) put(rank, 0, rule, ++n);
    else if (low.find("before") != std::string::npos || low.find("until") != std::string::npos) put(0, 0, rule, ++n), put(rank, 1, rule, ++n);
  }
}

Result<std::vector<world::LedgerEdit>> edits_of(const Film& film, const Breakdown& b) {
  std::vector<world::LedgerEdit> out;
  const std::string file = (film.folder / "bible/ledger.toml").string();
  int n = 0;
  const Json events = film.ledger.value("event", Json::array());
  for (const Json& j : events) {
    world::LedgerEdit e;
    ++n;
    e.at = {file, j.value("@line", 0), j.value("@column", 0)};
    const std::string what = j.value("do", "add");
    e.edit = what == "remove" ? world::EditKind::kRemove : what == "replace" ? world::EditKind::kReplace : world::EditKind::kAdd;
    e.event.id = j.value("id", e.edit == world::EditKind::kAdd ? fmt::format("bible-{}", n) : "");
    e.event.scene = j.value("scene", "");
    e.after = j.value("after", "");
    if (e.edit != world::EditKind::kAdd && e.event.id.empty()) return fail(ErrorCode::kInvalidInput, "Say which event: id = \"3-2\". auteur world ledger lists them all.", e.at);
    if (e.edit != world::EditKind::kRemove) {
      if (!j.contains("kind") || !j.contains("what")) return fail(ErrorCode::kInvalidInput, "An event needs kind and what: kind = \"open\", what = \"door\".", e.at);
      if (e.edit == world::EditKind::kAdd && e.event.scene.empty()) return fail(ErrorCode::kInvalidInput, "Say when: scene = \"3\".", e.at);
      e.event.kind = world::event_kind(j["kind"].get<std::string>()).value_or(EventKind::kMove);
      e.event.what = j["what"].get<std::string>();
      e.event.holder = j.value("holder", "");
      e.event.where = j.value("where", "");
      e.event.stowed = j.value("stowed", false);
      e.event.level = j.value("level", 0.0);
      e.event.detail = j.value("detail", "");
      if (const auto* s = scene_of(b, e.event.scene)) e.event.place = s->place.id;
      const bool prop = std::any_of(b.scenes.begin(), b.scenes.end(), [&](const Scene& s) { return std::any_of(s.props.begin(), s.props.end(), [&](const auto& p) { return p.id == e.event.what; }); });
      const auto person = std::find_if(b.cast.begin(), b.cast.end(), [&](const auto& c) { return upper(c.id) == upper(e.event.what) || upper(c.name) == upper(e.event.what); });
      const auto needs_person = e.event.kind == EventKind::kWear || e.event.kind == EventKind::kTakeOff || e.event.kind == EventKind::kWound || e.event.kind == EventKind::kHeal;
      if (person != b.cast.end()) e.event.what = person->id;
      else if (needs_person) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is nobody in the cast, and only people can {}.", e.event.what, world::name_of(e.event.kind)), e.at);
      else if (!prop && (e.event.kind == EventKind::kOpen || e.event.kind == EventKind::kClose || e.event.kind == EventKind::kLight || e.event.kind == EventKind::kDark || e.event.kind == EventKind::kBreak || e.event.kind == EventKind::kMend)) e.event.detail = "fixture";
      else if (prop && (e.event.kind == EventKind::kWet || e.event.kind == EventKind::kDry || e.event.kind == EventKind::kDirty || e.event.kind == EventKind::kClean)) e.event.detail = "prop";
      if (!e.event.holder.empty()) {
        const auto holder = std::find_if(b.cast.begin(), b.cast.end(), [&](const auto& c) { return upper(c.id) == upper(e.event.holder) || upper(c.name) == upper(e.event.holder); });
        if (holder == b.cast.end()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is nobody in the cast, so they cannot hold anything.", e.event.holder), e.at);
        e.event.holder = holder->id;
      }
    }
    e.event.by = j.value("by", "bible/ledger.toml");
    e.event.why = j.value("why", "");
    out.push_back(std::move(e));
  }
  return out;
}

// What people decided about props before the film begins.
void add_props(world::Ledger& ledger, const Film& film, const Breakdown& b) {
  const Json props = film.world.value("props", Json::object());
  for (const auto& [id, j] : props.items()) {
    if (id.starts_with("@") || ledger.order.empty() || !j.contains("owner") || !j.contains("container")) continue;
    Event e;
    e.id = "owner/" + id;
    e.scene = ledger.order.front();
    e.what = slug(id);
    e.holder = upper(j["owner"].get<std::string>());
    e.where = j["container"].get<std::string>();
    e.stowed = true;
    if (const auto* s = scene_of(b, e.scene)) e.place = s->place.id;
    e.by = "bible/world.toml";
    ledger.events.insert(ledger.events.begin(), std::move(e));
  }
}

}  // namespace

Result<Story> story_of(const Film& film, const Breakdown& breakdown) {
  Story story;
  story.calendar = TRY(world::make_calendar(breakdown, film.world, (film.folder / "bible/world.toml").string()));
  story.ledger = world::read_ledger(breakdown, story.calendar.days());
  for (const auto& p : breakdown.places) {
    auto bible = film.place_bible.find(p.id);
    if (bible == film.place_bible.end()) bible = film.place_bible.find(slug(p.name));
    if (bible != film.place_bible.end()) add_rules(story.ledger, breakdown, p.id, bible->second.value("rules", std::vector<std::string>{}), "bible/places");
  }
  add_props(story.ledger, film, breakdown);
  const auto edits = TRY(edits_of(film, breakdown));
  story.ledger = TRY(world::edited(std::move(story.ledger), edits));
  return story;
}

const std::vector<std::string>& words_about_a_place() {
  static const std::vector<std::string> keys = {"aliases", "storey", "mood", "history", "rules", "hot"};
  return keys;
}

Json seen_in_scene(const Story& story, const Breakdown& breakdown, const Scene& scene) {
  Json out = Json::array();
  const std::string& told = screenplay::is_far_end(scene) ? scene.part_of : scene.number;
  world::StoryState s = world::state_before(story.ledger, told);
  out.push_back({{"beat", -1}, {"state", world::seen_state(s, breakdown, scene)}});
  for (const auto& e : story.ledger.events) {
    if (e.scene != told || e.beat < 0) continue;
    s = world::apply(std::move(s), e);
    Json now = world::seen_state(s, breakdown, scene);
    if (out.back()["beat"] == e.beat) out.back()["state"] = std::move(now);
    else if (out.back()["state"] != now) out.push_back({{"beat", e.beat}, {"state", std::move(now)}});
  }
  return out;
}

Json state_of_shot(const Json& seen, const staging::Staging& staging, const camera::Shot& shot) {
  if (!seen.is_array() || seen.empty()) return {{"kind", "auteur.story_state"}, {"version", 1}};
  const Json* state = &seen[0]["state"];
  for (const Json& step : seen) {
    const int beat = step.value("beat", -1);
    for (const auto& timed : staging.beats)
      if (timed.beat == beat && timed.end.value <= shot.start.value + 0.05) state = &step["state"];
  }
  return *state;
}

void take_props(staging::StagingRequest& request, const Json& state, bool goes_on) {
  const Scene& scene = *request.scene;
  const Json away = state.value("away", Json::array());
  for (const Json& id : away) request.away.insert(id.get<std::string>());
  const auto first_use = [&](const std::string& id) -> const screenplay::Beat* {
    for (const auto& b : scene.beats)
      if (b.object == id) return &b;
    return nullptr;
  };
  const Json props = state.value("props", Json::object()), fixtures = state.value("fixtures", Json::object());
  for (const auto& [id, t] : props.items()) {
    const std::string holder = t.value("holder", "");
    if (holder.empty() || !request.people.contains(holder)) continue;
    const auto* use = first_use(id);
    const bool named = std::any_of(scene.props.begin(), scene.props.end(), [&](const auto& p) { return p.id == id; });
    // What the script has them take up lies somewhere; what nobody mentions hours later has been put away.
    if (use && (use->kind == screenplay::BeatKind::kPickUp || use->who != holder)) continue;
    if (!named && !goes_on) continue;
    request.props_before[id] = (t.value("stowed", false) ? "pocket:" : "hand:") + holder;
  }
  for (const auto& [word, f] : fixtures.items())
    if (word == "door" && f.value("open", false)) request.door_open = true;
}

std::string set_mark(const Json& request) {
  Json j = request;
  if (j.contains("bible"))
    for (const auto& key : words_about_a_place()) j["bible"].erase(key);
  return sha256(canonical_json(j)).hex().substr(0, 12);
}

Status keep_hot(const Film& film, const std::string& place_id, const Json& request) {
  auto bible = film.place_bible.find(place_id);
  if (bible == film.place_bible.end()) bible = film.place_bible.find(slug(request.value("name", "")));
  if (bible == film.place_bible.end()) return {};
  const std::string hot = bible->second.value("hot", "");
  if (hot.empty() || hot == set_mark(request)) return {};
  return fail(ErrorCode::kRefused, fmt::format("The set of {} is hot ({}) and would come out otherwise ({}): somebody changed its file or what the script wants of it. Take the change back, or remove `hot` in its bible file.", request.value("name", place_id), hot, set_mark(request)),
              {(film.folder / "bible/places" / (bible->first + ".toml")).string()});
}

}  // namespace auteur::production
