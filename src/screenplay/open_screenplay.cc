// Open Screenplay Format: a list of para, each with a style, whose base says what it is, and runs of text.
#include "auteur/screenplay/open_screenplay.h"

#include <cmath>
#include <algorithm>
#include <charconv>
#include <map>

#include "auteur/base/text.h"
#include "cue.h"
#include "fountain_syntax.h"
#include "xml_source.h"
#include "zip_archive.h"

namespace auteur::screenplay {
namespace {

constexpr double kTenthsAnInch = 254.0;  // lengths are in 0.1 mm

// Attribute names changed with the versions: basestyle, basestylename, baseStyleName. Case is ignored.
pugi::xml_attribute attribute(pugi::xml_node node, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    for (const auto a : node.attributes())
      if (lower(a.name()) == name) return a;
  return {};
}
bool is_true(pugi::xml_attribute a) {
  const std::string v = lower(a.value());
  return v == "1" || v == "true" || v == "yes";
}
double number(pugi::xml_attribute a, double fallback) {
  const std::string_view s = a.value();
  double v = fallback;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  return error == std::errc() && v >= 0 && v < 1e5 ? v : fallback;
}

bool kind_of_style(std::string_view name, ElementKind& kind) {
  static const std::map<std::string, ElementKind, std::less<>> kKinds = {
      {"normal text", ElementKind::kGeneral}, {"scene heading", ElementKind::kSceneHeading}, {"action", ElementKind::kAction}, {"character", ElementKind::kCharacter},
      {"parenthetical", ElementKind::kParenthetical}, {"dialogue", ElementKind::kDialogue}, {"transition", ElementKind::kTransition}, {"shot", ElementKind::kShot},
      {"lyrics", ElementKind::kLyrics}, {"singing", ElementKind::kLyrics}, {"synopsis", ElementKind::kSynopsis}, {"new act", ElementKind::kActStart},
      {"end of act", ElementKind::kActEnd}, {"cast list", ElementKind::kCastList}, {"general", ElementKind::kGeneral}};
  const auto it = kKinds.find(lower(name));
  if (it == kKinds.end()) return false;
  kind = it->second;
  return true;
}

class Reader {
 public:
  Reader(const XmlSource& source, Parsed& out) : source_(source), out_(out), script_(out.script) {}

  void run() {
    const auto root = source_.root();
    double version = number(root.attribute("version"), 50);
    marked_up_ = version >= 10 ? version < 20 : version < 2;  // "12" and "1.2" are the same version
    for (const auto style : root.child("styles").children("style")) bases_.emplace(lower(style.attribute("name").value()), attribute(style, {"basestyle", "basestylename"}).value());
    read_title(root);
    read_settings(root);
    auto body = root.child("paragraphs");
    if (!body) body = root.child("paras");
    for (const auto para : body.children("para")) paragraph(para);
    // Fade In ends every script with an empty paragraph of no kind.
    while (!elements().empty() && elements().back().kind == ElementKind::kGeneral && elements().back().text.empty()) elements().pop_back();
    name_revisions();
    for (const auto section : root.children())
      if (section.type() == pugi::node_element && section.name() == std::string_view("lists")) script_.kept.push_back({"document/lists", xml_of(section)});
  }

 private:
  std::vector<Element>& elements() { return script_.elements; }

  void place(Element& e, pugi::xml_node node) {
    e.bytes = source_.bytes_of(node);
    e.line = source_.line_of(e.bytes.begin);
    e.column = source_.column_of(e.bytes.begin);
  }

  ElementKind kind_of(pugi::xml_node para) {
    const auto style = para.child("style");
    std::string name = attribute(style, {"basestyle", "basestylename", "name"}).value();
    ElementKind kind = ElementKind::kAction;
    for (int step = 0; step < 16; ++step) {  // a style may be based on itself
      if (kind_of_style(name, kind)) return kind;
      const auto it = bases_.find(lower(name));
      if (it == bases_.end()) break;
      name = it->second;
    }
    if (!name.empty() && unknown_.emplace(name, 0).first->second++ == 0 && out_.warnings.size() < 50) {
      const auto at = source_.place_of(para);
      out_.warnings.push_back({"The style '" + name.substr(0, 60) + "' is none that a screenplay has; its paragraphs were read as action.", at.line, at.column});
    }
    return ElementKind::kAction;
  }

