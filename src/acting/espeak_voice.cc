#include "espeak_voice.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <numeric>

#include "auteur/base/process.h"
#include "auteur/base/text.h"
#include "espeak_helper.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

struct Mono { int rate = 22050; std::vector<float> samples; };

// A WAV on a pipe has no true length in its header: everything after "data" is sound.
Mono read_piped_wav(const Bytes& bytes) {
  Mono out;
  if (bytes.size() < 44 || std::memcmp(bytes.data(), "RIFF", 4) != 0) return out;
  out.rate = static_cast<int>(bytes[24] | (bytes[25] << 8) | (bytes[26] << 16));
  std::size_t at = 12;
  while (at + 8 <= bytes.size() && std::memcmp(&bytes[at], "data", 4) != 0) {
    const std::size_t size = bytes[at + 4] | (static_cast<std::size_t>(bytes[at + 5]) << 8) | (static_cast<std::size_t>(bytes[at + 6]) << 16);
    at += 8 + size;
  }
  for (at += 8; at + 1 < bytes.size(); at += 2)
    out.samples.push_back(static_cast<float>(static_cast<std::int16_t>(bytes[at] | (bytes[at + 1] << 8))) / 32768.f);
  return out;
}

struct IpaPhone { char32_t symbol; const char* phone; };
constexpr IpaPhone kIpa[] = {
    {U'p', "p"}, {U'b', "b"}, {U't', "t"}, {U'd', "d"}, {U'k', "k"}, {U'ɡ', "g"}, {U'g', "g"}, {U'q', "k"}, {U'ʔ', "k"}, {U'c', "k"}, {U'ɟ', "g"},
    {U'm', "m"}, {U'n', "n"}, {U'ŋ', "ng"}, {U'ɲ', "n"}, {U'ɳ', "n"}, {U'f', "f"}, {U'v', "v"}, {U'ʋ', "v"}, {U'ɸ', "f"}, {U'β', "b"}, {U'θ', "th"}, {U'ð', "dh"},
    {U's', "s"}, {U'z', "z"}, {U'ʃ', "sh"}, {U'ʒ', "zh"}, {U'ʂ', "sh"}, {U'ʐ', "zh"}, {U'ɕ', "sh"}, {U'ʑ', "zh"}, {U'ç', "sh"}, {U'x', "hh"}, {U'ɣ', "g"}, {U'χ', "hh"}, {U'h', "hh"}, {U'ɦ', "hh"}, {U'ħ', "hh"},
    {U'l', "l"}, {U'ɫ', "l"}, {U'ʎ', "y"}, {U'r', "r"}, {U'ɹ', "r"}, {U'ɾ', "d"}, {U'ʀ', "r"}, {U'ʁ', "r"}, {U'ɻ', "r"}, {U'j', "y"}, {U'w', "w"}, {U'ɥ', "w"},
    {U'a', "aa"}, {U'ɑ', "aa"}, {U'ɐ', "ah"}, {U'æ', "ae"}, {U'ʌ', "ah"}, {U'ə', "ax"}, {U'ɚ', "er"}, {U'ɜ', "er"}, {U'ɝ', "er"}, {U'e', "ey"}, {U'ɛ', "eh"}, {U'i', "iy"}, {U'ɪ', "ih"}, {U'ɨ', "ih"}, {U'y', "uw"}, {U'ʏ', "uh"}, {U'ø', "ow"}, {U'œ', "ow"},
    {U'o', "ow"}, {U'ɔ', "ao"}, {U'ɒ', "aa"}, {U'u', "uw"}, {U'ʊ', "uh"}, {U'ɯ', "uw"}, {U'ɤ', "ah"}, {U'ʉ', "uw"}};

}  // namespace

