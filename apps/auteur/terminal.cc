#include "terminal.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "auteur/base/json.h"

namespace auteur::cli {
namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

std::atomic<bool> Stop::asked_{false};

Stop::Stop() {
  struct sigaction action {};
  action.sa_handler = [](int) {
    if (asked_.exchange(true)) _exit(130);
    const itimerval patience{{0, 0}, {0, 800'000}};
    setitimer(ITIMER_REAL, &patience, nullptr);
  };
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // Some work cannot be asked to stop: another program that encodes, a library in the middle of a chord. The store takes
  // a sudden end at any point, so nobody has to wait for it.
  action.sa_handler = [](int) {
    constexpr char kSaid[] = "\r\x1b[Kauteur: Stopped. Everything finished so far is kept; the next make goes on from there.\n";
    const std::size_t skip = ::isatty(2) ? 0 : 4;
    if (::write(2, kSaid + skip, sizeof kSaid - 1 - skip) < 0) _exit(130);
    _exit(130);
  };
  sigaction(SIGALRM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

Stop& Stop::instance() {
  static Stop stop;
  return stop;
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput: return 3;
    case ErrorCode::kNotFound: return 4;
    case ErrorCode::kUnavailable: return 5;
    case ErrorCode::kIo: return 6;
    case ErrorCode::kDamaged: return 7;
    case ErrorCode::kConflict: return 8;
    case ErrorCode::kRefused: return 9;
    case ErrorCode::kUnsupported: return 10;
    case ErrorCode::kCancelled: return 130;
    case ErrorCode::kInternal: return 70;
  }
  return 70;
}

int report_error(const Error& error, bool json) {
  const int code = exit_code(error.code);
  if (json) {
    const Json j{{"kind", "auteur.error"}, {"version", 1}, {"message", error.message}, {"file", error.place.file}, {"line", error.place.line}, {"column", error.place.column}, {"exit_code", code}};
    fmt::print("{}\n", pretty_json(j));
  }
  fmt::print(stderr, "auteur: {}\n", error.text());
  return code;
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(::isatty(2) != 0), last_(now()) {}
ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

void ProgressLine::show(const RunProgress& p) {
  if (quiet_) return;
  const double t = now();
  if (t - last_ < (terminal_ ? 0.2 : 10.0)) return;
  last_ = t;
  std::string left;
  if (p.seconds_left) left = "about " + duration_text(*p.seconds_left) + " left";
  if (!terminal_) {
    fmt::print(stderr, "{:3.0f} %  {} of {}  {}\n", p.fraction * 100, p.done, p.total, left);
    return;
  }
  const int width = 30, full = static_cast<int>(std::lround(p.fraction * width));
  std::string bar(static_cast<std::size_t>(full), '#');
  bar.resize(static_cast<std::size_t>(width), '.');
  fmt::print(stderr, "\r\x1b[K[{}] {:3.0f} %  {}  {}", bar, p.fraction * 100, left, p.what.substr(0, 30));
  std::fflush(stderr);
  drawn_ = true;
}

std::string duration_text(double s) {
  if (s < 10) return fmt::format("{:.1f} s", s);
  if (s < 90) return fmt::format("{:.0f} s", s);
  if (s < 5400) return fmt::format("{:.0f} min", s / 60);
  return fmt::format("{:.1f} h", s / 3600);
}

std::string size_text(std::uint64_t bytes) {
  const double b = static_cast<double>(bytes);
  if (b < 1e6) return fmt::format("{:.0f} kB", b / 1e3);
  if (b < 1e9) return fmt::format("{:.1f} MB", b / 1e6);
  return fmt::format("{:.2f} GB", b / 1e9);
}

}  // namespace auteur::cli
