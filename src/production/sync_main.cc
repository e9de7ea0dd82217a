// Sound against picture, line by line, measured from a finished film (docs/sound.md). What is heard and shown is taken from the
// MP4 alone, by ffmpeg; where each line should be heard from the cut, and the mouths from what was drawn.
//   production_sync_main FILM [LEVEL]     exit code 1 when a line is more than 20 ms off
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "auteur/acting/performance.h"
#include "auteur/base/process.h"
#include "auteur/edit/timeline.h"
#include "auteur/media/media.h"
#include "auteur/production/make.h"
#include "auteur/store/decisions.h"
#include "delivery.h"

namespace auteur::production {
namespace {

constexpr double kMost = 0.020;
constexpr int kRate = 12000;  // a second: 0.08 ms, and no ear or mouth is finer

std::int64_t frame_at(Seconds t) { return static_cast<std::int64_t>(std::llround(t.value * 24)); }

Result<std::vector<float>> heard_in(const Path& film) {
  const auto out = TRY(run_process({"ffmpeg", "-v", "error", "-i", film.string(), "-map", "0:a:0", "-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", std::to_string(kRate), "-f", "f32le", "-"}));
  std::vector<float> sound(out.out.size() / 4);
  if (out.exit_code != 0 || sound.empty()) return fail(ErrorCode::kInternal, "ffmpeg cannot decode the film: " + out.err);
  std::memcpy(sound.data(), out.out.data(), sound.size() * 4);
  return sound;
}

// When each frame is shown, in seconds, as a player reads it (edit lists applied).
Result<std::vector<double>> frames_of(const Path& film) {
  const auto out = TRY(run_process({"ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", film.string()}));
  std::vector<double> times;
  const std::string text(out.out.begin(), out.out.end());
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    times.push_back(std::strtod(text.c_str() + at, nullptr));
    if (text.find('\n', at) == text.npos) break;
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::vector<float> thinned(std::span<const float> at_48k) {
  std::vector<float> out(at_48k.size() / 4);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = 0.25f * (at_48k[4 * i] + at_48k[4 * i + 1] + at_48k[4 * i + 2] + at_48k[4 * i + 3]);
  return out;
}

struct Found { double at = 0, likeness = 0; };
// Where `line` lies in `film`, at most half a second from `expected`: the strongest normalised correlation.
Found find(const std::vector<float>& line, const std::vector<float>& film, double expected) {
  Found best;
  double own = 1e-12;
  for (float x : line) own += static_cast<double>(x) * x;
  const auto middle = std::llround(expected * kRate);
  for (auto lag = middle - kRate / 2; lag <= middle + kRate / 2; ++lag) {
    double both = 0, other = 1e-12;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto k = lag + static_cast<std::int64_t>(i);
      if (k < 0 || k >= static_cast<std::int64_t>(film.size())) continue;
      const float y = film[static_cast<std::size_t>(k)];
      both += static_cast<double>(line[i]) * y, other += static_cast<double>(y) * y;
    }
    if (const double like = both / std::sqrt(own * other); like > best.likeness) best = {static_cast<double>(lag) / kRate, like};
  }
  return best;
}


// How far the drawn closures of `phones` lie from the heard ones: the middle of each P, B and M from the middle of the drawings
// that show it, the median over the line. Nothing: no closure of it is drawn.
std::vector<double> closures_off(const acting::LineTake& take, double heard_at, const acting::Performance& drawn, const std::string& who, double shot_at, double shot_length) {
  std::vector<double> off;
  const double frame = 1.0 / drawn.drawings_per_second;
  for (const auto& p : take.phones) {
    if (p.name != "p" && p.name != "b" && p.name != "m") continue;
    const double a = heard_at + p.start.value, b = heard_at + p.end.value;
    if (a < shot_at || b > shot_at + shot_length) continue;
    double nearest = 9;
    for (std::size_t k = 0; k < drawn.drawings.size(); ++k) {
      const auto person = std::find_if(drawn.drawings[k].people.begin(), drawn.drawings[k].people.end(), [&](const auto& x) { return x.id == who; });
      if (person == drawn.drawings[k].people.end() || person->pose.face.viseme != puppets::Viseme::kPP) continue;
      const double shown = shot_at + (static_cast<double>(k) + 0.5) * frame, away = shown - 0.5 * (a + b);
      if (std::abs(away) < std::abs(nearest)) nearest = away;
    }
    if (nearest < 1) off.push_back(nearest);
  }
  return off;
}

double median(std::vector<double> v) {
  if (v.empty()) return 0;
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

Result<int> measure(const Path& where, Level level) {
  const Film film = TRY(open_film(where));
  const auto files = real_file_system();
  const auto store = TRY(Store::open(film.folder, *files));
  const auto studio = TRY(Studio::open());
  MakeOptions options;
  options.level = level;
  const Graph graph = TRY(current_graph(film, *store, *studio, options));
  Decisions decisions(*store);
  const View view = TRY(decisions.view());
  Resolver resolver(*store, studio->catalogue(), graph, view);
  const auto document = [&](const NodeId& node, const Port& port) { return read_output(*store, resolver, node, port); };
  const Path mp4 = film.folder / "out" / (film_name(options) + ".mp4");
  const auto sound = TRY(heard_in(mp4));
  const auto pictures = TRY(frames_of(mp4));
  const Json cut = TRY(document("cut", "timeline"));
  const auto timeline = TRY(edit::timeline_from_json(cut));
  double uneven = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) uneven = std::max(uneven, std::abs(pictures[i] - static_cast<double>(i) / 24));
  fmt::print("{} frames, each within {:.2f} ms of its place; {:.3f} s of sound\n", pictures.size(), 1000 * uneven, static_cast<double>(sound.size()) / kRate);
  double worst = uneven;
  int lines = 0;
  std::vector<double> all_closures;
  for (const auto& scene : timeline.scenes) {
    const NodeId base = "scenes/" + scene.scene;
    const Json staging_document = TRY(document(base + "/staging", "staging")), shots_document = TRY(document(base + "/coverage", "shots"));
    const auto staged = TRY(staging::staging_from_json(staging_document));
    const auto shots = TRY(camera::shot_list_from_json(shots_document));
    for (const auto& line : staged.lines) {
      const auto shot = std::find_if(shots.shots.begin(), shots.shots.end(), [&](const auto& s) { return s.start.value <= line.start.value && line.start.value < s.end.value; });
      const NodeId voice = "lines/" + line.id + "/voice";
      if (shot == shots.shots.end() || !graph.find(voice)) continue;
      const auto clip = std::find_if(timeline.clips.begin(), timeline.clips.end(), [&](const auto& c) { return c.id == shot->id; });
      if (clip == timeline.clips.end()) continue;
      // The frame that shows the scene's time t is clip.start + (frame_at(t) - frame_at(shot.start)); time is counted from it on.
      const double shot_at = pictures.at(static_cast<std::size_t>(clip->start)), expected = shot_at + line.start.value - static_cast<double>(frame_at(shot->start)) / 24;
      const Ref ref = TRY(resolver.output(voice, "sound"));
      const Bytes bytes = TRY(store->get(ref));
      const auto spoken = TRY(media::read_wav(bytes));
      const Json phones = TRY(document(voice, "phones"));
      const auto take = TRY(acting::phones_from_json(phones));
      const Found found = find(thinned(spoken.samples), sound, expected);
      const Json performance = TRY(document(base + "/performance", "performance/" + shot->id));
      const auto drawn = TRY(acting::performance_from_json(performance));
      const auto closures = closures_off(take, found.at, drawn, line.who, shot_at, static_cast<double>(clip->frames) / 24);
      all_closures.insert(all_closures.end(), closures.begin(), closures.end());
      const double off = found.at - expected;
      worst = std::max(worst, std::abs(off));
      ++lines;
      fmt::print("{:10} {:12} at {:8.3f} s  {:+6.1f} ms (likeness {:.2f})", line.id, line.who, found.at, 1000 * off, found.likeness);
      if (!closures.empty()) fmt::print(", {} closures drawn {:+.0f} ms", closures.size(), 1000 * median(closures));
      fmt::print("\n");
    }
  }
  fmt::print("{} lines, at most {:.1f} ms off (sound late: +); {} closures, drawn {:+.0f} ms in the median\n", lines, 1000 * worst, all_closures.size(), 1000 * median(all_closures));
  return lines > 0 && worst <= kMost ? 0 : 1;
}

}  // namespace
}  // namespace auteur::production

int main(int argc, char** argv) {
  using namespace auteur;
  using namespace auteur::production;
  if (argc < 2) { fmt::print(stderr, "usage: production_sync_main FILM [LEVEL]\n"); return 2; }
  const auto level = level_from(argc > 2 ? argv[2] : "previz");
  const auto result = level ? measure(argv[1], *level) : std::unexpected(level.error());
  if (!result) { fmt::print(stderr, "{}\n", result.error().text()); return 2; }
  return *result;
}
