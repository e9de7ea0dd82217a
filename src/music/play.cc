// Plays a cue with libfluidsynth in this process. One synthesiser a cue, so that the bytes never depend on what was
// played before; the loaded font is lent to one after the other.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "auteur/music/score.h"
#include "damper.h"
#include "hall.h"
#include "synth.h"

namespace auteur::music {
namespace {

constexpr int kMostParts = 64;
constexpr std::int64_t kBlock = 64, kMost = 16;  // frames that FluidSynth renders at once: 1.3 ms; blocks asked for at once

struct Event {
  std::int64_t at;
  int order;  // releases first, then swells, then attacks
  int part, a, b;
};

std::vector<Event> events_of(const Cue& cue, std::int64_t frames) {
  std::vector<Event> events;
  const auto sample = [&](double t) { return std::clamp<std::int64_t>(std::llround(t * kRate), 0, frames); };
  const int parts = static_cast<int>(std::min<std::size_t>(cue.parts.size(), kMostParts));
  for (const auto& n : cue.notes) {
    if (n.part < 0 || n.part >= parts || !std::isfinite(n.start.value) || !std::isfinite(n.length.value) || n.start.value > cue.length.value) continue;
    const int pitch = std::clamp(n.pitch, 0, 127);
    const auto on = sample(n.start.value), off = sample(n.start.value + n.length.value);
    events.push_back({on, 2, n.part, pitch, std::clamp(n.velocity, 1, 127)});
    events.push_back({std::max(off, on + 64), 0, n.part, pitch, 0});
  }
  for (const auto& s : cue.swells)
    if (s.part >= 0 && s.part < parts && std::isfinite(s.at.value)) events.push_back({sample(s.at.value), 1, s.part, 11, std::clamp(s.value, 0, 127)});
  std::stable_sort(events.begin(), events.end(), [](const Event& x, const Event& y) { return std::pair(x.at, x.order) < std::pair(y.at, y.order); });
  return events;
}

int volume_of(double db) { return std::clamp(static_cast<int>(std::lround(78 * std::pow(10.0, db / 40))), 0, 127); }

}  // namespace

std::string find_soundfont() {
  std::error_code none;
  if (const char* chosen = std::getenv("AUTEUR_SOUNDFONT")) {
    if (*chosen != 0) return std::filesystem::is_regular_file(chosen, none) ? chosen : "";
  }
  for (const char* path : {"/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf2/default-GM.sf2", "/usr/share/sounds/sf3/default-GM.sf3",
                           "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3", "/usr/share/sounds/sf2/TimGM6mb.sf2"})
    if (std::filesystem::is_regular_file(path, none)) return path;
  return "";
}

namespace {

Error no_font(const std::string& soundfont) {
  return {ErrorCode::kUnavailable, "The soundfont \"" + soundfont + "\" cannot be played: it is not there, damaged, no .sf2, or without instruments. Install the package fluid-soundfont-gm, or set AUTEUR_SOUNDFONT to another .sf2 file.", {}, {}};
}

// Adds the cue's dry sound to `out` (stereo, 48 kHz) from frame `from` on; it may ring until the end of `out`.
Status play_dry(const Cue& cue, const std::string& soundfont, std::int64_t from, std::vector<float>& out, int family, Progress& progress) {
  std::error_code none;
  if (soundfont.empty() || !std::filesystem::is_regular_file(soundfont, none)) return std::unexpected(no_font(soundfont));
  FontLoan font(soundfont);
  if (!font) return std::unexpected(no_font(soundfont));
  const int parts = static_cast<int>(std::min<std::size_t>(cue.parts.size(), kMostParts));
  // Channel 10 of every 16 is for drums in General MIDI: all channels are made melodic below.
  std::vector<int> channel_of(static_cast<std::size_t>(parts)), used(kFamilies, 0);
  int channels = 16;
  for (std::size_t i = 0; i < channel_of.size(); ++i) {
    const int f = family_of(cue.parts[i].program);
    channel_of[i] = f + kFamilies * used[static_cast<std::size_t>(f)]++;
    channels = std::max(channels, channel_of[i] + 1);
  }
  Player player(channels);
  if (!player.borrow(font.player())) return fail(ErrorCode::kUnavailable, "The soundfont \"" + soundfont + "\" cannot be loaded. Is the file whole?");
  auto* synth = player.synth();
  std::vector<int> programs(static_cast<std::size_t>(channels));
  for (std::size_t p = 0; p < channel_of.size(); ++p) {
    const auto& part = cue.parts[p];
    const int i = channel_of[p];
    fluid_synth_set_channel_type(synth, i, CHANNEL_TYPE_MELODIC);
    fluid_synth_bank_select(synth, i, 0);
    programs[static_cast<std::size_t>(i)] = std::clamp(part.program, 0, 127);
    fluid_synth_program_change(synth, i, programs[static_cast<std::size_t>(i)]);
    fluid_synth_cc(synth, i, 7, volume_of(part.level_db));
    fluid_synth_cc(synth, i, 10, std::clamp(static_cast<int>(std::lround(64 + 63 * part.pan)), 0, 127));
    fluid_synth_cc(synth, i, 11, 100);
    // Nothing for FluidSynth's reverb and chorus, which are off, but would be sent to all the same.
    fluid_synth_set_gen(synth, i, GEN_REVERBSEND, -1000);
    fluid_synth_set_gen(synth, i, GEN_CHORUSSEND, -1000);
  }
  const std::int64_t frames = static_cast<std::int64_t>(out.size() / 2) - from;
  const auto events = events_of(cue, std::llround(cue.length.value * kRate));
  std::array<std::vector<float>, 2 * kFamilies> block;
  for (auto& b : block) b.resize(kMost * kBlock);
  Damper damper(font, std::move(programs));
  std::int64_t done = 0;
  std::size_t next = 0;
  while (done < frames) {
    for (; next < events.size() && events[next].at < done + kBlock / 2; ++next) {
      const auto& e = events[next];
      const int channel = channel_of[static_cast<std::size_t>(e.part)];
      if (e.order == 0) fluid_synth_noteoff(synth, channel, e.a);
      else if (e.order == 1) fluid_synth_cc(synth, channel, e.a, e.b);
      else fluid_synth_noteon(synth, channel, e.a, e.b);
    }
    damper.damp(synth, done);
    if (next == events.size() && fluid_synth_get_active_voice_count(synth) == 0) break;
    // In whole blocks of the synthesiser: what begins within one would begin with the next, whatever else is played.
    std::int64_t until = std::min(frames, done + kMost * kBlock);
    if (next < events.size()) until = std::min(until, done + std::max<std::int64_t>(1, (events[next].at + kBlock / 2 - done) / kBlock) * kBlock);
    const auto count = static_cast<std::size_t>(until - done);
    std::array<float*, 2 * kFamilies> outputs{};
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      outputs[i] = block[i].data();
      std::fill_n(outputs[i], count, 0.f);
    }
    if (fluid_synth_process(synth, static_cast<int>(count), 0, nullptr, static_cast<int>(outputs.size()), outputs.data()) != FLUID_OK) return fail(ErrorCode::kInternal, "FluidSynth stopped playing.");
    damper.hear(outputs, count);
    float* at = out.data() + 2 * (from + done);
    for (std::size_t f = 0; f < kFamilies; ++f) {
      if (family >= 0 && f != static_cast<std::size_t>(family)) continue;
      for (std::size_t i = 0; i < count; ++i) at[2 * i] += outputs[2 * f][i], at[2 * i + 1] += outputs[2 * f + 1][i];
    }
    done = until;
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped while playing the score.");
    progress.advance(static_cast<double>(done) / static_cast<double>(frames));
  }
  return {};
}

bool is_a_length(double seconds) { return seconds >= 0 && seconds <= 4 * 3600; }

}  // namespace

