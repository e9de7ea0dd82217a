#include "auteur/screenplay/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "auteur/base/sha256.h"
#include "auteur/base/text.h"
#include "scene_ranges.h"
#include "word_diff.h"

namespace auteur::screenplay {
namespace {

using K = ElementKind;

constexpr double kAlike = 0.34;         // scenes less alike than this are different scenes
constexpr std::size_t kRare = 40;       // a word pair found in more scenes than this tells none apart
constexpr std::size_t kMostJoined = 3;  // words that stay the same between two changes and are shown with them

struct Token { std::uint32_t word; int element; std::size_t begin, end; };

bool compared(K kind) { return kind != K::kTitlePage && kind != K::kBoneyard && kind != K::kPageBreak && kind != K::kNote; }

// Words of both drafts share one numbering.
class Vocabulary {
 public:
  std::uint32_t operator()(const std::string& word) { return ids_.try_emplace(word, static_cast<std::uint32_t>(ids_.size())).first->second; }

 private:
  std::unordered_map<std::string, std::uint32_t> ids_;
};

struct SceneWords {
  std::vector<Token> tokens;
  std::vector<std::uint32_t> words;    // of the tokens
  std::vector<std::uint64_t> pairs;    // sorted pairs of neighbours, for likeness
  Sha256 digest;
  std::string heading;
};

std::string plain_name(const std::string& cue) { return upper(trim(cue)); }

class Draft {
 public:
  Draft(const Parsed& parsed, Vocabulary& vocabulary, const std::map<std::string, std::string>& rename) : parsed_(parsed), lines_(parsed.source) {
    ranges_ = scene_elements(parsed.script);
    if (ranges_.size() == 1 && ranges_[0].heading < 0) front_ = {-1, 0, 0};
    else front_ = {-1, 0, ranges_.front().first};
    for (const auto& r : ranges_) scenes_.push_back(words_of(r, vocabulary, rename));
    before_ = words_of(front_, vocabulary, rename);
    std::size_t n = 0;
    for (const auto& r : ranges_) {
      ++n;
      std::string number = r.heading >= 0 ? element(r.heading).scene_number : "";
      numbers_.push_back(number.empty() ? std::to_string(n) : number);
    }
  }
  const Element& element(int i) const { return parsed_.script.elements[static_cast<std::size_t>(i)]; }
  const std::vector<SceneWords>& scenes() const { return scenes_; }
  const SceneWords& before() const { return before_; }
  const std::string& number(std::size_t i) const { return numbers_[i]; }
  int line_of_scene(std::size_t i) const { return ranges_[i].heading >= 0 ? element(ranges_[i].heading).line : 1; }
  int line_of_element(int i) const { return element(i).line; }
  ByteRange file_range(const Token& t) const { return in_file(element(t.element), parsed_.source, t.begin, t.end); }
  int line_at(std::size_t offset) const { return lines_.line(offset); }
  const Parsed& parsed() const { return parsed_; }
  const SceneElements& range(std::size_t i) const { return ranges_[i]; }

 private:
  SceneWords words_of(const SceneElements& r, Vocabulary& vocabulary, const std::map<std::string, std::string>& rename) const {
    SceneWords out;
    std::string all;
    for (std::size_t i = r.first; i < r.last; ++i) {
      const auto& e = parsed_.script.elements[i];
      if (!compared(e.kind)) continue;
      const int n = static_cast<int>(i);
      if (n == r.heading) out.heading = e.text;
      // What a paragraph is counts as a word: action that becomes dialogue has changed.
      out.tokens.push_back({vocabulary("\n" + std::to_string(static_cast<int>(e.kind))), n, 0, 0});
      const std::string& text = e.text;
      for (std::size_t k = 0; k < text.size();) {
        while (k < text.size() && (text[k] == ' ' || text[k] == '\n' || text[k] == '\t')) ++k;
        const std::size_t from = k;
        while (k < text.size() && text[k] != ' ' && text[k] != '\n' && text[k] != '\t') ++k;
        if (k == from) continue;
        out.tokens.push_back({vocabulary(renamed(text.substr(from, k - from), rename)), n, from, k});
      }
    }
    for (const auto& t : out.tokens) {
      out.words.push_back(t.word);
      all.append(reinterpret_cast<const char*>(&t.word), sizeof t.word);
    }
    out.digest = sha256(std::string_view(all));
    for (std::size_t i = 1; i < out.words.size(); ++i) out.pairs.push_back((static_cast<std::uint64_t>(out.words[i - 1]) << 32) | out.words[i]);
    std::sort(out.pairs.begin(), out.pairs.end());
    return out;
  }

