#include "voice_edit.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::acting {
namespace {

constexpr double kLnPerDb = 0.11512925464970229;

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
  Timing(const Direction& d, double slow, Random& random) : direction_(d), slow_(slow), random_(random) {}

  std::vector<Piece> lay_out(const VoiceTrack& track, const Sentence& sentence, int index, bool first, bool last) {
    std::vector<Piece> pieces;
    const int token_count = static_cast<int>(sentence.tokens.size());
    int token = -1;
    for (std::size_t i = 0; i < track.segments.size(); ++i) {
      const auto& s = track.segments[i];
      const bool silence = s.phone == "pau";
      if (!silence && s.token >= 0) {
        const int now = std::min(s.token, token_count - 1);
        if (now != token && token >= 0 && !pieces.empty() && pieces.back().phone != "pau" && sentence.tokens[static_cast<std::size_t>(token)].pause > 0.1)
          pieces.push_back(silence_piece(index, token, sentence));
        token = now;
      }
      Piece p{s.phone, index, s.begin, s.end, 1, token, s.syllable, 0, 0};
      if (!silence && token >= 0) p.stress = stress_of(s, sentence.tokens[static_cast<std::size_t>(token)]);
      pieces.push_back(std::move(p));
    }
    set_lengths(pieces, sentence);
    // Flite puts silence around each sentence; we want exactly one pause between sentences and known padding outside.
    if (pieces.front().phone == "pau") { if (first) pieces.front().length = frames_of(kPadBefore); else pieces.erase(pieces.begin()); }
    if (!pieces.empty() && pieces.back().phone == "pau") pieces.back().length = last ? frames_of(kPadAfter) : frames_of(pause_after(sentence, token_count - 1));
    return pieces;
  }

 private:
  double pause_after(const Sentence& sentence, int token) {
    const double wish = token >= 0 ? sentence.tokens[static_cast<std::size_t>(token)].pause : 0;
    return std::clamp(std::max(wish, 0.07) * direction_.pauses * std::pow(slow_, 0.7) * (1 + 0.12 * (random_.unit() - 0.5)), 0.04, 2.5);
  }

  Piece silence_piece(int sentence, int token, const Sentence& s) {
    Piece p{"pau", sentence, 0, 4, 1, token, -1, 0, 0};
    p.length = frames_of(pause_after(s, token));
    return p;
  }

