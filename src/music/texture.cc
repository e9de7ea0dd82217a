// The ensemble, bar by bar: bass, inner voices, figures, accents.
#include "writer.h"

namespace auteur::music {

Writer::Layers Writer::layers(std::size_t bar, bool thin) const {
  // Phrases of four bars in a seeded order; the first and the last bring everybody in and out step by step.
  const double level = intensity(grid_.at(grid_.bars[bar])) + 0.25 * request_.steering.density;
  const std::size_t phrase = bar / 4;
  const auto draw = static_cast<int>(mix(request_.seed, seed_of(request_.scene), phrase) % 4);
  Layers l;
  if (grid_.bars.size() > 9) {
    if (level < 0.62) l = {draw != 1, draw != 0, draw == 1 || draw == 2, draw == 3};
    else if (level < 0.8) l = {true, true, draw != 0, draw != 1};
  }
  if (thin) l.sparkle = false;
  if (request_.steering.density < -0.4) l.sparkle = false, l.figure = l.figure && draw % 2 == 0;
  if (!l.pad && !l.figure) l.pad = true;
  return l;
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
  const Layers layer = layers(bar, thin);
  const bool bass_waits = !layer.bass || (bar < 2 && !request_.flows_in && cue_.length.value > 30 && !request_.opening && character_.velocity < 74);
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
  if (p_pad >= 0 && !layer.pad) tied_ = {-1, -1, -1};
  if (p_pad >= 0 && layer.pad)
    for (std::size_t v = 0; v < 3; ++v) {
      const bool drop = v == 2 && (thin || request_.steering.density < -0.3);
      const bool may_tie = bar % 4 != 0 && !hit && tied_[v] >= 0 && voiced_ && voices_[v] == voices[v] && !drop;
      const double release = phrase_end && request_.mood.arousal < 0.4 ? end - 0.2 * (end - start) / (to - from) : end + 0.04;
      if (may_tie) {
        auto& held = cue_.notes[static_cast<std::size_t>(tied_[v])];
        held.length = Seconds(release) - held.start;
      } else if (drop) {
        tied_[v] = -1;
      } else {
        const auto before = cue_.notes.size();
        // Players of a section do not begin as one, and slow bows begin before the beat.
        const double early = part(p_pad).program == 49 || part(p_pad).program == 44 ? 0.07 : 0.02;
        const double loud = level * (hit ? 1.15 : 0.84 + 0.06 * static_cast<double>(v)), from_time = std::max(0.0, start - early + 0.014 * static_cast<double>(v));
        if (v == 1 + bar % 2 && !thin && !hit && to - from >= 3 && random_.unit() < 0.6) {
          // An inner voice goes on to another tone of the chord: held chords alone sound like an organ.
          int other = voices[v];
          for (const int d : {-2, 2, -3, 3, -4, 4, -5, 5}) {
            const auto tones = tones_of(chord);
            const int p = voices[v] + d;
            if (p < pad_low || p > ceiling || p == voices[0] || (v == 2 && p <= voices[1]) || (v == 1 && p >= voices[2])) continue;
            if (std::find(tones.begin(), tones.end(), (((p - cue_.tonic) % 12) + 12) % 12) != tones.end()) { other = p; break; }
          }
          const double turn = grid_.at(from + (to - from + 1) / 2);
          note(p_pad, voices[v], loud, from_time, turn - from_time + 0.04);
          note(p_pad, other, loud * 0.94, turn, release - turn);
          tied_[v] = -1;
          continue;
        }
        note(p_pad, voices[v], loud, from_time, release - start + early);
        tied_[v] = cue_.notes.size() > before ? static_cast<int>(before) : -1;
      }
    }
  if (p_pad >= 0 && layer.pad && character_.dissonance > 0.6 && bar % 4 == 2 && !thin && to - from >= 2) {
    const double mid = grid_.at(from + (to - from) / 2);  // a neighbour that creeps in
    note(p_pad, voices[2] + 1, level * 0.8, mid, (end - mid) * 0.8);
  }
  voices_ = voices;
  voiced_ = true;
  bass_ = bass;

  if (p_figure >= 0 && layer.figure) write_figure(p_figure, bar, thin);
  if (p_sparkle >= 0 && layer.sparkle && !thin && bar > 0 && random_.unit() < 0.55) {
    const auto tones = tones_of(chord);
    int pitch = fit(cue_.tonic % 12 + tones[static_cast<std::size_t>(random_.below(3))], part(p_sparkle).low, part(p_sparkle).high);
    const double b = from + 0.5 * (1 + random_.below(std::max(1, 2 * (to - from) - 2)));
    note(p_sparkle, pitch, level * 0.85, grid_.at(b), 1.5);
    if (random_.unit() < 0.4) note(p_sparkle, fit(pitch + 7, part(p_sparkle).low, part(p_sparkle).high), level * 0.75, grid_.at(b + 0.5), 1.5);
  }
  if (hit) {
    // As hard as what is seen: a slammed door, or somebody who sits down.
    double weight = 0.5;
    for (std::size_t h = 0; h < grid_.hits.size(); ++h) if (grid_.hit_beats[h] == from) weight = std::clamp(grid_.hits[h].weight, 0.0, 1.0);
    const int p = p_accent >= 0 ? p_accent : p_figure >= 0 ? p_figure : p_bass;
    if (p >= 0) {
      const int pitch = fit(cue_.tonic % 12 + chord.root, part(p).low, part(p).low + 14);
      note(p, pitch, std::min(112.0, level * (thin ? 0.9 + 0.3 * weight : 1.05 + 0.6 * weight)), start, std::min(2.0, end - start), false);
      if (p_accent < 0 && weight > 0.4) note(p, fit(pitch + 12, part(p).low, part(p).high), level * 1.2, start, std::min(2.0, end - start), false);
    }
  } else if (p_accent >= 0 && !thin && phrase_end && request_.mood.arousal > 0.4) {
    for (int i = 0; i < 4; ++i)  // a short roll into the next phrase
      note(p_accent, fit(cue_.tonic % 12 + 7, part(p_accent).low, part(p_accent).high), level * (0.7 + 0.12 * i), grid_.at(to - 1 + 0.25 * i), 0.3);
  }
}

}  // namespace auteur::music
