#include "auteur/render/display.h"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <fstream>

#include "auteur/base/random.h"
#include "auteur/render/renderer.h"

namespace auteur::render {
namespace {

// The film curve written out: saturation, bright colours towards white, the curve, contrast and warmth.
Vec3 by_formula(Vec3 c, const Look& look) {
  const float l = 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z;
  c = glm::max(Vec3(l) + (c - Vec3(l)) * static_cast<float>(look.saturation), Vec3(0.f));
  const float after = 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z, t = std::clamp((after - 1.2f) / 7.8f, 0.f, 1.f), burn = t * t * (3 - 2 * t) * 0.55f;
  c += (Vec3(after) - c) * burn;
  const double steep = 0.10 * look.contrast + (look.contrast > 1 ? 0.25 * (look.contrast - 1) : 0);
  const double strength[3] = {1, 0.9, 0.8}, high[3] = {1.02 + 0.03 * look.warmth, 1, 0.97 - 0.04 * look.warmth}, lift[3] = {0, 0.004, 0.012 - 0.006 * look.warmth};
  Vec3 out;
  for (int i = 0; i < 3; ++i) {
    const double x = static_cast<double>(c[i]), q = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), d = std::pow(std::clamp(q, 0.0, 1.0), 1 / 2.2);
    out[i] = static_cast<float>(std::clamp((d + (d - 0.5) * steep * strength[i]) * high[i] + lift[i], 0.0, 1.0));
  }
  return out;
}

Vec3 shown(const DisplayTransform& display, Vec3 c) {
  std::vector<float> rgba{c.x, c.y, c.z, 1};
  display.apply(rgba);
  return glm::clamp(Vec3(rgba[0], rgba[1], rgba[2]), Vec3(0.f), Vec3(1.f));
}

Path folder_of(const std::string& name) {
  const Path folder = Path(::testing::TempDir()) / ("auteur-view-" + name + "-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  return folder;
}
void write(const Path& file, const std::string& text) { std::ofstream(file) << text; }

const char* const kConfig = R"(ocio_profile_version: 2
search_path: %s
roles:
  default: lin_rec709
  scene_linear: lin_rec709
file_rules:
  - !<Rule> {name: Default, colorspace: default}
displays:
  Screen:
    - !<View> {name: Square root, colorspace: root}
    - !<View> {name: Table, colorspace: table}
colorspaces:
  - !<ColorSpace>
    name: %s
  - !<ColorSpace>
    name: root
    from_scene_reference: !<ExponentTransform> {value: [0.5, 0.5, 0.5, 1]}
  - !<ColorSpace>
    name: table
    from_scene_reference: !<FileTransform> {src: %s}
)";
std::string config(const std::string& search, const std::string& linear, const std::string& table) {
  std::string text = kConfig;
  for (const auto& part : {search, linear, table}) text.replace(text.find("%s"), 2, part);
  std::size_t at = 0;
  while (linear != "lin_rec709" && (at = text.find("lin_rec709", at)) != text.npos) text.replace(at, 10, linear), at += linear.size();
  return text;
}
const std::string kInvert = "# an inverted picture\nTITLE \"negative\"\nLUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n1 1 1\n0 1 1\n1 0 1\n0 0 1\n1 1 0\n0 1 0\n1 0 0\n0 0 0\n";

TEST(FilmView, IsTheFilmCurveToAFifthOfAStepOfAScreen) {
  Random random(3);
  for (const Look& look : {Look{}, Look{.saturation = 0.9, .contrast = 1.1, .warmth = 0.25}, Look{.saturation = 0.12, .contrast = 1.18}, Look{.saturation = 1.4, .contrast = 0.7, .warmth = -0.8}}) {
    const auto display = DisplayTransform::make(look);
    ASSERT_TRUE(display);
    double sum = 0;
    for (int i = 0; i < 4000; ++i) {
      const float level = std::exp2(static_cast<float>(random.range(-12, 5.5)));
      Vec3 c;
      for (int k = 0; k < 3; ++k) c[k] = level * static_cast<float>(random.unit());
      const Vec3 want = by_formula(c, look), have = shown(**display, c);
      for (int k = 0; k < 3; ++k) {
        sum += std::abs(static_cast<double>(have[k] - want[k]));
        ASSERT_NEAR(have[k], want[k], 3.5f / 255) << c.x << " " << c.y << " " << c.z;  // garish colours about to clip
      }
    }
    EXPECT_LT(sum / 12000, 0.2 / 255);
  }
}

TEST(FilmView, HighlightsRollOffAndNeverFold) {
  const auto display = DisplayTransform::make({});
  float last = -1;
  for (float x = 0; x < 60; x = x * 1.05f + 0.002f) {
    const float v = shown(**display, Vec3(x)).y;
    EXPECT_GE(v, last - 1e-4f) << x;
    last = v;
  }
  EXPECT_LT(shown(**display, Vec3(1.f)).y, 0.95f);  // white paper in the key light is not yet burnt out
  const Vec3 orange = shown(**display, {20, 8, 2});
  EXPECT_GT(orange.z / orange.x, 0.7f);
}

TEST(FilmView, OtherDisplaysShowTheSameLight) {
  for (const float x : {0.01f, 0.18f, 0.7f}) {
    const Vec3 a = shown(**DisplayTransform::make({}), Vec3(x)), b = shown(**DisplayTransform::make({}, {.display = "Rec.1886"}), Vec3(x)), c = shown(**DisplayTransform::make({}, {.display = "sRGB"}), Vec3(x));
    EXPECT_NEAR(std::pow(a.y, 2.2f), std::pow(b.y, 2.4f), 2e-3f);
    EXPECT_NEAR(std::pow(a.y, 2.2f), c.y <= 0.04045f ? c.y / 12.92f : std::pow((c.y + 0.055f) / 1.055f, 2.4f), 2e-3f);
  }
  const auto unknown = DisplayTransform::make({}, {.display = "Cathode"});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("Rec.1886"), std::string::npos);
}

