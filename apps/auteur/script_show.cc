// auteur script show, pages, convert.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "auteur/base/text.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/fdx.h"
#include "auteur/screenplay/formats.h"
#include "auteur/screenplay/fountain.h"
#include "auteur/screenplay/page_pdf.h"
#include "auteur/screenplay/pages.h"
#include "script_command.h"
#include "script_file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::screenplay;

// As the Fountain specification calls them.
std::string_view type_name(ElementKind kind) {
  switch (kind) {
    case ElementKind::kTitlePage: return "Title Page";
    case ElementKind::kSceneHeading: return "Scene Heading";
    case ElementKind::kAction: return "Action";
    case ElementKind::kCharacter: return "Character";
    case ElementKind::kParenthetical: return "Parenthetical";
    case ElementKind::kDialogue: return "Dialogue";
    case ElementKind::kLyrics: return "Lyrics";
    case ElementKind::kTransition: return "Transition";
    case ElementKind::kCentred: return "Centered Text";
    case ElementKind::kPageBreak: return "Page Break";
    case ElementKind::kSection: return "Section";
    case ElementKind::kSynopsis: return "Synopsis";
    case ElementKind::kNote: return "Note";
    case ElementKind::kBoneyard: return "Boneyard";
    case ElementKind::kShot: return "Shot";
    case ElementKind::kGeneral: return "General";
    case ElementKind::kCastList: return "Cast List";
    case ElementKind::kActStart: return "New Act";
    case ElementKind::kActEnd: return "End of Act";
  }
  return "Action";
}
Json element_json(const Element& e) {
  Json j{{"type", type_name(e.kind)}, {"text", e.text}, {"line", e.line}, {"column", e.column}, {"bytes", {{"begin", e.bytes.begin}, {"end", e.bytes.end}}}};
  if (e.forced) j["forced"] = true;
  if (!e.scene_number.empty()) j["scene_number"] = e.scene_number;
  if (e.kind == ElementKind::kCharacter) {
    j["name"] = e.name;
    if (!e.extension.empty()) j["extension"] = e.extension;
    if (e.dual) j["dual"] = true;
  }
  if (e.kind == ElementKind::kSection) j["depth"] = e.depth;
  Json spans = Json::array();
  for (const auto& s : e.spans) {
    Json styles = Json::array();
    if (s.bold) styles.push_back("bold");
    if (s.italic) styles.push_back("italic");
    if (s.underline) styles.push_back("underline");
    if (s.strikeout) styles.push_back("strikeout");
    if (s.all_caps) styles.push_back("all caps");
    if (!styles.empty()) spans.push_back({{"begin", s.begin}, {"end", s.end}, {"styles", styles}});
  }
  if (!spans.empty()) j["emphasis"] = spans;
  return j;
}

// Pages of the breakdown's scenes: by the heading's place in the script.
std::vector<const ScenePages*> pages_of(const Breakdown& b, const Pages& pages) {
  std::vector<const ScenePages*> headed;
  for (const auto& s : pages.scenes) if (s.element >= 0) headed.push_back(&s);
  if (headed.empty()) for (const auto& s : pages.scenes) headed.push_back(&s);
  headed.resize(b.scenes.size(), nullptr);
  return headed;
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& x : list) out += (out.empty() ? "" : ", ") + x;
  return out;
}

Json warnings_json(const ScriptFile& s) {
  Json out = Json::array();
  for (const auto& w : s.parsed.warnings) out.push_back({{"message", w.message}, {"line", w.line}, {"column", w.column}});
  return out;
}
void print_warnings(const ScriptFile& s) {
  for (const auto& w : s.parsed.warnings) fmt::print(stderr, "{}:{}:{}: {}\n", s.file, w.line, w.column, w.message);
}

