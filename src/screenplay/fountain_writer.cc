// A model composed as Fountain. Which marks are needed is asked of the same questions that the reader asks
// (fountain_syntax.h); here is only what stands between elements.
#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/screenplay/fountain.h"
#include "fountain_lines.h"
#include "fountain_render.h"
#include "fountain_syntax.h"

namespace auteur::screenplay {
namespace {

bool is_cut(ElementKind kind) { return kind == ElementKind::kNote || kind == ElementKind::kBoneyard; }
bool is_spoken(ElementKind kind) { return kind == ElementKind::kParenthetical || kind == ElementKind::kDialogue; }
bool inside(ByteRange a, ByteRange b) { return a.end > a.begin && a.begin >= b.begin && a.end <= b.end; }

// Fields that the reader takes back: no colon in a key, no empty line in a value, a known key among them.
std::vector<TitleField> settled(const std::vector<TitleField>& fields) {
  std::vector<TitleField> out;
  bool known = false;
  for (const auto& f : fields) {
    TitleField field;
    for (char c : trim(f.key)) field.key += c == ':' ? '-' : static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c;
    if (field.key.empty() || title_colon(field.key + ':') != field.key.size()) field.key = "Notes";
    Element value;
    value.kind = ElementKind::kDialogue;  // lines trimmed on both sides
    value.text = f.value;
    value = as_fountain_holds(std::move(value));
    for (const auto line : split(value.text, '\n'))
      if (!line.empty()) field.value.append(field.value.empty() ? "" : "\n").append(line);
    known |= is_known_title_key(field.key);
    out.push_back(std::move(field));
  }
  if (!known && !out.empty()) out.insert(out.begin(), {"Title", {}});
  return out;
}

class Composer {
 public:
  explicit Composer(const Screenplay& script) : s_(script) {}

  std::string run() {
    const auto& all = s_.elements;
    const auto at = std::find_if(all.begin(), all.end(), [](const Element& e) { return !is_cut(e.kind); });
    title_at_ = at != all.end() && at->kind == ElementKind::kTitlePage ? static_cast<std::size_t>(at - all.begin()) : all.size();
    if (title_at_ == all.size()) title_page(nullptr);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == title_at_) title_page(&all[i]);
      else if (is_cut(all[i].kind)) cut(i);
      else if (all[i].kind != ElementKind::kTitlePage) element(i);
      for (const auto& note : s_.notes)
        if (note.element == static_cast<int>(i)) script_note(note, wrote_ == i && !is_cut(all[i].kind));
    }
    end_paragraph();
    if (!titled_) deny_title_page();
    if (out_.starts_with("%PDF") || out_.starts_with("\xEF\xBB\xBF")) out_.insert(0, "\n");  // these words are no mark of another format
    return std::move(out_);
  }

 private:
  void title_page(const Element* e) {
    const auto fields = settled(s_.title_page);
    if (!fields.empty()) {
      Element page;
      page.kind = ElementKind::kTitlePage;
      page.text = title_page_text(fields);
      if (e && e->text == page.text) page.spans = e->spans;
      start_paragraph();
      out_ += render(page, false) + '\n';
      titled_ = true;
    }
    for (const auto& note : s_.notes) {
      if (note.element >= 0) continue;
      script_note(note, false);
    }
  }

  void end_paragraph() {
    if (cue_is_last_) out_ += "  \n";  // a cue wants a line below it
    cue_is_last_ = in_speech_ = false;
  }
  void start_paragraph() {
    end_paragraph();
    if (!out_.empty()) out_ += '\n';
  }

  // At the end of the last line.
  void append_note(const std::string& text) {
    out_.pop_back();
    out_.append(gap_).append(text) += '\n';
  }
  void script_note(const ScriptNote& note, bool behind_element) {
    Element e;
    e.kind = ElementKind::kNote;
    e.text = note.name.empty() ? note.text : note.name + ": " + note.text;
    const std::string text = render(as_fountain_holds(std::move(e)), false);
    if (behind_element) return append_note(text);
    start_paragraph();
    out_ += text + '\n';
  }

  void cut(std::size_t i) {
    const Element e = as_fountain_holds(s_.elements[i]);
    std::size_t owner = i;
    while (owner > 0 && is_cut(s_.elements[owner].kind)) --owner;
    const Element& before = s_.elements[owner];
    if (owner < i && before.kind != ElementKind::kTitlePage && wrote_ == owner && inside(e.bytes, before.bytes)) return append_note(render(e, false));
    std::size_t next = i;
    while (next < s_.elements.size() && is_cut(s_.elements[next].kind)) ++next;
    const bool spoken_next = next < s_.elements.size() && (is_spoken(s_.elements[next].kind) || (s_.elements[next].kind == ElementKind::kLyrics && sung_in_speech(next)));
    if (!in_speech_ || !spoken_next) start_paragraph();
    out_ += render(e, false) + '\n';
  }

