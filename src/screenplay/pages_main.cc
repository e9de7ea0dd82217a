// The pages of a Fountain script, for looking at them: screenplay_pages_main pdf|html|text FILE > OUT
#include <cstdio>
#include <string>

#include "auteur/base/file_system.h"
#include "auteur/screenplay/page_pdf.h"

int main(int argc, char** argv) {
  using namespace auteur;
  if (argc != 3) return 2;
  const std::string what = argv[1];
  const auto text = read_text(argv[2]);
  if (!text) return std::fprintf(stderr, "%s\n", text.error().text().c_str()), 1;
  const auto parsed = screenplay::parse_fountain(*text, argv[2]);
  if (!parsed) return std::fprintf(stderr, "%s\n", parsed.error().text().c_str()), 1;
  std::string out;
  if (what == "pdf") {
    const auto pdf = screenplay::write_pdf(parsed->script);
    if (!pdf) return std::fprintf(stderr, "%s\n", pdf.error().text().c_str()), 1;
    out = *pdf;
  } else if (what == "html") {
    out = screenplay::write_html(parsed->script);
  } else {
    for (const auto& page : screenplay::paginate(parsed->script).pages) {
      int row = 0;
      for (const auto& line : page.lines) {
        for (; row < line.row; ++row) out += '\n';
        out += std::string(static_cast<std::size_t>(line.column), ' ') + line.text;
      }
      out += "\n\f";
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}
