#include "dub_delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "auteur/acting/dubbing.h"
#include "auteur/production/dubbing.h"
#include "stored.h"

namespace auteur::production {
namespace {

// How the lines fit, of a graph that is there.
Result<DubReport> report_of(const Film& film, Store& store, Resolver& resolver, const Graph& graph, const std::string& language) {
  DubReport out;
  out.language = language;
  const auto document = json_at(store, resolver, graph, "breakdown", "breakdown");
  if (!document) return fail(ErrorCode::kNotFound, "The screenplay has not been read yet.");
  const auto breakdown = TRY(screenplay::breakdown_from_json(*document));
  const Dub dub = TRY(dub_of(film, breakdown, language));
  out.notes = dub.notes;
  for (const auto& s : breakdown.scenes)
    for (const auto& beat : s.beats) {
      if (beat.kind != screenplay::BeatKind::kLine || !graph.find("lines/" + beat.line_id + "/voice")) continue;
      const auto said = dub.lines.find(beat.line_id);
      if (said == dub.lines.end()) { out.missing.push_back(beat.line_id); continue; }
      const auto fit = json_at(store, resolver, graph, "dub/" + language + "/lines/" + beat.line_id + "/voice", "fit");
      if (!fit) continue;
      DubbedLine l{beat.line_id, beat.who, said->second.text, fit->value("mouth_seen", false), fit->value("figures", Json::object()), fit->value("backend", ""), fit->value("advice", ""), fit->value("fits", true)};
      if (const auto reading = json_at(store, resolver, graph, "dub/" + language + "/lines/" + beat.line_id + "/voice", "reading"))
        for (const auto& n : reading->value("notes", std::vector<std::string>{})) out.recordings.push_back(fmt::format("{}: {}", beat.line_id, n));
      out.lines.push_back(std::move(l));
    }
  return out;
}

std::string listed(const std::vector<std::string>& ids) {
  std::string all;
  for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 12); ++i) all += (i ? ", " : "") + ids[i];
  return ids.size() > 12 ? all + " ..." : all;
}

void add_notes(const DubReport& report, Made& made) {
  made.notes.insert(made.notes.end(), report.notes.begin(), report.notes.end());
  made.notes.insert(made.notes.end(), report.recordings.begin(), report.recordings.end());
  const std::string& l = report.language;
  if (!report.missing.empty()) made.notes.push_back(fmt::format("{}: {} without a translation and stay{} in the original: {}", l, report.missing.size() == 1 ? "1 line is" : fmt::format("{} lines are", report.missing.size()), report.missing.size() == 1 ? "s" : "", listed(report.missing)));
  std::vector<std::string> silent;
  for (const auto& line : report.lines)
    if (line.backend == "silence" || line.backend == "flite") silent.push_back(line.id);
  if (!silent.empty() && !l.starts_with("en")) made.notes.push_back(fmt::format("{}: no voice for this language is installed, so that these lines are not heard in it: {}. Install voices with: sudo apt-get install espeak-ng", l, listed(silent)));
  if (!acting::speaks_with_times() && std::any_of(report.lines.begin(), report.lines.end(), [](const DubbedLine& line) { return line.backend == "espeak-ng"; }))
    made.notes.push_back(fmt::format("{}: when each phone sounds is not known here but by its usual length, so that lips are near, not exact. For exact ones, build Auteur with libespeak-ng-dev: sudo apt-get install libespeak-ng-dev", l));
  if (const auto n = report.not_fitting(); n > 0) made.notes.push_back(fmt::format("{}: {} not fit into the time of the original. All of them: auteur dub FILM --language {} --check", l, n == 1 ? "1 line does" : fmt::format("{} lines do", n), l));
}

}  // namespace

std::size_t DubReport::not_fitting() const { return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const DubbedLine& l) { return !l.fits; })); }

Result<DubReport> dub_report(const Film& film, Store& store, const Studio& studio, const MakeOptions& options) {
  const Graph graph = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  return report_of(film, store, resolver, graph, options.dubbing.language);
}

