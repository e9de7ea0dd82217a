// Final Draft in: one pass over the paragraphs, then the sections, then what points into the text by offsets.
#include <algorithm>
#include <charconv>

#include "auteur/base/text.h"
#include "cue.h"
#include "fdx_parts.h"
#include "fountain_syntax.h"

namespace auteur::screenplay {
namespace {

using namespace fdx;

constexpr std::size_t kMostPlacedNotes = 20'000;

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

class Reader {
 public:
  Reader(const XmlSource& source, Parsed& out) : source_(source), script_(out.script) {}

  void run() {
    script_.format = Format::kFinalDraft;
    const auto root = source_.root(), content = root.child("Content");
    for (const auto a : root.attributes()) script_.kept.push_back({"FinalDraft@" + std::string(a.name()), a.value()});
    for (const auto a : content.attributes()) script_.kept.push_back({"FinalDraft/Content@" + std::string(a.name()), a.value()});
    alternates_ = read_alternates(root.child("AltCollection"));
    read_content(content);
    for (const auto& xml : pending_) script_.kept.push_back({"FinalDraft/Content", xml});
    pending_.clear();
    for (const auto section : root.children()) {
      if (section == content || section.type() != pugi::node_element) continue;
      read_section(section, script_);
      if (std::string_view(section.name()) == "TitlePage") title_ = section.child("Content");
      if (std::string_view(section.name()) == "ScriptNotes") read_script_notes(section);
      else script_.kept.push_back({"FinalDraft/" + std::string(section.name()), xml_of(section)});
    }
    place_notes();
    insert_what_is_no_paragraph();
  }

 private:
  struct Placed { std::size_t after = 0; Element element; };

  std::vector<Element>& elements() { return script_.elements; }

  ElementExtras& extras_of(Element& e) {
    if (e.extras < 0) {
      e.extras = static_cast<int>(script_.extras.size());
      script_.extras.emplace_back();
    }
    return script_.extras[static_cast<std::size_t>(e.extras)];
  }
  void keep(Element& e, std::string where, std::string value) { extras_of(e).kept.push_back({std::move(where), std::move(value)}); }

  int intern(std::vector<Kept> kept) {
    if (kept.empty()) return -1;
    std::string key;
    for (const auto& k : kept) key += k.where + '\0' + k.value + '\1';
    const auto [it, added] = kept_index_.emplace(std::move(key), static_cast<int>(script_.kept_attributes.size()));
    if (added) script_.kept_attributes.push_back(std::move(kept));
    return it->second;
  }

  Element& add(ElementKind kind, pugi::xml_node node) {
    Element& e = elements().emplace_back();
    e.kind = kind;
    e.bytes = source_.bytes_of(node);
    e.line = source_.line_of(e.bytes.begin);
    e.column = source_.column_of(e.bytes.begin);
    return e;
  }

  void read_content(pugi::xml_node content) {
    for (const auto child : content.children()) {
      if (child.type() != pugi::node_element) continue;
      const std::string_view name = child.name();
      const auto block = name == "DualDialogue" ? child : child.child("DualDialogue");
      if ((name != "Paragraph" && name != "DualDialogue") || (block && !block.child("Paragraph"))) {
        pending_.push_back(xml_of(child));
        continue;
      }
      auto own = elements().size();
      if (block) dual(child, block);
      else paragraph(child);
      while (own < elements().size() && elements()[own].kind == ElementKind::kPageBreak) ++own;  // before the paragraph's own
      map_.add(child, static_cast<int>(own), static_cast<int>(elements().size() - own), script_);
    }
  }

  // Both speeches stand in one paragraph; the wrapper itself is kept with the first of its elements.
  void dual(pugi::xml_node wrapper, pugi::xml_node block) {
    if (yes(wrapper.attribute("StartsNewPage"))) page_break(wrapper);
    auto first = elements().size();
    int speakers = 0;
    for (const auto p : block.children("Paragraph")) {
      paragraph(p);
      if (elements().back().kind == ElementKind::kCharacter && ++speakers == 2) elements().back().dual = true;
    }
    if (elements()[first].kind == ElementKind::kPageBreak && first + 1 < elements().size()) ++first;
    pugi::xml_document skeleton;
    auto copy = skeleton.append_copy(wrapper);
    if (yes(copy.attribute("StartsNewPage"))) copy.remove_attribute("StartsNewPage");
    auto inside = wrapper == block ? copy : copy.child("DualDialogue");
    while (inside.remove_child("Paragraph")) {}
    const std::string xml = xml_of(copy);
    Element& e = elements()[first];
    if (xml != kUsualWrapper) keep(e, "DualDialogue", xml);
    const auto count = elements().size() - first;
    if (dual_extent(script_, first) != count) keep(e, "DualDialogue#", std::to_string(count));
  }

