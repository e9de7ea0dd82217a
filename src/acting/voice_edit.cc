#include "voice_edit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "auteur/base/random.h"

namespace auteur::acting {
namespace {

constexpr double kLnPerDb = 0.11512925464970229;
constexpr double kSemitonesPerLog = 17.312340490667562;

// How much of a change of pace each class of phone takes: people stretch vowels and pauses, hardly ever stops.
double elasticity(PhoneClass c) {
  switch (c) {
    case PhoneClass::kVowel: return 1.0;
    case PhoneClass::kLiquid: return 0.85;
    case PhoneClass::kNasal: return 0.8;
    case PhoneClass::kFricative: return 0.75;
    case PhoneClass::kStop: return 0.55;
    case PhoneClass::kPause: return 0;
  }
  return 1;
}

// One phone of the line on its way from the speaker's timing to ours.
struct Piece {
  std::string phone;
  int sentence = 0, begin = 0, end = 0;  // frames in the sentence's track
  int length = 1;                        // frames wanted
  int token = -1;                        // in the sentence; silence: the token before it
  int syllable = -1;
  double stress = 0;
  int at = 0;                            // first frame in the line
};

struct Line {
  std::vector<VoiceTrack> tracks;
  std::vector<std::vector<Piece>> sentences;
};

std::string sentence_text(const Sentence& sentence) {
  std::string text;
  for (const auto& t : sentence.tokens) {
    if (!text.empty()) text += ' ';
    text += t.say;
    if (t.mark) text += t.mark;
  }
  if (!sentence.tokens.back().mark || sentence.tokens.back().mark == ',') text += '.';
  return text;
}

double finite(double v, double otherwise) { return std::isfinite(v) ? v : otherwise; }

double stress_of(const VoiceSegment& s, const Token& token) {
  double stress = s.stressed ? (s.accented ? 0.75 : 0.5) : 0.2;
  if (token.emphasis > 0 && s.stressed) stress = 1;
  return stress;
}

int frames_of(double seconds) { return std::max(1, static_cast<int>(std::lround(seconds / kFrameSeconds))); }

class Timing {
 public:
  Timing(const Direction& d, const std::vector<Local>& locals, double slow, double lead, Random& random) : direction_(d), locals_(locals), slow_(slow), lead_(lead), random_(random) {}

  std::vector<Piece> lay_out(const VoiceTrack& track, const Sentence& sentence, int index, bool first, bool last) {
    std::vector<Piece> pieces;
    const int token_count = static_cast<int>(sentence.tokens.size());
    int token = -1;
    for (std::size_t i = 0; i < track.segments.size(); ++i) {
      const auto& s = track.segments[i];
      const bool silence = s.phone == "pau";
      if (!silence && s.token >= 0) {
        const int now = std::min(s.token, token_count - 1);
        if (now != token && token >= 0 && !pieces.empty() && pieces.back().phone != "pau" && wants_silence(sentence.tokens[static_cast<std::size_t>(token)]))
          pieces.push_back(silence_piece(index, token, sentence));
        token = now;
      }
      Piece p{s.phone, index, s.begin, s.end, 1, token, s.syllable, 0, 0};
      if (!silence && token >= 0) p.stress = stress_of(s, sentence.tokens[static_cast<std::size_t>(token)]);
      pieces.push_back(std::move(p));
    }
    set_lengths(pieces, sentence);
    // Flite puts silence around each sentence; we want exactly one pause between sentences and known padding outside.
    if (pieces.front().phone == "pau") { if (first) pieces.front().length = frames_of(kPadBefore + lead_); else pieces.erase(pieces.begin()); }
    if (!pieces.empty() && pieces.back().phone == "pau") pieces.back().length = last ? frames_of(kPadAfter + sentence.tokens.back().exact_pause) : frames_of(pause_after(sentence, token_count - 1));
    return pieces;
  }

 private:
  static bool wants_silence(const Token& token) { return token.pause > 0.1 || token.exact_pause > 0; }

