// Final Draft out: the paragraphs from the elements, the sections from what was kept, and the fields over both.
#include <algorithm>
#include <charconv>
#include <utility>

#include "fdx_parts.h"

namespace auteur::screenplay {
namespace fdx {

namespace {

bool is_speech(ElementKind kind) {
  return kind == ElementKind::kParenthetical || kind == ElementKind::kDialogue || kind == ElementKind::kLyrics || kind == ElementKind::kPageBreak ||
         kind == ElementKind::kNote || kind == ElementKind::kBoneyard;
}

// After the speech that begins at i; notes at its end do not belong to it.
std::size_t speech_end(const Screenplay& script, std::size_t i) {
  std::size_t end = i + 1;
  for (std::size_t k = i + 1; k < script.elements.size() && is_speech(script.elements[k].kind); ++k)
    if (is_paragraph(script.elements[k].kind)) end = k + 1;
  return end;
}

}  // namespace

std::size_t dual_extent(const Screenplay& script, std::size_t i) {
  const auto& all = script.elements;
  if (i >= all.size() || all[i].kind != ElementKind::kCharacter || all[i].dual) return 0;
  std::size_t second = i + 1;
  while (second < all.size() && is_speech(all[second].kind)) ++second;
  if (second >= all.size() || all[second].kind != ElementKind::kCharacter || !all[second].dual) return 0;
  return speech_end(script, second) - i;
}

}  // namespace fdx

namespace {

using namespace fdx;

class Writer {
 public:
  explicit Writer(const Screenplay& script) : script_(script) {}

  std::string run() {
    auto declaration = out_.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    declaration.append_attribute("standalone") = "no";
    root_ = out_.append_child("FinalDraft");
    content_ = root_.append_child("Content");
    append_kept_document();
    if (!root_.first_attribute()) {
      root_.append_attribute("DocumentType") = "Script";
      root_.append_attribute("Template") = "No";
      root_.append_attribute("Version") = "5";
    }
    write_content();
    merge_sections(root_, script_);
    write_alternates();
    write_notes();
    struct : pugi::xml_writer {
      std::string text;
      void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
    } to;
    out_.save(to, "  ", pugi::format_indent, pugi::encoding_utf8);
    return std::move(to.text);
  }

 private:
  void append_kept_document() {
    const std::string_view kRoot = "FinalDraft@", kContent = "FinalDraft/Content@";
    for (const auto& k : script_.kept) {
      if (k.where.starts_with(kRoot)) root_.append_attribute(k.where.substr(kRoot.size()).c_str()) = k.value.c_str();
      else if (k.where.starts_with(kContent)) content_.append_attribute(k.where.substr(kContent.size()).c_str()) = k.value.c_str();
      else if (k.where.starts_with("FinalDraft/") && k.where != "FinalDraft/Content") append_xml(root_, k.value);
    }
  }

  const std::vector<Kept>& kept_of(const Element& e) const {
    static const std::vector<Kept> kNone;
    return e.extras >= 0 && static_cast<std::size_t>(e.extras) < script_.extras.size() ? script_.extras[static_cast<std::size_t>(e.extras)].kept : kNone;
  }
  const ElementExtras* extras_of(const Element& e) const {
    return e.extras >= 0 && static_cast<std::size_t>(e.extras) < script_.extras.size() ? &script_.extras[static_cast<std::size_t>(e.extras)] : nullptr;
  }

  void write_content() {
    for (std::size_t n = 0; n < script_.notes.size(); ++n)
      if (script_.notes[n].in_paragraph) notes_in_.emplace(script_.notes[n].element, n);
    const auto& all = script_.elements;
    for (std::size_t i = 0; i < all.size();) {
      if (all[i].kind == ElementKind::kPageBreak) {
        if (new_page_) write_page_break(i);
        new_page_ = true;
        ++i;
        continue;
      }
      if (!is_paragraph(all[i].kind)) { ++i; continue; }
      if (const std::size_t count = wrapped(i); count > 0) {
        write_dual(i, count);
        i += count;
        continue;
      }
      write_paragraph(content_, i);
      map_.add(content_.last_child(), static_cast<int>(i), 1, script_);
      ++i;
    }
    if (new_page_) write_page_break(all.size());
    for (const auto& k : script_.kept)
      if (k.where == "FinalDraft/Content") append_xml(content_, k.value);
  }

