// Themes for people, things and places, each unlike the others, each with an instrument of its own.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/music/themes.h"
#include "composing.h"

namespace auteur::music {
namespace {

constexpr std::size_t kMostPeople = 5, kMostThings = 3, kMostPlaces = 2;
constexpr double kAlike = 0.6;

double coarse(double v) { return std::round(v / 0.25) * 0.25; }

struct Tally {
  double weight = 0;
  int count = 0;
  screenplay::Mood mood;
  std::set<int> scenes;
  void add(const screenplay::Beat& beat, int scene, double w) {
    weight += w;
    ++count;
    mood.valence += w * beat.mood.valence;
    mood.arousal += w * beat.mood.arousal;
    mood.tension += w * beat.mood.tension;
    scenes.insert(scene);
  }
  screenplay::Mood mean() const {
    if (weight <= 0) return {};
    return {std::clamp(coarse(1.6 * mood.valence / weight), -1.0, 1.0), std::clamp(coarse(1.6 * mood.arousal / weight), -1.0, 1.0), std::clamp(coarse(1.3 * mood.tension / weight), 0.0, 1.0), ""};
  }
};

std::vector<std::pair<std::string, Tally>> by_weight(const std::map<std::string, Tally>& all) {
  std::vector<std::pair<std::string, Tally>> out(all.begin(), all.end());
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second.weight > b.second.weight; });
  return out;
}

double distance(const screenplay::Mood& a, const std::array<double, 3>& b) {
  const double v = a.valence - b[0], r = a.arousal - b[1], t = a.tension - b[2];
  return v * v + r * r + t * t;
}

// How well an instrument suits somebody; lower is better.
double unsuited(const SoloVoice& v, const Owner& owner) {
  double cost = 0.5 * distance(owner.mood, v.mood);
  if (!v.gender.empty() && !owner.gender.empty() && v.gender != owner.gender) cost += 0.5;
  if (owner.age > 0 && (owner.age < v.age_from || owner.age > v.age_to)) cost += 0.5;
  return cost;
}

const SoloVoice& choose_voice(const Owner& owner, const std::set<std::string>& taken, Random& random, std::string& why) {
  const auto& all = tables().voices;
  if (!owner.instrument.empty())
    for (const auto& v : all)
      if (v.instrument.name == owner.instrument) { why = "as you asked"; return v; }
  for (const auto& v : all)
    for (const auto& word : v.words)
      if (!word.empty() && (lower(owner.word) == word || lower(owner.name) == word || lower(owner.name).ends_with(" " + word))) { why = "it is a " + word; return v; }
  const SoloVoice* best = &all.front();
  double best_cost = 1e9;
  for (const auto& v : all) {
    if (!v.solo) continue;
    double cost = unsuited(v, owner) + 0.25 * random.unit();
    if (taken.contains(v.instrument.name)) cost += 2;
    if (owner.kind != OwnerKind::kCharacter && v.instrument.sustains) cost += 0.4;  // things and places: plucked, struck
    if (owner.kind == OwnerKind::kCharacter && !v.instrument.sustains) cost += 0.25;
    if (cost < best_cost) { best_cost = cost; best = &v; }
  }
  why = "by temper and age";
  return *best;
}

}  // namespace

const char* name_of(OwnerKind kind) {
  static constexpr const char* kNames[] = {"film", "character", "object", "place"};
  return kNames[static_cast<std::size_t>(kind)];
}

double similarity(const std::vector<int>& a, const std::vector<int>& b) {
  const auto steps = [](const std::vector<int>& d) {
    std::vector<int> s;
    for (std::size_t i = 1; i < d.size(); ++i) s.push_back(d[i] - d[i - 1]);
    return s;
  };
  const auto x = steps(a), y = steps(b);
  if (x.empty() || y.empty()) return x.empty() && y.empty() ? 1 : 0;
  std::vector<int> before(y.size() + 1), here(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) before[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= x.size(); ++i) {
    here[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= y.size(); ++j) here[j] = std::min({before[j] + 1, here[j - 1] + 1, before[j - 1] + (x[i - 1] != y[j - 1])});
    std::swap(before, here);
  }
  return 1 - static_cast<double>(before[y.size()]) / static_cast<double>(std::max(x.size(), y.size()));
}

