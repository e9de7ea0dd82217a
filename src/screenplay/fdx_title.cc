// The title page. Final Draft keeps it as lines without names; ours are named by bookmarks, others are guessed from their
// words and places.
#include <algorithm>
#include <initializer_list>
#include <utility>

#include "auteur/base/text.h"
#include "fdx_parts.h"

namespace auteur::screenplay::fdx {
namespace {

constexpr std::size_t kMostLines = 2'000;

struct Line { std::string text, bookmark; bool centred = false; };

std::vector<Line> lines_of(pugi::xml_node title_page) {
  std::vector<Line> out;
  for (const auto p : title_page.child("Content").children("Paragraph")) {
    if (out.size() >= kMostLines) break;
    std::string text;
    for (const auto t : p.children("Text")) text += text_of(t);
    out.push_back({std::string(trim(text)), p.attribute("Bookmark").value(), lower(p.attribute("Alignment").value()) == "center"});
  }
  return out;
}

bool any_of(std::string_view text, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* w) { return text.find(w) != std::string_view::npos; });
}

bool is_key(std::string_view bookmark) {
  const std::string k = lower(bookmark);
  for (const char* key : {"title", "credit", "author", "authors", "source", "draft date", "contact", "copyright", "notes", "revision", "date", "format", "episode"})
    if (k == key) return true;
  return false;
}

bool is_date(std::string_view text) {
  const std::string low = lower(text);
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (any_of(low, {"draft", "revis", "rev."})) return true;
  if (digits < 3 || digits > 10 || text.size() > 40) return false;
  if (any_of(low, {"january", "february", "march", "april", "may ", "june", "july", "august", "september", "october", "november", "december"})) return true;
  return std::count(text.begin(), text.end(), '/') == 2 || std::count(text.begin(), text.end(), '.') == 2 || std::count(text.begin(), text.end(), '-') == 2;
}

// Length of the part of "Written by Jane Doe" that says what she did; 0 when it is no credit.
std::size_t credit_length(std::string_view text) {
  const std::string low = lower(text);
  if (low == "by") return text.size();
  if (!any_of(low, {"written", "writer", "screenplay", "story", "teleplay", "adapted", "created", "script", "directed"})) return 0;
  if (low.ends_with(" by")) return text.size();
  const auto by = low.find(" by ");
  return by == std::string::npos ? 0 : by + 3;
}

class Guess {
 public:
  std::vector<TitleField> run(const std::vector<Line>& lines) {
    bool blank = true;
    for (const auto& line : lines) {
      if (line.text.empty()) { blank = true; continue; }
      take(line, blank);
      blank = false;
    }
    return std::move(fields_);
  }

 private:
  void add(const char* key, std::string_view text) {
    for (auto& f : fields_) {
      if (f.key != key) continue;
      f.value += (f.value.empty() ? "" : "\n") + std::string(text);
      return;
    }
    fields_.push_back({key, std::string(text)});
  }

  void take(const Line& line, bool blank) {
    const std::string low = lower(line.text);
    const bool wants_name = std::exchange(wants_name_, false);
    if (any_of(low, {"based on", "from the novel", "inspired by"})) return add("Source", line.text);
    if (const auto n = credit_length(line.text); n > 0 && !fields_.empty()) {
      const auto rest = trim(std::string_view(line.text).substr(n));
      add("Credit", trim(std::string_view(line.text).substr(0, n)));
      if (rest.empty()) wants_name_ = true;
      else add("Author", rest);
      return;
    }
    if (wants_name) return add("Author", line.text);
    if (fields_.empty() || (fields_.size() == 1 && !blank && line.centred)) return add("Title", line.text);
    if (any_of(low, {"\u00A9", "copyright", "(c) "})) return add("Copyright", line.text);
    if (is_date(line.text)) return add("Draft date", line.text);
    if (!line.centred) return add("Contact", line.text);
    const bool named = std::any_of(fields_.begin(), fields_.end(), [](const auto& f) { return f.key == "Author"; });
    add(named ? "Notes" : "Author", line.text);
  }

  std::vector<TitleField> fields_;
  bool wants_name_ = false;
};

void append_line(pugi::xml_node content, const std::string& text, const char* alignment, const std::string& bookmark) {
  auto p = content.append_child("Paragraph");
  p.append_attribute("Alignment") = alignment;
  if (!bookmark.empty()) p.append_attribute("Bookmark") = bookmark.c_str();
  p.append_child("Text").text().set(text.c_str());
}

}  // namespace

std::vector<TitleField> read_title(pugi::xml_node title_page) {
  const auto lines = lines_of(title_page);
  if (std::none_of(lines.begin(), lines.end(), [](const Line& l) { return is_key(l.bookmark); })) return Guess().run(lines);
  std::vector<TitleField> fields;
  for (const auto& line : lines) {
    if (!line.bookmark.empty()) fields.push_back({line.bookmark, line.text});
    else if (!line.text.empty() && !fields.empty()) fields.back().value += (fields.back().value.empty() ? "" : "\n") + line.text;
  }
  return fields;
}

void merge_title(pugi::xml_node title_page, const std::vector<TitleField>& fields) {
  const auto said = read_title(title_page);
  if (std::equal(said.begin(), said.end(), fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.key == b.key && a.value == b.value; })) return;
  auto content = title_page.child("Content");
  if (!content) content = title_page.append_child("Content");
  while (content.remove_child("Paragraph")) {}
  for (const auto& f : fields) {
    const std::string key = lower(f.key);
    const bool centred = key == "title" || key == "credit" || key == "author" || key == "authors" || key == "source" || key == "episode";
    for (int blank = key == "title" ? 18 : 1; blank > 0; --blank) append_line(content, "", centred ? "Center" : "Left", "");
    bool first = true;
    for (const auto line : split(f.value, '\n')) {
      append_line(content, std::string(line), centred ? "Center" : "Left", first ? f.key : "");
      first = false;
    }
  }
}

}  // namespace auteur::screenplay::fdx
