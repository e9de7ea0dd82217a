#include "auteur/base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace auteur {
namespace {

constexpr std::size_t kErrorTail = 64 << 10;

struct Child {
  int pid = -1, in = -1, out = -1, err = -1;
};

Result<Child> spawn(const std::vector<std::string>& arguments, std::size_t memory_bytes = 0) {
  AUTEUR_CHECK(!arguments.empty());
  const Path program = arguments[0].find('/') == std::string::npos ? TRY(find_program(arguments[0])) : Path(arguments[0]);
  int in[2], out[2], err[2];
  if (::pipe2(in, O_CLOEXEC) || ::pipe2(out, O_CLOEXEC) || ::pipe2(err, O_CLOEXEC))
    return fail(ErrorCode::kUnavailable, "Cannot start '" + arguments[0] + "': too many open files.");
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const int pid = ::fork();
  if (pid < 0) return fail(ErrorCode::kUnavailable, std::string("Cannot start '") + arguments[0] + "': " + std::strerror(errno));
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);  // Ctrl-C reaches us, and we stop the child
    if (memory_bytes > 0) {
      const rlimit limit{memory_bytes, memory_bytes};
      ::setrlimit(RLIMIT_AS, &limit);
    }
    ::dup2(in[0], 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  ::close(err[1]);
  return Child{pid, in[1], out[0], err[0]};
}

int wait_for(int pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void keep_tail(std::string& text) {
  if (text.size() > kErrorTail) text.erase(0, text.size() - kErrorTail);
}

}  // namespace

Result<Path> find_program(const std::string& program) {
  const char* path = ::getenv("PATH");
  std::string all = path ? path : "/usr/local/bin:/usr/bin:/bin";
  std::size_t from = 0;
  while (from <= all.size()) {
    const auto colon = all.find(':', from);
    Path p = Path(all.substr(from, colon == std::string::npos ? colon : colon - from)) / program;
    if (::access(p.c_str(), X_OK) == 0 && !std::filesystem::is_directory(p)) return p;
    if (colon == std::string::npos) break;
    from = colon + 1;
  }
  const std::string package = program == "ffprobe" ? "ffmpeg" : program == "pdftotext" ? "poppler-utils" : program;
  return fail(ErrorCode::kUnavailable, "The program '" + program + "' is not installed. Install it with: sudo apt-get install " + package);
}

Result<ProcessOutput> run_process(const std::vector<std::string>& arguments, std::span<const std::uint8_t> input, const ProcessLimits& limits) {
  using Clock = std::chrono::steady_clock;
  ::signal(SIGPIPE, SIG_IGN);
  Child c = TRY(spawn(arguments, limits.memory_bytes));
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits.seconds));
  ProcessOutput result;
  if (input.empty()) { ::close(c.in); c.in = -1; }
  else ::fcntl(c.in, F_SETFL, O_NONBLOCK);
  std::size_t sent = 0;
  std::vector<std::uint8_t> buffer(1 << 16);
  while (c.out >= 0 || c.err >= 0) {
    pollfd fds[3] = {{c.out, POLLIN, 0}, {c.err, POLLIN, 0}, {c.in, POLLOUT, 0}};
    int wait = -1;
    if (limits.seconds > 0) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      result.out_of_time = left <= 0;
      wait = static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
    }
    result.too_much = limits.output_bytes > 0 && result.out.size() > limits.output_bytes;
    if (result.out_of_time || result.too_much) break;
    if (::poll(fds, 3, wait) < 0 && errno != EINTR) break;
    for (int k = 0; k < 2; ++k) {
      int& fd = k == 0 ? c.out : c.err;
      if (fd < 0 || !(fds[k].revents & (POLLIN | POLLHUP | POLLERR))) continue;
      const ssize_t n = ::read(fd, buffer.data(), buffer.size());
      if (n > 0 && k == 0) result.out.insert(result.out.end(), buffer.begin(), buffer.begin() + n);
      else if (n > 0) { result.err.append(buffer.begin(), buffer.begin() + n); keep_tail(result.err); }
      else if (n == 0 || errno != EINTR) { ::close(fd); fd = -1; }
    }
    if (c.in >= 0 && (fds[2].revents & (POLLOUT | POLLERR | POLLHUP))) {
      const ssize_t n = ::write(c.in, input.data() + sent, input.size() - sent);
      if (n > 0) sent += static_cast<std::size_t>(n);
      if ((n < 0 && errno != EAGAIN && errno != EINTR) || sent == input.size()) { ::close(c.in); c.in = -1; }
    }
  }
  for (int fd : {c.in, c.out, c.err})
    if (fd >= 0) ::close(fd);
  // It may have closed its output and go on all the same.
  while (limits.seconds > 0 && !result.out_of_time && !result.too_much) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(c.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0) break;
    result.out_of_time = Clock::now() >= deadline;
    ::usleep(1000);
  }
  if (result.out_of_time || result.too_much) {
    ::kill(-c.pid, SIGKILL);
    ::kill(c.pid, SIGKILL);
  }
  result.exit_code = wait_for(c.pid);
  return result;
}

Result<ProcessPipe> ProcessPipe::start(const std::vector<std::string>& arguments) {
  ::signal(SIGPIPE, SIG_IGN);
  Child c = TRY(spawn(arguments));
  ::close(c.out);
  ProcessPipe p;
  p.pid_ = c.pid;
  p.in_ = c.in;
  p.err_ = c.err;
  ::fcntl(p.err_, F_SETFL, O_NONBLOCK);
  return p;
}
ProcessPipe::ProcessPipe(ProcessPipe&& o) noexcept : pid_(std::exchange(o.pid_, -1)), in_(std::exchange(o.in_, -1)), err_(std::exchange(o.err_, -1)) {}
ProcessPipe& ProcessPipe::operator=(ProcessPipe&& o) noexcept {
  std::swap(pid_, o.pid_);
  std::swap(in_, o.in_);
  std::swap(err_, o.err_);
  return *this;
}
ProcessPipe::~ProcessPipe() {
  if (in_ >= 0) ::close(in_);
  if (err_ >= 0) ::close(err_);
  if (pid_ > 0) { ::kill(pid_, SIGKILL); wait_for(pid_); }
}
Status ProcessPipe::write(std::span<const std::uint8_t> data) {
  std::size_t done = 0;
  while (done < data.size()) {
    const ssize_t n = ::write(in_, data.data() + done, data.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorCode::kIo, std::string("The encoder stopped reading: ") + std::strerror(errno));
    done += static_cast<std::size_t>(n);
  }
  return {};
}
Result<ProcessOutput> ProcessPipe::finish() {
  ::close(std::exchange(in_, -1));
  ProcessOutput out;
  ::fcntl(err_, F_SETFL, 0);
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(err_, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    out.err.append(buffer, static_cast<std::size_t>(n));
    keep_tail(out.err);
  }
  ::close(std::exchange(err_, -1));
  out.exit_code = wait_for(std::exchange(pid_, -1));
  return out;
}

}  // namespace auteur