  // A word with a renamed character's old name reads as if it had the new one, in the form it is written in.
  static std::string renamed(std::string word, const std::map<std::string, std::string>& rename) {
    if (rename.empty()) return word;
    std::size_t from = 0, to = word.size();
    const auto mark = [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80); };
    while (from < to && mark(word[from])) ++from;
    while (to > from && mark(word[to - 1])) --to;
    std::string core = word.substr(from, to - from), tail = word.substr(to);
    for (const std::string_view s : {"'s", "'S", "\u2019s"})
      if (core.size() > s.size() && core.ends_with(s)) {
        tail = std::string(s) + tail;
        core.resize(core.size() - s.size());
        break;
      }
    const auto it = rename.find(upper(core));
    if (it == rename.end()) return word;
    const bool loud = core == upper(core);
    std::string now = loud ? it->second : it->second.substr(0, 1) + lower(it->second.substr(1));
    return word.substr(0, from) + now + tail;
  }

  const Parsed& parsed_;
  Lines lines_;
  std::vector<SceneElements> ranges_;
  SceneElements front_;
  std::vector<SceneWords> scenes_;
  SceneWords before_;
  std::vector<std::string> numbers_;
};

double likeness(const SceneWords& a, const SceneWords& b) {
  if (a.pairs.empty() && b.pairs.empty()) return a.heading == b.heading ? 1 : 0;
  std::size_t i = 0, k = 0, both = 0;
  while (i < a.pairs.size() && k < b.pairs.size()) {
    if (a.pairs[i] == b.pairs[k]) { ++both; ++i; ++k; }
    else if (a.pairs[i] < b.pairs[k]) ++i;
    else ++k;
  }
  double d = 2.0 * static_cast<double>(both) / static_cast<double>(a.pairs.size() + b.pairs.size());
  if (upper(trim(a.heading)) == upper(trim(b.heading)) && !a.heading.empty()) d = d * 0.8 + 0.2;
  return d;
}

// match[i] = scene of the new draft for scene i of the old, or -1.
std::vector<int> match_scenes(const Draft& a, const Draft& b, std::vector<double>& like) {
  const std::size_t n = a.scenes().size(), m = b.scenes().size();
  std::vector<int> match(n, -1);
  std::vector<bool> taken(m, false);
  like.assign(n, 0);
  std::map<Sha256, std::vector<std::size_t>> same;
  for (std::size_t k = 0; k < m; ++k) same[b.scenes()[k].digest].push_back(k);
  for (std::size_t i = 0; i < n; ++i) {
    const auto it = same.find(a.scenes()[i].digest);
    if (it == same.end()) continue;
    for (const std::size_t k : it->second)
      if (!taken[k]) {
        match[i] = static_cast<int>(k);
        like[i] = 1;
        taken[k] = true;
        break;
      }
  }
  // Which scenes share pairs that are rare enough to mean something.
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> scenes_with;
  for (std::size_t k = 0; k < m; ++k) {
    if (taken[k]) continue;
    const auto& p = b.scenes()[k].pairs;
    for (std::size_t q = 0; q < p.size(); ++q)
      if (q == 0 || p[q] != p[q - 1]) {
        auto& list = scenes_with[p[q]];
        if (list.size() <= kRare) list.push_back(static_cast<std::uint32_t>(k));
      }
  }
  struct Pair { double like; std::size_t i, k; };
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < n; ++i) {
    if (match[i] >= 0) continue;
    std::map<std::uint32_t, int> shared;
    const auto& p = a.scenes()[i].pairs;
    for (std::size_t q = 0; q < p.size(); ++q)
      if (q == 0 || p[q] != p[q - 1])
        if (const auto it = scenes_with.find(p[q]); it != scenes_with.end() && it->second.size() <= kRare)
          for (const auto k : it->second) ++shared[k];
    std::vector<std::pair<int, std::uint32_t>> best;
    for (const auto& [k, count] : shared) best.emplace_back(-count, k);
    std::sort(best.begin(), best.end());
    for (std::size_t q = 0; q < std::min<std::size_t>(8, best.size()); ++q) {
      const double l = likeness(a.scenes()[i], b.scenes()[best[q].second]);
      if (l >= kAlike) pairs.push_back({l, i, best[q].second});
    }
  }
  const auto apart = [&](const Pair& p) { return std::abs(static_cast<double>(p.i) / static_cast<double>(n) - static_cast<double>(p.k) / static_cast<double>(m)); };
  std::stable_sort(pairs.begin(), pairs.end(), [&](const Pair& x, const Pair& y) { return x.like != y.like ? x.like > y.like : apart(x) < apart(y); });
  for (const auto& p : pairs) {
    if (match[p.i] >= 0 || taken[p.k]) continue;
    match[p.i] = static_cast<int>(p.k);
    like[p.i] = p.like;
    taken[p.k] = true;
  }
  // What stands alone between the same two neighbours with the same heading was rewritten in place.
  for (std::size_t i = 0; i < n; ++i) {
    if (match[i] >= 0) continue;
    const int left = i > 0 ? match[i - 1] : -1;
    if (i > 0 && left < 0) continue;
    const auto k = static_cast<std::size_t>(left + 1);
    if (k >= m || taken[k] || upper(trim(a.scenes()[i].heading)) != upper(trim(b.scenes()[k].heading)) || a.scenes()[i].heading.empty()) continue;
    match[i] = static_cast<int>(k);
    like[i] = likeness(a.scenes()[i], b.scenes()[k]);
    taken[k] = true;
  }
  return match;
}

