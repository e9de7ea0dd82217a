// Lays lines over recordings whose phones are known and says how well the lips keep to them (lip_measures.py).
//   acting_align_main LIST [--show]     a call a line: WAV, truth (start, end, phone a line), words; separated by tabs
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "auteur/acting/recording.h"
#include "auteur/acting/visemes.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "auteur/media/media.h"
#include "lips.h"
#include "voice_edit.h"

namespace {

using namespace auteur;
using namespace auteur::acting;

struct Sum { int lines = 0, refused = 0, closures = 0, found = 0, drawn = 0, near = 0, false_curves = 0, false_drawn = 0, shut = 0, touches = 0, touched = 0; double time = 0, covered = 0, by_phones = 0; std::vector<double> off; };

std::vector<Phone> truth_of(const std::string& file) {
  std::vector<Phone> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    double a = 0, b = 0;
    std::string name;
    if (words >> a >> b >> name) out.push_back({name, Seconds(a), Seconds(b), 0});
  }
  return out;
}

double shared(const std::vector<std::pair<double, double>>& shut, double from, double to) {
  double sum = 0;
  for (const auto& [a, b] : shut) sum += std::max(0.0, std::min(to, b) - std::max(from, a));
  return sum;
}

void measure(const RecordedLine& line, const std::vector<Phone>& truth, Sum& sum) {
  const auto& take = line.take;
  const double from = line.from.value;  // the recording's clock
  const LipCurves curves = lip_curves(take.phones, take.length(), 60);
  const auto at = static_cast<std::size_t>(std::find(curves.names.begin(), curves.names.end(), "mouthClose") - curves.names.begin());
  std::vector<std::pair<double, double>> shut, phones, drawings, film;
  for (std::size_t f = 0; f < curves.frames.size(); ++f)
    if (curves.frames[f].at(at) >= 0.95f) shut.emplace_back(from + static_cast<double>(f) / 60, from + static_cast<double>(f + 1) / 60);
  for (const auto& p : take.phones)
    if (closes(p.name)) phones.emplace_back(from + p.start.value, from + p.end.value);
  const auto drawn = mouths(take.phones, 0, static_cast<int>(std::ceil(12 * take.length().value)) + 1, 12, 1);
  for (std::size_t k = 0; k < drawn.size(); ++k)
    if (drawn[k].viseme == puppets::Viseme::kPP) drawings.emplace_back(from + static_cast<double>(k) / 12, from + static_cast<double>(k + 1) / 12);
  for (const auto& p : truth) {
    if (!closes(p.name)) continue;
    const double a = p.start.value, b = p.end.value, part = 0.7 * (b - a);
    ++sum.closures;
    sum.found += shared(shut, a, b) > 0;
    sum.drawn += shared(drawings, a, b) > 0;
    sum.time += part, sum.covered += shared(shut, a, a + part), sum.by_phones += shared(phones, a, a + part);
    double nearest = 9;
    for (const auto& q : phones) nearest = std::abs(q.first - a) < std::abs(nearest) ? q.first - a : nearest;
    sum.off.push_back(nearest);
    sum.near += std::abs(nearest) <= 1.0 / 24;
  }
  const auto none = [&](double a, double b, double slack) { return std::none_of(truth.begin(), truth.end(), [&](const Phone& p) { return closes(p.name) && p.start.value < b + slack && p.end.value > a - slack; }); };
  for (const auto& [a, b] : shut) ++sum.shut, sum.false_curves += none(a, b, 1.0 / 24);
  for (const auto& [a, b] : drawings) sum.false_drawn += none(a, b, 1.0 / 24);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const bool show = argc > 2;
  std::ifstream list(argv[1]);
  Sum sum;
  for (std::string row; std::getline(list, row);) {
    const auto parts = split(row, '\t');
    if (parts.size() != 3) return 2;
    const auto bytes = read_text(Path(std::string(parts[0])), 1 << 30);
    if (!bytes) return 1;
    const auto sound = media::read_wav({reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()});
    if (!sound) { std::fprintf(stderr, "%s\n", sound.error().text().c_str()); return 1; }
    LineRequest request;
    request.text = parts[2];
    request.voice.base = "rms";
    ++sum.lines;
    const auto line = recorded_line(sound->samples, sound->channels, sound->rate, request);
    if (!line) { ++sum.refused; std::fprintf(stderr, "%s\n", line.error().text().c_str()); continue; }
    const Sum before = sum;
    const auto truth = truth_of(std::string(parts[1]));
    measure(*line, truth, sum);
    if (show) std::fprintf(stderr, "%s: distance %.2f, covered %.0f %%, false %d\n", request.text.c_str(), line->distance, 100 * (sum.covered - before.covered) / std::max(1e-9, sum.time - before.time), sum.false_drawn - before.false_drawn);
  }
  std::sort(sum.off.begin(), sum.off.end());
  const double bias = sum.off.empty() ? 0 : sum.off[sum.off.size() / 2];
  fmt::print("{:8} {:5.0f}% {:3.0f}/{:3.0f}% {:5.0f}% {:14.0f}% {:3}/{:3} {:5} shut frames; bias {:.0f} ms; refused {}\n", sum.closures, 100.0 * sum.found / sum.closures, 100 * sum.by_phones / sum.time, 100 * sum.covered / sum.time, 100.0 * sum.drawn / sum.closures, 100.0 * sum.near / sum.closures, sum.false_curves, sum.false_drawn, sum.shut, 1000 * bias, sum.refused);
}
