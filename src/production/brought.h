// What people brought with a film: its files, and the consents of those who are heard in it.
#pragma once

#include <string>

#include "auteur/production/film.h"

namespace auteur::production {

// A file that a document names: inside the folder, there, and of the kind it should be. `what`: "model of 'cup'".
// Errors: kInvalidInput, kNotFound.
Result<Path> brought_file(const Film& film, const std::string& name, const std::string& what, const std::string& ending, const std::string& way_out, const SourcePlace& place);

// Whether `who` allowed that their voice is used, in bible/consents.toml, by a record that lies in the film folder.
// Errors: kRefused with the way out; those of brought_file for the record.
Status check_voice_consent(const Film& film, const std::string& who, const SourcePlace& place);

}  // namespace auteur::production
