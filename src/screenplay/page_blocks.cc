#include "page_blocks.h"

#include <algorithm>
#include <cmath>

#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

// Inches from the left edge of the paper, and rows above: the usual edges of the industry.
constexpr ElementLayout kUsual[] = {
    {ElementKind::kSceneHeading, 1.5, 7.5, 2}, {ElementKind::kAction, 1.5, 7.5, 1},     {ElementKind::kCharacter, 3.5, 7.25, 1},
    {ElementKind::kParenthetical, 3.0, 5.5, 0}, {ElementKind::kDialogue, 2.5, 6.0, 0},  {ElementKind::kLyrics, 2.5, 6.0, 0},
    {ElementKind::kTransition, 5.5, 7.1, 1},   {ElementKind::kCentred, 1.5, 7.5, 1},    {ElementKind::kShot, 1.5, 7.5, 1},
    {ElementKind::kGeneral, 1.5, 7.5, 0},      {ElementKind::kCastList, 1.5, 7.5, 0},   {ElementKind::kActStart, 1.5, 7.5, 1},
    {ElementKind::kActEnd, 1.5, 7.5, 1}};

constexpr int kMostRows = 400;  // of one block

bool printed(ElementKind k) {
  switch (k) {
    case ElementKind::kTitlePage: case ElementKind::kPageBreak: case ElementKind::kSection: case ElementKind::kSynopsis:
    case ElementKind::kNote: case ElementKind::kBoneyard: return false;
    default: return true;
  }
}
bool in_speech(ElementKind k) { return k == ElementKind::kParenthetical || k == ElementKind::kDialogue || k == ElementKind::kLyrics; }

int side_height(const std::vector<Part>& parts) {
  std::size_t n = 0;
  for (const auto& p : parts) n += p.lines.size();
  return static_cast<int>(n);
}

// Two speeches beside each other: half the width each, the cue and the parentheses further in.
void narrow(std::vector<Part>& parts, int left) {
  for (auto& p : parts) {
    const int in = p.kind == ElementKind::kCharacter ? 8 : p.kind == ElementKind::kParenthetical ? 4 : 0;
    p.left = left + in;
    p.width = 28 - in - (p.kind == ElementKind::kParenthetical ? 3 : 0);
  }
}

class Cutter {
 public:
  Cutter(const Screenplay& s, const PageLayout& layout, const std::vector<PageLock>& locks, std::vector<int>& headings)
      : s_(s), layout_(layout), locks_(locks), headings_(headings) {}

  std::vector<Block> run() {
    for (std::size_t i = 0; i < s_.elements.size(); ++i) element(static_cast<int>(i));
    std::vector<Block> all;
    all.reserve(blocks_.size());
    for (auto& b : blocks_) {
      if (!b.beside.empty()) { narrow(b.parts, 15); narrow(b.beside, 46); }
      for (auto& p : b.parts) wrap_part(s_, p);
      for (auto& p : b.beside) wrap_part(s_, p);
      if (b.rows() <= kMostRows) { all.push_back(std::move(b)); continue; }
      Block second = b;
      second.parts = std::move(second.beside);
      second.beside.clear();
      second.new_page = false;
      b.beside.clear();
      shorten(std::move(b), all);
      if (!second.parts.empty()) shorten(std::move(second), all);
    }
    blocks_ = std::move(all);
    return std::move(blocks_);
  }

 private:
  const ElementExtras* extras(const Element& e) const {
    return e.extras >= 0 && static_cast<std::size_t>(e.extras) < s_.extras.size() ? &s_.extras[static_cast<std::size_t>(e.extras)] : nullptr;
  }

  // A block of many pages becomes several: turning a page must not cost the length of the whole.
  static void shorten(Block b, std::vector<Block>& out) {
    Block now = b;
    now.parts.clear();
    const auto next = [&] {
      out.push_back(now);
      now.parts.clear();
      now.space = 0;
      now.new_page = false;
      now.label.clear();
      if (b.speech) {
        now.parts.push_back(b.parts[0]);
        now.parts[0].from = now.parts[0].to;
        now.parts[0].lines.assign(1, {now.parts[0].to, now.parts[0].to});
      }
    };
    int rows = 0;
    for (std::size_t k = 0; k < b.parts.size(); ++k) {
      const Part& p = b.parts[k];
      for (std::size_t line = 0; line < p.lines.size(); line += kMostRows) {
        Part piece = p;
        const std::size_t end = std::min(p.lines.size(), line + static_cast<std::size_t>(kMostRows));
        piece.lines.assign(p.lines.begin() + static_cast<std::ptrdiff_t>(line), p.lines.begin() + static_cast<std::ptrdiff_t>(end));
        if (line > 0) piece.from = piece.lines.front().begin;
        if (end < p.lines.size()) piece.to = p.lines[end].begin;
        if (rows > 0 && rows + static_cast<int>(piece.lines.size()) > kMostRows && !(b.speech && now.parts.size() < 2)) { next(); rows = 0; }
        rows += static_cast<int>(piece.lines.size());
        now.parts.push_back(std::move(piece));
      }
    }
    if (!now.parts.empty()) out.push_back(std::move(now));
  }