char32_t decode_utf8(std::string_view s, std::size_t& at) {
  const auto first = static_cast<unsigned char>(s[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t c = first & (0x3Fu >> more);
  for (int i = 0; i < more && at < s.size(); ++i) c = (c << 6) | (static_cast<unsigned char>(s[at++]) & 0x3Fu);
  return c;
}

namespace {

double usual_seconds(const std::string& phone) {
  switch (class_of(phone)) {
    case PhoneClass::kVowel: return 0.105;
    case PhoneClass::kFricative: return 0.090;
    case PhoneClass::kStop: return 0.070;
    case PhoneClass::kNasal: return 0.070;
    case PhoneClass::kLiquid: return 0.060;
    case PhoneClass::kPause: return 0.25;
  }
  return 0.08;
}

struct Sounded { std::string phone; double stress = 0; int word = -1; };

// espeak's IPA: words are separated by blanks, clauses by new lines, stress marks stand before the syllable.
std::vector<Sounded> read_ipa(const std::string& ipa, int& words) {
  std::vector<Sounded> out;
  double stress = 0.2;
  int word = 0;
  bool in_word = false;
  for (std::size_t at = 0; at < ipa.size();) {
    const char32_t c = decode_utf8(ipa, at);
    if (c == ' ' || c == '\n') {
      if (in_word) ++word;
      in_word = false;
      stress = 0.2;
      if (c == '\n' && !out.empty()) out.push_back({"pau", 0, -1});
    } else if (c == U'ˈ') stress = 0.75;
    else if (c == U'ˌ') stress = 0.5;
    else if (const std::string phone = phone_of_ipa(c); !phone.empty()) {
      in_word = true;
      out.push_back({phone, stress, word});
      if (class_of(phone) == PhoneClass::kVowel) stress = 0.2;
    }
  }
  words = word + (in_word ? 1 : 0);
  while (!out.empty() && out.back().phone == "pau") out.pop_back();
  return out;
}

// Silences inside the speech longer than 120 ms, as [start, end) in seconds: pauses are put there.
std::vector<std::pair<double, double>> find_silences(const std::vector<float>& s) {
  constexpr std::size_t kWindow = 480;
  std::vector<std::pair<double, double>> out;
  std::size_t run = 0;
  const std::size_t n = s.size() / kWindow;
  for (std::size_t w = 0; w <= n; ++w) {
    float peak = 1;
    if (w < n) {
      peak = 0;
      for (std::size_t i = w * kWindow; i < (w + 1) * kWindow; ++i) peak = std::max(peak, std::abs(s[i]));
    }
    if (peak < 0.006f) { ++run; continue; }
    if (run >= 12) out.emplace_back(static_cast<double>(w - run) * 0.01, static_cast<double>(w) * 0.01);
    run = 0;
  }
  return out;
}

void trim(std::vector<float>& s, double before) {
  std::size_t begin = 0, end = s.size();
  while (begin < end && std::abs(s[begin]) < 0.004f) ++begin;
  while (end > begin && std::abs(s[end - 1]) < 0.004f) --end;
  std::vector<float> out(static_cast<std::size_t>(before * kTakeRate), 0.f);
  out.insert(out.end(), s.begin() + static_cast<std::ptrdiff_t>(begin), s.begin() + static_cast<std::ptrdiff_t>(end));
  out.insert(out.end(), static_cast<std::size_t>(kPadAfter * kTakeRate), 0.f);
  s = std::move(out);
}

void escaped(std::string& to, char c) {
  if (c == '&') to += "&amp;";
  else if (c == '<') to += "&lt;";
  else if (c == '>') to += "&gt;";
  else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n') to += c;
}

// The marks as SSML, as far as espeak-ng follows it: pauses, stress, pace, pitch and range; the rest of a mark is left out.
std::string ssml_of(const std::vector<MarkedRun>& runs, double& lead) {
  std::string out = "<speak>";
  bool begun = false;
  for (const auto& r : runs) {
    const auto percent = [](double v) { return std::to_string(static_cast<int>(std::lround(v))) + "%"; };
    const double pitch = 100 * (std::pow(2, r.local.pitch / 12) - 1);
    std::string open;
    if (r.local.pace != 1) open += " rate=\"" + percent(100 * r.local.pace) + "\"";
    if (std::abs(pitch) >= 1) open += std::string(" pitch=\"") + (pitch > 0 ? "+" : "") + percent(pitch) + "\"";
    if (r.local.range != 1) open += " range=\"" + percent(std::clamp(100 * r.local.range, 5.0, 300.0)) + "\"";
    const bool words = r.text.find_first_not_of(" \t\n*_") != r.text.npos;
    if (words) begun = true;
    if (!open.empty() && words) out += "<prosody" + open + ">";
    bool stressed = false;
    for (std::size_t i = 0; i < r.text.size(); ++i) {
      if (r.text[i] != '*') { escaped(out, r.text[i]); continue; }
      const bool strong = i + 1 < r.text.size() && r.text[i + 1] == '*';
      i += strong;
      out += stressed ? "</emphasis>" : strong ? "<emphasis level=\"strong\">" : "<emphasis level=\"moderate\">";
      stressed = !stressed;
    }
    if (stressed) out += "</emphasis>";
    if (!open.empty() && words) out += "</prosody>";
    if (r.pause > 0 && begun) out += "<break time=\"" + std::to_string(static_cast<int>(std::lround(1000 * r.pause))) + "ms\"/> ";
    if (r.pause > 0 && !begun) lead += r.pause;
  }
  return out + "</speak>\n";
}

// The words as they are written, each where its share of the phones' words lies: numbers are one written word and several spoken.
void lay_words(LineTake& take, const std::string& text, const std::vector<std::pair<double, double>>& spoken, double from, double to) {
  std::vector<std::string_view> written;
  for (auto piece : split(text, ' ')) if (!auteur::trim(piece).empty()) written.push_back(auteur::trim(piece));
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::size_t k = spoken.empty() ? 0 : i * spoken.size() / written.size();
    const auto w = k < spoken.size() && spoken[k].first >= 0 ? spoken[k] : std::pair{from, to};
    take.words.push_back({std::string(written[i]), Seconds(w.first), Seconds(w.second)});
  }
}

void finish(LineTake& take, int rate, const Direction& direction, std::uint64_t seed) {
  high_pass(take.samples, 70);
  restore_top(take.samples, std::min(8000.0, rate * 0.45), take.phones, direction.breath, seed);
  set_level(take.samples, kSpeechLevelDb + direction.energy);
}

// With the true times of its phones. `throat`: spoken slower and lower by so much and played faster, so that only formants change.
Result<LineTake> timed_take(const Path& helper, const EspeakWish& wish, double throat, double before, const std::string& text, const Direction& direction, std::uint64_t seed) {
  const TimedSpeech said = TRY(speak_with_times(helper, wish));
  const auto named = [](const Phone& p) { return p.name != "pau"; };
  const auto first = std::find_if(said.phones.begin(), said.phones.end(), named);
  if (first == said.phones.end() || said.samples.size() < 400) return fail(ErrorCode::kUnavailable, "espeak-ng says nothing for this text.");
  const auto last = std::find_if(said.phones.rbegin(), said.phones.rend(), named);
  LineTake take;
  take.backend = "espeak-ng";
  take.rate = kTakeRate;
  const int rate = static_cast<int>(std::lround(said.rate * throat));
  const double scale = static_cast<double>(said.rate) / rate, from = std::max(0.0, first->start.value - 0.01), lead = before - (first->start.value - from) * scale;
  const auto begin = static_cast<std::size_t>(from * said.rate), end = std::min(said.samples.size(), static_cast<std::size_t>(last->end.value * said.rate));
  const std::vector<float> speech = resample(std::span(said.samples).subspan(begin, end - begin), rate, kTakeRate);
  take.samples.assign(static_cast<std::size_t>(std::max(0.0, lead) * kTakeRate), 0.f);
  take.samples.insert(take.samples.end(), speech.begin(), speech.end());
  const double length = std::ceil((static_cast<double>(take.samples.size()) / kTakeRate + kPadAfter) * 200) / 200;
  take.samples.resize(static_cast<std::size_t>(std::lround(length * kTakeRate)), 0.f);
  const double move = std::max(0.0, lead) - static_cast<double>(begin) / said.rate * scale;
  take.phones.push_back({"pau", Seconds(0), Seconds(first->start.value * scale + move), 0});
  for (auto p = first; p != last.base(); ++p) take.phones.push_back({p->name, Seconds(p->start.value * scale + move), Seconds(p->end.value * scale + move), p->stress});
  const double said_to = take.phones.back().end.value;
  take.phones.push_back({"pau", Seconds(said_to), Seconds(length), 0});
  std::vector<std::pair<double, double>> words;
  for (std::size_t i = 0; i < said.words.size(); ++i) {
    const double a = std::max(before, said.words[i] * scale + move), b = i + 1 < said.words.size() ? said.words[i + 1] * scale + move : said_to;
    words.emplace_back(a, std::clamp(b, a, said_to));
  }
  // A word begins with a phone, and its events a little before it.
  for (auto& w : words) {
    const auto near = std::min_element(take.phones.begin(), take.phones.end(), [&](const Phone& a, const Phone& b) { return std::abs(a.start.value - w.first) < std::abs(b.start.value - w.first); });
    if (named(*near) && std::abs(near->start.value - w.first) < 0.06) w.first = near->start.value;
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) words[i].second = std::max(words[i].first, words[i + 1].first);
  lay_words(take, text, words, before, said_to);
  finish(take, rate, direction, seed);
  return take;
}

}  // namespace

std::string phone_of_ipa(char32_t symbol) {
  for (const auto& i : kIpa) if (i.symbol == symbol) return i.phone;
  return {};
}

Result<LineTake> espeak_take(const LineRequest& request, const std::string& language, const Direction& direction, const std::vector<MarkedRun>& runs) {
  const double base_hz = request.voice.base == "slt" ? 170 : request.voice.base == "awb" ? 123 : 100;
  const double hz = base_hz * total_pitch(request.voice, direction);
  const EspeakVoice like = espeak_voice_of(request.voice, hz);
  const auto helper = espeak_helper();
  const double throat = helper ? like.throat : 1;
  const int pitch = std::clamp(static_cast<int>(50 * std::log(hz / throat / 108) / std::log(174.0 / 108) + 50), 5, 99);
  const int rate = std::clamp(static_cast<int>(165 * total_pace(request.voice, direction) / throat), 80, 400);
  const std::string voice = language + "+" + (direction.whisper > 0.5 ? "whisper" : like.variant);
  const std::string text = runs.empty() ? request.text.substr(0, 24000) : without_marks(runs);
  double lead = 0;
  const std::string marked = runs.empty() ? std::string() : ssml_of(runs, lead);
  const double before = kPadBefore + std::min(lead, 10.0);
  if (helper) {
    const int range = std::clamp(static_cast<int>(std::lround(50 * request.voice.range * direction.range)), 5, 99);
    auto take = timed_take(*helper, {voice, marked.empty() ? text : marked, rate, pitch, range, !marked.empty()}, throat, before, text, direction, request.seed);
    if (take) return take;
  }
  const std::string line = text + "\n";
  const std::vector<std::uint8_t> input(line.begin(), line.end());
  std::vector<std::string> call = {"espeak-ng", "-v", voice, "-s", std::to_string(rate), "-p", std::to_string(pitch), "-b", "1", "--stdin", "--stdout"};
  if (!marked.empty()) call.push_back("-m");
  const auto spoken = TRY(run_process(call, marked.empty() ? input : std::vector<std::uint8_t>(marked.begin(), marked.end())));
  Mono wave = read_piped_wav(spoken.out);
  if (spoken.exit_code != 0 || wave.samples.size() < 400 || wave.rate < 8000 || wave.rate > 96000)
    return fail(ErrorCode::kUnavailable, "espeak-ng has no voice for the language '" + language + "'.");
  const auto written = TRY(run_process({"espeak-ng", "-v", language, "-q", "--ipa", "-b", "1", "--stdin"}, input));
  LineTake take;
  take.backend = "espeak-ng";
  take.rate = kTakeRate;
  take.samples = resample(wave.samples, wave.rate, kTakeRate);
  trim(take.samples, before);
  int words = 0;
  const auto sounds = read_ipa(std::string(written.out.begin(), written.out.end()), words);

  // Speech spans between the silences found share the phones by their usual lengths.
  double usual = 0;
  for (const auto& s : sounds) if (s.phone != "pau") usual += usual_seconds(s.phone);
  const double length = take.length().value, end_of_speech = std::max(before, length - kPadAfter);
  auto silences = find_silences(take.samples);
  std::erase_if(silences, [&](const auto& s) { return s.first < before + 0.02 || s.second > end_of_speech - 0.02; });
  double quiet = 0;
  for (const auto& s : silences) quiet += s.second - s.first;
  const double scale = usual > 0 ? (end_of_speech - before - quiet) / usual : 0;
  take.phones.push_back({"pau", Seconds(0), Seconds(before), 0});
  double at = before;
  std::size_t silence = 0;
  std::vector<std::pair<double, double>> word_times(static_cast<std::size_t>(words), {-1, -1});
  for (const auto& s : sounds) {
    if (s.phone == "pau") continue;
    if (silence < silences.size() && at >= silences[silence].first - 0.03) {
      const double gap = silences[silence].second - silences[silence].first;
      take.phones.push_back({"pau", Seconds(at), Seconds(at + gap), 0});
      at += gap;
      ++silence;
    }
    const double next = std::min(end_of_speech, at + usual_seconds(s.phone) * scale);
    take.phones.push_back({s.phone, Seconds(at), Seconds(next), s.stress});
    if (s.word >= 0 && s.word < words) {
      auto& w = word_times[static_cast<std::size_t>(s.word)];
      if (w.first < 0) w.first = at;
      w.second = next;
    }
    at = next;
  }
  take.phones.push_back({"pau", Seconds(at), take.length(), 0});
  lay_words(take, text, word_times, before, end_of_speech);
  finish(take, wave.rate, direction, request.seed);
  return take;
}

}  // namespace auteur::acting
