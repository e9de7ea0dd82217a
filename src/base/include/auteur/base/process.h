// Running another program (ffmpeg, espeak-ng) without a shell.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/result.h"

namespace auteur {

struct ProcessOutput {
  int exit_code = 0;
  Bytes out;          // standard output
  std::string err;    // last 64 KiB of standard error
  bool out_of_time = false, too_much = false;  // it was stopped at one of its limits
};

// For programs that read what strangers made. 0 = no limit.
struct ProcessLimits {
  double seconds = 0;             // of the clock on the wall
  std::size_t output_bytes = 0;   // of standard output; what came so far is kept
  std::size_t memory_bytes = 0;   // address space
};

// Full path of `program` on PATH. Errors: kUnavailable naming the Debian package to install, when known.
Result<Path> find_program(const std::string& program);

// Runs `arguments[0]` with the arguments as given. `input` goes to standard input. The child dies with us.
// Errors: kUnavailable (cannot start). A non-zero exit code is not an Error, nor is a limit that was reached.
Result<ProcessOutput> run_process(const std::vector<std::string>& arguments, std::span<const std::uint8_t> input = {}, const ProcessLimits& limits = {});

// A running child whose standard input we feed (frames to an encoder). Move-only.
class ProcessPipe {
 public:
  static Result<ProcessPipe> start(const std::vector<std::string>& arguments);
  ProcessPipe(ProcessPipe&&) noexcept;
  ProcessPipe& operator=(ProcessPipe&&) noexcept;
  ~ProcessPipe();  // kills the child if finish() was not called
  Status write(std::span<const std::uint8_t> data);
  Result<ProcessOutput> finish();  // closes its input and waits

 private:
  ProcessPipe() = default;
  int pid_ = -1, in_ = -1, err_ = -1;
};

}  // namespace auteur
