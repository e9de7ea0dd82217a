// Events out of action lines. The breakdown has read who does what to which thing; the tables of data/story say which
// verbs leave something changed.
#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/world/ledger.h"
#include "story_words.h"

namespace auteur::world {
namespace {

using screenplay::Beat;
using screenplay::BeatKind;
using screenplay::Breakdown;
using screenplay::Scene;

bool one_of(const std::string& w, std::initializer_list<const char*> list) { return std::any_of(list.begin(), list.end(), [&](const char* s) { return w == s; }); }

class Reader {
 public:
  explicit Reader(const Breakdown& b) : breakdown_(b) {}

  void run() {
    for (const auto& s : breakdown_.scenes) {
      if (is_omitted(s)) continue;
      scene_ = &s;
      count_ = 0;
      last_prop_.clear();
      open_door_.clear();
      for (std::size_t i = 0; i < s.beats.size(); ++i) {
        beat_ = &s.beats[i];
        index_ = static_cast<int>(i);
        if (beat_->kind != BeatKind::kLine) read();
      }
    }
  }

  std::vector<Event> events;
  std::vector<Handling> handled;

 private:
  Event& add(EventKind kind, const std::string& what) {
    Event e;
    e.id = fmt::format("{}-{}", scene_->number, ++count_);
    e.scene = scene_->number;
    e.beat = index_;
    e.kind = kind;
    e.place = scene_->place.id;
    e.what = what;
    e.who = beat_->who;
    e.bytes = beat_->bytes;
    e.words = beat_->text;
    events.push_back(std::move(e));
    return events.back();
  }

  const screenplay::PropUse* prop(const std::string& id) const {
    for (const auto& p : scene_->props)
      if (p.id == id) return &p;
    return nullptr;
  }
  bool person(const std::string& id) const {
    return std::any_of(breakdown_.cast.begin(), breakdown_.cast.end(), [&](const auto& c) { return c.id == id; });
  }
  std::string last_word(const screenplay::PropUse& p) const {
    const auto w = plain_words(p.name);
    return w.empty() ? p.id : w.back();
  }

  // "a second letter" is another letter than the one before; "the letter", "it" and "his letter" are the one we know.
  bool fresh(const screenplay::PropUse& p) const {
    const std::string noun = last_word(p);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (singular_of(words_[i]) != noun && words_[i] != noun) continue;
      for (std::size_t k = i; k-- > 0 && i - k <= 3;) {
        if (one_of(words_[k], {"another", "second", "third", "new", "a", "an", "some"})) return true;
        if (one_of(words_[k], {"the", "his", "her", "their", "its", "my", "this", "that"}) || words_[k].ends_with("'s")) return false;
      }
    }
    return false;
  }

  // The thing meant: the last one of its name, or one more.
  std::string thing(const screenplay::PropUse& p) {
    const bool is_new = fresh(p);
    int& n = many_[p.id];
    if (n == 0) n = 1;
    else if (is_new && !mentioned_here_.contains(scene_->number + " " + p.id) && !(holder_.contains(p.id) && holder_[p.id] == beat_->who && !beat_->who.empty())) ++n;
    else if (is_new && std::any_of(words_.begin(), words_.end(), [](const auto& w) { return one_of(w, {"another", "second", "third"}); })) ++n;
    mentioned_here_.insert(scene_->number + " " + p.id);
    last_prop_ = p.id;
    const std::string id = n == 1 ? p.id : fmt::format("{}~{}", p.id, n);
    if (!beat_->who.empty() && beat_->kind != BeatKind::kLookAt && beat_->kind != BeatKind::kDescribe)
      handled.push_back({scene_->number, scene_->place.id, id, beat_->who, index_, is_new, beat_->bytes, beat_->text});
    return id;
  }

  std::string holder_of_pronoun(const std::string& pronoun) const {
    const std::string gender = pronoun == "his" ? "male" : "female";
    const auto is = [&](const std::string& id) {
      for (const auto& c : breakdown_.cast)
        if (c.id == id) return c.gender == gender;
      return false;
    };
    if (is(beat_->who)) return beat_->who;
    for (const auto& id : scene_->cast)
      if (id != beat_->who && is(id)) return id;
    return {};
  }

  Event& move(const std::string& what, const std::string& base, const std::string& holder, const std::string& where = "", bool stowed = false) {
    Event& e = add(EventKind::kMove, what);
    e.holder = holder;
    e.where = where;
    e.stowed = stowed;
    holder_[base] = holder;
    return e;
  }

