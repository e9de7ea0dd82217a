#include "breakdown_builder.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/screenplay/intercut.h"
#include "heading.h"
#include "shot_lines.h"

namespace auteur::screenplay {
namespace {

bool is_transition_text(std::string_view text) {
  const std::string t = upper(trim(text));
  return t.size() < 40 && (t.ends_with("TO:") || t.starts_with("FADE ") || t.starts_with("CUT TO") || t == "THE END" || t == "THE END." || t == "END" || t.starts_with("SMASH CUT") || t.starts_with("DISSOLVE"));
}

}  // namespace

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

Breakdown BreakdownBuilder::run() {
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

std::string BreakdownBuilder::guess_language() const {
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

void BreakdownBuilder::element(std::size_t& i) {
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

std::string BreakdownBuilder::fresh_number(std::string number) {
  if (number.empty()) number = std::to_string(headings_);
  std::string wanted = number;
  for (int n = 0; numbers_.contains(wanted); ++n) wanted = number + std::string(1, static_cast<char>('a' + n % 26)) + (n >= 26 ? std::to_string(n / 26) : "");
  numbers_.insert(wanted);
  return wanted;
}

void BreakdownBuilder::action(const Element& e, int index) {
  const std::size_t from = scene_.beats.size();
  ActionReader(cast_, scene_, memory_).read(e, index);
  if (pov_ >= 0)
    for (std::size_t k = from; k < scene_.beats.size(); ++k) scene_.beats[k].pov = cast_.members()[static_cast<std::size_t>(pov_)].id;
  text_ += e.text + "\n";
  meter_.add(e.text);
}

std::vector<int> BreakdownBuilder::together() const {
  std::vector<int> people = memory_.subjects;
  if (people.size() < 2) people = memory_.seen;
  std::erase_if(people, [&](int p) { return cast_.animal(p); });
  return people.size() >= 2 && people.size() <= 4 ? people : std::vector<int>{};
}

void BreakdownBuilder::start_scene(const Element* heading, int index) {
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

const std::vector<PlaceUse>& BreakdownBuilder::places_in_use() {
  for (; in_use_ < out_.scenes.size(); ++in_use_) {
    const PlaceUse& p = out_.scenes[in_use_].place;
    std::erase_if(used_places_, [&](const PlaceUse& q) { return q.id == p.id; });
    used_places_.push_back(p);
  }
  return used_places_;
}

bool is_omitted(const Scene& scene) {
  const std::string low = lower(trim(scene.heading));
  return scene.beats.empty() && (low == "omitted" || low == "omit" || low == "scene omitted");
}

Breakdown break_down(const Screenplay& script) { return BreakdownBuilder(script).run(); }

}  // namespace auteur::screenplay
