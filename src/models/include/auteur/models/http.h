// Asking a server over HTTP: bounded in time and size, stoppable, and careful with keys.
//
// A key goes to the server it belongs to and nowhere else: redirects to another host are refused, TLS is verified, plain
// http is spoken to this machine and its own network alone, and no text of the server's is handed on that has a piece of
// the key in it. Nothing is asked twice that a server refused for good (4xx); 429, 500, 502, 503, 504 and a broken
// connection are tried again, after Retry-After or ever longer waits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auteur/base/progress.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"

namespace auteur::models {

struct HttpLimits {
  Seconds connect{10};       // until there is a connection
  Seconds whole{120};        // one answer, from asking to its last byte
  Seconds stall{30};         // with nothing coming, or next to nothing (below 16 bytes a second)
  std::size_t body_bytes = 48u << 20;
  int tries = 4;
  Seconds first_wait{0.5};   // doubles with every try; Retry-After counts where it is longer
  Seconds longest_wait{30};  // a server that asks for more is not waited for
};

struct HttpRequest {
  std::string server;        // how people call it, for messages: "piper"
  std::string method = "GET", url;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string key = {};      // what must never be shown; the headers that carry it are the caller's
  bool plain_http = false;   // unencrypted, to any host
};

struct HttpAnswer {
  long status = 0;
  std::string type;          // as the server calls it: "audio/wav"; lower case, without parameters
  std::string body;
  int tries = 1;
};

// The answer, whatever its status: what the caller makes of a 404 is its own matter. Blocks; polls `progress` every 50 ms.
// Errors: kUnavailable (no such host, nobody there, too slow, broken off, too large, redirected elsewhere, and 429 and 5xx
// after the last try), kRefused (plain http to a host of the wide world), kInvalidInput (no http address), kCancelled. The
// message names the server, what it answered and what to do.
Result<HttpAnswer> ask(const HttpRequest& request, const HttpLimits& limits, Progress& progress);

// What a server says of its own error, in one line of at most 200 bytes: the message of a JSON body (OpenAI's, ElevenLabs',
// FastAPI's), the words of a page, or nothing. Pieces of `key` are blotted out.
std::string words_of_server(std::string_view body, std::string_view key);
// Every piece of `key` of six characters and more becomes "[key]".
std::string without_key(std::string_view text, std::string_view key);

// "https://api.elevenlabs.io" of "https://api.elevenlabs.io/v1/x"; empty: no address of http.
std::string origin_of(std::string_view url);
// An http or https address with a host and without a name, password, query or fragment in it. Errors: kInvalidInput.
Status check_url(const std::string& url);

}  // namespace auteur::models