  // A word of `group` among the words, and where.
  std::string word_in(const char* group, int* at = nullptr) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (story_words().in(group, words_[i])) {
        if (at) *at = static_cast<int>(i);
        return story_words().groups.at(group).contains(words_[i]) ? singular_of(words_[i]) : singular_of(words_[i]);
      }
    return {};
  }

  void read() {
    const Beat& b = *beat_;
    if (!b.away.empty()) return;  // in another place
    words_ = plain_words(b.text);
    const auto* object = prop(b.object);
    if (garments(object)) return;
    switch (b.kind) {
      case BeatKind::kPickUp:
        if (object && !b.who.empty()) move(thing(*object), object->id, b.who);
        break;
      case BeatKind::kGive:
        if (object && person(b.target)) move(thing(*object), object->id, b.target);
        break;
      case BeatKind::kPutDown:
      case BeatKind::kMove:
        if (object) put_down(*object);
        break;
      case BeatKind::kOpen:
      case BeatKind::kClose: open_or_close(object); break;
      case BeatKind::kExit:
        if (!open_door_.empty()) {  // who goes shuts the door behind them
          add(EventKind::kClose, open_door_).detail = "fixture";
          open_door_.clear();
        }
        break;
      default:
        if (object && b.kind != BeatKind::kEmotion) (void)thing(*object);
        break;
    }
    lamps();
    breaking(object);
    drinking(object);
    bodies();
    in_hand();
    falling(object);
    sky();
    said_to_be();
  }

  bool garments(const screenplay::PropUse* object) {
    if (beat_->who.empty()) return false;
    const int put_on = find_verb(words_, "wear"), taken_off = find_verb(words_, "take-off");
    const bool on = put_on >= 0, off = taken_off >= 0;
    if (on == off) return false;
    // What is put on stands behind the verb: "an apron, puts a cup on the counter" dresses nobody.
    std::string garment;
    const auto verb = static_cast<std::size_t>(on ? put_on : taken_off);
    for (std::size_t i = verb + 1; i < words_.size() && i <= verb + 5 && garment.empty(); ++i)
      if (story_words().in("garments", words_[i])) garment = singular_of(words_[i]);
    if (garment.empty()) return false;
    std::string id;
    if (object && story_words().in("garments", last_word(*object))) id = thing(*object);
    add(on ? EventKind::kWear : EventKind::kTakeOff, beat_->who).detail = garment;
    if (!id.empty()) move(id, object->id, beat_->who, "", on);
    return true;
  }

  void put_down(const screenplay::PropUse& object) {
    const std::string id = thing(object), who = beat_->who;
    std::string to = beat_->target;
    if (to.empty() && !words_.empty() && words_.back() != last_word(object)) to = story_words().in("containers", words_.back()) || story_words().in("body", words_.back()) ? words_.back() : "";
    if (person(to)) move(id, object.id, to);
    else if (story_words().in("body", to)) move(id, object.id, who);
    else if (story_words().in("containers", to)) {
      const auto held = holder_.find(to);
      const bool own = held == holder_.end() || held->second.empty() || held->second == who;
      move(id, object.id, own ? who : held->second, to, true);
    } else if (!to.empty() && prop(to) && to != object.id) {
      move(id, object.id, holder_.contains(to) ? holder_[to] : "", to);
    } else {
      move(id, object.id, "", to);
    }
  }

  void open_or_close(const screenplay::PropUse* object) {
    const bool opens = beat_->kind == BeatKind::kOpen;
    const EventKind kind = opens ? EventKind::kOpen : EventKind::kClose;
    if (object) {
      add(kind, thing(*object));
      return;
    }
    const std::string word = singular_of(lower(beat_->object));
    if (!story_words().in("openings", word)) return;
    add(kind, word).detail = "fixture";
    if (story_words().in("doors", word)) open_door_ = opens ? word : "";
  }

  void lamps() {
    const int on = find_verb(words_, "light"), off = find_verb(words_, "dark");
    if (on < 0 && off < 0) return;
    int at = -1;
    const std::string lamp = word_in("lamps", &at);
    if (lamp.empty()) return;
    // "Light comes up on his face": the light is no lamp, and nobody lights it. "Puts out her hand to the lamp": the hand.
    const int verb = off >= 0 ? off : on;
    if (verb == at) return;
    if (lamp == "light" && (at == 0 || one_of(words_[static_cast<std::size_t>(at) - 1], {"tail", "head", "grey", "gray", "white", "strong", "golden", "pale", "sun", "moon", "morning", "evening", "some", "more", "no", "of"}))) return;
    for (int i = verb + 1; i < at; ++i)
      if (const auto& w = words_[static_cast<std::size_t>(i)]; one_of(w, {"to", "of", "from", "at", "for", "by", "with", "under", "behind", "beside", "near", "towards"}) || story_words().in("body", w)) return;
    add(off >= 0 ? EventKind::kDark : EventKind::kLight, lamp).detail = "fixture";
  }

