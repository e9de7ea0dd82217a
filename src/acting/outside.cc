#include "auteur/acting/outside.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "align.h"
#include "auteur/base/letters.h"
#include "auteur/base/text.h"
#include "direction.h"
#include "marks.h"
#include "speech_take.h"
#include "spoken_text.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

constexpr std::size_t kMostWords = 2000;
constexpr std::size_t kFrame = kTakeRate / 200;  // 5 ms

std::string one_blank(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) out += c;
    else if (out.back() != ' ') out += ' ';
  }
  return out;
}

std::string letters_of(std::string_view word) {
  std::string out;
  for (const char c : lower(word)) if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

Result<std::vector<MarkedRun>> runs_of(const LineRequest& request) {
  if (!request.reading.empty()) return read_marks(request.reading);
  return std::vector<MarkedRun>{{request.text, {}, 0, 0}};
}

// A stretch of a line in a director's words.
std::string how(const Local& l) {
  std::vector<std::string> words;
  const auto say = [&](bool when, const char* what) { if (when) words.emplace_back(what); };
  say(l.whisper > 0.5, "in a whisper");
  say(l.pace < 0.65, "very slowly");
  say(l.pace >= 0.65 && l.pace < 0.92, "slowly");
  say(l.pace > 1.1, "quickly");
  say(l.energy > 2, "louder");
  say(l.energy < -2 && l.whisper <= 0.5, "softly");
  say(l.pitch > 1.5, "higher");
  say(l.pitch < -1.5, "lower");
  say(l.range > 1.3, "lively");
  say(l.range < 0.7, "flatly");
  say(l.tremor > 0.4, "with a shaking voice");
  say(l.laugh > 0.4, "laughing");
  say(l.rasp > 0.4, "roughly");
  say(l.breath > 0.4 && l.whisper <= 0.5, "breathily");
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string feeling_of(const screenplay::Mood& m) {
  std::vector<std::string> words;
  if (m.tension > 0.5) words.emplace_back("tense");
  if (m.valence > 0.35) words.emplace_back("happy");
  if (m.valence < -0.35) words.emplace_back(m.arousal > 0.3 ? "angry" : "unhappy");
  if (m.arousal > 0.45 && m.valence >= -0.35) words.emplace_back("excited");
  if (m.arousal < -0.35) words.emplace_back("calm");
  return fmt::format("{}", fmt::join(words, ", "));
}

// Pauses that marks ask for: after how many words, and how long.
struct Pause { std::size_t words = 0; double seconds = 0; };
std::vector<Pause> pauses_of(const std::vector<MarkedRun>& runs) {
  std::vector<Pause> out;
  std::size_t words = 0;
  for (const auto& r : runs) {
    const std::string said = one_blank(r.text);  // outlives its words
    for (const auto w : split(said, ' ')) words += !letters_of(w).empty();
    if (r.pause > 0) out.push_back({words, r.pause});
  }
  return out;
}

// Which of his words is which of ours, by their letters: the longest row of equal ones.
std::vector<std::optional<std::size_t>> matched(std::span<const Word> ours, std::span<const Word> his) {
  std::vector<std::optional<std::size_t>> out(ours.size());
  const std::size_t n = ours.size(), m = his.size();
  if (n == 0 || m == 0 || n > kMostWords || m > kMostWords) return out;
  std::vector<std::string> a, b;
  for (const auto& w : ours) a.push_back(letters_of(w.text));
  for (const auto& w : his) b.push_back(letters_of(w.text));
  std::vector<std::uint16_t> best((n + 1) * (m + 1), 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return best[i * (m + 1) + j]; };
  const auto same = [&](std::size_t i, std::size_t j) { return !a[i].empty() && a[i] == b[j]; };
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t j = m; j-- > 0;) at(i, j) = same(i, j) ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1) : std::max(at(i + 1, j), at(i, j + 1));
  for (std::size_t i = 0, j = 0; i < n && j < m;) {
    if (same(i, j)) out[i++] = j++;
    else if (at(i + 1, j) >= at(i, j + 1)) ++i;
    else ++j;
  }
  return out;
}

