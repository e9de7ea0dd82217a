#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "auteur/media/media.h"

namespace auteur::media {
namespace {

void put32(Bytes& b, std::uint32_t v) { for (int i = 0; i < 4; ++i) b.push_back(static_cast<std::uint8_t>(v >> (8 * i))); }
void put16(Bytes& b, std::uint32_t v) { for (int i = 0; i < 2; ++i) b.push_back(static_cast<std::uint8_t>(v >> (8 * i))); }
void put_tag(Bytes& b, const char* tag) { b.insert(b.end(), tag, tag + 4); }

struct MemoryFile { std::span<const std::uint8_t> bytes; sf_count_t at = 0; };

}  // namespace

// Written by hand: libsndfile adds a PEAK chunk with the time of day, and equal sound must have equal bytes.
Bytes write_wav(std::span<const float> x, int channels, int rate, bool float32) {
  const std::uint32_t width = float32 ? 4 : 3;
  const auto data = static_cast<std::uint32_t>(std::min<std::uint64_t>(x.size() * width, 0xFFFFFF00u));
  Bytes b;
  b.reserve(data + 64);
  put_tag(b, "RIFF"); put32(b, 36 + data); put_tag(b, "WAVE");
  put_tag(b, "fmt "); put32(b, 16); put16(b, float32 ? 3 : 1); put16(b, static_cast<std::uint32_t>(channels));
  put32(b, static_cast<std::uint32_t>(rate)); put32(b, static_cast<std::uint32_t>(rate * channels) * width);
  put16(b, static_cast<std::uint32_t>(channels) * width); put16(b, 8 * width);
  put_tag(b, "data"); put32(b, data);
  const std::size_t n = data / width;
  if (float32) {
    const std::size_t at = b.size();
    b.resize(at + n * 4);
    std::memcpy(b.data() + at, x.data(), n * 4);
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      const auto v = static_cast<std::int32_t>(std::lrint(std::clamp(x[i], -1.f, 1.f) * 8388607.f));
      for (int k = 0; k < 3; ++k) b.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(v) >> (8 * k)));
    }
  }
  return b;
}

Bytes write_flac(std::span<const float> x, int channels, int rate) {
  struct Target { Bytes bytes; sf_count_t at = 0; } target;
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* u) { return static_cast<sf_count_t>(static_cast<Target*>(u)->bytes.size()); };
  io.seek = [](sf_count_t offset, int whence, void* u) {
    auto* f = static_cast<Target*>(u);
    f->at = whence == SEEK_SET ? offset : whence == SEEK_CUR ? f->at + offset : static_cast<sf_count_t>(f->bytes.size()) + offset;
    return f->at;
  };
  io.read = [](void* to, sf_count_t count, void* u) {
    auto* f = static_cast<Target*>(u);
    const auto n = std::clamp(static_cast<sf_count_t>(f->bytes.size()) - f->at, sf_count_t{0}, count);
    std::memcpy(to, f->bytes.data() + f->at, static_cast<std::size_t>(n));
    f->at += n;
    return n;
  };
  io.write = [](const void* from, sf_count_t count, void* u) {
    auto* f = static_cast<Target*>(u);
    const auto end = static_cast<std::size_t>(f->at + count);
    if (f->bytes.size() < end) f->bytes.resize(end);
    std::memcpy(f->bytes.data() + f->at, from, static_cast<std::size_t>(count));
    f->at += count;
    return count;
  };
  io.tell = [](void* u) { return static_cast<Target*>(u)->at; };
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
  SNDFILE* f = sf_open_virtual(&io, SFM_WRITE, &info, &target);
  AUTEUR_CHECK(f != nullptr);
  sf_command(f, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  sf_writef_float(f, x.data(), static_cast<sf_count_t>(x.size()) / channels);
  sf_close(f);
  return std::move(target.bytes);
}

