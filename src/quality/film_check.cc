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

constexpr double kLongestBlack = 1.2;   // seconds that may be black, as a breath between scenes
constexpr double kLongestStill = 5;     // seconds without any movement before it counts as frozen

std::unexpected<Error> cannot_play(const ProcessOutput& out) {
  return fail(ErrorCode::kInternal, "The picture or the film cannot be played back: ffmpeg says: " + out.err.substr(out.err.size() > 300 ? out.err.size() - 300 : 0));
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

Result<ClipCheck> check_clip(const Path& clip) {
  const ProcessOutput out = TRY(run_process({"ffmpeg", "-nostats", "-hide_banner", "-threads", "1", "-i", clip.string(), "-map", "0:v",
                                             "-vf", fmt::format("blackdetect=d=0.04:pic_th=0.985:pix_th=0.05,freezedetect=n=-60dB:d={}", kLongestStill), "-f", "null", "-"}));
  if (out.exit_code != 0) return cannot_play(out);
  ClipCheck seen;
  double frozen_since = -1;
  for (const auto line : split(out.err, '\n')) {
    if (line.find("black_start") != line.npos) {
      seen.black.push_back({number_after(line, "black_start"), number_after(line, "black_duration")});
    } else if (line.find("freeze_start") != line.npos) {
      frozen_since = number_after(line, "freeze_start");
    } else if (line.find("freeze_duration") != line.npos && frozen_since >= 0) {
      seen.frozen.push_back({frozen_since, number_after(line, "freeze_duration")});
      frozen_since = -1;
    }
  }
  // The filter reports an end only when something moves again.
  if (frozen_since >= 0) seen.frozen.push_back({frozen_since, kToTheEnd});
  return seen;
}

Json to_json(const ClipCheck& check) {
  Json j = {{"kind", "auteur.clip_check"}, {"version", 1}};
  for (const auto& [key, list] : {std::pair{"black", &check.black}, std::pair{"frozen", &check.frozen}}) {
    j[key] = Json::array();
    for (const auto& s : *list) j[key].push_back({s.from, s.length});
  }
  return j;
}

Result<ClipCheck> clip_check_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.clip_check", 1));
  ClipCheck check;
  for (const auto& [key, list] : {std::pair{"black", &check.black}, std::pair{"frozen", &check.frozen}})
    for (const auto& s : document.value(key, Json::array())) {
      if (!s.is_array() || s.size() != 2 || !s[0].is_number() || !s[1].is_number()) return fail(ErrorCode::kDamaged, "A stretch of a checked clip is not a pair of numbers.");
      list->push_back({s[0].get<double>(), s[1].get<double>()});
    }
  return check;
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
  // The clips lie in the file as they are: what was seen in each holds for the film. Every shot begins with a key picture;
  // decoding those shows that the file plays from end to end.
  const bool clips_known = !check.clips.empty();
  std::vector<Stretch> black;
  const auto frozen = [&](double from, double length) {
    const auto* clip = clip_at(check.timeline, Seconds(from + length / 2));
    add(Severity::kWarning, "frozen", from, length, fmt::format("Nothing moves for {:.1f} s{}.", length, clip ? " (shot " + clip->id + ")" : ""));
  };
  const auto take_in = [&](const ClipCheck& seen, double start, double length) {
    const auto until = [length](const Stretch& s) { return s.length == kToTheEnd ? std::max(0.0, length - s.from) : s.length; };
    for (const auto& s : seen.black) black.push_back({start + s.from, until(s)});
    if (!check.stills)
      for (const auto& s : seen.frozen) frozen(start + s.from, until(s));
  };
  if (!clips_known) take_in(TRY(check_clip(film)), 0, probe.seconds);
  for (const auto& clip : check.timeline.clips)
    if (const auto seen = check.clips.find(clip.id); seen != check.clips.end()) take_in(seen->second, static_cast<double>(clip.start) / 24, static_cast<double>(clip.frames) / 24);
  for (std::size_t i = 0; i < black.size(); ++i) {
    Stretch s = black[i];
    for (; i + 1 < black.size() && black[i + 1].from - (s.from + s.length) < 0.06; ++i) s.length = std::max(s.length, black[i + 1].from + black[i + 1].length - s.from);
    const auto* clip = clip_at(check.timeline, Seconds(s.from + s.length / 2));
    if (s.length < kLongestBlack || (clip && clip->kind != edit::ClipKind::kShot)) continue;
    add(Severity::kWarning, "black", s.from, s.length, fmt::format("The picture is black for {:.1f} s{}.", s.length, clip ? " (shot " + clip->id + ")" : ""));
  }
  std::vector<std::string> arguments = {"ffmpeg", "-nostats", "-hide_banner"};
  if (clips_known) arguments.insert(arguments.end(), {"-skip_frame", "nokey"});
  arguments.insert(arguments.end(), {"-i", film.string()});
  if (clips_known) arguments.insert(arguments.end(), {"-map", "0:v"});
  if (probe.audio_channels > 0) arguments.insert(arguments.end(), {"-map", "0:a", "-af", "silencedetect=n=-60dB:d=3,ebur128=peak=true:framelog=verbose"});
  arguments.insert(arguments.end(), {"-f", "null", "-"});
  const ProcessOutput out = clips_known || probe.audio_channels > 0 ? TRY(run_process(arguments)) : ProcessOutput{};
  if (out.exit_code != 0) return cannot_play(out);
  double silent_since = -1;
  bool summary = false;
  for (const auto line : split(out.err, '\n')) {
    if (line.find("silence_start") != line.npos) {
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