  void set_lengths(std::vector<Piece>& pieces, const Sentence& sentence) {
    double all = 0, elastic = 0;
    for (const auto& p : pieces) {
      if (p.phone == "pau") continue;
      all += p.end - p.begin;
      elastic += (p.end - p.begin) * elasticity(class_of(p.phone));
    }
    const double k = elastic > 0 ? (slow_ - 1) * all / elastic : 0;
    const int last_token = static_cast<int>(sentence.tokens.size()) - 1;
    double owed = 0;  // rounding is carried on, so the sentence has exactly the length asked for
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      auto& p = pieces[i];
      if (p.phone == "pau") {
        if (i > 0 && i + 1 < pieces.size() && p.length <= 1) p.length = frames_of(pause_after(sentence, p.token));
        continue;
      }
      const PhoneClass c = class_of(p.phone);
      double factor = std::clamp(1 + k * elasticity(c), 0.4, 3.0);
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
  double slow_;
  Random& random_;
};

// Offsets over the whole line, one per frame.
struct Contours { std::vector<double> semitones, decibels; };

double bump(double x) { return x <= 0 || x >= 1 ? 0 : 0.5 - 0.5 * std::cos(2 * 3.14159265358979 * x); }

void shape_emphasis(const std::vector<Piece>& pieces, const Sentence& sentence, Contours& c) {
  for (std::size_t i = 0; i < pieces.size();) {
    std::size_t j = i;
    while (j < pieces.size() && pieces[j].token == pieces[i].token && pieces[j].phone != "pau") ++j;
    if (j == i) { ++i; continue; }
    const int token = pieces[i].token;
    const double emphasis = token >= 0 ? sentence.tokens[static_cast<std::size_t>(token)].emphasis : 0;
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

void shape_tune(const std::vector<Piece>& pieces, Tune tune, Contours& c) {
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
      case Tune::kYesNoQuestion: c.semitones[i] += 0.8 + 6.5 * std::pow(x, 1.2); break;
      case Tune::kWhQuestion: c.semitones[i] += 1.5 * (1 - y) + 1.2 * x; break;
      case Tune::kExclamation: c.semitones[i] += 1.0; c.decibels[i] += 1.2; break;
      case Tune::kTrailing: c.semitones[i] -= 0.8 * y; c.decibels[i] -= 5 * std::max(0.0, y - 0.55) / 0.45; break;
      case Tune::kInterrupted: c.semitones[i] += 0.8 * y; break;
      case Tune::kStatement: c.semitones[i] -= 0.6 * x; break;
    }
  }
}

void shape_life(const Line& line, const Direction& d, Random& random, Contours& c) {
  const std::size_t n = c.semitones.size();
  const double drift_phase = random.unit() * 6.28, tremor_phase = random.unit() * 6.28, laugh_phase = random.unit() * 6.28;
  for (std::size_t f = 0; f < n; ++f) {
    const double t = static_cast<double>(f) * kFrameSeconds;
    c.semitones[f] += 0.22 * std::sin(4.1 * t + drift_phase) + 0.12 * std::sin(9.7 * t + 2 * drift_phase);
    const double wave = std::sin(2 * 3.14159265 * 5.6 * t + tremor_phase);
    c.semitones[f] += 0.75 * d.tremor * wave;
    c.decibels[f] += 1.6 * d.tremor * wave;
    if (d.rasp > 0) c.semitones[f] += d.rasp * 0.5 * (random.unit() - 0.5);
  }
  if (d.laugh > 0)  // voiced vowels pulse at the rate of laughter
    for (const auto& pieces : line.sentences)
      for (const auto& p : pieces)
        if (class_of(p.phone) == PhoneClass::kVowel)
          for (int f = p.at; f < p.at + p.length && f < static_cast<int>(n); ++f) {
            const double pulse = 0.5 - 0.5 * std::cos(2 * 3.14159265 * 5.0 * f * kFrameSeconds + laugh_phase);
            c.decibels[static_cast<std::size_t>(f)] -= 6 * d.laugh * pulse;
            c.semitones[static_cast<std::size_t>(f)] += 1.5 * d.laugh * (1 - pulse);
          }
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

double mean_log_f0(const Line& line) {
  double sum = 0;
  int n = 0;
  for (const auto& t : line.tracks) for (const auto& f : t.frames) if (f.f0 > 20) { sum += std::log(f.f0); ++n; }
  return n > 0 ? sum / n : std::log(120.0);
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
  for (std::size_t i = 0; i < text.sentences.size(); ++i) {
    const Sentence& sentence = text.sentences[i];
    line.tracks.push_back(TRY(flite_track(voice.base, sentence_text(sentence))));
    // Nobody says two sentences at exactly the same pace.
    const double slow = (1 + 0.04 * (random.unit() - 0.5)) / total_pace(voice, d);
    Timing timing(d, slow, random);
    line.sentences.push_back(timing.lay_out(line.tracks.back(), sentence, static_cast<int>(i), i == 0, i + 1 == text.sentences.size()));
    for (auto& p : line.sentences.back()) { p.at = at; at += p.length; }
  }
  Contours contours{std::vector<double>(static_cast<std::size_t>(at)), std::vector<double>(static_cast<std::size_t>(at))};
  for (std::size_t i = 0; i < line.sentences.size(); ++i) {
    shape_emphasis(line.sentences[i], text.sentences[i], contours);
    shape_tune(line.sentences[i], text.sentences[i].tune, contours);
  }
  shape_life(line, d, random, contours);

  const double mean = mean_log_f0(line), pitch = total_pitch(voice, d);
  const double range = std::clamp(std::clamp(finite(voice.range, 1), 0.2, 3.0) * d.range, 0.3, 2.4);
  const double breath = std::clamp(finite(voice.breath, 0) + d.breath, 0.0, 1.0);
  const double tilt = base_tilt(voice.base) - 0.0576 * std::clamp(finite(voice.tilt, 0) + d.tilt, -8.0, 8.0) - 0.35 * d.whisper;
  static constexpr double kBreathByBand[kBands] = {0.1, 0.3, 0.5, 0.65, 0.75};
  EditedLine out;
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
          const double log_f0 = mean + range * (std::log(static_cast<double>(frame.f0)) - mean) + contours.semitones[f] * 0.0577623;
          frame.f0 = static_cast<float>(std::clamp(std::exp(log_f0) * pitch, 50.0, 480.0));
        }
        frame.cepstrum[0] += static_cast<float>(contours.decibels[f] * kLnPerDb);
        frame.cepstrum[1] += static_cast<float>(tilt);
        if (silence) frame.cepstrum[0] -= static_cast<float>(2.5 * std::min({1.0, i / 6.0, (p.length - 1 - i) / 6.0}));
        for (std::size_t b = 0; b < kBands; ++b) frame.strength[b] *= static_cast<float>(1 - breath * kBreathByBand[b]);
        if (d.whisper > 0.5) {
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
  // A word the speaker swallowed stands at the end of the one before.
  for (std::size_t i = 0; i < out.words.size(); ++i)
    if (!spoken[i]) out.words[i].start = out.words[i].end = i > 0 ? out.words[i - 1].end : Seconds(kPadBefore);
  return out;
}

}  // namespace auteur::acting
