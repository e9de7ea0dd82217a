#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop
#include <fmt/format.h>

#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"
#include "auteur/production/film.h"

namespace auteur::production {
namespace {

SourcePlace place_of(const toml::node& node, const std::string& file) {
  return {file, static_cast<int>(node.source().begin.line), static_cast<int>(node.source().begin.column)};
}

Json json_of(const toml::node& node) {
  if (const auto* t = node.as_table()) {
    Json j = Json::object();
    for (const auto& [k, v] : *t) j[std::string(k.str())] = json_of(v);
    return j;
  }
  if (const auto* a = node.as_array()) {
    Json j = Json::array();
    for (const auto& v : *a) j.push_back(json_of(v));
    return j;
  }
  if (const auto* s = node.as_string()) return s->get();
  if (const auto* i = node.as_integer()) return i->get();
  if (const auto* d = node.as_floating_point()) return d->get();
  if (const auto* b = node.as_boolean()) return b->get();
  return nullptr;
}

const Json& known_keys() {
  static const Json keys = read_data("production/documents.json").value("documents", Json::object());
  return keys;
}

// An item of a list or a value of a table, by the rule's "of".
bool is_of(const toml::node& node, const std::string& type) {
  if (type == "text") return node.is_string();
  if (type == "number") return node.is_number();
  return true;
}

Status check_value(const toml::node& node, const std::string& key, const Json& rule, const std::string& file) {
  const std::string type = rule.value("type", "any"), of = rule.value("of", "any");
  auto wrong_at = [&](const toml::node& at, const std::string& wanted) {
    return fail(ErrorCode::kInvalidInput, fmt::format("'{}' must be {} ({}).", key, wanted, rule.value("help", "")), place_of(at, file));
  };
  auto wrong = [&](const std::string& wanted) { return wrong_at(node, wanted); };
  const std::string each = of == "text" ? " of texts in quotes" : of == "number" ? " of numbers" : "";
  if (type == "text" && !node.is_string()) return wrong("a text in quotes");
  if (type == "flag" && !node.is_boolean()) return wrong("true or false");
  if (type == "list" && !node.is_array()) return wrong("a list in [ ]" + each);
  if (type == "table" && !node.is_table()) return wrong("a table in { }" + each);
  if (type == "text or table" && !node.is_string() && !node.is_table()) return wrong("a text in quotes, or a table in { }" + each);
  if (type == "text or number" && !node.is_string() && !node.is_number()) return wrong("a text in quotes, or a number");
  if (type == "integer" && !node.is_integer()) return wrong("a whole number");
  if (type == "number" && !node.is_number()) return wrong("a number");
  if (const auto* list = node.as_array()) {
    for (const auto& item : *list)
      if (!is_of(item, of)) return wrong_at(item, "a list in [ ]" + each);
    if (rule.contains("count") && list->size() != rule["count"].get<std::size_t>()) return wrong(fmt::format("a list in [ ] of {} values", rule["count"].get<int>()));
  }
  if (const auto* table = node.as_table())
    for (const auto& [name, item] : *table)
      if (!is_of(item, of)) return wrong_at(item, "a table in { }" + each);
  if (type == "choice") {
    std::vector<std::string> choices = rule["choices"].get<std::vector<std::string>>();
    const auto* s = node.as_string();
    if (!s || std::find(choices.begin(), choices.end(), s->get()) == choices.end())
      return wrong("one of " + fmt::format("{}", fmt::join(choices, ", ")));
  }
  if (type == "integer" || type == "number") {
    const double v = node.is_integer() ? static_cast<double>(node.as_integer()->get()) : node.as_floating_point()->get();
    if (!(v >= rule.value("minimum", -1e300) && v <= rule.value("maximum", 1e300)))
      return wrong(fmt::format("between {} and {}", rule.value("minimum", 0.0), rule.value("maximum", 0.0)));
  }
  return {};
}

Status check_table(const toml::table& table, const std::string& prefix, const Json& keys, const std::string& file, const std::string& document);

// Tables that a person names ("named": [scenes.3]) or lists ("tables": [[event]]): their keys are "scenes.*.hour" and
// "event[].kind".
Status check_tables(const toml::node& node, const std::string& key, const Json& keys, const std::string& file, const std::string& document) {
  const std::string help = keys[key].value("help", "");
  if (keys[key]["type"] == "named") {
    const auto* all = node.as_table();
    if (!all) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' must be a table of tables ({}).", key, help), place_of(node, file));
    for (const auto& [name, item] : *all) {
      if (!item.is_table()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}.{}' must be a table ({}).", key, std::string(name.str()), help), place_of(item, file));
      TRY(check_table(*item.as_table(), key + ".*.", keys, file, document));
    }
    return {};
  }
  const auto* list = node.as_array();
  if (!list) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' must be written as [[{}]] ({}).", key, key, help), place_of(node, file));
  for (const auto& item : *list) {
    if (!item.is_table()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' must be written as [[{}]] ({}).", key, key, help), place_of(item, file));
    TRY(check_table(*item.as_table(), key + "[].", keys, file, document));
  }
  return {};
}

// "@line" and "@column" beside the keys of such a table: messages about what it says name its place.
void add_places(Json& into, const toml::node& node) {
  if (!into.is_object()) return;
  into["@line"] = static_cast<int>(node.source().begin.line);
  into["@column"] = static_cast<int>(node.source().begin.column);
}

void add_places(Json& document, const toml::table& table, const std::string& prefix, const Json& keys) {
  for (const auto& [k, v] : table) {
    const std::string name(k.str()), key = prefix + name;
    if (!keys.contains(key)) continue;
    const std::string type = keys[key].value("type", "");
    if (keys[key].value("placed", false)) add_places(document[name], v);
    const auto item_at = [&](Json& into, const toml::node& item, const std::string& below) {
      add_places(into, item);
      add_places(into, *item.as_table(), below, keys);
    };
    if (type == "named")
      for (const auto& [item_name, item] : *v.as_table()) item_at(document[name][std::string(item_name.str())], item, key + ".*.");
    if (type == "tables")
      for (std::size_t i = 0; i < v.as_array()->size(); ++i) item_at(document[name][i], *v.as_array()->get(i), key + "[].");
  }
}

Status check_table(const toml::table& table, const std::string& prefix, const Json& keys, const std::string& file, const std::string& document) {
  for (const auto& [k, v] : table) {
    const std::string key = prefix + std::string(k.str());
    if (keys.contains(key)) {
      const std::string type = keys[key].value("type", "any");
      if (type == "named" || type == "tables") TRY(check_tables(v, key, keys, file, document));
      else TRY(check_value(v, key, keys[key], file));
      continue;
    }
    bool group = false;
    for (const auto& [known, rule] : keys.items()) group |= known.rfind(key + ".", 0) == 0;
    if (group && v.is_table()) {
      TRY(check_table(*v.as_table(), key + ".", keys, file, document));
      continue;
    }
    const SourcePlace place{file, static_cast<int>(k.source().begin.line), static_cast<int>(k.source().begin.column)};
    if (group) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is a group, not a single value. Write [{}] on a line of its own and its keys below it.", key, key), place);
    std::vector<std::string> names;
    for (const auto& [known, rule] : keys.items()) names.push_back(known);
    const std::string near = closest(key, names);
    std::string message = fmt::format("'{}' is no key of a {} document.", key, document);
    if (!near.empty()) message += fmt::format(" Did you mean '{}'?", near);
    return fail(ErrorCode::kInvalidInput, message, place);
  }
  return {};
}

}  // namespace

Result<Json> read_document(std::string_view text, const std::string& file, const std::string& document) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::kInvalidInput, "This file is not UTF-8 text. Save it as UTF-8.", {file});
  const auto& keys = known_keys();
  if (!keys.contains(document)) return fail(ErrorCode::kUnavailable, "The table data/production/documents.json is missing or damaged. Reinstall Auteur's data folder.");
  try {
    const toml::table table = toml::parse(text, file);
    TRY(check_table(table, "", keys[document], file, document));
    Json j = json_of(table);
    add_places(j, table, "", keys[document]);
    return j;
  } catch (const toml::parse_error& e) {
    const std::string what(e.description());
    const bool open_quote = what.find("string") != what.npos && (what.find("control character") != what.npos || what.find("end-of-file") != what.npos);
    return fail(ErrorCode::kInvalidInput, open_quote ? "A quotation mark is missing at the end of this text." : "This cannot be read as TOML: " + what + ".",
                {file, static_cast<int>(e.source().begin.line), static_cast<int>(e.source().begin.column)});
  }
}

}  // namespace auteur::production
