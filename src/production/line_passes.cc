// Lines: spoken by a voice of the house, by a speech server, as somebody recorded them, or dubbed.
#include <fmt/format.h>

#include <cmath>

#include "auteur/acting/behaviour.h"
#include "auteur/acting/dubbing.h"
#include "auteur/acting/interruption.h"
#include "auteur/acting/outside.h"
#include "auteur/acting/recording.h"
#include "auteur/acting/voice.h"
#include "auteur/base/process.h"
#include "auteur/media/media.h"
#include "auteur/models/exchange.h"
#include "language_passes.h"
#include "outside_voices.h"
#include "passes.h"

namespace auteur::production {
namespace {

Result<acting::LineRequest> line_of(const Inputs& inputs, const Params& params) {
  acting::LineRequest line;
  line.text = params.text("text");
  line.manner = params.text("manner");
  line.language = params.text("language");
  line.mood = {params.number("valence"), params.number("arousal"), params.number("tension"), ""};
  if (inputs.has("voice")) {
    const Json j = TRY(inputs.json("voice"));
    line.voice = acting::voice_from_json(j.value("casting", Json::object()));
  }
  if (inputs.has("mood")) {  // the feeling of the line as somebody in their mood says it
    const Json mood = TRY(inputs.json("mood"));
    const auto said = acting::scene_mood_from_json({{"people", {{"speaker", mood}}}});
    if (const auto& keys = said.at("speaker").keys; !keys.empty()) {
      line.mood = acting::felt(line.mood, keys[0].mood, !line.manner.empty());
      for (double* v : {&line.mood.valence, &line.mood.arousal, &line.mood.tension}) *v = std::round(*v * 100) / 100;
    }
  }
  line.seed = params.seed();
  line.reading = params.text("reading");
  return line;
}

Outputs line_outputs(const acting::LineTake& take, const acting::Reading& way, const acting::LineRequest& line, const std::vector<std::string>& notes) {
  const auto rounded = [](double v) { return std::round(v * 100) / 100; };
  Outputs out;
  out.set_json("reading", {{"kind", "auteur.reading"}, {"version", 1}, {"name", way.name}, {"words", way.words}, {"manner", line.manner}, {"marked", line.reading}, {"text", line.text}, {"notes", notes},
                           {"pitch", rounded(take.figures.pitch)}, {"range", rounded(take.figures.range)}, {"level", rounded(take.figures.level)}, {"pace", rounded(take.figures.pace)}, {"pauses", rounded(take.figures.pauses)}, {"seconds", rounded(take.length().value)}});
  out.set("sound", media::write_flac(take.samples, 1, take.rate));
  out.set_json("phones", acting::phones_json(take));
  out.set_json("length", {{"kind", "auteur.length"}, {"version", 1}, {"seconds", take.length().value}, {"breaks", std::round(acting::breaks_off(take).value * 1e4) / 1e4}, {"backend", take.backend}});
  return out;
}

// The first take is as directed; each further one another way to say it, and after the last of them the same once more.
acting::Reading way_of_take(acting::LineRequest& line, std::uint32_t take) {
  acting::Reading way{"as directed", line.reading.empty() ? "as the script and its mood have it" : "as the director marked it", line.manner, line.reading};
  if (take == 1) return way;
  if (const auto other = acting::reading_of_line(line, take - 1)) {
    way = *other;
    line.manner = way.manner;
    line.reading = way.marked;
  } else {
    way.name = "once more", way.words = "as directed, with other small chances";
  }
  return way;
}

Result<Outputs> run_voice(const Inputs& inputs, const Params& params, Progress&) {
  auto line = TRY(line_of(inputs, params));
  const acting::Reading way = way_of_take(line, params.take());
  return line_outputs(TRY(acting::speak(line)), way, line, {});
}

Result<media::Sound> brought_sound(const Inputs& inputs, const std::string& name, const char* port = "recording") {
  const Bytes bytes = TRY(inputs.bytes(port));
  if (bytes.empty()) return fail(ErrorCode::kInvalidInput, "This sound is an empty file. Record it again, or take it out of bible/lines.toml.", {name});
  auto sound = media::read_wav(bytes);
  if (!sound) return fail(ErrorCode::kInvalidInput, fmt::format("The recording cannot be read as sound: {} Save it as WAV.", sound.error().message), {name});
  return sound;
}

// What a person brought, laid over the words of the line.
Result<acting::RecordedLine> recording_of(const Inputs& inputs, const Params& params, const acting::LineRequest& line) {
  const std::string name = params.text("name");
  const auto sound = TRY(brought_sound(inputs, name));
  acting::RecordingWish wish;
  wish.clean = params.flag("clean");
  for (const auto& [step, strength] : params.json("cleanup").items())
    if (strength.is_number()) wish.steps[step] = strength.get<double>();
  if (inputs.has("match")) {
    const auto like = TRY(brought_sound(inputs, params.text("match"), "match"));
    wish.like = like.samples, wish.like_channels = like.channels, wish.like_rate = like.rate;
  }
  auto recorded = acting::recorded_line(sound.samples, sound.channels, sound.rate, line, wish);
  if (!recorded) return fail(recorded.error().code, recorded.error().message, {name});
  return recorded;
}

Result<Outputs> run_recorded(const Inputs& inputs, const Params& params, Progress&) {
  const auto line = TRY(line_of(inputs, params));
  const auto recorded = TRY(recording_of(inputs, params, line));
  return line_outputs(recorded.take, {"recorded", "as " + params.text("voice_of") + " said it", line.manner, line.reading}, line, recorded.notes);
}

Result<Outputs> run_scratch(const Inputs& inputs, const Params& params, Progress&) {
  const auto line = TRY(line_of(inputs, params));
  const std::string name = params.text("name");
  const auto sound = TRY(brought_sound(inputs, name));
  auto spoken = acting::line_from_scratch(sound.samples, sound.channels, sound.rate, line);
  if (!spoken) return fail(spoken.error().code, spoken.error().message, {name});
  return line_outputs(spoken->take, {"after a scratch recording", "timed and turned as in " + name, line.manner, line.reading}, line, spoken->notes);
}

// The line in another language, in the time of the original.
Result<Outputs> run_dub(const Inputs& inputs, const Params& params, Progress&) {
  const auto line = TRY(line_of(inputs, params));
  const Json document = TRY(inputs.json("original"));
  const acting::LineTake original = TRY(acting::phones_from_json(document));
  const bool recorded = inputs.has("recording");
  std::vector<std::string> notes;
  acting::LineTake said;
  if (recorded) {
    auto brought = TRY(recording_of(inputs, params, line));
    said = std::move(brought.take), notes = std::move(brought.notes);
  } else if (inputs.has("spoken")) {
    const Json phones = TRY(inputs.json("spoken_phones"));
    const Bytes bytes = TRY(inputs.bytes("spoken"));
    auto sound = TRY(media::read_wav(bytes));
    said = TRY(acting::phones_from_json(phones));
    said.samples = std::move(sound.samples), said.rate = sound.rate;
  } else {
    said = TRY(acting::speak(line));
  }
  const bool seen = params.flag("mouth_seen");
  const auto fitted = TRY(acting::fit_dub(said, original, {seen, Seconds(params.number("room")), Seconds(params.number("breaks"))}));
  const acting::Reading way = recorded ? acting::Reading{"recorded", "as " + params.text("voice_of") + " said it", line.manner, line.reading} : acting::Reading{"dubbed", "fitted into the original", line.manner, line.reading};
  Outputs out = line_outputs(fitted.take, way, line, notes);
  out.set_json("fit", {{"kind", "auteur.dub_fit"}, {"version", 1}, {"backend", fitted.take.backend}, {"mouth_seen", seen}, {"fits", acting::fits(fitted.figures, seen)}, {"advice", acting::advice(fitted.figures)}, {"figures", acting::to_json(fitted.figures)}});
  return out;
}

Result<Outputs> run_outside(const Inputs& inputs, const Params& params, Progress& progress, models::Exchange& exchange) {
  auto line = TRY(line_of(inputs, params));
  const acting::Reading way = way_of_take(line, params.take());
  models::SpeechRequest request;
  request.wish = TRY(acting::wish_of(line));
  request.voice = params.text("voice");
  request.language = line.language;
  request.previous = params.text("previous");
  request.next = params.text("next");
  request.seed = static_cast<std::uint32_t>(params.seed());
  request.settings = params.json("settings");
  const std::string service = params.text("service");
  const Connected connected = TRY(connected_services(inputs.store()));
  const auto found = connected.services.find(service);
  if (found == connected.services.end()) return fail(ErrorCode::kUnavailable, fmt::format("The service '{}' of this line is no longer named by the film.", service));
  const auto speech = TRY(exchange.speak(found->second, fmt::format("{} {}", inputs.store().root().string(), connected.count), request, progress));
  const auto laid = acting::outside_line(speech.samples, speech.rate, line, speech.words);
  if (!laid) return fail(laid.error().code, fmt::format("{} cannot be used for this line. {}", service, laid.error().message));
  std::vector<std::string> notes = speech.notes;
  notes.insert(notes.end(), laid->notes.begin(), laid->notes.end());
  Outputs out = line_outputs(laid->take, way, line, notes);
  out.set_json("asked", {{"kind", "auteur.asked"}, {"version", 1}, {"service", service}, {"of_kind", params.text("kind")}, {"model", params.text("model")}, {"voice", request.voice}, {"voice_of", params.text("voice_of")}, {"characters", speech.characters}, {"times", speech.words.empty() ? "aligned" : "native"}});
  return out;
}

}  // namespace

Status add_line_passes(PassCatalogue& catalogue) {
  PassDeclaration voice;
  voice.name = "line.voice";
  voice.help = "Speaks one line.";
  voice.role = "director";
  voice.determinism = Determinism::kSeeded;
  voice.inputs = {{"voice", "application/json", "the character's voice", true}, {"mood", "application/json", "the mood they are in", true}};
  voice.outputs = {{"sound", "audio/flac"}, {"phones", "application/json"}, {"length", "application/json"}, {"reading", "application/json", "how it is said: in words, marks and figures"}};
  voice.version = "5";
  voice.params = {{.name = "text", .type = ParamType::kText, .default_value = nullptr},
                  {.name = "manner", .type = ParamType::kText, .default_value = ""},
                  {.name = "reading", .type = ParamType::kText, .default_value = "", .help = "the words with the director's marks (bible/lines.toml)"},
                  {.name = "language", .type = ParamType::kText, .default_value = "en"},
                  {.name = "valence", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0},
                  {.name = "arousal", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0},
                  {.name = "tension", .type = ParamType::kNumber, .default_value = 0.0, .low = 0.0, .high = 1.0}};
  voice.uses = {{"data/acting", data_digest("acting")}, {"espeak-ng", !find_program("espeak-ng") ? "none" : acting::speaks_with_times() ? "with times" : "installed"}};
  voice.memory_mib = 80;
  voice.seconds_guess = 0.0015;
  voice.run = run_voice;
  PassDeclaration recorded = voice, outside = voice;
  TRY(catalogue.add(std::move(voice)));

  recorded.name = "line.recorded";
  recorded.help = "A line as somebody recorded it: checked, laid over its words, at the level of the others.";
  recorded.version = "6";
  recorded.inputs.push_back({"recording", "audio/wav", "what a person brought"});
  recorded.params.push_back({.name = "name", .type = ParamType::kText, .default_value = "recording.wav", .help = "the file's name, for messages"});
  PassDeclaration scratch = recorded;
  recorded.inputs.push_back({"match", "audio/wav", "a take that it should sound like", true});
  recorded.params.push_back({.name = "match", .type = ParamType::kText, .default_value = "", .help = "that take's name, for messages"});
  recorded.params.push_back({.name = "clean", .type = ParamType::kFlag, .default_value = true, .help = "what is wrong with it is mended"});
  recorded.params.push_back({.name = "cleanup", .type = ParamType::kJson, .default_value = Json::object(), .help = "how strongly, step by step: 1 as found fit"});
  recorded.params.push_back({.name = "voice_of", .type = ParamType::kText, .default_value = "", .help = "whose voice it is"});
  recorded.memory_mib = 600;
  recorded.seconds_guess = 0.2;
  recorded.run = run_recorded;
  PassDeclaration dub = recorded;
  TRY(catalogue.add(std::move(recorded)));

  scratch.name = "line.scratch";
  scratch.help = "A line in the character's voice, with the timing and the melody of a scratch recording.";
  scratch.version = "4";
  scratch.memory_mib = 600;
  scratch.seconds_guess = 0.2;
  scratch.run = run_scratch;
  TRY(catalogue.add(std::move(scratch)));

  dub.name = "line.dub";
  dub.help = "A line in another language, spoken or recorded, fitted into the phrases of the original.";
  dub.version = "3";
  for (auto& input : dub.inputs) input.optional = input.optional || input.name == "recording";
  dub.inputs.push_back({"original", "application/json", "phones of the line in the film's own language"});
  dub.inputs.push_back({"spoken", "audio/flac", "the line as a speech server said it", true});
  dub.inputs.push_back({"spoken_phones", "application/json", "", true});
  dub.outputs.push_back({"fit", "application/json", "how it fits, in figures and in words"});
  dub.params.push_back({.name = "mouth_seen", .type = ParamType::kFlag, .default_value = false, .help = "each phrase has to lie where the mouth moves"});
  dub.params.push_back({.name = "room", .type = ParamType::kNumber, .default_value = 0.0, .unit = "s", .low = 0.0, .high = 3600.0, .help = "silence after the line in which it may run on"});
  dub.params.push_back({.name = "breaks", .type = ParamType::kNumber, .default_value = 0.0, .unit = "s", .low = 0.0, .high = 3600.0, .help = "when somebody cuts in; 0: nobody"});
  dub.seconds_guess = 0.05;
  dub.run = run_dub;
  TRY(catalogue.add(std::move(dub)));

  // What it costs is asked for once: no table of ours is part of it, so that a newer Auteur does not ask again.
  outside.name = "line.outside";
  outside.help = "A line that a speech server speaks: asked, checked, laid over its words, at the level of the others.";
  outside.version = "2";
  outside.determinism = Determinism::kStochastic;
  outside.inputs = {};
  outside.uses = {};
  outside.outputs.push_back({"asked", "application/json", "whom, for which voice, and for how much"});
  for (const auto& [name, help] : {std::pair{"service", "by its name in film.toml"}, {"kind", "piper, openai or elevenlabs"}, {"model", "of the service"}, {"voice", "by the service's own name"}, {"voice_of", "whose voice it is, who consented"}, {"previous", "what the same person says right before"}, {"next", "and right after"}})
    outside.params.push_back({.name = name, .type = ParamType::kText, .default_value = "", .help = help});
  outside.params.push_back({.name = "settings", .type = ParamType::kJson, .default_value = Json::object(), .help = "of the voice: speaker, stability, similarity, style"});
  outside.memory_mib = 600;
  outside.seconds_guess = 0.05;
  outside.run = [exchange = std::make_shared<models::Exchange>()](const Inputs& i, const Params& p, Progress& g) { return run_outside(i, p, g, *exchange); };
  return catalogue.add(std::move(outside));
}

}  // namespace auteur::production
