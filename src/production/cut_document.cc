#include "auteur/production/cut_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "auteur/base/text.h"
#include "auteur/production/film.h"
#include "toml_text.h"

namespace auteur::production {
namespace {

std::string number(double v) {
  std::string text = fmt::format("{:.4f}", v);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

class Document {
 public:
  Document(std::string text, const std::string& file) : text_(std::move(text)), file_(file) {}
  const std::string& text() const { return text_; }

  Status change(const camera::ShotEdit& e) {
    const std::vector<std::pair<std::string, std::optional<std::string>>> wishes = [&] {
      std::vector<std::pair<std::string, std::optional<std::string>>> w;
      const auto set = [&](const char* key, std::optional<std::string> value) { if (value) w.emplace_back(key, std::move(value)); };
      const auto drop = [&](const char* key) { w.emplace_back(key, std::nullopt); };
      if (e.remove)
        for (const char* key : {"lens", "size", "height", "movement", "seconds", "until", "description"}) drop(key);
      if (e.seconds) drop("until");
      if (e.until) drop("seconds");
      const auto amount = [&](const char* key, const std::optional<double>& v) { if (v) set(key, number(*v)); };
      const auto words = [&](const char* key, const std::string& v) { if (!v.empty()) set(key, toml_quoted(v)); };
      amount("lens", e.lens), words("size", e.size), amount("height", e.height), words("movement", e.movement), amount("seconds", e.seconds), amount("until", e.until);
      words("after", e.after), words("split", e.split), words("at", e.at_words), amount("at", e.at), words("subject", e.subject);
      if (e.remove) set("remove", "true");
      words("description", e.description), words("note", e.note), words("by", e.by);
      return w;
    }();
    if (!TRY(has(e.id))) {
      if (!text_.empty() && !text_.ends_with('\n')) text_ += line_end();
      text_ += (text_.empty() ? "" : line_end()) + "[[shot]]" + line_end() + "id = " + toml_quoted(e.id) + line_end();
    }
    for (const auto& [key, value] : wishes)
      if (!value) TRY(put(e.id, key, value));
    for (auto wish = wishes.rbegin(); wish != wishes.rend(); ++wish)  // new lines go in under the name, so the last one first
      if (wish->second) TRY(put(e.id, wish->first, wish->second));
    return {};
  }

 private:
  std::string line_end() const { return text_.find("\r\n") != text_.npos ? "\r\n" : "\n"; }

  // Calls `use` with the table of a shot; false when it is not there.
  Result<bool> with_table(const std::string& id, const std::function<Status(const toml::table&)>& use) const {
    toml::table root;
    try {
      root = toml::parse(text_, file_);
    } catch (const toml::parse_error& error) {
      return fail(ErrorCode::kInvalidInput, fmt::format("This cannot be read as TOML: {}.", error.description()), {file_, static_cast<int>(error.source().begin.line), static_cast<int>(error.source().begin.column)});
    }
    const toml::array* shots = root["shot"].as_array();
    if (!shots) return false;
    for (const auto& item : *shots) {
      const toml::table* t = item.as_table();
      const auto name = t ? (*t)["id"].value<std::string>() : std::nullopt;
      if (!name || upper(trim(*name)) != id) continue;
      if (t->is_inline()) return fail(ErrorCode::kInvalidInput, "The shots are written as one list here. Write each as [[shot]] with its keys below, then try again.", {file_, static_cast<int>(t->source().begin.line), static_cast<int>(t->source().begin.column)});
      TRY(use(*t));
      return true;
    }
    return false;
  }
  Result<bool> has(const std::string& id) const {
    return with_table(id, [](const toml::table&) -> Status { return {}; });
  }

  // Sets a key of a shot, or takes its line out (no value).
  Status put(const std::string& id, const std::string& key, const std::optional<std::string>& value) {
    std::string text = text_;
    TRY(with_table(id, [&](const toml::table& t) -> Status {
      if (const toml::node* node = t.get(key)) {
        std::size_t from = toml_offset(text_, node->source().begin), to = toml_offset(text_, node->source().end);
        if (value) {
          text.replace(from, to - from, *value);
          return {};
        }
        const auto before = text.rfind('\n', from), after = text.find('\n', to);
        from = before == text.npos ? 0 : before + 1, to = after == text.npos ? text.size() : after + 1;
        text.erase(from, to - from);
        return {};
      }
      if (!value) return {};
      const std::size_t end = toml_offset(text_, t.get("id")->source().end), line = text.find('\n', end);
      const std::string indent = [&] {
        const auto begin = text.rfind('\n', end);
        const std::size_t first = begin == text.npos ? 0 : begin + 1;
        return text.substr(first, text.find_first_not_of(" \t", first) - first);
      }();
      const std::string row = indent + key + " = " + *value + line_end();
      if (line == text.npos) text += line_end() + row;
      else text.insert(line + 1, row);
      return {};
    }));
    text_ = std::move(text);
    return {};
  }

  std::string text_;
  const std::string& file_;
};

}  // namespace

Result<std::string> cut_with_edits(const std::string& text, const std::string& file, const std::vector<camera::ShotEdit>& edits) {
  TRY(read_document(text, file, "cut"));
  Document document(text, file);
  for (const auto& e : edits) TRY(document.change(e));
  // What was written must say what was meant.
  const Json back = TRY(read_document(document.text(), file, "cut"));
  const Json shots = back.value("shot", Json::array());
  for (const Json& wish : camera::to_json(edits)) {
    const auto said = std::find_if(shots.begin(), shots.end(), [&](const Json& s) { return upper(trim(s.value("id", ""))) == wish["id"]; });
    for (const auto& [key, value] : wish.items()) {
      const bool kept = said != shots.end() && said->contains(key) && (key == "id" || (value.is_number() && (*said)[key].is_number() ? std::abs((*said)[key].get<double>() - value.get<double>()) < 1e-3 : (*said)[key] == value));
      if (!kept) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' of shot {} could not be written into this file. Write it there by hand: {} = {}", key, wish["id"].get<std::string>(), key, value.dump()), {file});
    }
  }
  return document.text();
}

}  // namespace auteur::production
