// Tags: which words of the script name something that a department must bring.
//
// A tag stands on words: it keeps their bytes, the rule that made it, how sure that rule is, and who decided. Rules read
// action lines and headings only; what is merely spoken of in dialogue is kept apart (Tier::kMentioned). Rules are
// tables (data/screenplay/film_terms.txt, nouns.tsv, tag_frames.txt); the same script, tables and dictionary give the
// same tags.
//
// What a person accepts or rejects is a Dictionary: part of the film, an input of tagging, and stronger than any rule.
// Thread safety: values only; tag() may be called from several threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// A breakdown category (data/screenplay/categories.json), in the order of the sheet.
struct Category {
  std::string id;           // "props"
  std::string name;         // as Final Draft calls it: "Props"
  std::string head;         // as sheets print it
  std::string final_draft;  // id in Final Draft files; match by this first
  std::vector<std::string> other_names, other_ids;
  std::string colour;       // "#RRGGBB", for the eye only
  std::string department;
};
const std::vector<Category>& categories();
const Category* find_category(std::string_view id_or_name);           // "props", "Props", "PROPS"; nullptr
const Category* find_final_draft_category(std::string_view id, std::string_view name);  // by id, then by name

enum class Tier { kOnSet, kMentioned };

struct Tag {
  std::string category;     // Category::id
  std::string words;        // as written: "brass compass"
  std::string id;           // the element, over the whole film: "compass"; cast: CastMember::id
  std::string name;         // as lists print it: "Brass compass"
  ByteRange bytes;          // in the file; the element's when it holds marks that its text has not
  ByteRange text;           // in Element::text
  int element = -1;         // index in Screenplay::elements
  int scene = -1;           // Scene::index
  std::string rule;         // "handled", "worn", "cue" ...: docs/screenplay.md lists them
  double confidence = 0;    // 0..1
  Tier tier = Tier::kOnSet;
  std::string by = "policy:breakdown";  // or "person:NAME", or "file" for tags that came with a Final Draft file
};

// One decision about words. `words` are compared in lower case and singular; they hold for all occurrences.
struct DictionaryEntry {
  bool accept = true;       // tag all occurrences; false: never tag them so
  std::string category;     // Category::id; with accept = false "" means every category
  std::string words;
  std::string by, why;      // "person:NAME"
  bool operator==(const DictionaryEntry&) const = default;
};
struct Dictionary {
  std::vector<DictionaryEntry> entries;  // later ones win over earlier ones about the same words
  bool operator==(const Dictionary&) const = default;
};

// The node a decision is recorded under: "script/tags/props/compass". Only letters, digits and '-' after "tags/".
std::string dictionary_node(const DictionaryEntry& entry);

// kinds "auteur.tag-decision", "auteur.tag-dictionary" and "auteur.tags", version 1.
// Errors of the readers: kInvalidInput naming the field.
Json to_json(const DictionaryEntry& entry);
Result<DictionaryEntry> dictionary_entry_from_json(const Json& document);
Json to_json(const Dictionary& dictionary);
Result<Dictionary> dictionary_from_json(const Json& document);
Json tags_to_json(const std::vector<Tag>& tags);
Result<std::vector<Tag>> tags_from_json(const Json& document);

// All tags in the order of the script. `breakdown` must come from the same script.
std::vector<Tag> tag(const Screenplay& script, const Breakdown& breakdown, const Dictionary& dictionary = {});

// What people decided about props, brought into the scenes' props: what is rejected is not brought, what is accepted is
// brought into every scene that names it. The film is made from these. `breakdown` must come from `script`.
void decide_props(Breakdown& breakdown, const Screenplay& script, const Dictionary& dictionary);

// What one scene needs: each element once, with where it is named. Sorted as categories() and then by first mention.
struct SceneElement {
  std::string category, id, name;
  std::vector<std::size_t> tags;  // indices into the tags given
};
std::vector<SceneElement> elements_of_scene(const std::vector<Tag>& tags, int scene, Tier tier = Tier::kOnSet);

}  // namespace auteur::screenplay
