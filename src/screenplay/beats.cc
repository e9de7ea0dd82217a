#include "auteur/base/data_folder.h"
#include "auteur/screenplay/beats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "cast.h"
#include "feeling.h"
#include "lexicon.h"
#include "scene_ranges.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

using K = ElementKind;

// How much each sign of a turn counts, and how much is needed. Tuned on the scenes with odd numbers of
// tests/screenplay/turns.fountain.
constexpr double kFeelingWeight = 1.0, kTopicWeight = 0.25, kEntranceWeight = 0.6, kExitWeight = 0.35, kSilenceWeight = 0.55, kEventWeight = 0.55, kRevealWeight = 0.35, kShiftWeight = 0.35;
constexpr double kActionBonus = 0.1;  // a turn is seen more often than said
constexpr double kNeeded = 0.72;
constexpr std::size_t kShortest = 3, kLastShortest = 2, kWindow = 4;  // paragraphs
constexpr std::size_t kQuote = 72;  // bytes of a quotation

struct TurningWords { WordSet silence, event, reveal, shift; };
const TurningWords& turning_words() {
  static const TurningWords loaded = [] {
    TurningWords t;
    const std::string text = read_data_text("screenplay/turning_words.txt");
    for (auto line : split(text, '\n')) {
      line = trim(line);
      const auto colon = line.find(':');
      if (line.empty() || line[0] == '#' || colon == std::string_view::npos) continue;
      const auto key = trim(line.substr(0, colon));
      WordSet* set = key == "silence" ? &t.silence : key == "event" ? &t.event : key == "reveal" ? &t.reveal : key == "shift" ? &t.shift : nullptr;
      for (const auto w : split(line.substr(colon + 1), ','))
        if (set && !trim(w).empty()) set->insert(lower(trim(w)));
    }
    return t;
  }();
  return loaded;
}

// A stretch of an element's text.
struct Quote { int element = -1; std::size_t begin = 0, end = 0; };

// One paragraph of action, or one speech with its parentheticals.
struct Unit {
  int first = 0, last = 0;   // elements
  bool action = false;
  std::string speaker;       // upper-case name of the cue
  FeelingSum felt;
  struct Felt { int element; FeltWord word; double weight; };
  std::vector<Felt> felt_at;
  std::set<std::string> content;  // words that carry a topic
  bool enters = false, exits = false;
  Quote silence, event, reveal, shift, who_enters, who_exits;
  std::string enterer, leaver;
  double seconds = 0;
  std::vector<std::string> who;
};

Quote find_phrase(int element, std::string_view text, const WordSet& set) {
  for (const auto& s : sentences(text)) {
    const auto w = words(text, s.begin, s.end);
    for (std::size_t i = 0; i < w.size(); ++i) {
      std::string phrase;
      for (std::size_t n = 0; n < 4 && i + n < w.size(); ++n) {
        phrase += (n ? " " : "") + w[i + n].low;
        if (set.contains(phrase)) return {element, s.begin, s.end};
      }
    }
  }
  return {};
}

void feel(Unit& u, int element, std::string_view text, double weight) {
  const auto felt = felt_words(text);
  u.felt.add(felt, weight);
  for (const auto& f : felt) u.felt_at.push_back({element, f, weight * f.weight});
}

void topics(Unit& u, std::string_view text) {
  for (const auto& w : words(text, 0, text.size())) {
    if (w.low.size() < 4) continue;
    static const WordSet kCommon = {"that", "this", "with", "from", "they", "them", "have", "what", "when", "where", "there", "then", "than", "your", "into", "will", "would", "could", "should", "about", "just", "like", "over", "were", "been", "some", "only", "it's", "don't", "you're", "their", "here", "does", "doesn't", "know", "said", "says", "she's", "he's"};
    if (!kCommon.contains(w.low)) u.content.insert(singular(w.low));
  }
}

