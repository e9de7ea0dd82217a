#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "auteur/music/notation.h"
#include "composing.h"

namespace auteur::music {
namespace {

constexpr int kTicks = 960;  // a beat
constexpr int kChannelsOfPort = 15;
constexpr double kFps = 24;

using Bytes8 = std::vector<std::uint8_t>;

void put(Bytes8& out, std::uint32_t v, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
void put_length(Bytes8& out, std::uint32_t v) {
  std::uint8_t buffer[5];
  int n = 0;
  do { buffer[n++] = static_cast<std::uint8_t>(v & 0x7F); v >>= 7; } while (v != 0);
  while (n-- > 0) out.push_back(static_cast<std::uint8_t>(buffer[n] | (n > 0 ? 0x80 : 0)));
}

struct Event { std::uint32_t tick; int order; Bytes8 bytes; };

Bytes8 meta(int type, std::string_view text) {
  Bytes8 out{0xFF, static_cast<std::uint8_t>(type)};
  put_length(out, static_cast<std::uint32_t>(text.size()));
  out.insert(out.end(), text.begin(), text.end());
  return out;
}
Bytes8 meta(int type, const Bytes8& data) { return meta(type, std::string_view(reinterpret_cast<const char*>(data.data()), data.size())); }

std::uint32_t micros_of(double seconds) { return static_cast<std::uint32_t>(std::clamp(std::llround(seconds * 1e6), 1LL, 0xFFFFFFLL)); }

// Ticks of a cue: a lead-in of one beat up to the first beat (if there is any time before it), then beat for beat.
class TempoMap {
 public:
  explicit TempoMap(const Cue& cue) : cue_(cue) {
    std::vector<double> at{0};
    if (cue.beats.empty()) {
      const double beat = 60 / std::clamp(cue.tempo, 20.0, 300.0);
      for (double t = beat; t < cue.length.value + beat && at.size() < 100000; t += beat) at.push_back(t);
    } else {
      for (const Seconds b : cue.beats)
        if (b.value > at.back() + 0.002) at.push_back(b.value);
      lead_in_ = cue.beats.front().value > 0.002;
      const double beat = 60 / std::clamp(cue.tempo, 20.0, 300.0);
      while (at.back() < cue.length.value && at.size() < 200000) at.push_back(at.back() + beat);
    }
    // What a file can say are whole microseconds a beat: the map is made of these, so that nothing drifts.
    double t = 0;
    for (std::size_t i = 0; i + 1 < at.size(); ++i) {
      micros_.push_back(micros_of(at[i + 1] - t));
      starts_.push_back(t);
      t += micros_.back() * 1e-6;
    }
    starts_.push_back(t);
  }
  std::uint32_t tick(double t) const {
    const auto it = std::upper_bound(starts_.begin(), starts_.end(), std::max(0.0, t));
    const auto i = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, it - starts_.begin() - 1));
    if (i >= micros_.size()) return static_cast<std::uint32_t>(micros_.size() * kTicks);
    const double x = (std::max(0.0, t) - starts_[i]) / (micros_[i] * 1e-6);
    return static_cast<std::uint32_t>(std::llround((static_cast<double>(i) + x) * kTicks));
  }
  std::uint32_t tick_of_beat(int beat) const { return static_cast<std::uint32_t>((beat + (lead_in_ ? 1 : 0)) * kTicks); }
  bool lead_in() const { return lead_in_; }
  const std::vector<std::uint32_t>& micros() const { return micros_; }

 private:
  const Cue& cue_;
  bool lead_in_ = false;
  std::vector<std::uint32_t> micros_;
  std::vector<double> starts_;
};

Bytes8 track_of(std::vector<Event> events) {
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return std::pair(a.tick, a.order) < std::pair(b.tick, b.order); });
  Bytes8 body;
  std::uint32_t at = 0;
  for (const auto& e : events) {
    put_length(body, e.tick - at);
    at = e.tick;
    body.insert(body.end(), e.bytes.begin(), e.bytes.end());
  }
  put_length(body, 0);
  body.insert(body.end(), {0xFF, 0x2F, 0x00});
  Bytes8 out{'M', 'T', 'r', 'k'};
  put(out, static_cast<std::uint32_t>(body.size()), 4);
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

