#include "auteur/render/display.h"

#include <tbb/parallel_for.h>

#include <array>
#include <bit>
#include <cstring>

#include "auteur/render/renderer.h"
#include "numbers.h"
#include "ocio.h"

namespace auteur::render {
namespace {

constexpr float kToe = 1.f / 64.f;         // light at which the shaper bends from straight to logarithmic
constexpr float kBrightest = 72.f;
constexpr int kCurve = 8192, kEdge = 49;
constexpr double kGamma = 2.2;
const float kStops = std::log2((kBrightest + kToe) / kToe);

using Affine = std::array<std::array<double, 2>, 3>;  // factor and offset of each channel

// Filmic curve (fit of the ACES reference by Narkowicz), as display values.
double tone(double x) {
  const double q = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  return std::pow(std::clamp(q, 0.0, 1.0), 1 / kGamma);
}

// Contrast, and how warm whites and shadows are, work on display values.
Affine affine_of(double contrast, double warmth) {
  const double steep = 0.10 * std::clamp(contrast, 0.0, 4.0) + (contrast > 1 ? 0.25 * (std::min(contrast, 4.0) - 1) : 0);
  const double warm = std::clamp(warmth, -2.0, 2.0);
  constexpr std::array<double, 3> strength{1, 0.9, 0.8};
  const std::array<double, 3> high{1.02 + 0.03 * warm, 1, 0.97 - 0.04 * warm}, lift{0, 0.004, 0.012 - 0.006 * warm};
  Affine a;
  for (std::size_t c = 0; c < 3; ++c) a[c] = {(1 + steep * strength[c]) * high[c], lift[c] - 0.5 * steep * strength[c] * high[c]};
  return a;
}

ocio::MatrixTransformRcPtr affine(const Affine& a) {
  auto m = ocio::MatrixTransform::Create();
  const double matrix[16] = {a[0][0], 0, 0, 0, 0, a[1][0], 0, 0, 0, 0, a[2][0], 0, 0, 0, 0, 1}, offset[4] = {a[0][1], a[1][1], a[2][1], 0};
  m->setMatrix(matrix);
  m->setOffset(offset);
  return m;
}

ocio::MatrixTransformRcPtr saturation(double s) {
  constexpr std::array<double, 3> weight{0.2126, 0.7152, 0.0722};
  double matrix[16] = {};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column) matrix[row * 4 + column] = weight[column] * (1 - s) + (row == column ? s : 0);
  matrix[15] = 1;
  auto m = ocio::MatrixTransform::Create();
  m->setMatrix(matrix);
  return m;
}

ocio::RangeTransformRcPtr not_below_zero() {
  auto range = ocio::RangeTransform::Create();
  range->setMinInValue(0);
  range->setMinOutValue(0);
  return range;
}

// Very bright colours run towards white, as dyes do; over shaped() light, to shaped() light.
ViewTable burning() {
  ViewTable t{kEdge, std::vector<float>(static_cast<std::size_t>(kEdge) * kEdge * kEdge * 3)};
  std::array<float, kEdge> light{};
  for (std::size_t i = 0; i < kEdge; ++i) light[i] = unshaped(static_cast<float>(i) / (kEdge - 1));
  float* to = t.rgb.data();
  for (std::size_t b = 0; b < kEdge; ++b)
    for (std::size_t g = 0; g < kEdge; ++g)
      for (std::size_t r = 0; r < kEdge; ++r) {
        const float l = luminance({light[r], light[g], light[b]}), burn = smooth(1.2f, 9.f, l) * 0.55f;
        for (const std::size_t i : {r, g, b}) *to++ = burn > 0.f ? shaped(light[i] + (l - light[i]) * burn) : static_cast<float>(i) / (kEdge - 1);
      }
  return t;
}

// From linear Rec.709 to display values of gamma 2.2, a little past 0 and 1 so that a grade may still pull them in.
ocio::GroupTransformRcPtr film() {
  auto curve = ocio::Lut1DTransform::Create();
  curve->setLength(kCurve);
  for (unsigned long i = 0; i < kCurve; ++i) {
    const auto v = static_cast<float>(tone(static_cast<double>(unshaped(static_cast<float>(i) / (kCurve - 1)))));
    curve->setValue(i, v, v, v);
  }
  curve->setInterpolation(ocio::INTERP_LINEAR);
  auto group = ocio::GroupTransform::Create();
  group->appendTransform(not_below_zero());
  group->appendTransform(shaper());
  group->appendTransform(table_of(burning()));
  group->appendTransform(curve);
  group->appendTransform(affine(affine_of(1, 0)));
  return group;
}

ocio::ExponentTransformRcPtr power(double exponent) {
  auto e = ocio::ExponentTransform::Create();
  const double value[4] = {exponent, exponent, exponent, 1};
  e->setValue(value);
  e->setNegativeStyle(ocio::NEGATIVE_MIRROR);
  return e;
}

// From gamma 2.2 to another display.
ocio::GroupTransformRcPtr encoded(const std::string& display) {
  auto group = ocio::GroupTransform::Create();
  if (display == "Gamma 2.2") return group;
  group->appendTransform(power(kGamma));
  if (display == "Rec.1886") {
    group->appendTransform(power(1 / 2.4));
  } else {
    auto curve = ocio::ExponentWithLinearTransform::Create();
    const double gamma[4] = {2.4, 2.4, 2.4, 1}, offset[4] = {0.055, 0.055, 0.055, 0};
    curve->setGamma(gamma);
    curve->setOffset(offset);
    curve->setNegativeStyle(ocio::NEGATIVE_MIRROR);
    curve->setDirection(ocio::TRANSFORM_DIR_INVERSE);
    group->appendTransform(curve);
  }
  return group;
}

ocio::BuiltinTransformRcPtr builtin(const char* style, ocio::TransformDirection direction) {
  auto b = ocio::BuiltinTransform::Create();
  b->setStyle(style);
  b->setDirection(direction);
  return b;
}

void add_space(const ocio::ConfigRcPtr& config, const std::string& name, const std::string& about, const ocio::ConstTransformRcPtr& from_reference, bool data = false) {
  auto space = ocio::ColorSpace::Create(ocio::REFERENCE_SPACE_SCENE);
  space->setName(name.c_str());
  space->setDescription(about.c_str());
  space->setIsData(data);
  if (from_reference) space->setTransform(from_reference, ocio::COLORSPACE_DIR_FROM_REFERENCE);
  config->addColorSpace(space);
}

}  // namespace