double overlap(const std::vector<Unit>& u, std::size_t from, std::size_t middle, std::size_t to) {
  std::set<std::string> a, b;
  for (std::size_t i = from; i < middle; ++i) a.insert(u[i].content.begin(), u[i].content.end());
  for (std::size_t i = middle; i < to; ++i) b.insert(u[i].content.begin(), u[i].content.end());
  if (a.empty() || b.empty()) return 0.3;
  double both = 0;
  for (const auto& w : a) both += b.contains(w);
  return both / std::sqrt(static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

std::string one_line(std::string_view s, std::size_t most) {
  std::string out;
  for (const char c : s) {
    const char d = c == '\n' || c == '\t' ? ' ' : c;
    if (d == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += d;
  }
  while (!out.empty() && (out.back() == ' ')) out.pop_back();
  if (out.size() <= most) return out;
  std::size_t cut = out.rfind(' ', most);
  if (cut == std::string::npos || cut < most / 2) {
    cut = most;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
  }
  return out.substr(0, cut) + "\u2026";
}

class Beater {
 public:
  Beater(const Parsed& draft, const Breakdown& b) : draft_(draft), breakdown_(b), lines_(draft.source) {}

  std::vector<StoryBeat> run() {
    const auto ranges = scene_elements(draft_.script, breakdown_);
    for (std::size_t s = 0; s < breakdown_.scenes.size() && s < ranges.size(); ++s) scene(s, ranges[s]);
    return std::move(out_);
  }

 private:
  std::vector<Unit> units(const Scene& scene, const SceneElements& range) {
    std::vector<Unit> out;
    const auto& e = draft_.script.elements;
    std::map<int, std::size_t> unit_of;
    for (std::size_t i = range.first; i < range.last; ++i) {
      const auto kind = e[i].kind;
      const int n = static_cast<int>(i);
      if (kind == K::kAction || kind == K::kShot || kind == K::kGeneral || kind == K::kCharacter || out.empty()) {
        if (kind == K::kSceneHeading || kind == K::kNote || kind == K::kBoneyard || kind == K::kSection || kind == K::kSynopsis || kind == K::kTitlePage) continue;
        Unit u;
        u.first = n;
        u.action = kind != K::kCharacter;
        if (kind == K::kCharacter) u.speaker = e[i].name;
        out.push_back(std::move(u));
      }
      Unit& u = out.back();
      unit_of[n] = out.size() - 1;
      u.last = n + 1;
      if (kind == K::kAction || kind == K::kShot || kind == K::kGeneral) {
        feel(u, n, e[i].text, 1.0);
        topics(u, e[i].text);
        const auto& t = turning_words();
        u.silence = find_phrase(n, e[i].text, t.silence);
        u.event = find_phrase(n, e[i].text, t.event);
        u.reveal = find_phrase(n, e[i].text, t.reveal);
        u.shift = find_phrase(n, e[i].text, t.shift);
      } else if (kind == K::kDialogue || kind == K::kLyrics) {
        feel(u, n, e[i].text, 0.8);
        topics(u, e[i].text);
      } else if (kind == K::kParenthetical) {
        feel(u, n, e[i].text, 1.6);
        const auto w = words(e[i].text, 0, e[i].text.size());
        if (!w.empty() && (w[0].low == "beat" || w[0].low == "pause" || w[0].low == "silence" || w.back().low == "pause" || w.back().low == "beat")) {
          if (u.last - u.first <= 2) u.silence = {n, 0, e[i].text.size()};  // before the first words only
        }
      }
    }
    std::set<std::string> here;
    for (const auto& b : scene.beats) {
      const auto at = unit_of.find(b.element);
      if (at == unit_of.end()) continue;
      Unit& u = out[at->second];
      u.seconds += b.estimate.value;
      if (!b.who.empty() && std::find(u.who.begin(), u.who.end(), b.who) == u.who.end()) u.who.push_back(b.who);
      const std::size_t where = text_position(b);
      if (b.kind == BeatKind::kEnter && !b.who.empty() && u.action) {
        u.enters = true;
        u.enterer = b.who;
        u.who_enters = sentence_at(b.element, where);
      }
      if (b.kind == BeatKind::kExit && !b.who.empty() && u.action) {
        u.exits = true;
        u.leaver = b.who;
        u.who_exits = sentence_at(b.element, where);
      }
      // Somebody is here for the first time, in the middle of things.
      if (!b.who.empty() && here.insert(b.who).second && at->second > 1 && u.action && !u.enters) {
        u.enters = true;
        u.enterer = b.who;
        u.who_enters = sentence_at(b.element, where);
      }
    }
    return out;
  }

  // Where in its element's text the words of a beat stand; 0 when they are not found.
  std::size_t text_position(const Beat& b) const {
    if (b.element < 0 || static_cast<std::size_t>(b.element) >= draft_.script.elements.size()) return 0;
    const auto at = draft_.script.elements[static_cast<std::size_t>(b.element)].text.find(b.text);
    return at == std::string::npos ? 0 : at;
  }
  Quote sentence_at(int element, std::size_t where) const {
    const auto& text = draft_.script.elements[static_cast<std::size_t>(element)].text;
    for (const auto& s : sentences(text))
      if (where < s.end) return {element, s.begin, s.end};
    return {element, 0, text.size()};
  }

  struct Evidence { double score = 0; Turn turn = Turn::kTopic; Quote quote; };

  static Mood of(const std::vector<Unit>& u, std::size_t from, std::size_t to, double* evidence) {
    double valence = 0, arousal = 0, tension = 0, all = 0;
    for (std::size_t i = from; i < to; ++i) {
      const Mood m = u[i].felt.mood(0.4);
      const double w = u[i].felt.evidence();
      valence += w * m.valence;
      arousal += w * m.arousal;
      tension += w * m.tension;
      all += w;
    }
    *evidence = all;
    if (all <= 0) return {};
    return {valence / all, arousal / all, tension / all, {}};
  }

  Evidence before(const std::vector<Unit>& u, std::size_t i, std::size_t since) const {
    Evidence e;
    const std::size_t from = std::max(since, i > kWindow ? i - kWindow : 0), to = std::min(u.size(), i + 3);
    double eb = 0, ea = 0;
    const Mood b = of(u, from, i, &eb), a = of(u, i, to, &ea);
    const double dv = a.valence - b.valence, da = a.arousal - b.arousal, dt = a.tension - b.tension;
    const double sure = std::min(1.0, eb / 1.2) * std::min(1.0, ea / 1.2);
    const double own = u[i].felt.evidence() > 0 ? 1.0 : 0.7;  // the turn should show where it is said to be
    const double feeling = kFeelingWeight * own * sure * std::sqrt(dv * dv + 0.35 * da * da + dt * dt);
    const double topic = kTopicWeight * (1 - overlap(u, from, i, std::min(u.size(), i + kWindow)));
    struct Sign { double weight; Turn turn; Quote quote; };
    std::vector<Sign> signs = {{feeling, Turn::kFeeling, {}}, {topic, Turn::kTopic, {}}};
    const Unit& v = u[i];
    if (v.enters) signs.push_back({kEntranceWeight, Turn::kEntrance, v.who_enters});
    if (i > 0 && u[i - 1].exits && !u[i - 1].enters) signs.push_back({kExitWeight, Turn::kExit, u[i - 1].who_exits});
    if (v.exits && !v.enters && i + 2 < u.size()) signs.push_back({kExitWeight, Turn::kExit, v.who_exits});
    if (v.silence.element >= 0) signs.push_back({kSilenceWeight, Turn::kSilence, v.silence});
    if (v.event.element >= 0) signs.push_back({kEventWeight, Turn::kEvent, v.event});
    if (v.reveal.element >= 0) signs.push_back({kRevealWeight, Turn::kReveal, v.reveal});
    if (v.shift.element >= 0) signs.push_back({kShiftWeight, Turn::kShift, v.shift});
    double most = 0;
    for (const auto& s : signs) {
      e.score += s.weight;
      if (s.weight > most) {
        most = s.weight;
        e.turn = s.turn;
        e.quote = s.quote;
      }
    }
    if (v.action) e.score += kActionBonus;
    else if (v.silence.element < 0) e.score -= kActionBonus;
    return e;
  }

  // The sentence (or the end of it) with the word that pulls most towards `mood` from `before`.
  Quote words_for(const std::vector<Unit>& u, std::size_t from, std::size_t to, const Mood& mood, const Mood& before) const {
    const double v = mood.valence - before.valence, a = mood.arousal - before.arousal, t = mood.tension - before.tension;
    double most = 1e-9;
    const Unit::Felt* best = nullptr;
    for (std::size_t i = from; i < to; ++i)
      for (const auto& f : u[i].felt_at) {
        const double pull = f.weight * (f.word.valence * v + 0.5 * f.word.arousal * a + f.word.tension * t) * (i < from + 3 ? 1.25 : 1.0);
        if (pull > most) { most = pull; best = &f; }
      }
    if (!best) return {};
    const auto& text = draft_.script.elements[static_cast<std::size_t>(best->element)].text;
    for (const auto& s : sentences(text)) {
      if (best->word.begin >= s.end) continue;
      if (s.end - s.begin <= kQuote) return {best->element, s.begin, s.end};
      std::size_t begin = text.find_last_of(",;:", best->word.begin);
      begin = begin == std::string::npos || begin < s.begin || best->word.end - begin > kQuote ? best->word.begin : begin + 1;
      while (begin < s.end && text[begin] == ' ') ++begin;
      return {best->element, begin, s.end};
    }
    return {best->element, best->word.begin, best->word.end};
  }

  Quote first_words(const Unit& u) const {
    for (int n = u.first; n < u.last; ++n) {
      const auto& e = draft_.script.elements[static_cast<std::size_t>(n)];
      if (e.kind == K::kCharacter) continue;
      const auto s = sentences(e.text);
      if (!s.empty()) return {n, s[0].begin, s[0].end};
    }
    return {u.first, 0, draft_.script.elements[static_cast<std::size_t>(u.first)].text.size()};
  }

  void scene(std::size_t index, const SceneElements& range) {
    const Scene& scene = breakdown_.scenes[index];
    auto u = units(scene, range);
    std::vector<std::pair<std::size_t, Evidence>> turns;  // where beats begin
    if (!u.empty()) {
      std::vector<Evidence> all(u.size());
      for (std::size_t i = kShortest; i < u.size(); ++i) all[i] = before(u, i, 0);
      std::vector<std::size_t> order;
      for (std::size_t i = kShortest; i + kLastShortest <= u.size(); ++i)
        if (all[i].score >= kNeeded) order.push_back(i);
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all[a].score > all[b].score; });
      std::set<std::size_t> chosen;
      for (const std::size_t i : order) {
        const auto next = chosen.lower_bound(i);
        if (next != chosen.end() && *next - i < kShortest) continue;
        if (next != chosen.begin() && i - *std::prev(next) < kShortest) continue;
        chosen.insert(i);
      }
      turns.push_back({0, {0, Turn::kOpening, {}}});
      for (const std::size_t i : chosen) turns.push_back({i, before(u, i, turns.back().first)});
    }
    // The scene begins with its heading; one without a word of its own is one beat.
    double clock = start_ + 2;
    const auto& elements = draft_.script.elements;
    Mood mood;
    for (std::size_t t = 0; t < std::max<std::size_t>(1, turns.size()); ++t) {
      StoryBeat b;
      b.scene = static_cast<int>(index);
      b.number = static_cast<int>(t) + 1;
      b.id = fmt::format("{}/{}", scene.number, t + 1);
      b.first_element = t == 0 ? static_cast<int>(range.first) : u[turns[t].first].first;
      b.last_element = t + 1 < turns.size() ? u[turns[t + 1].first].first : static_cast<int>(range.last);
      Quote strongest;
      if (!turns.empty()) {
        const std::size_t from = turns[t].first, to = t + 1 < turns.size() ? turns[t + 1].first : u.size();
        double seconds = 0;
        double evidence = 0, valence = 0, arousal = 0, tension = 0;
        for (std::size_t i = from; i < to; ++i) {
          const Mood m = u[i].felt.mood(0.6);
          const double w = u[i].felt.evidence();
          valence += w * m.valence;
          arousal += w * m.arousal;
          tension += w * m.tension;
          evidence += w;
          seconds += u[i].seconds;
          for (const auto& w2 : u[i].who)
            if (std::find(b.who.begin(), b.who.end(), w2) == b.who.end()) b.who.push_back(w2);
        }
        const double all = evidence + 0.8;
        const Mood own{std::clamp(1.4 * valence / all, -1.0, 1.0), std::clamp(1.4 * arousal / all, -1.0, 1.0), std::clamp(1.4 * tension / all, 0.0, 1.0), {}};
        // A feeling lasts: what the beat before left is still there a little.
        const double keep = t == 0 ? 0 : 0.15;
        const Mood was = mood;
        mood = {own.valence * (1 - keep) + mood.valence * keep, own.arousal * (1 - keep) + mood.arousal * keep, own.tension * (1 - keep) + mood.tension * keep, {}};
        strongest = words_for(u, from, to, mood, t == 0 ? Mood{} : was);
        b.turn = turns[t].second.turn;
        b.length = Seconds(seconds);
      }
      b.mood = mood;
      b.start = Seconds(clock);
      if (t == 0) { b.start = Seconds(start_); b.length += Seconds(2); }
      clock = b.start.value + b.length.value;
      if (turns.size() <= 1) b.length = Seconds(std::max(scene.estimate.value, 0.5));
      Quote quote = turns.empty() || turns[t].second.quote.element < 0 ? strongest : turns[t].second.quote;
      if (quote.element < 0) quote = turns.empty() ? Quote{static_cast<int>(range.first), 0, range.first < elements.size() ? elements[range.first].text.size() : 0} : first_words(u[turns[t].first]);
      explain(b, quote, t == 0 ? nullptr : &out_.back());
      b.bytes = range.first < elements.size() ? ByteRange{elements[static_cast<std::size_t>(b.first_element)].bytes.begin, elements[static_cast<std::size_t>(std::max(b.first_element, b.last_element - 1))].bytes.end} : ByteRange{};
      out_.push_back(std::move(b));
    }
    // Lengths add up to the scene's.
    double sum = 0;
    for (auto& b : out_) if (b.scene == static_cast<int>(index)) sum += b.length.value;
    double at = start_;
    for (auto& b : out_) {
      if (b.scene != static_cast<int>(index)) continue;
      b.start = Seconds(at);
      if (sum > 0) b.length = Seconds(b.length.value * scene.estimate.value / sum);
      at += b.length.value;
    }
    start_ += scene.estimate.value;
  }

  void explain(StoryBeat& b, const Quote& q, const StoryBeat* before) {
    const auto& e = draft_.script.elements;
    std::string words;
    if (q.element >= 0 && static_cast<std::size_t>(q.element) < e.size()) {
      const auto& element = e[static_cast<std::size_t>(q.element)];
      b.words = in_file(element, draft_.source, q.begin, q.end);
      words = one_line(element.text.substr(q.begin, q.end - q.begin), kQuote);
      b.line = lines_.line(b.words.begin);
      b.column = lines_.column(b.words.begin);
    }
    const std::string_view feeling = feeling_name(b.mood);
    const auto joined = [&](std::string_view how) { return words.empty() ? std::string(how) : fmt::format("{}: \"{}\"", how, words); };
    switch (b.turn) {
      case Turn::kOpening: b.why = joined(fmt::format("opens {}", feeling)); break;
      case Turn::kFeeling: b.why = joined(before && feeling_name(before->mood) != feeling ? fmt::format("turns {}", feeling) : fmt::format("{} deepens", feeling)); break;
      case Turn::kEntrance: b.why = joined("somebody comes in"); break;
      case Turn::kExit: b.why = joined("somebody goes"); break;
      case Turn::kSilence: b.why = joined("silence"); break;
      case Turn::kEvent: b.why = joined("interrupted"); break;
      case Turn::kReveal: b.why = joined("something comes to light"); break;
      case Turn::kShift: b.why = joined("a change of course"); break;
      case Turn::kTopic: b.why = joined("another matter"); break;
    }
    b.mood.why = words;
  }

  const Parsed& draft_;
  const Breakdown& breakdown_;
  Lines lines_;
  std::vector<StoryBeat> out_;
  double start_ = 0;
};

}  // namespace

