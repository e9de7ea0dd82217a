#include "auteur/world/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auteur/base/text.h"

namespace auteur::world {
namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 19> kNames = {{
    {EventKind::kMove, "move"}, {EventKind::kOpen, "open"}, {EventKind::kClose, "close"}, {EventKind::kBreak, "break"}, {EventKind::kMend, "mend"},
    {EventKind::kLight, "light"}, {EventKind::kDark, "dark"}, {EventKind::kConsume, "consume"}, {EventKind::kFill, "fill"}, {EventKind::kWear, "wear"},
    {EventKind::kTakeOff, "take-off"}, {EventKind::kWound, "wound"}, {EventKind::kHeal, "heal"}, {EventKind::kWet, "wet"}, {EventKind::kDry, "dry"},
    {EventKind::kDirty, "dirty"}, {EventKind::kClean, "clean"}, {EventKind::kWeather, "weather"}, {EventKind::kPower, "power"}}};

std::string base_of(const std::string& thing) { return thing.substr(0, thing.find('~')); }

bool is_fixture(const StoryState& s, const Event& e) {
  if (s.props.contains(e.what)) return false;
  const auto place = s.fixtures.find(e.place);
  if (place != s.fixtures.end() && place->second.contains(e.what)) return true;
  return e.detail == "fixture";
}

}  // namespace

std::string_view name_of(EventKind kind) {
  for (const auto& [k, name] : kNames)
    if (k == kind) return name;
  return "move";
}

std::optional<EventKind> event_kind(std::string_view name) {
  for (const auto& [k, n] : kNames)
    if (n == name) return k;
  return std::nullopt;
}

const std::vector<std::string>& event_kind_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const auto& [k, n] : kNames) out.emplace_back(n);
    return out;
  }();
  return names;
}

bool Event::operator==(const Event& o) const { return canonical_json(to_json(*this)) == canonical_json(to_json(o)); }

StoryState apply(StoryState s, const Event& e) {
  const auto thing = [&]() -> ThingState& {
    ThingState& t = s.props[e.what];
    if (t.place.empty()) t.place = e.place;
    s.now[base_of(e.what)] = e.what;
    return t;
  };
  const auto fixture = [&]() -> FixtureState& { return s.fixtures[e.place][e.what]; };
  switch (e.kind) {
    case EventKind::kMove: {
      ThingState& t = thing();
      t.place = e.place;
      t.holder = e.holder;
      t.where = e.where;
      t.stowed = e.stowed;
      // What lies in it goes with it.
      const ThingState moved = t;
      for (auto& [id, other] : s.props)
        if (id != e.what && (other.where == e.what || other.where == base_of(e.what)) && !other.where.empty()) other.place = moved.place, other.holder = moved.holder;
      break;
    }
    case EventKind::kOpen:
    case EventKind::kClose:
      if (is_fixture(s, e)) fixture().open = e.kind == EventKind::kOpen;
      else thing().open = e.kind == EventKind::kOpen;
      break;
    case EventKind::kBreak:
    case EventKind::kMend:
      if (is_fixture(s, e)) fixture().broken = e.kind == EventKind::kBreak;
      else thing().broken = e.kind == EventKind::kBreak;
      break;
    case EventKind::kLight:
    case EventKind::kDark: fixture().lit = e.kind == EventKind::kLight; break;
    case EventKind::kConsume:
    case EventKind::kFill: thing().level = std::clamp(e.level, 0.0, 1.0); break;
    case EventKind::kWear:
    case EventKind::kTakeOff: s.people[e.what].wears[e.detail] = e.kind == EventKind::kWear; break;
    case EventKind::kWound: s.people[e.what].wounds.insert(e.detail.empty() ? "wound" : e.detail); break;
    case EventKind::kHeal: s.people[e.what].wounds.clear(); break;
    case EventKind::kWet:
    case EventKind::kDry:
      if (e.detail == "prop") thing().wet = e.kind == EventKind::kWet;
      else s.people[e.what].wet = e.kind == EventKind::kWet;
      break;
    case EventKind::kDirty:
    case EventKind::kClean:
      if (e.detail == "prop") thing().dirty = e.kind == EventKind::kDirty;
      else s.people[e.what].dirty = e.kind == EventKind::kDirty;
      break;
    case EventKind::kWeather: s.weather[e.scene] = e.detail; break;
    case EventKind::kPower: s.power[e.place] = e.level > 0; break;
  }
  return s;
}