// Matched scenes outside a longest increasing run have moved.
std::vector<bool> moved_scenes(const std::vector<int>& match) {
  std::vector<std::size_t> tails, from(match.size(), SIZE_MAX);
  for (std::size_t i = 0; i < match.size(); ++i) {
    if (match[i] < 0) continue;
    const auto it = std::lower_bound(tails.begin(), tails.end(), match[i], [&](std::size_t t, int v) { return match[t] < v; });
    if (it != tails.begin()) from[i] = *std::prev(it);
    if (it == tails.end()) tails.push_back(i);
    else *it = i;
  }
  std::vector<bool> moved(match.size(), false);
  for (std::size_t i = 0; i < match.size(); ++i) moved[i] = match[i] >= 0;
  if (!tails.empty())
    for (std::size_t i = tails.back(); i != SIZE_MAX; i = from[i]) moved[i] = false;
  return moved;
}

std::string text_of(const Draft& d, const std::vector<Token>& t, std::size_t from, std::size_t to, int* words) {
  std::string out;
  *words = 0;
  for (std::size_t i = from; i < to; ++i) {
    if (t[i].end == t[i].begin) continue;
    out += (out.empty() ? "" : " ") + d.element(t[i].element).text.substr(t[i].begin, t[i].end - t[i].begin);
    ++*words;
  }
  return out;
}

ByteRange range_of(const Draft& d, const std::vector<Token>& t, std::size_t from, std::size_t to) {
  ByteRange r{SIZE_MAX, 0};
  for (std::size_t i = from; i < to; ++i) {
    if (t[i].end == t[i].begin) continue;
    const auto f = d.file_range(t[i]);
    r.begin = std::min(r.begin, f.begin);
    r.end = std::max(r.end, f.end);
  }
  if (r.begin != SIZE_MAX) return r;
  // Nothing there: the place where it would be is before the next word, or after the last.
  if (from < t.size()) { const auto f = d.file_range(t[from]); return {f.begin, f.begin}; }
  if (!t.empty()) { const auto f = d.file_range(t.back()); return {f.end, f.end}; }
  return {};
}

