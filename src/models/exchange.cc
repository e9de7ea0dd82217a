#include "auteur/models/exchange.h"

#include <chrono>

namespace auteur::models {

std::shared_ptr<Exchange::Line> Exchange::line_of(const Service& service, const std::string& make) {
  constexpr std::size_t kMostLines = 256;  // makes of long ago are forgotten
  if (lines_.size() > kMostLines) std::erase_if(lines_, [](const auto& l) { return l.second->busy == 0; });
  auto& line = lines_[make + "\n" + service.name + "\n" + service.url];
  if (!line) line = std::make_shared<Line>();
  return line;
}

Result<Speech> Exchange::speak(const Service& service, const std::string& make, const SpeechRequest& request, Progress& progress) {
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Line> line = line_of(service, make);
  while (line->busy >= service.at_once && !line->down) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    changed_.wait_for(lock, std::chrono::milliseconds(50));
  }
  if (line->down) return std::unexpected(*line->down);
  ++line->busy;
  lock.unlock();
  const auto key = key_of(service);
  auto speech = key ? models::speak(service, *key, request, progress) : Result<Speech>(std::unexpected(key.error()));
  lock.lock();
  --line->busy;
  // That it cannot say a line (kInvalidInput) tells nothing of the next one; that it is not there does.
  const bool down = !speech && (speech.error().code == ErrorCode::kUnavailable || speech.error().code == ErrorCode::kRefused);
  if (down && !line->down) line->down = speech.error();
  changed_.notify_all();
  return speech;
}

}  // namespace auteur::models
