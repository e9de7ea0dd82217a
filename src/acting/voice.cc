#include "auteur/acting/voice.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "direction.h"
#include "espeak_voice.h"
#include "flite_voice.h"
#include "marks.h"
#include "spoken_text.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

bool is_english(const std::string& language) { return language.empty() || language == "eng" || language.rfind("en", 0) == 0; }

// Only what a language tag may contain goes to another program's command line.
std::string clean_language(const std::string& language) {
  std::string out;
  for (char c : lower(language)) if (std::isalnum(static_cast<unsigned char>(c)) || c == '-') out += c == '_' ? '-' : c;
  return out.size() >= 2 && out.size() <= 16 && out[0] != '-' ? out : std::string();
}

void append_words(LineTake& take, const std::vector<std::string>& words, double from, double to) {
  const double each = words.empty() ? 0 : (to - from) / static_cast<double>(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    take.words.push_back({words[i], Seconds(from + each * static_cast<double>(i)), Seconds(from + each * static_cast<double>(i + 1))});
}

// As long as the words would take, so that picture and cut stay right when no voice is there.
LineTake silent_take(const SpokenText& spoken, const LineRequest& request, const Direction& direction, const char* backend) {
  double seconds = 0.25;
  for (const auto& s : spoken.sentences)
    for (const auto& t : s.tokens) seconds += 0.12 + 0.055 * static_cast<double>(t.say.size()) + t.pause;
  seconds += 0.16 * std::min(spoken.foreign_letters, 4000);
  if (spoken.sentences.empty() && spoken.foreign_letters == 0) seconds = request.text.empty() ? 0.2 : 0.6;
  seconds = kPadBefore + seconds / total_pace(request.voice, direction) + kPadAfter;
  LineTake take;
  take.backend = backend;
  take.samples.assign(static_cast<std::size_t>(std::lround(seconds * 200)) * (kTakeRate / 200), 0.f);
  take.phones.push_back({"pau", Seconds(0), take.length(), 0});
  append_words(take, spoken.words, kPadBefore, std::max(kPadBefore, take.length().value - kPadAfter));
  return take;
}

TakeFigures figures_of(const std::vector<VoiceFrame>& frames, const LineTake& take) {
  TakeFigures f;
  std::vector<double> heard;
  for (const auto& frame : frames) if (frame.f0 > 20) heard.push_back(frame.f0);
  std::sort(heard.begin(), heard.end());
  const auto quantile = [&](double q) { return heard[static_cast<std::size_t>(q * static_cast<double>(heard.size() - 1))]; };
  if (!heard.empty()) {
    f.pitch = quantile(0.5);
    f.range = 12 * std::log2(quantile(0.95) / quantile(0.05));
  }
  f.level = speech_level(take.samples);
  int syllables = 0;
  double speech = 0;
  for (std::size_t i = 0; i < take.phones.size(); ++i) {
    const double length = (take.phones[i].end - take.phones[i].start).value;
    if (take.phones[i].name == "pau") {
      if (i > 0 && i + 1 < take.phones.size()) f.pauses += length;
      continue;
    }
    speech += length;
    syllables += class_of(take.phones[i].name) == PhoneClass::kVowel;
  }
  f.pace = speech > 0 ? syllables / speech : 0;
  return f;
}

Result<LineTake> flite_take(const SpokenText& spoken, LineRequest request, const Direction& direction) {
  if (!is_flite_voice(request.voice.base)) request.voice.base = "rms";
  return rendered(TRY(edit_line(spoken, request.voice, direction, request.seed)), request, direction);
}

}  // namespace

LineTake rendered(EditedLine line, const LineRequest& request, const Direction& direction) {
  LineTake take;
  take.backend = "flite";
  // Whispering has no larynx to shorten the throat: formants rise a little.
  const double formant = std::isfinite(request.voice.formant) ? std::clamp(request.voice.formant, -0.08, 0.05) : 0;
  const std::vector<float> narrow = flite_render(request.voice.base, line.frames, formant - 0.015 * direction.whisper);
  take.samples = resample(narrow, kFliteRate, kTakeRate);
  take.samples.resize(line.frames.size() * static_cast<std::size_t>(std::lround(kTakeRate * kFrameSeconds)), 0.f);
  take.phones = std::move(line.phones);
  take.words = std::move(line.words);
  high_pass(take.samples, 60);
  const double breath = std::clamp((std::isfinite(request.voice.breath) ? request.voice.breath : 0) + direction.breath, 0.0, 1.0);
  restore_top(take.samples, 8000, take.phones, breath, request.seed);
  set_level(take.samples, kSpeechLevelDb + direction.energy + std::clamp(line.energy, -10.0, 7.0));
  take.figures = figures_of(line.frames, take);
  // The padding is true silence but for a 10 ms ramp, so that takes join without clicks.
  const std::size_t ramp = kTakeRate / 100, n = take.samples.size();
  for (std::size_t i = 0; i < ramp && i < n; ++i) {
    const float g = static_cast<float>(i) / static_cast<float>(ramp);
    take.samples[i] *= g;
    take.samples[n - 1 - i] *= g;
  }
  return take;
}

