#include "auteur/quality/film_check.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "auteur/base/process.h"
#include "auteur/base/text.h"

namespace auteur::quality {
namespace {

// "key: value" or "key=value" after `from`; NaN when absent.
double number_after(std::string_view text, std::string_view key, std::size_t from = 0) {
  auto at = text.find(key, from);
  if (at == std::string_view::npos) return std::nan("");
  at += key.size();
  while (at < text.size() && (text[at] == ' ' || text[at] == ':' || text[at] == '=')) ++at;
  return std::strtod(std::string(text.substr(at, 32)).c_str(), nullptr);
}

const edit::Clip* clip_at(const edit::Timeline& timeline, Seconds t) {
  const auto frame = static_cast<std::int64_t>(t.value * 24);
  for (const auto& c : timeline.clips)
    if (frame >= c.start && frame < c.start + c.frames) return &c;
  return nullptr;
}

const char* name_of(Severity s) { return s == Severity::kError ? "error" : s == Severity::kWarning ? "warning" : "note"; }

}  // namespace

int FilmReport::errors() const {
  int n = 0;
  for (const auto& f : findings) n += f.severity == Severity::kError;
  return n;
}

std::string time_code(Seconds t) {
  const auto f = static_cast<std::int64_t>(std::llround(std::max(0.0, t.value) * 24));
  return fmt::format("{:02}:{:02}:{:02}:{:02}", f / 86400, f / 1440 % 60, f / 24 % 60, f % 24);
}

Result<FilmReport> check_film(const Path& film, const FilmCheck& check) {
  FilmReport report;
  const media::Probe probe = TRY(media::probe(film));
  report.seconds = probe.seconds;
  report.width = probe.width;
  report.height = probe.height;
  report.frames = probe.frames;
  auto add = [&](Severity severity, const char* rule, double at, double length, std::string message) {
    report.findings.push_back({severity, rule, Seconds(at), Seconds(length), std::move(message)});
  };
  if (probe.frames != check.timeline.frames())
    add(Severity::kError, "duration", 0, 0, fmt::format("The file has {} frames, the cut has {}.", probe.frames, check.timeline.frames()));
  std::vector<std::string> arguments = {"ffmpeg", "-nostats", "-hide_banner", "-i", film.string()};
  std::string video = "blackdetect=d=1.2:pic_th=0.985:pix_th=0.05";
  if (!check.stills) video += ",freezedetect=n=-60dB:d=5";
  arguments.insert(arguments.end(), {"-map", "0:v", "-vf", video});
  if (probe.audio_channels > 0) arguments.insert(arguments.end(), {"-map", "0:a", "-af", "silencedetect=n=-60dB:d=3,ebur128=peak=true:framelog=verbose"});
  arguments.insert(arguments.end(), {"-f", "null", "-"});
  const ProcessOutput out = TRY(run_process(arguments));
  if (out.exit_code != 0) return fail(ErrorCode::kInternal, "The finished film cannot be played back: ffmpeg says: " + out.err.substr(out.err.size() > 300 ? out.err.size() - 300 : 0));
  auto frozen = [&](double from, double length) {
    const auto* clip = clip_at(check.timeline, Seconds(from + length / 2));
    add(Severity::kWarning, "frozen", from, length, fmt::format("Nothing moves for {:.1f} s{}.", length, clip ? " (shot " + clip->id + ")" : ""));
  };
  double frozen_since = -1, silent_since = -1;
  bool summary = false;
  for (const auto line : split(out.err, '\n')) {
    if (line.find("black_start") != line.npos) {
      const double from = number_after(line, "black_start"), length = number_after(line, "black_duration");
      const auto* clip = clip_at(check.timeline, Seconds(from + length / 2));
      const bool card = clip && clip->kind != edit::ClipKind::kShot;
      if (!card) add(Severity::kWarning, "black", from, length, fmt::format("The picture is black for {:.1f} s{}.", length, clip ? " (shot " + clip->id + ")" : ""));
    } else if (line.find("freeze_start") != line.npos) {
      frozen_since = number_after(line, "freeze_start");
    } else if (line.find("freeze_duration") != line.npos && frozen_since >= 0) {
      frozen(frozen_since, number_after(line, "freeze_duration"));
      frozen_since = -1;
    } else if (line.find("silence_start") != line.npos) {
      silent_since = number_after(line, "silence_start");
    } else if (line.find("silence_duration") != line.npos && silent_since >= 0) {
      const double length = number_after(line, "silence_duration");
      const auto* clip = clip_at(check.timeline, Seconds(silent_since + length / 2));
      const bool end = clip && clip->kind == edit::ClipKind::kCredits;
      add(end ? Severity::kNote : Severity::kWarning, "silence", silent_since, length, fmt::format("There is no sound at all for {:.1f} s.", length));
      silent_since = -1;
    } else if (line.find("Summary:") != line.npos) {
      summary = true;
    } else if (summary) {
      const auto text = trim(line);
      if (text.starts_with("I:")) report.loudness_lufs = number_after(text, "I:");
      else if (text.starts_with("LRA:")) report.loudness_range = number_after(text, "LRA:");
      else if (text.starts_with("Peak:")) report.true_peak_dbtp = number_after(text, "Peak:");
    }
  }
  if (frozen_since >= 0) frozen(frozen_since, probe.seconds - frozen_since);  // the filter reports an end only when something moves again
  if (probe.audio_channels == 0) {
    add(Severity::kError, "silence", 0, probe.seconds, "The film has no sound track.");
  } else if (!(report.loudness_lufs > -69)) {
    add(check.expects_sound ? Severity::kError : Severity::kNote, "silence", 0, probe.seconds, "The sound track is silent.");
  } else {
    if (std::abs(report.loudness_lufs - check.loudness_target) > check.loudness_tolerance + 0.05)
      add(Severity::kError, "loudness", 0, probe.seconds, fmt::format("The film measures {:.1f} LUFS; the limit is {:.0f} +-{:.1f}.", report.loudness_lufs, check.loudness_target, check.loudness_tolerance));
    if (report.true_peak_dbtp > check.true_peak_limit + 0.05)
      add(Severity::kError, "true-peak", 0, probe.seconds, fmt::format("The true peak is {:.1f} dBTP; the limit is {:.0f}.", report.true_peak_dbtp, check.true_peak_limit));
  }
  const double picture = static_cast<double>(probe.frames) / 24;
  if (std::abs(picture - probe.seconds) > 0.08) add(Severity::kError, "sync", picture, 0, fmt::format("Pictures last {:.2f} s, the file {:.2f} s.", picture, probe.seconds));
  if (check.missing_glyphs > 0)
    add(Severity::kWarning, "glyphs", 0, 0, fmt::format("{} characters of titles or captions are in no installed font. Install a font that has them (for instance fonts-noto-core or fonts-noto-cjk).", check.missing_glyphs));
  return report;
}

Json to_json(const FilmReport& r) {
  Json findings = Json::array();
  for (const auto& f : r.findings)
    findings.push_back({{"severity", name_of(f.severity)}, {"rule", f.rule}, {"at", time_code(f.at)}, {"seconds", std::round(f.length.value * 100) / 100}, {"message", f.message}});
  return {{"kind", "auteur.film_report"}, {"version", 1}, {"findings", findings}, {"seconds", r.seconds}, {"frames", r.frames}, {"width", r.width}, {"height", r.height},
          {"loudness_lufs", r.loudness_lufs}, {"true_peak_dbtp", r.true_peak_dbtp}, {"loudness_range_lu", r.loudness_range}};
}

std::string readable(const FilmReport& r) {
  std::string out = fmt::format("{} long, {}x{}, {:.1f} LUFS, true peak {:.1f} dBTP\n", time_code(Seconds(r.seconds)), r.width, r.height, r.loudness_lufs, r.true_peak_dbtp);
  if (r.findings.empty()) out += "No findings.\n";
  for (const auto& f : r.findings) out += fmt::format("{}  {:7}  {:9}  {}\n", time_code(f.at), name_of(f.severity), f.rule, f.message);
  return out;
}

}  // namespace auteur::quality
