#include "desk.h"

#include "terminal.h"

namespace auteur::cli {

Result<Desk> open_desk(const std::string& film) {
  Stop::instance();
  Desk d;
  d.film = TRY(production::open_film(film));
  d.files = real_file_system();
  TRY(d.files->make_directories(d.film.folder));  // a bare script's folder
  d.store = TRY(Store::open(d.film.folder, *d.files));
  d.studio = TRY(production::Studio::open());
  return d;
}

}  // namespace auteur::cli
