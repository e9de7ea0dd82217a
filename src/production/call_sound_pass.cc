// A telephone call filmed at both ends is heard where the picture is: the voice there in its room, the other one on the line.
#include <algorithm>
#include <cmath>

#include "auteur/camera/shot_list.h"
#include "auteur/media/media.h"
#include "passes.h"

namespace auteur::production {
namespace {

constexpr double kFade = 0.04;  // s around each cut

Result<Outputs> run_call_sound(const Inputs& inputs, const Params&, Progress&) {
  const Json document = TRY(inputs.json("far_shots"));
  const auto list = TRY(camera::shot_list_from_json(document));
  std::vector<std::pair<double, double>> there;  // when the picture is at the far end
  for (const auto& shot : list.shots) {
    if (!there.empty() && shot.start.value - there.back().second < 1e-6) there.back().second = shot.end.value;
    else there.emplace_back(shot.start.value, shot.end.value);
  }
  Outputs out;
  for (const std::string stem : {"dialogue", "effects", "dialogue51", "effects51"}) {
    if (!inputs.has("near/" + stem)) continue;
    const Bytes near_bytes = TRY(inputs.bytes("near/" + stem)), far_bytes = TRY(inputs.bytes("far/" + stem));
    media::Sound sound = TRY(media::read_wav(near_bytes));
    const media::Sound far = TRY(media::read_wav(far_bytes));
    if (far.rate != sound.rate || far.channels != sound.channels) return fail(ErrorCode::kInternal, "The two ends of a call are stored with different rates or channels.");
    const auto channels = static_cast<std::size_t>(std::max(1, sound.channels));
    const std::size_t frames = std::min(sound.samples.size(), far.samples.size()) / channels;
    const double length = static_cast<double>(frames) / sound.rate;
    for (const auto& [from, to] : there) {
      const auto first = static_cast<std::size_t>(std::max(0.0, (from - kFade) * sound.rate));
      const auto last = std::min(frames, static_cast<std::size_t>(std::max(0.0, (to + kFade) * sound.rate)));
      for (std::size_t i = first; i < last; ++i) {
        const double t = static_cast<double>(i) / sound.rate;
        const double in = from <= 0 ? 1 : std::clamp((t - from + kFade) / (2 * kFade), 0.0, 1.0), off = to >= length - kFade ? 1 : std::clamp((to + kFade - t) / (2 * kFade), 0.0, 1.0);
        const auto share = static_cast<float>(std::min(in, off));
        for (std::size_t c = 0; c < channels; ++c) {
          float& v = sound.samples[i * channels + c];
          v += share * (far.samples[i * channels + c] - v);
        }
      }
    }
    out.set(stem, media::write_flac(sound.samples, sound.channels, sound.rate));
  }
  return out;
}

}  // namespace

Status add_call_sound_pass(PassCatalogue& catalogue) {
  PassDeclaration call;
  call.name = "scene.call_sound";
  call.help = "A telephone call as it is heard: at the end where the picture is.";
  call.role = "sound designer";
  call.inputs = {{"far_shots", "application/json"}, {"near/*", "audio/flac"}, {"far/*", "audio/flac"}};
  call.outputs = {{"dialogue", "audio/flac"}, {"effects", "audio/flac"}, {"dialogue51", "audio/flac", "in 5.1", true}, {"effects51", "audio/flac", "in 5.1", true}};
  call.memory_mib = 200;
  call.seconds_guess = 0.01;
  call.run = run_call_sound;
  return catalogue.add(std::move(call));
}

}  // namespace auteur::production
