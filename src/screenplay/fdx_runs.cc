// Text runs of a paragraph: styles, revisions, tags and whatever attributes a program gave them.
#include <algorithm>
#include <array>
#include <charconv>

#include "auteur/base/text.h"
#include "fdx_parts.h"

namespace auteur::screenplay::fdx {
namespace {

struct StyleWord { const char* word; bool Span::*flag; };
constexpr std::array<StyleWord, 5> kStyles = {{{"Bold", &Span::bold}, {"Italic", &Span::italic}, {"Underline", &Span::underline}, {"Strikeout", &Span::strikeout}, {"AllCaps", &Span::all_caps}}};

void read_style(std::string_view style, Span& span) {
  for (const auto word : split(style, '+'))
    for (const auto& s : kStyles)
      if (lower(trim(word)) == lower(s.word)) span.*s.flag = true;
}

std::string style_of(const Span& span) {
  std::string out;
  for (const auto& s : kStyles)
    if (span.*s.flag) out += (out.empty() ? "" : "+") + std::string(s.word);
  return out;
}

int number_of(std::string_view text) {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() && n > 0 ? n : 0;
}

// Attributes of a run in the order of their names, as Final Draft writes them.
using Attributes = std::map<std::string, std::string>;

Attributes attributes_of(const Span& span, const std::vector<Kept>& kept) {
  Attributes out;
  for (const auto& k : kept)
    if (k.where.size() > 1) out[k.where.substr(1)] = k.value;
  const std::string style = style_of(span);
  if (const auto it = out.find("Style"); it != out.end()) {
    Span said;
    read_style(it->second, said);
    if (style_of(said) != style) it->second = style;
  } else if (!style.empty()) {
    out["Style"] = style;
  }
  if (span.revision > 0) out["RevisionID"] = std::to_string(span.revision);
  if (span.tag > 0) out["TagNumber"] = std::to_string(span.tag);
  return out;
}

Attributes attributes_of(pugi::xml_node text) {
  Attributes out;
  for (const auto a : text.attributes()) out[a.name()] = a.value();
  return out;
}

// The parentheses are part of Final Draft's text and not of ours.
void strip_parentheses(Runs& runs) {
  const auto whole = trim(runs.text);
  if (whole.size() < 2 || whole.front() != '(' || whole.back() != ')') return;
  const auto inner = trim(whole.substr(1, whole.size() - 2));
  const std::size_t from = inner.empty() ? 0 : static_cast<std::size_t>(inner.data() - runs.text.data()), size = inner.size();
  Runs out;
  out.text = std::string(inner);
  for (std::size_t i = 0; i < runs.spans.size(); ++i) {
    Span s = runs.spans[i];
    s.begin = std::clamp(s.begin, from, from + size) - from;
    s.end = std::clamp(s.end, from, from + size) - from;
    if (s.begin >= s.end) continue;
    out.spans.push_back(s);
    out.attributes.push_back(std::move(runs.attributes[i]));
  }
  runs = std::move(out);
}

struct Run { Attributes attributes; std::string text; };

std::vector<Run> runs_to_write(const Screenplay& script, const Element& element) {
  static const std::vector<Kept> kNone;
  std::vector<Run> out;
  std::size_t at = 0;
  const auto plain = [&](std::size_t to) {
    if (at < to) out.push_back({{}, element.text.substr(at, to - at)});
    at = std::max(at, to);
  };
  for (const auto& s : flat_spans(element)) {
    plain(s.begin);
    const bool known = s.kept >= 0 && static_cast<std::size_t>(s.kept) < script.kept_attributes.size();
    out.push_back({attributes_of(s, known ? script.kept_attributes[static_cast<std::size_t>(s.kept)] : kNone), element.text.substr(s.begin, s.end - s.begin)});
    at = s.end;
  }
  plain(element.text.size());
  if (out.empty()) out.push_back({});
  if (element.kind == ElementKind::kParenthetical) {
    out.front().text.insert(0, "(");
    out.back().text += ")";
  }
  return out;
}

}  // namespace

std::vector<Span> flat_spans(const Element& element) {
  std::vector<std::size_t> cuts;
  bool flat = true;
  for (std::size_t i = 0; i < element.spans.size(); ++i) {
    const auto& s = element.spans[i];
    flat &= s.begin < s.end && s.end <= element.text.size() && (i == 0 || element.spans[i - 1].end <= s.begin);
    cuts.push_back(std::min(s.begin, element.text.size()));
    cuts.push_back(std::min(s.end, element.text.size()));
  }
  if (flat) return element.spans;
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<Span> pieces;
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k) pieces.push_back({cuts[k], cuts[k + 1]});
  std::vector<bool> covered(pieces.size(), false);
  // Emphasis nests a few levels deep, so that this is short; a span covers a run of pieces.
  for (const auto& s : element.spans) {
    auto k = static_cast<std::size_t>(std::lower_bound(cuts.begin(), cuts.end(), s.begin) - cuts.begin());
    for (; k < pieces.size() && pieces[k].end <= s.end; ++k) {
      Span& p = pieces[k];
      for (const auto& style : kStyles) p.*style.flag = p.*style.flag || s.*style.flag;
      if (s.revision > 0) p.revision = s.revision;
      if (s.tag > 0) p.tag = s.tag;
      if (s.kept >= 0) p.kept = s.kept;
      covered[k] = true;
    }
  }
  std::vector<Span> out;
  for (std::size_t k = 0; k < pieces.size(); ++k)
    if (covered[k]) out.push_back(pieces[k]);
  return out;
}

