#include "auteur/base/data_folder.h"
#include "auteur/music/spotting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <set>

#include "auteur/base/file_system.h"
#include "auteur/base/random.h"
#include "auteur/base/text.h"

namespace auteur::music {
namespace {

using screenplay::BeatKind;
using screenplay::Mood;

constexpr double kStep = 0.5;  // seconds of the grid
constexpr double kFps = 24;
constexpr double kMostSeconds = 4 * 3600;

constexpr std::array<const char*, 20> kKinds{"line", "enter", "exit", "sit", "stand", "walk to", "turn to", "look at", "pick up", "put down", "give", "use", "open", "close", "gesture", "emotion", "pause", "describe", "effect", "move"};

struct Weights {
  std::map<std::string, double> want{{"feeling", 0.45}, {"energy", 0.25}, {"tension", 0.5}, {"change", 0.5}, {"change_seconds", 6}, {"no_speech", 0.5}, {"opening", 0.3}, {"opening_seconds", 9}, {"ending", 0.35}, {"ending_seconds", 14}};
  std::map<std::string, double> hits{{"apart", 3.5}, {"least", 0.4}};
  std::map<std::string, double> other{{"coverage", 0.62}, {"silence_below", 0.12}, {"music_above", 0.95}, {"in_cost", 1.2}, {"out_cost", 1.2}, {"motive", 0.9}, {"shortest_cue", 9}, {"shortest_silence", 6}, {"longest_cue", 75}, {"one_cue_below", 16}, {"breath", 0.29}};
};

const Weights& weights() {
  static const Weights kWeights = [] {
    Weights w;
    const Json json = read_data("music/spotting.json");
    const auto take = [](const Json& from, std::map<std::string, double>& into) {
      for (const auto& [k, v] : from.items()) if (v.is_number()) into[k] = v.get<double>();
    };
    take(json.value("want", Json::object()), w.want);
    take(json.value("hits", Json::object()), w.hits);
    take(json, w.other);
    return w;
  }();
  return kWeights;
}

double of(const std::map<std::string, double>& m, const std::string& key) {
  const auto it = m.find(key);
  return it == m.end() ? 0 : it->second;
}

double apart(const Mood& a, const Mood& b) { return std::abs(a.valence - b.valence) + std::abs(a.arousal - b.arousal) + std::abs(a.tension - b.tension); }
double on_frame(double t) { return std::round(t * kFps) / kFps; }

class Spotter {
 public:
  explicit Spotter(const SpottingRequest& request) : r_(request), w_(weights()), length_(std::clamp(request.length.value, 0.0, kMostSeconds)) {
    cells_ = static_cast<std::size_t>(std::ceil(length_ / kStep));
    for (std::size_t i = 0; i < cells_; ++i) {
      mood_.push_back(felt((static_cast<double>(i) + 0.5) * kStep));
      talk_.push_back(talked(static_cast<double>(i) * kStep, static_cast<double>(i + 1) * kStep));
    }
  }

  std::vector<Span> run() {
    if (r_.silent || length_ < 2) return {};
    auto spans = length_ < of(w_.other, "one_cue_below") ? std::vector<Span>{whole()} : places();
    called(spans);
    split_long(spans);
    for (auto& s : spans) fill(s);
    give_owners(spans);
    return spans;
  }

 private:
  // The scene's mood and that of the beats around t, the nearer the more.
  Mood felt(double t) const {
    Mood local;
    double sum = 0;
    for (const auto& m : r_.moments) {
      const double away = t < m.start.value ? m.start.value - t : t > m.end.value ? t - m.end.value : 0;
      if (away > 12) continue;
      const double w = std::exp(-away / 4) * (m.kind == BeatKind::kDescribe ? 0.6 : 1);
      local.valence += w * m.mood.valence;
      local.arousal += w * m.mood.arousal;
      local.tension += w * m.mood.tension;
      sum += w;
    }
    if (sum <= 0) return r_.mood;
    return {std::clamp(0.8 * r_.mood.valence + 1.1 * local.valence / sum, -1.0, 1.0), std::clamp(0.8 * r_.mood.arousal + 1.1 * local.arousal / sum, -1.0, 1.0), std::clamp(0.6 * r_.mood.tension + 0.75 * local.tension / sum, 0.0, 1.0), ""};
  }
  double talked(double from, double to) const {
    double covered = 0;
    for (const auto& [a, b] : r_.speech) covered += std::max(0.0, std::min(to, b.value) - std::max(from, a.value));
    return std::clamp(covered / (to - from), 0.0, 1.0);
  }

