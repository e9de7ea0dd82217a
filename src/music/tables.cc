#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "composing.h"

namespace auteur::music {
namespace {

std::array<double, 3> mood_of(const Json& item) {
  std::array<double, 3> mood{};
  const auto it = item.find("mood");
  if (it != item.end() && it->is_array())
    for (std::size_t i = 0; i < 3 && i < it->size(); ++i)
      if ((*it)[i].is_number()) mood[i] = (*it)[i].get<double>();
  return mood;
}

std::vector<Json> items(const Json& document, const char* key) {
  std::vector<Json> out;
  const auto it = document.find(key);
  if (it != document.end() && it->is_array())
    for (const auto& item : *it) out.push_back(item);
  return out;
}

Chord chord_of(const std::string& text) {
  Chord chord;
  chord.root = std::clamp(std::atoi(text.c_str()), 0, 11);
  if (!text.empty()) {
    const char last = text.back();
    if (last == 'm' || last == 'd' || last == 's') chord.quality = last;
  }
  return chord;
}

void read_palettes(const Json& document, Tables& out) {
  for (const auto& p : items(document, "palettes")) {
    if (!p.is_object()) continue;
    Palette palette{p.value("name", "chamber"), mood_of(p), {}};
    for (const auto& word : items(p, "setting")) if (word.is_string()) palette.setting.push_back(word.get<std::string>());
    for (const auto& part : items(p, "parts")) {
      if (!part.is_object() || palette.parts.size() >= 14) continue;
      PalettePart q{part.value("role", "pad"), part.value("name", "strings"), part.value("pattern", ""),
                    std::clamp(part.value("program", 48), 0, 127), std::clamp(part.value("low", 48), 21, 96), 0,
                    std::clamp(part.value("pan", 0.0), -1.0, 1.0), std::clamp(part.value("level", 0.0), -40.0, 8.0), part.value("sustains", false)};
      q.high = std::clamp(part.value("high", 84), q.low + 12, 108);
      palette.parts.push_back(q);
    }
    if (!palette.parts.empty()) out.palettes.push_back(std::move(palette));
  }
}

Tables read_tables() {
  Tables out;
  try {
    read_palettes(read_data("music/palettes.json"), out);
    for (const auto& p : items(read_data("music/harmony.json"), "progressions")) {
      Progression q{p.value("name", ""), p.value("formula", ""), p.value("family", "bright") == "bright", mood_of(p), {}};
      for (const auto& c : items(p, "chords")) if (c.is_string()) q.chords.push_back(chord_of(c.get<std::string>()));
      if (!q.chords.empty()) out.progressions.push_back(std::move(q));
    }
    const Json themes = read_data("music/themes.json");
    for (const auto& r : items(themes, "rhythms")) {
      std::vector<double> rhythm;
      double sum = 0;
      for (const auto& b : r) if (b.is_number()) { rhythm.push_back(std::clamp(b.get<double>(), 0.25, 4.0)); sum += rhythm.back(); }
      if (rhythm.size() >= 5 && rhythm.size() <= 9 && (sum == 6 || sum == 8)) out.rhythms.push_back(rhythm);
    }
    for (const auto& s : items(themes, "shapes"))
      out.shapes.push_back({s.value("name", ""), s.value("valence", 0.0), s.value("drift", 0.0), std::clamp(s.value("start", 0), -7, 9),
                            std::clamp(s.value("leap", 3), -7, 7), std::clamp(s.value("leap_at", 1), 1, 4)});
    for (const auto& v : items(read_data("music/voices.json"), "voices")) {
      if (!v.is_object()) continue;
      SoloVoice voice;
      voice.instrument = {v.value("name", "clarinet"), std::clamp(v.value("program", 71), 0, 127), std::clamp(v.value("low", 55), 21, 96), 0,
                          std::clamp(v.value("pan", 0.0), -1.0, 1.0), std::clamp(v.value("level", 0.0), -40.0, 8.0), v.value("sustains", false)};
      voice.instrument.high = std::clamp(v.value("high", 84), voice.instrument.low + 12, 108);
      voice.mood = mood_of(v);
      voice.gender = v.value("gender", "");
      voice.solo = v.value("solo", true);
      if (const auto ages = items(v, "ages"); ages.size() == 2) voice.age_from = ages[0].get<int>(), voice.age_to = ages[1].get<int>();
      for (const auto& w : items(v, "words")) voice.words.push_back(w.get<std::string>());
      out.voices.push_back(std::move(voice));
    }
  } catch (const nlohmann::json::exception&) {
    // A field of the wrong type: what was read so far stands, the built-in table fills the rest.
  }
  if (std::none_of(out.voices.begin(), out.voices.end(), [](const SoloVoice& v) { return v.solo; })) out.voices.push_back({{"clarinet", 71, 55, 84, 0.15, -3, false}, {}, "", 0, 200, true, {}});
  if (out.palettes.empty())
    out.palettes.push_back({"plain chamber", {}, {{"melody", "piano", "", 0, 60, 86, -0.1, 0, false}, {"pad", "strings", "", 48, 52, 76, -0.1, -4, true}, {"bass", "cellos", "", 48, 36, 52, 0.3, -5, true}}});
  const auto has = [&](bool bright) { return std::any_of(out.progressions.begin(), out.progressions.end(), [&](const Progression& p) { return p.bright == bright; }); };
  if (!has(true)) out.progressions.push_back({"plain", "", true, {}, {{0, 'M'}, {9, 'm'}, {5, 'M'}, {7, 'M'}}});
  if (!has(false)) out.progressions.push_back({"plain", "", false, {}, {{0, 'm'}, {8, 'M'}, {3, 'M'}, {10, 'M'}}});
  if (out.rhythms.empty()) out.rhythms.push_back({1.5, 0.5, 1, 1, 1.5, 0.5, 2});
  if (out.shapes.empty()) out.shapes.push_back({"leap and fall", 0.2, -0.8, 0, 4, 1});
  return out;
}

double distance(const std::array<double, 3>& a, const screenplay::Mood& m) {
  const double v = a[0] - m.valence, r = a[1] - m.arousal, t = a[2] - m.tension;
  return v * v + r * r + 1.2 * t * t;
}

}  // namespace

const Tables& tables() {
  static const Tables kTables = read_tables();
  return kTables;
}

const Palette& choose_palette(const screenplay::Mood& mood, const std::vector<std::string>& setting) {
  // An ensemble that belongs to this place, hour or weather may be a little farther from the feeling.
  const auto cost = [&](const Palette& p) {
    double c = distance(p.mood, mood);
    bool belongs = false;
    for (const auto& word : p.setting) belongs = belongs || std::find(setting.begin(), setting.end(), word) != setting.end();
    if (belongs) c -= 0.22;
    else if (!p.setting.empty()) c += 0.35;
    return c;
  };
  const auto& all = tables().palettes;
  return *std::min_element(all.begin(), all.end(), [&](const Palette& a, const Palette& b) { return cost(a) < cost(b); });
}

const Progression& choose_progression(const screenplay::Mood& mood, bool bright, Random& random) {
  // The nearest three compete by lot, weighted by nearness, so that scenes of like feeling differ.
  const auto& all = tables().progressions;
  std::vector<std::pair<double, const Progression*>> near;
  for (const auto& p : all) if (p.bright == bright) near.push_back({distance(p.mood, mood), &p});
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  near.resize(std::min<std::size_t>(near.size(), 3));
  double sum = 0;
  for (const auto& n : near) sum += 1 / (0.1 + n.first);
  double draw = random.unit() * sum;
  for (const auto& n : near) {
    draw -= 1 / (0.1 + n.first);
    if (draw <= 0) return *n.second;
  }
  return *near.front().second;
}

const std::array<int, 7>& scale_of(int mode) {
  static constexpr std::array<std::array<int, 7>, 6> kScales{{{0, 2, 4, 5, 7, 9, 11}, {0, 2, 3, 5, 7, 9, 10}, {0, 1, 3, 5, 7, 8, 10}, {0, 2, 4, 6, 7, 9, 11}, {0, 2, 4, 5, 7, 9, 10}, {0, 2, 3, 5, 7, 8, 10}}};
  return kScales[static_cast<std::size_t>(std::clamp(mode, 0, 5))];
}
int pitch_of(int tonic, int mode, int degree) {
  const int octave = degree >= 0 ? degree / 7 : -((6 - degree) / 7);
  return tonic + 12 * octave + scale_of(mode)[static_cast<std::size_t>(degree - 7 * octave)];
}
int brightness_rank(int mode) {
  static constexpr int kRank[6] = {4, 2, 0, 5, 3, 1};
  return kRank[std::clamp(mode, 0, 5)];
}
int fifths_of(int tonic, int mode) {
  static constexpr int kFromMajor[6] = {0, -2, -4, 1, -1, -3};  // a dorian scale has the signs of the major a tone lower ...
  int f = ((tonic % 12 + 12) * 7) % 12;
  if (f > 6) f -= 12;
  f += kFromMajor[std::clamp(mode, 0, 5)];
  return f > 6 ? f - 12 : f < -6 ? f + 12 : f;
}

bool is_bright(int mode) { return brightness_rank(mode) >= 3; }

std::vector<int> tones_of(const Chord& chord) {
  const int third = chord.quality == 'M' ? 4 : chord.quality == 's' ? 5 : 3;
  const int fifth = chord.quality == 'd' ? 6 : 7;
  return {chord.root % 12, (chord.root + third) % 12, (chord.root + fifth) % 12};
}

Character character_of(const screenplay::Mood& mood) {
  const auto bound = [](double x, double low, double high) { return std::isfinite(x) ? std::clamp(x, low, high) : 0.5 * (low + high); };
  const double v = bound(mood.valence, -1, 1), a = bound(mood.arousal, -1, 1), t = bound(mood.tension, 0, 1);
  Character c;
  c.tempo = std::clamp(82 + 30 * a + 6 * v + 10 * t, 50.0, 138.0);
  c.brightness = std::clamp(v - 0.35 * t, -1.0, 1.0);
  c.register_centre = 68 + 5 * v + 4 * a - 4 * t;
  c.velocity = std::clamp(70 + 20 * a + 8 * t, 44.0, 106.0);
  c.articulation = 0.97 - 0.12 * std::max(0.0, a) - 0.04 * v;
  c.dissonance = std::clamp(t - 0.25 * v, 0.0, 1.0);
  const double b = c.brightness;
  c.mode = b > 0.72 ? 3 : b > 0.08 ? 0 : b > 0.0 ? 4 : b > -0.14 ? 1 : b > -0.92 ? 5 : 2;
  return c;
}

}  // namespace auteur::music
