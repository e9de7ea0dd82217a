// Any bytes as text in columns: positions stay inside the text, every element can be laid out, locked pages too.
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/page_pdf.h"
#include "auteur/screenplay/pdf_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  const auto parsed = screenplay::parse_plain_text({reinterpret_cast<const char*>(data), size}, "fuzz.txt");
  if (!parsed) return 0;
  for (const auto& e : parsed->script.elements) {
    AUTEUR_CHECK(e.bytes.begin <= e.bytes.end && e.bytes.end <= parsed->source.size());
    for (const auto& s : e.spans) AUTEUR_CHECK(s.begin < s.end && s.end <= e.text.size());
  }
  const auto pages = screenplay::paginate(parsed->script);
  screenplay::PageOptions locked;
  locked.locks = screenplay::lock_pages(pages);
  const auto again = screenplay::paginate(parsed->script, locked);
  AUTEUR_CHECK(again.pages.size() >= pages.pages.size() || locked.locks.empty());
  (void)screenplay::write_html(parsed->script);
  return 0;
}
