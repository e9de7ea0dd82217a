// A parsed file put together again, one element of it replaced, and two scripts compared.
#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/screenplay/fountain.h"
#include "fountain_render.h"

namespace auteur::screenplay {
namespace {

bool is_cut(ElementKind kind) { return kind == ElementKind::kNote || kind == ElementKind::kBoneyard; }
bool inside(ByteRange a, ByteRange b) { return a.begin >= b.begin && a.end <= b.end; }

// Bold, italic and underline of every byte; white space has none.
std::vector<unsigned char> styles(const Element& e) {
  std::vector<unsigned char> out(e.text.size(), 0);
  for (const Span& s : e.spans)
    for (std::size_t k = s.begin; k < std::min(s.end, e.text.size()); ++k)
      if (e.text[k] != ' ' && e.text[k] != '\t' && e.text[k] != '\n')
        out[k] = static_cast<unsigned char>(out[k] | (s.bold ? 1 : 0) | (s.italic ? 2 : 0) | (s.underline ? 4 : 0));
  return out;
}

std::string difference(const Element& a, const Element& b) {
  if (a.kind != b.kind) return "the kind";
  if (a.text != b.text) return "the text ('" + a.text + "' and '" + b.text + "')";
  if ((!a.spans.empty() || !b.spans.empty()) && styles(a) != styles(b)) return "the emphasis of '" + a.text + "'";
  if (a.scene_number != b.scene_number) return "the scene number ('" + a.scene_number + "' and '" + b.scene_number + "')";
  if (a.name != b.name) return "the name ('" + a.name + "' and '" + b.name + "')";
  if (a.extension != b.extension) return "the extension ('" + a.extension + "' and '" + b.extension + "')";
  if (a.dual != b.dual) return "the dual mark of '" + a.text + "'";
  if (a.depth != b.depth) return "the depth of '" + a.text + "'";
  return {};
}

// `was` with element `changed` being `with`; are those the elements of `now`?
bool changed_only(const std::vector<Element>& was, std::size_t changed, const Element& with, const std::vector<Element>& now) {
  if (was.size() != now.size()) return false;
  for (std::size_t k = 0; k < was.size(); ++k)
    if (!difference(k == changed ? with : was[k], now[k]).empty()) return false;
  return true;
}

std::string_view line_end_of(std::string_view source) {
  const auto at = source.find_first_of("\r\n");
  if (at == std::string_view::npos || source[at] == '\n') return "\n";
  return source.substr(at, 2) == "\r\n" ? "\r\n" : "\r";
}

std::string with_line_ends(std::string_view text, std::string_view line_end, std::string_view indent) {
  std::string out(indent);
  for (char c : text) {
    if (c == '\n') out.append(line_end).append(indent);
    else out += c;
  }
  return out;
}

}  // namespace

std::string write_fountain(const Parsed& parsed) {
  const std::string_view source = parsed.source;
  std::string out;
  out.reserve(source.size());
  std::size_t done = 0;
  for (const Element& e : parsed.script.elements) {
    if (e.bytes.begin < done) continue;  // inside the one before
    out += source.substr(done, e.bytes.begin - done);             // the gap
    out += source.substr(e.bytes.begin, e.bytes.end - e.bytes.begin);
    done = e.bytes.end;
  }
  out += source.substr(done);
  return out;
}

Result<std::string> replace_element(const Parsed& parsed, int element, const Element& wanted) {
  const auto& all = parsed.script.elements;
  if (element < 0 || static_cast<std::size_t>(element) >= all.size())
    return fail(ErrorCode::kInvalidInput, "This screenplay has " + std::to_string(all.size()) + " elements, numbered from 0; there is no number " + std::to_string(element) + ".");
  const auto index = static_cast<std::size_t>(element);
  const Element& old = all[index];
  const Element with = as_fountain_holds(wanted);
  if (difference(old, with).empty()) return parsed.source;

  const std::string_view source = parsed.source;
  std::string notes;  // inside the element: they stay
  for (std::size_t k = index + 1; k < all.size() && is_cut(all[k].kind) && inside(all[k].bytes, old.bytes); ++k)
    notes.append(" ").append(source.substr(all[k].bytes.begin, all[k].bytes.end - all[k].bytes.begin));
  const std::string_view line_end = line_end_of(source);
  const auto before = source.substr(0, old.bytes.begin), after = source.substr(old.bytes.end);
  const auto indent = source.substr(old.bytes.begin, std::min(source.find_first_not_of(" \t", old.bytes.begin), old.bytes.end) - old.bytes.begin);
  const bool may_indent = with.kind == old.kind && with.kind != ElementKind::kAction && with.kind != ElementKind::kTitlePage && !is_cut(with.kind);

  // As it is, then forced, then with empty lines of its own: the first that is read back as wanted.
  for (const std::string_view padding : {"", "\n", "a", "b"}) {
    for (const bool force : {false, true}) {
      const std::string text = render(with, force);
      std::string file(before);
      if (padding == "\n" || padding == "b") file += line_end;
      file += with_line_ends(text, line_end, may_indent ? indent : "");
      if (!notes.empty()) file += note_gap(text).empty() ? notes.substr(1) : notes;
      if (padding == "\n" || padding == "a") file += line_end;
      file += after;
      const auto again = parse_fountain(file, "");
      if (again && changed_only(all, index, with, again->script.elements)) return file;
    }
  }
  return fail(ErrorCode::kInvalidInput, "On line " + std::to_string(old.line) + ", '" + with.text.substr(0, with.text.find('\n')) +
                                            "' would not be read as one element of the wanted kind, or would change what its neighbours are. Change the lines around it in the text, or choose another kind.");
}

std::string fountain_difference(const Screenplay& a, const Screenplay& b) {
  const auto& x = a.elements;
  const auto& y = b.elements;
  for (std::size_t k = 0; k < std::min(x.size(), y.size()); ++k)
    if (const auto d = difference(x[k], y[k]); !d.empty()) return "element " + std::to_string(k) + " differs in " + d;
  if (x.size() != y.size()) return "one has " + std::to_string(x.size()) + " elements, the other " + std::to_string(y.size());
  if (a.title_page.size() != b.title_page.size()) return "the title pages have different fields";
  for (std::size_t k = 0; k < a.title_page.size(); ++k)
    if (a.title_page[k].key != b.title_page[k].key || a.title_page[k].value != b.title_page[k].value) return "the title pages differ in '" + a.title_page[k].key + "'";
  return {};
}

}  // namespace auteur::screenplay
