#include "auteur/world/world_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "story_words.h"

namespace auteur::world {
namespace {

using screenplay::Breakdown;
using screenplay::Scene;
using screenplay::TimeOfDay;

std::string base_of(const std::string& thing) { return thing.substr(0, thing.find('~')); }
std::string clock(double hour) { return fmt::format("{}:{:02}", static_cast<int>(hour), static_cast<int>(std::lround((hour - std::floor(hour)) * 60)) % 60); }

class Checker {
 public:
  Checker(const Breakdown& b, const Ledger& l, const Calendar& c, const std::map<std::string, Json>& cast) : breakdown_(b), ledger_(l), calendar_(c), cast_(cast) {
    for (const auto& s : b.scenes) scenes_[s.number] = &s;
    for (std::size_t i = 0; i < l.order.size(); ++i) rank_[l.order[i]] = i;
  }

  std::vector<Finding> run() {
    unmotivated();
    two_places();
    impossible();
    wardrobe();
    light();
    return std::move(out_);
  }

 private:
  void found(const char* rule, const std::string& scene, screenplay::ByteRange bytes, std::string what, std::string way, SourcePlace at = {}) { out_.push_back({rule, scene, bytes, std::move(at), std::move(what), std::move(way)}); }

  // Whether no time that matters lies between the end of `a` and the beginning of `b`.
  bool runs_on(const std::string& a, const std::string& b) const {
    if (a == b) return true;
    const auto ra = rank_.find(a), rb = rank_.find(b);
    if (ra == rank_.end() || rb == rank_.end() || rb->second < ra->second) return false;
    for (std::size_t i = ra->second + 1; i <= rb->second; ++i)
      if (const auto* t = calendar_.at(ledger_.order[i]); !t || (t->follows != Follows::kAtOnce && t->follows != Follows::kMoments)) return false;
    return true;
  }

  void unmotivated() {
    StoryState s;
    std::map<std::string, const Event*> last;  // "kind what" -> the event that left it so
    for (const auto& e : ledger_.events) {
      const bool fixture = e.detail == "fixture";
      const std::string key = fixture ? e.place + "/" + e.what : e.what;
      const auto since = [&](const std::string& what) {
        const auto it = last.find(what + " " + key);
        return it == last.end() ? nullptr : it->second;
      };
      const auto differs = [&](const std::string& what, const std::string& was, const std::string& is, const Event& from) {
        found("unmotivated", e.scene, e.bytes, fmt::format("The {} is {} here (\"{}\"), but scene {} left it {} (\"{}\") and nothing in between changes it.", base_of(e.what), is, trim(e.words), from.scene, was, trim(from.words)),
              fmt::format("Write the line that changes it, or add an event to bible/ledger.toml (do = \"add\", kind = \"{}\", what = \"{}\").", what, e.what));
      };
      if (e.asserted && (e.kind == EventKind::kOpen || e.kind == EventKind::kClose)) {
        if (const Event* from = since("open"); from && (from->kind == EventKind::kOpen) != (e.kind == EventKind::kOpen)) {
          // A door is shut by anybody in the meantime; a seal that was broken does not close itself.
          const bool told = fixture || e.kind == EventKind::kOpen ? runs_on(from->scene, e.scene) : true;
          if (told) differs(std::string(name_of(e.kind)), from->kind == EventKind::kOpen ? "open" : "closed", e.kind == EventKind::kOpen ? "open" : "closed", *from);
        }
      }
      if (e.asserted && (e.kind == EventKind::kLight || e.kind == EventKind::kDark))
        if (const Event* from = since("lit"); from && from->kind != e.kind && runs_on(from->scene, e.scene)) differs(std::string(name_of(e.kind)), from->kind == EventKind::kLight ? "lit" : "dark", e.kind == EventKind::kLight ? "lit" : "dark", *from);
      if (e.kind == EventKind::kConsume || e.kind == EventKind::kFill)
        if (const auto t = s.props.find(e.what); t != s.props.end() && t->second.broken)
          if (const Event* from = since("broken")) differs("mend", "broken", "whole", *from);
      if (e.kind == EventKind::kConsume)
        if (const auto t = s.props.find(e.what); t != s.props.end() && t->second.level && *t->second.level <= 0)
          if (const Event* from = since("level")) differs("fill", "empty", "not empty", *from);
      if (e.kind == EventKind::kOpen || e.kind == EventKind::kClose) last["open " + key] = &e;
      if (e.kind == EventKind::kLight || e.kind == EventKind::kDark) last["lit " + key] = &e;
      if (e.kind == EventKind::kBreak) last["broken " + key] = &e;
      if (e.kind == EventKind::kConsume || e.kind == EventKind::kFill) last["level " + key] = &e;
      s = apply(std::move(s), e);
    }
  }

