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
};

// Full path of `program` on PATH. Errors: kUnavailable naming the Debian package to install, when known.
Result<Path> find_program(const std::string& program);

// Runs `arguments[0]` with the arguments as given. `input` goes to standard input. The child dies with us.
// Errors: kUnavailable (cannot start). A non-zero exit code is not an Error.
Result<ProcessOutput> run_process(const std::vector<std::string>& arguments, std::span<const std::uint8_t> input = {});

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
