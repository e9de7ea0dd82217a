#include "auteur/media/broadcast_wave.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "auteur/media/media.h"

namespace auteur::media {
namespace {

constexpr std::size_t kPiece = 1 << 14;  // frames

void put(Bytes& b, std::uint64_t v, int bytes) { for (int i = 0; i < bytes; ++i) b.push_back(static_cast<std::uint8_t>(v >> (8 * i))); }
void put_text(Bytes& b, const std::string& s, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) b.push_back(i < s.size() && static_cast<unsigned char>(s[i]) < 0x80 ? static_cast<std::uint8_t>(s[i]) : static_cast<std::uint8_t>(i < s.size() ? '?' : 0));
}
void put_chunk(Bytes& b, const char* id, const Bytes& body) {
  put_text(b, id, 4);
  put(b, body.size(), 4);
  b.insert(b.end(), body.begin(), body.end());
  if (body.size() % 2 != 0) b.push_back(0);
}
Bytes bytes_of(const std::string& text) { return Bytes(text.begin(), text.end()); }

Bytes bext_of(const BroadcastNotes& n, int rate) {
  Bytes b;
  put_text(b, n.description, 256);
  put_text(b, n.originator, 32);
  put_text(b, n.reference, 32);
  put_text(b, "1970-01-01", 10);
  put_text(b, "00:00:00", 8);
  put(b, n.time_reference, 8);
  put(b, 2, 2);
  b.resize(b.size() + 64);  // no UMID
  const auto level = [&](double value, bool known) { put(b, known ? static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(std::clamp(value, -327.0, 327.0) * 100))) : 0x7FFF, 2); };
  level(n.loudness_lufs, n.measured);
  level(n.range_lu, n.measured);
  level(n.true_peak_dbtp, n.measured);
  level(0, false);  // momentary and short-term maxima are not measured
  level(0, false);
  b.resize(b.size() + 180);
  const std::string history = "A=PCM,F=" + std::to_string(rate) + ",W=24,T=Auteur\r\n";
  b.insert(b.end(), history.begin(), history.end());
  return b;
}

Bytes format_of(std::size_t channels, int rate, bool model) {
  Bytes b;
  const bool loudspeakers = channels == 6 && !model;
  put(b, loudspeakers ? 0xFFFE : 1, 2);
  put(b, channels, 2);
  put(b, static_cast<std::uint64_t>(rate), 4);
  put(b, static_cast<std::uint64_t>(rate) * channels * 3, 4);
  put(b, channels * 3, 2);
  put(b, 24, 2);
  if (loudspeakers) {
    put(b, 22, 2);
    put(b, 24, 2);
    put(b, 0x60F, 4);  // left, right, centre, low frequencies, side left, side right
    put(b, 1, 2);
    for (const int x : {0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71}) b.push_back(static_cast<std::uint8_t>(x));
  }
  return b;
}

Bytes chna_of(const std::vector<AdmTrack>& tracks) {
  Bytes b;
  put(b, tracks.size(), 2);
  put(b, tracks.size(), 2);
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    put(b, i + 1, 2);
    put_text(b, tracks[i].uid, 12);
    put_text(b, tracks[i].track_format, 14);
    put_text(b, tracks[i].pack_format, 11);
    b.push_back(0);
  }
  return b;
}

struct CloseSound { void operator()(SNDFILE* f) const { sf_close(f); } };
struct CloseFile { void operator()(std::FILE* f) const { std::fclose(f); } };

}  // namespace

