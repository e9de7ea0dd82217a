// Beats in the order of the script become times on the scene clock.
#include "stager.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/staging/meeting.h"
#include "tables.h"

namespace auteur::staging {
namespace {

constexpr double kOpeningHold = 1.2;
constexpr std::size_t kMostBeats = 4000;

bool off_screen(const std::string& extension) {
  const std::string ext = upper(extension);
  for (const char* mark : {"V.O", "O.S", "O.C", "OFF", "PHONE", "RADIO", "PRE-LAP"})
    if (ext.find(mark) != std::string::npos) return true;
  return ext == "VO" || ext == "OS";
}

// Heard through a phone, a radio or a loudspeaker: "(FILTERED)", "(ON PHONE)" of who is not seen.
bool is_filtered(const screenplay::Beat& beat) {
  const std::string words = upper(beat.extension) + " " + upper(beat.manner);
  for (const char* mark : {"FILTER", "PHONE", "RADIO", "INTERCOM", "LOUDSPEAKER", "WALKIE", "OVER THE LINE", "ON THE LINE", "ANSWERING MACHINE", "TANNOY", "VOICEMAIL"})
    if (words.find(mark) != std::string::npos) return true;
  return false;
}
bool into_a_phone(const std::string& manner) {
  const std::string m = lower(manner);
  if (m.find("into ") == std::string::npos && m.find("on the ") == std::string::npos) return false;
  for (const char* what : {"phone", "receiver", "mobile", "handset", "radio", "intercom", "microphone"})
    if (m.find(what) != std::string::npos) return true;
  return false;
}

// "Woof!", "Baa. Baa.": nothing but an animal's voice.
bool only_calls(const std::string& text) {
  std::string word;
  bool any = false;
  for (const char c : lower(text) + " ") {
    if ((c >= 'a' && c <= 'z') || c == '-') { word += c; continue; }
    if (word.empty()) continue;
    bool known = false;
    for (const std::string& call : tables().calls) known = known || word == call || (word.size() > call.size() && word.starts_with(call) && word.find_first_not_of(call.back(), call.size() - 1) == std::string::npos);
    if (!known) return false;
    any = true;
    word.clear();
  }
  return any;
}

}  // namespace

double words_in(const std::string& text) {
  double n = 0;
  bool in = false;
  for (const char c : text) {
    const bool letter = c != ' ' && c != '\n' && c != '\t';
    n += letter && !in;
    in = letter;
  }
  return n;
}

std::optional<Vec3> Stager::place_of(const std::string& word, const Actor* from) const {
  if (word.empty()) return std::nullopt;
  for (const Actor& a : actors_)
    if (a.track.id == word) return a.on ? std::optional(eyes(a)) : std::nullopt;
  for (const Thing& t : things_)
    if (t.track.id == word) {
      for (const Actor& a : actors_)
        if (a.track.id == t.holder && a.on) return a.at.position + heading(a.at.yaw) * 0.3f + Vec3(0, 0.6f * eyes(a).y, 0);
      return t.position;
    }
  const Vec3 here = from ? from->at.position : Vec3(0.f);
  if (const world::Piece* piece = floor_.nearest_piece(word, here)) return piece->bounds.centre();
  if (const world::Anchor* a = floor_.nearest(word, here)) return a->position + Vec3(0, a->kind == world::AnchorKind::kDoor ? 1.1f : a->position.y < 0.1f ? 1.0f : 0.1f, 0);
  return std::nullopt;
}

Spot Stager::spot_near(const std::string& word, Actor& walker) {
  Spot spot = walker.at;
  spot.seated = false;
  spot.anchor.clear();
  const std::vector<Vec3> people = others(&walker);
  const Vec3 here = walker.at.position;
  const auto face = [&](Vec3 p) {
    const Vec3 d = flat(p) - spot.position;
    if (glm::length(d) > 0.08f) spot.yaw = yaw_of(d);
  };
  if (const Actor* other = actor(word); other && other != &walker && other->on) {
    const Vec3 d = here - other->at.position;
    const float distance = glm::length(d);
    Vec3 away = distance > 0.1f ? d / distance : heading(other->at.yaw);
    // In front of somebody rather than behind.
    if (glm::dot(away, heading(other->at.yaw)) < -0.2f) away = glm::normalize(away + 1.6f * heading(other->at.yaw) + Vec3(1e-3f, 0, 0));
    spot.position = floor_.nearest_free(other->at.position + away * 0.95f, 0.22f, people, 0.6f);
    face(other->at.position);
    return spot;
  }
  if (const Thing* t = thing(word)) {
    const Vec3 d = here - flat(t->position);
    spot.position = floor_.nearest_free(flat(t->position) + (glm::length(d) > 0.1f ? glm::normalize(flat(d)) : Vec3(0, 0, 1)) * 0.55f, 0.22f, people, 0.6f);
    face(t->position);
    return spot;
  }
  if (const world::Anchor* a = word.empty() ? nullptr : floor_.nearest(word, here)) {
    const bool usable = flat_distance(a->approach, a->position) < 1.6f && a->kind != world::AnchorKind::kStand;
    const Vec3 wanted = usable ? a->approach : flat(a->position);
    spot.position = floor_.nearest_free(wanted, 0.2f, people, 0.58f);
    spot.anchor = a->id;
    spot.yaw = a->yaw;
    if (a->kind == world::AnchorKind::kDoor) spot.yaw = wrap_angle(a->yaw + kPi);
    face(a->position);
    return spot;
  }
  if (const world::Piece* piece = word.empty() ? nullptr : floor_.nearest_piece(word, here)) {
    const Vec3 edge{std::clamp(here.x, piece->bounds.low.x - 0.4f, piece->bounds.high.x + 0.4f), 0, std::clamp(here.z, piece->bounds.low.z - 0.4f, piece->bounds.high.z + 0.4f)};
    spot.position = floor_.nearest_free(edge, 0.22f, people, 0.58f);
    face(piece->bounds.centre());
    return spot;
  }
  // Somewhere else: a free standing place a few steps off.
  const world::Anchor* best = nullptr;
  double best_score = -1e30;
  for (const world::Anchor& a : floor_.anchors()) {
    const double chance = random_.unit();
    if (a.kind != world::AnchorKind::kStand) continue;
    const float d = flat_distance(a.position, here);
    double score = -std::abs(d - 1.8) + 0.5 * chance;
    for (const Vec3 p : people)
      if (flat_distance(p, a.position) < 0.7f) score -= 5;
    if (score > best_score) best = &a, best_score = score;
  }
  if (best) {
    spot.position = floor_.nearest_free(flat(best->position), 0.22f, people, 0.58f);
    spot.yaw = best->yaw;
    spot.anchor = best->id;
  }
  return spot;
}

const world::Anchor* Stager::surface_for(const Actor* a, const std::string& word, Vec3 near) const {
  const world::Anchor* best = nullptr;
  float best_cost = 1e30f;
  for (const world::Anchor& s : floor_.anchors()) {
    if (s.kind != world::AnchorKind::kSurface && s.kind != world::AnchorKind::kCounter) continue;
    bool occupied = false;
    for (const Thing& t : things_) occupied = occupied || (t.holder.empty() && (t.anchor == s.id || flat_distance(t.position, s.position) < 0.08f));
    if (occupied) continue;
    float cost = flat_distance(s.position, near);
    if (a && a->at.seated && flat_distance(s.position, a->at.position) > 0.9f) cost += 2;
    if (!word.empty() && (s.id == word || same_word(s.furniture, word))) cost -= 50;
    if (cost < best_cost) best = &s, best_cost = cost;
  }
  return best;
}

double Stager::pace(const Beat& beat, const Actor* who) const {
  const std::string words = beat.text + " " + beat.manner;
  if (who && who->animal) return has_any(words, tables().hurry) || has_any(words, tables().trots) ? who->measures.trot_speed : std::max(0.2f, who->measures.walk_speed) * (has_any(words, tables().slow) ? 0.75 : 1.0);
  if (has_any(words, tables().hurry)) return 1.8;
  if (has_any(words, tables().slow)) return 0.8;
  return 0.95 + 0.2 * sane(beat.mood.arousal, -0.3, 1, 0);
}

void Stager::look(Actor& a, double t, const std::string& whom, Vec3 point) { a.attention.emplace_back(t, GazeKey{Seconds(t), whom, point}); }

void Stager::everybody_looks(double t, const Actor& at) {
  double late = 0;
  for (Actor& a : actors_) {
    if (&a == &at || !a.on || a.extra) continue;
    late = 0.12 + 0.3 * random_.unit();
    look(a, t + late, at.track.id);
  }
}

// How much of the action passes before the next beat may begin: speech may come sooner than another action.
double Stager::share_until_next(std::size_t index, double for_line, double for_act) const {
  for (std::size_t i = index + 1; i < scene_.beats.size(); ++i) {
    const BeatKind kind = scene_.beats[i].kind;
    if (kind == BeatKind::kDescribe || kind == BeatKind::kEmotion) continue;
    return kind == BeatKind::kLine ? for_line : for_act;
  }
  return 1;
}

std::string Stager::addressee(std::size_t index) const {
  const Beat& beat = scene_.beats[index];
  const auto present = [&](const std::string& id) {
    if (id == beat.who) return false;
    for (const Actor& a : actors_)
      if (a.track.id == id) return a.on;
    return false;
  };
  if (present(beat.target)) return beat.target;
  const auto person = [&](const Actor& a) { return !a.extra && !a.animal; };
  const std::string low = " " + lower(beat.text) + " ";
  for (const Actor& a : actors_) {
    const std::string name = lower(a.track.id);
    const std::size_t at = low.find(name);
    if (at != std::string::npos && at > 0 && present(a.track.id) && !std::isalpha(static_cast<unsigned char>(low[at - 1])) &&
        !std::isalpha(static_cast<unsigned char>(low[std::min(low.size() - 1, at + name.size())]))) {
      // "Ana, come here": the name stands beside a comma or ends the sentence.
      const char after = low[std::min(low.size() - 1, at + name.size())];
      const char before = at >= 2 ? low[at - 2] : ' ';
      if (after == ',' || after == '!' || after == '?' || before == ',') return a.track.id;
    }
  }
  if (present(last_speaker_)) return last_speaker_;
  for (std::size_t i = index + 1; i < scene_.beats.size() && i < index + 8; ++i)
    if (scene_.beats[i].kind == BeatKind::kLine && present(scene_.beats[i].who)) return scene_.beats[i].who;
  const Actor* me = nullptr;
  for (const Actor& a : actors_)
    if (a.track.id == beat.who) me = &a;
  std::string best;
  float best_distance = 1e30f;
  for (const Actor& a : actors_)
    if (present(a.track.id) && person(a)) {
      const float d = me ? flat_distance(me->at.position, a.at.position) : 0;
      if (d < best_distance) best = a.track.id, best_distance = d;
    }
  return best;
}

double whole_drawings(double t) { return std::ceil(t * 12 - 1e-6) / 12; }

// When a line begins that does not wait for the one before it; who is cut short breaks off in the last word, a moment after
// the other has begun. Nothing: it waits.
//
//   interrupts   A ........ last wo|          overlaps   A ........ . . . . .|
//                        B begins ...                         B begins ............
std::optional<double> Stager::speak_into(std::size_t index, double length) {
  const Meeting meeting = meeting_of(scene_, index);
  if ((meeting != Meeting::kInterrupts && meeting != Meeting::kOverlaps) || out_.lines.empty() || out_.beats.empty() || out_.beats.back().beat != static_cast<int>(index) - 1) return std::nullopt;
  Line& before = out_.lines.back();
  const Actor* speaker = actor(scene_.beats[index].who);
  const bool heard = speaker && (speaker->on || !scene_.beats[index].extension.empty() || !scene_.beats[index].away.empty());
  if (!heard || before.id != scene_.beats[index - 1].line_id) return std::nullopt;
  const double spoken = before.end.value - before.start.value;
  const auto on_a_drawing = [&](double t) { return std::max(std::floor(t * 12 + 1e-6) / 12, whole_drawings(before.start.value + 0.2)); };
  double start = 0;
  if (meeting == Meeting::kOverlaps) {
    start = on_a_drawing(before.end.value - std::clamp(0.4 * std::min(spoken, length), 0.25, 1.5));
  } else {
    double breaks = 0.8 * spoken;
    if (const auto known = blocking_.line_breaks.find(before.id); known != blocking_.line_breaks.end()) breaks = sane(known->second.value, 0.1, spoken, breaks);
    start = on_a_drawing(before.start.value + breaks - (0.12 + 0.12 * random_.unit()));
    breaks = std::min(spoken, std::max(breaks, start - before.start.value + 0.02));  // never before the other has begun
    before.end = Seconds(std::min(before.end.value, before.start.value + breaks + kRelease));
    out_.beats.back().end = before.end;
    line_end_ = before.end.value;
  }
  clock_ = std::min(clock_, start);
  return start;
}

void Stager::say(std::size_t index) {
  const Beat& beat = scene_.beats[index];
  double length = beat.estimate.value;
  if (const auto found = request_.line_lengths.find(beat.line_id); found != request_.line_lengths.end()) length = found->second.value;
  if (!(length > 0.05)) length = 0.35 + words_in(beat.text) / 2.6;
  // Lines lie on the grid of drawings: a changed one moves what follows by whole drawings, which need not be drawn again.
  length = whole_drawings(sane(length, 0.2, 600, 1));
  const double heat = std::clamp(0.5 * sane(beat.mood.tension, 0, 1, 0) + 0.5 * sane(beat.mood.arousal, -1, 1, 0), 0.0, 1.0);
  const double gap = (0.55 - 0.3 * heat) * (0.8 + 0.4 * random_.unit());
  double start = whole_drawings(std::max(clock_, line_end_ < 0 ? clock_ : line_end_ + gap));
  if (beat.dual && line_start_ >= 0) start = line_start_;
  const auto into = speak_into(index, length);
  if (into) start = *into;
  if (const TimedBeat* given = given_time(index)) start = given->start.value;
  Actor* speaker = actor(beat.who);
  if (speaker && speaker->animal && only_calls(beat.text)) {  // "Woof!" is no speech
    if (!speaker->on && !speaker->left) enter(*speaker, start, Beat{});
    start = std::max(start, speaker->on ? 0.0 : speaker->free);
    const double over = call(*speaker, start, beat.text, 1);
    out_.beats.push_back({static_cast<int>(index), Seconds(start), Seconds(over)});
    clock_ = std::max(clock_, over + 0.2);
    return;
  }
  Line line;
  line.id = beat.line_id;
  line.who = beat.who;
  line.text = beat.text;
  line.manner = beat.manner;
  line.extension = beat.extension;
  line.off_screen = off_screen(beat.extension) || !beat.away.empty() || !speaker || !speaker->on;
  line.filtered = line.off_screen && beat.away != screenplay::kOutside && (!beat.away.empty() || is_filtered(beat));
  // What is said into a phone is meant for nobody in the room.
  const bool near_end = beat.target.empty() && !line.off_screen && into_a_phone(beat.manner);
  if (near_end) on_the_phone_ = beat.who;
  const Actor* holder = line.filtered ? actor(on_the_phone_) : nullptr;
  if (near_end) line.to_whom.clear();
  else line.to_whom = holder && holder->on ? on_the_phone_ : addressee(index);
  line.start = Seconds(start);
  line.end = Seconds(start + length);
  line.mood = beat.mood;
  if (into)  // who is spoken into turns to them at once
    if (Actor* other = actor(out_.lines.back().who); other && other->on) look(*other, start + 0.08, beat.who);
  if (speaker && !line.off_screen) {
    Actor* other = actor(line.to_whom);
    const bool ashamed = has_any(beat.manner, tables().ashamed) || (sane(beat.mood.valence, -1, 1, 0) < -0.35 && sane(beat.mood.arousal, -1, 1, 0) < 0.1 && random_.unit() < 0.5);
    if (other) {
      look(*speaker, std::max(0.0, start - 0.25), other->track.id);
      const Vec3 to_other = flat(other->at.position - speaker->at.position);
      const Vec3 side = Vec3(to_other.z, 0, -to_other.x) * (random_.unit() < 0.5 ? 0.45f : -0.45f);
      if (ashamed && length > 1.0) {
        const Vec3 down = speaker->at.position + to_other * 0.5f + side + Vec3(0, 0.45f * eyes(*speaker).y, 0);
        speaker->glances.push_back({start + 0.1 * length, start + 0.62 * length, {Seconds(start), "point", down}});
      } else if (length > 3.2) {  // looking away to think
        const double begin = start + (0.25 + 0.3 * random_.unit()) * length;
        const Vec3 away = speaker->at.position + to_other * 0.8f + side * 1.4f + Vec3(0, 0.9f * eyes(*speaker).y, 0);
        speaker->glances.push_back({begin, begin + 0.8 + 0.5 * random_.unit(), {Seconds(begin), "point", away}});
      }
    }
    for (Actor& listener : actors_) {
      if (&listener == speaker || !listener.on || listener.extra) continue;
      const double late = 0.1 + 0.3 * random_.unit();
      look(listener, start + late, speaker->track.id);
    }
    speaker->track.mood.push_back({Seconds(std::max(0.0, start - 0.2)), beat.mood});
    if (other && other->on) {  // words land on whom they are said to
      screenplay::Mood echo = beat.mood;
      echo.valence *= 0.6, echo.arousal *= 0.7;
      other->track.mood.push_back({Seconds(start + 0.4 * length), echo});
    }
    last_speaker_ = beat.who;
  }
  out_.beats.push_back({static_cast<int>(index), line.start, line.end});
  line_start_ = start;
  line_end_ = std::max(line_end_, line.end.value);
  clock_ = std::max(clock_, line_end_ + 0.12);
  out_.lines.push_back(std::move(line));
}

const TimedBeat* Stager::given_time(std::size_t index) const {
  const auto found = std::find_if(request_.clock.begin(), request_.clock.end(), [&](const TimedBeat& b) { return b.beat == static_cast<int>(index); });
  return found == request_.clock.end() ? nullptr : &*found;
}

void Stager::play(std::size_t index) {
  if (const TimedBeat* given = given_time(index)) clock_ = given->start.value;
  if (scene_.beats[index].kind == BeatKind::kLine) say(index);
  else act(index);
}

Staging Stager::run() {
  gather_people();
  place_animals();
  gather_things();
  const std::size_t count = std::min(scene_.beats.size(), kMostBeats);
  for (std::size_t i = 0; i < count; ++i) has_dialogue_ = has_dialogue_ || scene_.beats[i].kind == BeatKind::kLine;
  // At the start people look at their partner: the first to speak and the one spoken to, else whoever is nearest.
  for (Actor& a : actors_) {
    a.track.mood.push_back({Seconds(0), scene_.mood});
    if (!a.on) continue;
    const Actor* partner = nullptr;
    float best = 4.f;
    for (const Actor& other : actors_)
      if (&other != &a && other.on && other.extra == a.extra && (!other.animal || a.animal))
        if (const float d = flat_distance(a.at.position, other.at.position); d < best) best = d, partner = &other;
    if (partner) look(a, 0, partner->track.id);
    else look(a, 0, "point", a.at.position + heading(a.at.yaw) * 2.5f + Vec3(0, 0.92f * eyes(a).y, 0));
  }
  clock_ = kOpeningHold;
  if (count > 0 && scene_.beats.front().kind == BeatKind::kDescribe) clock_ = 0.9;
  for (std::size_t i = 0; i < count; ++i) {
    // Every beat has its own chance: what changes in one leaves the others as they were.
    const Beat& beat = scene_.beats[i];
    random_ = Random(mix(seed_, seed_of(beat.who), seed_of(beat.text), mix(seed_of(beat.object), static_cast<std::uint64_t>(beat.kind))));
    play(i);
  }
  finish();
  return std::move(out_);
}

}  // namespace auteur::staging
