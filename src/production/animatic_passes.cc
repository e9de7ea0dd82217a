// The animatic: every clip with scene, shot, frame and time code in a band below the picture.
#include <fmt/format.h>

#include <algorithm>

#include "auteur/edit/turnover.h"
#include "auteur/media/media.h"
#include "passes.h"

namespace auteur::production {
namespace {

constexpr int kFps = 24;

// The band without what changes from frame to frame. Sizes are shares of its height.
media::Picture band_of(int width, int height, const Params& params) {
  media::Picture band{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3)};
  for (std::size_t i = 0; i < band.rgb.size(); i += 3) band.rgb[i] = 18, band.rgb[i + 1] = 19, band.rgb[i + 2] = 22;
  const auto words = [&](const std::string& text, double x, double y, double size, std::uint8_t grey, double room) {
    if (!text.empty()) media::draw_text(band, text, x, y, {.font = "DejaVu Sans", .size = size, .r = grey, .g = grey, .b = grey, .centre = false, .max_width = room});
  };
  // One line, cut where it would run into what stands beside it.
  const auto fitted = [&](std::string text, std::size_t most) {
    std::size_t letters = 0, at = 0;
    while (at < text.size() && letters < most) {
      do ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
      ++letters;
    }
    return at < text.size() ? text.substr(0, at) + "\u2026" : text;
  };
  const double letter = static_cast<double>(height) / width * 0.34 * 0.62;  // about, of the small type
  const std::string label = params.text("label");
  const double right = 0.775, left = 0.125;
  const auto room = static_cast<std::size_t>((right - left) / letter);
  words(params.text("shot"), 0.016, 0.16, 0.56, 245, 0.11);
  words(fitted(label.empty() ? params.text("scene") : label + "   " + params.text("scene"), room), left, 0.09, 0.34, label.empty() ? 225 : 245, 1);
  words(fitted(params.text("what"), room), left, 0.5, 0.34, 165, 1);
  return band;
}

Result<Outputs> run_burn_in(const Inputs& inputs, const Params& params, Progress& progress) {
  const int width = static_cast<int>(params.integer("width")), height = burn_in_height(width);
  const std::int64_t start = params.integer("start"), frames = params.integer("frames");
  const media::Picture bare = band_of(width, height, params);
  const Path file = inputs.stage_file(".mp4"), clip = TRY(inputs.path("clip"));
  auto writer = TRY(media::ClipWriter::open_below(clip, file, {width, height, kFps, 20, "veryfast"}));
  for (std::int64_t f = 0; f < frames; ++f) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    media::Picture band = bare;
    const auto number = [&](const std::string& text, double y, std::uint8_t grey) { media::draw_text(band, text, 0.79, y, {.font = "DejaVu Sans Mono", .size = 0.36, .r = grey, .g = grey, .b = grey, .centre = false, .max_width = 1}); };
    number(edit::time_code(std::int64_t{3600} * kFps + start + f, kFps), 0.08, 245);
    number(fmt::format("{:>4} / {}", f + 1, frames), 0.5, 165);
    TRY(writer.add(band));
    progress.advance(static_cast<double>(f + 1) / static_cast<double>(frames));
  }
  TRY(writer.finish());
  Outputs out;
  out.set_file("clip", file);
  return out;
}

}  // namespace

int burn_in_height(int width) { return std::max(24, width / 16) / 2 * 2; }

Status add_animatic_passes(PassCatalogue& catalogue) {
  PassDeclaration burn;
  burn.name = "clip.burn_in";
  burn.help = "A clip with scene, shot, frame and time code in a band below the picture.";
  burn.role = "editor";
  burn.inputs = {{"clip", "video/mp4"}};
  burn.outputs = {{"clip", "video/mp4"}};
  burn.params = {{.name = "shot", .type = ParamType::kText, .default_value = ""},
                 {.name = "scene", .type = ParamType::kText, .default_value = "", .help = "number and heading"},
                 {.name = "what", .type = ParamType::kText, .default_value = "", .help = "size, subject, lens, movement"},
                 {.name = "label", .type = ParamType::kText, .default_value = "", .help = "of a version that is compared"},
                 {.name = "width", .type = ParamType::kInteger, .default_value = 640},
                 {.name = "start", .type = ParamType::kInteger, .default_value = 0, .help = "frame of the film"},
                 {.name = "frames", .type = ParamType::kInteger, .default_value = 24}};
  burn.seconds_guess = 0.15;
  burn.run = run_burn_in;
  return catalogue.add(std::move(burn));
}

}  // namespace auteur::production
