// auteur script compare: two drafts, what changed between them, locked numbers, and what a film would lose.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "auteur/production/draft.h"
#include "auteur/screenplay/compare.h"
#include "auteur/screenplay/fountain.h"
#include "auteur/screenplay/pages.h"
#include "script_command.h"
#include "script_file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::screenplay;

struct Wish { std::string before, after, film, lock, out, html, level = "previz"; bool json = false, force = false; };

struct Revised { std::string colour; std::vector<std::string> pages; std::set<int> lines; };

// The colour of the next pages, which pages have a change, and the lines of the new draft that carry a mark.
Revised revised(const Comparison& c, const Parsed& before, const Parsed& after) {
  Revised r;
  r.colour = next_colour(colour_of(before.script));
  std::set<int> elements;
  const auto& e = after.script.elements;
  const auto mark = [&](const WordChange& w) {
    if (w.element_after < 0) return;
    elements.insert(w.element_after);
    const auto first = static_cast<int>(w.line_after);
    for (int l = first; l <= first + static_cast<int>(std::count(after.source.begin() + static_cast<std::ptrdiff_t>(w.bytes_after.begin), after.source.begin() + static_cast<std::ptrdiff_t>(w.bytes_after.end), '\n')); ++l) r.lines.insert(l);
  };
  for (const auto& w : c.before_scenes) mark(w);
  std::vector<int> headings;
  for (std::size_t i = 0; i < e.size(); ++i) if (e[i].kind == ElementKind::kSceneHeading) headings.push_back(static_cast<int>(i));
  for (const auto& s : c.scenes) {
    for (const auto& w : s.changes) mark(w);
    if ((s.state != SceneState::kAdded && !s.moved) || s.after < 0 || static_cast<std::size_t>(s.after) >= headings.size()) continue;
    const auto n = static_cast<std::size_t>(s.after);
    const int last = n + 1 < headings.size() ? headings[n + 1] : static_cast<int>(e.size());
    for (int i = headings[n]; i < last; ++i) {
      elements.insert(i);
      r.lines.insert(e[static_cast<std::size_t>(i)].line);
    }
  }
  if (elements.empty()) return r;
  for (const auto& p : paginate(after.script).pages)
    if (std::any_of(p.lines.begin(), p.lines.end(), [&](const PageLine& l) { return elements.contains(l.element); })) r.pages.push_back(p.label);
  return r;
}

// The new draft with its numbers locked: every scene has one, and those that went stay behind as OMITTED.
Parsed with_numbers(const Parsed& after, const std::vector<LockedNumber>& locked) {
  Parsed out = after;
  std::map<int, std::string> numbers;
  for (const auto& l : locked) if (!l.omitted) numbers[l.after] = l.number;
  int n = 0;
  for (auto& e : out.script.elements)
    if (e.kind == ElementKind::kSceneHeading) e.scene_number = numbers[n++];
  // From the end, so that places stay right.
  std::vector<std::size_t> heading;
  for (std::size_t i = 0; i < out.script.elements.size(); ++i) if (out.script.elements[i].kind == ElementKind::kSceneHeading) heading.push_back(i);
  std::size_t at = out.script.elements.size();
  for (auto it = locked.rbegin(); it != locked.rend(); ++it) {
    if (!it->omitted) {
      if (it->after >= 0 && static_cast<std::size_t>(it->after) < heading.size()) at = heading[static_cast<std::size_t>(it->after)];
      continue;
    }
    Element e;
    e.kind = ElementKind::kSceneHeading;
    e.text = "OMITTED";
    e.forced = true;
    e.scene_number = it->number;
    out.script.elements.insert(out.script.elements.begin() + static_cast<std::ptrdiff_t>(at), e);
  }
  out.script.format = Format::kFinalDraft;  // composed anew: elements no longer stand in the source
  return out;
}

