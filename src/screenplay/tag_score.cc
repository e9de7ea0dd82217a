#include "tag_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::screenplay {

Result<std::vector<LabelledScript>> read_labelled(const std::string& folder) {
  std::vector<LabelledScript> out;
  std::vector<Path> files;
  std::error_code ec;
  for (const auto& f : std::filesystem::directory_iterator(folder, ec))
    if (f.path().extension() == ".labels") files.push_back(f.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    LabelledScript s;
    s.name = file.stem().string();
    s.source = TRY(read_text(Path(file).replace_extension(".fountain"), 1u << 20));
    const std::string text = TRY(read_text(file, 1u << 20));
    std::vector<std::size_t> lines = {0, 0};
    for (std::size_t i = 0; i < s.source.size(); ++i) if (s.source[i] == '\n') lines.push_back(i + 1);
    int at = 0;
    for (auto row : split(text, '\n')) {
      ++at;
      if (row.starts_with("half: ")) { s.half = std::string(trim(row.substr(6))); continue; }
      if (row.empty() || row[0] == '#') continue;
      const auto cells = split(row, '\t');
      Label l;
      const auto colon = cells.size() >= 4 ? cells[1].find(':') : std::string_view::npos;
      if (colon == std::string_view::npos) return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}: a label is scene, line:column, category, words, parted by tabs.", file.string(), at));
      l.scene = std::atoi(std::string(cells[0]).c_str()) - 1;
      l.line = std::atoi(std::string(cells[1].substr(0, colon)).c_str());
      const auto column = static_cast<std::size_t>(std::atoi(std::string(cells[1].substr(colon + 1)).c_str()));
      l.category = std::string(cells[2]);
      if (l.category.starts_with('?')) { l.optional = true; l.category.erase(0, 1); }
      l.words = std::string(cells[3]);
      if (cells.size() > 4) l.who = std::string(cells[4]);
      if (l.line < 1 || static_cast<std::size_t>(l.line) >= lines.size() || column < 1) return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}: no such place in the script.", file.string(), at));
      l.begin = lines[static_cast<std::size_t>(l.line)] + column - 1;
      l.end = l.begin + l.words.size();
      if (s.source.substr(l.begin, l.words.size()) != l.words) return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}: '{}' does not stand there.", file.string(), at, l.words));
      if (!find_category(l.category)) return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}: there is no category '{}'.", file.string(), at, l.category));
      s.labels.push_back(std::move(l));
    }
    out.push_back(std::move(s));
  }
  return out;
}

namespace {

std::size_t last_word(const Label& l) {
  const auto space = l.words.find_last_of(" '");
  return space == std::string::npos ? l.begin : l.begin + space + 1;
}

bool covers(const Tag& t, const Label& l) { return t.bytes.begin < l.end && t.bytes.end > last_word(l) && t.bytes.begin <= last_word(l); }

}  // namespace

void score(const LabelledScript& script, TagScore& into) {
  const auto parsed = parse_fountain(script.source, script.name);
  if (!parsed) return;
  const auto breakdown = break_down(parsed->script);
  const auto tags = tag(parsed->script, breakdown);
  auto& half = into.by_half[script.half];
  const auto mistake = [&](int scene, const std::string& category, const std::string& what) {
    into.mistakes.push_back(fmt::format("{:18} {:2}  {:16} {}", script.name, scene + 1, category, what));
  };
  // A person is the same all through the film: each entry belongs to the label it meets most often, and the other way.
  std::map<std::string, std::map<std::string, int>> meets, met_by;
  for (const auto& t : tags)
    for (const auto& l : script.labels)
      if (t.category == "cast" && l.category == "cast" && !l.who.empty() && covers(t, l)) { ++meets[t.id][l.who]; ++met_by[l.who][t.id]; }
  const auto most = [](const std::map<std::string, int>& m) {
    return std::max_element(m.begin(), m.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first;
  };
  std::map<std::string, std::string> person;
  for (const auto& [id, labels] : meets)
    if (const auto who = most(labels); most(met_by[who]) == id) person[id] = who;

  std::set<int> scenes;
  for (const auto& l : script.labels) scenes.insert(l.scene);
  for (const auto& t : tags) scenes.insert(t.scene);
  for (const int scene : scenes) {
    const auto elements = elements_of_scene(tags, scene);
    std::vector<bool> used(elements.size(), false);
    for (const auto& l : script.labels) {
      if (l.scene != scene || l.optional) continue;
      auto& c = half[l.category];
      ++c.labels;
      bool found = false;
      for (std::size_t i = 0; i < elements.size() && !found; ++i) {
        if (used[i] || elements[i].category != l.category) continue;
        const bool here = std::any_of(elements[i].tags.begin(), elements[i].tags.end(), [&](std::size_t k) { return covers(tags[k], l); });
        if (!here) continue;
        if (l.category == "cast" && !l.who.empty()) {
          const auto p = person.find(elements[i].id);
          if (p == person.end() || p->second != l.who) continue;
        }
        used[i] = found = true;
      }
      c.found += found;
      if (!found) mistake(scene, l.category, fmt::format("missed    {} (line {})", l.words, l.line));
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
      auto& c = half[elements[i].category];
      ++c.tags;
      if (used[i]) continue;
      const bool excused = std::any_of(script.labels.begin(), script.labels.end(), [&](const Label& l) {
        return l.optional && l.scene == scene && l.category == elements[i].category && std::any_of(elements[i].tags.begin(), elements[i].tags.end(), [&](std::size_t k) { return tags[k].bytes.begin < l.end && l.begin < tags[k].bytes.end; });
      });
      if (excused) continue;
      ++c.invented;
      const Tag& t = tags[elements[i].tags.front()];
      mistake(scene, elements[i].category, fmt::format("invented  {} [{}; {}] (line {})", t.words, elements[i].id, t.rule, line_of(script.source, t.bytes.begin)));
    }
  }
}

}  // namespace auteur::screenplay
