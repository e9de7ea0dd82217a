#include "captions_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "auteur/edit/caption_check.h"
#include "auteur/production/dubbing.h"
#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;
using edit::CaptionFinding;

constexpr std::size_t kShown = 60;

bool is_caption_file(const std::string& name) {
  const std::string ending = lower(Path(name).extension().string());
  return ending == ".srt" || ending == ".vtt" || ending == ".ttml" || ending == ".dfxp" || ending == ".xml";
}

struct Checked { std::string file; std::size_t captions = 0; std::vector<CaptionFinding> findings; };

Result<Checked> check_file(const Path& path, const CaptionsWish& wish, const std::string& language, const std::vector<std::int64_t>& cuts) {
  const std::string bytes = TRY(read_text(path, edit::kMostCaptionBytes));
  const auto file = TRY(edit::read_captions(bytes, path.string()));
  edit::CaptionCheck check;
  check.rules = edit::caption_rules(!language.empty() ? language : file.language, wish.audience == "children" ? edit::Audience::kChildren : edit::Audience::kAdults);
  check.frames_per_second = wish.frames_per_second;
  check.cuts = cuts;
  return Checked{path.string(), file.captions.size(), edit::check_captions(file, check)};
}

std::string clock(std::int64_t ms) { return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000); }

int show(const Common& common, const CaptionsWish& wish, const std::vector<Checked>& all, bool with_cuts) {
  std::size_t findings = 0;
  for (const auto& c : all) findings += c.findings.size();
  if (common.json) {
    Json files = Json::array();
    for (const auto& c : all) {
      Json j = edit::to_json(c.findings);
      files.push_back({{"file", c.file}, {"captions", c.captions}, {"findings", j["findings"]}});
    }
    fmt::print("{}\n", pretty_json({{"kind", "auteur.caption_check"}, {"version", 1}, {"shot_changes", with_cuts}, {"files", files}}));
  } else {
    for (const auto& c : all) {
      fmt::print("{}: {} captions, {}\n", c.file, c.captions, c.findings.empty() ? "clean" : c.findings.size() == 1 ? "1 finding" : fmt::format("{} findings", c.findings.size()));
      for (std::size_t i = 0; i < std::min(kShown, c.findings.size()); ++i) {
        const auto& f = c.findings[i];
        if (f.number > 0) fmt::print("  {}:{}: number {} at {}: {} ({})\n", c.file, f.line, f.number, clock(f.at_ms), f.message, f.rule);
        else fmt::print("  {}:{}: {} ({})\n", c.file, f.line, f.message, f.rule);
      }
      if (c.findings.size() > kShown) fmt::print("  ... and {} more; --json says all.\n", c.findings.size() - kShown);
    }
    if (!with_cuts) fmt::print("Shot changes were not checked: no film says where they are (--cuts FILM).\n");
  }
  return wish.strict && findings > 0 ? 9 : 0;
}

Result<edit::Timeline> timeline_of(Desk& d) {
  const auto resolved = TRY(resolve_film(d));
  return edit::timeline_from_json(TRY(json_at(d, *resolved, "cut", "timeline")));
}

Result<int> run_file(const Common& common, const CaptionsWish& wish) {
  std::vector<std::int64_t> cuts;
  if (!wish.cuts.empty()) {
    Common film = common;
    film.film = wish.cuts;
    Desk d = TRY(open_for(film));
    cuts = edit::cut_frames(TRY(timeline_of(d)));
  }
  return show(common, wish, {TRY(check_file(common.film, wish, wish.language, cuts))}, !wish.cuts.empty());
}

Result<int> run_film(const Common& common, const CaptionsWish& given) {
  Desk d = TRY(open_for(common));
  d.options.part = Part::kCaptions;
  if (d.film.dubs.contains(lower(given.language))) d.options.dubbing.language = lower(given.language);
  const Made made = TRY(make_shown(d, common.quiet || common.json));
  if (!common.json)
    for (const auto& n : made.notes) fmt::print("note: {}\n", n);
  const auto cuts = edit::cut_frames(TRY(timeline_of(d)));
  CaptionsWish wish = given;
  wish.audience = d.film.targets.value("audience", "adults");
  std::string language = wish.language;
  if (d.options.dubbing.language.empty()) {  // WebVTT and TTML say it; SubRip cannot
    const auto resolved = TRY(resolve_film(d));
    language = resolved->graph.find("cut")->params.value("language", "en");
    if (const std::string l = lower(wish.language); !l.empty() && l != lower(language))
      return fail(ErrorCode::kNotFound, fmt::format("There is no bible/dub/{0}.toml, so that nobody knows what is said in '{0}'. Write the lines out for translation: auteur lines {1} --language {0} --out lines-{0}.csv", l, common.film));
  }
  std::vector<Checked> all;
  for (const auto& file : made.files) {
    std::string its = language;  // film.de-sdh.srt
    for (const auto& other : d.film.languages) if (file.filename().string().find("." + other + ".") != std::string::npos || file.filename().string().find("." + other + "-sdh.") != std::string::npos) its = other;
    all.push_back(TRY(check_file(file, wish, its, cuts)));
  }
  return show(common, wish, all, true);
}

}  // namespace

void add_captions_command(CLI::App& command, Common& common, CaptionsWish& wish, int& result) {
  command.add_flag("--quiet", common.quiet, "no progress");
  command.add_option("--language", wish.language, "of a film: only its captions in this other language (bible/dub); of a file: en, de, ja, ar ..., as the file says it otherwise");
  command.add_option("--audience", wish.audience, "of a file: adults or children; a film says it in film.toml under [targets]")->check(CLI::IsMember({"adults", "children"}))->capture_default_str();
  command.add_option("--fps", wish.frames_per_second, "of a file: frames a second")->check(CLI::Range(1.0, 240.0))->capture_default_str();
  command.add_option("--cuts", wish.cuts, "of a file: the film whose shot changes it has to keep clear of");
  command.add_flag("--strict", wish.strict, "exit with 9 when there is a finding");
  command.get_option("film")->description("film folder or screenplay, or a file .srt, .vtt, .ttml");
  command.callback([&] {
    const auto done = is_caption_file(common.film) ? run_file(common, wish) : run_film(common, wish);
    result = done ? *done : report_error(done.error(), common.json);
  });
}

}  // namespace auteur::cli
