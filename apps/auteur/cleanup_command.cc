#include "cleanup_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "auteur/cleanup/file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

class Line : public Progress {
 public:
  explicit Line(bool quiet) : quiet_(quiet) {}
  ~Line() override {
    if (shown_ >= 0) fmt::print(stderr, "\r\033[K");
  }
  void advance(double done, std::string_view) override {
    const int percent = static_cast<int>(100 * done);
    if (quiet_ || percent == shown_ || !::isatty(2)) return;
    fmt::print(stderr, "\rcleaning {} %", shown_ = percent);
  }
  bool cancelled() const override { return Stop::instance().cancelled(); }

 private:
  bool quiet_;
  int shown_ = -1;
};

Status run(const Common& common, const CleanupWish& wish) {
  std::error_code ec;
  if (std::filesystem::is_directory(wish.file, ec)) return fail(ErrorCode::kInvalidInput, fmt::format("'{0}' is a folder. Give a sound file. The recorded lines of a film are cleaned by auteur make {0}; to free its space: auteur clean {0}", wish.file));
  cleanup::FileWish w;
  for (const auto& [step, strength] : wish.steps) w.wish.of(*cleanup::step_named(step)) = strength;
  if (!wish.match.empty()) w.match = wish.match;
  if (!wish.report_only) {
    const Path in = wish.file;
    w.out = wish.out.empty() ? in.parent_path() / (in.stem().string() + "-clean.wav") : Path(wish.out);
    if (std::filesystem::equivalent(in, *w.out, ec)) return fail(ErrorCode::kConflict, "The recording itself is never written over. Say another file with --out.");
    if (wish.out.empty() && std::filesystem::exists(*w.out, ec)) return fail(ErrorCode::kConflict, fmt::format("'{}' is there already. Say where to write with --out.", w.out->string()));
  }
  Line progress(common.quiet || common.json);
  const auto done = TRY(cleanup::clean_file(wish.file, w, progress));
  if (common.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.cleanup_file"}, {"version", 1}, {"file", w.out ? w.out->string() : ""}, {"changed", done.changed}, {"gain_db", done.gain_db}, {"channels", done.channels}}));
    return {};
  }
  for (std::size_t c = 0; c < done.channels.size(); ++c) {
    const Json& r = done.channels[c];
    const Json& b = r.at("before");
    if (done.channels.size() > 1) fmt::print("Channel {}\n", c + 1);
    fmt::print("  found      voice {:.0f} dB, noise {:.0f} dB below it, sound up to {:.1f} kHz\n", b.value("speech_db", 0.0), b.value("snr_db", 0.0), b.value("band_hz", 0.0) / 1000);
    for (const auto& s : r.value("done", std::vector<std::string>{})) fmt::print("  mended     {}\n", s);
    for (const auto& s : r.value("cannot", std::vector<std::string>{})) fmt::print("  cannot     {}\n", s);
    if (r.value("done", Json::array()).empty()) fmt::print("  nothing to mend: it stays as it is\n");
  }
  if (done.gain_db < -0.05) fmt::print("  softer by {:.1f} dB, so that the mended tops fit\n", -done.gain_db);
  if (w.out) fmt::print("{}\n", w.out->string());
  return {};
}

}  // namespace

void add_cleanup_command(CLI::App& app, Common& common, CleanupWish& wish, int& result) {
  auto* c = app.add_subcommand("cleanup", "clean a recording of speech: hum, clicks, clipping, noise, reverb, sibilance; says what it found, did and cannot do");
  c->add_option("file", wish.file, "WAV, AIFF or FLAC")->required();
  c->add_option("--out", wish.out, "WAV to write (default: NAME-clean.wav beside it)");
  c->add_flag("--report", wish.report_only, "only say what is wrong and what would come of it; nothing is written");
  c->add_option("--match", wish.match, "a take that it should sound like: its colour is taken over, within 9 dB");
  for (const char* step : {"clipping", "clicks", "hum", "noise", "reverb", "sibilance"}) c->add_option(std::string("--") + step, wish.steps[step] = 1, "how strongly: 1 as found fit, 0 not at all")->check(CLI::Range(0.0, 2.0))->capture_default_str();
  c->add_flag("--json", common.json, "machine-readable output");
  c->add_flag("--quiet", common.quiet, "no progress");
  c->callback([&] {
    const Status s = run(common, wish);
    result = s ? 0 : report_error(s.error(), common.json);
  });
}

}  // namespace auteur::cli
