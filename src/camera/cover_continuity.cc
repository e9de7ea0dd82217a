// What the script supervisor would say, and what is done about it.
#include "coverer.h"

#include "auteur/camera/rig.h"

namespace auteur::camera {

void Coverer::choose_side() {
  int a = -1, b = -1, most = 0;
  std::map<std::pair<int, int>, std::pair<int, double>> talk;
  for (const staging::Line& line : staging_.lines) {
    const int x = view_.index_of(line.who), y = view_.index_of(line.to_whom);
    if (x < 0 || y < 0 || x == y) continue;
    auto& [count, when] = talk[{std::min(x, y), std::max(x, y)}];
    if (count++ == 0) when = line.start.value;
    if (count > most) most = count, a = std::min(x, y), b = std::max(x, y);
  }
  if (a < 0) return;
  const double t = talk[{a, b}].second;
  const double at[] = {t};
  if (!view_.body(a, t).present || !view_.body(b, t).present) return;
  double best = -1e9;
  int chosen = 1;
  for (const int sign : {1, -1}) {
    solver_.set_side(a, b, sign);
    double score = 0;
    for (const auto& [who, other] : {std::pair(a, b), std::pair(b, a)}) {
      const Setup over = solver_.over_shoulder(who, other, idiom(Way::kOverShoulder), Size::kMediumCloseUp, t, at);
      const Setup one = solver_.single(who, other, idiom(Way::kSingle), Size::kMediumCloseUp, t, at);
      score += (over.found ? over.score : -2) + (one.found ? one.score : -4);
    }
    const Setup two = solver_.two_shot(a, b, idiom(Way::kTwoShot), Size::kMedium, t, at);
    const Setup all = solver_.wide(idiom(Way::kMaster), Size::kLong, at, a, b, sign);
    score += (two.found ? two.score : -2) + 0.5 * (all.found ? all.score : -4);
    if (score > best) best = score, chosen = sign;
  }
  solver_.set_side(a, b, chosen);
}

std::vector<ContinuityFinding> Coverer::objections(const Draft& d) const {
  constexpr std::size_t kBack = 12;
  ShotList last;
  last.scene = staging_.scene;
  const std::size_t from = drafts_.size() > kBack ? drafts_.size() - kBack : 0;
  const auto add = [&](const Draft& draft, std::size_t i) {
    last.shots.push_back(draft.shot);
    auto& s = last.shots.back();
    s.id = staging_.scene + letters(i);
    s.start = Seconds(draft.start), s.end = Seconds(draft.end);
    if (!s.support.rig.empty()) s.support = support_of(s.support.rig, s.id);
  };
  for (std::size_t i = from; i < drafts_.size(); ++i) add(drafts_[i], i);
  add(d, drafts_.size());
  auto found = check_continuity(request_, last);
  std::erase_if(found, [&](const ContinuityFinding& f) { return f.second != last.shots.back().id; });
  return found;
}

void Coverer::keep_continuity(Draft& d) {
  if (!follows_on(d)) return;
  auto against = objections(d);
  if (against.empty()) return;
  const std::string why = against.front().message;
  const Option planned = option(d);
  const Draft bare = [&] {
    Draft b;
    b.start = d.start, b.end = d.end, b.level = d.level, b.option = d.option;
    return b;
  }();
  Draft best = d;
  std::size_t least = against.size();
  const double t = 0.5 * (d.start + d.end);
  const Shot& before = drafts_.back().shot;
  int who = planned.a >= 0 || before.subjects.empty() ? planned.a : view_.index_of(before.subjects.front()), other = planned.b >= 0 ? planned.b : who >= 0 ? partner_of(who, t) : -1;
  const auto attempt = [&](Way way, float lens, int level) {
    if (least == 0 || (who >= 0 && way != Way::kMaster && !view_.body(who, t).present) || ((way == Way::kOverShoulder || way == Way::kTwoShot) && other < 0) || (way != Way::kMaster && way != Way::kEstablishing && who < 0)) return;
    Option o;
    o.way = way, o.a = who, o.b = other, o.why = planned.why;
    plan_.options.push_back(o);
    Draft draft = bare;
    draft.option = static_cast<int>(plan_.options.size()) - 1;
    draft.level = level;
    draft.way = way;
    only_lens_ = lens;
    const bool filmed = try_way(draft, way);
    only_lens_ = 0;
    if (!filmed || same_picture(drafts_.back(), draft) || (!untidy_ && !seen_enough(draft))) return;
    const std::size_t now = objections(draft).size();
    if (now >= least) return;
    least = now, best = std::move(draft);
    best.instead = why;
  };
  const float lens = before.keys.empty() ? 0.f : before.keys.back().camera.focal_mm / before.keys.back().camera.squeeze;
  const bool face = d.way == Way::kSingle || d.way == Way::kClose || d.way == Way::kOverShoulder;
  const auto all_faces = [&] {
    attempt(d.way, lens, d.level);
    for (const int level : {drafts_.back().level, 0, 1, 2})
      if (level != d.level) attempt(d.way, lens, level), attempt(d.way, 0, level);
    for (const Way way : {Way::kSingle, Way::kOverShoulder, Way::kClose})
      for (const int level : {d.level, 0, 1})
        if (way != d.way) attempt(way, lens, level), attempt(way, 0, level);
  };
  const int planned_who = who, planned_other = other;
  // With faces and whole heads first; then with backs and half heads as well.
  for (const bool untidy : {false, true}) {
    untidy_ = untidy;
    who = planned_who, other = planned_other;
    if (face) all_faces();
    if (const int side = face && other >= 0 ? solver_.side(who, other) : 0; side != 0 && least > 0) {  // they walked, and the line turned
      solver_.set_side(who, other, -side);
      all_faces();
      attempt(Way::kTwoShot, 0, d.level);
      solver_.set_side(who, other, side);
    }
    for (const int level : {d.level, 0, 1, 2}) attempt(Way::kTwoShot, 0, level);
    for (const int level : {d.level, 2, 0}) attempt(Way::kMaster, 0, level);
    // Between near and far: in the sizes that lie there.
    for (const Size size : {Size::kMedium, Size::kMediumLong}) {
      only_size_ = size;
      for (const Way way : {Way::kSingle, Way::kTwoShot, Way::kMaster}) attempt(way, 0, d.level);
    }
    only_size_.reset();
    // Or somebody else, who is there as well.
    for (const int p : everybody(d)) {
      if (p == planned.a || least == 0) continue;
      who = p, other = partner_of(p, t);
      attempt(Way::kSingle, 0, d.level);
      attempt(Way::kClose, 0, d.level);
      attempt(Way::kFollow, 0, d.level);
    }
    untidy_ = false;
    if (least == 0) break;
  }
  d = std::move(best);
  if (least == 0) return;
  if (widen_the_one_before(d)) return;
  // Nothing helps: the shot before goes on.
  const double kLongest = std::max(14.0, 3.2 * wanted_mean(request_.look).value);
  Draft longer = drafts_.back();
  if (d.end - longer.start > kLongest) return;
  longer.end = d.end;
  const Draft last = drafts_.back();
  drafts_.pop_back();
  film_again(longer);
  const bool better = objections(longer).size() < least;
  drafts_.push_back(better ? longer : last);
  if (better) d = std::move(longer);  // the same picture: the join of run() makes them one
}

bool Coverer::widen_the_one_before(Draft& d) {
  Draft& close = drafts_.back();
  if (close.way != Way::kClose && close.way != Way::kSingle && close.way != Way::kOverShoulder) return false;
  const Draft as_it_was = close;
  const auto against = objections(d);
  const std::string why = against.empty() ? "" : against.front().message;
  for (const auto& [way, level] : {std::pair{Way::kSingle, 0}, std::pair{Way::kSingle, 1}, std::pair{Way::kTwoShot, 0}, std::pair{Way::kTwoShot, 1}}) {
    Draft other;
    other.start = close.start, other.end = close.end, other.option = as_it_was.option, other.level = level, other.way = way;
    if (way == Way::kTwoShot) {
      Option both = option(as_it_was);
      if (both.b < 0) both.b = partner_of(both.a, 0.5 * (other.start + other.end));
      if (both.a < 0 || both.b < 0) continue;
      both.way = way;
      plan_.options.push_back(both);
      other.option = static_cast<int>(plan_.options.size()) - 1;
    }
    if (!try_way(other, way)) continue;
    other.instead = why;
    drafts_.pop_back();
    const bool fits = objections(other).empty() && (drafts_.empty() || !same_picture(drafts_.back(), other));
    drafts_.push_back(fits ? other : as_it_was);
    if (fits && objections(d).empty()) return true;
    drafts_.back() = as_it_was;
  }
  return false;
}

void Coverer::draw_lines(const Draft& d) {
  if (d.shot.keys.empty()) return;
  const Vec3 camera = d.shot.keys.back().camera.position;
  const double t = d.end - 0.04;
  if (d.way == Way::kMaster || d.way == Way::kEstablishing) return solver_.draw_lines(camera, t);
  // Who walked in a shot may end it on the other side of their line: there the film goes on.
  const int who = d.shot.subjects.empty() || d.shot.framing == Framing::kInsert ? -1 : view_.index_of(d.shot.subjects.front());
  if (const int other = who >= 0 ? partner_of(who, t) : -1; other >= 0) solver_.draw_line(who, other, camera, t);
}

bool Coverer::same_picture(const Draft& a, const Draft& b) const {
  if (a.shot.keys.empty() || b.shot.keys.empty()) return true;
  const scene::Camera &x = a.shot.keys.back().camera, &y = b.shot.keys.front().camera;
  if (a.shot.framing == Framing::kInsert || b.shot.framing == Framing::kInsert) return false;
  const bool same_subject = !a.shot.subjects.empty() && !b.shot.subjects.empty() && a.shot.subjects.front() == b.shot.subjects.front();
  const float apart = glm::length(x.position - y.position);
  const float angle = std::acos(std::clamp(glm::dot(glm::normalize(x.target - x.position), glm::normalize(y.target - y.position)), -1.f, 1.f));
  if (apart < 0.25f && angle < 0.3f && std::abs(x.focal_mm / y.focal_mm - 1) < 0.25f) return true;
  if (a.way == b.way && (a.way == Way::kMaster || a.way == Way::kEstablishing) && a.shot.subjects.size() == b.shot.subjects.size() && angle < 0.5f) return true;
  if (!same_subject || a.shot.size != b.shot.size) return false;
  // Less than thirty degrees and no change of size: a jump cut.
  const Body& body = view_.body(view_.index_of(a.shot.subjects.front()), b.start);
  const Vec3 da = glm::normalize(x.position - body.eyes + Vec3(1e-5f)), db = glm::normalize(y.position - body.eyes + Vec3(1e-5f));
  return glm::dot(da, db) > 0.866f;
}

}  // namespace auteur::camera