std::string_view name_of(Turn turn) {
  switch (turn) {
    case Turn::kOpening: return "opening";
    case Turn::kFeeling: return "feeling";
    case Turn::kEntrance: return "entrance";
    case Turn::kExit: return "exit";
    case Turn::kSilence: return "silence";
    case Turn::kEvent: return "event";
    case Turn::kReveal: return "reveal";
    case Turn::kShift: return "shift";
    case Turn::kTopic: return "topic";
  }
  return "topic";
}

std::string_view feeling_name(const Mood& m) {
  const double loud = std::max({std::abs(m.valence), std::abs(m.arousal), m.tension});
  if (loud < 0.12) return "neutral";
  if (m.tension > 0.35 && m.tension >= std::abs(m.valence) * 0.6) return m.valence < -0.45 ? "fearful" : "tense";
  if (m.valence >= 0.15) return m.arousal > 0.2 ? "elated" : m.arousal < -0.1 ? "tender" : "warm";
  if (m.valence <= -0.15) return m.arousal > 0.25 ? "angry" : "sad";
  if (m.arousal < -0.12) return "calm";
  return m.arousal > 0.15 || m.tension > 0.15 ? "restless" : "neutral";
}

std::vector<StoryBeat> story_beats(const Parsed& draft, const Breakdown& breakdown) { return Beater(draft, breakdown).run(); }

