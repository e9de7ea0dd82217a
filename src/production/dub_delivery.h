// What is delivered in another language: film.de.mp4, its captions and stems, how its lines fit.
#pragma once

#include "auteur/production/make.h"
#include "delivery.h"

namespace auteur::production {

// The language's part of `options` under `name` ("film"): "film.de.mp4", "film.de.srt", "film.de-mix.wav", "film.de-report.txt".
// What a person should know is added to made.notes.
Status deliver_language(const Film& film, Store& store, Resolver& resolver, const Graph& graph, const MakeOptions& options, const std::string& language, const std::string& name, Delivery& delivery, Made& made);

}  // namespace auteur::production