  // A page break that no paragraph follows.
  void write_page_break(std::size_t next) {
    auto p = content_.append_child("Paragraph");
    p.append_attribute("Type") = "Action";
    p.append_attribute("StartsNewPage") = "Yes";
    p.append_attribute("Fountain") = "page-break";
    p.append_child("Text");
    new_page_ = false;
    map_.add(p, static_cast<int>(next), 0, script_);
  }

  // How many elements from i on stand in one DualDialogue; 0: none.
  std::size_t wrapped(std::size_t i) const {
    const auto& kept = kept_of(script_.elements[i]);
    if (const auto* n = find_kept(kept, "DualDialogue#")) {
      std::size_t count = 0;
      std::from_chars(n->data(), n->data() + n->size(), count);
      return std::min(count, script_.elements.size() - i);
    }
    return dual_extent(script_, i);
  }

  void write_dual(std::size_t first, std::size_t count) {
    const auto* xml = find_kept(kept_of(script_.elements[first]), "DualDialogue");
    auto wrapper = append_xml(content_, xml ? *xml : kUsualWrapper);
    if (!wrapper) wrapper = append_xml(content_, kUsualWrapper);
    auto block = std::string_view(wrapper.name()) == "DualDialogue" ? wrapper : wrapper.child("DualDialogue");
    if (!block) block = wrapper.append_child("DualDialogue");
    if (std::exchange(new_page_, false)) wrapper.append_attribute("StartsNewPage") = "Yes";
    for (std::size_t i = first; i < first + count; ++i) {
      if (script_.elements[i].kind == ElementKind::kPageBreak) new_page_ = true;
      else if (is_paragraph(script_.elements[i].kind)) write_paragraph(block, i);
    }
    map_.add(wrapper, static_cast<int>(first), static_cast<int>(count), script_);
  }

  void write_paragraph(pugi::xml_node parent, std::size_t i) {
    const Element& e = script_.elements[i];
    const auto& kept = kept_of(e);
    for (const auto& k : kept)
      if (k.where == "^^") append_xml(parent, k.value);
    auto p = parent.append_child("Paragraph");
    write_attributes(p, e);
    const auto write_children = [&](bool before_text) {
      for (const auto& k : kept) {
        const bool before = k.where.size() > 1 && k.where[0] == '^' && k.where != "^^";
        if (k.where.empty() || k.where[0] == '@' || k.where == "^^" || k.where == "no Type" || k.where == "Text" || k.where.starts_with("DualDialogue")) continue;
        if (before == before_text) append_xml(p, k.value);
      }
    };
    write_children(true);
    const auto* extras = extras_of(e);
    if (extras && extras->scene && !p.child("SceneProperties")) {
      if (find_kept(kept, "SceneProperties") == nullptr) p.append_child("SceneProperties");
    }
    write_text(p, e, static_cast<int>(i));
    write_children(false);
    if (extras && extras->scene) merge_scene(p.child("SceneProperties"), *extras->scene);
    if (extras && !extras->alternates.empty()) alternates_.emplace_back(p, extras);
  }

  void write_attributes(pugi::xml_node p, const Element& e) {
    const auto& kept = kept_of(e);
    const auto* type = find_kept(kept, "@Type");
    if (e.kind != ElementKind::kGeneral || find_kept(kept, "no Type") == nullptr)
      p.append_attribute("Type") = (type && kind_of_type(*type).kind == e.kind ? *type : type_of(e)).c_str();
    if (e.kind == ElementKind::kSceneHeading && !e.scene_number.empty()) p.append_attribute("Number") = e.scene_number.c_str();
    if (e.kind == ElementKind::kSection && e.depth > 4 && !type) p.append_attribute("OutlineLevel") = std::to_string(e.depth).c_str();
    static constexpr const char* kAlignments[] = {"", "Left", "Center", "Right", "Full"};
    const auto* extras = extras_of(e);
    if (e.kind == ElementKind::kCentred) p.append_attribute("Alignment") = "Center";
    else if (extras && extras->alignment != Alignment::kDefault) p.append_attribute("Alignment") = kAlignments[static_cast<std::size_t>(extras->alignment)];
    if (std::exchange(new_page_, false)) p.append_attribute("StartsNewPage") = "Yes";
    for (const auto& k : kept) {
      if (!k.where.starts_with("@") || k.where == "@Type") continue;
      const std::string name = k.where.substr(1);
      if (name == "StartsNewPage" && p.attribute("StartsNewPage")) continue;
      p.append_attribute(name.c_str()) = k.value.c_str();
    }
  }

