#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 32768
#include <stb/stb_image.h>
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <cmath>

#include "auteur/media/media.h"

namespace auteur::media {
namespace {

void append(void* to, void* data, int size) {
  auto* bytes = static_cast<const std::uint8_t*>(data);
  static_cast<Bytes*>(to)->insert(static_cast<Bytes*>(to)->end(), bytes, bytes + size);
}

}  // namespace

Bytes write_png(const Picture& p) {
  Bytes out;
  stbi_write_png_to_func(append, &out, p.width, p.height, 3, p.rgb.data(), p.width * 3);
  return out;
}

Bytes write_jpeg(const Picture& p, int quality) {
  Bytes out;
  stbi_write_jpg_to_func(append, &out, p.width, p.height, 3, p.rgb.data(), std::clamp(quality, 1, 100));
  return out;
}

Result<Picture> read_picture(std::span<const std::uint8_t> bytes) {
  int w = 0, h = 0, n = 0;
  if (bytes.size() > (1u << 30) || !stbi_info_from_memory(bytes.data(), static_cast<int>(bytes.size()), &w, &h, &n))
    return fail(ErrorCode::kInvalidInput, "This is no PNG or JPEG picture.");
  if (static_cast<std::int64_t>(w) * h > 64'000'000) return fail(ErrorCode::kInvalidInput, "This picture has more than 64 million pixels.");
  unsigned char* data = stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &w, &h, &n, 3);
  if (!data) return fail(ErrorCode::kInvalidInput, "This picture is damaged and cannot be read.");
  Picture p{w, h, {data, data + static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3}};
  stbi_image_free(data);
  return p;
}

Result<Picture> flattened(const std::vector<PictureLayer>& layers) {
  Picture out;
  for (const PictureLayer& layer : layers) {
    int w = 0, h = 0, n = 0;
    if (layer.file.size() > (1u << 30) || !stbi_info_from_memory(layer.file.data(), static_cast<int>(layer.file.size()), &w, &h, &n)) return fail(ErrorCode::kInvalidInput, "This is no PNG or JPEG picture.");
    if (static_cast<std::int64_t>(w) * h > 64'000'000) return fail(ErrorCode::kInvalidInput, "This picture has more than 64 million pixels.");
    unsigned char* data = stbi_load_from_memory(layer.file.data(), static_cast<int>(layer.file.size()), &w, &h, &n, 4);
    if (!data) return fail(ErrorCode::kInvalidInput, "This picture is damaged and cannot be read.");
    if (out.width == 0) out = {w, h, std::vector<std::uint8_t>(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3, 255)};
    const double opacity = std::isfinite(layer.opacity) ? std::clamp(layer.opacity, 0.0, 1.0) : 1.0;
    for (int y = 0; y < out.height; ++y)
      for (int x = 0; x < out.width; ++x) {
        const std::size_t from = (static_cast<std::size_t>(static_cast<std::int64_t>(y) * h / out.height) * static_cast<std::size_t>(w) + static_cast<std::size_t>(static_cast<std::int64_t>(x) * w / out.width)) * 4;
        std::uint8_t* to = &out.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x)) * 3];
        const double a = opacity * data[from + 3] / 255.0;
        for (std::size_t c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>(std::lround(std::lerp(static_cast<double>(to[c]), static_cast<double>(data[from + c]), a)));
      }
    stbi_image_free(data);
  }
  if (out.width == 0) return fail(ErrorCode::kInvalidInput, "There is no picture to lay down.");
  return out;
}

Picture resize(const Picture& from, int width, int height) {
  Picture out{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3)};
  if (from.width <= 0 || from.height <= 0) return out;
  const double sx = static_cast<double>(from.width) / width, sy = static_cast<double>(from.height) / height;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      // The average of the source pixels under the target pixel; at least one.
      const int x0 = std::min(from.width - 1, static_cast<int>(x * sx)), x1 = std::clamp(static_cast<int>(std::ceil((x + 1) * sx)), x0 + 1, from.width);
      const int y0 = std::min(from.height - 1, static_cast<int>(y * sy)), y1 = std::clamp(static_cast<int>(std::ceil((y + 1) * sy)), y0 + 1, from.height);
      std::uint32_t sum[3] = {0, 0, 0};
      for (int j = y0; j < y1; ++j)
        for (int i = x0; i < x1; ++i)
          for (int c = 0; c < 3; ++c) sum[c] += from.rgb[(static_cast<std::size_t>(j) * static_cast<std::size_t>(from.width) + static_cast<std::size_t>(i)) * 3 + static_cast<std::size_t>(c)];
      const auto count = static_cast<std::uint32_t>((x1 - x0) * (y1 - y0));
      for (int c = 0; c < 3; ++c)
        out.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3 + static_cast<std::size_t>(c)] = static_cast<std::uint8_t>((sum[c] + count / 2) / count);
    }
  return out;
}

}  // namespace auteur::media