  std::vector<double> wants() const {
    const auto around = static_cast<std::size_t>(std::max(1.0, of(w_.want, "change_seconds") / kStep));
    std::vector<double> out(cells_);
    Random random(mix(r_.seed, seed_of("spotting")));
    const double sway = r_.seed == 0 ? 0 : 0.15;
    for (std::size_t i = 0; i < cells_; ++i) {
      const double t = (static_cast<double>(i) + 0.5) * kStep;
      const Mood& m = mood_[i];
      double speech = 0;
      const std::size_t a = i > 6 ? i - 6 : 0, b = std::min(cells_, i + 7);
      for (std::size_t k = a; k < b; ++k) speech += talk_[k] / static_cast<double>(b - a);
      const Mood& before = mood_[i > around ? i - around : 0];
      out[i] = of(w_.want, "feeling") * std::abs(m.valence) + of(w_.want, "energy") * std::max(0.0, m.arousal) + of(w_.want, "tension") * m.tension + of(w_.want, "change") * std::min(1.0, apart(m, before)) +
               of(w_.want, "no_speech") * (1 - speech) + (t < of(w_.want, "opening_seconds") ? of(w_.want, "opening") : 0) + (length_ - t < of(w_.want, "ending_seconds") ? of(w_.want, "ending") : 0);
      if (i % 24 == 0 && sway > 0) shift_ = random.range(-sway, sway);
      out[i] += sway > 0 ? shift_ : 0;
    }
    return out;
  }

  // Is there something in the picture at t that lets music begin (or end) there?
  double motive(double t, bool beginning) const {
    double best = 0;
    for (const auto& m : r_.moments) {
      const bool line = m.kind == BeatKind::kLine;
      const double when = beginning ? (line ? m.end.value : m.start.value) : (line ? m.start.value : m.end.value);
      if (std::abs(when - t) <= kStep) best = std::max(best, line ? 0.6 : 1.0);
    }
    return best;
  }

  // Music or silence, cell by cell: the best path through what is wanted and what beginning and ending costs.
  std::vector<Span> places() const {
    const auto want = wants();
    const double coverage = std::clamp(of(w_.other, "coverage") + (r_.coverage >= 0 ? (1 - of(w_.other, "coverage")) : of(w_.other, "coverage")) * r_.coverage, 0.05, 1.0);
    auto sorted = want;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const double quantile = sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(coverage * static_cast<double>(sorted.size())))];
    const double level = coverage >= 1 ? -1e9 : r_.coverage < 0 ? std::max(quantile, of(w_.other, "silence_below")) : std::clamp(quantile, of(w_.other, "silence_below"), of(w_.other, "music_above"));
    std::vector<std::array<double, 2>> cost(cells_);
    std::vector<std::array<int, 2>> from(cells_);
    for (std::size_t i = 0; i < cells_; ++i) {
      const double t = static_cast<double>(i) * kStep, gain = std::clamp(want[i] - level, -2.0, 2.0) * kStep;
      const double in = of(w_.other, "in_cost") - of(w_.other, "motive") * motive(t, true), out = of(w_.other, "out_cost") - of(w_.other, "motive") * motive(t, false);
      if (i == 0) {
        cost[0] = {r_.flows_in ? 1e6 : 0, (r_.flows_in ? 0 : 0.3) - gain};
        from[0] = {0, 1};
        continue;
      }
      const auto& p = cost[i - 1];
      from[i][0] = p[0] <= p[1] + out ? 0 : 1;
      cost[i][0] = std::min(p[0], p[1] + out);
      from[i][1] = p[1] <= p[0] + in ? 1 : 0;
      cost[i][1] = std::min(p[1], p[0] + in) - gain;
    }
    std::vector<int> state(cells_);
    int s = r_.flows_out || cost.back()[1] < cost.back()[0] ? 1 : 0;
    for (std::size_t i = cells_; i-- > 0;) {
      state[i] = s;
      s = from[i][static_cast<std::size_t>(s)];
    }
    std::vector<Span> out;
    for (std::size_t i = 0; i < cells_;) {
      std::size_t j = i;
      while (j < cells_ && state[j] == state[i]) ++j;
      if (state[i] == 1) out.push_back(between(static_cast<double>(i) * kStep, std::min(length_, static_cast<double>(j) * kStep)));
      i = j;
    }
    tidy(out);
    if (out.empty() && coverage > 0.3) out.push_back(whole());
    return out;
  }