  Part part(int index, std::size_t from, std::size_t to) const {
    const Element& e = s_.elements[static_cast<std::size_t>(index)];
    const ElementLayout edge = edges(layout_, e.kind);
    Part p;
    p.element = index;
    p.kind = e.kind;
    p.from = from;
    p.to = to;
    p.left = static_cast<int>(std::lround(edge.left * 10));
    p.width = std::max(1, static_cast<int>(std::lround((edge.right - edge.left) * 10)));
    p.upper_case = e.kind == ElementKind::kSceneHeading || e.kind == ElementKind::kTransition || e.kind == ElementKind::kShot || e.kind == ElementKind::kCharacter;
    p.right_aligned = e.kind == ElementKind::kTransition;
    p.centred = e.kind == ElementKind::kCentred || e.kind == ElementKind::kActStart || e.kind == ElementKind::kActEnd;
    p.parenthesise = e.kind == ElementKind::kParenthetical && !e.text.starts_with('(');
    if (const auto* x = extras(e)) {
      if (x->alignment == Alignment::kCentre) { p.centred = true; p.right_aligned = false; }
      if (x->alignment == Alignment::kRight) { p.right_aligned = true; p.centred = false; }
      if (x->alignment == Alignment::kLeft) p.right_aligned = p.centred = false;
    }
    return p;
  }

  void element(int index) {
    const Element& e = s_.elements[static_cast<std::size_t>(index)];
    if (e.kind == ElementKind::kPageBreak) { new_page_ = true; return; }
    if (!printed(e.kind)) return;
    if (e.kind == ElementKind::kSceneHeading) headings_.push_back(index);
    std::size_t from = 0;
    for (;;) {
      std::string label;
      bool locked = false;
      while (next_lock_ < locks_.size() && (locks_[next_lock_].element < index || (locks_[next_lock_].element == index && locks_[next_lock_].offset <= from))) {
        // Locked pages whose text is gone share the page of the next.
        label = label.empty() ? locks_[next_lock_].label : label + "-" + locks_[next_lock_].label;
        ++next_lock_;
        locked = true;
      }
      if (const auto dash = label.find('-'); dash != std::string::npos) label = label.substr(0, dash) + label.substr(label.rfind('-'));
      std::size_t to = e.text.size();
      if (next_lock_ < locks_.size() && locks_[next_lock_].element == index && locks_[next_lock_].offset < to) to = locks_[next_lock_].offset;
      add(index, from, to, locked, std::move(label));
      if (to == e.text.size()) break;
      from = to;
    }
  }

  void add(int index, std::size_t from, std::size_t to, bool locked, std::string label) {
    const Element& e = s_.elements[static_cast<std::size_t>(index)];
    const bool join = in_speech(e.kind) && !blocks_.empty() && blocks_.back().speech && !new_page_;
    if (join && !locked) {
      auto& b = blocks_.back();
      (b.beside.empty() ? b.parts : b.beside).push_back(part(index, from, to));
      return;
    }
    // The second of a pair stands beside the first.
    if (e.kind == ElementKind::kCharacter && e.dual && from == 0 && !locked && !blocks_.empty() && blocks_.back().speech && blocks_.back().beside.empty()) {
      blocks_.back().beside.push_back(part(index, from, to));
      return;
    }
    Block b;
    b.new_page = new_page_ || locked;
    new_page_ = false;
    b.label = std::move(label);
    b.scene = static_cast<int>(headings_.size()) - 1;
    b.space = edges(layout_, e.kind).space_before;
    if (e.kind == ElementKind::kLyrics && !join) {  // a song without a cue is a paragraph
      const bool goes_on = !blocks_.empty() && blocks_.back().parts.back().kind == ElementKind::kLyrics;
      if (!goes_on) b.space = std::max(1, b.space);
    }
    b.keep_with_next = e.kind == ElementKind::kSceneHeading || e.kind == ElementKind::kShot || e.kind == ElementKind::kActStart;
    b.speech = e.kind == ElementKind::kCharacter;
    if (join && locked) {  // a speech that goes on at a locked page has its cue again
      const Part cue = blocks_.back().parts[0];
      b.speech = true;
      b.space = 0;
      b.parts.push_back(cue);
      b.parts[0].from = b.parts[0].to;  // says: the cue once more
    }
    b.parts.push_back(part(index, from, to));
    blocks_.push_back(std::move(b));
  }

  const Screenplay& s_;
  const PageLayout& layout_;
  const std::vector<PageLock>& locks_;
  std::vector<int>& headings_;
  std::vector<Block> blocks_;
  std::size_t next_lock_ = 0;
  bool new_page_ = false;
};

}  // namespace

int Block::rows() const { return std::max(side_height(parts), side_height(beside)); }

void wrap_part(const Screenplay& script, Part& p) {
  const auto& text = script.elements[static_cast<std::size_t>(p.element)].text;
  // Parentheses hang: the first line begins a cell to the left of the words.
  p.lines = wrap(text, p.from, p.to, p.parenthesise ? std::max(1, p.width - 1) : p.width);
  // Trailing line breaks of a text print nothing.
  while (p.lines.size() > 1 && p.lines.back().begin >= p.lines.back().end) p.lines.pop_back();
}

ElementLayout edges(const PageLayout& layout, ElementKind kind) {
  ElementLayout usual{kind, 1.5, 7.5, 1};
  for (const auto& u : kUsual)
    if (u.kind == kind) usual = u;
  for (const auto& own : layout.elements) {
    if (own.kind != kind) continue;
    // A file's edges are believed where they leave room for a word.
    const double left = own.left > 0 ? own.left : usual.left, right = own.right > 0 ? own.right : usual.right;
    if (left >= 0.1 && right <= 20 && right - left >= 0.5) { usual.left = left; usual.right = right; }
    if (own.space_before >= 0 && own.space_before <= 10) usual.space_before = own.space_before;
  }
  return usual;
}

std::vector<Block> cut_into_blocks(const Screenplay& script, const PageLayout& layout, const std::vector<PageLock>& locks, std::vector<int>& scene_headings) {
  return Cutter(script, layout, locks, scene_headings).run();
}

}  // namespace auteur::screenplay
