#include "script_breakdown.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "auteur/production/tag_decisions.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/screenplay.h"
#include "auteur/screenplay/sheets.h"
#include "auteur/screenplay/tags.h"
#include "auteur/store/store.h"
#include "script_file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::screenplay;

struct Wish {
  std::string file, sheets, paper = "letter", csv, by, why;
  std::vector<std::string> accept, reject, tag_all;
  bool json = false, tags = false;
};

// "props=brass compass"; for --reject also only "brass compass".
Result<DictionaryEntry> read_entry(const std::string& text, bool accept) {
  DictionaryEntry e;
  e.accept = accept;
  const auto equals = text.find('=');
  e.words = std::string(trim(equals == std::string::npos ? std::string_view(text) : std::string_view(text).substr(equals + 1)));
  if (equals != std::string::npos) {
    const std::string name(trim(std::string_view(text).substr(0, equals)));
    const auto* c = find_category(name);
    if (!c) {
      std::vector<std::string> ids;
      for (const auto& k : categories()) ids.push_back(k.id);
      const std::string near = closest(lower(name), ids);
      return fail(ErrorCode::kInvalidInput, fmt::format("There is no breakdown category '{}'.{} Categories: {}.", name, near.empty() ? "" : " Did you mean '" + near + "'?", fmt::join(ids, ", ")));
    }
    e.category = c->id;
  } else if (accept) {
    return fail(ErrorCode::kInvalidInput, fmt::format("'{}' names no category. Write it as CATEGORY=WORDS, for instance props={}.", text, text));
  }
  if (e.words.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' names no words. Write it as CATEGORY=WORDS, for instance props=compass.", text));
  return e;
}

Status decide(const Wish& wish, const ScriptFile& source, const std::vector<Tag>& now, Store& store) {
  std::vector<DictionaryEntry> entries;
  for (const auto& t : wish.accept) {
    auto e = TRY(read_entry(t, true));
    const bool there = std::any_of(now.begin(), now.end(), [&](const Tag& tag) { return tag.category == e.category && (lower(tag.words) == lower(e.words) || tag.id == slug(e.words) || lower(tag.words).ends_with(" " + lower(e.words))); });
    if (!there) return fail(ErrorCode::kNotFound, fmt::format("Nothing in this script is tagged '{}' as {}. To tag every '{}' yourself: --tag-all {}={}", e.words, e.category, e.words, e.category, e.words));
    entries.push_back(std::move(e));
  }
  for (const auto& t : wish.tag_all) entries.push_back(TRY(read_entry(t, true)));
  for (const auto& t : wish.reject) entries.push_back(TRY(read_entry(t, false)));
  const std::string& who = wish.by.empty() ? source.decider : wish.by;
  return production::decide_tags(store, entries, who, system_time(), wish.why);
}

void print_tables(const Paperwork& p) {
  fmt::print("{}{}: {} scene{}, {} pages, {} {}\n", p.title.empty() ? "Untitled" : p.title, p.author.empty() ? "" : " by " + p.author, p.scenes.size(), p.scenes.size() == 1 ? "" : "s", eighths_text(p.eighths), p.cast.size(), p.cast.size() == 1 ? "person" : "people");
  for (const auto& s : p.scenes) {
    fmt::print("\n{:>4}  {}   day {}, {} pages\n", s.number, s.heading, s.story_day, eighths_text(s.eighths));
    std::map<std::string, std::string> lines;
    for (const auto& e : s.elements) {
      auto& line = lines[e.category];
      line += (line.empty() ? "" : ", ") + e.name;
      if (std::find(s.voice_only.begin(), s.voice_only.end(), e.id) != s.voice_only.end()) line += " (voice)";
      else if (e.by.starts_with("policy:") && e.confidence < 0.65) line += " ?";
    }
    for (const auto& c : categories())
      if (const auto it = lines.find(c.id); it != lines.end()) fmt::print("      {:18} {}\n", c.head, it->second);
  }
  fmt::print("\nA question mark stands where the rules are unsure. Decide with --accept, --reject or --tag-all CATEGORY=WORDS.\n");
}

Status run(const Wish& wish) {
  const ScriptFile source = TRY(open_script(wish.file));
  const Screenplay& script = source.parsed.script;
  const auto breakdown = break_down(script);
  const auto files = real_file_system();
  const bool deciding = !wish.accept.empty() || !wish.reject.empty() || !wish.tag_all.empty();
  Dictionary dictionary;
  std::error_code ec;
  std::unique_ptr<Store> store;
  if (deciding) TRY(files->make_directories(source.film_folder));
  if (deciding || std::filesystem::is_directory(source.film_folder / ".auteur", ec)) {
    store = TRY(Store::open(source.film_folder, *files));
    dictionary = TRY(production::film_dictionary(*store));
  }
  auto tags = tag(script, breakdown, dictionary);
  if (deciding) {
    TRY(decide(wish, source, tags, *store));
    dictionary = TRY(production::film_dictionary(*store));
    tags = tag(script, breakdown, dictionary);
  }
  const auto work = paperwork(script, breakdown, tags);
  if (!wish.sheets.empty()) {
    if (wish.paper != "a4" && wish.paper != "letter") return fail(ErrorCode::kInvalidInput, fmt::format("Paper '{}' is not known. Use letter or a4.", wish.paper));
    const std::string pdf = TRY(sheets_pdf(work, wish.paper == "a4" ? SheetPaper::kA4 : SheetPaper::kLetter));
    TRY(write_atomically(Path(wish.sheets), pdf));
  }
  if (!wish.csv.empty()) {
    TRY(files->make_directories(Path(wish.csv)));
    for (const auto& f : to_csv(work)) TRY(write_atomically(Path(wish.csv) / f.name, f.text));
  }
  if (wish.tags) fmt::print("{}\n", pretty_json(tags_to_json(tags)));
  else if (wish.json) fmt::print("{}\n", pretty_json(to_json(work)));
  else if (wish.sheets.empty() && wish.csv.empty()) print_tables(work);
  else {
    if (!wish.sheets.empty()) fmt::print("{}: {} breakdown sheet{} and the lists\n", wish.sheets, work.scenes.size(), work.scenes.size() == 1 ? "" : "s");
    if (!wish.csv.empty()) fmt::print("{}: scenes, elements, cast, locations, day-out-of-days and story-days as .csv\n", wish.csv);
  }
  return {};
}

}  // namespace

