#include "tag_dictionary.h"

#include <algorithm>
#include <fmt/format.h>

#include "auteur/base/text.h"
#include "lexicon.h"
#include "tag_lexicon.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

// Words as they are compared: lower case, single spaces, singular.
std::string plain(std::string_view text) {
  std::string out;
  for (const auto& w : words(text, 0, text.size())) out += (out.empty() ? "" : " ") + w.low;
  return noun_lemma(out);
}

// Whether the words of a tag end with what the entry names: "the brass compass" is a compass.
bool means(const Tag& t, const std::string& entry) {
  const std::string own = plain(t.words);
  if (own == entry || t.id == slug(entry)) return true;
  return own.size() > entry.size() && own.ends_with(" " + entry);
}

void tag_all(std::vector<Tag>& tags, const Screenplay& script, const std::vector<int>& scenes, const DictionaryEntry& entry, const std::string& wanted) {
  const auto pieces = words(wanted, 0, wanted.size());
  if (pieces.empty()) return;
  for (std::size_t i = 0; i < script.elements.size(); ++i) {
    const Element& e = script.elements[i];
    const int scene = scenes[i];
    if ((e.kind != ElementKind::kAction && e.kind != ElementKind::kShot && e.kind != ElementKind::kGeneral && e.kind != ElementKind::kSceneHeading) || e.text.size() > 20000) continue;
    const auto w = words(e.text, 0, e.text.size());
    for (std::size_t k = 0; k + pieces.size() <= w.size(); ++k) {
      std::string text;
      for (std::size_t q = k; q < k + pieces.size(); ++q) text += (text.empty() ? "" : " ") + w[q].low;
      if (noun_lemma(text) != wanted) continue;
      const std::size_t begin = w[k].begin, end = w[k + pieces.size() - 1].begin + w[k + pieces.size() - 1].low.size();
      bool there = false;
      for (auto& t : tags) {
        if (t.element != static_cast<int>(i) || t.text.begin >= end || begin >= t.text.end || t.tier != Tier::kOnSet || t.category == "cast") continue;
        if (t.category != "sound" && t.category != "stunts") t.category = entry.category;
        if (t.category != entry.category) continue;
        t.by = entry.by;
        t.rule = "dictionary";
        t.confidence = 1;
        there = true;
      }
      if (there) continue;
      Tag t;
      t.category = entry.category;
      t.words = e.text.substr(begin, end - begin);
      t.text = {begin, end};
      const bool exact = e.bytes.end - e.bytes.begin == e.text.size();
      t.bytes = exact ? ByteRange{e.bytes.begin + begin, e.bytes.begin + end} : e.bytes;
      t.element = static_cast<int>(i);
      t.scene = std::max(0, scene);
      t.rule = "dictionary";
      t.confidence = 1;
      t.id = entry.category == "cast" ? upper(wanted) : slug(wanted);
      t.name = t.words;
      t.by = entry.by;
      tags.push_back(std::move(t));
    }
  }
}

}  // namespace

void apply_dictionary(std::vector<Tag>& tags, const Screenplay& script, const std::vector<int>& scenes, const Dictionary& dictionary) {
  // The last word about the same words in the same category stands.
  std::vector<const DictionaryEntry*> standing;
  for (const auto& e : dictionary.entries) {
    std::erase_if(standing, [&](const DictionaryEntry* o) { return plain(o->words) == plain(e.words) && (o->category == e.category || o->accept == e.accept || e.category.empty()); });
    standing.push_back(&e);
  }
  for (const auto* e : standing) {
    const std::string wanted = plain(e->words);
    if (wanted.empty()) continue;
    if (e->accept) tag_all(tags, script, scenes, *e, wanted);
    else std::erase_if(tags, [&](const Tag& t) { return (e->category.empty() || t.category == e->category) && t.by != "file" && means(t, wanted); });
  }
}

std::string dictionary_node(const DictionaryEntry& entry) {
  const std::string category = entry.category.empty() ? "any" : slug(entry.category);
  std::string words = slug(plain(entry.words));
  // Node ids are plain paths: letters of other alphabets are written as their bytes.
  std::string safe;
  for (const char c : words) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') safe += c;
    else safe += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return "script/tags/" + category + "/" + (safe.empty() ? "word" : safe);
}

Json to_json(const DictionaryEntry& e) {
  return {{"kind", "auteur.tag-decision"}, {"version", 1}, {"accept", e.accept}, {"category", e.category}, {"words", e.words}, {"by", e.by}, {"why", e.why}};
}

Result<DictionaryEntry> dictionary_entry_from_json(const Json& j) {
  TRY(expect_kind(j, "auteur.tag-decision", 1));
  DictionaryEntry e;
  try {
    e.accept = j.value("accept", true);
    e.category = j.value("category", "");
    e.words = j.value("words", "");
    e.by = j.value("by", "");
    e.why = j.value("why", "");
  } catch (const Json::exception&) {
    return fail(ErrorCode::kInvalidInput, "A tag decision needs \"accept\" (true or false), \"category\" and \"words\" (text).");
  }
  if (e.words.empty() || e.words.size() > 200) return fail(ErrorCode::kInvalidInput, "A tag decision needs \"words\" of 1 to 200 bytes.");
  if (e.category.empty() ? e.accept : find_category(e.category) == nullptr) {
    std::vector<std::string> ids;
    for (const auto& c : categories()) ids.push_back(c.id);
    const std::string near = closest(e.category, ids);
    return fail(ErrorCode::kInvalidInput, fmt::format("There is no breakdown category '{}'.{}", e.category, near.empty() ? "" : " Did you mean '" + near + "'?"));
  }
  return e;
}

