// What behaviour is asked for: the story's order with the hours between scenes, and what people decided in bible/cast.
#pragma once

#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"
#include "story.h"

namespace auteur::production {

// Parameters of film.behaviour: "order", "personas", "moods". Errors: kInvalidInput with the place of the decision that does
// not fit (a trait, a name, a scene, a beat, a feeling that is none).
Result<Json> behaviour_params(const Film& film, const screenplay::Breakdown& breakdown, const Story& story);

}  // namespace auteur::production