std::vector<Owner> choose_owners(const screenplay::Breakdown& breakdown) {
  Owner film;
  Tally all;
  std::map<std::string, Tally> people, things, places;
  std::map<std::string, const screenplay::PropUse*> props;
  std::map<std::string, int> visits;
  const screenplay::Scene* before = nullptr;
  for (const auto& s : breakdown.scenes) {
    if (before == nullptr || before->place.id != s.place.id) ++visits[s.place.id];
    before = &s;
    for (const auto& p : s.props) if (p.handled) props.emplace(p.id, &p);
    for (const auto& b : s.beats) {
      const double w = b.kind == screenplay::BeatKind::kLine ? 1 : 0.5;
      all.add(b, s.index, w);
      if (!b.who.empty()) people[b.who].add(b, s.index, w);
      if (b.kind != screenplay::BeatKind::kLine && !b.object.empty()) things[b.object].add(b, s.index, 1);
      places[s.place.id].add(b, s.index, w);
    }
  }
  film.mood = all.mean();
  std::vector<Owner> out{film};
  const auto ranked = by_weight(people);
  for (const auto& [id, tally] : ranked) {
    if (out.size() > kMostPeople || tally.weight < 0.25 * ranked.front().second.weight || tally.weight < 3) break;
    for (const auto& c : breakdown.cast)
      if (c.id == id) out.push_back({OwnerKind::kCharacter, id, c.name, tally.mean(), c.age, c.gender, c.species, c.species, ""});
  }
  std::size_t count = 0;
  double most = 0;
  for (const auto& [id, tally] : by_weight(things)) {
    const auto prop = props.find(id);
    if (prop == props.end() || count >= kMostThings) continue;
    most = std::max(most, tally.weight);
    if (tally.count < 3 || tally.weight < 0.4 * most) break;
    out.push_back({OwnerKind::kObject, id, prop->second->name, tally.mean(), 0, "", "", id, ""});
    ++count;
  }
  count = 0;
  for (const auto& [id, tally] : by_weight(places)) {
    if (visits[id] < 3 || count >= kMostPlaces) continue;
    for (const auto& p : breakdown.places)
      if (p.id == id) out.push_back({OwnerKind::kPlace, "place:" + id, p.name, tally.mean(), 0, "", "", p.kind, ""});
    ++count;
  }
  return out;
}

std::vector<Motif> compose_motifs(const std::vector<Owner>& owners, const std::string& title, std::uint64_t seed) {
  std::vector<Motif> out;
  std::set<std::string> taken;
  for (const auto& owner : owners) {
    Random random(mix(seed, seed_of("theme of"), seed_of(owner.id + "|" + title)));
    const int unit = out.empty() ? 0 : [&] { double u = 0; for (double b : out.front().theme.beats) u += b; return static_cast<int>(u); }();
    const auto unlike = [&](const std::vector<int>& degrees, const std::vector<double>& beats) {
      double worst = 0;
      for (const auto& m : out) {
        // The same rhythm is worse than a few like steps.
        const double like = similarity(degrees, m.theme.degrees) + (beats == m.theme.beats ? 0.25 : 0);
        worst = std::max(worst, like);
      }
      return worst;
    };
    Motif motif{owner, draw_theme(owner.mood, unit, random, unlike), {}, ""};
    if (!out.empty()) {
      motif.theme.tonic = out.front().theme.tonic;
      motif.theme.mode = out.front().theme.mode;
    }
    std::string reason;
    const auto& voice = choose_voice(owner, taken, random, reason);
    motif.voice = voice.instrument;
    if (owner.kind == OwnerKind::kFilm) {  // whoever leads the ensemble plays it
      motif.why = fmt::format("feeling {:.2f}, energy {:.2f}, tension {:.2f}", owner.mood.valence, owner.mood.arousal, owner.mood.tension);
      out.push_back(std::move(motif));
      continue;
    }
    taken.insert(voice.instrument.name);
    motif.why = fmt::format("feeling {:.2f}, energy {:.2f}, tension {:.2f}; played by {}, {}", owner.mood.valence, owner.mood.arousal, owner.mood.tension, voice.instrument.name, reason);
    out.push_back(std::move(motif));
  }
  return out;
}