float shaped(float light) { return std::log2((std::max(light, 0.f) + kToe) / kToe) / kStops; }
float unshaped(float position) { return kToe * (std::exp2(position * kStops) - 1.f); }

ocio::LogAffineTransformRcPtr shaper() {
  auto log = ocio::LogAffineTransform::Create();
  const auto all = [](double v) { return std::array<double, 3>{v, v, v}; };
  const auto slope = all(1 / static_cast<double>(kStops)), linear = all(1 / static_cast<double>(kToe)), offset = all(1), zero = all(0);
  log->setBase(2);
  log->setLogSideSlopeValue(*reinterpret_cast<const double(*)[3]>(slope.data()));
  log->setLogSideOffsetValue(*reinterpret_cast<const double(*)[3]>(zero.data()));
  log->setLinSideSlopeValue(*reinterpret_cast<const double(*)[3]>(linear.data()));
  log->setLinSideOffsetValue(*reinterpret_cast<const double(*)[3]>(offset.data()));
  return log;
}

ocio::Lut3DTransformRcPtr table_of(const ViewTable& table) {
  const auto n = static_cast<unsigned long>(table.edge);
  auto lut = ocio::Lut3DTransform::Create(n);
  lut->setInterpolation(ocio::INTERP_TETRAHEDRAL);
  const float* from = table.rgb.data();
  for (unsigned long b = 0; b < n; ++b)
    for (unsigned long g = 0; g < n; ++g)
      for (unsigned long r = 0; r < n; ++r, from += 3) lut->setValue(r, g, b, from[0], from[1], from[2]);
  return lut;
}

