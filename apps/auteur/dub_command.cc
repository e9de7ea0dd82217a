#include "dub_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/production/dubbing.h"
#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

Result<std::string> language_of(const std::string& given) {
  const std::string language = lower(trim(given));
  if (!is_language_tag(language)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no language. Write it as de, fr or pt-br: --language de", given));
  return language;
}

// Voices, staging and shots, so that the table knows times and who is seen.
Status plan(const Common& common, Desk& d) {
  d.options.plan_only = true;
  TRY(make_shown(d, common.quiet || common.json));
  return {};
}

Result<int> take_in(const Common& common, const DubOptions& options, Desk& d, const std::string& language) {
  const std::string bytes = TRY(read_text(options.table, edit::kMostTableBytes));
  const auto table = TRY(edit::read_line_table(bytes, options.table));
  TRY(plan(common, d));
  const auto now = TRY(line_table(d.film, *d.store, *d.studio, d.options, language));
  const auto taken = TRY(take_lines(d.film, language, now, table, options.table));
  if (common.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.lines_taken"}, {"version", 1}, {"language", language}, {"new", taken.fresh}, {"changed", taken.changed}, {"same", taken.same}, {"findings", taken.findings}, {"file", taken.file.string()}}));
  } else {
    for (const auto& f : taken.findings) fmt::print("{}\n", f);
    fmt::print("{} new, {} changed, {} as they were: {}\n", taken.fresh, taken.changed, taken.same, taken.file.string());
    if (taken.fresh + taken.changed > 0) fmt::print("How they fit: auteur dub {0} --language {1} --check. The film: auteur make {0} --language {1}\n", common.film, language);
  }
  return options.strict && !taken.findings.empty() ? 9 : 0;
}

Result<int> check(const Common& common, const DubOptions& options, Desk& d, const std::string& language) {
  d.options.dubbing = {language, false, true};
  const Made made = TRY(make_shown(d, common.quiet || common.json));
  auto report = TRY(dub_report(d.film, *d.store, *d.studio, d.options));
  report.notes.insert(report.notes.end(), made.notes.begin(), made.notes.end());
  if (common.json) fmt::print("{}\n", pretty_json(to_json(report)));
  else fmt::print("{}", readable(report));
  return options.strict && (report.not_fitting() > 0 || !report.missing.empty() || !report.notes.empty()) ? 9 : 0;
}

Result<int> dub(const Common& common, const DubOptions& options) {
  const std::string language = TRY(language_of(options.language));
  if (options.table.empty() && !options.check)
    return fail(ErrorCode::kInvalidInput, fmt::format("Give the table that came back from the translators (auteur dub {0} --language {1} lines-{1}.csv), or ask how the lines fit (--check). A table to send out: auteur lines {0} --language {1} --out lines-{1}.csv", common.film, language));
  int code = 0;
  if (!options.table.empty()) {
    Desk d = TRY(open_for(common));
    code = TRY(take_in(common, options, d, language));
  }
  if (!options.check) return code;
  Desk d = TRY(open_for(common));  // with what was taken in
  return std::max(code, TRY(check(common, options, d, language)));
}

}  // namespace

Status write_line_table(const Common& common, const DubOptions& options) {
  using edit::LineFormat;
  const std::string ending = lower(Path(options.out).extension().string());
  const bool xliff = ending == ".xliff" || ending == ".xlf" || ending == ".mxliff" || !options.format.empty();
  const LineFormat format = !xliff ? LineFormat::kCsv : options.format == "1.2" ? LineFormat::kXliff12 : options.format == "2.0" ? LineFormat::kXliff20 : LineFormat::kXliff21;
  if (!xliff && ending != ".csv") return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no table that Auteur writes. Name it lines.csv, or lines.xliff.", options.out));
  if (xliff && options.language.empty()) return fail(ErrorCode::kInvalidInput, "XLIFF says which language it is translated into. Add it: --language de");
  const std::string language = options.language.empty() ? std::string() : TRY(language_of(options.language));
  Desk d = TRY(open_for(common));
  TRY(plan(common, d));
  const auto table = TRY(line_table(d.film, *d.store, *d.studio, d.options, language));
  const Path file = options.out;
  std::error_code ec;
  if (!file.parent_path().empty()) std::filesystem::create_directories(file.parent_path(), ec);
  TRY(write_atomically(file, edit::to_text(table, format)));
  const auto open = std::count_if(table.lines.begin(), table.lines.end(), [](const auto& l) { return l.translation.empty(); });
  if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.lines_written"}, {"version", 1}, {"file", options.out}, {"language", language}, {"lines", table.lines.size()}, {"untranslated", open}}));
  else if (language.empty()) fmt::print("{} lines: {}\n", table.lines.size(), options.out);
  else fmt::print("{} lines, {} to translate into '{}': {}\nTake it in again: auteur dub {} --language {} {}\n", table.lines.size(), open, language, options.out, common.film, language, options.out);
  return {};
}

void add_dub_command(CLI::App& c, Common& common, DubOptions& options, int& result) {
  c.add_option("table", options.table, "what translators gave back: .csv, .xliff, .xlf");
  c.add_option("--language", options.language, "of the dub: de, fr, pt-br")->required();
  c.add_flag("--check", options.check, "how every line fits into the time of the original");
  c.add_flag("--strict", options.strict, "exit with 9 when a line does not fit or there is a finding");
  c.add_flag("--quiet", common.quiet, "no progress");
  c.callback([&] {
    const auto done = dub(common, options);
    result = done ? *done : report_error(done.error(), common.json);
  });
}

}  // namespace auteur::cli