std::vector<WordChange> word_changes(const Draft& a, const SceneWords& wa, const Draft& b, const SceneWords& wb) {
  auto hunks = edit_script(wa.words, wb.words);
  // Two changes with a word or two between them read better as one.
  std::vector<Hunk> joined;
  for (const auto& h : hunks) {
    bool near = false;
    if (!joined.empty() && h.a0 - joined.back().a1 <= kMostJoined) {
      const auto& last = joined.back();
      near = h.a0 - last.a1 <= std::min<std::size_t>(kMostJoined, std::min(h.a1 - h.a0 + h.b1 - h.b0, last.a1 - last.a0 + last.b1 - last.b0));
      for (std::size_t i = last.a1; i < h.a0; ++i) near &= wa.tokens[i].end > wa.tokens[i].begin;
    }
    if (near) {
      joined.back().a1 = h.a1;
      joined.back().b1 = h.b1;
    } else {
      joined.push_back(h);
    }
  }
  std::vector<WordChange> out;
  for (const auto& h : joined) {
    WordChange c;
    c.before = text_of(a, wa.tokens, h.a0, h.a1, &c.words_before);
    c.after = text_of(b, wb.tokens, h.b0, h.b1, &c.words_after);
    c.kind = c.before.empty() ? ChangeKind::kInserted : c.after.empty() ? ChangeKind::kDeleted : ChangeKind::kReplaced;
    c.bytes_before = range_of(a, wa.tokens, h.a0, h.a1);
    c.bytes_after = range_of(b, wb.tokens, h.b0, h.b1);
    if (h.a0 < wa.tokens.size()) c.element_before = wa.tokens[h.a0].element;
    if (h.b0 < wb.tokens.size()) c.element_after = wb.tokens[h.b0].element;
    c.line_before = a.line_at(c.bytes_before.begin);
    c.line_after = b.line_at(c.bytes_after.begin);
    if (c.before.empty() && c.after.empty()) {  // only what a paragraph is
      if (c.element_after < 0 || c.element_before < 0) continue;
      c.kind = ChangeKind::kReplaced;
      c.before = a.element(c.element_before).text.substr(0, 60);
      c.after = b.element(c.element_after).text.substr(0, 60);
      if (c.before == c.after && a.element(c.element_before).kind == b.element(c.element_after).kind) continue;
    }
    out.push_back(std::move(c));
  }
  return out;
}

// Words whose only difference is a character's new name.
void add_renames(const Draft& a, const SceneWords& wa, const Draft& b, const SceneWords& wb, std::vector<WordChange>& out) {
  const auto hunks = edit_script(wa.words, wb.words);
  std::size_t i = 0, k = 0, h = 0;
  while (i < wa.tokens.size() && k < wb.tokens.size()) {
    if (h < hunks.size() && hunks[h].a0 == i && hunks[h].b0 == k) {
      i = hunks[h].a1;
      k = hunks[h].b1;
      ++h;
      continue;
    }
    const auto &ta = wa.tokens[i], &tb = wb.tokens[k];
    const auto x = a.element(ta.element).text.substr(ta.begin, ta.end - ta.begin), y = b.element(tb.element).text.substr(tb.begin, tb.end - tb.begin);
    if (x != y) {
      WordChange c{ChangeKind::kRenamed, x, y, a.file_range(ta), b.file_range(tb), ta.element, tb.element, 0, 0, 1, 1};
      c.line_before = a.line_at(c.bytes_before.begin);
      c.line_after = b.line_at(c.bytes_after.begin);
      out.push_back(std::move(c));
    }
    ++i;
    ++k;
  }
  std::stable_sort(out.begin(), out.end(), [](const WordChange& x, const WordChange& y) { return x.bytes_after.begin < y.bytes_after.begin; });
}

// What is said under each cue of a scene, in order.
std::vector<std::pair<std::string, std::string>> speeches(const Draft& d, std::size_t scene) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto& r = d.range(scene);
  for (std::size_t i = r.first; i < r.last; ++i) {
    const auto& e = d.element(static_cast<int>(i));
    if (e.kind == K::kCharacter) out.emplace_back(plain_name(e.name.empty() ? e.text : e.name), "");
    else if (e.kind == K::kDialogue && !out.empty()) out.back().second += e.text + " ";
  }
  return out;
}

std::vector<RenamedCharacter> renamed_characters(const Draft& a, const Draft& b, const std::vector<int>& match) {
  std::map<std::string, int> in_a, in_b;
  std::map<std::pair<std::string, std::string>, int> votes;
  for (std::size_t k = 0; k < b.scenes().size(); ++k)
    for (const auto& s : speeches(b, k)) ++in_b[s.first];
  for (std::size_t i = 0; i < a.scenes().size(); ++i) {
    const auto said = speeches(a, i);
    for (const auto& s : said) ++in_a[s.first];
    if (match[i] < 0) continue;
    std::map<std::string, std::string> by_words;
    for (const auto& [who, words] : speeches(b, static_cast<std::size_t>(match[i]))) by_words.emplace(words, who);
    for (const auto& [who, words] : said)
      if (const auto it = by_words.find(words); it != by_words.end() && it->second != who && !words.empty()) ++votes[{who, it->second}];
  }
  std::vector<RenamedCharacter> out;
  for (const auto& [names, count] : votes)
    if (!in_b.contains(names.first) && !in_a.contains(names.second) && 2 * count >= in_a[names.first]) out.push_back({names.first, names.second, count});
  return out;
}

}  // namespace

