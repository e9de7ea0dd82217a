// Writes a cue's notes. Private to the room: compose.cc has the whole, texture.cc the ensemble bar by bar.
#pragma once

#include "composing.h"

namespace auteur::music {

class Writer {
 public:
  Writer(const CueRequest& request, const Palette& palette, const Character& character)
      : request_(request), palette_(palette), character_(character), random_(mix(request.seed, seed_of(request.scene), seed_of("cue"))) {
    cue_.scene = request.scene;
    cue_.length = request.length;
    cue_.palette = palette.name;
    cue_.mode = character.mode;
    cue_.tempo = character.tempo;
    for (const auto& w : request.wishes) add_voice(w.voice);
    for (const auto& p : palette_.parts) cue_.parts.push_back({p.name, p.program, p.pan, p.level});
    static constexpr int kKeys[] = {0, 0, 0, 5, -5, 2, -3, 3};  // near keys, so that the film stays in one world
    const int draw = random_.below(8);
    int key = request.opening || request.closing ? 0 : kKeys[draw];
    if (!request.chain.empty()) key = kKeys[mix(seed_of(request.chain), seed_of("key")) % 8];  // music that flows on stays in its key
    cue_.tonic = std::clamp(request.theme.tonic, 24, 96) + key;
    double sum = 0;
    int count = 0;
    for (const auto& [at, mood] : request.curve) sum += excitement(mood), ++count;
    mean_excitement_ = count > 0 ? sum / count : 0;
  }

  Cue write_short();
  Cue write_long();

 private:
  int find(std::string_view role) const {
    for (std::size_t i = 0; i < palette_.parts.size(); ++i) if (palette_.parts[i].role == role) return static_cast<int>(i);
    return -1;
  }
  const PalettePart& part(int i) const { return palette_.parts[static_cast<std::size_t>(i)]; }
  static double excitement(const screenplay::Mood& m) { return 0.5 * m.arousal + 0.5 * m.tension + 0.25 * std::abs(m.valence); }
  static bool sings(const PalettePart& p) { return p.role == "melody" || p.role == "answer" || p.role == "voice"; }
  // A theme's own instrument joins the ensemble, unless one that plays the same is there.
  void add_voice(const Instrument& v) {
    for (const auto& p : palette_.parts) if (sings(p) && p.program == v.program && p.low <= v.low + 7 && p.high >= v.high - 9) return;
    if (palette_.parts.size() < 24) palette_.parts.push_back({"voice", v.name, "", v.program, v.low, v.high, v.pan, v.level, v.sustains});
  }
  int voice_of(const Instrument& v) const {
    for (std::size_t i = palette_.parts.size(); i-- > 0;) if (sings(palette_.parts[i]) && palette_.parts[i].program == v.program) return static_cast<int>(i);
    return find("melody");
  }
  // 0.4 .. 1: an arch, and on it what the scene feels from moment to moment.
  double intensity(double t) const { return std::clamp(arch(t) + 0.5 * (excitement_at(t) - mean_excitement_), 0.4, 1.0); }
  double excitement_at(double t) const {
    const auto& c = request_.curve;
    if (c.empty()) return mean_excitement_;
    if (t <= c.front().first.value) return excitement(c.front().second);
    for (std::size_t i = 1; i < c.size(); ++i) {
      if (t > c[i].first.value) continue;
      const double span = c[i].first.value - c[i - 1].first.value, x = span > 0 ? (t - c[i - 1].first.value) / span : 1;
      return excitement(c[i - 1].second) + x * (excitement(c[i].second) - excitement(c[i - 1].second));
    }
    return excitement(c.back().second);
  }
  double arch(double t) const {
    const double x = std::clamp(t / cue_.length.value, 0.0, 1.0);
    if (request_.closing) return 0.55 + 0.45 * x;
    const double peak = 0.62, base = request_.opening ? 0.8 : 0.62;
    return x < peak ? base + (1 - base) * x / peak : 1 - 0.25 * (x - peak) / (1 - peak);
  }
  void note(int part_index, int pitch, double velocity, double start, double length, bool human = true);
  int fit(int pitch, int low, int high) const {
    while (pitch < low) pitch += 12;
    while (pitch > high) pitch -= 12;
    return std::max(pitch, low > 11 ? low - 11 : 0);
  }
  // Which layers play in a bar: the ensemble breathes by phrases, more join when it rises.
  struct Layers { bool pad = true, bass = true, figure = true, sparkle = true; };
  Layers layers(std::size_t bar, bool thin) const;
  void write_tune(const std::vector<Statement>& tune);
  void write_bar(std::size_t bar);
  void write_figure(int p, std::size_t bar, bool thin);
  void write_final(bool resolved);
  void swells();
  void balance();
  bool thin_bar(std::size_t bar) const {
    for (int b = grid_.bars[bar]; b < grid_.bars[bar + 1]; ++b) if (grid_.thin[static_cast<std::size_t>(b)]) return true;
    return false;
  }
  void finish();

  const CueRequest& request_;
  Palette palette_;
  double mean_excitement_ = 0;
  Character character_;
  Random random_;
  Cue cue_;
  Grid grid_;
  std::vector<Chord> chords_;
  std::array<int, 3> voices_{};
  bool voiced_ = false;
  int bass_ = 0;
  std::array<int, 3> tied_{-1, -1, -1};  // index of the pad note each voice still holds
};

}  // namespace auteur::music
