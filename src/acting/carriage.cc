#include "carriage.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/base/file_system.h"
#include "auteur/base/data_folder.h"
#include "behaviour_tables.h"

namespace auteur::acting {
namespace {

struct Posture { MoodPoint mood; Carriage carriage; };
struct Table { double within = 0.3; std::vector<Posture> postures; };

struct Field { const char* name; double Carriage::*value; double low, high; };
constexpr Field kFields[] = {{"lean", &Carriage::lean, -0.3, 0.3}, {"slump", &Carriage::slump, 0, 1}, {"chin", &Carriage::chin, -0.4, 0.4}, {"near", &Carriage::near, 0, 1},
                             {"open", &Carriage::open, 0, 1}, {"grip", &Carriage::grip, 0, 1}, {"pace", &Carriage::pace, 0.7, 1.3}, {"gesture", &Carriage::gesture, 0.3, 1.7}, {"averts", &Carriage::averts, -1, 1}, {"blinks", &Carriage::blinks, -8, 15},
                             {"shoulders", &Carriage::shoulders, -1, 1}, {"chest", &Carriage::chest, -1, 1}, {"weight", &Carriage::weight, 0, 1}, {"shift", &Carriage::shift, 4, 30}, {"stance", &Carriage::stance, -0.2, 0.6}, {"toes", &Carriage::toes, -0.5, 0.6},
                             {"stretch", &Carriage::stretch, -0.3, 0.35}, {"bounce", &Carriage::bounce, 0, 1}, {"heavy", &Carriage::heavy, 0, 1}};

Table load() {
  Table t;
  const Json j = read_data("acting/postures.json", "auteur.postures");
  const auto number = [](const Json& o, const char* key, double otherwise, double low, double high) {
    const auto at = o.find(key);
    return at != o.end() && at->is_number() && std::isfinite(at->get<double>()) ? std::clamp(at->get<double>(), low, high) : otherwise;
  };
  t.within = number(j, "within", t.within, 0.05, 2);
  const auto list = j.find("postures");
  if (list == j.end() || !list->is_array()) return t;
  for (const Json& o : *list) {
    const auto mood = o.is_object() ? o.find("mood") : o.end();
    if (!o.is_object() || mood == o.end() || !mood->is_array() || mood->size() != 3 || !(*mood)[0].is_number() || !(*mood)[1].is_number() || !(*mood)[2].is_number()) continue;
    Posture p{{(*mood)[0].get<double>(), (*mood)[1].get<double>(), (*mood)[2].get<double>()}, {}};
    for (const Field& f : kFields) p.carriage.*f.value = number(o, f.name, p.carriage.*f.value, f.low, f.high);
    t.postures.push_back(p);
  }
  return t;
}

// Not eased. Requires: `track` is not empty.
MoodPoint mood_now(const MoodTrack& track, double t) {
  const MoodMoment* now = &track.front();
  for (const MoodMoment& m : track)
    if (m.at <= t) now = &m;
  return now->mood;
}

}  // namespace

Carriage carriage_of(const MoodPoint& m) {
  static const Table table = load();
  Carriage out;
  if (table.postures.empty()) return out;
  double all = 0;
  std::vector<double> share;
  for (const Posture& p : table.postures) {
    const double dp = m.pleasure - p.mood.pleasure, da = m.arousal - p.mood.arousal, dd = m.dominance - p.mood.dominance;
    share.push_back(std::exp(-(dp * dp + da * da + dd * dd) / (2 * table.within * table.within)) + 1e-12);
    all += share.back();
  }
  for (const Field& f : kFields) {
    double sum = 0;
    for (std::size_t i = 0; i < share.size(); ++i) sum += share[i] / all * (table.postures[i].carriage.*f.value);
    out.*f.value = sum;
  }
  return out;
}

double gait_of(const MoodPoint& mood) { return std::round(carriage_of(mood).pace * 20) / 20; }

MoodTrack mood_track(const SceneCourse& course, const std::string& who, const staging::Staging& staging) {
  MoodTrack out;
  for (const MoodKeyPoint& k : course.keys) {
    double at = 0;
    if (k.beat >= 0) {
      const auto beat = std::find_if(staging.beats.begin(), staging.beats.end(), [&](const staging::TimedBeat& b) { return b.beat == k.beat; });
      if (beat == staging.beats.end()) continue;
      const bool speaks = std::any_of(staging.lines.begin(), staging.lines.end(), [&](const staging::Line& l) { return l.who == who && l.start == beat->start; });
      at = beat->start.value + (speaks ? 0 : (beat->end - beat->start).value / 3);
    }
    if (!out.empty() && at <= out.back().at) out.back().mood = k.mood;
    else out.push_back({at, k.mood});
  }
  return out;
}

MoodPoint mood_on(const MoodTrack& track, double t) {
  constexpr int kSamples = 6;
  constexpr double kEase = 1.2;
  MoodPoint sum;
  if (track.empty()) return sum;
  for (int i = 0; i < kSamples; ++i) {
    const double at = t - kEase * (i + 0.5) / kSamples;
    const MoodPoint now = mood_now(track, at);
    sum.pleasure += now.pleasure / kSamples;
    sum.arousal += now.arousal / kSamples;
    sum.dominance += now.dominance / kSamples;
  }
  return sum;
}

void colour_feelings(staging::Staging& staging, const std::map<std::string, MoodTrack>& tracks) {
  const double linger = behaviour_tables().linger;
  for (staging::PersonTrack& person : staging.people) {
    const auto track = tracks.find(person.id);
    if (track == tracks.end() || track->second.empty()) continue;
    if (person.mood.empty()) person.mood.push_back({Seconds(0), {}});
    std::vector<staging::MoodKey> keys;
    for (std::size_t i = 0; i < person.mood.size(); ++i) {
      const staging::MoodKey& key = person.mood[i];
      const double until = i + 1 < person.mood.size() ? person.mood[i + 1].at.value : 1e18;
      double speaking_until = key.at.value;
      for (const auto& l : staging.lines)
        if (l.who == person.id && l.start.value <= key.at.value + 0.5 && l.end.value > key.at.value) speaking_until = std::max(speaking_until, l.end.value);
      keys.push_back({key.at, felt(key.mood, mood_now(track->second, key.at.value))});
      // What was felt lingers; then the mood shows, and what changes it shows as it comes.
      screenplay::Mood rest{0.45 * key.mood.valence, 0.35 * key.mood.arousal, 0.5 * key.mood.tension, ""};
      std::vector<double> more;
      if (const double back = speaking_until + linger; back < until) more.push_back(back);
      for (const MoodMoment& m : track->second)
        if (m.at > key.at.value && m.at < until) more.push_back(m.at);
      std::sort(more.begin(), more.end());
      for (const double at : more) keys.push_back({Seconds(at), felt(at >= speaking_until + linger ? rest : key.mood, mood_now(track->second, at))});
    }
    person.mood = std::move(keys);
  }
  for (staging::Line& line : staging.lines)
    if (const auto track = tracks.find(line.who); track != tracks.end() && !track->second.empty()) line.mood = felt(line.mood, mood_on(track->second, line.start.value + 0.6), !line.manner.empty());
}

}  // namespace auteur::acting