TEST(DisplayTransform, GivesTheSameBytesOnOneTwoAndEightThreads) {
  Frame f;
  f.width = 320;
  f.height = 180;
  Random random(9);
  for (int i = 0; i < 320 * 180; ++i) {
    Vec3 c;
    for (int k = 0; k < 3; ++k) c[k] = static_cast<float>(random.unit() * 4);
    f.colour.push_back(c);
  }
  std::vector<std::vector<std::uint8_t>> made;
  for (const std::size_t threads : {1u, 2u, 8u}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    made.push_back(develop(f, {}, 4));
  }
  EXPECT_EQ(made[0], made[1]);
  EXPECT_EQ(made[0], made[2]);
}

TEST(AcesCg, KeepsNeutralsAndGoesBothWays) {
  std::vector<Vec3> c{Vec3(0.18f), {1, 0, 0}, {0.2f, 0.5f, 0.1f}};
  ASSERT_TRUE(to_acescg(c));
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(c[0][k], 0.18f, 2e-4f);
  // Rec.709 red in AP1, by the Academy's matrices with a Bradford adaptation.
  EXPECT_NEAR(c[1].x, 0.6131f, 1e-3f);
  EXPECT_NEAR(c[1].y, 0.0702f, 1e-3f);
  EXPECT_NEAR(c[1].z, 0.0206f, 1e-3f);
}

TEST(Cube, IsAppliedAfterTheView) {
  const auto table = read_cube(kInvert, "negative.cube");
  ASSERT_TRUE(table) << table.error().message;
  View view;
  view.print = std::make_shared<ViewTable>(*table);
  const auto plain = DisplayTransform::make({}), negative = DisplayTransform::make({}, view);
  const Vec3 a = shown(**plain, {0.1f, 0.3f, 0.6f}), b = shown(**negative, {0.1f, 0.3f, 0.6f});
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(a[k] + b[k], 1.f, 2e-3f);
  const auto back = unpack_view(pack_view(view));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->print->rgb, table->rgb);
  EXPECT_FALSE(back->scene);
}

TEST(Cube, OfOneDimensionActsOnEachChannel) {
  const auto table = read_cube("LUT_1D_SIZE 3\n0 0 0\n0.25 0.5 0.5\n1 1 0.5\n", "curve.cube");
  ASSERT_TRUE(table);
  const std::size_t n = static_cast<std::size_t>(table->edge), at = ((n / 2 * n + n / 2) * n + n / 2) * 3;
  EXPECT_NEAR(table->rgb[at], 0.25f, 1e-5f);
  EXPECT_NEAR(table->rgb[at + 1], 0.5f, 1e-5f);
  EXPECT_NEAR(table->rgb.back(), 0.5f, 1e-5f);
}