  Span whole() const { return between(0, length_); }
  Span between(double from, double to) const {
    Span s;
    s.in = Seconds(from);
    s.out = Seconds(to);
    return s;
  }

  // No silence that is a gap, no cue that is a scrap.
  void tidy(std::vector<Span>& spans) const {
    for (std::size_t i = 0; i + 1 < spans.size();) {
      if ((spans[i + 1].in - spans[i].out).value < of(w_.other, "shortest_silence")) {
        spans[i].out = spans[i + 1].out;
        spans.erase(spans.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      } else {
        ++i;
      }
    }
    std::erase_if(spans, [&](const Span& s) { return (s.out - s.in).value < of(w_.other, "shortest_cue") && !(r_.flows_in && s.in.value == 0) && !(r_.flows_out && s.out.value >= length_); });
    if (!spans.empty() && spans.front().in.value < of(w_.other, "shortest_silence")) spans.front().in = Seconds(0);
    if (!spans.empty() && length_ - spans.back().out.value < of(w_.other, "shortest_silence")) spans.back().out = Seconds(length_);
  }

  const Moment* moment_of(int beat) const {
    for (const auto& m : r_.moments) if (m.beat == beat) return &m;
    return nullptr;
  }

  // What somebody asked for overrules what was weighed.
  void called(std::vector<Span>& spans) const {
    for (const auto& call : r_.calls) {
      const Moment* m = moment_of(call.beat);
      if (m == nullptr) continue;
      const double t = on_frame(m->at.value);
      if (call.kind == CallKind::kEnter) {
        std::erase_if(spans, [&](const Span& s) { return s.out.value <= t + 2; });
        if (spans.empty() || spans.front().in.value > t + 25) spans.insert(spans.begin(), between(t, spans.empty() ? length_ : std::min(length_, spans.front().in.value)));
        spans.front().in = Seconds(t);
        if (spans.size() > 1 && spans[1].in < spans[0].out + Seconds(of(w_.other, "shortest_silence"))) {
          spans[0].out = spans[1].out;
          spans.erase(spans.begin() + 1);
        }
        spans.front().why_in = fmt::format("you asked for it: {}", m->text);
      } else if (call.kind == CallKind::kLeave) {
        std::erase_if(spans, [&](const Span& s) { return s.in.value >= t - 2; });
        if (!spans.empty() && spans.back().out.value > t) {
          spans.back().out = Seconds(t);
          spans.back().why_out = fmt::format("you asked for it: {}", m->text);
        }
      }
    }
  }

  // A long cue is two where the feeling turns; the music goes through.
  void split_long(std::vector<Span>& spans) const {
    for (std::size_t i = 0; i < spans.size() && spans.size() < 200; ++i) {
      const double from = spans[i].in.value, to = spans[i].out.value, longest = of(w_.other, "longest_cue"), least = 2 * of(w_.other, "shortest_cue");
      if (to - from < 2 * least) continue;
      double best = 0, where = 0, turn = 0;
      for (const auto& m : r_.moments) {
        const double t = m.start.value;
        if (t - from < least || to - t < least || talked(t - 0.2, t + 0.2) > 0.4) continue;
        const double change = apart(mean(from, t), mean(t, to)), balance = 1 - std::abs(2 * (t - from) / (to - from) - 1);
        const double worth = change + 0.3 * balance;
        if (worth > best) { best = worth; where = t; turn = change; }
      }
      if (best == 0 || (turn < 0.55 && to - from <= longest)) continue;
      Span second = between(on_frame(where), to);
      second.why_out = spans[i].why_out;
      second.why_in = "the feeling turns; the music goes through";
      second.flows_in = true;
      second.flows_out = spans[i].flows_out;
      spans[i].out = second.in;
      spans[i].why_out = "goes on in the next cue";
      spans[i].flows_out = true;
      spans.insert(spans.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(second));
      --i;
    }
  }

  Mood mean(double from, double to) const {
    Mood m;
    double n = 0;
    for (std::size_t i = static_cast<std::size_t>(from / kStep); i < cells_ && static_cast<double>(i) * kStep < to; ++i, ++n) {
      m.valence += mood_[i].valence;
      m.arousal += mood_[i].arousal;
      m.tension += mood_[i].tension;
    }
    if (n == 0) return r_.mood;
    const auto coarse = [&](double v) { return std::round(v / n / 0.05) * 0.05; };
    return {coarse(m.valence), coarse(m.arousal), coarse(m.tension), ""};
  }

  const Moment* near(double t, bool beginning) const {
    const Moment* best = nullptr;
    double away = 1.2;
    for (const auto& m : r_.moments) {
      const double when = beginning ? (m.kind == BeatKind::kLine ? m.end.value : m.start.value) : m.start.value;
      if (std::abs(when - t) < away) { away = std::abs(when - t); best = &m; }
    }
    return best;
  }
  static std::string short_text(const Moment& m) {
    std::string text = m.text.size() > 60 ? m.text.substr(0, m.text.rfind(' ', 60)) + " ..." : m.text;
    return m.kind == BeatKind::kLine ? "\"" + text + "\"" : text;
  }

  void fill(Span& s) const {
    const bool at_start = s.in.value < kStep, at_end = s.out.value > length_ - kStep;
    if (!s.flows_in && s.why_in.empty()) {
      if (at_start) {
        s.flows_in = r_.flows_in;
        s.why_in = s.flows_in ? "goes on from the scene before" : "with the scene";
      } else if (const Moment* m = near(s.in.value, true)) {
        // A breath after what gives the reason, never on it.
        const double when = m->kind == BeatKind::kLine ? m->end.value : m->start.value;
        s.in = Seconds(on_frame(std::clamp(when + of(w_.other, "breath"), 0.0, s.out.value - 2)));
        s.why_in = m->kind == BeatKind::kLine ? fmt::format("after {}", short_text(*m)) : fmt::format("at: {}", short_text(*m));
      } else {
        s.why_in = "the voices rest";
      }
    }
    if (!s.flows_out && s.why_out.empty()) {
      if (at_end) {
        s.out = Seconds(length_);
        s.flows_out = r_.flows_out;
        s.why_out = s.flows_out ? "goes on in the next scene" : "with the scene";
      } else if (const Moment* m = near(s.out.value, false)) {
        s.out = Seconds(on_frame(std::clamp(m->start.value, s.in.value + 2, length_)));
        s.why_out = fmt::format("leaves room for: {}", short_text(*m));
      } else {
        s.why_out = "the words carry it alone";
      }
    }
    if (!at_end) s.out = Seconds(on_frame(s.out.value));
    s.in = Seconds(on_frame(s.in.value));
    s.mood = mean(s.in.value, s.out.value);
    for (double t = s.in.value; t <= s.out.value; t += 2) {
      const Mood m = mood_[std::min(cells_ - 1, static_cast<std::size_t>(t / kStep))];
      s.curve.push_back({Seconds(t), {std::round(m.valence * 20) / 20, std::round(m.arousal * 20) / 20, std::round(m.tension * 20) / 20, ""}});
    }
    find_hits(s);
  }

  void find_hits(Span& s) const {
    std::vector<HitPoint> all;
    const Moment* before = nullptr;
    for (const auto& m : r_.moments) {
      double weight = of(w_.hits, kKinds[static_cast<std::size_t>(m.kind)]);
      if (weight > 0 && std::any_of(r_.features.begin(), r_.features.end(), [&](const Feature& f) { return f.owner == m.object && !m.object.empty(); })) weight += of(w_.hits, "owner");
      if (weight > 0 && before != nullptr) weight += of(w_.hits, "change") * std::min(1.0, apart(m.mood, before->mood));
      before = &m;
      const bool asked = std::any_of(r_.calls.begin(), r_.calls.end(), [&](const BeatCall& c) { return c.kind == CallKind::kHit && c.beat == m.beat; });
      const double t = on_frame(m.at.value);
      if (t < s.in.value || t > s.out.value) continue;
      if (asked) all.push_back(HitPoint(Seconds(t), 1, short_text(m), true));
      else if (weight >= of(w_.hits, "least") && talked(t - 0.1, t + 0.35) < 0.3) all.push_back(HitPoint(Seconds(t), std::min(1.0, weight), short_text(m)));
    }
    std::stable_sort(all.begin(), all.end(), [](const HitPoint& a, const HitPoint& b) { return std::pair(a.must, a.weight) > std::pair(b.must, b.weight); });
    for (const auto& h : all)
      if (h.must || std::none_of(s.hits.begin(), s.hits.end(), [&](const HitPoint& o) { return std::abs((o.at - h.at).value) < of(w_.hits, "apart"); })) s.hits.push_back(h);
    std::stable_sort(s.hits.begin(), s.hits.end(), [](const HitPoint& a, const HitPoint& b) { return a.at < b.at; });
  }

  // Each theme to the cues in which its owner is to be seen; every one to at least one cue.
  void give_owners(std::vector<Span>& spans) const {
    if (spans.empty()) return;
    for (const auto& f : r_.features) {
      std::vector<int> seen(spans.size(), 0);
      std::vector<Seconds> first(spans.size(), Seconds(-1));
      for (const auto& m : r_.moments)
        for (std::size_t i = 0; i < spans.size(); ++i) {
          if (m.at < spans[i].in || m.at > spans[i].out || (m.who != f.owner && m.object != f.owner)) continue;
          ++seen[i];
          if (first[i].value < 0 || m.kind == BeatKind::kEnter) first[i] = m.at;
        }
      const auto most = static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) - seen.begin());
      for (std::size_t i = 0; i < spans.size(); ++i) {
        const double share = static_cast<double>(seen[i]) / std::max(1, seen[most]);
        if (i != most && share < 0.5) continue;
        spans[i].owners.push_back({f.owner, first[i].value < 0 ? spans[i].in : first[i], f.weight * (i == most ? 1.0 : 0.7), f.why});
      }
    }
    for (auto& s : spans) std::stable_sort(s.owners.begin(), s.owners.end(), [](const OwnerAt& a, const OwnerAt& b) { return a.weight > b.weight; });
  }

  const SpottingRequest& r_;
  const Weights& w_;
  double length_;
  std::size_t cells_ = 0;
  std::vector<Mood> mood_;
  std::vector<double> talk_;
  mutable double shift_ = 0;
};

}  // namespace

