// Any bytes as the word boxes of a PDF: the script that comes out keeps the laws of positions, and can be laid out.
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/page_pdf.h"
#include "auteur/screenplay/pdf_reader.h"
#include "column_script.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  const auto parsed = screenplay::script_from_word_boxes({reinterpret_cast<const char*>(data), size}, "fuzz.pdf");
  if (!parsed) return 0;
  for (const auto& e : parsed->script.elements) {
    AUTEUR_CHECK(e.bytes.begin <= e.bytes.end && e.bytes.end <= parsed->source.size());
    for (const auto& s : e.spans) AUTEUR_CHECK(s.begin < s.end && s.end <= e.text.size());
  }
  const auto pages = screenplay::paginate(parsed->script);
  for (const auto& page : pages.pages)
    for (const auto& line : page.lines) AUTEUR_CHECK(line.range.end <= (line.element < 0 ? 0 : parsed->script.elements[static_cast<std::size_t>(line.element)].text.size()));
  (void)screenplay::write_html(parsed->script);
  return 0;
}