Json to_json(const Dictionary& d) {
  Json entries = Json::array();
  for (const auto& e : d.entries) entries.push_back(to_json(e));
  return {{"kind", "auteur.tag-dictionary"}, {"version", 1}, {"entries", entries}};
}

Result<Dictionary> dictionary_from_json(const Json& j) {
  TRY(expect_kind(j, "auteur.tag-dictionary", 1));
  Dictionary d;
  const Json entries = j.value("entries", Json::array());
  if (!entries.is_array() || entries.size() > 100000) return fail(ErrorCode::kInvalidInput, "A tag dictionary needs \"entries\": a list of at most 100000 decisions.");
  for (const auto& e : entries) d.entries.push_back(TRY(dictionary_entry_from_json(e)));
  return d;
}

Json tags_to_json(const std::vector<Tag>& tags) {
  Json list = Json::array();
  for (const auto& t : tags)
    list.push_back({{"category", t.category}, {"words", t.words}, {"id", t.id}, {"name", t.name}, {"bytes", {{"begin", t.bytes.begin}, {"end", t.bytes.end}}},
                    {"text", {{"begin", t.text.begin}, {"end", t.text.end}}}, {"element", t.element}, {"scene", t.scene}, {"rule", t.rule},
                    {"confidence", t.confidence}, {"tier", t.tier == Tier::kOnSet ? "on-set" : "mentioned"}, {"by", t.by}});
  return {{"kind", "auteur.tags"}, {"version", 1}, {"tags", list}};
}

Result<std::vector<Tag>> tags_from_json(const Json& j) {
  TRY(expect_kind(j, "auteur.tags", 1));
  std::vector<Tag> out;
  const Json list = j.value("tags", Json::array());
  if (!list.is_array() || list.size() > 1000000) return fail(ErrorCode::kInvalidInput, "A document of tags needs \"tags\": a list.");
  try {
    for (const auto& e : list) {
      Tag t;
      t.category = e.value("category", "");
      t.words = e.value("words", "");
      t.id = e.value("id", "");
      t.name = e.value("name", "");
      const Json bytes = e.value("bytes", Json::object()), text = e.value("text", Json::object());
      t.bytes = {bytes.value("begin", std::size_t{0}), bytes.value("end", std::size_t{0})};
      t.text = {text.value("begin", std::size_t{0}), text.value("end", std::size_t{0})};
      t.element = e.value("element", -1);
      t.scene = e.value("scene", -1);
      t.rule = e.value("rule", "");
      t.confidence = e.value("confidence", 0.0);
      t.tier = e.value("tier", "on-set") == std::string("mentioned") ? Tier::kMentioned : Tier::kOnSet;
      t.by = e.value("by", "policy:breakdown");
      out.push_back(std::move(t));
    }
  } catch (const Json::exception&) {
    return fail(ErrorCode::kInvalidInput, "A tag has a field of the wrong type: see docs/screenplay.md, \"Breakdown\".");
  }
  return out;
}

void decide_props(Breakdown& breakdown, const Screenplay& script, const Dictionary& dictionary) {
  const auto about_props = [](const DictionaryEntry& e) { return e.category == "props" || (e.category.empty() && !e.accept); };
  if (std::none_of(dictionary.entries.begin(), dictionary.entries.end(), about_props)) return;
  for (auto& scene : breakdown.scenes)
    std::erase_if(scene.props, [&](const PropUse& p) {
      bool rejected = false;
      for (const auto& e : dictionary.entries) {
        if (!about_props(e)) continue;
        const std::string wanted = plain(e.words), own = plain(p.name);
        if (own == wanted || (own.size() > wanted.size() && own.ends_with(" " + wanted))) rejected = !e.accept;
      }
      return rejected;
    });
  for (const Tag& t : tag(script, breakdown, dictionary)) {
    if (t.rule != "dictionary" || t.category != "props" || t.tier != Tier::kOnSet || t.scene < 0 || t.scene >= static_cast<int>(breakdown.scenes.size())) continue;
    auto& props = breakdown.scenes[static_cast<std::size_t>(t.scene)].props;
    const std::string name = plain(t.words);
    const auto same = [&](const PropUse& p) { return p.id == t.id || plain(p.name) == name; };
    if (props.size() >= 200 || std::any_of(props.begin(), props.end(), same)) continue;
    PropUse use;
    use.id = t.id;
    use.name = name;
    use.rule = t.rule;
    use.bytes = t.bytes;
    const auto known = lexicon().props.find(name);
    use.type = known == lexicon().props.end() ? "object" : known->second.type;
    props.push_back(std::move(use));
  }
}

}  // namespace auteur::screenplay