StoryState fold(const std::vector<Event>& events, StoryState from) {
  for (const auto& e : events) from = apply(std::move(from), e);
  return from;
}

namespace {

StoryState folded(const Ledger& ledger, const std::string& scene, int beat) {
  StoryState s;
  const auto at = std::find(ledger.order.begin(), ledger.order.end(), scene);
  const auto end = at == ledger.order.end() ? at : std::next(at);
  std::size_t next = 0;
  for (auto now = ledger.order.begin(); now != end; ++now) {
    if (!ledger.runs_on.contains(*now))
      for (auto& [id, body] : s.people) body.wears.clear(), body.wet = false;
    for (; next < ledger.events.size() && ledger.events[next].scene == *now; ++next)
      if (*now != scene || ledger.events[next].beat <= beat) s = apply(std::move(s), ledger.events[next]);
  }
  return s;
}

}  // namespace

// Rules and people's own events may stand before a scene's first beat: those belong to its beginning.
StoryState state_before(const Ledger& ledger, const std::string& scene) { return folded(ledger, scene, -1); }
StoryState state_at(const Ledger& ledger, const std::string& scene, int beat) { return folded(ledger, scene, beat); }

std::vector<std::size_t> story_order(const screenplay::Breakdown& breakdown, const StoryDays& decided) {
  int first = 1;
  for (const auto& s : breakdown.scenes) first = std::min(first, s.story_day);
  for (const auto& [scene, day] : decided) first = std::min(first, day);
  std::vector<std::pair<int, std::size_t>> keyed;
  for (std::size_t i = 0; i < breakdown.scenes.size(); ++i) {
    const auto& s = breakdown.scenes[i];
    if (is_omitted(s)) continue;
    const auto day = decided.find(s.number);
    keyed.emplace_back(day != decided.end() ? day->second : upper(s.heading).find("FLASHBACK") != std::string::npos ? first - 1 : s.story_day, i);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::size_t> out;
  for (const auto& [day, i] : keyed) out.push_back(i);
  return out;
}

Result<Ledger> edited(Ledger ledger, const std::vector<LedgerEdit>& edits) {
  const auto find = [&](const std::string& id) { return std::find_if(ledger.events.begin(), ledger.events.end(), [&](const Event& e) { return e.id == id; }); };
  const auto known = [&] {
    std::vector<std::string> ids;
    for (const auto& e : ledger.events) ids.push_back(e.id);
    return ids;
  };
  for (const auto& edit : edits) {
    const auto at = find(edit.event.id);
    if (edit.edit != EditKind::kAdd && at == ledger.events.end()) {
      const std::string near = closest(edit.event.id, known());
      return fail(ErrorCode::kInvalidInput, fmt::format("The ledger has no event '{}'.{} auteur world ledger lists them all.", edit.event.id, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near)), edit.at);
    }
    if (edit.edit == EditKind::kRemove) {
      ledger.events.erase(at);
      continue;
    }
    if (edit.edit == EditKind::kReplace) {
      Event e = edit.event;
      e.scene = at->scene;
      e.beat = at->beat;
      if (e.place.empty()) e.place = at->place;
      e.bytes = at->bytes;
      e.words = at->words;
      *at = std::move(e);
      continue;
    }
    const auto scene = std::find(ledger.order.begin(), ledger.order.end(), edit.event.scene);
    if (scene == ledger.order.end()) return fail(ErrorCode::kInvalidInput, fmt::format("There is no scene '{}' in this script; it has the scenes {}.", edit.event.scene, fmt::join(ledger.order, ", ")), edit.at);
    if (at != ledger.events.end()) return fail(ErrorCode::kInvalidInput, fmt::format("There is an event '{}' already. Give this one another id, or write do = \"replace\".", edit.event.id), edit.at);
    Event e = edit.event;
    auto where = ledger.events.end();
    if (!edit.after.empty()) {
      where = find(edit.after);
      if (where == ledger.events.end() || where->scene != e.scene) return fail(ErrorCode::kInvalidInput, fmt::format("The ledger has no event '{}' in scene {} that this one could follow.", edit.after, e.scene), edit.at);
      e.beat = where->beat;
      ++where;
    } else {
      const std::set<std::string> before(ledger.order.begin(), scene);
      where = std::find_if(ledger.events.begin(), ledger.events.end(), [&](const Event& other) { return !before.contains(other.scene); });
    }
    ledger.events.insert(where, std::move(e));
  }
  return ledger;
}

}  // namespace auteur::world
