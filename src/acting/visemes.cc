#include "auteur/acting/visemes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/markup.h"
#include "lips.h"
#include "voice_edit.h"

namespace auteur::acting {
namespace {

constexpr double kRestAfter = 0.16;  // s: shorter silences keep the mouth ready

struct Shapes { std::string openxr = "E", rhubarb = "C", blair = "etc"; };
struct Sets {
  std::map<std::string, Shapes> phones;
  std::map<std::string, std::string> second_half;
  std::map<std::string, double> dominance;
  std::map<std::string, std::map<std::string, float>> arkit;
  std::vector<std::string> names;
};

const Sets& sets() {
  static const Sets kSets = [] {
    Sets s;
    const Json j = read_data("acting/visemes.json", "auteur.visemes");
    try {
      for (const auto& [phone, row] : j.at("phones").items()) s.phones[phone] = {row.at("openxr"), row.at("rhubarb"), row.at("blair")};
      s.second_half = j.at("second_half").get<std::map<std::string, std::string>>();
      s.dominance = j.at("dominance").get<std::map<std::string, double>>();
      s.arkit = j.at("arkit").get<std::map<std::string, std::map<std::string, float>>>();
      s.names = j.at("arkit_names").get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception&) {
      s = {};
    }
    return s;
  }();
  return kSets;
}

Shapes shapes_of(const std::string& phone) {
  const auto at = sets().phones.find(phone);
  return at == sets().phones.end() ? Shapes{} : at->second;
}
const std::string& in(const Shapes& s, VisemeSet set) { return set == VisemeSet::kOpenXr ? s.openxr : set == VisemeSet::kRhubarb ? s.rhubarb : s.blair; }
const char* rest_of(VisemeSet set) { return set == VisemeSet::kOpenXr ? "sil" : set == VisemeSet::kRhubarb ? "X" : "rest"; }
bool touches(const std::string& phone) { return phone == "f" || phone == "v"; }

// Phones with their halves apart; what has no time is left out.
struct Part { double start, end; std::string phone; bool pause; };
std::vector<Part> parts_of(std::span<const Phone> phones) {
  std::vector<Part> out;
  for (const Phone& p : phones) {
    const double a = p.start.value, b = p.end.value;
    if (!(b > a) || !std::isfinite(a) || !std::isfinite(b)) continue;
    const bool pause = class_of(p.name) == PhoneClass::kPause;
    const auto half = sets().second_half.find(p.name);
    if (half == sets().second_half.end()) {
      out.push_back({a, b, p.name, pause});
    } else {
      const double turn = a + 0.6 * (b - a);
      out.push_back({a, turn, p.name, false});
      out.push_back({turn, b, half->second, false});
    }
  }
  return out;
}

}  // namespace

std::vector<VisemeCue> viseme_cues(std::span<const Phone> phones, Seconds length, VisemeSet set) {
  std::vector<VisemeCue> out;
  double at = 0;
  const auto add = [&](double from, double to, const std::string& shape) {
    from = std::clamp(from, 0.0, length.value), to = std::clamp(to, 0.0, length.value);
    if (to <= from + 1e-9) return;
    if (!out.empty() && out.back().shape == shape) out.back().end = Seconds(to);
    else out.push_back({Seconds(from), Seconds(to), shape});
    at = to;
  };
  for (const Part& p : parts_of(phones)) {
    if (p.start > at + 1e-9) add(at, p.start, rest_of(set));
    const bool ready = p.pause && p.end - p.start < kRestAfter && !out.empty() && out.back().shape != rest_of(set) && p.end < length.value - 1e-6;
    add(std::max(at, p.start), p.end, ready ? out.back().shape : p.pause ? rest_of(set) : in(shapes_of(p.phone), set));
  }
  add(at, length.value, rest_of(set));
  return out;
}

std::string rhubarb_tsv(const std::vector<VisemeCue>& cues) {
  std::string text;
  for (const VisemeCue& c : cues) text += fmt::format("{:.2f}\t{}\n", c.start.value, c.shape);
  if (!cues.empty()) text += fmt::format("{:.2f}\tX\n", cues.back().end.value);
  return text;
}

std::string rhubarb_xml(const std::vector<VisemeCue>& cues, const std::string& sound_file) {
  std::string text = fmt::format("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rhubarbResult>\n  <metadata>\n    <soundFile>{}</soundFile>\n    <duration>{:.2f}</duration>\n  </metadata>\n  <mouthCues>\n", escaped_markup(sound_file), cues.empty() ? 0.0 : cues.back().end.value);
  for (const VisemeCue& c : cues) text += fmt::format("    <mouthCue start=\"{:.2f}\" end=\"{:.2f}\">{}</mouthCue>\n", c.start.value, c.end.value, c.shape);
  return text + "  </mouthCues>\n</rhubarbResult>\n";
}

Json rhubarb_json(const std::vector<VisemeCue>& cues, const std::string& sound_file) {
  const auto r = [](Seconds t) { return std::round(t.value * 100) / 100; };
  Json list = Json::array();
  for (const VisemeCue& c : cues) list.push_back({{"start", r(c.start)}, {"end", r(c.end)}, {"value", c.shape}});
  return {{"metadata", {{"soundFile", sound_file}, {"duration", cues.empty() ? 0.0 : r(cues.back().end)}}}, {"mouthCues", list}};
}

std::string moho_switch(const std::vector<VisemeCue>& blair, int per_second) {
  std::string text = "MohoSwitch1\n";
  long last = -1;
  for (const VisemeCue& c : blair) {
    const long frame = 1 + std::lround(c.start.value * per_second);
    if (frame == last) text.erase(text.rfind('\n', text.size() - 2) + 1);  // two in one frame: the later one
    text += fmt::format("{} {}\n", frame, c.shape);
    last = frame;
  }
  if (!blair.empty() && blair.back().shape != "rest") text += fmt::format("{} rest\n", 1 + std::lround(blair.back().end.value * per_second));
  return text;
}

LipCurves lip_curves(std::span<const Phone> phones, Seconds length, int per_second) {
  constexpr double kReach = 0.35, kFall = 14;  // s; per second: how fast a claim dies away from its phone
  LipCurves out;
  out.names = sets().names, out.per_second = per_second;
  if (per_second <= 0 || !(length.value > 0) || length.value > 4 * 3600) return out;
  const auto index = [&](const std::string& name) { return static_cast<std::size_t>(std::find(out.names.begin(), out.names.end(), name) - out.names.begin()); };
  const std::size_t jaw = index("jawOpen"), close = index("mouthClose");
  if (jaw >= out.names.size() || close >= out.names.size()) return out;
  std::vector<Part> parts = parts_of(phones);
  const auto frames = static_cast<std::size_t>(std::ceil(length.value * per_second));
  out.frames.assign(frames, std::vector<float>(out.names.size(), 0.f));
  struct Target { double start, end, dominance; std::vector<float> shape; };
  std::vector<Target> targets;
  for (const Part& p : parts) {
    const std::string viseme = p.pause ? "sil" : shapes_of(p.phone).openxr;
    const auto strength = sets().dominance.find(viseme);
    Target t{p.start, p.end, strength == sets().dominance.end() ? 1 : strength->second, std::vector<float>(out.names.size(), 0.f)};
    if (p.pause && p.end - p.start < kRestAfter) t.dominance = 0.1;
    if (const auto shape = sets().arkit.find(viseme); shape != sets().arkit.end())
      for (const auto& [name, value] : shape->second)
        if (const std::size_t i = index(name); i < out.names.size()) t.shape[i] = std::clamp(value, 0.f, 1.f);
    t.shape[jaw] = p.pause ? 0 : 0.75f * jaw_of(p.phone);
    targets.push_back(std::move(t));
  }
  std::size_t first = 0;
  for (std::size_t f = 0; f < frames; ++f) {
    const double t = (static_cast<double>(f) + 0.5) / per_second;
    while (first < targets.size() && targets[first].end < t - kReach) ++first;
    double sum = 0;
    auto& frame = out.frames[f];
    for (std::size_t i = first; i < targets.size() && targets[i].start < t + kReach; ++i) {
      const Target& p = targets[i];
      const double off = t < p.start ? p.start - t : t > p.end ? t - p.end : 0;  // nothing within the phone
      const double w = p.dominance * std::exp(-kFall * off * (1 + 20 * off));
      sum += w;
      for (std::size_t c = 0; c < frame.size(); ++c) frame[c] += static_cast<float>(w) * p.shape[c];
    }
    if (sum > 1e-9)
      for (float& v : frame) v = std::clamp(v / static_cast<float>(sum), 0.f, 1.f);
  }
  // The rules, on the frames of each phone: at least the nearest one to its closure.
  const std::size_t lower_in = index("mouthRollLower");
  for (const Part& p : parts) {
    if (p.pause || frames == 0) continue;
    const auto at = [&](double t) { return std::min(frames - 1, static_cast<std::size_t>(std::max(0.0, t * per_second))); };
    const double middle = p.start + 0.4 * (p.end - p.start), half = 0.35 * (p.end - p.start);
    for (std::size_t f = at(middle - half); f <= at(middle + half); ++f) {
      if (closes(p.phone)) out.frames[f][close] = 1, out.frames[f][jaw] = 0;
      else if (touches(p.phone) && out.frames[f][close] < 0.95f) out.frames[f][lower_in] = std::max(out.frames[f][lower_in], 0.6f), out.frames[f][jaw] = std::min(out.frames[f][jaw], 0.08f);
      else if (shapes_of(p.phone).openxr == "SS") out.frames[f][jaw] = std::min(out.frames[f][jaw], 0.1f);
    }
  }
  // Nothing else closes the mouth while somebody speaks.
  for (std::size_t f = 0; f < frames; ++f) {
    const double from = static_cast<double>(f) / per_second, to = from + 1.0 / per_second;
    const bool closure = std::any_of(parts.begin(), parts.end(), [&](const Part& p) { return closes(p.phone) && p.start < to + 0.02 && p.end > from - 0.02; });
    if (!closure) out.frames[f][close] = std::min(out.frames[f][close], 0.6f);
  }
  return out;
}

std::vector<std::vector<float>> viseme_targets() {
  std::vector<std::vector<float>> out;
  for (const char* viseme : {"sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"}) {
    std::vector<float> row(52, 0.f);
    if (const auto mix = sets().arkit.find(viseme); mix != sets().arkit.end())
      for (std::size_t i = 0; i < std::min<std::size_t>(row.size(), sets().names.size()); ++i)
        if (const auto v = mix->second.find(sets().names[i]); v != mix->second.end()) row[i] = v->second;
    out.push_back(std::move(row));
  }
  return out;
}

std::string arkit_csv(const LipCurves& curves) {
  std::string text = "Timecode,BlendShapeCount";
  for (std::string name : curves.names) {
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    text += "," + name;
  }
  text += "\n";
  for (std::size_t f = 0; f < curves.frames.size(); ++f) {
    const auto n = static_cast<long>(f), rate = static_cast<long>(curves.per_second);
    text += fmt::format("{:02}:{:02}:{:02}:{:02}.000,{}", n / rate / 3600, n / rate / 60 % 60, n / rate % 60, n % rate, curves.names.size());
    for (const float v : curves.frames[f]) text += v == 0 ? ",0" : fmt::format(",{:.4f}", v);
    text += "\n";
  }
  return text;
}

LipMeasure measure_lips(std::span<const Phone> phones, Seconds length, int per_second) {
  LipMeasure m;
  if (per_second <= 0) return m;
  const auto drawn = mouths(phones, 0, static_cast<int>(std::ceil(length.value * per_second)) + 1, per_second, 1);
  const double frame = 1.0 / per_second;
  double time = 0, covered = 0;
  const auto shows = [&](double from, double to, puppets::Viseme v) {
    double sum = 0;
    for (std::size_t k = 0; k < drawn.size(); ++k)
      if (drawn[k].viseme == v) sum += std::max(0.0, std::min(to, (static_cast<double>(k) + 1) * frame) - std::max(from, static_cast<double>(k) * frame));
    return sum;
  };
  for (const Phone& p : phones) {
    const double a = p.start.value, b = p.end.value;
    if (closes(p.name)) {
      ++m.closures, m.closed += shows(a, b, puppets::Viseme::kPP) > 0;
      time += 0.7 * (b - a), covered += shows(a, a + 0.7 * (b - a), puppets::Viseme::kPP);
    } else if (touches(p.name)) {
      ++m.touches, m.touched += shows(a - frame, b + frame, puppets::Viseme::kFF) > 0;
    }
  }
  for (std::size_t k = 0; k < drawn.size(); ++k) {
    const double from = static_cast<double>(k) * frame, to = from + frame;
    if (drawn[k].viseme == puppets::Viseme::kPP && std::none_of(phones.begin(), phones.end(), [&](const Phone& p) { return closes(p.name) && p.start.value < to + 0.045 && p.end.value > from - 0.045; })) ++m.false_closures;
  }
  m.covered = time > 0 ? covered / time : 1;
  return m;
}

LipMeasure measure_curves(std::span<const Phone> phones, const LipCurves& curves) {
  LipMeasure m;
  const auto index = [&](const char* name) { return static_cast<std::size_t>(std::find(curves.names.begin(), curves.names.end(), name) - curves.names.begin()); };
  const std::size_t close = index("mouthClose"), roll = index("mouthRollLower");
  if (close >= curves.names.size() || roll >= curves.names.size() || curves.per_second <= 0) return m;
  const double frame = 1.0 / curves.per_second;
  const auto shows = [&](double from, double to, std::size_t channel, float least) {
    double sum = 0;
    for (std::size_t f = 0; f < curves.frames.size(); ++f)
      if (curves.frames[f][channel] >= least) sum += std::max(0.0, std::min(to, (static_cast<double>(f) + 1) * frame) - std::max(from, static_cast<double>(f) * frame));
    return sum;
  };
  double time = 0, covered = 0;
  for (const Phone& p : phones) {
    const double a = p.start.value, b = p.end.value;
    if (closes(p.name)) {
      ++m.closures, m.closed += shows(a, b, close, 0.95f) > 0;
      time += 0.7 * (b - a), covered += shows(a, a + 0.7 * (b - a), close, 0.95f);
    } else if (touches(p.name)) {
      ++m.touches, m.touched += shows(a, b, roll, 0.5f) > 0;
    }
  }
  for (std::size_t f = 0; f < curves.frames.size(); ++f) {
    const double from = static_cast<double>(f) * frame, to = from + frame;
    if (curves.frames[f][close] >= 0.95f && std::none_of(phones.begin(), phones.end(), [&](const Phone& p) { return closes(p.name) && p.start.value < to + frame && p.end.value > from - frame; })) ++m.false_closures;
  }
  m.covered = time > 0 ? covered / time : 1;
  return m;
}

}  // namespace auteur::acting
