#include "auteur/acting/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "align.h"
#include "auteur/base/letters.h"
#include "auteur/cleanup/cleanup.h"
#include "direction.h"
#include "speech_take.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

constexpr double kLongestLine = 90, kSilentDb = -62;
constexpr double kRoomHeard = 0.28;   // seconds: what rings for longer hides where a sound stops
constexpr double kMostAligned = 1e4;  // seconds of sound times seconds of words: 100 MB

// Where speech begins and ends, in samples: the first and last 10 ms above a floor between noise and speech.
std::pair<std::size_t, std::size_t> speech_ends(std::span<const float> s, double& noise_db) {
  constexpr std::size_t kBlock = 480;
  std::vector<double> levels;
  for (std::size_t at = 0; at + kBlock <= s.size(); at += kBlock) {
    double e = 1e-12;
    for (std::size_t i = 0; i < kBlock; ++i) e += static_cast<double>(s[at + i]) * s[at + i];
    levels.push_back(10 * std::log10(e / kBlock));
  }
  const double speech = speech_level(s);
  std::vector<double> sorted = levels;
  std::sort(sorted.begin(), sorted.end());
  noise_db = sorted.empty() ? -120 : sorted[sorted.size() / 20];
  const double floor = std::max(speech - 32, std::min(noise_db + 8, speech - 12));
  std::size_t begin = 0, end = levels.size();
  const auto loud = [&](std::size_t i) { return levels[i] > floor && (i + 1 >= levels.size() || levels[i + 1] > floor - 6 || (i > 0 && levels[i - 1] > floor)); };
  while (begin < end && !loud(begin)) ++begin;
  while (end > begin && !loud(end - 1)) --end;
  // Soft consonants at the ends lie below the floor.
  begin = begin > 3 ? begin - 3 : 0;
  end = std::min(end + 5, levels.size());
  return {begin * kBlock, end * kBlock};
}

std::string at_most_bytes(const std::string& s, std::size_t n) { return s.size() <= n ? s : std::string(first_bytes(s, n)) + "..."; }
// 0: none that count.
int clipped_in(std::span<const float> mono) {
  const int places = cleanup::clipped_places(mono);
  return places >= cleanup::kLeastClips ? places : 0;
}

// Pauses that the synthesis does not have: the boundary nearest to a silence is opened.
void open_pauses(std::vector<Phone>& phones, std::span<const float> s) {
  constexpr std::size_t kBlock = 480;
  const double floor = speech_level(s) - 30;
  std::size_t run = 0;
  for (std::size_t b = 0; b * kBlock < s.size() + kBlock; ++b) {
    double e = 1;
    if ((b + 1) * kBlock <= s.size()) {
      e = 1e-12;
      for (std::size_t i = 0; i < kBlock; ++i) e += static_cast<double>(s[b * kBlock + i]) * s[b * kBlock + i] / kBlock;
    }
    if (10 * std::log10(e) < floor) { ++run; continue; }
    const double from = static_cast<double>(b - run) * 0.01, to = static_cast<double>(b) * 0.01;
    run = 0;
    if (to - from < 0.15 || from < kPadBefore + 0.03 || to > phones.back().start.value - 0.03) continue;
    std::size_t best = 0;
    double least = 0.12;
    for (std::size_t i = 1; i < phones.size(); ++i)
      if (const double far = std::abs(phones[i].start.value - 0.5 * (from + to)) - 0.5 * (to - from); far < least) least = far, best = i;
    if (best == 0 || phones[best].name == "pau" || phones[best - 1].name == "pau") continue;
    if (from <= phones[best - 1].start.value + 0.01 || to >= phones[best].end.value - 0.01) continue;
    phones[best - 1].end = Seconds(from);
    phones[best].start = Seconds(to);
    phones.insert(phones.begin() + static_cast<std::ptrdiff_t>(best), {"pau", Seconds(from), Seconds(to), 0});
  }
}

std::unexpected<Error> refused(Source source, const std::string& fault, const std::string& way_out) { return fail(ErrorCode::kInvalidInput, fault + (source == Source::kPerson ? " " + way_out : "")); }