  void breaking(const screenplay::PropUse* object) {
    for (const auto& [name, kind] : {std::pair{"break", EventKind::kBreak}, std::pair{"mend", EventKind::kMend}}) {
      if (find_verb(words_, name) < 0) continue;
      if (object) { add(kind, thing(*object)); continue; }
      for (const auto& p : scene_->props)
        if (std::find_if(words_.begin(), words_.end(), [&](const auto& w) { return singular_of(w) == last_word(p); }) != words_.end()) { add(kind, thing(p)); return; }
      const std::string fixture = word_in("fragile");
      if (!fixture.empty() && (kind == EventKind::kMend || std::find(scene_->dressing.begin(), scene_->dressing.end(), fixture) != scene_->dressing.end())) add(kind, fixture).detail = "fixture";
    }
  }

  void drinking(const screenplay::PropUse* object) {
    const bool drinks = find_verb(words_, "consume") >= 0, fills = find_verb(words_, "fill") >= 0;
    if (drinks == fills) return;
    const screenplay::PropUse* vessel = object && (story_words().in("vessels", last_word(*object)) || story_words().in("edible", last_word(*object))) ? object : nullptr;
    if (!vessel)
      for (const auto& p : scene_->props)
        if (story_words().in("vessels", last_word(p)) && holder_.contains(p.id) && holder_[p.id] == beat_->who && !beat_->who.empty()) vessel = &p;
    if (!vessel) return;
    const std::string id = thing(*vessel);
    double& level = level_.try_emplace(id, 1.0).first->second;
    const bool all = std::any_of(words_.begin(), words_.end(), [](const auto& w) { return one_of(w, {"left", "drains", "drain", "finishes", "empties", "rest", "all"}); });
    level = fills ? 1.0 : all ? 0.0 : std::max(0.0, level - 0.4);
    add(fills ? EventKind::kFill : EventKind::kConsume, id).level = level;
  }

  void bodies() {
    const auto self = [&] { return std::any_of(words_.begin(), words_.end(), [](const auto& w) { return one_of(w, {"himself", "herself", "bleeds", "bleeding"}); }); };
    struct Row { const char* verb; EventKind kind; };
    for (const Row& r : {Row{"wound", EventKind::kWound}, Row{"heal", EventKind::kHeal}, Row{"wet", EventKind::kWet}, Row{"dry", EventKind::kDry}, Row{"dirty", EventKind::kDirty}}) {
      if (find_verb(words_, r.verb) < 0) continue;
      std::string whom = person(beat_->target) && beat_->target != beat_->who ? beat_->target : person(beat_->object) && beat_->object != beat_->who ? beat_->object : "";
      const std::string part = word_in("body");
      if (whom.empty() && r.kind == EventKind::kWound && !self() && part.empty()) continue;
      if (whom.empty() && prop(beat_->object) && !self()) {
        if (r.kind != EventKind::kWound && r.kind != EventKind::kHeal) add(r.kind, thing(*prop(beat_->object))).detail = "prop";
        continue;
      }
      if (whom.empty()) whom = beat_->who;
      if (whom.empty()) continue;
      Event& e = add(r.kind, whom);
      if (r.kind == EventKind::kWound) e.detail = part;
    }
    // "She is soaked", "drenched", "covered in mud".
    for (const auto& w : words_) {
      if (beat_->who.empty() || beat_->kind == BeatKind::kLookAt) break;
      if (one_of(w, {"soaked", "drenched", "soaking", "sodden"}) && find_verb(words_, "wet") < 0) { add(EventKind::kWet, beat_->who); break; }
      if (one_of(w, {"bloodied", "bleeding", "wounded"}) && find_verb(words_, "wound") < 0) { add(EventKind::kWound, beat_->who).detail = word_in("body"); break; }
    }
  }

  // "She looks at the letter in his hand."
  void in_hand() {
    for (std::size_t i = 1; i + 2 < words_.size(); ++i) {
      if (words_[i] != "in" || !one_of(words_[i + 1], {"his", "her"}) || !one_of(words_[i + 2], {"hand", "hands"})) continue;
      for (const auto& p : scene_->props) {
        if (singular_of(words_[i - 1]) != last_word(p)) continue;
        const std::string who = holder_of_pronoun(words_[i + 1]);
        if (!who.empty()) move(thing(p), p.id, who);
      }
    }
  }