Result<std::vector<float>> play_cue(const Cue& cue, const std::string& soundfont, Progress& progress) {
  if (!is_a_length(cue.length.value)) return fail(ErrorCode::kInvalidInput, "The cue's length is not a length of time up to four hours.");
  std::vector<float> out(static_cast<std::size_t>(std::llround(cue.length.value * kRate)) * 2);
  TRY(play_dry(cue, soundfont, 0, out, -1, progress));
  add_hall(out);
  finish_edges(out, std::min(0.8, cue.length.value / 4));
  return out;
}

Result<SceneMusic> play_scene(const std::vector<PlacedCue>& cues, Seconds length, const std::string& soundfont, Progress& progress, int family) {
  if (!is_a_length(length.value)) return fail(ErrorCode::kInvalidInput, "The scene's length is not a length of time up to four hours.");
  const auto body = static_cast<std::size_t>(std::llround(length.value * kRate)) * 2, tail = static_cast<std::size_t>(kTailSeconds * kRate) * 2;
  std::vector<float> out(body + tail);
  for (const auto& [start, cue] : cues) {
    if (!is_a_length(start.value) || !is_a_length(cue.length.value)) return fail(ErrorCode::kInvalidInput, "A cue lies outside its scene.");
    const auto from = std::llround(start.value * kRate);
    if (2 * static_cast<std::size_t>(from) >= out.size()) continue;
    if (!soundfont.empty()) {
      TRY(play_dry(cue, soundfont, from, out, family, progress));
      continue;
    }
    Cue part = cue;
    if (family >= 0) std::erase_if(part.notes, [&](const Note& n) { return n.part < 0 || static_cast<std::size_t>(n.part) >= cue.parts.size() || family_of(cue.parts[static_cast<std::size_t>(n.part)].program) != family; });
    const auto plain = synthesise_plain(part);
    for (std::size_t i = 0; i < plain.size() && 2 * static_cast<std::size_t>(from) + i < out.size(); ++i) out[2 * static_cast<std::size_t>(from) + i] += plain[i];
  }
  if (!soundfont.empty()) {
    add_hall(out);
    finish_edges(out, 0.8);
  }
  SceneMusic music;
  music.body.assign(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(body));
  music.tail.assign(out.begin() + static_cast<std::ptrdiff_t>(body), out.end());
  return music;
}

const std::vector<std::string>& families() {
  static const std::vector<std::string> kNames{"strings", "woodwinds", "brass", "keys", "percussion"};
  return kNames;
}

int family_of(int program) {
  if (program == 47 || (program >= 112 && program < 120)) return 4;
  if (program >= 40 && program < 56 && program != 45 && program != 46) return 0;
  if (program == 45) return 0;
  if (program >= 56 && program < 64) return 2;
  if ((program >= 64 && program < 80) || (program >= 20 && program <= 23)) return 1;
  return 3;
}

}  // namespace auteur::music
