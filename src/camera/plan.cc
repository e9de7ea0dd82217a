#include "plan.h"

#include "situations.h"

#include <algorithm>
#include <array>

#include "auteur/base/random.h"

namespace auteur::camera {
namespace {

constexpr double kFrame = 1.0 / 24, kSample = 1 / View::kRate;
double on_grid(double t) { return std::round(t * 24) / 24; }

// `hangs_on` names what the cut belongs to, not when it is: its chance stays the same when the scene shifts.
struct Cut { double t; double cost; std::uint64_t hangs_on = 0; };

struct Interest {
  std::vector<std::vector<float>> of;  // person x sample
  std::vector<float> total;
  std::vector<float> motion;           // of the most mobile person
};

bool bodily(staging::MoveKind kind) {
  using enum staging::MoveKind;
  return kind == kWalk || kind == kEnter || kind == kExit || kind == kSit || kind == kStand;
}

class Planner {
 public:
  Planner(const CoverageRequest& request, const View& view) : request_(request), staging_(*request.staging), view_(view), idioms_(idioms_for(request.look)), situations_(request, view) {}

  Plan run() {
    measure_interest();
    find_options();
    find_cuts();
    // In steps, so that a little more or less film does not move every cut of a scene; in quarters of one between a step that
    // cuts too often and the next, which cuts too seldom.
    const double wanted = wanted_mean(request_.look).value;
    constexpr double kFarthest = 10, kFinest = 0.25, kNear = 0.07;
    double step = 0, often = -kFarthest - 1, seldom = kFarthest + 1, nearest = 1e9;
    Plan best;
    for (int i = 0; i < 8 && step > often && step < seldom; ++i) {
      solve(std::pow(1.1, step));
      const double off = plan_.shots.empty() ? 0 : std::log(view_.length() / static_cast<double>(plan_.shots.size()) / wanted), here = std::abs(off);
      if (here < nearest) nearest = here, best.shots = plan_.shots;
      if (plan_.shots.size() < 2 || here < kNear) break;
      (off > 0 ? seldom : often) = step;
      if (often >= -kFarthest && seldom <= kFarthest) step = seldom - often > 1 ? std::round((often + seldom) / 2) : seldom - often > kFinest ? (often + seldom) / 2 : often;
      else step = std::clamp(step + (off > 0 ? -1 : 1) * (here > 0.4 ? 4 : here > 0.2 ? 2 : 1), -kFarthest, kFarthest);
    }
    plan_.shots = best.shots;
    if (plan_.shots.empty()) plan_.shots.push_back({0, view_.length(), 0, level_at(request_, 0)});
    return std::move(plan_);
  }

 private:
  const Idiom& idiom(Way way) const { return idioms_[static_cast<std::size_t>(way)]; }

