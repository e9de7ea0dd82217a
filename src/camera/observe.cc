#include "observe.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "optics.h"

#include "auteur/base/data_folder.h"

namespace auteur::camera {
namespace {

struct Limits {
  float head = 0.5f, seen = 0.4f, nearer = 0.92f, away = 0.15f, touches = 0.9f, face = 0.5f, turned = -0.2f;
  double back_share = 0.5, back_shortest = 1.2, back_longest = 3, crop_share = 0.2;
  double half_share = 0.3;
  float crop_top = 1.04f, half_large = 0.4f, half_shows = 0.12f;
  double headroom[2] = {0.02, 0.16}, eyes[2] = {0.12, 0.45}, lead = 1, apart = 0.06, edge = 0.025;
  double w_headroom = 1, w_eyes = 1, w_lead = 1, w_separation = 1, w_tangents = 0.7, w_face = 1.3;
};

const Limits& limits() {
  static const Limits kLimits = [] {
    Limits l;
    const Json data = read_data("camera/composition.json");
    const auto number = [&](const char* table, const char* key, auto& to) {
      const auto at = data.find(table);
      if (at != data.end() && at->is_object() && at->contains(key) && (*at)[key].is_number()) to = (*at)[key].template get<std::remove_reference_t<decltype(to)>>();
    };
    const auto range = [&](const char* key, double (&to)[2]) {
      const auto at = data.find("good");
      if (at == data.end() || !at->is_object() || !at->contains(key)) return;
      const Json& pair = (*at)[key];
      if (pair.is_array() && pair.size() == 2 && pair[0].is_number() && pair[1].is_number()) to[0] = pair[0].get<double>(), to[1] = pair[1].get<double>();
    };
    number("people", "head", l.head), number("people", "seen", l.seen), number("people", "nearer", l.nearer), number("people", "away", l.away), number("people", "touches", l.touches), number("visible", "face", l.face), number("backs", "turned", l.turned), number("backs", "share", l.back_share), number("backs", "shortest", l.back_shortest), number("backs", "longest", l.back_longest), number("cropped", "top", l.crop_top), number("cropped", "share", l.crop_share), number("half_heads", "large", l.half_large), number("half_heads", "shows", l.half_shows), number("half_heads", "share", l.half_share);
    range("headroom", l.headroom), range("eyes", l.eyes);
    number("good", "lead", l.lead), number("good", "apart", l.apart), number("good", "edge", l.edge);
    number("weights", "headroom", l.w_headroom), number("weights", "eyes", l.w_eyes), number("weights", "lead", l.w_lead), number("weights", "separation", l.w_separation), number("weights", "tangents", l.w_tangents), number("weights", "face", l.w_face);
    return l;
  }();
  return kLimits;
}

// 1 within, falling to 0 over a range's own width outside of it.
double within(double value, const double (&range)[2]) {
  const double width = std::max(1e-6, range[1] - range[0]);
  const double off = value < range[0] ? range[0] - value : value > range[1] ? value - range[1] : 0;
  return std::clamp(1 - off / width, 0.0, 1.0);
}

double length_of(const Shot& shot) { return std::max(0.0, (shot.end - shot.start).value); }

}  // namespace

std::vector<InPicture> people_in(const View& view, const scene::Camera& c, int subject, double t, bool look) {
  std::vector<InPicture> out;
  const double aspect = view.aspect();
  float distance = 1e9f;
  for (std::size_t i = 0; i < view.count(); ++i) {
    const int who = static_cast<int>(i);
    const Body& b = view.body(who, t);
    if (!b.present) continue;
    InPicture p;
    p.eyes = project(c, aspect, b.eyes);
    if (p.eyes.z < 0.15f) continue;
    p.head = b.head_height / std::max(1e-4f, 2 * p.eyes.z * scene::field_of(c, static_cast<float>(aspect)).half_height);
    const Vec3 head = project(c, aspect, b.head);
    const float half_wide = 0.9f * p.head / static_cast<float>(aspect);
    if (std::abs(head.x) - half_wide > limits().touches || std::abs(head.y) - p.head > limits().touches) continue;
    p.top = head.y + p.head;
    p.who = view.person(who).id;
    p.seen = look ? view.face_seen(c.position, who, t) : 1;
    const Vec3 way = c.position - b.eyes;
    p.toward = glm::dot(b.face, way) / std::max(1e-4f, glm::length(way) * glm::length(b.face));
    if (who == subject) distance = p.eyes.z;
    out.push_back(std::move(p));
  }
  for (InPicture& p : out) p.shoulder = distance < 1e8f && p.who != view.person(subject).id && p.eyes.z < limits().nearer * distance && p.toward < limits().away;
  std::stable_sort(out.begin(), out.end(), [](const InPicture& a, const InPicture& b) { return a.head > b.head; });
  return out;
}

std::vector<InPicture> counted_of(std::vector<InPicture> people, const std::string& subject) {
  const auto inside = [](const InPicture& p) { return std::abs(p.eyes.x) < 1 && std::abs(p.eyes.y) < 1; };
  float size = 0;
  for (const InPicture& p : people)
    if (p.who == subject && inside(p)) size = p.head;
  if (size <= 0)
    for (const InPicture& p : people)
      if (inside(p)) size = std::max(size, p.head);
  std::erase_if(people, [&](const InPicture& p) { return !inside(p) || p.shoulder || p.head < limits().head * size || p.seen < limits().seen; });
  return people;
}

Framing framing_of(const std::vector<InPicture>& people, const std::string& subject) {
  const bool past = std::any_of(people.begin(), people.end(), [](const InPicture& p) { return p.shoulder; });
  const std::size_t n = counted_of(people, subject).size();
  if (n == 0) return Framing::kEmpty;
  if (n == 1) return past ? Framing::kOverTheShoulder : Framing::kSingle;
  return n == 2 ? Framing::kTwoShot : Framing::kGroup;
}

std::vector<InPicture> Observer::people(const Shot& shot, double into) const {
  if (shot.keys.empty()) return {};
  return people_in(view_, camera_at(shot, Seconds(into)), shot.subjects.empty() ? -1 : view_.index_of(shot.subjects.front()), shot.start.value + into);
}

Framing Observer::framing(const Shot& shot) const {
  if (shot.framing == Framing::kInsert || shot.framing == Framing::kPointOfView || shot.framing == Framing::kEstablishing) return shot.framing;
  constexpr int kLooks = 5;
  std::map<Framing, int> seen;
  const double length = length_of(shot);
  const std::string subject = shot.subjects.empty() ? "" : shot.subjects.front();
  for (int i = 0; i < kLooks; ++i) ++seen[framing_of(people(shot, length * (i + 0.5) / kLooks), subject)];
  const Framing middle = framing_of(people(shot, 0.5 * length), subject);
  Framing best = middle;
  for (const auto& [framing, count] : seen)
    if (count > seen[best] && framing != Framing::kEmpty) best = framing;
  return best;
}

std::vector<std::string> Observer::featured(const Shot& shot) const {
  std::vector<std::string> out;
  for (const InPicture& p : counted_of(people(shot, 0.5 * length_of(shot)), shot.subjects.empty() ? "" : shot.subjects.front())) out.push_back(p.who);
  return out;
}

double Observer::visible(const Shot& shot) const {
  const double length = length_of(shot);
  const bool thing = shot.framing == Framing::kInsert && !shot.prop.empty();
  if (shot.keys.empty() || length <= 0 || (!thing && shot.subjects.empty()) || shot.framing == Framing::kEstablishing) return 1;
  const int who = thing ? -1 : view_.index_of(shot.subjects.front());
  int frames = 0, seen = 0, gone = 0;
  for (double into = 1.0 / 48; into < length; into += 1.0 / 12) {
    ++frames;
    const scene::Camera c = camera_at(shot, Seconds(into));
    const double t = shot.start.value + into;
    if (thing) {
      const auto place = staging::prop_place(*request_.staging, shot.prop, Seconds(t), request_.people);
      if (!place) continue;
      const Vec3 at = project(c, view_.aspect(), *place);
      seen += at.z > 0.1f && std::abs(at.x) < 1 && std::abs(at.y) < 1;
      continue;
    }
    const Body& b = view_.body(who, t);
    if (!b.present) {
      ++gone;
      continue;
    }
    const Vec3 at = project(c, view_.aspect(), b.eyes);
    seen += at.z > 0.1f && std::abs(at.x) < 1 && std::abs(at.y) < 1 && view_.face_seen(c.position, who, t) >= limits().face;
  }
  // A wide frame may wait for somebody and stay when they are gone: then it shows the place.
  if (!thing && shot.size >= Size::kLong && 2 * gone < frames) frames -= gone;
  return frames ? static_cast<double>(seen) / frames : 1;
}

double Observer::faceless(const Shot& shot) const {
  const double length = length_of(shot);
  if (shot.keys.empty() || length <= 0 || shot.subjects.empty() || shot.framing == Framing::kInsert || shot.framing == Framing::kPointOfView || shot.framing == Framing::kEstablishing) return 0;
  // Over a shoulder it is about the one face; else any of them will do.
  const std::size_t n = shot.framing == Framing::kOverTheShoulder ? 1 : shot.subjects.size();
  int frames = 0, without = 0;
  for (double into = 1.0 / 48; into < length; into += 1.0 / 12) {
    ++frames;
    const scene::Camera c = camera_at(shot, Seconds(into));
    const double t = shot.start.value + into;
    bool face = false;
    for (std::size_t i = 0; i < n && !face; ++i) {
      const int who = view_.index_of(shot.subjects[i]);
      const Body& b = view_.body(who, t);
      if (who < 0 || !b.present) continue;
      const Vec3 at = project(c, view_.aspect(), b.eyes), way = c.position - b.eyes;
      if (at.z < 0.1f || std::abs(at.x) > 1 || std::abs(at.y) > 1) continue;
      face = glm::dot(b.face, way) > limits().turned * glm::length(way) * glm::length(b.face) && view_.face_seen(c.position, who, t) >= limits().face;
    }
    without += !face;
  }
  return frames ? static_cast<double>(without) / frames : 0;
}

bool Observer::shows_backs(const Shot& shot) const {
  const double share = faceless(shot), seconds = share * length_of(shot);
  return seconds > limits().back_longest || (share > limits().back_share && seconds > limits().back_shortest);
}

double Observer::cropped(const Shot& shot) const {
  const double length = length_of(shot);
  const bool of_face = shot.framing == Framing::kSingle || shot.framing == Framing::kOverTheShoulder || shot.framing == Framing::kTwoShot || shot.framing == Framing::kGroup;
  if (shot.keys.empty() || length <= 0 || shot.subjects.empty() || !of_face || shot.size < Size::kMediumCloseUp) return 0;
  const int who = view_.index_of(shot.subjects.front());
  if (who < 0) return 0;
  int frames = 0, cut = 0;
  for (double into = 1.0 / 48; into < length; into += 1.0 / 12) {
    const Body& b = view_.body(who, shot.start.value + into);
    if (!b.present) continue;
    const scene::Camera c = camera_at(shot, Seconds(into));
    const Vec3 head = project(c, view_.aspect(), b.head);
    if (head.z < 0.15f) continue;
    ++frames;
    cut += head.y + b.head_height / std::max(1e-4f, 2 * head.z * scene::field_of(c, static_cast<float>(view_.aspect())).half_height) > limits().crop_top;
  }
  return frames ? static_cast<double>(cut) / frames : 0;
}

double Observer::half_heads(const Shot& shot) const {
  if (shot.framing != Framing::kSingle && shot.framing != Framing::kOverTheShoulder && shot.framing != Framing::kTwoShot) return 0;
  if (shot.keys.empty() || shot.subjects.empty()) return 0;
  const std::size_t about = shot.framing == Framing::kTwoShot ? 2 : 1;
  constexpr int kLooks = 6;
  int cut = 0;
  for (int i = 0; i < kLooks; ++i) {
    const auto all = people(shot, length_of(shot) * (i + 0.5) / kLooks);
    const auto subject = std::find_if(all.begin(), all.end(), [&](const InPicture& p) { return p.who == shot.subjects.front(); });
    const float size = subject == all.end() ? 0 : subject->head;
    cut += std::any_of(all.begin(), all.end(), [&](const InPicture& p) {
      const auto end = shot.subjects.begin() + static_cast<std::ptrdiff_t>(std::min(about, shot.subjects.size()));
      if (std::find(shot.subjects.begin(), end, p.who) != end || p.head < limits().half_large * size || (p.shoulder && shot.framing == Framing::kOverTheShoulder)) return false;
      // How much of the head's width and height the frame shows.
      const float half = 0.55f * p.head * 2 / static_cast<float>(view_.aspect()), middle = p.top - p.head;
      const float wide = (std::min(1.f, p.eyes.x + half) - std::max(-1.f, p.eyes.x - half)) / (2 * half);
      const float high = (std::min(1.f, p.top) - std::max(-1.f, middle - p.head)) / (2 * p.head);
      return wide > 0 && high > 0 && wide * high > limits().half_shows && wide * high < 1 - limits().half_shows && p.seen >= 0.25f;
    });
  }
  return static_cast<double>(cut) / kLooks;
}

bool Observer::shows_half_heads(const Shot& shot) const { return half_heads(shot) > limits().half_share; }

bool Observer::crops_heads(const Shot& shot) const { return cropped(shot) > limits().crop_share; }

Composition Observer::composition(const Shot& shot) const {
  Composition out;
  const Limits& good = limits();
  const double middle = 0.5 * length_of(shot);
  const auto all = people(shot, middle);
  const auto subject = std::find_if(all.begin(), all.end(), [&](const InPicture& p) { return !shot.subjects.empty() && p.who == shot.subjects.front(); });
  const bool of_face = shot.framing == Framing::kSingle || shot.framing == Framing::kOverTheShoulder || shot.framing == Framing::kTwoShot;
  if (!of_face || shot.subjects.empty()) return out;
  if (subject == all.end()) return {0, 0, 0, 0, 0, 0, 0};
  const InPicture& s = *subject;
  // Close-ups may cut the hair.
  const double room = (1 - static_cast<double>(s.top)) / 2;
  out.headroom = shot.size <= Size::kCloseUp ? (room < good.headroom[1] ? 1 : within(room, good.headroom)) : within(room, good.headroom);
  out.eyes = within(static_cast<double>(s.eyes.y), good.eyes);
  if (shot.framing == Framing::kSingle) {
    // Room before the face: more of the frame on the side it looks to.
    const scene::Camera c = camera_at(shot, Seconds(middle));
    const Body& b = view_.body(view_.index_of(s.who), shot.start.value + middle);
    const double looks = static_cast<double>(glm::dot(b.face, scene::axes_of(c).right));
    if (std::abs(looks) > 0.35) {
      const double before = looks > 0 ? 1 - static_cast<double>(s.eyes.x) : 1 + static_cast<double>(s.eyes.x), behind = 2 - before;
      out.lead = std::clamp(before / std::max(1e-3, behind * good.lead), 0.0, 1.0);
    }
  }
  for (const InPicture& p : all) {
    if (p.who == s.who) continue;
    const double gap = std::abs(static_cast<double>(p.eyes.x - s.eyes.x)) / 2 - 0.45 * static_cast<double>(p.head + s.head) / view_.aspect();
    if (std::abs(p.eyes.y - s.eyes.y) < p.head + s.head) out.separation = std::min(out.separation, std::clamp(0.5 + gap / (2 * good.apart), 0.0, 1.0));
  }
  // A head that just touches the frame's edge: neither in nor cut.
  for (const InPicture& p : all) {
    const double half = 0.9 * static_cast<double>(p.head) / view_.aspect();
    for (const double edge : {static_cast<double>(p.eyes.x) + half, static_cast<double>(p.eyes.x) - half, static_cast<double>(p.top)})
      out.tangents = std::min(out.tangents, std::clamp(std::abs(std::abs(edge) - 1) / (2 * good.edge), 0.0, 1.0));
  }
  out.face = std::clamp((static_cast<double>(s.toward) + 0.3) / 0.8, 0.0, 1.0) * static_cast<double>(s.seen);
  const double weight = good.w_headroom + good.w_eyes + good.w_lead + good.w_separation + good.w_tangents + good.w_face;
  if (weight > 0) out.score = (good.w_headroom * out.headroom + good.w_eyes * out.eyes + good.w_lead * out.lead + good.w_separation * out.separation + good.w_tangents * out.tangents + good.w_face * out.face) / weight;
  return out;
}

Size Observer::size(const Shot& shot) const {
  const double middle = 0.5 * length_of(shot), t = shot.start.value + middle;
  const scene::Camera c = camera_at(shot, Seconds(middle));
  if (shot.framing == Framing::kInsert || shot.subjects.empty()) return shot.size;
  // Of several as wide as they are on average; else of the one it is about.
  const bool several = shot.framing == Framing::kGroup || shot.framing == Framing::kEstablishing || shot.framing == Framing::kTwoShot;
  Vec3 eyes(0.f);
  float head = 0, n = 0;
  for (const auto& id : shot.subjects) {
    const Body& b = view_.body(view_.index_of(id), t);
    if (b.present && b.indoors) eyes += b.eyes, head += b.head_height, n += 1;
    if (!several) break;
  }
  return n > 0 ? measured_size(c, view_.aspect(), eyes / n, head / n) : shot.size;
}

ShotMeasure Observer::measure(const Shot& shot) const {
  ShotMeasure m;
  m.shot = shot.id;
  m.framing = framing(shot);
  m.people = featured(shot);
  m.visible = visible(shot);
  m.composition = composition(shot);
  m.faceless = faceless(shot), m.backs = shows_backs(shot);
  m.cropped = cropped(shot), m.crops = crops_heads(shot), m.half_heads = shows_half_heads(shot);
  m.size = size(shot);
  return m;
}

std::vector<ShotMeasure> measure_shots(const CoverageRequest& request, const ShotList& list) {
  static const staging::Staging kNothing;
  CoverageRequest complete = request;
  if (!complete.staging) complete.staging = &kNothing;
  const View view(complete);
  const Observer observer(complete, view);
  std::vector<ShotMeasure> out;
  out.reserve(list.shots.size());
  for (const Shot& shot : list.shots) out.push_back(observer.measure(shot));
  return out;
}

Json to_json(const std::vector<ShotMeasure>& measures) {
  const auto r = [](double v) { return std::round(v * 1e3) / 1e3; };
  Json out = Json::array();
  for (const ShotMeasure& m : measures)
    out.push_back({{"shot", m.shot}, {"framing", framing_name(m.framing)}, {"size", size_name(m.size)}, {"visible", r(m.visible)}, {"faceless", r(m.faceless)}, {"backs", m.backs}, {"cropped", r(m.cropped)}, {"crops", m.crops}, {"half_heads", m.half_heads}, {"people", m.people},
                   {"composition", {{"score", r(m.composition.score)}, {"headroom", r(m.composition.headroom)}, {"eyes", r(m.composition.eyes)}, {"lead", r(m.composition.lead)}, {"separation", r(m.composition.separation)}, {"tangents", r(m.composition.tangents)}, {"face", r(m.composition.face)}}}});
  return out;
}

}  // namespace auteur::camera
