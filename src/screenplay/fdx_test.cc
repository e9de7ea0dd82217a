#include "auteur/screenplay/fdx.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <random>

#include "auteur/screenplay/fountain.h"

namespace auteur::screenplay {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
std::string sample(const std::string& name) { return file_text(std::string(AUTEUR_SOURCE_DIR) + "/src/screenplay/corpus/fdx_fuzz/" + name); }

Parsed parsed(const std::string& text) {
  auto p = parse_fdx(text, "x.fdx");
  EXPECT_TRUE(p) << (p ? "" : p.error().text());
  return p ? *std::move(p) : Parsed{};
}
std::string error_of(const std::string& text) {
  const auto p = parse_fdx(text, "x.fdx");
  return p ? "no error" : p.error().text();
}

std::string model_of(Screenplay script) {
  for (auto& e : script.elements) {
    e.bytes = {};
    e.line = e.column = 0;
  }
  return canonical_json(to_json(script));
}

// Everything an element holds, one fact a line: attributes by name, text, children; white space between elements aside.
void facts_of(pugi::xml_node node, const std::string& path, std::vector<std::string>& out) {
  std::vector<std::string> attributes;
  for (const auto a : node.attributes()) attributes.push_back(std::string(a.name()) + "=" + a.value());
  std::sort(attributes.begin(), attributes.end());
  std::string line = path + "/" + node.name();
  for (const auto& a : attributes) line += " " + a;
  out.push_back(line);
  std::string text;
  for (const auto c : node.children()) {
    if (c.type() == pugi::node_element) facts_of(c, path + "/" + node.name(), out);
    else if (c.type() == pugi::node_pcdata || c.type() == pugi::node_cdata) text += c.value();
  }
  if (text.find_first_not_of(" \n\t\r") != std::string::npos || std::string_view(node.name()) == "Text") out.push_back(path + " text " + text);
}
// Sections may change places, paragraphs and what is in them may not.
std::vector<std::string> facts(const std::string& xml) {
  pugi::xml_document d;
  EXPECT_TRUE(d.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single));
  std::vector<std::vector<std::string>> sections;
  std::string root;
  for (const auto a : d.document_element().attributes()) root += std::string(a.name()) + "=" + a.value() + " ";
  for (const auto c : d.document_element().children()) {
    sections.emplace_back();
    facts_of(c, "", sections.back());
  }
  std::sort(sections.begin(), sections.end());
  std::vector<std::string> out{root};
  for (const auto& s : sections) out.insert(out.end(), s.begin(), s.end());
  return out;
}

const Element* first_of(const Screenplay& s, ElementKind kind) {
  for (const auto& e : s.elements)
    if (e.kind == kind) return &e;
  return nullptr;
}

std::string kind_of(const Element& e) {
  Screenplay one;
  one.elements.push_back(e);
  return to_json(one)["elements"][0]["kind"].get<std::string>();
}

TEST(FinalDraft, WritesAgainEverythingThatTheFileHeld) {
  for (const char* name : {"v1_converter.fdx", "v3_scenes.fdx", "v5_production.fdx"}) {
    const std::string source = sample(name);
    ASSERT_FALSE(source.empty()) << name;
    const auto script = parsed(source).script;
    const std::string written = write_fdx(script);
    EXPECT_EQ(facts(written), facts(source)) << name;
    const auto again = parsed(written).script;
    EXPECT_EQ(model_of(again), model_of(script)) << name;
    EXPECT_EQ(write_fdx(again), written) << name;
  }
}

TEST(FinalDraft, KeepsItsModelThroughJson) {
  for (const char* name : {"v1_converter.fdx", "v3_scenes.fdx", "v5_production.fdx"}) {
    const auto script = parsed(sample(name)).script;
    const auto back = screenplay_from_json(to_json(script));
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(to_json(script)));
    EXPECT_EQ(write_fdx(*back), write_fdx(script));
  }
}

