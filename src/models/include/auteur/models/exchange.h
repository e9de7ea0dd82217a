// Services at work: how many lines each is asked at once, and which have failed and are not asked again in this make. A server
// that hangs costs one deadline, not one for every line. Thread-safe.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "auteur/models/speech.h"

namespace auteur::models {

class Exchange {
 public:
  // One line, with the person's key. `make` is whatever is the same for all lines of one make of one film. Errors: those of
  // speak(), of key_of(); the first reason again, at once, when the service has failed as a whole in this make.
  Result<Speech> speak(const Service& service, const std::string& make, const SpeechRequest& request, Progress& progress);

 private:
  struct Line { int busy = 0; std::optional<Error> down; };
  std::shared_ptr<Line> line_of(const Service& service, const std::string& make);
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<Line>> lines_;
};

}  // namespace auteur::models