Bytes8 smpte(Seconds at) {
  const auto frames = static_cast<std::int64_t>(std::llround(std::max(0.0, at.value) * kFps));
  const auto byte = [](std::int64_t v) { return static_cast<std::uint8_t>(v); };
  return {byte(frames / (24 * 3600) % 24), byte(frames / (24 * 60) % 60), byte(frames / 24 % 60), byte(frames % 24), 0};
}

}  // namespace

std::vector<std::uint8_t> midi_file(const FilmCue& film) {
  const Cue& cue = film.cue;
  const TempoMap map(cue);
  std::vector<Event> head;
  head.push_back({0, 0, meta(0x03, film.name + " " + film.title)});
  head.push_back({0, 1, meta(0x54, smpte(film.start))});
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < map.micros().size(); ++i) {
    if (map.micros()[i] == last) continue;
    last = map.micros()[i];
    Bytes8 tempo;
    put(tempo, last, 3);
    head.push_back({static_cast<std::uint32_t>(i * kTicks), 2, meta(0x51, tempo)});
  }
  const auto meter = [&](std::uint32_t tick, int beats) { head.push_back({tick, 3, meta(0x58, Bytes8{static_cast<std::uint8_t>(beats), 2, 24, 8})}); };
  if (cue.bars.empty()) meter(0, cue.metre);
  if (map.lead_in()) meter(0, 1);
  int beats_before = -1;
  for (std::size_t b = 0; b < cue.bars.size(); ++b) {
    const int beats = b + 1 < cue.bars.size() ? cue.bars[b + 1] - cue.bars[b] : cue.metre;
    if (beats != beats_before && beats > 0) meter(map.tick_of_beat(cue.bars[b]), beats);
    beats_before = beats;
  }
  const int fifths = fifths_of(cue.tonic, cue.mode);
  head.push_back({0, 4, meta(0x59, Bytes8{static_cast<std::uint8_t>(fifths), static_cast<std::uint8_t>(brightness_rank(cue.mode) >= 3 ? 0 : 1)})});
  for (const auto& h : cue.hits) head.push_back({map.tick(h.at.value), 5, meta(0x06, "HIT " + h.what)});
  for (const auto& u : cue.theme_uses) head.push_back({map.tick(u.start.value), 6, meta(0x06, (u.owner.empty() ? "film" : u.owner) + ": " + u.how)});
  head.push_back({map.tick(cue.length.value), 7, meta(0x06, "end")});

  Bytes8 out{'M', 'T', 'h', 'd'};
  put(out, 6, 4);
  put(out, 1, 2);
  put(out, static_cast<std::uint32_t>(cue.parts.size() + 1), 2);
  put(out, kTicks, 2);
  const Bytes8 first = track_of(std::move(head));
  out.insert(out.end(), first.begin(), first.end());
  for (std::size_t p = 0; p < cue.parts.size(); ++p) {
    const auto& part = cue.parts[p];
    const int port = static_cast<int>(p) / kChannelsOfPort, slot = static_cast<int>(p) % kChannelsOfPort, channel = slot < 9 ? slot : slot + 1;
    const auto c = static_cast<std::uint8_t>(channel);
    const auto control = [&](std::uint32_t tick, int order, int number, int value) { return Event{tick, order, {static_cast<std::uint8_t>(0xB0 | c), static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(std::clamp(value, 0, 127))}}; };
    std::vector<Event> events;
    events.push_back({0, 0, meta(0x03, part.name)});
    events.push_back({0, 1, meta(0x21, Bytes8{static_cast<std::uint8_t>(port)})});
    events.push_back({0, 2, {static_cast<std::uint8_t>(0xC0 | c), static_cast<std::uint8_t>(std::clamp(part.program, 0, 127))}});
    events.push_back(control(0, 3, 7, static_cast<int>(std::lround(78 * std::pow(10.0, part.level_db / 40)))));
    events.push_back(control(0, 3, 10, static_cast<int>(std::lround(64 + 63 * part.pan))));
    events.push_back(control(0, 3, 11, 100));
    for (const auto& s : cue.swells) if (s.part == static_cast<int>(p)) events.push_back(control(map.tick(s.at.value), 4, 11, s.value));
    for (const auto& n : cue.notes) {
      if (n.part != static_cast<int>(p)) continue;
      const auto pitch = static_cast<std::uint8_t>(std::clamp(n.pitch, 0, 127));
      const std::uint32_t on = map.tick(n.start.value), off = std::max(on + 1, map.tick(n.start.value + n.length.value));
      events.push_back({on, 6, {static_cast<std::uint8_t>(0x90 | c), pitch, static_cast<std::uint8_t>(std::clamp(n.velocity, 1, 127))}});
      events.push_back({off, 5, {static_cast<std::uint8_t>(0x80 | c), pitch, 0}});
    }
    const Bytes8 track = track_of(std::move(events));
    out.insert(out.end(), track.begin(), track.end());
  }
  return out;
}

