#include "auteur/media/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numbers>

#include "auteur/base/letters.h"
#include "auteur/base/text.h"

namespace auteur::media {
namespace {

// Typewriters with Courier's widths, the best first. Debian's Courier Prime is not among them: its bold face calls itself
// light, so that everything would be bold.
constexpr const char* kTypewriters = ", Nimbus Mono PS, FreeMono, Liberation Mono, DejaVu Sans Mono, monospace";
// The only date in the bytes.
constexpr const char* kDate = "2000-01-01T00:00:00Z";

cairo_status_t append(void* to, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// What a PDF's words may hold: no control characters, valid UTF-8.
std::string printable(const std::string& text) {
  std::string out = is_valid_utf8(text) ? text : utf8_from_latin1(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  out.resize(first_bytes(out, 20000).size());
  return out;
}

}  // namespace

struct Paper::State {
  std::string bytes;
  cairo_surface_t* surface = nullptr;
  cairo_t* cairo = nullptr;
  PangoLayout* layout = nullptr;
  int pages = 0;
  int missing = 0;

  ~State() {
    if (layout) g_object_unref(layout);
    if (cairo) cairo_destroy(cairo);
    if (surface) cairo_surface_destroy(surface);
  }

  void set(const std::string& utf8, const Type& type) {
    PangoFontDescription* font = pango_font_description_from_string((type.font + (type.font == Type{}.font ? kTypewriters : "")).c_str());
    pango_font_description_set_absolute_size(font, type.size * PANGO_SCALE);
    if (type.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    PangoAttrList* list = pango_attr_list_new();
    const auto add = [&](PangoAttribute* a, const TypeRun& run) {
      a->start_index = static_cast<guint>(run.begin);
      a->end_index = static_cast<guint>(run.end);
      pango_attr_list_insert(list, a);
    };
    for (const auto& run : type.runs) {
      if (run.bold) add(pango_attr_weight_new(PANGO_WEIGHT_BOLD), run);
      if (run.italic) add(pango_attr_style_new(PANGO_STYLE_ITALIC), run);
      if (run.underline) add(pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), run);
      if (run.strikeout) add(pango_attr_strikethrough_new(TRUE), run);
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_text(layout, utf8.c_str(), static_cast<int>(utf8.size()));
  }
};

Paper::Paper(std::unique_ptr<State> state) : state_(std::move(state)) {}
Paper::Paper(Paper&&) noexcept = default;
Paper& Paper::operator=(Paper&&) noexcept = default;
Paper::~Paper() = default;

Result<Paper> Paper::start(double width, double height, const PaperFacts& facts) {
  auto s = std::make_unique<State>();
  s->surface = cairo_pdf_surface_create_for_stream(append, &s->bytes, width, height);
  if (cairo_surface_status(s->surface) != CAIRO_STATUS_SUCCESS)
    return fail(ErrorCode::kInternal, std::string("Cannot begin a PDF: ") + cairo_status_to_string(cairo_surface_status(s->surface)));
  cairo_pdf_surface_restrict_to_version(s->surface, CAIRO_PDF_VERSION_1_5);
  const auto fact = [&](cairo_pdf_metadata_t what, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(s->surface, what, printable(value).c_str());
  };
  fact(CAIRO_PDF_METADATA_TITLE, facts.title);
  fact(CAIRO_PDF_METADATA_AUTHOR, facts.author);
  fact(CAIRO_PDF_METADATA_SUBJECT, facts.subject);
  fact(CAIRO_PDF_METADATA_CREATOR, "Auteur");
  fact(CAIRO_PDF_METADATA_CREATE_DATE, kDate);
  fact(CAIRO_PDF_METADATA_MOD_DATE, kDate);
  s->cairo = cairo_create(s->surface);
  s->layout = pango_cairo_create_layout(s->cairo);
  PangoContext* context = pango_layout_get_context(s->layout);
  pango_cairo_context_set_resolution(context, 72);
  pango_context_set_round_glyph_positions(context, FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_layout_set_single_paragraph_mode(s->layout, TRUE);
  return Paper(std::move(s));
}

void Paper::page(const std::string& label) {
  if (state_->pages++ > 0) cairo_show_page(state_->cairo);
  if (!label.empty()) cairo_pdf_surface_set_page_label(state_->surface, printable(label).c_str());
}

void Paper::mark(const std::string& title, double y) {
  const std::string name = printable(title);
  // The outline counts heights from the top of the page, as we do.
  const std::string where = "page=" + std::to_string(std::max(1, state_->pages)) + " pos=[0 " + std::to_string(static_cast<int>(y)) + "]";
  cairo_pdf_surface_add_outline(state_->surface, CAIRO_PDF_OUTLINE_ROOT, name.c_str(), where.c_str(), static_cast<cairo_pdf_outline_flags_t>(0));
}

double Paper::words(double x, double y, const std::string& utf8, const Type& type) {
  const std::string text = printable(utf8);
  if (text.empty()) return 0;
  State& s = *state_;
  s.set(text, type);
  s.missing += pango_layout_get_unknown_glyphs_count(s.layout);
  cairo_save(s.cairo);
  cairo_set_source_rgb(s.cairo, type.grey, type.grey, type.grey);
  cairo_translate(s.cairo, x, y);
  if (type.turned != 0) cairo_rotate(s.cairo, type.turned * std::numbers::pi / 180);
  cairo_move_to(s.cairo, 0, -static_cast<double>(pango_layout_get_baseline(s.layout)) / PANGO_SCALE);
  pango_cairo_show_layout(s.cairo, s.layout);
  cairo_restore(s.cairo);
  int width = 0;
  pango_layout_get_size(s.layout, &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

double Paper::width_of(const std::string& utf8, const Type& type) {
  state_->set(printable(utf8), type);
  int width = 0;
  pango_layout_get_size(state_->layout, &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

Wrapped Paper::wrap(const std::string& utf8, double width, const Type& type) {
  Wrapped out;
  State& s = *state_;
  std::size_t begin = 0;
  // Paragraph by paragraph, so that offsets stay those of the text.
  while (begin <= utf8.size()) {
    const std::size_t end = std::min(utf8.find('\n', begin), utf8.size());
    const std::string text = printable(utf8.substr(begin, end - begin));
    Type here = type;
    here.runs.clear();
    for (const TypeRun& run : type.runs)
      if (run.begin < end && run.end > begin) {
        here.runs.push_back(run);
        here.runs.back().begin = std::max(run.begin, begin) - begin, here.runs.back().end = std::min(run.end, end) - begin;
      }
    s.set(text, here);
    pango_layout_set_single_paragraph_mode(s.layout, FALSE);
    pango_layout_set_width(s.layout, static_cast<int>(std::max(width, 1.0) * PANGO_SCALE));
    pango_layout_set_wrap(s.layout, PANGO_WRAP_WORD_CHAR);
    for (GSList* at = pango_layout_get_lines_readonly(s.layout); at != nullptr; at = at->next) {
      auto* line = static_cast<PangoLayoutLine*>(at->data);
      PangoRectangle size;
      pango_layout_line_get_extents(line, nullptr, &size);
      const auto from = static_cast<std::size_t>(line->start_index);
      std::size_t to = from + static_cast<std::size_t>(line->length);
      while (to > from && text[to - 1] == ' ') --to;
      TypeLine made{text.substr(from, to - from), {}, static_cast<double>(size.width) / PANGO_SCALE, line->resolved_dir == PANGO_DIRECTION_RTL};
      for (const TypeRun& run : here.runs)
        if (run.begin < to && run.end > from) {
          made.runs.push_back(run);
          made.runs.back().begin = std::max(run.begin, from) - from, made.runs.back().end = std::min(run.end, to) - from;
        }
      out.line_height = std::max(out.line_height, static_cast<double>(size.height) / PANGO_SCALE);
      out.lines.push_back(std::move(made));
    }
    pango_layout_set_width(s.layout, -1);
    pango_layout_set_single_paragraph_mode(s.layout, TRUE);
    begin = end + 1;
  }
  return out;
}

Status Paper::picture(double x, double y, double width, double height, std::span<const std::uint8_t> file) {
  const Picture p = TRY(read_picture(file));
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p.width, p.height);
  if (unsigned char* data = cairo_image_surface_get_data(surface); data != nullptr) {
    const int stride = cairo_image_surface_get_stride(surface);
    for (int j = 0; j < p.height; ++j)
      for (int i = 0; i < p.width; ++i) {
        const auto* from = &p.rgb[(static_cast<std::size_t>(j) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(i)) * 3];
        const std::uint32_t pixel = (static_cast<std::uint32_t>(from[0]) << 16) | (static_cast<std::uint32_t>(from[1]) << 8) | from[2];
        std::memcpy(data + static_cast<std::ptrdiff_t>(j) * stride + i * 4, &pixel, 4);
      }
  }
  cairo_surface_mark_dirty(surface);
  if (file.size() > 3 && file[0] == 0xFF && file[1] == 0xD8) {  // the PDF carries the JPEG itself
    auto* kept = static_cast<unsigned char*>(std::malloc(file.size()));
    if (kept != nullptr) {
      std::memcpy(kept, file.data(), file.size());
      if (cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, kept, file.size(), std::free, kept) != CAIRO_STATUS_SUCCESS) std::free(kept);
    }
  }
  cairo_t* c = state_->cairo;
  cairo_save(c);
  cairo_translate(c, x, y);
  cairo_scale(c, width / p.width, height / p.height);
  cairo_set_source_surface(c, surface, 0, 0);
  cairo_rectangle(c, 0, 0, p.width, p.height);
  cairo_fill(c);
  cairo_restore(c);
  cairo_surface_destroy(surface);
  return {};
}

void Paper::rule(double x0, double y0, double x1, double y1, double width, double grey) {
  cairo_t* c = state_->cairo;
  cairo_save(c);
  cairo_set_source_rgb(c, grey, grey, grey);
  cairo_set_line_width(c, width);
  cairo_move_to(c, x0, y0);
  cairo_line_to(c, x1, y1);
  cairo_stroke(c);
  cairo_restore(c);
}

void Paper::box(double x, double y, double width, double height, const Fill& fill) {
  cairo_t* c = state_->cairo;
  cairo_save(c);
  cairo_set_source_rgb(c, fill.r / 255.0, fill.g / 255.0, fill.b / 255.0);
  cairo_rectangle(c, x, y, width, height);
  cairo_fill(c);
  cairo_restore(c);
}

int Paper::missing_letters() const { return state_->missing; }

Result<std::string> Paper::finish() {
  State& s = *state_;
  if (s.pages > 0) cairo_show_page(s.cairo);
  cairo_surface_finish(s.surface);
  if (const auto status = cairo_surface_status(s.surface); status != CAIRO_STATUS_SUCCESS)
    return fail(ErrorCode::kInternal, std::string("Cannot finish the PDF: ") + cairo_status_to_string(status));
  return std::move(s.bytes);
}

}  // namespace auteur::media
