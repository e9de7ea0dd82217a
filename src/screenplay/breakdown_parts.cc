#include "breakdown_builder.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "heading.h"
#include "noun_tables.h"
#include "shot_lines.h"

namespace auteur::screenplay {

void BreakdownBuilder::far_end_in(const std::string& place) {
  if (place == scene_.place.id) return;
  scene_.far_place = place;
  for (const auto& [person, where] : last_place_)
    if (where == place && std::find(memory_.seen.begin(), memory_.seen.end(), person) == memory_.seen.end()) memory_.away[person] = place;
}

void BreakdownBuilder::intercut(const std::string& rest) {
  const auto here = [&](int p) { return std::find(memory_.seen.begin(), memory_.seen.end(), p) != memory_.seen.end(); };
  const auto w = words(rest, 0, rest.size());
  std::vector<int> far;
  std::string far_place;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const Mention m = cast_.at(w, i);
    if (m.person < 0) continue;
    std::size_t k = i + m.words, end = k;
    while (end < w.size() && (end == k || w[end].before == 0) && w[end].low != "and" && cast_.at(w, end).person < 0) ++end;
    const PlaceUse* place = nullptr;
    if (k < end && is_preposition(w[k].low) && k + 1 < end) {
      const std::string said = rest.substr(w[k + 1].begin, w[end - 1].end - w[k + 1].begin);
      if (slug(scene_.place.name).ends_with(slug(said.starts_with("THE ") ? said.substr(4) : said))) { i = end - 1; continue; }
      // Where that person was seen last, if it is called so.
      if (const auto was = last_place_.find(m.person); was != last_place_.end())
        for (const auto& p : out_.places)
          if (p.id == was->second) place = place_meant(said, {p}) ? &p : nullptr;
      if (!place) place = place_meant(said, places_in_use());
      if (!place) place = place_meant(said, all_places_);
    }
    if (place ? place->id != scene_.place.id : !here(m.person)) {
      far.push_back(m.person);
      if (place) far_place = place->id;
    }
    i = std::max(i, end - 1);
  }
  if (far_place.empty())
    for (int p : far)
      if (const auto was = last_place_.find(p); was != last_place_.end()) far_place = was->second;
  if (far_place.empty() && far.empty() && !out_.scenes.empty()) far_place = out_.scenes.back().place.id;
  if (!far_place.empty()) far_end_in(far_place);
  for (int p : far) {
    std::erase(memory_.seen, p);
    memory_.away[p] = far_place.empty() ? kElsewhere : far_place;
  }
}

bool BreakdownBuilder::shot_line(std::size_t i) {
  const auto& e = script_.elements;
  const ShotLine line = read_shot_line(e[i].text);
  const auto next_of = [&](auto&& wanted) {
    std::size_t k = i + 1;
    while (k < e.size() && !wanted(k)) ++k;
    return k;
  };
  const auto heading = [&](std::size_t k) { return e[k].kind == ElementKind::kSceneHeading; };
  switch (line.kind) {
    case ShotLine::Kind::kNone: return false;
    case ShotLine::Kind::kIntercut: {
      const std::size_t next = next_of([&](std::size_t k) { return heading(k) || ((e[k].kind == ElementKind::kAction || e[k].kind == ElementKind::kCharacter) && !trim(e[k].text).empty()); });
      if (next < e.size() && heading(next)) intercut_next_ = true;
      else intercut(line.rest);
      return true;
    }
    case ShotLine::Kind::kEndIntercut:
      std::erase_if(memory_.away, [](const auto& p) { return p.second != kOutside; });
      return true;
    case ShotLine::Kind::kSeries: {
      pov_ = -1;
      if (series_ && series_until_ > i) return true;  // within one whose end is known
      series_ = true;
      // To its end; a series that nobody ends is over with the next heading.
      const auto marked = [&](std::size_t k) {
        const bool may = e[k].kind == ElementKind::kAction || e[k].kind == ElementKind::kShot || e[k].kind == ElementKind::kTransition || e[k].kind == ElementKind::kCentred;
        const auto kind = may ? read_shot_line(e[k].text).kind : ShotLine::Kind::kNone;
        return kind == ShotLine::Kind::kSeries || kind == ShotLine::Kind::kEndSeries;
      };
      const std::size_t end = next_of(marked);
      series_until_ = end < e.size() && read_shot_line(e[end].text).kind == ShotLine::Kind::kEndSeries ? end : next_of(heading);
      return true;
    }
    case ShotLine::Kind::kEndSeries:
      series_ = false;
      resume();
      return true;
    case ShotLine::Kind::kBack:
      pov_ = -1;
      if (series_ && !heading(std::min(series_until_, e.size() - 1))) return true;  // within a series that has an end of its own
      series_ = false;
      resume();
      return true;
    case ShotLine::Kind::kPov: {
      resume();
      const auto w = words(line.rest, 0, line.rest.size());
      pov_ = -1;
      for (std::size_t k = 0; k < w.size() && pov_ < 0; ++k) pov_ = cast_.at(w, k).person;
      if (pov_ >= 0 && is_vehicle_place(scene_.place) && scene_.place.setting != Setting::kExterior) aside("pov", outside_of_here(i), word_of(scene_.time));
      return true;
    }
  }
  return false;
}

