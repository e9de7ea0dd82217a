// The style bible enforced by measurement: what a shot's pictures and camera came to, against what bible/look.toml asks.
//
// Colours are compared in OKLab (Björn Ottosson, 2020), where equal distances look about equally different; distances are
// given times 100, so that 2 is just visible side by side and 20 is another colour family.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "auteur/base/geometry.h"
#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/quality/film_check.h"

namespace auteur::quality {

// OKLab of a display-referred sRGB colour, 0..1 each: x = lightness 0..1, y and z = green-red and blue-yellow.
Vec3 oklab_of(Vec3 srgb);

// A colour family of a picture: where it lies and how much of the picture it covers, 0..1.
struct Swatch { Vec3 lab{0.f}; double share = 0; };

// A shot's pictures, display-referred. Tones are luma 0..1 below which 1, 50 and 99 % of the pixels lie.
struct PictureStyle {
  double shadow = 0, middle = 0, highlight = 0;
  double saturation = 0;              // mean OKLab chroma, times 100
  double black = 0, blown = 0;        // shares of pixels under 0.01 and over 0.98 in every channel
  double key_fill = 0;                // stops between the bright and the dark side of the largest face; 0: no face
  std::vector<Swatch> swatches;       // at most 8, the largest first
  std::int64_t pixels = 0;            // measured; 0: nothing was
};

// Adds pictures up; `result` may be asked at any time. Pure: depends on the pictures and their order of adding not at all.
class StyleMeter {
 public:
  // 8-bit RGB, width x height x 3. Every third pixel each way is looked at.
  void add(std::span<const std::uint8_t> rgb, int width, int height);
  PictureStyle result() const;

 private:
  std::vector<std::int64_t> luma_ = std::vector<std::int64_t>(256), colours_ = std::vector<std::int64_t>(16 * 16 * 16);
  std::vector<std::int64_t> red_ = std::vector<std::int64_t>(16 * 16 * 16), green_ = red_, blue_ = red_;
  std::int64_t black_ = 0, blown_ = 0, pixels_ = 0;
};

Json to_json(const PictureStyle& style);
Result<PictureStyle> picture_style_from_json(const Json& document);

struct Range { double low = 0, high = 0; bool given = false; };

// What the style bible asks. An empty list or a range that is not given asks nothing.
struct StyleRules {
  std::vector<Vec3> palette;                 // OKLab
  double palette_distance = 0;               // most, times 100; 0: not asked
  Range shadow, middle, highlight, saturation, key_fill;
  double black = 1, blown = 1;               // most
  std::vector<double> lenses;                // mm
  Range height;                              // metres above the floor
  std::vector<std::string> movements;        // allowed, besides "static"
  double moving_share = 1;                   // of the film's running time, most
  std::vector<std::string> forbidden;        // sizes, framings or movements by name
  double drift = 0;                          // most, of a shot from the film's middle; 0: not asked
  double aspect = 0;
};
// Errors: kInvalidInput (a colour that does not exist, with the nearest that does). `colours` maps words to #rrggbb.
Result<StyleRules> style_rules(const Json& look, const std::map<std::string, std::string>& colours);

struct ShotStyle {
  std::string id;
  Seconds at, length;                        // in the film
  PictureStyle picture;
  std::string size, framing, movement;
  std::vector<double> lenses, heights;       // used: mm, metres
  double aspect = 0;
};

// Mean distance of a picture's colours from the nearest colour of the palette, times 100: hue and chroma only, since light
// and shade move lightness; what is nearly black counts as fitting.
double palette_distance(const PictureStyle& picture, const std::vector<Vec3>& palette);

struct Drift { std::string shot; double distance = 0; };
struct StyleReport {
  std::vector<Finding> findings;             // rules "style.palette", "style.lens" ...; each says the value and the limit
  std::vector<Drift> drift;                  // every shot with a picture, the furthest from the film's middle first
  std::map<std::string, double> score;       // by shot: 1 keeps every rule, less by how far it breaks them
  double moving_share = 0, saturation = 0, middle = 0;
};
StyleReport check_style(const StyleRules& rules, const std::vector<ShotStyle>& shots);
Json to_json(const StyleReport& report);

}  // namespace auteur::quality
