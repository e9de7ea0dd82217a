#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/quality/style.h"

namespace auteur::quality {
namespace {

constexpr double kFine = 1e-6;

std::optional<Vec3> colour_of_hex(const std::string& text) {
  if (text.size() != 7 || text[0] != '#' || text.find_first_not_of("0123456789abcdefABCDEF", 1) != text.npos) return std::nullopt;
  const auto part = [&](std::size_t at) { return static_cast<float>(std::stoi(text.substr(at, 2), nullptr, 16)) / 255.f; };
  return Vec3(part(1), part(3), part(5));
}

Range range_of(const Json& look, const char* key) {
  if (!look.contains(key) || !look[key].is_array() || look[key].size() != 2) return {};
  const double a = look[key][0].get<double>(), b = look[key][1].get<double>();
  return {std::min(a, b), std::max(a, b), true};
}

// How far outside a range a value lies, as a share of the range's width or size.
double outside(double v, const Range& r) {
  if (!r.given) return 0;
  const double size = std::max(0.05, std::max(r.high - r.low, 0.25 * std::abs(r.high)));
  return v < r.low - kFine ? (r.low - v) / size : v > r.high + kFine ? (v - r.high) / size : 0;
}

std::string listed(const std::vector<double>& values) {
  std::vector<std::string> words;
  for (const double v : values) words.push_back(fmt::format("{:g}", v));
  return fmt::format("{}", fmt::join(words, ", "));
}

class Checker {
 public:
  Checker(const StyleRules& rules, const std::vector<ShotStyle>& shots) : rules_(rules), shots_(shots) {}

  StyleReport run() {
    double moving = 0, all = 0, weight = 0;
    for (const ShotStyle& s : shots_) {
      shot_ = &s;
      broken_ = 0;
      camera();
      if (s.picture.pixels > 0) picture();
      report_.score[s.id] = 1 / (1 + broken_);
      all += s.length.value;
      if (s.movement != "static" && !s.movement.empty()) moving += s.length.value;
      if (s.picture.pixels > 0) {
        weight += s.length.value;
        report_.saturation += s.picture.saturation * s.length.value;
        report_.middle += s.picture.middle * s.length.value;
      }
    }
    if (weight > 0) report_.saturation /= weight, report_.middle /= weight;
    report_.moving_share = all > 0 ? moving / all : 0;
    if (report_.moving_share > rules_.moving_share + kFine)
      report_.findings.push_back({Severity::kWarning, "style.moving", Seconds(0), Seconds(all),
                                  fmt::format("The camera moves in {:.0f} % of the film; the look allows {:.0f} %.", 100 * report_.moving_share, 100 * rules_.moving_share)});
    drift();
    return std::move(report_);
  }

 private:
  void find(const char* rule, double by, const std::string& words) {
    broken_ += std::max(0.02, by);
    report_.findings.push_back({Severity::kWarning, rule, shot_->at, shot_->length, shot_->id + ": " + words});
  }

  void camera() {
    const ShotStyle& s = *shot_;
    if (!rules_.lenses.empty())
      for (const double lens : s.lenses) {
        const auto near = std::min_element(rules_.lenses.begin(), rules_.lenses.end(), [&](double a, double b) { return std::abs(a - lens) < std::abs(b - lens); });
        if (std::abs(*near - lens) > 0.5) {
          find("style.lens", std::abs(std::log(*near / std::max(1.0, lens))), fmt::format("filmed with {:.0f} mm; the look has {} mm.", lens, listed(rules_.lenses)));
          break;
        }
      }
    for (const double height : s.heights)
      if (const double by = outside(height, rules_.height); by > 0) {
        find("style.height", by, fmt::format("the camera is {:.2f} m above the floor; the look asks for {:g} to {:g} m.", height, rules_.height.low, rules_.height.high));
        break;
      }
    if (!rules_.movements.empty() && s.movement != "static" && !s.movement.empty() && std::find(rules_.movements.begin(), rules_.movements.end(), s.movement) == rules_.movements.end())
      find("style.movement", 0.5, fmt::format("the camera moves ({}); the look allows {}.", s.movement, fmt::join(rules_.movements, ", ")));
    for (const std::string& word : rules_.forbidden)
      if (word == s.size || word == s.framing || word == s.movement) find("style.forbidden", 0.5, fmt::format("is a {}, which the look forbids.", word));
    if (rules_.aspect > 0 && s.aspect > 0 && std::abs(s.aspect - rules_.aspect) > 0.02) find("style.aspect", 0.5, fmt::format("is {:.2f} wide; the look asks for {:.2f}.", s.aspect, rules_.aspect));
  }

