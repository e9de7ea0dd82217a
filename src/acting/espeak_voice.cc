#include "espeak_voice.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <numeric>

#include "auteur/base/process.h"
#include "auteur/base/text.h"
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

char32_t decode(std::string_view s, std::size_t& at) {
  const auto first = static_cast<unsigned char>(s[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t c = first & (0x3Fu >> more);
  for (int i = 0; i < more && at < s.size(); ++i) c = (c << 6) | (static_cast<unsigned char>(s[at++]) & 0x3Fu);
  return c;
}

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
    const char32_t c = decode(ipa, at);
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

}  // namespace

std::string phone_of_ipa(char32_t symbol) {
  for (const auto& i : kIpa) if (i.symbol == symbol) return i.phone;
  return {};
}

Result<LineTake> espeak_take(const LineRequest& request, const std::string& language, const Direction& direction, const std::vector<MarkedRun>& runs) {

  const double base_hz = request.voice.base == "slt" ? 170 : request.voice.base == "awb" ? 123 : 100;
  const double hz = base_hz * total_pitch(request.voice, direction);
  const int pitch = std::clamp(static_cast<int>(50 * std::log(hz / 108) / std::log(174.0 / 108) + 50), 5, 99);
  const int rate = std::clamp(static_cast<int>(165 * total_pace(request.voice, direction)), 80, 400);
  const std::string voice = language + (direction.whisper > 0.5 ? "+whisper" : hz > 150 ? "+klatt5" : "+klatt6");
  const std::string text = (runs.empty() ? request.text.substr(0, 24000) : without_marks(runs)) + "\n";
  const std::vector<std::uint8_t> input(text.begin(), text.end());
  double lead = 0;
  const std::string marked = runs.empty() ? std::string() : ssml_of(runs, lead);
  const double before = kPadBefore + std::min(lead, 10.0);
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
  std::vector<std::string_view> written_words;
  for (auto piece : split(std::string_view(text).substr(0, text.size() - 1), ' ')) if (!auteur::trim(piece).empty()) written_words.push_back(auteur::trim(piece));
  for (std::size_t i = 0; i < written_words.size(); ++i) {
    // Numbers are one written word and several spoken ones: places are matched in proportion.
    const std::size_t k = written_words.empty() || words == 0 ? 0 : i * static_cast<std::size_t>(words) / written_words.size();
    const auto w = k < word_times.size() && word_times[k].first >= 0 ? word_times[k] : std::pair{before, end_of_speech};
    take.words.push_back({std::string(written_words[i]), Seconds(w.first), Seconds(w.second)});
  }
  high_pass(take.samples, 70);
  restore_top(take.samples, std::min(8000.0, wave.rate * 0.45), take.phones, direction.breath, request.seed);
  set_level(take.samples, kSpeechLevelDb + direction.energy);
  return take;
}

}  // namespace auteur::acting
