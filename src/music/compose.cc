// The writing: tune, inner voices, bass, figures and accents become notes with touch and breath.
#include <fmt/format.h>

#include "writer.h"

namespace auteur::music {
namespace {

constexpr double kHumanTime = 0.008;  // seconds either side
constexpr double kShortCue = 6;       // below this a cue is a swell
constexpr double kLongest = 3 * 3600;
constexpr double kSilentDb = -40;

}  // namespace

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
  struct Taken { int part; double from, to; };
  std::vector<Taken> taken;
  for (const auto& s : tune) {
    int p = s.wish >= 0 ? voice_of(request_.wishes[static_cast<std::size_t>(s.wish)].voice) : s.answer_voice ? second : lead;
    // One instrument says one thing at a time.
    const auto busy = [&](int part_index) { return std::any_of(taken.begin(), taken.end(), [&](const auto& t) { return t.part == part_index && t.from < s.start + s.length && s.start < t.to; }); };
    for (std::size_t i = 0; i < palette_.parts.size() && busy(p); ++i)
      if (sings(palette_.parts[i]) && !busy(static_cast<int>(i))) p = static_cast<int>(i);
    if (busy(p)) continue;
    taken.push_back({p, s.start, s.start + s.length});
    if (p < 0 || s.notes.empty()) continue;
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
      cue_.theme_uses.push_back({p, Seconds(grid_.at(s.start)), Seconds(grid_.at(s.start + s.length)), s.how, s.wish >= 0 ? request_.wishes[static_cast<std::size_t>(s.wish)].owner : std::string()});
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
  if (p_figure >= 0 && !thin && character_.dissonance < 0.6 && !request_.flows_out)
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
    std::vector<const ThemeUse*> uses;
    for (const auto& u : cue_.theme_uses) if (u.part == static_cast<int>(p)) uses.push_back(&u);
    double value = 100;
    if (shapes && bars > 1) {
      for (int b = 0; b + 1 < bars; ++b) {
        const int from = grid_.bars[static_cast<std::size_t>(b)], to = grid_.bars[static_cast<std::size_t>(b) + 1];
        for (double x = from; x < to - 0.01; x += 0.25) {
          // A tune swells to its middle and lets go; the others make a hairpin over four bars, not all in the same place.
          const double t = grid_.at(x), shifted = (b % 4 + (x - from) / (to - from)) / 4 + 0.06 * static_cast<double>(p % 3);
          double hairpin = std::sin(3.14159265 * std::min(1.0, shifted));
          for (const auto* u : uses)
            if (t >= u->start.value && t < u->end.value) hairpin = 1.15 * std::sin(3.14159265 * std::pow((t - u->start.value) / (u->end - u->start).value, 0.8));
          const bool thin = grid_.thin[static_cast<std::size_t>(x)];
          value = (54 + 22 * hairpin + 44 * (intensity(t) - 0.4) / 0.6) * (thin ? 0.88 : 1);
          if (b == 0 && !request_.opening && !request_.flows_in) value *= 0.5 + 0.5 * (x - from + 0.25) / (to - from);
          cue_.swells.push_back({static_cast<int>(p), Seconds(std::max(0.0, t)), std::clamp(static_cast<int>(std::lround(value)), 1, 127)});
        }
      }
    } else {
      cue_.swells.push_back({static_cast<int>(p), Seconds(0), 100});
    }
    if (request_.flows_out) continue;  // it is held over
    // The final chord dies away to nothing at the end.
    for (double t = last; t < end; t += 0.06) {
      const double x = (t - last) / (end - last);
      const double fade = x < 0.2 ? 1 : std::pow(std::cos(0.5 * 3.14159265 * (x - 0.2) / 0.8), 0.8);
      cue_.swells.push_back({static_cast<int>(p), Seconds(t), std::clamp(static_cast<int>(std::lround(value * fade)), 0, 127)});
    }
  }
}

// What somebody asked of whole families: quieter, louder, or not at all.
void Writer::balance() {
  for (auto& part : cue_.parts) {
    double db = request_.steering.level_db;
    const auto family = request_.steering.family_db.find(families()[static_cast<std::size_t>(family_of(part.program))]);
    if (family != request_.steering.family_db.end()) db += family->second;
    part.level_db = std::clamp(part.level_db + db, -90.0, 8.0);
  }
  std::erase_if(cue_.notes, [&](const Note& n) { return cue_.parts[static_cast<std::size_t>(n.part)].level_db <= kSilentDb; });
  std::erase_if(cue_.theme_uses, [&](const ThemeUse& u) { return cue_.parts[static_cast<std::size_t>(u.part)].level_db <= kSilentDb; });
}

