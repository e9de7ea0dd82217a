// bible/dub/de.toml written by the program: keys it does not know, comments and order stay as they are.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "auteur/base/text.h"
#include "auteur/production/dubbing.h"
#include "toml_text.h"

namespace auteur::production {
namespace {

constexpr const char* kOrder[] = {"source", "text", "manner", "reading", "state", "note"};

struct Edit { std::size_t from = 0, to = 0; std::string text; };

// Offsets of lines, so that thousands of edits need one look through the text.
class Places {
 public:
  explicit Places(const std::string& text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) if (text[i] == '\n') starts_.push_back(i + 1);
  }
  std::size_t operator()(toml::source_position at) const {
    const std::size_t line = std::min<std::size_t>(at.line > 0 ? at.line - 1 : 0, starts_.size() - 1);
    return starts_[line] + toml_offset(text_.substr(starts_[line], (line + 1 < starts_.size() ? starts_[line + 1] : text_.size()) - starts_[line]), {1, at.column});
  }

 private:
  const std::string& text_;
  std::vector<std::size_t> starts_;
};

}  // namespace

Result<std::string> dub_with_lines(const std::string& text, const std::string& file, const std::vector<WrittenLine>& lines) {
  TRY(read_document(text, file, "dub"));
  const std::string end = text.find("\r\n") != text.npos ? "\r\n" : "\n";
  const toml::table root = toml::parse(text, file);
  const Places place(text);
  std::map<std::string, const toml::table*> there;
  if (const auto* all = root["line"].as_array())
    for (const auto& item : *all) {
      const auto* t = item.as_table();
      const auto id = t ? (*t)["id"].value<std::string>() : std::nullopt;
      if (!id) continue;
      if (t->is_inline()) return fail(ErrorCode::kInvalidInput, "The lines are written as one list here. Write each as [[line]] with its keys below, then try again.", {file, static_cast<int>(t->source().begin.line), static_cast<int>(t->source().begin.column)});
      there.emplace(upper(trim(*id)), t);
    }
  std::vector<Edit> edits;
  std::string added;
  for (const auto& l : lines) {
    const std::string entry = l.entry.value_or(l.id);
    const auto known = entry.empty() ? there.end() : there.find(upper(entry));
    if (known == there.end()) {
      added += end + "[[line]]" + end + "id = " + toml_quoted(l.id) + end;
      for (const char* key : kOrder)
        if (const auto v = l.values.find(key); v != l.values.end() && !v->second.empty()) added += std::string(key) + " = " + toml_quoted(v->second) + end;
      continue;
    }
    if (upper(entry) != upper(l.id)) {
      const auto& id = *known->second->get("id");
      edits.push_back({place(id.source().begin), place(id.source().end), toml_quoted(l.id)});
    }
    std::string fresh;
    for (const char* key : kOrder) {
      const auto v = l.values.find(key);
      if (v == l.values.end()) continue;
      const toml::node* node = known->second->get(key);
      if (!node) {
        if (!v->second.empty()) fresh += std::string(key) + " = " + toml_quoted(v->second) + end;
        continue;
      }
      std::size_t from = place(node->source().begin), to = place(node->source().end);
      if (!v->second.empty()) { edits.push_back({from, to, toml_quoted(v->second)}); continue; }
      const auto before = text.rfind('\n', from), after = text.find('\n', to);
      edits.push_back({before == text.npos ? 0 : before + 1, after == text.npos ? text.size() : after + 1, ""});
    }
    if (fresh.empty()) continue;
    const auto line = text.find('\n', place(known->second->get("id")->source().end));
    edits.push_back({line == text.npos ? text.size() : line + 1, line == text.npos ? text.size() : line + 1, line == text.npos ? end + fresh : fresh});
  }
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });  // what goes in, before what goes out there
  std::string out;
  std::size_t at = 0;
  for (const auto& e : edits) {
    out += text.substr(at, e.from - at) + e.text;
    at = e.to;
  }
  out += text.substr(at);
  if (!added.empty() && !out.empty() && !out.ends_with('\n')) out += end;
  out += added;
  // What was written must say what was meant.
  const Json back = TRY(read_document(out, file, "dub"));
  std::map<std::string, const Json*> said;
  const Json entries = back.value("line", Json::array());
  for (const Json& j : entries) said.emplace(upper(trim(j.value("id", ""))), &j);
  for (const auto& l : lines)
    for (const auto& [key, value] : l.values)
      if (const auto j = said.find(upper(l.id)); j == said.end() || j->second->value(key, "") != value)
        return fail(ErrorCode::kInvalidInput, fmt::format("'{}' of line {} could not be written into this file. Write it there by hand: {} = {}", key, l.id, key, toml_quoted(value)), {file});
  return out;
}

}  // namespace auteur::production
