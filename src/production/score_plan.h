// What the score of a film is planned from: who has a theme, what each scene is about, what people said about the music
// (bible/music.toml), and where music flows from one scene into the next.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::production {

struct ScorePlan {
  Json themes;                            // parameters of film.themes
  std::map<std::string, Json> spotting;   // by scene number: parameters of scene.spotting
  std::map<std::string, Json> score;      // by scene number: parameters of scene.score
  Json title, credits;                    // parameters of the cards' scores
  bool into_credits = false;              // the last scene's music rings on into them
};

// `scenes`: those that are made, in film order. Errors: kInvalidInput with the place in bible/music.toml (a word that
// nobody knows, a scene or an owner that there is not, a call that nothing in the scene answers to).
Result<ScorePlan> plan_score(const Film& film, const screenplay::Breakdown& breakdown, const std::vector<const screenplay::Scene*>& scenes);

}  // namespace auteur::production
