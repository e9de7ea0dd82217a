#include "auteur/screenplay/pdf_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/base/process.h"
#include "auteur/base/text.h"
#include "column_script.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMostBytes = 200u << 20;

// A file only we can read, gone when we are done.
class PrivateFile {
 public:
  static Result<PrivateFile> with(std::string_view bytes) {
    std::error_code ignored;
    auto folder = std::filesystem::temp_directory_path(ignored);
    if (folder.empty()) folder = "/tmp";
    std::string name = (folder / "auteur-pdf-XXXXXX").string();
    const int fd = ::mkstemp(name.data());
    if (fd < 0) return fail(ErrorCode::kIo, "Cannot write a temporary file in " + folder.string() + ". Is the disk full?");
    PrivateFile file(name);
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        ::close(fd);
        return fail(ErrorCode::kIo, "Cannot write a temporary file in " + folder.string() + ". Is the disk full?");
      }
      done += static_cast<std::size_t>(n);
    }
    ::close(fd);
    return file;
  }
  PrivateFile(PrivateFile&& o) noexcept : name_(std::exchange(o.name_, {})) {}
  PrivateFile& operator=(PrivateFile&&) = delete;
  ~PrivateFile() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }
  const std::string& name() const { return name_; }

 private:
  explicit PrivateFile(std::string name) : name_(std::move(name)) {}
  std::string name_;
};

std::unexpected<Error> refuse(std::string message, const std::string& file) { return fail(ErrorCode::kInvalidInput, std::move(message), {file}); }

std::vector<std::vector<SourceRow>> texts_of(const std::vector<ColumnPage>& pages) {
  std::vector<std::vector<SourceRow>> out;
  for (const auto& page : pages) {
    auto& rows = out.emplace_back();
    for (const auto& r : page.rows) {
      std::string text;
      for (const auto& s : r.segments) {
        const int column = std::clamp(static_cast<int>(std::lround(s.x)), 0, 200), now = cells(text);
        text.append(static_cast<std::size_t>(std::max(column - now, text.empty() ? 0 : 1)), ' ');
        text += s.text;
      }
      rows.push_back({r.number, std::move(text)});
    }
  }
  return out;
}

}  // namespace

Result<Parsed> script_from_word_boxes(std::string_view xml, const std::string& file) {
  auto pages = read_word_boxes(xml);
  if (!pages) {
    auto error = std::move(pages).error();
    error.place = {file};
    return std::unexpected(std::move(error));
  }
  const bool any = std::any_of(pages->begin(), pages->end(), [](const WordPage& p) { return !p.words.empty(); });
  if (!any)
    return refuse("This PDF holds pictures of pages, not text, so its words cannot be read. Export it from the writing program, or run text recognition (OCR) over it first.", file);
  auto rows = rows_of(*pages);
  const auto texts = texts_of(rows);
  return script_from_columns(column_lines(std::move(rows)), texts, {Format::kPdf, file});
}

Result<Parsed> parse_pdf(std::string_view bytes, const std::string& file, const PdfReading& how) {
  if (bytes.size() > kMostBytes) return refuse("This PDF has " + std::to_string(bytes.size() >> 20) + " MiB; a screenplay has a few at most. Is it another document?", file);
  // Readers allow some rubbish before the mark.
  if (bytes.substr(0, 1024).find("%PDF-") == std::string_view::npos) return refuse("This is not a PDF. Give the screenplay as PDF, Fountain (.fountain) or Final Draft (.fdx).", file);
  const auto input = TRY(PrivateFile::with(bytes));
  ProcessLimits limits;
  limits.seconds = how.seconds;
  limits.output_bytes = 256u << 20;
  limits.memory_bytes = std::size_t{2} << 30;
  const std::string last = std::to_string(kMostPdfPages + 1);
  const auto ran = TRY(run_process({how.program, "-q", "-bbox", "-enc", "UTF-8", "-l", last, input.name(), "-"}, {}, limits));
  if (ran.out_of_time)
    return refuse("Reading this PDF took more than " + std::to_string(static_cast<int>(how.seconds)) + " seconds and was stopped. Print it into a new PDF, or export it from the writing program again.", file);
  if (ran.too_much) return refuse("This PDF holds far more text than a screenplay; reading it was stopped.", file);
  if (ran.exit_code != 0) {
    const std::string_view tail(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (ran.exit_code == 3 || lower(ran.err).find("password") != std::string::npos || tail.find("/Encrypt") != std::string_view::npos)
      return refuse("This PDF is encrypted. Open it in a PDF reader, save it without a password, and try again.", file);
    return refuse("This PDF is damaged and cannot be read. Export it from the writing program again.", file);
  }
  return script_from_word_boxes({reinterpret_cast<const char*>(ran.out.data()), ran.out.size()}, file);
}

PagePlace page_place(const Parsed& parsed, const Element& element) {
  PagePlace place;
  const auto end = std::min(element.bytes.begin, parsed.source.size());
  for (std::size_t i = 0; i < end; ++i) {
    if (parsed.source[i] == '\f') { ++place.page; place.line = 1; }
    else if (parsed.source[i] == '\n') ++place.line;
  }
  return place;
}

}  // namespace auteur::screenplay