// One channel without its offset. Errors: what no sound of a line can be.
Result<std::vector<float>> mono_of(std::span<const float> interleaved, int channels, int rate, Source source) {
  const bool person = source == Source::kPerson;
  const std::string what = person ? "This recording" : "The sound it sends";
  if (channels < 1 || channels > 16) return refused(source, fmt::format("{} has {} channels.", what, channels), "Save it with one or two.");
  if (rate < 8000) return refused(source, fmt::format("{} is sampled at {} Hz: above {} Hz there is nothing, and words cannot be understood.", what, rate, rate / 2), "Record at 48,000 Hz (8,000 at least).");
  if (rate > 384000) return refused(source, fmt::format("{} is sampled at {} Hz.", what, rate), "Save it at 48,000 Hz.");
  const std::size_t frames = interleaved.size() / static_cast<std::size_t>(channels);
  const double seconds = static_cast<double>(frames) / rate;
  if (frames == 0) return refused(source, what + " is empty.", "Record the line again, or take it out of bible/lines.toml.");
  if (seconds > kLongestLine) return refused(source, fmt::format("{} lasts {:.0f} s; a line lasts {:.0f} s at most.", what, seconds, kLongestLine), "Cut the line out of it and save that.");
  std::vector<float> mono(frames);
  double mean = 0, peak = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    double v = 0;
    for (int c = 0; c < channels; ++c) {
      const float x = interleaved[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)];
      v += std::isfinite(x) ? std::clamp(x, -8.f, 8.f) : 0.f;
    }
    mono[i] = static_cast<float>(v / channels);
    mean += mono[i];
  }
  mean /= static_cast<double>(frames);
  for (auto& x : mono) {
    x -= static_cast<float>(mean);
    peak = std::max(peak, std::abs(static_cast<double>(x)));
  }
  if (peak < 1e-6 || speech_level(resample(mono, rate, kTakeRate)) < kSilentDb) return refused(source, person ? "There is nothing to hear in this recording." : "There is nothing to hear in the sound it sends.", "Check the microphone's input and record the line again.");
  return mono;
}

struct Heard { std::vector<float> sound; std::size_t begin = 0, end = 0; double noise = -120; };  // 48 kHz; where its speech is; dB
Result<Heard> heard_in(const std::vector<float>& mono, int rate, Source source) {
  Heard out;
  out.sound = resample(mono, rate, kTakeRate);
  high_pass(out.sound, 60);
  std::tie(out.begin, out.end) = speech_ends(out.sound, out.noise);
  if (out.end <= out.begin || out.end - out.begin < kTakeRate / 10) return refused(source, source == Source::kPerson ? "There is no speech in this recording, only a click or noise." : "There is no speech in the sound it sends, only a click or noise.", "Record the line again.");
  return out;
}

Speech cut(const Heard& heard, Source source) {
  Speech out;
  out.from = static_cast<double>(heard.begin) / kTakeRate;
  std::vector<float>& speech = out.samples;
  const std::size_t first = static_cast<std::size_t>(std::lround(kPadBefore * kTakeRate)), ramp = kTakeRate / 200;
  speech.assign(first, 0.f);
  speech.insert(speech.end(), heard.sound.begin() + static_cast<std::ptrdiff_t>(heard.begin), heard.sound.begin() + static_cast<std::ptrdiff_t>(heard.end));
  const std::size_t last = speech.size();
  for (std::size_t i = 0; i < ramp && first + i < last; ++i) {
    const float g = static_cast<float>(i) / static_cast<float>(ramp);
    speech[first + i] *= g;
    speech[last - 1 - i] *= g;
  }
  speech.insert(speech.end(), static_cast<std::size_t>(std::lround(kPadAfter * kTakeRate)), 0.f);
  speech.resize((speech.size() + 239) / 240 * 240, 0.f);  // whole frames of 5 ms
  if (const double over = speech_level(speech) - heard.noise; over < 18) out.notes.push_back(fmt::format("{} noise is only {:.0f} dB below the voice; it will be heard between the words.", source == Source::kPerson ? "The recording's" : "Its sound has noise; this", over));
  return out;
}

// Stretches of speech with pauses of at least 0.35 s between them, in samples.
std::vector<std::pair<std::size_t, std::size_t>> talks_in(std::span<const float> s, std::size_t begin, std::size_t end) {
  constexpr std::size_t kBlock = 480, kPause = 35;
  const double floor = speech_level(s) - 26;
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::size_t quiet = kPause;
  for (std::size_t at = begin; at + kBlock <= end; at += kBlock) {
    double e = 1e-12;
    for (std::size_t i = 0; i < kBlock; ++i) e += static_cast<double>(s[at + i]) * s[at + i];
    if (10 * std::log10(e / kBlock) < floor) { ++quiet; continue; }
    if (quiet >= kPause) out.emplace_back(at, at);
    out.back().second = at + kBlock;
    quiet = 0;
  }
  return out;
}