PlaceUse BreakdownBuilder::outside_of_here(std::size_t i) {
  const auto& e = script_.elements;
  if (next_heading_ <= i)
    for (next_heading_ = i + 1; next_heading_ < e.size() && e[next_heading_].kind != ElementKind::kSceneHeading;) ++next_heading_;
  const std::size_t k = next_heading_;
  if (k < e.size())
    if (const auto facts = read_heading(one_line(e[k].text)); facts.place.setting == Setting::kExterior && (!facts.time || *facts.time == scene_.time)) return facts.place;
  if (!out_.scenes.empty() && out_.scenes.back().place.setting == Setting::kExterior && out_.scenes.back().time == scene_.time) return out_.scenes.back().place;
  return read_heading("EXT. STREET").place;
}

void BreakdownBuilder::aside(const std::string& told, const PlaceUse& place, const std::string& time) {
  if (parts_ >= kMostParts) return;
  const bool begun = !scene_.beats.empty();
  if (!aside_) base_ = {scene_.place, scene_.heading, scene_.part_of.empty() ? scene_.told : base_.told, scene_.time, memory_};
  if (begun) next_part();
  aside_ = true;
  const std::vector<int> before = together();
  SceneMemory fresh = memory_;
  fresh.seen.clear();
  fresh.held.clear();
  fresh.away.clear();
  fresh.heard.clear();
  fresh.before = before;
  memory_ = std::move(fresh);
  scene_.place = place;
  scene_.told = told;
  if (const auto t = time_of(lower(time))) scene_.time = *t;
  if (begun || !scene_.part_of.empty()) scene_.heading = heading_of(place, told == "pov" ? "CONTINUOUS" : upper(std::string(word_of(scene_.time))));
}

void BreakdownBuilder::resume() {
  if (!aside_) return;
  if (!scene_.beats.empty()) next_part();
  aside_ = false;
  memory_ = base_.memory;
  for (auto s = out_.scenes.rbegin(); s != out_.scenes.rend() && (s->number == base_number_ || s->part_of == base_number_); ++s)
    if (s->place.id == base_.place.id)
      for (auto b = s->beats.rbegin(); b != s->beats.rend(); ++b) {
        if (b->kind != BeatKind::kExit) continue;
        const int p = cast_.find_id(b->who);
        const bool back = std::any_of(s->beats.rbegin(), b, [&](const Beat& later) { return later.who == b->who && later.away.empty() && later.extension.empty(); });
        if (!back) std::erase(memory_.seen, p);
      }
  scene_.place = base_.place;
  scene_.time = base_.time;
  scene_.told = base_.told;
  scene_.heading = scene_.part_of.empty() ? base_.heading : heading_of(base_.place, "CONTINUOUS");
}

std::string BreakdownBuilder::heading_of(const PlaceUse& place, const std::string& when) {
  return std::string(place.setting == Setting::kExterior ? "EXT. " : place.setting == Setting::kBoth ? "INT./EXT. " : "INT. ") + place.name + " - " + when;
}

void BreakdownBuilder::next_part() {
  const SceneMemory memory = memory_;
  finish_scene();
  const Scene& last = out_.scenes.back();
  scene_ = Scene{};
  scene_.index = static_cast<int>(out_.scenes.size());
  scene_.part_of = base_number_;
  scene_.number = fresh_number(base_number_ + "." + std::to_string(++parts_));
  scene_.place = last.place;
  scene_.time = last.time;
  scene_.story_day = last.story_day;
  scene_.bytes = {last.bytes.end, last.bytes.end};
  scene_.eighths = 0;  // counted with the scene of the heading
  memory_ = memory;
  meter_ = MoodMeter{};
  text_.clear();
  line_ = 0;
  heading_ = -1;
  heading_continues_ = true;
  open_ = true;
}

void BreakdownBuilder::series_lines(const Element& e, int index) {
  const bool exact = e.bytes.end - e.bytes.begin == e.text.size();
  std::size_t from = 0;
  while (from < e.text.size()) {
    const std::size_t end = std::min(e.text.find('\n', from), e.text.size());
    const std::string_view line = std::string_view(e.text).substr(from, end - from);
    const SeriesItem item = read_series_item(line);
    Element one = e;
    one.spans.clear();
    one.text = std::string(line.substr(std::min(item.begin, line.size())));
    if (exact) one.bytes = {e.bytes.begin + from + item.begin, e.bytes.begin + end};
    from = end + 1;
    if (!item.place.empty()) {
      const auto* known = place_meant(item.place, places_in_use());
      if (!known) known = place_meant(item.place, all_places_);
      if (known && item.setting && (known->setting == Setting::kExterior) != (*item.setting == Setting::kExterior)) known = nullptr;
      const bool open_air = item.setting ? *item.setting == Setting::kExterior : read_heading(item.place).place.setting == Setting::kExterior;
      aside("montage", known ? *known : read_heading((open_air ? "EXT. " : "INT. ") + upper(item.place)).place, item.time);
    } else if (item.bullet && aside_) {
      resume();
      scene_.told = "montage";
    }
    if (!trim(one.text).empty()) action(one, index);
  }
}

}  // namespace auteur::screenplay