Result<production::DraftImpact> impact(const production::Film& film, const Parsed& draft, const Wish& wish) {
  const auto files = real_file_system();
  TRY(files->make_directories(film.folder));
  const auto store = TRY(Store::open(film.folder, *files));
  const auto studio = TRY(production::Studio::open());
  production::MakeOptions options;
  options.level = TRY(production::level_from(wish.level));
  return production::impact_of_draft(film, *store, *studio, options, draft.script.format == Format::kFountain ? write_fountain(draft) : write_fountain(draft.script));
}

Json impact_json(const production::DraftImpact& i) {
  Json nodes = Json::array();
  for (const auto& n : i.nodes) nodes.push_back({{"node", n.node}, {"pass", n.pass}, {"effect", name_of(n.effect)}, {"why", n.why}});
  return {{"nodes", nodes}, {"kept", i.kept}, {"never_made", i.never_made}, {"shots_unknown_in", i.unknown}};
}

void print_impact(const production::DraftImpact& i) {
  fmt::print("\nIn the film\n");
  if (i.never_made) {
    fmt::print("  Nothing of it is made and up to date at this level: nothing becomes stale.\n");
    return;
  }
  std::map<std::pair<production::DraftEffect, PassId>, std::vector<const production::DraftNode*>> groups;
  for (const auto& n : i.nodes) groups[{n.effect, n.pass}].push_back(&n);
  fmt::print("  {} steps stay as they are.\n", i.kept);
  for (const auto& [what, list] : groups) {
    fmt::print("  {} {:3} x {}\n", cell(name_of(what.first), 8), list.size(), what.second);
    for (std::size_t k = 0; k < std::min<std::size_t>(4, list.size()); ++k) fmt::print("               {}: {}\n", list[k]->node, list[k]->why);
    if (list.size() > 4) fmt::print("               and {} more\n", list.size() - 4);
  }
  for (const auto& s : i.unknown) fmt::print("  The shots of scene {} are not known before it is planned.\n", s);
}