struct Part { std::size_t begin = 0, end = 0; bool whole = true; };
// Where in [begin, end) the line is said, when there is other talk before or after it: the run of talks that sounds most like its
// words and is about as long.
Part part_of_line(std::span<const float> s, std::size_t begin, std::size_t end, const LineTake& reference) {
  constexpr std::size_t kEdge = kTakeRate / 25, kMostTalks = 12;
  const auto talks = talks_in(s, begin, end);
  Part best{begin, end, true};
  const double said = reference.length().value - kPadBefore - kPadAfter;
  if (talks.size() < 2 || talks.size() > kMostTalks || said < 0.1 || static_cast<double>(end - begin) / kTakeRate < 1.35 * said + 0.3) return best;
  double least = 1e9;
  for (std::size_t i = 0; i < talks.size(); ++i)
    for (std::size_t j = i; j < talks.size(); ++j) {
      const std::size_t from = talks[i].first > begin + kEdge ? talks[i].first - kEdge : begin, to = std::min(end, talks[j].second + kEdge);
      const double ratio = static_cast<double>(to - from) / kTakeRate / said;
      if (ratio < 0.4 || ratio > 2.5) continue;
      double distance = 0;
      align_to(s.subspan(from, to - from), reference, distance);
      if (const double cost = distance + 0.8 * std::abs(std::log(ratio)); cost < least) least = cost, best = {from, to, false};
    }
  return best;
}

// The boundaries of `reference`'s phones in the recording, by it and by each of our speakers who says the same phones: a speaker
// of another sex or build is off now and then, the mean of those who fit is less so. `room.wet` is the one that fits best.
// `distance`: to `reference`.
std::vector<double> places_of(std::span<const float> speech, const LineTake& reference, const LineRequest& request, Room& room, double& distance) {
  constexpr double kFits = 0.35;
  std::vector<double> own;
  distance = 99;
  const std::vector<double> wets = room.rings > 0 ? std::vector<double>{0.1, 0.35, 1} : std::vector<double>{0};
  for (const double wet : wets) {
    double far = 0;
    auto places = align_to(speech, reference, far, {room.rings, wet});
    if (far < distance) distance = far, own = std::move(places), room.wet = wet;
  }
  if (reference.backend != "flite") return own;
  std::vector<std::pair<double, std::vector<double>>> all{{distance, own}};
  double least = distance;
  for (const char* speaker : {"rms", "slt", "awb"}) {
    LineRequest other = request;
    other.voice = {};
    other.voice.base = speaker;
    const auto said = speak(other);
    if (!said || said->phones.size() != reference.phones.size() || !std::equal(said->phones.begin(), said->phones.end(), reference.phones.begin(), [](const Phone& a, const Phone& b) { return a.name == b.name; })) continue;
    double far = 0;
    auto places = align_to(speech, *said, far, room);
    least = std::min(least, far);
    all.emplace_back(far, std::move(places));
  }
  std::vector<double> out(own.size(), 0);
  double weight = 0;
  for (const auto& [far, places] : all) {
    if (far > least + kFits || places.size() != own.size()) continue;
    const double w = std::exp(-4 * (far - least));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += w * places[i];
    weight += w;
  }
  for (double& t : out) t /= weight;
  return out;
}

// As if it had been said in the open, as far as prediction tells the room from the voice.
std::vector<float> without_room(std::span<const float> at_48k, double rings) {
  constexpr int kRate = 16000;
  cleanup::Plan plan;
  plan.found.reverb_seconds = rings;
  plan.strength[static_cast<std::size_t>(cleanup::Step::kReverb)] = 1;
  auto dry = resample(cleanup::apply(resample(at_48k, kTakeRate, kRate), kRate, plan), kRate, kTakeRate);
  dry.resize(at_48k.size(), 0.f);
  return dry;
}

}  // namespace

