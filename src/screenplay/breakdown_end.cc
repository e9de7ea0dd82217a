#include "breakdown_builder.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
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

}  // namespace

void BreakdownBuilder::find_weather() {
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

void BreakdownBuilder::moods() {
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

void BreakdownBuilder::finish_scene() {
  if (!open_) return;
  open_ = false;
  if (!scene_.part_of.empty() && scene_.beats.empty()) {  // nothing comes after it
    numbers_.erase(scene_.number);
    scene_ = Scene{};
    return;
  }
  find_weather();
  for (int p : memory_.seen) {
    scene_.cast.push_back(cast_.members()[static_cast<std::size_t>(p)].id);
    last_place_[p] = scene_.place.id;
  }
  for (const auto& b : scene_.beats) {
    if (b.who.empty() || b.away.empty() || b.away == kOutside || std::find(scene_.far_end.begin(), scene_.far_end.end(), b.who) != scene_.far_end.end()) continue;
    if (std::find(scene_.cast.begin(), scene_.cast.end(), b.who) == scene_.cast.end()) scene_.far_end.push_back(b.who);
    if (b.away != kElsewhere) scene_.far_place = b.away;
  }
  if (scene_.far_end.empty()) scene_.far_place.clear();
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

void BreakdownBuilder::finish_cast() {
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

}  // namespace auteur::screenplay
