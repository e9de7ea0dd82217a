#include "auteur/cleanup/file.h"

#include <fmt/format.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace auteur::cleanup {
namespace {

constexpr double kBeside = 2, kFade = 0.25;                 // seconds: what a piece knows of its neighbours; how it goes over into the next
constexpr double kMostSeconds = 12 * 3600, kReferenceSeconds = 120;

// Frames in memory at a time: a minute, less of what is finer than sound.
std::size_t piece_of(const SF_INFO& info) { return 60 * static_cast<std::size_t>(std::min(info.samplerate, 48000)); }

struct Close { void operator()(SNDFILE* f) const { sf_close(f); } };
struct Opened { std::unique_ptr<SNDFILE, Close> file; SF_INFO info{}; Path path; };

Result<Opened> open(const Path& path) {
  std::error_code ec;
  if (!std::filesystem::exists(path, ec)) return fail(ErrorCode::kNotFound, fmt::format("There is no file '{}'.", path.string()));
  if (std::filesystem::is_directory(path, ec)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is a folder. Give the sound file itself.", path.string()));
  if (std::filesystem::file_size(path, ec) == 0) return fail(ErrorCode::kInvalidInput, "This file is empty. Record it again.", {path.string()});
  Opened o;
  o.path = path;
  o.file.reset(sf_open(path.c_str(), SFM_READ, &o.info));
  if (!o.file) return fail(ErrorCode::kInvalidInput, fmt::format("This is no sound file that can be read ({}). Save it as WAV.", sf_strerror(nullptr)), {path.string()});
  if (o.info.channels < 1 || o.info.channels > 8) return fail(ErrorCode::kInvalidInput, fmt::format("This file has {} channels; up to 8 can be cleaned. Save the voice's own channel.", o.info.channels), {path.string()});
  if (o.info.samplerate < 8000) return fail(ErrorCode::kInvalidInput, fmt::format("This file is sampled at {} Hz: above {} Hz there is nothing, and no cleaning brings words back. Record at 48,000 Hz (8,000 at least).", o.info.samplerate, o.info.samplerate / 2), {path.string()});
  if (o.info.samplerate > 384000) return fail(ErrorCode::kInvalidInput, fmt::format("This file is sampled at {} Hz. Save it at 48,000 Hz.", o.info.samplerate), {path.string()});
  if (o.info.frames <= 0) return fail(ErrorCode::kInvalidInput, "There is no sound in this file. Record it again.", {path.string()});
  if (static_cast<double>(o.info.frames) / o.info.samplerate > kMostSeconds) return fail(ErrorCode::kInvalidInput, fmt::format("This file lasts {:.0f} hours; up to {:.0f} can be cleaned. Cut it into parts.", static_cast<double>(o.info.frames) / o.info.samplerate / 3600, kMostSeconds / 3600), {path.string()});
  return o;
}

// Frames [from, from + count) as far as the file says it goes, channel by channel. Errors: kInvalidInput where it has less.
Result<std::vector<std::vector<float>>> read(Opened& o, std::int64_t from, std::size_t count) {
  const auto channels = static_cast<std::size_t>(o.info.channels);
  std::vector<std::vector<float>> out(channels);
  count = static_cast<std::size_t>(std::clamp<std::int64_t>(o.info.frames - from, 0, static_cast<std::int64_t>(count)));
  std::vector<float> buffer(channels * 65536);
  const bool there = sf_seek(o.file.get(), from, SEEK_SET) >= 0;
  for (std::size_t done = 0; there && done < count;) {
    const auto n = sf_readf_float(o.file.get(), buffer.data(), static_cast<sf_count_t>(std::min<std::size_t>(65536, count - done)));
    if (n <= 0) break;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
      for (std::size_t c = 0; c < channels; ++c) {
        const float v = buffer[i * channels + c];
        out[c].push_back(std::isfinite(v) ? std::clamp(v, -8.f, 8.f) : 0.f);
      }
    done += static_cast<std::size_t>(n);
  }
  if (out[0].size() < count) return fail(ErrorCode::kInvalidInput, fmt::format("This file breaks off after {:.1f} s of {:.1f} s. Copy it again from the recorder, or save what is there as WAV.", static_cast<double>(from + static_cast<std::int64_t>(out[0].size())) / o.info.samplerate, static_cast<double>(o.info.frames) / o.info.samplerate), {o.path.string()});
  return out;
}

Result<Colour> reference_colour(const Path& path) {
  Opened o = TRY(open(path));
  const auto sound = TRY(read(o, 0, static_cast<std::size_t>(kReferenceSeconds * o.info.samplerate)));
  if (sound[0].empty() || analyse(sound[0], o.info.samplerate).speech_db < -100) return fail(ErrorCode::kInvalidInput, "There is nothing to hear in this reference. Give a take that sounds as this one should.", {path.string()});
  return colour_of(sound[0], o.info.samplerate);
}

struct Writer {
  std::unique_ptr<SNDFILE, Close> file;
  Path path;
  bool done = false;
  ~Writer() {
    file.reset();
    std::error_code ec;
    if (!done) std::filesystem::remove(path, ec);
  }
};

Result<std::unique_ptr<Writer>> writer(const Path& path, const SF_INFO& like, int format) {
  auto w = std::make_unique<Writer>();
  w->path = path;
  SF_INFO info{};
  info.samplerate = like.samplerate, info.channels = like.channels, info.format = format;
  w->file.reset(sf_open(path.c_str(), SFM_WRITE, &info));
  if (!w->file) return fail(ErrorCode::kIo, fmt::format("'{}' cannot be written: {}. Say another place with --out.", path.string(), sf_strerror(nullptr)));
  sf_command(w->file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  sf_command(w->file.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  sf_command(w->file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);  // it has the time of day
  return w;
}

Status full_disk(const Path& path) { return fail(ErrorCode::kIo, fmt::format("'{}' cannot be written to its end: the disk is full. Free some space, or say another place with --out.", path.string())); }

// The analyses of all pieces of each channel together. `each` hears how much is done.
Result<std::vector<Analysis>> analyse_all(Opened& o, Progress& progress, double to) {
  std::vector<Analysis> out(static_cast<std::size_t>(o.info.channels));
  const std::size_t piece = piece_of(o.info);
  for (std::int64_t at = 0; at < o.info.frames; at += static_cast<std::int64_t>(piece)) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const auto sound = TRY(read(o, at, piece));
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = at == 0 ? analyse(sound[c], o.info.samplerate) : together(out[c], analyse(sound[c], o.info.samplerate));
    progress.advance(to * static_cast<double>(std::min<std::int64_t>(o.info.frames, at + static_cast<std::int64_t>(piece))) / static_cast<double>(o.info.frames));
  }
  return out;
}

struct AllCleaned { double peak = 0; std::vector<Analysis> after; };
// Every piece cleaned, knowing a little of its neighbours, into `w` if there is one.
Result<AllCleaned> clean_all(Opened& o, const std::vector<Plan>& plans, Writer* w, Progress& progress, double from, double to) {
  const auto channels = static_cast<std::size_t>(o.info.channels), beside = static_cast<std::size_t>(kBeside * o.info.samplerate), fade = static_cast<std::size_t>(kFade * o.info.samplerate);
  const std::size_t piece = piece_of(o.info);
  std::vector<std::vector<float>> ending(channels);
  AllCleaned all{0, std::vector<Analysis>(channels)};
  for (std::int64_t at = 0; at < o.info.frames; at += static_cast<std::int64_t>(piece)) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const std::int64_t first = std::max<std::int64_t>(0, at - static_cast<std::int64_t>(beside));
    const auto skip = static_cast<std::size_t>(at - first);
    const auto sound = TRY(read(o, first, skip + piece + beside));
    const std::size_t here = std::min<std::size_t>(piece, sound[0].size() - skip);
    std::vector<float> out(here * channels);
    for (std::size_t c = 0; c < channels; ++c) {
      auto cleaned = apply(sound[c], o.info.samplerate, plans[c]);
      for (std::size_t i = 0; i < here; ++i) {
        float& v = cleaned[skip + i];
        if (i < ending[c].size()) v = ending[c][i] + (v - ending[c][i]) * static_cast<float>(i) / static_cast<float>(ending[c].size());
        out[i * channels + c] = v;
        all.peak = std::max(all.peak, std::abs(static_cast<double>(v)));
      }
      const auto heard = analyse(std::span<const float>(cleaned).subspan(skip, here), o.info.samplerate);
      all.after[c] = at == 0 ? heard : together(all.after[c], heard);
      ending[c].assign(cleaned.begin() + static_cast<std::ptrdiff_t>(std::min(cleaned.size(), skip + here)), cleaned.begin() + static_cast<std::ptrdiff_t>(std::min(cleaned.size(), skip + here + fade)));
    }
    if (w && sf_writef_float(w->file.get(), out.data(), static_cast<sf_count_t>(here)) != static_cast<sf_count_t>(here)) return std::unexpected(full_disk(w->path).error());
    progress.advance(from + (to - from) * static_cast<double>(at + static_cast<std::int64_t>(here)) / static_cast<double>(o.info.frames));
  }
  return all;
}

// `sound`, louder by `gain`, into the WAV that the recording `like` asks for: aside, then renamed.
Status write_wav(Opened& sound, const SF_INFO& like, double gain, const Path& target, const std::string& aside) {
  const bool floats = (like.format & SF_FORMAT_SUBMASK) == SF_FORMAT_FLOAT || (like.format & SF_FORMAT_SUBMASK) == SF_FORMAT_DOUBLE;
  auto last = TRY(writer(aside, like, (static_cast<double>(like.frames) * like.channels * 4 > 3.9e9 ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | (floats ? SF_FORMAT_FLOAT : SF_FORMAT_PCM_24)));
  std::vector<float> buffer(static_cast<std::size_t>(like.channels) * 65536);
  sf_seek(sound.file.get(), 0, SEEK_SET);
  for (sf_count_t n = 0; (n = sf_readf_float(sound.file.get(), buffer.data(), 65536)) > 0;) {
    for (float& v : buffer) v *= static_cast<float>(gain);
    if (sf_writef_float(last->file.get(), buffer.data(), n) != n) return std::unexpected(full_disk(target).error());
  }
  if (sf_close(last->file.release()) != 0) return std::unexpected(full_disk(target).error());
  const auto files = real_file_system();
  TRY(files->sync_file(aside));
  TRY(files->rename(aside, target));
  last->done = true;
  return {};
}

bool is_wav(const SF_INFO& info) {
  const int type = info.format & SF_FORMAT_TYPEMASK;
  return type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX || type == SF_FORMAT_RF64;
}

Status copy_as_it_is(const Path& in, const Path& target, const std::string& aside) {
  std::error_code ec;
  const auto failed = [&](const std::string& why) {
    std::filesystem::remove(aside, ec);
    return fail(ErrorCode::kIo, fmt::format("'{}' cannot be written: {}. Say another place with --out.", target.string(), why));
  };
  if (!std::filesystem::copy_file(in, aside, std::filesystem::copy_options::overwrite_existing, ec)) return failed(ec.message());
  const auto files = real_file_system();
  if (const auto synced = files->sync_file(aside); !synced) return failed(synced.error().message);
  if (const auto renamed = files->rename(aside, target); !renamed) return failed(renamed.error().message);
  return {};
}

}  // namespace

Result<FileReport> clean_file(const Path& in, const FileWish& wish, Progress& progress) {
  Opened o = TRY(open(in));
  Wish w = wish.wish;
  if (wish.match) w.reference = TRY(reference_colour(*wish.match));
  const auto found = TRY(analyse_all(o, progress, 0.3));
  if (std::all_of(found.begin(), found.end(), [](const Analysis& a) { return a.speech_db < -100; })) return fail(ErrorCode::kInvalidInput, "There is nothing to hear in this file. Check the microphone's input and record it again.", {in.string()});
  std::vector<Plan> plans;
  const auto beginning = w.reference ? TRY(read(o, 0, static_cast<std::size_t>(kReferenceSeconds * o.info.samplerate))) : std::vector<std::vector<float>>(found.size());
  for (std::size_t c = 0; c < found.size(); ++c) plans.push_back(plan_for(found[c], w, w.reference ? colour_of(beginning[c], o.info.samplerate) : Colour{}));
  FileReport out;
  out.changed = std::any_of(plans.begin(), plans.end(), [](const Plan& p) { return !p.nothing(); });
  const Path target = wish.out ? std::filesystem::absolute(*wish.out) : Path();
  const std::string aside = target.string() + fmt::format(".part-{}", ::getpid());
  if (!out.changed) {
    for (const auto& p : plans) out.channels.push_back(report(p, p.found));
    std::error_code ec;
    if (!wish.out || std::filesystem::equivalent(in, target, ec)) return out;
    TRY(is_wav(o.info) ? copy_as_it_is(in, target, aside) : write_wav(o, o.info, 1, target, aside));
    return out;
  }
  // Whole numbers come last: mended tops may stand above what they can hold.
  std::unique_ptr<Writer> whole;
  if (wish.out) whole = TRY(writer(aside + ".w64", o.info, SF_FORMAT_W64 | SF_FORMAT_FLOAT));
  const auto all = TRY(clean_all(o, plans, whole.get(), progress, 0.3, 0.9));
  for (std::size_t c = 0; c < plans.size(); ++c) out.channels.push_back(report(plans[c], all.after[c]));
  const double gain = all.peak > 0.999 ? 0.966 / all.peak : 1;
  out.gain_db = 20 * std::log10(gain);
  if (whole) {
    whole->file.reset();
    Opened cleaned = TRY(open(whole->path));
    TRY(write_wav(cleaned, o.info, gain, target, aside));
  }
  progress.advance(1);
  return out;
}

}  // namespace auteur::cleanup