Result<LineTake> speak(const LineRequest& request) {
  std::vector<MarkedRun> runs;
  if (!request.reading.empty()) runs = TRY(read_marks(request.reading));
  const SpokenText spoken = runs.empty() ? read_dialogue(request.text) : read_runs(runs);
  Direction direction = direct(request.manner, request.mood);
  if (spoken.all_capitals && direction.whisper == 0) {
    const Direction shout = direction_of_manner("shouting");
    direction.pitch = std::clamp(direction.pitch * shout.pitch, 0.8, 1.45);
    direction.range = std::clamp(direction.range * shout.range, 0.4, 2.0);
    direction.energy = std::max(direction.energy, shout.energy);
    direction.tilt = std::max(direction.tilt, shout.tilt);
  }
  const auto directed = [&](LineTake take) {
    take.manner = request.manner;
    take.reading = request.reading;
    return take;
  };
  const bool nothing_english = spoken.sentences.empty();
  std::string language = clean_language(request.language);
  const bool mostly_foreign = spoken.foreign_letters > spoken.latin_letters && !spoken.foreign_language.empty();
  if (mostly_foreign && (is_english(language))) language = spoken.foreign_language;
  if (!is_english(language)) {
    auto take = espeak_take(request, language, direction, runs);
    if (take) {
      take->figures = figures_of({}, *take);  // its melody is its own and not known
      return directed(std::move(*take));
    }
  }
  if (nothing_english) return directed(silent_take(spoken, request, direction, mostly_foreign ? "silence" : "flite"));
  auto take = flite_take(spoken, request, direction);
  if (take) return directed(std::move(*take));
  return directed(silent_take(spoken, request, direction, "silence"));
}

Json phones_json(const LineTake& take) {
  Json phones = Json::array(), words = Json::array();
  const auto rounded = [](double v) { return std::round(v * 1e4) / 1e4; };
  for (const auto& p : take.phones) phones.push_back({{"phone", p.name}, {"start", rounded(p.start.value)}, {"end", rounded(p.end.value)}, {"stress", rounded(p.stress)}});
  for (const auto& w : take.words) words.push_back({{"text", w.text}, {"start", rounded(w.start.value)}, {"end", rounded(w.end.value)}});
  return {{"kind", "auteur.phones"}, {"version", 1}, {"backend", take.backend}, {"rate", take.rate}, {"length", rounded(take.length().value)}, {"manner", take.manner}, {"reading", take.reading}, {"phones", phones}, {"words", words}};
}

Result<LineTake> phones_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.phones", 1));
  LineTake take;
  const auto seconds = [](const Json& j, const char* key) {
    const auto it = j.find(key);
    return Seconds(it != j.end() && it->is_number() && std::isfinite(it->get<double>()) ? it->get<double>() : 0);
  };
  const auto text = [](const Json& j, const char* key) {
    const auto it = j.find(key);
    return it != j.end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  take.backend = text(document, "backend");
  take.manner = text(document, "manner");
  take.reading = text(document, "reading");
  take.rate = std::clamp(static_cast<int>(std::clamp(seconds(document, "rate").value, 0.0, 1e6)), 0, 1000000);
  for (const auto& [key, wanted] : {std::pair{"phones", true}, {"words", false}}) {
    const auto it = document.find(key);
    if (it == document.end()) continue;
    if (!it->is_array() || it->size() > 500000) return fail(ErrorCode::kInvalidInput, std::string("\"") + key + "\" must be a list.");
    for (const auto& j : *it) {
      if (!j.is_object()) return fail(ErrorCode::kInvalidInput, std::string("Entries of \"") + key + "\" must be objects.");
      if (wanted) take.phones.push_back({text(j, "phone"), seconds(j, "start"), seconds(j, "end"), seconds(j, "stress").value});
      else take.words.push_back({text(j, "text"), seconds(j, "start"), seconds(j, "end")});
    }
  }
  return take;
}

}  // namespace auteur::acting