// Boundaries of phones found by ear, moved so that every word that he gave times for lies in them.
void keep_to_words(std::vector<double>& places, const LineTake& reference, std::span<const Word> his, double shift, double end) {
  const auto match = matched(reference.words, his);
  struct Anchor { std::size_t from, to; double start, end; };
  std::vector<Anchor> anchors;
  const std::size_t n = reference.phones.size();
  double last = kPadBefore;
  for (std::size_t w = 0; w < match.size(); ++w) {
    if (!match[w]) continue;
    const auto inside = [&](const Phone& p) {
      const double middle = 0.5 * (p.start + p.end).value;
      return p.name != "pau" && middle > reference.words[w].start.value && middle < reference.words[w].end.value;
    };
    std::size_t from = 0;
    while (from < n && !inside(reference.phones[from])) ++from;
    std::size_t to = from;
    while (to < n && inside(reference.phones[to])) ++to;
    const double start = std::max(last, his[*match[w]].start.value + shift), stop = std::min(end, his[*match[w]].end.value + shift);
    if (from == to || stop < start + 0.01 * static_cast<double>(to - from)) continue;
    anchors.push_back({from, to, start, stop});
    last = stop;
  }
  const std::vector<double> heard = places;
  const auto heard_at = [&](std::size_t i) { return i < heard.size() ? heard[i] : end; };
  // Linear between two known instants; by the reference's own lengths where nothing was heard between them.
  const auto spread = [&](std::size_t from, std::size_t to, double start, double stop) {
    const double a = heard_at(from), b = heard_at(to), ra = reference.phones[from].start.value, rb = to < n ? reference.phones[to].start.value : reference.length().value;
    for (std::size_t i = from; i < to && i < places.size(); ++i) {
      const double x = b - a > 0.02 * static_cast<double>(to - from) ? (heard[i] - a) / (b - a) : (reference.phones[i].start.value - ra) / std::max(1e-6, rb - ra);
      places[i] = start + std::clamp(x, 0.0, 1.0) * (stop - start);
    }
  };
  for (std::size_t k = 0; k < anchors.size(); ++k) {
    const Anchor& w = anchors[k];
    spread(w.from, w.to, w.start, w.end);
    const std::size_t next = k + 1 < anchors.size() ? anchors[k + 1].from : n;
    if (w.to < next && k + 1 < anchors.size()) spread(w.to, next, w.end, anchors[k + 1].start);
  }
}

void insert_silence(LineTake& take, double at, double seconds) {
  const auto frames = static_cast<std::size_t>(std::lround(seconds * 200));
  const std::size_t place = std::min(take.samples.size(), static_cast<std::size_t>(std::lround(at * 200)) * kFrame), ramp = 2 * kFrame;
  if (frames == 0) return;
  for (std::size_t i = 0; i < ramp; ++i) {  // 10 ms out and in, so that nothing clicks
    const float g = static_cast<float>(i) / static_cast<float>(ramp);
    if (place + i < take.samples.size()) take.samples[place + i] *= g;
    if (i < place) take.samples[place - 1 - i] *= g;
  }
  take.samples.insert(take.samples.begin() + static_cast<std::ptrdiff_t>(place), frames * kFrame, 0.f);
  const Seconds longer(static_cast<double>(frames) / 200), from(static_cast<double>(place) / kTakeRate);
  std::vector<Phone> phones;
  bool placed = false;
  for (Phone p : take.phones) {
    const bool before = p.end <= from, across = p.start < from && p.end > from, early = (p.end - from) < (from - p.start);
    if (!before && !placed) {
      placed = true;
      if (across && p.name == "pau") {
        p.end += longer;
        phones.push_back(p);
        continue;
      }
      if (across && early) {  // the boundary is a little later: what is left of the sound falls into the pause
        phones.push_back({p.name, p.start, from, p.stress});
        phones.push_back({"pau", from, p.end + longer, 0});
        continue;
      }
      if (!phones.empty() && phones.back().name == "pau") phones.back().end = from + longer;
      else phones.push_back({"pau", across ? p.start : from, from + longer, 0});
      phones.push_back({p.name, from + longer, p.end + longer, p.stress});
      continue;
    }
    if (!before) p.start += longer, p.end += longer;
    phones.push_back(p);
  }
  take.phones = std::move(phones);
  for (auto& w : take.words) {
    if (w.start >= from) w.start += longer, w.end += longer;
    else if (w.end > from) w.end = from;
  }
}

