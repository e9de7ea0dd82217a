#include <algorithm>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/screenplay/page_pdf.h"

namespace auteur::screenplay {
namespace {

// Everything that could end a text or an attribute.
void escape(std::string_view text, std::string& out) {
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': out += "<br>"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
        else out += ' ';
    }
  }
}
std::string escaped(std::string_view text) {
  std::string out;
  escape(text, out);
  return out;
}

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.25 "Courier Prime", "TeX Gyre Cursor", "Courier New", Courier, monospace; background: #fff; color: #111; }
main, header, nav { max-width: 60ch; margin: 2rem auto; padding: 0 1rem; }
header { text-align: center; }
header p { margin: 0 0 .6em; white-space: pre-line; }
h2 { font-size: 1em; margin: 2.5em 0 1.25em; text-transform: uppercase; display: flex; gap: 1ch; justify-content: space-between; }
p { margin: 1.25em 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.speech { margin: 1.25em 0 1.25em 10ch; max-width: 35ch; }
.speech p { margin: 0; }
.cue { padding-left: 10ch; }
.paren { padding-left: 5ch; }
.lyric { font-style: italic; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 2ch; }
.pair .speech { margin: 1.25em 0; }
.pair .cue { padding-left: 4ch; }
.pair .paren { padding-left: 2ch; }
.transition { text-align: right; }
.centred { text-align: center; }
.break { border-top: 1px solid #999; color: #666; text-align: right; font-size: .8em; display: block; margin: 1em 0; }
.note { border-left: .3ch solid #b80; padding-left: 1ch; font-size: .85em; }
nav li { list-style: none; }
nav ul { padding: 0; }
a { color: inherit; }
@media (max-width: 40rem) { .speech { margin-left: 2ch; } .cue { padding-left: 6ch; } }
@media (prefers-color-scheme: dark) { body { background: #151515; color: #e8e4dc; } .break { color: #aaa; } }
@media print { nav, .break { display: none; } h2 { break-after: avoid; } .cue { break-after: avoid; } }
)";

class HtmlWriter {
 public:
  HtmlWriter(const Screenplay& s, const HtmlOptions& o) : s_(s), o_(o) {
    if (!o.page_numbers) return;
    const Pages pages = paginate(s);
    for (std::size_t k = 1; k < pages.pages.size(); ++k)
      for (const auto& line : pages.pages[k].lines)
        if (line.kind == PageLineKind::kBody) {
          breaks_[line.element].push_back({line.range.begin, pages.pages[k].label});
          break;
        }
  }

  std::string run() {
    name_scenes();
    const std::string title = s_.title().empty() ? "Screenplay" : s_.title();
    out_ = "<!DOCTYPE html>\n<html lang=\"" + language() + "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    escape(title, out_);
    out_ += "</title>\n<style>";
    out_ += kStyle;
    out_ += "</style>\n</head>\n<body>\n<header>\n<h1>";
    escape(title, out_);
    out_ += "</h1>\n";
    for (const auto& f : s_.title_page)
      if (lower(f.key) != "title" && lower(f.key) != "language") out_ += "<p>" + escaped(f.value) + "</p>\n";
    out_ += "</header>\n";
    scene_list();
    out_ += "<main>\n";
    for (std::size_t i = 0; i < s_.elements.size(); ++i) element(i);
    close_speech();
    if (section_) out_ += "</section>\n";
    if (o_.notes) script_notes();
    out_ += "</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  std::string language() const {
    for (const auto& f : s_.title_page)
      if (lower(f.key) == "language" && f.value.size() >= 2 && f.value.size() <= 8 &&
          std::all_of(f.value.begin(), f.value.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }))
        return f.value;
    return "en";
  }

  void name_scenes() {
    std::set<std::string> taken;
    int n = 0;
    for (std::size_t i = 0; i < s_.elements.size(); ++i) {
      const auto& e = s_.elements[i];
      if (e.kind != ElementKind::kSceneHeading) continue;
      ++n;
      std::string number = e.scene_number.empty() ? std::to_string(n) : e.scene_number;
      std::string id = "scene-";
      for (char c : number) id += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ? c : '_';
      if (!taken.insert(id).second) { id += "-" + std::to_string(i); taken.insert(id); }
      ids_[i] = id;
    }
  }

  void scene_list() {
    if (ids_.size() < 2) return;
    out_ += "<nav aria-label=\"Scenes\">\n<details><summary>Scenes</summary>\n<ul>\n";
    for (const auto& [i, id] : ids_) {
      const auto& e = s_.elements[i];
      out_ += "<li><a href=\"#" + id + "\">" + (e.scene_number.empty() ? "" : escaped(e.scene_number) + " ") + escaped(upper(e.text)) + "</a></li>\n";
    }
    out_ += "</ul></details>\n</nav>\n";
  }

  void page_break(const std::string& label) {
    out_ += "<span class=\"break\" role=\"doc-pagebreak\" aria-label=\"Page " + escaped(label) + "\">" + escaped(label) + "</span>";
  }

  // Words with their emphasis, and the page breaks among them.
  void words(std::size_t index, std::string_view before, std::string_view after, bool capitals = false) {
    const auto& e = s_.elements[index];
    std::vector<std::size_t> cuts = {0, e.text.size()};
    for (const auto& s : e.spans) { cuts.push_back(s.begin); cuts.push_back(s.end); }
    const auto found = breaks_.find(static_cast<int>(index));
    if (found != breaks_.end())
      for (const auto& b : found->second) cuts.push_back(b.first);
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    escape(before, out_);
    std::size_t span = 0;
    for (std::size_t k = 0; k + 1 < cuts.size() && cuts[k + 1] <= e.text.size(); ++k) {
      if (found != breaks_.end() && cuts[k] > 0)
        for (const auto& b : found->second)
          if (b.first == cuts[k]) page_break(b.second);
      while (span < e.spans.size() && e.spans[span].end <= cuts[k]) ++span;
      const Span style = span < e.spans.size() && e.spans[span].begin <= cuts[k] ? e.spans[span] : Span{};
      if (style.bold) out_ += "<strong>";
      if (style.italic) out_ += "<em>";
      if (style.underline) out_ += "<u>";
      if (style.strikeout) out_ += "<s>";
      const auto piece = std::string_view(e.text).substr(cuts[k], cuts[k + 1] - cuts[k]);
      if (capitals || style.all_caps) escape(upper(piece), out_);
      else escape(piece, out_);
      if (style.strikeout) out_ += "</s>";
      if (style.underline) out_ += "</u>";
      if (style.italic) out_ += "</em>";
      if (style.bold) out_ += "</strong>";
    }
    escape(after, out_);
  }

  void line(std::string_view name, std::size_t index, std::string_view before = {}, std::string_view after = {}, bool capitals = false) {
    out_ += name.empty() ? "<p>" : "<p class=\"" + std::string(name) + "\">";
    words(index, before, after, capitals);
    out_ += "</p>\n";
  }

  bool dual_next(std::size_t i) const {
    for (++i; i < s_.elements.size(); ++i) {
      const auto kind = s_.elements[i].kind;
      if (kind == ElementKind::kCharacter) return s_.elements[i].dual;
      if (kind != ElementKind::kDialogue && kind != ElementKind::kParenthetical && kind != ElementKind::kLyrics && kind != ElementKind::kNote && kind != ElementKind::kBoneyard) return false;
    }
    return false;
  }

  void close_speech() {
    if (speech_) out_ += "</div>\n";
    if (pair_) out_ += "</div>\n";
    speech_ = pair_ = false;
  }

  void element(std::size_t i) {
    const auto& e = s_.elements[i];
    const bool in_speech = e.kind == ElementKind::kDialogue || e.kind == ElementKind::kParenthetical || e.kind == ElementKind::kLyrics || e.kind == ElementKind::kNote || e.kind == ElementKind::kBoneyard;
    const bool joins = e.kind == ElementKind::kCharacter && e.dual && pair_;
    if (!in_speech && !joins) close_speech();
    if (const auto at = breaks_.find(static_cast<int>(i)); at != breaks_.end() && e.kind != ElementKind::kSceneHeading)
      for (const auto& b : at->second)
        if (b.first == 0) page_break(b.second);
    switch (e.kind) {
      case ElementKind::kSceneHeading: {
        if (section_) out_ += "</section>\n";
        if (const auto at = breaks_.find(static_cast<int>(i)); at != breaks_.end()) page_break(at->second.front().second);
        section_ = true;
        out_ += "<section aria-labelledby=\"" + ids_[i] + "\">\n<h2 id=\"" + ids_[i] + "\"><span>";
        if (!e.scene_number.empty()) out_ += escaped(e.scene_number) + " ";
        escape(upper(e.text), out_);
        out_ += "</span></h2>\n";
        return;
      }
      case ElementKind::kCharacter:
        if (speech_) out_ += "</div>\n";
        else if (dual_next(i)) { out_ += "<div class=\"pair\">\n"; pair_ = true; }
        speech_ = true;
        out_ += "<div class=\"speech\">\n";
        return line("cue", i);
      case ElementKind::kParenthetical: return e.text.starts_with('(') ? line("paren", i) : line("paren", i, "(", ")");
      case ElementKind::kDialogue: return line({}, i);
      case ElementKind::kLyrics: return line("lyric", i);
      case ElementKind::kTransition: return line("transition", i, {}, {}, true);
      case ElementKind::kShot: return line("shot", i, {}, {}, true);
      case ElementKind::kCentred: case ElementKind::kActStart: case ElementKind::kActEnd: return line("centred", i);
      case ElementKind::kAction: case ElementKind::kGeneral: case ElementKind::kCastList: return line({}, i);
      case ElementKind::kNote:
        if (o_.notes) {
          out_ += "<aside class=\"note\" aria-label=\"Note\">";
          escape(e.text, out_);
          out_ += "</aside>\n";
        }
        return;
      default: return;
    }
  }

  void script_notes() {
    if (s_.notes.empty()) return;
    out_ += "<section aria-label=\"Notes\">\n<h2><span>Notes</span></h2>\n<ol>\n";
    for (const auto& n : s_.notes) out_ += "<li>" + (n.author.empty() ? "" : escaped(n.author) + ": ") + escaped(n.text) + "</li>\n";
    out_ += "</ol>\n</section>\n";
  }

  const Screenplay& s_;
  const HtmlOptions& o_;
  std::string out_;
  std::map<int, std::vector<std::pair<std::size_t, std::string>>> breaks_;  // by element: offset and page
  std::map<std::size_t, std::string> ids_;                                  // of headings
  bool section_ = false, speech_ = false, pair_ = false;
};

}  // namespace

std::string write_html(const Screenplay& script, const HtmlOptions& options) { return HtmlWriter(script, options).run(); }

}  // namespace auteur::screenplay
