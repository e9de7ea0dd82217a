// An opened film with everything a command needs.
#pragma once

#include <memory>
#include <string>

#include "auteur/production/make.h"

namespace auteur::cli {

struct Desk {
  production::Film film;
  std::unique_ptr<FileSystem> files;
  std::unique_ptr<Store> store;
  std::unique_ptr<production::Studio> studio;
  production::MakeOptions options;
};

// `film`: a film's folder or a bare script, beside which a folder is made. From here on Ctrl-C stops cleanly.
// Errors: those of open_film(), Store::open() and Studio::open().
Result<Desk> open_desk(const std::string& film);

}  // namespace auteur::cli
