// Where lines stand in the film as it is planned: their time, the silence after them, and in which shots their speaker is seen.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "auteur/production/dubbing.h"
#include "expand.h"

namespace auteur::production {

struct LinePlaces {
  std::map<std::string, LinePlace> lines;                  // by line id
  std::map<std::string, std::set<std::string>> of_shot;    // shot id -> lines whose speaker's mouth it shows
  std::vector<std::string> order;                          // line ids as they are spoken
  std::map<std::string, std::string> scene_of, who_of, text_of, manner_of;
};
// `far_ends`: the other ends of calls, by the scene's number. Errors: kNotFound (staging or coverage is not made yet), kDamaged.
Result<LinePlaces> line_places(const Film& film, const screenplay::Breakdown& breakdown, const std::vector<const screenplay::Scene*>& scenes, const std::map<std::string, screenplay::Scene>& far_ends, bool cards, const ReadOutcome& read);

}  // namespace auteur::production
