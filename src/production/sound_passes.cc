// Sound: a mix for every scene, the master.
#include <fmt/format.h>

#include <cmath>

#include "auteur/acting/interruption.h"
#include "auteur/media/media.h"
#include "auteur/sound/onsets.h"
#include "auteur/sound/sound.h"
#include "auteur/staging/meeting.h"
#include "auteur/staging/staging.h"
#include "passes.h"
#include "stems.h"

namespace auteur::production {
namespace {

constexpr int kSamplesPerFrame = kStemRate / 24;

// A stereo sound that is wanted in 5.1 is a cue.
Result<std::vector<float>> unpack(const Inputs& inputs, const std::string& port, int channels = 2) {
  const Bytes bytes = TRY(inputs.bytes(port));
  media::Sound s = TRY(media::read_wav(bytes));
  for (float& v : s.samples) v /= kStemHeadroom;
  if (s.channels == 2 && channels == 6) return sound::music_in_surround(s.samples);
  if (s.channels != channels) return fail(ErrorCode::kInternal, "A stem has another number of channels than the mix.");
  return std::move(s.samples);
}

// What is seen to touch, and when it is heard.
Json document_of(const std::vector<sound::FoundContact>& contacts) {
  Json rows = Json::array();
  for (const auto& c : contacts) rows.push_back({{"at", c.at.value}, {"sound", c.name}, {"late", c.late}, {"likeness", c.likeness}, {"heard", c.heard}});
  return {{"kind", "auteur.contacts"}, {"version", 1}, {"contacts", rows}};
}

Result<Outputs> run_scene_sound(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json document = TRY(inputs.json("staging"));
  const auto staged = TRY(staging::staging_from_json(document));
  const Json facts = TRY(inputs.json("set_facts"));
  const auto frames = static_cast<std::size_t>(std::llround(staged.length.value * 24));
  const std::size_t samples = frames * kSamplesPerFrame;
  sound::Ambience room;
  room.character = facts.value("sound", "small-room");
  room.weather = static_cast<screenplay::Weather>(params.integer("weather"));
  room.time = static_cast<screenplay::TimeOfDay>(params.integer("time"));
  room.interior = params.flag("interior");
  if (const Json size = facts.value("size", Json()); size.is_array() && size.size() == 3)
    room.size = {size[0].get<float>(), size[1].get<float>(), size[2].get<float>()};
  sound::SceneSound scene;
  scene.room = room.size;
  scene.interior = room.interior;
  scene.dialogue_mono.assign(samples, 0.f);
  for (const auto& line : staged.lines) {
    if (!inputs.has("line/" + line.id)) continue;
    const Bytes bytes = TRY(inputs.bytes("line/" + line.id));
    media::Sound spoken = TRY(media::read_wav(bytes));
    if (const auto cut = staging::cut_of(staged, line)) {
      acting::LineTake take;
      take.samples = std::move(spoken.samples), take.rate = kStemRate;
      acting::break_off(take, *cut - line.start);
      spoken.samples = std::move(take.samples);
    }
    if (line.filtered) sound::through_telephone(spoken.samples);
    const auto from = static_cast<std::size_t>(std::llround(std::max(0.0, line.start.value) * kStemRate));
    for (std::size_t i = 0; i < spoken.samples.size() && from + i < samples; ++i) scene.dialogue_mono[from + i] += spoken.samples[i];
    scene.speech.push_back({line.start, line.end});
  }
  if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  const Seconds length(static_cast<double>(frames) / 24);
  const bool surround = params.flag("surround");
  const auto events = sound::sounds_of(staged);
  scene.effects = sound::make_foley(events, length, room, params.seed(), surround ? &scene.effects_surround : nullptr);
  scene.ambience = sound::make_ambience(room, length, params.seed());
  if (inputs.has("music")) scene.music = TRY(unpack(inputs, "music"));
  scene.music.resize(samples * 2, 0.f);
  if (inputs.has("music_tail")) {  // balanced and ducked with the scene, so that it rings on without a step
    const auto tail = TRY(unpack(inputs, "music_tail"));
    scene.music.insert(scene.music.end(), tail.begin(), tail.end());
  }
  scene.effects.resize(samples * 2, 0.f);
  scene.ambience.resize(samples * 2, 0.f);
  if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  sound::Balance balance;
  std::vector<std::vector<float>> six;
  auto stems = sound::mix_scene(std::move(scene), balance, surround ? &six : nullptr);
  if (stems.size() != 3) return fail(ErrorCode::kInternal, "A scene's mix must have three stems.");
  std::vector<float> tail;
  if (stems[1].size() > samples * 2) tail.assign(stems[1].begin() + static_cast<std::ptrdiff_t>(samples * 2), stems[1].end());
  for (auto& s : stems) s.resize(samples * 2, 0.f);
  Outputs out;
  out.set_json("contacts", document_of(sound::find_contacts(events, room, params.seed(), stems[2])));
  out.set("tail", pack_stem(std::move(tail)));
  out.set("dialogue", pack_stem(std::move(stems[0])));
  out.set("music", pack_stem(std::move(stems[1])));
  out.set("effects", pack_stem(std::move(stems[2])));
  for (std::size_t i = 0; i < six.size(); ++i) {
    six[i].resize(samples * 6, 0.f);
    out.set(std::vector<std::string>{"dialogue", "music", "effects"}[i] + "51", pack_stem(std::move(six[i]), 6));
  }
  return out;
}

// One stem of one part of the film, on the frame grid; silence where there is none.
Result<std::vector<float>> part_stem(const Inputs& inputs, const Json& part, const std::string& stem, int channels) {
  const auto samples = part.at("frames").get<std::size_t>() * kSamplesPerFrame * static_cast<std::size_t>(channels);
  const std::string port = stem + "/" + part.at("id").get<std::string>();
  std::vector<float> piece;
  if (inputs.has(port)) piece = TRY(unpack(inputs, port, channels));
  piece.resize(samples, 0.f);
  return piece;
}

// The music of a part with what rings on from the part before; `ringing` becomes what this one leaves.
Result<std::vector<float>> music_of(const Inputs& inputs, const Json& part, std::vector<float>& ringing, int channels) {
  auto music = TRY(part_stem(inputs, part, "music", channels));
  for (std::size_t i = 0; i < ringing.size() && i < music.size(); ++i) music[i] += ringing[i];
  ringing.clear();
  const std::string port = "tail/" + part.at("id").get<std::string>();
  if (inputs.has(port)) ringing = TRY(unpack(inputs, port, channels));
  return music;
}

Result<Outputs> run_mix(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json& parts = params.json("parts");
  const bool stems = params.flag("stems");
  const int channels = static_cast<int>(params.integer("channels"));
  sound::Master master(TRY(sound::target_named(params.text("target"))), channels);
  std::vector<float> ringing;
  const double steps = 2 * std::max<double>(1, static_cast<double>(parts.size()));
  double step = 0;
  for (const auto& part : parts) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const auto d = TRY(part_stem(inputs, part, "dialogue", channels));
    const auto m = TRY(music_of(inputs, part, ringing, channels));
    const auto e = TRY(part_stem(inputs, part, "effects", channels));
    master.measure(d, m, e);
    progress.advance(++step / steps);
  }
  master.decide();
  const std::vector<std::string> names = stems ? std::vector<std::string>{"mix", "dialogue", "music", "effects", "me"} : std::vector<std::string>{"mix"};
  ringing.clear();
  std::vector<Path> files;
  std::vector<media::FlacWriter> writers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    files.push_back(inputs.stage_file(".flac"));
    writers.push_back(TRY(media::FlacWriter::open(files.back(), channels, kStemRate)));
  }
  std::int64_t frames = 0;
  auto write = [&](const sound::Master::Chunk& chunk) -> Status {
    frames += static_cast<std::int64_t>(chunk.mix.size()) / channels;
    TRY(writers[0].add(chunk.mix));
    if (!stems) return {};
    TRY(writers[1].add(chunk.dialogue));
    TRY(writers[2].add(chunk.music));
    TRY(writers[3].add(chunk.effects));
    std::vector<float> without_words = chunk.music;  // for other languages
    for (std::size_t i = 0; i < without_words.size(); ++i) without_words[i] += chunk.effects[i];
    return writers[4].add(without_words);
  };
  for (const auto& part : parts) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const auto d = TRY(part_stem(inputs, part, "dialogue", channels));
    const auto m = TRY(music_of(inputs, part, ringing, channels));
    const auto e = TRY(part_stem(inputs, part, "effects", channels));
    TRY(write(master.apply(d, m, e)));
    progress.advance(++step / steps);
  }
  TRY(write(master.flush()));
  Outputs out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    TRY(writers[i].finish());
    out.set_file(names[i], files[i]);
  }
  out.set_json("facts", {{"kind", "auteur.mix_facts"}, {"version", 2}, {"target", params.text("target")}, {"wanted_lufs", master.wanted_lufs()}, {"on_dialogue", master.on_dialogue()}, {"loudness_lufs", master.loudness_lufs()},
                         {"range_lu", master.range_lu()}, {"dialogue_lufs", master.dialogue_lufs()}, {"dialogue_share", master.dialogue_share()}, {"true_peak_dbtp", master.true_peak_dbtp()},
                         {"true_peak_limit_dbtp", TRY(sound::target_named(params.text("target"))).true_peak_dbtp}, {"gain_db", master.gain_db()}, {"channels", channels}, {"samples", frames}});
  return out;
}

}  // namespace