std::string clipped(const std::string& text) {
  std::string out = cell(text, 96);
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

void print_changes(const std::vector<WordChange>& changes) {
  for (const auto& c : changes) {
    switch (c.kind) {
      case ChangeKind::kInserted: fmt::print("      {:>5}  + {}\n", c.line_after, clipped(c.after)); break;
      case ChangeKind::kDeleted: fmt::print("      {:>5}  - {}\n", c.line_after, clipped(c.before)); break;
      case ChangeKind::kReplaced: fmt::print("      {:>5}  - {}\n             + {}\n", c.line_after, clipped(c.before), clipped(c.after)); break;
      case ChangeKind::kRenamed: break;
    }
  }
}

Status run(const Wish& wish) {
  const ScriptFile before = TRY(open_script(wish.before)), after = TRY(open_script(wish.after));
  const Comparison c = compare(before.parsed, after.parsed);
  const Revised marks = revised(c, before.parsed, after.parsed);
  std::vector<LockedNumber> locked;
  if (!wish.lock.empty() || !wish.out.empty()) locked = lock_numbers(c);
  std::optional<production::DraftImpact> effect;
  std::optional<production::Film> film = before.film;
  if (!wish.film.empty()) film = TRY(production::open_film(wish.film));
  if (film) effect = TRY(impact(*film, after.parsed, wish));
  if (!wish.html.empty()) TRY(write_output(wish.html, html_report(c, before.file, after.file), wish.force));
  if (!wish.out.empty()) {
    const std::string bytes = TRY(script_bytes(with_numbers(after.parsed, locked), wish.out, ""));
    TRY(write_output(wish.out, bytes, wish.force));
  }
  if (wish.json) {
    Json j = to_json(c);
    j["before"] = before.file;
    j["after"] = after.file;
    j["revision"] = {{"colour", marks.colour}, {"pages", marks.pages}, {"marked_lines", marks.lines}};
    if (!locked.empty()) {
      j["locked"] = Json::array();
      for (const auto& l : locked) {
        Json n{{"number", l.number}, {"omitted", l.omitted}, {"before", l.before}, {"after", l.after}};
        if (!l.moved_to.empty()) n["moved_to"] = l.moved_to;
        j["locked"].push_back(std::move(n));
      }
    }
    if (effect) j["film"] = impact_json(*effect);
    fmt::print("{}\n", pretty_json(j));
    return {};
  }
  if (c.equal()) fmt::print("The drafts say the same.\n");
  else fmt::print("{} added, {} removed, {} changed, {} moved, {} as before; {} words in, {} words out\n", c.added, c.removed, c.changed, c.moved, c.same, c.words_inserted, c.words_deleted);
  for (const auto& r : c.renamed) fmt::print("  {} is called {} now ({} cues)\n", r.before, r.after, r.cues);
  if (!c.before_scenes.empty()) {
    fmt::print("\n  before the first scene\n");
    print_changes(c.before_scenes);
  }
  for (const auto& s : c.scenes) {
    const char* word = s.state == SceneState::kAdded ? "added" : s.state == SceneState::kRemoved ? "removed" : s.state == SceneState::kChanged ? "changed" : "same";
    if (s.state == SceneState::kSame && !s.moved) continue;
    const std::string number = s.after >= 0 ? s.number_after : s.number_before;
    fmt::print("\n  {} {} {}{}\n", cell(number, 6), s.after >= 0 ? s.heading_after : s.heading_before, s.state == SceneState::kSame ? "" : word, s.moved ? fmt::format("{}moved, was {}", s.state == SceneState::kSame ? "" : ", ", s.number_before) : s.after >= 0 && s.before >= 0 && s.number_before != s.number_after ? fmt::format(", was {}", s.number_before) : "");
    print_changes(s.changes);
  }
  if (!marks.pages.empty()) {
    std::string list;
    for (const auto& p : marks.pages) list += (list.empty() ? "" : ", ") + p;
    fmt::print("\n{} pages: {} ({} lines marked)\n", marks.colour, list, marks.lines.size());
  }
  if (!locked.empty()) {
    fmt::print("\nLocked numbers\n");
    for (const auto& l : locked) {
      std::string heading;
      for (const auto& s : c.scenes)
        if ((l.after >= 0 && s.after == l.after) || (l.after < 0 && s.before == l.before)) heading = s.after >= 0 && !l.omitted ? s.heading_after : s.heading_before;
      fmt::print("  {} {}\n", cell(l.number, 6), l.omitted ? "OMITTED" + (l.moved_to.empty() ? " (was " + heading + ")" : " (moved to " + l.moved_to + ")") : heading);
    }
  }
  if (effect) print_impact(*effect);
  if (!wish.html.empty()) fmt::print("\nThe report: {}\n", wish.html);
  if (!wish.out.empty()) fmt::print("\nThe draft with locked numbers: {}\n", wish.out);
  return {};
}

}  // namespace

void add_script_compare(CLI::App& script, int& result) {
  const auto wish = std::make_shared<Wish>();
  auto* c = script.add_subcommand("compare", "what changed between two drafts, and what a film would have to make again");
  c->add_option("old", wish->before, "the earlier draft: a screenplay file or a film folder")->required();
  c->add_option("new", wish->after, "the later draft")->required();
  c->add_option("--film", wish->film, "the film folder that the new draft is for (default: OLD, when it is one)");
  c->add_option("--lock", wish->lock, "numbers: keep the old draft's scene numbers; new scenes become 12A")->check(CLI::IsMember({"numbers"}));
  c->add_option("--out", wish->out, "write the new draft with locked numbers: .fountain, .fdx, .pdf or .html");
  c->add_option("--html", wish->html, "a report for the browser");
  c->add_option("--level", wish->level, "boards, previz or final, for the film")->capture_default_str();
  c->add_flag("--force", wish->force, "write over files that are there");
  c->add_flag("--json", wish->json, "machine-readable output");
  c->callback([&result, wish] {
    const Status s = run(*wish);
    result = s ? 0 : report_error(s.error(), wish->json);
  });
}

}  // namespace auteur::cli