  void measure_interest() {
    const std::size_t n = view_.samples();
    interest_.of.assign(view_.count(), std::vector<float>(n, 0.f));
    interest_.motion.assign(n, 0.f);
    for (std::size_t p = 0; p < view_.count(); ++p) {
      const bool extra = view_.person(static_cast<int>(p)).id.find('#') != std::string::npos;
      for (std::size_t i = 0; i < n; ++i)
        if (view_.person(static_cast<int>(p)).samples[i].present) interest_.of[p][i] = extra ? 0.02f : 0.12f;
    }
    const auto raise = [&](int p, double from, double to, auto value) {
      if (p < 0) return;
      for (std::size_t i = index(from); i < std::min(n, index(to)); ++i)
        if (view_.person(p).samples[i].present) {
          float& v = interest_.of[static_cast<std::size_t>(p)][i];
          v = std::max(v, static_cast<float>(value(static_cast<double>(i) * kSample)));
        }
    };
    for (const staging::Line& line : staging_.lines) {
      const double start = line.start.value, end = line.end.value;
      const int who = view_.index_of(line.who), to = view_.index_of(line.to_whom);
      // A face holds the eye less the longer it talks; the one who listens grows more interesting meanwhile.
      if (!line.off_screen) raise(who, start - 0.15, end + 0.2, [&](double t) { return std::max(0.62, 1.0 - 0.05 * std::max(0.0, t - start - 3.0)); });
      raise(to, start + 0.3, end + 0.5, [&](double t) { return std::min(line.off_screen ? 0.9 : 0.95, 0.38 + 0.09 * std::max(0.0, t - start - 2.0)); });
    }
    for (const staging::PersonTrack& track : staging_.people) {
      const int p = view_.index_of(track.id);
      if (p < 0) continue;
      for (const staging::Move& m : track.moves) {
        if (m.kind == staging::MoveKind::kTurn || m.kind == staging::MoveKind::kHold) continue;
        const double value = bodily(m.kind) ? 0.85 : 0.6;
        raise(p, m.start.value, m.end.value, [&](double) { return value; });
        if (bodily(m.kind))
          for (std::size_t i = index(m.start.value); i < std::min(n, index(m.end.value)); ++i) interest_.motion[i] = std::max(interest_.motion[i], view_.person(p).samples[i].speed);
      }
    }
    interest_.total.assign(n, 0.f);
    for (const auto& one : interest_.of)
      for (std::size_t i = 0; i < n; ++i) interest_.total[i] += one[i];
  }

  std::size_t index(double t) const { return static_cast<std::size_t>(std::clamp(t * View::kRate + 1e-4, 0.0, static_cast<double>(view_.samples() - 1))); }

  // `rate(sample)` is what a second of this option is worth.
  template <class Rate>
  void add(Option option, Rate rate) {
    option.earned.assign(view_.samples() + 1, 0);
    for (std::size_t i = 0; i < view_.samples(); ++i) {
      const double t = static_cast<double>(i) * kSample;
      const double value = t >= option.from && t < option.to ? rate(i) + situations_.appeal(option.way, i) : -2.5;
      option.earned[i + 1] = option.earned[i] + value * kSample;
    }
    plan_.options.push_back(std::move(option));
  }

  double of(int p, std::size_t i) const { return static_cast<double>(interest_.of[static_cast<std::size_t>(p)][i]); }
  const Body& at(int p, std::size_t i) const { return view_.person(p).samples[i]; }