void Writer::finish() {
  balance();
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
  const auto tune = plan_tune(request_, grid_, cue_.mode, random_);
  chords_ = harmonise(request_, character_, grid_, tune, progression);
  cue_.tempo = grid_.tempo;
  for (double t : grid_.beats) cue_.beats.push_back(Seconds(t));
  cue_.bars = grid_.bars;
  cue_.metre = grid_.metre;
  cue_.hits = grid_.hits;
  cue_.missed = grid_.missed;
  cue_.chords = chords_;
  cue_.worst_change = grid_.worst_change;
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
  const ThemeWish* wish = request_.wishes.empty() ? nullptr : &request_.wishes.front();
  const Theme& theme = wish != nullptr ? wish->theme : request_.theme;
  const int lead = wish != nullptr ? voice_of(wish->voice) : p_lead;
  const bool time = length > (talk ? 3.5 : 2.5);
  if (lead >= 0 && (wish != nullptr || !talk) && time && theme.degrees.size() >= 3) {
    // As many of its first notes as there is time for, at a pace at which they can be sung.
    std::size_t count = std::min<std::size_t>(theme.degrees.size(), 1 + (3 * (theme.degrees.size() - 1) + 4) / 5);
    double beats = 0;
    for (std::size_t i = 0; i < count; ++i) beats += theme.beats[i];
    const double from = 0.08 * length, beat = std::min(60 / character_.tempo, 0.72 * length / beats);
    if (beat < 0.22) count = 3;
    double mean = 0, at = from;
    for (std::size_t i = 0; i < count; ++i) mean += pitch_of(cue_.tonic, cue_.mode, theme.degrees[i]) / static_cast<double>(count);
    const double centre = std::clamp(character_.register_centre - (talk ? 5 : 0), part(lead).low + 5.0, part(lead).high - 5.0);
    const int octave = 12 * static_cast<int>(std::lround((centre - mean) / 12));
    for (std::size_t i = 0; i < count; ++i) {
      const double step = beat * theme.beats[i];
      note(lead, pitch_of(cue_.tonic, cue_.mode, theme.degrees[i]) + octave, level * (talk ? 0.7 : 1), at, i + 1 == count ? length - at : step * 1.03, false);
      at += step;
    }
    cue_.theme_uses.push_back({lead, Seconds(from), cue_.length, talk ? "first notes, under the talk" : "first notes", wish != nullptr ? wish->owner : std::string()});
  }
  for (std::size_t p = 0; p < palette_.parts.size(); ++p)
    for (double t = 0; t < length; t += 0.06) {
      const double x = t / length, rise = request_.flows_in ? 1 : std::min(1.0, x / 0.35), fall = x < 0.5 || request_.flows_out ? 1 : std::cos(3.14159265 * (x - 0.5));
      cue_.swells.push_back({static_cast<int>(p), Seconds(t), std::clamp(static_cast<int>((40 + 60 * rise) * std::pow(std::max(0.0, fall), 0.8)), 0, 127)});
    }
  finish();
  cue_.why = fmt::format("too short for a phrase ({:.1f} s): a swell of {}", length, palette_.name);
  return cue_;
}

namespace {

// A role whose family is not to play goes to another one: the tune of an ensemble without strings is a clarinet's.
void take_out_silent(Palette& palette, const Steering& asked) {
  const auto silent = [&](int program) {
    const auto f = asked.family_db.find(families()[static_cast<std::size_t>(family_of(program))]);
    return f != asked.family_db.end() && f->second <= kSilentDb;
  };
  struct Stand { const char* name; int program; double level; bool sustains; };
  static constexpr Stand kStands[] = {{"clarinets", 71, -9, true}, {"piano", 0, 4, false}, {"horns", 60, -6, true}, {"strings", 49, -5, true}};
  for (auto& p : palette.parts) {
    if (!silent(p.program)) continue;
    for (const auto& s : kStands) {
      if (silent(s.program) || (p.sustains && !s.sustains && p.role == "pad")) continue;
      p.name = s.name, p.program = s.program, p.level = s.level, p.sustains = s.sustains;
      break;
    }
  }
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
  std::erase_if(bounded.hits, [](const HitPoint& h) { return !std::isfinite(h.at.value); });
  const std::size_t count = std::min(bounded.theme.degrees.size(), bounded.theme.beats.size());
  bounded.theme.degrees.resize(std::min<std::size_t>(count, 16));
  bounded.theme.beats.resize(bounded.theme.degrees.size());
  for (auto& d : bounded.theme.degrees) d = std::clamp(d, -14, 21);
  for (auto& b : bounded.theme.beats) b = std::isfinite(b) ? std::clamp(b, 0.25, 4.0) : 1.0;
  for (auto& wish : bounded.wishes) {
    wish.theme.degrees.resize(std::min({wish.theme.degrees.size(), wish.theme.beats.size(), std::size_t{16}}));
    wish.theme.beats.resize(wish.theme.degrees.size());
    for (auto& d : wish.theme.degrees) d = std::clamp(d, -14, 21);
    for (auto& b : wish.theme.beats) b = std::isfinite(b) ? std::clamp(b, 0.25, 4.0) : 1.0;
    if (!std::isfinite(wish.at.value)) wish.at = Seconds(-1);
  }
  const Steering& asked = bounded.steering;
  bounded.mood.valence = std::clamp(bounded.mood.valence + asked.feeling, -1.0, 1.0);
  bounded.mood.arousal = std::clamp(bounded.mood.arousal + asked.energy, -1.0, 1.0);
  bounded.mood.tension = std::clamp(bounded.mood.tension + asked.tension, 0.0, 1.0);
  Character character = character_of(bounded.mood);
  character.tempo = std::clamp(character.tempo * (1 + asked.tempo), 44.0, 152.0);
  character.register_centre += std::clamp(asked.pitch, -12.0, 12.0);
  character.articulation = std::clamp(character.articulation + 0.2 * asked.length, 0.4, 1.0);
  Palette palette = choose_palette(bounded.mood, bounded.setting);
  take_out_silent(palette, asked);
  Writer writer(bounded, palette, character);
  return bounded.length.value < kShortCue ? writer.write_short() : writer.write_long();
}

}  // namespace auteur::music