std::vector<Span> spot(const SpottingRequest& request) {
  SpottingRequest tame = request;
  std::erase_if(tame.moments, [](const Moment& m) { return !std::isfinite(m.start.value) || !std::isfinite(m.end.value) || !std::isfinite(m.at.value); });
  std::erase_if(tame.speech, [](const auto& s) { return !std::isfinite(s.first.value) || !std::isfinite(s.second.value); });
  if (!std::isfinite(tame.length.value)) return {};
  return Spotter(tame).run();
}

Json to_json(const std::vector<Span>& spans) {
  Json all = Json::array();
  for (const auto& s : spans) {
    Json curve = Json::array(), hits = Json::array(), owners = Json::array();
    for (const auto& [at, m] : s.curve) curve.push_back({{"at", at.value}, {"valence", m.valence}, {"arousal", m.arousal}, {"tension", m.tension}});
    for (const auto& h : s.hits) hits.push_back({{"at", h.at.value}, {"weight", h.weight}, {"what", h.what}, {"must", h.must}});
    for (const auto& o : s.owners) owners.push_back({{"owner", o.owner}, {"at", o.at.value}, {"weight", o.weight}, {"why", o.why}});
    all.push_back({{"in", s.in.value}, {"out", s.out.value}, {"valence", s.mood.valence}, {"arousal", s.mood.arousal}, {"tension", s.mood.tension}, {"curve", curve}, {"hits", hits}, {"owners", owners},
                   {"flows_in", s.flows_in}, {"flows_out", s.flows_out}, {"why_in", s.why_in}, {"why_out", s.why_out}});
  }
  return {{"kind", "auteur.spotting"}, {"version", 1}, {"cues", all}};
}