  void falling(const screenplay::PropUse* object) {
    if (!object || beat_->kind != BeatKind::kEffect || find_verb(words_, "fall") < 0) return;
    if (!word_in("body").empty()) return;
    move(thing(*object), object->id, "", "floor");
  }

  void sky() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!one_of(words_[i], {"rain", "snow", "storm", "fog"})) continue;
      const std::string next = i + 1 < words_.size() ? words_[i + 1] : "";
      if (one_of(next, {"begins", "starts"})) add(EventKind::kWeather, "sky").detail = words_[i];
      if (one_of(next, {"stops", "ends", "lifts", "clears"})) add(EventKind::kWeather, "sky").detail = "clear";
    }
  }

  // "The door is open", "the broken cup", "It is still closed."
  void said_to_be() {
    const auto state_of = [&](const std::string& w) -> std::optional<EventKind> {
      if (one_of(w, {"open", "ajar", "unlocked"})) return EventKind::kOpen;
      if (one_of(w, {"closed", "shut", "locked", "sealed"})) return EventKind::kClose;
      if (one_of(w, {"broken", "shattered", "smashed", "cracked"})) return EventKind::kBreak;
      if (one_of(w, {"lit", "burning"})) return EventKind::kLight;
      if (one_of(w, {"dark", "unlit", "out"})) return EventKind::kDark;
      return std::nullopt;
    };
    const auto tell = [&](const std::string& noun, EventKind kind) {
      const bool of_lamp = kind == EventKind::kLight || kind == EventKind::kDark;
      if (of_lamp) {
        if (story_words().in("lamps", noun)) said(kind, singular_of(noun), true);
        return;
      }
      for (const auto& p : scene_->props)
        if (last_word(p) == singular_of(noun)) return said(kind, thing(p), false);
      if (kind != EventKind::kBreak && story_words().in("openings", noun)) said(kind, singular_of(noun), true);
    };
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const auto kind = state_of(words_[i]);
      if (!kind) continue;
      // "the open door"
      if (i > 0 && one_of(words_[i - 1], {"the", "his", "her"}) && i + 1 < words_.size() && words_[i] != "out") tell(words_[i + 1], *kind);
      // "the door is still open"
      std::size_t k = i;
      while (k > 0 && one_of(words_[k - 1], {"still", "now", "already", "half", "wide", "all"})) --k;
      if (k < 2 || !one_of(words_[k - 1], {"is", "are", "stands", "stand", "lies", "hangs"})) continue;
      if (words_[k - 2] == "it") {
        if (const auto* p = k == 2 && i + 1 == words_.size() && !last_prop_.empty() ? prop(last_prop_) : nullptr) said(*kind, thing(*p), false);
      } else if (k < 3 || one_of(words_[k - 3], {"the", "his", "her", "front", "back"})) {
        tell(words_[k - 2], *kind);
      }
    }
  }

  void said(EventKind kind, const std::string& what, bool fixture) {
    Event& e = add(kind, what);
    e.asserted = true;
    if (fixture) e.detail = "fixture";
  }

  const Breakdown& breakdown_;
  const Scene* scene_ = nullptr;
  const Beat* beat_ = nullptr;
  int index_ = 0, count_ = 0;
  std::vector<std::string> words_;
  std::string last_prop_, open_door_;
  std::map<std::string, int> many_;            // prop id -> how many of that name there have been
  std::set<std::string> mentioned_here_;       // "scene prop"
  std::map<std::string, std::string> holder_;  // as the script is read
  std::map<std::string, double> level_;
};

}  // namespace

Ledger read_ledger(const Breakdown& breakdown, const StoryDays& decided) {
  Reader reader(breakdown);
  reader.run();
  Ledger out;
  std::map<std::string, std::size_t> rank;
  for (const auto i : story_order(breakdown, decided)) {
    rank[breakdown.scenes[i].number] = out.order.size();
    out.order.push_back(breakdown.scenes[i].number);
    const std::string heading = upper(breakdown.scenes[i].heading);
    if (heading.find("CONTINUOUS") != std::string::npos || heading.find("MOMENTS LATER") != std::string::npos) out.runs_on.insert(breakdown.scenes[i].number);
  }
  const auto earlier = [&](const auto& a, const auto& b) { return rank[a.scene] < rank[b.scene]; };
  out.events = std::move(reader.events);
  out.handled = std::move(reader.handled);
  std::stable_sort(out.events.begin(), out.events.end(), earlier);
  std::stable_sort(out.handled.begin(), out.handled.end(), earlier);
  return out;
}

}  // namespace auteur::world