Status write_broadcast_wave(const std::vector<Path>& from, const std::vector<ChannelPick>& channels, const BroadcastNotes& notes, const Path& to) {
  std::vector<std::unique_ptr<SNDFILE, CloseSound>> sources;
  std::vector<SF_INFO> infos;
  sf_count_t frames = 0;
  for (const auto& path : from) {
    SF_INFO info{};
    sources.emplace_back(sf_open(path.c_str(), SFM_READ, &info));
    if (!sources.back()) return fail(ErrorCode::kInvalidInput, "The sound file '" + path.string() + "' cannot be read: " + sf_strerror(nullptr));
    if (!infos.empty() && info.samplerate != infos[0].samplerate) return fail(ErrorCode::kInvalidInput, "Sounds that are put side by side must have one sample rate; '" + path.string() + "' has another.");
    frames = std::max(frames, info.frames);
    infos.push_back(info);
  }
  if (infos.empty() || channels.empty()) return fail(ErrorCode::kInvalidInput, "There is no sound to write.");
  for (const auto& c : channels)
    if (c.file >= infos.size() || c.channel < 0 || c.channel >= infos[c.file].channels) return fail(ErrorCode::kInvalidInput, "A sound file does not have the channel that is asked for.");
  const bool model = !notes.axml.empty();
  const std::uint64_t data = static_cast<std::uint64_t>(frames) * channels.size() * 3;
  Bytes rest;
  put_chunk(rest, "bext", bext_of(notes, infos[0].samplerate));
  put_chunk(rest, "fmt ", format_of(channels.size(), infos[0].samplerate, model));
  if (model) {
    put_chunk(rest, "chna", chna_of(notes.tracks));
    put_chunk(rest, "axml", bytes_of(notes.axml));
  }
  if (!notes.ixml.empty()) put_chunk(rest, "iXML", bytes_of(notes.ixml));
  const std::uint64_t riff = 4 + 36 + rest.size() + 8 + data + data % 2;
  const bool large = riff > 0xFFFFFFF0u, wide = model || large;
  Bytes head;
  put_text(head, model ? "BW64" : large ? "RF64" : "RIFF", 4);
  put(head, wide ? 0xFFFFFFFFu : riff, 4);
  put_text(head, "WAVE", 4);
  Bytes sizes;
  put(sizes, wide ? riff : 0, 8);
  put(sizes, wide ? data : 0, 8);
  put(sizes, wide ? static_cast<std::uint64_t>(frames) : 0, 8);
  put(sizes, 0, 4);
  put_chunk(head, wide ? "ds64" : "JUNK", sizes);
  head.insert(head.end(), rest.begin(), rest.end());
  put_text(head, "data", 4);
  put(head, wide ? 0xFFFFFFFFu : data, 4);

  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(to.c_str(), "wb"));
  const auto full = [] { return fail(ErrorCode::kIo, "The disk is full or cannot be written. Free some space (auteur clean) and try again."); };
  if (!file || std::fwrite(head.data(), 1, head.size(), file.get()) != head.size()) return full();
  std::vector<std::vector<int>> pieces(sources.size());
  Bytes out;
  for (sf_count_t at = 0; at < frames; at += static_cast<sf_count_t>(kPiece)) {
    const auto n = static_cast<std::size_t>(std::min<sf_count_t>(static_cast<sf_count_t>(kPiece), frames - at));
    for (std::size_t s = 0; s < sources.size(); ++s) {
      pieces[s].assign(n * static_cast<std::size_t>(infos[s].channels), 0);
      if (sf_readf_int(sources[s].get(), pieces[s].data(), static_cast<sf_count_t>(n)) != static_cast<sf_count_t>(n)) return fail(ErrorCode::kDamaged, "A stem ends before its length. Make it again: auteur make FILM --stems");
    }
    out.clear();
    for (std::size_t f = 0; f < n; ++f)
      for (const auto& c : channels) {
        const auto v = c.silent ? 0u : static_cast<std::uint32_t>(pieces[c.file][f * static_cast<std::size_t>(infos[c.file].channels) + static_cast<std::size_t>(c.channel)]);
        put(out, v >> 8, 3);
      }
    if (std::fwrite(out.data(), 1, out.size(), file.get()) != out.size()) return full();
  }
  if (data % 2 != 0 && std::fputc(0, file.get()) == EOF) return full();
  if (std::fflush(file.get()) != 0) return full();
  return {};
}

}  // namespace auteur::media
