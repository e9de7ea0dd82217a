#include "auteur/media/drawing.h"

#include "auteur/base/markup.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace auteur::media {
namespace {

// Two decimals are finer than any screen; trailing noughts only cost bytes.
std::string number(double v) {
  if (!std::isfinite(v)) v = 0;
  std::string s = fmt::format("{:.2f}", v);
  while (s.ends_with('0')) s.pop_back();
  if (s.ends_with('.')) s.pop_back();
  return s == "-0" ? "0" : s;
}

std::string escaped(std::string_view text) {
  std::string out = escaped_markup(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return out;
}

std::string colour(const Ink& i) { return fmt::format("#{:02x}{:02x}{:02x}", i.r, i.g, i.b); }
std::string opacity(const char* what, const Ink& i) { return i.opacity >= 1 ? "" : fmt::format(" {}=\"{}\"", what, number(std::clamp(i.opacity, 0.0, 1.0))); }
std::string points(const std::vector<Spot>& spots) {
  std::string s;
  for (const auto& p : spots) s += (s.empty() ? "" : " ") + number(p.x) + "," + number(p.y);
  return s;
}

struct SvgWriter {
  std::string& out;
  void operator()(const Area& a) const { out += fmt::format("<polygon points=\"{}\" fill=\"{}\"{}/>\n", points(a.outline), colour(a.fill), opacity("fill-opacity", a.fill)); }
  void operator()(const Line& l) const {
    std::string dashes;
    for (const double d : l.dashes) dashes += (dashes.empty() ? "" : " ") + number(d);
    if (!dashes.empty()) dashes = fmt::format(" stroke-dasharray=\"{}\"", dashes);
    out += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\"{} stroke-width=\"{}\" stroke-linejoin=\"round\" stroke-linecap=\"{}\"{}/>\n", points(l.points), colour(l.ink),
                       opacity("stroke-opacity", l.ink), number(l.width), l.dashes.empty() ? "round" : "butt", dashes);
  }
  void operator()(const Dot& d) const { out += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"{}/>\n", number(d.centre.x), number(d.centre.y), number(d.radius), colour(d.fill), opacity("fill-opacity", d.fill)); }
  void operator()(const Words& w) const {
    const char* anchor = w.anchor == Anchor::kStart ? "" : w.anchor == Anchor::kMiddle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
    const std::string turn = w.turned == 0 ? "" : fmt::format(" transform=\"rotate({} {} {})\"", number(w.turned), number(w.at.x), number(w.at.y));
    out += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{}{}{}{}>{}</text>\n", number(w.at.x), number(w.at.y), number(w.size), colour(w.ink), opacity("fill-opacity", w.ink), anchor,
                       w.bold ? " font-weight=\"bold\"" : "", turn, escaped(w.text));
  }
};

struct Unref { void operator()(PangoLayout* l) const { g_object_unref(l); } };
using Layout = std::unique_ptr<PangoLayout, Unref>;

Layout layout_of(cairo_t* cairo, const std::string& family, const Words& w) {
  Layout layout(pango_cairo_create_layout(cairo));
  PangoFontDescription* font = pango_font_description_from_string(family.c_str());
  pango_font_description_set_absolute_size(font, w.size * PANGO_SCALE);
  if (w.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_text(layout.get(), w.text.c_str(), static_cast<int>(std::min<std::size_t>(w.text.size(), 4096)));
  return layout;
}

class Painter {
 public:
  Painter(cairo_t* cairo, const std::string& font) : cairo_(cairo), font_(font) {}
  void operator()(const Area& a) const {
    path(a.outline);
    cairo_close_path(cairo_);
    ink(a.fill);
    cairo_fill(cairo_);
  }
  void operator()(const Line& l) const {
    path(l.points);
    ink(l.ink);
    cairo_set_line_width(cairo_, l.width);
    cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cairo_, l.dashes.empty() ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_dash(cairo_, l.dashes.data(), static_cast<int>(l.dashes.size()), 0);
    cairo_stroke(cairo_);
  }
  void operator()(const Dot& d) const {
    cairo_new_path(cairo_);
    cairo_arc(cairo_, d.centre.x, d.centre.y, d.radius, 0, 2 * 3.14159265358979);
    ink(d.fill);
    cairo_fill(cairo_);
  }
  void operator()(const Words& w) const {
    const Layout layout = layout_of(cairo_, font_, w);
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    const double shift = w.anchor == Anchor::kStart ? 0 : w.anchor == Anchor::kMiddle ? -0.5 : -1;
    cairo_save(cairo_);
    cairo_translate(cairo_, w.at.x, w.at.y);
    cairo_rotate(cairo_, w.turned * 3.14159265358979 / 180);
    cairo_move_to(cairo_, shift * width / PANGO_SCALE, -static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE);
    ink(w.ink);
    pango_cairo_show_layout(cairo_, layout.get());
    cairo_restore(cairo_);
  }

 private:
  void ink(const Ink& i) const { cairo_set_source_rgba(cairo_, i.r / 255.0, i.g / 255.0, i.b / 255.0, std::clamp(i.opacity, 0.0, 1.0)); }
  void path(const std::vector<Spot>& spots) const {
    cairo_new_path(cairo_);
    for (const auto& p : spots) cairo_line_to(cairo_, p.x, p.y);
  }
  cairo_t* cairo_;
  const std::string& font_;
};

// A picture as a cairo surface of its own; the caller destroys it.
cairo_surface_t* surface_of(const Picture& p) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p.width, p.height);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < p.height && data != nullptr; ++y)
    for (int x = 0; x < p.width; ++x) {
      const auto* from = &p.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 3];
      const std::uint32_t pixel = (static_cast<std::uint32_t>(from[0]) << 16) | (static_cast<std::uint32_t>(from[1]) << 8) | from[2];
      std::copy_n(reinterpret_cast<const unsigned char*>(&pixel), 4, data + static_cast<std::ptrdiff_t>(y) * stride + x * 4);
    }
  cairo_surface_mark_dirty(surface);
  return surface;
}