// Each pause as long as its mark says, counting the silence that is there already.
void make_pauses(LineTake& take, const std::vector<Pause>& pauses) {
  for (auto p = pauses.rbegin(); p != pauses.rend(); ++p) {
    std::size_t words = 0, next = 0;
    while (next < take.words.size() && words < p->words) words += !letters_of(take.words[next++].text).empty();
    if (next >= take.words.size() && p->words > 0) continue;  // after the last word: the line ends there
    double at = next < take.words.size() ? take.words[next].start.value : kPadBefore, there = 0;
    for (const auto& phone : take.phones)
      if (phone.name == "pau" && phone.start.value > kPadBefore && std::abs(phone.end.value - at) < 0.06) {
        there = (phone.end - phone.start).value;
        at = 0.5 * (phone.start + phone.end).value;
      }
    if (p->seconds > there) insert_silence(take, at, p->seconds - there);
  }
}

}  // namespace

Result<Wish> wish_of(const LineRequest& request) {
  const auto runs = TRY(runs_of(request));
  const SpokenText spoken = read_runs(runs);
  const Direction d = direct(request.manner, request.mood);
  Wish w;
  w.text = one_blank(without_marks(runs));
  w.pitch = d.pitch, w.range = d.range, w.pace = d.pace, w.whisper = d.whisper;
  w.shouted = spoken.all_capitals;
  w.manner = first_bytes(one_blank(request.manner), 400);
  w.feeling = feeling_of(request.mood);
  int word = -1, local = -1;
  for (const auto& s : spoken.sentences)
    for (const auto& t : s.tokens) {
      if (t.word < 0 || t.word == word || t.word >= static_cast<int>(spoken.words.size())) continue;
      word = t.word;
      const std::string& text = spoken.words[static_cast<std::size_t>(word)];
      if (t.emphasis > 0.4 && !w.shouted) w.stressed.push_back(text);
      const std::string manner = how(spoken.locals[static_cast<std::size_t>(t.local)]);
      if (!manner.empty() && t.local == local) w.stretches.back().words += " " + text;
      else if (!manner.empty()) w.stretches.push_back({text, manner});
      local = manner.empty() ? -1 : t.local;
    }
  // Marks over the whole line are a manner of the line.
  if (w.stretches.size() == 1 && w.stretches[0].words.size() + 2 >= w.text.size()) {
    w.pace *= spoken.locals[static_cast<std::size_t>(std::max(0, local))].pace;
    w.manner += (w.manner.empty() ? "" : ", ") + w.stretches[0].how;
    w.stretches.clear();
  }
  return w;
}

Result<RecordedLine> outside_line(std::span<const float> mono, int rate, const LineRequest& request, std::span<const Word> words) {
  Speech speech = TRY(cut_to_speech(mono, 1, rate, Source::kService));
  const auto runs = TRY(runs_of(request));
  LineRequest plain = request;
  plain.text = one_blank(without_marks(runs));
  plain.reading.clear();
  RecordedLine out;
  LineTake nearest;
  std::vector<double> places;
  for (const char* speaker : {"rms", "slt", "awb"}) {
    plain.voice = {};
    plain.voice.base = speaker;
    LineTake reference = TRY(speak(plain));
    if (nearest.samples.empty()) TRY(check_length(speech, reference, plain.text, Source::kService));
    double distance = 99;
    auto found = align_to(speech.samples, reference, distance);
    if (!nearest.samples.empty() && distance >= out.distance) continue;
    out.distance = distance;
    nearest = std::move(reference);
    places = std::move(found);
    if (nearest.backend != "flite") break;  // another program's voice is the same every time
  }
  keep_to_words(places, nearest, words, kPadBefore - speech.from, static_cast<double>(speech.samples.size()) / kTakeRate - kPadAfter);
  out.notes = std::move(speech.notes);
  out.take = take_laid(std::move(speech), nearest, places, request);
  out.take.backend = "outside";
  make_pauses(out.take, pauses_of(runs));
  if (out.distance > kStrangeWords) out.notes.push_back(strange_words_note(plain.text, Source::kService));
  return out;
}

}  // namespace auteur::acting
