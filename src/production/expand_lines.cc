// Lines of a planned film: who speaks each.
#include <algorithm>

#include "auteur/base/text.h"
#include "expand_parts.h"
#include "expander.h"

namespace auteur::production {

using screenplay::Beat;
using screenplay::Scene;

namespace {

// What the same person says right before and after: a speech that an action breaks is one breath.
std::pair<std::string, std::string> around(const Scene& scene, const Beat& line) {
  const Beat *before = nullptr, *after = nullptr;
  bool passed = false;
  for (const auto& b : scene.beats) {
    if (b.kind != screenplay::BeatKind::kLine) continue;
    if (&b == &line) passed = true;
    else if (!passed) before = &b;
    else if (!after) after = &b;
  }
  const auto said = [&](const Beat* b) { return b && b->who == line.who ? b->text : std::string(); };
  return {said(before), said(after)};
}

}  // namespace

const OutsideVoice* Expander::outside_voice_of(const std::string& cast_id, const std::string& language) const {
  const auto& cast = plan_.breakdown->cast;
  const auto member = std::find_if(cast.begin(), cast.end(), [&](const auto& c) { return c.id == cast_id; });
  if (member == cast.end()) return nullptr;
  for (const auto& name : {upper(member->id), upper(member->name)})
    if (const auto v = outside_.find(language.empty() ? name : language + "/" + name); v != outside_.end()) return &v->second;
  return nullptr;
}

void ask(const OutsideVoice& voice, Json& params) {
  params["service"] = voice.service.name;
  params["kind"] = models::name_of(voice.service.kind);
  params["model"] = voice.service.model;
  params["voice"] = voice.id;
  params["voice_of"] = voice.voice_of;
  params["settings"] = voice.settings;
}

void use_recording(Node& line, const BroughtRecording& recording) {
  line.inputs["recording"] = recording.ref;
  line.params["name"] = recording.file.filename().string();
  if (recording.voice_of.empty()) return;  // a scratch recording is only followed
  line.params["voice_of"] = recording.voice_of;
  line.params["clean"] = recording.clean, line.params["cleanup"] = recording.cleanup;
  if (!recording.match.empty()) line.inputs["match"] = recording.match_ref, line.params["match"] = recording.match.filename().string();
}

Node Expander::line_node(const Scene& scene, const Beat& beat, const std::map<std::string, LineNote>& notes) const {
  Node voice{"lines/" + beat.line_id + "/voice", "line.voice", mood_params(beat.mood, 0.1), {}};
  Json& params = voice.params;
  params["text"] = beat.text;
  params["manner"] = beat.manner;
  params["language"] = plan_.breakdown->language;
  voice.inputs["mood"] = Upstream{"behaviour", "line/" + beat.line_id};
  voice.work = 10 + static_cast<double>(beat.text.size());
  if (const auto note = notes.find(beat.line_id); note != notes.end()) {
    if (!note->second.manner.empty()) params["manner"] = note->second.manner;
    params["reading"] = note->second.reading;
  }
  if (known_.contains(beat.who)) voice.inputs["voice"] = Upstream{cast_node(beat.who) + "/voice", "voice"};
  if (const auto recording = film_.recordings.find(upper(beat.line_id)); recording != film_.recordings.end()) {
    voice.pass = recording->second.voice_of.empty() ? "line.scratch" : "line.recorded";
    use_recording(voice, recording->second);
    return voice;
  }
  const OutsideVoice* outside = outside_voice_of(beat.who);
  if (!outside || read_(voice.id, kUnheardPort)) return voice;
  voice.pass = "line.outside";
  voice.inputs.clear();
  ask(*outside, params);
  std::tie(params["previous"], params["next"]) = around(scene, beat);
  return voice;
}

}  // namespace auteur::production
