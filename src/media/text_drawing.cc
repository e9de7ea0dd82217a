#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>

#include "auteur/media/media.h"

namespace auteur::media {

TextResult draw_text(Picture& p, const std::string& utf8, double x, double y, const TextStyle& style) {
  TextResult result;
  if (p.width <= 0 || p.height <= 0 || utf8.empty()) return result;
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, p.width, p.height);
  cairo_t* cairo = cairo_create(surface);
  PangoLayout* layout = pango_cairo_create_layout(cairo);
  PangoFontDescription* font = pango_font_description_from_string(style.font.c_str());
  pango_font_description_set_absolute_size(font, style.size * p.height * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_layout_set_width(layout, static_cast<int>(style.max_width * p.width) * PANGO_SCALE);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout, style.centre ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  if (style.letter_spacing != 0) {
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(static_cast<int>(style.letter_spacing * style.size * p.height * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
  }
  pango_layout_set_text(layout, utf8.c_str(), static_cast<int>(std::min<std::size_t>(utf8.size(), 1 << 20)));
  int w = 0, h = 0;
  pango_layout_get_pixel_size(layout, &w, &h);
  result.missing_glyphs = pango_layout_get_unknown_glyphs_count(layout);
  result.height = static_cast<double>(h) / p.height;
  const double left = style.centre ? x * p.width - style.max_width * p.width / 2 : x * p.width;
  cairo_move_to(cairo, left, y * p.height);
  pango_cairo_show_layout(cairo, layout);
  cairo_surface_flush(surface);
  const unsigned char* mask = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  const double colour[3] = {static_cast<double>(style.r), static_cast<double>(style.g), static_cast<double>(style.b)};
  for (int j = 0; j < p.height; ++j)
    for (int i = 0; i < p.width; ++i) {
      const double a = mask[j * stride + i] / 255.0 * style.opacity;
      if (a <= 0) continue;
      for (int c = 0; c < 3; ++c) {
        auto& v = p.rgb[(static_cast<std::size_t>(j) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(i)) * 3 + static_cast<std::size_t>(c)];
        v = static_cast<std::uint8_t>(std::lround(v * (1 - a) + colour[c] * a));
      }
    }
  pango_font_description_free(font);
  g_object_unref(layout);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return result;
}

}  // namespace auteur::media
