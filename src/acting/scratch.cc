// A scratch recording leads the synthetic voice: its phones' lengths and its melody are laid into the voice's own track.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/acting/recording.h"
#include "direction.h"
#include "marks.h"
#include "melody.h"
#include "spoken_text.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

float median_voiced(std::vector<float> hz) {
  std::erase_if(hz, [](float v) { return v <= 0; });
  if (hz.empty()) return 0;
  std::nth_element(hz.begin(), hz.begin() + static_cast<std::ptrdiff_t>(hz.size() / 2), hz.end());
  return hz[hz.size() / 2];
}

// The melody where it is not voiced goes straight from what was before to what comes after.
std::vector<float> without_holes(std::vector<float> hz) {
  std::size_t last = hz.size();
  for (std::size_t i = 0; i < hz.size(); ++i) {
    if (hz[i] <= 0) continue;
    const std::size_t first = last == hz.size() ? 0 : last + 1;
    const float a = last == hz.size() ? hz[i] : hz[last], b = hz[i];
    for (std::size_t k = first; k < i; ++k) hz[k] = a * std::pow(b / a, static_cast<float>(k - first + 1) / static_cast<float>(i - first + 1));
    last = i;
  }
  if (last < hz.size()) std::fill(hz.begin() + static_cast<std::ptrdiff_t>(last), hz.end(), hz[last]);
  return hz;
}

VoiceFrame between(const VoiceFrame& a, const VoiceFrame& b, float part) {
  VoiceFrame out = part < 0.5f ? a : b;
  if (a.f0 > 0 && b.f0 > 0) out.f0 = a.f0 + part * (b.f0 - a.f0);
  for (std::size_t i = 0; i < out.cepstrum.size(); ++i) out.cepstrum[i] = a.cepstrum[i] + part * (b.cepstrum[i] - a.cepstrum[i]);
  for (std::size_t i = 0; i < out.strength.size(); ++i) out.strength[i] = a.strength[i] + part * (b.strength[i] - a.strength[i]);
  return out;
}

std::size_t frame_of(Seconds t) { return static_cast<std::size_t>(std::llround(std::max(0.0, t.value) / kFrameSeconds)); }

// `line` with the phones of `led`, which are its own in their order, pauses apart.
Result<EditedLine> timed_as(const EditedLine& line, const std::vector<Phone>& led) {
  std::vector<const Phone*> own;
  for (const auto& p : line.phones)
    if (p.name != "pau") own.push_back(&p);
  EditedLine out;
  out.energy = line.energy;
  std::size_t next = 0;
  const auto frames_from = [&](std::size_t a, std::size_t b, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double at = static_cast<double>(a) + (static_cast<double>(i) + 0.5) * static_cast<double>(b - a) / static_cast<double>(count) - 0.5;
      const auto x = static_cast<std::size_t>(std::clamp(at, static_cast<double>(a), static_cast<double>(b - 1))), y = std::min(x + 1, b - 1);
      out.frames.push_back(between(line.frames[x], line.frames[y], static_cast<float>(std::clamp(at - static_cast<double>(x), 0.0, 1.0))));
    }
  };
  for (const auto& p : led) {
    const std::size_t begin = out.frames.size(), count = std::max<std::size_t>(p.name == "pau" ? 0 : 2, frame_of(p.end) > begin ? frame_of(p.end) - begin : 0);
    if (p.name == "pau") {
      frames_from(0, 1, count);  // the line begins in silence
    } else {
      if (next >= own.size() || own[next]->name != p.name) return fail(ErrorCode::kInternal, "The phones of a scratch recording are not its line's.");
      const std::size_t a = std::min(frame_of(own[next]->start), line.frames.size() - 1), b = std::clamp(frame_of(own[next]->end), a + 1, line.frames.size());
      frames_from(a, b, count);
      ++next;
    }
    out.phones.push_back({p.name, Seconds(static_cast<double>(begin) * kFrameSeconds), Seconds(static_cast<double>(out.frames.size()) * kFrameSeconds), p.stress});
  }
  return out;
}

}  // namespace

Result<RecordedLine> line_from_scratch(std::span<const float> interleaved, int channels, int rate, const LineRequest& request) {
  RecordedLine scratch = TRY(recorded_line(interleaved, channels, rate, request));
  std::vector<MarkedRun> runs;
  if (!request.reading.empty()) runs = TRY(read_marks(request.reading));
  const SpokenText spoken = runs.empty() ? read_dialogue(request.text) : read_runs(runs);
  const LineTake plain = TRY(speak(request));
  if (plain.backend != "flite" || spoken.sentences.empty()) return fail(ErrorCode::kInvalidInput, "Only English lines can follow a scratch recording: no other voice can be led sound by sound. Take 'scratch' out, or use the recording itself (recording = ..., voice_of = ...).");
  LineRequest led = request;
  if (!is_flite_voice(led.voice.base)) led.voice.base = "rms";
  const Direction direction = direct(request.manner, request.mood);
  const EditedLine own = TRY(edit_line(spoken, led.voice, direction, request.seed));
  EditedLine line = TRY(timed_as(own, scratch.take.phones));
  const auto melody = melody_of(scratch.take.samples);
  std::vector<float> voice;
  for (const auto& f : own.frames) voice.push_back(f.f0);
  const float middle = median_voiced(melody), mine = median_voiced(voice);
  if (middle > 0 && mine > 0) {
    const auto contour = without_holes(melody);
    for (std::size_t i = 0; i < line.frames.size() && !contour.empty(); ++i)
      if (line.frames[i].f0 > 0) line.frames[i].f0 = mine * std::clamp(contour[std::min(i, contour.size() - 1)] / middle, 0.5f, 2.f);
  } else {
    scratch.fit.push_back("No melody is heard in the scratch recording (is it whispered?); only its timing is followed.");
  }
  line.words = scratch.take.words;
  RecordedLine out;
  out.take = rendered(std::move(line), led, direction);
  out.take.manner = request.manner;
  out.take.reading = request.reading;
  out.notes = out.fit = scratch.fit;  // what is heard of it does not matter
  out.distance = scratch.distance, out.from = scratch.from;
  return out;
}

}  // namespace auteur::acting