  double pause_after(const Sentence& sentence, int token) {
    if (token >= 0 && sentence.tokens[static_cast<std::size_t>(token)].exact_pause > 0) return sentence.tokens[static_cast<std::size_t>(token)].exact_pause;
    const double wish = token >= 0 ? sentence.tokens[static_cast<std::size_t>(token)].pause : 0;
    return std::clamp(std::max(wish, 0.07) * direction_.pauses * std::pow(slow_, 0.7) * (1 + 0.12 * (random_.unit() - 0.5)), 0.04, 2.5);
  }

  Piece silence_piece(int sentence, int token, const Sentence& s) {
    Piece p{"pau", sentence, 0, 4, 1, token, -1, 0, 0};
    p.length = frames_of(pause_after(s, token));
    return p;
  }

  void set_lengths(std::vector<Piece>& pieces, const Sentence& sentence) {
    // Each stretch between two marks gets its own pace, and keeps it exactly.
    std::map<int, std::pair<double, double>> frames;  // all, and the elastic part of them
    const auto local_of = [&](const Piece& p) { return p.token >= 0 ? sentence.tokens[static_cast<std::size_t>(p.token)].local : 0; };
    for (const auto& p : pieces) {
      if (p.phone == "pau") continue;
      auto& [all, elastic] = frames[local_of(p)];
      all += p.end - p.begin;
      elastic += (p.end - p.begin) * elasticity(class_of(p.phone));
    }
    const auto stretch = [&](const Piece& p) {
      const auto& [all, elastic] = frames[local_of(p)];
      const double slow = slow_ / locals_[static_cast<std::size_t>(local_of(p))].pace;
      return elastic > 0 ? (slow - 1) * all / elastic : 0;
    };
    const int last_token = static_cast<int>(sentence.tokens.size()) - 1;
    double owed = 0;  // rounding is carried on, so the sentence has exactly the length asked for
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      auto& p = pieces[i];
      if (p.phone == "pau") {
        if (i > 0 && i + 1 < pieces.size() && p.length <= 1) p.length = frames_of(pause_after(sentence, p.token));
        continue;
      }
      const PhoneClass c = class_of(p.phone);
      double factor = std::clamp(1 + stretch(p) * elasticity(c), 0.35, 3.0);
      if (p.token >= 0) {
        const Token& token = sentence.tokens[static_cast<std::size_t>(p.token)];
        if (token.emphasis > 0) factor *= c == PhoneClass::kVowel ? 1 + 0.25 * token.emphasis : 1 + 0.08 * token.emphasis;
        if (token.stretch > 1 && c == PhoneClass::kVowel) factor *= token.stretch;
        if (sentence.tune == Tune::kTrailing && p.token >= last_token - 1) factor *= c == PhoneClass::kVowel ? 1.3 : 1.1;
        if (sentence.tune == Tune::kInterrupted && p.token == last_token && c == PhoneClass::kVowel) factor *= 0.75;
      }
      const double wanted = (p.end - p.begin) * factor + owed;
      p.length = std::max(c == PhoneClass::kStop || c == PhoneClass::kNasal ? 4 : 2, static_cast<int>(std::lround(wanted)));
      owed = std::clamp(wanted - p.length, -3.0, 3.0);
    }
  }

