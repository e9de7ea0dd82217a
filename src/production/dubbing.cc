#include "auteur/production/dubbing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "auteur/acting/dubbing.h"
#include "auteur/acting/voice.h"
#include "auteur/base/letters.h"
#include "auteur/base/text.h"
#include "auteur/screenplay/intercut.h"
#include "line_places.h"
#include "stored.h"

namespace auteur::production {
namespace {

Path dub_file(const Film& film, const std::string& language) { return film.folder / "bible/dub" / (language + ".toml"); }

std::string shortened(const std::string& text) {
  return text.size() <= 60 ? text : std::string(first_bytes(text, 57)) + "...";
}

bool same_words(const std::string& a, const std::string& b) { return trim(a) == trim(b); }

struct FilmLine { std::string id, text, manner; };
std::vector<FilmLine> lines_of(const screenplay::Breakdown& breakdown) {
  std::vector<FilmLine> out;
  for (const auto& s : breakdown.scenes)
    for (const auto& b : s.beats)
      if (b.kind == screenplay::BeatKind::kLine) out.push_back({b.line_id, b.text, b.manner});
  return out;
}

// Which line of the film each entry (id, source) is about: itself; else, where the script has moved, the free line with the same
// words nearest to its scene; else the one of its name, whose words have changed. npos: none.
struct Match { std::size_t line = std::string::npos; bool moved = false, changed = false; };
std::vector<Match> match(const std::vector<std::pair<std::string, std::string>>& entries, const std::vector<FilmLine>& lines) {
  std::map<std::string, std::size_t> by_id;
  std::multimap<std::string, std::size_t> by_text;
  for (std::size_t i = 0; i < lines.size(); ++i) by_id[upper(lines[i].id)] = i, by_text.emplace(std::string(trim(lines[i].text)), i);
  std::vector<Match> out(entries.size());
  std::vector<bool> taken(lines.size(), false);
  const auto here = [&](std::size_t e) {
    const auto at = by_id.find(upper(trim(entries[e].first)));
    return at == by_id.end() ? std::string::npos : at->second;
  };
  for (std::size_t e = 0; e < entries.size(); ++e)
    if (const auto i = here(e); i != std::string::npos && !taken[i] && (trim(entries[e].second).empty() || same_words(entries[e].second, lines[i].text))) out[e].line = i, taken[i] = true;
  for (std::size_t e = 0; e < entries.size(); ++e) {
    if (out[e].line != std::string::npos || trim(entries[e].second).empty()) continue;
    const std::string scene = entries[e].first.substr(0, entries[e].first.find('-'));
    const auto [first, last] = by_text.equal_range(std::string(trim(entries[e].second)));
    for (auto at = first; at != last; ++at)
      if (!taken[at->second] && (out[e].line == std::string::npos || lines[at->second].id.starts_with(scene + "-"))) {
        out[e].line = at->second;
        if (lines[at->second].id.starts_with(scene + "-")) break;
      }
    if (out[e].line != std::string::npos) out[e].moved = true, taken[out[e].line] = true;
  }
  for (std::size_t e = 0; e < entries.size(); ++e)
    if (const auto i = here(e); out[e].line == std::string::npos && i != std::string::npos && !taken[i]) out[e].line = i, out[e].changed = true, taken[i] = true;
  return out;
}

}  // namespace

bool is_language_tag(std::string_view text) {
  if (text.size() > 24) return false;
  bool first = true;
  for (const auto part : split(text, '-')) {
    if (part.size() < 2 || part.size() > 8 || (first && part.size() > 3)) return false;
    for (const char c : part)
      if (!(std::islower(static_cast<unsigned char>(c)) || (!first && std::isdigit(static_cast<unsigned char>(c))))) return false;
    first = false;
  }
  return true;
}

Result<Dub> dub_of(const Film& film, const screenplay::Breakdown& breakdown, const std::string& language) {
  const auto document = film.dubs.find(language);
  const std::string file = dub_file(film, language).string();
  if (document == film.dubs.end())
    return fail(ErrorCode::kNotFound, fmt::format("There is no bible/dub/{0}.toml, so that nobody knows what is said in '{0}'. Write the lines out for translation: auteur lines {1} --language {0} --out lines-{0}.csv; and take them in: auteur dub {1} --language {0} lines-{0}.csv", language, film.folder.string()), {(film.folder / "film.toml").string()});
  const auto lines = lines_of(breakdown);
  Dub out;
  out.language = language;
  const Json entries = document->second.value("line", Json::array());
  std::vector<std::pair<std::string, std::string>> names;
  std::set<std::string> seen;
  for (const Json& j : entries) {
    const SourcePlace place{file, j.value("@line", 0), j.value("@column", 0)};
    const std::string id(trim(j.value("id", "")));
    if (id.empty()) return fail(ErrorCode::kInvalidInput, "A [[line]] needs the line it translates: id = \"4-17\" (scene 4, its 17th line).", place);
    if (!seen.insert(upper(id)).second) return fail(ErrorCode::kInvalidInput, fmt::format("Line {} is translated twice. Keep one of them.", id), place);
    names.emplace_back(id, j.value("source", ""));
  }
  const auto found = match(names, lines);
  for (std::size_t e = 0; e < found.size(); ++e) {
    const Json& j = entries[e];
    DubLine l{std::string(trim(j.value("text", ""))), j.value("source", ""), std::string(trim(j.value("manner", ""))), std::string(trim(j.value("reading", ""))), j.value("state", ""), j.value("note", ""), found[e].changed, {file, j.value("@line", 0), j.value("@column", 0)}};
    const std::string at = fmt::format("{}:{}", file, l.place.line);
    if (found[e].line == std::string::npos) {
      if (!l.text.empty()) out.notes.push_back(fmt::format("{}: the film has no line {}{}; its translation is not used.", at, names[e].first, l.source.empty() ? "" : fmt::format(" (\"{}\") any more", shortened(l.source))));
      continue;
    }
    const FilmLine& line = lines[found[e].line];
    if (l.text.empty()) {
      if (j.contains("recording")) return fail(ErrorCode::kInvalidInput, fmt::format("The recording of line {} needs its words for lips and captions: text = \"...\"", line.id), l.place);
      continue;
    }
    if (!l.reading.empty())
      if (const auto good = acting::check_reading(l.reading, l.text); !good) return fail(ErrorCode::kInvalidInput, fmt::format("In the reading of line {}: {}", line.id, good.error().message), l.place);
    if (l.changed) out.notes.push_back(fmt::format("{}: line {} was changed since it was translated: it was \"{}\", and is \"{}\".", at, line.id, shortened(l.source), shortened(line.text)));
    if (j.contains("recording")) out.recordings[line.id] = language + "/" + upper(names[e].first);
    out.lines[line.id] = std::move(l);
  }
  for (const auto& line : lines)
    if (!out.lines.contains(line.id)) out.missing.push_back(line.id);
  return out;
}

Result<edit::LineTable> line_table(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const std::string& language) {
  const Graph graph = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  const auto read = reader(store, resolver, graph);
  const auto document = read("breakdown", "breakdown");
  if (!document) return fail(ErrorCode::kNotFound, fmt::format("The screenplay has not been read yet. Run: auteur lines {}", film.folder.string()));
  const auto breakdown = TRY(screenplay::breakdown_from_json(*document));
  const auto scenes = TRY(select_scenes(breakdown, options.scenes));
  std::map<std::string, screenplay::Scene> far_ends;
  for (const auto* s : scenes)
    if (auto far = screenplay::far_end_of(breakdown, *s)) far_ends[s->number] = std::move(*far);
  const auto places = TRY(line_places(film, breakdown, scenes, far_ends, options.cards, read));
  Dub dub;
  if (film.dubs.contains(language)) dub = TRY(dub_of(film, breakdown, language));
  edit::LineTable out;
  out.title = breakdown.title.empty() ? film.folder.filename().string() : breakdown.title;
  out.source_language = breakdown.language.empty() ? "en" : breakdown.language;
  out.language = language;
  for (const auto& id : places.order) {
    const LinePlace& p = places.lines.at(id);
    edit::TableLine l;
    l.id = id, l.scene = places.scene_of.at(id), l.character = places.who_of.at(id), l.source = std::string(trim(places.text_of.at(id)));
    l.manner = places.manner_of.at(id);
    if (const Node* voice = graph.find("lines/" + id + "/voice")) l.manner = voice->params.value("manner", l.manner);
    for (const auto& c : breakdown.cast) if (c.id == l.character) l.character = c.name;
    l.at = p.at, l.available = p.spoken, l.on_screen = p.on_screen, l.mouth_seen = p.mouth_seen;
    if (const auto t = dub.lines.find(id); t != dub.lines.end()) {
      l.translation = t->second.text, l.state = t->second.state, l.note = t->second.note;
      if (!t->second.manner.empty()) l.manner = t->second.manner;
      if (l.state.empty()) l.state = t->second.changed ? "new" : "translated";
    }
    out.lines.push_back(std::move(l));
  }
  return out;
}

namespace {

// Under which id the document has each line of the film. Entries whose line is gone, but whose name another line has now, are
// renamed ("1-1-gone"): what somebody wrote stays.
struct EntryIds {
  std::map<std::string, std::string> by_line;
  std::vector<WrittenLine> out_of_the_way;
  std::string of(const std::string& line) const {
    const auto at = by_line.find(line);
    return at == by_line.end() ? std::string() : at->second;
  }
};
EntryIds entries_of(const Film& film, const std::string& language, const std::vector<FilmLine>& lines) {
  EntryIds out;
  const auto document = film.dubs.find(language);
  if (document == film.dubs.end()) return out;
  const Json all = document->second.value("line", Json::array());
  std::vector<std::pair<std::string, std::string>> names;
  std::set<std::string> used;
  for (const Json& j : all) {
    names.emplace_back(trim(j.value("id", "")), j.value("source", ""));
    used.insert(upper(names.back().first));
  }
  std::set<std::string> ids;
  for (const auto& l : lines) ids.insert(upper(l.id));
  const auto found = match(names, lines);
  for (std::size_t e = 0; e < found.size(); ++e) {
    if (found[e].line != std::string::npos) { out.by_line[lines[found[e].line].id] = names[e].first; continue; }
    if (!ids.contains(upper(names[e].first))) continue;
    std::string free = names[e].first + "-gone";
    while (!used.insert(upper(free)).second) free += "-gone";
    out.out_of_the_way.push_back({free, {}, names[e].first});
  }
  return out;
}

}  // namespace

Result<TakenLines> take_lines(const Film& film, const std::string& language, const edit::LineTable& now, const edit::LineTable& table, const std::string& file) {
  if (!table.language.empty() && split(lower(table.language), '-').front() != split(language, '-').front())
    return fail(ErrorCode::kInvalidInput, fmt::format("This table is in the language '{}', but '{}' was asked for. Give the right --language or the right file.", table.language, language), {file});
  TakenLines out;
  out.file = dub_file(film, language);
  std::vector<FilmLine> lines;
  for (const auto& l : now.lines) lines.push_back({l.id, l.source, l.manner});
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& l : table.lines) names.emplace_back(l.id, l.source);
  const auto found = match(names, lines);
  const EntryIds entries = entries_of(film, language, lines);
  std::vector<WrittenLine> written = entries.out_of_the_way;
  std::set<std::string> touched;
  std::set<std::size_t> there;
  std::vector<std::string> empty;
  for (std::size_t e = 0; e < found.size(); ++e) {
    const auto& row = table.lines[e];
    const std::string at = fmt::format("{}:{}", file, row.row);
    if (found[e].line == std::string::npos) {
      out.findings.push_back(fmt::format("{}: the film has no line {}; this row was left out.", at, row.id));
      continue;
    }
    const auto& line = now.lines[found[e].line];
    there.insert(found[e].line);
    if (row.translation.empty()) { empty.push_back(line.id); continue; }
    if (found[e].moved) out.findings.push_back(fmt::format("{}: line {} of the table is {} in the film now, by its words.", at, row.id, line.id));
    if (found[e].changed) out.findings.push_back(fmt::format("{}: line {} was changed since this table was written: \"{}\" is \"{}\" now. The translation was taken, but look at it.", at, line.id, shortened(row.source), shortened(line.source)));
    if (!row.state.empty() && row.state != "new" && row.state != "translated" && row.state != "reviewed" && row.state != "final")
      out.findings.push_back(fmt::format("{}: '{}' is no state of a translation (new, translated, reviewed, final); it counts as translated.", at, row.state));
    const bool known = row.state == "new" || row.state == "reviewed" || row.state == "final";
    const std::string source = found[e].changed ? row.source : line.source, state = known ? row.state : "translated";
    const bool manner = table.with_manner && row.manner != line.manner;
    if (line.translation == row.translation && !found[e].changed && (row.note.empty() || line.note == row.note) && line.state == state && !manner && !found[e].moved) { ++out.same; continue; }
    ++(line.translation.empty() ? out.fresh : out.changed);
    WrittenLine w{line.id, {{"source", source}, {"text", row.translation}, {"state", state}}, entries.of(line.id)};
    touched.insert(line.id);
    if (!row.note.empty()) w.values["note"] = row.note;
    if (manner) w.values["manner"] = row.manner;
    written.push_back(std::move(w));
  }
  // What has moved in the script moves in the document, too: else its old name would be taken for another line.
  for (const auto& [line, entry] : entries.by_line)
    if (upper(entry) != upper(line) && !touched.contains(line)) written.push_back({line, {}, entry});
  const auto listed = [](const std::vector<std::string>& ids) {
    std::string all;
    for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 20); ++i) all += (i ? ", " : "") + ids[i];
    return ids.size() > 20 ? all + " ..." : all;
  };
  if (!empty.empty()) out.findings.push_back(fmt::format("{}: {} without a translation: {}", file, empty.size() == 1 ? "1 line is" : fmt::format("{} lines are", empty.size()), listed(empty)));
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < now.lines.size(); ++i) if (!there.contains(i)) missing.push_back(now.lines[i].id);
  if (!missing.empty()) out.findings.push_back(fmt::format("{}: {} of the film not in this table: {}", file, missing.size() == 1 ? "1 line is" : fmt::format("{} lines are", missing.size()), listed(missing)));
  std::error_code ec;
  std::filesystem::create_directories(out.file.parent_path(), ec);
  std::string text = fmt::format("# The lines of the film in '{}'. source: the line as it was translated; text: what is said instead.\n# Also: manner, reading (marks as in bible/lines.toml), recording and voice_of, note. Checked by: auteur dub FILM --language {} --check\n", language, language);
  if (std::filesystem::exists(out.file, ec)) text = TRY(read_text(out.file, edit::kMostTableBytes));
  const std::string changed = TRY(dub_with_lines(text, out.file.string(), written));
  if (!written.empty() || !std::filesystem::exists(out.file, ec)) TRY(write_atomically(out.file, changed));
  return out;
}

}  // namespace auteur::production