Result<Speech> cut_to_speech(std::span<const float> interleaved, int channels, int rate, Source source) {
  const auto mono = TRY(mono_of(interleaved, channels, rate, source));
  const auto heard = TRY(heard_in(mono, rate, source));
  Speech out = cut(heard, source);
  if (const int places = clipped_in(mono)) out.notes.push_back(fmt::format("{} is clipped in {} places, and that stays to be heard.", source == Source::kPerson ? "The recording" : "Its sound", places));
  if (rate < 16000) out.notes.push_back(fmt::format("{} is sampled at {} Hz and sounds like a telephone: nothing is above {} Hz.", source == Source::kPerson ? "The recording" : "Its sound", rate, rate / 2));
  return out;
}

Status check_size(double sound, double words, Source source) {
  if (sound * words <= kMostAligned) return {};
  return refused(source, fmt::format("{} has {:.0f} s of sound and the words take about {:.0f} s: that is too much to find one in the other.", source == Source::kPerson ? "This recording" : "The sound it sends", sound, words), "Cut the line out of it, or make two lines of it.");
}

Status check_length(const Speech& speech, const LineTake& reference, const std::string& text, Source source) {
  const double said = reference.length().value - kPadBefore - kPadAfter, spoken = static_cast<double>(speech.samples.size()) / kTakeRate - kPadBefore - kPadAfter;
  TRY(check_size(spoken, said, source));
  if (said <= 0.08 || (spoken <= 4 * said + 2 && spoken >= 0.25 * said)) return {};
  const bool person = source == Source::kPerson;
  return fail(ErrorCode::kInvalidInput, fmt::format("{} has {:.1f} s of speech, but \"{}\" takes about {:.1f} s.{}", person ? "This recording" : "The sound it sends", spoken, at_most_bytes(text, 60), said, person ? " Is it the right recording, cut to this line?" : ""));
}

LineTake take_laid(Speech given, const LineTake& reference, const std::vector<double>& places, const LineRequest& request) {
  std::vector<float>& speech = given.samples;
  LineTake take;
  take.rate = kTakeRate;
  const double length = static_cast<double>(speech.size()) / kTakeRate, to = length - kPadAfter;
  // A little silence is kept before the first phone, so that a soft beginning is not cut off.
  double at = places.size() > 1 ? std::clamp(places[1], kPadBefore, std::max(kPadBefore, std::min(kPadBefore + 0.08, to - 0.02 * static_cast<double>(reference.phones.size())))) : kPadBefore;
  take.phones.push_back({"pau", Seconds(0), Seconds(at), 0});
  for (std::size_t i = 1; i + 1 < reference.phones.size() && i + 1 < places.size(); ++i) {
    const double left = static_cast<double>(reference.phones.size() - 2 - i);  // phones still to come need room
    const double ends = given.room.rings > 0 ? std::min(to, at + 1.2 * (reference.phones[i].end - reference.phones[i].start).value) : to;  // the room says it on
    const double next = i + 2 == reference.phones.size() ? std::max(ends, std::min(to, at + 0.01)) : std::clamp(places[i + 1], at + 0.01, std::max(at + 0.01, to - 0.01 * left));
    take.phones.push_back({reference.phones[i].name, Seconds(at), Seconds(next), reference.phones[i].stress});
    at = next;
  }
  take.phones.push_back({"pau", Seconds(at), Seconds(length), 0});
  // Words lie where their phones do.
  const auto moved = [&](double t) {
    for (std::size_t i = 0; i + 1 < reference.phones.size() && i < take.phones.size(); ++i) {
      const auto& p = reference.phones[i];
      if (t > p.end.value + 1e-9) continue;
      const double x = (t - p.start.value) / std::max(1e-9, (p.end - p.start).value);
      return take.phones[i].start.value + std::clamp(x, 0.0, 1.0) * (take.phones[i].end - take.phones[i].start).value;
    }
    return at;
  };
  for (const auto& w : reference.words) take.words.push_back({w.text, Seconds(moved(w.start.value)), Seconds(moved(w.end.value))});
  // A pause that the voice made and the speaker did not is closed.
  for (std::size_t i = take.phones.size(); i-- > 1;)
    if (take.phones[i].name == "pau" && i + 1 < take.phones.size() && (take.phones[i].end - take.phones[i].start).value < 0.05) {
      take.phones[i - 1].end = take.phones[i].end;
      take.phones.erase(take.phones.begin() + static_cast<std::ptrdiff_t>(i));
    }
  const std::span<const float> dry = given.dry.empty() ? speech : given.dry;
  open_pauses(take.phones, dry);
  find_closures(take.phones, dry, given.room);
  take.samples = std::move(speech);
  set_level(take.samples, kSpeechLevelDb + direct(request.manner, request.mood).energy);
  take.manner = request.manner;
  take.reading = request.reading;
  take.figures.level = speech_level(take.samples);
  return take;
}