  void two_places() {
    StoryState s;
    std::map<std::string, const Event*> moved;
    std::size_t next = 0;
    for (const auto& h : ledger_.handled) {
      for (; next < ledger_.events.size(); ++next) {
        const Event& e = ledger_.events[next];
        const bool before = rank_.at(e.scene) < rank_.at(h.scene) || (e.scene == h.scene && e.beat < h.beat);
        if (!before) break;
        if (e.kind == EventKind::kMove) moved[e.what] = &e;
        s = apply(std::move(s), e);
      }
      const auto t = s.props.find(h.what);
      const auto from = moved.find(h.what);
      if (t == s.props.end() || from == moved.end() || h.fresh || from->second->scene == h.scene) continue;
      const auto w = plain_words(base_of(h.what));
      if (story_words().in("everywhere", base_of(h.what)) || (!w.empty() && story_words().in("everywhere", w.back()))) continue;
      const Scene& here = *scenes_.at(h.scene);
      const auto here_too = [&](const std::string& id) { return std::find(here.cast.begin(), here.cast.end(), id) != here.cast.end() || id == h.who; };
      if (!t->second.holder.empty() ? here_too(t->second.holder) : t->second.place == h.place) continue;
      if (carried(*from->second, h, here)) continue;
      const std::string where = !t->second.holder.empty() ? fmt::format("{} had it", t->second.holder) : fmt::format("it was left in {}", t->second.place);
      found("two-places", h.scene, h.bytes, fmt::format("{} has the {} here (\"{}\"), but {} in scene {} (\"{}\"), and nobody of this scene was there since.", h.who, base_of(h.what), trim(h.words), where, from->second->scene, trim(from->second->words)),
            fmt::format("Write who brings it, call it another one (\"a second {}\"), or add a move to bible/ledger.toml.", base_of(h.what)));
    }
  }

  // Somebody of this scene was with it after it was left, and so may have brought it.
  bool carried(const Event& left, const Handling& h, const Scene& here) const {
    const std::size_t from = rank_.at(left.scene), to = rank_.at(h.scene);
    for (std::size_t i = from; i < to; ++i) {
      const Scene& s = *scenes_.at(ledger_.order[i]);
      if (left.holder.empty() ? s.place.id != left.place : std::find(s.cast.begin(), s.cast.end(), left.holder) == s.cast.end() && s.number != left.scene) continue;
      for (const auto& id : s.cast)
        if (id == h.who || std::find(here.cast.begin(), here.cast.end(), id) != here.cast.end()) return true;
    }
    return false;
  }

  double travel(const std::string& a, const std::string& b) const {  // minutes; negative: nobody said
    for (const auto& t : calendar_.travel)
      if ((t.from == a && t.to == b) || (t.from == b && t.to == a)) return t.decided ? t.minutes : -1;
    return -1;
  }