void paint_page(cairo_t* cairo, const Drawing& d, const std::vector<Placed>& pictures) {
  cairo_set_source_rgb(cairo, d.paper.r / 255.0, d.paper.g / 255.0, d.paper.b / 255.0);
  cairo_paint(cairo);
  for (const Placed& p : pictures) {
    if (p.picture == nullptr || p.picture->width < 1 || p.picture->height < 1) continue;
    cairo_surface_t* image = surface_of(*p.picture);
    cairo_save(cairo);
    cairo_translate(cairo, p.x, p.y);
    cairo_scale(cairo, p.width / p.picture->width, p.height / p.picture->height);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD);
    cairo_rectangle(cairo, 0, 0, p.picture->width, p.picture->height);
    cairo_fill(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(image);
  }
  const Painter painter(cairo, d.font);
  for (const auto& m : d.marks) std::visit(painter, m);
}

}  // namespace

std::string svg_of(const Drawing& d) {
  const std::string w = number(d.width), h = number(d.height);
  std::string out = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"{}, sans-serif\">\n<title>{}</title>\n", w, h, w, h, escaped(d.font), escaped(d.title));
  out += fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"{}\"{}/>\n", w, h, colour(d.paper), opacity("fill-opacity", d.paper));
  for (const auto& m : d.marks) std::visit(SvgWriter{out}, m);
  return out + "</svg>\n";
}

Picture picture_of(const Drawing& d, double scale) { return page_picture(d, {}, scale); }

Picture page_picture(const Drawing& d, const std::vector<Placed>& pictures, double scale) {
  constexpr double kMost = 16000;
  scale = std::clamp(scale, 0.01, kMost / std::max({d.width, d.height, 1.0}));
  Picture p{std::max(1, static_cast<int>(std::lround(d.width * scale))), std::max(1, static_cast<int>(std::lround(d.height * scale))), {}};
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p.width, p.height);
  cairo_t* cairo = cairo_create(surface);
  cairo_scale(cairo, scale, scale);
  paint_page(cairo, d, pictures);
  cairo_surface_flush(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  p.rgb.resize(static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height) * 3);
  for (int y = 0; y < p.height && data != nullptr; ++y)
    for (int x = 0; x < p.width; ++x) {
      std::uint32_t pixel = 0;
      std::copy_n(data + static_cast<std::ptrdiff_t>(y) * stride + x * 4, 4, reinterpret_cast<unsigned char*>(&pixel));
      auto* to = &p.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 3];
      to[0] = static_cast<std::uint8_t>(pixel >> 16);
      to[1] = static_cast<std::uint8_t>(pixel >> 8);
      to[2] = static_cast<std::uint8_t>(pixel);
    }
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return p;
}

namespace {

Result<Bytes> pdf(const std::vector<std::pair<const Drawing*, const std::vector<Placed>*>>& pages) {
  Bytes out;
  const auto write = [](void* to, const unsigned char* data, unsigned int size) {
    auto& bytes = *static_cast<Bytes*>(to);
    bytes.insert(bytes.end(), data, data + size);
    return CAIRO_STATUS_SUCCESS;
  };
  const Drawing& first = *pages.front().first;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(write, &out, first.width, first.height);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, first.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");  // the same drawing, the same bytes
  cairo_t* cairo = cairo_create(surface);
  for (const auto& [page, pictures] : pages) {
    cairo_pdf_surface_set_size(surface, page->width, page->height);
    paint_page(cairo, *page, *pictures);
    cairo_show_page(cairo);
  }
  const cairo_status_t drawn = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  const cairo_status_t written = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS) return fail(ErrorCode::kIo, std::string("A PDF page cannot be written: ") + cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : written) + ".");
  return out;
}

}  // namespace

Result<Bytes> pdf_of(const Drawing& d, const std::vector<Placed>& pictures) { return pdf({{&d, &pictures}}); }

Result<Bytes> pdf_of_pages(const std::vector<Drawing>& pages, const std::vector<std::vector<Placed>>& pictures) {
  static const std::vector<Placed> kNone;
  if (pages.empty()) return fail(ErrorCode::kInvalidInput, "A document without pages cannot be written.");
  std::vector<std::pair<const Drawing*, const std::vector<Placed>*>> all;
  for (std::size_t i = 0; i < pages.size(); ++i) all.emplace_back(&pages[i], i < pictures.size() ? &pictures[i] : &kNone);
  return pdf(all);
}

double width_of(const Drawing& d, const Words& words) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
  cairo_t* cairo = cairo_create(surface);
  int width = 0, height = 0;
  {
    const Layout layout = layout_of(cairo, d.font, words);
    pango_layout_get_size(layout.get(), &width, &height);
  }
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return static_cast<double>(width) / PANGO_SCALE;
}

}  // namespace auteur::media