std::vector<Feature> features_of(const screenplay::Scene& scene, const screenplay::Scene* before, const std::vector<Owner>& owners) {
  std::map<std::string, double> people, things;
  double all = 0;
  for (const auto& b : scene.beats) {
    const double w = b.kind == screenplay::BeatKind::kLine ? 1 : 0.5;
    if (!b.who.empty()) people[b.who] += w, all += w;
    if (b.kind != screenplay::BeatKind::kLine && !b.object.empty()) things[b.object] += 1;
  }
  std::vector<Feature> out;
  for (const auto& owner : owners) {
    if (owner.kind == OwnerKind::kCharacter && all > 0) {
      const double share = people[owner.id] / all;
      if (share >= 0.2 && std::find(scene.cast.begin(), scene.cast.end(), owner.id) != scene.cast.end())
        out.push_back({owner.id, 0.4 + 0.6 * share, fmt::format("{} has {:.0f} % of what is said and done", owner.name, 100 * share)});
    } else if (owner.kind == OwnerKind::kObject && things[owner.id] >= 2) {
      out.push_back({owner.id, std::min(1.0, 0.3 + 0.1 * things[owner.id]), fmt::format("the {} is touched {:.0f} times", owner.name, things[owner.id])});
    } else if (owner.kind == OwnerKind::kPlace && owner.id == "place:" + scene.place.id && (before == nullptr || before->place.id != scene.place.id)) {
      out.push_back({owner.id, 0.35, "the film comes to the place"});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Feature& a, const Feature& b) { return a.weight > b.weight; });
  return out;
}

std::vector<std::string> instrument_names() {
  std::vector<std::string> out;
  for (const auto& v : tables().voices) out.push_back(v.instrument.name);
  return out;
}

Json to_json(const Owner& o) {
  return {{"kind", name_of(o.kind)}, {"id", o.id}, {"name", o.name}, {"valence", o.mood.valence}, {"arousal", o.mood.arousal}, {"tension", o.mood.tension},
          {"age", o.age}, {"gender", o.gender}, {"species", o.species}, {"word", o.word}, {"instrument", o.instrument}};
}

Result<Owner> owner_from_json(const Json& j) {
  try {
    Owner o;
    const std::string kind = j.value("kind", "film");
    for (const OwnerKind k : {OwnerKind::kFilm, OwnerKind::kCharacter, OwnerKind::kObject, OwnerKind::kPlace})
      if (kind == name_of(k)) o.kind = k;
    o.id = j.value("id", "");
    o.name = j.value("name", "");
    o.mood = {j.value("valence", 0.0), j.value("arousal", 0.0), j.value("tension", 0.0), ""};
    o.age = j.value("age", 0);
    o.gender = j.value("gender", "");
    o.species = j.value("species", "");
    o.word = j.value("word", "");
    o.instrument = j.value("instrument", "");
    return o;
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kInvalidInput, "Whose theme it is cannot be read: a field is of the wrong type.");
  }
}

Json to_json(const std::vector<Motif>& motifs) {
  Json all = Json::array();
  for (const auto& m : motifs)
    all.push_back({{"owner", to_json(m.owner)}, {"degrees", m.theme.degrees}, {"beats", m.theme.beats}, {"mode", m.theme.mode}, {"tonic", m.theme.tonic}, {"why", m.why},
                   {"voice", {{"name", m.voice.name}, {"program", m.voice.program}, {"low", m.voice.low}, {"high", m.voice.high}, {"pan", m.voice.pan}, {"level", m.voice.level}, {"sustains", m.voice.sustains}}}});
  return {{"kind", "auteur.themes"}, {"version", 1}, {"themes", all}};
}

Result<std::vector<Motif>> motifs_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.themes", 1));
  std::vector<Motif> out;
  try {
    for (const auto& j : document.at("themes")) {
      if (out.size() >= 64) break;
      Motif m;
      m.owner = TRY(owner_from_json(j.at("owner")));
      m.theme.degrees = j.at("degrees").get<std::vector<int>>();
      m.theme.beats = j.at("beats").get<std::vector<double>>();
      m.theme.mode = std::clamp(j.value("mode", 0), 0, 5);
      m.theme.tonic = std::clamp(j.value("tonic", 60), 24, 96);
      m.why = j.value("why", "");
      const Json& v = j.at("voice");
      m.voice = {v.value("name", ""), std::clamp(v.value("program", 0), 0, 127), std::clamp(v.value("low", 48), 21, 96), std::clamp(v.value("high", 84), 33, 108), std::clamp(v.value("pan", 0.0), -1.0, 1.0), std::clamp(v.value("level", 0.0), -40.0, 8.0), v.value("sustains", false)};
      if (m.theme.degrees.size() != m.theme.beats.size() || m.theme.degrees.size() > 64) return fail(ErrorCode::kInvalidInput, "A theme cannot be read: its notes and their lengths are not of one number. Let the themes be written again.");
      out.push_back(std::move(m));
    }
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kInvalidInput, "The themes cannot be read: a field is missing or of the wrong type. Let them be written again.");
  }
  return out;
}

}  // namespace auteur::music