  void find_options() {
    Option wide;
    wide.way = Way::kMaster;
    add(wide, [&](std::size_t i) {
      const double total = static_cast<double>(interest_.total[i]);
      return 0.10 + 0.30 * std::min(total, 1.9) + 0.3 * std::min(1.0, static_cast<double>(interest_.motion[i]));
    });
    // People worth a shot of their own, most words first.
    std::vector<int> people;
    for (std::size_t p = 0; p < view_.count(); ++p) {
      double sum = view_.person(static_cast<int>(p)).words;
      for (const float v : interest_.of[p]) sum += v > 0.3f ? 0.01 : 0;
      if (sum > 0.2 || view_.count() <= 3) people.push_back(static_cast<int>(p));
    }
    std::stable_sort(people.begin(), people.end(), [&](int a, int b) { return view_.person(a).words > view_.person(b).words; });
    if (people.size() > 9) people.resize(9);
    for (const int p : people)
      for (const Way way : {Way::kSingle, Way::kClose}) {
        Option o;
        o.way = way;
        o.a = p;
        add(o, [&, p, way](std::size_t i) {
          const Body& b = at(p, i);
          if (!b.present || !b.indoors) return -3.0;
          const double level = idiom(way).appeal[static_cast<std::size_t>(levels(i))];
          return of(p, i) + 0.55 * level - 0.12 - 1.1 * std::min(1.5, static_cast<double>(b.speed));
        });
      }
    struct Pair { int a, b, count; };
    std::vector<Pair> pairs;
    for (const staging::Line& line : staging_.lines) {
      const int a = view_.index_of(line.who), b = view_.index_of(line.to_whom);
      if (a < 0 || b < 0 || a == b || line.off_screen) continue;
      const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const Pair& p) { return p.a == std::min(a, b) && p.b == std::max(a, b); });
      if (found == pairs.end()) pairs.push_back({std::min(a, b), std::max(a, b), 1});
      else ++found->count;
    }
    if (pairs.empty() && people.size() == 2) pairs.push_back({std::min(people[0], people[1]), std::max(people[0], people[1]), 1});
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.count > y.count; });
    if (pairs.size() > 6) pairs.resize(6);
    for (const Pair& pair : pairs) {
      const auto talking = [&, pair](std::size_t i) {  // near enough and still
        const Body &a = at(pair.a, i), &b = at(pair.b, i);
        if (!a.present || !b.present || !a.indoors || !b.indoors) return false;
        const float d = std::hypot(a.floor.x - b.floor.x, a.floor.z - b.floor.z);
        return d > 0.5f && d < 2.6f;
      };
      Option two;
      two.way = Way::kTwoShot;
      two.a = pair.a, two.b = pair.b;
      add(two, [&, pair, talking](std::size_t i) {
        if (!talking(i)) return -2.0;
        const double level = idiom(Way::kTwoShot).appeal[static_cast<std::size_t>(levels(i))];
        return 0.44 * (of(pair.a, i) + of(pair.b, i)) + 0.4 * level - 0.4 * std::min(1.0, std::max(0.0, static_cast<double>(interest_.motion[i]) - 0.8));
      });
      for (const bool swap : {false, true}) {
        Option over;
        over.way = Way::kOverShoulder;
        over.a = swap ? pair.b : pair.a, over.b = swap ? pair.a : pair.b;
        const int a = over.a, b = over.b;
        add(over, [&, a, b, talking](std::size_t i) {
          if (!talking(i)) return -2.5;
          const double level = idiom(Way::kOverShoulder).appeal[static_cast<std::size_t>(levels(i))];
          return 0.88 * of(a, i) + 0.14 * of(b, i) + 0.55 * level - 0.1 - 1.1 * std::min(1.5, static_cast<double>(std::max(at(a, i).speed, at(b, i).speed)));
        });
      }
    }
    find_groups(people);
    find_looks();
    // Things that change hands, and things looked at.
    int inserts = 0;
    const auto insert = [&](const std::string& prop, int who, int other, Vec3 point, double from, double to, const char* why, double worth) {
      if (++inserts > 40 || to > view_.length() + 0.3) return;
      Option o;
      o.way = Way::kInsert;
      o.prop = prop, o.a = who, o.b = other, o.point = point, o.why = why;
      o.from = from, o.to = to;
      add(o, [&, worth](std::size_t i) { return worth * idiom(Way::kInsert).appeal[static_cast<std::size_t>(levels(i))]; });
      cuts_.push_back({on_grid(from), 0.0, seed_of(prop + why + "/from")});
      cuts_.push_back({on_grid(to - 0.3), 0.0, seed_of(prop + why + "/to")});
    };
    for (const staging::PropTrack& prop : staging_.props)
      for (std::size_t k = 1; k < prop.keys.size(); ++k) {
        const staging::PropKey &key = prop.keys[k], &last = prop.keys[k - 1];
        const double t = key.at.value;
        const double worth = k == 1 ? 1.15 : 0.8;
        if (!key.holder.empty() && last.holder.empty()) insert(prop.id, view_.index_of(key.holder), -1, last.position, t - 0.85, t + 0.95, "taken", worth);
        else if (!key.holder.empty()) insert(prop.id, view_.index_of(key.holder), view_.index_of(last.holder), key.position, t - 0.75, t + 0.95, "given", worth);
        else insert(prop.id, view_.index_of(last.holder), -1, key.position, t - 0.6, t + 1.2, "placed", 0.9 * worth);
      }
    for (const staging::TimedBeat& timed : staging_.beats) {
      if (!request_.scene || timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= request_.scene->beats.size()) continue;
      const screenplay::Beat& beat = request_.scene->beats[static_cast<std::size_t>(timed.beat)];
      if (beat.kind != screenplay::BeatKind::kLookAt) continue;
      const std::string& what = beat.object.empty() ? beat.target : beat.object;
      if (const staging::PropKey* key = staging::prop_at(staging_, what, timed.start); key && key->holder.empty())
        insert(what, view_.index_of(beat.who), -1, key->position, timed.start.value + 0.5, timed.start.value + 2.6, "seen", 0.75);
    }
    int walks = 0;
    for (const staging::PersonTrack& track : staging_.people)
      for (const staging::Move& m : track.moves) {
        using enum staging::MoveKind;
        if (m.kind != kWalk && m.kind != kEnter && m.kind != kExit) continue;
        const double length = (m.end - m.start).value;
        if (length < 1.2 || ++walks > 40) continue;
        Option o;
        o.way = Way::kFollow;
        o.a = view_.index_of(track.id);
        if (o.a < 0) continue;
        o.why = m.kind == kEnter ? "enter" : m.kind == kExit ? "exit" : "walk";
        // From when they are in the room to be seen, until they are out of it.
        double first = m.end.value, last = m.start.value;
        for (double t = m.start.value; t <= m.end.value; t += kSample)
          if (const Body& b = view_.body(o.a, t); b.present && b.indoors) first = std::min(first, t), last = std::max(last, t);
        if (last - first < 0.8) continue;
        o.from = m.kind == kEnter ? first - kFrame : m.start.value - 0.3, o.to = m.kind == kExit ? last + kFrame : m.end.value + 1.2;
        const int p = o.a;
        add(o, [&, p](std::size_t i) {
          const double level = idiom(Way::kFollow).appeal[static_cast<std::size_t>(levels(i))];
          return of(p, i) * 0.95 + 0.5 * level - 0.2;
        });
        cuts_.push_back({on_grid(m.kind == kEnter ? first : m.start.value - 3 * kFrame), 0.05, seed_of(track.id + o.why + "/from")});
        cuts_.push_back({on_grid(m.kind == kExit ? last : m.end.value + 0.2), 0.1, seed_of(track.id + o.why + "/to")});
      }
  }

  // Those who talk with one another, as one group.
  void find_groups(const std::vector<int>& people) {
    const auto fewest = static_cast<std::size_t>(std::max(2, idiom(Way::kGroup).fewest)), most = static_cast<std::size_t>(std::clamp(idiom(Way::kGroup).most, 2, 20));
    Option group;
    group.way = Way::kGroup;
    for (const int p : people)
      if (view_.person(p).words > 0.5 && group.people.size() < most) group.people.push_back(p);
    if (group.people.size() < fewest) return;
    group.a = group.people.front();
    add(group, [&, fewest, who = group.people](std::size_t i) {
      double sum = 0, there = 0, moving = 0;
      for (const int p : who)
        if (at(p, i).present && at(p, i).indoors) sum += of(p, i), there += 1, moving = std::max(moving, static_cast<double>(at(p, i).speed));
      if (there < static_cast<double>(fewest)) return -2.0;
      return 0.12 + 0.36 * std::min(sum, 2.0) + idiom(Way::kGroup).appeal[static_cast<std::size_t>(levels(i))] - 0.5 * std::min(1.0, moving);
    });
  }

  // What somebody looks at, through their eyes: somebody else, or a thing.
  void find_looks() {
    int looks = 0;
    for (const staging::TimedBeat& timed : staging_.beats) {
      if (!request_.scene || timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= request_.scene->beats.size()) continue;
      const screenplay::Beat& beat = request_.scene->beats[static_cast<std::size_t>(timed.beat)];
      if (beat.kind != screenplay::BeatKind::kLookAt || ++looks > 30) continue;
      Option o;
      o.way = Way::kPointOfView;
      o.a = view_.index_of(beat.who);
      o.b = view_.index_of(beat.object.empty() ? beat.target : beat.object);
      if (o.b < 0 && !beat.target.empty()) o.b = view_.index_of(beat.target);
      if (o.a < 0 || o.b < 0 || o.a == o.b) continue;
      o.from = timed.start.value + 0.4, o.to = timed.end.value + 2.4;
      add(o, [&, a = o.a, b = o.b](std::size_t i) {
        if (!at(a, i).present || !at(b, i).present || at(a, i).speed > 0.15f) return -2.5;
        return 0.75 + 0.3 * of(b, i) + idiom(Way::kPointOfView).appeal[static_cast<std::size_t>(levels(i))];
      });
      cuts_.push_back({on_grid(o.from), 0.0, mix(key_of(timed), 8)});
      cuts_.push_back({on_grid(o.from + 1.8), 0.1, mix(key_of(timed), 9)});
    }
  }

  int levels(std::size_t i) const {
    if (levels_.empty()) {
      levels_.resize(view_.samples());
      for (std::size_t k = 0; k < levels_.size(); ++k) levels_[k] = level_at(request_, static_cast<double>(k) * kSample);
    }
    return levels_[i];
  }

  void find_cuts() {
    const double length = view_.length();
    double last_end = 0;
    for (const staging::Line& line : staging_.lines) {
      const double start = line.start.value, end = line.end.value;
      // Around the turn of speech: two to six frames early (J) or late (L).
      const std::uint64_t key = mix(seed_of(line.who), seed_of(line.text));
      Random random(mix(key, 31));
      const double frames = 2 + random.below(5);
      const bool late = random.unit() < 0.45;
      double turn = start + (late ? frames : -frames) * kFrame;
      turn = std::max(turn, last_end * 0.5 + start * 0.5 - 0.1);
      cuts_.push_back({on_grid(turn), 0.0, mix(key, 1)});
      cuts_.push_back({on_grid(end + 4 * kFrame), 0.35, mix(key, 2)});
      // Inside a long line: at a comma or a full stop, else anywhere at a price.
      if (end - start > 3.0) {
        const double per_byte = (end - start) / std::max<double>(1.0, static_cast<double>(line.text.size()));
        double last = start;
        for (std::size_t k = 0; k < line.text.size(); ++k) {
          const char c = line.text[k];
          const double t = start + per_byte * static_cast<double>(k + 1);
          if ((c == '.' || c == ',' || c == ';' || c == '?' || c == '!' || c == ':') && t - last > 1.0 && end - t > 0.8) cuts_.push_back({on_grid(t), c == ',' ? 0.45 : 0.3, mix(key, 3, k)}), last = t;
        }
        for (double t = start + 1.6; t < end - 1.0; t += 1.4) cuts_.push_back({on_grid(t), 0.95, mix(key, 4, static_cast<std::uint64_t>((t - start) * 10))});
      }
      last_end = end;
    }
    for (const staging::TimedBeat& beat : staging_.beats) {
      const std::uint64_t key = key_of(beat);
      cuts_.push_back({on_grid(beat.start.value - 2 * kFrame), 0.12, mix(key, 5)});
      cuts_.push_back({on_grid(beat.end.value), 0.3, mix(key, 6)});
      // Nothing else to cut on: anywhere, at a price, counted from the last thing that happened.
      double next = length;
      for (const staging::TimedBeat& other : staging_.beats)
        if (other.start.value > beat.start.value + 1e-6) next = std::min(next, other.start.value);
      for (double u = 1.5; beat.start.value + u < next - 0.5; u += 1.0) cuts_.push_back({on_grid(beat.start.value + u), 0.8 + speech_at(beat.start.value + u), mix(key, 7, static_cast<std::uint64_t>(u))});
    }
    if (staging_.beats.empty())
      for (double t = 1.5; t < length - 1; t += 1.0) cuts_.push_back({on_grid(t), 0.8, static_cast<std::uint64_t>(t)});
    std::stable_sort(cuts_.begin(), cuts_.end(), [](const Cut& a, const Cut& b) { return a.t < b.t || (a.t == b.t && a.cost < b.cost); });
    std::vector<Cut> kept{{0, 0}};
    for (const Cut& c : cuts_) {
      if (!std::isfinite(c.t) || c.t < 1.0 || c.t > length - 1.0 + 1e-9) continue;
      if (c.t - kept.back().t < 2.5 * kFrame && kept.size() > 1) {
        if (c.cost < kept.back().cost) kept.back() = c;
        continue;
      }
      kept.push_back(c);
    }
    kept.push_back({length, 0});
    if (kept.size() > 9000) kept.erase(kept.begin() + 9000, kept.end() - 1);
    cuts_ = std::move(kept);
  }

  std::uint64_t key_of(const staging::TimedBeat& timed) const {
    if (!request_.scene || timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= request_.scene->beats.size()) return static_cast<std::uint64_t>(timed.beat);
    const screenplay::Beat& beat = request_.scene->beats[static_cast<std::size_t>(timed.beat)];
    return mix(seed_of(beat.who), seed_of(beat.text), seed_of(beat.object), static_cast<std::uint64_t>(beat.kind));
  }

  double speech_at(double t) const {
    for (const staging::Line& line : staging_.lines)
      if (t > line.start.value && t < line.end.value) return 0.4;
    return 0;
  }

  struct State { double cost; int cut_before, state_before, option, since_wide; };

  static bool wide(const Option& o) { return o.way == Way::kMaster; }

  // Price of joining two shots; above 50 forbidden.
  double join(const Option& x, const Option& y, int x_index, int y_index, int since_wide, std::size_t sample) const {
    if (x_index == y_index) return 100;
    return situations_.join(x.way, x.a, y.way, y.a, sample) + (wide(y) ? situations_.wide_now(since_wide) : situations_.not_wide(since_wide));
  }

  void solve(double scale) {
    const std::size_t n = cuts_.size();
    constexpr std::size_t kBeam = 14;
    std::vector<std::vector<State>> states(n);
    states[0].push_back({0, -1, -1, -1, 0});
    std::vector<double> mood(n);
    for (std::size_t i = 0; i < n; ++i) mood[i] = std::exp(0.3 * Random(mix(seed_of(staging_.scene), 5, cuts_[i].hangs_on)).normal());
    struct Scored { double cost; int option; };
    std::vector<Scored> scored;
    for (std::size_t i = 0; i + 1 < n; ++i) {
      std::stable_sort(states[i].begin(), states[i].end(), [](const State& a, const State& b) { return a.cost < b.cost; });
      if (states[i].size() > kBeam) states[i].resize(kBeam);
      if (states[i].empty()) continue;
      for (std::size_t j = i + 1; j < n; ++j) {
        const double d = cuts_[j].t - cuts_[i].t;
        if (d > 16 && j > i + 1) break;
        const std::size_t s0 = index(cuts_[i].t), s1 = std::max(s0 + 1, index(cuts_[j].t));
        const int level = levels((s0 + s1) / 2);
        scored.clear();
        for (std::size_t k = 0; k < plan_.options.size(); ++k) {
          const Option& o = plan_.options[k];
          const bool opening = i == 0 && o.way == Way::kMaster;
          const Idiom& way = idiom(opening ? Way::kEstablishing : o.way);
          if (d < std::max(way.shortest, o.way == Way::kInsert ? 1.0 : 1.2) - 1e-6 && n > 2) continue;
          if (d > way.longest + 1e-6 && !wide(o)) continue;
          const double usual = way.usual * scale * mood[i] * situations_.pace((s0 + s1) / 2) * (level == 2 ? 0.85 : level == 1 ? 0.95 : 1.05);
          const double off = std::log(d / std::max(0.8, usual)) / 0.55;
          double cost = 0.42 * off * off - (o.earned[s1] - o.earned[s0]) + cuts_[j].cost;
          if (opening) cost -= 1.6;
          if (i == 0 && o.way != Way::kMaster) cost += 1.2;
          if (o.way == Way::kClose && i == 0) cost += 1;
          scored.push_back({cost, static_cast<int>(k)});
        }
        std::stable_sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.cost < b.cost; });
        if (scored.size() > 9) scored.resize(9);
        for (const Scored& s : scored)
          for (std::size_t q = 0; q < states[i].size(); ++q) {
            const State& before = states[i][q];
            double cost = before.cost + s.cost;
            const Option& o = plan_.options[static_cast<std::size_t>(s.option)];
            if (before.option >= 0) {
              const double price = join(plan_.options[static_cast<std::size_t>(before.option)], o, before.option, s.option, before.since_wide, s0);
              if (price > 50) continue;
              cost += price;
            }
            const int since = wide(o) ? 0 : std::min(before.since_wide + 1, 12);
            // One state an option and count of shots since the last wide one.
            bool placed = false;
            for (State& other : states[j])
              if (other.option == s.option && other.since_wide == since) {
                if (cost < other.cost) other = {cost, static_cast<int>(i), static_cast<int>(q), s.option, since};
                placed = true;
                break;
              }
            if (!placed) states[j].push_back({cost, static_cast<int>(i), static_cast<int>(q), s.option, since});
          }
      }
    }
    plan_.shots.clear();
    const State* best = nullptr;
    for (const State& s : states[n - 1])
      if (!best || s.cost < best->cost) best = &s;
    std::size_t at_cut = n - 1;
    while (best && best->cut_before >= 0) {
      const auto before = static_cast<std::size_t>(best->cut_before);
      Planned shot{cuts_[before].t, cuts_[at_cut].t, best->option, 0};
      shot.level = levels(index((shot.start + shot.end) / 2));
      plan_.shots.push_back(shot);
      at_cut = before;
      best = &states[before][static_cast<std::size_t>(best->state_before)];
    }
    std::reverse(plan_.shots.begin(), plan_.shots.end());
  }

  const CoverageRequest& request_;
  const staging::Staging& staging_;
  const View& view_;
  Idioms idioms_;
  Situations situations_;
  Interest interest_;
  std::vector<Cut> cuts_;
  mutable std::vector<int> levels_;
  Plan plan_;
};

}  // namespace

int level_at(const CoverageRequest& request, double t) {
  const staging::Staging& staging = *request.staging;
  double sum = 0, weight = 0;
  for (const staging::Line& line : staging.lines) {
    const double middle = 0.5 * (line.start + line.end).value, tension = line.mood.tension;
    if (!std::isfinite(tension)) continue;
    const double w = std::exp(-0.5 * std::pow((t - middle) / 4.0, 2)) + 1e-9;
    sum += w * std::clamp(tension, 0.0, 1.0);
    weight += w;
  }
  double tension = weight > 0 ? sum / weight : 0;
  if (request.scene && weight <= 0 && std::isfinite(request.scene->mood.tension)) tension = std::clamp(request.scene->mood.tension, 0.0, 1.0);
  // Even an even scene tightens towards its end.
  const double progress = staging.length.value > 0 ? std::clamp(t / staging.length.value, 0.0, 1.0) : 0;
  const double heat = 0.7 * tension + 0.38 * progress;
  return heat < 0.36 ? 0 : heat < 0.66 ? 1 : 2;
}

Plan plan_scene(const CoverageRequest& request, const View& view) { return Planner(request, view).run(); }

}  // namespace auteur::camera
