#include "solve.h"

#include <algorithm>

#include "observe.h"
#include "optics.h"
#include "toric.h"

namespace auteur::camera {
namespace {

constexpr float kDegree = kPi / 180;
constexpr double kRaked = 0.3;  // how far the farther of two faces may turn from us: three quarters of one say more than two profiles
constexpr double kSliver = 1.6;    // of a head that the edge of the frame cuts
constexpr double kBust = 2;         // of throat and shoulders hidden behind things
constexpr double kVistaWorth = 0.8;  // of looking where an exterior has something to look at

Vec3 flat_direction(Vec3 d, Vec3 fallback) {
  d.y = 0;
  const float length = glm::length(d);
  return length > 1e-3f ? d / length : fallback;
}
Vec3 turned(Vec3 d, float angle) { return heading(yaw_of(d) + angle); }
double lens_price(float lens, const Idiom& idiom) { return 0.9 * std::abs(std::log(static_cast<double>(lens) / static_cast<double>(idiom.lenses.front()))); }

void keep(Setup& best, Setup&& candidate) {
  candidate.found = true;
  if (!best.found || candidate.score > best.score) best = std::move(candidate);
}

}  // namespace

void Solver::keep_clear(Setup& best, Setup&& candidate, float distance, double t, int subject, int skip, Framing meant) const {
  constexpr double kMost = 0.22;  // of the frame
  if (best.found && candidate.score <= best.score) return;
  if (meant != Framing::kEmpty && subject >= 0) {
    const std::string& who = view_.person(subject).id;
    const scene::Camera c = camera(candidate);
    candidate.score -= kSliver * slivers(c, subject, skip, t);
    if (best.found && candidate.score <= best.score) return;
    if (framing_of(people_in(view_, c, subject, t, false), who) != meant && framing_of(people_in(view_, c, subject, t), who) != meant) return;
  }
  candidate.score -= 10 * static_cast<double>(view_.backstage(camera(candidate), candidate.hidden));
  if (best.found && candidate.score <= best.score) return;
  if (subject >= 0) {
    candidate.score -= kBust * static_cast<double>(1 - view_.bust_seen(candidate.position, subject, t, skip));
    if (best.found && candidate.score <= best.score) return;
  }
  const double veil = static_cast<double>(view_.veil(camera(candidate), distance, t, subject, skip));
  if (veil > kMost) return;
  candidate.score -= 14 * std::max(0.0, veil - 0.02);
  keep(best, std::move(candidate));
}

// Heads of others that the frame's edge cuts: neither in the picture nor out of it.
double Solver::slivers(const scene::Camera& c, int subject, int skip, double t) const {
  double sum = 0;
  for (std::size_t i = 0; i < view_.count(); ++i) {
    const Body& b = view_.body(static_cast<int>(i), t);
    if (static_cast<int>(i) == subject || static_cast<int>(i) == skip || !b.present) continue;
    const Vec3 at = project(c, aspect_, b.head);
    if (at.z < 0.15f) continue;
    const float high = b.head_height / visible_height_at(at.z, c.focal_mm, aspect_), half = 0.55f * high / static_cast<float>(aspect_) * 2;
    if (std::abs(at.y) - high > 1 || std::abs(at.x) - half > 1 || std::abs(at.x) + half < 1) continue;
    sum += std::min(1.0, 3 * static_cast<double>(high));
  }
  return sum;
}

int side_sign(Vec3 a, Vec3 b, Vec3 camera) {
  const float cross = (b.z - a.z) * (camera.x - a.x) - (b.x - a.x) * (camera.z - a.z);
  return cross >= 0 ? 1 : -1;
}

Solver::Solver(const CoverageRequest& request, const View& view) : view_(view), aspect_(view.aspect()), looks_(request.looks) {
  Idiom widest;
  widest.lenses = {wide_lens_};
  wide_lens_ = with_lenses(widest, request.look.lenses).lenses.front();
}

int Solver::side(int a, int b) const {
  const auto found = sides_.find({std::min(a, b), std::max(a, b)});
  return found == sides_.end() ? 0 : found->second;
}
void Solver::set_side(int a, int b, int sign) { sides_[{std::min(a, b), std::max(a, b)}] = sign; }

bool Solver::on_side(int a, int b, Vec3 camera, double t) const {
  if (a < 0 || b < 0 || a == b) return true;
  const int wanted = side(a, b);
  if (wanted == 0) return true;
  const Body &low = view_.body(std::min(a, b), t), &high = view_.body(std::max(a, b), t);
  return !low.present || !high.present || side_sign(low.floor, high.floor, camera) == wanted;
}

void Solver::draw_line(int a, int b, Vec3 camera, double t) {
  constexpr float kOnTheLine = 12 * kDegree;
  const Body &x = view_.body(std::min(a, b), t), &y = view_.body(std::max(a, b), t);
  if (!x.present || !y.present || !x.indoors || !y.indoors) return;
  const Vec3 along = flat_direction(y.floor - x.floor, Vec3(1, 0, 0)), to = flat_direction(camera - 0.5f * (x.floor + y.floor), Vec3(0, 0, 1));
  if (std::abs(glm::dot(along, to)) < std::cos(kOnTheLine)) set_side(a, b, side_sign(x.floor, y.floor, camera));
}

void Solver::draw_lines(Vec3 camera, double t) {
  const int n = static_cast<int>(std::min<std::size_t>(view_.count(), 12));
  for (int a = 0; a < n; ++a)
    for (int b = a + 1; b < n; ++b) draw_line(a, b, camera, t);
}

// Eyes on the upper third, unless the head would lose more than its share of headroom.
float Solver::eye_line(const Body& body, float visible) const {
  const float heads = visible / std::max(0.05f, body.head_height);
  const float headroom = heads < 1.8f ? -0.05f : heads < 2.45f ? 0.05f : 0.09f;
  const float above = (body.top - body.eyes.y) / (visible / 2);
  return std::clamp(1 - 2 * headroom - above, 0.08f, 0.36f);
}

scene::Camera Solver::camera(const Setup& setup) const {
  scene::Camera c;
  c.position = setup.position;
  c.target = setup.target;
  c.focal_mm = setup.focal;
  c.gate_width_mm = kGateWidth;
  return c;
}

Setup Solver::single(int who, int partner, const Idiom& idiom, Size size, double t, std::span<const double> times, float only_lens) const {
  Setup best;
  const Body& b = view_.body(who, t);
  if (!b.present) return best;
  const Body& p = view_.body(partner, t);
  const bool pair = partner >= 0 && partner != who && p.present;
  const Vec3 facing = flat_direction(b.face, heading(b.yaw));
  const Vec3 base = pair ? flat_direction(p.floor - b.floor, facing) : facing;
  const float visible = heads_for(size) * b.head_height, y = eye_line(b, visible);
  for (const float lens : idiom.lenses) {
    if (only_lens > 0 && std::abs(lens - only_lens) > 0.5f) continue;
    const float ideal = distance_for(visible, lens, aspect_);
    for (const float off : {0.f, -8.f, 8.f, -14.f, 16.f, 26.f, 38.f, 50.f})
      for (const float sign : {1.f, -1.f}) {
        const float angle = idiom.angle + off;
        const Vec3 d = turned(base, sign * angle * kDegree);
        for (const float stretch : {1.f, 0.92f, 1.1f})
          for (const float lift : {0.03f, 0.12f, -0.1f, 0.25f}) {
            Setup s;
            s.position = b.eyes + d * (ideal * stretch) + Vec3(0, lift + idiom.lift, 0);
            if (pair && !on_side(who, partner, s.position, t)) continue;
            if (ideal * stretch < 0.55f || !view_.can_stand(s.position, times, &s.hidden)) continue;
            const float seen = view_.face_seen(s.position, who, t);
            if (seen < 0.75f) continue;
            s.focal = lens;
            s.anchor = who;
            // Room before the face: one and a half times what is behind it.
            const Vec3 right = flat_direction(glm::cross(b.eyes - s.position, Vec3(0, 1, 0)), Vec3(1, 0, 0));
            s.x = -0.2f * std::clamp(1.7f * glm::dot(facing, right), -1.f, 1.f);
            s.y = y;
            s.target = aim(s.position, b.eyes, s.x, s.y, lens, aspect_);
            const scene::Camera c = camera(s);
            s.score = 3.0 * static_cast<double>(seen) - lens_price(lens, idiom) - 0.02 * std::abs(static_cast<double>(off)) - 4.0 * std::abs(static_cast<double>(stretch) - 1) -
                      1.3 * std::abs(static_cast<double>(lift) - 0.03) - 0.2 * static_cast<double>(s.hidden.size());
            // The face turned away from us, or flat towards us, says less than three quarters.
            float toward = 0, moments = 0;
            for (const double u : times)
              if (const Body& then = view_.body(who, u); then.present)
                toward += glm::dot(flat_direction(then.face, heading(then.yaw)), flat_direction(s.position - then.eyes, Vec3(0, 0, 1))), moments += 1;
            toward = moments > 0 ? toward / moments : glm::dot(facing, flat_direction(s.position - b.eyes, Vec3(0, 0, 1)));
            if (toward < -0.1f) continue;  // nobody's single shows the back of the head
            if (looks_ != 0 && !pair && static_cast<float>(looks_) * glm::dot(facing, right) < 0.08f) s.score -= 2;  // the two ends of a call face each other
            s.score -= toward < 0.6f ? 3.0 * (0.6 - static_cast<double>(toward)) : 0;
            s.score += 0.12 * std::min(3.0, static_cast<double>(view_.depth_behind(s.position, b.eyes)));
            const Vec3 across = right * (0.4f * b.head_height);
            for (const Vec3 q : {b.eyes - Vec3(0, 0.38f, 0), b.eyes - Vec3(0, 0.3f, 0) + across, b.eyes - Vec3(0, 0.3f, 0) - across})
              if (!view_.sees(s.position, q, t, who, -1, 0.15f)) s.score -= 0.3;
            bool in_front = false;
            for (std::size_t i = 0; i < view_.count() && i < 16; ++i) {
              if (static_cast<int>(i) == who) continue;
              const Body& other = view_.body(static_cast<int>(i), t);
              if (!other.present) continue;
              const Vec3 at = project(c, aspect_, other.head);
              if (at.z > 0.05f && std::abs(at.x) < 1.25f && std::abs(at.y) < 1.4f) {
                const bool nearer = at.z < 0.95f * glm::length(b.eyes - s.position);
                in_front = in_front || (nearer && std::abs(at.x) < 0.75f);  // somebody else's shot
                s.score -= nearer ? 2.2 : std::abs(at.x - s.x) < 0.35f ? 1.0 : 0.2;  // heads in front, heads that touch
              }
            }
            if (in_front) continue;
            keep_clear(best, std::move(s), ideal * stretch, t, who, -1, Framing::kSingle);
          }
      }
  }
  return best;
}

Setup Solver::over_shoulder(int who, int other, const Idiom& idiom, Size size, double t, std::span<const double> times, float only_lens) const {
  Setup best;
  const Body &p = view_.body(who, t), &q = view_.body(other, t);
  if (!p.present || !q.present || who == other) return best;
  const Vec3 line = flat_direction(q.floor - p.floor, Vec3(0, 0, 1));
  const float between = std::hypot(q.floor.x - p.floor.x, q.floor.z - p.floor.z);
  const float visible = heads_for(size) * p.head_height, y = eye_line(p, visible);
  for (const float lens : idiom.lenses) {
    if (only_lens > 0 && std::abs(lens - only_lens) > 0.5f) continue;
    const float ideal = distance_for(visible, lens, aspect_);
    const auto consider = [&](Vec3 position, float stretch, float lift) {
      Setup s;
      s.position = position;
      if (!on_side(who, other, s.position, t)) return;
      for (const float x : {0.25f, -0.25f}) {
        s.x = x, s.y = y;
        s.focal = lens;
        s.anchor = who;
        s.target = aim(s.position, p.eyes, x, y, lens, aspect_);
        const scene::Camera c = camera(s);
        const Vec3 head = project(c, aspect_, q.head);
        if (head.z < 0.35f || head.x * x > 0) continue;
        const float half = 0.46f * q.head_height / (head.z * kGateWidth / (2 * lens));
        const float inner = std::abs(head.x) - half;  // the outer sixth to quarter is the shoulder's: 0.5 .. 0.67
        if (inner < 0.42f || inner > 0.82f || std::abs(head.y) > 1.6f) continue;
        if (!view_.can_stand(s.position, times, &s.hidden)) continue;
        const float seen = view_.face_seen(s.position, who, t);
        if (seen < 0.95f) continue;
        Setup found = s;
        found.score = 3.0 * static_cast<double>(seen) - lens_price(lens, idiom) - 4.0 * std::abs(static_cast<double>(inner) - 0.58) - 3.5 * std::abs(static_cast<double>(stretch) - 1) -
                      3.0 * std::abs(static_cast<double>(lift) - 0.06) - 0.2 * static_cast<double>(s.hidden.size()) + 0.1 * std::min(3.0, static_cast<double>(view_.depth_behind(s.position, p.eyes)));
        keep_clear(best, std::move(found), ideal * stretch, t, who, other, Framing::kOverTheShoulder);
      }
    };
    // Exactly: the face on one third, the head of the other in the outer quarter, from just as far as the size wants.
    const float behind = std::max(0.36f, ideal - between), half = 0.46f * q.head_height / (behind * kGateWidth / (2 * lens));
    for (const float x : {0.25f, -0.25f})
      for (const float height : {0.f, 0.25f, -0.25f, 0.5f, -0.5f}) {
        const TwoOnScreen wanted{p.eyes, q.head, x, y, (x > 0 ? -1.f : 1.f) * (0.58f + half), y + height, lens, aspect_};
        const auto beta = toric_beta(wanted, ideal);
        if (!beta) continue;
        for (const int on : {1, -1})
          if (const auto place = toric_place(wanted, *beta, on)) consider(*place, 1, place->y - p.eyes.y - idiom.lift);
      }
    // And around: what stands in the way decides as well.
    for (const float stretch : {1.f, 0.9f, 1.12f}) {
      if (ideal * stretch < between + 0.5f) continue;
      for (int step = -20; step <= 20; ++step) {
        const Vec3 d = turned(line, static_cast<float>(step) * 2 * kDegree);
        for (const float lift : {0.06f, 0.16f, -0.04f, 0.28f}) consider(p.eyes + d * (ideal * stretch) + Vec3(0, lift + idiom.lift, 0), stretch, lift);
      }
    }
  }
  return best;
}

Setup Solver::two_shot(int a, int b, const Idiom& idiom, Size size, double t, std::span<const double> times) const {
  Setup best;
  const Body &p = view_.body(a, t), &q = view_.body(b, t);
  if (!p.present || !q.present || a == b) return best;
  const Vec3 line = flat_direction(q.floor - p.floor, Vec3(1, 0, 0)), middle = (p.eyes + q.eyes) * 0.5f;
  const float between = glm::length(q.eyes - p.eyes);
  const float visible = heads_for(size) * 0.5f * (p.head_height + q.head_height);
  for (const float lens : idiom.lenses) {
    const float by_height = distance_for(visible, lens, aspect_);
    const float by_width = (between + 0.45f) / 1.35f * lens / kGateWidth * 1.f / 1.f * 1.35f;
    const auto consider = [&](Vec3 position, float angle, float stretch, float lift) {
      Setup s;
      s.position = position;
      if (!on_side(a, b, s.position, t)) return;
      if (!view_.can_stand(s.position, times, &s.hidden)) return;
      s.focal = lens;
      s.point = middle;
      s.x = 0;
      s.y = 0.28f;
      s.target = aim(s.position, middle, 0, s.y, lens, aspect_);
      const scene::Camera c = camera(s);
      const Vec3 pp = project(c, aspect_, p.head), qq = project(c, aspect_, q.head);
      const Vec3 top_p = project(c, aspect_, p.head + Vec3(0, 0.5f * p.head_height, 0)), top_q = project(c, aspect_, q.head + Vec3(0, 0.5f * q.head_height, 0));
      if (pp.z <= 0.4f || qq.z <= 0.4f || std::abs(pp.x) > 0.74f || std::abs(qq.x) > 0.74f || std::max(top_p.y, top_q.y) > 1.02f || std::min(pp.y, qq.y) < -0.8f) return;
      const float seen = 0.5f * (view_.face_seen(s.position, a, t) + view_.face_seen(s.position, b, t));
      if (seen < 0.75f) return;
      s.score = 3.0 * static_cast<double>(seen) - 0.7 * lens_price(lens, idiom) - 0.012 * std::max(0.0, std::abs(static_cast<double>(angle)) - 30) - 0.02 * std::max(0.0, 15 - std::abs(static_cast<double>(angle))) - 2.0 * std::abs(static_cast<double>(stretch) - 1) -
                0.2 * static_cast<double>(s.hidden.size()) - std::abs(static_cast<double>(lift) - 0.05) - 0.5 * std::max(0.0, static_cast<double>(std::max(top_p.y, top_q.y)) - 0.9) -
                0.6 * std::abs(static_cast<double>(pp.x + qq.x));
      s.score += 0.1 * std::min(3.0, static_cast<double>(view_.depth_behind(s.position, middle)));
      if (!view_.interior()) s.score += kVistaWorth * static_cast<double>(glm::dot(flat_direction(middle - s.position, world::kVista), world::kVista));
      const auto back = [&](const Body& near, const Body& far, Vec3 n, Vec3 f) {  // an over-the-shoulder shot of the other
        return n.z < 0.94f * f.z && glm::dot(near.face, glm::normalize(s.position - near.eyes)) < 0.2f && glm::dot(far.face, far.face) > 0;
      };
      if (back(p, q, pp, qq) || back(q, p, qq, pp)) return;
      for (const Body* body : {&p, &q}) {
        const float toward = glm::dot(flat_direction(body->face, heading(body->yaw)), flat_direction(s.position - body->eyes, Vec3(0, 0, 1)));
        s.score -= 1.5 * std::max(0.0, -kRaked - static_cast<double>(toward));
      }
      keep_clear(best, std::move(s), std::max(by_height, by_width) * stretch, t, a, b, Framing::kTwoShot);
    };
    // Exactly: the two heads on either side of the middle, level, from along the arc that sees them so.
    for (const float out : {0.34f, 0.46f})
      for (const float swap : {1.f, -1.f})
        for (const float share : {0.5f, 0.42f, 0.58f, 0.34f, 0.66f}) {
          const TwoOnScreen wanted{p.eyes, q.eyes, -swap * out, 0.28f, swap * out, 0.28f, lens, aspect_};
          const float beta = share * (kPi - wanted.angle());
          for (const int on : {1, -1})
            if (const auto place = toric_place(wanted, beta, on)) {
              const float far = glm::length(*place - middle);
              if (far > 0.85f * by_height && far < 1.5f * by_height) consider(*place, (share - 0.5f) * 180, far / std::max(by_height, by_width), place->y - middle.y - idiom.lift);
            }
        }
    for (const float angle : {0.f, 15.f, -15.f, 30.f, -30.f, 45.f, -45.f, 58.f, -58.f})
      for (const float sign : {1.f, -1.f}) {
        const Vec3 d = turned(line, sign * kPi / 2 + angle * kDegree);
        for (const float stretch : {1.f, 1.12f, 1.3f, 0.9f})
          for (const float lift : {0.02f, 0.15f, 0.3f}) consider(middle + d * (std::max(by_height, by_width) * stretch) + Vec3(0, lift + idiom.lift, 0), angle, stretch, lift);
      }
  }
  return best;
}

Setup Solver::wide(const Idiom& idiom, Size size, std::span<const double> times, int sign_a, int sign_b, int sign, std::span<const int> only) const {
  Setup best;
  struct Seen { int who; double t; };
  std::vector<Seen> seen_people;
  Vec3 centre(0.f);
  float weight = 0, head = 0.36f, eye = 1.1f;
  for (std::size_t i = 0; i < view_.count(); ++i)
    for (const double t : times) {
      const Body& b = view_.body(static_cast<int>(i), t);
      if (!b.present || !b.indoors || (!only.empty() && std::find(only.begin(), only.end(), static_cast<int>(i)) == only.end())) continue;
      if (seen_people.size() < 160) seen_people.push_back({static_cast<int>(i), t});
      const float w = view_.person(static_cast<int>(i)).words > 0 ? 3.f : 1.f;
      centre += b.eyes * w;
      weight += w;
      head = b.head_height;
    }
  const bool empty = weight <= 0;
  if (!empty) centre /= weight;
  else centre = Vec3(0, 1.0f, 0);
  eye = centre.y;
  // People further apart than such a frame is wide: wide enough for them, within reason.
  float apart = 0;
  for (const Seen& one : seen_people)
    for (const Seen& other : seen_people)
      if (one.t == other.t) apart = std::max(apart, glm::length(view_.body(one.who, one.t).floor - view_.body(other.who, other.t).floor));
  const float needed = std::min(apart / (0.75f * static_cast<float>(aspect_)), 6.f);
  const float visible = empty ? 2.2f : std::max(heads_for(size) * head, needed);
  for (const float lens : idiom.lenses)
    for (int k = 0; k < 20; ++k) {
      const Vec3 d = heading(static_cast<float>(k) * 2 * kPi / 20 + 0.08f);
      for (const float distance : {1.8f, 2.3f, 2.9f, 3.6f, 4.4f, 5.3f, 6.4f, 8.f, 10.f, 12.5f, 15.5f})
        for (const float height : {eye + 0.1f, eye + 0.4f}) {
          Setup s;
          s.position = Vec3(centre.x, 0, centre.z) + d * distance + Vec3(0, height, 0);
          const float frame = visible_height_at(distance, lens, aspect_);
          if (frame < 0.6f * visible || frame > 2.2f * visible) continue;
          if (!view_.can_stand(s.position, times, &s.hidden)) continue;
          s.focal = lens;
          s.point = centre;
          s.y = empty ? 0.f : std::clamp(1 - 0.2f - 0.27f / (frame / 2), 0.1f, 0.4f);
          s.target = aim(s.position, centre, 0, s.y, lens, aspect_);
          const scene::Camera c = camera(s);
          double inside = 0, faces = 0, toward = 0, backs = 0;
          int asked = 0;
          for (const Seen& one : seen_people) {
            const Body& b = view_.body(one.who, one.t);
            const Vec3 at = project(c, aspect_, b.head), top = project(c, aspect_, b.head + Vec3(0, 0.5f * b.head_height, 0));
            const bool in = at.z > 0.5f && std::abs(at.x) < 0.86f && at.y > -0.8f && top.y < 0.97f;
            inside += in;
            if (in && asked < 12) {
              ++asked;
              faces += static_cast<double>(view_.face_seen(s.position, one.who, one.t));
              const double to_us = static_cast<double>(glm::dot(flat_direction(b.face, heading(b.yaw)), flat_direction(s.position - b.eyes, Vec3(0, 0, 1))));
              toward += to_us;
              backs += to_us < -0.55;
            }
          }
          s.score = -0.9 * std::abs(std::log(static_cast<double>(frame / visible))) - 0.5 * lens_price(lens, idiom) - 0.15 * static_cast<double>(s.hidden.size());
          if (!empty) {
            s.score += 7 * inside / static_cast<double>(seen_people.size());
            if (asked > 0) s.score += (idiom.faces * (3.0 * faces + 1.1 * toward) - 2.5 * backs) / asked;
          }
          if (view_.interior()) {
            s.score += 0.12 * std::min(4.0, static_cast<double>(view_.depth_behind(s.position, centre)));
            if (std::abs(d.x) > 0.3f && std::abs(d.z) > 0.3f) s.score += 0.2;  // into a corner: two walls, more depth
          } else {
            s.score += kVistaWorth * static_cast<double>(glm::dot(-d, world::kVista));
          }
          s.score -= 0.4 * std::abs(static_cast<double>(height - eye) - 0.2);
          // Furniture that can be seen tells where we are; furniture at the lens hides it.
          double told = 0;
          for (const Box& box : view_.boxes()) {
            const Vec3 at = project(c, aspect_, box.centre());
            if (at.z > 0.9f && std::abs(at.x) < 0.95f && std::abs(at.y) < 1.1f) told += 0.07;
            const Vec3 near = glm::clamp(s.position, box.low, box.high);
            const Vec3 seen_near = project(c, aspect_, near);
            // High backs between us and the people: a camera behind a wall looks at what stands along that wall from behind.
            const Vec3 top = project(c, aspect_, {box.centre().x, box.high.y, box.centre().z});
            if (!empty && box.high.y > 0.72f && box.low.y < 0.5f && top.z > 0.1f && top.z < 0.75f * distance && std::abs(top.x) < 1 && std::abs(top.y) < 1.1f) told -= 0.9;
            if (glm::length(near - s.position) < 1.1f && seen_near.z > 0.1f && std::abs(seen_near.x) < 1 && std::abs(seen_near.y) < 1) told -= 0.25;
          }
          s.score += std::min(told, empty ? 1.5 : 0.6);
          if (sign != 0) {
            const Body &a = view_.body(std::min(sign_a, sign_b), times[times.size() / 2]), &b = view_.body(std::max(sign_a, sign_b), times[times.size() / 2]);
            if (a.present && b.present && side_sign(a.floor, b.floor, s.position) != sign) s.score -= 6;
          } else {
            for (const auto& [pair, side] : sides_)
              if (!on_side(pair.first, pair.second, s.position, times[times.size() / 2])) s.score -= pair == sides_.begin()->first ? 5.0 : 0.8;
          }
          for (const double t : {times.front(), times[times.size() / 2]}) s.score -= 12 * std::max(0.0, static_cast<double>(view_.head_in_the_way(c, 30, t)) - 0.25);
          keep_clear(best, std::move(s), distance, times[times.size() / 2], -1);
        }
    }
  return best;
}

Setup Solver::insert(std::span<const Vec3> places, std::size_t main, Vec3 size, int handler, const Idiom& idiom, std::span<const double> times) const {
  Setup best;
  if (places.empty() || places.size() != times.size() || main >= places.size()) return best;
  const Vec3 point = places[main];
  const double t = times[main];
  const Body& h = view_.body(handler, t);
  const int partner = h.present ? h.gaze : -1;
  // The thing takes about a third of the frame's height, a long one most of its width; the hand needs room too.
  const float visible = std::clamp(std::max(2.9f * size.y, 1.5f * std::max(size.x, size.z) / static_cast<float>(aspect_) * 1.3f), 0.34f, 0.95f);
  const Vec3 base = h.present ? flat_direction(point - h.floor, heading(h.yaw)) : Vec3(0, 0, 1);
  const float radius = std::clamp(0.35f * std::max({size.x, size.y, size.z}), 0.02f, 0.12f);
  for (const float lens : idiom.lenses) {
    const float distance = distance_for(visible, lens, aspect_);
    for (int k = 0; k < 16; ++k)
      for (const float pitch : {28.f, 40.f, 52.f, 16.f, 4.f}) {
        const float angle = static_cast<float>(k) * kPi / 8;
        const Vec3 d = turned(base, angle) * std::cos(pitch * kDegree) + Vec3(0, std::sin(pitch * kDegree), 0);
        Setup s;
        s.position = point + d * distance;
        if (!view_.can_stand(s.position, times, &s.hidden)) continue;
        // Seen at the moment that tells, and most of the time before and after.
        const Vec3 across = flat_direction(glm::cross(d, Vec3(0, 1, 0)), Vec3(1, 0, 0)) * radius;
        int seen = 0, asked = 0;
        for (const Vec3 p : {point + Vec3(0, 0.05f, 0), point + Vec3(0, 0.05f, 0) + across, point + Vec3(0, 0.05f, 0) - across}) seen += view_.sees(s.position, p, t, -1, -1, 0.1f);
        if (seen < 3) continue;
        seen = 0;
        for (std::size_t i = 0; i < places.size(); ++i) ++asked, seen += view_.sees(s.position, places[i] + Vec3(0, 0.05f, 0), times[i], -1, -1, 0.12f);
        if (seen * 4 < asked * 3) continue;
        s.focal = lens;
        s.point = point;
        s.y = -0.05f;
        s.target = aim(s.position, point + Vec3(0, 0.4f * size.y, 0), 0, s.y, lens, aspect_);
        const float from_front = std::abs(std::remainder(angle - idiom.angle * kDegree, 2 * kPi)), other_front = std::abs(std::remainder(angle + idiom.angle * kDegree, 2 * kPi));
        s.score = -0.7 * static_cast<double>(std::min(from_front, other_front)) - lens_price(lens, idiom) - 0.02 * std::abs(static_cast<double>(pitch) - 28) - 0.2 * static_cast<double>(s.hidden.size());
        if (!on_side(handler, partner, s.position, t)) s.score -= 1.5;
        // Hands belong to it, heads do not.
        if (best.found && s.score <= best.score) continue;
        for (const InPicture& p : people_in(view_, camera(s), -1, t, false)) s.score -= 2.5 * static_cast<double>(p.head) * (std::abs(p.eyes.x) < 1 && std::abs(p.eyes.y) < 1 ? 1.0 : 0.6);
        keep_clear(best, std::move(s), distance, t, -1);
      }
  }
  return best;
}

Setup Solver::follow(int who, const Idiom& idiom, Size size, std::span<const double> times) const {
  Setup best;
  std::vector<double> here;
  Vec3 centre(0.f);
  for (const double t : times)
    if (const Body& b = view_.body(who, t); b.present && b.indoors) here.push_back(t), centre += b.eyes;
  if (here.size() < 2) return best;
  centre /= static_cast<float>(here.size());
  const Body& middle = view_.body(who, here[here.size() / 2]);
  const float visible = heads_for(size) * middle.head_height;
  for (const float lens : idiom.lenses) {
    const float ideal = distance_for(visible, lens, aspect_);
    for (int k = 0; k < 20; ++k)
      for (const float stretch : {1.f, 0.85f, 1.2f})
        for (const float lift : {0.02f, 0.2f}) {
          Setup s;
          const Vec3 d = heading(static_cast<float>(k) * 2 * kPi / 20 + 0.05f);
          s.position = centre + d * (ideal * stretch) + Vec3(0, lift, 0);
          if (!view_.can_stand(s.position, times, &s.hidden)) continue;
          double seen = 0, toward = 0;
          float nearest = 1e30f, furthest = 0;
          bool line = true;
          for (const double t : here) {
            const Body& b = view_.body(who, t);
            seen += static_cast<double>(view_.face_seen(s.position, who, t));
            toward += static_cast<double>(glm::dot(heading(b.yaw), flat_direction(s.position - b.eyes, Vec3(0, 0, 1))));
            const float distance = glm::length(b.eyes - s.position);
            nearest = std::min(nearest, distance), furthest = std::max(furthest, distance);
            line = line && on_side(who, b.gaze, s.position, t);
          }
          seen /= static_cast<double>(here.size()), toward /= static_cast<double>(here.size());
          if (seen < 0.8 || nearest < 0.9f || toward < -0.35) continue;
          s.focal = lens;
          s.anchor = who;
          s.y = eye_line(middle, visible);
          const Vec3 right = flat_direction(glm::cross(middle.eyes - s.position, Vec3(0, 1, 0)), Vec3(1, 0, 0));
          s.x = -0.22f * std::clamp(1.5f * glm::dot(heading(middle.yaw), right), -1.f, 1.f);
          s.target = aim(s.position, middle.eyes, s.x, s.y, lens, aspect_);
          s.score = 3 * seen + 0.9 * std::min(0.75, toward) - lens_price(lens, idiom) - 2 * std::abs(static_cast<double>(stretch) - 1) - 0.8 * std::log(static_cast<double>(furthest / nearest)) -
                    0.15 * static_cast<double>(s.hidden.size()) - (line ? 0 : 2.0);
          if (best.found && s.score <= best.score) continue;
          s.score -= 10 * static_cast<double>(view_.backstage(camera(s), s.hidden));
          if (best.found && s.score <= best.score) continue;
          double veil = 0;
          for (const double t : {here.front(), here[here.size() / 2], here.back()}) {
            Setup then = s;
            then.target = aim(s.position, view_.body(who, t).eyes, s.x, s.y, lens, aspect_);
            veil = std::max(veil, static_cast<double>(view_.veil(camera(then), glm::length(view_.body(who, t).eyes - s.position), t, who)));
          }
          if (veil > 0.25) continue;
          s.score -= 14 * std::max(0.0, veil - 0.03);
          keep(best, std::move(s));
        }
  }
  return best;
}

Setup Solver::point_of_view(int who, int other, const Idiom& idiom, Size size, double t, std::span<const double> times) const {
  constexpr float kBeforeTheFace = 0.24f, kFromThings = 0.1f;
  Setup best;
  const Body &p = view_.body(who, t), &q = view_.body(other, t);
  if (!p.present || !q.present || who == other) return best;
  for (const double u : times)
    if (const Body& then = view_.body(who, u); !then.present || glm::length(then.eyes - p.eyes) > 0.12f) return best;  // eyes that walk are no place for a camera
  const Vec3 way = flat_direction(q.eyes - p.eyes, heading(p.yaw));
  Setup s;
  s.position = p.eyes + way * kBeforeTheFace;
  if (s.position.y < view_.within_heights(s.position.y)) return best;
  for (std::size_t i = 0; i < view_.count(); ++i)
    if (const Body& b = view_.body(static_cast<int>(i), t); static_cast<int>(i) != who && b.present && glm::length(b.head - s.position) < 0.5f) return best;
  for (const Box& box : view_.boxes())
    if (glm::length(s.position - glm::clamp(s.position, box.low, box.high)) < kFromThings) return best;
  const float seen = view_.face_seen(s.position, other, t);
  if (seen < 0.75f) return best;
  const float distance = glm::length(q.eyes - s.position), visible = heads_for(size) * q.head_height;
  for (const float lens : idiom.lenses) {
    Setup found = s;
    found.focal = lens;
    found.anchor = other;
    found.y = eye_line(q, visible_height_at(distance, lens, aspect_));
    found.target = aim(found.position, q.eyes, 0, found.y, lens, aspect_);
    found.score = 3 * static_cast<double>(seen) - std::abs(std::log(static_cast<double>(visible_height_at(distance, lens, aspect_) / visible))) - 0.3 * lens_price(lens, idiom);
    keep(best, std::move(found));
  }
  return best;
}

Setup Solver::last_resort() const {
  Setup s;
  s.found = true;
  s.focal = wide_lens_;
  const double at[] = {0.0, view_.length() / 2};
  // Corners and middles of walls, inside and out, from the front; anything that is free will do.
  const float w = view_.width() / 2, d = view_.depth() / 2;
  s.position = {0, 1.5f, d + (view_.interior() ? 1.5f : 4.f)};
  bool free = false;
  for (const float out : {1.5f, 0.6f, 2.4f, -0.5f, -0.9f})
    for (Vec3 p : {Vec3(0, 1.5f, d + out), Vec3(0, 1.5f, -d - out), Vec3(w + out, 1.5f, 0), Vec3(-w - out, 1.5f, 0), Vec3(w + out, 1.6f, d + out), Vec3(-w - out, 1.6f, d + out)})
      if (p.y = view_.within_heights(p.y); !free && view_.can_stand(p, at, &s.hidden)) s.position = p, free = true;
  if (!free) view_.can_stand(s.position, {}, &s.hidden);
  s.point = {0, 0.9f, 0};
  s.y = 0;
  s.target = aim(s.position, s.point, 0, 0, s.focal, aspect_);
  return s;
}

}  // namespace auteur::camera