TEST(FinalDraft, JoinsRunsWithoutSpacesAndKeepsSpacesOfTheirOwn) {
  const auto p = parsed(sample("v1_converter.fdx"));
  EXPECT_EQ(p.script.elements[2].text, "A boat, half painted.");
  EXPECT_EQ(p.script.elements[4].text, "calling");
  EXPECT_EQ(p.script.elements[3].name, "MARA");
  EXPECT_EQ(p.script.elements[3].extension, "O.S.");
  EXPECT_EQ(p.script.elements[11].text, " ");
  EXPECT_EQ(p.script.elements[12].kind, ElementKind::kCentred);
}

TEST(FinalDraft, ReadsDualDialogueAsTwoSpeeches) {
  const auto p = parsed(sample("v1_converter.fdx"));
  const auto& e = p.script.elements;
  EXPECT_EQ(e[6].kind, ElementKind::kCharacter);
  EXPECT_FALSE(e[6].dual);
  EXPECT_EQ(e[8].name, "JON");
  EXPECT_TRUE(e[8].dual);
  EXPECT_EQ(e[9].text, "late");
  EXPECT_EQ(e[10].text, "Now!");
}

TEST(FinalDraft, ReadsScenePropertiesAsTheTruthAboutLength) {
  const auto p = parsed(sample("v3_scenes.fdx"));
  const auto* heading = first_of(p.script, ElementKind::kSceneHeading);
  ASSERT_TRUE(heading && heading->extras >= 0);
  EXPECT_EQ(heading->scene_number, "12A");
  EXPECT_EQ(heading->text, "EXT. Old mill - dAY");
  const auto& scene = p.script.extras[static_cast<std::size_t>(heading->extras)].scene;
  ASSERT_TRUE(scene);
  EXPECT_EQ(scene->eighths, 11);
  EXPECT_EQ(scene->page, "11");
  EXPECT_EQ(scene->title, "The mill wakes");
  EXPECT_EQ(scene->summary, "Nobody has been here for years.\n");
  EXPECT_EQ(scene->colour, "#00000000FFFF");
  ASSERT_EQ(scene->arc_beats.size(), 2u);
  EXPECT_EQ(scene->arc_beats[0].second, "She wants the key.\n\nShe does not say so.");
}

TEST(FinalDraft, ReadsTheKindsOfParagraph) {
  const auto p = parsed(sample("v3_scenes.fdx"));
  std::string kinds;
  for (const auto& e : p.script.elements) kinds += kind_of(e) + " ";
  EXPECT_EQ(kinds, "title-page action scene-heading action character dialogue action page-break scene-heading shot act-start lyrics cast-list general act-end ");
  EXPECT_EQ(p.script.title(), "The Weir");
  EXPECT_EQ(p.script.author(), "Ida Holm");
}

TEST(FinalDraft, ReadsNotesOfBothLayoutsWhereTheyStand) {
  const auto old = parsed(sample("v3_scenes.fdx")).script;
  ASSERT_EQ(old.notes.size(), 1u);
  EXPECT_TRUE(old.notes[0].in_paragraph);
  EXPECT_EQ(old.notes[0].element, 2);
  EXPECT_EQ(old.notes[0].text, "The old mill by the weir.");
  EXPECT_EQ(old.notes[0].date, "20130522T000939");

  const auto script = parsed(sample("v5_production.fdx")).script;
  ASSERT_EQ(script.notes.size(), 3u);
  const auto words = [&](const ScriptNote& n) { return script.elements[static_cast<std::size_t>(n.element)].text.substr(n.begin, n.end - n.begin); };
  // Paragraphs before: 7+1, 18+1, 22+1.
  EXPECT_EQ(words(script.notes[0]), "brass lamp");
  EXPECT_EQ(script.notes[0].author, "Ida");
  EXPECT_EQ(script.notes[1].text, "From the heading on.\nTwo lines.");
}