  void paragraph(pugi::xml_node para) {
    const auto style = para.child("style");
    if (is_true(attribute(style, {"pagebreakbefore"})) || is_true(attribute(para, {"page_break", "pagebreakbefore"}))) {
      Element& e = elements().emplace_back();
      e.kind = ElementKind::kPageBreak;
      place(e, para);
      e.bytes.end = e.bytes.begin;
    }
    Element& e = elements().emplace_back();
    e.kind = kind_of(para);
    place(e, para);
    for (const auto text : para.children("text")) run_of(text, e);
    if (e.kind == ElementKind::kParenthetical) strip_parentheses(e);
    const std::string align = lower(attribute(style, {"align", "alignment"}).value());
    if (align == "center" || align == "2") {
      if (e.kind == ElementKind::kAction || e.kind == ElementKind::kGeneral) e.kind = ElementKind::kCentred;
    }
    if (e.kind == ElementKind::kSceneHeading) heading(para, style, e);
    if (e.kind == ElementKind::kCharacter) {
      auto cue = split_cue(e.text);
      e.name = std::move(cue.name);
      e.extension = std::move(cue.extension);
      // The mark stands on the first of the two speakers; some programs put it on both.
      e.dual = pair_open_;
      pair_open_ = !e.dual && is_true(attribute(style, {"dualdialogue"}));
    } else if (e.kind != ElementKind::kParenthetical && e.kind != ElementKind::kDialogue && e.kind != ElementKind::kLyrics) {
      pair_open_ = false;
    }
    if (const std::string_view note = attribute(para, {"note"}).value(); !note.empty()) {
      ScriptNote n;
      n.element = n.end_element = static_cast<int>(elements().size()) - 1;
      n.begin = n.end = e.text.size();
      n.text = std::string(note);
      script_.notes.push_back(std::move(n));
    }
  }

  void heading(pugi::xml_node para, pugi::xml_node style, Element& e) {
    auto n = attribute(para, {"number", "scene_number", "scenenumber"});
    if (!n) n = attribute(style, {"number", "scenenumber"});
    e.scene_number = std::string(trim(n.value()));
    const std::string_view synopsis = attribute(para, {"synopsis"}).value();
    if (synopsis.empty()) return;
    e.extras = static_cast<int>(script_.extras.size());
    script_.extras.emplace_back().scene.emplace().summary = std::string(synopsis);
  }

  void run_of(pugi::xml_node text, Element& e) {
    Span s;
    s.begin = e.text.size();
    s.bold = is_true(attribute(text, {"bold"}));
    s.italic = is_true(attribute(text, {"italic"}));
    s.underline = is_true(attribute(text, {"underline"}));
    s.strikeout = is_true(attribute(text, {"strikethrough", "strikeout"}));
    s.all_caps = is_true(attribute(text, {"allcaps"}));
    s.revision = static_cast<int>(std::min(number(attribute(text, {"revision"}), 0), 1000.0));
    const std::string words = text_of(text);
    if (marked_up_) {
      marked_up(words, s, e);
      return;
    }
    e.text += words;
    end_span(s, e);
  }
  static void end_span(Span s, Element& e) {
    s.end = e.text.size();
    if (s.begin < s.end && (s.bold || s.italic || s.underline || s.strikeout || s.all_caps || s.revision > 0)) e.spans.push_back(s);
  }

