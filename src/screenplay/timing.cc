#include "auteur/screenplay/timing.h"

#include <cmath>

#include "scene_ranges.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

double& at(SceneTiming& t, TimingModel m) { return t.by[static_cast<std::size_t>(m)].value; }

double characters(std::string_view text) {
  double n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80 && c != '\n';
  return n;
}

void add_element(SceneTiming& t, const Element& e) {
  using K = ElementKind;
  if (e.text.empty()) return;
  const double n = characters(e.text), words = count_words(e.text);
  const bool shown = e.kind == K::kAction || e.kind == K::kShot || e.kind == K::kCentred || e.kind == K::kGeneral;
  const bool said = e.kind == K::kDialogue || e.kind == K::kLyrics;
  if (e.kind != K::kSceneHeading && e.kind != K::kCharacter && e.kind != K::kParenthetical && e.kind != K::kTransition && !shown && !said) return;
  at(t, TimingModel::kCharacters) += n * 60 / 1350;
  at(t, TimingModel::kWords) += words * 60 / 140;
  if (e.kind == K::kSceneHeading) at(t, TimingModel::kSophocles) += 2;
  if (shown) at(t, TimingModel::kSophocles) += 1 + 1.5 * n / 50;
  if (said) at(t, TimingModel::kSophocles) += 2 + 2.4 * n / 50;
  if (shown) at(t, TimingModel::kStoryboarder) += 0.5 + 0.2 * words;
  if (said || e.kind == K::kParenthetical) at(t, TimingModel::kStoryboarder) += 1 + 0.3 * words;
  if (e.kind == K::kTransition) at(t, TimingModel::kStoryboarder) += 1;
}

}  // namespace

std::string_view name_of(TimingModel model) {
  switch (model) {
    case TimingModel::kPage: return "page";
    case TimingModel::kCharacters: return "characters";
    case TimingModel::kWords: return "words";
    case TimingModel::kSophocles: return "sophocles";
    case TimingModel::kStoryboarder: return "storyboarder";
    case TimingModel::kActing: return "acting";
  }
  return "acting";
}

Timing time_script(const Screenplay& script, const Breakdown& breakdown, const std::map<std::string, Seconds>& voices) {
  Timing out;
  const auto ranges = scene_elements(script, breakdown);
  for (std::size_t s = 0; s < breakdown.scenes.size(); ++s) {
    const Scene& scene = breakdown.scenes[s];
    SceneTiming t;
    t.number = scene.number;
    at(t, TimingModel::kPage) = 60.0 * scene.eighths / 8;
    at(t, TimingModel::kActing) = scene.estimate.value;
    if (s < ranges.size()) {
      const std::size_t from = s == 0 ? 0 : ranges[s].first;  // what stands before the first heading is seen with it
      for (std::size_t i = from; i < ranges[s].last; ++i) add_element(t, script.elements[i]);
    }
    t.voiced = scene.estimate;
    for (const auto& b : scene.beats) {
      if (b.kind != BeatKind::kLine) continue;
      ++t.lines;
      const auto v = voices.find(b.line_id);
      if (v == voices.end()) continue;
      ++t.spoken;
      if (!b.dual) t.voiced += v->second - b.estimate;
    }
    for (auto& q : t.by) q.value = std::round(q.value * 100) / 100;
    t.voiced.value = std::round(std::max(0.0, t.voiced.value) * 100) / 100;
    for (std::size_t m = 0; m < t.by.size(); ++m) out.total.by[m] += t.by[m];
    out.total.voiced += t.voiced;
    out.total.lines += t.lines;
    out.total.spoken += t.spoken;
    out.scenes.push_back(std::move(t));
  }
  return out;
}

Json to_json(const Timing& timing) {
  const auto one = [](const SceneTiming& t) {
    Json seconds = Json::object();
    for (const auto m : kTimingModels) seconds[std::string(name_of(m))] = std::round(t.of(m).value * 100) / 100;
    if (t.spoken > 0) seconds["voiced"] = std::round(t.voiced.value * 100) / 100;
    return Json{{"number", t.number}, {"seconds", seconds}, {"lines", t.lines}, {"spoken", t.spoken}};
  };
  Json scenes = Json::array();
  for (const auto& s : timing.scenes) scenes.push_back(one(s));
  Json total = one(timing.total);
  total.erase("number");
  return {{"kind", "auteur.timing"}, {"version", 1}, {"scenes", scenes}, {"total", total}};
}

}  // namespace auteur::screenplay