Status add_sound_passes(PassCatalogue& catalogue) {
  PassDeclaration scene;
  scene.name = "scene.sound";
  scene.help = "Dialogue, steps, room and music of a scene, mixed.";
  scene.version = "11";
  scene.role = "director";
  scene.inputs = {{"staging", "application/json"}, {"set_facts", "application/json"}, {"line/*", "audio/flac", "", true}, {"music", "audio/flac", "", true}, {"music_tail", "audio/flac", "what rings on after its end", true}};
  scene.outputs = {{"dialogue", "audio/flac"}, {"music", "audio/flac"}, {"effects", "audio/flac"}, {"contacts", "application/json", "when each step, door and cup is heard"}, {"tail", "audio/flac", "music that rings on after the scene"}, {"dialogue51", "audio/flac", "in 5.1", true}, {"music51", "audio/flac", "in 5.1", true}, {"effects51", "audio/flac", "in 5.1", true}};
  scene.params = {{.name = "surround", .type = ParamType::kFlag, .default_value = false, .help = "also in 5.1"}, {.name = "time", .type = ParamType::kInteger, .default_value = 2}, {.name = "weather", .type = ParamType::kInteger, .default_value = 0}, {.name = "interior", .type = ParamType::kFlag, .default_value = true}};
  scene.uses = {{"data/sound", data_digest("sound")}, {"data/staging/staging.json", table_digest("staging/staging.json")}};
  scene.memory_mib = 300;
  scene.seconds_guess = 0.06;
  scene.run = run_scene_sound;
  TRY(catalogue.add(std::move(scene)));

  PassDeclaration mixing;
  mixing.name = "film.mix";
  mixing.help = "The sound of the whole film at the loudness it is delivered with.";
  mixing.version = "6";
  mixing.role = "editor";
  mixing.inputs = {{"dialogue/*", "audio/flac", "", true}, {"music/*", "audio/flac", "", true}, {"tail/*", "audio/flac", "music that rings on after its part", true}, {"effects/*", "audio/flac", "", true}};
  mixing.outputs = {{"mix", "audio/flac"}, {"facts", "application/json"}, {"dialogue", "audio/flac", "", true}, {"music", "audio/flac", "", true}, {"effects", "audio/flac", "", true}, {"me", "audio/flac", "music and effects, without words", true}};
  mixing.params = {{.name = "target", .type = ParamType::kText, .default_value = "ebu-r128", .help = "data/sound/targets.json"}, {.name = "channels", .type = ParamType::kInteger, .default_value = 2, .low = 2, .high = 6, .help = "2, or 6 for 5.1"}, {.name = "parts", .type = ParamType::kJson, .default_value = Json::array()}, {.name = "stems", .type = ParamType::kFlag, .default_value = false}};
  mixing.uses = {{"data/sound/targets.json", table_digest("sound/targets.json")}};
  mixing.memory_mib = 250;
  mixing.seconds_guess = 0.025;
  mixing.run = run_mix;
  return catalogue.add(std::move(mixing));
}

}  // namespace auteur::production
