// What one make delivers into out/: the film and all that belongs to it, or the part that was asked for.
#pragma once

#include "auteur/production/make.h"
#include "expand.h"

namespace auteur::production {

// "-scenes-3-5" of the scenes asked for; "" for all.
std::string suffix_of(const MakeOptions& options);

// Sets made.out, .files, .boards, .film_report and adds to .notes. Errors: kIo (out cannot be written), those of the store.
Status deliver(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan, Made& made);

}  // namespace auteur::production