TEST(FinalDraft, CountsNoteRangesOverTheWholeBody) {
  // A block inside a paragraph counts two units and its text none: paragraphs begin at 0, 5, 8 and 18.
  const std::string xml =
      "<FinalDraft Version='5'><Content><Paragraph Type='Action'><Text>H\xF0\x9F\x8E\xA5" "m</Text></Paragraph><Paragraph Type='General'><DualDialogue>"
      "<Paragraph Type='Character'><Text>MARA</Text></Paragraph><Paragraph Type='Dialogue'><Text>Yes.</Text></Paragraph>"
      "<Paragraph Type='Character'><Text>JON</Text></Paragraph><Paragraph Type='Dialogue'><Text>No.</Text></Paragraph></DualDialogue></Paragraph>"
      "<Paragraph Type='Scene Heading'><Text>Omitted</Text><OmittedScene><Paragraph Type='Scene Heading'><Text>EXT. YARD</Text></Paragraph></OmittedScene></Paragraph>"
      "<Paragraph Type='Parenthetical'><Text>(go)</Text></Paragraph></Content><ScriptNotes>"
      "<ScriptNote Range='0,3'/><ScriptNote Range='5,7'/><ScriptNote Range='8,15'/><ScriptNote Range='19,21'/></ScriptNotes></FinalDraft>";
  auto script = parsed(xml).script;
  ASSERT_EQ(script.notes.size(), 4u);
  EXPECT_EQ(script.notes[0].end, 5u);  // the camera is two units and four bytes
  EXPECT_EQ(script.notes[1].element, 1);
  EXPECT_EQ(script.notes[2].element, 5);
  EXPECT_EQ(script.notes[2].end, 7u);
  EXPECT_EQ(script.notes[3].element, 6);
  EXPECT_EQ(script.notes[3].begin, 0u);
  EXPECT_EQ(script.notes[3].end, 2u);
  EXPECT_EQ(facts(write_fdx(script)), facts(xml));
  // Words put in front move what follows.
  script.elements[0].text = "Oh: " + script.elements[0].text;
  script.notes[0].begin += 4;
  script.notes[0].end += 4;
  const auto moved = parsed(write_fdx(script)).script;
  EXPECT_EQ(moved.notes[0].begin, 4u);
  EXPECT_EQ(moved.notes[3].element, 6);
  EXPECT_EQ(moved.notes[3].end, 2u);
}

TEST(FinalDraft, ReadsRevisionsTagsLayoutAndAlternates) {
  const auto script = parsed(sample("v5_production.fdx")).script;
  ASSERT_EQ(script.revisions.size(), 2u);
  EXPECT_EQ(script.revisions[1].name, "Pink Rev.");
  EXPECT_EQ(script.revisions[1].mark, "**");
  ASSERT_EQ(script.tag_definitions.size(), 1u);
  EXPECT_EQ(script.tag_definitions[0].label, "brass lamp");
  EXPECT_EQ(script.tags[0].definition_ids[0], script.tag_definitions[0].id);
  const auto* action = first_of(script, ElementKind::kAction);
  ASSERT_EQ(action->spans.size(), 4u);
  EXPECT_EQ(action->spans[0].tag, 1);
  EXPECT_EQ(action->spans[2].revision, 2);
  EXPECT_TRUE(action->spans[2].bold && action->spans[2].strikeout);
  EXPECT_TRUE(script.locked_pages);
  EXPECT_TRUE(script.layout.given);
  EXPECT_EQ(script.layout.paper, Paper::kA4);
  EXPECT_DOUBLE_EQ(script.layout.top, 0.75);
  EXPECT_TRUE(script.layout.scene_continueds && script.layout.scene_numbers_left && !script.layout.scene_numbers_right);
  ASSERT_EQ(script.layout.elements.size(), 2u);
  EXPECT_DOUBLE_EQ(script.layout.elements[1].right, 5.75);
  EXPECT_EQ(script.layout.elements[0].space_before, 2);
  const auto* line = first_of(script, ElementKind::kDialogue);
  EXPECT_EQ(script.extras[static_cast<std::size_t>(line->extras)].alternates, (std::vector<std::string>{"Never tonight.", "No."}));
}

