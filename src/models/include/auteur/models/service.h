// Speech servers by name, and whose key goes where.
//
//   film.toml                                  ~/.config/auteur/services.toml   ~/.config/auteur/keys.toml (mode 0600)
//   [services.piper]                           [elevenlabs]                     elevenlabs = "..."
//   kind = "piper"                             kind = "elevenlabs"
//   url = "http://127.0.0.1:5000"
//
// A film folder is copied and shared: it names services, but never a key, nor where a key goes. A key is sent only to the
// server that the person's own services.toml names, or to the home of the service's kind (api.elevenlabs.io).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/models/http.h"

namespace auteur::models {

enum class Kind { kPiper, kOpenAi, kElevenLabs };
std::string_view name_of(Kind kind);  // "piper", "openai", "elevenlabs"

struct Service {
  std::string name;
  Kind kind = Kind::kPiper;
  std::string url;             // without a slash at its end
  std::string model;           // "gpt-4o-mini-tts", "eleven_multilingual_v2"; Piper: none
  std::string format;          // of the sound: "wav", "pcm", "pcm_24000"
  int rate = 24000;            // Hz of "pcm", which does not say
  int at_once = 1;             // lines asked at the same time
  bool plain_http = false;     // unencrypted beyond the own network
  bool persons_own = false;    // from the person's own services.toml, not from the film
  HttpLimits limits;
  SourcePlace place;
};

// From the document of a film ([services] of film.toml, with "@line") or of the person (services.toml): url, kind, model,
// format, rate, at_once, plain_http, connect_s, answer_s, stall_s, tries. What is left out is as data/models/services.json
// has it for the kind; a service called like a kind is of that kind. Errors: kInvalidInput; kRefused (a key stands there).
Result<Service> service_from(const std::string& name, const Json& document, const SourcePlace& place);

// All of it but whose it is: what a file says of itself gets no key. Errors: kInvalidInput.
Json to_json(const Service& service);
Result<Service> from_json(const Json& document);

// The words that a key hides behind, of those in `document`; empty: none. Also a value that looks like one.
std::string key_within(const Json& document);

// Where the person keeps what is theirs: $XDG_CONFIG_HOME/auteur, or ~/.config/auteur; empty: there is no home.
Path own_folder();
// The person's own services; none when there is no services.toml. Errors: kInvalidInput with file, line and column.
Result<std::map<std::string, Service>> own_services(const Path& folder = own_folder());

// The key for a service: of keys.toml by the service's name (or its kind's), else of the environment: ELEVENLABS_API_KEY,
// OPENAI_API_KEY. Empty: there is none, or none that may go to this server. Errors: kRefused (others can read keys.toml),
// kInvalidInput (it is no TOML).
Result<std::string> key_of(const Service& service, const Path& folder = own_folder());
// Whether a key may be sent there at all, and where the person says so: for messages.
bool may_have_key(const Service& service);

// A voice that the service itself offers and nobody in particular: needs no word about whose it is.
bool is_stock_voice(const Service& service, const std::string& voice);

}  // namespace auteur::models