std::string strange_words_note(const std::string& text, Source source) {
  return source == Source::kPerson ? fmt::format("The recording does not sound like the words of its line; lips follow it as well as they can. Are they \"{}\"?", at_most_bytes(text, 60))
                                   : fmt::format("What is heard does not sound like the words of the line, \"{}\"; lips follow it as well as they can.", at_most_bytes(text, 60));
}

Result<RecordedLine> recorded_line(std::span<const float> interleaved, int channels, int rate, const LineRequest& request, const RecordingWish& wish) {
  auto mono = TRY(mono_of(interleaved, channels, rate, Source::kPerson));
  RecordedLine out;
  if (rate > 96000) mono = resample(mono, rate, kTakeRate), rate = kTakeRate;
  const auto uncleaned = mono;  // words are found in it: noise can be counted with, what cleaning leaves of sounds cannot
  double rings = 0;
  if (wish.clean) {
    cleanup::Wish steps;
    for (const auto& [name, strength] : wish.steps)
      if (const auto step = cleanup::step_named(name)) steps.of(*step) = strength;
    if (!wish.like.empty()) {
      const auto like = mono_of(wish.like, wish.like_channels, wish.like_rate, Source::kPerson);
      if (!like) return fail(ErrorCode::kInvalidInput, "The take that this recording should sound like (match) does not serve. " + like.error().message);
      steps.reference = cleanup::colour_of(*like, wish.like_rate);
    }
    auto cleaned = cleanup::clean(mono, rate, steps);
    mono = std::move(cleaned.samples);
    rings = cleaned.plan.found.reverb_seconds;
    out.notes = cleanup::told(cleaned.plan, cleaned.after);
    out.notes.insert(out.notes.end(), cleaned.plan.cannot.begin(), cleaned.plan.cannot.end());
  } else {
    rings = cleanup::analyse(mono, rate).reverb_seconds;
    if (const int places = clipped_in(mono)) out.notes.push_back(fmt::format("The recording is clipped in {} places and stays so (clean = false).", places));
  }
  Heard heard = TRY(heard_in(mono, rate, Source::kPerson));
  const LineTake reference = TRY(speak(request));
  TRY(check_size(static_cast<double>(heard.end - heard.begin) / kTakeRate, reference.length().value, Source::kPerson));
  if (const Part part = part_of_line(heard.sound, heard.begin, heard.end, reference); !part.whole) {
    const double before = static_cast<double>(part.begin - heard.begin) / kTakeRate, after = static_cast<double>(heard.end - part.end) / kTakeRate;
    if (before > 0.5 || after > 0.5) {
      out.fit.push_back(fmt::format("The line is said from {:.1f} to {:.1f} s of the recording; what is said before and after is left out. Is it the right part?", static_cast<double>(part.begin) / kTakeRate, static_cast<double>(part.end) / kTakeRate));
      heard.begin = part.begin, heard.end = part.end;
    }
  }
  Speech speech = cut(heard, Source::kPerson);
  out.from = Seconds(speech.from - kPadBefore);
  out.notes.insert(out.notes.end(), speech.notes.begin(), speech.notes.end());
  if (rate < 16000 && !wish.clean) out.notes.push_back(fmt::format("The recording is sampled at {} Hz and sounds like a telephone: nothing is above {} Hz.", rate, rate / 2));
  TRY(check_length(speech, reference, request.text, Source::kPerson));
  heard.sound = resample(uncleaned, rate, kTakeRate);
  heard.sound.resize(std::max(heard.sound.size(), heard.end), 0.f);
  high_pass(heard.sound, 60);
  std::vector<float> ear = cut(heard, Source::kPerson).samples;
  if (rings > kRoomHeard) {
    speech.room.rings = rings;
    speech.dry = ear = without_room(ear, rings);
  }
  const auto places = places_of(ear, reference, request, speech.room, out.distance);
  out.take = take_laid(std::move(speech), reference, places, request);
  out.take.backend = "recording";
  if (out.distance > kStrangeWords) out.fit.push_back(strange_words_note(request.text, Source::kPerson));
  out.notes.insert(out.notes.end(), out.fit.begin(), out.fit.end());
  return out;
}

}  // namespace auteur::acting