TEST(FinalDraft, WritesWhatWasChangedAndKeepsTheRest) {
  auto script = parsed(sample("v5_production.fdx")).script;
  script.revisions[0].name = "Blue again";
  script.revisions.push_back({3, "Yellow Rev.", "#FFFFFFFF0000", "*", ""});
  script.tag_categories[0].name = "Hand props";
  script.layout.top = 1;
  script.layout.elements[1].left = 2.5;
  script.title_page = {{"Title", "Another lamp"}, {"Author", "Ida Holm"}};
  script.notes[1].text = "One line.";
  auto& extras = script.extras[static_cast<std::size_t>(first_of(script, ElementKind::kSceneHeading)->extras)];
  extras.scene->eighths = 12;
  extras.scene->summary = "New.";
  script.extras[static_cast<std::size_t>(first_of(script, ElementKind::kDialogue)->extras)].alternates = {"Maybe.", "No."};
  const std::string written = write_fdx(script);
  const auto again = parsed(written).script;
  EXPECT_EQ(again.revisions[0].name, "Blue again");
  EXPECT_EQ(again.revisions.size(), 3u);
  EXPECT_EQ(again.tag_categories[0].name, "Hand props");
  EXPECT_DOUBLE_EQ(again.layout.top, 1);
  EXPECT_DOUBLE_EQ(again.layout.elements[1].left, 2.5);
  EXPECT_EQ(again.title(), "Another lamp");
  EXPECT_EQ(again.author(), "Ida Holm");
  EXPECT_EQ(again.notes[1].text, "One line.");
  EXPECT_EQ(again.extras[static_cast<std::size_t>(first_of(again, ElementKind::kSceneHeading)->extras)].scene->eighths, 12);
  EXPECT_EQ(again.extras[static_cast<std::size_t>(first_of(again, ElementKind::kSceneHeading)->extras)].scene->summary, "New.");
  EXPECT_EQ(again.extras[static_cast<std::size_t>(first_of(again, ElementKind::kDialogue)->extras)].alternates, (std::vector<std::string>{"Maybe.", "No."}));
  EXPECT_NE(written.find("FullRevision=\"Yes\""), std::string::npos);
  EXPECT_NE(written.find("<Behavior PaginateAs"), std::string::npos);
  EXPECT_NE(written.find("Length=\"1 4/8\""), std::string::npos);
}

TEST(FinalDraft, GivesEveryElementItsPlaceInTheFile) {
  const auto p = parsed(sample("v5_production.fdx"));
  std::size_t at = 0;
  for (const auto& e : p.script.elements) {
    if (e.kind == ElementKind::kTitlePage) continue;  // stands after the text in the file
    EXPECT_GE(e.bytes.begin, at);
    at = e.bytes.begin;
    if (e.kind == ElementKind::kPageBreak) continue;
    const std::string xml = p.source.substr(e.bytes.begin, e.bytes.end - e.bytes.begin);
    EXPECT_TRUE(xml.starts_with("<Paragraph") && xml.ends_with("</Paragraph>")) << xml;
  }
  EXPECT_EQ(p.script.elements[1].line, 4);
  EXPECT_EQ(p.script.elements[1].column, 5);
}

