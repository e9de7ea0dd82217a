// Things that are set up and never used, and things that are used out of nowhere.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "advice.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

struct Data { WordSet weighty, everywhere, hide, take; };
const Data& data() {
  static const Data loaded = [] {
    Data d;
    const std::string text = read_data_text("screenplay/advice.txt");
    for (auto line : split(text, '\n')) {
      line = trim(line);
      const auto colon = line.find(':');
      if (line.empty() || line[0] == '#' || colon == std::string_view::npos) continue;
      const auto key = trim(line.substr(0, colon));
      WordSet* set = key == "weighty" ? &d.weighty : key == "everywhere" ? &d.everywhere : key == "hide" ? &d.hide : key == "take" ? &d.take : nullptr;
      for (const auto w : split(line.substr(colon + 1), ','))
        if (set && !trim(w).empty()) set->insert(lower(trim(w)));
    }
    return d;
  }();
  return loaded;
}

// One naming of a thing.
struct Naming { int element = -1; std::size_t begin = 0, end = 0, sentence_begin = 0, sentence_end = 0; bool spoken = false, definite = false, owned = false, placed = false, compared = false, plural = false, taken = false, from = false; };

bool one_of(std::string_view w, std::initializer_list<std::string_view> list) { return std::find(list.begin(), list.end(), w) != list.end(); }

std::map<std::string, std::vector<Naming>> namings(const Advice& advice) {
  std::map<std::string, std::vector<Naming>> out;
  const auto& e = advice.elements();
  for (std::size_t i = 0; i < e.size(); ++i) {
    const bool action = e[i].kind == ElementKind::kAction || e[i].kind == ElementKind::kShot, spoken = e[i].kind == ElementKind::kDialogue;
    const bool other = e[i].kind == ElementKind::kParenthetical || e[i].kind == ElementKind::kSceneHeading || e[i].kind == ElementKind::kLyrics;
    if (!action && !spoken && !other) continue;
    for (const auto& s : sentences(e[i].text)) {
      const auto w = words(e[i].text, s.begin, s.end);
      for (std::size_t k = 0; k < w.size();) {
        const PropWord* prop = nullptr;
        std::size_t n = 0;
        for (std::size_t size = std::min<std::size_t>(3, w.size() - k); size > 0 && !prop; --size) {
          std::string phrase;
          for (std::size_t q = k; q < k + size; ++q) phrase += (q > k ? " " : "") + w[q].low;
          prop = find(lexicon().props, singular(phrase));
          n = size;
        }
        if (!prop || (w[k].capital && !w[k].capitals && k > 0)) { ++k; continue; }
        Naming x;
        x.element = static_cast<int>(i);
        x.begin = w[k].begin;
        x.end = w[k + n - 1].end;
        x.sentence_begin = s.begin;
        x.sentence_end = s.end;
        x.spoken = !action;
        x.plural = w[k + n - 1].low != singular(w[k + n - 1].low);
        for (std::size_t back = 1; back <= 4 && back <= k; ++back) {
          const auto& word = w[k - back];
          if (word.low == "the") { x.definite = back == 1; break; }
          if (one_of(word.low, {"his", "her", "their", "its", "my", "your", "our"}) || word.possessive) { x.owned = true; break; }
          if (one_of(word.low, {"a", "an", "some", "two", "three", "another", "no", "any", "of", "with", "in", "on"}) || word.before != 0) break;
        }
        for (std::size_t q = 0; q < w.size(); ++q) {
          x.compared |= one_of(w[q].low, {"like", "if", "without", "no"});
          x.placed |= data().hide.contains(w[q].low);
          x.taken |= data().take.contains(w[q].low) && q < k;
          x.from |= one_of(w[q].low, {"from", "out", "off", "again", "back"});
        }
        // "On the table lies a gun": the thing is what the sentence is about.
        for (std::size_t q = 0; q < w.size(); ++q)
          if (one_of(w[q].low, {"lies", "hangs", "rests", "sits", "waits", "lie", "hang", "gleams", "glints"}) && (q + 4 >= k && q < k + n + 3)) x.placed = true;
        out[prop->id].push_back(x);
        k += n;
      }
    }
  }
  return out;
}

}  // namespace

void check_props(Advice& advice) {
  const auto all = namings(advice);
  std::map<std::string, const PropWord*> by_id;
  for (const auto& [word, p] : lexicon().props)
    if (auto& slot = by_id[p.id]; !slot || p.name < slot->name) slot = &p;
  // Namings of a thing and of everything of its type: a letter may have been an envelope before, a key an iron key.
  const auto family = [&](const std::string& id) {
    std::vector<const Naming*> out;
    for (const auto& [other, list] : all) {
      const auto x = by_id.find(other), y = by_id.find(id);
      if (other == id || (x != by_id.end() && y != by_id.end() && x->second->type == y->second->type))
        for (const auto& n : list) out.push_back(&n);
    }
    return out;
  };
  const std::size_t scenes = advice.breakdown().scenes.size();
  std::set<std::string> used;
  for (const auto& s : advice.breakdown().scenes)
    for (const auto& p : s.props)
      if (p.handled) used.insert(p.id);
  std::size_t last_word = 0;
  for (const auto& x : advice.elements()) last_word = std::max(last_word, x.bytes.end);
  for (const auto& [id, list] : all) {
    const auto it = by_id.find(id);
    if (it == by_id.end() || !data().weighty.contains(it->second->type) || data().everywhere.contains(it->second->name)) continue;
    const std::string& name = it->second->name;
    const auto kin = family(id);
    // Set up: named once in the whole script, placed or hidden, with room left for it to come back.
    if (list.size() == 1 && !list[0].spoken && list[0].placed && !list[0].compared && !list[0].owned && !list[0].plural) {
      const auto& x = list[0];
      const auto& element = advice.elements()[static_cast<std::size_t>(x.element)];
      if (static_cast<double>(element.bytes.begin) < 0.85 * static_cast<double>(last_word))
        advice.add("prop-unused", id, x.element, x.sentence_begin, x.sentence_end, fmt::format("'{}' is put in sight here and never comes back. Use it, or leave it out.", name));
    }
    // Out of nowhere: handled as "the gun" at its first naming, though nobody has mentioned it.
    const auto first = std::min_element(kin.begin(), kin.end(), [](const Naming* a, const Naming* b) { return std::pair(a->element, a->begin) < std::pair(b->element, b->begin); });
    const Naming& x = **first;
    if (&x >= list.data() && &x < list.data() + list.size() && x.definite && x.taken && !x.from && !x.plural && !x.spoken && !x.compared && used.contains(id) && scenes > 0) {
      const int scene = advice.scene_of(x.element);
      const auto& props = scene < 0 || static_cast<std::size_t>(scene) >= scenes ? std::vector<PropUse>{} : advice.breakdown().scenes[static_cast<std::size_t>(scene)].props;
      const bool handled_here = std::any_of(props.begin(), props.end(), [&](const PropUse& p) { return p.id == id && p.handled; });
      if (handled_here)
        advice.add("prop-unplaced", id, x.element, x.sentence_begin, x.sentence_end, fmt::format("'the {}' is used here, but no line has brought it in. Show where it comes from, or write 'a {}'.", name, name));
    }
  }
}

}  // namespace auteur::screenplay