  void impossible() {
    std::map<std::string, const Scene*> was;
    for (const auto& number : ledger_.order) {
      const Scene& now = *scenes_.at(number);
      const SceneTime* t = calendar_.at(number);
      std::map<std::string, std::vector<std::string>> who;  // where from -> people
      for (const auto& id : now.cast) {
        const auto it = was.find(id);
        if (it != was.end() && it->second->place.id != now.place.id) who[it->second->number].push_back(id);
        was[id] = &now;
      }
      for (const auto& [from, people] : who) {
        const Scene& before = *scenes_.at(from);
        const SceneTime* tb = calendar_.at(from);
        if (!t || !tb) continue;
        const double way = travel(before.place.id, now.place.id);
        const std::string names = fmt::format("{}", fmt::join(people, " and "));
        const std::string how = "Give the scene a later hour or the way fewer minutes in bible/world.toml, or change the heading.";
        const bool next = rank_.at(number) == rank_.at(from) + 1;
        if (t->follows == Follows::kMeanwhile && next) {
          found("impossible", number, now.bytes, fmt::format("{} {} in {} and in {} at the same time (scenes {} and {}).", names, people.size() > 1 ? "are" : "is", before.place.name, now.place.name, from, number), "Take them out of one of the two scenes, or write LATER in the heading.");
          continue;
        }
        std::optional<double> gap;  // minutes at most
        if (next && t->follows == Follows::kAtOnce) gap = 2;
        else if (next && t->follows == Follows::kMoments) gap = 10;
        else if (t->story_day == tb->story_day) {
          const double latest = t->hour ? *t->hour : hours_of(t->time).second, earliest = tb->hour ? *tb->hour : hours_of(tb->time).first;
          gap = (latest - earliest) * 60;
          if (t->hour && tb->hour && *gap < 0) {
            found("impossible", number, now.bytes, fmt::format("Scene {} at {} comes after scene {} at {} of the same day, with {} in both.", number, clock(*t->hour), from, clock(*tb->hour), names), "Correct the hours in bible/world.toml.", t->decided);
            continue;
          }
        }
        if (gap && way > *gap)
          found("impossible", number, now.bytes, fmt::format("{} cannot be in {} in scene {}: from {} it takes {:.0f} minutes, and the story leaves {:.0f}.", names, now.place.name, number, before.place.name, way, std::max(0.0, *gap)), how, t->decided);
      }
    }
  }

  void wardrobe() {
    std::set<int> days;
    for (const auto& s : calendar_.scenes) days.insert(s.story_day);
    for (const auto& member : breakdown_.cast) {
      auto it = cast_.find(upper(member.name));
      if (it == cast_.end()) it = cast_.find(upper(member.id));
      if (it == cast_.end()) continue;
      const Json w = it->second.value("wardrobe", Json());
      if (!w.is_object()) continue;
      std::map<int, std::string> by_day;
      for (const auto& [day, text] : w.items())
        if (!day.empty() && day[0] >= '0' && day[0] <= '9' && text.is_string()) by_day[std::atoi(day.c_str())] = text.get<std::string>();
      for (const auto& [day, text] : by_day)
        if (!days.contains(day))
          found("wardrobe", "", {}, fmt::format("{} has a costume for story day {} (\"{}\"), but the story has the days {}.", member.name, day, text, fmt::join(days, ", ")), "Give it to a day that there is, or the scene that day in bible/world.toml.", {"bible/cast/" + lower(member.id) + ".toml"});
      for (const auto& s : breakdown_.scenes) {
        const auto* t = calendar_.at(s.number);
        if (!t) continue;
        const auto today = by_day.find(t->story_day);
        for (const auto& b : s.beats) {
          if (b.who != member.id || b.kind == screenplay::BeatKind::kLine) continue;
          const auto words = plain_words(b.text);
          for (std::size_t i = 1; i < words.size(); ++i) {
            if (!story_words().in("garments", words[i])) continue;
            const auto in = [&](const std::string& text) {
              const auto have = plain_words(text);
              for (std::size_t k = 1; k < have.size(); ++k)
                if (have[k] == words[i] && have[k - 1] == words[i - 1]) return true;
              return false;
            };
            if (today != by_day.end() && in(today->second)) continue;
            for (const auto& [day, text] : by_day)
              if (day != t->story_day && in(text))
                found("wardrobe", s.number, b.bytes, fmt::format("{} wears the {} {} of story day {} in scene {}, which is day {}.", member.name, words[i - 1], words[i], day, s.number, t->story_day), fmt::format("Write what {} wears that day in bible/cast, or move the scene to day {} in bible/world.toml.", member.name, day));
          }
        }
      }
      const Scene* before = nullptr;
      for (const auto& s : breakdown_.scenes) {
        const auto *a = before ? calendar_.at(before->number) : nullptr, *t = calendar_.at(s.number);
        const auto here = [&](const Scene& x) { return std::find(x.cast.begin(), x.cast.end(), member.id) != x.cast.end(); };
        if (a && t && (t->follows == Follows::kAtOnce || t->follows == Follows::kMoments) && a->story_day != t->story_day && here(s) && here(*before) && by_day.size() > 1)
          found("wardrobe", s.number, s.bytes, fmt::format("{} changes costume between scenes {} and {}, which run on without a break: one is of story day {}, the other of day {}.", member.name, before->number, s.number, a->story_day, t->story_day), "Give both scenes the same day in bible/world.toml, or say LATER in the heading.", t->decided);
        if (t) before = &s;
      }
    }
  }

