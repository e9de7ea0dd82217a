// The writing: tune, inner voices, bass, figures and accents become notes with touch and breath.
#include <fmt/format.h>

#include "composing.h"

namespace auteur::music {
namespace {

constexpr double kHumanTime = 0.008;  // seconds either side
constexpr double kShortCue = 6;       // below this a cue is a swell
constexpr double kLongest = 3 * 3600;

class Writer {
 public:
  Writer(const CueRequest& request, const Palette& palette, const Character& character)
      : request_(request), palette_(palette), character_(character), random_(mix(request.seed, seed_of(request.scene), seed_of("cue"))) {
    cue_.scene = request.scene;
    cue_.length = request.length;
    cue_.palette = palette.name;
    cue_.mode = character.mode;
    cue_.tempo = character.tempo;
    for (const auto& p : palette.parts) cue_.parts.push_back({p.name, p.program, p.pan, p.level});
    static constexpr int kKeys[] = {0, 0, 0, 5, -5, 2, -3, 3};  // near keys, so that the film stays in one world
    const int key = request.opening || request.closing ? 0 : kKeys[random_.below(8)];
    cue_.tonic = std::clamp(request.theme.tonic, 24, 96) + key;
  }

  Cue write_short();
  Cue write_long();

 private:
  int find(std::string_view role) const {
    for (std::size_t i = 0; i < palette_.parts.size(); ++i) if (palette_.parts[i].role == role) return static_cast<int>(i);
    return -1;
  }
  const PalettePart& part(int i) const { return palette_.parts[static_cast<std::size_t>(i)]; }
  double intensity(double t) const {
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
  void write_tune(const std::vector<Statement>& tune);
  void write_bar(std::size_t bar);
  void write_figure(int p, std::size_t bar, bool thin);
  void write_final(bool resolved);
  void swells();
  bool thin_bar(std::size_t bar) const {
    for (int b = grid_.bars[bar]; b < grid_.bars[bar + 1]; ++b) if (grid_.thin[static_cast<std::size_t>(b)]) return true;
    return false;
  }
  void finish();

  const CueRequest& request_;
  const Palette& palette_;
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

void Writer::note(int p, int pitch, double velocity, double start, double length, bool human) {
  if (p < 0 || length < 0.02 || cue_.notes.size() > 200000) return;
  const double shift = human ? random_.range(-kHumanTime, kHumanTime) : 0;
  const double touch = random_.range(-6, 6);
  const double end = std::min(start + length, cue_.length.value);
  start = std::max(0.0, start + shift);
  if (end - start < 0.02) return;
  cue_.notes.push_back({p, std::clamp(pitch, 21, 108), std::clamp(static_cast<int>(std::lround(velocity + touch)), 12, 120), Seconds(start), Seconds(end - start)});
}

void Writer::write_tune(const std::vector<Statement>& tune) {
  const int lead = find("melody"), second = find("answer") >= 0 ? find("answer") : lead;
  for (const auto& s : tune) {
    const int p = s.answer_voice ? second : lead;
    if (p < 0) continue;
    double mean = 0;
    for (const auto& n : s.notes) mean += pitch_of(cue_.tonic, cue_.mode, n.degree);
    mean /= static_cast<double>(s.notes.size());
    const double centre = std::clamp(character_.register_centre - (s.softness > 0.2 ? 7 : 0), part(p).low + 5.0, part(p).high - 5.0);
    const int octave = 12 * static_cast<int>(std::lround((centre - mean) / 12));
    int high = -999;
    for (const auto& n : s.notes) high = std::max(high, n.degree);
    const auto first = cue_.notes.size();
    for (std::size_t i = 0; i < s.notes.size(); ++i) {
      const auto& n = s.notes[i];
      const int pitch = std::clamp(pitch_of(cue_.tonic, cue_.mode, n.degree) + octave, 21, 108);
      const double start = grid_.at(n.beat), end = grid_.at(n.beat + n.length);
      const bool thin = grid_.thin[static_cast<std::size_t>(std::min<double>(n.beat, grid_.final_beat()))];
      const double velocity = (character_.velocity + 8 + (n.degree == high ? 6 : 0) - (i == 0 ? 3 : 0)) * (0.72 + 0.32 * intensity(start)) * (1 - 0.45 * s.softness) * (thin ? 0.75 : 1);
      const bool last = i + 1 == s.notes.size();
      const double legato = last ? 0.9 : part(p).sustains || part(p).program < 12 ? 1.0 : std::min(1.0, character_.articulation + 0.02);
      note(p, pitch, velocity, start, (end - start) * legato + (!last && part(p).sustains ? 0.03 : 0));
    }
    if (cue_.notes.size() > first)
      cue_.theme_uses.push_back({p, Seconds(grid_.at(s.start)), Seconds(grid_.at(s.start + s.length)), s.how});
  }
}

void Writer::write_figure(int p, std::size_t bar, bool thin) {
  const auto& q = part(p);
  const int from = grid_.bars[bar], beats = grid_.bars[bar + 1] - from;
  const Chord& chord = chords_[bar];
  const auto tones = tones_of(chord);
  std::vector<int> ladder;  // chord tones upward from the part's low end, root first
  for (int pitch = fit(cue_.tonic % 12 + chord.root, q.low, q.low + 11); pitch <= q.high; ++pitch)
    for (int t : tones) if ((pitch - cue_.tonic - t) % 12 == 0) ladder.push_back(pitch);
  if (ladder.empty()) return;
  const auto step = [&](std::size_t i) { return ladder[std::min(i, ladder.size() - 1)]; };
  const double base = character_.velocity * (0.6 + 0.35 * intensity(grid_.at(from)));
  const bool intro = !request_.opening && bar == 0 && cue_.length.value > 20;
  if (q.pattern == "arpeggio") {
    static constexpr std::size_t kUp[8] = {0, 2, 3, 4, 5, 4, 3, 2};
    if (thin) { if (bar % 2 == 0) note(p, step(0), base * 0.7, grid_.at(from), grid_.at(from + beats) - grid_.at(from)); return; }
    const double grain = grid_.tempo > 96 || character_.velocity > 66 ? 0.5 : 1.0;
    int i = intro ? 2 : 0;
    for (double b = intro ? 1 : 0; b < beats - 0.01; b += grain, ++i) {
      if (bar % 4 == 3 && b > beats - 1.1 && request_.mood.arousal < 0.3) break;  // breathe at the phrase's end
      const double start = grid_.at(from + b), ring = grid_.at(from + std::min<double>(beats, b + 2)) - start;
      note(p, step(kUp[i % 8]), base * (i % 8 == 0 ? 1.06 : 0.9), start, ring);
    }
  } else if (q.pattern == "ostinato") {
    static constexpr std::size_t kCell[8] = {0, 0, 2, 0, 1, 0, 2, 3};
    for (int i = 0; i < beats * 2; ++i) {
      if (thin && i % 2 == 1) continue;
      const double start = grid_.at(from + 0.5 * i);
      note(p, step(kCell[i % 8]), base * (i % 4 == 0 ? 1.2 : 0.95) * (thin ? 0.7 : 1), start, 0.4 * (grid_.at(from + 0.5 * i + 0.5) - start) + 0.08);
    }
  } else if (q.pattern == "pulse") {
    for (int i = 1; i < beats; ++i) {
      if (thin && i % 2 == 0) continue;
      const double start = grid_.at(from + i);
      const std::size_t low = 1 + static_cast<std::size_t>(random_.below(2));
      note(p, step(low), base * (thin ? 0.65 : 0.95), start, 0.25);
      if (!thin) note(p, step(low + 1), base * 0.88, start, 0.25);
      if (!thin && i == beats - 1 && bar % 2 == 1) note(p, step(low + 2), base * 0.8, grid_.at(from + i + 0.5), 0.2);
    }
  } else if (q.pattern == "heartbeat") {
    if (thin && bar % 2 == 1) return;
    note(p, step(0), base * (thin ? 0.8 : 1.1), grid_.at(from), 0.4);
    note(p, step(0), base * (thin ? 0.6 : 0.85), grid_.at(from + 0.5), 0.4);
  } else {  // drops: single notes with much air
    const int count = thin ? (bar % 2 == 0 ? 1 : 0) : 2;
    double b = thin ? 0 : 0.5 * random_.below(2);
    for (int i = 0; i < count && b < beats; ++i) {
      note(p, step(1 + static_cast<std::size_t>(random_.below(5))), base * (thin ? 0.7 : 0.9), grid_.at(from + b), 2.0);
      b += 1 + 0.5 * random_.below(3);
    }
  }
}

void Writer::write_bar(std::size_t bar) {
  const int from = grid_.bars[bar], to = grid_.bars[bar + 1];
  const double start = grid_.at(from), end = grid_.at(to);
  const bool thin = thin_bar(bar), hit = std::find(grid_.hit_beats.begin(), grid_.hit_beats.end(), from) != grid_.hit_beats.end();
  const bool phrase_end = bar % 4 == 3;
  const Chord& chord = chords_[bar];
  const double level = character_.velocity * (0.62 + 0.38 * intensity(start)) * (thin ? 0.78 : 1);
  const int p_bass = find("bass"), p_pad = find("pad"), p_accent = find("accent"), p_sparkle = find("sparkle"), p_figure = find("figure");

  // Bass: the root, now and then the third when that makes a step; a pedal when the mood is dark.
  const int low = p_bass >= 0 ? part(p_bass).low : 36, high = p_bass >= 0 ? part(p_bass).high : 52;
  const int bass_before = bass_ == 0 ? fit(cue_.tonic, low, low + 11) : bass_;
  int root = chord.root;
  if (character_.dissonance > 0.55 && bar % 4 < 2) root = 0;
  int bass = fit(cue_.tonic % 12 + root, low, high);
  for (int q = bass; q <= high; q += 12) if (std::abs(q - bass_before) < std::abs(bass - bass_before)) bass = q;
  const int third = fit(cue_.tonic % 12 + tones_of(chord)[1], low, high);
  if (bar > 0 && bar % 4 != 0 && root == chord.root && chord.quality != 's' && bar + 2 < grid_.bars.size() && std::abs(third - bass_before) <= 2 && third != bass_before && std::abs(bass - bass_before) > 4) bass = third;
  const bool bass_waits = bar < 2 && cue_.length.value > 30 && !request_.opening && character_.velocity < 74;
  if (p_bass >= 0 && !bass_waits) {
    const bool moving = request_.mood.arousal > 0.3 && !thin && to - from >= 3;
    const int half = (to - from) / 2;
    const double split = moving ? grid_.at(from + half) : end;
    note(p_bass, bass, level * (hit ? 1.2 : 0.95), start, (split - start) * 0.98, true);
    if (moving) note(p_bass, fit(bass + 7, low, high), level * 0.85, split, (end - split) * 0.98);
  }

  // Inner voices, tied over bar lines where the pitch stays.
  static constexpr int kColours[] = {0, 0, 2, 10};
  int colour = 0;
  if (chord.quality != 'd' && bar % 4 != 0 && bar + 2 < grid_.bars.size()) {
    colour = kColours[random_.below(4)];
    if (colour == 10 && chord.quality == 'M') colour = chord.root == 7 ? 10 : 2;
    const auto& scale = scale_of(cue_.mode);
    const int tone = (chord.root + colour) % 12;
    if (colour != 0 && std::find(scale.begin(), scale.end(), tone) == scale.end()) colour = 0;
  }
  const int pad_low = p_pad >= 0 ? part(p_pad).low : 52, pad_high = p_pad >= 0 ? part(p_pad).high : 76;
  const int ceiling = thin ? 67 : static_cast<int>(character_.register_centre) + 2;
  const auto voices = voice_chord(chord, cue_.tonic, colour, voiced_ ? &voices_ : nullptr, bass_before, bass, pad_low, pad_high, ceiling);
  if (p_pad >= 0)
    for (std::size_t v = 0; v < 3; ++v) {
      const bool drop = thin && v == 2;
      const bool may_tie = bar % 4 != 0 && !hit && tied_[v] >= 0 && voiced_ && voices_[v] == voices[v] && !drop;
      const double release = phrase_end && request_.mood.arousal < 0.4 ? end - 0.2 * (end - start) / (to - from) : end + 0.04;
      if (may_tie) {
        auto& held = cue_.notes[static_cast<std::size_t>(tied_[v])];
        held.length = Seconds(release) - held.start;
      } else if (drop) {
        tied_[v] = -1;
      } else {
        const auto before = cue_.notes.size();
        note(p_pad, voices[v], level * (hit ? 1.15 : 0.9), start, release - start);
        tied_[v] = cue_.notes.size() > before ? static_cast<int>(before) : -1;
      }
    }
  if (p_pad >= 0 && character_.dissonance > 0.6 && bar % 4 == 2 && !thin && to - from >= 2) {
    const double mid = grid_.at(from + (to - from) / 2);  // a neighbour that creeps in
    note(p_pad, voices[2] + 1, level * 0.8, mid, (end - mid) * 0.8);
  }
  voices_ = voices;
  voiced_ = true;
  bass_ = bass;

  if (p_figure >= 0) write_figure(p_figure, bar, thin);
  if (p_sparkle >= 0 && !thin && bar > 0 && random_.unit() < 0.55) {
    const auto tones = tones_of(chord);
    int pitch = fit(cue_.tonic % 12 + tones[static_cast<std::size_t>(random_.below(3))], part(p_sparkle).low, part(p_sparkle).high);
    const double b = from + 0.5 * (1 + random_.below(std::max(1, 2 * (to - from) - 2)));
    note(p_sparkle, pitch, level * 0.85, grid_.at(b), 1.5);
    if (random_.unit() < 0.4) note(p_sparkle, fit(pitch + 7, part(p_sparkle).low, part(p_sparkle).high), level * 0.75, grid_.at(b + 0.5), 1.5);
  }
  if (hit) {
    const int p = p_accent >= 0 ? p_accent : p_figure >= 0 ? p_figure : p_bass;
    if (p >= 0) {
      const int pitch = fit(cue_.tonic % 12 + chord.root, part(p).low, part(p).low + 14);
      note(p, pitch, std::min(112.0, level * (thin ? 1.15 : 1.5)), start, std::min(2.0, end - start), false);
      if (p_accent < 0) note(p, fit(pitch + 12, part(p).low, part(p).high), level * 1.2, start, std::min(2.0, end - start), false);
    }
  } else if (p_accent >= 0 && !thin && phrase_end && request_.mood.arousal > 0.4) {
    for (int i = 0; i < 4; ++i)  // a short roll into the next phrase
      note(p_accent, fit(cue_.tonic % 12 + 7, part(p_accent).low, part(p_accent).high), level * (0.7 + 0.12 * i), grid_.at(to - 1 + 0.25 * i), 0.3);
  }
}

void Writer::write_final(bool resolved) {
  const double start = grid_.beats.back(), length = cue_.length.value - start;
  const bool thin = grid_.thin.back();
  const double level = character_.velocity * (0.62 + 0.3 * intensity(start)) * (thin ? 0.75 : 1);
  const Chord& chord = chords_.back();
  const int p_bass = find("bass"), p_pad = find("pad"), p_figure = find("figure"), p_lead = find("melody");
  const int bass = p_bass >= 0 ? fit(cue_.tonic % 12, part(p_bass).low, part(p_bass).low + 13) : 40;
  if (p_bass >= 0) note(p_bass, bass, level * 0.9, start, length, false);
  const auto voices = voice_chord(chord, cue_.tonic, 0, voiced_ ? &voices_ : nullptr, bass_, bass, p_pad >= 0 ? part(p_pad).low : 52, p_pad >= 0 ? part(p_pad).high : 76, thin ? 67 : 74);
  if (p_pad >= 0) for (int v : voices) note(p_pad, v, level * 0.88, start, length, false);
  if (p_figure >= 0 && !thin && character_.dissonance < 0.6)
    for (int i = 0; i < 4; ++i) {  // a slow roll upward
      const int pitch = fit(voices[static_cast<std::size_t>(i % 3)] + 12 * (i / 3), part(p_figure).low, part(p_figure).high);
      note(p_figure, pitch, level * 0.75, start + 0.09 * i, length - 0.09 * i, false);
    }
  if (p_lead >= 0 && resolved) {
    const int low = std::max(part(p_lead).low, static_cast<int>(character_.register_centre) - 8);
    note(p_lead, fit(cue_.tonic, low, std::max(part(p_lead).high, low + 11)), level * 0.95, start, length, false);
  }
  if (p_bass < 0 && p_pad < 0) note(0, cue_.tonic, level, start, length, false);
}

void Writer::swells() {
  const double end = cue_.length.value, last = grid_.beats.empty() ? 0.4 * end : grid_.beats.back();
  const int bars = static_cast<int>(grid_.bars.size());
  for (std::size_t p = 0; p < palette_.parts.size(); ++p) {
    const auto& q = palette_.parts[p];
    const bool shapes = q.sustains || q.program >= 56;
    double value = 100;
    if (shapes && bars > 1) {
      for (int b = 0; b + 1 < bars; ++b) {
        const int from = grid_.bars[static_cast<std::size_t>(b)], to = grid_.bars[static_cast<std::size_t>(b) + 1];
        for (double x = from; x < to - 0.01; x += 0.5) {
          // A hairpin over four bars, on top of the cue's arch.
          const double phrase = (b % 4 + (x - from) / (to - from)) / 4, t = grid_.at(x);
          const bool thin = grid_.thin[static_cast<std::size_t>(x)];
          value = (64 + 20 * std::sin(3.14159 * phrase) + 26 * intensity(t)) * (thin ? 0.86 : 1);
          if (b == 0 && !request_.opening) value *= 0.6 + 0.4 * (x - from + 0.5) / (to - from);
          cue_.swells.push_back({static_cast<int>(p), Seconds(std::max(0.0, t)), std::clamp(static_cast<int>(std::lround(value)), 1, 127)});
        }
      }
    } else {
      cue_.swells.push_back({static_cast<int>(p), Seconds(0), 100});
    }
    // The final chord dies away to nothing at the end.
    for (double t = last; t < end; t += 0.06) {
      const double x = (t - last) / (end - last);
      const double fade = x < 0.2 ? 1 : std::pow(std::cos(0.5 * 3.14159265 * (x - 0.2) / 0.8), 0.8);
      cue_.swells.push_back({static_cast<int>(p), Seconds(t), std::clamp(static_cast<int>(std::lround(value * fade)), 0, 127)});
    }
  }
}

void Writer::finish() {
  for (auto& n : cue_.notes)
    if (n.start.value + n.length.value > cue_.length.value) n.length = cue_.length - n.start;
  std::erase_if(cue_.notes, [](const Note& n) { return n.length.value <= 0; });
  std::stable_sort(cue_.notes.begin(), cue_.notes.end(), [](const Note& a, const Note& b) { return a.start < b.start; });
  std::stable_sort(cue_.swells.begin(), cue_.swells.end(), [](const Swell& a, const Swell& b) { return a.at < b.at; });
}

Cue Writer::write_long() {
  double unit = 0;
  for (double b : request_.theme.beats) unit += b;
  grid_ = lay_grid(request_, character_, unit == 6 ? 3 : 4);
  const auto& progression = choose_progression(request_.mood, is_bright(cue_.mode), random_);
  const auto tune = plan_tune(request_, grid_, random_);
  chords_ = harmonise(request_, character_, grid_, tune, progression);
  cue_.tempo = grid_.tempo;
  for (double t : grid_.beats) cue_.beats.push_back(Seconds(t));
  cue_.bars = grid_.bars;
  write_tune(tune);
  for (std::size_t bar = 0; bar + 1 < grid_.bars.size(); ++bar) write_bar(bar);
  write_final(!tune.empty() && !grid_.thin.back());
  swells();
  finish();
  static constexpr const char* kModes[] = {"major", "dorian", "phrygian", "lydian", "mixolydian", "minor"};
  cue_.why = fmt::format("feeling {:.2f}, energy {:.2f}, tension {:.2f}: {} at {:.0f} beats a minute, {}; harmony \"{}\"{}; {} uses of the theme; {} of {} hits on a downbeat, pace changes at most {:.1f} %",
                         request_.mood.valence, request_.mood.arousal, request_.mood.tension, kModes[cue_.mode], cue_.tempo, palette_.name, progression.name,
                         progression.formula.empty() ? "" : " (" + progression.formula + ")", cue_.theme_uses.size(), grid_.hit_beats.size(), request_.hits.size(), 100 * grid_.worst_change);
  return cue_;
}

Cue Writer::write_short() {
  const double length = cue_.length.value;
  const int p_bass = find("bass"), p_pad = find("pad"), p_lead = find("melody");
  const Chord home{0, is_bright(cue_.mode) ? 'M' : 'm'};
  Chord first = home;
  if (length > 3) {
    const auto& progression = choose_progression(request_.mood, is_bright(cue_.mode), random_);
    first = progression.chords.size() > 1 ? progression.chords[1] : home;
  }
  const double turn = length > 3 ? 0.42 * length : 0;
  const double level = character_.velocity * 0.8;
  for (int i = length > 3 ? 0 : 1; i < 2; ++i) {
    const Chord& chord = i == 0 ? first : home;
    const double start = i == 0 ? 0 : turn, end = i == 0 ? turn + 0.05 : length;
    const int bass = p_bass >= 0 ? fit(cue_.tonic % 12 + chord.root, part(p_bass).low, part(p_bass).high) : 40;
    if (p_bass >= 0) note(p_bass, bass, level * 0.9, start, end - start, false);
    const auto voices = voice_chord(chord, cue_.tonic, 0, voiced_ ? &voices_ : nullptr, bass_, bass, p_pad >= 0 ? part(p_pad).low : 52, p_pad >= 0 ? part(p_pad).high : 76, 74);
    if (p_pad >= 0) for (int v : voices) note(p_pad, v, level, start, end - start, false);
    if (p_bass < 0 && p_pad < 0) note(0, cue_.tonic, level, start, end - start, false);
    voices_ = voices;
    voiced_ = true;
    bass_ = bass;
  }
  bool talk = false;
  for (const auto& s : request_.speech) talk = talk || (s.first.value < length && s.second.value > 0);
  if (p_lead >= 0 && !talk && length > 2.5 && request_.theme.degrees.size() >= 3) {
    double mean = 0;
    for (std::size_t i = 0; i < 3; ++i) mean += pitch_of(cue_.tonic, cue_.mode, request_.theme.degrees[i]) / 3.0;
    const double centre = std::clamp(character_.register_centre, part(p_lead).low + 5.0, part(p_lead).high - 5.0);
    const int octave = 12 * static_cast<int>(std::lround((centre - mean) / 12));
    double at = 0.12 * length;
    for (std::size_t i = 0; i < 3; ++i) {
      const double beat = 0.5 * length / 3;
      note(p_lead, pitch_of(cue_.tonic, cue_.mode, request_.theme.degrees[i]) + octave, level, at, i == 2 ? length - at : beat * 1.1, false);
      at += beat;
    }
    cue_.theme_uses.push_back({p_lead, Seconds(0.12 * length), cue_.length, "first notes"});
  }
  for (std::size_t p = 0; p < palette_.parts.size(); ++p)
    for (double t = 0; t < length; t += 0.06) {
      const double x = t / length, rise = std::min(1.0, x / 0.35), fall = x < 0.5 ? 1 : std::cos(3.14159265 * (x - 0.5));
      cue_.swells.push_back({static_cast<int>(p), Seconds(t), std::clamp(static_cast<int>((40 + 60 * rise) * std::pow(std::max(0.0, fall), 0.8)), 0, 127)});
    }
  finish();
  cue_.why = fmt::format("too short for a phrase ({:.1f} s): a swell of {}", length, palette_.name);
  return cue_;
}

}  // namespace

Cue compose_cue(const CueRequest& request) {
  if (!(request.length.value > 0.05)) {
    Cue cue;
    cue.scene = request.scene;
    cue.length = Seconds(0);
    cue.why = "no time for music";
    return cue;
  }
  CueRequest bounded = request;
  bounded.length = Seconds(std::min(request.length.value, kLongest));
  const auto tame = [](double x, double low) { return std::isfinite(x) ? std::clamp(x, low, 1.0) : 0.0; };
  bounded.mood.valence = tame(request.mood.valence, -1);
  bounded.mood.arousal = tame(request.mood.arousal, -1);
  bounded.mood.tension = tame(request.mood.tension, 0);
  std::erase_if(bounded.speech, [](const auto& s) { return !std::isfinite(s.first.value) || !std::isfinite(s.second.value); });
  std::erase_if(bounded.hits, [](Seconds h) { return !std::isfinite(h.value); });
  const std::size_t count = std::min(bounded.theme.degrees.size(), bounded.theme.beats.size());
  bounded.theme.degrees.resize(std::min<std::size_t>(count, 16));
  bounded.theme.beats.resize(bounded.theme.degrees.size());
  for (auto& d : bounded.theme.degrees) d = std::clamp(d, -14, 21);
  for (auto& b : bounded.theme.beats) b = std::isfinite(b) ? std::clamp(b, 0.25, 4.0) : 1.0;
  const Character character = character_of(bounded.mood);
  Writer writer(bounded, choose_palette(bounded.mood), character);
  return bounded.length.value < kShortCue ? writer.write_short() : writer.write_long();
}

}  // namespace auteur::music
