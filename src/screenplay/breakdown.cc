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
    for (const auto& x : e) any_heading |= x.kind == ElementKind::kSceneHeading;
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
        if (!is_transition_text(e.text)) {
          ActionReader(cast_, scene_, memory_).read(e, static_cast<int>(i));
          text_ += e.text + "\n";
          meter_.add(e.text);
        }
        ++i;
        return;
      case ElementKind::kCharacter: speech(i); return;
      case ElementKind::kLyrics:
      case ElementKind::kCentred: {
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
      case ElementKind::kParenthetical: case ElementKind::kDialogue: case ElementKind::kTransition: case ElementKind::kPageBreak:
        ++i;
        return;
      default: ++i; return;
    }
  }

  std::string fresh_number(std::string number) {
    if (number.empty()) number = std::to_string(out_.scenes.size() + 1);
    std::string wanted = number;
    for (int n = 0; numbers_.contains(wanted); ++n) wanted = number + std::string(1, static_cast<char>('a' + n % 26)) + (n >= 26 ? std::to_string(n / 26) : "");
    numbers_.insert(wanted);
    return wanted;
  }

  void start_scene(const Element* heading, int index) {
    scene_ = Scene{};
    memory_ = SceneMemory{};
    meter_ = MoodMeter{};
    heading_ = index;
    text_.clear();
    line_ = 0;
    open_ = true;
    scene_.index = static_cast<int>(out_.scenes.size());
    HeadingFacts facts;
    if (heading) {
      scene_.heading = one_line(heading->text);
      facts = read_heading(scene_.heading);
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
          scene_.beats.push_back(std::move(rest));
        }
        Beat b;
        b.kind = BeatKind::kLine;
        b.who = p >= 0 ? cast_.members()[static_cast<std::size_t>(p)].id : "";
        b.text = piece.text;
        b.manner = piece.manner;
        if (piece.sung) b.manner += (b.manner.empty() ? "" : ", ") + std::string("singing");
        b.extension = extension;
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
    find_weather();
    for (int p : memory_.seen) scene_.cast.push_back(cast_.members()[static_cast<std::size_t>(p)].id);
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
};

}  // namespace

bool is_omitted(const Scene& scene) {
  const std::string low = lower(trim(scene.heading));
  return scene.beats.empty() && (low == "omitted" || low == "omit" || low == "scene omitted");
}

Breakdown break_down(const Screenplay& script) { return Builder(script).run(); }

}  // namespace auteur::screenplay