Json to_json(const std::vector<StoryBeat>& beats, const Breakdown& breakdown) {
  const auto round = [](double v) { return std::round(v * 1000) / 1000; };
  Json scenes = Json::array();
  for (const auto& s : breakdown.scenes) {
    Json list = Json::array();
    for (const auto& b : beats) {
      if (b.scene != s.index) continue;
      list.push_back({{"id", b.id}, {"turn", name_of(b.turn)}, {"feeling", feeling_name(b.mood)}, {"valence", round(b.mood.valence)}, {"arousal", round(b.mood.arousal)}, {"tension", round(b.mood.tension)},
                      {"why", b.why}, {"words", {{"begin", b.words.begin}, {"end", b.words.end}, {"line", b.line}, {"column", b.column}}}, {"bytes", {{"begin", b.bytes.begin}, {"end", b.bytes.end}}},
                      {"who", b.who}, {"start", round(b.start.value)}, {"seconds", round(b.length.value)}});
    }
    scenes.push_back({{"number", s.number}, {"heading", s.heading}, {"story_day", s.story_day}, {"seconds", round(s.estimate.value)}, {"beats", std::move(list)}});
  }
  return {{"kind", "auteur.beats"}, {"version", 1}, {"scenes", std::move(scenes)}};
}

}  // namespace auteur::screenplay