  // It takes none of the bytes: the paragraph that starts the page follows and has them.
  void page_break(pugi::xml_node paragraph) {
    Element& e = add(ElementKind::kPageBreak, paragraph);
    e.bytes.end = e.bytes.begin;
  }

  void paragraph(pugi::xml_node node) {
    const auto type_attribute = node.attribute("Type");
    const TypeName type = kind_of_type(type_attribute.value());
    if (yes(node.attribute("StartsNewPage"))) {
      page_break(node);
      if (std::string_view(node.attribute("Fountain").value()) == "page-break" && !node.child("Text").first_child()) {
        elements().back().bytes = source_.bytes_of(node);
        return;
      }
    }
    Element& e = add(type.kind, node);
    e.depth = type.depth;
    if (!type_attribute) keep(e, "no Type", "");
    else if (!type.exact) keep(e, "@Type", type_attribute.value());
    read_attributes(node, e);
    for (auto& xml : pending_) keep(e, "^^", std::move(xml));
    pending_.clear();
    Runs runs = read_runs(node, e.kind);
    e.text = std::move(runs.text);
    e.spans = std::move(runs.spans);
    for (std::size_t i = 0; i < e.spans.size(); ++i) e.spans[i].kept = intern(std::move(runs.attributes[i]));
    if (!runs_are_plain(node, script_, e)) {
      std::string xml;
      for (const auto text : node.children("Text")) xml += xml_of(text);
      keep(e, "Text", std::move(xml));
    }
    if (e.kind == ElementKind::kCharacter) {
      auto cue = split_cue(e.text);
      e.name = std::move(cue.name);
      e.extension = std::move(cue.extension);
    }
    read_children(node, e);
  }

  void read_attributes(pugi::xml_node node, Element& e) {
    for (const auto a : node.attributes()) {
      const std::string_view name = a.name(), value = a.value();
      if (name == "Type") continue;
      if (name == "StartsNewPage" && yes(a)) continue;
      if (name == "Number" && e.kind == ElementKind::kSceneHeading && !value.empty()) {
        e.scene_number = std::string(value);
      } else if (name == "Alignment" && value == "Center" && e.kind == ElementKind::kAction && !find_type(e)) {
        e.kind = ElementKind::kCentred;
      } else if (name == "Alignment" && one_of(value, {"Left", "Center", "Right", "Full"})) {
        extras_of(e).alignment = value == "Left" ? Alignment::kLeft : value == "Center" ? Alignment::kCentre : value == "Right" ? Alignment::kRight : Alignment::kFull;
      } else if (name == "OutlineLevel" && e.kind == ElementKind::kSection && e.depth == 4 && level_of(value) > 4) {
        e.depth = level_of(value);
      } else {
        keep(e, "@" + std::string(name), std::string(value));
      }
    }
  }
  bool find_type(const Element& e) const { return e.extras >= 0 && find_kept(script_.extras[static_cast<std::size_t>(e.extras)].kept, "@Type") != nullptr; }
  static int level_of(std::string_view text) {
    int n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc() && end == text.data() + text.size() && n < 1'000'000 ? n : 0;
  }

  void read_children(pugi::xml_node node, Element& e) {
    bool after_text = false;
    std::size_t at = 0;
    const int index = static_cast<int>(elements().size()) - 1;
    for (const auto child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      const std::string_view name = child.name();
      if (name == "Text") {
        after_text = true;
        at += text_of(child).size();
        continue;
      }
      if (name == "ScriptNote") {
        ScriptNote note = read_note(child);
        note.in_paragraph = true;
        note.element = note.end_element = index;
        note.begin = note.end = std::min(at, e.text.size());
        note.kept.push_back({"ScriptNote", xml_of(child)});
        script_.notes.push_back(std::move(note));
        continue;
      }
      if (name == "SceneProperties" && !extras_of(e).scene) extras_of(e).scene = read_scene(child);
      if (name == "Alts") extras_of(e).alternates = alternates_of(node, alternates_);
      keep(e, (after_text ? "" : "^") + std::string(name), xml_of(child));
    }
  }

  // The section stays, without the notes, which are notes.
  void read_script_notes(pugi::xml_node section) {
    pugi::xml_document skeleton;
    auto copy = skeleton.append_copy(section);
    while (copy.remove_child("ScriptNote")) {}
    script_.kept.push_back({"FinalDraft/ScriptNotes", xml_of(copy)});
    for (const auto node : section.children("ScriptNote")) {
      ScriptNote note = read_note(node);
      note.kept.push_back({"ScriptNote", xml_of(node)});
      if (note.type == kFountainNote || note.type == kFountainBoneyard) fountain_note(node, std::move(note));
      else script_.notes.push_back(std::move(note));
    }
  }