Comparison compare(const Parsed& before, const Parsed& after) {
  Comparison out;
  std::map<std::string, std::string> rename;
  {  // names first: what only changed its name should not look like another scene
    Vocabulary v;
    const Draft a(before, v, {}), b(after, v, {});
    std::vector<double> like;
    // Cues apart, scenes with another name share nearly all words; matching survives that.
    out.renamed = renamed_characters(a, b, match_scenes(a, b, like));
    for (const auto& r : out.renamed) {
      if (r.before.find(' ') == std::string::npos && r.after.find(' ') == std::string::npos) rename[r.before] = r.after;
    }
  }
  Vocabulary v;
  // In both: whoever renames the cues may leave the old name in an action line.
  const Draft a(before, v, rename), b(after, v, rename);
  std::vector<double> like;
  const auto match = match_scenes(a, b, like);
  const auto moved = moved_scenes(match);
  std::vector<int> back(b.scenes().size(), -1);
  for (std::size_t i = 0; i < match.size(); ++i)
    if (match[i] >= 0) back[static_cast<std::size_t>(match[i])] = static_cast<int>(i);
  const auto removed = [&](std::size_t i) {
    SceneChange s;
    s.state = SceneState::kRemoved;
    s.before = static_cast<int>(i);
    s.number_before = a.number(i);
    s.heading_before = a.scenes()[i].heading;
    s.line_before = a.line_of_scene(i);
    ++out.removed;
    return s;
  };
  // Removed scenes stand where they were: after the scene that was before them and did not move.
  std::size_t next_old = 0;
  for (std::size_t k = 0; k < b.scenes().size(); ++k) {
    const int i = back[k];
    if (i >= 0 && !moved[static_cast<std::size_t>(i)])
      for (; next_old < static_cast<std::size_t>(i); ++next_old)
        if (match[next_old] < 0) out.scenes.push_back(removed(next_old));
    SceneChange s;
    s.after = static_cast<int>(k);
    s.number_after = b.number(k);
    s.heading_after = b.scenes()[k].heading;
    s.line_after = b.line_of_scene(k);
    if (i < 0) {
      s.state = SceneState::kAdded;
      ++out.added;
      for (const auto& t : b.scenes()[k].tokens) out.words_inserted += t.end > t.begin;
    } else {
      const auto n = static_cast<std::size_t>(i);
      s.before = i;
      s.number_before = a.number(n);
      s.heading_before = a.scenes()[n].heading;
      s.line_before = a.line_of_scene(n);
      s.moved = moved[n];
      s.likeness = like[n];
      if (a.scenes()[n].digest != b.scenes()[k].digest) s.changes = word_changes(a, a.scenes()[n], b, b.scenes()[k]);
      s.state = s.changes.empty() ? SceneState::kSame : SceneState::kChanged;
      for (const auto& c : s.changes) {
        out.words_inserted += c.words_after;
        out.words_deleted += c.words_before;
      }
      if (!rename.empty()) add_renames(a, a.scenes()[n], b, b.scenes()[k], s.changes);
      out.changed += s.state == SceneState::kChanged;
      out.moved += s.moved;
      out.same += s.state == SceneState::kSame && !s.moved;
      if (!s.moved) next_old = std::max(next_old, n + 1);
    }
    out.scenes.push_back(std::move(s));
  }
  for (; next_old < a.scenes().size(); ++next_old)
    if (match[next_old] < 0) out.scenes.push_back(removed(next_old));
  for (const auto& s : out.scenes)
    if (s.state == SceneState::kRemoved)
      for (const auto& t : a.scenes()[static_cast<std::size_t>(s.before)].tokens) out.words_deleted += t.end > t.begin;
  if (a.before().digest != b.before().digest) out.before_scenes = word_changes(a, a.before(), b, b.before());
  return out;
}

}  // namespace auteur::screenplay
