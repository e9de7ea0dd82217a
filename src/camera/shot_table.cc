#include "auteur/camera/shot_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/text.h"

namespace auteur::camera {
namespace {

// Columns that follow from others or from the screenplay.
const std::map<std::string, std::string>& why_not() {
  static const std::map<std::string, std::string> kWhy = {
      {"scene", "a shot stays in its scene"},
      {"set-up", "it follows from where the camera stands, its lens and rig"},
      {"framing", "who is in a shot and how is planned; remove the shot or choose another reading of the scene"},
      {"angle", "it is measured from the camera; change the height"},
      {"level", "it is measured from the camera; change the height"},
      {"lens", "it is the class of the lens; change mm"},
      {"f-stop", "it is the look's f_stop (bible/look.toml)"},
      {"focus m", "the focus is on the subject"},
      {"rig", "it follows from the move"},
      {"crew", "it follows from the rig"},
      {"set-up minutes", "they follow from the rig"},
      {"from", "it follows from the lengths; change seconds"},
      {"subject", "whom a shot is of is planned; remove the shot or choose another reading of the scene"},
      {"cast", "it is who is in the picture"},
      {"prop", "what an insert shows is planned"},
      {"lines", "they follow from where the cuts lie; change seconds"},
      {"sound", "it follows from who speaks in the picture"}};
  return kWhy;
}
const std::set<std::string>& numbers() {
  static const std::set<std::string> kNumbers = {"set-up", "mm", "f-stop", "focus m", "height m", "crew", "set-up minutes", "from", "seconds"};
  return kNumbers;
}

std::optional<double> number_of(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool same(const std::string& column, const std::string& now, const std::string& then) {
  if (now == then) return true;
  if (!numbers().contains(column)) return std::string(trim(now)) == std::string(trim(then));
  const auto a = number_of(now), b = number_of(then);
  return a && b && std::abs(*a - *b) < 1e-6;
}

std::string line_breaks_as_blanks(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return std::string(trim(text));
}

class Reader {
 public:
  Reader(const CsvTable& table, const std::string& file, const std::vector<ShotRow>& rows) : table_(table), file_(file), rows_(rows) {}

  Result<ShotTableChanges> read() {
    TRY(read_heading());
    TRY(check_age());
    std::set<std::string> there, scenes;
    std::map<std::string, const ShotRow*> known;
    for (const ShotRow& r : rows_) known[r.shot] = &r;
    std::map<std::string, ShotEdit> edits;
    const ShotRow* above = nullptr;
    for (const auto& row : table_.rows)
      if (shot_ < row.size()) named_.insert(upper(trim(row[shot_])));
    for (std::size_t i = 1; i < table_.rows.size(); ++i) {
      const auto& row = table_.rows[i];
      const std::string id = upper(trim(shot_ < row.size() ? row[shot_] : ""));
      const bool blank = std::all_of(row.begin(), row.end(), [](const std::string& c) { return trim(c).empty(); });
      if (id.empty() && blank) continue;
      if (!id.empty() && !there.insert(id).second) return fail(ErrorCode::kInvalidInput, fmt::format("Shot {} is in this table twice.", id), place(i, shot_));
      if (!known.contains(id)) {
        if (!above) cannot(i, id.empty() ? std::string("this row names no shot, and no shot is above it that it could come after") : fmt::format("the film has no shot '{}', and no shot is above it that it could come after", id));
        else if (auto added = TRY(new_row(i, id, *above, there))) added_.push_back({above, std::move(*added)});
        continue;
      }
      above = known[id];
      scenes.insert(known[id]->scene);
      if (auto edit = TRY(compare(i, *known[id]))) edits[id] = std::move(*edit);
    }
    for (const ShotRow& r : rows_) {
      if (edits.contains(r.shot)) out_.edits.push_back(edits[r.shot]);
      // Each comes directly behind the shot that it is named after, so the last of several is put in first.
      for (auto added = added_.rbegin(); added != added_.rend(); ++added)
        if (added->first == &r) out_.edits.push_back(added->second);
      if (there.contains(r.shot) || !scenes.contains(r.scene)) continue;
      ShotEdit gone;
      gone.id = r.shot, gone.remove = true;
      out_.edits.push_back(gone);
      out_.said.push_back(fmt::format("{}: its row is gone, so the shot is removed", r.shot));
    }
    return std::move(out_);
  }

 private:
  SourcePlace place(std::size_t row, std::size_t column) const { return {file_, table_.lines[row], static_cast<int>(column) + 1}; }
  void cannot(std::size_t row, const std::string& what) { out_.cannot.push_back(fmt::format("{}:{}: {}", file_, table_.lines[row], what)); }

  Status read_heading() {
    if (table_.rows.empty()) return fail(ErrorCode::kInvalidInput, "This table is empty. Write one with: auteur shots FILM --csv FILE", {file_});
    const auto known = csv_heading();
    for (std::size_t k = 0; k < table_.rows[0].size(); ++k) {
      const std::string name = lower(trim(table_.rows[0][k]));
      if (name.empty()) continue;
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        const std::string near = closest(name, known);
        out_.cannot.push_back(fmt::format("{}:1: the column '{}' is not known and not read{}", file_, name, near.empty() ? "" : fmt::format(" (is it '{}'?)", near)));
      } else if (!columns_.emplace(name, k).second) {
        return fail(ErrorCode::kInvalidInput, fmt::format("The column '{}' is in this table twice.", name), place(0, k));
      }
    }
    const auto shot = columns_.find("shot");
    if (shot == columns_.end()) return fail(ErrorCode::kInvalidInput, "This table has no column 'shot' in its first line. Write a shot list with: auteur shots FILM --csv FILE", {file_, 1, 1});
    shot_ = shot->second;
    return {};
  }

  // Where its shots began tells when a table was written: an older one would undo what was changed since.
  Status check_age() const {
    const auto from = columns_.find("from");
    if (from == columns_.end()) return {};
    for (std::size_t i = 1; i < table_.rows.size(); ++i) {
      const auto& row = table_.rows[i];
      if (shot_ >= row.size() || from->second >= row.size()) continue;
      const auto now = std::find_if(rows_.begin(), rows_.end(), [&](const ShotRow& r) { return r.shot == upper(trim(row[shot_])); });
      const auto then = number_of(row[from->second]);
      if (now == rows_.end() || !then || std::abs(*then - now->start) < 0.006) continue;
      return fail(ErrorCode::kConflict, fmt::format("This table was written before the plan changed: shot {} began at {:.2f} s then and begins at {:.2f} s now. Write a fresh one with auteur shots FILM --csv FILE and change that.", now->shot, *then, now->start), place(i, from->second));
    }
    return {};
  }

  // A shot behind the one of the row above it. Its name: that one's and a letter or two; the first that is free where it has none.
  Result<std::optional<ShotEdit>> new_row(std::size_t i, std::string id, const ShotRow& above, std::set<std::string>& there) {
    static const std::string kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    const auto taken = [&](const std::string& name) { return named_.contains(name) || there.contains(name) || std::any_of(rows_.begin(), rows_.end(), [&](const ShotRow& r) { return r.shot == name; }); };
    std::string free;
    for (const char a : kLetters)
      if (free.empty() && !taken(above.shot + a)) free = above.shot + a;
    for (std::size_t k = 0; k < kLetters.size() * kLetters.size() && free.empty(); ++k)
      if (const std::string name = above.shot + kLetters[k / kLetters.size()] + kLetters[k % kLetters.size()]; !taken(name)) free = name;
    if (id.empty()) id = free, there.insert(free);
    const bool derived = id.starts_with(above.shot) && id.size() > above.shot.size() && id.size() <= above.shot.size() + 4 && std::all_of(id.begin() + static_cast<std::ptrdiff_t>(above.shot.size()), id.end(), [](char c) { return kLetters.find(c) != std::string::npos; });
    if (!derived) {
      std::vector<std::string> names;
      for (const ShotRow& r : rows_) names.push_back(r.shot);
      const std::string near = closest(id, names);
      cannot(i, fmt::format("the film has no shot '{}'{}; a new one behind {} is called {}, and one that bible/cut.toml removes comes back when that line is taken out", id, near.empty() ? "" : fmt::format(" (is it {}?)", near), above.shot, free));
      return std::optional<ShotEdit>();
    }
    ShotEdit e;
    e.id = id, e.after = above.shot;
    const auto cell = [&](const char* column) {
      const auto at = columns_.find(column);
      return at == columns_.end() || at->second >= table_.rows[i].size() ? std::string() : line_breaks_as_blanks(table_.rows[i][at->second]);
    };
    for (const auto& [column, to] : {std::pair<const char*, std::optional<double>*>{"mm", &e.lens}, {"height m", &e.height}, {"seconds", &e.seconds}})
      if (const std::string words = cell(column); !words.empty()) {
        *to = number_of(words);
        if (!*to) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' of shot {} must be a number, not '{}'.", column, id, words), place(i, columns_.at(column)));
      }
    e.size = cell("size"), e.movement = cell("movement"), e.description = cell("description"), e.note = cell("note");
    e.subject = cell("prop").empty() ? cell("subject") : cell("prop");
    if (!e.size.empty() && !size_from(e.size)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no size of a shot ({}). Use extreme close-up, close-up, medium close-up, medium shot, medium long shot, long shot or extreme long shot.", e.size, id), place(i, columns_.at("size")));
    if (!e.movement.empty() && !movement_from(e.movement)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no movement ({}). Use static, push-in or pull-out.", e.movement, id), place(i, columns_.at("movement")));
    out_.said.push_back(fmt::format("{}: a new shot behind {}{}{}{}", id, above.shot, e.subject.empty() ? "" : " of " + e.subject, e.size.empty() ? "" : ", " + e.size, e.seconds ? fmt::format(", {} s", *e.seconds) : ""));
    return std::optional(std::move(e));
  }

  // What of a shot differs; nothing when nothing does.
  Result<std::optional<ShotEdit>> compare(std::size_t i, const ShotRow& now) {
    const auto& row = table_.rows[i];
    const auto heading = csv_heading();
    const auto cells = csv_cells(now);
    ShotEdit edit;
    edit.id = now.shot;
    bool any = false;
    for (std::size_t k = 0; k < heading.size(); ++k) {
      const std::string& column = heading[k];
      const auto at = columns_.find(column);
      if (column == "shot" || at == columns_.end() || at->second >= row.size()) continue;
      const std::string& cell = row[at->second];
      if (same(column, cells[k], cell)) continue;
      if (column == "size" && size_from(cell) && size_from(cell) == size_from(cells[k])) continue;  // another word for it
      if (column == "movement" && movement_from(cell) && movement_from(cell) == movement_from(cells[k])) continue;
      if (const auto why = why_not().find(column); why != why_not().end()) {
        cannot(i, fmt::format("{}: {} '{}' cannot become '{}': {}", now.shot, column, cells[k], cell, why->second));
        continue;
      }
      if (numbers().contains(column)) {
        const auto value = number_of(cell);
        if (!value) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' of shot {} must be a number, not '{}'.", column, now.shot, cell), place(i, at->second));
        (column == "mm" ? edit.lens : column == "height m" ? edit.height : edit.seconds) = *value;
      } else if (column == "size") {
        if (!size_from(cell)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no size of a shot ({}). Use extreme close-up, close-up, medium close-up, medium shot, medium long shot, long shot or extreme long shot.", cell, now.shot), place(i, at->second));
        edit.size = cell;
      } else if (column == "movement") {
        if (lower(cell) != "smaller" && !movement_from(cell)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no movement ({}). Use static, smaller, push-in or pull-out.", cell, now.shot), place(i, at->second));
        edit.movement = cell;
      } else if (column == "description") {
        edit.description = without_requests(line_breaks_as_blanks(cell));
        if (edit.description == without_requests(cells[k])) {
          edit.description.clear();
          continue;
        }
        if (edit.description.empty()) {
          cannot(i, fmt::format("{}: a description cannot be empty", now.shot));
          continue;
        }
      } else {
        edit.note = line_breaks_as_blanks(cell);
        if (edit.note.empty()) {
          cannot(i, fmt::format("{}: take the note out of bible/cut.toml to be rid of it", now.shot));
          continue;
        }
      }
      any = true;
      out_.said.push_back(fmt::format("{}: {} {} -> {}", now.shot, column, cells[k].empty() ? "(none)" : cells[k], cell));
    }
    return any ? std::optional(std::move(edit)) : std::nullopt;
  }

  const CsvTable& table_;
  const std::string& file_;
  const std::vector<ShotRow>& rows_;
  std::map<std::string, std::size_t> columns_;
  std::size_t shot_ = 0;
  std::set<std::string> named_;                                  // all names in the table
  std::vector<std::pair<const ShotRow*, ShotEdit>> added_;       // new shots with the one that each comes behind
  ShotTableChanges out_;
};

}  // namespace

Result<ShotTableChanges> changes_in_table(const CsvTable& table, const std::string& file, const std::vector<ShotRow>& rows) { return Reader(table, file, rows).read(); }

}  // namespace auteur::camera