TEST(FinalDraft, SaysWhereBrokenXmlIsBroken) {
  EXPECT_EQ(error_of("<FinalDraft>\n  <Content>\n    <Paragraph></Text>\n"),
            "x.fdx:3:16: </Text> closes nothing here: the element open at this place is <Paragraph> of line 3. Export the script again from the program that made it.");
  EXPECT_TRUE(error_of("<FinalDraft>\n<Content>\n<Paragraph Type=\"Action\"><Text>He").starts_with("x.fdx:3:34: The file ends too early: <Text>, opened in line 3"));
  EXPECT_TRUE(error_of("<FinalDraft><Content><Paragraph Ty").starts_with("x.fdx:1:22: The file ends inside the tag <Paragraph>"));
  EXPECT_TRUE(error_of("<FinalDraft><Content><Paragraph Type=\"A\"<Text/></Paragraph></Content></FinalDraft>").starts_with("x.fdx:1:41: A '<' stands inside the tag <Paragraph>"));
  EXPECT_TRUE(error_of("<html><body/></html>").starts_with("x.fdx:1:1: This is XML, but no Final Draft script"));
  EXPECT_TRUE(error_of("<FinalDraft/>").find("has no <Content>") != std::string::npos);
  EXPECT_TRUE(error_of("").find("empty") != std::string::npos);
  EXPECT_TRUE(error_of(std::string("<FinalDraft>\0</FinalDraft>", 26)).find("zero byte") != std::string::npos);
  const std::string all = sample("v3_scenes.fdx");
  for (std::size_t n = 0; n + 3 < all.size(); n += 97) EXPECT_NE(error_of(all.substr(0, n)), "no error") << n;
}