  void fountain_note(pugi::xml_node node, ScriptNote note) {
    Placed placed;
    placed.element.kind = note.type == kFountainNote ? ElementKind::kNote : ElementKind::kBoneyard;
    placed.element.text = std::move(note.text);
    placed.element.bytes = source_.bytes_of(node);
    placed.element.line = source_.line_of(placed.element.bytes.begin);
    placed.element.column = source_.column_of(placed.element.bytes.begin);
    std::size_t begin = 0, end = 0;
    const std::string_view after = node.attribute("After").value();
    if (std::size_t n = 0, stop = 0; !after.empty() && read_range(after, n, stop) && n <= elements().size()) placed.after = n;
    else if (fountain_notes_.size() < kMostPlacedNotes && read_range(node.attribute("Range").value(), begin, end)) placed.after = static_cast<std::size_t>(map_.place_at(end, script_).element + 1);
    fountain_notes_.push_back(std::move(placed));
  }

  void place_notes() {
    std::size_t placed = 0;
    for (auto& note : script_.notes) {
      std::size_t begin = 0, end = 0;
      if (note.in_paragraph || placed >= kMostPlacedNotes) continue;
      const auto* xml = find_kept(note.kept, "ScriptNote");
      pugi::xml_document one;
      if (!xml || !one.load_buffer(xml->data(), xml->size(), kXmlFlags, pugi::encoding_utf8) || !read_range(one.first_child().attribute("Range").value(), begin, end)) continue;
      ++placed;
      const auto from = map_.place_at(begin, script_), to = map_.place_at(std::max(begin, end), script_);
      note.element = from.element;
      note.begin = from.byte;
      note.end_element = to.element;
      note.end = to.byte;
    }
  }

  Element title_page() {
    Element e;
    e.kind = ElementKind::kTitlePage;
    e.bytes = source_.bytes_of(title_);
    e.line = source_.line_of(e.bytes.begin);
    e.column = source_.column_of(e.bytes.begin);
    e.text = title_page_text(script_.title_page);
    return e;
  }

  // The title page at the top, and Fountain's notes where they stood.
  void insert_what_is_no_paragraph() {
    if (fountain_notes_.empty() && script_.title_page.empty()) return;
    std::stable_sort(fountain_notes_.begin(), fountain_notes_.end(), [](const Placed& a, const Placed& b) { return a.after < b.after; });
    std::vector<Element> all;
    all.reserve(elements().size() + fountain_notes_.size() + 1);
    if (!script_.title_page.empty()) all.push_back(title_page());
    std::vector<int> moved(elements().size() + 1);
    std::size_t next = 0;
    for (std::size_t i = 0; i <= elements().size(); ++i) {
      for (; next < fountain_notes_.size() && fountain_notes_[next].after <= i; ++next) all.push_back(std::move(fountain_notes_[next].element));
      moved[i] = static_cast<int>(all.size());
      if (i < elements().size()) all.push_back(std::move(elements()[i]));
    }
    elements() = std::move(all);
    for (auto& note : script_.notes) {
      if (note.element >= 0) note.element = moved[static_cast<std::size_t>(note.element)];
      if (note.end_element >= 0) note.end_element = moved[static_cast<std::size_t>(note.end_element)];
    }
  }

  const XmlSource& source_;
  Screenplay& script_;
  Alternates alternates_;
  BodyMap map_;
  pugi::xml_node title_;
  std::map<std::string, int> kept_index_;
  std::vector<std::string> pending_;  // elements of Content that are no paragraphs: they go before the next that is one
  std::vector<Placed> fountain_notes_;
};

}  // namespace

Result<Parsed> parse_fdx(std::string_view bytes, const std::string& file) {
  XmlSource source = TRY(XmlSource::read(bytes, file));
  const auto root = source.root();
  if (std::string_view(root.name()) != "FinalDraft")
    return fail(ErrorCode::kInvalidInput, "This is XML, but no Final Draft script: its outermost element is <" + std::string(root.name()).substr(0, 60) + ">, not <FinalDraft>.", source.place_of(root));
  if (!root.child("Content"))
    return fail(ErrorCode::kInvalidInput, "This Final Draft file has no <Content>, the part that holds the script. Save the script again in Final Draft.", source.place_of(root));
  Parsed out;
  Reader(source, out).run();
  out.warnings = source.take_warnings();
  if (out.script.elements.empty()) out.warnings.push_back({"This Final Draft script has no paragraphs.", source.place_of(root).line, source.place_of(root).column});
  out.source = source.take_text();
  return out;
}

}  // namespace auteur::screenplay