  // Lyrics below a cue belong to its speech when speech goes on, or when the lines say that nothing stands between.
  bool sung_in_speech(std::size_t i) const {
    if (!in_speech_) return false;
    for (std::size_t k = i + 1; k < s_.elements.size(); ++k) {
      const Element& e = s_.elements[k];
      if (is_spoken(e.kind) || (e.kind == ElementKind::kCharacter && e.dual)) return true;
      if (!is_cut(e.kind) && e.kind != ElementKind::kLyrics) break;
    }
    return !gap_before(i);
  }
  bool gap_before(std::size_t i) const {
    const Element& e = s_.elements[i];
    const Element& before = s_.elements[i - 1];
    return e.line > 0 && before.line > 0 && e.line - before.line > 1 + std::count(before.text.begin(), before.text.end(), '\n');
  }

  void line(const std::string& text) {
    out_ += text + '\n';
    gap_ = note_gap(text);
  }

  void element(std::size_t i) {
    const Element& source = s_.elements[i];
    Element e = as_fountain_holds(source);
    if (e.kind == ElementKind::kDialogue && e.text.empty()) return;
    if (is_spoken(e.kind) && !in_speech_) {
      if (e.kind == ElementKind::kParenthetical) {
        e.text = '(' + e.text + ')';
        for (auto& span : e.spans) { ++span.begin; ++span.end; }
      }
      e.kind = ElementKind::kAction;
    }
    if (e.kind == ElementKind::kAction && e.text.find("\n\n") != std::string::npos) return several_actions(e, i);
    const std::string text = render(e, false);
    if (text.empty()) return;
    const bool sung = e.kind == ElementKind::kLyrics && (sung_in_speech(i) || (i > 0 && wrote_ == i - 1 && s_.elements[i - 1].kind == ElementKind::kLyrics && !in_speech_ && !gap_before(i)));
    const bool speech = is_spoken(e.kind) || sung;
    if (!speech) start_paragraph();
    line(text);
    cue_is_last_ = e.kind == ElementKind::kCharacter;
    in_speech_ = in_speech_ || cue_is_last_;
    wrote_ = i;
  }

  void several_actions(const Element& e, std::size_t i) {
    for (std::size_t at = 0; at < e.text.size();) {
      const std::size_t end = std::min(e.text.find("\n\n", at), e.text.size());
      Element part = e;
      part.text = e.text.substr(at, end - at);
      part.spans.clear();
      for (Span s : e.spans) {
        s.begin = std::max(s.begin, at) - at;
        s.end = s.end <= at ? 0 : std::min(s.end, end) - at;
        if (s.begin < s.end) part.spans.push_back(s);
      }
      start_paragraph();
      line(render(part, false));
      at = e.text.find_first_not_of('\n', end);
      if (at == std::string::npos) break;
    }
    wrote_ = i;
  }

  // "Title: he said" as the first words of a script without a title page: the colon is escaped.
  void deny_title_page() {
    const LineTable table = read_lines(out_, 0);
    const LineSpan page = title_page_lines(table.lines);
    std::vector<std::size_t> colons;
    for (std::size_t k = page.first; k < page.end; ++k) {
      const SourceLine& l = table.lines[k];
      if (is_title_continuation(l.text)) continue;
      std::size_t at = l.begin;
      for (int c = l.first_cut; at < l.end && out_[at] != ':';) {
        if (c < l.first_cut + l.cuts && table.cuts[static_cast<std::size_t>(c)].bytes.begin == at) at = table.cuts[static_cast<std::size_t>(c++)].bytes.end;
        else ++at;
      }
      if (at < l.end) colons.push_back(at);
    }
    for (auto at = colons.rbegin(); at != colons.rend(); ++at) out_.insert(*at, "\\");
  }

  const Screenplay& s_;
  std::string out_;
  std::size_t title_at_ = 0, wrote_ = std::string::npos;
  std::string_view gap_ = " ";  // before a note on the last line
  bool in_speech_ = false, cue_is_last_ = false, titled_ = false;
};

}  // namespace

std::string write_fountain(const Screenplay& script) { return Composer(script).run(); }

}  // namespace auteur::screenplay
