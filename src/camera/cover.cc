// From plan to shots.
#include "coverer.h"

#include <fmt/format.h>

#include "auteur/camera/rig.h"
#include "optics.h"
#include "strike.h"

namespace auteur::camera {

std::string letters(std::size_t n) {
  static const std::string kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::string text;
  for (++n; n > 0; n = (n - 1) / kLetters.size()) text.insert(text.begin(), kLetters[(n - 1) % kLetters.size()]);
  return text;
}

ShotList Coverer::run() {
  ShotList list;
  list.scene = staging_.scene;
  const double length = view_.length();
  if (!std::isfinite(length) || length <= 0) {
    Draft d;
    d.end = 1.0 / 24;
    d.setup = solver_.last_resort();
    d.shot.size = Size::kLong;
    operator_.hold(d, {});
    list.findings.push_back("The scene has no length; one wide frame stands for it.");
    finish(d, 0, list);
    return list;
  }
  plan_ = plan_scene(request_, view_);
  keep_to_windows();
  choose_side();
  for (const Planned& planned : plan_.shots) {
    Draft d;
    d.start = planned.start, d.end = planned.end, d.option = planned.option, d.level = planned.level;
    add(std::move(d));
  }
  for (std::size_t i = 0; i < drafts_.size(); ++i) finish(drafts_[i], i, list);
  return list;
}

void Coverer::add(Draft d) {
  const Draft planned = d;
  film(d);
  keep_continuity(d);
  const bool joins = follows_on(d) && same_picture(drafts_.back(), d);
  if (!joins && seen(d) < kSeen && add_in_two(planned)) return;
  while (follows_on(d) && same_picture(drafts_.back(), d)) {
    Draft longer = drafts_.back();
    longer.end = d.end;
    film_again(longer);
    drafts_.pop_back();
    keep_continuity(longer);
    d = std::move(longer);
  }
  drafts_.push_back(std::move(d));
  draw_lines(drafts_.back());
}

bool Coverer::follows_on(const Draft& d) const { return !drafts_.empty() && d.start < drafts_.back().end + 1e-6; }

void Coverer::keep_to_windows() {
  if (request_.windows.empty()) return;
  constexpr double kShortest = 0.9;
  std::vector<Planned> kept;
  for (const auto& [from, to] : request_.windows) {
    const std::size_t first = kept.size();
    for (const Planned& shot : plan_.shots) {
      Planned piece = shot;
      piece.start = std::max(shot.start, from.value), piece.end = std::min(shot.end, to.value);
      if (piece.end - piece.start < 1.0 / 48) continue;
      if (kept.size() > first && (piece.end - piece.start < kShortest || kept.back().end - kept.back().start < kShortest)) {
        if (kept.back().end - kept.back().start < piece.end - piece.start) kept.back().option = piece.option, kept.back().level = piece.level;
        kept.back().end = piece.end;
      } else {
        kept.push_back(piece);
      }
    }
  }
  // Where the film has not been yet, it looks round first.
  constexpr double kLook = 1.8;
  if (!kept.empty() && kept.front().start > 0 && kept.front().end - kept.front().start > kLook && !plan_.options.empty()) kept.front().option = 0;
  plan_.shots = std::move(kept);
}

double Coverer::seen(const Draft& d) const {
  Shot s = d.shot;
  s.start = Seconds(d.start), s.end = Seconds(d.end);
  return observer_.visible(s);
}

bool Coverer::add_in_two(const Draft& planned) {
  constexpr double kShortest = 1.25;
  const std::size_t before = drafts_.size();
  for (const double share : {0.5, 0.35, 0.65}) {
    Draft first = planned, second = planned;
    first.end = second.start = std::round((planned.start + share * (planned.end - planned.start)) * 24) / 24;
    if (first.end - first.start < kShortest || second.end - second.start < kShortest) continue;
    const auto filmed = [&](Draft& d) {
      film(d);
      keep_continuity(d);
      return seen(d) >= kSeen && (!follows_on(d) || (!same_picture(drafts_.back(), d) && objections(d).empty()));
    };
    if (filmed(first)) {
      drafts_.push_back(std::move(first));
      draw_lines(drafts_.back());
      if (filmed(second)) {
        drafts_.push_back(std::move(second));
        draw_lines(drafts_.back());
        return true;
      }
    }
    drafts_.resize(before);
  }
  return false;
}

std::string Coverer::words(const Draft& d) const {
  const Option& o = option(d);
  const double t = 0.5 * (d.start + d.end);
  const Idiom& way = idiom(d.way);
  const std::string who = d.shot.subjects.empty() ? "" : d.shot.subjects.front();
  const std::string other = d.shot.subjects.size() > 1 ? d.shot.subjects[1] : "";
  std::string key = "speaks";
  bool speaks = false, moving = false;
  const int index = view_.index_of(who);
  for (const staging::Line& line : staging_.lines) speaks = speaks || (line.who == who && line.start.value < t + 0.3 && line.end.value > t - 0.3);
  for (double s = d.start; s < d.end - 1e-6; s += 0.25) moving = moving || (index >= 0 && view_.body(index, s).speed > 0.4f);
  switch (d.way) {
    case Way::kEstablishing: key = d.shot.subjects.empty() ? "empty" : d.start <= 0 ? "opening" : "again"; break;
    case Way::kMaster: key = d.end >= view_.length() - 1e-6 && d.start > 0 ? "end" : moving ? "moving" : d.shot.subjects.size() > 2 ? "many" : d.shot.subjects.size() == 1 ? "alone" : "again"; break;
    case Way::kTwoShot: key = speaks ? "talk" : "act"; break;
    case Way::kInsert: key = o.why; return reason(way, key, o.a >= 0 ? view_.person(o.a).id : "", o.b >= 0 ? view_.person(o.b).id : "", o.prop);
    case Way::kGroup: key = speaks ? "speaks" : "listens"; break;
    case Way::kPointOfView: return reason(way, "person", who, o.a >= 0 ? view_.person(o.a).id : "", o.prop);
    case Way::kFollow: key = way.reasons.contains(o.why) ? o.why : "walk"; break;
    default: key = speaks ? "speaks" : view_.count() == 1 ? "alone" : moving ? "acts" : "listens";
  }
  return reason(way, key, who, other, o.prop);
}

void Coverer::finish(Draft& d, std::size_t index, ShotList& list) {
  Shot s = d.shot;
  s.id = staging_.scene + letters(index);
  s.scene = staging_.scene;
  s.start = Seconds(d.start);
  s.end = Seconds(d.end);
  s.struck = struck_for(request_, view_, s);
  if (!s.support.rig.empty()) s.support = support_of(s.support.rig, s.id);
  if (s.reason.empty()) s.reason = plan_.options.empty() ? "a wide frame" : words(d);
  const auto r = [](float& v) { v = std::isfinite(v) ? static_cast<float>(std::round(static_cast<double>(v) * 1e4) / 1e4) : 0.f; };
  for (CameraKey& key : s.keys) {
    for (int k = 0; k < 3; ++k) r(key.camera.position[k]), r(key.camera.target[k]);
    r(key.camera.focal_mm), r(key.camera.f_stop), r(key.camera.focus_distance);
    key.at = Seconds(std::round(key.at.value * 1e4) / 1e4);
  }
  // A focus that goes over or a hand that sways may leave another frame than the one that was proved: it is called what it is.
  if (const Framing seen = observer_.framing(s); seen != s.framing && seen != Framing::kEmpty) {
    s.framing = seen;
    for (const std::string& who : observer_.featured(s))
      if (std::find(s.subjects.begin(), s.subjects.end(), who) == s.subjects.end()) s.subjects.push_back(who);
  }
  if (s.framing != Framing::kInsert) s.size = observer_.size(s);
  if (!d.instead.empty()) list.findings.push_back(fmt::format("{}: filmed as {}, because else: {}", s.id, idiom(d.way).name, d.instead));
  if (d.fell_back && option(d).way != d.way) list.findings.push_back(fmt::format("{}: planned as {}, filmed as {}: no camera place served", s.id, idiom(option(d).way).name, idiom(d.way).name));
  list.shots.push_back(std::move(s));
}

ShotList cover_scene(const CoverageRequest& request) {
  static const staging::Staging kNothing;
  CoverageRequest complete = request;
  if (!complete.staging) complete.staging = &kNothing;
  const View view(complete);
  ShotList list = Coverer(complete, view).run();
  // Shots that were joined or filmed otherwise change the rhythm: a long scene that misses it is planned again, for as much
  // more or less, and the nearest is kept.
  constexpr std::size_t kFewest = 10;
  constexpr double kNear = 0.08, kFarthest = 0.6;
  constexpr int kAgain = 4;
  double filmed = complete.windows.empty() ? complete.staging->length.value : 0;
  for (const auto& [from, to] : complete.windows) filmed += (to - from).value;
  const auto off = [&](const ShotList& l) { return std::log(filmed / static_cast<double>(std::max<std::size_t>(1, l.shots.size())) / wanted_mean(request.look).value); };
  if (list.shots.size() < kFewest) return list;
  // What was asked for in vain, as logarithms of its share of the wish: the longest that gave too short shots, the shortest that
  // gave too long ones.
  double short_at = -kFarthest, long_at = kFarthest, asked = 0, missed = off(list);
  bool had_short = false, had_long = false;
  for (int again = 0; again < kAgain && std::abs(off(list)) >= kNear; ++again) {
    if (missed < 0) short_at = std::max(short_at, asked), had_short = true;
    else long_at = std::min(long_at, asked), had_long = true;
    asked = had_short && had_long ? (short_at + long_at) / 2 : std::clamp(asked - std::clamp(missed, -0.3, 0.3), -kFarthest, kFarthest);
    complete.look.mean_shot = Seconds(request.look.mean_shot.value * std::exp(asked));
    ShotList other = Coverer(complete, view).run();
    missed = off(other);
    if (std::abs(missed) < std::abs(off(list))) list = std::move(other);
  }
  return list;
}

}  // namespace auteur::camera