Json to_json(const DubReport& report) {
  Json lines = Json::array();
  for (const auto& l : report.lines) lines.push_back({{"id", l.id}, {"who", l.who}, {"text", l.text}, {"mouth_seen", l.mouth_seen}, {"fits", l.fits}, {"advice", l.advice}, {"backend", l.backend}, {"figures", l.figures}});
  return {{"kind", "auteur.dub_report"}, {"version", 1}, {"language", report.language}, {"lines", lines}, {"not_fitting", report.not_fitting()}, {"missing", report.missing}, {"recordings", report.recordings}, {"notes", report.notes}};
}

std::string readable(const DubReport& report) {
  std::string out = fmt::format("  {:8} {:12} {:>9} {:>8} {:>7} {:>8} {:>8}  {:9} {}\n", "line", "who", "available", "natural", "fitted", "stretch", "overlap", "closures", "mouth");
  for (const auto& l : report.lines) {
    const auto f = [&](const char* key) { return l.figures.value(key, 0.0); };
    out += fmt::format("  {:8} {:12} {:7.2f} s {:6.2f} s {:5.2f} s {:7.2f}x {:6.0f} %  {:9} {}\n", l.id, l.who.substr(0, 12), f("available"), f("natural"), f("fitted"), f("stretch"), 100 * f("overlap"), fmt::format("{} of {}", l.figures.value("matched", 0), l.figures.value("closures", 0)), l.mouth_seen ? "seen" : "not seen");
    if (!l.advice.empty()) out += fmt::format("  {:8} {}\n", "", l.advice);
    else if (!l.fits) out += fmt::format("  {:8} its phrases do not lie where the mouth moves ({:.0f} %, 90 wanted); the lips are redrawn to it\n", "", 100 * f("overlap"));
    else if (!l.figures.value("comfortable", true)) out += fmt::format("  {:8} fits, but its pace may be heard ({:.2f} to {:.2f} times as long)\n", "", f("fastest"), f("slowest"));
  }
  out += fmt::format("{} dubbed, {} not fit", report.lines.size() == 1 ? "1 line" : fmt::format("{} lines", report.lines.size()), report.not_fitting() == 1 ? "1 does" : fmt::format("{} do", report.not_fitting()));
  out += report.missing.empty() ? "\n" : fmt::format("; without a translation: {}\n", listed(report.missing));
  for (const auto* notes : {&report.notes, &report.recordings})
    for (const auto& n : *notes) out += n + "\n";
  return out;
}

Status deliver_language(const Film& film, Store& store, Resolver& resolver, const Graph& graph, const MakeOptions& options, const std::string& language, const std::string& name, Delivery& delivery, Made& made) {
  const std::string base = "dub/" + language + "/", file = name + "." + language;
  if (options.dubbing.lines_only) return {};
  if (options.part == Part::kFilm) TRY(delivery.file(base + (options.dubbing.subtitles ? "subtitled" : "film"), "film", file + (options.dubbing.subtitles ? "-subtitles.mp4" : ".mp4")));
  if (options.part == Part::kFilm || options.part == Part::kCaptions)
    for (const char* format : {"srt", "vtt", "ttml"}) {
      TRY(delivery.file(base + "captions", format, fmt::format("{}.{}", file, format)));
      TRY(delivery.file(base + "captions", fmt::format("sdh_{}", format), fmt::format("{}-sdh.{}", file, format)));
    }
  for (const char* stem : {"mix", "dialogue"})
    if (graph.find(base + "deliver/" + stem)) TRY(delivery.file(base + "deliver/" + stem, "stem", fmt::format("{}-{}.wav", file, stem)));
  if (graph.find(base + "deliver/surround")) {
    TRY(delivery.file(base + "deliver/surround", "stem", file + "-5.1.wav"));
    TRY(delivery.file(base + "deliver/adm", "adm", file + "-adm.wav"));
  }
  if (options.dubbing.subtitles || options.part == Part::kCaptions) return {};
  const DubReport report = TRY(report_of(film, store, resolver, graph, language));
  add_notes(report, made);
  if (options.part != Part::kFilm) return {};
  const Json checked = TRY(read_output(store, resolver, base + "qc", "report"));
  if (made.film_report.is_null()) made.film_report = checked;
  Json told = to_json(report);
  told["film"] = checked;
  TRY(delivery.text(file + "-report.json", pretty_json(told) + "\n"));
  return delivery.text(file + "-report.txt", readable(report));
}

}  // namespace auteur::production
