// Voices that are not the house's: who of the cast is spoken by which speech server, and what happened when it was asked.
#pragma once

#include <map>
#include <string>

#include "auteur/graph/graph.h"
#include "auteur/models/service.h"
#include "auteur/production/film.h"
#include "auteur/store/store.h"

namespace auteur::production {

// A voice of the cast that a speech server speaks (`voice` of cast/NAME.toml). `voice_of`: the real person whose it is, who
// consented; empty: nobody in particular.
struct OutsideVoice { models::Service service; std::string id, voice_of; Json settings = Json::object(); };

// By upper-case name; for dubs ([dubbed.de]) by language and name: "de/ANA". Nobody who is real is heard without consent. A film that names no service costs nothing and reads no
// file. Errors: kInvalidInput, kNotFound (no such service), kRefused (no consent, a key in the film), with a place.
Result<std::map<std::string, OutsideVoice>> outside_voices(const Film& film);

// The services that may be asked for the film in `folder` (empty: none): those of its film.toml, the person's own, and each
// kind as it usually is. A service of the film goes before one of the same name of the person's, and gets no key of theirs.
// Errors: those of read_document, models::service_from and models::own_services.
Result<std::map<std::string, models::Service>> services_of(const Path& folder);
// Errors: kNotFound with the nearest name.
Result<models::Service> service_named(const std::string& name, const std::map<std::string, models::Service>& services);

// Tells the store which services its passes may ask (a disposable note, without keys): actions name no addresses. What
// failed before is asked again from now on. `anew`: a make begins; a server that failed in the last one is asked again.
Status connect_services(const Film& film, Store& store, bool anew);

// Lines that no server spoke in the last make, and why: the house speaks them until the next make, which asks again. By node;
// a disposable note of the store.
using Unheard = std::map<std::string, std::string>;
Unheard unheard_lines(Store& store);
void set_unheard_lines(Store& store, const Unheard& lines);
void ask_again(Store& store, const NodeId& line);  // for what is about to be asked for by itself

}  // namespace auteur::production