Status show(const std::string& file, bool json) {
  const ScriptFile s = TRY(open_script(file));
  const Breakdown b = break_down(s.parsed.script);
  const Pages pages = paginate(s.parsed.script);
  const auto where = pages_of(b, pages);
  if (json) {
    Json scenes = Json::array(), cast = Json::array(), elements = Json::array();
    for (std::size_t i = 0; i < b.scenes.size(); ++i) {
      const auto& x = b.scenes[i];
      Json j{{"number", x.number}, {"heading", x.heading}, {"eighths", where[i] ? where[i]->eighths : x.eighths}, {"story_day", x.story_day}, {"cast", x.cast}, {"seconds", x.estimate.value}};
      if (where[i]) j["page"] = where[i]->page;
      scenes.push_back(std::move(j));
    }
    for (const auto& c : b.cast) cast.push_back({{"id", c.id}, {"name", c.name}, {"lines", c.lines}, {"words", c.words}, {"scenes", c.scenes.size()}});
    for (const auto& e : s.parsed.script.elements) elements.push_back(element_json(e));
    fmt::print("{}\n", pretty_json({{"kind", "auteur.script"}, {"version", 1}, {"file", s.file}, {"format", name_of(s.parsed.script.format)}, {"title", b.title}, {"author", b.author}, {"language", b.language}, {"pages", pages.pages.size()},
                                    {"eighths", pages.eighths}, {"scenes", scenes}, {"cast", cast}, {"elements", elements}, {"warnings", warnings_json(s)}}));
    return {};
  }
  print_warnings(s);
  fmt::print("{}{}\n{}: {} {}, {} {}, {} people\n\n", b.title.empty() ? s.file : b.title, b.author.empty() ? "" : " by " + b.author, name_of(s.parsed.script.format), b.scenes.size(), b.scenes.size() == 1 ? "scene" : "scenes", pages.pages.size(), pages.pages.size() == 1 ? "page" : "pages", b.cast.size());
  fmt::print("{} {} {:>5} {:>6}  {}\n", cell("Scene", 6), cell("", 44), "page", "length", "cast");
  std::size_t next = 0;
  for (const auto& e : s.parsed.script.elements) {
    if (e.kind == ElementKind::kSection) fmt::print("{}{} {}\n", std::string(static_cast<std::size_t>(std::max(0, e.depth - 1)) * 2, ' '), std::string(static_cast<std::size_t>(std::clamp(e.depth, 1, 6)), '#'), e.text);
    if (e.kind == ElementKind::kSynopsis) fmt::print("       = {}\n", e.text);
    if (e.kind == ElementKind::kSceneHeading && next < b.scenes.size()) {
      const auto& x = b.scenes[next];
      fmt::print("{} {} {:>5} {:>6}  {}\n", cell(x.number, 6), cell(x.heading, 44), where[next] ? where[next]->page : "", eighths_text(where[next] ? where[next]->eighths : x.eighths), joined(x.cast));
      ++next;
    }
  }
  for (; next < b.scenes.size(); ++next) fmt::print("{} {} {:>5} {:>6}  {}\n", cell(b.scenes[next].number, 6), cell(b.scenes[next].heading, 44), where[next] ? where[next]->page : "", eighths_text(b.scenes[next].eighths), joined(b.scenes[next].cast));
  fmt::print("\n{} {:>5} {:>6} {:>6}\n", cell("Cast", 24), "lines", "words", "scenes");
  for (const auto& c : b.cast) fmt::print("{} {:>5} {:>6} {:>6}\n", cell(c.name, 24), c.lines, c.words, c.scenes.size());
  return {};
}