Result<std::vector<Span>> spans_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.spotting", 1));
  std::vector<Span> out;
  try {
    for (const auto& j : document.at("cues")) {
      if (out.size() >= 400) break;
      Span s;
      s.in = Seconds(j.at("in").get<double>());
      s.out = Seconds(j.at("out").get<double>());
      if (!(s.in.value >= 0 && s.out.value >= s.in.value && s.out.value <= kMostSeconds)) return fail(ErrorCode::kInvalidInput, "The spotting cannot be read: a cue ends before it begins. Let it be made again.");
      s.mood = {j.value("valence", 0.0), j.value("arousal", 0.0), j.value("tension", 0.0), ""};
      for (const auto& c : j.value("curve", Json::array())) s.curve.push_back({Seconds(c.at("at").get<double>()), {c.value("valence", 0.0), c.value("arousal", 0.0), c.value("tension", 0.0), ""}});
      for (const auto& h : j.value("hits", Json::array())) s.hits.push_back(HitPoint(Seconds(h.at("at").get<double>()), h.value("weight", 0.5), h.value("what", ""), h.value("must", false)));
      for (const auto& o : j.value("owners", Json::array())) s.owners.push_back({o.value("owner", ""), Seconds(o.value("at", -1.0)), o.value("weight", 0.5), o.value("why", "")});
      s.flows_in = j.value("flows_in", false);
      s.flows_out = j.value("flows_out", false);
      s.why_in = j.value("why_in", "");
      s.why_out = j.value("why_out", "");
      out.push_back(std::move(s));
    }
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kInvalidInput, "The spotting cannot be read: a field is missing or of the wrong type. Let it be made again.");
  }
  return out;
}

