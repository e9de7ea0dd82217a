#include <fmt/format.h>

#include <cmath>

#include "auteur/base/markup.h"
#include "auteur/screenplay/compare.h"

namespace auteur::screenplay {
namespace {

const char* word_of(ChangeKind k) {
  switch (k) {
    case ChangeKind::kInserted: return "inserted";
    case ChangeKind::kDeleted: return "deleted";
    case ChangeKind::kReplaced: return "replaced";
    case ChangeKind::kRenamed: return "renamed";
  }
  return "replaced";
}
const char* word_of(SceneState s) {
  switch (s) {
    case SceneState::kSame: return "same";
    case SceneState::kChanged: return "changed";
    case SceneState::kAdded: return "added";
    case SceneState::kRemoved: return "removed";
  }
  return "same";
}

Json range(const ByteRange& r, int line) { return {{"begin", r.begin}, {"end", r.end}, {"line", line}}; }
Json changes_json(const std::vector<WordChange>& changes) {
  Json out = Json::array();
  for (const auto& c : changes)
    out.push_back({{"change", word_of(c.kind)}, {"before", c.before}, {"after", c.after}, {"bytes_before", range(c.bytes_before, c.line_before)}, {"bytes_after", range(c.bytes_after, c.line_after)}});
  return out;
}

std::string rows(const std::vector<WordChange>& changes) {
  std::string out;
  for (const auto& c : changes) {
    out += fmt::format("<tr><td class=n>{}</td><td>{}</td><td class=n>{}</td><td>{}</td></tr>\n", c.before.empty() ? "" : std::to_string(c.line_before), c.before.empty() ? "" : "<del>" + escaped_markup(c.before) + "</del>",
                       c.after.empty() ? "" : std::to_string(c.line_after), c.after.empty() ? "" : (c.kind == ChangeKind::kRenamed ? "<span class=r>" : "<ins>") + escaped_markup(c.after) + (c.kind == ChangeKind::kRenamed ? "</span>" : "</ins>"));
  }
  return out.empty() ? out : "<table><tr><th class=n>line</th><th>before</th><th class=n>line</th><th>after</th></tr>\n" + out + "</table>\n";
}

}  // namespace

Json to_json(const Comparison& c) {
  Json scenes = Json::array();
  for (const auto& s : c.scenes) {
    Json j{{"state", word_of(s.state)}, {"moved", s.moved}, {"changes", changes_json(s.changes)}};
    if (s.before >= 0) j["before"] = {{"number", s.number_before}, {"heading", s.heading_before}, {"line", s.line_before}, {"index", s.before}};
    if (s.after >= 0) j["after"] = {{"number", s.number_after}, {"heading", s.heading_after}, {"line", s.line_after}, {"index", s.after}};
    if (s.before >= 0 && s.after >= 0) j["likeness"] = std::round(s.likeness * 1000) / 1000;
    scenes.push_back(std::move(j));
  }
  Json renamed = Json::array();
  for (const auto& r : c.renamed) renamed.push_back({{"before", r.before}, {"after", r.after}, {"cues", r.cues}});
  return {{"kind", "auteur.comparison"}, {"version", 1}, {"scenes", scenes}, {"renamed", renamed}, {"before_the_first_scene", changes_json(c.before_scenes)},
          {"counts", {{"added", c.added}, {"removed", c.removed}, {"changed", c.changed}, {"moved", c.moved}, {"same", c.same}, {"words_inserted", c.words_inserted}, {"words_deleted", c.words_deleted}}}};
}

std::string html_report(const Comparison& c, const std::string& before, const std::string& after) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=en><meta charset=utf-8><title>{1} against {0}</title>\n<style>\n"
      "body{{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#24242c;background:#fcfaf6}}\n"
      "h1{{font-size:1.4em}}h2{{font-size:1.05em;margin:1.6em 0 .3em}}.tag{{font-size:.75em;border-radius:.6em;padding:.1em .6em;margin-left:.6em;font-weight:normal;background:#e8e4da}}\n"
      ".added{{background:#cfe8d3}}.removed{{background:#f1d0cc}}.changed{{background:#f6e3b0}}.moved{{background:#d5def2}}\n"
      "table{{border-collapse:collapse;width:100%}}td,th{{text-align:left;vertical-align:top;padding:.15em .6em;border-top:1px solid #e4e0d6;width:46%}}.n{{width:3em;color:#84828a;text-align:right}}\n"
      "del{{background:#f7d9d5;text-decoration:line-through}}ins{{background:#d4ecd8;text-decoration:none}}.r{{background:#d5def2}}\n</style>\n<h1>{1} <small>against {0}</small></h1>\n",
      escaped_markup(before), escaped_markup(after));
  out += fmt::format("<p>{} added, {} removed, {} changed, {} moved, {} as before; {} words in, {} words out.</p>\n", c.added, c.removed, c.changed, c.moved, c.same, c.words_inserted, c.words_deleted);
  for (const auto& r : c.renamed) out += fmt::format("<p>{} is called {} now.</p>\n", escaped_markup(r.before), escaped_markup(r.after));
  if (!c.before_scenes.empty()) out += "<h2>Before the first scene</h2>\n" + rows(c.before_scenes);
  for (const auto& s : c.scenes) {
    if (s.state == SceneState::kSame && !s.moved && s.changes.empty()) continue;
    const std::string& heading = s.after >= 0 ? s.heading_after : s.heading_before;
    out += fmt::format("<h2>{} {}", escaped_markup(s.after >= 0 ? s.number_after : s.number_before), escaped_markup(heading.empty() ? "(no heading)" : heading));
    if (s.state != SceneState::kSame) out += fmt::format("<span class=\"tag {0}\">{0}</span>", word_of(s.state));
    if (s.moved) out += fmt::format("<span class=\"tag moved\">moved, was {}</span>", escaped_markup(s.number_before));
    out += "</h2>\n" + rows(s.changes);
  }
  return out + "</html>\n";
}

}  // namespace auteur::screenplay
