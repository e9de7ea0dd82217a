// The last pass: eyes, turning bodies, rounding, and what the next scene finds.
#include <algorithm>
#include <fmt/format.h>

#include "stager.h"

namespace auteur::staging {
namespace {

double rounded(double v) { return std::round(v * 1e4) / 1e4; }
// Nine decimals: a twelfth of a second is no decimal number, and drawings lie on twelfths.
Seconds rounded(Seconds s) { return Seconds(std::round(s.value * 1e9) / 1e9); }
Vec3 rounded(Vec3 p) { return {static_cast<float>(rounded(p.x)), static_cast<float>(rounded(p.y)), static_cast<float>(rounded(p.z))}; }
void round_spot(Spot& s) {
  s.position = rounded(s.position);
  s.yaw = static_cast<float>(rounded(s.yaw));
  s.seat_height = static_cast<float>(rounded(s.seat_height));
}

// Attention with the short glances cut in.
std::vector<GazeKey> gaze_track(const Actor& a) {
  auto attention = a.attention;
  std::stable_sort(attention.begin(), attention.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
  auto glances = a.glances;
  std::stable_sort(glances.begin(), glances.end(), [](const auto& x, const auto& y) { return x.start < y.start; });
  for (std::size_t i = 0; i + 1 < glances.size(); ++i) glances[i].end = std::min(glances[i].end, glances[i + 1].start);
  const auto attention_at = [&](double t) {
    GazeKey key;
    for (const auto& [at, k] : attention)
      if (at <= t) key = k;
    return key;
  };
  std::vector<GazeKey> keys;
  const auto inside_glance = [&](double t) {
    for (const Actor::Glance& g : glances)
      if (t >= g.start && t < g.end) return true;
    return false;
  };
  for (const auto& [at, key] : attention)
    if (!inside_glance(at)) keys.push_back(key), keys.back().at = Seconds(at);
  for (const Actor::Glance& g : glances) {
    if (g.end - g.start < 0.15) continue;
    keys.push_back(g.key);
    keys.back().at = Seconds(std::max(0.0, g.start));
    if (!inside_glance(g.end)) keys.push_back(attention_at(g.end)), keys.back().at = Seconds(std::max(0.0, g.end));
  }
  std::stable_sort(keys.begin(), keys.end(), [](const GazeKey& x, const GazeKey& y) { return x.at < y.at; });
  std::vector<GazeKey> out;
  for (GazeKey& k : keys) {
    k.at = rounded(k.at);
    k.point = k.at_whom == "point" ? rounded(k.point) : Vec3(0.f);
    if (!out.empty() && out.back().at_whom == k.at_whom && (k.at_whom != "point" || out.back().point == k.point)) continue;
    if (!out.empty() && out.back().at == k.at) out.pop_back();
    out.push_back(std::move(k));
  }
  return out;
}

}  // namespace

// Standing people turn their feet when what they look at lies too far to the side.
void Stager::turn_bodies_to_gaze() {
  std::map<std::string, puppets::Measures> measures;
  std::set<std::string> animals;
  for (const Actor& a : actors_)
    if (a.animal) animals.insert(a.track.id), measures[a.track.id] = a.measures;
  for (PersonTrack& person : out_.people) {
    std::vector<std::pair<double, double>> busy;
    for (const Move& m : person.moves)
      if (m.kind == MoveKind::kWalk || m.kind == MoveKind::kSit || m.kind == MoveKind::kStand || m.kind == MoveKind::kTurn || m.kind == MoveKind::kEnter || m.kind == MoveKind::kExit || m.kind == MoveKind::kLie || m.kind == MoveKind::kFly)
        busy.emplace_back(m.start.value, m.end.value);
    std::vector<Move> turns;
    for (std::size_t i = 0; i < person.gaze.size() && i < 400; ++i) {
      const double t = person.gaze[i].at.value;
      const double until = i + 1 < person.gaze.size() ? person.gaze[i + 1].at.value : out_.length.value;
      double start = t;
      if (until - start < 0.9) continue;
      for (const auto& [from, to] : busy)
        if (start + 0.8 > from && start < to) start = to + 0.01;
      bool clear = until - start > 0.9 && start + 0.8 < out_.length.value;
      for (const auto& [from, to] : busy) clear = clear && (start + 0.8 <= from || start >= to);
      if (!clear) continue;
      const PersonState state = person_at(out_, person.id, Seconds(start + 0.45), measures);
      if (!state.present || state.seated > 0.01f || state.lying > 0.01f || state.flying > 0 || !state.carried_by.empty() || state.walk > 0) continue;
      const Vec3 d = flat(state.gaze - state.position);
      if (glm::length(d) < 0.25f) continue;
      const float off = wrap_angle(yaw_of(d) - state.yaw);
      if (std::abs(off) < (!animals.contains(person.id) ? 0.75f : measures[person.id].back_height > 0.45f ? 9.f : 1.35f)) continue;
      Move turn;
      turn.kind = MoveKind::kTurn;
      turn.start = rounded(Seconds(start));
      turn.end = rounded(Seconds(start + 0.7));
      turn.to.position = state.position;
      turn.to.yaw = wrap_angle(state.yaw + off - std::copysign(0.3f, off));
      round_spot(turn.to);
      // The moves in between keep their own yaw: insert in order and let the later ones end as they did.
      const auto at = std::find_if(person.moves.begin(), person.moves.end(), [&](const Move& m) { return m.start > turn.start; });
      person.moves.insert(at, turn);
      busy.emplace_back(turn.start.value, turn.end.value);
    }
    if (!animals.contains(person.id)) turn_before_walks(person, busy);
  }
}

// Who turned to look at somebody turns to the way they go before they set out, while there is time.
void Stager::turn_before_walks(PersonTrack& person, const std::vector<std::pair<double, double>>& busy) {
  for (std::size_t i = 0; i < person.moves.size(); ++i) {
    const Move& walk = person.moves[i];
    if ((walk.kind != MoveKind::kWalk && walk.kind != MoveKind::kExit) || walk.path.size() < 2) continue;
    const double start = walk.start.value;
    const PersonState state = person_at(out_, person.id, Seconds(start - 0.01), {});
    const Vec3 way = along_path(walk.path, 0.3) - along_path(walk.path, 0);
    const float off = std::abs(wrap_angle(yaw_of(way) - state.yaw));
    if (!state.present || state.seated > 0 || state.lying > 0 || glm::length(way) < 1e-4f || off < kAboutTurn) continue;
    double from = std::max(0.0, start - turn_time(off));
    for (const auto& [begin, end] : busy)
      if (begin < start - 1e-6) from = std::max(from, end);
    if (start - from < 0.4) continue;
    Move turn;
    turn.kind = MoveKind::kTurn;
    turn.start = rounded(Seconds(from));
    turn.end = walk.start;
    turn.to.position = state.position;
    turn.to.yaw = yaw_of(way);
    round_spot(turn.to);
    const auto at = std::find_if(person.moves.begin(), person.moves.end(), [&](const Move& m) { return m.start > turn.start; });
    person.moves.insert(at, turn);
    ++i;
  }
}

void Stager::finish() {
  double end = std::max(clock_, line_end_);
  for (Actor& a : actors_) {
    end = std::max(end, a.free);
    for (const Move& m : a.track.moves) end = std::max(end, m.end.value);
  }
  end = std::max(end + 1.0, 2.5);
  out_.length = rounded(Seconds(std::ceil(end * 12 - 1e-6) / 12));  // whole drawings
  if (request_.length.value > 0) out_.length = request_.length;

  finish_doors();
  passers_by();
  busy_extras();
  for (Actor& a : actors_) {
    PersonTrack& track = a.track;
    std::stable_sort(track.moves.begin(), track.moves.end(), [](const Move& x, const Move& y) { return x.start < y.start; });
    track.gaze = gaze_track(a);
    std::stable_sort(track.mood.begin(), track.mood.end(), [](const MoodKey& x, const MoodKey& y) { return x.at < y.at; });
    round_spot(track.start);
    for (Move& m : track.moves) {
      m.start = rounded(m.start), m.end = rounded(m.end), m.aim = rounded(m.aim);
      for (Vec3& p : m.path) p = rounded(p);
      round_spot(m.to);
    }
    for (MoodKey& k : track.mood) k.at = rounded(k.at);
    for (CarryKey& k : track.carried) k.at = rounded(k.at);
    out_.people.push_back(track);
  }
  for (Thing& t : things_) {
    std::stable_sort(t.track.keys.begin(), t.track.keys.end(), [](const PropKey& x, const PropKey& y) { return x.at < y.at; });
    for (PropKey& k : t.track.keys) k.at = rounded(k.at), k.position = rounded(k.position), k.yaw = static_cast<float>(rounded(k.yaw));
    const PropKey& last = t.track.keys.back();
    std::string where = !last.holder.empty() ? "hand:" + last.holder : !last.anchor.empty() ? last.anchor : fmt::format("floor/{:.2f}/{:.2f}", last.position.x, last.position.z);
    if (last.holder.empty() && !last.anchor.empty() && !floor_.anchor(last.anchor)) where.clear();  // its rest place: nothing to remember
    if (!where.empty()) out_.props_after[t.track.id] = where;
    out_.props.push_back(t.track);
  }
  for (Line& l : out_.lines) l.start = rounded(l.start), l.end = rounded(l.end);
  for (TimedBeat& b : out_.beats) b.start = rounded(b.start), b.end = rounded(b.end);
  for (SoundEvent& s : out_.sounds) s.at = rounded(s.at), s.position = rounded(s.position);
  std::stable_sort(out_.sounds.begin(), out_.sounds.end(), [](const SoundEvent& x, const SoundEvent& y) { return x.at < y.at; });
  turn_bodies_to_gaze();
}

Staging stage_scene(const StagingRequest& request) { return stage_scene(request, {}); }

Staging stage_scene(const StagingRequest& request, const Blocking& blocking, std::vector<RefusedWish>* refused) {
  std::vector<RefusedWish> unheard;
  static const screenplay::Scene kEmpty;
  StagingRequest complete = request;
  if (!complete.scene) complete.scene = &kEmpty;
  return Stager(complete, blocking, refused ? *refused : unheard).run();
}

}  // namespace auteur::staging