Status show_pages(const std::string& file, bool json, const std::string& paper) {
  const ScriptFile s = TRY(open_script(file));
  PageOptions options;
  if (!paper.empty()) {
    options.layout = s.parsed.script.layout;
    options.layout->paper = paper == "a4" ? Paper::kA4 : Paper::kLetter;
  }
  const Pages pages = paginate(s.parsed.script, options);
  const Breakdown b = break_down(s.parsed.script);
  const auto where = pages_of(b, pages);
  if (json) {
    Json scenes = Json::array(), list = Json::array();
    for (std::size_t i = 0; i < b.scenes.size(); ++i)
      if (const auto* w = where[i])
        scenes.push_back({{"number", b.scenes[i].number}, {"heading", b.scenes[i].heading}, {"page", w->page}, {"first_page", w->first_page + 1}, {"last_page", w->last_page + 1}, {"eighths", w->eighths}, {"counted", w->counted}, {"rows", w->rows}});
    for (const auto& p : pages.pages) list.push_back({{"label", p.label}, {"lines", p.lines.size()}});
    fmt::print("{}\n", pretty_json({{"kind", "auteur.pages"}, {"version", 1}, {"file", s.file}, {"paper", pages.layout.paper == Paper::kA4 ? "A4" : "Letter"}, {"rows", pages.rows}, {"pages", list}, {"eighths", pages.eighths}, {"scenes", scenes}}));
    return {};
  }
  print_warnings(s);
  fmt::print("{} pages of {}, {} in all\n\n{} {} {:>5} {:>7} {:>5}\n", pages.pages.size(), pages.layout.paper == Paper::kA4 ? "A4" : "Letter", eighths_text(pages.eighths), cell("Scene", 6), cell("", 48), "page", "length", "rows");
  for (std::size_t i = 0; i < b.scenes.size(); ++i)
    if (const auto* w = where[i]) fmt::print("{} {} {:>5} {:>7} {:>5}\n", cell(b.scenes[i].number, 6), cell(b.scenes[i].heading, 48), w->page, eighths_text(w->eighths), w->rows);
  return {};
}

Status convert(const std::string& file, const std::string& target, bool force, const std::string& paper, bool json) {
  const ScriptFile s = TRY(open_script(file));
  const std::string bytes = TRY(script_bytes(s.parsed, target, paper));
  TRY(write_output(target, bytes, force));
  if (json) fmt::print("{}\n", pretty_json({{"kind", "auteur.converted"}, {"version", 1}, {"from", s.file}, {"to", target}, {"bytes", bytes.size()}, {"warnings", warnings_json(s)}}));
  else {
    print_warnings(s);
    fmt::print("{} is written.\n", target);
  }
  return {};
}

}  // namespace

Result<std::string> script_bytes(const Parsed& parsed, const std::string& target, const std::string& paper) {
  const std::string suffix = lower(Path(target).extension().string());
  if (suffix == ".fountain" || suffix == ".spmd") return parsed.script.format == Format::kFountain ? write_fountain(parsed) : write_fountain(parsed.script);
  if (suffix == ".fdx") return write_fdx(parsed.script);
  if (suffix == ".html" || suffix == ".htm") return write_html(parsed.script);
  if (suffix == ".pdf") {
    PdfOptions options;
    if (!paper.empty()) options.paper = paper == "a4" ? Paper::kA4 : Paper::kLetter;
    return write_pdf(parsed.script, options);
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("'{}' does not say what to write. Let its name end in .fountain, .fdx, .pdf or .html.", target));
}

void add_script_show(CLI::App& script, int& result) {
  struct Wish { std::string file, target, paper; bool json = false, force = false; };
  const auto wish = std::make_shared<Wish>();
  const auto add = [&](const char* name, const char* help) {
    auto* c = script.add_subcommand(name, help);
    c->add_option("file", wish->file, "a screenplay file or a film folder")->required();
    c->add_flag("--json", wish->json, "machine-readable output");
    return c;
  };
  const auto finish = [&result, wish](const Status& s) { result = s ? 0 : report_error(s.error(), wish->json); };
  const CLI::IsMember papers({"letter", "a4"}, CLI::ignore_case);
  add("show", "the outline: scenes with their numbers, pages, eighths and cast")->callback([=] { finish(show(wish->file, wish->json)); });
  auto* pages = add("pages", "pages and eighths of every scene, and where scenes begin");
  pages->add_option("--paper", wish->paper, "letter or a4, instead of the script's own")->transform(papers);
  pages->callback([=] { finish(show_pages(wish->file, wish->json, wish->paper)); });
  auto* to = add("convert", "write it as .fountain, .fdx, .pdf or .html");
  to->add_option("target", wish->target, "the file to write; its ending says the format")->required();
  to->add_option("--paper", wish->paper, "letter or a4, for PDF")->transform(papers);
  to->add_flag("--force", wish->force, "write over a file that is there");
  to->callback([=] { finish(convert(wish->file, wish->target, wish->force, wish->paper, wish->json)); });
}

}  // namespace auteur::cli
