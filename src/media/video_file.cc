#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "auteur/base/text.h"
#include "auteur/media/languages.h"
#include "auteur/media/media.h"

namespace auteur::media {
namespace {

std::string escape_metadata(const std::string& s) {
  std::string out;
  for (char c : s) {
    if (c == '=' || c == ';' || c == '#' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::string timestamp(Seconds t) {
  const auto ms = static_cast<std::int64_t>(std::llround(std::max(0.0, t.value) * 1000));
  return fmt::format("{:02}:{:02}:{:02},{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}

Status check_exit(const ProcessOutput& out, const std::string& doing) {
  if (out.exit_code == 0) return {};
  std::string why(trim(out.err));
  if (const auto nl = why.rfind('\n'); nl != std::string::npos) why = why.substr(nl + 1);
  return fail(why.find("No space left") != std::string::npos ? ErrorCode::kIo : ErrorCode::kInternal,
              "ffmpeg failed while " + doing + ": " + (why.empty() ? "exit code " + std::to_string(out.exit_code) : why));
}

// A folder for the lists ffmpeg reads; removed with everything in it.
class ScratchFolder {
 public:
  explicit ScratchFolder(const Path& beside) : path_(beside.string() + ".parts-" + std::to_string(::getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const Path& path() const { return path_; }

 private:
  Path path_;
};

// The encoder over pictures from the pipe; `before`: inputs that come first, `filter`: what is done with them all.
std::vector<std::string> encoding(const std::vector<std::string>& before, const std::vector<std::string>& filter, const Path& file, const ClipSettings& s) {
  std::vector<std::string> out{"ffmpeg", "-v", "error", "-y"};
  const auto add = [&](const std::vector<std::string>& more) { out.insert(out.end(), more.begin(), more.end()); };
  add(before);
  add({"-f", "rawvideo", "-pix_fmt", "rgb24", "-s", fmt::format("{}x{}", s.width, s.height), "-r", std::to_string(s.frames_per_second), "-i", "-", "-an"});
  add(filter);
  add({"-c:v", "libx264", "-preset", s.preset, "-crf", std::to_string(s.crf), "-bf", "0", "-g", "48", "-threads", "1",
       "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
       "-video_track_timescale", std::to_string(s.frames_per_second * 512),
       "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "mp4", file.string()});
  return out;
}

}  // namespace

Result<ClipWriter> ClipWriter::open(const Path& file, const ClipSettings& s) {
  ClipWriter w(TRY(ProcessPipe::start(encoding({}, {"-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"}, file, s))));
  w.settings_ = s;
  return w;
}

Result<ClipWriter> ClipWriter::open_below(const Path& clip, const Path& file, const ClipSettings& s) {
  ClipWriter w(TRY(ProcessPipe::start(encoding({"-i", clip.string()}, {"-filter_complex", "[1:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[below];[0:v]format=yuv420p[above];[above][below]vstack=shortest=1"}, file, s))));
  w.settings_ = s;
  return w;
}

Status ClipWriter::add(const Picture& p, int repeat) {
  AUTEUR_CHECK(p.width == settings_.width && p.height == settings_.height);
  for (int i = 0; i < repeat; ++i) {
    Status s = pipe_.write(p.rgb);
    if (!s) return check_exit(TRY(pipe_.finish()), "encoding pictures");
  }
  return {};
}

Status ClipWriter::finish() { return check_exit(TRY(pipe_.finish()), "encoding pictures"); }

std::string subrip_text(const std::vector<Caption>& captions) {
  std::string out;
  int n = 0;
  for (const auto& c : captions) out += fmt::format("{}\n{} --> {}\n{}\n\n", ++n, timestamp(c.start), timestamp(c.end), c.text);
  return out;
}

Status encode_track(const Path& sound, const Path& out) {
  const ProcessOutput done = TRY(run_process({"ffmpeg", "-v", "error", "-y", "-i", sound.string(), "-map", "0:a", "-c:a", "aac", "-b:a", "192k", "-map_metadata", "-1", "-fflags", "+bitexact",
                                              "-flags:a", "+bitexact", "-f", "mp4", out.string()}));
  return check_exit(done, "encoding the sound");
}

Status join_film(const FilmParts& parts, const Path& out) {
  const Path target = std::filesystem::absolute(out);
  ScratchFolder scratch(target);
  AUTEUR_CHECK(parts.clip_frames.size() == parts.clips.size());
  std::string list = "ffconcat version 1.0\n";
  std::int64_t frames = 0;
  const auto microseconds = [](std::int64_t n) { return (n * 1'000'000 + 12) / 24; };
  for (std::size_t i = 0; i < parts.clips.size(); ++i) {
    const auto& clip = parts.clips[i];
    std::string quoted;
    for (char c : std::filesystem::absolute(clip).string()) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    const std::int64_t length = microseconds(frames + parts.clip_frames[i]) - microseconds(frames);
    frames += parts.clip_frames[i];
    list += fmt::format("file '{}'\nduration {}.{:06}\n", quoted, length / 1'000'000, length % 1'000'000);
  }
  std::string metadata = ";FFMETADATA1\ntitle=" + escape_metadata(parts.title) + "\nartist=" + escape_metadata(parts.author) +
                         "\ncomment=" + escape_metadata(parts.comment) + "\n";
  for (const auto& c : parts.chapters)
    metadata += fmt::format("[CHAPTER]\nTIMEBASE=1/1000\nSTART={}\nEND={}\ntitle={}\n", std::llround(c.start.value * 1000),
                            std::llround(c.end.value * 1000), escape_metadata(c.title));
  const bool captioned = !parts.captions.empty();
  TRY(write_atomically(scratch.path() / "clips.txt", list));
  TRY(write_atomically(scratch.path() / "metadata.txt", metadata));
  TRY(write_atomically(scratch.path() / "captions.srt", subrip_text(parts.captions)));
  const Path aside = scratch.path() / "film.mp4";
  std::vector<std::string> a = {"ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", (scratch.path() / "clips.txt").string(),
                                "-i", parts.sound_track.string(), "-f", "ffmetadata", "-i", (scratch.path() / "metadata.txt").string()};
  if (captioned) a.insert(a.end(), {"-f", "srt", "-i", (scratch.path() / "captions.srt").string()});
  a.insert(a.end(), {"-map", "0:v", "-map", "1:a", "-map_metadata", "2", "-map_chapters", "2", "-c", "copy",
                     "-metadata:s:a:0", "language=" + parts.language});
  if (captioned) a.insert(a.end(), {"-map", "3:s", "-c:s", "mov_text", "-metadata:s:s:0", "language=" + parts.language, "-disposition:s:0", "default"});
  a.insert(a.end(), {"-movflags", "+faststart", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "mp4", aside.string()});
  const ProcessOutput done = TRY(run_process(a));
  TRY(check_exit(done, "joining the film"));
  auto fs = real_file_system();
  TRY(fs->sync_file(aside));
  return fs->rename(aside, target);
}

Status add_languages(const Path& film, const std::vector<LanguageTrack>& tracks, const Path& out) {
  const Path target = std::filesystem::absolute(out);
  ScratchFolder scratch(target);
  std::vector<std::string> a = {"ffmpeg", "-v", "error", "-y", "-i", film.string()}, maps = {"-map", "0:v", "-map", "0:a", "-map", "0:s?"}, names;
  const int own = TRY(probe(film)).subtitles;
  int input = 0, sound = 0, captions = own - 1;
  for (const auto& t : tracks) {
    if (!t.sound.empty()) {
      a.insert(a.end(), {"-i", t.sound.string()});
      maps.insert(maps.end(), {"-map", fmt::format("{}:a", ++input)});
      names.insert(names.end(), {fmt::format("-metadata:s:a:{}", ++sound), "language=" + t.language, fmt::format("-disposition:a:{}", sound), "0"});
    }
    if (t.captions.empty()) continue;
    const Path file = scratch.path() / fmt::format("{}.srt", input);
    TRY(write_atomically(file, subrip_text(t.captions)));
    a.insert(a.end(), {"-f", "srt", "-i", file.string()});
    maps.insert(maps.end(), {"-map", fmt::format("{}:s", ++input)});
    names.insert(names.end(), {fmt::format("-metadata:s:s:{}", ++captions), "language=" + t.language, fmt::format("-disposition:s:{}", captions), t.shown ? "default" : "0"});
    if (t.shown && own > 0) names.insert(names.end(), {"-disposition:s:0", "0"});
  }
  const Path aside = scratch.path() / "film.mp4";
  a.insert(a.end(), maps.begin(), maps.end());
  a.insert(a.end(), {"-map_metadata", "0", "-map_chapters", "0", "-c", "copy", "-c:s", "mov_text"});
  a.insert(a.end(), names.begin(), names.end());
  a.insert(a.end(), {"-movflags", "+faststart", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "mp4", aside.string()});
  const ProcessOutput done = TRY(run_process(a));
  TRY(check_exit(done, "adding languages"));
  auto fs = real_file_system();
  TRY(fs->sync_file(aside));
  return fs->rename(aside, target);
}

Status put_in_a_row(const std::vector<Path>& films, const Path& out) {
  const Path target = std::filesystem::absolute(out);
  ScratchFolder scratch(target);
  std::string list = "ffconcat version 1.0\n";
  for (const auto& film : films) {
    std::string quoted;
    for (char c : std::filesystem::absolute(film).string()) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    list += fmt::format("file '{}'\n", quoted);
  }
  TRY(write_atomically(scratch.path() / "films.txt", list));
  const Path aside = scratch.path() / "film.mp4";
  const ProcessOutput done = TRY(run_process({"ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", (scratch.path() / "films.txt").string(), "-map", "0:v", "-map", "0:a", "-map_metadata", "-1", "-map_chapters", "-1", "-c", "copy",
                                              "-movflags", "+faststart", "-fflags", "+bitexact", "-f", "mp4", aside.string()}));
  TRY(check_exit(done, "joining films"));
  auto fs = real_file_system();
  TRY(fs->sync_file(aside));
  return fs->rename(aside, target);
}

Status put_side_by_side(const Path& left, const Path& right, const Path& out) {
  const Path target = std::filesystem::absolute(out);
  ScratchFolder scratch(target);
  const Path aside = scratch.path() / "film.mp4";
  const double seconds = std::max(TRY(probe(left)).seconds, TRY(probe(right)).seconds);
  const ProcessOutput done = TRY(run_process({"ffmpeg", "-v", "error", "-y", "-i", left.string(), "-i", right.string(), "-filter_complex", "[0:v]tpad=stop_mode=clone:stop_duration=3600[l];[1:v]tpad=stop_mode=clone:stop_duration=3600[r];[l][r]hstack[v]",
                                              "-map", "[v]", "-map", "0:a", "-map_metadata", "-1", "-map_chapters", "-1", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-threads", "1", "-c:a", "copy", "-t",
                                              fmt::format("{:.3f}", seconds), "-movflags", "+faststart", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "mp4", aside.string()}));
  TRY(check_exit(done, "putting films side by side"));
  auto fs = real_file_system();
  TRY(fs->sync_file(aside));
  return fs->rename(aside, target);
}

Result<Probe> probe(const Path& file) {
  const ProcessOutput out = TRY(run_process({"ffprobe", "-v", "error", "-show_streams", "-show_format", "-show_chapters", "-of", "json", file.string()}));
  TRY(check_exit(out, "looking at " + file.string()));
  const Json j = TRY(parse_json({reinterpret_cast<const char*>(out.out.data()), out.out.size()}, file.string()));
  Probe p;
  auto number = [](const Json& v) { return v.is_string() ? std::strtod(v.get_ref<const std::string&>().c_str(), nullptr) : 0.0; };
  if (j.contains("format") && j["format"].contains("duration")) p.seconds = number(j["format"]["duration"]);
  for (const auto& s : j.value("streams", Json::array())) {
    const std::string type = s.value("codec_type", "");
    if (type == "video") {
      p.video_codec = s.value("codec_name", "");
      p.width = s.value("width", 0);
      p.height = s.value("height", 0);
      if (s.contains("nb_frames")) p.frames = static_cast<std::int64_t>(number(s["nb_frames"]));
      const std::string rate = s.value("avg_frame_rate", "0/1");
      const auto slash = rate.find('/');
      const double d = slash == std::string::npos ? 1 : std::strtod(rate.c_str() + slash + 1, nullptr);
      p.fps = d > 0 ? std::strtod(rate.c_str(), nullptr) / d : 0;
    } else if (type == "audio") {
      p.audio_codec = s.value("codec_name", "");
      p.audio_channels = s.value("channels", 0);
      if (s.contains("sample_rate")) p.audio_rate = static_cast<int>(number(s["sample_rate"]));
    } else if (type == "subtitle") {
      ++p.subtitles;
    }
  }
  p.chapters = static_cast<int>(j.value("chapters", Json::array()).size());
  return p;
}

}  // namespace auteur::media
