// Files of picture and sound: WAV, PNG, JPEG, video through the ffmpeg program, text drawn with Pango.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/process.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"

namespace auteur::media {

// 8-bit RGB, row-major from the top.
struct Picture { int width = 0, height = 0; std::vector<std::uint8_t> rgb; };

Bytes write_png(const Picture& picture);
Bytes write_jpeg(const Picture& picture, int quality = 90);
Result<Picture> read_picture(std::span<const std::uint8_t> bytes);  // PNG, JPEG; at most 64 Mpixel
// Pictures of one size, the lowest first, laid over each other on white paper; what is clear in one shows those below it.
// One of another size than the first is stretched to it. Errors: those of read_picture(); kInvalidInput when there is none.
struct PictureLayer { std::span<const std::uint8_t> file; double opacity = 1; };
Result<Picture> flattened(const std::vector<PictureLayer>& layers);
Picture resize(const Picture& picture, int width, int height);      // area-averaging when smaller

// Mono or stereo float WAV (32-bit float, or 24-bit PCM).
Bytes write_wav(std::span<const float> interleaved, int channels, int rate, bool float32 = true);
// 24-bit FLAC: half the size of WAV. Values beyond +-1 clip. Same sound -> same bytes.
Bytes write_flac(std::span<const float> interleaved, int channels, int rate);
// The same into a file, piece by piece: a film's sound does not fit into memory.
class FlacWriter {
 public:
  static Result<FlacWriter> open(const Path& file, int channels, int rate);
  FlacWriter(FlacWriter&& other) noexcept : file_(std::exchange(other.file_, nullptr)), channels_(other.channels_) {}
  FlacWriter& operator=(FlacWriter&&) = delete;
  ~FlacWriter();
  Status add(std::span<const float> interleaved);
  Status finish();

 private:
  FlacWriter() = default;
  void* file_ = nullptr;
  int channels_ = 2;
};
// A sound file as 24-bit WAV, piece by piece. Errors: kIo, kInvalidInput (it is no sound).
Status sound_as_wav(const Path& sound, const Path& wav);
struct Sound { int rate = 48000, channels = 1; std::vector<float> samples; };
Result<Sound> read_wav(std::span<const std::uint8_t> bytes);  // WAV, FLAC, AIFF

// H.264 in Matroska, every clip with the same settings so that clips can be joined without encoding again. Same frames -> same bytes.
struct ClipSettings { int width = 640, height = 360, frames_per_second = 24; int crf = 16; std::string preset = "veryfast"; };
class ClipWriter {
 public:
  static Result<ClipWriter> open(const Path& file, const ClipSettings& settings);
  // The pictures of `clip` with those that are added below them; `settings` is of the added ones. As long as the shorter of both.
  static Result<ClipWriter> open_below(const Path& clip, const Path& file, const ClipSettings& settings);
  Status add(const Picture& picture, int repeat = 1);  // holds the picture for `repeat` frames
  Status finish();
  ClipWriter(ClipWriter&&) noexcept = default;
  ClipWriter& operator=(ClipWriter&&) noexcept = default;

 private:
  explicit ClipWriter(ProcessPipe pipe) : pipe_(std::move(pipe)) {}
  ProcessPipe pipe_;
  ClipSettings settings_;
};

struct Chapter { Seconds start, end; std::string title; };
struct Caption { Seconds start, end; std::string text; };
std::string subrip_text(const std::vector<Caption>& captions);  // SubRip (.srt)
// `clip_frames`: the length of each clip at 24 frames a second; a container rounds it, and a long film would drift.
struct FilmParts { std::vector<Path> clips; std::vector<std::int64_t> clip_frames; Path sound_track; /* from encode_track() */ std::vector<Caption> captions; std::vector<Chapter> chapters; std::string title, author, comment, language = "eng"; };
// Sound as the film carries it: AAC, 192 kbit/s. Bit-exact output.
Status encode_track(const Path& sound, const Path& out_m4a);
// Joins clips and sound without encoding anything again, adds mov_text subtitles and chapters. Bit-exact output.
Status join_film(const FilmParts& parts, const Path& out_mp4);

// Films of one make (size, codecs) one after the other, without encoding again. Written aside, then moved in place.
Status put_in_a_row(const std::vector<Path>& films, const Path& out_mp4);
// Two films of one height beside each other, as long as the longer, with the sound of the first.
Status put_side_by_side(const Path& left, const Path& right, const Path& out_mp4);

struct Probe { double seconds = 0; int width = 0, height = 0; std::string video_codec, audio_codec; int audio_channels = 0, audio_rate = 0; int subtitles = 0, chapters = 0; std::int64_t frames = 0; double fps = 0; };
Result<Probe> probe(const Path& file);

// Text onto a picture with Pango. Sizes are relative to picture height. Colours sRGB 0..255. Returns characters no font could draw.
struct TextStyle { std::string font = "EB Garamond"; double size = 0.05; std::uint8_t r = 235, g = 230, b = 220; double opacity = 1; bool centre = true; double letter_spacing = 0; double max_width = 0.8; };
struct TextResult { int missing_glyphs = 0; double height = 0; /* relative */ };
TextResult draw_text(Picture& picture, const std::string& utf8, double x, double y, const TextStyle& style);  // x, y relative; top edge

}  // namespace auteur::media