void add_script_breakdown(CLI::App& script, int& result) {
  auto* c = script.add_subcommand("breakdown", "what every scene needs: cast, props, wardrobe, vehicles, animals ...; sheets and lists");
  auto wish = std::make_shared<Wish>();
  c->add_option("file", wish->file, "film folder or screenplay")->required();
  c->add_option("--sheets", wish->sheets, "write breakdown sheets and lists as this PDF");
  c->add_option("--paper", wish->paper, "letter or a4")->capture_default_str();
  c->add_option("--csv", wish->csv, "write the lists as .csv files into this folder");
  c->add_flag("--json", wish->json, "the sheets as JSON");
  c->add_flag("--tags", wish->tags, "every tag with its place, rule and confidence, as JSON");
  c->add_option("--accept", wish->accept, "CATEGORY=WORDS: what is tagged so is right");
  c->add_option("--reject", wish->reject, "CATEGORY=WORDS, or only WORDS: never tag them (so)");
  c->add_option("--tag-all", wish->tag_all, "CATEGORY=WORDS: tag every occurrence in action");
  c->add_option("--by", wish->by, "who decides (default: the director of film.toml)");
  c->add_option("--why", wish->why, "the reason, kept with the decision");
  c->callback([wish, &result] {
    const Status s = run(*wish);
    result = s ? 0 : report_error(s.error(), wish->json || wish->tags);
  });
}

}  // namespace auteur::cli