ocio::ConstConfigRcPtr embedded_configuration() {
  auto config = ocio::Config::Create();
  config->setVersion(2, 0);
  config->setName("auteur");
  add_space(config, kLinear709, "what everything is drawn in: light, Rec.709 primaries", nullptr);
  add_space(config, "ACEScg", "for handing pictures to other programs", builtin("UTILITY - ACES-AP1_to_LINEAR-REC709_BFD", ocio::TRANSFORM_DIR_INVERSE));
  auto to_ap0 = ocio::GroupTransform::Create();
  to_ap0->appendTransform(builtin("UTILITY - ACES-AP1_to_LINEAR-REC709_BFD", ocio::TRANSFORM_DIR_INVERSE));
  to_ap0->appendTransform(builtin("ACEScg_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD));
  add_space(config, "ACES2065-1", "the common ground between configurations", to_ap0);
  add_space(config, "Raw", "numbers that are no colours", nullptr, true);
  for (const char* role : {ocio::ROLE_SCENE_LINEAR, ocio::ROLE_RENDERING, ocio::ROLE_DEFAULT}) config->setRole(role, kLinear709);
  config->setRole("aces_interchange", "ACES2065-1");
  config->setRole(ocio::ROLE_DATA, "Raw");
  const auto film_curve = film();
  for (const std::string display : {"Gamma 2.2", "sRGB", "Rec.1886"}) {
    auto shown = ocio::GroupTransform::Create();
    shown->appendTransform(film_curve->createEditableCopy());
    shown->appendTransform(encoded(display));
    add_space(config, "Film, " + display, "the film curve as this display is sent it", shown);
    auto clipped = ocio::GroupTransform::Create();
    clipped->appendTransform(not_below_zero());
    clipped->appendTransform(power(1 / kGamma));
    clipped->appendTransform(encoded(display));
    add_space(config, "Plain, " + display, "light as it is, clipped at white", clipped);
    config->addDisplayView(display.c_str(), "Film", ("Film, " + display).c_str(), "");
    config->addDisplayView(display.c_str(), "Plain", ("Plain, " + display).c_str(), "");
  }
  return config;
}

// OpenColorIO's processors, measured once: what the look does to light is a matrix, what follows a table over shaped()
// light. Looking that up costs a quarter of what running the processor for every pixel does.
struct DisplayTransform::Inside {
  Vec3 red{0.f}, green{0.f}, blue{0.f};  // what a unit of each becomes
  std::vector<F4> table;                 // kEdge a side, red fastest
};
DisplayTransform::DisplayTransform() : inside_(std::make_unique<Inside>()) {}
DisplayTransform::~DisplayTransform() = default;

namespace {

// From light after the look's matrix to display values.
Result<ocio::GroupTransformRcPtr> view_and_grade(const ocio::ConstConfigRcPtr& config, const Look& look, const View& view) {
  auto group = ocio::GroupTransform::Create();
  if (view.scene) {
    group->appendTransform(not_below_zero());
    group->appendTransform(shaper());
    group->appendTransform(table_of(*view.scene));
  } else {
    bool known = false;
    for (int i = 0; i < config->getNumViews(view.display.c_str()); ++i) known |= config->getView(view.display.c_str(), i) == view.name;
    if (!known) return fail(ErrorCode::kInvalidInput, "There is no view '" + view.name + "' on a display '" + view.display + "'. Displays are Gamma 2.2, sRGB and Rec.1886; views are Film and Plain.");
    auto shown = ocio::DisplayViewTransform::Create();
    shown->setSrc(kLinear709);
    shown->setDisplay(view.display.c_str());
    shown->setView(view.name.c_str());
    group->appendTransform(shown);
  }
  // The view has a contrast and a balance of its own; the grade is what the look asks beyond it.
  const Affine own = affine_of(1, 0), wanted = affine_of(look.contrast, look.warmth);
  Affine grade;
  for (std::size_t c = 0; c < 3; ++c) {
    grade[c][0] = wanted[c][0] / own[c][0];
    grade[c][1] = wanted[c][1] - grade[c][0] * own[c][1];
  }
  group->appendTransform(affine(grade));
  if (view.print) group->appendTransform(table_of(*view.print));
  return group;
}

// Where light stands among the nodes of the table: shaped(), with the logarithm as the series of its inverse hyperbolic
// tangent, good to 1e-7 and fit for vectors.
inline float node_of(float light) {
  const float x = std::min(std::max(light, 0.f) * (1.f / kToe) + 1.f, kBrightest / kToe + 1.f);
  const auto bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t exponent = (bits - 0x3f3504f3) >> 23;
  const float m = std::bit_cast<float>(bits - (exponent << 23)), s = (m - 1.f) / (m + 1.f), s2 = s * s;
  const float log = static_cast<float>(exponent) + s * (2.88539008f + s2 * (0.961796694f + s2 * (0.577078016f + s2 * 0.412198583f)));
  return std::min(log * (static_cast<float>(kEdge - 1) / kStops), static_cast<float>(kEdge - 1) - 1e-3f);
}

}  // namespace

Result<std::shared_ptr<const DisplayTransform>> DisplayTransform::make(const Look& look, const View& view) {
  return guarded("OpenColorIO could not make the display transform", [&]() -> Result<std::shared_ptr<const DisplayTransform>> {
    const auto config = embedded_configuration();
    std::shared_ptr<DisplayTransform> made(new DisplayTransform);
    Inside& inside = *made->inside_;
    Vec3 units[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    ocio::PackedImageDesc three(&units[0].x, 3, 1, 3);
    config->getProcessor(saturation(std::clamp(look.saturation, 0.0, 3.0)))->getDefaultCPUProcessor()->apply(three);
    inside.red = units[0];
    inside.green = units[1];
    inside.blue = units[2];
    const auto processor = config->getProcessor(TRY(view_and_grade(config, look, view)))->getDefaultCPUProcessor();
    inside.table.resize(static_cast<std::size_t>(kEdge) * kEdge * kEdge);
    std::array<float, kEdge> light{};
    for (std::size_t i = 0; i < kEdge; ++i) light[i] = unshaped(static_cast<float>(i) / (kEdge - 1));
    tbb::parallel_for(std::size_t{0}, std::size_t{kEdge}, [&](std::size_t b) {
      F4* to = &inside.table[b * kEdge * kEdge];
      for (std::size_t g = 0; g < kEdge; ++g)
        for (std::size_t r = 0; r < kEdge; ++r) to[g * kEdge + r] = F4{light[r], light[g], light[b], 1.f};
      ocio::PackedImageDesc slice(to, static_cast<long>(kEdge * kEdge), 1, 4);
      processor->apply(slice);
    });
    return made;
  });
}

void DisplayTransform::apply(std::span<float> rgba) const {
  constexpr int kRun = 64;
  const Inside& inside = *inside_;
  alignas(32) float at[3][kRun];
  const std::size_t pixels = rgba.size() / 4;
  for (std::size_t first = 0; first < pixels; first += kRun) {
    const int n = static_cast<int>(std::min<std::size_t>(kRun, pixels - first));
    float* run = &rgba[first * 4];
    for (int k = 0; k < n; ++k)
      for (int c = 0; c < 3; ++c) at[c][k] = node_of(inside.red[c] * run[k * 4] + inside.green[c] * run[k * 4 + 1] + inside.blue[c] * run[k * 4 + 2]);
    for (int k = 0; k < n; ++k) {
      // Tetrahedral: along the axis with the largest fraction first, the smallest last.
      constexpr int kStep[3] = {1, kEdge, kEdge * kEdge};
      int node[3];
      float f[3];
      for (int c = 0; c < 3; ++c) {
        node[c] = static_cast<int>(at[c][k]);
        f[c] = at[c][k] - static_cast<float>(node[c]);
      }
      const int large = f[0] >= f[1] ? (f[0] >= f[2] ? 0 : 2) : (f[1] >= f[2] ? 1 : 2);
      const int small = f[0] < f[1] ? (f[0] < f[2] ? 0 : 2) : (f[1] < f[2] ? 1 : 2);
      const float most = f[large], least = f[small], middle = f[0] + f[1] + f[2] - most - least;
      const F4* corner = &inside.table[static_cast<std::size_t>(node[0] + node[1] * kStep[1] + node[2] * kStep[2])];
      constexpr int kAll = kStep[0] + kStep[1] + kStep[2];
      const F4 value = corner[0] * (1.f - most) + corner[kStep[large]] * (most - middle) + corner[kAll - kStep[small]] * (middle - least) + corner[kAll] * least;
      for (int c = 0; c < 3; ++c) run[k * 4 + c] = value[c];
    }
  }
}

namespace {
constexpr std::string_view kViewMagic = "auteur view 1\n";
constexpr std::uint32_t kMostEdge = 129;
}  // namespace

std::vector<std::uint8_t> pack_view(const View& view) {
  std::vector<std::uint8_t> out(kViewMagic.begin(), kViewMagic.end());
  const auto put = [&out](const void* from, std::size_t n) {
    const auto* b = static_cast<const std::uint8_t*>(from);
    out.insert(out.end(), b, b + n);
  };
  for (const auto* table : {view.scene.get(), view.print.get()}) {
    const auto edge = static_cast<std::uint32_t>(table != nullptr ? table->edge : 0);
    put(&edge, sizeof edge);
    if (table != nullptr) put(table->rgb.data(), table->rgb.size() * sizeof(float));
  }
  return out;
}

Result<View> unpack_view(std::span<const std::uint8_t> bytes) {
  const auto damaged = [] { return fail(ErrorCode::kInvalidInput, "The stored display view is damaged. Make the film again."); };
  if (bytes.size() < kViewMagic.size() || std::memcmp(bytes.data(), kViewMagic.data(), kViewMagic.size()) != 0) return damaged();
  bytes = bytes.subspan(kViewMagic.size());
  View view;
  for (auto* to : {&view.scene, &view.print}) {
    std::uint32_t edge = 0;
    if (bytes.size() < sizeof edge) return damaged();
    std::memcpy(&edge, bytes.data(), sizeof edge);
    bytes = bytes.subspan(sizeof edge);
    if (edge == 0) continue;
    const std::size_t n = static_cast<std::size_t>(edge) * edge * edge * 3;
    if (edge < 2 || edge > kMostEdge || bytes.size() < n * sizeof(float)) return damaged();
    auto table = std::make_shared<ViewTable>(ViewTable{static_cast<int>(edge), std::vector<float>(n)});
    std::memcpy(table->rgb.data(), bytes.data(), n * sizeof(float));
    for (float& v : table->rgb) v = std::isfinite(v) ? v : 0.f;
    bytes = bytes.subspan(n * sizeof(float));
    *to = std::move(table);
  }
  if (!bytes.empty()) return damaged();
  return view;
}

Status to_acescg(std::span<Vec3> colours) {
  if (colours.empty()) return {};
  return guarded("OpenColorIO could not convert to ACEScg", [&]() -> Status {
    const auto processor = embedded_configuration()->getProcessor(kLinear709, "ACEScg")->getDefaultCPUProcessor();
    static_assert(sizeof(Vec3) == 3 * sizeof(float));
    ocio::PackedImageDesc pixels(&colours[0].x, static_cast<long>(colours.size()), 1, 3);
    processor->apply(pixels);
    return {};
  });
}

}  // namespace auteur::render
