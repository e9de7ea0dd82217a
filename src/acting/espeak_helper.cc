#include "espeak_helper.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>

#include "auteur/acting/dubbing.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/process.h"
#include "auteur/base/text.h"
#include "espeak_voice.h"
#include "voice_edit.h"

namespace auteur::acting {
namespace {

bool is_program(const Path& p) {
  std::error_code ec;
  const auto status = std::filesystem::status(p, ec);
  return !ec && std::filesystem::is_regular_file(status) && (status.permissions() & std::filesystem::perms::owner_exec) != std::filesystem::perms::none;
}

// Symbols of more than one sound; those of two kinds share their time.
const std::map<std::string, std::vector<std::pair<std::string, double>>>& known_symbols() {
  static const std::map<std::string, std::vector<std::pair<std::string, double>>> kKnown = {
      {"aɪ", {{"ay", 1}}}, {"ai", {{"ay", 1}}}, {"aʊ", {{"aw", 1}}}, {"au", {{"aw", 1}}}, {"ɔɪ", {{"oy", 1}}}, {"ɔø", {{"oy", 1}}}, {"ɔʏ", {{"oy", 1}}}, {"oi", {{"oy", 1}}}, {"eɪ", {{"ey", 1}}}, {"ei", {{"ey", 1}}}, {"oʊ", {{"ow", 1}}}, {"əʊ", {{"ow", 1}}},
      {"tʃ", {{"ch", 1}}}, {"tɕ", {{"ch", 1}}}, {"ʈʂ", {{"ch", 1}}}, {"dʒ", {{"jh", 1}}}, {"dʑ", {{"jh", 1}}}, {"ts", {{"t", 0.5}, {"s", 0.5}}}, {"dz", {{"d", 0.5}, {"z", 0.5}}}, {"pf", {{"p", 0.5}, {"f", 0.5}}}};
  return kKnown;
}

// The event of a stop is its burst; the silence before it, while the mouth is closed, is part of the stop and not of what was
// said before.
void hear_closures(TimedSpeech& said) {
  constexpr double kLongest = 0.12, kAfterPause = 0.06, kLeft = 0.02;  // seconds; the last is left to the phone before
  constexpr float kSilent = 0.002f;
  for (std::size_t i = 1; i < said.phones.size(); ++i) {
    auto &before = said.phones[i - 1], &stop = said.phones[i];
    if (class_of(stop.name) != PhoneClass::kStop) continue;
    const bool paused = before.name == "pau";
    const double earliest = std::max(stop.start.value - (paused ? kAfterPause : kLongest), before.start.value + (paused ? 0 : kLeft));
    auto at = static_cast<std::ptrdiff_t>(stop.start.value * said.rate) - 2;
    const auto first = static_cast<std::ptrdiff_t>(std::max(0.0, earliest) * said.rate);
    while (at > first && at < static_cast<std::ptrdiff_t>(said.samples.size()) && std::abs(said.samples[static_cast<std::size_t>(at)]) < kSilent) --at;
    const double start = static_cast<double>(at) / said.rate;
    if (start < stop.start.value - 0.005) before.end = stop.start = Seconds(std::max(start, earliest));
  }
  std::erase_if(said.phones, [](const Phone& p) { return !(p.end > p.start); });
}

std::unexpected<Error> something_else() { return fail(ErrorCode::kUnavailable, "auteur-espeak answers with something else. Reinstall it, or set AUTEUR_ESPEAK=none."); }

}  // namespace

std::optional<Path> espeak_helper() {
  if (const char* named = std::getenv("AUTEUR_ESPEAK"); named && *named) {
    if (is_program(named)) return Path(named);
    return std::nullopt;
  }
  std::error_code ec;
  const Path own = std::filesystem::read_symlink("/proc/self/exe", ec).parent_path();
  for (const Path& p : {own / "auteur-espeak", Path(AUTEUR_ESPEAK_BUILT)})
    if (is_program(p)) return p;
  if (const auto found = find_program("auteur-espeak")) return *found;
  return std::nullopt;
}

std::vector<std::pair<std::string, double>> phones_of_ipa(const std::string& ipa) {
  std::string bare;
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < ipa.size();) {
    const std::size_t from = at;
    const char32_t c = decode_utf8(ipa, at);
    if (phone_of_ipa(c).empty()) continue;  // length, nasality, stress and other marks
    letters.push_back(phone_of_ipa(c));
    bare += ipa.substr(from, at - from);
  }
  if (const auto known = known_symbols().find(bare); known != known_symbols().end()) return known->second;
  if (letters.empty()) return {};
  // Two vowels glide: the first has the larger part. Of any others the last is what is heard.
  if (letters.size() >= 2 && class_of(letters[0]) == PhoneClass::kVowel && class_of(letters[1]) == PhoneClass::kVowel) return {{letters[0], 0.6}, {letters[1], 0.4}};
  if (letters.size() >= 2 && letters[0] != letters[1]) return {{letters[0], 0.5}, {letters[1], 0.5}};
  return {{letters[0], 1}};
}