TEST(FinalDraft, RefusesBombs) {
  const auto nested = [](int depth) {
    std::string s = "<FinalDraft><Content>";
    for (int i = 0; i < depth; ++i) s += "<Paragraph>";
    for (int i = 0; i < depth; ++i) s += "</Paragraph>";
    return s + "</Content></FinalDraft>";
  };
  EXPECT_EQ(error_of(nested(30)), "no error");
  EXPECT_TRUE(error_of(nested(100)).find("nested more than 64 deep") != std::string::npos);
  EXPECT_TRUE(error_of(nested(100'000)).find("nested more than 64 deep") != std::string::npos);
  std::string laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n <!ENTITY lol \"lol\">\n";
  for (int i = 1; i < 10; ++i) laughs += " <!ENTITY lol" + std::to_string(i) + " \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">\n";
  EXPECT_TRUE(error_of(laughs + "]>\n<FinalDraft><Content>&lol9;</Content></FinalDraft>").starts_with("x.fdx:3:2: This XML defines entities of its own"));
  EXPECT_TRUE(error_of(std::string(50u << 20, ' ')).find("has 50 MiB") != std::string::npos);
  std::string many = "<FinalDraft><Content>";
  for (int i = 0; i < 1'100'000; ++i) many += "<a/>";
  EXPECT_TRUE(error_of(many + "</Content></FinalDraft>").find("over a million elements") != std::string::npos);
}

TEST(FinalDraft, ReadsOtherEncodingsAndSaysSoWhenTheFileErrs) {
  const std::string text = "<FinalDraft><Content><Paragraph Type=\"Action\"><Text>Größe 🎥</Text></Paragraph></Content></FinalDraft>";
  std::string utf16 = "\xFF\xFE";
  for (const char16_t c : std::u16string(u"<FinalDraft><Content><Paragraph Type=\"Action\"><Text>Größe \U0001F3A5</Text></Paragraph></Content></FinalDraft>")) {
    utf16 += static_cast<char>(c & 0xFF);
    utf16 += static_cast<char>(c >> 8);
  }
  EXPECT_EQ(parsed(utf16).script.elements[0].text, "Größe 🎥");
  EXPECT_EQ(parsed("\xEF\xBB\xBF" + text).script.elements[0].text, "Größe 🎥");
  EXPECT_EQ(parsed("\xEF\xBB\xBF" + text).script.elements[0].bytes.begin, 24u);
  const auto wrong = parsed("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text);
  EXPECT_EQ(wrong.script.elements[0].text, "Größe 🎥");
  ASSERT_EQ(wrong.warnings.size(), 1u);
  const auto windows = parsed("<?xml version=\"1.0\" encoding=\"UTF-8\"?><FinalDraft><Content><Paragraph><Text>\x93Gr\xF6\xDF" "e\x94</Text></Paragraph></Content></FinalDraft>");
  EXPECT_EQ(windows.script.elements[0].text, "“Größe”");
  EXPECT_EQ(windows.warnings.size(), 1u);
}

// --- Fountain and back

std::string plain(const Screenplay& s) {
  std::string out;
  for (const auto& e : s.elements) out += kind_of(e) + " [" + e.text + "]\n";
  return out;
}

void expect_same_through_final_draft(const std::string& fountain) {
  const auto from = parse_fountain(fountain, "f.fountain");
  ASSERT_TRUE(from) << fountain;
  const std::string fdx = write_fdx(from->script);
  const auto back = parse_fdx(fdx, "f.fdx");
  ASSERT_TRUE(back) << back.error().text() << fdx;
  EXPECT_EQ(plain(back->script), plain(from->script)) << fountain;
  EXPECT_EQ(fountain_difference(from->script, back->script), "") << fountain << "\n----\n" << fdx;
  ASSERT_EQ(back->script.title_page.size(), from->script.title_page.size()) << fountain << fdx;
  for (std::size_t i = 0; i < from->script.title_page.size(); ++i) {
    EXPECT_EQ(back->script.title_page[i].key, from->script.title_page[i].key);
    EXPECT_EQ(back->script.title_page[i].value, from->script.title_page[i].value);
  }
  // And as text once more: Fountain -> Final Draft -> Fountain -> Final Draft.
  const auto third = parse_fountain(write_fountain(back->script), "g.fountain");
  ASSERT_TRUE(third);
  EXPECT_EQ(fountain_difference(from->script, third->script), "") << fountain;
}

TEST(FinalDraftAndFountain, SayTheSameForTheExampleFilms) {
  int films = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(AUTEUR_SOURCE_DIR) + "/examples")) {
    if (entry.path().extension() != ".fountain") continue;
    expect_same_through_final_draft(file_text(entry.path().string()));
    ++films;
  }
  EXPECT_GE(films, 3);
}

TEST(FinalDraftAndFountain, SayTheSameForEveryElement) {
  expect_same_through_final_draft(
      "Title: The Weir\n    A film\nCredit: Written by\nAuthor: Ida Holm\nContact:\n    12 Mill Lane\n    Weirtown\nDraft date: 1/1/2020\n\n"
      "[[first of all]]\n\n# Act\n\n= What happens\n\n###### Deep\n\nINT. MILL - DAY #12A#\n\nShe *waits* and **waits _long_**. [[how long?]] On.\n\n"
      "/* an old\n\nscene */\n\nMARA (V.O.) (CONT'D)\n(low)\nNot *now*.\n[[aside]]\n~la la\n\nJON ^\nNow!\n\n===\n\n> CUT TO:\n\n> THE END <\n\n!!SHOT\n\n.FORCED\n\n@McTavish\nAye.\n\n===\n\n===\n\n!INT. not a heading\nsecond line\n\n===\n");
}

TEST(FinalDraftAndFountain, SayTheSameForRandomScripts) {
  static const std::vector<std::string> kBlocks = {"INT. ROOM - DAY", "EXT. SEA - NIGHT #4-A#", "She *goes*.\nThen _comes_.", "ANA\nYes.", "BEN ^\n(low)\nNo.\n~la", "> FADE OUT.", "> END <", "===",
                                                   "# One", "##### Five", "= A synopsis", "[[a note\nof two lines]]", "/* cut\n\nthis */", "Text [[with]] two [[notes]].", "!!CLOSE", "CUT TO:", "ANA (O.S.)\nText [[n]] more.\n  \nAgain.", "   Indented **bold**", "…", "~song"};
  std::mt19937 random(7);
  for (int n = 0; n < 300; ++n) {
    std::string text;
    for (int k = 0; k < 1 + n % 12; ++k) text += kBlocks[random() % kBlocks.size()] + "\n\n";
    expect_same_through_final_draft(text);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace auteur::screenplay