  // The runs as they were in the file when they still say what the element says; otherwise new ones.
  void write_text(pugi::xml_node p, const Element& e, int index) {
    const auto [from, to] = notes_in_.equal_range(index);
    std::vector<std::size_t> notes;
    for (auto it = from; it != to; ++it) notes.push_back(it->second);
    std::stable_sort(notes.begin(), notes.end(), [&](std::size_t a, std::size_t b) { return script_.notes[a].begin < script_.notes[b].begin; });
    const auto before_text = p.last_child();  // what stands there already
    bool as_was = false;
    if (const auto* xml = find_kept(kept_of(e), "Text")) {
      pugi::xml_document was;
      auto in = was.append_child("Paragraph");
      append_xml(in, *xml);
      as_was = same_runs(read_runs(in, e.kind), script_, e);
      if (as_was) append_xml(p, *xml);
    }
    if (!as_was) append_runs(p, script_, e);
    // Notes go in front of the run that begins where they stand.
    std::size_t at = 0;
    auto run = before_text ? before_text.next_sibling() : p.first_child();
    for (const auto n : notes) {
      while (run && at < script_.notes[n].begin) {
        at += text_of(run).size();
        run = run.next_sibling();
      }
      auto node = run ? p.insert_child_before("ScriptNote", run) : p.append_child("ScriptNote");
      fill_note(node, script_.notes[n]);
    }
  }

  void fill_note(pugi::xml_node node, const ScriptNote& note) {
    if (const auto* xml = find_kept(note.kept, "ScriptNote")) {
      pugi::xml_document was;
      if (was.load_buffer(xml->data(), xml->size(), kXmlFlags, pugi::encoding_utf8)) {
        for (const auto a : was.first_child().attributes()) node.append_copy(a);
        for (const auto child : was.first_child().children()) node.append_copy(child);
      }
    }
    merge_note(node, note);
  }

  void write_alternates() {
    Alternates all = read_alternates(root_.child("AltCollection"));
    for (auto& [paragraph, extras] : alternates_) merge_alternates(paragraph, extras->alternates, root_, all);
  }

  void write_notes() {
    auto section = root_.child("ScriptNotes");
    const auto in_section = [&] { return section ? section : section = root_.append_child("ScriptNotes"); };
    for (const auto& note : script_.notes) {
      if (note.in_paragraph) continue;
      auto node = in_section().append_child("ScriptNote");
      fill_note(node, note);
      write_range(node, note);
    }
    // Fountain's notes and boneyard.
    std::size_t before = 0;
    BodyMap::Place last{-1, 0};
    for (std::size_t i = 0; i < script_.elements.size(); ++i) {
      const Element& e = script_.elements[i];
      if (e.kind == ElementKind::kTitlePage) continue;
      if (e.kind != ElementKind::kNote && e.kind != ElementKind::kBoneyard) {
        ++before;
        if (is_paragraph(e.kind)) last = {static_cast<int>(i), e.text.size()};
        continue;
      }
      auto node = in_section().append_child("ScriptNote");
      const auto at = last.element < 0 ? 0 : map_.units_at(last, script_);
      set(node, "Range", std::to_string(at) + "," + std::to_string(at));
      set(node, "Type", e.kind == ElementKind::kNote ? kFountainNote : kFountainBoneyard);
      set(node, "After", std::to_string(before));
      append_paragraph_lines(node, e.text);
    }
  }

  // The range of the file stays when it still means the same place.
  void write_range(pugi::xml_node node, const ScriptNote& note) {
    std::size_t begin = 0, end = 0;
    const BodyMap::Place from{note.element, note.begin}, to{note.end_element, note.end};
    if (read_range(node.attribute("Range").value(), begin, end) &&
        (note.element < 0 || (map_.place_at(begin, script_) == from && map_.place_at(std::max(begin, end), script_) == to)))
      return;
    if (note.element < 0 && !node.attribute("Range")) return;
    set(node, "Range", std::to_string(note.element < 0 ? 0 : map_.units_at(from, script_)) + "," + std::to_string(note.element < 0 ? 0 : map_.units_at(to, script_)));
  }

  const Screenplay& script_;
  pugi::xml_document out_;
  pugi::xml_node root_, content_;
  BodyMap map_;
  bool new_page_ = false;
  std::multimap<int, std::size_t> notes_in_;
  std::vector<std::pair<pugi::xml_node, const ElementExtras*>> alternates_;
};

}  // namespace

std::string write_fdx(const Screenplay& script) { return Writer(script).run(); }

}  // namespace auteur::screenplay