TEST(Cube, SaysWhatIsWrongAndWhere) {
  const auto error = [](const std::string& text) {
    const auto t = read_cube(text, "bad.cube");
    return t ? std::string("read") : t.error().message + " @" + std::to_string(t.error().place.line);
  };
  EXPECT_NE(error("LUT_3D_SIZE 100000\n").find("from 2 to 129. @1"), std::string::npos);
  EXPECT_NE(error("LUT_3D_SIZE 2\n0 0\n").find("three numbers: red, green, blue. @2"), std::string::npos);
  EXPECT_NE(error("LUT_3D_SIZE 2\n0 0 0\n").find("1 colours of 8"), std::string::npos);
  EXPECT_NE(error("0 0 0\n").find("come after"), std::string::npos);
  EXPECT_NE(error("LUT_3D_SIZE 2\nDOMAIN_MAX 2 2 2\n").find("0 to 1. @2"), std::string::npos);
  EXPECT_NE(error("LUT_3D_SIZE 2\nnan 0 0\n").find("@2"), std::string::npos);
  EXPECT_NE(error("PK\x03\x04").find("no 'PK"), std::string::npos);
}

TEST(OwnConfiguration, IsShownThroughItsView) {
  const Path folder = folder_of("shown");
  write(folder / "film.ocio", config("luts", "lin_rec709", "negative.cube"));
  std::filesystem::create_directories(folder / "luts");
  write(folder / "luts/negative.cube", kInvert);
  const auto table = bake_configuration({folder / "film.ocio", folder, "", "", ""});
  ASSERT_TRUE(table) << table.error().message;
  View view;
  view.scene = std::make_shared<ViewTable>(*table);
  const auto display = DisplayTransform::make({}, view);
  for (const float x : {0.05f, 0.25f, 0.64f}) EXPECT_NEAR(shown(**display, Vec3(x)).y, std::sqrt(x), 4e-3f) << x;
  const auto inverted = bake_configuration({folder / "film.ocio", folder, "Screen", "Table", ""});
  ASSERT_TRUE(inverted) << inverted.error().message;
  EXPECT_NEAR(inverted->rgb[0], 1.f, 1e-4f);
  std::filesystem::remove_all(folder);
}

TEST(OwnConfiguration, IsRefusedWhenItReadsOutsideTheFilmOrCannotBeUnderstood) {
  const Path folder = folder_of("refused");
  const auto said = [&](const std::string& text, const std::string& view = "", const std::string& working = "") {
    write(folder / "film.ocio", text);
    const auto t = bake_configuration({folder / "film.ocio", folder, "", view, working});
    return t ? std::string("read") : t.error().message;
  };
  EXPECT_NE(said(config("luts", "lin_rec709", "../../secret.cube")).find("not a plain path inside the film folder"), std::string::npos);
  EXPECT_NE(said(config("/etc", "lin_rec709", "a.cube")).find("leads out of the film folder"), std::string::npos);
  EXPECT_NE(said(config("luts", "lin_rec709", "$HOME.cube")).find("not a plain path"), std::string::npos);
  EXPECT_NE(said(config("luts", "lin_rec709", "passwd.txt")).find("no table"), std::string::npos);
  std::filesystem::create_symlink("/etc/passwd", folder / "link.cube");
  EXPECT_NE(said(config("luts:.", "lin_rec709", "link.cube")).find("link out"), std::string::npos);
  EXPECT_NE(said(config("luts", "mystery", "a.cube")).find("working ="), std::string::npos);
  EXPECT_EQ(said(config("luts", "mystery", "a.cube"), "", "mystery"), "read");
  EXPECT_NE(said(config("luts", "lin_rec709", "a.cube"), "Sepia").find("It has: Square root, Table"), std::string::npos);
  EXPECT_NE(said(config("luts", "lin_rec709", "a.cube"), "Table").find("cannot be used"), std::string::npos);
  EXPECT_NE(said("a: &x [1]\nb: *x\n").find("alias"), std::string::npos);
  EXPECT_NE(said(std::string(100000, '[')).find("cannot be used"), std::string::npos);
  EXPECT_NE(said("nothing of the kind").find("cannot be used"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(View, DamagedBytesAreRefused) {
  View view;
  view.scene = std::make_shared<ViewTable>(ViewTable{2, std::vector<float>(24, 0.5f)});
  const auto good = pack_view(view);
  ASSERT_TRUE(unpack_view(good));
  for (std::size_t n = 0; n < good.size(); n += 7) EXPECT_FALSE(unpack_view(std::span(good).first(n))) << n;
  auto huge = good;
  huge[14] = huge[15] = huge[16] = 0xff;
  EXPECT_FALSE(unpack_view(huge));
}

}  // namespace
}  // namespace auteur::render
