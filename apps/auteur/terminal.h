// What the command line shows: progress, errors, exit codes (docs/exit-codes.md).
#pragma once

#include <atomic>
#include <string>

#include "auteur/base/progress.h"
#include "auteur/base/result.h"
#include "auteur/graph/executor.h"

namespace auteur::cli {

int exit_code(ErrorCode code);
int report_error(const Error& error, bool json);

// Ctrl-C asks once; a second one ends the program at once, and so does work that has not stopped within a second.
class Stop final : public Progress {
 public:
  static Stop& instance();
  bool cancelled() const override { return asked_; }

 private:
  Stop();
  static std::atomic<bool> asked_;
};

// One line that is written over; silent when standard error is no terminal (then a line every ten seconds).
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();
  void show(const RunProgress& progress);
  void clear();

 private:
  bool quiet_, terminal_;
  double last_ = 0;
  bool drawn_ = false;
};

std::string duration_text(double seconds);
std::string size_text(std::uint64_t bytes);

}  // namespace auteur::cli