  // Version 1.2 writes emphasis as tags inside the text.
  static void marked_up(std::string_view words, Span s, Element& e) {
    for (std::size_t i = 0; i < words.size();) {
      const auto close = words[i] == '<' ? words.substr(i, 80).find('>') : std::string_view::npos;
      if (close == std::string_view::npos) { e.text += words[i++]; continue; }
      auto tag = words.substr(i + 1, close - 1);
      const bool ends = tag.starts_with('/');
      if (ends) tag.remove_prefix(1);
      const std::string name = lower(tag.substr(0, tag.find_first_of(" =/")));
      bool Span::*flag = name == "b" ? &Span::bold : name == "i" ? &Span::italic : name == "u" ? &Span::underline : nullptr;
      if (!flag && name != "br" && name != "font" && name != "size" && name != "color" && name != "bgcolor") { e.text += words[i++]; continue; }
      end_span(s, e);
      if (flag) s.*flag = !ends;
      else if (name == "br") e.text += '\n';
      s.begin = e.text.size();
      i += close + 1;
    }
    end_span(s, e);
  }

  static void strip_parentheses(Element& e) {
    if (e.text.size() < 2 || e.text.front() != '(' || e.text.back() != ')') return;
    e.text = e.text.substr(1, e.text.size() - 2);
    for (auto& s : e.spans) {
      s.begin = std::min(s.begin > 0 ? s.begin - 1 : 0, e.text.size());
      s.end = std::min(s.end > 0 ? s.end - 1 : 0, e.text.size());
    }
    std::erase_if(e.spans, [](const Span& s) { return s.begin >= s.end; });
  }

  void title_field(const char* key, std::string_view value) {
    if (trim(value).empty()) return;
    for (auto& f : script_.title_page)
      if (f.key == key) { f.value += "\n" + std::string(trim(value)); return; }
    script_.title_page.push_back({key, std::string(trim(value))});
  }

  void read_title(pugi::xml_node root) {
    static const std::map<std::string, const char*, std::less<>> kFields = {{"title", "Title"}, {"subtitle", "Source"}, {"basedon", "Source"}, {"credit", "Credit"}, {"author", "Author"}, {"authors", "Author"}, {"writer", "Author"},
                                                                            {"draft", "Draft date"}, {"date", "Draft date"}, {"contact", "Contact"}, {"copyright", "Copyright"}, {"notes", "Notes"}};
    const auto page = root.child("titlepage");
    for (const auto para : page.children("para")) {
      const auto it = kFields.find(lower(attribute(para, {"bookmark"}).value()));
      if (it == kFields.end()) continue;
      std::string words;
      for (const auto text : para.children("text")) words += text_of(text);
      title_field(it->second, words);
    }
    const auto info = root.child("info");
    if (script_.title_page.empty()) {
      title_field("Title", attribute(info, {"title"}).value());
      title_field("Author", attribute(info, {"written_by", "author"}).value());
      title_field("Draft date", attribute(info, {"drafts"}).value());
      title_field("Contact", attribute(info, {"contact"}).value());
      title_field("Copyright", attribute(info, {"copyright"}).value());
    }
    if (script_.title_page.empty()) return;
    Element& e = elements().emplace_back();
    e.kind = ElementKind::kTitlePage;
    e.text = title_page_text(script_.title_page);
    place(e, page ? page : info);
  }

  void read_settings(pugi::xml_node root) {
    const auto settings = root.child("settings");
    if (!settings) return;
    auto& layout = script_.layout;
    const double width = number(attribute(settings, {"page_width"}), 0), height = number(attribute(settings, {"page_height"}), 0);
    if (width > 0 && height > 0) {
      layout.given = true;
      layout.paper = height > 2880 ? Paper::kA4 : Paper::kLetter;
      layout.top = number(attribute(settings, {"margin_top"}), kTenthsAnInch) / kTenthsAnInch;
      layout.bottom = number(attribute(settings, {"margin_bottom"}), kTenthsAnInch) / kTenthsAnInch;
      read_styles(root, width, number(attribute(settings, {"margin_left"}), 381), number(attribute(settings, {"margin_right"}), kTenthsAnInch));
    }
    if (const auto mores = attribute(settings, {"dialogue_continues"})) layout.mores = is_true(mores);
    layout.scene_continueds = is_true(attribute(settings, {"scene_continues"}));
    if (is_true(attribute(settings, {"scene_numbering"}))) {
      const int position = static_cast<int>(number(attribute(settings, {"scenenumber_position"}), 3));
      layout.scene_numbers_left = (position & 1) != 0;
      layout.scene_numbers_right = (position & 2) != 0;
    }
    script_.locked_pages = is_true(attribute(settings, {"pages_locked"}));
  }

