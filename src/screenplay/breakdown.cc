#include "auteur/screenplay/breakdown.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "action.h"
#include "auteur/base/text.h"
#include "auteur/screenplay/pages.h"
#include "cast.h"
#include "heading.h"
#include "mood.h"
#include "noun_tables.h"
#include "shot_lines.h"

namespace auteur::screenplay {
namespace {

// Speaking time until a voice says the line: 165 words a minute, breath at marks, a short rest after it.
Seconds speaking_time(std::string_view text) {
  double marks = 0;
  for (char c : text) marks += c == ',' || c == ';' ? 0.15 : c == '.' || c == '!' || c == '?' ? 0.3 : 0.0;
  return Seconds(std::max(0.7, 0.2 + 0.364 * count_words(text) + std::min(marks, 0.2 * count_words(text))));
}

Seconds acting_time(const Beat& b) {
  double t = lexicon().durations[static_cast<std::size_t>(b.kind)];
  if (b.kind == BeatKind::kDescribe) t = std::min(6.0, t * 0.6 + 0.15 * count_words(b.text));
  if (b.kind == BeatKind::kPause && lower(b.text).find("long") != std::string::npos) t += 1.2;
  if (is_one_of(b.manner, {"slowly", "carefully"})) t *= 1.4;
  if (is_one_of(b.manner, {"quickly", "suddenly", "abruptly"})) t *= 0.7;
  return Seconds(t);
}

bool is_transition_text(std::string_view text) {
  const std::string t = upper(trim(text));
  return t.size() < 40 && (t.ends_with("TO:") || t.starts_with("FADE ") || t.starts_with("CUT TO") || t == "THE END" || t == "THE END." || t == "END" || t.starts_with("SMASH CUT") || t.starts_with("DISSOLVE"));
}

std::string one_line(std::string_view s) {
  std::string out;
  for (char c : s) {
    if (c == '\n' || c == '\t') c = ' ';
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_pause_word(std::string_view manner) {
  const std::string m = lower(trim(manner));
  return is_one_of(m, {"beat", "a beat", "pause", "a pause", "then", "long beat", "long pause", "silence", "stops himself", "stops herself", "stops", "hesitates", "pausing", "hesitating"});
}

class Builder {
 public:
  explicit Builder(const Screenplay& script) : script_(script), cast_(script, true) {}

  Breakdown run() {
    out_.title = script_.title();
    out_.author = script_.author();
    out_.language = guess_language();
    const auto& e = script_.elements;
    bool any_heading = false;
    for (const auto& x : e) {
      if (x.kind != ElementKind::kSceneHeading) continue;
      any_heading = true;
      all_places_.push_back(read_heading(one_line(x.text)).place);
    }
    std::reverse(all_places_.begin(), all_places_.end());  // what place_meant() finds first is the first to come
    // What stands before the first heading belongs to the first scene: a film opens on a place.
    std::size_t i = 0;
    while (i < e.size() && e[i].kind == ElementKind::kTitlePage) ++i;
    std::size_t first = i;
    while (first < e.size() && e[first].kind != ElementKind::kSceneHeading) ++first;
    if (!any_heading) {
      start_scene(nullptr, -1);
      while (i < e.size()) element(i);
      finish_scene();
    } else {
      pending_ = {i, first};
      i = first;
      while (i < e.size()) element(i);
      finish_scene();
    }
    finish_cast();
    return std::move(out_);
  }

 private:
  std::string guess_language() const {
    const auto& languages = lexicon().languages;
    std::vector<int> votes(languages.size(), 0);
    int read = 0;
    for (const auto& e : script_.elements) {
      if (e.kind != ElementKind::kAction && e.kind != ElementKind::kDialogue) continue;
      for (const auto& w : words(e.text, 0, std::min<std::size_t>(e.text.size(), 4000))) {
        for (std::size_t k = 0; k < languages.size(); ++k) votes[k] += languages[k].second.contains(w.low);
        ++read;
      }
      if (read > 4000) break;
    }
    std::size_t best = 0;
    for (std::size_t k = 1; k < votes.size(); ++k)
      if (votes[k] > votes[best]) best = k;
    // English stays unless another tongue clearly leads.
    if (votes.empty() || votes[best] < 4 || votes[best] * 10 < read || votes[best] * 10 <= votes[0] * 12) return "en";
    return languages[best].first;
  }

  void element(std::size_t& i) {
    const Element& e = script_.elements[i];
    if (e.kind != ElementKind::kSceneHeading && scene_.heading.empty() && !open_) { ++i; return; }
    switch (e.kind) {
      case ElementKind::kSceneHeading:
        finish_scene();
        if (i >= series_until_) series_ = false;
        pov_ = -1;
        start_scene(&e, static_cast<int>(i));
        if (pending_.second > pending_.first) {
          auto [k, end] = pending_;
          pending_ = {0, 0};
          while (k < end) element(k);
        }
        ++i;
        return;
      case ElementKind::kAction:
      case ElementKind::kShot:
        if (shot_line(i)) { ++i; return; }
        if (!is_transition_text(e.text)) {
          if (series_) series_lines(e, static_cast<int>(i));
          else action(e, static_cast<int>(i));
        }
        ++i;
        return;
      case ElementKind::kCharacter: speech(i); return;
      case ElementKind::kLyrics:
      case ElementKind::kCentred: {
        if (e.kind == ElementKind::kCentred && shot_line(i)) { ++i; return; }
        Beat b;
        b.kind = BeatKind::kDescribe;
        b.text = one_line(e.text);
        b.manner = e.kind == ElementKind::kLyrics ? "singing" : "title";
        b.element = static_cast<int>(i);
        b.bytes = e.bytes;
        if (!b.text.empty() && !is_transition_text(b.text)) scene_.beats.push_back(std::move(b));
        ++i;
        return;
      }
      case ElementKind::kTransition: shot_line(i); ++i; return;
      case ElementKind::kParenthetical: case ElementKind::kDialogue: case ElementKind::kPageBreak:
        ++i;
        return;
      default: ++i; return;
    }
  }

  std::string fresh_number(std::string number) {
    if (number.empty()) number = std::to_string(headings_);
    std::string wanted = number;
    for (int n = 0; numbers_.contains(wanted); ++n) wanted = number + std::string(1, static_cast<char>('a' + n % 26)) + (n >= 26 ? std::to_string(n / 26) : "");
    numbers_.insert(wanted);
    return wanted;
  }

  void action(const Element& e, int index) {
    const std::size_t from = scene_.beats.size();
    ActionReader(cast_, scene_, memory_).read(e, index);
    if (pov_ >= 0)
      for (std::size_t k = from; k < scene_.beats.size(); ++k) scene_.beats[k].pov = cast_.members()[static_cast<std::size_t>(pov_)].id;
    text_ += e.text + "\n";
    meter_.add(e.text);
  }

  // Those who were together when the scene before ended.
  std::vector<int> together() const {
    std::vector<int> people = memory_.subjects;
    if (people.size() < 2) people = memory_.seen;
    std::erase_if(people, [&](int p) { return cast_.animal(p); });
    return people.size() >= 2 && people.size() <= 4 ? people : std::vector<int>{};
  }

  void start_scene(const Element* heading, int index) {
    const std::vector<int> company = together();
    ++headings_;
    parts_ = 0;
    aside_ = false;
    base_ = {};
    scene_ = Scene{};
    memory_ = SceneMemory{};
    memory_.before = company;
    meter_ = MoodMeter{};
    heading_ = index;
    text_.clear();
    line_ = 0;
    open_ = true;
    scene_.index = static_cast<int>(out_.scenes.size());
    HeadingFacts facts;
    std::optional<IntercutHeading> ends;
    if (heading) {
      scene_.heading = one_line(heading->text);
      ends = read_intercut_heading(scene_.heading);
      facts = read_heading(ends ? ends->near : scene_.heading);
      if (ends)
        if (const auto* known = place_meant(facts.place.name, places_in_use())) facts.place = *known;
      scene_.bytes = heading->bytes;
    } else {
      scene_.heading = "INT. A ROOM - DAY";
      facts = read_heading(scene_.heading);
      if (!script_.elements.empty()) scene_.bytes = {script_.elements.front().bytes.begin, script_.elements.front().bytes.begin};
    }
    scene_.number = fresh_number(heading ? heading->scene_number : "");
    scene_.place = facts.place;
    const bool inherits = facts.continues || !facts.time;
    scene_.time = facts.time ? *facts.time : out_.scenes.empty() ? TimeOfDay::kDay : out_.scenes.back().time;
    if (!out_.scenes.empty()) {
      const Scene& before = out_.scenes.back();
      int day = before.story_day;
      if (facts.named_day > 0 && facts.named_day < 1000) day = facts.named_day;
      else if (facts.next_day || (!inherits && is_new_day(before.time, scene_.time))) ++day;
      scene_.story_day = day;
    } else if (facts.named_day > 0 && facts.named_day < 1000) {
      scene_.story_day = facts.named_day;
    }
    if (facts.next_day && !facts.time) scene_.time = TimeOfDay::kDay;
    scene_.weather = facts.weather;
    heading_continues_ = inherits;
    base_number_ = scene_.number;
    if (series_ || (heading && read_shot_line(scene_.heading).kind == ShotLine::Kind::kSeries)) scene_.told = "montage";
    if (scene_.told == "montage" && !series_) { series_ = true; series_until_ = static_cast<std::size_t>(index) + 1; }
    if (ends && !ends->far.empty()) {
      const PlaceUse far = read_heading(ends->far).place;
      const auto* known = place_meant(far.name, places_in_use());
      far_end_in(known ? known->id : far.id);
    } else if (intercut_next_ && !out_.scenes.empty()) {
      far_end_in(out_.scenes.back().place.id);
    }
    intercut_next_ = false;
  }

  // Of the scenes so far, in their order.
  const std::vector<PlaceUse>& places_in_use() {
    for (; in_use_ < out_.scenes.size(); ++in_use_) {
      const PlaceUse& p = out_.scenes[in_use_].place;
      std::erase_if(used_places_, [&](const PlaceUse& q) { return q.id == p.id; });
      used_places_.push_back(p);
    }
    return used_places_;
  }

  // A phone call: who was in that place when it was seen last is at its other end, unless they are here already.
  void far_end_in(const std::string& place) {
    if (place == scene_.place.id) return;
    scene_.far_place = place;
    for (const auto& [person, where] : last_place_)
      if (where == place && std::find(memory_.seen.begin(), memory_.seen.end(), person) == memory_.seen.end()) memory_.away[person] = place;
  }

  // "NELL IN THE OFFICE, IDA IN THE HALLWAY", "NELL AND IDA", or nothing.
  void intercut(const std::string& rest) {
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

  // Lines that say how the scene is told. True when the element is one, and is itself no action.
  bool shot_line(std::size_t i) {
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

  // What lies around a vehicle: the open place of the scene after this one or before it; else a street.
  PlaceUse outside_of_here(std::size_t i) {
    const auto& e = script_.elements;
    if (next_heading_ <= i)
      for (next_heading_ = i + 1; next_heading_ < e.size() && e[next_heading_].kind != ElementKind::kSceneHeading;) ++next_heading_;
    const std::size_t k = next_heading_;
    if (k < e.size())
      if (const auto facts = read_heading(one_line(e[k].text)); facts.place.setting == Setting::kExterior && (!facts.time || *facts.time == scene_.time)) return facts.place;
    if (!out_.scenes.empty() && out_.scenes.back().place.setting == Setting::kExterior && out_.scenes.back().time == scene_.time) return out_.scenes.back().place;
    return read_heading("EXT. STREET").place;
  }

  // A scene of its own under the same heading, in another place. Where nothing has happened yet, the scene itself goes there.
  void aside(const std::string& told, const PlaceUse& place, const std::string& time) {
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

  // Back in the place of the heading, with those who are there still.
  void resume() {
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

  static std::string heading_of(const PlaceUse& place, const std::string& when) {
    return std::string(place.setting == Setting::kExterior ? "EXT. " : place.setting == Setting::kBoth ? "INT./EXT. " : "INT. ") + place.name + " - " + when;
  }

  void next_part() {
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

  // A paragraph of a series: each line that names a place is a scene there.
  void series_lines(const Element& e, int index) {
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

  // Who is meant by "(to Tom)".
  std::string addressee(std::string_view manner) const {
    const auto w = words(manner, 0, manner.size());
    for (std::size_t i = 1; i < w.size(); ++i)
      if (w[i - 1].low == "to" || w[i - 1].low == "at")
        if (const auto m = cast_.at(w, i); m.person >= 0) return cast_.members()[static_cast<std::size_t>(m.person)].id;
    return {};
  }

  void speech(std::size_t& i) {
    const auto& e = script_.elements;
    const Element& cue = e[i];
    const int cue_index = static_cast<int>(i);
    ++i;
    CueNames names = read_cue_name(cue.name);
    std::vector<int> speakers;
    if (names.everybody) {
      for (int p : memory_.seen) if (speakers.size() < 6) speakers.push_back(p);
      if (lower(cue.name) == "both" && speakers.size() > 2) speakers.erase(speakers.begin(), speakers.end() - 2);
    } else {
      for (const auto& id : names.ids)
        if (const int p = cast_.find_id(id); p >= 0) speakers.push_back(p);
    }
    std::string extension = cue.extension;
    if (names.voice_only && extension.empty()) extension = "V.O.";
    const bool unseen = is_unseen(extension);
    if (pov_ >= 0) {  // who speaks is seen again
      pov_ = -1;
      if (scene_.told == "pov" && !unseen) resume();
    }

    // The block: pieces of speech, each with the manner that stands before it.
    struct Piece { std::string text, manner; std::size_t element; bool sung; bool pause_before; };
    std::vector<Piece> pieces;
    std::string manner, target;
    std::vector<Beat> acts;
    bool pause = false;
    ByteRange range = cue.bytes;
    for (; i < e.size(); ++i) {
      const auto kind = e[i].kind;
      if (kind == ElementKind::kNote || kind == ElementKind::kBoneyard) continue;
      if (kind == ElementKind::kParenthetical) {
        const std::string m = one_line(e[i].text);
        if (const auto to = addressee(m); !to.empty()) target = to;
        meter_.add(m, 1.5);
        if (is_pause_word(m)) pause = true;
        else manner += (manner.empty() ? "" : ", ") + m;
        if (!unseen && speakers.size() == 1) {
          auto more = ActionReader(cast_, scene_, memory_).read_manner(m, speakers[0]);
          for (auto& b : more) {
            if (const auto out_there = memory_.away.find(speakers[0]); out_there != memory_.away.end() && out_there->second != kOutside) b.away = out_there->second;
            b.bytes = e[i].bytes;
            b.element = static_cast<int>(i);
            acts.push_back(std::move(b));
          }
        }
      } else if (kind == ElementKind::kDialogue || kind == ElementKind::kLyrics) {
        if (kind == ElementKind::kLyrics && e[i].bytes.begin > range.end + 8 && !pieces.empty()) break;
        const std::string text = one_line(e[i].text);
        if (text.empty()) continue;
        if (!pieces.empty() && manner.empty() && !pause && pieces.back().sung == (kind == ElementKind::kLyrics)) pieces.back().text += " " + text;
        else pieces.push_back({text, manner, i, kind == ElementKind::kLyrics, pause});
        manner.clear();
        pause = false;
      } else {
        break;
      }
      range.end = std::max(range.end, e[i].bytes.end);
    }
    if (i == static_cast<std::size_t>(cue_index)) ++i;
    for (auto& b : acts) scene_.beats.push_back(std::move(b));
    if (pieces.empty()) return;
    ++line_;
    const std::string base = scene_.number + "-" + std::to_string(line_);
    if (speakers.empty()) speakers.push_back(-1);
    for (std::size_t s = 0; s < speakers.size(); ++s) {
      const int p = speakers[s];
      std::string away;
      if (const auto out_there = memory_.away.find(p); out_there != memory_.away.end()) {
        if (out_there->second != kOutside) away = out_there->second;
        else if (!unseen) memory_.away.erase(out_there);
      }
      if (p >= 0 && unseen && std::find(memory_.seen.begin(), memory_.seen.end(), p) == memory_.seen.end()) memory_.heard.insert(p);
      if (p >= 0 && !unseen) memory_.heard.erase(p);
      if (p >= 0 && !unseen) {
        ActionReader(cast_, scene_, memory_).see(p);
        memory_.last_person = p;
        const auto& g = cast_.gender(p);
        if (g != "male") memory_.last_female = p;
        if (g != "female") memory_.last_male = p;
        memory_.subjects = {p};
      }
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        const Piece& piece = pieces[k];
        if (piece.pause_before && s == 0) {
          Beat rest;
          rest.kind = BeatKind::kPause;
          rest.who = p >= 0 ? cast_.members()[static_cast<std::size_t>(p)].id : "";
          rest.text = "beat";
          rest.bytes = e[piece.element].bytes;
          rest.element = static_cast<int>(piece.element);
          rest.away = away;
          scene_.beats.push_back(std::move(rest));
        }
        Beat b;
        b.kind = BeatKind::kLine;
        b.who = p >= 0 ? cast_.members()[static_cast<std::size_t>(p)].id : "";
        b.text = piece.text;
        b.manner = piece.manner;
        if (piece.sung) b.manner += (b.manner.empty() ? "" : ", ") + std::string("singing");
        b.extension = !away.empty() && extension.empty() ? "FILTERED" : extension;
        b.away = away;
        b.target = target;
        b.dual = s > 0 || (cue.dual && k == 0);
        b.line_id = base + (s > 0 ? "+" + std::to_string(s + 1) : "") + (pieces.size() > 1 ? "-" + letters(k) : "");
        b.bytes = pieces.size() == 1 ? range : e[piece.element].bytes;
        b.element = static_cast<int>(piece.element);
        if (p >= 0) {
          auto& m = cast_.members()[static_cast<std::size_t>(p)];
          m.lines += k == 0;
          m.words += count_words(piece.text);
          spoke_.insert(p);
        }
        if (s == 0) meter_.add(piece.text, 0.7);
        scene_.beats.push_back(std::move(b));
      }
    }
    text_ += "\n";
  }
  static std::string letters(std::size_t k) {
    std::string s(1, static_cast<char>('a' + k % 26));
    return k < 26 ? s : letters(k / 26 - 1) + s;
  }

  void find_weather() {
    if (scene_.weather != Weather::kNone && scene_.weather != Weather::kRain) return;
    std::map<Weather, int> votes;
    bool over = false;
    for (const auto& s : sentences(text_)) {
      const auto w = words(text_, s.begin, s.end);
      for (std::size_t i = 0; i < w.size(); ++i) {
        const auto* weather = find(lexicon().weather, w[i].low);
        if (!weather) continue;
        const std::string next = i + 1 < w.size() ? w[i + 1].low : "";
        const std::string after = i + 2 < w.size() ? w[i + 2].low : "";
        if (is_one_of(next, {"stops", "stopped", "ends", "lifts", "clears"}) || (next == "has" && is_one_of(after, {"stopped", "ended", "gone", "lifted"}))) { over = true; continue; }
        if (i > 0 && is_one_of(w[i - 1].low, {"no", "like", "without"})) continue;
        if (i > 1 && w[i - 2].low == "like") continue;
        ++votes[*weather];
      }
    }
    Weather found = scene_.weather;
    if (votes[Weather::kStorm] > 0) found = Weather::kStorm;
    else if (votes[Weather::kSnow] > 0) found = Weather::kSnow;
    else if (votes[Weather::kRain] > 0) found = Weather::kRain;
    else if (votes[Weather::kFog] > 0) found = Weather::kFog;
    else if (votes[Weather::kWind] > 0) found = Weather::kWind;
    else if (votes[Weather::kClear] > 0 || over) found = Weather::kClear;
    if (found == Weather::kNone && heading_continues_ && !out_.scenes.empty() && !over) found = out_.scenes.back().weather;
    scene_.weather = found;
  }

  void moods() {
    // What the place itself feels like counts as little evidence: night and storm are tense, morning is light.
    if (scene_.time == TimeOfDay::kNight) meter_.add("dark", 0.4);
    if (scene_.weather == Weather::kStorm) meter_.add("storm", 0.8);
    scene_.mood = meter_.mood(6);
    Mood now = blend(Mood{}, scene_.mood, 0.6);
    for (auto& b : scene_.beats) {
      MoodMeter own;
      own.add(b.text);
      if (!b.manner.empty()) own.add(b.manner, 2.5);
      if (b.kind == BeatKind::kEmotion) own.add(b.object, 1.5);
      const Mood m = own.mood(1.0);
      const double share = own.evidence() <= 0 ? 0.0 : std::min(0.75, 0.35 + 0.15 * own.evidence());
      now = blend(now, m, share);
      b.mood = now;
      b.mood.why = m.why;
      now = blend(now, scene_.mood, 0.15);  // a feeling fades back to the scene's
      now.why.clear();
    }
  }

  void finish_scene() {
    if (!open_) return;
    open_ = false;
    if (!scene_.part_of.empty() && scene_.beats.empty()) {  // nothing comes after it
      numbers_.erase(scene_.number);
      scene_ = Scene{};
      return;
    }
    find_weather();
    for (int p : memory_.seen) {
      scene_.cast.push_back(cast_.members()[static_cast<std::size_t>(p)].id);
      last_place_[p] = scene_.place.id;
    }
    for (const auto& b : scene_.beats) {
      if (b.who.empty() || b.away.empty() || b.away == kOutside || std::find(scene_.far_end.begin(), scene_.far_end.end(), b.who) != scene_.far_end.end()) continue;
      if (std::find(scene_.cast.begin(), scene_.cast.end(), b.who) == scene_.cast.end()) scene_.far_end.push_back(b.who);
      if (b.away != kElsewhere) scene_.far_place = b.away;
    }
    if (scene_.far_end.empty()) scene_.far_place.clear();
    double total = 2.0;  // a place wants to be seen before anything happens
    double last_line = 0;
    for (auto& b : scene_.beats) {
      b.estimate = b.kind == BeatKind::kLine ? speaking_time(b.text) : acting_time(b);
      if (b.kind == BeatKind::kLine && b.dual) {
        total += std::max(0.0, b.estimate.value - last_line);
      } else {
        total += b.estimate.value + (b.kind == BeatKind::kLine ? 0.35 : 0.0);
      }
      if (b.kind == BeatKind::kLine) last_line = b.estimate.value;
      scene_.bytes.end = std::max(scene_.bytes.end, b.bytes.end);
    }
    scene_.estimate = Seconds(std::round(total * 1000) / 1000);
    const auto length = std::lower_bound(lengths_.begin(), lengths_.end(), heading_, [](const SceneLength& l, int e) { return l.element < e; });
    if (length != lengths_.end() && length->element == heading_) scene_.eighths = length->eighths;
    moods();
    for (const auto& id : scene_.cast) {
      const int p = cast_.find_id(id);
      cast_.members()[static_cast<std::size_t>(p)].scenes.push_back(scene_.index);
    }
    for (int p : spoke_) {
      auto& m = cast_.members()[static_cast<std::size_t>(p)];
      if (m.scenes.empty() || m.scenes.back() != scene_.index) m.scenes.push_back(scene_.index);
    }
    spoke_.clear();
    const bool known = std::any_of(out_.places.begin(), out_.places.end(), [&](const PlaceUse& p) { return p.id == scene_.place.id; });
    if (!known) out_.places.push_back(scene_.place);
    out_.scenes.push_back(std::move(scene_));
    scene_ = Scene{};
  }

  void finish_cast() {
    auto members = cast_.members();
    // In order of first appearance; people nobody sees or hears were only names.
    std::erase_if(members, [](const CastMember& m) { return m.scenes.empty(); });
    const auto place = [&](const CastMember& m) {
      const auto& seen = out_.scenes[static_cast<std::size_t>(m.scenes.front())].cast;
      return std::pair(m.scenes.front(), std::find(seen.begin(), seen.end(), m.id) - seen.begin());
    };
    std::stable_sort(members.begin(), members.end(), [&](const CastMember& a, const CastMember& b) { return place(a) < place(b); });
    out_.cast = std::move(members);
  }

  const Screenplay& script_;
  Cast cast_;
  Breakdown out_;
  Scene scene_;
  SceneMemory memory_;
  MoodMeter meter_;
  std::vector<SceneLength> lengths_ = scene_lengths(script_);
  int heading_ = -1;  // element of the open scene
  std::string text_;
  std::set<std::string> numbers_;
  std::set<int> spoke_;
  std::pair<std::size_t, std::size_t> pending_{0, 0};
  int line_ = 0;
  bool open_ = false, heading_continues_ = false;
  int headings_ = 0, parts_ = 0;          // scenes with a heading; asides and resumed parts of this one
  std::string base_number_;               // of the scene with the heading
  struct Base { PlaceUse place; std::string heading, told; TimeOfDay time = TimeOfDay::kDay; SceneMemory memory; } base_;
  bool aside_ = false;                    // the open scene is not in the place of its heading
  int pov_ = -1;                          // whose eyes see what is told now
  bool series_ = false, intercut_next_ = false;
  std::size_t series_until_ = 0;          // element
  std::size_t next_heading_ = 0;          // element, once it has been looked for
  static constexpr int kMostParts = 200;  // under one heading
  std::vector<PlaceUse> all_places_;      // of all headings, the last first
  std::vector<PlaceUse> used_places_;     // the one used last at the end
  std::size_t in_use_ = 0;
  std::map<int, std::string> last_place_; // where people were seen last
};

}  // namespace

bool is_omitted(const Scene& scene) {
  const std::string low = lower(trim(scene.heading));
  return scene.beats.empty() && (low == "omitted" || low == "omit" || low == "scene omitted");
}

Breakdown break_down(const Screenplay& script) { return Builder(script).run(); }

}  // namespace auteur::screenplay