Result<FlacWriter> FlacWriter::open(const Path& file, int channels, int rate) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
  SNDFILE* f = sf_open(file.c_str(), SFM_WRITE, &info);
  if (!f) return fail(ErrorCode::kIo, "Cannot write the sound file '" + file.string() + "': " + sf_strerror(nullptr));
  sf_command(f, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  FlacWriter w;
  w.file_ = f;
  w.channels_ = channels;
  return w;
}
FlacWriter::~FlacWriter() {
  if (file_) sf_close(static_cast<SNDFILE*>(file_));
}
Status FlacWriter::add(std::span<const float> x) {
  const auto frames = static_cast<sf_count_t>(x.size()) / channels_;
  if (sf_writef_float(static_cast<SNDFILE*>(file_), x.data(), frames) != frames)
    return fail(ErrorCode::kIo, "The disk is full. Free some space (auteur clean) and try again.");
  return {};
}
Status FlacWriter::finish() {
  if (sf_close(static_cast<SNDFILE*>(std::exchange(file_, nullptr))) != 0)
    return fail(ErrorCode::kIo, "The disk is full. Free some space (auteur clean) and try again.");
  return {};
}

Status sound_as_wav(const Path& sound, const Path& wav) {
  constexpr std::size_t kPiece = 1 << 16;  // frames
  SF_INFO info{};
  SNDFILE* from = sf_open(sound.c_str(), SFM_READ, &info);
  if (!from) return fail(ErrorCode::kInvalidInput, "The sound file '" + sound.string() + "' cannot be read: " + sf_strerror(nullptr));
  SF_INFO target{};
  target.samplerate = info.samplerate;
  target.channels = info.channels;
  target.format = SF_FORMAT_WAV | SF_FORMAT_PCM_24;
  SNDFILE* to = sf_open(wav.c_str(), SFM_WRITE, &target);
  if (!to) {
    sf_close(from);
    return fail(ErrorCode::kIo, "Cannot write the sound file '" + wav.string() + "': " + sf_strerror(nullptr));
  }
  std::vector<int> piece(kPiece * static_cast<std::size_t>(info.channels));  // whole numbers: nothing is rounded
  bool whole = true;
  for (sf_count_t n = 0; whole && (n = sf_readf_int(from, piece.data(), static_cast<sf_count_t>(kPiece))) > 0;) whole = sf_writef_int(to, piece.data(), n) == n;
  sf_close(from);
  if (sf_close(to) != 0 || !whole) return fail(ErrorCode::kIo, "The disk is full. Free some space (auteur clean) and try again.");
  return {};
}

Result<Sound> read_wav(std::span<const std::uint8_t> bytes) {
  MemoryFile file{bytes, 0};
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* u) { return static_cast<sf_count_t>(static_cast<MemoryFile*>(u)->bytes.size()); };
  io.seek = [](sf_count_t offset, int whence, void* u) {
    auto* f = static_cast<MemoryFile*>(u);
    const auto size = static_cast<sf_count_t>(f->bytes.size());
    f->at = std::clamp(whence == SEEK_SET ? offset : whence == SEEK_CUR ? f->at + offset : size + offset, sf_count_t{0}, size);
    return f->at;
  };
  io.read = [](void* to, sf_count_t count, void* u) {
    auto* f = static_cast<MemoryFile*>(u);
    const auto n = std::min(count, static_cast<sf_count_t>(f->bytes.size()) - f->at);
    std::memcpy(to, f->bytes.data() + f->at, static_cast<std::size_t>(n));
    f->at += n;
    return n;
  };
  io.write = [](const void*, sf_count_t, void*) { return sf_count_t{0}; };
  io.tell = [](void* u) { return static_cast<MemoryFile*>(u)->at; };
  SF_INFO info{};
  SNDFILE* f = sf_open_virtual(&io, SFM_READ, &info, &file);
  if (!f) return fail(ErrorCode::kInvalidInput, "This is no sound file that can be read (WAV, AIFF, FLAC).");
  if (info.channels < 1 || info.channels > 8 || info.frames < 0 || info.frames > 3'000'000'000) {
    sf_close(f);
    return fail(ErrorCode::kInvalidInput, "This sound file has an impossible length or number of channels.");
  }
  Sound s{info.samplerate, info.channels, {}};
  std::vector<float> buffer(static_cast<std::size_t>(info.channels) * 65536);
  for (;;) {  // in pieces: a header may promise more than there is
    const sf_count_t n = sf_readf_float(f, buffer.data(), 65536);
    if (n <= 0) break;
    s.samples.insert(s.samples.end(), buffer.begin(), buffer.begin() + n * info.channels);
  }
  sf_close(f);
  return s;
}

}  // namespace auteur::media
