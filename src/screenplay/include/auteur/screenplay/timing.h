// How long a script plays, by the models that people use. They disagree by a third and more: that is why there are
// several. Real voices replace all of them where a film has them.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

enum class TimingModel {
  kPage,         // a minute a page, by eighths
  kCharacters,   // 1350 characters a minute
  kWords,        // 140 words a minute
  kSophocles,    // heading 2 s; action 1 s + 1.5 s per 50 characters; dialogue 2 s + 2.4 s per 50 characters
  kStoryboarder, // action 0.5 s + 0.2 s a word; dialogue and parenthetical 1 s + 0.3 s a word; transition 1 s
  kActing,       // what is done and said, act by act (Scene::estimate): what the film is planned with
};
inline constexpr std::array kTimingModels = {TimingModel::kPage, TimingModel::kCharacters, TimingModel::kWords, TimingModel::kSophocles, TimingModel::kStoryboarder, TimingModel::kActing};
std::string_view name_of(TimingModel model);  // "page", "characters" ...

struct SceneTiming {
  std::string number;
  std::array<Seconds, kTimingModels.size()> by{};  // indexed by TimingModel
  Seconds voiced;           // acting, with the real length of every line that has been spoken
  int lines = 0, spoken = 0;  // lines of dialogue, and how many of them have a voice
  Seconds of(TimingModel m) const { return by[static_cast<std::size_t>(m)]; }
};
struct Timing {
  std::vector<SceneTiming> scenes;  // as Breakdown::scenes
  SceneTiming total;                // number ""
};

// `voices`: line id ("4-17") -> its length as spoken. Requires: `breakdown` is of `script`.
Timing time_script(const Screenplay& script, const Breakdown& breakdown, const std::map<std::string, Seconds>& voices = {});

Json to_json(const Timing& timing);

}  // namespace auteur::screenplay
