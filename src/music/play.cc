// Plays a cue with libfluidsynth in this process. One synthesiser a cue, so that the bytes never depend on what was
// played before; the font's samples are shared by all of them through FluidSynth's sample cache, kept warm by a keeper.
#include <fluidsynth.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "auteur/music/score.h"
#include "hall.h"

namespace auteur::music {
namespace {

struct Free {
  void operator()(fluid_settings_t* s) const { delete_fluid_settings(s); }
  void operator()(fluid_synth_t* s) const { delete_fluid_synth(s); }
};
using Settings = std::unique_ptr<fluid_settings_t, Free>;
using Synth = std::unique_ptr<fluid_synth_t, Free>;

constexpr int kMostParts = 64;

struct Player {
  Settings settings;
  Synth synth;
};

void quiet_log(int, const char*, void*) {}

// Errors come back as values; the library would print them as well.
void hush() {
  static std::once_flag once;
  std::call_once(once, [] { for (int level = 0; level < LAST_LOG_LEVEL; ++level) fluid_set_log_function(level, quiet_log, nullptr); });
}

Player make_player(int channels) {
  Player p;
  p.settings.reset(new_fluid_settings());
  auto* s = p.settings.get();
  if (s == nullptr) return p;
  fluid_settings_setnum(s, "synth.sample-rate", kRate);
  fluid_settings_setnum(s, "synth.gain", 0.2);
  fluid_settings_setint(s, "synth.reverb.active", 0);
  fluid_settings_setint(s, "synth.chorus.active", 0);
  fluid_settings_setint(s, "synth.polyphony", 192);
  fluid_settings_setint(s, "synth.cpu-cores", 1);
  fluid_settings_setint(s, "synth.lock-memory", 0);
  fluid_settings_setint(s, "synth.threadsafe-api", 0);
  fluid_settings_setint(s, "synth.midi-channels", ((channels + 15) / 16) * 16);
  p.synth.reset(new_fluid_synth(s));
  return p;
}

// The first player of a font stays alive and holds its samples in memory.
bool keep_font(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, Player> keepers;
  const std::lock_guard lock(mutex);
  if (keepers.contains(path)) return true;
  Player p = make_player(16);
  if (!p.synth || fluid_synth_sfload(p.synth.get(), path.c_str(), 1) == FLUID_FAILED) return false;
  keepers.emplace(path, std::move(p));
  return true;
}

struct Event {
  std::int64_t at;
  int order;  // releases first, then swells, then attacks
  int channel, a, b;
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

Result<std::vector<float>> play_cue(const Cue& cue, const std::string& soundfont, Progress& progress) {
  if (!(cue.length.value >= 0 && cue.length.value <= 4 * 3600)) return fail(ErrorCode::kInvalidInput, "The cue's length is not a length of time up to four hours.");
  hush();
  const std::int64_t frames = std::llround(cue.length.value * kRate);
  std::error_code none;
  if (soundfont.empty() || !std::filesystem::is_regular_file(soundfont, none) || fluid_is_soundfont(soundfont.c_str()) == 0 || !keep_font(soundfont))
    return fail(ErrorCode::kUnavailable, "No playable soundfont at \"" + soundfont + "\". Install the package fluid-soundfont-gm, or set AUTEUR_SOUNDFONT to an .sf2 file.");
  const int parts = static_cast<int>(std::min<std::size_t>(cue.parts.size(), kMostParts));
  // Channel 10 of every 16 is for drums in General MIDI: all channels are made melodic below.
  Player player = make_player(std::max(16, parts));
  if (!player.synth || fluid_synth_sfload(player.synth.get(), soundfont.c_str(), 1) == FLUID_FAILED)
    return fail(ErrorCode::kUnavailable, "The soundfont \"" + soundfont + "\" cannot be loaded. Is the file whole?");
  auto* synth = player.synth.get();
  for (int i = 0; i < parts; ++i) {
    const auto& part = cue.parts[static_cast<std::size_t>(i)];
    fluid_synth_set_channel_type(synth, i, CHANNEL_TYPE_MELODIC);
    fluid_synth_bank_select(synth, i, 0);
    fluid_synth_program_change(synth, i, std::clamp(part.program, 0, 127));
    fluid_synth_cc(synth, i, 7, volume_of(part.level_db));
    fluid_synth_cc(synth, i, 10, std::clamp(static_cast<int>(std::lround(64 + 63 * part.pan)), 0, 127));
    fluid_synth_cc(synth, i, 11, 100);
  }
  const auto events = events_of(cue, frames);
  std::vector<float> out(static_cast<std::size_t>(frames) * 2);
  std::int64_t done = 0;
  std::size_t next = 0;
  while (done < frames) {
    for (; next < events.size() && events[next].at <= done; ++next) {
      const auto& e = events[next];
      if (e.order == 0) fluid_synth_noteoff(synth, e.channel, e.a);
      else if (e.order == 1) fluid_synth_cc(synth, e.channel, e.a, e.b);
      else fluid_synth_noteon(synth, e.channel, e.a, e.b);
    }
    std::int64_t until = std::min(frames, done + kRate / 10);
    if (next < events.size()) until = std::min(until, std::max(done + 1, events[next].at));
    float* at = out.data() + 2 * done;
    if (fluid_synth_write_float(synth, static_cast<int>(until - done), at, 0, 2, at, 1, 2) != FLUID_OK) return fail(ErrorCode::kInternal, "FluidSynth stopped playing.");
    done = until;
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped while playing the score.");
    progress.advance(static_cast<double>(done) / static_cast<double>(frames));
  }
  add_hall(out);
  finish_edges(out, std::min(0.8, cue.length.value / 4));
  return out;
}

}  // namespace auteur::music
