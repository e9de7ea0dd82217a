// Ctrl-C: the program ends soon, says what is kept, and the next make goes on from there.
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include "film_program.h"

namespace auteur {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

class Stopping : public FilmProgram {
 protected:
  // Starts a make, waits until `reached`, interrupts it. Returns its exit code, or -1 when it ended before.
  template <class Reached>
  int interrupt_when(Reached reached, double& seconds) {
    const std::string film = folder.string();
    const int pid = ::fork();
    if (pid == 0) {
      ::execl(AUTEUR_PROGRAM, AUTEUR_PROGRAM, "make", film.c_str(), "--level", "boards", "--no-boards", "--quiet", nullptr);
      ::_exit(127);
    }
    int status = 0;
    for (int i = 0; i < 60'000 && !reached(); ++i) {
      if (::waitpid(pid, &status, WNOHANG) == pid) return -1;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    const auto asked = Clock::now();
    ::kill(pid, SIGINT);
    ::waitpid(pid, &status, 0);
    seconds = std::chrono::duration<double>(Clock::now() - asked).count();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::size_t finished() const {
    std::size_t n = 0;
    std::error_code ec;
    for (fs::recursive_directory_iterator it(folder / ".auteur/ac", ec), end; !ec && it != end; it.increment(ec)) n += it->is_regular_file(ec);
    return n;
  }
  bool a_clip_is_being_written() const {
    std::error_code ec;
    for (fs::directory_iterator it(folder / ".auteur/tmp", ec), end; !ec && it != end; it.increment(ec))
      if (it->path().extension() == ".mp4") return true;
    return false;
  }
};

TEST_F(Stopping, CtrlCEndsPlanningAndDrawingSoonAndTheNextMakeGoesOn) {
  write("film.toml", "script = \"s.fountain\"\n");
  write("s.fountain", kScript);
  double seconds = 0;
  int code = interrupt_when([&] { return finished() >= 2; }, seconds);
  ASSERT_EQ(code, 130) << "while planning";
  EXPECT_LT(seconds, 5) << "while planning";
  EXPECT_FALSE(fs::exists(folder / "out"));
  const std::size_t planned = finished();
  EXPECT_GE(planned, 2u);
  code = interrupt_when([&] { return a_clip_is_being_written(); }, seconds);
  ASSERT_EQ(code, 130) << "while drawing";
  EXPECT_LT(seconds, 5) << "while drawing";
  EXPECT_FALSE(fs::exists(folder / "out"));
  EXPECT_GT(finished(), planned);
  const std::size_t kept = finished();
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--json", "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  const auto report = parse_json(std::string(made.out.begin(), made.out.end()), "made");
  ASSERT_TRUE(report) << text(made);
  EXPECT_EQ((*report)["made"].get<std::size_t>() + kept, finished()) << "something was made twice";
  EXPECT_TRUE(fs::exists(folder / "out/boards.mp4"));
}

}  // namespace
}  // namespace auteur