  void within(const char* rule, double value, const Range& range, const char* what, const char* low, const char* high, double scale, const char* unit) {
    const double by = outside(value, range);
    if (by <= 0) return;
    find(rule, by, fmt::format("{} {:.1f}{}, {}; the look asks for {:g} to {:g}{}.", what, scale * value, unit, value < range.low ? low : high, scale * range.low, scale * range.high, unit));
  }

  void picture() {
    const PictureStyle& p = shot_->picture;
    if (rules_.palette_distance > 0 && !rules_.palette.empty())
      if (const double d = palette_distance(p, rules_.palette); d > rules_.palette_distance + kFine)
        find("style.palette", d / rules_.palette_distance - 1, fmt::format("its colours lie {:.1f} from the palette; the look allows {:g}.", d, rules_.palette_distance));
    within("style.contrast", p.shadow, rules_.shadow, "the shadows lie at", "deeper", "lifted", 100, " %");
    within("style.exposure", p.middle, rules_.middle, "the middle tone lies at", "darker", "brighter", 100, " %");
    within("style.contrast", p.highlight, rules_.highlight, "the highlights lie at", "duller", "brighter", 100, " %");
    within("style.saturation", p.saturation, rules_.saturation, "the colour is", "paler", "stronger", 1, "");
    if (p.key_fill > 0) within("style.key-fill", p.key_fill, rules_.key_fill, "the face has", "flatter", "harder", 1, " stops between its sides");
    if (p.black > rules_.black + kFine) find("style.black", p.black - rules_.black, fmt::format("{:.1f} % of the picture is black without drawing; the look allows {:g} %.", 100 * p.black, 100 * rules_.black));
    if (p.blown > rules_.blown + kFine) find("style.blown", p.blown - rules_.blown, fmt::format("{:.1f} % of the picture is burnt out; the look allows {:g} %.", 100 * p.blown, 100 * rules_.blown));
  }

  // A picture as a few numbers of about equal weight: mean colour, tones, saturation; times 100.
  static std::array<double, 6> point(const PictureStyle& p) {
    glm::dvec3 mean(0);
    for (const Swatch& w : p.swatches) mean += w.share * glm::dvec3(w.lab);
    return {100 * mean.x, 200 * mean.y, 200 * mean.z, 50 * p.shadow, 50 * p.highlight, p.saturation};
  }

  void drift() {
    std::vector<const ShotStyle*> seen;
    for (const ShotStyle& s : shots_)
      if (s.picture.pixels > 0) seen.push_back(&s);
    if (seen.empty()) return;
    std::array<double, 6> middle{};
    for (std::size_t k = 0; k < middle.size(); ++k) {
      std::vector<double> values;
      for (const ShotStyle* s : seen) values.push_back(point(s->picture)[k]);
      std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
      middle[k] = values[values.size() / 2];
    }
    for (const ShotStyle* s : seen) {
      const auto p = point(s->picture);
      double sum = 0;
      for (std::size_t k = 0; k < p.size(); ++k) sum += (p[k] - middle[k]) * (p[k] - middle[k]);
      report_.drift.push_back({s->id, std::sqrt(sum)});
      if (rules_.drift > 0 && std::sqrt(sum) > rules_.drift + kFine) {
        shot_ = s;
        broken_ = 0;
        find("style.drift", 0, fmt::format("looks unlike the rest of the film by {:.1f}; the look allows {:g}.", std::sqrt(sum), rules_.drift));
      }
    }
    std::stable_sort(report_.drift.begin(), report_.drift.end(), [](const Drift& a, const Drift& b) { return a.distance > b.distance; });
  }

