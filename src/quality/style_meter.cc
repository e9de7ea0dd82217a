#include <algorithm>
#include <cmath>

#include "auteur/quality/style.h"

namespace auteur::quality {
namespace {

constexpr int kSide = 16;      // of the cube that colours are counted in
constexpr int kStep = 3;       // pixels
constexpr double kFamily = 6;  // colours nearer than this, times 100, are one family
constexpr std::size_t kMost = 8;

float linear_of(float v) { return v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f); }

Json rounded(double v) { return std::round(v * 1e4) / 1e4; }

}  // namespace

Vec3 oklab_of(Vec3 srgb) {
  const Vec3 c(linear_of(srgb.x), linear_of(srgb.y), linear_of(srgb.z));
  const float l = std::cbrt(0.4122214708f * c.x + 0.5363325363f * c.y + 0.0514459929f * c.z);
  const float m = std::cbrt(0.2119034982f * c.x + 0.6806995451f * c.y + 0.1073969566f * c.z);
  const float s = std::cbrt(0.0883024619f * c.x + 0.2817188376f * c.y + 0.6299787005f * c.z);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s, 1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s, 0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

void StyleMeter::add(std::span<const std::uint8_t> rgb, int width, int height) {
  if (width <= 0 || height <= 0 || rgb.size() < static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) return;
  for (int y = kStep / 2; y < height; y += kStep)
    for (int x = kStep / 2; x < width; x += kStep) {
      const std::uint8_t* p = rgb.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
      const double luma = 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
      ++luma_[static_cast<std::size_t>(std::lround(luma))];
      const std::size_t cell = (static_cast<std::size_t>(p[0] / kSide) * kSide + static_cast<std::size_t>(p[1] / kSide)) * kSide + static_cast<std::size_t>(p[2] / kSide);
      ++colours_[cell];
      red_[cell] += p[0], green_[cell] += p[1], blue_[cell] += p[2];
      black_ += p[0] < 3 && p[1] < 3 && p[2] < 3;
      blown_ += p[0] > 250 && p[1] > 250 && p[2] > 250;
      ++pixels_;
    }
}

PictureStyle StyleMeter::result() const {
  PictureStyle s;
  s.pixels = pixels_;
  if (pixels_ == 0) return s;
  const auto below = [&](double share) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < luma_.size(); ++i)
      if (sum += luma_[i]; static_cast<double>(sum) >= share * static_cast<double>(pixels_)) return static_cast<double>(i) / 255;
    return 1.0;
  };
  s.shadow = below(0.01), s.middle = below(0.5), s.highlight = below(0.99);
  s.black = static_cast<double>(black_) / static_cast<double>(pixels_);
  s.blown = static_cast<double>(blown_) / static_cast<double>(pixels_);
  std::vector<std::pair<std::int64_t, std::size_t>> cells;
  for (std::size_t i = 0; i < colours_.size(); ++i)
    if (colours_[i] > 0) cells.push_back({colours_[i], i});
  std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  // The largest cells found families; every cell then joins its nearest.
  std::vector<Vec3> labs;
  for (const auto& [count, cell] : cells) {
    const auto n = static_cast<double>(count) * 255;
    labs.push_back(oklab_of(Vec3(static_cast<double>(red_[cell]) / n, static_cast<double>(green_[cell]) / n, static_cast<double>(blue_[cell]) / n)));
    s.saturation += 100 * std::hypot(static_cast<double>(labs.back().y), static_cast<double>(labs.back().z)) * static_cast<double>(count) / static_cast<double>(pixels_);
  }
  std::vector<Vec3> seeds;
  for (std::size_t i = 0; i < cells.size() && seeds.size() < kMost; ++i)
    if (std::all_of(seeds.begin(), seeds.end(), [&](Vec3 seed) { return 100 * static_cast<double>(glm::length(seed - labs[i])) > kFamily; })) seeds.push_back(labs[i]);
  std::vector<glm::dvec4> sums(seeds.size(), glm::dvec4(0));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < seeds.size(); ++k)
      if (glm::length(seeds[k] - labs[i]) < glm::length(seeds[best] - labs[i])) best = k;
    sums[best] += glm::dvec4(labs[i].x, labs[i].y, labs[i].z, 1) * static_cast<double>(cells[i].first);
  }
  for (const glm::dvec4& sum : sums)
    if (sum.w > 0) s.swatches.push_back({Vec3(sum.x / sum.w, sum.y / sum.w, sum.z / sum.w), sum.w / static_cast<double>(pixels_)});
  std::stable_sort(s.swatches.begin(), s.swatches.end(), [](const Swatch& a, const Swatch& b) { return a.share > b.share; });
  return s;
}

Json to_json(const PictureStyle& s) {
  Json swatches = Json::array();
  for (const Swatch& w : s.swatches) swatches.push_back({rounded(static_cast<double>(w.lab.x)), rounded(static_cast<double>(w.lab.y)), rounded(static_cast<double>(w.lab.z)), rounded(w.share)});
  return {{"kind", "auteur.picture-style"}, {"version", 1}, {"shadow", rounded(s.shadow)}, {"middle", rounded(s.middle)}, {"highlight", rounded(s.highlight)}, {"saturation", rounded(s.saturation)},
          {"black", rounded(s.black)}, {"blown", rounded(s.blown)}, {"key_fill", rounded(s.key_fill)}, {"pixels", s.pixels}, {"swatches", swatches}};
}

Result<PictureStyle> picture_style_from_json(const Json& d) {
  if (d.value("kind", "") != "auteur.picture-style") return fail(ErrorCode::kInvalidInput, "This is no measurement of a shot's pictures. Make the shot again.");
  try {
    PictureStyle s;
    s.shadow = d.at("shadow").get<double>(), s.middle = d.at("middle").get<double>(), s.highlight = d.at("highlight").get<double>();
    s.saturation = d.at("saturation").get<double>(), s.black = d.at("black").get<double>(), s.blown = d.at("blown").get<double>();
    s.key_fill = d.at("key_fill").get<double>(), s.pixels = d.at("pixels").get<std::int64_t>();
    for (const Json& w : d.at("swatches")) {
      if (s.swatches.size() >= kMost) break;
      s.swatches.push_back({Vec3(w.at(0).get<float>(), w.at(1).get<float>(), w.at(2).get<float>()), w.at(3).get<double>()});
    }
    return s;
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::kInvalidInput, std::string("The measurement of a shot's pictures is incomplete: ") + e.what() + ". Make the shot again.");
  }
}

}  // namespace auteur::quality
