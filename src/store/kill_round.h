// For tests and the long bench: one round of "start a writer, kill -9 it, look".
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "store_check.h"
#include "test_folder.h"

namespace auteur {

// Starts `program` writing results from `first` on, kills it after `seconds`, and checks the whole store when `check`.
// Returns the first number that was not acknowledged. Errors: an acknowledged result is missing, or the store is broken.
inline Result<int> kill_round(const char* program, const Path& folder, int first, double seconds, bool check = true) {
  int out[2];
  if (::pipe(out) != 0) return fail(ErrorCode::kIo, "pipe");
  const int pid = ::fork();
  if (pid == 0) {
    ::dup2(out[1], 1);
    ::close(out[0]);
    const std::string from = std::to_string(first), path = folder.string();
    ::execl(program, program, path.c_str(), from.c_str(), "100000", "choose", nullptr);
    ::_exit(127);
  }
  ::close(out[1]);
  std::string said;
  char buffer[4096];
  // The clock starts with its first word, so that the kill falls into its work.
  ssize_t n = ::read(out[0], buffer, sizeof buffer);
  if (n > 0) said.append(buffer, static_cast<std::size_t>(n));
  ::usleep(static_cast<useconds_t>(seconds * 1e6));
  ::kill(pid, SIGKILL);
  while ((n = ::read(out[0], buffer, sizeof buffer)) > 0) said.append(buffer, static_cast<std::size_t>(n));
  ::close(out[0]);
  ::waitpid(pid, nullptr, 0);

  int last = first - 1;
  for (std::size_t at = 0; at < said.size();) {
    const std::size_t end = said.find('\n', at);
    if (end == std::string::npos) break;
    if (said[at] != 'c') last = std::max(last, std::atoi(said.c_str() + at));
    at = end + 1;
  }
  if (check) TRY(check_store(folder));
  const auto files = real_file_system();
  const auto store = TRY(Store::open(folder, *files));
  for (int i = first; i <= last; ++i)
    if (!store->has_outcome(digest_of(action_named(std::to_string(i))))) return fail(ErrorCode::kDamaged, "an acknowledged result is missing: " + std::to_string(i));
  return last + 1;
}

}  // namespace auteur
