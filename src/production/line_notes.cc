#include "line_notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/acting/voice.h"
#include "auteur/base/text.h"
#include "key_places.h"

namespace auteur::production {
namespace {

Path lines_file(const Film& film) { return film.folder / "bible/lines.toml"; }

}  // namespace

Result<std::map<std::string, LineNote>> notes_by_line(const Film& film, const screenplay::Breakdown& breakdown) {
  std::map<std::string, LineNote> out;
  std::map<std::string, const screenplay::Beat*> lines;
  for (const auto& s : breakdown.scenes)
    for (const auto& b : s.beats)
      if (b.kind == screenplay::BeatKind::kLine) lines[upper(b.line_id)] = &b;
  const Json notes = film.lines.value("line", Json::array());
  for (const Json& note : notes) {
    const std::string id = upper(trim(note.value("id", "")));
    if (id.empty()) return fail(ErrorCode::kInvalidInput, "A [[line]] needs the line it is about: id = \"4-17\" (scene 4, its 17th line).", place_of_value(lines_file(film), "id", note));
    const auto line = lines.find(id);
    if (line == lines.end()) {
      std::string scene = id.substr(0, id.find('-'));  // the longest number that the name begins with: "4-B-2"
      std::ptrdiff_t count = 0;
      for (const auto& s : breakdown.scenes)
        if (id.starts_with(upper(s.number) + "-") && s.number.size() >= scene.size()) {
          scene = s.number;
          count = std::count_if(s.beats.begin(), s.beats.end(), [](const auto& b) { return b.kind == screenplay::BeatKind::kLine; });
        }
      return fail(ErrorCode::kInvalidInput, fmt::format("The film has no line '{}': {}. Lines are named by scene and number, \"4-17\"; all of them: auteur lines {}", id, count > 0 ? fmt::format("scene {} has {}", scene, count) : fmt::format("nobody speaks in a scene '{}'", scene), film.folder.string()), place_of_value(lines_file(film), "id", note));
    }
    if (out.contains(line->second->line_id)) return fail(ErrorCode::kInvalidInput, fmt::format("There are two notes for line {}. Put them into one [[line]].", id), place_of_value(lines_file(film), "id", note));
    LineNote wish{.manner = std::string(trim(note.value("manner", ""))), .reading = std::string(trim(note.value("reading", "")))};
    if (wish.manner.empty() && wish.reading.empty() && !note.contains("recording") && !note.contains("scratch"))
      return fail(ErrorCode::kInvalidInput, "A [[line]] says how it is said: manner = \"quietly\", or reading = \"I *never* said / that.\"", place_of_value(lines_file(film), "", note));
    if (!wish.reading.empty())
      if (const auto good = acting::check_reading(wish.reading, line->second->text); !good) {
        Error e = good.error();
        const int column = e.place.column;
        e.place = place_of_value(lines_file(film), "reading", note);
        e.place.column += std::max(0, column - 1);
        return std::unexpected(e);
      }
    out[line->second->line_id] = std::move(wish);
  }
  return out;
}

}  // namespace auteur::production