Runs read_runs(pugi::xml_node paragraph, ElementKind kind) {
  Runs runs;
  for (const auto text : paragraph.children("Text")) {
    Span span;
    span.begin = runs.text.size();
    runs.text += text_of(text);
    span.end = runs.text.size();
    std::vector<Kept> kept;
    for (const auto a : text.attributes()) {
      const std::string_view name = a.name(), value = a.value();
      if (name == "Style") {
        read_style(value, span);
        if (style_of(span) == value && !value.empty()) continue;
      } else if (name == "RevisionID" && number_of(value) > 0) {
        span.revision = number_of(value);
        continue;
      } else if (name == "TagNumber" && number_of(value) > 0) {
        span.tag = number_of(value);
        continue;
      }
      kept.push_back({"@" + std::string(name), std::string(value)});
    }
    std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.where < b.where; });
    if (span.begin == span.end || text.attributes_begin() == text.attributes_end()) continue;
    runs.spans.push_back(span);
    runs.attributes.push_back(std::move(kept));
  }
  if (kind == ElementKind::kParenthetical) strip_parentheses(runs);
  return runs;
}

void append_runs(pugi::xml_node paragraph, const Screenplay& script, const Element& element) {
  for (const auto& run : runs_to_write(script, element)) {
    auto text = paragraph.append_child("Text");
    for (const auto& [name, value] : run.attributes) text.append_attribute(name.c_str()) = value.c_str();
    text.text().set(run.text.c_str());
  }
}

bool runs_are_plain(pugi::xml_node paragraph, const Screenplay& script, const Element& element) {
  const auto runs = runs_to_write(script, element);
  std::size_t k = 0;
  for (const auto text : paragraph.children("Text")) {
    if (k >= runs.size() || attributes_of(text) != runs[k].attributes || text_of(text) != runs[k].text) return false;
    for (const auto child : text.children())
      if (child.type() != pugi::node_pcdata) return false;
    ++k;
  }
  return k == runs.size();
}

bool same_runs(const Runs& runs, const Screenplay& script, const Element& element) {
  static const std::vector<Kept> kNone;
  if (runs.text != element.text || runs.spans.size() != element.spans.size()) return false;
  for (std::size_t i = 0; i < runs.spans.size(); ++i) {
    const Span &a = runs.spans[i], &b = element.spans[i];
    const bool known = b.kept >= 0 && static_cast<std::size_t>(b.kept) < script.kept_attributes.size();
    if (a.begin != b.begin || a.end != b.end || attributes_of(a, runs.attributes[i]) != attributes_of(b, known ? script.kept_attributes[static_cast<std::size_t>(b.kept)] : kNone)) return false;
  }
  return true;
}

}  // namespace auteur::screenplay::fdx
