#include <algorithm>
#include <map>

#include "auteur/base/data_folder.h"
#include "auteur/base/json.h"
#include "auteur/base/text.h"
#include "auteur/screenplay/tags.h"
#include "lexicon.h"

namespace auteur::screenplay {
namespace {

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> out;
  if (list.is_array())
    for (const auto& v : list) if (v.is_string()) out.push_back(v.get<std::string>());
  return out;
}

std::vector<Category> load() {
  std::vector<Category> out;
  const auto document = parse_json(read_data_text("screenplay/categories.json"), "categories.json");
  if (!document || !document->is_object()) return out;
  for (const auto& c : document->value("categories", Json::array())) {
    if (!c.is_object()) continue;
    Category k;
    k.id = c.value("id", "");
    k.name = c.value("name", k.id);
    k.head = c.value("head", k.name);
    k.final_draft = c.value("final_draft", "");
    k.other_names = texts(c.value("other_names", Json::array()));
    k.other_ids = texts(c.value("other_ids", Json::array()));
    k.colour = c.value("colour", "#808080");
    k.department = c.value("department", "");
    if (!k.id.empty()) out.push_back(std::move(k));
  }
  return out;
}

}  // namespace

const std::vector<Category>& categories() {
  static const std::vector<Category> loaded = load();  // immutable after its first use
  return loaded;
}

const Category* find_category(std::string_view name) {
  const std::string low = lower(trim(name));
  for (const auto& c : categories()) {
    if (c.id == low || lower(c.name) == low || lower(c.head) == low) return &c;
    for (const auto& other : c.other_names) if (lower(other) == low) return &c;
  }
  return nullptr;
}

const Category* find_final_draft_category(std::string_view id, std::string_view name) {
  const std::string low = lower(trim(id));
  if (!low.empty())
    for (const auto& c : categories()) {
      if (c.final_draft == low) return &c;
      for (const auto& other : c.other_ids) if (low.starts_with(other)) return &c;
    }
  // The first eight digits are the category's own; files exist whose other digits differ.
  if (low.size() >= 8)
    for (const auto& c : categories()) if (c.final_draft.substr(0, 8) == low.substr(0, 8)) return &c;
  return name.empty() ? nullptr : find_category(name);
}

}  // namespace auteur::screenplay
