// Everything a person should know about how the film came to be: out/film-report.json and film-report.txt.
#pragma once

#include "auteur/production/make.h"
#include "delivery.h"
#include "expand.h"

namespace auteur::production {

// Sets made.film_report and adds to made.notes. Errors: kIo, those of the store.
Status write_reports(const Film& film, Store& store, Resolver& resolver, const View& view, const MakeOptions& options, const Plan& plan, Delivery& delivery, Made& made);

}  // namespace auteur::production
