#include "auteur/screenplay/formats.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/screenplay/fdx.h"
#include "auteur/screenplay/open_screenplay.h"
#include "auteur/screenplay/pdf_reader.h"
#include "zip_archive.h"

namespace auteur::screenplay {
namespace {

std::unexpected<Error> refuse(std::string message, const std::string& file) { return fail(ErrorCode::kInvalidInput, std::move(message), {file}); }

Result<Parsed> read_archive(std::string_view bytes, const std::string& file) {
  const auto archive = TRY(ZipArchive::open(bytes, file));
  const auto has = [&](std::string_view wanted) { return archive.find([&](std::string_view name) { return name == wanted; }) >= 0; };
  if (has("[Content_Types].xml")) return refuse("This is a Word or Office document. Save the script as plain text, or export it as Fountain or Final Draft.", file);
  if (has("project.rdf") || has("local.rdf")) return refuse("This is a Celtx project. Export the script in Celtx as Final Draft, Fountain or text.", file);
  if (has("document.xml")) return parse_fade_in(bytes, file);
  if (file.ends_with(".fadein")) return parse_fade_in(bytes, file);
  return parse_highland(bytes, file);
}

// The start of the text as plain letters: enough to see what it is in any encoding.
std::string opening(std::string_view bytes) {
  std::string out;
  for (char c : bytes.substr(0, 16'384))
    if (c != '\0' && static_cast<unsigned char>(c) < 0x80) out += c;
  const auto first = out.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? std::string() : out.substr(first);
}

// Set as on a page: cues and speech stand far to the right.
bool is_set_in_columns(std::string_view bytes) {
  int lines = 0, indented = 0;
  for (const auto line : split(bytes.substr(0, 64u << 10), '\n')) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) continue;
    ++lines;
    indented += first >= 10 || (first >= 2 && line[0] == '\t' && line[1] == '\t');
  }
  return indented * 4 > lines;
}

}  // namespace

Result<Parsed> read_screenplay(std::string_view bytes, const std::string& file) {
  const std::string name = lower(file);
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return read_archive(bytes, file);
  if (bytes.substr(0, 1'024).find("%PDF-") != std::string_view::npos) return parse_pdf(bytes, file);
  if (bytes.starts_with("{\\rtf")) return refuse("This is rich text (RTF). Save the script as plain text, or export it as Fountain or Final Draft.", file);
  if (bytes.starts_with("SQLite format 3")) return refuse("This is the database of a writing program. Export the script from it as Final Draft or Fountain.", file);
  const std::string start = opening(bytes);
  if (start.starts_with("<")) {
    const std::string low = lower(start);
    if (start.find("<FinalDraft") != std::string::npos) return parse_fdx(bytes, file);
    if (start.find("<document") != std::string::npos && (low.find("screenplay") != std::string::npos || low.find("<para") != std::string::npos)) return parse_open_screenplay(bytes, file);
    if (low.starts_with("<!doctype html") || low.starts_with("<html")) return refuse("This is a web page, not a screenplay. Export the script as Fountain or Final Draft from your writing program.", file);
  }
  if (name.ends_with(".fdx") || start.starts_with("<?xml")) return name.ends_with(".osf") ? parse_open_screenplay(bytes, file) : parse_fdx(bytes, file);
  if (name.ends_with(".osf")) return parse_open_screenplay(bytes, file);
  if (name.ends_with(".fadein")) return parse_fade_in(bytes, file);
  if (name.ends_with(".highland")) return parse_highland(bytes, file);
  if (name.ends_with(".pdf")) return parse_pdf(bytes, file);
  if (!name.ends_with(".fountain") && is_set_in_columns(bytes)) return parse_plain_text(bytes, file);
  return parse_fountain(bytes, file);
}

std::string_view name_of(Format format) {
  switch (format) {
    case Format::kFountain: return "Fountain";
    case Format::kFinalDraft: return "Final Draft";
    case Format::kOpenScreenplay: return "Open Screenplay";
    case Format::kFadeIn: return "Fade In";
    case Format::kHighland: return "Highland";
    case Format::kPdf: return "PDF";
    case Format::kPlainText: return "plain text";
  }
  return "";
}

const std::vector<std::string>& screenplay_endings() {
  static const std::vector<std::string> kEndings = {".fountain", ".fdx", ".fadein", ".osf", ".highland", ".pdf", ".txt"};
  return kEndings;
}

}  // namespace auteur::screenplay