Result<TimedSpeech> speak_with_times(const Path& helper, const EspeakWish& wish) try {
  const std::string asked = canonical_json({{"text", wish.text}, {"voice", wish.voice}, {"rate", wish.rate}, {"pitch", wish.pitch}, {"range", wish.range}, {"ssml", wish.ssml}});
  const auto said = TRY(run_process({helper.string()}, std::vector<std::uint8_t>(asked.begin(), asked.end()), {.seconds = 60, .output_bytes = 64u << 20}));
  const auto head_end = std::find(said.out.begin(), said.out.end(), static_cast<std::uint8_t>('\n'));
  if (said.exit_code != 0 || head_end == said.out.end()) return fail(ErrorCode::kUnavailable, "auteur-espeak did not speak: " + std::string(trim(said.err)).substr(0, 200));
  const auto parsed = parse_json(std::string_view(reinterpret_cast<const char*>(said.out.data()), static_cast<std::size_t>(head_end - said.out.begin())), "auteur-espeak");
  if (!parsed || !parsed->is_object()) return something_else();
  const Json& head = *parsed;
  TimedSpeech out;
  out.rate = head.value("rate", 22050);
  if (out.rate < 8000 || out.rate > 96000) return fail(ErrorCode::kUnavailable, "auteur-espeak speaks at a rate that no sound has.");
  for (auto at = head_end + 1; at + 1 < said.out.end(); at += 2) out.samples.push_back(static_cast<float>(static_cast<std::int16_t>(*at | (*(at + 1) << 8))) / 32768.f);
  const double length = static_cast<double>(out.samples.size()) / out.rate;
  const Json events = head.value("phones", Json::array());
  const auto start_of = [&](std::size_t i) { return i < events.size() ? std::clamp(events[i].value("start", 0.0), 0.0, length) : length; };
  const auto pause = [&](double from, double to) {
    if (!(to > from)) return;
    if (!out.phones.empty() && out.phones.back().name == "pau") out.phones.back().end = Seconds(to);
    else out.phones.push_back({"pau", Seconds(from), Seconds(to), 0});
  };
  const Json words = head.value("words", Json::array());
  for (const auto& w : words) out.words.push_back(std::clamp(w.value("start", 0.0), 0.0, length));
  if (!events.empty()) pause(0, start_of(0));
  std::vector<double> vowels;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double from = start_of(i), to = std::max(from, start_of(i + 1));
    const auto sounds = phones_of_ipa(events[i].value("ipa", ""));
    if (sounds.empty()) { pause(from, to); continue; }
    if (to - from < 0.002) continue;
    double at = from;
    for (const auto& [name, share] : sounds) {
      const double next = at + share * (to - from);
      out.phones.push_back({name, Seconds(at), Seconds(next), 0.2});
      at = next;
    }
    if (class_of(sounds[0].first) == PhoneClass::kVowel) vowels.push_back(to - from);
  }
  if (out.phones.empty()) return out;
  hear_closures(out);
  // Its events name no stress: a stressed vowel is a long one.
  if (!vowels.empty()) {
    std::nth_element(vowels.begin(), vowels.begin() + static_cast<std::ptrdiff_t>(vowels.size() / 2), vowels.end());
    const double usual = vowels[vowels.size() / 2];
    for (auto& p : out.phones)
      if (class_of(p.name) == PhoneClass::kVowel && (p.end - p.start).value > 1.15 * usual) p.stress = 0.7;
  }
  return out;
} catch (const Json::exception&) {
  return something_else();
}

EspeakVoice espeak_voice_of(const VoiceCasting& voice, double hertz) try {
  static const Json kTable = read_data("acting/espeak_voices.json");
  const Json all = kTable.value("voices", Json::object());
  const Json one = all.contains(voice.name) ? all[voice.name] : kTable.value(hertz > 150 ? "female" : "male", Json::object());
  EspeakVoice out{one.value("variant", "klatt6"), std::clamp(one.value("throat", 1.0), 0.8, 1.3)};
  std::erase_if(out.variant, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
  return out;
} catch (const Json::exception&) {
  return {"klatt6", 1};
}

bool speaks_with_times() { return espeak_helper().has_value(); }

}  // namespace auteur::acting
