#include "auteur/production/tag_decisions.h"

#include <fmt/format.h>

#include <algorithm>

namespace auteur::production {

Result<screenplay::Dictionary> film_dictionary(Store& store) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  struct Dated { std::int64_t at; NodeId node; screenplay::DictionaryEntry entry; };
  std::vector<Dated> found;
  for (const auto& [node, selected] : view.selected) {
    if (!node.starts_with("script/tags/")) continue;
    const Choice choice = TRY(decisions.choice(view, node));
    for (const auto& [digest, selection] : choice.selections) {
      const std::string bytes = TRY(store.record_bytes(selection.chosen));
      const Json document = TRY(parse_json(bytes, node));
      auto entry = TRY(screenplay::dictionary_entry_from_json(document));
      entry.by = selection.by;
      entry.why = selection.why;
      found.push_back({selection.at.unix_ms, node, std::move(entry)});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Dated& a, const Dated& b) { return std::tie(a.at, a.node) < std::tie(b.at, b.node); });
  screenplay::Dictionary d;
  for (auto& f : found) d.entries.push_back(std::move(f.entry));
  return d;
}

Result<Json> dictionary_parameter(Store& store) {
  auto d = TRY(film_dictionary(store));
  for (auto& e : d.entries) {
    e.by.clear();
    e.why.clear();
  }
  return d.entries.empty() ? Json::object() : screenplay::to_json(d);
}

Result<void> decide_tags(Store& store, const std::vector<screenplay::DictionaryEntry>& entries, const std::string& by, Time at, const std::string& why) {
  if (entries.empty()) return {};
  Decisions decisions(store);
  const View seen = TRY(decisions.view());
  std::vector<Selection> selections;
  std::string what;
  for (auto entry : entries) {
    // Who and why stand in the Selection; the document is what was decided, so equal decisions are one document.
    entry.by.clear();
    entry.why.clear();
    const Json document = screenplay::to_json(entry);
    TRY(screenplay::dictionary_entry_from_json(document));
    Selection s;
    s.node = screenplay::dictionary_node(entry);
    s.chosen = TRY(store.put_record_bytes(canonical_json(document)));
    s.shown = {s.chosen};
    s.by = "person:" + by;
    s.at = at;
    s.why = why;
    what += (what.empty() ? "" : "; ") + fmt::format("{} '{}' as {}", entry.accept ? "tag" : "do not tag", entry.words, entry.category.empty() ? "anything" : entry.category);
    selections.push_back(std::move(s));
  }
  TRY(decisions.choose_all(std::move(selections), seen, what));
  return {};
}

}  // namespace auteur::production