  const Direction& direction_;
  const std::vector<Local>& locals_;
  double slow_, lead_;
  Random& random_;
};

// Offsets over the whole line, one per frame.
struct Contours { std::vector<double> semitones, decibels; };

// What the marks ask, frame by frame; changes take 40 ms so that nothing jumps, whispers begin and end at once.
std::vector<Local> local_frames(const Line& line, const SpokenText& text, int frames) {
  std::vector<Local> raw(static_cast<std::size_t>(frames));
  if (text.locals.size() < 2) return raw;
  int now = 0;
  for (std::size_t s = 0; s < line.sentences.size(); ++s)
    for (const auto& p : line.sentences[s]) {
      if (p.token >= 0) now = text.sentences[s].tokens[static_cast<std::size_t>(p.token)].local;
      for (int f = p.at; f < p.at + p.length; ++f) raw[static_cast<std::size_t>(f)] = text.locals[static_cast<std::size_t>(now)];
    }
  constexpr int kReach = 4;
  std::vector<Local> out = raw;
  for (int f = 0; f < frames; ++f) {
    Local sum{0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    const int from = std::max(0, f - kReach), to = std::min(frames - 1, f + kReach);
    const double w = 1.0 / (to - from + 1);
    for (int i = from; i <= to; ++i) {
      const Local& r = raw[static_cast<std::size_t>(i)];
      sum.pitch += w * r.pitch; sum.range += w * r.range; sum.energy += w * r.energy; sum.tilt += w * r.tilt;
      sum.breath += w * r.breath; sum.tremor += w * r.tremor; sum.laugh += w * r.laugh; sum.rasp += w * r.rasp;
    }
    sum.whisper = raw[static_cast<std::size_t>(f)].whisper;
    sum.pace = raw[static_cast<std::size_t>(f)].pace;
    out[static_cast<std::size_t>(f)] = sum;
  }
  return out;
}

double bump(double x) { return x <= 0 || x >= 1 ? 0 : 0.5 - 0.5 * std::cos(2 * 3.14159265358979 * x); }

void shape_emphasis(const std::vector<Piece>& pieces, const Sentence& sentence, Contours& c) {
  int last_stressed = -1, stressed = 0;
  for (std::size_t t = 0; t < sentence.tokens.size(); ++t)
    if (sentence.tokens[t].emphasis > 0) last_stressed = static_cast<int>(t), ++stressed;
  if (stressed * 2 > static_cast<int>(sentence.tokens.size())) last_stressed = -1;
  for (std::size_t i = 0; i < pieces.size();) {
    std::size_t j = i;
    while (j < pieces.size() && pieces[j].token == pieces[i].token && pieces[j].phone != "pau") ++j;
    if (j == i) { ++i; continue; }
    const int token = pieces[i].token;
    const double emphasis = token >= 0 ? sentence.tokens[static_cast<std::size_t>(token)].emphasis : 0;
    // What follows the last stressed word is known already: it is said lower, flatter and softer.
    if (emphasis == 0 && last_stressed >= 0 && token > last_stressed)
      for (int f = pieces[i].at; f < pieces[j - 1].at + pieces[j - 1].length; ++f) {
        c.semitones[static_cast<std::size_t>(f)] -= 1.2;
        c.decibels[static_cast<std::size_t>(f)] -= 1.5;
      }
    if (emphasis > 0) {
      const int from = pieces[i].at - 6, to = pieces[j - 1].at + pieces[j - 1].length + 6;
      for (int f = std::max(from, 0); f < std::min(to, static_cast<int>(c.semitones.size())); ++f) {
        const double x = bump(static_cast<double>(f - from) / (to - from));
        c.semitones[static_cast<std::size_t>(f)] += 3.2 * emphasis * x;
        c.decibels[static_cast<std::size_t>(f)] += 2.5 * emphasis * x;
      }
    }
    i = j;
  }
}

// `range`: of the whole melody; a flat voice that asks still rises.
void shape_tune(const std::vector<Piece>& pieces, Tune tune, double range, Contours& c) {
  if (pieces.empty()) return;
  const int begin = pieces.front().at;
  int end = begin;
  for (const auto& p : pieces) if (p.phone != "pau") end = p.at + p.length;
  int turn = begin + (end - begin) * 2 / 3;
  for (const auto& p : pieces) if (p.stress >= 0.5 && class_of(p.phone) == PhoneClass::kVowel) turn = p.at;
  const double span = std::max(1, end - turn), all = std::max(1, end - begin);
  for (int f = begin; f < end; ++f) {
    const auto i = static_cast<std::size_t>(f);
    const double x = std::max(0.0, (f - turn) / span), y = (f - begin) / all;
    switch (tune) {
      case Tune::kYesNoQuestion: c.semitones[i] += 0.8 + 9.0 * std::pow(x, 1.1); break;
      case Tune::kWhQuestion: c.semitones[i] += 1.5 * (1 - y) + 1.2 * x; break;
      case Tune::kExclamation: c.semitones[i] += 1.0; c.decibels[i] += 1.2; break;
      case Tune::kTrailing: c.semitones[i] -= 0.8 * y; c.decibels[i] -= 5 * std::max(0.0, y - 0.55) / 0.45; break;
      case Tune::kInterrupted: c.semitones[i] += 0.8 * y; break;
      case Tune::kStatement: c.semitones[i] -= 0.6 * range * x; break;
    }
  }
}

struct Wear { double tremor, rasp; };  // of the speaker, whatever the line

void shape_life(const Line& line, const Direction& d, const Wear& age, double range, const std::vector<Local>& local, Random& random, Contours& c) {
  const std::size_t n = c.semitones.size();
  const double drift_phase = random.unit() * 6.28, tremor_phase = random.unit() * 6.28, laugh_phase = random.unit() * 6.28;
  for (std::size_t f = 0; f < n; ++f) {
    const double t = static_cast<double>(f) * kFrameSeconds;
    c.semitones[f] += range * (0.22 * std::sin(4.1 * t + drift_phase) + 0.12 * std::sin(9.7 * t + 2 * drift_phase));
    const double wave = std::sin(2 * 3.14159265 * 5.6 * t + tremor_phase);
    const double tremor = std::min(1.0, d.tremor + age.tremor + local[f].tremor), rasp = std::min(1.0, d.rasp + age.rasp + local[f].rasp);
    c.semitones[f] += 0.75 * tremor * wave + local[f].pitch;
    c.decibels[f] += 1.6 * tremor * wave + local[f].energy;
    if (rasp > 0) {  // folds that beat unevenly: pitch jitters, every other pulse or so is weaker
      c.semitones[f] += rasp * 0.5 * (random.unit() - 0.5);
      c.decibels[f] += rasp * (1.6 * (f % 2 == 0 ? 1 : -1) + 1.2 * (random.unit() - 0.5));
    }
  }
  if (d.laugh > 0 || std::any_of(local.begin(), local.end(), [](const Local& l) { return l.laugh > 0; }))  // voiced vowels pulse at the rate of laughter
    for (const auto& pieces : line.sentences)
      for (const auto& p : pieces)
        if (class_of(p.phone) == PhoneClass::kVowel)
          for (int f = p.at; f < p.at + p.length && f < static_cast<int>(n); ++f) {
            const double pulse = 0.5 - 0.5 * std::cos(2 * 3.14159265 * 5.0 * f * kFrameSeconds + laugh_phase);
            const double laugh = std::min(1.0, d.laugh + local[static_cast<std::size_t>(f)].laugh);
            c.decibels[static_cast<std::size_t>(f)] -= 6 * laugh * pulse;
            c.semitones[static_cast<std::size_t>(f)] += 1.5 * laugh * (1 - pulse);
          }
}

// A mel-cepstrum as another throat would give it: the frequency axis bent by an all-pass (Oppenheim and Johnson 1972).
// `shift` counts as flite_render's alpha does.
std::array<float, kMaxCepstra> warped(const std::array<float, kMaxCepstra>& c, double shift) {
  if (shift == 0) return c;
  constexpr double kAlpha = 0.42;
  const double a = -shift / (1 - kAlpha * (kAlpha + shift)), b = 1 - a * a;
  std::array<double, kMaxCepstra> g{}, before{};
  for (std::size_t i = kMaxCepstra; i-- > 0;) {
    before = g;
    g[0] = static_cast<double>(c[i]) + a * before[0];
    g[1] = b * before[0] + a * before[1];
    for (std::size_t j = 2; j < kMaxCepstra; ++j) g[j] = before[j - 1] + a * (before[j] - g[j - 1]);
  }
  std::array<float, kMaxCepstra> out{};
  for (std::size_t k = 0; k < kMaxCepstra; ++k) out[k] = static_cast<float>(g[k]);
  return out;
}

// The speakers were recorded with different microphones: slt and awb are duller than rms (mean c1 2.4 against 1.6).
double base_tilt(const std::string& base) { return base == "slt" ? -0.45 : base == "awb" ? -0.35 : 0; }

VoiceFrame resampled(const VoiceTrack& track, const Piece& p, int i) {
  const double x = p.length > 1 ? static_cast<double>(i) / p.length * (p.end - p.begin) : 0;
  const int last = static_cast<int>(track.frames.size()) - 1;
  const int a = std::clamp(p.begin + static_cast<int>(x), 0, last), b = std::min(a + 1, last);
  const float w = static_cast<float>(x - std::floor(x));
  VoiceFrame frame = track.frames[static_cast<std::size_t>(a)];
  const VoiceFrame& next = track.frames[static_cast<std::size_t>(b)];
  for (std::size_t k = 0; k < kMaxCepstra; ++k) frame.cepstrum[k] += w * (next.cepstrum[k] - frame.cepstrum[k]);
  for (std::size_t k = 0; k < kBands; ++k) frame.strength[k] += w * (next.strength[k] - frame.strength[k]);
  // F0 is never interpolated across a voicing border.
  if (frame.f0 > 20 && next.f0 > 20) frame.f0 += w * (next.f0 - frame.f0);
  return frame;
}

// The second speaker says the same phones in the same order; only the silences may differ. Empty where they do not match.
std::vector<const VoiceSegment*> matching_segments(const VoiceTrack& first, const VoiceTrack& second) {
  std::vector<const VoiceSegment*> out(first.segments.size(), nullptr);
  std::size_t j = 0;
  for (std::size_t i = 0; i < first.segments.size(); ++i) {
    if (first.segments[i].phone == "pau") continue;
    while (j < second.segments.size() && second.segments[j].phone == "pau") ++j;
    if (j >= second.segments.size() || second.segments[j].phone != first.segments[i].phone) return {};
    out[i] = &second.segments[j++];
  }
  return out;
}

// Another spectrum between two speakers: frame by frame within each phone. Pitch, timing and level stay the first one's.
void mix_in(VoiceTrack& track, const VoiceTrack& second, double blend, double formant) {
  const auto match = matching_segments(track, second);
  if (match.empty() || second.frames.empty()) return;
  for (std::size_t s = 0; s < track.segments.size(); ++s) {
    if (!match[s]) continue;
    const auto &a = track.segments[s], &b = *match[s];
    for (int f = a.begin; f < a.end; ++f) {
      const double x = b.begin + (f - a.begin + 0.5) / (a.end - a.begin) * (b.end - b.begin) - 0.5;
      const int last = static_cast<int>(second.frames.size()) - 1, at = std::clamp(static_cast<int>(x), 0, last);
      auto other = warped(second.frames[static_cast<std::size_t>(at)].cepstrum, formant);
      auto& frame = track.frames[static_cast<std::size_t>(f)];
      const float w = static_cast<float>(blend);
      for (std::size_t k = 0; k < kMaxCepstra; ++k) frame.cepstrum[k] += w * (other[k] - frame.cepstrum[k]);
      if (frame.f0 > 20 && second.frames[static_cast<std::size_t>(at)].f0 > 20)
        for (std::size_t k = 0; k < kBands; ++k) frame.strength[k] += w * (second.frames[static_cast<std::size_t>(at)].strength[k] - frame.strength[k]);
    }
  }
}

struct Melody { double mean = std::log(120.0), spread = 0; };  // of log F0; the spread from the 5th to the 95th percentile

Melody melody_of(const Line& line) {
  std::vector<double> heights;
  for (const auto& t : line.tracks) for (const auto& f : t.frames) if (f.f0 > 20) heights.push_back(std::log(static_cast<double>(f.f0)));
  if (heights.empty()) return {};
  const double mean = std::accumulate(heights.begin(), heights.end(), 0.0) / static_cast<double>(heights.size());
  std::sort(heights.begin(), heights.end());
  const auto at = [&](double share) { return heights[static_cast<std::size_t>(share * static_cast<double>(heights.size() - 1))]; };
  return {mean, at(0.95) - at(0.05)};
}

// A melody is never heard as flat as it is made: consonants and uneven pulses add some of their own (kUneven, measured
// with Praat). What is asked is what is to be heard.
double range_to_make(double asked, double spread) {
  constexpr double kUneven = 1.0 / kSemitonesPerLog;
  if (spread <= kUneven) return asked;
  const double heard = asked * asked * (spread * spread + kUneven * kUneven) - kUneven * kUneven;
  return std::sqrt(std::max(heard, 0.01 * spread * spread)) / spread;
}

}  // namespace

PhoneClass class_of(const std::string& p) {
  if (p.empty() || p == "pau") return PhoneClass::kPause;
  switch (p[0]) {
    case 'p': case 'b': case 'd': case 't': case 'k': case 'g':
      return p == "dh" || p == "th" ? PhoneClass::kFricative : PhoneClass::kStop;
    case 'm': case 'n': return PhoneClass::kNasal;
    case 'l': case 'r': case 'w': case 'y': return PhoneClass::kLiquid;
    case 'f': case 'v': case 's': case 'z': case 'h': case 'j': case 'c': return PhoneClass::kFricative;
    default: return PhoneClass::kVowel;
  }
}

double total_pitch(const VoiceCasting& voice, const Direction& d) {
  return std::clamp(std::clamp(finite(voice.pitch, 1), 0.5, 2.5) * d.pitch, 0.72, 2.0);
}
double total_pace(const VoiceCasting& voice, const Direction& d) { return std::clamp(std::clamp(finite(voice.pace, 1), 0.4, 2.5) * d.pace, 0.5, 1.9); }

Result<EditedLine> edit_line(const SpokenText& text, const VoiceCasting& voice, const Direction& d, std::uint64_t seed) {
  Random random(mix(seed, seed_of("voice")));
  Line line;
  int at = 0;
  const double blend = std::clamp(finite(voice.blend, 0), 0.0, 1.0);
  for (std::size_t i = 0; i < text.sentences.size(); ++i) {
    const Sentence& sentence = text.sentences[i];
    line.tracks.push_back(TRY(flite_track(voice.base, sentence_text(sentence))));
    if (blend > 0 && is_flite_voice(voice.second) && voice.second != voice.base)
      if (const auto second = flite_track(voice.second, sentence_text(sentence))) mix_in(line.tracks.back(), *second, blend, std::clamp(finite(voice.second_formant, 0), -0.08, 0.05));
    // Nobody says two sentences at exactly the same pace.
    const double slow = (1 + 0.04 * (random.unit() - 0.5)) / total_pace(voice, d);
    Timing timing(d, text.locals, slow, i == 0 ? text.lead : 0, random);
    line.sentences.push_back(timing.lay_out(line.tracks.back(), sentence, static_cast<int>(i), i == 0, i + 1 == text.sentences.size()));
    for (auto& p : line.sentences.back()) { p.at = at; at += p.length; }
  }
  const Melody melody = melody_of(line);
  const double range = range_to_make(std::clamp(std::clamp(finite(voice.range, 1), 0.2, 3.0) * d.range, 0.3, 2.4), melody.spread);
  Contours contours{std::vector<double>(static_cast<std::size_t>(at)), std::vector<double>(static_cast<std::size_t>(at))};
  for (std::size_t i = 0; i < line.sentences.size(); ++i) {
    shape_emphasis(line.sentences[i], text.sentences[i], contours);
    shape_tune(line.sentences[i], text.sentences[i].tune, range, contours);
  }
  const std::vector<Local> local = local_frames(line, text, at);
  shape_life(line, d, {std::clamp(finite(voice.tremor, 0), 0.0, 1.0), std::clamp(finite(voice.rasp, 0), 0.0, 1.0)}, range, local, random, contours);

  const double mean = melody.mean, pitch = total_pitch(voice, d);
  const double breath = std::clamp(finite(voice.breath, 0) + d.breath, 0.0, 1.0);
  const double tilt = base_tilt(voice.base) - 0.0576 * std::clamp(finite(voice.tilt, 0) + d.tilt, -8.0, 8.0) - 0.35 * d.whisper;
  const double sharp = 1 + 0.4 * std::clamp(finite(voice.clarity, 0), 0.0, 1.0);
  static constexpr double kBreathByBand[kBands] = {0.1, 0.3, 0.5, 0.65, 0.75};
  EditedLine out;
  double power = 0;
  int spoken_frames = 0;
  out.frames.reserve(static_cast<std::size_t>(at));
  out.words.resize(text.words.size());
  std::vector<bool> spoken(text.words.size(), false);
  for (std::size_t i = 0; i < text.words.size(); ++i) out.words[i].text = text.words[i];
  for (const auto& pieces : line.sentences)
    for (const auto& p : pieces) {
      const bool silence = p.phone == "pau";
      for (int i = 0; i < p.length; ++i) {
        VoiceFrame frame = resampled(line.tracks[static_cast<std::size_t>(p.sentence)], p, i);
        const auto f = static_cast<std::size_t>(p.at + i);
        if (frame.f0 > 20) {
          const double log_f0 = mean + std::clamp(range * local[f].range, 0.15, 2.8) * (std::log(static_cast<double>(frame.f0)) - mean) + contours.semitones[f] / kSemitonesPerLog;
          frame.f0 = static_cast<float>(std::clamp(std::exp(log_f0) * pitch, 50.0, 480.0));
        }
        frame.cepstrum[0] += static_cast<float>(contours.decibels[f] * kLnPerDb);
        const double whisper = std::max(d.whisper, local[f].whisper);
        // Whispering has no larynx to shorten the throat: formants rise a little. A whole line of it is warped when it is rendered.
        if (whisper > 0.5 && d.whisper <= 0.5) frame.cepstrum = warped(frame.cepstrum, -0.015);
        const double airy = std::clamp(breath + local[f].breath, 0.0, 1.0);
        frame.cepstrum[1] += static_cast<float>(tilt - 0.0576 * local[f].tilt - (local[f].whisper > d.whisper ? 0.35 * (local[f].whisper - d.whisper) : 0));
        for (std::size_t k = 2; k < kMaxCepstra; ++k) frame.cepstrum[k] *= static_cast<float>(sharp);
        if (!silence) power += std::pow(10.0, local[f].energy / 10), ++spoken_frames;
        if (silence) frame.cepstrum[0] -= static_cast<float>(2.5 * std::min({1.0, i / 6.0, (p.length - 1 - i) / 6.0}));
        for (std::size_t b = 0; b < kBands; ++b) frame.strength[b] *= static_cast<float>(1 - airy * kBreathByBand[b]);
        if (whisper > 0.5) {
          frame.f0 = 0;
          frame.strength.fill(0);
        }
        out.frames.push_back(frame);
      }
      const Seconds start(p.at * kFrameSeconds), end((p.at + p.length) * kFrameSeconds);
      if (silence && !out.phones.empty() && out.phones.back().name == "pau") out.phones.back().end = end;
      else out.phones.push_back({p.phone, start, end, p.stress});
      if (!silence && p.token >= 0) {
        const int w = text.sentences[static_cast<std::size_t>(p.sentence)].tokens[static_cast<std::size_t>(p.token)].word;
        if (w >= 0 && w < static_cast<int>(spoken.size())) {
          auto& word = out.words[static_cast<std::size_t>(w)];
          if (!spoken[static_cast<std::size_t>(w)]) word.start = start;
          word.end = end;
          spoken[static_cast<std::size_t>(w)] = true;
        }
      }
    }
  if (spoken_frames > 0) out.energy = 10 * std::log10(power / spoken_frames);
  // A word the speaker swallowed stands at the end of the one before.
  for (std::size_t i = 0; i < out.words.size(); ++i)
    if (!spoken[i]) out.words[i].start = out.words[i].end = i > 0 ? out.words[i - 1].end : Seconds(kPadBefore);
  return out;
}

}  // namespace auteur::acting