namespace {

class MidiReader {
 public:
  MidiReader(std::span<const std::uint8_t> bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {}

  Result<MidiFile> read() {
    if (bytes_.size() > kMostMidiBytes) return wrong("is larger than 16 MB");
    if (bytes_.size() < 14 || !is("MThd", 0) || number(4, 4) < 6) return wrong("is no standard MIDI file");
    const auto format = number(8, 2), tracks = number(10, 2), division = number(12, 2);
    if (format > 1) return wrong("has MIDI format 2, whose tracks are pieces of their own");
    if (division == 0 || (division & 0x8000) != 0) return wrong("counts in frames instead of beats");
    ticks_ = static_cast<double>(division);
    std::size_t at = 8 + number(4, 4);
    int track = 0;
    while (at + 8 <= bytes_.size() && track < static_cast<int>(tracks)) {
      const std::size_t size = number(at + 4, 4);
      if (size > bytes_.size() - at - 8) return wrong("ends in the middle of a track");
      if (is("MTrk", at)) TRY(read_track(at + 8, at + 8 + size, track++));
      at += 8 + size;
    }
    if (track == 0) return wrong("has no track");
    return finish();
  }

 private:
  struct Raw { std::uint64_t tick; int track, channel, pitch, velocity; std::uint64_t off; };

  std::unexpected<Error> wrong(const std::string& what) const { return fail(ErrorCode::kInvalidInput, fmt::format("The file {}. Export it again as a standard MIDI file (.mid), format 0 or 1.", what), {name_}); }
  bool is(const char* four, std::size_t at) const { return at + 4 <= bytes_.size() && std::equal(four, four + 4, bytes_.begin() + static_cast<std::ptrdiff_t>(at)); }
  std::size_t number(std::size_t at, std::size_t count) const {
    std::size_t v = 0;
    for (std::size_t i = 0; i < count && at + i < bytes_.size(); ++i) v = v << 8 | bytes_[at + i];
    return v;
  }
  static bool variable(std::span<const std::uint8_t> b, std::size_t& at, std::size_t end, std::uint32_t& value) {
    value = 0;
    for (int i = 0; i < 4; ++i) {
      if (at >= end) return false;
      const std::uint8_t c = b[at++];
      value = value << 7 | (c & 0x7F);
      if ((c & 0x80) == 0) return true;
    }
    return false;
  }

  Status read_track(std::size_t at, std::size_t end, int track) {
    out_.tracks.emplace_back();
    out_.programs.push_back(-1);
    std::uint64_t tick = 0;
    std::uint8_t status = 0;
    std::map<std::pair<int, int>, std::vector<std::size_t>> sounding;
    while (at < end) {
      std::uint32_t delta = 0;
      if (!variable(bytes_, at, end, delta) || at >= end) return wrong("is damaged: an event has no time");
      tick += delta;
      if (tick > 1ULL << 40) return wrong("is damaged: it lasts for ever");
      if (bytes_[at] & 0x80) status = bytes_[at++];
      else if (status < 0x80 || status >= 0xF0) return wrong("is damaged: data without an event");
      if (status == 0xFF || status == 0xF0 || status == 0xF7) {
        const int type = status == 0xFF && at < end ? bytes_[at++] : -1;
        std::uint32_t size = 0;
        if (!variable(bytes_, at, end, size) || size > end - at) return wrong("is damaged: an event is longer than its track");
        special(type, at, size, tick, track);
        at += size;
        if (type == 0x2F) break;
        continue;
      }
      const int kind = status & 0xF0, channel = status & 0x0F, bytes = kind == 0xC0 || kind == 0xD0 ? 1 : 2;
      if (status >= 0xF0) return wrong("is damaged: an event that no file has");
      if (at + static_cast<std::size_t>(bytes) > end) return wrong("is damaged: an event is cut off");
      const int a = bytes_[at] & 0x7F, b = bytes == 2 ? bytes_[at + 1] & 0x7F : 0;
      at += static_cast<std::size_t>(bytes);
      if (kind == 0xC0 && out_.programs.back() < 0) out_.programs.back() = a;
      if (kind == 0x90 && b > 0) {
        if (raw_.size() >= 2000000) return wrong("has more than two million notes");
        sounding[{channel, a}].push_back(raw_.size());
        raw_.push_back({tick, track, channel, a, b, tick});
      } else if (kind == 0x80 || kind == 0x90) {
        auto& open = sounding[{channel, a}];
        if (!open.empty()) {
          raw_[open.front()].off = tick;
          open.erase(open.begin());
        }
      }
    }
    last_ = std::max(last_, tick);
    for (auto& [key, open] : sounding)
      for (const auto i : open) raw_[i].off = tick;
    return {};
  }

  void special(int type, std::size_t at, std::uint32_t size, std::uint64_t tick, int track) {
    const auto text = [&] { return std::string(bytes_.begin() + static_cast<std::ptrdiff_t>(at), bytes_.begin() + static_cast<std::ptrdiff_t>(at + std::min<std::uint32_t>(size, 1000))); };
    if (type == 0x03 && out_.tracks[static_cast<std::size_t>(track)].empty()) out_.tracks[static_cast<std::size_t>(track)] = text();
    if (type == 0x06 && markers_.size() < 100000) markers_.push_back({tick, text()});
    if (type == 0x51 && size == 3 && number(at, 3) > 0) tempi_[tick] = static_cast<double>(number(at, 3)) * 1e-6;
    if (type == 0x58 && size >= 2) meters_[tick] = bytes_[at];
  }

  MidiFile finish() {
    // Seconds of a tick by the tempo map.
    std::vector<std::pair<std::uint64_t, double>> steps;  // tick, seconds a beat
    steps.push_back({0, 0.5});
    for (const auto& [tick, beat] : tempi_) {
      if (tick == 0) steps.front().second = beat;
      else steps.push_back({tick, beat});
    }
    std::vector<double> at{0};
    for (std::size_t i = 1; i < steps.size(); ++i) at.push_back(at.back() + static_cast<double>(steps[i].first - steps[i - 1].first) / ticks_ * steps[i - 1].second);
    const auto seconds = [&](std::uint64_t tick) {
      const auto it = std::upper_bound(steps.begin(), steps.end(), tick, [](std::uint64_t t, const auto& s) { return t < s.first; });
      const auto i = static_cast<std::size_t>(it - steps.begin() - 1);
      return Seconds(at[i] + static_cast<double>(tick - steps[i].first) / ticks_ * steps[i].second);
    };
    for (const auto& [tick, beat] : steps) out_.tempi.push_back({seconds(tick), 60 / beat});
    for (const auto& r : raw_) out_.notes.push_back({r.track, r.channel, r.pitch, r.velocity, seconds(r.tick), seconds(r.off) - seconds(r.tick)});
    std::stable_sort(out_.notes.begin(), out_.notes.end(), [](const MidiNote& a, const MidiNote& b) { return a.start < b.start; });
    for (const auto& [tick, text] : markers_) out_.markers.push_back({seconds(tick), text});
    for (const auto& [tick, beats] : meters_) out_.meters.push_back({seconds(tick), beats});
    out_.length = seconds(last_);
    return std::move(out_);
  }

  std::span<const std::uint8_t> bytes_;
  std::string name_;
  double ticks_ = 480;
  std::uint64_t last_ = 0;
  MidiFile out_;
  std::vector<Raw> raw_;
  std::vector<std::pair<std::uint64_t, std::string>> markers_;
  std::map<std::uint64_t, double> tempi_;
  std::map<std::uint64_t, int> meters_;
};

}  // namespace

Result<MidiFile> read_midi(std::span<const std::uint8_t> bytes, const std::string& name) { return MidiReader(bytes, name).read(); }

}  // namespace auteur::music