  void light() {
    for (const auto& number : ledger_.order) {
      const SceneTime* t = calendar_.at(number);
      const Scene& s = *scenes_.at(number);
      if (!t) continue;
      const bool bright = t->time == TimeOfDay::kMorning || t->time == TimeOfDay::kDay || t->time == TimeOfDay::kAfternoon, night = t->time == TimeOfDay::kNight;
      const std::string word = bright ? "day" : "night";
      if (t->hour) {
        const auto [low, high] = hours_of(t->time);
        const bool fits = (*t->hour >= low && *t->hour <= high) || *t->hour + 24 <= high;
        if (!fits) {
          found("light", number, s.bytes, fmt::format("Scene {} is at {}, but its heading (\"{}\") asks for other light.", number, clock(*t->hour), s.heading), "Correct `hour` or set `time` for the scene in bible/world.toml.", t->decided);
          continue;
        }
      }
      if (!calendar_.latitude || t->date.empty() || (!bright && !night)) continue;
      const int day = day_of_year(t->date).value_or(1);
      const double hour = t->hour ? *t->hour : bright ? 12 : 24;
      const double up = sun_position(*calendar_.latitude, day, hour).elevation.value;
      if ((bright && up < -1) || (night && up > (t->hour ? 2.0 : 0.0)))
        found("light", number, s.bytes, fmt::format("Scene {} is lit as {}, but on {} at {:.1f} degrees of latitude the sun is {:.0f} degrees {} the horizon at {}.", number, word, t->date, calendar_.latitude->value, std::abs(up), up < 0 ? "below" : "above", clock(std::fmod(hour, 24))), "Change the date, the hour, the latitude or `time` in bible/world.toml.", t->decided);
    }
  }

  const Breakdown& breakdown_;
  const Ledger& ledger_;
  const Calendar& calendar_;
  const std::map<std::string, Json>& cast_;
  std::map<std::string, const Scene*> scenes_;
  std::map<std::string, std::size_t> rank_;
  std::vector<Finding> out_;
};

}  // namespace

std::vector<Finding> check_story(const Breakdown& breakdown, const Ledger& ledger, const Calendar& calendar, const std::map<std::string, Json>& cast_bible) { return Checker(breakdown, ledger, calendar, cast_bible).run(); }

std::vector<Finding> check_cuts(const std::vector<DrawnShot>& shots) {
  std::vector<Finding> out;
  for (std::size_t i = 1; i < shots.size(); ++i) {
    const DrawnShot &a = shots[i - 1], &b = shots[i];
    if (!b.continues || a.place != b.place) continue;
    for (const auto& [what, is] : b.first) {
      const auto was = a.last.find(what);
      if (was == a.last.end() || was->second == is || b.changed.contains(what)) continue;
      out.push_back({"cut", b.scene, {}, {}, fmt::format("The {} is {} at the end of shot {} and {} at the beginning of shot {}.", what, was->second, a.shot, is, b.shot),
                     fmt::format("Add the event between scenes {} and {} to bible/ledger.toml, or write it into the script.", a.scene, b.scene)});
    }
  }
  return out;
}

Json to_json(const Finding& f) {
  Json j{{"rule", f.rule}, {"scene", f.scene}, {"what", f.what}, {"way_out", f.way_out}};
  if (f.bytes.end > 0) j["bytes"] = {f.bytes.begin, f.bytes.end};
  if (!f.at.file.empty()) j["at"] = {{"file", f.at.file}, {"line", f.at.line}, {"column", f.at.column}};
  return j;
}

}  // namespace auteur::world