int find_beat(const screenplay::Scene& scene, const std::vector<screenplay::CastMember>& cast, const std::string& words) {
  struct Verb { const char* stem; BeatKind kind; };
  static constexpr Verb kVerbs[] = {{"sit", BeatKind::kSit}, {"stand", BeatKind::kStand}, {"get", BeatKind::kStand}, {"rise", BeatKind::kStand}, {"enter", BeatKind::kEnter}, {"come", BeatKind::kEnter}, {"arriv", BeatKind::kEnter},
                                    {"leav", BeatKind::kExit}, {"exit", BeatKind::kExit}, {"go", BeatKind::kExit}, {"look", BeatKind::kLookAt}, {"see", BeatKind::kLookAt}, {"turn", BeatKind::kTurnTo}, {"take", BeatKind::kPickUp}, {"pick", BeatKind::kPickUp},
                                    {"put", BeatKind::kPutDown}, {"give", BeatKind::kGive}, {"drink", BeatKind::kUse}, {"open", BeatKind::kOpen}, {"clos", BeatKind::kClose}, {"shut", BeatKind::kClose}, {"walk", BeatKind::kWalkTo},
                                    {"smil", BeatKind::kEmotion}, {"laugh", BeatKind::kEmotion}, {"cri", BeatKind::kEmotion}, {"silence", BeatKind::kPause}, {"wait", BeatKind::kPause}, {"say", BeatKind::kLine}, {"speak", BeatKind::kLine}, {"knock", BeatKind::kEffect}, {"thunder", BeatKind::kEffect}, {"lightning", BeatKind::kEffect}};
  std::vector<std::string> wanted;
  std::string gender;
  const std::string said = lower(words);
  for (const auto piece : split(said, ' ')) {
    std::string w;
    for (const char c : piece) if (static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) w += c;
    if (w == "she" || w == "her") gender = "female";
    else if (w == "he" || w == "him") gender = "male";
    else if (w.size() > 2 && w != "the" && w != "and" && w != "down" && w != "when") wanted.push_back(w);
    else if (w == "go") wanted.push_back(w);
  }
  int best = -1;
  double most = 0.9;
  for (std::size_t i = 0; i < scene.beats.size(); ++i) {
    const auto& b = scene.beats[i];
    const screenplay::CastMember* who = nullptr;
    for (const auto& c : cast) if (c.id == b.who) who = &c;
    double score = 0;
    bool named = false;
    std::size_t matched = 0;
    for (const auto& w : wanted) {
      const double before = score;
      if (who != nullptr && lower(who->name).find(w) != std::string::npos) { score += 0.6; named = true; ++matched; continue; }
      for (const auto& v : kVerbs) if (w.starts_with(v.stem) && b.kind == v.kind) { score += 1; break; }
      // The same word, whatever its ending.
      const std::string stem = w.substr(0, std::max<std::size_t>(3, w.size() > 4 ? w.size() - 2 : w.size()));
      const std::string text = " " + lower(b.text) + " " + lower(b.object);
      if (w.size() >= 3 && text.find(" " + stem) != std::string::npos) score += b.kind == BeatKind::kLine ? 0.4 : 0.7;
      matched += score > before;
    }
    if (!wanted.empty() && matched == wanted.size()) score += 0.3;  // every word of it is there
    if (!gender.empty()) {
      if (who == nullptr || who->gender != gender) score -= 1;
      else score += 0.3;
    }
    if (score <= 0.35 && named) score = 0;
    if (score > most) { most = score; best = static_cast<int>(i); }
  }
  return best;
}

}  // namespace auteur::music