  void read_styles(pugi::xml_node root, double width, double margin_left, double margin_right) {
    for (const auto style : root.child("styles").children("style")) {
      ElementLayout e;
      const bool known = kind_of_style(style.attribute("name").value(), e.kind);
      const bool there = std::any_of(script_.layout.elements.begin(), script_.layout.elements.end(), [&](const auto& l) { return l.kind == e.kind; });
      if (!known || there) continue;
      e.left = (margin_left + number(attribute(style, {"leftindent"}), 0)) / kTenthsAnInch;
      e.right = (width - margin_right - number(attribute(style, {"rightindent"}), 0)) / kTenthsAnInch;
      if (const auto space = attribute(style, {"spacebefore"})) e.space_before = static_cast<int>(std::lround(std::min(number(space, 0), 60.0)));
      if (e.left < e.right) script_.layout.elements.push_back(e);
    }
  }

  // The industry's order of colours.
  void name_revisions() {
    static constexpr const char* kColours[] = {"Blue", "Pink", "Yellow", "Green", "Goldenrod", "Buff", "Salmon", "Cherry", "Tan", "2nd White", "2nd Blue", "2nd Pink"};
    std::map<int, bool> used;
    for (const auto& e : elements())
      for (const auto& s : e.spans)
        if (s.revision > 0) used[s.revision] = true;
    for (const auto& [id, yes] : used) script_.revisions.push_back({id, id <= 12 ? kColours[id - 1] : "Revision " + std::to_string(id), "", "*", ""});
  }

  const XmlSource& source_;
  Parsed& out_;
  Screenplay& script_;
  bool marked_up_ = false, pair_open_ = false;
  std::map<std::string, std::string> bases_;
  std::map<std::string, int> unknown_;
};

Result<Parsed> parse_document(std::string_view bytes, const std::string& file, Format format) {
  XmlSource source = TRY(XmlSource::read(bytes, file));
  const auto root = source.root();
  if (std::string_view(root.name()) != "document" || !(root.child("paragraphs") || root.child("paras")))
    return fail(ErrorCode::kInvalidInput, "This is XML, but no Open Screenplay document: it needs <document> with <paragraphs> in it.", source.place_of(root));
  Parsed out;
  out.script.format = format;
  out.warnings = source.take_warnings();
  Reader(source, out).run();
  out.source = source.take_text();
  return out;
}

}  // namespace

Result<Parsed> parse_open_screenplay(std::string_view bytes, const std::string& file) { return parse_document(bytes, file, Format::kOpenScreenplay); }

Result<Parsed> parse_fade_in(std::string_view bytes, const std::string& file) {
  const auto archive = TRY(ZipArchive::open(bytes, file));
  const int member = archive.find([](std::string_view name) { return name == "document.xml"; });
  if (member < 0) return fail(ErrorCode::kInvalidInput, "This is no Fade In script: there is no document.xml in the archive.", {file});
  const std::string text = TRY(archive.read(member));
  return parse_document(text, file + "/document.xml", Format::kFadeIn);
}

Result<Parsed> parse_highland(std::string_view bytes, const std::string& file) {
  const auto archive = TRY(ZipArchive::open(bytes, file));
  int member = archive.find([](std::string_view name) { return lower(name).ends_with(".fountain"); });
  if (member < 0) member = archive.find([](std::string_view name) { return lower(name.substr(name.rfind('/') + 1)).find("fountain") != std::string::npos; });
  if (member < 0) member = archive.find([](std::string_view name) { const auto last = lower(name.substr(name.rfind('/') + 1)); return last == "text.md" || last == "text.txt"; });
  if (member < 0) return fail(ErrorCode::kInvalidInput, "This is no Highland script: no member of the archive is Fountain text.", {file});
  const std::string text = TRY(archive.read(member));
  auto out = TRY(parse_fountain(text, file + "/" + archive.names()[static_cast<std::size_t>(member)]));
  out.script.format = Format::kHighland;
  return out;
}

}  // namespace auteur::screenplay