  const StyleRules& rules_;
  const std::vector<ShotStyle>& shots_;
  StyleReport report_;
  const ShotStyle* shot_ = nullptr;
  double broken_ = 0;
};

}  // namespace

Result<StyleRules> style_rules(const Json& look, const std::map<std::string, std::string>& colours) {
  StyleRules r;
  for (const Json& entry : look.value("palette", Json::array())) {
    const std::string text = entry.is_string() ? entry.get<std::string>() : "";
    const auto known = colours.find(lower(trim(text)));
    const auto colour = colour_of_hex(known != colours.end() ? known->second : text);
    if (!colour) {
      std::vector<std::string> names;
      for (const auto& [name, hex] : colours) names.push_back(name);
      const std::string near = closest(lower(text), names);
      return fail(ErrorCode::kInvalidInput, fmt::format("The palette names a colour '{}' that does not exist.{} Write #rrggbb or one of: {}.", text, near.empty() ? "" : " Did you mean '" + near + "'?", fmt::join(names, ", ")));
    }
    r.palette.push_back(oklab_of(*colour));
  }
  r.palette_distance = look.value("palette_distance", 0.0);
  r.shadow = range_of(look, "shadows"), r.middle = range_of(look, "middle"), r.highlight = range_of(look, "highlights");
  r.saturation = range_of(look, "chroma"), r.key_fill = range_of(look, "key_fill"), r.height = range_of(look, "camera_height");
  r.black = look.value("black", 1.0), r.blown = look.value("burnt_out", 1.0);
  for (const Json& lens : look.value("lenses", Json::array()))
    if (lens.is_number()) r.lenses.push_back(lens.get<double>());
  for (const Json& word : look.value("movement", Json::array()))
    if (word.is_string()) r.movements.push_back(lower(word.get<std::string>()));
  for (const Json& word : look.value("forbidden", Json::array()))
    if (word.is_string()) r.forbidden.push_back(lower(word.get<std::string>()));
  r.moving_share = look.value("moving", 1.0);
  r.drift = look.value("drift", 0.0);
  r.aspect = look.value("aspect", 0.0);
  return r;
}

double palette_distance(const PictureStyle& picture, const std::vector<Vec3>& palette) {
  if (palette.empty()) return 0;
  double sum = 0, all = 0;
  for (const Swatch& w : picture.swatches) {
    double near = 1e9;
    for (const Vec3 p : palette) near = std::min(near, 100 * std::hypot(static_cast<double>(w.lab.y - p.y), static_cast<double>(w.lab.z - p.z)));
    sum += w.share * near * std::clamp((static_cast<double>(w.lab.x) - 0.1) / 0.1, 0.0, 1.0);
    all += w.share;
  }
  return all > 0 ? sum / all : 0;
}

StyleReport check_style(const StyleRules& rules, const std::vector<ShotStyle>& shots) { return Checker(rules, shots).run(); }

Json to_json(const StyleReport& report) {
  const auto rounded = [](double v) { return std::round(v * 1e3) / 1e3; };
  Json findings = Json::array(), drift = Json::array(), score = Json::object();
  for (const Finding& f : report.findings) findings.push_back({{"rule", f.rule}, {"at", f.at.value}, {"length", f.length.value}, {"time_code", time_code(f.at)}, {"message", f.message}});
  for (const Drift& d : report.drift) drift.push_back({{"shot", d.shot}, {"distance", rounded(d.distance)}});
  for (const auto& [shot, s] : report.score) score[shot] = rounded(s);
  return {{"kind", "auteur.style-report"}, {"version", 1}, {"findings", findings}, {"drift", drift}, {"score", score}, {"moving", rounded(report.moving_share)}, {"chroma", rounded(report.saturation)}, {"middle", rounded(report.middle)}};
}

}  // namespace auteur::quality
